//! How trials at the door are slowed: the first ones are free, then each waits twice as long as the one before.

/// How patient we are with one mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Trials that need not wait.
    pub free: i64,
    pub longest_wait_ms: i64,
}

/// An account is slowed but never shut: somebody else's trials keep its owner waiting one minute at most.
pub const ACCOUNT: Patience = Patience { free: 5, longest_wait_ms: 60_000 };

/// An address may be a whole office.
pub const ADDRESS: Patience = Patience { free: 20, longest_wait_ms: 15 * 60_000 };

/// A mark that nobody tries for so long is forgotten.
pub const MEMORY_MS: i64 = 60 * 60_000;

impl Patience {
    /// How long the next trial must wait after `trials` of them.
    pub fn wait_ms(self, trials: i64) -> i64 {
        if trials < self.free {
            return 0;
        }
        let doublings = (trials - self.free).clamp(0, 30);
        (1_000_i64 << doublings).min(self.longest_wait_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_trials_are_free_and_the_wait_has_an_end() {
        for (trials, expected) in
            [(1, 0), (4, 0), (5, 1_000), (6, 2_000), (10, 32_000), (11, 60_000), (i64::MAX, 60_000)]
        {
            assert_eq!(ACCOUNT.wait_ms(trials), expected, "{trials}");
        }
        assert_eq!((ADDRESS.wait_ms(19), ADDRESS.wait_ms(20), ADDRESS.wait_ms(40)), (0, 1_000, 900_000));
    }
}
