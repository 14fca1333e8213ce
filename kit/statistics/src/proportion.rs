//! Shares of a count, with four intervals: Wilson, Clopper–Pearson, Agresti–Coull, Jeffreys.
//!
//! Source: Brown, Cai, `DasGupta` (2001), *Interval estimation for a binomial proportion*, Statistical Science 16.

use crate::{Interval, interval::deviations};
use statrs::function::beta::inv_beta_reg;

/// `successes` of `n` independent trials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proportion {
    successes: u64,
    n: u64,
}

/// How the interval of a proportion is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// The score interval: close to its level on average, even for small `n`. What we publish.
    #[default]
    Wilson,
    /// Exact: never below its level, wider than needed.
    ClopperPearson,
    /// Wilson's centre with the plain formula.
    AgrestiCoull,
    /// Equal tails of the posterior under Jeffreys' prior, Beta(1/2, 1/2).
    Jeffreys,
}

impl Proportion {
    /// None when `n` is zero or smaller than `successes`.
    pub fn new(successes: u64, n: u64) -> Option<Self> {
        (n > 0 && successes <= n).then_some(Self { successes, n })
    }

    pub fn successes(self) -> u64 {
        self.successes
    }

    pub fn n(self) -> u64 {
        self.n
    }

    /// Between 0 and 1.
    pub fn share(self) -> f64 {
        self.successes as f64 / self.n as f64
    }

    /// The interval that holds the true share with confidence `level` (between 0 and 1).
    pub fn interval(self, method: Method, level: f64) -> Interval {
        match method {
            Method::Wilson => {
                let (centre, _, half) = self.score(level);
                self.pin(centre - half, centre + half)
            }
            Method::AgrestiCoull => {
                let (centre, weight, _) = self.score(level);
                let half = deviations(level) * (centre * (1.0 - centre) / weight).sqrt();
                Interval::new(centre - half, centre + half).within_one()
            }
            Method::ClopperPearson => {
                let (hits, misses) = (self.successes as f64, (self.n - self.successes) as f64);
                self.pin(
                    beta_quantile(hits, misses + 1.0, f64::midpoint(1.0, -level)),
                    beta_quantile(hits + 1.0, misses, f64::midpoint(1.0, level)),
                )
            }
            Method::Jeffreys => {
                let (hits, misses) = (self.successes as f64 + 0.5, (self.n - self.successes) as f64 + 0.5);
                Interval::new(
                    beta_quantile(hits, misses, f64::midpoint(1.0, -level)),
                    beta_quantile(hits, misses, f64::midpoint(1.0, level)),
                )
            }
        }
    }

    /// Centre, weight and half width of the score interval.
    fn score(self, level: f64) -> (f64, f64, f64) {
        let (share, n, z) = (self.share(), self.n as f64, deviations(level));
        let weight = n + z * z;
        let centre = (self.successes as f64 + z * z / 2.0) / weight;
        let half = z * (n * share * (1.0 - share) + z * z / 4.0).sqrt() / weight;
        (centre, weight, half)
    }

    /// No success reaches down to exactly 0 and no failure up to exactly 1, whatever the rounding.
    fn pin(self, low: f64, high: f64) -> Interval {
        Interval {
            low: if self.successes == 0 { 0.0 } else { low.max(0.0) },
            high: if self.successes == self.n { 1.0 } else { high.min(1.0) },
        }
    }
}

/// The share of the people asked who answered. Sound when everyone asked could answer; rates with partial
/// or unknown dispositions are another measure. None when nobody was asked.
pub fn response_rate(answered: u64, asked: u64) -> Option<Proportion> {
    Proportion::new(answered, asked)
}

/// Quantile of Beta(`a`, `b`); a zero parameter stands for all the mass at that end.
fn beta_quantile(a: f64, b: f64, p: f64) -> f64 {
    if a <= 0.0 {
        0.0
    } else if b <= 0.0 {
        1.0
    } else {
        inv_beta_reg(a, b, p)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use statrs::distribution::{Binomial, Discrete};

    const METHODS: [Method; 4] = [Method::Wilson, Method::ClopperPearson, Method::AgrestiCoull, Method::Jeffreys];

    #[track_caller]
    fn check(successes: u64, n: u64, method: Method, low: f64, high: f64) {
        let got = Proportion::new(successes, n).unwrap().interval(method, 0.95);
        assert!((got.low - low).abs() < 5e-4 && (got.high - high).abs() < 5e-4, "{method:?} {got:?}");
    }

    /// By hand: Wilson's 0 of n is z²/(n+z²); the exact 0 of n is 1-0.025^(1/n).
    #[test]
    fn intervals_agree_with_their_closed_forms() {
        check(0, 20, Method::Wilson, 0.0, 3.8415 / 23.8415);
        check(0, 20, Method::ClopperPearson, 0.0, 1.0 - 0.025_f64.powf(0.05));
        check(20, 20, Method::ClopperPearson, 0.025_f64.powf(0.05), 1.0);
        check(5, 10, Method::Wilson, 0.2366, 0.7634);
        check(5, 10, Method::AgrestiCoull, 0.2366, 0.7634);
        check(1, 1, Method::Wilson, 0.2065, 1.0);
    }

    #[test]
    fn nothing_asked_gives_no_rate() {
        assert_eq!(response_rate(0, 0), None);
        assert_eq!(response_rate(3, 2), None);
        assert!((response_rate(30, 120).unwrap().share() - 0.25).abs() < 1e-15);
    }

    #[test]
    fn the_exact_interval_covers_at_least_its_level() {
        for n in [1, 5, 12, 40] {
            for p in [0.02, 0.1, 0.35, 0.5, 0.97] {
                let law = Binomial::new(p, n).unwrap();
                let covered: f64 = (0..=n)
                    .filter(|hits| Proportion::new(*hits, n).unwrap().interval(Method::ClopperPearson, 0.95).holds(p))
                    .map(|hits| law.pmf(hits))
                    .sum();
                assert!(covered >= 0.95, "n={n} p={p} {covered}");
            }
        }
    }

    proptest! {
        #[test]
        fn every_interval_lies_in_the_unit_and_narrows_with_less_confidence(n in 1_u64..5_000, part in 0.0..=1.0_f64) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count below n")]
            let proportion = Proportion::new((part * n as f64) as u64, n).unwrap();
            for method in METHODS {
                let (wide, narrow) = (proportion.interval(method, 0.95), proportion.interval(method, 0.5));
                prop_assert!(0.0 <= wide.low && wide.high <= 1.0 && wide.low < wide.high);
                prop_assert!(wide.high - wide.low > narrow.high - narrow.low);
                if method != Method::Jeffreys {
                    prop_assert!(wide.holds(proportion.share()), "{method:?} {wide:?}");
                }
            }
        }
    }
}
