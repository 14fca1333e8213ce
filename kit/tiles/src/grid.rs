//! The square of the world (Web Mercator, EPSG:3857) and the tiles that cut it.

use base::Point;
use std::f64::consts::PI;

/// A place on the square of the world: 2³² steps east and south of its north-west corner, 9 mm each at the equator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Spot {
    pub x: u32,
    pub y: u32,
}

/// Steps along one side of the world.
const WORLD: f64 = 4_294_967_296.0;

impl Spot {
    /// Points beyond the square (85° north or south) stand on its edge.
    pub fn of(point: Point) -> Self {
        let lat = point.lat.to_radians().clamp(-1.484_422, 1.484_422);
        let x = (point.lon + 180.0) / 360.0;
        let y = (1.0 - (lat.tan() + 1.0 / lat.cos()).ln() / PI) / 2.0;
        let step = |share: f64| (share * WORLD).clamp(0.0, WORLD - 1.0) as u32;
        Self { x: step(x), y: step(y) }
    }

    pub fn point(self) -> Point {
        let lon = f64::from(self.x) / WORLD * 360.0 - 180.0;
        let lat = (PI * (1.0 - 2.0 * f64::from(self.y) / WORLD)).sinh().atan().to_degrees();
        Point { lat, lon }
    }

    /// Rank along the curve that visits each square of the world wholly before the next one: the bits of both
    /// numbers, in turn.
    pub(crate) fn code(self) -> u64 {
        spread(self.x) | spread(self.y) << 1
    }

    pub(crate) fn of_code(code: u64) -> Self {
        Self { x: gathered(code), y: gathered(code >> 1) }
    }
}

/// Puts a zero before each bit.
fn spread(number: u32) -> u64 {
    let mut bits = u64::from(number);
    for (shift, mask) in [
        (16, 0x0000_ffff_0000_ffff),
        (8, 0x00ff_00ff_00ff_00ff),
        (4, 0x0f0f_0f0f_0f0f_0f0f),
        (2, 0x3333_3333_3333_3333),
        (1, 0x5555_5555_5555_5555),
    ] {
        bits = (bits | bits << shift) & mask;
    }
    bits
}

/// Takes every second bit.
fn gathered(code: u64) -> u32 {
    let mut bits = code & 0x5555_5555_5555_5555;
    for (shift, mask) in [
        (1, 0x3333_3333_3333_3333),
        (2, 0x0f0f_0f0f_0f0f_0f0f),
        (4, 0x00ff_00ff_00ff_00ff),
        (8, 0x0000_ffff_0000_ffff),
        (16, 0x0000_0000_ffff_ffff),
    ] {
        bits = (bits | bits >> shift) & mask;
    }
    bits as u32
}

/// A tile: at zoom `z` the world is 2ᶻ tiles wide and high.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TileId {
    pub z: u8,
    pub x: u32,
    pub y: u32,
}

impl TileId {
    /// Deepest zoom.
    pub const DEEPEST: u8 = 22;

    /// A tile that exists.
    pub fn new(z: u8, x: u32, y: u32) -> Option<Self> {
        let is_there = z <= Self::DEEPEST && x < 1 << z && y < 1 << z;
        is_there.then_some(Self { z, x, y })
    }

    /// Steps along one side.
    pub(crate) fn side(self) -> u64 {
        1 << (32 - u32::from(self.z))
    }

    /// Its north-west corner, in steps.
    pub(crate) fn corner(self) -> (i64, i64) {
        let shift = 32 - u32::from(self.z);
        (i64::from(self.x) << shift, i64::from(self.y) << shift)
    }

    /// First and last code of the curve inside it.
    pub(crate) fn codes(self) -> (u64, u64) {
        let shift = 64 - 2 * u32::from(self.z);
        let rank = spread(self.x) | spread(self.y) << 1;
        match shift {
            64 => (0, u64::MAX),
            _ => (rank << shift, (rank << shift) + ((1 << shift) - 1)),
        }
    }

    /// What it covers.
    pub fn frame(self) -> Frame {
        let ((west, north), last) = (self.corner(), self.side() - 1);
        let end = |start: i64| (start as u64 + last) as u32;
        Frame { west: west as u32, north: north as u32, east: end(west), south: end(north) }
    }

    /// What it covers and a little more: what is drawn there may reach in.
    pub fn reach(self) -> Frame {
        let (frame, beyond) = (self.frame(), (self.side() / 32) as u32);
        Frame {
            west: frame.west.saturating_sub(beyond),
            north: frame.north.saturating_sub(beyond),
            east: frame.east.saturating_add(beyond),
            south: frame.south.saturating_add(beyond),
        }
    }

    /// Its four quarters, in the order of the curve.
    pub(crate) fn quarters(self) -> [Self; 4] {
        let (z, x, y) = (self.z + 1, self.x * 2, self.y * 2);
        [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(right, down)| Self { z, x: x + right, y: y + down })
    }
}

/// A rectangle of the square of the world, its edges inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    pub west: u32,
    pub north: u32,
    pub east: u32,
    pub south: u32,
}

impl Frame {
    /// The rectangle between two points, whichever corners they are.
    pub fn between(a: Point, b: Point) -> Self {
        let (a, b) = (Spot::of(a), Spot::of(b));
        Self { west: a.x.min(b.x), north: a.y.min(b.y), east: a.x.max(b.x), south: a.y.max(b.y) }
    }

    /// The smallest rectangle that holds `spots`; nothing when there is none.
    pub fn around(spots: impl IntoIterator<Item = Spot>) -> Option<Self> {
        spots.into_iter().fold(None, |frame, spot| {
            let frame = frame.unwrap_or(Self { west: spot.x, north: spot.y, east: spot.x, south: spot.y });
            Some(Self {
                west: frame.west.min(spot.x),
                north: frame.north.min(spot.y),
                east: frame.east.max(spot.x),
                south: frame.south.max(spot.y),
            })
        })
    }

    pub fn holds(&self, spot: Spot) -> bool {
        self.west <= spot.x && spot.x <= self.east && self.north <= spot.y && spot.y <= self.south
    }

    pub(crate) fn holds_all(&self, other: &Self) -> bool {
        self.west <= other.west && other.east <= self.east && self.north <= other.north && other.south <= self.south
    }

    pub fn meets(&self, other: &Self) -> bool {
        self.west <= other.east && other.west <= self.east && self.north <= other.south && other.north <= self.south
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_tile_of_a_landmark_is_the_one_everybody_uses() {
        let hall = Spot::of(Point { lat: 45.5088, lon: -73.5540 });
        let holding = |z: u8| (hall.x >> (32 - u32::from(z)), hall.y >> (32 - u32::from(z)));
        assert_eq!(holding(8), (75, 91));
        assert_eq!(holding(16), (19_377, 23_443));
    }

    #[test]
    fn a_tile_that_does_not_exist_is_refused() {
        assert!(TileId::new(0, 0, 0).is_some());
        assert_eq!(TileId::new(8, 256, 0), None);
        assert_eq!(TileId::new(23, 0, 0), None);
        assert_eq!(TileId::new(0, 0, 0).unwrap().codes(), (0, u64::MAX));
    }

    proptest! {
        #[test]
        fn a_point_comes_back_from_the_square(lat in -85.0..85.0_f64, lon in -180.0..179.9_f64) {
            let point = Point { lat, lon };
            let back = Spot::of(point).point();
            prop_assert!(point.distance_m(back) < 0.02, "{back:?}");
        }

        #[test]
        fn a_code_is_its_spot(x: u32, y: u32) {
            let spot = Spot { x, y };
            prop_assert_eq!(Spot::of_code(spot.code()), spot);
        }

        #[test]
        fn the_codes_of_a_tile_are_those_of_its_frame(x: u32, y: u32, z in 0_u8..=22) {
            let spot = Spot { x, y };
            let shift = 32 - u32::from(z);
            let at = |step: u32| u32::try_from(u64::from(step) >> shift).unwrap();
            let tile = TileId::new(z, at(x), at(y)).unwrap();
            let (first, last) = tile.codes();
            prop_assert!(tile.frame().holds(spot));
            prop_assert!(first <= spot.code() && spot.code() <= last);
        }
    }
}
