//! Delays counted by age instead of kept one by one: millions of them make a curve without being sorted.

use crate::{Survival, survival::Run};
use std::collections::BTreeMap;

/// Spells counted by whole ticks of age; how long a tick is, its owner knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    marks: BTreeMap<u32, Marks>,
}

/// What happened at one age.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Marks {
    closed: u32,
    open: u32,
    entered: u32,
}

impl Tally {
    /// Counts a spell watched from `entry` (0: from its start) to `stop`. Answers false, and counts nothing, when it
    /// was watched for less than a tick.
    pub fn add(&mut self, entry: u32, stop: u32, is_event: bool) -> bool {
        if entry > 0 && stop <= entry {
            return false;
        }
        let marks = self.marks.entry(stop).or_default();
        if is_event {
            marks.closed += 1;
        } else {
            marks.open += 1;
        }
        if entry > 0 {
            self.marks.entry(entry).or_default().entered += 1;
        }
        true
    }

    /// Adds everything that `other` counted.
    pub fn merge(&mut self, other: &Self) {
        for (age, more) in &other.marks {
            let marks = self.marks.entry(*age).or_default();
            marks.closed += more.closed;
            marks.open += more.open;
            marks.entered += more.entered;
        }
    }

    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// The curve, `ticks_per_day` ticks making a day.
    pub fn curve(&self, ticks_per_day: f64) -> Survival {
        Survival::from_runs(self.marks.iter().map(|(age, marks)| Run {
            days: f64::from(*age) / ticks_per_day,
            closed: u64::from(marks.closed),
            open: u64::from(marks.open),
            entered: u64::from(marks.entered),
        }))
    }

    /// The `p` quantile of the closed ones alone, in ticks: what is often published, and hides whatever is open.
    /// Definition 7 (see [`crate::Definition`]).
    pub fn closed_quantile(&self, p: f64) -> Option<f64> {
        let n: u64 = self.marks.values().map(|marks| u64::from(marks.closed)).sum();
        let rank = p * n.checked_sub(1)? as f64;
        let (low, high) = (self.closed_at(rank.floor() as u64)?, self.closed_at(rank.ceil() as u64)?);
        Some(low + (rank - rank.floor()) * (high - low))
    }

    /// Age of the closed one of that rank, 0 for the youngest.
    fn closed_at(&self, rank: u64) -> Option<f64> {
        let mut seen = 0;
        let mut ages = self.marks.iter();
        let (age, _) = ages.find(|(_, marks)| {
            seen += u64::from(marks.closed);
            seen > rank
        })?;
        Some(f64::from(*age))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Definition, Spell, percentile::quantile};
    use proptest::prelude::*;

    fn rows() -> impl Strategy<Value = Vec<(u32, u32, bool)>> {
        prop::collection::vec((0_u32..30, 0_u32..60, any::<bool>()), 1..200)
    }

    fn tally(rows: &[(u32, u32, bool)]) -> Tally {
        let mut tally = Tally::default();
        for (entry, stop, is_event) in rows {
            tally.add(*entry, *stop, *is_event);
        }
        tally
    }

    proptest! {
        #[test]
        fn the_curve_of_counts_is_the_curve_of_the_spells(rows in rows()) {
            let spells: Vec<Spell> = rows
                .iter()
                .map(|(entry, stop, is_event)| Spell {
                    entry_days: f64::from(*entry),
                    stop_days: f64::from(*stop),
                    is_event: *is_event,
                })
                .collect();
            prop_assert_eq!(tally(&rows).curve(1.0), Survival::of(&spells));
        }

        #[test]
        fn two_tallies_together_are_the_tally_of_both(rows in rows(), cut in 0_usize..200) {
            let cut = cut.min(rows.len());
            let mut first = tally(&rows[..cut]);
            first.merge(&tally(&rows[cut..]));
            prop_assert_eq!(first, tally(&rows));
        }

        #[test]
        fn the_quantile_of_counts_is_the_quantile_of_the_values(ages in prop::collection::vec(0_u32..400, 1..100), p in 0.0..=1.0_f64) {
            let counted = tally(&ages.iter().map(|age| (0, *age, true)).collect::<Vec<_>>());
            let mut sorted: Vec<f64> = ages.into_iter().map(f64::from).collect();
            sorted.sort_by(f64::total_cmp);
            let wanted = quantile(&sorted, p, Definition::Linear).unwrap();
            prop_assert!((counted.closed_quantile(p).unwrap() - wanted).abs() < 1e-9);
        }
    }

    #[test]
    fn what_was_watched_for_less_than_a_tick_tells_nothing() {
        let mut tally = Tally::default();
        assert!(!tally.add(5, 5, true));
        assert!(tally.is_empty());
        assert_eq!(tally.closed_quantile(0.5), None);
        assert!(tally.add(0, 0, true));
    }
}
