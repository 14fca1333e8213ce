//! Blocks of each quarter, the street sides around them with their civic numbers, and the parks.
//!
//! A street is the gap between two blocks: each side lies back from the middle of its street, and the sides of
//! one block share their corners. Numbers grow from the river and from the middle of the city, even on one
//! side and odd on the other.

use crate::{
    chance::Chance,
    names::Names,
    plane::{Spot, turn},
    quarters::{Bank, Land, Quarter},
};
use std::collections::BTreeMap;

/// A side of a street between two corners.
#[derive(Debug, Clone)]
pub(crate) struct MadeSide {
    pub id: u64,
    pub segment: u64,
    pub street: StreetName,
    /// Lowest and highest civic number; both 0 along a park or on a bridge.
    pub from: u32,
    pub to: u32,
    /// Letter of the borough.
    pub letter: char,
    /// From the lowest number to the highest.
    pub line: Vec<Spot>,
}

/// The four words of a street: `rue`, `de la`, `Fauvette`, `Est`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct StreetName {
    pub kind: &'static str,
    pub link: &'static str,
    pub name: String,
    pub orientation: &'static str,
}

#[derive(Debug, Clone)]
pub(crate) struct Park {
    pub name: String,
    pub letter: char,
    pub ring: Vec<Spot>,
}

/// What the streets of a city are made of.
#[derive(Debug, Default)]
pub(crate) struct Streets {
    pub sides: Vec<MadeSide>,
    pub parks: Vec<Park>,
}

/// One street line, wherever it runs: what it is, then the numbers that tell it from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Line {
    Shore(Bank, Half),
    Row(Bank, usize, Half),
    Column(Bank, usize),
    Parallel(Bank, usize, usize, Half),
    Cross(Bank, usize, usize),
    /// A street of one quarter only: whether it runs along the river, and its rank.
    Own(Bank, usize, usize, bool, usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Half {
    West,
    East,
}

/// The edges of a block, in the order they go round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Face {
    Near,
    East,
    Far,
    West,
}

const FACES: [Face; 4] = [Face::Near, Face::East, Face::Far, Face::West];

/// Cuts of a quarter, from 0 to 1, and which of its lines continue in its neighbours.
struct Grid {
    s: Vec<f64>,
    t: Vec<f64>,
    /// Lines of their own: this quarter was laid out apart.
    is_apart: bool,
}

/// Cells of the grid that make one block.
#[derive(Debug, Clone, Copy)]
struct Block {
    s: (usize, usize),
    t: (usize, usize),
    is_park: bool,
}

/// Metres from the middle of a street to the front of its lots.
const STREET_M: f64 = 6.0;
const BOULEVARD_M: f64 = 10.0;
const SHORE_M: f64 = 21.0;
/// Metres between two doors of the same side.
const DOOR_M: f64 = 7.0;
/// Sides shorter than this have no door.
const SHORTEST_M: f64 = 16.0;

pub(crate) fn lay_out(seed: u64, land: &Land) -> Streets {
    let mut mason = Mason {
        seed,
        land,
        names: Names::new(seed),
        known: BTreeMap::new(),
        segments: BTreeMap::new(),
        made: Streets::default(),
    };
    for (rank, quarter) in land.quarters.iter().enumerate().filter(|(_, quarter)| quarter.letter.is_uppercase()) {
        let mut chance = Chance::of(seed, &[21, rank as u64]);
        let grid = mason.grid(quarter, &mut chance);
        let is_great_park = mason.is_great_park(quarter);
        let is_shore = quarter.row == 0 && quarter.bank != Bank::Island;
        for block in blocks(&grid, is_great_park, is_shore, &mut chance) {
            mason.build(rank, quarter, &grid, block);
        }
    }
    mason.bridges();
    mason.made
}

struct Mason<'a> {
    seed: u64,
    land: &'a Land,
    names: Names,
    known: BTreeMap<Line, StreetName>,
    segments: BTreeMap<(Line, usize, usize), u64>,
    made: Streets,
}

impl Mason<'_> {
    /// How far a quarter is from the middle of the city: 0 in it, 1 at the edge.
    fn remoteness(&self, quarter: &Quarter) -> f64 {
        let middle = self.land.columns as f64 / 2.0;
        let away = (quarter.column as f64 + 0.5 - middle).abs() / middle;
        (0.75 * away + 0.22 * quarter.row as f64).min(1.0)
    }

    /// The hill: one quarter of a great city is a park.
    fn is_great_park(&self, quarter: &Quarter) -> bool {
        self.land.columns > 4
            && quarter.bank == Bank::North
            && quarter.row == 1
            && quarter.column == self.land.columns / 2
    }

    fn grid(&self, quarter: &Quarter, chance: &mut Chance) -> Grid {
        let cut = |length: f64, piece: f64, parts: [u64; 3]| -> Vec<f64> {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small count")]
            let count = (length / piece).round().max(2.0) as usize;
            let mut stray = Chance::of(self.seed, &[22, parts[0], parts[1], parts[2]]);
            let place = |rank: usize| match rank {
                0 => 0.0,
                rank if rank == count => 1.0,
                rank => (rank as f64 + stray.between(-0.16, 0.16)) / count as f64,
            };
            (0..=count).map(place).collect()
        };
        let (step, depth) = (self.land.step, self.land.depth);
        if quarter.bank == Bank::Island {
            return Grid { s: cut(step * 1.2, 105.0, [9, 0, 0]), t: cut(190.0, 95.0, [9, 0, 1]), is_apart: true };
        }
        let remoteness = self.remoteness(quarter);
        let is_apart = quarter.row > 0 && chance.happens(0.45) || remoteness > 0.6 && chance.happens(0.35);
        let (short, long) = (78.0 + 34.0 * remoteness, 165.0 + 95.0 * remoteness);
        let (bank, column, row) = (quarter.bank as u64, quarter.column as u64, quarter.row as u64);
        if is_apart {
            let own = [10 + bank, column, row];
            return Grid { s: cut(step, long, own), t: cut(depth, short, [20 + bank, column, row]), is_apart };
        }
        // Streets that go on into the next quarter: the cuts depend on the column or the row alone.
        let middle = self.land.columns as f64 / 2.0;
        let away = (quarter.column as f64 + 0.5 - middle).abs() / middle;
        Grid {
            s: cut(step, 80.0 + 30.0 * away, [1, bank, column]),
            t: cut(depth, 165.0 + 50.0 * row as f64, [2, bank, row]),
            is_apart,
        }
    }

    /// The line of a face of a block, with the civic place of its two ends in metres.
    fn line_of(&self, quarter: &Quarter, grid: &Grid, block: Block, face: Face) -> (Line, f64, f64) {
        let (bank, row, column) = (quarter.bank, quarter.row, quarter.column);
        let middle = self.land.columns / 2;
        let half = if column < middle { Half::West } else { Half::East };
        let cut = |cuts: &[f64], place: usize| cuts.get(place).copied().unwrap_or(1.0);
        let is_island = bank == Bank::Island;
        match face {
            Face::Near | Face::Far => {
                let rank = if face == Face::Near { block.t.0 } else { block.t.1 };
                let last = grid.t.len() - 1;
                let line = match rank {
                    _ if is_island => Line::Own(bank, 0, 0, true, rank),
                    0 if row == 0 => Line::Shore(bank, half),
                    0 => Line::Row(bank, row, half),
                    rank if rank == last => Line::Row(bank, row + 1, half),
                    rank if grid.is_apart => Line::Own(bank, row, column, true, rank),
                    rank => Line::Parallel(bank, row, rank, half),
                };
                let from_middle = |place: usize| {
                    let west = if is_island { 0.0 } else { column as f64 - middle as f64 };
                    ((west + cut(&grid.s, place)) * self.land.step).abs()
                };
                (line, from_middle(block.s.0), from_middle(block.s.1))
            }
            Face::West | Face::East => {
                let rank = if face == Face::West { block.s.0 } else { block.s.1 };
                let last = grid.s.len() - 1;
                let line = match rank {
                    _ if is_island => Line::Own(bank, 0, 0, false, rank),
                    0 => Line::Column(bank, column),
                    rank if rank == last => Line::Column(bank, column + 1),
                    rank if grid.is_apart => Line::Own(bank, row, column, false, rank),
                    rank => Line::Cross(bank, column, rank),
                };
                let from_river = |place: usize| (row as f64 + cut(&grid.t, place)) * self.land.depth;
                (line, from_river(block.t.0), from_river(block.t.1))
            }
        }
    }

    fn build(&mut self, rank: usize, quarter: &Quarter, grid: &Grid, block: Block) {
        let lines = FACES.map(|face| self.line_of(quarter, grid, block, face));
        let Some(edges) = block_edges(quarter, grid, block, lines.map(|(line, ..)| half_width(line))) else { return };
        if block.is_park {
            let name = self.names.park();
            let ring = edges.iter().flat_map(|edge| edge.iter().take(edge.len() - 1).copied()).collect();
            self.made.parks.push(Park { name, letter: quarter.letter, ring });
        }
        for ((face, (line, start_m, end_m)), mut edge) in FACES.into_iter().zip(lines).zip(edges) {
            // Round the block, the far and west edges run backwards.
            if matches!(face, Face::Far | Face::West) {
                edge.reverse();
            }
            if start_m > end_m {
                edge.reverse();
            }
            let length: f64 = edge.iter().zip(edge.iter().skip(1)).map(|(one, other)| other.minus(*one).length()).sum();
            let is_even = matches!(face, Face::Near | Face::West);
            let (from, to) = civic_numbers(start_m.min(end_m), start_m.max(end_m), is_even);
            let has_doors = !block.is_park && length >= SHORTEST_M && from <= to;
            let piece = if matches!(face, Face::Near | Face::Far) { block.s.0 } else { block.t.0 };
            let next = 1_000_001 + self.segments.len() as u64;
            let segment = *self.segments.entry((line, rank, piece)).or_insert(next);
            let street = self.name_of(line);
            self.made.sides.push(MadeSide {
                id: segment * 10 + if is_even { 1 } else { 2 },
                segment,
                street,
                from: if has_doors { from } else { 0 },
                to: if has_doors { to } else { 0 },
                letter: quarter.letter,
                line: edge,
            });
        }
    }

    fn name_of(&mut self, line: Line) -> StreetName {
        if let Some(name) = self.known.get(&line) {
            return name.clone();
        }
        let side = |half: Half| if half == Half::West { "Ouest" } else { "Est" };
        let bank_word = |bank: Bank| if bank == Bank::South { "Sud" } else { "Nord" };
        // Both halves and both banks of a great street share its name.
        let twin = match line {
            Line::Row(bank, row, half) => {
                self.known.get(&Line::Row(bank, row, if half == Half::West { Half::East } else { Half::West }))
            }
            Line::Column(bank, column) => {
                self.known.get(&Line::Column(if bank == Bank::North { Bank::South } else { Bank::North }, column))
            }
            Line::Shore(..) | Line::Parallel(..) | Line::Cross(..) | Line::Own(..) => None,
        };
        let twin = twin.cloned();
        let name = match line {
            Line::Shore(bank, half) => StreetName {
                kind: "chemin",
                link: "de la",
                name: format!("Rive-{}", bank_word(bank)),
                orientation: side(half),
            },
            Line::Row(_, _, half) => {
                StreetName { orientation: side(half), ..twin.unwrap_or_else(|| self.names.boulevard()) }
            }
            Line::Column(bank, _) => {
                StreetName { orientation: bank_word(bank), ..twin.unwrap_or_else(|| self.names.boulevard()) }
            }
            Line::Parallel(..) => self.names.street("avenue"),
            Line::Cross(..) => self.names.street("rue"),
            Line::Own(_, _, _, is_along, _) => self.names.street(if is_along { "rue" } else { "avenue" }),
        };
        self.known.insert(line, name.clone());
        name
    }

    /// Bridges join the great streets of the two banks, two columns apart.
    fn bridges(&mut self) {
        let names = ["Draveurs", "Passeurs", "Deux-Rives", "Bateliers", "Vieux-Bac", "Éclusiers"];
        let middle = self.land.columns / 2;
        let places = (1..self.land.columns).filter(|column| column % 2 == middle % 2);
        for (column, name) in places.zip(names) {
            let corner = |bank: Bank| {
                let of_bank = self.land.quarters.iter().filter(move |quarter| quarter.bank == bank && quarter.row == 0);
                of_bank
                    .filter(move |quarter| quarter.column == column)
                    .find_map(|quarter| quarter.near.first().copied())
            };
            let (Some(north), Some(south)) = (corner(Bank::North), corner(Bank::South)) else { continue };
            let across = south.minus(north).left();
            let segment = 9_000_001 + column as u64;
            for (id, sign) in [(1, 1.0), (2, -1.0)] {
                self.made.sides.push(MadeSide {
                    id: segment * 10 + id,
                    segment,
                    street: StreetName {
                        kind: "pont",
                        link: if name == "Vieux-Bac" { "du" } else { "des" },
                        name: name.to_owned(),
                        orientation: "",
                    },
                    from: 0,
                    to: 0,
                    letter: 'A',
                    line: vec![north.plus(across, 7.0 * sign), south.plus(across, 7.0 * sign)],
                });
            }
        }
    }
}

fn half_width(line: Line) -> f64 {
    match line {
        Line::Shore(..) => SHORE_M,
        Line::Own(Bank::Island, ..) => STREET_M + 3.0,
        Line::Row(..) | Line::Column(..) => BOULEVARD_M,
        Line::Parallel(..) | Line::Cross(..) | Line::Own(..) => STREET_M,
    }
}

/// Doors stand every seven metres; two blocks of the same side never share a number.
fn civic_numbers(start_m: f64, end_m: f64, is_even: bool) -> (u32, u32) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few thousand doors at most")]
    let door = |metres: f64| (metres / DOOR_M).ceil() as u32;
    let parity = if is_even { 2 } else { 1 };
    (2 * door(start_m) + parity, (2 * door(end_m) + parity).saturating_sub(2))
}

/// The cells of a grid gathered in blocks: a park along the river, a park or two inside, some blocks of two cells, the others of one.
fn blocks(grid: &Grid, is_great_park: bool, is_shore: bool, chance: &mut Chance) -> Vec<Block> {
    let (wide, deep) = (grid.s.len() - 1, grid.t.len() - 1);
    if is_great_park {
        return vec![Block { s: (0, wide), t: (0, deep), is_park: true }];
    }
    let mut taken = vec![false; wide * deep];
    let mut blocks = Vec::new();
    let parks = if chance.happens(0.75) { 1 + usize::from(chance.happens(0.3)) } else { 0 };
    if is_shore && chance.happens(0.6) {
        let length = (2 + chance.below(5)).min(wide);
        let first = chance.below(wide - length + 1);
        let block = Block { s: (first, first + length), t: (0, 1), is_park: true };
        take(&mut taken, wide, block);
        blocks.push(block);
    }
    for _ in 0..parks {
        let (w, d) = if wide > deep { (2 + chance.below(3), 1) } else { (1, 2 + chance.below(3)) };
        let (w, d) = (w.min(wide), d.min(deep));
        let (s, t) = (chance.below(wide - w + 1), chance.below(deep - d + 1));
        let block = Block { s: (s, s + w), t: (t, t + d), is_park: true };
        if free(&taken, wide, block) {
            take(&mut taken, wide, block);
            blocks.push(block);
        }
    }
    for t in 0..deep {
        for s in 0..wide {
            let one = Block { s: (s, s + 1), t: (t, t + 1), is_park: false };
            if !free(&taken, wide, one) {
                continue;
            }
            let longer = if wide > deep { Block { t: (t, t + 2), ..one } } else { Block { s: (s, s + 2), ..one } };
            let fits = longer.s.1 <= wide && longer.t.1 <= deep && free(&taken, wide, longer);
            let block = if fits && chance.happens(0.13) { longer } else { one };
            take(&mut taken, wide, block);
            blocks.push(block);
        }
    }
    blocks
}

fn cells(wide: usize, block: Block) -> impl Iterator<Item = usize> {
    (block.t.0..block.t.1).flat_map(move |t| (block.s.0..block.s.1).map(move |s| t * wide + s))
}

fn free(taken: &[bool], wide: usize, block: Block) -> bool {
    cells(wide, block).all(|cell| taken.get(cell) == Some(&false))
}

fn take(taken: &mut [bool], wide: usize, block: Block) {
    for cell in cells(wide, block) {
        if let Some(cell) = taken.get_mut(cell) {
            *cell = true;
        }
    }
}

/// The four fronts of a block, set back from the middle of their streets, each from corner to corner and all
/// in the order of [`FACES`]. None when the block is too small to stand.
fn block_edges(quarter: &Quarter, grid: &Grid, block: Block, set_backs: [f64; 4]) -> Option<[Vec<Spot>; 4]> {
    let at = |s: usize, t: usize| Some(quarter.spot(*grid.s.get(s)?, *grid.t.get(t)?));
    let ((s0, s1), (t0, t1)) = (block.s, block.t);
    let near = (s0..s1).map(|s| (at(s, t0), 0));
    let east = (t0..t1).map(|t| (at(s1, t), 1));
    let far = (s0 + 1..=s1).rev().map(|s| (at(s, t1), 2));
    let west = (t0 + 1..=t1).rev().map(|t| (at(s0, t), 3));
    let around: Vec<(Spot, usize)> =
        near.chain(east).chain(far).chain(west).map(|(spot, face)| Some((spot?, face))).collect::<Option<_>>()?;
    let corners: Vec<Spot> = around.iter().map(|(spot, _)| *spot).collect();
    // South of the river, going round turns to the right: the inside is then on that side.
    let inside = if turn(&corners) < 0.0 { -1.0 } else { 1.0 };
    let count = around.len();
    let set_back = |place: usize| around.get(place % count).and_then(|(_, face)| set_backs.get(*face)).copied();
    let mut inner = Vec::with_capacity(count);
    for place in 0..count {
        let (before, here, after) =
            (corners.get((place + count - 1) % count)?, corners.get(place)?, corners.get((place + 1) % count)?);
        inner.push(set_corner(
            *before,
            *here,
            *after,
            set_back(place + count - 1)? * inside,
            set_back(place)? * inside,
        ));
    }
    let area = turn(&inner) * inside / 2.0;
    if area < 900.0 {
        return None;
    }
    let mut edges: [Vec<Spot>; 4] = Default::default();
    for (place, (_, face)) in around.iter().enumerate() {
        let edge = edges.get_mut(*face)?;
        edge.push(*inner.get(place)?);
        if around.get((place + 1) % count)?.1 != *face {
            edge.push(*inner.get((place + 1) % count)?);
        }
    }
    edges.iter().all(|edge| edge.len() >= 2).then_some(edges)
}

/// Where two edges meet once each has moved to its left by its own distance.
fn set_corner(before: Spot, here: Spot, after: Spot, first_m: f64, second_m: f64) -> Spot {
    let (one, other) = (here.minus(before), after.minus(here));
    let moved = here.plus(one.left(), first_m);
    let sine = one.cross(other) / (one.length() * other.length()).max(1e-9);
    if sine.abs() < 0.08 {
        return here.plus(one.left(), f64::midpoint(first_m, second_m));
    }
    let target = here.plus(other.left(), second_m);
    let share = target.minus(moved).cross(other) / one.cross(other);
    moved.plus(one, share)
}
