//! Delays when some requests are still open: Kaplan–Meier, with censoring on the right and late entry on the left.
//!
//! Sources: Kaplan, Meier (1958); Greenwood (1926) for the variance; Kalbfleisch, Prentice (1980) for the log-log
//! band. Conventions of R's `survfit`: a spell counts at risk on (entry, stop], a quantile is the first day the
//! curve reaches it, or the middle of the flat when the curve rests exactly there.

use crate::{Interval, interval::deviations};

/// One request as it was watched, in days since it was made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spell {
    /// 0 when it was watched from the start; else its age when the watch began (left truncation).
    pub entry_days: f64,
    /// Its age when it closed, or at the last look.
    pub stop_days: f64,
    /// Whether it closed at `stop_days`; otherwise it was still open.
    pub is_event: bool,
}

/// A drop of the curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    pub days: f64,
    /// Watched and still open just before.
    pub at_risk: u64,
    pub events: u64,
    /// Share still open just after.
    pub survival: f64,
    /// Greenwood's sum: the variance of `survival` divided by its square. Infinite once all at risk have closed.
    pub relative_variance: f64,
}

/// The share still open by age: a staircase from 1 down.
#[derive(Debug, Clone, PartialEq)]
pub struct Survival {
    steps: Vec<Step>,
    n: u64,
    events: u64,
    last_days: f64,
}

/// The scale on which a band is symmetrical.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Band {
    /// `log(-log S)`: stays between 0 and 1, right for few cases.
    #[default]
    LogLog,
    /// `log S`, cut at 1.
    Log,
    /// `S` itself, cut at 0 and 1.
    Plain,
}

/// A mean and its standard error, in days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    pub days: f64,
    pub std_error: f64,
}

/// Two levels of the curve closer than this are the same (as in R).
const SAME_LEVEL: f64 = 1.5e-8;

impl Spell {
    /// Watched from the start and closed after `days`.
    pub const fn closed(days: f64) -> Self {
        Self { entry_days: 0.0, stop_days: days, is_event: true }
    }

    /// Watched from the start and still open after `days`.
    pub const fn open(days: f64) -> Self {
        Self { entry_days: 0.0, stop_days: days, is_event: false }
    }

    /// Finite, not negative, and watched for some time if it entered late.
    pub fn is_usable(&self) -> bool {
        let is_late = self.entry_days > 0.0;
        self.stop_days.is_finite()
            && self.entry_days >= 0.0
            && self.stop_days >= 0.0
            && (!is_late || self.stop_days > self.entry_days)
    }
}

impl Survival {
    /// Draws the curve; spells that are not usable ([`Spell::is_usable`]) are left out.
    pub fn of(spells: &[Spell]) -> Self {
        let mut closed = Vec::with_capacity(spells.len());
        let (mut open, mut entries) = (Vec::new(), Vec::new());
        for spell in spells.iter().filter(|spell| spell.is_usable()) {
            if spell.is_event {
                closed.push(sortable(spell.stop_days));
            } else {
                open.push(sortable(spell.stop_days));
            }
            if spell.entry_days > 0.0 {
                entries.push(sortable(spell.entry_days));
            }
        }
        for ages in [&mut closed, &mut open, &mut entries] {
            ages.sort_unstable();
        }
        Self::from_runs(runs(&closed, &open, &entries))
    }

    /// Draws the curve of spells already counted by age, youngest first.
    pub(crate) fn from_runs(runs: impl Iterator<Item = Run> + Clone) -> Self {
        let (mut closed, mut open, mut late, mut last_days) = (0, 0, 0, 0.0);
        for run in runs.clone() {
            (closed, open, late) = (closed + run.closed, open + run.open, late + run.entered);
            if run.closed + run.open > 0 {
                last_days = run.days;
            }
        }
        Self { n: closed + open, events: closed, last_days, steps: staircase(closed + open - late, runs) }
    }

    /// Spells the curve rests on.
    pub fn n(&self) -> u64 {
        self.n
    }

    pub fn events(&self) -> u64 {
        self.events
    }

    /// The oldest age seen: beyond it the curve is not known, and [`Survival::at`] repeats its last level.
    pub fn last_days(&self) -> f64 {
        self.last_days
    }

    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Share still open at age `days`.
    pub fn at(&self, days: f64) -> f64 {
        self.step_at(days).map_or(1.0, |step| step.survival)
    }

    /// Greenwood's standard error of [`Survival::at`]; not a number once the curve has reached 0.
    pub fn std_error_at(&self, days: f64) -> f64 {
        self.step_at(days).map_or(0.0, |step| step.survival * step.relative_variance.sqrt())
    }

    /// The band of [`Survival::at`] at confidence `level`. Once the curve has reached 0 the upper end
    /// stays where it was: nobody is left to tell more.
    pub fn interval_at(&self, days: f64, band: Band, level: f64) -> Interval {
        let place = self.steps.partition_point(|step| step.days <= days);
        self.band(band, level).take(place).last().unwrap_or(Interval::new(1.0, 1.0))
    }

    /// First age by which the share `p` (0 to 1) has closed: `0.5` is the median. None when the curve stays above.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        self.first_at_or_below(self.steps.iter().map(|step| step.survival), 1.0 - p)
    }

    /// Where the band crosses the same level, lower end first; None for an end never reached.
    pub fn quantile_interval(&self, p: f64, band: Band, level: f64) -> (Option<f64>, Option<f64>) {
        let ends = |end: fn(Interval) -> f64| self.first_at_or_below(self.band(band, level).map(end), 1.0 - p);
        (ends(|interval| interval.low), ends(|interval| interval.high))
    }

    /// Mean age at closing, ages beyond `horizon_days` counted as `horizon_days`: the area under the curve.
    pub fn restricted_mean(&self, horizon_days: f64) -> Mean {
        let inside = self.steps.partition_point(|step| step.days < horizon_days);
        let (mut area, mut variance, mut right) = (0.0, 0.0, horizon_days);
        for step in self.steps.iter().take(inside).rev() {
            area += step.survival * (right - step.days);
            right = step.days;
            let left = (step.at_risk - step.events) as f64;
            if left > 0.0 {
                variance += area * area * step.events as f64 / (step.at_risk as f64 * left);
            }
        }
        Mean { days: area + right, std_error: variance.sqrt() }
    }

    fn step_at(&self, days: f64) -> Option<&Step> {
        let place = self.steps.partition_point(|step| step.days <= days);
        self.steps.get(place.checked_sub(1)?)
    }

    /// The band after each step.
    fn band(&self, band: Band, level: f64) -> impl Iterator<Item = Interval> {
        let z = deviations(level);
        self.steps.iter().scan(1.0, move |highest, step| {
            let interval = around(step, band, z).unwrap_or(Interval::new(0.0, *highest));
            *highest = interval.high;
            Some(interval)
        })
    }

    fn first_at_or_below(&self, levels: impl Iterator<Item = f64>, wanted: f64) -> Option<f64> {
        let mut reached = None;
        for (step, level) in self.steps.iter().zip(levels) {
            if level < wanted - SAME_LEVEL {
                return Some(reached.map_or(step.days, |first| f64::midpoint(first, step.days)));
            }
            if reached.is_none() && level <= wanted + SAME_LEVEL {
                reached = Some(step.days);
            }
        }
        reached.map(|first| f64::midpoint(first, self.last_days))
    }
}

/// Bits that sort as the number does: true of numbers that are not negative. `-0.0` becomes `0.0`.
fn sortable(days: f64) -> u64 {
    (days + 0.0).to_bits()
}

/// What happened at one age.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Run {
    pub days: f64,
    pub closed: u64,
    /// Last seen then, still open.
    pub open: u64,
    /// First seen then, already of that age.
    pub entered: u64,
}

/// The three sorted lists of ages as one, each age once.
fn runs<'a>(closed: &'a [u64], open: &'a [u64], entries: &'a [u64]) -> impl Iterator<Item = Run> + Clone + use<'a> {
    let mut lists = (closed, open, entries);
    std::iter::from_fn(move || {
        let (closed, open, entries) = &mut lists;
        let age = *[closed.first(), open.first(), entries.first()].into_iter().flatten().min()?;
        Some(Run {
            days: f64::from_bits(age),
            closed: take(closed, age),
            open: take(open, age),
            entered: take(entries, age),
        })
    })
}

/// How many of the sorted `ages` are `age`, which are taken from its start.
fn take(ages: &mut &[u64], age: u64) -> u64 {
    let count = ages.iter().take_while(|other| **other == age).count();
    *ages = ages.get(count..).unwrap_or_default();
    count as u64
}

/// Walks the ages once, from those `watched` since birth. At risk at `t`: who stops at `t` or later and came before it.
fn staircase(watched: u64, runs: impl Iterator<Item = Run>) -> Vec<Step> {
    let (mut survival, mut relative_variance) = (1.0, 0.0);
    let mut at_risk = watched;
    let mut steps = Vec::new();
    for run in runs {
        if run.closed > 0 {
            let (risk, events) = (at_risk as f64, run.closed as f64);
            survival *= 1.0 - events / risk;
            relative_variance += events / (risk * (risk - events));
            steps.push(Step { days: run.days, at_risk, events: run.closed, survival, relative_variance });
        }
        // Whoever stops now had come before: the difference is never negative.
        at_risk = at_risk - run.closed - run.open + run.entered;
    }
    steps
}

/// None when the curve is at 0, where the variance has no meaning.
fn around(step: &Step, band: Band, z: f64) -> Option<Interval> {
    if !step.relative_variance.is_finite() || step.survival <= 0.0 {
        return None;
    }
    let error = z * step.relative_variance.sqrt();
    let interval = match band {
        Band::Plain => Interval::new(step.survival * (1.0 - error), step.survival * (1.0 + error)),
        Band::Log => Interval::new(step.survival * (-error).exp(), step.survival * error.exp()),
        Band::LogLog => {
            let spread = (error / -step.survival.ln()).exp();
            Interval::new(step.survival.powf(spread), step.survival.powf(1.0 / spread))
        }
    };
    Some(interval.within_one())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near(got: f64, expected: f64) {
        assert!((got - expected).abs() < 1e-12, "{got} is not {expected}");
    }

    /// By hand: closed at 1, 3, 3 and 6, open since 2 and 5.
    #[test]
    fn a_small_table_is_right() {
        let spells = [1.0, 3.0, 3.0, 6.0].map(Spell::closed).into_iter().chain([2.0, 5.0].map(Spell::open));
        let curve = Survival::of(&spells.collect::<Vec<_>>());
        let rows: Vec<_> = curve.steps().iter().map(|step| (step.days, step.at_risk, step.events)).collect();
        assert_eq!(rows, [(1.0, 6, 1), (3.0, 4, 2), (6.0, 1, 1)]);
        near(curve.at(0.5), 1.0);
        near(curve.at(2.9), 5.0 / 6.0);
        near(curve.at(3.0), 5.0 / 12.0);
        near(curve.at(99.0), 0.0);
        near(curve.std_error_at(3.0), 5.0 / 12.0 * (1.0 / 30.0 + 2.0 / 8.0_f64).sqrt());
        assert_eq!(curve.quantile(0.5), Some(3.0));
        assert_eq!((curve.n(), curve.events()), (6, 4));
        near(curve.restricted_mean(4.0).days, 1.0 + 2.0 * 5.0 / 6.0 + 5.0 / 12.0);
    }

    /// By hand: the second request was first seen at age 4, so it tells nothing of the drop at 3.
    #[test]
    fn a_late_entry_is_at_risk_only_once_seen() {
        let late = Spell { entry_days: 4.0, stop_days: 9.0, is_event: true };
        let curve = Survival::of(&[Spell::closed(3.0), Spell::open(10.0), late]);
        let risks: Vec<u64> = curve.steps().iter().map(|step| step.at_risk).collect();
        assert_eq!(risks, [2, 2]);
        near(curve.at(9.0), 0.25);
    }

    #[test]
    fn a_level_reached_exactly_gives_the_middle_of_its_flat() {
        let curve = Survival::of(&[1.0, 2.0, 5.0, 6.0].map(Spell::closed));
        assert_eq!(curve.quantile(0.5), Some(3.5));
        assert_eq!(Survival::of(&[Spell::open(3.0)]).quantile(0.5), None);
    }

    #[test]
    fn a_request_closed_at_once_counts_and_an_impossible_one_does_not() {
        let impossible = [
            Spell { entry_days: 5.0, stop_days: 5.0, is_event: true },
            Spell { entry_days: f64::NAN, stop_days: 5.0, is_event: true },
            Spell::closed(-1.0),
            Spell::closed(f64::INFINITY),
        ];
        let curve = Survival::of(&[&impossible[..], &[Spell::closed(-0.0), Spell::open(2.0)]].concat());
        assert_eq!(curve.n(), 2);
        near(curve.at(0.0), 0.5);
    }

    #[test]
    fn nothing_seen_leaves_the_curve_at_one() {
        let curve = Survival::of(&[]);
        near(curve.at(10.0), 1.0);
        assert_eq!(curve.interval_at(10.0, Band::LogLog, 0.95), Interval::new(1.0, 1.0));
        assert_eq!(curve.quantile_interval(0.5, Band::LogLog, 0.95), (None, None));
    }

    fn spells() -> impl Strategy<Value = Vec<Spell>> {
        let spell = (0_u16..40, 0_u16..60, any::<bool>()).prop_map(|(entry, stay, is_event)| Spell {
            entry_days: f64::from(entry.saturating_sub(20)),
            stop_days: f64::from(entry.saturating_sub(20) + stay),
            is_event,
        });
        prop::collection::vec(spell, 1..200)
    }

    proptest! {
        #[test]
        fn the_curve_only_goes_down_and_stays_in_its_band(spells in spells()) {
            let curve = Survival::of(&spells);
            prop_assert!(curve.steps().windows(2).all(|pair| pair[0].days < pair[1].days));
            prop_assert!(curve.steps().windows(2).all(|pair| pair[0].survival >= pair[1].survival));
            for step in curve.steps() {
                for band in [Band::LogLog, Band::Log, Band::Plain] {
                    let interval = curve.interval_at(step.days, band, 0.95);
                    prop_assert!(interval.low <= step.survival + 1e-12 && step.survival <= interval.high + 1e-12);
                    prop_assert!(0.0 <= interval.low && interval.high <= 1.0);
                }
            }
        }

        #[test]
        fn the_order_of_rows_does_not_matter(spells in spells()) {
            let mut reversed = spells.clone();
            reversed.reverse();
            prop_assert_eq!(Survival::of(&reversed), Survival::of(&spells));
        }

        #[test]
        fn when_all_is_closed_the_curve_is_the_plain_share(days in prop::collection::vec(0_u16..50, 1..100), at in 0_u16..50) {
            let spells: Vec<Spell> = days.iter().map(|days| Spell::closed(f64::from(*days))).collect();
            let still_open = days.iter().filter(|days| **days > at).count() as f64 / days.len() as f64;
            prop_assert!((Survival::of(&spells).at(f64::from(at)) - still_open).abs() < 1e-12);
        }
    }
}
