//! Where streets meet, found once from the ends of their segments.

use crate::street::{Streets, middle};
use base::Point;
use rstar::{RTree, primitives::GeomWithData};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// A place where two streets meet.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Crossing {
    /// The two streets, the lower place first.
    pub streets: (u32, u32),
    pub point: Point,
}

/// Ends of two streets this near meet, in metres. On Ville-Marie, whose true nodes are published, 25 m finds 95 % of
/// the 1,093 pairs and 97 % of what it finds is right; 40 m finds 97 %, 90 % right.
const MEET_M: f64 = 25.0;
/// Two streets that meet twice within this distance meet once: the two carriageways of a boulevard, in metres.
const SAME_M: f64 = 80.0;

/// Every crossing of streets that have a name, sorted by streets.
pub(crate) fn find(streets: &Streets) -> Vec<Crossing> {
    let ends = segment_ends(streets);
    let Some((origin, _)) = ends.first() else { return Vec::new() };
    let (lat, lon) = origin.degrees_around(1.0);
    let plane = |point: Point| [point.lon / lon, point.lat / lat];
    let tree = RTree::bulk_load(ends.iter().map(|(point, street)| GeomWithData::new(plane(*point), *street)).collect());
    let mut meetings: BTreeMap<(u32, u32), Vec<Point>> = BTreeMap::new();
    for (point, street) in &ends {
        for other in tree.locate_within_distance(plane(*point), MEET_M * MEET_M).filter(|other| other.data > *street) {
            let [x, y] = *other.geom();
            let there = Point { lat: y * lat, lon: x * lon };
            meetings.entry((*street, other.data)).or_default().push(middle(*point, there));
        }
    }
    let mut crossings = Vec::new();
    for (streets, mut points) in meetings {
        while let Some(first) = points.first().copied() {
            let same: Vec<Point> = points.extract_if(.., |point| point.distance_m(first) < SAME_M).collect();
            let count = same.len() as f64;
            let sum = same.iter().fold((0.0, 0.0), |sum, point| (sum.0 + point.lat, sum.1 + point.lon));
            crossings.push(Crossing { streets, point: Point { lat: sum.0 / count, lon: sum.1 / count } });
        }
    }
    crossings
}

/// The two ends of each segment with a name, in the middle of the street, with the street.
fn segment_ends(streets: &Streets) -> Vec<(Point, u32)> {
    let mut segments: HashMap<(i64, u32), Vec<[Point; 2]>> = HashMap::new();
    for side in streets.sides.iter().filter(|side| side.street > 0) {
        segments.entry((side.segment, side.street)).or_default().extend(streets.ends(side));
    }
    let mut ends: Vec<(Point, u32)> = Vec::new();
    for ((_, street), sides) in segments {
        if let [[a, b], [c, d]] = sides[..] {
            let is_same_way = a.distance_m(c) + b.distance_m(d) <= a.distance_m(d) + b.distance_m(c);
            let (c, d) = if is_same_way { (c, d) } else { (d, c) };
            ends.extend([(middle(a, c), street), (middle(b, d), street)]);
        } else {
            ends.extend(sides.iter().flatten().map(|end| (*end, street)));
        }
    }
    // The map has no order of its own, and a compiled territory must not depend on chance.
    ends.sort_by(|(a, x), (b, y)| x.cmp(y).then(a.lat.total_cmp(&b.lat)).then(a.lon.total_cmp(&b.lon)));
    ends
}
