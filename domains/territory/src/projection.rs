//! WGS84 ↔ NAD83 MTM zone 8 (EPSG:32188), the plane of Québec's cities around Montréal.
//!
//! No datum shift: the published files are NAD83 and read as WGS84, a difference of about a metre
//! that the City does not correct either.

use base::Point;
use geodesy::prelude::*;
use std::sync::LazyLock;

const MTM_8: &str = "tmerc lat_0=0 lon_0=-73.5 k_0=0.9999 x_0=304800 y_0=0 ellps=GRS80";

struct Plane {
    minimal: Minimal,
    projection: OpHandle,
}

static PLANE: LazyLock<Option<Plane>> = LazyLock::new(|| {
    let mut minimal = Minimal::new();
    let projection = minimal.op(MTM_8).ok()?;
    Some(Plane { minimal, projection })
});

/// Easting and northing in metres.
pub fn to_mtm8(point: Point) -> Option<(f64, f64)> {
    let plane = PLANE.as_ref()?;
    let mut coordinates = [Coor2D::geo(point.lat, point.lon)];
    plane.minimal.apply(plane.projection, Fwd, &mut coordinates).ok()?;
    let [place] = coordinates;
    Some((place.x(), place.y()))
}

/// The point of an easting and a northing in metres.
pub fn from_mtm8(x_m: f64, y_m: f64) -> Option<Point> {
    let plane = PLANE.as_ref()?;
    let mut coordinates = [Coor2D::raw(x_m, y_m)];
    plane.minimal.apply(plane.projection, Inv, &mut coordinates).ok()?;
    let [place] = coordinates;
    Point::new(place.y().to_degrees(), place.x().to_degrees())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn coordinates_of_the_open_data_agree_to_a_centimetre() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/mtl311/");
        let (mut compared, mut worst) = (0, 0.0_f64);
        for name in ["requetes_rats_vermine_2016_2017.csv", "requetes_nids_de_poule_2026_exemple.csv"] {
            let Ok(mut reader) = csv::Reader::from_path(format!("{folder}{name}")) else {
                println!("{name} is absent: not compared");
                continue;
            };
            let header = reader.headers().unwrap().clone();
            let column = |name: &str| header.iter().position(|column| column == name).unwrap();
            let [lon, lat, x, y] = ["LOC_LONG", "LOC_LAT", "LOC_X", "LOC_Y"].map(column);
            for record in reader.records() {
                let record = record.unwrap();
                let number = |column: usize| record[column].parse::<f64>();
                let (Ok(lon), Ok(lat), Ok(x), Ok(y)) = (number(lon), number(lat), number(x), number(y)) else {
                    continue;
                };
                let (east, north) = to_mtm8(Point { lat, lon }).unwrap();
                // Files with rounded degrees are right to their last digit only.
                let rounding = if record[header.len().min(23)].len() < 14 { 0.02 } else { 0.0 };
                worst = worst.max((east - x).hypot(north - y) - rounding);
                compared += 1;
            }
        }
        println!("{compared} lines compared, worst difference {worst:.4} m");
        assert!(worst < 0.01, "{worst}");
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same_point(lat in 45.3_f64..45.8, lon in -74.1_f64..-73.3) {
            let (x, y) = to_mtm8(Point { lat, lon }).unwrap();
            let back = from_mtm8(x, y).unwrap();
            let apart_m = back.distance_m(Point { lat, lon });
            prop_assert!(apart_m < 0.001, "{} m", apart_m);
        }
    }
}
