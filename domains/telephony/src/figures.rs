//! Calls added up: by borough, by half hour of the week, by day.

use crate::{
    PhoneInterval,
    interval::{Calls, Slot, day_number, day_of_number},
    store,
};
use ::store::StoreError;
use base::Moment;
use jiff::{ToSpan, civil::Date};
use std::collections::BTreeMap;
use web::Op;

/// Days of a period, both ends in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub from: Date,
    pub to: Date,
}

impl Days {
    /// The `count` days that end with `to`.
    pub fn before(to: Date, count: i32) -> Self {
        Self { from: to.saturating_sub((count - 1).days()), to }
    }

    pub fn each(self) -> impl Iterator<Item = Date> {
        self.from.series(1.day()).take_while(move |day| *day <= self.to)
    }

    pub(crate) fn numbers(self) -> (i64, i64) {
        (day_number(self.from), day_number(self.to))
    }
}

/// Calls of a group, and on how many days some were counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Grouped {
    pub calls: Calls,
    pub days: u64,
}

/// Calls by borough, empty for the lines of the whole city.
pub async fn by_borough(op: &mut Op, days: Days) -> Result<Vec<(String, Calls)>, StoreError> {
    store::sum_by_borough(op, days.numbers()).await
}

/// Calls by half hour of the week, of one borough or of all lines.
pub async fn by_slot(op: &mut Op, days: Days, borough: Option<&str>) -> Result<BTreeMap<Slot, Grouped>, StoreError> {
    store::sum_by_slot(op, days.numbers(), borough).await
}

/// Calls by day.
pub async fn by_day(op: &mut Op, days: Days, borough: Option<&str>) -> Result<BTreeMap<Date, Calls>, StoreError> {
    let sums = store::sum_by_day(op, days.numbers(), borough).await?;
    Ok(sums.into_iter().filter_map(|(day, calls)| Some((day_of_number(day)?, calls))).collect())
}

/// Calls of each half hour of each of the days that fall on `weekday` (1 for Monday).
pub async fn by_half_hour(
    op: &mut Op,
    days: Days,
    (borough, weekday): (Option<&str>, i64),
) -> Result<Vec<(i64, Calls)>, StoreError> {
    store::sum_by_half_hour(op, days.numbers(), (borough, weekday)).await
}

/// The intervals of a period, in their order.
pub async fn intervals(op: &mut Op, days: Days, borough: Option<&str>) -> Result<Vec<PhoneInterval>, StoreError> {
    store::list_days(op, days.numbers(), borough).await
}

/// When the last interval that came began, and when it came; nothing when none did.
pub async fn last_interval(op: &mut Op) -> Result<Option<(Moment, Moment)>, StoreError> {
    store::last_interval(op).await
}

/// The last day of which something came.
pub async fn last_day(op: &mut Op) -> Result<Option<Date>, StoreError> {
    Ok(store::last_day(op).await?.and_then(day_of_number))
}
