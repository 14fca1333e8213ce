//! Percentiles of values that are all known, with an interval free of any assumption about their law.
//!
//! Sources: Hyndman, Fan (1996), *Sample quantiles in statistical packages*, definitions 6 and 7; interval of two
//! order statistics whose ranks are binomial quantiles (Conover, *Practical nonparametric statistics*, §3.2).

use crate::Interval;
use statrs::distribution::{Binomial, DiscreteCDF};

/// How a percentile falls between two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Definition {
    /// Definition 6: rank `p (n + 1)`.
    Weibull,
    /// Definition 7: rank `1 + p (n - 1)`, what spreadsheets and R give.
    #[default]
    Linear,
}

/// A percentile with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Percentile {
    /// Between the values, by [`Definition::Linear`].
    pub value: f64,
    /// The values of the two ranks.
    pub interval: Interval,
    /// Rank of the lower value, 1 first.
    pub rank_low: u64,
    pub rank_high: u64,
    /// Probability, over samples of a continuous law, that the true percentile lies between the two ranks.
    /// Below the level asked when there are too few values for two ranks to reach it.
    pub coverage: f64,
}

/// The `p` quantile (0 to 1) of values sorted from the smallest. None when there is none.
pub fn quantile(sorted: &[f64], p: f64, definition: Definition) -> Option<f64> {
    let n = sorted.len() as f64;
    let rank = match definition {
        Definition::Weibull => p * (n + 1.0),
        Definition::Linear => 1.0 + p * (n - 1.0),
    };
    let rank = rank.clamp(1.0, n.max(1.0));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank between 1 and the length")]
    let below = rank.floor() as usize;
    let low = *sorted.get(below - 1)?;
    let high = sorted.get(below).copied().unwrap_or(low);
    Some(low + (rank - rank.floor()) * (high - low))
}

/// The `p` quantile of values sorted from the smallest, with its interval at `level`.
pub fn percentile(sorted: &[f64], p: f64, level: f64) -> Option<Percentile> {
    let value = quantile(sorted, p, Definition::Linear)?;
    let n = sorted.len() as u64;
    let law = Binomial::new(p, n).ok()?;
    let tail = f64::midpoint(1.0, -level);
    let rank_low = binomial_quantile(&law, n, tail).max(1);
    let rank_high = (binomial_quantile(&law, n, 1.0 - tail) + 1).min(n);
    let at = |rank: u64| usize::try_from(rank - 1).ok().and_then(|place| sorted.get(place).copied());
    Some(Percentile {
        value,
        interval: Interval::new(at(rank_low)?, at(rank_high)?),
        rank_low,
        rank_high,
        coverage: law.cdf(rank_high - 1) - law.cdf(rank_low - 1),
    })
}

/// The smallest count whose cumulated probability reaches `p`.
fn binomial_quantile(law: &Binomial, n: u64, p: f64) -> u64 {
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = u64::midpoint(low, high);
        if law.cdf(middle) >= p {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(sorted: &[f64], p: f64, definition: Definition, expected: Option<f64>) {
        assert_eq!(quantile(sorted, p, definition), expected);
    }

    #[test]
    fn percentiles_follow_their_definition() {
        let days = [1.0, 2.0, 4.0, 8.0];
        check(&days, 0.5, Definition::Linear, Some(3.0));
        check(&days, 0.5, Definition::Weibull, Some(3.0));
        check(&days, 0.25, Definition::Linear, Some(1.75));
        check(&days, 0.25, Definition::Weibull, Some(1.25));
        check(&days, 0.99, Definition::Weibull, Some(8.0));
        check(&days, 1.0, Definition::Linear, Some(8.0));
        check(&[7.0], 0.9, Definition::Linear, Some(7.0));
        check(&[], 0.5, Definition::Linear, None);
    }

    /// By hand: with 10 values, ranks 2 and 9 hold the median with probability 1 - 2 (1 + 10) / 1024.
    #[test]
    fn the_median_of_ten_lies_between_the_second_and_the_ninth() {
        let days: Vec<f64> = (1..=10).map(f64::from).collect();
        let median = percentile(&days, 0.5, 0.95).unwrap();
        assert_eq!((median.rank_low, median.rank_high), (2, 9));
        assert_eq!(median.interval, Interval::new(2.0, 9.0));
        assert!((median.coverage - (1.0 - 22.0 / 1_024.0)).abs() < 1e-12);
    }

    #[test]
    fn few_values_say_that_their_interval_falls_short() {
        let p90 = percentile(&[1.0, 2.0, 3.0, 4.0], 0.9, 0.95).unwrap();
        assert_eq!(p90.rank_high, 4);
        assert!(p90.coverage < 0.95);
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_percentile(mut days in prop::collection::vec(0.0..400.0_f64, 1..300), p in 0.01..0.99_f64) {
            days.sort_by(f64::total_cmp);
            let found = percentile(&days, p, 0.95).unwrap();
            prop_assert!(found.interval.low <= found.interval.high);
            prop_assert!(days[0] <= found.value && found.value <= days[days.len() - 1]);
            prop_assert!(days.len() < 8 || found.interval.holds(found.value));
        }
    }
}
