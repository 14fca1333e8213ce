//! The quarters of the city: four-sided pieces of land on either bank that share their edges exactly.
//!
//! A map of letters says which borough each quarter belongs to. Corners stray, edges bend, so that every
//! quarter lies at its own angle; what two quarters share is one line, so nothing overlaps and no gap opens.

use crate::{
    Size,
    chance::Chance,
    plane::{River, Spot},
};
use std::collections::BTreeMap;

/// North or south of the river.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Bank {
    North,
    South,
    /// In the river.
    Island,
}

/// A corner shared by quarters: bank, steps from the river, steps from the west.
type Corner = (Bank, usize, usize);

/// A piece of land.
#[derive(Debug, Clone)]
pub(crate) struct Quarter {
    pub bank: Bank,
    /// Steps from the river and from the west.
    pub row: usize,
    pub column: usize,
    /// Letter of its borough, or of its town in lower case.
    pub letter: char,
    /// From the west to the east, on the river's side and on the far side.
    pub near: Vec<Spot>,
    pub far: Vec<Spot>,
    /// From the river outwards, at the west and at the east.
    pub west: Vec<Spot>,
    pub east: Vec<Spot>,
}

impl Quarter {
    /// The place at `s` (0 west to 1 east) and `t` (0 river to 1 far), bent as the edges are (Coons, 1967).
    pub(crate) fn spot(&self, s: f64, t: f64) -> Spot {
        let (near, far) = (along(&self.near, s), along(&self.far, s));
        let (west, east) = (along(&self.west, t), along(&self.east, t));
        let corner = |edge: &[Spot], end: f64| along(edge, end);
        let flat = |pick: fn(Spot) -> f64| {
            let ruled = (1.0 - t) * pick(near) + t * pick(far) + (1.0 - s) * pick(west) + s * pick(east);
            let corners = (1.0 - s) * (1.0 - t) * pick(corner(&self.near, 0.0))
                + s * (1.0 - t) * pick(corner(&self.near, 1.0))
                + (1.0 - s) * t * pick(corner(&self.far, 0.0))
                + s * t * pick(corner(&self.far, 1.0));
            ruled - corners
        };
        Spot::new(flat(|spot| spot.x), flat(|spot| spot.y))
    }
}

/// The place at a share of a line of even steps.
fn along(line: &[Spot], share: f64) -> Spot {
    let steps = line.len().saturating_sub(1);
    let at = share.clamp(0.0, 1.0) * steps as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place between 0 and the steps")]
    let place = (at.floor() as usize).min(steps.saturating_sub(1));
    let one = line.get(place).copied().unwrap_or(Spot::new(0.0, 0.0));
    let other = line.get(place + 1).copied().unwrap_or(one);
    one.plus(other.minus(one), at - place as f64)
}

/// The land of a city and its water.
#[derive(Debug)]
pub(crate) struct Land {
    pub quarters: Vec<Quarter>,
    pub river: River,
    /// Metres of each quarter, along and across.
    pub step: f64,
    pub depth: f64,
    pub columns: usize,
    /// Where the first column starts along the river.
    pub start: f64,
}

/// Letters from the river outwards; `.` is outside, lower case a linked town.
struct Map {
    north: &'static [&'static str],
    south: &'static [&'static str],
    step: f64,
    depth: f64,
}

const VILLAGE: Map = Map { north: &["AAp"], south: &["qBB"], step: 620.0, depth: 560.0 };
const TOWN: Map =
    Map { north: &["BBAAADDp", "BBBDDDpp"], south: &["CCEEFFFq", ".CCEEFqq"], step: 1_150.0, depth: 1_050.0 };
const METROPOLIS: Map = Map {
    north: &["GHHHAAAAIIIp", "GGHBBBDDDIpp", ".GGBBBDDDDpp"],
    south: &["JJCCCEEEFFFq", "JJJCCEEFFKKq", ".LLLLLEEKKK."],
    step: 1_250.0,
    depth: 1_080.0,
};

/// Pieces of an edge.
const PIECES: usize = 16;

impl Land {
    pub(crate) fn draw(seed: u64, size: Size) -> Self {
        let (map, half_width, bay_width) = match size {
            Size::Village => (VILLAGE, 45.0, 0.0),
            Size::City => (TOWN, 150.0, 240.0),
            Size::Metropolis => (METROPOLIS, 190.0, 260.0),
        };
        let columns = map.north.first().map_or(0, |row| row.len());
        let start = -map.step * columns as f64 / 2.0;
        let wave = map.step * columns as f64 * 0.95;
        let river = River {
            wave,
            sway: wave * 0.062,
            reach: map.depth * 2.2,
            half_width,
            bay: start + map.step * 2.9,
            bay_width,
        };
        let mut land = Self { quarters: Vec::new(), river, step: map.step, depth: map.depth, columns, start };
        for (bank, rows) in [(Bank::North, map.north), (Bank::South, map.south)] {
            for (row, letters) in rows.iter().enumerate() {
                for (column, letter) in letters.chars().enumerate().filter(|(_, letter)| *letter != '.') {
                    let quarter = land.quarter(seed, bank, row, column, letter);
                    land.quarters.push(quarter);
                }
            }
        }
        if bay_width > 0.0 {
            let island = land.island();
            land.quarters.push(island);
        }
        land
    }

    fn quarter(&self, seed: u64, bank: Bank, row: usize, column: usize, letter: char) -> Quarter {
        let edge = |one: Corner, other: Corner| self.edge(seed, one, other);
        Quarter {
            bank,
            row,
            column,
            letter,
            near: edge((bank, row, column), (bank, row, column + 1)),
            far: edge((bank, row + 1, column), (bank, row + 1, column + 1)),
            west: edge((bank, row, column), (bank, row + 1, column)),
            east: edge((bank, row, column + 1), (bank, row + 1, column + 1)),
        }
    }

    /// Where a corner is, along the river and across it.
    fn corner(&self, seed: u64, (bank, row, column): Corner) -> (f64, f64) {
        let mut chance = Chance::of(seed, &[11, bank as u64, row as u64, column as u64]);
        let stray = if row == 0 { 0.10 } else { 0.19 };
        let along = self.start + self.step * (column as f64 + chance.between(-stray, stray));
        let out = self.depth * (row as f64 + if row == 0 { 0.0 } else { chance.between(-0.17, 0.17) });
        (along, self.river.bank(along) + out)
    }

    /// The line between two corners: bends a little, follows the bank on the river's side.
    fn edge(&self, seed: u64, one: Corner, other: Corner) -> Vec<Spot> {
        let (from, to) = (self.corner(seed, one), self.corner(seed, other));
        let is_bank = one.1 == 0 && other.1 == 0;
        let parts = [12, one.0 as u64, one.1 as u64, one.2 as u64, other.1 as u64, other.2 as u64];
        let bend = Chance::of(seed, &parts).between(-0.045, 0.045) * self.step;
        let sign = if one.0 == Bank::South { -1.0 } else { 1.0 };
        let place = |piece: usize| {
            let share = piece as f64 / PIECES as f64;
            // The two ends are the corners to the last bit: quarters must meet there.
            let bump = if piece.is_multiple_of(PIECES) { 0.0 } else { bend * (std::f64::consts::PI * share).sin() };
            let part = |from: f64, to: f64| from * (1.0 - share) + to * share;
            let (mut along, mut across) = (part(from.0, to.0), part(from.1, to.1));
            if is_bank {
                across = self.river.bank(along);
            } else if one.1 == other.1 {
                across += bump;
            } else {
                along += bump;
            }
            self.river.spot(along, sign * across)
        };
        (0..=PIECES).map(place).collect()
    }

    /// A long island where the river widens: a quarter of the first borough.
    fn island(&self) -> Quarter {
        let (length, width) = (self.step * 0.62, self.river.bay_width * 0.62);
        let (west, east) = (self.river.bay - length, self.river.bay + length);
        let line = |from: (f64, f64), to: (f64, f64), bump: f64| -> Vec<Spot> {
            let place = |piece: usize| {
                let share = piece as f64 / PIECES as f64;
                let swell =
                    if piece.is_multiple_of(PIECES) { 0.0 } else { bump * (std::f64::consts::PI * share).sin() };
                let part = |from: f64, to: f64| from * (1.0 - share) + to * share;
                let is_across = (from.0 - to.0).abs() < 1.0;
                let across = part(from.1, to.1) + if is_across { 0.0 } else { swell };
                let along = part(from.0, to.0) + if is_across { swell } else { 0.0 };
                self.river.spot(along, across)
            };
            (0..=PIECES).map(place).collect()
        };
        let (low, high) = (-width * 0.55, width * 0.45);
        Quarter {
            bank: Bank::Island,
            row: 0,
            column: 0,
            letter: 'A',
            near: line((west, low), (east, low * 0.9), -width * 0.42),
            far: line((west, high), (east, high * 0.7), width * 0.40),
            west: line((west, low), (west, high), -width * 0.35),
            east: line((east, low * 0.9), (east, high * 0.7), width * 0.55),
        }
    }

    /// The rings of every letter, from the edges that only one of its quarters has; each turns to the left.
    pub(crate) fn outlines(&self) -> BTreeMap<char, Vec<Vec<Spot>>> {
        let mut outlines: BTreeMap<char, Vec<Vec<Spot>>> = BTreeMap::new();
        for letter in self.quarters.iter().map(|quarter| quarter.letter) {
            outlines.entry(letter).or_insert_with(|| {
                let own: Vec<&Quarter> = self.quarters.iter().filter(|quarter| quarter.letter == letter).collect();
                rings(&own)
            });
        }
        outlines
    }

    /// The two banks of the river over the whole city and a little beyond: the shape of the water.
    pub(crate) fn water(&self) -> Vec<Spot> {
        let reach = self.step * 0.9;
        let (first, last) = (self.start - reach, -self.start + reach);
        let steps = 160_u32;
        let place = |step: u32| first + (last - first) * f64::from(step) / f64::from(steps);
        let north = (0..=steps).map(|step| self.river.spot(place(step), self.river.bank(place(step))));
        let south = (0..=steps).rev().map(|step| self.river.spot(place(step), -self.river.bank(place(step))));
        north.chain(south).collect()
    }
}

/// Exact places as keys: shared edges are the same numbers.
fn key(spot: Spot) -> (u64, u64) {
    (spot.x.to_bits(), spot.y.to_bits())
}

fn rings(quarters: &[&Quarter]) -> Vec<Vec<Spot>> {
    type Key = (u64, u64);
    let mut edges: BTreeMap<(Key, Key), Vec<Spot>> = BTreeMap::new();
    for quarter in quarters {
        let reversed = |line: &[Spot]| line.iter().rev().copied().collect::<Vec<_>>();
        let mut round =
            vec![quarter.near.clone(), quarter.east.clone(), reversed(&quarter.far), reversed(&quarter.west)];
        if turn_of(&round) < 0.0 {
            round = round.iter().rev().map(|line| reversed(line)).collect();
        }
        for line in round {
            let (Some(first), Some(last)) = (line.first().copied(), line.last().copied()) else { continue };
            if edges.remove(&(key(last), key(first))).is_none() {
                edges.insert((key(first), key(last)), line);
            }
        }
    }
    let mut rings = Vec::new();
    while let Some(((first, mut end), mut ring)) = edges.pop_first() {
        while end != first {
            let Some(next) = edges.range((end, (0, 0))..).next().map(|(ends, _)| *ends).filter(|ends| ends.0 == end)
            else {
                break;
            };
            ring.pop();
            ring.extend(edges.remove(&next).unwrap_or_default());
            end = next.1;
        }
        ring.pop();
        rings.push(ring);
    }
    rings
}

fn turn_of(lines: &[Vec<Spot>]) -> f64 {
    crate::plane::turn(&lines.concat())
}
