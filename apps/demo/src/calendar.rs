//! Days of the city: when each begins, which are worked, and the instant the story ends.

use base::{Moment, moment::DAY_MS};
use jiff::{
    Span,
    civil::{Date, Weekday},
    tz::TimeZone,
};

/// Days by rank from the first one of the story; a few hundred follow the last, for work that comes later.
#[derive(Debug)]
pub(crate) struct Calendar {
    days: Vec<Day>,
    /// Days of the story itself.
    pub length: usize,
    /// Nothing is known after it.
    pub end: Moment,
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
    pub(crate) fn new(end: Moment, length: usize, zone: &TimeZone, worked: &standards::Calendar) -> Self {
        let back = i64::try_from(length).unwrap_or(1) - 1;
        let mut date = end.day(zone).saturating_sub(Span::new().days(back));
        let mut days = Vec::with_capacity(length + DAYS_AFTER);
        for _ in 0..length + DAYS_AFTER {
            let midnight = date.to_zoned_datetime(zone.clone()).map_or(0, |start| start.timestamp().as_millisecond());
            let is_worked = worked.is_working(date);
            let is_weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
            days.push(Day { date, midnight, is_worked, is_holiday: !is_worked && !is_weekend });
            date = date.saturating_add(Span::new().days(1));
        }
        Self { days, length, end }
    }

    /// The day of a rank; the last one known beyond.
    pub(crate) fn day(&self, rank: usize) -> Day {
        let known = self.days.get(rank).or(self.days.last()).copied();
        known.unwrap_or(Day { date: Date::ZERO, midnight: 0, is_worked: true, is_holiday: false })
    }

    pub(crate) fn at(&self, rank: usize, second: u32) -> Moment {
        Moment(self.day(rank).midnight + i64::from(second) * 1_000)
    }

    /// Seconds of a day that are in the story: all of them but on the last day.
    pub(crate) fn seconds(&self, rank: usize) -> u32 {
        let left = (self.end.0 - self.day(rank).midnight) / 1_000;
        u32::try_from(left.clamp(1, 86_400)).unwrap_or(86_400)
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
}
