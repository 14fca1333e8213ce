//! Days of the city: when each begins, which are worked, and the promise counted on them.

use base::{Moment, PackFiles, Sheet, moment::DAY_MS};
use jiff::{
    Span,
    civil::{Date, Weekday},
    tz::TimeZone,
};
use std::collections::HashSet;

/// Days by rank from the first one of the story; a few hundred follow the last, for what is promised later.
#[derive(Debug)]
pub(crate) struct Calendar {
    days: Vec<Day>,
    /// Days of the story itself.
    pub length: usize,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Day {
    pub date: Date,
    /// First instant of the local day, in milliseconds UTC.
    pub midnight: i64,
    pub is_worked: bool,
    pub is_holiday: bool,
}

const DAYS_AFTER: usize = 900;

impl Calendar {
    pub(crate) fn new(last: Date, length: usize, zone: &TimeZone, files: &PackFiles) -> Self {
        let holidays = holidays(files);
        let back = i64::try_from(length).unwrap_or(1) - 1;
        let mut date = last.saturating_sub(Span::new().days(back));
        let mut days = Vec::with_capacity(length + DAYS_AFTER);
        for _ in 0..length + DAYS_AFTER {
            let midnight = date.to_zoned_datetime(zone.clone()).map_or(0, |start| start.timestamp().as_millisecond());
            let is_holiday = holidays.contains(&date);
            let is_weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
            days.push(Day { date, midnight, is_worked: !is_holiday && !is_weekend, is_holiday });
            date = date.saturating_add(Span::new().days(1));
        }
        Self { days, length }
    }

    /// The day of a rank; the last one known beyond.
    pub(crate) fn day(&self, rank: usize) -> Day {
        let known = self.days.get(rank).or(self.days.last()).copied();
        known.unwrap_or(Day { date: Date::ZERO, midnight: 0, is_worked: true, is_holiday: false })
    }

    pub(crate) fn at(&self, rank: usize, second: u32) -> Moment {
        Moment(self.day(rank).midnight + i64::from(second) * 1_000)
    }

    /// End of the story.
    pub(crate) fn end(&self) -> Moment {
        Moment(self.day(self.length).midnight - 1_000)
    }

    /// Rank of the day a moment falls in.
    pub(crate) fn rank_of(&self, moment: Moment) -> usize {
        let guess = (moment.0 - self.day(0).midnight).max(0) / DAY_MS;
        let mut rank = usize::try_from(guess).unwrap_or(0);
        while rank > 0 && self.day(rank).midnight > moment.0 {
            rank -= 1;
        }
        while self.days.get(rank + 1).is_some_and(|next| next.midnight <= moment.0) {
            rank += 1;
        }
        rank
    }

    /// The first worked day at or after a rank.
    pub(crate) fn worked_from(&self, rank: usize) -> usize {
        (rank..self.days.len()).find(|rank| self.day(*rank).is_worked).unwrap_or(rank)
    }

    /// End of the promise made on a day.
    pub(crate) fn promised(&self, received: Moment, promise: Promise) -> Moment {
        let rank = self.rank_of(received);
        let end_of = |rank: usize| Moment(self.day(rank + 1).midnight - 1_000);
        match promise {
            Promise::Hours(hours) => received.plus_ms(i64::from(hours) * 3_600_000),
            Promise::Days(days) => end_of(rank + days as usize),
            Promise::WorkedDays(days) => {
                let worked = (rank + 1..self.days.len()).filter(|rank| self.day(*rank).is_worked);
                end_of(worked.take(days as usize).last().unwrap_or(rank))
            }
        }
    }
}

/// A promised delay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Promise {
    Hours(u32),
    /// `jc`: calendar days.
    Days(u32),
    /// `jo`: worked days.
    WorkedDays(u32),
}

/// The days of `holidays.csv`; none when the pack has no such file.
fn holidays(files: &PackFiles) -> HashSet<Date> {
    let mut ignored = Vec::new();
    let sheet = Sheet::read(files, "holidays.csv", &["date"], &mut ignored);
    sheet.lines().filter_map(|line| line.get("date").parse().ok()).collect()
}
