//! Chance that is the same everywhere and forever: a generator of our own, so that no library changes the city.
//!
//! `SplitMix64` (Steele, Lea, Flood, 2014): 64 bits of state, every seed good.

/// A stream of chance.
#[derive(Debug, Clone)]
pub(crate) struct Chance {
    state: u64,
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

impl Chance {
    /// The stream of one thing: the same parts give the same stream whatever was drawn elsewhere.
    pub(crate) fn of(seed: u64, parts: &[u64]) -> Self {
        let fold = |state: u64, part: &u64| mix(state.wrapping_add(GOLDEN) ^ mix(*part));
        Self { state: parts.iter().fold(mix(seed ^ GOLDEN), fold) }
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN);
        mix(self.state)
    }

    /// From 0 to 1, 1 excluded.
    pub(crate) fn part(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.part()
    }

    /// True `share` of the time.
    pub(crate) fn happens(&mut self, share: f64) -> bool {
        self.part() < share
    }

    /// From 0 to `count`, `count` excluded; 0 when there is nothing to choose from.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        let wide = u128::from(self.bits()) * count as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    pub(crate) fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.get(self.below(choices.len()))
    }

    /// A draw of the normal law, mean 0 and deviation 1 (Box and Muller).
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.part()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.part()).cos()
    }
}

/// A place in a table of growing sums, each place as likely as its own weight.
pub(crate) fn draw(sums: &[f64], chance: &mut Chance) -> usize {
    let total = sums.last().copied().unwrap_or(0.0);
    let wanted = total * chance.part();
    sums.partition_point(|sum| *sum <= wanted).min(sums.len().saturating_sub(1))
}

/// Growing sums of weights, for [`draw`].
pub(crate) fn sums(weights: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut total = 0.0;
    let grow = |weight| {
        total += weight;
        total
    };
    weights.into_iter().map(grow).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_follow_their_weights() {
        let sums = sums([1.0, 0.0, 3.0]);
        let mut chance = Chance::of(7, &[1, 2]);
        let mut counts = [0_u32; 3];
        for _ in 0..40_000 {
            counts[draw(&sums, &mut chance)] += 1;
        }
        assert_eq!(counts[1], 0);
        assert!((9_500..10_500).contains(&counts[0]), "{counts:?}");
    }

    #[test]
    fn the_normal_draw_has_mean_zero_and_deviation_one() {
        let mut chance = Chance::of(7, &[]);
        let draws: Vec<f64> = (0..50_000).map(|_| chance.normal()).collect();
        let mean = draws.iter().sum::<f64>() / 50_000.0;
        let square = draws.iter().map(|draw| draw * draw).sum::<f64>() / 50_000.0;
        assert!(mean.abs() < 0.02 && (square - 1.0).abs() < 0.03, "{mean} {square}");
    }
}
