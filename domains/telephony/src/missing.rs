//! Intervals that should have come and did not: said beside every figure.

use crate::{
    Days, Slot,
    interval::{SLOT_MS, day_number, day_of_number},
    store,
};
use ::store::StoreError;
use base::Moment;
use jiff::{ToSpan, civil::Date};
use std::collections::BTreeMap;
use web::{Brand, Op};

/// A half hour is expected on each day of the week on which it came in the period or in the weeks before it.
const LEARNT_DAYS: i32 = 28;
/// An interval that ended more lately may still come.
const GRACE_MS: i64 = 60 * 60_000;

/// What was expected of a period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Missing {
    pub expected: u64,
    pub received: u64,
}

impl Missing {
    pub fn count(&self) -> u64 {
        self.expected - self.received.min(self.expected)
    }
}

/// A line in a borough, as its own intervals describe it.
pub(crate) struct Series {
    /// First day of which something ever came.
    pub first_day: i64,
    /// How often each half hour of the week came: in the weeks before, in the period.
    pub came: BTreeMap<Slot, (u64, u64)>,
}

/// What is missing of the period, by borough (empty for the lines of the whole city).
///
/// A half hour that never came on a day of the week, at night for instance, is not expected on it. A line that stopped
/// is missed for four weeks, then it is taken for closed.
pub async fn missing(op: &mut Op, days: Days) -> Result<BTreeMap<String, Missing>, StoreError> {
    let learnt = Days { from: days.from.saturating_sub(LEARNT_DAYS.days()), ..days };
    let zone = op.part::<Brand>().zone.clone();
    let (today, half_hours_over) = over(op.now, &zone);
    let mut found: BTreeMap<String, Missing> = BTreeMap::new();
    for ((_, borough), series) in store::list_series(op, learnt.numbers(), day_number(days.from)).await? {
        let of = expected(&series, days, (today, half_hours_over));
        let total = found.entry(borough).or_default();
        total.expected += of.expected;
        total.received += of.received;
    }
    Ok(found)
}

/// Today, and how many of its half hours ended long enough ago.
fn over(now: Moment, zone: &jiff::tz::TimeZone) -> (Date, i64) {
    let due = now.plus_ms(-GRACE_MS - SLOT_MS);
    let local = due.in_zone(zone);
    (local.date(), i64::from(local.hour()) * 2 + i64::from(local.minute() / 30) + 1)
}

fn expected(series: &Series, days: Days, (today, half_hours_over): (Date, i64)) -> Missing {
    let first = day_of_number(series.first_day).unwrap_or(days.from).max(days.from);
    let mut by_weekday = [0_u64; 7];
    let last = days.to.min(today);
    for day in (Days { from: first, to: last }).each() {
        if let Some(count) = by_weekday.get_mut(usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(7)) {
            *count += 1;
        }
    }
    let mut total = Missing::default();
    for (slot, (before, came)) in &series.came {
        let whole = usize::try_from(slot.weekday - 1).ok().and_then(|place| by_weekday.get(place)).copied();
        let is_to_come = last == today
            && first <= last
            && slot.weekday == i64::from(today.weekday().to_monday_one_offset())
            && slot.half_hour >= half_hours_over;
        let expected = whole.unwrap_or_default() - u64::from(is_to_come);
        if before + came > 0 {
            // The hour that comes twice in autumn, and one that came early, are no debt of the others.
            total.expected += expected.max(*came);
            total.received += came;
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn series(first_day: i64, came: &[(i64, i64, u64, u64)]) -> Series {
        let came = came.iter().map(|(weekday, half_hour, before, during)| {
            (Slot { weekday: *weekday, half_hour: *half_hour }, (*before, *during))
        });
        Series { first_day, came: came.collect() }
    }

    #[track_caller]
    fn check(series: &Series, expected: u64, received: u64) {
        // Two weeks that end on Wednesday the 18th, at ten in the morning.
        let days = Days { from: date(2026, 11, 5), to: date(2026, 11, 18) };
        let got = super::expected(series, days, (date(2026, 11, 18), 18));
        assert_eq!((got.expected, got.received), (expected, received));
    }

    #[test]
    fn what_came_on_a_day_of_the_week_is_expected_on_each_of_them() {
        check(&series(20_250_101, &[(1, 16, 4, 2)]), 2, 2);
        check(&series(20_250_101, &[(1, 16, 4, 1), (2, 16, 0, 1)]), 4, 2);
        // It stopped before the period: it is missed all the same.
        check(&series(20_250_101, &[(5, 20, 3, 0)]), 2, 0);
        // Wednesdays: of today, what ended is expected, what is to come is not.
        check(&series(20_250_101, &[(3, 17, 4, 2), (3, 18, 4, 1)]), 3, 3);
        // Nothing was sent before the 17th, a Tuesday.
        check(&series(20_261_117, &[(1, 16, 0, 0), (2, 16, 0, 1)]), 1, 1);
        // The hour that came twice.
        check(&series(20_250_101, &[(7, 2, 4, 3)]), 3, 3);
    }

    #[test]
    fn an_interval_is_late_an_hour_after_its_end() {
        let zone = jiff::tz::TimeZone::get("America/Montreal").unwrap();
        // Just before one in the afternoon: what began at eleven and before is due.
        assert_eq!(over(testkit::NOON, &zone), (date(2026, 11, 18), 23));
    }
}
