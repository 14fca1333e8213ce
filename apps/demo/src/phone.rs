//! How the telephone of the fictional city was answered: staffed for a usual day, by people who met unusual ones.
//!
//! What callers met is what Erlang-A foresees for the calls and the agents of each half hour, drawn with its chance; so
//! that whoever reads the page of the telephone can find again the patience that was put in.

use crate::chance::Chance;
use base::Moment;
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
    tz::TimeZone,
};
use statistics::{Goal, Outlook, Traffic};
use std::collections::HashMap;

/// Calls of a line in a half hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeInterval {
    pub line: &'static str,
    /// Code of a borough; empty for the whole city.
    pub borough: String,
    pub start: Moment,
    pub offered: u64,
    pub answered: u64,
    pub in_time: u64,
    pub abandoned: u64,
    pub talk_s: u64,
}

/// Days that are told, today included.
const DAYS: i32 = 400;
/// Mean patience of callers, in seconds.
pub const PATIENCE_S: f64 = 290.0;
const SLOT_S: f64 = 1_800.0;
const GOAL: Goal = Goal { in_time: 0.82, within_s: 100.0, abandoned: 0.09 };
/// Calls of each month, over the mean.
const MONTHS: [f64; 12] = [1.12, 1.08, 1.12, 1.06, 1.0, 0.97, 0.92, 0.9, 0.95, 0.95, 0.98, 0.95];
/// Half hours that never came: rank of the line, days before the end, first and last half hour.
const LOST: [(usize, i32, i64, i64); 2] = [(0, 10, 26, 33), (1, 16, 0, 47)];

/// A line, and what it usually takes.
struct Line {
    name: &'static str,
    borough: String,
    /// Calls of its busiest half hour on a mean day.
    peak: f64,
    handling_s: f64,
}

/// Every half hour of every line up to `end`, in order.
pub fn phone(seed: u64, boroughs: &[String], end: Moment, zone: &TimeZone) -> Vec<MadeInterval> {
    let lines = lines(seed, boroughs);
    let today = end.day(zone);
    let (first, bad) = (today.saturating_sub((DAYS - 1).days()), bad_monday(today));
    let mut made = Vec::new();
    let mut desk = Desk::default();
    for day in first.series(1.day()).take_while(|day| *day <= today) {
        let age = (today - day).get_days();
        let mut mood = Chance::of(seed, &[81, u64::from(age.unsigned_abs())]);
        let rush = (0.1 * mood.normal()).exp() * if day == bad { 1.3 } else { 1.0 };
        for (rank, line) in lines.iter().enumerate() {
            for slot in open(day.weekday()) {
                let is_lost = LOST
                    .iter()
                    .any(|(who, ago, from, to)| (*who, *ago) == (rank, age) && (*from..=*to).contains(&slot));
                let Ok(start) = day.at((slot / 2) as i8, (slot % 2 * 30) as i8, 0, 0).to_zoned_datetime(zone.clone())
                else {
                    continue;
                };
                let start = Moment::from(start.timestamp());
                if is_lost || start.plus_ms(SLOT_S as i64 * 1_000) > end {
                    continue;
                }
                let chance = Chance::of(seed, &[82, rank as u64, start.0.unsigned_abs()]);
                made.push(desk.answer(line, (start, day, slot), (rush, day == bad), chance));
            }
        }
    }
    made
}

fn lines(seed: u64, boroughs: &[String]) -> Vec<Line> {
    let line = |(rank, borough): (usize, &String)| {
        let mut chance = Chance::of(seed, &[80, rank as u64]);
        Line {
            name: "311",
            borough: borough.clone(),
            peak: chance.between(16.0, 44.0),
            handling_s: [240.0, 265.0, 290.0].get(chance.below(3)).copied().unwrap_or(265.0),
        }
    };
    let mut lines: Vec<Line> = boroughs.iter().enumerate().map(line).collect();
    lines.push(Line { name: "stationnement", borough: String::new(), peak: 12.0, handling_s: 200.0 });
    lines
}

/// The last Monday of January that has passed: a storm, and half of the desk at home with the flu.
fn bad_monday(today: Date) -> Date {
    let mondays = |day: &Date| day.month() == 1 && day.day() > 24 && day.weekday() == Weekday::Monday;
    today.series((-1).days()).skip(1).take(800).find(mondays).unwrap_or(today)
}

/// Half hours at which the line is open.
fn open(day: Weekday) -> std::ops::Range<i64> {
    if matches!(day, Weekday::Saturday | Weekday::Sunday) { 18..34 } else { 16..41 }
}

fn of_week(day: Weekday) -> f64 {
    match day {
        Weekday::Monday => 1.2,
        Weekday::Tuesday => 1.05,
        Weekday::Wednesday => 1.0,
        Weekday::Thursday => 0.97,
        Weekday::Friday => 0.92,
        Weekday::Saturday => 0.42,
        Weekday::Sunday => 0.33,
    }
}

fn of_day(slot: i64) -> f64 {
    match slot {
        ..17 => 0.7,
        17 => 0.9,
        18..23 => 1.0,
        23..27 => 0.82,
        27..31 => 0.92,
        31..34 => 0.75,
        34..37 => 0.5,
        _ => 0.3,
    }
}

/// Who answers, and what was worked out already: the same calls and agents meet the same.
#[derive(Default)]
struct Desk {
    /// Length of a call, calls → agents.
    staffed: HashMap<(u64, u64), u32>,
    met: HashMap<(u64, u64, u32), Option<Outlook>>,
}

impl Desk {
    fn agents(&mut self, handling_s: f64, calls: f64) -> u32 {
        let key = (handling_s as u64, calls.round() as u64);
        let needed = || Traffic::new(calls.round() / SLOT_S, handling_s, PATIENCE_S)?.agents_for(&GOAL);
        *self.staffed.entry(key).or_insert_with(|| needed().unwrap_or(1))
    }

    fn outlook(&mut self, handling_s: f64, calls: f64, agents: u32) -> Option<Outlook> {
        let key = (handling_s as u64, calls.round() as u64, agents);
        let met = || Traffic::new(calls.round() / SLOT_S, handling_s, PATIENCE_S)?.outlook(agents, GOAL.within_s);
        *self.met.entry(key).or_insert_with(met)
    }

    /// One half hour: planned as if every weekday were a mean one, met as it was.
    fn answer(
        &mut self,
        line: &Line,
        (start, day, slot): (Moment, Date, i64),
        (rush, is_bad): (f64, bool),
        mut chance: Chance,
    ) -> MadeInterval {
        let week = of_week(day.weekday());
        let month = MONTHS.get(usize::try_from(day.month() - 1).unwrap_or(0)).copied().unwrap_or(1.0);
        let planned = line.peak * of_day(slot) * if week < 0.5 { week } else { 1.0 };
        let present = f64::from(self.agents(line.handling_s, planned)) * if is_bad { 0.92 } else { 1.0 };
        let agents = (present.floor() as u32).max(1);
        let expected = line.peak * of_day(slot) * week * month * rush;
        let offered = (expected + expected.sqrt() * chance.normal()).round().max(0.0);
        let outlook = self.outlook(line.handling_s, expected, agents);
        let mut share = |of: f64, part: f64| {
            let spread = (of * part * (1.0 - part)).max(0.0).sqrt() * chance.normal();
            (of * part + spread).round().clamp(0.0, of)
        };
        let abandoned = share(offered, outlook.map_or(0.0, |it| it.abandoned));
        let answered = offered - abandoned;
        let served = outlook.map_or(1.0, |it| it.in_time / (1.0 - it.abandoned).max(0.01)).min(1.0);
        let in_time = share(answered, served);
        let talk_s = answered * line.handling_s * (1.0 + 0.05 * chance.normal());
        MadeInterval {
            line: line.name,
            borough: line.borough.clone(),
            start,
            offered: offered as u64,
            answered: answered as u64,
            in_time: in_time as u64,
            abandoned: abandoned as u64,
            talk_s: talk_s.max(0.0) as u64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made() -> Vec<MadeInterval> {
        let zone = TimeZone::get("America/Toronto").unwrap();
        phone(8_311, &["a".into(), "b".into()], Moment(1_795_024_400_000), &zone)
    }

    #[test]
    fn intervals_hold_together_and_are_the_same_for_the_same_seed() {
        let made = made();
        assert_eq!(made, tests::made());
        assert!(made.len() > 25_000, "{}", made.len());
        for one in &made {
            assert!(one.offered == one.answered + one.abandoned && one.in_time <= one.answered, "{one:?}");
            assert!(one.start.plus_ms(1_800_000) <= Moment(1_795_024_400_000), "{one:?}");
        }
    }

    /// The figures of a bad spring in the real city: 16 % in 100 seconds, 36 % given up.
    #[test]
    fn one_monday_of_january_is_very_bad_and_the_year_is_not() {
        let (mut bad, mut year) = ([0.0_f64; 3], [0.0_f64; 3]);
        let zone = TimeZone::get("America/Toronto").unwrap();
        for one in made() {
            let is_bad = one.start.day(&zone) == Date::constant(2026, 1, 26);
            let sum = if is_bad { &mut bad } else { &mut year };
            for (sum, count) in sum.iter_mut().zip([one.offered, one.in_time, one.abandoned]) {
                *sum += count as f64;
            }
        }
        let shares = |[offered, in_time, abandoned]: [f64; 3]| (in_time / offered, abandoned / offered);
        let ((bad_time, bad_given), (time, given)) = (shares(bad), shares(year));
        assert!((0.05..0.35).contains(&bad_time) && (0.3..0.6).contains(&bad_given), "{bad_time} {bad_given}");
        assert!((0.7..0.9).contains(&time) && (0.03..0.15).contains(&given), "{time} {given}");
    }
}
