//! Boroughs and linked towns, and which one a point is in.

use crate::geojson::{self, Geometry, Position};
use base::{PackFault, PackFiles, Point, Text};
use geo::{Contains, Coord, LineString, MultiPolygon, Polygon, Validation, indexed::IntervalTreeMultiPolygon};
use rstar::{AABB, RTree, RTreeObject};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AreaKind {
    /// Ours.
    Borough,
    /// A neighbouring town that answers for itself.
    LinkedTown,
}

/// A borough or a linked town.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Stable code: `ahuntsic-cartierville`.
    pub code: String,
    pub name: Text,
    pub kind: AreaKind,
    /// Whom to contact when it is not ours.
    pub contact: Text,
}

/// Where a point falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location<'a> {
    Ours(&'a Area),
    Linked(&'a Area),
    Outside,
}

/// How `territory.geojson` names things.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct AreaColumns {
    pub name: String,
    pub kind: String,
    pub borough: String,
    pub linked_town: String,
    #[serde(default)]
    pub contact: Contact,
}

/// What people are told about a place in a linked town; `{town}` is its name.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Contact {
    #[serde(default)]
    pub fr: String,
    #[serde(default)]
    pub en: String,
}

/// Polygons of longitudes and latitudes: rings, the outer one first.
pub(crate) type Outline = Vec<Vec<Vec<(f64, f64)>>>;

/// Areas with their outlines.
#[derive(Serialize, Deserialize)]
pub(crate) struct AreasWire {
    pub areas: Vec<Area>,
    pub outlines: Vec<Outline>,
}

/// Areas ready for lookups: a tree of boxes, then a tree of edges for each polygon.
pub(crate) struct Areas {
    pub areas: Vec<Area>,
    tree: RTree<Piece>,
    outlines: Vec<IntervalTreeMultiPolygon<f64>>,
}

struct Piece {
    area: usize,
    bounds: AABB<[f64; 2]>,
}

impl RTreeObject for Piece {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        self.bounds
    }
}

impl Areas {
    pub(crate) fn new(wire: &AreasWire) -> Self {
        let mut pieces = Vec::new();
        let mut outlines = Vec::new();
        for (area, rings) in wire.outlines.iter().enumerate() {
            let outline = multi_polygon(rings);
            let corners = rings.iter().flatten().flatten().map(|(x, y)| [*x, *y]);
            let corners: Vec<[f64; 2]> = corners.collect();
            pieces.push(Piece { area, bounds: AABB::from_points(&corners) });
            outlines.push(IntervalTreeMultiPolygon::new(&outline));
        }
        Self { areas: wire.areas.clone(), tree: RTree::bulk_load(pieces), outlines }
    }

    pub(crate) fn locate(&self, point: Point) -> Location<'_> {
        let around = AABB::from_point([point.lon, point.lat]);
        let place = Coord { x: point.lon, y: point.lat };
        for piece in self.tree.locate_in_envelope_intersecting(&around) {
            if self.outlines.get(piece.area).is_some_and(|outline| outline.contains(&place)) {
                return match self.areas.get(piece.area) {
                    Some(area) if area.kind == AreaKind::Borough => Location::Ours(area),
                    Some(area) => Location::Linked(area),
                    None => Location::Outside,
                };
            }
        }
        Location::Outside
    }
}

pub(crate) fn multi_polygon(rings: &[Vec<Vec<(f64, f64)>>]) -> MultiPolygon<f64> {
    let ring = |ring: &Vec<(f64, f64)>| LineString::from(ring.clone());
    let polygons = rings.iter().filter_map(|rings| {
        let (outer, inner) = rings.split_first()?;
        Some(Polygon::new(ring(outer), inner.iter().map(ring).collect()))
    });
    MultiPolygon::new(polygons.collect())
}

const FILE: &str = "territory.geojson";

pub(crate) fn read(files: &PackFiles, columns: &AreaColumns, faults: &mut Vec<PackFault>) -> AreasWire {
    let mut wire = AreasWire { areas: Vec::new(), outlines: Vec::new() };
    for (number, feature) in geojson::read(files, FILE, faults).iter().enumerate() {
        let name = feature.words(&columns.name);
        let mut fault = |message: String| {
            faults.push(PackFault::new(FILE, 0, format!("feature {} (`{name}`): {message}", number + 1)));
        };
        if name.is_empty() {
            fault(format!("the property `{}` is missing", columns.name));
            continue;
        }
        let word = feature.words(&columns.kind);
        let kind = match word.as_str() {
            kind if kind == columns.borough => AreaKind::Borough,
            kind if kind == columns.linked_town => AreaKind::LinkedTown,
            _ => {
                fault(format!("the kind `{word}` is neither `{}` nor `{}`", columns.borough, columns.linked_town));
                continue;
            }
        };
        let polygons = match &feature.geometry {
            Some(Geometry::Polygon(rings)) => vec![rings.clone()],
            Some(Geometry::MultiPolygon(polygons)) => polygons.clone(),
            Some(Geometry::LineString(_) | Geometry::MultiLineString(_) | Geometry::Point(_)) | None => {
                fault("the geometry must be a polygon".to_owned());
                continue;
            }
        };
        let outline = read_outline(&polygons, &mut fault);
        let code = crate::names::code(&name);
        if wire.areas.iter().any(|area| area.code == code) {
            fault(format!("the code `{code}` stands twice"));
        }
        let contact = |text: &str| text.replace("{town}", &name);
        let contact = match kind {
            AreaKind::Borough => Text::default(),
            AreaKind::LinkedTown => Text::new(contact(&columns.contact.fr), contact(&columns.contact.en)),
        };
        wire.areas.push(Area { code, name: Text::new(&name, &name), kind, contact });
        wire.outlines.push(outline);
    }
    wire
}

fn read_outline(polygons: &[Vec<Vec<Position>>], fault: &mut impl FnMut(String)) -> Outline {
    let mut outline = Vec::new();
    for rings in polygons {
        let mut read = Vec::new();
        for ring in rings {
            let places: Vec<(f64, f64)> = ring
                .iter()
                .filter_map(|position| match position.as_slice() {
                    [lon, lat, ..] => Point::new(*lat, *lon).map(|point| (point.lon, point.lat)),
                    _ => None,
                })
                .collect();
            if places.len() < ring.len() {
                fault("a position is off the globe".to_owned());
            } else if places.len() < 4 {
                fault("a ring has fewer than four positions".to_owned());
            } else if places.first() != places.last() {
                fault("a ring does not end where it starts".to_owned());
            }
            read.push(places);
        }
        outline.push(read);
    }
    if let Err(err) = multi_polygon(&outline).check_validation() {
        fault(format!("the outline crosses itself or overlaps: {err}"));
    }
    outline
}
