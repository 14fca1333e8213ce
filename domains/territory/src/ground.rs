//! Sides on the ground: the nearest one, those in a rectangle, and the points that may be published.

use crate::street::{NOWHERE, Side, Streets, middle};
use base::Point;
use rstar::{AABB, PointDistance, RTree, RTreeObject};
use std::{collections::HashMap, sync::OnceLock};

/// Sides in a tree. Distances are on a plane around the first one.
pub(crate) struct Ground {
    tree: RTree<Edge>,
    plane: Plane,
    segments: HashMap<i64, Segment>,
}

#[derive(Default)]
struct Segment {
    /// Places of its sides.
    sides: Vec<u32>,
    /// Between its sides, once it was asked; nothing when they are too far apart to be one street.
    middle: OnceLock<Option<Point>>,
}

/// Metres east and north of a point of reference: right to a thousandth over a city.
#[derive(Clone, Copy)]
struct Plane {
    origin: Point,
    per_lat: f64,
    per_lon: f64,
}

impl Plane {
    fn around(origin: Point) -> Self {
        let (lat, lon) = origin.degrees_around(1.0);
        Self { origin, per_lat: 1.0 / lat, per_lon: 1.0 / lon }
    }

    fn of(&self, point: Point) -> [f64; 2] {
        [(point.lon - self.origin.lon) * self.per_lon, (point.lat - self.origin.lat) * self.per_lat]
    }
}

/// One straight piece of a side.
struct Edge {
    side: u32,
    a: [f64; 2],
    b: [f64; 2],
}

impl Edge {
    /// Share of the edge at the place nearest to `point`.
    fn share(&self, [px, py]: [f64; 2]) -> f64 {
        let ([ax, ay], [bx, by]) = (self.a, self.b);
        let (dx, dy) = (bx - ax, by - ay);
        let length = dx * dx + dy * dy;
        if length > 0.0 { (((px - ax) * dx + (py - ay) * dy) / length).clamp(0.0, 1.0) } else { 0.0 }
    }

    fn length(&self) -> f64 {
        (self.b[0] - self.a[0]).hypot(self.b[1] - self.a[1])
    }
}

impl RTreeObject for Edge {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.a, self.b)
    }
}

impl PointDistance for Edge {
    fn distance_2(&self, point: &[f64; 2]) -> f64 {
        let ([ax, ay], [bx, by], [px, py]) = (self.a, self.b, *point);
        let along = self.share(*point);
        let (x, y) = (ax + along * (bx - ax) - px, ay + along * (by - ay) - py);
        x * x + y * y
    }
}

/// A segment must be longer than this for a published place to be moved to its middle, in metres
/// (obfuscation of the City's open data, `conventions.md` P16).
const SHORTEST_PUBLISHED_M: f64 = 45.0;
/// A place this near the middle of a segment was already moved there, in metres.
const ALREADY_MOVED_M: f64 = 0.5;
/// Half of the widest street, in metres: the middle of a segment is at most this far from its sides.
const HALF_STREET_M: f64 = 60.0;

impl Ground {
    pub(crate) fn new(streets: &Streets) -> Self {
        let origin = streets.sides.first().and_then(|side| streets.line(side).next());
        let plane = Plane::around(origin.unwrap_or(Point { lat: 0.0, lon: 0.0 }));
        let mut edges = Vec::new();
        let mut segments: HashMap<i64, Segment> = HashMap::new();
        for (side, place) in streets.sides.iter().zip(0_u32..) {
            let points = streets.line(side).map(|point| plane.of(point));
            edges.extend(points.clone().zip(points.skip(1)).map(|(a, b)| Edge { side: place, a, b }));
            segments.entry(side.segment).or_default().sides.push(place);
        }
        Self { tree: RTree::bulk_load(edges), plane, segments }
    }

    /// Sides of streets that have a name by distance from `point`, nearest first, with the distance in metres.
    /// A side comes once for each of its straight pieces.
    pub(crate) fn nearest<'a>(&'a self, streets: &'a Streets, point: Point) -> impl Iterator<Item = (&'a Side, f64)> {
        let near = self.tree.nearest_neighbor_iter_with_distance_2(&self.plane.of(point));
        near.filter_map(|(edge, squared)| Some((streets.sides.get(edge.side as usize)?, squared.sqrt())))
            .filter(|(side, _)| side.street > 0)
    }

    /// Share of the length of a side at the place nearest to `point`.
    pub(crate) fn share_along(&self, streets: &Streets, side: &Side, point: Point) -> f64 {
        let at = self.plane.of(point);
        let points = streets.line(side).map(|point| self.plane.of(point));
        let (mut passed, mut best) = (0.0, (f64::INFINITY, 0.0));
        for (a, b) in points.clone().zip(points.skip(1)) {
            let edge = Edge { side: 0, a, b };
            let distance = edge.distance_2(&at);
            if distance < best.0 {
                best = (distance, passed + edge.share(at) * edge.length());
            }
            passed += edge.length();
        }
        if passed > 0.0 { best.1 / passed } else { 0.0 }
    }

    /// Sides with a piece in the rectangle, in the order of the city's sides.
    pub(crate) fn sides_in<'a>(&'a self, streets: &'a Streets, corners: [Point; 2]) -> Vec<&'a Side> {
        let [a, b] = corners.map(|corner| self.plane.of(corner));
        let edges = self.tree.locate_in_envelope_intersecting(&AABB::from_corners(a, b));
        let mut places: Vec<u32> = edges.map(|edge| edge.side).collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|place| streets.sides.get(place as usize)).collect()
    }

    /// Where a place is published. The middle of a segment is published as itself, so publishing twice changes nothing.
    pub(crate) fn published_place(&self, streets: &Streets, point: Point) -> Option<Point> {
        let is_long = |side: &Side| streets.length_m(side) > SHORTEST_PUBLISHED_M;
        let near = self.nearest(streets, point).take_while(|(_, distance_m)| *distance_m < HALF_STREET_M);
        let mut middles = near.filter(|(side, _)| is_long(side)).filter_map(|(side, _)| self.middle_of(streets, side));
        middles.find(|middle| middle.distance_m(point) < ALREADY_MOVED_M).or_else(|| {
            let (side, _) = self.nearest(streets, point).find(|(side, _)| is_long(side))?;
            self.middle_of(streets, side)
        })
    }

    /// The middle of the segment of a side, when it is long enough to be published.
    pub(crate) fn published_middle(&self, streets: &Streets, side: &Side) -> Option<Point> {
        (streets.length_m(side) > SHORTEST_PUBLISHED_M).then(|| self.middle_of(streets, side))?
    }

    /// The middle of a segment, between its sides: it tells neither the door nor the side.
    fn middle_of(&self, streets: &Streets, side: &Side) -> Option<Point> {
        let segment = self.segments.get(&side.segment)?;
        let between = segment.middle.get_or_init(|| {
            let sides = segment.sides.iter().filter_map(|place| streets.sides.get(*place as usize));
            let mut middles = sides.filter_map(|side| streets.point_along(side, 0.5));
            let first = middles.next()?;
            let between = middles.next().map_or(first, |second| middle(first, second));
            // Sides that borrow each other's names far apart are no segment.
            (between.distance_m(first) < HALF_STREET_M / 2.0).then_some(between)
        });
        between.or_else(|| streets.point_along(side, 0.5))
    }
}

/// The area of a side, when it is in one.
pub(crate) fn area_place(side: &Side) -> Option<usize> {
    (side.area != NOWHERE).then(|| usize::from(side.area))
}
