//! What a map draws beside streets and limits, when the city's pack has it: water and parks.

use crate::{
    drawn::Surface,
    geojson::{self, Geometry, Position},
};
use base::{PackFault, PackFiles, Point};

/// Surfaces of `water.geojson` and `parks.geojson`; a pack may have neither.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scenery {
    pub water: Vec<Surface>,
    pub parks: Vec<Surface>,
}

impl Scenery {
    pub fn read(files: &PackFiles) -> Result<Self, Vec<PackFault>> {
        let mut faults = Vec::new();
        let scenery = Self {
            water: surfaces(files, "water.geojson", &mut faults),
            parks: surfaces(files, "parks.geojson", &mut faults),
        };
        if faults.is_empty() { Ok(scenery) } else { Err(faults) }
    }
}

fn surfaces(files: &PackFiles, file: &str, faults: &mut Vec<PackFault>) -> Vec<Surface> {
    if files.bytes(file).is_none() {
        return Vec::new();
    }
    let mut surfaces = Vec::new();
    for feature in geojson::read(files, file, faults) {
        let polygons = match &feature.geometry {
            Some(Geometry::Polygon(rings)) => std::slice::from_ref(rings),
            Some(Geometry::MultiPolygon(polygons)) => polygons.as_slice(),
            Some(Geometry::LineString(_) | Geometry::MultiLineString(_) | Geometry::Point(_)) | None => {
                faults.push(feature.fault(file, "", "the geometry must be a polygon"));
                continue;
            }
        };
        let read: Option<Vec<Surface>> = polygons.iter().map(|rings| rings.iter().map(|ring| read_ring(ring)).collect()).collect();
        match read {
            Some(read) => surfaces.extend(read),
            None => faults.push(feature.fault(file, "", "a position is off the globe")),
        }
    }
    surfaces
}

fn read_ring(positions: &[Position]) -> Option<Vec<Point>> {
    let point = |position: &Position| match position.as_slice() {
        [lon, lat, ..] => Point::new(*lat, *lon),
        _ => None,
    };
    positions.iter().map(point).collect()
}
