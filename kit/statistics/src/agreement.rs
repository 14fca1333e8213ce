//! How far two people agree beyond what chance explains: Cohen's kappa.
//!
//! Sources: Cohen (1960), *A coefficient of agreement for nominal scales*, Educational and Psychological Measurement 20;
//! Fleiss, Cohen, Everitt (1969), *Large sample standard errors of kappa and weighted kappa*, Psychological Bulletin 72.

use crate::{Interval, Method, Proportion};

/// Answers of two people to the same question, on the same cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Row: the first one's answer; column: the second one's.
    counts: Vec<Vec<u64>>,
    n: u64,
}

impl Agreement {
    /// From pairs of answers, numbered from 0 to `answers` - 1. None when there is no pair, or a number beyond.
    pub fn of(pairs: &[(usize, usize)], answers: usize) -> Option<Self> {
        let mut counts = vec![vec![0; answers]; answers];
        for (first, second) in pairs {
            *counts.get_mut(*first)?.get_mut(*second)? += 1;
        }
        let n = pairs.len() as u64;
        (n > 0).then_some(Self { counts, n })
    }

    /// Pairs.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Pairs of the same answer.
    pub fn agreed(&self) -> u64 {
        (0..self.counts.len()).map(|answer| self.count(answer, answer)).sum()
    }

    /// Between -1 and 1; 0 is what chance alone gives. None when both gave one and the same answer to everything:
    /// then nothing tells agreement from habit.
    pub fn kappa(&self) -> Option<f64> {
        let by_chance = self.by_chance();
        (by_chance < 1.0).then(|| (self.share_agreed() - by_chance) / (1.0 - by_chance))
    }

    /// The interval that holds the true kappa with confidence `level` (between 0 and 1).
    ///
    /// Wilson's interval of the share agreed upon, the agreement by chance taken as known, as in Cohen's first paper,
    /// which used the plain normal interval there. On small samples it holds what it says (94 to 97 % of the time at
    /// n = 20, four answers, even or skewed), where [`Self::std_error`] gives 63 to 93 %.
    pub fn interval(&self, level: f64) -> Option<Interval> {
        let by_chance = self.by_chance();
        let agreed = Proportion::new(self.agreed(), self.n)?.interval(Method::Wilson, level);
        let kappa = |share: f64| ((share - by_chance) / (1.0 - by_chance)).max(-1.0);
        (by_chance < 1.0).then(|| Interval::new(kappa(agreed.low), kappa(agreed.high)))
    }

    /// Standard error of Fleiss, Cohen and Everitt, for large samples; 0 when they agree on everything.
    pub fn std_error(&self) -> Option<f64> {
        let (kappa, by_chance) = (self.kappa()?, self.by_chance());
        let answers = 0..self.counts.len();
        let margin = |answer: usize| self.row(answer) + self.column(answer);
        let on: f64 = answers
            .clone()
            .map(|answer| self.share(answer, answer) * (1.0 - margin(answer) * (1.0 - kappa)).powi(2))
            .sum();
        let pairs = answers.clone().flat_map(|row| answers.clone().map(move |column| (row, column)));
        let off: f64 = pairs
            .filter(|(row, column)| row != column)
            .map(|(row, column)| self.share(row, column) * (self.column(row) + self.row(column)).powi(2))
            .sum();
        let variance = on + (1.0 - kappa).powi(2) * off - (kappa - by_chance * (1.0 - kappa)).powi(2);
        Some((variance.max(0.0) / self.n as f64).sqrt() / (1.0 - by_chance))
    }

    fn count(&self, first: usize, second: usize) -> u64 {
        self.counts.get(first).and_then(|row| row.get(second)).copied().unwrap_or_default()
    }

    fn share(&self, first: usize, second: usize) -> f64 {
        self.count(first, second) as f64 / self.n as f64
    }

    /// How often the first one gave an answer.
    fn row(&self, answer: usize) -> f64 {
        (0..self.counts.len()).map(|second| self.share(answer, second)).sum()
    }

    /// How often the second one gave it.
    fn column(&self, answer: usize) -> f64 {
        (0..self.counts.len()).map(|first| self.share(first, answer)).sum()
    }

    fn share_agreed(&self) -> f64 {
        self.agreed() as f64 / self.n as f64
    }

    /// How often they would agree if neither had looked at the case.
    fn by_chance(&self) -> f64 {
        let whole: f64 = (0..self.counts.len()).map(|answer| self.row(answer) * self.column(answer)).sum();
        // One answer only: exactly 1, whatever the rounding.
        if whole > 1.0 - 1e-12 { 1.0 } else { whole }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table<const N: usize>(counts: [[usize; N]; N]) -> Agreement {
        let cells = counts.iter().enumerate().flat_map(|(first, row)| {
            row.iter().enumerate().flat_map(move |(second, count)| std::iter::repeat_n((first, second), *count))
        });
        Agreement::of(&cells.collect::<Vec<_>>(), N).unwrap()
    }

    #[track_caller]
    fn near(got: Option<f64>, expected: f64) {
        assert!((got.unwrap() - expected).abs() < 1e-12, "{got:?}, expected {expected}");
    }

    /// Computed by statsmodels 0.15 (`cohens_kappa`); the first table is Fleiss' example of two diagnoses.
    #[test]
    fn kappa_and_its_standard_error_agree_with_statsmodels() {
        let diagnoses = table([[75, 1, 4], [5, 4, 1], [0, 0, 10]]);
        near(diagnoses.kappa(), 0.676_470_588_235_294);
        near(diagnoses.std_error(), 0.087_702_953_475_212_5);
        let other = table([[44, 5, 1], [7, 20, 3], [9, 5, 6]]);
        near(other.kappa(), 0.491_525_423_728_813_47);
        near(other.std_error(), 0.072_127_459_293_340_7);
    }

    #[test]
    fn agreement_on_everything_is_one_and_still_has_an_interval() {
        let same = table([[12, 0], [0, 8]]);
        near(same.kappa(), 1.0);
        near(same.std_error(), 0.0);
        let interval = same.interval(0.95).unwrap();
        // Wilson's 20 of 20 is n/(n + z²); the agreement by chance is 0.52.
        near(Some(interval.low), (20.0 / 23.841_458_820_694_1 - 0.52) / 0.48);
        near(Some(interval.high), 1.0);
    }

    #[test]
    fn nothing_can_be_said_without_pairs_or_when_only_one_answer_was_given() {
        assert_eq!(Agreement::of(&[], 3), None);
        assert_eq!(Agreement::of(&[(0, 3)], 3), None);
        let always = table([[9, 0], [0, 0]]);
        assert_eq!((always.kappa(), always.interval(0.95), always.std_error()), (None, None, None));
        assert_eq!((always.agreed(), always.n()), (9, 9));
    }

    #[test]
    fn chance_gives_zero_and_contradiction_less() {
        near(table([[4, 4], [4, 4]]).kappa(), 0.0);
        near(table([[0, 5], [5, 0]]).kappa(), -1.0);
    }

    /// The share of made samples whose interval holds the true kappa. Deterministic: a generator of ours, seeded.
    #[test]
    fn the_interval_holds_its_level_on_small_and_skewed_samples() {
        for (base, agree) in [([0.5, 0.2, 0.2, 0.1], 0.6), ([0.8, 0.1, 0.07, 0.03], 0.85), ([0.4, 0.3, 0.2, 0.1], 0.1)]
        {
            let mut chance = crate::stories::Chance(7);
            let mut drawn = |of: &[f64; 4]| {
                let mut rest = chance.uniform();
                of.iter()
                    .position(|share| {
                        (rest < *share) || {
                            rest -= share;
                            false
                        }
                    })
                    .unwrap_or(3)
            };
            let (mut held, mut all) = (0_u32, 0_u32);
            for _ in 0..1_500 {
                let mut pairs = Vec::new();
                for _ in 0..25 {
                    let first = drawn(&base);
                    let is_same = drawn(&[agree, 1.0 - agree, 0.0, 0.0]) == 0;
                    pairs.push((first, if is_same { first } else { drawn(&base) }));
                }
                // The true kappa of this model is the share of those who look at the same case.
                let Some(interval) = Agreement::of(&pairs, 4).and_then(|it| it.interval(0.95)) else { continue };
                all += 1;
                held += u32::from(interval.holds(agree));
            }
            let share = f64::from(held) / f64::from(all);
            assert!((0.92..0.985).contains(&share), "{base:?} {agree}: {share}");
        }
    }

    proptest! {
        #[test]
        fn kappa_lies_in_its_interval_and_does_not_know_who_came_first(
            pairs in proptest::collection::vec((0_usize..4, 0_usize..4), 1..60)
        ) {
            let one = Agreement::of(&pairs, 4).unwrap();
            let swapped: Vec<_> = pairs.iter().map(|(first, second)| (*second, *first)).collect();
            let other = Agreement::of(&swapped, 4).unwrap();
            match (one.kappa(), other.kappa()) {
                (Some(one_kappa), Some(other_kappa)) => {
                    prop_assert!((one_kappa - other_kappa).abs() < 1e-12);
                    prop_assert!((-1.0 - 1e-12..=1.0 + 1e-12).contains(&one_kappa));
                    let interval = one.interval(0.95).unwrap();
                    prop_assert!(interval.low - 1e-12 <= one_kappa && one_kappa <= interval.high + 1e-12);
                    prop_assert!(one.std_error().unwrap() >= 0.0);
                }
                (one, other) => prop_assert_eq!(one, other),
            }
        }
    }
}
