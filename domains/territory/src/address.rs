//! Addresses and corners, found as people type them.
//!
//! Accents, abbreviations and one or two wrong letters are forgiven; the parity of a civic number
//! never is: 1571 and 1572 face each other.

use crate::{
    crossing::Crossing,
    query::{Query, Word, words_of_name},
    street::{NOWHERE, Side, Streets, len_u32},
    words::{Reach, Words},
};
use base::Point;
use std::{cmp::Reverse, collections::BTreeMap, ops::Range};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SuggestionKind {
    Address,
    Intersection,
    Street,
}

/// A place that the words may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// `1571, rue Gareau`, `rue Gareau / rue Logan`, `rue Gareau`.
    pub label: String,
    pub kind: SuggestionKind,
    pub point: Point,
    /// Identifier of the side, when one is known.
    pub side: Option<i64>,
    /// Place of the borough among the areas.
    pub(crate) area: u16,
    /// How far from what was typed; 0 is word for word.
    price: u32,
}

/// Streets by the words of their names.
pub(crate) struct AddressIndex {
    words: Words,
    /// Street → its sides, which follow one another.
    sides: Vec<Range<usize>>,
    /// Street → how many of its words carry its name.
    weights: Vec<usize>,
    crossings: Vec<Crossing>,
    /// Street → places of its crossings.
    corners: Vec<Vec<u32>>,
}

/// What was typed may be unfinished.
const AS_TYPED: Reach = Reach { beginnings: true, typos: false };
/// The street is right and the number is not: after everything whose number is right.
const NUMBER_MISSED: u32 = 40;
/// A word of the name that nobody typed.
const WORD_UNSAID: u32 = 3;
/// A place in another borough than the one typed after the comma.
const OTHER_BOROUGH: u32 = 25;
/// Numbers this near the published ones of a side are on it: ranges leave gaps between blocks.
const NUMBER_GAP: u32 = 10;
/// Streets examined for one question.
const MOST_STREETS: usize = 200;
/// Words that may follow the street without a comma: `1571 gareau montreal qc`.
const MOST_TRAILING: usize = 3;
/// Two readings of one address are the same place within this distance, in metres.
const SAME_PLACE_M: f64 = 150.0;

impl AddressIndex {
    pub(crate) fn new(streets: &Streets, crossings: Vec<Crossing>) -> Result<Self, fst::Error> {
        let mut words: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        let mut weights = Vec::new();
        for (name, street) in streets.names.iter().zip(0_u32..) {
            let (mut own, weight) = words_of_name(name);
            weights.push(weight);
            own.sort_unstable();
            own.dedup();
            for word in own.into_iter().filter(|word| !word.is_empty()) {
                words.entry(word).or_default().push(street);
            }
        }
        let mut sides = vec![0..0; streets.names.len()];
        for (side, place) in streets.sides.iter().zip(0..) {
            if let Some(range) = sides.get_mut(side.street as usize) {
                *range = if range.end == 0 { place..place + 1 } else { range.start..place + 1 };
            }
        }
        let mut corners = vec![Vec::new(); streets.names.len()];
        for (crossing, place) in crossings.iter().zip(0_u32..) {
            for street in [crossing.streets.0, crossing.streets.1] {
                if let Some(own) = corners.get_mut(street as usize) {
                    own.push(place);
                }
            }
        }
        Ok(Self { words: Words::new(words)?, sides, weights, crossings, corners })
    }

    /// At most `limit` places for `query`: whole words first, then beginnings, then typos; near ones first among
    /// equals when `near` is given; those of the areas `wanted` first, when some are.
    pub(crate) fn suggest(
        &self,
        streets: &Streets,
        query: &Query,
        wanted: &[u16],
        (limit, near): (usize, Option<Point>),
    ) -> Vec<Suggestion> {
        let mut found = self.find(streets, query, AS_TYPED);
        if found.len() < limit.min(3) {
            found = self.find(streets, query, Reach { typos: true, ..AS_TYPED });
        }
        if found.is_empty() {
            found = self.without_trailing(streets, query, Reach { beginnings: false, typos: true });
        }
        prefer(&mut found, wanted);
        let distance = |place: &Suggestion| near.map_or(0.0, |near| near.distance_m(place.point));
        // The sort is stable: equals keep the order of their streets.
        found.sort_by(|a, b| a.price.cmp(&b.price).then(distance(a).total_cmp(&distance(b))));
        let mut seen = Vec::new();
        found.retain(|place| {
            let is_new = seen.len() < limit && !seen.contains(&(place.label.clone(), place.area));
            if is_new {
                seen.push((place.label.clone(), place.area));
            }
            is_new
        });
        found
    }

    /// The one place of a whole address or corner; `None` when there is none, or two that are equally likely.
    pub(crate) fn geocode(&self, streets: &Streets, query: &Query, wanted: &[u16]) -> Option<Suggestion> {
        let whole = Reach { beginnings: false, typos: false };
        let reaches = [whole, Reach { typos: true, ..whole }];
        let found = reaches
            .into_iter()
            .flat_map(|reach| [self.find(streets, query, reach), self.without_trailing(streets, query, reach)]);
        let mut found = found.map(keep_places).find(|found| !found.is_empty())?;
        prefer(&mut found, wanted);
        let least = found.iter().map(|place| place.price).min()?;
        let mut likely = found.into_iter().filter(|place| place.price == least);
        let first = likely.next()?;
        likely.all(|other| other.point.distance_m(first.point) < SAME_PLACE_M).then_some(first)
    }

    /// What is found when words at the end are taken for a city or a province, the fewest possible.
    fn without_trailing(&self, streets: &Streets, query: &Query, reach: Reach) -> Vec<Suggestion> {
        let mut query = query.clone();
        for _ in 0..MOST_TRAILING {
            query.street.pop();
            if !query.street.iter().any(|word| word.may_miss.is_none()) {
                break;
            }
            let found = self.find(streets, &query, reach);
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    fn find(&self, streets: &Streets, query: &Query, reach: Reach) -> Vec<Suggestion> {
        let ranked = self.rank(&query.street, reach);
        if let Some(across) = &query.across {
            let corners = self.find_corners(streets, &ranked, across, reach);
            if !corners.is_empty() || !across.is_empty() {
                return corners;
            }
        }
        let best = ranked.iter().take(MOST_STREETS);
        match query.civic {
            Some(number) => best.filter_map(|(street, price)| self.address(streets, *street, *price, number)).collect(),
            None => best.flat_map(|(street, price)| self.middles(streets, *street, *price)).collect(),
        }
    }

    /// Streets that hold every word that must match, the likeliest first, with their price.
    fn rank(&self, typed: &[Word], reach: Reach) -> Vec<(u32, u32)> {
        const NEVER: u32 = u32::MAX;
        if typed.is_empty() {
            return Vec::new();
        }
        let mut prices = vec![0_u32; self.sides.len()];
        let mut of_word = vec![NEVER; self.sides.len()];
        for (word, left) in typed.iter().zip((0..typed.len()).rev()) {
            of_word.fill(NEVER);
            let mut note = |streets: &[u32], price: u32| {
                for street in streets {
                    if let Some(least) = of_word.get_mut(*street as usize) {
                        *least = price.min(*least);
                    }
                }
            };
            // Only the last word is unfinished, but people also cut long ones.
            let beginnings = reach.beginnings && (left == 0 || word.typed.chars().count() > 2);
            self.words.search(&word.typed, Reach { beginnings, ..reach }, &mut note);
            for full in &word.written_for {
                self.words.search(full, Reach { beginnings: false, typos: false }, &mut note);
            }
            for (price, own) in prices.iter_mut().zip(&of_word) {
                let own = if *own == NEVER { word.may_miss.unwrap_or(NEVER) } else { *own };
                *price = price.saturating_add(own);
            }
        }
        let heavy = typed.iter().filter(|word| word.may_miss.is_none()).count();
        let priced = prices.iter().zip(&self.weights).zip(0_u32..).filter(|((price, _), _)| **price < NEVER);
        let unsaid = |weight: usize| WORD_UNSAID * u32::try_from(weight.saturating_sub(heavy)).unwrap_or(0);
        let mut ranked: Vec<(u32, u32)> =
            priced.map(|((price, weight), street)| (street, price + unsaid(*weight))).collect();
        // Among equals, the longest street is the likeliest.
        ranked.sort_by_key(|(street, price)| (*price, Reverse(self.sides_of(*street).len()), *street));
        ranked
    }

    fn sides_of(&self, street: u32) -> Range<usize> {
        self.sides.get(street as usize).cloned().unwrap_or_default()
    }

    /// The address on the side that holds the number, or the street where its numbers come nearest.
    fn address(&self, streets: &Streets, street: u32, price: u32, number: u32) -> Option<Suggestion> {
        let sides = streets.sides.get(self.sides_of(street))?;
        let nearest = sides.iter().filter_map(|side| Some((side.gap_to(number)?, side)));
        match nearest.min_by_key(|(gap, _)| *gap) {
            Some((gap, side)) if gap <= NUMBER_GAP => {
                let label = format!("{number}, {}", streets.name(side));
                let point = streets.point_along(side, side.share_of(number))?;
                Some(place(label, SuggestionKind::Address, point, Some(side), price + gap))
            }
            Some((_, side)) => on_street(streets, side, price + NUMBER_MISSED, Some(number)),
            None => on_street(streets, sides.get(sides.len() / 2)?, price + NUMBER_MISSED, None),
        }
    }

    /// The street itself, once for each borough it crosses.
    fn middles(&self, streets: &Streets, street: u32, price: u32) -> Vec<Suggestion> {
        let sides = streets.sides.get(self.sides_of(street)).unwrap_or_default();
        let mut areas: Vec<u16> = sides.iter().map(|side| side.area).collect();
        areas.sort_unstable();
        areas.dedup();
        let one_of = |area: u16| {
            let own: Vec<&Side> = sides.iter().filter(|side| side.area == area).collect();
            on_street(streets, own.get(own.len() / 2)?, price, None)
        };
        areas.into_iter().filter_map(one_of).collect()
    }

    /// Corners of the likeliest streets with those of `across`; with any street when it is empty.
    fn find_corners(&self, streets: &Streets, ranked: &[(u32, u32)], across: &[Word], reach: Reach) -> Vec<Suggestion> {
        let mut prices = vec![across.is_empty().then_some(0); self.sides.len()];
        for (street, price) in self.rank(across, reach) {
            if let Some(own) = prices.get_mut(street as usize) {
                *own = Some(price);
            }
        }
        let mut found = Vec::new();
        for (street, price) in ranked.iter().take(MOST_STREETS) {
            for corner in self.corners.get(*street as usize).into_iter().flatten() {
                let Some(crossing) = self.crossings.get(*corner as usize) else { continue };
                let (a, b) = crossing.streets;
                let other = if a == *street { b } else { a };
                let Some(Some(other_price)) = prices.get(other as usize) else { continue };
                let name = |street: u32| streets.names.get(street as usize).map_or("", String::as_str);
                let label = format!("{} / {}", name(*street), name(other));
                found.push(place(label, SuggestionKind::Intersection, crossing.point, None, price + other_price));
            }
        }
        found
    }

    pub(crate) fn street_count(&self) -> u32 {
        len_u32(&self.sides).saturating_sub(1)
    }

    pub(crate) fn crossings(&self) -> &[Crossing] {
        &self.crossings
    }
}

fn place(label: String, kind: SuggestionKind, point: Point, side: Option<&Side>, price: u32) -> Suggestion {
    let area = side.map_or(NOWHERE, |side| side.area);
    Suggestion { label, kind, point, side: side.map(|side| side.id), area, price }
}

/// A street, at a side of it, near a number when one is given.
fn on_street(streets: &Streets, side: &Side, price: u32, number: Option<u32>) -> Option<Suggestion> {
    let point = streets.point_along(side, number.map_or(0.5, |number| side.share_of(number)))?;
    let street = place(streets.name(side).to_owned(), SuggestionKind::Street, point, Some(side), price);
    Some(Suggestion { side: None, ..street })
}

/// A street alone is no place.
fn keep_places(found: Vec<Suggestion>) -> Vec<Suggestion> {
    found.into_iter().filter(|place| place.kind != SuggestionKind::Street).collect()
}

fn prefer(found: &mut [Suggestion], wanted: &[u16]) {
    for place in found.iter_mut().filter(|place| !wanted.is_empty() && !wanted.contains(&place.area)) {
        place.price += OTHER_BOROUGH;
    }
}
