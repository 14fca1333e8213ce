//! The drawing board: metres around the middle of the city, a river across it, and where that is on the globe.

use base::Point;
use std::f64::consts::TAU;

/// A place on the board, in metres: x to the east, y to the north.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spot {
    pub x: f64,
    pub y: f64,
}

impl Spot {
    pub(crate) fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    #[must_use]
    pub(crate) fn plus(self, other: Self, share: f64) -> Self {
        Self::new(self.x + other.x * share, self.y + other.y * share)
    }

    #[must_use]
    pub(crate) fn minus(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }

    pub(crate) fn cross(self, other: Self) -> f64 {
        self.x * other.y - self.y * other.x
    }

    pub(crate) fn length(self) -> f64 {
        self.x.hypot(self.y)
    }

    /// The direction a quarter turn to the left, one metre long.
    #[must_use]
    pub(crate) fn left(self) -> Self {
        let length = self.length().max(1e-9);
        Self::new(-self.y / length, self.x / length)
    }
}

/// Twice the area enclosed, positive when the ring turns to the left.
pub(crate) fn turn(ring: &[Spot]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(one, other)| one.cross(*other)).sum()
}

/// The river: a curve, its width, and the bend of the land that follows it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct River {
    /// Metres between two bends.
    pub wave: f64,
    /// How far it strays from a straight line, in metres.
    pub sway: f64,
    /// How far from it the land still follows its bends, in metres.
    pub reach: f64,
    /// Half its width where nothing widens it.
    pub half_width: f64,
    /// Where it widens, along its course.
    pub bay: f64,
    /// By how much it widens there.
    pub bay_width: f64,
}

impl River {
    /// The place `along` the course and `across` it, to the left of the current when positive. The land follows
    /// the bends near the river and forgets them farther out, so that it never folds.
    pub(crate) fn spot(&self, along: f64, across: f64) -> Spot {
        let phase = TAU * along / self.wave;
        let bend = self.sway * (phase.sin() + 0.22 * (2.3 * phase + 1.0).sin());
        let far = across / self.reach;
        Spot::new(along, across + bend * (-far * far).exp())
    }

    /// Half the width `along` the course.
    pub(crate) fn bank(&self, along: f64) -> f64 {
        let ripple = 22.0 * (along / 410.0).sin() + 14.0 * (along / 173.0 + 2.0).sin();
        let bay = (along - self.bay) / 950.0;
        self.half_width * (1.0 + ripple / 160.0) + self.bay_width * (-bay * bay).exp()
    }
}

/// Where the board lies: a stretch of northern forest where no town is.
const ORIGIN: Point = Point { lat: 47.21, lon: -74.08 };
const METRES_PER_DEGREE: f64 = 111_194.93;
/// The river does not run due east.
const TILT: f64 = 0.42;

/// Where a place of the board is on the globe, to the millionth of a degree.
pub(crate) fn on_globe(spot: Spot) -> Point {
    let (x, y) = (spot.x * TILT.cos() - spot.y * TILT.sin(), spot.x * TILT.sin() + spot.y * TILT.cos());
    let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
    Point {
        lat: round(ORIGIN.lat + y / METRES_PER_DEGREE),
        lon: round(ORIGIN.lon + x / (METRES_PER_DEGREE * ORIGIN.lat.to_radians().cos())),
    }
}
