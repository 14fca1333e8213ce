//! The share closed within a target, open requests counted.

use crate::{Band, Interval, Spell, Survival, Tally};

/// How a promised delay was kept. Shares are between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OnTime {
    /// Requests seen, closed or open.
    pub n: u64,
    pub open: u64,
    /// Open for longer than the target already.
    pub open_overdue: u64,
    /// `1 - S(target)` of the Kaplan–Meier curve: what we publish.
    pub share: f64,
    /// Of `share`, by the log-log band.
    pub interval: Interval,
    /// Of the closed ones only: flattering when slow requests are still open. None when nothing is closed.
    pub closed_only: Option<f64>,
    /// If every open request ends late.
    pub worst: f64,
    /// If every open request that is not late yet ends on time.
    pub best: f64,
}

impl OnTime {
    /// How `spells` kept a target of `target_days`, at confidence `level`. None when there is no usable spell.
    pub fn of(spells: &[Spell], target_days: f64, level: f64) -> Option<Self> {
        Self::from_curve(&Survival::of(spells), spells, target_days, level)
    }

    /// The same when the curve of these very spells is already drawn.
    pub fn from_curve(curve: &Survival, spells: &[Spell], target_days: f64, level: f64) -> Option<Self> {
        let mut seen = Seen::default();
        for spell in spells.iter().filter(|spell| spell.is_usable()) {
            seen.add(spell.is_event, spell.stop_days <= target_days);
        }
        Self::from_seen(curve, seen, target_days, level)
    }

    fn from_seen(curve: &Survival, seen: Seen, target_days: f64, level: f64) -> Option<Self> {
        let Seen { n, open, open_overdue, kept } = seen;
        if n == 0 {
            return None;
        }
        let late = curve.interval_at(target_days, Band::LogLog, level);
        let share_of = |count: u64, whole: u64| count as f64 / whole as f64;
        Some(Self {
            n,
            open,
            open_overdue,
            share: 1.0 - curve.at(target_days),
            interval: Interval::new(1.0 - late.high, 1.0 - late.low),
            closed_only: (n > open).then(|| share_of(kept, n - open)),
            worst: share_of(kept, n),
            best: share_of(kept + open - open_overdue, n),
        })
    }
}

/// How many, in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Seen {
    n: u64,
    open: u64,
    open_overdue: u64,
    kept: u64,
}

impl Seen {
    fn add(&mut self, is_event: bool, is_within: bool) {
        self.n += 1;
        self.open += u64::from(!is_event);
        self.open_overdue += u64::from(!is_event && !is_within);
        self.kept += u64::from(is_event && is_within);
    }
}

/// Promises that each have a date of their own. An age is measured as a part of its own promise, so that promises of
/// seven days and of three working days make one curve; kept means closed when that part was at most 1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Promises {
    seen: Seen,
    tally: Tally,
}

/// Ticks in one promise. What comes after its end is one tick more: late is late.
const TICKS: u32 = 4_096;

impl Promises {
    /// Counts a request that closed, or was last seen open, `age_ms` after it was made, and was promised for
    /// `promise_ms` after it.
    pub fn add(&mut self, age_ms: i64, promise_ms: i64, is_event: bool) {
        let is_within = age_ms <= promise_ms;
        let part = age_ms as f64 / promise_ms.max(1) as f64 * f64::from(TICKS);
        // The last tick of a promise holds its last instant, and not one more.
        let stop = if is_within { (part as u32).min(TICKS - 1) } else { TICKS };
        self.seen.add(is_event, is_within);
        self.tally.add(0, stop, is_event);
    }

    /// Adds everything that `other` counted.
    pub fn merge(&mut self, other: &Self) {
        let (seen, more) = (&mut self.seen, other.seen);
        seen.n += more.n;
        seen.open += more.open;
        seen.open_overdue += more.open_overdue;
        seen.kept += more.kept;
        self.tally.merge(&other.tally);
    }

    /// How many were counted.
    pub fn n(&self) -> u64 {
        self.seen.n
    }

    /// How they were kept, and the variance of the share that was not, divided by its square.
    pub fn kept(&self, level: f64) -> Option<(OnTime, f64)> {
        let (curve, end) = (self.tally.curve(f64::from(TICKS)), f64::from(TICKS - 1) / f64::from(TICKS));
        let on_time = OnTime::from_seen(&curve, self.seen, end, level)?;
        let relative = curve.std_error_at(end) / curve.at(end);
        Some((on_time, relative * relative))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// By hand: closed at 2 and 9, open since 4 (not late) and since 12 (late), target 7.
    /// S(7) = 1 - 1/4; one of two closed in time; worst 1/4, best 2/4.
    #[test]
    fn open_requests_count() {
        let spells = [Spell::closed(2.0), Spell::closed(9.0), Spell::open(4.0), Spell::open(12.0)];
        let kept = OnTime::of(&spells, 7.0, 0.95).unwrap();
        assert_eq!((kept.n, kept.open, kept.open_overdue), (4, 2, 1));
        assert!((kept.share - 0.25).abs() < 1e-15);
        assert_eq!((kept.closed_only, kept.worst, kept.best), (Some(0.5), 0.25, 0.5));
        assert!(kept.interval.holds(kept.share));
    }

    #[test]
    fn nothing_seen_gives_no_share() {
        assert_eq!(OnTime::of(&[], 7.0, 0.95), None);
        assert_eq!(OnTime::of(&[Spell::open(1.0)], 7.0, 0.95).unwrap().closed_only, None);
    }

    /// By hand, as above: promised for 7 days to three of them, for 24 to the last, which is open for half of it.
    #[test]
    fn each_promise_is_measured_by_itself() {
        let mut promises = Promises::default();
        for (age, promise, is_event) in [(2, 7, true), (9, 7, true), (4, 7, false), (12, 24, false)] {
            promises.add(age, promise, is_event);
        }
        let (kept, _) = promises.kept(0.95).unwrap();
        assert_eq!((kept.n, kept.open, kept.open_overdue, kept.best), (4, 2, 0, 0.75));
        assert!((kept.share - 0.25).abs() < 1e-15);
    }

    #[test]
    fn the_last_instant_of_a_promise_keeps_it() {
        let day = 86_400_000;
        let mut promises = Promises::default();
        promises.add(7 * day, 7 * day, true);
        promises.add(7 * day + 1, 7 * day, true);
        promises.add(0, 0, true);
        promises.add(1, -5, true);
        let (kept, _) = promises.kept(0.95).unwrap();
        assert_eq!((kept.n, kept.open), (4, 0));
        assert!((kept.share - 0.5).abs() < 1e-15, "{kept:?}");
    }

    proptest! {
        #[test]
        fn without_late_entry_the_share_lies_between_its_bounds(
            rows in prop::collection::vec((0_u16..60, any::<bool>()), 1..200), target in 1_u16..50,
        ) {
            let spells: Vec<Spell> = rows
                .iter()
                .map(|(days, is_event)| Spell { entry_days: 0.0, stop_days: f64::from(*days), is_event: *is_event })
                .collect();
            let kept = OnTime::of(&spells, f64::from(target), 0.95).unwrap();
            prop_assert!(kept.worst - 1e-12 <= kept.share);
            prop_assert!(kept.interval.low <= kept.share + 1e-12 && kept.share <= kept.interval.high + 1e-12);
            prop_assert!(kept.worst <= kept.best);
        }
    }
}
