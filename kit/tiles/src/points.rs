//! Many points in memory: a sorted list, what changed since it was sorted, and what is asked of both.

use crate::{
    Filter, Frame, Mark, Spot, TileId, Traits,
    selection::{Selection, Selections},
};
use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

/// Points by place.
///
/// The list is sorted along the curve of `Spot::code`, so a tile, and each square of a tile, is one stretch of it.
/// A point that stays where it is changes in the list; one that arrives or moves waits beside it until it is sorted in.
#[derive(Debug, Default)]
pub struct Points {
    codes: Vec<u64>,
    numbers: Vec<u64>,
    traits: Vec<Traits>,
    /// Places in the list, by number.
    order: Vec<u32>,
    /// What is not in the list yet, by number.
    recent: HashMap<u64, Mark>,
    /// Places of the list whose point has left.
    gone: usize,
    selections: Mutex<Selections>,
}

/// What a square of a tile shows: one point, or how many there are and where about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    pub spot: Spot,
    pub count: usize,
    /// The point, when it is alone.
    pub only: Option<Mark>,
}

/// Points that wait beside the list, at most: each tile looks at all of them.
const MOST_RECENT: usize = 4_096;
/// Points of a square whose places are averaged.
const SAMPLE: usize = 16;
/// Deepest squares when a rectangle is looked through.
const FINEST: u8 = 20;
/// A stretch this short is looked through one by one.
const SHORT: usize = 32;
/// Beyond one point in so many, the newest are found sooner from the newest down than among those of a rectangle.
const DENSE: usize = 50;

/// Squares along one side of a tile, as a power of two: a bubble wide on the screen; the last ones are shown larger as
/// one goes nearer.
fn depth(z: u8) -> u8 {
    match z {
        0..=12 => 2,
        13..=15 => 3,
        _ => 4,
    }
}

impl Points {
    /// Sorts `marks`; of those with one number, any may stay.
    pub fn of(mut marks: Vec<Mark>) -> Self {
        marks.sort_unstable_by_key(|mark| mark.spot.code());
        let numbers: Vec<u64> = marks.iter().map(|mark| mark.number).collect();
        let last = u32::try_from(marks.len()).unwrap_or(u32::MAX);
        let mut order: Vec<u32> = (0..last).collect();
        order.sort_unstable_by_key(|place| numbers.get(*place as usize));
        Self {
            codes: marks.iter().map(|mark| mark.spot.code()).collect(),
            traits: marks.iter().map(|mark| mark.traits).collect(),
            numbers,
            order,
            ..Self::default()
        }
    }

    pub fn len(&self) -> usize {
        self.codes.len() - self.gone + self.recent.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn place_of(&self, number: u64) -> Option<usize> {
        let key = |place: &u32| self.numbers.get(*place as usize).copied().unwrap_or(u64::MAX);
        let at = self.order.binary_search_by_key(&number, key).ok()?;
        self.order.get(at).map(|place| *place as usize)
    }

    fn mark_at(&self, place: usize) -> Option<Mark> {
        let (code, number) = (*self.codes.get(place)?, *self.numbers.get(place)?);
        Some(Mark { number, spot: Spot::of_code(code), traits: *self.traits.get(place)? })
    }

    fn change(&mut self, place: usize, traits: Traits) {
        let Some(known) = self.traits.get_mut(place) else { return };
        let was_gone = known.class == Traits::GONE;
        *known = traits;
        match (was_gone, traits.class == Traits::GONE) {
            (false, true) => self.gone += 1,
            (true, false) => self.gone -= 1,
            (true, true) | (false, false) => {}
        }
        self.selections.get_mut().unwrap_or_else(PoisonError::into_inner).change(place, traits);
    }

    /// Adds points, or puts them in the place of those that have their numbers; answers where something changed.
    pub fn put(&mut self, marks: impl IntoIterator<Item = Mark>) -> Vec<Spot> {
        let mut touched = Vec::new();
        for mark in marks {
            let known = self.find(mark.number);
            if known == Some(mark) {
                continue;
            }
            touched.extend(known.map(|known| known.spot));
            touched.push(mark.spot);
            self.leave(mark.number);
            match self.place_of(mark.number) {
                Some(place) if self.codes.get(place) == Some(&mark.spot.code()) => self.change(place, mark.traits),
                Some(_) | None => {
                    self.recent.insert(mark.number, mark);
                }
            }
        }
        if self.recent.len() > MOST_RECENT {
            self.settle();
        }
        touched
    }

    /// Takes a point away; answers where it was.
    pub fn remove(&mut self, number: u64) -> Option<Spot> {
        let known = self.find(number);
        self.leave(number);
        known.map(|known| known.spot)
    }

    /// The point of a number.
    pub fn find(&self, number: u64) -> Option<Mark> {
        let listed = || self.place_of(number).and_then(|place| self.mark_at(place));
        let is_there = |mark: &Mark| mark.traits.class != Traits::GONE;
        self.recent.get(&number).copied().or_else(|| listed().filter(is_there))
    }

    fn leave(&mut self, number: u64) {
        self.recent.remove(&number);
        if let Some(place) = self.place_of(number)
            && let Some(traits) = self.traits.get(place)
        {
            self.change(place, Traits { class: Traits::GONE, ..*traits });
        }
    }

    /// Sorts what waits into the list, and clears away what has left.
    fn settle(&mut self) {
        let listed = (0..self.codes.len()).filter_map(|place| self.mark_at(place));
        let staying = listed.filter(|mark| mark.traits.class != Traits::GONE);
        *self = Self::of(staying.chain(self.recent.values().copied()).collect());
    }

    fn selected(&self, filter: &Filter) -> Arc<Selection> {
        // What a panic left behind is a list of whole selections all the same.
        self.selections.lock().unwrap_or_else(PoisonError::into_inner).find(filter, &self.traits)
    }

    fn recent<'a>(&'a self, filter: &'a Filter) -> impl Iterator<Item = Mark> + 'a {
        self.recent.values().filter(|mark| filter.lets(mark.traits)).copied()
    }

    /// How many points `filter` lets through.
    pub fn count(&self, filter: &Filter) -> usize {
        self.selected(filter).count(0..self.codes.len()) + self.recent(filter).count()
    }

    /// Where the codes from `code` on begin.
    fn start_of(&self, code: u64) -> usize {
        self.codes.partition_point(|known| *known < code)
    }

    /// Where the codes up to `code` end in a stretch of the list.
    fn end_of(&self, within: Range<usize>, code: u64) -> usize {
        let start = within.start;
        start + self.codes.get(within).unwrap_or_default().partition_point(|known| *known <= code)
    }

    /// What a tile shows: the points of each of its squares, gathered.
    pub fn cells(&self, tile: TileId, filter: &Filter) -> Vec<Cell> {
        let (first, last) = tile.codes();
        // Codes of one square, less one.
        let width = (last - first) >> (2 * depth(tile.z));
        let rank = |code: u64| (code - first) / (width + 1);
        let mut squares: BTreeMap<u64, Gathered> = BTreeMap::new();
        let mut from = self.start_of(first);
        let end = self.end_of(from..self.codes.len(), last);
        if from < end {
            let selection = self.selected(filter);
            while let Some(code) = self.codes.get(from..end).and_then(|codes| codes.first()) {
                let square = rank(*code);
                let to = self.end_of(from..end, first + square * (width + 1) + width);
                squares.entry(square).or_default().add_all(self, &selection, from..to);
                from = to;
            }
        }
        for mark in self.recent(filter) {
            let code = mark.spot.code();
            if first <= code && code <= last {
                squares.entry(rank(code)).or_default().add(mark);
            }
        }
        squares.values().filter_map(Gathered::cell).collect()
    }

    /// Points of a rectangle, in no order, at most `most`.
    pub fn within(&self, frame: &Frame, filter: &Filter, most: usize) -> Vec<Mark> {
        let found = self.look_through(frame, filter);
        let listed = found.stretches.iter().flat_map(|range| found.selection.places(range.clone()));
        let listed = listed.chain(found.alone.iter().copied()).filter_map(|place| self.mark_at(place));
        listed.chain(found.recent.iter().copied()).take(most).collect()
    }

    /// How many points of a rectangle there are, and the numbers of the `most` highest, the highest first.
    pub fn newest(&self, frame: &Frame, filter: &Filter, most: usize) -> (usize, Vec<u64>) {
        let found = self.look_through(frame, filter);
        let mut numbers: Vec<u64> = found.recent.iter().map(|mark| mark.number).collect();
        if found.count * DENSE > self.codes.len() {
            let downwards = self.order.iter().rev().map(|place| *place as usize);
            let is_in = |place: &usize| {
                found.selection.count(*place..*place + 1) > 0
                    && self.codes.get(*place).is_some_and(|code| frame.holds(Spot::of_code(*code)))
            };
            numbers.extend(downwards.filter(is_in).take(most).filter_map(|place| self.numbers.get(place)));
        } else {
            let places = found.stretches.iter().flat_map(|range| found.selection.places(range.clone()));
            numbers.extend(places.chain(found.alone.iter().copied()).filter_map(|place| self.numbers.get(place)));
        }
        numbers.sort_unstable_by(|a, b| b.cmp(a));
        numbers.truncate(most);
        (found.count, numbers)
    }

    fn look_through(&self, frame: &Frame, filter: &Filter) -> Found {
        let recent: Vec<Mark> = self.recent(filter).filter(|mark| frame.holds(mark.spot)).collect();
        let selection = self.selected(filter);
        let mut found = Found { selection, count: recent.len(), stretches: Vec::new(), alone: Vec::new(), recent };
        self.descend(TileId { z: 0, x: 0, y: 0 }, frame, 0..self.codes.len(), &mut found);
        found
    }

    /// Adds the points of `frame` in a square, whose stretch of the list is `range`: whole squares as they are, those
    /// on the edge by their quarters.
    fn descend(&self, square: TileId, frame: &Frame, range: Range<usize>, found: &mut Found) {
        let own = square.frame();
        if range.is_empty() || !frame.meets(&own) {
            return;
        }
        if frame.holds_all(&own) {
            found.count += found.selection.count(range.clone());
            found.stretches.push(range);
            return;
        }
        if range.len() <= SHORT || square.z == FINEST {
            let is_in = |place: &usize| self.codes.get(*place).is_some_and(|at| frame.holds(Spot::of_code(*at)));
            let before = found.alone.len();
            found.alone.extend(found.selection.places(range).filter(is_in));
            found.count += found.alone.len() - before;
            return;
        }
        let mut from = range.start;
        for quarter in square.quarters() {
            let to = self.end_of(from..range.end, quarter.codes().1);
            self.descend(quarter, frame, from..to, found);
            from = to;
        }
    }
}

/// The points of a rectangle, as they were found.
struct Found {
    selection: Arc<Selection>,
    count: usize,
    /// Stretches of the list that are wholly in it.
    stretches: Vec<Range<usize>>,
    /// Other places of the list.
    alone: Vec<usize>,
    recent: Vec<Mark>,
}

/// The points of a square, added up.
#[derive(Clone, Default)]
struct Gathered {
    count: usize,
    x: u64,
    y: u64,
    /// How many are in `x` and `y`.
    weighed: u64,
    last: Option<Mark>,
}

impl Gathered {
    fn weigh(&mut self, mark: Mark) {
        self.x += u64::from(mark.spot.x);
        self.y += u64::from(mark.spot.y);
        self.weighed += 1;
        self.last = Some(mark);
    }

    fn add(&mut self, mark: Mark) {
        self.count += 1;
        self.weigh(mark);
    }

    fn add_all(&mut self, points: &Points, selection: &Selection, range: Range<usize>) {
        let count = selection.count(range.clone());
        self.count += count;
        if count > SAMPLE {
            let places = selection.sample(range, count, SAMPLE);
            places.filter_map(|place| points.mark_at(place)).for_each(|mark| self.weigh(mark));
        } else if count > 0 {
            let places = selection.places(range);
            places.filter_map(|place| points.mark_at(place)).for_each(|mark| self.weigh(mark));
        }
    }

    fn cell(&self) -> Option<Cell> {
        let last = self.last?;
        let spot = Spot { x: (self.x / self.weighed) as u32, y: (self.y / self.weighed) as u32 };
        Some(Cell { spot, count: self.count, only: (self.count == 1).then_some(last) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn mark(number: u64, x: u32, y: u32, class: u8) -> Mark {
        Mark { number, spot: Spot { x, y }, traits: Traits { kind: 0, day: 0, class, area: 0 } }
    }

    /// Points in a few squares of the world, so that some share one.
    fn marks() -> impl Strategy<Value = Vec<Mark>> {
        let one = (0_u64..60, 0_u32..64, 0_u32..64, 0_u8..3);
        proptest::collection::vec(one.prop_map(|(number, x, y, class)| mark(number, x << 26, y << 26, class)), 0..200)
    }

    /// Every point there must be: the last one of each number.
    fn expected(first: &[Mark], then: &[Mark], removed: &[u64]) -> HashMap<u64, Mark> {
        let mut all: HashMap<u64, Mark> = first.iter().map(|mark| (mark.number, *mark)).collect();
        all.extend(then.iter().map(|mark| (mark.number, *mark)));
        for number in removed {
            all.remove(number);
        }
        all
    }

    proptest! {
        #[test]
        fn what_was_put_is_found_again_whatever_changed(
            first in marks(),
            then in marks(),
            removed in proptest::collection::vec(0_u64..60, 0..20),
            corners in (0_u32..64, 0_u32..64, 0_u32..64, 0_u32..64),
            settles: bool,
        ) {
            let unique: HashMap<u64, Mark> = first.iter().map(|mark| (mark.number, *mark)).collect();
            let mut points = Points::of(unique.into_values().collect());
            let filter = Filter { classes: (1, 1), ..Filter::default() };
            // Asked before the changes, so that selections have to follow.
            points.count(&filter);
            points.put(then.iter().copied());
            for number in &removed {
                points.remove(*number);
            }
            if settles {
                points.settle();
            }
            let all = expected(&first, &then, &removed);
            prop_assert_eq!(points.len(), all.len());
            let (a, b, c, d) = corners;
            let frame =
                Frame { west: a.min(b) << 26, east: a.max(b) << 26, north: c.min(d) << 26, south: c.max(d) << 26 };
            let mut inside: Vec<u64> = all
                .values()
                .filter(|mark| mark.traits.class == 1 && frame.holds(mark.spot))
                .map(|mark| mark.number)
                .collect();
            inside.sort_unstable_by(|a, b| b.cmp(a));
            let mut within: Vec<u64> = points.within(&frame, &filter, 1_000).iter().map(|mark| mark.number).collect();
            within.sort_unstable_by(|a, b| b.cmp(a));
            prop_assert_eq!(&within, &inside);
            let (count, newest) = points.newest(&frame, &filter, 5);
            prop_assert_eq!((count, newest), (inside.len(), inside.iter().copied().take(5).collect::<Vec<_>>()));
            let ours = all.values().filter(|mark| mark.traits.class == 1).count();
            prop_assert_eq!(points.count(&filter), ours);
            let shown: usize = points.cells(TileId { z: 0, x: 0, y: 0 }, &filter).iter().map(|cell| cell.count).sum();
            prop_assert_eq!(shown, ours);
        }

        #[test]
        fn four_tiles_show_what_the_one_above_them_shows(first in marks(), x in 0_u32..4, y in 0_u32..4) {
            let unique: HashMap<u64, Mark> = first.into_iter().map(|mark| (mark.number, mark)).collect();
            let points = Points::of(unique.into_values().collect());
            let count = |tile: TileId| -> usize {
                points.cells(tile, &Filter::default()).iter().map(|cell| cell.count).sum()
            };
            let above = TileId { z: 2, x, y };
            prop_assert_eq!(count(above), above.quarters().into_iter().map(count).sum::<usize>());
        }
    }

    #[test]
    fn a_lone_point_is_itself_and_a_crowd_stands_among_its_own() {
        let mut points = Points::of((0..100).map(|number| mark(number, 40_000 + number as u32, 9, 0)).collect());
        points.put([mark(100, 3 << 30, 3 << 30, 2)]);
        let cells = points.cells(TileId { z: 0, x: 0, y: 0 }, &Filter::default());
        assert_eq!(cells.len(), 2);
        assert_eq!((cells[0].count, cells[0].only), (100, None));
        assert!((40_000..40_100).contains(&cells[0].spot.x) && cells[0].spot.y == 9);
        assert_eq!(cells[1].only, Some(mark(100, 3 << 30, 3 << 30, 2)));
    }

    #[test]
    fn what_waits_is_sorted_in_when_it_is_too_much() {
        let mut points = Points::default();
        let many = MOST_RECENT as u64 + 1;
        points.put((0..many).map(|number| mark(number, number as u32, 0, 0)));
        assert_eq!((points.recent.len(), points.codes.len()), (0, MOST_RECENT + 1));
        points.put((0..many).map(|number| mark(number, number as u32, 0, 1)));
        assert_eq!((points.recent.len(), points.len()), (0, MOST_RECENT + 1), "what stays in its place does not wait");
        assert!(points.put([mark(7, 7, 0, 1)]).is_empty(), "what is the same again changes nothing");
        assert_eq!(points.put([mark(7, 9, 0, 1)]).len(), 2, "what moves changes two places");
        assert!(points.remove(7).is_some() && points.remove(7).is_none());
        assert_eq!(points.count(&Filter { classes: (1, 1), ..Filter::default() }), MOST_RECENT);
    }
}
