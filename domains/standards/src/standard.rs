//! The standard of a service: a delay, kept in a share of the cases.

use crate::Calendar;
use base::{Line, Moment, PackFault, PackFiles, Sheet, Text};
use jiff::{Span, civil::Date, tz::TimeZone};
use std::collections::HashMap;

/// In what a delay is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    Hours,
    Days,
    WorkingDays,
}

/// From when it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    Reception,
    /// The end of a snowfall, which is not known when the request is received.
    SnowfallEnd,
}

/// What a city promises for a service.
#[derive(Debug, Clone, PartialEq)]
pub struct Standard {
    pub amount: u32,
    pub measure: Measure,
    pub start: Start,
    /// Share of the cases that should keep it, in percent.
    pub target_pct: u8,
    pub version: String,
    /// Where it was published, or that it is assumed.
    pub source: String,
}

/// What is promised to one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Promised {
    /// `7 jours, dans 8 cas sur 10`.
    pub words: Text,
    /// Last instant that keeps it; none when its start is not known yet.
    pub due_at: Option<Moment>,
    pub version: String,
    /// 0 to 1.
    pub share: f64,
}

/// Every standard of a city.
#[derive(Debug, Clone, PartialEq)]
pub struct Standards {
    calendar: Calendar,
    /// Service and territory (empty everywhere) → standard.
    table: HashMap<(String, String), Standard>,
}

const FILE: &str = "standards.csv";
const COLUMNS: [&str; 8] = ["service", "territory", "amount", "unit", "start", "target_pct", "version", "source"];

impl Standards {
    /// Reads `standards.csv` and `calendar.toml`.
    pub fn read(files: &PackFiles) -> Result<Self, Vec<PackFault>> {
        let mut faults = Vec::new();
        let calendar = Calendar::read(files);
        let sheet = Sheet::read(files, FILE, &COLUMNS, &mut faults);
        let mut table = HashMap::new();
        for line in sheet.lines() {
            let Some(standard) = read_line(&line, &mut faults) else { continue };
            let scope = (line.require("service", &mut faults).to_owned(), line.get("territory").to_owned());
            if table.insert(scope, standard).is_some() {
                faults.push(line.fault("this service already has a standard for this territory"));
            }
        }
        match calendar {
            Ok(calendar) if faults.is_empty() => Ok(Self { calendar, table }),
            Ok(_) => Err(faults),
            Err(wrong) => Err(faults.into_iter().chain(wrong).collect()),
        }
    }

    /// Services that have a standard.
    pub fn services(&self) -> impl Iterator<Item = &str> {
        self.table.keys().map(|(service, _)| service.as_str())
    }

    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The standard of a territory, or the one of the whole city.
    pub fn get(&self, service: &str, territory: Option<&str>) -> Option<&Standard> {
        let find = |territory: &str| self.table.get(&(service.to_owned(), territory.to_owned()));
        territory.and_then(find).or_else(|| find(""))
    }

    /// What is promised for a request received at `received_at`.
    pub fn promise(
        &self,
        service: &str,
        territory: Option<&str>,
        received_at: Moment,
        zone: &TimeZone,
    ) -> Option<Promised> {
        let standard = self.get(service, territory)?;
        let due_at = match standard.start {
            Start::Reception => standard.due_at(&self.calendar, received_at, zone),
            Start::SnowfallEnd => None,
        };
        let share = f64::from(standard.target_pct) / 100.0;
        Some(Promised { words: standard.words(), due_at, version: standard.version.clone(), share })
    }
}

fn read_line(line: &Line<'_>, faults: &mut Vec<PackFault>) -> Option<Standard> {
    let measures = [("hours", Measure::Hours), ("days", Measure::Days), ("working-days", Measure::WorkingDays)];
    let starts = [("reception", Start::Reception), ("snowfall-end", Start::SnowfallEnd)];
    let mut number = |column: &str, most: u32| {
        let number = line.get(column).parse().ok().filter(|number| (1..=most).contains(number));
        if number.is_none() {
            faults.push(line.fault(format!("`{column}` must be a whole number from 1 to {most}")));
        }
        number
    };
    let (amount, target_pct) = (number("amount", 3_650), number("target_pct", 100));
    Some(Standard {
        measure: line.choose("unit", &measures, faults)?,
        start: line.choose("start", &starts, faults)?,
        amount: amount?,
        target_pct: u8::try_from(target_pct?).ok()?,
        version: line.require("version", faults).to_owned(),
        source: line.require("source", faults).to_owned(),
    })
}

impl Standard {
    /// Hours are counted from the instant. Days are counted from the day after, and the last one is whole: it ends
    /// with the local day (Code of Civil Procedure of Québec, art. 83).
    fn due_at(&self, calendar: &Calendar, received_at: Moment, zone: &TimeZone) -> Option<Moment> {
        let day = received_at.day(zone);
        match self.measure {
            Measure::Hours => Some(received_at.plus_ms(i64::from(self.amount) * 3_600_000)),
            Measure::Days => end_of(day.checked_add(Span::new().days(i64::from(self.amount))).ok()?, zone),
            Measure::WorkingDays => end_of(calendar.add_working_days(day, self.amount), zone),
        }
    }

    /// The promise in the words of both languages.
    pub fn words(&self) -> Text {
        let n = self.amount;
        let (fr, en) = match (self.measure, n) {
            (Measure::Hours, 1) => ("heure", "hour"),
            (Measure::Hours, _) => ("heures", "hours"),
            (Measure::Days, 1) => ("jour", "day"),
            (Measure::Days, _) => ("jours", "days"),
            (Measure::WorkingDays, 1) => ("jour ouvrable", "working day"),
            (Measure::WorkingDays, _) => ("jours ouvrables", "working days"),
        };
        let (after_fr, after_en) = match self.start {
            Start::Reception => ("", ""),
            Start::SnowfallEnd => (" après la fin de la chute de neige", " after the snowfall ends"),
        };
        let (share_fr, share_en) = share_in_words(self.target_pct);
        Text::new(format!("{n}\u{a0}{fr}{after_fr}{share_fr}"), format!("{n}\u{a0}{en}{after_en}{share_en}"))
    }
}

/// `dans 8 cas sur 10` says more to a person than 80 %.
fn share_in_words(pct: u8) -> (String, String) {
    match pct {
        100 => (String::new(), String::new()),
        _ if pct.is_multiple_of(10) => {
            (format!(", dans {} cas sur 10", pct / 10), format!(", in {} cases out of 10", pct / 10))
        }
        _ => (format!(", dans {pct}\u{a0}% des cas"), format!(", in {pct}% of cases")),
    }
}

/// Last millisecond of a local day.
fn end_of(day: Date, zone: &TimeZone) -> Option<Moment> {
    let midnight = day.tomorrow().ok()?.at(0, 0, 0, 0).to_zoned_datetime(zone.clone()).ok()?;
    Some(Moment::from(midnight.timestamp()).plus_ms(-1))
}

/// The date put off by the time the clock stood still: pauses are (from, to), whatever their order; what overlaps
/// counts once, and what comes after the date does not move it.
pub fn due_after_pauses(due_at: Moment, pauses: &[(Moment, Moment)]) -> Moment {
    let mut pauses: Vec<(Moment, Moment)> = pauses.iter().copied().filter(|(from, to)| from < to).collect();
    pauses.sort();
    let mut due_at = due_at;
    let mut counted_to = Moment(i64::MIN);
    for (from, to) in pauses {
        let from = from.max(counted_to);
        if from < to && from <= due_at {
            due_at = due_at.plus_ms(to.0 - from.0);
        }
        counted_to = counted_to.max(to);
    }
    due_at
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::{collections::BTreeSet, path::Path};

    fn pack() -> PackFiles {
        PackFiles::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/montreal"))).unwrap()
    }

    fn zone() -> TimeZone {
        TimeZone::get("America/Montreal").unwrap()
    }

    fn at(text: &str) -> Moment {
        text.parse().unwrap()
    }

    fn standard(amount: u32, measure: Measure) -> Standard {
        let (version, source) = (String::new(), String::new());
        Standard { amount, measure, start: Start::Reception, target_pct: 80, version, source }
    }

    #[track_caller]
    fn check(amount: u32, measure: Measure, received_at: &str, expected: &str) {
        let calendar = Calendar::read(&pack()).unwrap();
        let due_at = standard(amount, measure).due_at(&calendar, at(received_at), &zone()).unwrap();
        assert_eq!(due_at.to_w3c(&zone()), expected);
    }

    #[test]
    fn delays_end_with_the_local_day_or_at_the_hour() {
        check(7, Measure::Days, "2026-11-18T17:00:00Z", "2026-11-25T23:59:59-05:00");
        check(1, Measure::Days, "2026-11-19T04:59:00Z", "2026-11-19T23:59:59-05:00");
        check(4, Measure::Hours, "2026-11-18T17:00:00Z", "2026-11-18T16:00:00-05:00");
        // The clocks change: an hour is an hour, a day is a day.
        check(24, Measure::Hours, "2026-03-07T17:00:00Z", "2026-03-08T13:00:00-04:00");
        check(1, Measure::Days, "2026-03-07T17:00:00Z", "2026-03-08T23:59:59-04:00");
        check(1, Measure::Days, "2026-10-31T17:00:00Z", "2026-11-01T23:59:59-05:00");
        // Friday, then a weekend and the holiday of the Monday.
        check(1, Measure::WorkingDays, "2026-05-15T15:00:00Z", "2026-05-19T23:59:59-04:00");
        check(3, Measure::WorkingDays, "2026-12-23T15:00:00Z", "2026-12-29T23:59:59-05:00");
        check(2, Measure::WorkingDays, "2026-11-21T15:00:00Z", "2026-11-24T23:59:59-05:00");
    }

    #[test]
    fn promises_are_said_in_words() {
        let words = |amount, measure, pct| {
            let words = Standard { target_pct: pct, ..standard(amount, measure) }.words();
            format!("{} / {}", words.fr, words.en).replace('\u{a0}', " ")
        };
        assert_eq!(words(7, Measure::Days, 80), "7 jours, dans 8 cas sur 10 / 7 days, in 8 cases out of 10");
        assert_eq!(words(1, Measure::Hours, 100), "1 heure / 1 hour");
        let said = "5 jours ouvrables, dans 95 % des cas / 5 working days, in 95% of cases";
        assert_eq!(words(5, Measure::WorkingDays, 95), said);
    }

    #[test]
    fn every_service_of_the_pack_has_its_standard_and_a_borough_may_have_its_own() {
        let mut files = pack();
        let text = files.text("standards.csv").unwrap().to_owned();
        files.insert("standards.csv", format!("{text}NID_POULE,anjou,2,days,reception,90,2026-02,essai\n"));
        let standards = Standards::read(&files).unwrap();
        assert_eq!(standards.services().collect::<BTreeSet<_>>().len(), 83);
        let days = |territory| standards.get("NID_POULE", territory).unwrap().amount;
        assert_eq!((days(None), days(Some("verdun")), days(Some("anjou"))), (7, 7, 2));
        let snow = standards.promise("DENEIG_TROTTOIR", None, at("2026-01-10T12:00:00Z"), &zone());
        assert!(snow.is_none_or(|promised| promised.words.fr.contains("heures")));
        assert_eq!(standards.promise("LICORNE", None, Moment(0), &zone()), None);
    }

    #[test]
    fn each_fault_has_its_file_and_line() {
        let mut files = pack();
        let lines = "NID_POULE,,0,days,reception,80,1,x\nNID_POULE,,7,weeks,reception,80,1,x\n\
             A,,7,days,reception,101,1,x\nB,,7,days,reception,80,1,x\nB,,7,days,reception,80,1,x\n";
        files.insert("standards.csv", format!("{}\n{lines}", COLUMNS.join(",")));
        files.insert(
            "calendar.toml",
            "working_days = [\"lundi\"]\n[[holiday]]\nrule = \"13-45\"\nfr = \"a\"\nen = \"a\"\n",
        );
        let faults: Vec<String> = Standards::read(&files).unwrap_err().iter().map(ToString::to_string).collect();
        for (fault, start) in faults.iter().zip([
            "standards.csv:2: `amount`",
            "standards.csv:3: `unit`",
            "standards.csv:4: `target_pct`",
            "standards.csv:6: this service",
            "calendar.toml:1: `lundi`",
            "calendar.toml:3: `13-45`",
        ]) {
            assert!(fault.starts_with(start), "{fault}");
        }
        assert_eq!(faults.len(), 6, "{faults:?}");
    }

    #[test]
    fn the_holidays_are_those_of_quebec() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/feries/feries_qc_2010_2040.csv");
        let Ok(mut reader) = csv::Reader::from_path(path) else {
            println!("skipped: the table of holidays is not beside the project");
            return;
        };
        let official: BTreeSet<Date> = reader
            .records()
            .map(Result::unwrap)
            .filter(|record| matches!(&record[1], "public" | "optional"))
            .map(|record| record[0].parse().unwrap())
            .collect();
        let calendar = Calendar::read(&pack()).unwrap();
        let (first, last): (Date, Date) = ("2010-01-01".parse().unwrap(), "2040-12-31".parse().unwrap());
        let days = first.series(Span::new().days(1)).take_while(|day| *day <= last);
        let differ = |day: &Date| {
            let is_weekend = day.weekday().to_monday_one_offset() > 5;
            calendar.is_working(*day) == (is_weekend || official.contains(day))
        };
        let differences: Vec<String> = days.filter(differ).map(|day| day.to_string()).collect();
        // When Christmas is a Sunday, the table adds the Tuesday: the federal Boxing Day pushes it there.
        let expected = [2011, 2016, 2022, 2033, 2039].map(|year| format!("{year}-12-27"));
        assert_eq!(differences, expected);
    }

    proptest! {
        #[test]
        fn working_days_agree_with_counting_each_day(start in 0i64..20_000, count in 1u32..80) {
            let calendar = Calendar::read(&pack()).unwrap();
            let day: Date = "1990-01-01".parse::<Date>().unwrap().checked_add(Span::new().days(start)).unwrap();
            let last = calendar.add_working_days(day, count);
            let mut counted = 0;
            let mut other = day;
            while other < last {
                other = other.tomorrow().unwrap();
                counted += u32::from(calendar.is_working(other));
            }
            prop_assert_eq!(counted, count);
            prop_assert!(calendar.is_working(last));
        }

        #[test]
        fn a_date_is_put_off_by_the_time_that_was_paused(
            due in 0i64..1_000, pauses in proptest::collection::vec((0i64..1_500, 0i64..1_500), 0..6)
        ) {
            let moments: Vec<_> = pauses.iter().map(|(from, to)| (Moment(*from), Moment(*to))).collect();
            // The clock runs one tick at a time, unless a pause holds it; a pause that begins at the date still counts.
            let is_paused = |tick: i64| pauses.iter().any(|(from, to)| (*from..*to).contains(&tick));
            let (mut tick, mut ran) = (0, 0);
            while ran < due || is_paused(tick) {
                ran += i64::from(!is_paused(tick));
                tick += 1;
            }
            prop_assert_eq!(due_after_pauses(Moment(due), &moments), Moment(tick));
        }
    }
}
