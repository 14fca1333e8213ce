//! Street sides: the named edge of a street between two corners, with its civic numbers.

use crate::{AreaKind, area::Area, geojson, geojson::Geometry, names};
use base::{PackFault, PackFiles, Point};
use rstar::{AABB, PointDistance, RTree, RTreeObject};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A side of a street.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// Identifier of the city (`COTE_RUE_ID` in Montréal).
    pub id: i64,
    /// The stretch of street whose side this is.
    pub segment: i64,
    /// Place of the street in [`Streets::names`].
    pub street: u32,
    /// Place of the borough.
    pub area: u16,
    /// Civic numbers, lowest and highest; both 0 when the side has none.
    pub from: u32,
    pub to: u32,
    start: u32,
    end: u32,
}

impl Side {
    pub(crate) fn has_number(&self, number: u32) -> bool {
        self.to > 0 && (self.from..=self.to).contains(&number) && self.from % 2 == number % 2
    }
}

/// How `streets.geojson` names things.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct StreetColumns {
    pub id: String,
    pub segment: String,
    /// The words that make the full name, in order: type, link, name, orientation.
    pub name: Vec<String>,
    pub from: String,
    pub to: String,
    pub area: String,
}

/// Every side, compiled: places are millionths of a degree (11 cm).
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Streets {
    pub names: Vec<String>,
    pub sides: Vec<Side>,
    places: Vec<(i32, i32)>,
}

const MICRO: f64 = 1e6;

impl Streets {
    pub(crate) fn line(&self, side: &Side) -> impl DoubleEndedIterator<Item = Point> + Clone {
        let places = self.places.get(side.start as usize..side.end as usize).unwrap_or_default();
        places.iter().map(|(lat, lon)| Point { lat: f64::from(*lat) / MICRO, lon: f64::from(*lon) / MICRO })
    }

    pub(crate) fn name(&self, side: &Side) -> &str {
        self.names.get(side.street as usize).map_or("", String::as_str)
    }

    pub(crate) fn length_m(&self, side: &Side) -> f64 {
        let points = self.line(side);
        points.clone().zip(points.skip(1)).map(|(a, b)| a.distance_m(b)).sum()
    }

    /// The point at a share (0 to 1) of the length of a side.
    pub(crate) fn point_along(&self, side: &Side, share: f64) -> Option<Point> {
        let mut left = self.length_m(side) * share.clamp(0.0, 1.0);
        let points: Vec<Point> = self.line(side).collect();
        for pair in points.windows(2) {
            let [a, b] = pair else { continue };
            let length = a.distance_m(*b);
            if left <= length && length > 0.0 {
                let part = left / length;
                return Point::new(a.lat + (b.lat - a.lat) * part, a.lon + (b.lon - a.lon) * part);
            }
            left -= length;
        }
        points.last().copied()
    }
}

const FILE: &str = "streets.geojson";

pub(crate) fn read(files: &PackFiles, columns: &StreetColumns, areas: &[Area], faults: &mut Vec<PackFault>) -> Streets {
    let mut streets = Streets::default();
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let boroughs: HashMap<String, u16> = areas
        .iter()
        .zip(0_u16..)
        .filter(|(area, _)| area.kind == AreaKind::Borough)
        .map(|(area, place)| (names::key(&area.name.fr), place))
        .collect();
    for (number, feature) in geojson::read(files, FILE, faults).iter().enumerate() {
        let mut fault =
            |message: String| faults.push(PackFault::new(FILE, 0, format!("feature {}: {message}", number + 1)));
        let line = match &feature.geometry {
            Some(Geometry::LineString(line)) => line.clone(),
            // A side drawn in several strokes: a lane or a park interrupts it.
            Some(Geometry::MultiLineString(strokes)) => strokes.concat(),
            // Published without a place (130 of the 4,888 sides of Ville-Marie): nothing can be found there.
            None => continue,
            Some(Geometry::Polygon(_) | Geometry::MultiPolygon(_) | Geometry::Point(_)) => {
                fault("the geometry must be a line".to_owned());
                continue;
            }
        };
        let points: Vec<Point> = line.iter().filter_map(|at| Point::new(*at.get(1)?, *at.first()?)).collect();
        if points.len() < line.len() || points.len() < 2 {
            fault("a line needs two positions on the globe".to_owned());
            continue;
        }
        let Some(area) = boroughs.get(&names::key(&feature.words(&columns.area))) else {
            fault(format!("the borough `{}` is unknown", feature.words(&columns.area)));
            continue;
        };
        let (Some(id), Some(segment)) = (feature.integer(&columns.id), feature.integer(&columns.segment)) else {
            fault(format!("`{}` and `{}` must be whole numbers", columns.id, columns.segment));
            continue;
        };
        let civic = |name: &str| feature.integer(name).and_then(|number| u32::try_from(number).ok()).unwrap_or(0);
        let (from, to) = (civic(&columns.from), civic(&columns.to));
        let next = numbers.len() as u32;
        let name = full_name(feature, &columns.name);
        let street = *numbers.entry(name.clone()).or_insert(next);
        if street == next {
            streets.names.push(name);
        }
        let start = streets.places.len() as u32;
        let micro = |degrees: f64| (degrees * MICRO).round() as i32;
        streets.places.extend(points.iter().map(|point| (micro(point.lat), micro(point.lon))));
        let end = streets.places.len() as u32;
        let (from, to) = (from.min(to), from.max(to));
        streets.sides.push(Side { id, segment, street, area: *area, from, to, start, end });
    }
    streets
}

/// `rue`, `de la`, `Montagne` → `rue de la Montagne`; an apostrophe takes no space after it.
fn full_name(feature: &geojson::Feature, columns: &[String]) -> String {
    let mut name = String::new();
    for column in columns {
        let words = feature.words(column);
        if !words.is_empty() && !name.is_empty() && !name.ends_with(['\'', '’']) {
            name.push(' ');
        }
        name.push_str(&words);
    }
    name
}

/// Sides in a tree, for the nearest one. Distances are on a plane around the middle of the city.
pub(crate) struct SideTree {
    tree: RTree<Edge>,
    plane: Plane,
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

impl RTreeObject for Edge {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.a, self.b)
    }
}

impl PointDistance for Edge {
    fn distance_2(&self, point: &[f64; 2]) -> f64 {
        let ([ax, ay], [bx, by], [px, py]) = (self.a, self.b, *point);
        let (dx, dy) = (bx - ax, by - ay);
        let length = dx * dx + dy * dy;
        let along = if length > 0.0 { (((px - ax) * dx + (py - ay) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
        let (x, y) = (ax + along * dx - px, ay + along * dy - py);
        x * x + y * y
    }
}

impl SideTree {
    pub(crate) fn new(streets: &Streets) -> Self {
        let origin = streets.sides.first().and_then(|side| streets.line(side).next());
        let plane = Plane::around(origin.unwrap_or(Point { lat: 45.5, lon: -73.6 }));
        let mut edges = Vec::new();
        for (side, number) in streets.sides.iter().zip(0_u32..) {
            let points = streets.line(side).map(|point| plane.of(point));
            edges.extend(points.clone().zip(points.skip(1)).map(|(a, b)| Edge { side: number, a, b }));
        }
        Self { tree: RTree::bulk_load(edges), plane }
    }

    /// Places of sides by distance from `point`, nearest first, with the distance in metres.
    /// A side comes once for each of its straight pieces.
    pub(crate) fn nearest(&self, point: Point) -> impl Iterator<Item = (usize, f64)> {
        let near = self.tree.nearest_neighbor_iter_with_distance_2(&self.plane.of(point));
        near.map(|(edge, squared)| (edge.side as usize, squared.sqrt()))
    }
}
