//! The city and its requests as others will read them: whole, alike for one seed, and believable.

use crate::{CHANNELS, MadeRequest, Size, city, requests, time_zone, write_montreal_311};
use ::requests::{Grounds, Outcome, Status};
use base::{Moment, PackFiles};
use catalogue::Catalogue;
use jiff::civil::Weekday;
use std::{collections::BTreeMap, sync::LazyLock};

const SEED: u64 = 8311;
/// 2026-11-18, 17:53:20 UTC: before one in the afternoon, a Wednesday.
const NOON: Moment = Moment(1_795_024_400_000);
const COUNT: u64 = 40_000;

static VILLAGE: LazyLock<PackFiles> = LazyLock::new(|| city(SEED, Size::Village));
static MADE: LazyLock<Vec<MadeRequest>> = LazyLock::new(|| requests(SEED, COUNT, &VILLAGE, NOON).unwrap().collect());

fn asked() -> impl Iterator<Item = &'static MadeRequest> {
    MADE.iter().filter(|made| made.nature != "information")
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[track_caller]
fn check_between(what: &str, value: f64, low: f64, high: f64) {
    assert!((low..=high).contains(&value), "{what} is {value:.4}, not between {low} and {high}");
}

#[test]
fn one_seed_gives_one_city_and_one_story() {
    assert!(*VILLAGE == city(SEED, Size::Village));
    assert!(*VILLAGE != city(SEED + 1, Size::Village));
    let few = |seed| requests(seed, 500, &VILLAGE, NOON).unwrap().collect::<Vec<_>>();
    assert_eq!(few(1), few(1));
    assert_ne!(few(1), few(2));
}

#[test]
fn every_number_is_taken_once_and_each_year_counts_from_one() {
    let all = requests(SEED, COUNT, &VILLAGE, NOON).unwrap();
    let counts = all.counts();
    assert_eq!(counts.values().sum::<u64>(), COUNT);
    let mut seen: BTreeMap<u8, u64> = BTreeMap::new();
    for made in MADE.iter() {
        let last = seen.entry(made.year).or_insert(0);
        *last += 1;
        assert_eq!(u64::from(made.rank), *last, "{}", made.reference());
    }
    assert_eq!(seen, counts);
    assert_eq!(MADE[0].reference().to_string(), "24-000001");
}

#[test]
fn nothing_happens_after_the_end_and_everything_in_order() {
    for pair in MADE.windows(2) {
        assert!(pair[0].received_at <= pair[1].received_at);
    }
    for made in MADE.iter() {
        let times: Vec<Moment> = made.moves.iter().map(|one| one.at).collect();
        assert!(times.is_sorted() && times[0] == made.received_at, "{} {:?}", made.reference(), made.moves);
        assert!(made.updated_at <= NOON && made.updated_at == *times.last().unwrap(), "{}", made.reference());
        let answered_at = made.survey.as_ref().and_then(|survey| survey.answer.as_ref()).map(|answer| answer.at);
        assert!(answered_at.is_none_or(|at| at <= NOON), "{}", made.reference());
    }
    assert!(NOON.days_since(MADE.last().unwrap().received_at) < 0.2, "the story ends today");
}

#[test]
fn every_life_is_one_that_the_charter_allows() {
    for made in MADE.iter() {
        let mut status: Status = made.moves[0].status.parse().unwrap();
        assert_eq!(status, Status::Received);
        for one in &made.moves[1..] {
            let outcome = Some(Outcome { result: "REPARE".to_owned(), proof: String::new() });
            let grounds = Grounds { reason: one.reason.to_owned(), outcome };
            let next: Status = one.status.parse().unwrap();
            status = status.follow(next, &grounds).unwrap_or_else(|err| panic!("{}: {err}", made.reference()));
        }
        assert_eq!(status.is_open(), made.closed_at.is_none(), "{}", made.reference());
        assert_eq!(status == Status::Completed, made.result.is_some(), "{}", made.reference());
        assert_eq!(made.result.is_some(), !made.proof.is_empty(), "{}", made.reference());
        assert_eq!(status == Status::Merged, made.principal.is_some(), "{}", made.reference());
    }
}

#[test]
fn answers_are_those_that_the_catalogue_offers() {
    let catalogue = Catalogue::read(&VILLAGE).unwrap();
    for made in asked() {
        let service = catalogue.service(&made.service).unwrap();
        assert_eq!(service.check(&made.answers), Ok(()), "{} {}", made.reference(), made.service);
        assert!(service.stopper(&made.answers).is_none(), "{}", made.reference());
        let contact = made.contact.as_ref();
        let can_reach = contact.is_some_and(|contact| contact.email.is_some() || contact.phone.is_some());
        assert!(can_reach || !service.needs_contact, "{}", made.reference());
    }
}

#[test]
fn people_reach_the_city_as_they_do_in_the_open_data() {
    let of = |channel: &str| share(MADE.iter().filter(|made| made.channel == channel).count(), MADE.len());
    check_between("telephone", of("phone"), 0.79, 0.85);
    check_between("mobile", of("mobile"), 0.04, 0.065);
    check_between("web", of("web"), 0.025, 0.05);
    check_between("information", 1.0 - share(asked().count(), MADE.len()), 0.42, 0.50);
    let joined = asked().filter(|made| made.requesters.iter().sum::<u16>() > 1).count();
    check_between("joined by others", share(joined, asked().count()), 0.05, 0.14);
    assert_eq!(CHANNELS.len(), MADE[0].requesters.len());
}

#[test]
fn each_season_brings_its_own() {
    let zone = time_zone(&VILLAGE).unwrap();
    let month = |made: &MadeRequest| made.received_at.day(&zone).month();
    let count = |service: &str, months: &[i8]| {
        asked().filter(|made| &*made.service == service && months.contains(&month(made))).count()
    };
    assert!(count("NID_POULE", &[3, 4, 5]) > 2 * count("NID_POULE", &[8, 9, 10]), "potholes come with the thaw");
    assert_eq!(count("DENEIGEMENT", &[6, 7, 8, 9]), 0, "nobody asks for snow removal in summer");
    assert!(count("DENEIGEMENT", &[12, 1, 2]) > 200);
    let on = |day: Weekday| MADE.iter().filter(|made| made.received_at.day(&zone).weekday() == day).count();
    assert!(on(Weekday::Tuesday) > 2 * on(Weekday::Sunday), "the telephone is answered on weekdays");
    let night = MADE.iter().filter(|made| made.received_at.in_zone(&zone).hour() < 6).count();
    check_between("night", share(night, MADE.len()), 0.002, 0.03);
}

#[test]
fn some_are_late_some_at_risk_and_most_are_kept() {
    let closed: Vec<_> = asked().filter_map(|made| Some((made.closed_at?, made.due_at()?))).collect();
    let kept = closed.iter().filter(|(closed, due)| closed <= due).count();
    check_between("promises kept", share(kept, closed.len()), 0.60, 0.90);
    let open: Vec<_> = asked().filter(|made| made.closed_at.is_none()).collect();
    check_between("open", share(open.len(), asked().count()), 0.02, 0.12);
    let late = open.iter().filter(|made| made.due_at().is_some_and(|due| due < NOON)).count();
    check_between("late among open", share(late, open.len()), 0.2, 0.85);
    let at_risk = open.iter().filter(|made| made.due_at().is_some_and(|due| due >= NOON && due < NOON.plus_days(1)));
    assert!(at_risk.count() >= 5);
    let statuses: std::collections::BTreeSet<&str> = MADE.iter().map(MadeRequest::status).collect();
    assert!(statuses.len() >= 13, "{statuses:?}");
}

#[test]
fn people_who_waited_longer_are_less_pleased() {
    let answered: Vec<_> = MADE
        .iter()
        .filter_map(|made| Some((made, made.survey.as_ref()?)))
        .map(|(made, survey)| (made, survey.answer.as_ref()))
        .collect();
    let answers: Vec<_> = answered.iter().filter_map(|(made, answer)| Some((made, (*answer)?))).collect();
    check_between("response rate", share(answers.len(), answered.len()), 0.15, 0.30);
    let mean = |is_late: bool| {
        let scores: Vec<f64> = answers
            .iter()
            .filter(|(made, _)| {
                made.due_at().zip(made.closed_at).is_some_and(|(due, closed)| (closed > due) == is_late)
            })
            .map(|(_, answer)| f64::from(answer.score))
            .collect();
        scores.iter().sum::<f64>() / scores.len() as f64
    };
    assert!(mean(false) > mean(true) + 0.3, "{} {}", mean(false), mean(true));
    check_between("pleased", mean(false), 3.2, 4.4);
}

#[test]
fn nobody_and_no_number_is_real() {
    for contact in MADE.iter().filter_map(|made| made.contact.as_ref()) {
        assert!(contact.email.as_ref().is_none_or(|email| email.ends_with("@exemple.test")), "{contact:?}");
        assert!(contact.phone.as_ref().is_none_or(|phone| phone.starts_with("819 555-01")), "{contact:?}");
    }
    for place in asked().filter_map(|made| made.place.as_ref()) {
        assert!(place.postal_code.is_empty() || place.postal_code.starts_with('Z'), "{place:?}");
    }
    for name in ["city.toml", "territory.toml", "units.csv", "spellings.csv", "standards.csv", "routing.csv"] {
        let text = VILLAGE.text(name).unwrap().to_lowercase();
        assert!(!text.contains("montr") && !text.contains("rosemont"), "{name}");
        for phone in text.split("819 ").skip(1) {
            assert!(phone.starts_with("555-01"), "{name}: {phone}");
        }
    }
}

#[test]
fn a_published_file_has_the_columns_of_the_real_one() {
    let zone = time_zone(&VILLAGE).unwrap();
    let mut bytes = Vec::new();
    let few = requests(SEED, 2_000, &VILLAGE, NOON).unwrap();
    assert_eq!(write_montreal_311(&mut bytes, few, &zone).unwrap(), 2_000);
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    assert_eq!(reader.headers().unwrap().len(), 29);
    let mut count = 0;
    for record in reader.records() {
        let record = record.unwrap();
        count += 1;
        let is_information = &record[1] == "Information";
        assert_eq!(record[0].is_empty(), is_information, "{record:?}");
        assert_eq!(record[23].is_empty(), record[9].is_empty(), "a place has its point: {record:?}");
    }
    assert_eq!(count, 2_000);
}
