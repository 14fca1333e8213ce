//! Ranks of figures that are not known exactly: how far each may be from its place.

use crate::interval::deviations;
use statrs::distribution::{ContinuousCDF, Normal};

/// A figure and its standard error, on a scale where the normal law holds (the logarithm of a product, say).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uncertain {
    pub value: f64,
    pub std_error: f64,
}

impl Uncertain {
    /// The interval that holds the true figure with confidence `level`: low, high.
    pub fn range(self, level: f64) -> (f64, f64) {
        let half = deviations(level) * self.std_error;
        (self.value - half, self.value + half)
    }

    /// Whether two figures differ by more than chance explains, at confidence `level`.
    pub fn is_distinct(self, other: Self, level: f64) -> bool {
        (self.value - other.value).abs() > deviations(level) * self.std_error.hypot(other.std_error)
    }
}

/// Draws of each figure; the same figures always give the same ranks.
const DRAWS: usize = 2_000;

/// The range of the rank of each figure, 1 for the highest, with confidence `level`: where it falls among `DRAWS`
/// drawings of all of them, each by its own normal law.
pub fn rank_ranges(figures: &[Uncertain], level: f64) -> Vec<(usize, usize)> {
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let mut ranks = vec![Vec::with_capacity(DRAWS); figures.len()];
    let mut drawn: Vec<(f64, usize)> = Vec::with_capacity(figures.len());
    for _ in 0..DRAWS {
        drawn.clear();
        drawn.extend(figures.iter().enumerate().map(|(place, it)| (it.value + it.std_error * chance.normal(), place)));
        drawn.sort_by(|one, other| other.0.total_cmp(&one.0));
        for (rank, (_, place)) in drawn.iter().enumerate() {
            if let Some(ranks) = ranks.get_mut(*place) {
                ranks.push(rank + 1);
            }
        }
    }
    let cut = (f64::midpoint(1.0, -level) * DRAWS as f64) as usize;
    let range = |mut ranks: Vec<usize>| {
        ranks.sort_unstable();
        let at = |place: usize| ranks.get(place).copied().unwrap_or(1);
        (at(cut), at(DRAWS - 1 - cut))
    };
    ranks.into_iter().map(range).collect()
}

/// Steele, Lea, Flood (2014), *Fast splittable pseudorandom number generators*: `SplitMix64`.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn normal(&mut self) -> f64 {
        // 53 bits, never 0 nor 1.
        let uniform = ((self.next() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
        Normal::standard().inverse_cdf(uniform)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(pairs: &[(f64, f64)]) -> Vec<Uncertain> {
        pairs.iter().map(|(value, std_error)| Uncertain { value: *value, std_error: *std_error }).collect()
    }

    #[test]
    fn known_figures_have_one_rank_each() {
        let ranges = rank_ranges(&figures(&[(1.0, 0.0), (3.0, 0.0), (2.0, 0.0)]), 0.95);
        assert_eq!(ranges, [(3, 3), (1, 1), (2, 2)]);
        assert_eq!(rank_ranges(&[], 0.95), []);
    }

    #[test]
    fn figures_that_do_not_differ_share_their_ranks() {
        let figures = figures(&[(5.0, 0.1), (4.9, 0.1), (1.0, 0.1)]);
        assert_eq!(rank_ranges(&figures, 0.95), [(1, 2), (1, 2), (3, 3)]);
        assert!(!figures[0].is_distinct(figures[1], 0.95));
        assert!(figures[1].is_distinct(figures[2], 0.95));
    }

    /// Two equal figures: each is first once in two.
    #[test]
    fn chance_is_fair_and_repeats() {
        let mut chance = Chance(7);
        let drawn: Vec<f64> = (0..20_000).map(|_| chance.normal()).collect();
        let mean = drawn.iter().sum::<f64>() / 20_000.0;
        let variance = drawn.iter().map(|it| it * it).sum::<f64>() / 20_000.0;
        assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.05, "{mean} {variance}");
        assert_eq!(Chance(7).next(), Chance(7).next());
    }
}
