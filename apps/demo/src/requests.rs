//! Two years of requests, one at a time, in the order they came: as many as wanted, in constant memory.

use crate::{
    calendar::Calendar,
    chance::{Chance, draw, sums},
    life::{Course, Lives},
    made::{MadePlace, MadeRequest, NATURES},
    people::People,
    places::Places,
    seasons::Demand,
    services::{Offer, Office, Service},
};
use base::{Lang, Moment, PackFault, PackFiles};
use jiff::{civil::Date, tz::TimeZone};
use std::{sync::Arc, vec::IntoIter};

/// Days of the story.
const LENGTH: usize = 730;
/// The last day when none is asked for.
const LAST_DAY: (i16, i8, i8) = (2026, 10, 31);

/// What requests are drawn from.
#[derive(Debug)]
struct World {
    seed: u64,
    calendar: Calendar,
    places: Places,
    offer: Offer,
    demand: Demand,
    lives: Lives,
    people: People,
    /// Office of each borough, then the one that takes the rest.
    offices: Vec<usize>,
    intake: usize,
}

/// The requests of a city, first to last.
#[derive(Debug)]
pub struct Requests {
    world: World,
    /// Next day to draw.
    day: usize,
    today: IntoIter<Call>,
    year: i16,
    rank: u32,
    /// The last open request of each service: what a later one may be merged into.
    latest: Vec<Option<(u8, u32)>>,
}

/// A request before its story: when it came and for what.
#[derive(Debug, Clone, Copy)]
struct Call {
    day: usize,
    second: u32,
    service: usize,
    /// Place in [`NATURES`].
    nature: usize,
    number: u64,
}

/// `n` requests over the two years that end on 31 October 2026, drawn from the files of any pack.
///
/// The same seed, number and pack give the same requests.
pub fn requests(seed: u64, n: u64, files: &PackFiles) -> Result<Requests, Vec<PackFault>> {
    let (year, month, day) = LAST_DAY;
    requests_until(seed, n, files, Date::constant(year, month, day))
}

/// The same, ending on another day: nothing closes or is answered after it.
pub fn requests_until(seed: u64, n: u64, files: &PackFiles, last: Date) -> Result<Requests, Vec<PackFault>> {
    let zone = time_zone(files)?;
    let calendar = Calendar::new(last, LENGTH, &zone, files);
    let (places, offer) = (Places::read(seed, files)?, Offer::read(files)?);
    let demand = Demand::new(seed, n, &calendar, &offer.services);
    let lives = Lives::new(seed, &offer.services, places.areas.len());
    let intake = offer.offices.iter().position(|office| office.is_intake).unwrap_or(0);
    let office = |code: &str| offer.offices.iter().position(|office| office.territory.as_deref() == Some(code));
    let offices = places.areas.iter().map(|area| office(&area.code).unwrap_or(intake)).collect();
    let latest = vec![None; offer.services.len()];
    let world = World { seed, calendar, places, offer, demand, lives, people: People::new(), offices, intake };
    Ok(Requests { world, day: 0, today: Vec::new().into_iter(), year: 0, rank: 0, latest })
}

/// The time zone of `city.toml`.
pub fn time_zone(files: &PackFiles) -> Result<TimeZone, Vec<PackFault>> {
    let fault = |message: String| vec![PackFault::new("city.toml", 0, message)];
    let text = files.text("city.toml").map_err(|fault| vec![fault])?;
    let city: toml::Table = toml::from_str(text).map_err(|err| fault(err.message().to_owned()))?;
    let name = city.get("time_zone").and_then(toml::Value::as_str);
    let name = name.ok_or_else(|| fault("`time_zone` is missing".to_owned()))?;
    TimeZone::get(name).map_err(|err| fault(err.to_string()))
}

impl Iterator for Requests {
    type Item = MadeRequest;

    fn next(&mut self) -> Option<MadeRequest> {
        let call = loop {
            if let Some(call) = self.today.next() {
                break call;
            }
            if self.day >= self.world.calendar.length {
                return None;
            }
            self.today = self.world.calls(self.day).into_iter();
            self.day += 1;
        };
        let year = self.world.calendar.day(call.day).date.year();
        if year != self.year {
            (self.year, self.rank) = (year, 0);
        }
        self.rank += 1;
        let reference = (u8::try_from(year % 100).unwrap_or(0), self.rank);
        let latest = self.latest.get_mut(call.service);
        let made = self.world.make(call, reference, latest.as_deref().copied().flatten());
        if let (Some(latest), None, None) = (latest, made.closed_at, made.principal) {
            *latest = Some(reference);
        }
        Some(made)
    }
}

impl World {
    /// The calls of a day, in their order.
    fn calls(&self, day: usize) -> Vec<Call> {
        let count = self.demand.counts.get(day).copied().unwrap_or(0);
        let weights: Vec<(f64, f64)> = self.demand.weights(day, &self.calendar).collect();
        let asked = sums(weights.iter().map(|(asked, _)| *asked));
        let informed = sums(weights.iter().map(|(_, informed)| *informed));
        let (all_asked, all_informed) = (asked.last().copied().unwrap_or(1.0), informed.last().copied().unwrap_or(0.0));
        let mut chance = Chance::of(self.seed, &[81, day as u64]);
        let mut calls: Vec<Call> = (0..count)
            .map(|number| {
                let is_information = chance.happens(all_informed / (all_asked + all_informed));
                let service = draw(if is_information { &informed } else { &asked }, &mut chance);
                let nature = if is_information {
                    1
                } else if chance.happens(0.968) {
                    0
                } else {
                    2 + chance.below(2)
                };
                let second = draw(&self.demand.hours, &mut chance) * 3_600 + chance.below(3_600);
                Call { day, second: u32::try_from(second).unwrap_or(0), service, nature, number }
            })
            .collect();
        calls.sort_by_key(|call| (call.second, call.number));
        calls
    }

    fn make(&self, call: Call, (year, rank): (u8, u32), latest: Option<(u8, u32)>) -> MadeRequest {
        let mut chance = Chance::of(self.seed, &[82, call.day as u64, call.number]);
        let chance = &mut chance;
        let nature = NATURES.get(call.nature).copied().unwrap_or("request");
        let is_information = nature == "information";
        let Some(service) = self.offer.services.get(call.service) else {
            unreachable!("a call is for a service of the offer")
        };
        let received = self.calendar.at(call.day, call.second);
        let place = if is_information { None } else { self.place(call.service, service, chance) };
        let area = match &place {
            Some(place) => self.places.area_rank(place),
            None => chance.below(self.places.areas.len()),
        };
        let office = self.office(service, is_information || place.is_some(), area);
        let mut course = if is_information {
            Lives::answered(received, chance)
        } else {
            self.lives.course(call.service, service, area, received, &self.calendar, chance)
        };
        let principal = self.principal(&mut course, latest);
        let due = service.promise.filter(|_| !is_information);
        let due_at = due.map(|promise| self.calendar.promised(received, promise));
        let lang = People::lang(chance);
        let joins = if place.is_some() { 0.115 } else { 0.0 };
        let (channel, requesters) = self.people.channel(is_information, joins, chance);
        let contact = if is_information { None } else { People::contact(channel, chance) };
        let wants_survey = contact.as_ref().is_some_and(|contact| contact.wants_survey && contact.email.is_some());
        let end = self.calendar.end();
        let survey = wants_survey.then(|| self.lives.survey(&course, received, due_at, end, lang, chance)).flatten();
        MadeRequest {
            year,
            rank,
            nature,
            service: service.code.clone(),
            category: service.category.clone(),
            description: describe(service, is_information, channel, lang, chance),
            lang,
            answers: if is_information { Vec::new() } else { answers(service, chance) },
            place,
            unit: office.map_or_else(|| "".into(), |office| office.code.clone()),
            unit_published: office.map_or_else(|| "".into(), |office| office.published.clone()),
            channel,
            requesters,
            contact,
            received_at: received,
            updated_at: course.moves.last().map_or(received, |last| last.at),
            closed_at: course.closed_at,
            due_at,
            moves: course.moves,
            result: course.result,
            reason: course.reason,
            reopen_count: course.reopen_count,
            principal,
            survey,
        }
    }

    /// Where it is; a few that nobody placed stand at the borough's office.
    fn place(&self, rank: usize, service: &Service, chance: &mut Chance) -> Option<MadePlace> {
        if service.place == "aucun" {
            return None;
        }
        if chance.happens(0.012) {
            return self.places.by_default(chance.below(self.places.areas.len()));
        }
        self.places.choose(&service.place, self.seed, rank, chance)
    }

    fn office(&self, service: &Service, has_borough: bool, area: usize) -> Option<&Office> {
        let of_area = self.offices.get(area).copied().filter(|_| has_borough);
        self.offer.offices.get(service.unit.or(of_area).unwrap_or(self.intake))
    }

    /// What a merged request was merged into; without one, it stands as accepted.
    fn principal(&self, course: &mut Course, latest: Option<(u8, u32)>) -> Option<(u8, u32)> {
        let last = course.moves.last_mut().filter(|last| last.status == "REGROUPEE")?;
        if latest.is_none() {
            last.status = "ACCEPTEE";
            course.reason = "";
        }
        latest
    }
}

/// What the person wrote: more often on a screen than through an agent.
fn describe(service: &Service, is_information: bool, channel: &str, lang: Lang, chance: &mut Chance) -> Arc<str> {
    let share = match channel {
        _ if is_information => 0.0,
        "phone" => 0.38,
        _ => 0.72,
    };
    let is_written = chance.happens(share);
    match chance.pick(&service.sentences).filter(|_| is_written) {
        Some((fr, _)) if lang == Lang::Fr => fr.clone(),
        Some((_, en)) => en.clone(),
        None => "".into(),
    }
}

fn answers(service: &Service, chance: &mut Chance) -> Vec<(Arc<str>, Arc<str>)> {
    let mut answers = Vec::new();
    for ask in &service.questions {
        if ask.is_required || chance.happens(0.4) {
            answers.extend(chance.pick(&ask.choices).map(|choice| (ask.code.clone(), choice.clone())));
        }
    }
    answers
}

/// The instant the story ends on a pack's last day: what is open then is still open.
impl Requests {
    pub fn end(&self) -> Moment {
        self.world.calendar.end()
    }
}
