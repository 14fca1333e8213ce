//! What a filter lets through: one bit a point, worked out once and kept right as points change.

use crate::{Filter, Traits};
use std::{ops::Range, sync::Arc};

const BITS: usize = 64;

/// One bit for each point of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Selection(Vec<u64>);

impl Selection {
    pub fn of(traits: &[Traits], filter: &Filter) -> Self {
        let word = |traits: &[Traits]| {
            traits.iter().zip(0..).fold(0, |word, (traits, place)| word | u64::from(filter.lets(*traits)) << place)
        };
        Self(traits.chunks(BITS).map(word).collect())
    }

    pub fn set(&mut self, place: usize, is_in: bool) {
        if let Some(word) = self.0.get_mut(place / BITS) {
            let bit = 1 << (place % BITS);
            *word = if is_in { *word | bit } else { *word & !bit };
        }
    }

    /// The words that `range` touches, those at its ends cut to it, each with the place of its first bit.
    fn words(&self, range: Range<usize>) -> impl Iterator<Item = (usize, u64)> {
        let Range { start, end } = range;
        let last = if start < end { end.div_ceil(BITS) } else { start / BITS };
        let words = self.0.get(start / BITS..last).unwrap_or_default();
        words.iter().zip(start / BITS..).map(move |(word, rank)| {
            let first = rank * BITS;
            let mut word = *word;
            if first < start {
                word &= u64::MAX << (start - first);
            }
            if end < first + BITS {
                word &= u64::MAX >> (first + BITS - end);
            }
            (first, word)
        })
    }

    pub fn count(&self, range: Range<usize>) -> usize {
        self.words(range).map(|(_, word)| word.count_ones() as usize).sum()
    }

    /// Places of the points let through, in order.
    pub fn places(&self, range: Range<usize>) -> impl Iterator<Item = usize> {
        self.words(range).filter(|(_, word)| *word != 0).flat_map(|(first, mut word)| {
            std::iter::from_fn(move || {
                let place = word.trailing_zeros() as usize;
                (word != 0).then(|| {
                    word &= word - 1;
                    first + place
                })
            })
        })
    }

    /// At most `most` of the `count` places of `range`, evenly spaced among them.
    pub fn sample(&self, range: Range<usize>, count: usize, most: usize) -> impl Iterator<Item = usize> {
        let step = count.div_ceil(most).max(1);
        let (mut seen, mut next) = (0, step / 2);
        self.words(range).filter_map(move |(first, mut word)| {
            let before = seen;
            seen += word.count_ones() as usize;
            if seen <= next {
                return None;
            }
            // A word holds at most one sample when the step is long, and then skipping is exact enough.
            for _ in before..next {
                word &= word - 1;
            }
            next = (next + step).max(seen);
            Some(first + word.trailing_zeros() as usize)
        })
    }
}

/// The selections of the filters asked for last.
#[derive(Debug, Default)]
pub(crate) struct Selections(Vec<(Filter, Arc<Selection>)>);

impl Selections {
    /// Kept at once: an eighth of a megabyte each for a million points.
    const MOST: usize = 48;

    pub fn find(&mut self, filter: &Filter, traits: &[Traits]) -> Arc<Selection> {
        let found = self.0.iter().position(|(known, _)| known == filter);
        let entry = match found {
            Some(place) => self.0.remove(place),
            None => (*filter, Arc::new(Selection::of(traits, filter))),
        };
        self.0.truncate(Self::MOST - 1);
        let selection = entry.1.clone();
        self.0.insert(0, entry);
        selection
    }

    /// A point has other traits.
    pub fn change(&mut self, place: usize, traits: Traits) {
        for (filter, selection) in &mut self.0 {
            Arc::make_mut(selection).set(place, filter.lets(traits));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn traits(kind: u16) -> Traits {
        Traits { kind, day: 0, class: 0, area: 0 }
    }

    proptest! {
        #[test]
        fn a_range_holds_what_counting_one_by_one_finds(
            kinds in proptest::collection::vec(0_u16..3, 0..300),
            cuts in (0_usize..300, 0_usize..300),
        ) {
            let list: Vec<Traits> = kinds.iter().map(|kind| traits(*kind)).collect();
            let selection = Selection::of(&list, &Filter { kinds: (1, 1), ..Filter::default() });
            let (start, end) = (cuts.0.min(cuts.1).min(list.len()), cuts.0.max(cuts.1).min(list.len()));
            let expected: Vec<usize> = (start..end).filter(|place| kinds[*place] == 1).collect();
            prop_assert_eq!(selection.places(start..end).collect::<Vec<_>>(), expected.clone());
            prop_assert_eq!(selection.count(start..end), expected.len());
            let sample: Vec<usize> = selection.sample(start..end, expected.len(), 16).collect();
            prop_assert!(sample.len() <= 16 && sample.is_empty() == expected.is_empty());
            prop_assert!(sample.iter().all(|place| expected.contains(place)));
        }
    }

    #[test]
    fn a_change_reaches_every_filter_and_old_filters_are_forgotten() {
        let mut list = vec![traits(1); 130];
        let mut kept = Selections::default();
        let ones = Filter { kinds: (1, 1), ..Filter::default() };
        assert_eq!(kept.find(&ones, &list).count(0..130), 130);
        list[129].class = Traits::GONE;
        kept.change(129, list[129]);
        assert_eq!(kept.find(&ones, &list).count(0..130), 129);
        for kind in 0..200 {
            kept.find(&Filter { kinds: (kind, kind), ..Filter::default() }, &list);
        }
        assert_eq!(kept.0.len(), Selections::MOST);
    }
}
