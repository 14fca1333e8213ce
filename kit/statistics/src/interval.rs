//! An interval of confidence, and how wide the normal law makes it.

use statrs::distribution::{ContinuousCDF, Normal};

/// The level of confidence of everything we publish.
pub const LEVEL: f64 = 0.95;

/// The two ends of an interval of confidence, in the unit of the estimate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

impl Interval {
    pub fn new(low: f64, high: f64) -> Self {
        Self { low, high }
    }

    /// The part of the interval between 0 and 1.
    #[must_use]
    pub fn within_one(self) -> Self {
        Self { low: self.low.clamp(0.0, 1.0), high: self.high.clamp(0.0, 1.0) }
    }

    pub fn holds(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// Standard deviations either side of the mean that hold `level` of the normal law: 1.96 for 0.95.
pub(crate) fn deviations(level: f64) -> f64 {
    Normal::standard().inverse_cdf(f64::midpoint(1.0, level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nineteen_times_in_twenty_is_within_1_96_deviations() {
        assert!((deviations(0.95) - 1.959_963_984_540_054).abs() < 1e-12);
        assert!((deviations(0.5) - 0.674_489_750_196_081_7).abs() < 1e-12);
    }
}
