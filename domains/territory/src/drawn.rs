//! What a map draws of the territory: streets from end to end, limits between areas, and where their names stand.

use crate::{
    Area, Territory,
    area::{Outline, multi_polygon},
    street::{Side, Streets, length_m, middle},
};
use base::Point;
use geo::InteriorPoint;
use std::collections::{BTreeMap, HashSet};

/// A line in the middle of a street, as long as the street goes on.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnStreet<'a> {
    /// Empty for what has no name.
    pub name: &'a str,
    /// Length of the whole street, of which this may be a part, in metres.
    pub street_m: f64,
    pub line: Vec<Point>,
}

/// A surface: rings, the outer one first, then its holes.
pub type Surface = Vec<Vec<Point>>;

/// Both sides of a segment are at most this far apart in its middle, in metres.
const WIDEST_M: f64 = 60.0;
/// A street goes on after a crossing at most this wide, in metres.
const CROSSING_M: f64 = 40.0;

impl Territory {
    /// Every street, each part of it once: between its two sides, joined across the corners.
    pub fn drawn_streets(&self) -> Vec<DrawnStreet<'_>> {
        let streets = self.streets();
        let mut segments: BTreeMap<(u32, i64), Vec<&Side>> = BTreeMap::new();
        for side in &streets.sides {
            segments.entry((side.street, side.segment)).or_default().push(side);
        }
        let mut lines: BTreeMap<u32, Vec<Vec<Point>>> = BTreeMap::new();
        for ((street, _), sides) in segments {
            lines.entry(street).or_default().extend(middles(streets, &sides));
        }
        let mut drawn = Vec::new();
        for (street, lines) in lines {
            let name = streets.names.get(street as usize).map_or("", String::as_str);
            let street_m = lines.iter().map(|line| length_m(line.iter().copied())).sum();
            // Lanes without a name are many, and not one street.
            let joined = if street == 0 { lines } else { join(lines) };
            drawn.extend(joined.into_iter().map(|line| DrawnStreet { name, street_m, line }));
        }
        drawn
    }

    /// Each area with the ground it covers.
    pub fn grounds(&self) -> impl Iterator<Item = (&Area, Vec<Surface>)> {
        let surface =
            |rings: &Vec<Vec<(f64, f64)>>| rings.iter().map(|ring| ring.iter().map(point).collect()).collect();
        self.outlines().map(move |(area, outline)| (area, outline.iter().map(surface).collect()))
    }

    /// The limits between areas, each drawn once even where two areas share it.
    pub fn limits(&self) -> Vec<Vec<Point>> {
        let mut drawn = HashSet::new();
        let mut lines: Vec<Vec<Point>> = Vec::new();
        for ring in self.outlines().flat_map(|(_, outline)| outline).flatten() {
            let mut open: Vec<Point> = Vec::new();
            for (a, b) in ring.iter().zip(ring.iter().skip(1)) {
                let (one, other) = (millionths(a), millionths(b));
                if !drawn.insert((one.min(other), one.max(other))) {
                    lines.extend((open.len() > 1).then(|| std::mem::take(&mut open)));
                    open.clear();
                    continue;
                }
                if open.is_empty() {
                    open.push(point(a));
                }
                open.push(point(b));
            }
            lines.extend((open.len() > 1).then_some(open));
        }
        lines
    }

    /// Where the name of each area stands: well inside it.
    pub fn name_places(&self) -> impl Iterator<Item = (&Area, Point)> {
        let inside = |outline: &Outline| multi_polygon(outline).interior_point();
        self.outlines().filter_map(move |(area, outline)| {
            let place = inside(outline)?;
            Some((area, Point::new(place.y(), place.x())?))
        })
    }
}

fn point((lon, lat): &(f64, f64)) -> Point {
    Point { lat: *lat, lon: *lon }
}

fn millionths((lon, lat): &(f64, f64)) -> (i64, i64) {
    let whole = |degrees: f64| (degrees * 1e6).round() as i64;
    (whole(*lon), whole(*lat))
}

/// The middle of a segment, between its two sides; each side itself when they are not two of one street.
fn middles(streets: &Streets, sides: &[&Side]) -> Vec<Vec<Point>> {
    let whole = |side: &&Side| streets.line(side).collect::<Vec<_>>();
    let [one, other] = sides else { return sides.iter().map(whole).collect() };
    let (Some([a, b]), Some([c, d])) = (streets.ends(one), streets.ends(other)) else { return Vec::new() };
    let is_same_way = a.distance_m(c) + b.distance_m(d) <= a.distance_m(d) + b.distance_m(c);
    let line: Vec<Point> = streets.line(one).collect();
    let length = length_m(line.iter().copied());
    let mut passed = 0.0;
    let mut between = Vec::with_capacity(line.len());
    for (rank, here) in line.iter().enumerate() {
        if let Some(before) = rank.checked_sub(1).and_then(|rank| line.get(rank)) {
            passed += before.distance_m(*here);
        }
        let share = if length > 0.0 { passed / length } else { 0.0 };
        let across = streets.point_along(other, if is_same_way { share } else { 1.0 - share });
        let across = across.filter(|across| across.distance_m(*here) < WIDEST_M);
        let Some(across) = across else { return sides.iter().map(whole).collect() };
        between.push(middle(*here, across));
    }
    vec![between]
}

/// Joins the lines of one street that go on from one another.
fn join(mut lines: Vec<Vec<Point>>) -> Vec<Vec<Point>> {
    let mut joined = Vec::new();
    while let Some(mut line) = lines.pop() {
        for _ in 0..2 {
            while let Some(next) = next_of(&line, &lines) {
                let mut more = lines.swap_remove(next.0);
                if next.1 {
                    more.reverse();
                }
                line.extend(more);
            }
            // Then from its other end.
            line.reverse();
        }
        joined.push(line);
    }
    joined
}

/// The line that goes on from the end of `line`, the straightest, and whether it must be turned round.
fn next_of(line: &[Point], lines: &[Vec<Point>]) -> Option<(usize, bool)> {
    let [.., before, end] = line else { return None };
    let mut best: Option<(usize, bool, f64)> = None;
    for (place, other) in lines.iter().enumerate() {
        let ([first, second, ..], [.., before_last, last]) = (other.as_slice(), other.as_slice()) else { continue };
        for (start, after, is_turned) in [(first, second, false), (last, before_last, true)] {
            let gap_m = end.distance_m(*start);
            let along = cosine((*before, *end), (*start, *after));
            if gap_m < CROSSING_M && along > 0.5 && best.is_none_or(|(.., score)| along - gap_m / CROSSING_M > score) {
                best = Some((place, is_turned, along - gap_m / CROSSING_M));
            }
        }
    }
    best.map(|(place, is_turned, _)| (place, is_turned))
}

/// 1 for two stretches that run the same way, 0 across, -1 back.
fn cosine((a, b): (Point, Point), (c, d): (Point, Point)) -> f64 {
    let narrow = a.lat.to_radians().cos();
    let step = |from: Point, to: Point| ((to.lon - from.lon) * narrow, to.lat - from.lat);
    let ((x, y), (u, v)) = (step(a, b), step(c, d));
    (x * u + y * v) / (x.hypot(y) * u.hypot(v)).max(1e-12)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line along a street that runs east, by the metres where it starts and ends.
    fn stretch(from_m: f64, to_m: f64) -> Vec<Point> {
        let origin = Point { lat: 45.5, lon: -73.6 };
        let (_, lon) = origin.degrees_around(1.0);
        [from_m, to_m].map(|metres| Point { lat: origin.lat, lon: origin.lon + metres * lon }).to_vec()
    }

    #[test]
    fn a_street_goes_on_across_its_corners_whichever_way_its_parts_run() {
        let joined = join(vec![stretch(0.0, 90.0), stretch(205.0, 110.0), stretch(220.0, 300.0)]);
        assert_eq!(joined.len(), 1);
        let ends = [joined[0][0], joined[0][5]].map(|end| end.distance_m(stretch(0.0, 300.0)[0]).round() as i64);
        assert!(ends == [0, 300] || ends == [300, 0], "{ends:?}");
    }

    #[test]
    fn parts_far_apart_and_turns_back_are_other_lines() {
        assert_eq!(join(vec![stretch(0.0, 90.0), stretch(200.0, 300.0)]).len(), 2);
        let mut back = stretch(0.0, 90.0);
        for point in &mut back {
            point.lat += 0.000_1;
        }
        assert_eq!(join(vec![stretch(0.0, 90.0), back]).len(), 2, "the two carriageways of a boulevard");
    }
}
