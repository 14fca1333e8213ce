//! Street sides: the named edge of a street between two corners, with its civic numbers.

use base::{Point, Text};
use serde::{Deserialize, Serialize};

/// A side of a street.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// Identifier of the city (`COTE_RUE_ID` in Montréal).
    pub id: i64,
    /// The stretch of street whose side this is.
    pub segment: i64,
    /// Place of the street among the streets; 0 for a side without a name.
    pub street: u32,
    /// Place of the borough or town among the areas; beyond the last one when in none.
    pub area: u16,
    /// Civic numbers, lowest and highest; both 0 when the side has none.
    pub from: u32,
    pub to: u32,
    /// Whether numbers grow along the line; `false` when nothing tells.
    pub(crate) is_directed: bool,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// Place of no area.
pub(crate) const NOWHERE: u16 = u16::MAX;

/// Which civic numbers a side has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parity {
    Odd,
    Even,
    /// Both, on a square or where only one side is built.
    Both,
}

impl Parity {
    /// `côté impair` / `odd side`; nothing when the side has both.
    pub fn side_words(self) -> Text {
        match self {
            Self::Odd => Text::new("côté impair", "odd side"),
            Self::Even => Text::new("côté pair", "even side"),
            Self::Both => Text::default(),
        }
    }
}

impl Side {
    /// The parity of its civic numbers, when it has some.
    pub fn parity(&self) -> Option<Parity> {
        match (self.from % 2, self.to % 2) {
            _ if self.to == 0 => None,
            (1, 1) => Some(Parity::Odd),
            (0, 0) => Some(Parity::Even),
            _ => Some(Parity::Both),
        }
    }

    /// How far a number is from those of the side, 0 when among them; `None` on the wrong side of the street.
    pub(crate) fn gap_to(&self, number: u32) -> Option<u32> {
        let may_hold = match self.parity()? {
            Parity::Odd => number % 2 == 1,
            Parity::Even => number.is_multiple_of(2),
            Parity::Both => true,
        };
        may_hold.then(|| self.from.saturating_sub(number) + number.saturating_sub(self.to))
    }

    /// Share of the length at which a number stands: the middle when the direction is unknown.
    pub(crate) fn share_of(&self, number: u32) -> f64 {
        if !self.is_directed || self.to <= self.from {
            return 0.5;
        }
        f64::from(number.clamp(self.from, self.to) - self.from) / f64::from(self.to - self.from)
    }

    /// The number that stands at a share of the length.
    pub(crate) fn number_at(&self, share: f64) -> Option<u32> {
        let share = if self.is_directed { share.clamp(0.0, 1.0) } else { 0.5 };
        let step = if self.parity()? == Parity::Both { 1 } else { 2 };
        let steps = f64::from((self.to - self.from) / step) * share;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a small whole number")]
        let steps = steps.round() as u32;
        Some(self.from + step * steps)
    }
}

/// Every side, compiled: places are millionths of a degree (11 cm), the precision they are published with.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Streets {
    /// Full names: `rue De La Gauchetière Est`. The first one is empty, for sides without a name.
    pub names: Vec<String>,
    pub sides: Vec<Side>,
    places: Vec<(i32, i32)>,
}

const MICRO: f64 = 1e6;

impl Streets {
    /// Adds a side; its place among the sides is its rank of arrival.
    pub(crate) fn push(&mut self, mut side: Side, line: &[Point]) {
        #[expect(clippy::cast_possible_truncation, reason = "a degree has a million millionths, a planet 360 degrees")]
        let micro = |degrees: f64| (degrees * MICRO).round() as i32;
        side.start = len_u32(&self.places);
        self.places.extend(line.iter().map(|point| (micro(point.lat), micro(point.lon))));
        side.end = len_u32(&self.places);
        self.sides.push(side);
    }

    pub(crate) fn line(&self, side: &Side) -> impl DoubleEndedIterator<Item = Point> + Clone {
        let places = self.places.get(side.start as usize..side.end as usize).unwrap_or_default();
        places.iter().map(|(lat, lon)| Point { lat: f64::from(*lat) / MICRO, lon: f64::from(*lon) / MICRO })
    }

    pub(crate) fn ends(&self, side: &Side) -> Option<[Point; 2]> {
        let mut line = self.line(side);
        let first = line.next()?;
        Some([first, line.next_back().unwrap_or(first)])
    }

    pub(crate) fn name(&self, side: &Side) -> &str {
        self.names.get(side.street as usize).map_or("", String::as_str)
    }

    pub(crate) fn length_m(&self, side: &Side) -> f64 {
        length_m(self.line(side))
    }

    /// The point at a share (0 to 1) of the length of a side.
    pub(crate) fn point_along(&self, side: &Side, share: f64) -> Option<Point> {
        let points: Vec<Point> = self.line(side).collect();
        let mut left = length_m(points.iter().copied()) * share.clamp(0.0, 1.0);
        for pair in points.windows(2) {
            let [a, b] = pair else { continue };
            let length = a.distance_m(*b);
            if left <= length && length > 0.0 {
                let part = left / length;
                return Point::new(a.lat + (b.lat - a.lat) * part, a.lon + (b.lon - a.lon) * part);
            }
            left -= length;
        }
        points.last().copied()
    }
}

pub(crate) fn length_m(points: impl Iterator<Item = Point> + Clone) -> f64 {
    points.clone().zip(points.skip(1)).map(|(a, b)| a.distance_m(b)).sum()
}

/// Half way between two points.
pub(crate) fn middle(a: Point, b: Point) -> Point {
    Point { lat: f64::midpoint(a.lat, b.lat), lon: f64::midpoint(a.lon, b.lon) }
}

/// The length of a list that a city's data keeps far below four billion.
pub(crate) fn len_u32<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(from: u32, to: u32) -> Side {
        Side { id: 1, segment: 1, street: 1, area: 0, from, to, is_directed: true, start: 0, end: 0 }
    }

    #[test]
    fn a_number_is_only_on_its_own_side_of_the_street() {
        assert_eq!(side(1501, 1599).gap_to(1571), Some(0));
        assert_eq!(side(1501, 1599).gap_to(1572), None);
        assert_eq!(side(1501, 1599).gap_to(1605), Some(6));
        assert_eq!(side(1501, 1599).gap_to(1499), Some(2));
        assert_eq!(side(1, 10).gap_to(4), Some(0), "a side with both parities holds both");
        assert_eq!(side(0, 0).gap_to(4), None);
    }

    #[test]
    fn numbers_and_shares_of_the_length_agree() {
        for number in (1501..=1599).step_by(2) {
            assert_eq!(side(1501, 1599).number_at(side(1501, 1599).share_of(number)), Some(number));
        }
        assert_eq!(side(0, 0).number_at(0.5), None);
        assert!((side(7, 7).share_of(7) - 0.5).abs() < 1e-9);
    }
}
