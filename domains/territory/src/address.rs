//! Addresses and corners, found as people type them.
//!
//! Accents, abbreviations and one or two wrong letters are forgiven; the parity of a civic number
//! never is: 1571 and 1572 face each other.

use crate::street::Streets;
use base::{Point, plain::fold};
use std::collections::HashMap;

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
}

/// Words of street names, with what they are written for.
const SHORT_WORDS: [(&str, &str); 27] = [
    ("av", "avenue"),
    ("ave", "avenue"),
    ("bd", "boulevard"),
    ("blvd", "boulevard"),
    ("boul", "boulevard"),
    ("ch", "chemin"),
    ("cote", "cote"),
    ("crois", "croissant"),
    ("e", "est"),
    ("east", "est"),
    ("gr", "grand"),
    ("mgr", "monseigneur"),
    ("n", "nord"),
    ("north", "nord"),
    ("o", "ouest"),
    ("pl", "place"),
    ("r", "rue"),
    ("s", "sud"),
    ("south", "sud"),
    ("sq", "square"),
    ("st", "saint"),
    ("ste", "sainte"),
    ("str", "rue"),
    ("street", "rue"),
    ("w", "ouest"),
    ("west", "ouest"),
    ("mt", "mont"),
];

/// Words that may be left out or wrong without meaning another street.
const LIGHT_WORDS: [&str; 22] = [
    "rue",
    "avenue",
    "boulevard",
    "chemin",
    "place",
    "croissant",
    "ruelle",
    "square",
    "terrasse",
    "montee",
    "cours",
    "allee",
    "impasse",
    "de",
    "du",
    "des",
    "la",
    "le",
    "les",
    "l",
    "d",
    "a",
];

/// Streets by the words of their names.
pub(crate) struct AddressIndex {
    /// Sorted words, each with the streets that have it.
    words: Vec<(String, Vec<u32>)>,
    /// Street → its sides.
    sides: Vec<Vec<u32>>,
    /// Street → how many of its words carry meaning.
    weights: Vec<usize>,
}

/// How near a written word is to a word of a name.
const EXACT: f64 = 3.0;
const START: f64 = 2.0;
const TYPO: f64 = 1.0;
/// Corners of two streets farther apart than this do not meet, in metres.
const CORNER_M: f64 = 45.0;
const MOST_STREETS: usize = 60;

fn words_of(text: &str) -> Vec<String> {
    let full =
        |word: &str| SHORT_WORDS.iter().find(|(short, _)| *short == word).map_or(word, |(_, full)| full).to_owned();
    fold(text).split(' ').filter(|word| !word.is_empty()).map(full).collect()
}

impl AddressIndex {
    pub(crate) fn new(streets: &Streets) -> Self {
        let mut words: HashMap<String, Vec<u32>> = HashMap::new();
        let mut weights = Vec::new();
        for (name, street) in streets.names.iter().zip(0_u32..) {
            let mut own = words_of(name);
            own.sort_unstable();
            own.dedup();
            weights.push(own.iter().filter(|word| !LIGHT_WORDS.contains(&word.as_str())).count());
            for word in own {
                words.entry(word).or_default().push(street);
            }
        }
        let mut words: Vec<_> = words.into_iter().collect();
        words.sort_unstable();
        let mut sides = vec![Vec::new(); streets.names.len()];
        for (side, number) in streets.sides.iter().zip(0_u32..) {
            if let Some(list) = sides.get_mut(side.street as usize) {
                list.push(number);
            }
        }
        Self { words, sides, weights }
    }

    /// At most `limit` places for `text`; near ones first among equals when `near` is given.
    pub(crate) fn suggest(&self, streets: &Streets, text: &str, limit: usize, near: Option<Point>) -> Vec<Suggestion> {
        let text: String = text.chars().take(120).collect();
        if let Some((first, second)) = split_corner(&text) {
            let corners = self.corners(streets, &first, &second, limit);
            if !corners.is_empty() {
                return corners;
            }
        }
        let (number, rest) = split_number(&text);
        let mut found: Vec<(f64, Suggestion)> = Vec::new();
        for (street, score) in self.streets(&rest) {
            match number {
                Some(number) => {
                    found.extend(self.addresses(streets, street, number).map(|address| (score + 0.5, address)));
                }
                None => found.extend(self.middle(streets, street).into_iter().map(|middle| (score, middle))),
            }
        }
        let distance = |place: &Suggestion| near.map_or(0.0, |near| near.distance_m(place.point));
        found.sort_by(|(a, x), (b, y)| {
            b.total_cmp(a).then(distance(x).total_cmp(&distance(y))).then_with(|| x.label.cmp(&y.label))
        });
        found.dedup_by(|(_, a), (_, b)| a.label == b.label && a.area == b.area);
        found.into_iter().map(|(_, place)| place).take(limit).collect()
    }

    /// Streets that hold every word with a meaning, the best first, with their score.
    fn streets(&self, text: &str) -> Vec<(u32, f64)> {
        let asked = words_of(text);
        let has_meaning = asked.iter().any(|word| !LIGHT_WORDS.contains(&word.as_str()));
        let mut scores: HashMap<u32, (usize, f64)> = HashMap::new();
        let mut wanted = 0;
        for word in &asked {
            let is_light = has_meaning && LIGHT_WORDS.contains(&word.as_str());
            wanted += usize::from(!is_light);
            let mut best: HashMap<u32, f64> = HashMap::new();
            for (place, nearness) in self.near(word) {
                for street in self.words.get(place).map_or(&[][..], |(_, streets)| streets) {
                    let score = best.entry(*street).or_default();
                    *score = score.max(nearness);
                }
            }
            for (street, nearness) in best {
                let entry = scores.entry(street).or_default();
                entry.0 += usize::from(!is_light);
                entry.1 += if is_light { 0.1 * nearness } else { nearness };
            }
        }
        let mut found: Vec<(u32, f64)> = scores
            .into_iter()
            .filter(|(_, (count, _))| *count >= wanted && wanted > 0)
            // Words of the name that were not asked for make it less likely.
            .map(|(street, (count, score))| {
                let weight = self.weights.get(street as usize).copied().unwrap_or(1);
                (street, score - 0.4 * weight.saturating_sub(count) as f64)
            })
            .collect();
        found.sort_by(|(x, a), (y, b)| b.total_cmp(a).then(x.cmp(y)));
        found.truncate(MOST_STREETS);
        found
    }

    /// Places of the words equal to `word`, else those that start with it and those one or two letters off.
    fn near(&self, word: &str) -> Vec<(usize, f64)> {
        let start = self.words.partition_point(|(other, _)| other.as_str() < word);
        let mut found = Vec::new();
        for (place, (other, _)) in
            self.words.iter().enumerate().skip(start).take_while(|(_, (other, _))| other.starts_with(word))
        {
            found.push((place, if other == word { EXACT } else { START }));
        }
        let most = match word.chars().count() {
            0..=3 => 0,
            4..=7 => 1,
            _ => 2,
        };
        if found.is_empty() && most > 0 {
            let close = self.words.iter().enumerate().filter(|(_, (other, _))| distance(word, other, most) <= most);
            found.extend(close.map(|(place, _)| (place, TYPO)));
        }
        found
    }

    fn addresses(&self, streets: &Streets, street: u32, number: u32) -> impl Iterator<Item = Suggestion> {
        let sides = self.sides.get(street as usize).map_or(&[][..], Vec::as_slice).iter();
        sides.filter_map(move |side| {
            let side = streets.sides.get(*side as usize).filter(|side| side.has_number(number))?;
            let share = f64::from(number - side.from) / f64::from((side.to - side.from).max(1));
            Some(Suggestion {
                label: format!("{number}, {}", streets.name(side)),
                kind: SuggestionKind::Address,
                point: streets.point_along(side, share)?,
                side: Some(side.id),
                area: side.area,
            })
        })
    }

    /// The street itself, once for each borough it crosses.
    fn middle(&self, streets: &Streets, street: u32) -> Vec<Suggestion> {
        let sides = self.sides.get(street as usize).map_or(&[][..], Vec::as_slice);
        let sides: Vec<_> = sides.iter().filter_map(|side| streets.sides.get(*side as usize)).collect();
        let mut areas: Vec<u16> = sides.iter().map(|side| side.area).collect();
        areas.sort_unstable();
        areas.dedup();
        let one_of = |area: u16| {
            let own: Vec<_> = sides.iter().filter(|side| side.area == area).collect();
            let side = own.get(own.len() / 2)?;
            Some(Suggestion {
                label: streets.name(side).to_owned(),
                kind: SuggestionKind::Street,
                point: streets.point_along(side, 0.5)?,
                side: None,
                area,
            })
        };
        areas.into_iter().filter_map(one_of).collect()
    }

    fn corners(&self, streets: &Streets, first: &str, second: &str, limit: usize) -> Vec<Suggestion> {
        let (firsts, seconds) = (self.streets(first), self.streets(second));
        let mut found: Vec<(f64, Suggestion)> = Vec::new();
        for (x, score_x) in firsts.iter().take(8) {
            for (y, score_y) in seconds.iter().take(8).filter(|(y, _)| y != x) {
                found.extend(self.corner(streets, *x, *y).map(|corner| (score_x + score_y, corner)));
            }
        }
        found.sort_by(|(a, x), (b, y)| b.total_cmp(a).then_with(|| x.label.cmp(&y.label)));
        found.into_iter().map(|(_, corner)| corner).take(limit).collect()
    }

    /// Where the ends of two streets are nearest, if they meet.
    fn corner(&self, streets: &Streets, x: u32, y: u32) -> Option<Suggestion> {
        let ends = |street: u32| -> Vec<(Point, u16)> {
            let sides = self.sides.get(street as usize).map_or(&[][..], Vec::as_slice).iter();
            let sides = sides.filter_map(|side| streets.sides.get(*side as usize));
            sides
                .flat_map(|side| {
                    let mut line = streets.line(side);
                    [line.next(), line.next_back()].into_iter().flatten().map(|point| (point, side.area))
                })
                .collect()
        };
        let (ends_x, ends_y) = (ends(x), ends(y));
        let pairs = ends_x.iter().flat_map(|a| ends_y.iter().map(move |b| (a.0.distance_m(b.0), a, b)));
        let (apart, a, b) = pairs.min_by(|p, q| p.0.total_cmp(&q.0))?;
        let name = |street: u32| streets.names.get(street as usize).map_or("", String::as_str);
        (apart <= CORNER_M).then(|| Suggestion {
            label: format!("{} / {}", name(x), name(y)),
            kind: SuggestionKind::Intersection,
            point: Point { lat: f64::midpoint(a.0.lat, b.0.lat), lon: f64::midpoint(a.0.lon, b.0.lon) },
            side: None,
            area: a.1,
        })
    }
}

/// `1571 rue Gareau` and `rue Gareau, 1571` → the number and the street; `1571-B` is 1571.
fn split_number(text: &str) -> (Option<u32>, String) {
    let is_number = |word: &str| {
        let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
        let rest = word.get(digits.len()..).unwrap_or("");
        let is_suffix = rest.is_empty() || rest.starts_with('-') || (rest.len() == 1 && rest.is_ascii());
        digits.parse::<u32>().ok().filter(|number| *number > 0 && *number < 100_000 && is_suffix)
    };
    let words: Vec<&str> = text.split([' ', ',', '\u{a0}']).filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        [first, rest @ ..] if is_number(first).is_some() && !rest.is_empty() => (is_number(first), rest.join(" ")),
        [rest @ .., last] if is_number(last).is_some() && text.contains(',') => (is_number(last), rest.join(" ")),
        _ => (None, text.to_owned()),
    }
}

/// `rue X / rue Y`, `X et Y`, `coin X et Y`, `X & Y`, `X at Y` → both.
fn split_corner(text: &str) -> Option<(String, String)> {
    let lower = text.to_lowercase();
    let text = lower.strip_prefix("coin ").unwrap_or(&lower).replace(" coin ", " / ");
    let (first, second) = [" / ", "/", " et ", " & ", " and ", " at "].iter().find_map(|mark| text.split_once(mark))?;
    (!first.trim().is_empty() && !second.trim().is_empty()).then(|| (first.to_owned(), second.to_owned()))
}

/// Letters to change, add, remove, or pairs to swap, to go from one word to the other (optimal string
/// alignment); more than `most` is only said to be more.
fn distance(a: &str, b: &str, most: usize) -> usize {
    if a.len().abs_diff(b.len()) > most {
        return most + 1;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let at = |row: &[usize], place: usize| row.get(place).copied().unwrap_or(usize::MAX / 2);
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut least = (at(&row, j) + usize::from(x != y)).min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            let is_swap = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if is_swap {
                least = least.min(at(&before, j - 1) + 1);
            }
            next.push(least);
        }
        if next.iter().min().is_some_and(|least| *least > most) {
            return most + 1;
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_apart_are_counted() {
        for (a, b, expected) in [
            ("gareau", "gareau", 0),
            ("garaeu", "gareau", 1),
            ("gaeau", "gareau", 1),
            ("garreau", "gareau", 1),
            ("goreou", "gareau", 2),
            ("logan", "gareau", 2),
        ] {
            assert_eq!(distance(a, b, 1), expected.min(2), "{a} {b}");
        }
    }

    #[test]
    fn a_civic_number_stands_before_or_after_a_comma() {
        let split = |text: &str| split_number(text).0;
        assert_eq!(split("1571 rue Gareau"), Some(1571));
        assert_eq!(split("1571-B rue Gareau"), Some(1571));
        assert_eq!(split("rue Gareau, 1571"), Some(1571));
        assert_eq!(split("1re avenue"), None);
        assert_eq!(split("rue du 24-Juin"), None);
        assert_eq!(split("1571"), None);
    }
}
