//! Where requests happen: the doors, corners and parks of a pack, some places more often than others.

use crate::{
    chance::{Chance, draw, sums},
    made::{MadeArea, MadePlace, PlaceKind},
};
use base::{PackFault, PackFiles, Point};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::{collections::HashMap, sync::Arc};
use territory::names;

/// The places of a city.
#[derive(Debug)]
pub(crate) struct Places {
    pub areas: Vec<Arc<MadeArea>>,
    streets: Vec<Arc<str>>,
    sides: Vec<Side>,
    /// Growing sums over sides: doors, and how busy the side is.
    busy: Vec<f64>,
    parks: Vec<Park>,
}

#[derive(Debug)]
struct Side {
    id: i64,
    street: usize,
    area: usize,
    from: u32,
    to: u32,
    line: Vec<Point>,
    /// Another street at either end.
    corners: [Option<usize>; 2],
}

#[derive(Debug)]
struct Park {
    name: Arc<str>,
    area: usize,
    middle: Point,
    /// A step towards each corner of its outline.
    corners: Vec<Point>,
}

/// How `territory.toml` says the two files name things.
#[derive(Deserialize)]
struct Columns {
    areas: AreaColumns,
    streets: StreetColumns,
}

#[derive(Deserialize)]
struct AreaColumns {
    name: String,
    kind: String,
    borough: String,
}

#[derive(Deserialize)]
struct StreetColumns {
    id: String,
    name: Vec<String>,
    from: String,
    to: String,
    area: String,
}

#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    properties: Map<String, Value>,
    geometry: Option<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    coordinates: Value,
}

impl Feature {
    fn words(&self, name: &str) -> String {
        match self.properties.get(name) {
            Some(Value::String(words)) => words.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) | None => String::new(),
        }
    }

    /// Every position of the geometry, in order.
    fn points(&self) -> Vec<Point> {
        let mut points = Vec::new();
        if let Some(geometry) = &self.geometry {
            gather(&geometry.coordinates, &mut points);
        }
        points
    }
}

fn gather(value: &Value, points: &mut Vec<Point>) {
    let Some(list) = value.as_array() else { return };
    let number = |place: usize| list.get(place).and_then(Value::as_f64);
    match (number(0), number(1)) {
        (Some(lon), Some(lat)) => points.extend(Point::new(lat, lon)),
        _ => list.iter().for_each(|inner| gather(inner, points)),
    }
}

fn features(files: &PackFiles, name: &str) -> Result<Vec<Feature>, Vec<PackFault>> {
    let text = files.text(name).map_err(|fault| vec![fault])?;
    let wrong = |err: serde_json::Error| vec![PackFault::new(name, err.line() as u64, err.to_string())];
    serde_json::from_str::<Collection>(text).map(|read| read.features).map_err(wrong)
}

impl Places {
    pub(crate) fn read(seed: u64, files: &PackFiles) -> Result<Self, Vec<PackFault>> {
        let text = files.text("territory.toml").map_err(|fault| vec![fault])?;
        let columns: Columns =
            toml::from_str(text).map_err(|err| vec![PackFault::new("territory.toml", 0, err.message())])?;
        let areas: Vec<Arc<MadeArea>> = features(files, "territory.geojson")?
            .iter()
            .filter(|feature| feature.words(&columns.areas.kind) == columns.areas.borough)
            .map(|feature| feature.words(&columns.areas.name))
            .map(|name| Arc::new(MadeArea { code: names::code(&name), name }))
            .collect();
        let ranks: HashMap<String, usize> =
            areas.iter().enumerate().map(|(rank, area)| (names::key(&area.name), rank)).collect();
        let mut places = Self { areas, streets: Vec::new(), sides: Vec::new(), busy: Vec::new(), parks: Vec::new() };
        places.read_sides(&columns.streets, &ranks, files)?;
        places.join_corners();
        if places.sides.is_empty() {
            return Err(vec![PackFault::new("streets.geojson", 0, "no side has a borough and a line")]);
        }
        let busy = |side: &Side| {
            let doors = if side.to > 0 { f64::from((side.to - side.from) / 2 + 1) } else { 0.0 };
            doors.max(0.01) * (0.6 * Chance::of(seed, &[51, side.id.unsigned_abs()]).normal()).exp()
        };
        places.busy = sums(places.sides.iter().map(busy));
        if files.bytes("parks.geojson").is_some() {
            let name = |feature: &Feature| feature.words("NOM");
            let rank = |feature: &Feature| ranks.get(&names::key(&feature.words("ARRONDISSEMENT"))).copied();
            let parks = features(files, "parks.geojson")?;
            places.parks = parks.iter().filter_map(|park| Park::new(&name(park), rank(park)?, park.points())).collect();
        }
        Ok(places)
    }

    fn read_sides(
        &mut self,
        columns: &StreetColumns,
        ranks: &HashMap<String, usize>,
        files: &PackFiles,
    ) -> Result<(), Vec<PackFault>> {
        let mut known: HashMap<String, usize> = HashMap::new();
        for feature in features(files, "streets.geojson")? {
            let (line, area) = (feature.points(), ranks.get(&names::key(&feature.words(&columns.area))));
            let (Some(area), true) = (area, line.len() >= 2) else { continue };
            let name = full_name(&feature, &columns.name);
            let next = self.streets.len();
            let street = *known.entry(name.clone()).or_insert(next);
            if street == next {
                self.streets.push(name.into());
            }
            let number = |column: &str| feature.words(column).parse::<u32>().unwrap_or(0);
            let (one, other) = (number(&columns.from), number(&columns.to));
            let id = feature.words(&columns.id).parse().unwrap_or(0);
            let (from, to) = (one.min(other), one.max(other));
            self.sides.push(Side { id, street, area: *area, from, to, line, corners: [None, None] });
        }
        Ok(())
    }

    fn join_corners(&mut self) {
        let mut meeting: HashMap<(u64, u64), Vec<usize>> = HashMap::new();
        let key = |point: Point| (point.lat.to_bits(), point.lon.to_bits());
        for side in &self.sides {
            for end in [side.line.first(), side.line.last()].into_iter().flatten() {
                meeting.entry(key(*end)).or_default().push(side.street);
            }
        }
        for side in &mut self.sides {
            let other = |end: Option<&Point>| {
                let streets = meeting.get(&key(*end?))?;
                streets.iter().copied().find(|street| *street != side.street)
            };
            side.corners = [other(side.line.first()), other(side.line.last())];
        }
    }

    /// A place for a service that asks for this kind of place.
    pub(crate) fn choose(&self, kind: &str, seed: u64, service: usize, chance: &mut Chance) -> Option<MadePlace> {
        if kind == "equipement" && !self.parks.is_empty() {
            return self.in_a_park(chance);
        }
        // One request in six comes from one of eight spots where this service is always needed.
        let place = if chance.happens(0.16) {
            let spot = Chance::of(seed, &[52, service as u64, chance.below(8) as u64]);
            draw(&self.busy, &mut spot.clone())
        } else {
            draw(&self.busy, chance)
        };
        let side = self.sides.get(place)?;
        let (start, end) = (side.corners[0], side.corners[1]);
        let made = match (kind, start, end) {
            ("intersection", Some(other), _) => self.at_corner(side, other, side.line.first().copied()?),
            ("point", Some(other), _) if chance.happens(0.12) => {
                self.at_corner(side, other, side.line.first().copied()?)
            }
            ("troncon", Some(one), Some(other)) if one != other && chance.happens(0.35) => self.along(side, one, other),
            _ => self.at_door(side, chance),
        };
        Some(made)
    }

    /// The borough office, where requests without a place are put by default.
    pub(crate) fn by_default(&self, area: usize) -> Option<MadePlace> {
        let side = self.sides.iter().find(|side| side.area == area && side.to > 0)?;
        let middle = point_along(&side.line, 0.5);
        Some(MadePlace {
            kind: PlaceKind::Address,
            point: middle,
            published: middle,
            address: String::new(),
            street: "".into(),
            corners: None,
            area: self.area(side.area)?,
            side: Some(side.id),
            postal_code: String::new(),
            is_default: true,
        })
    }

    pub(crate) fn area_rank(&self, place: &MadePlace) -> usize {
        self.areas.iter().position(|area| Arc::ptr_eq(area, &place.area)).unwrap_or(0)
    }

    fn area(&self, rank: usize) -> Option<Arc<MadeArea>> {
        self.areas.get(rank).cloned()
    }

    fn street(&self, rank: usize) -> Arc<str> {
        self.streets.get(rank).cloned().unwrap_or_else(|| "".into())
    }

    fn made(&self, side: &Side, kind: PlaceKind, point: Point) -> MadePlace {
        let unknown = || Arc::new(MadeArea { code: String::new(), name: String::new() });
        MadePlace {
            kind,
            point,
            published: point,
            address: String::new(),
            street: self.street(side.street),
            corners: None,
            area: self.area(side.area).unwrap_or_else(unknown),
            side: Some(side.id),
            postal_code: String::new(),
            is_default: false,
        }
    }

    fn at_door(&self, side: &Side, chance: &mut Chance) -> MadePlace {
        let doors = (side.to - side.from) / 2 + 1;
        let door = u32::try_from(chance.below(doors as usize)).unwrap_or(0);
        let share = (f64::from(door) + 0.5) / f64::from(doors);
        let mut place = self.made(side, PlaceKind::Address, point_along(&side.line, share));
        place.published = point_along(&side.line, 0.5);
        place.address = match side.to {
            0 => place.street.to_string(),
            _ => format!("{}, {}", side.from + 2 * door, place.street),
        };
        place.postal_code = postal_code(side);
        place
    }

    fn at_corner(&self, side: &Side, other: usize, point: Point) -> MadePlace {
        let mut place = self.made(side, PlaceKind::Intersection, point);
        let corners = [self.street(side.street), self.street(other)];
        place.address = format!("{} / {}", corners[0], corners[1]);
        place.corners = Some(corners);
        place
    }

    fn along(&self, side: &Side, one: usize, other: usize) -> MadePlace {
        let mut place = self.made(side, PlaceKind::Stretch, point_along(&side.line, 0.5));
        let corners = [self.street(one), self.street(other)];
        place.address = format!("{}, entre {} et {}", place.street, corners[0], corners[1]);
        place.corners = Some(corners);
        place
    }

    fn in_a_park(&self, chance: &mut Chance) -> Option<MadePlace> {
        let park = chance.pick(&self.parks)?;
        let corner = chance.pick(&park.corners)?;
        // On the way from the middle to a corner: inside, since blocks are nearly convex.
        let share = 0.85 * chance.part();
        let between = |from: f64, to: f64| from + (to - from) * share;
        let point = Point { lat: between(park.middle.lat, corner.lat), lon: between(park.middle.lon, corner.lon) };
        Some(MadePlace {
            kind: PlaceKind::Facility,
            point,
            published: point,
            address: park.name.to_string(),
            street: park.name.clone(),
            corners: None,
            area: self.area(park.area)?,
            side: None,
            postal_code: String::new(),
            is_default: false,
        })
    }
}

impl Park {
    fn new(name: &str, area: usize, corners: Vec<Point>) -> Option<Self> {
        let count = corners.len() as f64;
        let mean = |pick: fn(&Point) -> f64| corners.iter().map(pick).sum::<f64>() / count;
        let middle = Point::new(mean(|point| point.lat), mean(|point| point.lon))?;
        Some(Self { name: name.into(), area, middle, corners })
    }
}

/// `rue`, `de l'`, `Écluse` → `rue de l'Écluse`.
fn full_name(feature: &Feature, columns: &[String]) -> String {
    let mut name = String::new();
    for words in columns.iter().map(|column| feature.words(column)).filter(|words| !words.is_empty()) {
        if !name.is_empty() && !name.ends_with(['\'', '’']) {
            name.push(' ');
        }
        name.push_str(&words);
    }
    name
}

/// The point at a share of a line's length; metres are even enough over one block.
fn point_along(line: &[Point], share: f64) -> Point {
    let length = |pair: &[Point]| match pair {
        [one, other] => (other.lat - one.lat).hypot((other.lon - one.lon) * 0.68),
        _ => 0.0,
    };
    let mut left = share * line.windows(2).map(length).sum::<f64>();
    for pair in line.windows(2) {
        let (piece, [one, other]) = (length(pair), pair) else { continue };
        if left <= piece && piece > 0.0 {
            let part = left / piece;
            let between = |from: f64, to: f64| ((from + (to - from) * part) * 1e7).round() / 1e7;
            return Point { lat: between(one.lat, other.lat), lon: between(one.lon, other.lon) };
        }
        left -= piece;
    }
    line.last().copied().unwrap_or(Point { lat: 0.0, lon: 0.0 })
}

/// `Z` starts no postal code of Canada.
fn postal_code(side: &Side) -> String {
    const LETTERS: [char; 20] =
        ['A', 'B', 'C', 'E', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z'];
    let mut chance = Chance::of(7, &[side.area as u64, side.street as u64, u64::from(side.from / 100)]);
    let mut letter = || LETTERS.get(chance.below(20)).copied().unwrap_or('A');
    let (second, third) = (letter(), letter());
    let digits = chance.below(100);
    format!("Z{}{second}{}{third}{}", (side.area + 1) % 10, digits / 10, digits % 10)
}
