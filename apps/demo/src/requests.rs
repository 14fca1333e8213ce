//! Two years of requests, one at a time, in the order they came: as many as wanted, in constant memory.

use crate::{
    answering::{Promises, Routes},
    calendar::Calendar,
    chance::{Chance, draw, sums},
    life::{Birth, Course, Lives},
    made::{MadePlace, MadePromise, MadeRequest, NATURES},
    people::People,
    places::Places,
    seasons::Demand,
    services::{self, Service},
};
use base::{Lang, Moment, PackFault, PackFiles};
use catalogue::Answers;
use jiff::tz::TimeZone;
use standards::Standards;
use std::{collections::BTreeMap, sync::Arc, vec::IntoIter};

/// Days of the story, the last one included.
const LENGTH: usize = 730;

/// What requests are drawn from.
#[derive(Debug)]
struct World {
    seed: u64,
    zone: TimeZone,
    calendar: Calendar,
    places: Places,
    services: Vec<Service>,
    routes: Routes,
    demand: Demand,
    lives: Lives,
    people: People,
}

/// The requests of a city, first to last.
#[derive(Debug)]
pub struct Requests {
    world: World,
    promises: Promises,
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

/// `n` requests over the two years before `end`, drawn from the files of any pack: nothing happens after it.
///
/// The same seed, number, pack and end give the same requests.
pub fn requests(seed: u64, n: u64, files: &PackFiles, end: Moment) -> Result<Requests, Vec<PackFault>> {
    let zone = time_zone(files)?;
    let standards = Standards::read(files)?;
    let calendar = Calendar::new(end, LENGTH, &zone, standards.calendar());
    let (places, services) = (Places::read(seed, files)?, services::read(files)?);
    let routes = Routes::read(files, &services, &places)?;
    let demand = Demand::new(seed, n, &calendar, &services);
    let lives = Lives::new(seed, &services, places.areas.len());
    let latest = vec![None; services.len()];
    let promises = Promises::new(standards, zone.clone());
    let people = People::new();
    let world = World { seed, zone, calendar, places, services, routes, demand, lives, people };
    Ok(Requests { world, promises, day: 0, today: Vec::new().into_iter(), year: 0, rank: 0, latest })
}

/// The time zone of `city.toml`.
pub fn time_zone(files: &PackFiles) -> Result<TimeZone, Vec<PackFault>> {
    let fault = |message: String| vec![PackFault::new("city.toml", 0, message)];
    let text = files.text("city.toml").map_err(|fault| vec![fault])?;
    let city: toml::Table = toml::from_str(text).map_err(|err| fault(err.message().to_owned()))?;
    let name = city.get("zone").and_then(toml::Value::as_str);
    let name = name.ok_or_else(|| fault("`zone` is missing".to_owned()))?;
    TimeZone::get(name).map_err(|err| fault(err.to_string()))
}

impl Requests {
    /// How many requests each year has, by its two digits: the numbers that they take.
    pub fn counts(&self) -> BTreeMap<u8, u64> {
        let mut counts = BTreeMap::new();
        for (day, count) in self.world.demand.counts.iter().enumerate() {
            *counts.entry(two_digits(self.world.calendar.day(day).date.year())).or_insert(0) += count;
        }
        counts
    }
}

fn two_digits(year: i16) -> u8 {
    u8::try_from(year.rem_euclid(100)).unwrap_or(0)
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
        let reference = (two_digits(year), self.rank);
        let latest = self.latest.get_mut(call.service);
        let made = self.world.make(call, reference, latest.as_deref().copied().flatten(), &mut self.promises);
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
                let second = self.demand.second(self.calendar.seconds(day), &mut chance);
                Call { day, second, service, nature, number }
            })
            .collect();
        calls.sort_by_key(|call| (call.second, call.number));
        calls
    }

    fn make(
        &self,
        call: Call,
        (year, rank): (u8, u32),
        latest: Option<(u8, u32)>,
        promises: &mut Promises,
    ) -> MadeRequest {
        let mut chance = Chance::of(self.seed, &[82, call.day as u64, call.number]);
        let chance = &mut chance;
        let nature = NATURES.get(call.nature).copied().unwrap_or("request");
        let is_information = nature == "information";
        let Some(service) = self.services.get(call.service) else {
            unreachable!("a call is for a service of the offer")
        };
        let received = self.calendar.at(call.day, call.second);
        let lang = People::lang(chance);
        let place = if is_information { None } else { self.place(call.service, service, chance) };
        let area = place.as_ref().map(|place| self.places.area_rank(place));
        let promise = if is_information { None } else { self.promise(call, received, area, promises) };
        let home = area.unwrap_or_else(|| chance.below(self.places.areas.len()));
        let birth = Birth { rank: call.service, service, area: home, received, lang };
        let mut course = if is_information {
            Lives::answered(received, self.calendar.end, lang, chance)
        } else {
            self.lives.course(birth, &self.calendar, chance)
        };
        let principal = principal(&mut course, latest);
        let joins = if place.is_some() { 0.115 } else { 0.0 };
        let (channel, requesters) = self.people.channel(is_information, joins, chance);
        let contact =
            if is_information { None } else { People::contact(channel, service.listed.needs_contact, chance) };
        let wants_survey = contact.as_ref().is_some_and(|contact| contact.wants_survey && contact.email.is_some());
        let due_at = promise.as_ref().and_then(|promise| promise.due_at);
        let end = self.calendar.end;
        let survey = wants_survey.then(|| self.lives.survey(&course, birth, due_at, end, chance)).flatten();
        let day = self.calendar.day(call.day.saturating_sub(chance.below(4))).date;
        let answers = if is_information { Answers::default() } else { service.answers(day, place.as_ref(), chance) };
        MadeRequest {
            year,
            rank,
            nature,
            service: service.code.clone(),
            category: service.category.clone(),
            description: describe(service, is_information, channel, lang, chance),
            lang,
            answers,
            place,
            // A call for information is answered by whoever serves the borough of the caller.
            route: self.route(call.service, area.or(is_information.then_some(home))),
            channel,
            requesters,
            contact,
            received_at: received,
            updated_at: course.moves.last().map_or(received, |last| last.at),
            closed_at: course.closed_at,
            promise,
            planned_for: course.planned_for,
            proof: self.proof(&course),
            moves: course.moves,
            result: course.result,
            reopen_count: course.reopen_count,
            principal,
            survey,
        }
    }

    fn promise(
        &self,
        call: Call,
        received: Moment,
        area: Option<usize>,
        promises: &mut Promises,
    ) -> Option<MadePromise> {
        let service = (call.service, &*self.services.get(call.service)?.code);
        let area = area.and_then(|rank| Some((rank, self.places.areas.get(rank)?.code.as_str())));
        promises.of(service, area, (call.day, received))
    }

    fn route(&self, service: usize, area: Option<usize>) -> Arc<crate::made::MadeRoute> {
        self.routes.of(service, area).unwrap_or_default()
    }

    /// The words that prove the result, else the day it was done or visited, else the next year's program.
    fn proof(&self, course: &Course) -> String {
        match (course.result, course.closed_at) {
            (Some("BUDGET"), Some(closed)) => (closed.day(&self.zone).year() + 1).to_string(),
            (Some(_), Some(closed)) if course.proof.is_empty() => closed.day(&self.zone).to_string(),
            _ => course.proof.to_owned(),
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
}

/// What a merged request was merged into; without one, it stands as accepted.
fn principal(course: &mut Course, latest: Option<(u8, u32)>) -> Option<(u8, u32)> {
    let last = course.moves.last_mut().filter(|last| last.status == "REGROUPEE")?;
    if latest.is_none() {
        (last.status, last.reason) = ("ACCEPTEE", "");
    }
    latest
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
