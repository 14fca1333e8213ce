//! A point on the ground, in WGS84 degrees.

use serde::{Deserialize, Serialize};

/// Longitude and latitude in degrees, WGS84. Always finite and on the globe when made by [`Point::new`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub lat: f64,
    pub lon: f64,
}

/// Mean radius of the Earth in metres (IUGG).
const EARTH_RADIUS_M: f64 = 6_371_008.8;

impl Point {
    pub fn new(lat: f64, lon: f64) -> Option<Self> {
        let is_on_globe = lat.abs() <= 90.0 && lon.abs() <= 180.0;
        is_on_globe.then_some(Self { lat, lon })
    }

    /// Reads two decimal numbers; a decimal comma is accepted, as French keyboards write it.
    pub fn parse(lat: &str, lon: &str) -> Option<Self> {
        let read = |text: &str| text.trim().replace(',', ".").parse::<f64>().ok();
        Self::new(read(lat)?, read(lon)?)
    }

    /// Distance on the great circle, in metres.
    pub fn distance_m(self, other: Self) -> f64 {
        let (lat_a, lat_b) = (self.lat.to_radians(), other.lat.to_radians());
        let half_lat = ((lat_b - lat_a) / 2.0).sin();
        let half_lon = ((other.lon - self.lon).to_radians() / 2.0).sin();
        let chord = half_lat * half_lat + lat_a.cos() * lat_b.cos() * half_lon * half_lon;
        2.0 * EARTH_RADIUS_M * chord.sqrt().min(1.0).asin()
    }

    /// Degrees of latitude and of longitude that span `metres` here: half sides of a search box.
    pub fn degrees_around(self, metres: f64) -> (f64, f64) {
        let lat = (metres / EARTH_RADIUS_M).to_degrees();
        (lat, lat / self.lat.to_radians().cos().max(0.01))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_off_the_globe_is_refused() {
        assert_eq!(Point::new(91.0, 0.0), None);
        assert_eq!(Point::new(f64::NAN, 0.0), None);
        assert_eq!(Point::parse("45,5", "-73.6"), Point::new(45.5, -73.6));
        assert_eq!(Point::parse("", "-73.6"), None);
    }

    #[test]
    fn the_distance_of_two_landmarks_is_right_to_ten_metres() {
        let hall = Point { lat: 45.5088, lon: -73.5540 };
        let stadium = Point { lat: 45.5579, lon: -73.5515 };
        assert!((hall.distance_m(stadium) - 5_463.0).abs() < 10.0, "{}", hall.distance_m(stadium));
    }
}
