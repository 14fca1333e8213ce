//! Words of street names: found whole, by their beginning, or with one or two letters wrong.

use fst::{Automaton, IntoStreamer, Map, MapBuilder, Streamer, automaton::Str};
use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder};
use std::{collections::BTreeMap, sync::LazyLock};

/// Words of streets, sorted in a transducer, each with the streets that have it.
pub(crate) struct Words {
    words: Map<Vec<u8>>,
    streets: Vec<Vec<u32>>,
}

/// How far from a typed word to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reach {
    /// Words that only begin as typed: the person is still typing.
    pub beginnings: bool,
    /// Words with a letter added, lost, changed or swapped; two when the word is long.
    pub typos: bool,
}

/// Prices: every whole word first, then beginnings, then typos.
const BEGINNING: u32 = 10;
const TYPO: u32 = 30;
/// Words shorter than this may have no typo, and those shorter than [`LONG`] one.
const NOT_SHORT: usize = 4;
const LONG: usize = 8;

static ONE_TYPO: LazyLock<LevenshteinAutomatonBuilder> = LazyLock::new(|| LevenshteinAutomatonBuilder::new(1, true));
static TWO_TYPOS: LazyLock<LevenshteinAutomatonBuilder> = LazyLock::new(|| LevenshteinAutomatonBuilder::new(2, true));

impl Words {
    pub(crate) fn new(words: BTreeMap<String, Vec<u32>>) -> Result<Self, fst::Error> {
        LazyLock::force(&ONE_TYPO);
        LazyLock::force(&TWO_TYPOS);
        let mut builder = MapBuilder::memory();
        let mut streets = Vec::with_capacity(words.len());
        for ((word, own), place) in words.into_iter().zip(0_u64..) {
            builder.insert(word, place)?;
            streets.push(own);
        }
        Ok(Self { words: builder.into_map(), streets })
    }

    /// Calls `found` with the streets of each word within reach of `typed` and its price. The same street may come
    /// several times.
    pub(crate) fn search(&self, typed: &str, reach: Reach, mut found: impl FnMut(&[u32], u32)) {
        if let Some(place) = self.words.get(typed) {
            found(self.streets_of(place), 0);
        }
        if reach.beginnings {
            let mut stream = self.words.search(Str::new(typed).starts_with()).into_stream();
            while let Some((_, place)) = stream.next() {
                found(self.streets_of(place), BEGINNING);
            }
        }
        if reach.typos
            && let Some(automaton) = automaton(typed, reach)
        {
            let mut stream = self.words.search_with_state(&automaton).into_stream();
            while let Some((_, place, state)) = stream.next() {
                let letters = match automaton.distance(state) {
                    Distance::Exact(letters) => u32::from(letters),
                    Distance::AtLeast(_) => continue,
                };
                found(self.streets_of(place), BEGINNING * u32::from(reach.beginnings) + TYPO * letters);
            }
        }
    }

    fn streets_of(&self, place: u64) -> &[u32] {
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        self.streets.get(place).map_or(&[], Vec::as_slice)
    }
}

/// Words at the distance that the length allows; numbers (`25e`) have no typo.
fn automaton(typed: &str, reach: Reach) -> Option<DFA> {
    let length = typed.chars().count();
    if length < NOT_SHORT || typed.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let builder = if length < LONG { &ONE_TYPO } else { &TWO_TYPOS };
    Some(if reach.beginnings { builder.build_prefix_dfa(typed) } else { builder.build_dfa(typed) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, reach: Reach, expected: &[(&str, u32)]) {
        let names = ["gareau", "garneau", "logan", "rene", "sherbrooke"];
        let words = names.iter().zip(0..).map(|(name, street)| ((*name).to_owned(), vec![street])).collect();
        let mut prices = BTreeMap::new();
        Words::new(words).unwrap().search(typed, reach, |streets, price| {
            for street in streets {
                let least = prices.entry(names[*street as usize]).or_insert(price);
                *least = price.min(*least);
            }
        });
        assert_eq!(prices.into_iter().collect::<Vec<_>>(), expected, "{typed}");
    }

    #[test]
    fn whole_words_come_before_beginnings_and_typos() {
        let whole = Reach { beginnings: false, typos: false };
        let begins = Reach { beginnings: true, typos: false };
        let typos = Reach { beginnings: false, typos: true };
        check("gareau", whole, &[("gareau", 0)]);
        check("gar", whole, &[]);
        check("gar", begins, &[("gareau", BEGINNING), ("garneau", BEGINNING)]);
        check("gareau", typos, &[("gareau", 0), ("garneau", TYPO)]);
        check("garaeu", typos, &[("gareau", TYPO)]);
        check("sherbruk", typos, &[]);
        check("sherbroqe", typos, &[("sherbrooke", 2 * TYPO)]);
        check("ren", typos, &[]);
        check("", whole, &[]);
        check(
            "gara",
            Reach { beginnings: true, typos: true },
            &[("gareau", BEGINNING + TYPO), ("garneau", BEGINNING + TYPO)],
        );
    }
}
