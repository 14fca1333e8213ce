//! Reads the limits of boroughs and linked towns, and says what is wrong with them.

use crate::{
    area::{Area, AreaKind, AreasWire, Outline, multi_polygon},
    geojson::{self, Feature, Geometry, Position},
    names,
};
use base::{PackFault, PackFiles, Point, Text};
use geo::{Area as _, BooleanOps, BoundingRect, Intersects, MultiPolygon, Validation};
use serde::Deserialize;
use std::collections::BTreeMap;

/// How `territory.geojson` names things.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AreaColumns {
    pub name: String,
    pub kind: String,
    pub borough: String,
    pub linked_town: String,
    #[serde(default)]
    pub contact: Contact,
    /// Linked towns by code.
    #[serde(default)]
    pub towns: BTreeMap<String, Town>,
}

/// What people are told about a place in a linked town; `{town}` is its name.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Contact {
    #[serde(default)]
    pub fr: String,
    #[serde(default)]
    pub en: String,
}

/// How to reach a linked town.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Town {
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub url: String,
}

const FILE: &str = "territory.geojson";
/// Two areas may share this part of the smaller one: limits published with six decimals never fit exactly.
const SHARED_AT_MOST: f64 = 0.001;

pub(crate) fn read(files: &PackFiles, columns: &AreaColumns, faults: &mut Vec<PackFault>) -> AreasWire {
    let mut wire = AreasWire { areas: Vec::new(), outlines: Vec::new() };
    let before = faults.len();
    let features = geojson::read(files, FILE, faults);
    for feature in &features {
        let name = feature.words(&columns.name);
        let mut wrongs = Vec::new();
        let code = names::code(&name);
        if code.is_empty() {
            wrongs.push(format!("the property `{}` is missing", columns.name));
        } else if wire.areas.iter().any(|area| area.code == code) {
            wrongs.push(format!("the code `{code}` stands twice"));
        }
        let kind = read_kind(&feature.words(&columns.kind), columns).unwrap_or_else(|wrong| {
            wrongs.push(wrong);
            AreaKind::Borough
        });
        let outline = match &feature.geometry {
            Some(Geometry::Polygon(rings)) => read_outline(std::slice::from_ref(rings), &mut wrongs),
            Some(Geometry::MultiPolygon(polygons)) => read_outline(polygons, &mut wrongs),
            Some(Geometry::LineString(_) | Geometry::MultiLineString(_) | Geometry::Point(_)) | None => {
                wrongs.push("the geometry must be a polygon".to_owned());
                Outline::new()
            }
        };
        faults.extend(wrongs.iter().map(|wrong| feature.fault(FILE, &name, wrong)));
        wire.areas.push(area_of(code, &name, kind, columns));
        wire.outlines.push(outline);
    }
    if faults.len() == before {
        check_overlaps(&wire, &features, faults);
        if wire.areas.is_empty() {
            faults.push(PackFault::new(FILE, 0, "there is no borough"));
        }
    }
    wire
}

fn read_kind(word: &str, columns: &AreaColumns) -> Result<AreaKind, String> {
    if word == columns.borough {
        Ok(AreaKind::Borough)
    } else if word == columns.linked_town {
        Ok(AreaKind::LinkedTown)
    } else {
        Err(format!("the kind `{word}` is neither `{}` nor `{}`", columns.borough, columns.linked_town))
    }
}

fn area_of(code: String, name: &str, kind: AreaKind, columns: &AreaColumns) -> Area {
    let said = |text: &str| text.replace("{town}", name);
    let contact = match kind {
        AreaKind::Borough => Text::default(),
        AreaKind::LinkedTown => Text::new(said(&columns.contact.fr), said(&columns.contact.en)),
    };
    let Town { phone, url } = columns.towns.get(&code).cloned().unwrap_or_default();
    Area { code, name: Text::new(name, name), kind, contact, phone, url }
}

fn read_outline(polygons: &[Vec<Vec<Position>>], wrongs: &mut Vec<String>) -> Outline {
    let before = wrongs.len();
    let outline: Outline =
        polygons.iter().map(|rings| rings.iter().map(|ring| read_ring(ring, wrongs)).collect()).collect();
    if outline.iter().all(Vec::is_empty) {
        wrongs.push("the outline is empty".to_owned());
    }
    if wrongs.len() == before
        && let Err(err) = multi_polygon(&outline).check_validation()
    {
        wrongs.push(format!("the outline crosses itself or overlaps itself ({err})"));
    }
    outline
}

fn read_ring(ring: &[Position], wrongs: &mut Vec<String>) -> Vec<(f64, f64)> {
    let place = |position: &Position| match position.as_slice() {
        [lon, lat, ..] => Point::new(*lat, *lon).map(|point| (point.lon, point.lat)),
        _ => None,
    };
    let places: Vec<(f64, f64)> = ring.iter().filter_map(place).collect();
    if places.len() < ring.len() {
        wrongs.push("a position is off the globe".to_owned());
    } else if places.len() < 4 {
        wrongs.push("a ring has fewer than four positions".to_owned());
    } else if places.first() != places.last() {
        wrongs.push("a ring does not end where it starts".to_owned());
    }
    places
}

/// A point must have one answer: no two areas may cover the same ground.
fn check_overlaps(wire: &AreasWire, features: &[Feature], faults: &mut Vec<PackFault>) {
    let grounds: Vec<MultiPolygon<f64>> = wire.outlines.iter().map(multi_polygon).collect();
    for (place, (area, ground)) in wire.areas.iter().zip(&grounds).enumerate() {
        for ((other, other_ground), feature) in wire.areas.iter().zip(&grounds).zip(features).skip(place + 1) {
            let (Some(bounds), Some(other_bounds)) = (ground.bounding_rect(), other_ground.bounding_rect()) else {
                continue;
            };
            if !bounds.intersects(&other_bounds) {
                continue;
            }
            let shared = ground.intersection(other_ground).unsigned_area();
            if shared > SHARED_AT_MOST * ground.unsigned_area().min(other_ground.unsigned_area()) {
                let message = format!("covers the same ground as `{}`", area.name.fr);
                faults.push(feature.fault(FILE, &other.name.fr, &message));
            }
        }
    }
}
