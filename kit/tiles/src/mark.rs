//! One point, the few small attributes it is filtered by, and the filter.

use crate::Spot;

/// A point of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// What it is known by; grows with time.
    pub number: u64,
    pub spot: Spot,
    pub traits: Traits,
}

/// What a mark is filtered by. What the values mean is the caller's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traits {
    pub kind: u16,
    /// Days since an origin of the caller.
    pub day: u16,
    /// Any value but 255, which says that the mark has left.
    pub class: u8,
    pub area: u8,
}

impl Traits {
    /// The class of what has left the map and waits to be cleared away.
    pub(crate) const GONE: u8 = u8::MAX;
}

/// First and last value of each attribute; the default lets everything through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Filter {
    pub kinds: (u16, u16),
    pub days: (u16, u16),
    pub classes: (u8, u8),
    pub areas: (u8, u8),
}

impl Default for Filter {
    fn default() -> Self {
        Self { kinds: (0, u16::MAX), days: (0, u16::MAX), classes: (0, Traits::GONE - 1), areas: (0, u8::MAX) }
    }
}

impl Filter {
    #[expect(clippy::needless_bitwise_bool, reason = "a million marks are compared in a row, without a branch")]
    pub(crate) fn lets(&self, traits: Traits) -> bool {
        let Traits { kind, day, class, area } = traits;
        holds_wide(self.kinds, kind)
            & holds_wide(self.days, day)
            & holds(self.classes, class)
            & holds(self.areas, area)
            & (class != Traits::GONE)
    }
}

/// Whether `value` is from the first to the last, with one comparison for what changes from mark to mark.
fn holds((first, last): (u8, u8), value: u8) -> bool {
    first <= last && value.wrapping_sub(first) <= last.wrapping_sub(first)
}

fn holds_wide((first, last): (u16, u16), value: u16) -> bool {
    first <= last && value.wrapping_sub(first) <= last.wrapping_sub(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_filter_lets_through_what_is_between_its_ends(class: u8, classes: (u8, u8), kind: u16, kinds: (u16, u16)) {
            let traits = Traits { kind, day: 3, class, area: 0 };
            let expected = (kinds.0..=kinds.1).contains(&kind)
                && (classes.0..=classes.1).contains(&class)
                && class != Traits::GONE;
            prop_assert_eq!(Filter { kinds, classes, ..Filter::default() }.lets(traits), expected);
        }
    }
}
