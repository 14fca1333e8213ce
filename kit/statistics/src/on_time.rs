//! The share closed within a target, open requests counted.

use crate::{Band, Interval, Spell, Survival};

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
        let (mut n, mut open, mut open_overdue, mut kept) = (0_u64, 0_u64, 0_u64, 0_u64);
        for spell in spells.iter().filter(|spell| spell.is_usable()) {
            let is_within = spell.stop_days <= target_days;
            n += 1;
            open += u64::from(!spell.is_event);
            open_overdue += u64::from(!spell.is_event && !is_within);
            kept += u64::from(spell.is_event && is_within);
        }
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
