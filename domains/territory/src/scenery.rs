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
        let read: Option<Vec<Surface>> =
            polygons.iter().map(|rings| rings.iter().map(|ring| read_ring(ring)).collect()).collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Scenery, Vec<String>> {
        let mut files = PackFiles::default();
        files.insert("water.geojson", text);
        Scenery::read(&files).map_err(|faults| faults.iter().map(ToString::to_string).collect())
    }

    fn feature(geometry: &str) -> String {
        format!(r#"{{"features":[{{"properties":null,"geometry":{geometry}}}]}}"#)
    }

    #[test]
    fn a_pack_may_have_no_scenery_and_what_it_has_is_read() {
        assert_eq!(Scenery::read(&PackFiles::default()).unwrap(), Scenery::default());
        let lake =
            feature(r#"{"type":"Polygon","coordinates":[[[-73.6,45.5],[-73.5,45.5],[-73.5,45.6],[-73.6,45.5]]]}"#);
        let scenery = read(&lake).unwrap();
        assert_eq!((scenery.water.len(), scenery.water[0][0].len(), scenery.parks.len()), (1, 4, 0));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let wrong = |geometry: &str| read(&feature(geometry)).unwrap_err().join(" ");
        assert!(wrong(r#"{"type":"LineString","coordinates":[[0,0],[1,1]]}"#).contains("water.geojson:1: feature 1"));
        assert!(wrong(r#"{"type":"Polygon","coordinates":[[[-73.6,95.5]]]}"#).contains("off the globe"));
        assert!(read("{").is_err());
    }
}
