//! In which direction civic numbers grow along each side: published lines run either way.
//!
//! The next stretches of the same street tell: numbers grow towards the one with higher numbers.

use base::Point;

/// What is known of a side; sides must come sorted by street then by number.
pub(crate) struct Numbered<Street> {
    pub street: Street,
    pub numbers: Option<(u32, u32)>,
    pub ends: [Point; 2],
}

/// For each side: `Some(true)` when numbers grow along the line, `Some(false)` when against it, `None` when untold.
pub(crate) fn directions<Street: PartialEq>(sides: impl Iterator<Item = Numbered<Street>>) -> Vec<Option<bool>> {
    let sides: Vec<Numbered<Street>> = sides.collect();
    (0..sides.len()).map(|place| direction(&sides, place)).collect()
}

fn direction<Street: PartialEq>(sides: &[Numbered<Street>], place: usize) -> Option<bool> {
    let side = sides.get(place)?;
    let (from, to) = side.numbers?;
    let numbers = |other: &&Numbered<Street>| other.numbers.unwrap_or_default();
    let is_same = |other: &&Numbered<Street>| other.street == side.street && other.numbers.is_some();
    let before = sides.get(..place)?.iter().rev().take_while(is_same).find(|other| numbers(other).1 < from);
    let after = sides.get(place + 1..)?.iter().take_while(is_same).find(|other| numbers(other).0 > to);
    let [first, last] = side.ends;
    let apart = |end: Point, other: Option<&Numbered<Street>>| {
        other.map_or(0.0, |other| other.ends.iter().map(|at| at.distance_m(end)).fold(f64::INFINITY, f64::min))
    };
    let along = apart(first, before) + apart(last, after);
    let against = apart(last, before) + apart(first, after);
    // Less than a metre of difference is a ring or a data error, not a direction.
    ((along - against).abs() > 1.0).then_some(along < against)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(numbers: (u32, u32), lats: [f64; 2]) -> Numbered<&'static str> {
        Numbered { street: "rue X", numbers: Some(numbers), ends: lats.map(|lat| Point { lat, lon: -73.5 }) }
    }

    #[test]
    fn numbers_grow_towards_the_stretch_with_higher_ones() {
        let sides = [side((1, 99), [45.0, 45.001]), side((2, 98), [45.001, 45.0]), side((100, 198), [45.002, 45.0011])];
        assert_eq!(directions(sides.into_iter()), [Some(true), Some(false), Some(false)]);
    }

    #[test]
    fn a_stretch_alone_tells_nothing() {
        assert_eq!(directions([side((1, 99), [45.0, 45.001])].into_iter()), [None]);
        let unnumbered = Numbered { numbers: None, ..side((0, 0), [45.0, 45.001]) };
        assert_eq!(directions([unnumbered].into_iter()), [None]);
    }
}
