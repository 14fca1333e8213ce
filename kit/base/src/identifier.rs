//! Identifiers made by us: 63-bit integers that grow with time.
//!
//! 42 bits of milliseconds since 2020, then 21 bits that start at random each millisecond and count up.
//! They sort by time, need no round trip, and fit the native integer key of both engines.
//! They are not secrets: what must not be guessed is signed or has a key of its own.

use crate::Moment;
use std::sync::atomic::{AtomicI64, Ordering};

/// Internal identifier of a row.
pub type Id = i64;

/// 2020-01-01T00:00:00Z.
const EPOCH_MS: i64 = 1_577_836_800_000;
const COUNTER_BITS: u32 = 21;

/// Makes identifiers that never repeat within a process and practically never between two.
#[derive(Debug, Default)]
pub struct IdMaker {
    last: AtomicI64,
}

impl IdMaker {
    /// A new identifier for `moment`, above every one this maker gave before.
    pub fn make(&self, moment: Moment) -> Id {
        let spread = i64::from(rand::random::<u32>() >> (32 - (COUNTER_BITS - 1)));
        let wanted = floor_of(moment) + spread;
        let given = self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| {
            Some(if last >= wanted { last + 1 } else { wanted })
        });
        match given {
            Ok(last) | Err(last) => {
                if last >= wanted {
                    last + 1
                } else {
                    wanted
                }
            }
        }
    }
}

/// The lowest identifier of `moment`: identifiers made before it are smaller.
pub fn floor_of(moment: Moment) -> Id {
    (moment.0 - EPOCH_MS).max(1) << COUNTER_BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_grow_even_when_the_clock_stands_still_or_steps_back() {
        let maker = IdMaker::default();
        let noon = Moment(1_790_000_000_000);
        let made: Vec<Id> = (0..10_000).map(|n| maker.make(noon.plus_ms(-(n % 3)))).collect();
        assert!(made.windows(2).all(|pair| pair.first() < pair.last()));
        assert!(made.iter().all(|id| *id > 0));
    }
}
