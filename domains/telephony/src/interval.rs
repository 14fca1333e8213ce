//! One line, one half hour: what was counted, and whether it may be believed.

use base::Moment;
use jiff::{
    civil::{Date, DateTime},
    tz::TimeZone,
};
use statistics::{Goal, Proportion};
use std::borrow::Cow;

/// What the City of Montréal aims at on the telephone: 80 % within 100 seconds, 10 % abandoned at most. Source: its
/// targets as the press gives them (La Presse, Journal de Montréal, 2019).
pub const TARGET: Goal = Goal { in_time: 0.8, within_s: 100.0, abandoned: 0.1 };
/// Length of an interval.
pub const SLOT_MS: i64 = 30 * 60_000;
const LONGEST_LINE: usize = 40;
/// No line takes more calls in half an hour.
const MOST_CALLS: u64 = 100_000;

/// Columns of a file, and fields of the interface.
pub const COLUMNS: [&str; 8] =
    ["start", "line", "borough", "offered", "answered", "answered_100s", "abandoned", "talk_s"];

/// Calls that were counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Calls {
    /// Those that came.
    pub offered: u64,
    pub answered: u64,
    /// Answered within [`TARGET`]'s time.
    pub in_time: u64,
    /// Whose caller hung up before an answer.
    pub abandoned: u64,
    /// Seconds of conversation of those answered.
    pub talk_s: u64,
}

impl Calls {
    /// Adds what `other` counted.
    pub fn add(&mut self, other: &Self) {
        self.offered += other.offered;
        self.answered += other.answered;
        self.in_time += other.in_time;
        self.abandoned += other.abandoned;
        self.talk_s += other.talk_s;
    }

    /// Of the calls that came, those answered in time. A call that came at the end of an interval may be answered in the
    /// next one: over many intervals it no longer shows.
    pub fn service_level(&self) -> Option<Proportion> {
        Proportion::new(self.in_time.min(self.offered), self.offered)
    }

    /// Of the calls that came, those given up.
    pub fn given_up(&self) -> Option<Proportion> {
        Proportion::new(self.abandoned.min(self.offered), self.offered)
    }

    /// Mean conversation, in seconds.
    pub fn talk_mean_s(&self) -> Option<f64> {
        (self.answered > 0).then(|| self.talk_s as f64 / self.answered as f64)
    }
}

/// A half hour of the week: 1 for Monday, 0 for midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    pub weekday: i64,
    pub half_hour: i64,
}

/// A line in one half hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneInterval {
    /// Code of the line in the telephone system.
    pub line: String,
    /// Code of the borough whose calls it takes; empty for the whole city.
    pub borough: String,
    pub start: Moment,
    pub calls: Calls,
}

impl PhoneInterval {
    /// Its day where the city is, and its half hour.
    pub fn local(&self, zone: &TimeZone) -> (Date, Slot) {
        let local = self.start.in_zone(zone);
        let half_hour = i64::from(local.hour()) * 2 + i64::from(local.minute() / 30);
        (local.date(), Slot { weekday: local.weekday().to_monday_one_offset().into(), half_hour })
    }
}

/// What is wrong in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    pub column: &'static str,
    pub message: String,
}

/// What the city knows that intervals are held against.
pub struct Known {
    pub boroughs: Vec<String>,
    pub zone: TimeZone,
    pub now: Moment,
}

/// The day as a number that sorts: 20261118.
pub fn day_number(day: Date) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

/// The day of such a number.
pub fn day_of_number(number: i64) -> Option<Date> {
    let part = |number: i64| i8::try_from(number % 100).ok();
    Date::new(i16::try_from(number / 10_000).ok()?, part(number / 100)?, part(number)?).ok()
}

impl Known {
    /// An instant with its offset, or a time where the city is. That time must exist once: neither skipped nor repeated
    /// by a change of clock.
    fn start(&self, text: &str) -> Result<Moment, String> {
        let start = match text.parse::<Moment>() {
            Ok(start) => start,
            Err(_) => self.local_start(text)?,
        };
        if start.0.rem_euclid(SLOT_MS) != 0 {
            return Err(format!("`{text}` does not begin a half hour"));
        }
        if start > self.now {
            return Err(format!("`{text}` is to come"));
        }
        Ok(start)
    }

    fn local_start(&self, text: &str) -> Result<Moment, String> {
        let wrong = || format!("`{text}` is no date and time; write 2026-11-18T08:30, or with an offset");
        let local: DateTime = text.parse().map_err(|_| wrong())?;
        if !text.contains(':') {
            return Err(wrong());
        }
        let zoned = self.zone.to_ambiguous_zoned_datetime(local);
        let twice = || format!("`{text}` came twice or not at all that night: write its offset");
        let zoned = zoned.unambiguous().map_err(|_| twice())?;
        Ok(Moment::from(zoned.timestamp()))
    }

    /// The interval that `get` gives, column by column; or every fault of it.
    pub fn check<'a>(&self, get: impl Fn(&'static str) -> Cow<'a, str>) -> Result<PhoneInterval, Vec<Wrong>> {
        let mut faults = Vec::new();
        let mut wrong = |column: &'static str, message: String| faults.push(Wrong { column, message });
        let start = self.start(get("start").trim()).map_err(|message| wrong("start", message));
        let (line, borough) = (get("line").trim().to_owned(), get("borough").trim().to_owned());
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
        if line.is_empty() || line.len() > LONGEST_LINE || !line.chars().all(is_plain) {
            let message = format!("`{line}` must have 1 to {LONGEST_LINE} letters, digits, dots or dashes");
            wrong("line", message);
        }
        if !borough.is_empty() && !self.boroughs.contains(&borough) {
            wrong("borough", format!("`{borough}` is no borough of the city"));
        }
        let mut count = |column: &'static str, most: u64| {
            let text = get(column);
            let number = text.trim().parse::<u64>().ok().filter(|number| *number <= most);
            if number.is_none() {
                wrong(column, format!("`{}` is not a whole number from 0 to {most}", text.trim()));
            }
            number.unwrap_or_default()
        };
        let calls = Calls {
            offered: count("offered", MOST_CALLS),
            answered: count("answered", MOST_CALLS),
            in_time: count("answered_100s", MOST_CALLS),
            abandoned: count("abandoned", MOST_CALLS),
            talk_s: count("talk_s", MOST_CALLS * 3_600),
        };
        if calls.in_time > calls.answered {
            wrong("answered_100s", format!("{} is more than the {} answered", calls.in_time, calls.answered));
        }
        if calls.answered == 0 && calls.talk_s > 0 {
            wrong("talk_s", format!("{} s of conversation without a call answered", calls.talk_s));
        }
        match start {
            Ok(start) if faults.is_empty() => Ok(PhoneInterval { line, borough, start, calls }),
            _ => Err(faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::NOON;

    fn known() -> Known {
        Known { boroughs: vec!["anjou".into()], zone: TimeZone::get("America/Montreal").unwrap(), now: NOON }
    }

    /// The columns that are wrong when `values` stand in the order of [`COLUMNS`].
    #[track_caller]
    fn check(values: [&'static str; 8], expected: &[&str]) {
        let get = |column: &str| {
            Cow::Borrowed(COLUMNS.iter().zip(values).find(|(name, _)| **name == column).map_or("", |(_, value)| value))
        };
        let got = known().check(get);
        let columns: Vec<&str> = got.err().into_iter().flatten().map(|wrong| wrong.column).collect();
        assert_eq!(columns, expected, "{values:?}");
    }

    #[test]
    fn an_interval_is_believed_when_its_counts_hold_together() {
        check(["2026-11-18T08:30", "311", "anjou", "40", "36", "30", "4", "7200"], &[]);
        check(["2026-11-18 08:30", "311-fr", "", "0", "0", "0", "0", "0"], &[]);
        check(["2026-11-18T13:30:00Z", "311", "", "1", "2", "1", "0", "9"], &[]);
        check(["2026-11-18T08:15", "311", "", "1", "1", "1", "0", "9"], &["start"]);
        check(["2026-11-18", "311", "", "1", "1", "1", "0", "9"], &["start"]);
        check(["2026-11-18T18:00", "311", "", "1", "1", "1", "0", "9"], &["start"]);
        // The night the clocks go back, one in the morning comes twice; in spring, two does not come.
        check(["2026-11-01T01:30", "311", "", "1", "1", "1", "0", "9"], &["start"]);
        check(["2026-11-01T01:30:00-05:00", "311", "", "1", "1", "1", "0", "9"], &[]);
        check(["2026-03-08T02:30", "311", "", "1", "1", "1", "0", "9"], &["start"]);
        check(
            ["2026-11-18T08:30", "=1+1", "nulle-part", "-1", "1", "2", "x", ""],
            &["line", "borough", "offered", "abandoned", "talk_s", "answered_100s"],
        );
        check(["2026-11-18T08:30", "311", "", "5", "0", "0", "5", "60"], &["talk_s"]);
        check(["2026-11-18T08:30", "311", "", "1000000", "0", "0", "5", "0"], &["offered"]);
    }

    #[test]
    fn a_half_hour_is_known_where_the_city_is() {
        let interval = |start: &str| PhoneInterval {
            line: "311".into(),
            borough: String::new(),
            start: start.parse().unwrap(),
            calls: Calls::default(),
        };
        let zone = known().zone;
        let (day, slot) = interval("2026-11-18T03:30:00Z").local(&zone);
        assert_eq!((day_number(day), slot), (20_261_117, Slot { weekday: 2, half_hour: 45 }));
        assert_eq!(day_of_number(20_261_117), Some(day));
        assert_eq!(day_of_number(20_261_399), None);
    }

    #[test]
    fn shares_are_of_the_calls_that_came() {
        let mut calls = Calls { offered: 10, answered: 6, in_time: 4, abandoned: 4, talk_s: 600 };
        assert_eq!(calls.service_level().map(Proportion::share), Some(0.4));
        assert_eq!(calls.given_up().map(Proportion::share), Some(0.4));
        assert_eq!(calls.talk_mean_s(), Some(100.0));
        calls.add(&Calls { offered: 10, ..Calls::default() });
        assert_eq!(calls.service_level().map(Proportion::share), Some(0.2));
        let none = Calls::default();
        assert_eq!((none.service_level(), none.given_up(), none.talk_mean_s()), (None, None, None));
        // Answered in the interval after the one in which they came.
        assert_eq!(Calls { answered: 2, in_time: 2, ..none }.service_level(), None);
    }
}
