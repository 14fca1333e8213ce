//! Boroughs and linked towns, and which one a point is in.

use base::{Point, Text};
use geo::{Contains, Coord, LineString, MultiPolygon, Polygon, Simplify, indexed::IntervalTreeMultiPolygon};
use rstar::{AABB, RTree, RTreeObject};
use serde::{Deserialize, Serialize};
use serde_json::json;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AreaKind {
    /// Ours.
    Borough,
    /// A neighbouring town that answers for itself.
    LinkedTown,
}

impl AreaKind {
    /// The word of packs and of published outlines.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Borough => "borough",
            Self::LinkedTown => "linked_town",
        }
    }
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
    /// Telephone of a linked town; empty when the pack does not know it.
    pub phone: String,
    /// Site of a linked town; empty when the pack does not know it.
    pub url: String,
}

/// Where a point falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location<'a> {
    Ours(&'a Area),
    Linked(&'a Area),
    Outside,
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
    tree: RTree<Bounds>,
    trees: Vec<IntervalTreeMultiPolygon<f64>>,
    outlines: Vec<Outline>,
}

struct Bounds {
    area: usize,
    bounds: AABB<[f64; 2]>,
}

impl RTreeObject for Bounds {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        self.bounds
    }
}

/// A centimetre in degrees: a point on a limit belongs to what lies just beside it.
const BESIDE: f64 = 1e-7;
/// Tolerance of the outlines drawn on public maps, in degrees (about 5 m).
const DRAWN: f64 = 5e-5;

impl Areas {
    pub(crate) fn new(wire: AreasWire) -> Self {
        let mut boxes = Vec::new();
        for (area, outline) in wire.outlines.iter().enumerate() {
            let corners: Vec<[f64; 2]> = outline.iter().flatten().flatten().map(|(x, y)| [*x, *y]).collect();
            boxes.push(Bounds { area, bounds: AABB::from_points(&corners) });
        }
        let trees = wire.outlines.iter().map(|outline| IntervalTreeMultiPolygon::new(&multi_polygon(outline)));
        let trees = trees.collect();
        Self { areas: wire.areas, tree: RTree::bulk_load(boxes), trees, outlines: wire.outlines }
    }

    pub(crate) fn locate(&self, point: Point) -> Location<'_> {
        match self.place(point).and_then(|place| self.areas.get(place)) {
            Some(area) if area.kind == AreaKind::Borough => Location::Ours(area),
            Some(area) => Location::Linked(area),
            None => Location::Outside,
        }
    }

    /// Place of the area of a point among the areas.
    pub(crate) fn place(&self, point: Point) -> Option<usize> {
        let Point { lat, lon } = point;
        let around = [(0.0, 0.0), (BESIDE, BESIDE), (-BESIDE, -BESIDE), (BESIDE, -BESIDE), (-BESIDE, BESIDE)];
        around.into_iter().find_map(|(x, y)| self.inside(lon + x, lat + y))
    }

    /// The area whose inside holds a place; none holds its own limit.
    fn inside(&self, x: f64, y: f64) -> Option<usize> {
        let boxes = self.tree.locate_in_envelope_intersecting(&AABB::from_point([x, y]));
        let holds = |area: usize| self.trees.get(area).is_some_and(|tree| tree.contains(&Coord { x, y }));
        boxes.map(|bounds| bounds.area).find(|area| holds(*area))
    }

    pub(crate) fn outlines(&self) -> impl Iterator<Item = (&Area, &Outline)> {
        self.areas.iter().zip(&self.outlines)
    }

    /// Lowest and highest corner of everything.
    pub(crate) fn bounds(&self) -> Option<(Point, Point)> {
        let bounds = self.tree.iter().map(|bounds| bounds.bounds).reduce(|all, one| {
            let corners = [all.lower(), all.upper(), one.lower(), one.upper()];
            AABB::from_points(&corners)
        })?;
        let ([west, south], [east, north]) = (bounds.lower(), bounds.upper());
        Some((Point { lat: south, lon: west }, Point { lat: north, lon: east }))
    }

    /// A GeoJSON collection of the outlines, simplified for a map; of one area when `code` is given.
    pub(crate) fn outline_geojson(&self, code: Option<&str>) -> String {
        let areas = self.areas.iter().zip(&self.outlines).filter(|(area, _)| code.is_none_or(|code| area.code == code));
        let features: Vec<_> = areas
            .map(|(area, outline)| {
                json!({
                    "type": "Feature",
                    "properties": {
                        "code": area.code, "kind": area.kind.code(), "name_fr": area.name.fr, "name_en": area.name.en,
                    },
                    "geometry": {"type": "MultiPolygon", "coordinates": drawn(outline)},
                })
            })
            .collect();
        json!({"type": "FeatureCollection", "features": features}).to_string()
    }
}

/// Fewer corners, at a distance that a public map does not show; a ring that would vanish keeps all of its own.
fn drawn(outline: &Outline) -> Outline {
    let simple = |ring: &Vec<(f64, f64)>| {
        let simple = LineString::from(ring.clone()).simplify(DRAWN);
        if simple.0.len() < 4 { ring.clone() } else { simple.0.iter().map(|at| (at.x, at.y)).collect() }
    };
    outline.iter().map(|rings| rings.iter().map(simple).collect()).collect()
}

pub(crate) fn multi_polygon(outline: &Outline) -> MultiPolygon<f64> {
    let ring = |ring: &Vec<(f64, f64)>| LineString::from(ring.clone());
    let polygons = outline.iter().filter_map(|rings| {
        let (outer, inner) = rings.split_first()?;
        Some(Polygon::new(ring(outer), inner.iter().map(ring).collect()))
    });
    MultiPolygon::new(polygons.collect())
}
