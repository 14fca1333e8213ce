//! Lines and rings cut to a tile, with no more corners than its screen shows.

use crate::{Spot, TileId};

/// Units along one side of a tile.
pub(crate) const EXTENT: u32 = 4_096;
/// Drawn beyond each edge, so that a wide line does not end in sight.
const BUFFER: f64 = 128.0;

/// A place in units of a tile.
type At = [f64; 2];

/// Where a spot is on a tile; beyond 0 to [`EXTENT`] when it is outside.
pub(crate) fn at(tile: TileId, spot: Spot) -> At {
    let (west, north) = tile.corner();
    let units = |step: u32, start: i64| (i64::from(step) - start) as f64 * f64::from(EXTENT) / tile.side() as f64;
    [units(spot.x, west), units(spot.y, north)]
}

/// Leaves out the corners that are less than `tolerance` away from the line without them.
pub(crate) fn simplify(line: &[At], tolerance: f64) -> Vec<At> {
    let (Some(first), Some(last)) = (line.first(), line.last()) else { return Vec::new() };
    let mut kept = vec![*first];
    // Stretches whose ends are kept, the next one last.
    let mut stretches = vec![line];
    while let Some(stretch) = stretches.pop() {
        let (Some(a), Some(b)) = (stretch.first(), stretch.last()) else { continue };
        let away = |(rank, at): (usize, &At)| (rank, distance(*at, *a, *b));
        let inner = stretch.iter().enumerate().take(stretch.len().saturating_sub(1)).skip(1);
        let farthest = inner.map(away).max_by(|one, other| one.1.total_cmp(&other.1));
        match farthest.filter(|(_, away)| *away > tolerance) {
            Some((rank, _)) => {
                stretches.extend(stretch.get(rank..));
                stretches.extend(stretch.get(..=rank));
            }
            None => kept.push(*b),
        }
    }
    if kept.len() == 1 {
        kept.push(*last);
    }
    kept
}

/// From a place to a stretch between two others.
fn distance([x, y]: At, [ax, ay]: At, [bx, by]: At) -> f64 {
    let (dx, dy) = (bx - ax, by - ay);
    let length = dx * dx + dy * dy;
    let share = if length > 0.0 { (((x - ax) * dx + (y - ay) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    (ax + share * dx - x).hypot(ay + share * dy - y)
}

const LOW: f64 = -BUFFER;
const HIGH: f64 = EXTENT as f64 + BUFFER;

/// The parts of a line that a tile shows.
pub(crate) fn clip_line(line: &[At]) -> Vec<Vec<At>> {
    let mut parts: Vec<Vec<At>> = Vec::new();
    let mut open: Vec<At> = Vec::new();
    for (a, b) in line.iter().zip(line.iter().skip(1)) {
        let Some((from, to)) = clip_stretch(*a, *b) else { continue };
        if open.last() != Some(&from) {
            parts.extend((open.len() > 1).then(|| std::mem::take(&mut open)));
            open = vec![from];
        }
        open.push(to);
    }
    parts.extend((open.len() > 1).then_some(open));
    parts
}

/// The part of a stretch that is on the tile (Liang and Barsky).
fn clip_stretch(a: At, b: At) -> Option<(At, At)> {
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for (start, step) in [(a[0], b[0] - a[0]), (a[1], b[1] - a[1])] {
        if step.abs() < 1e-9 {
            if !(LOW..=HIGH).contains(&start) {
                return None;
            }
            continue;
        }
        let (one, other) = ((LOW - start) / step, (HIGH - start) / step);
        from = from.max(one.min(other));
        to = to.min(one.max(other));
    }
    let along = |share: f64| [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
    // Ends that are not cut stay what they are, so that the next stretch begins exactly there.
    let start = if from > 0.0 { along(from) } else { a };
    (from < to).then(|| (start, if to < 1.0 { along(to) } else { b }))
}

/// A ring cut to the tile, one edge after the other (Sutherland and Hodgman).
pub(crate) fn clip_ring(ring: &[At]) -> Vec<At> {
    let edges: [(usize, f64, bool); 4] = [(0, LOW, true), (0, HIGH, false), (1, LOW, true), (1, HIGH, false)];
    edges.iter().fold(ring.to_vec(), |ring, (axis, edge, is_low)| {
        let value = |at: &At| if *axis == 0 { at[0] } else { at[1] };
        let is_in = |at: &At| if *is_low { value(at) >= *edge } else { value(at) <= *edge };
        let mut kept = Vec::with_capacity(ring.len() + 4);
        let before = ring.last().into_iter().chain(ring.iter());
        for (a, b) in before.zip(ring.iter()) {
            if is_in(a) != is_in(b) {
                let share = (edge - value(a)) / (value(b) - value(a));
                kept.push([a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]);
            }
            if is_in(b) {
                kept.push(*b);
            }
        }
        kept
    })
}

/// Twice the surface of a ring; positive when it turns as the hands of a clock on the screen.
pub(crate) fn turn(ring: &[At]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|([ax, ay], [bx, by])| ax * by - bx * ay).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_that_leaves_and_comes_back_is_two_parts() {
        let line = [[100.0, 100.0], [9_000.0, 100.0], [9_000.0, 200.0], [100.0, 200.0]];
        assert_eq!(clip_line(&line), [[[100.0, 100.0], [4_224.0, 100.0]], [[4_224.0, 200.0], [100.0, 200.0]]]);
        assert_eq!(clip_line(&[[-900.0, 0.0], [-900.0, 50.0]]), Vec::<Vec<At>>::new());
        let whole = vec![[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]];
        assert_eq!(clip_line(&whole), [whole]);
    }

    #[test]
    fn a_ring_around_the_tile_becomes_its_edge() {
        let clipped = clip_ring(&[[-9e5, -9e5], [9e5, -9e5], [9e5, 9e5], [-9e5, 9e5]]);
        assert!((turn(&clipped).abs() / 2.0 - (HIGH - LOW) * (HIGH - LOW)).abs() < 1e-6);
        assert!(clip_ring(&[[-900.0, 0.0], [-800.0, 0.0], [-800.0, 100.0]]).is_empty());
    }

    #[test]
    fn corners_that_nobody_sees_are_left_out() {
        let line = [[0.0, 0.0], [50.0, 0.5], [100.0, 0.0], [100.0, 80.0]];
        assert_eq!(simplify(&line, 2.0), [[0.0, 0.0], [100.0, 0.0], [100.0, 80.0]]);
        assert_eq!(simplify(&line[..1], 2.0), [[0.0, 0.0], [0.0, 0.0]]);
    }

    proptest! {
        #[test]
        fn a_simpler_line_is_never_far(line in proptest::collection::vec([0.0..4e3_f64, 0.0..4e3_f64], 2..40)) {
            let simple = simplify(&line, 10.0);
            prop_assert_eq!(simple.first(), line.first());
            prop_assert_eq!(simple.last(), line.last());
            for at in &line {
                let near = simple.windows(2).map(|pair| distance(*at, pair[0], pair[1])).fold(f64::MAX, f64::min);
                prop_assert!(near <= 10.0 + 1e-6, "{at:?} is {near} away");
            }
        }

        #[test]
        fn what_is_cut_stays_on_the_tile(line in proptest::collection::vec([-9e3..9e3_f64, -9e3..9e3_f64], 2..20)) {
            for at in clip_line(&line).into_iter().flatten().chain(clip_ring(&line)) {
                prop_assert!(at.iter().all(|unit| (LOW - 1e-6..=HIGH + 1e-6).contains(unit)), "{at:?}");
            }
        }
    }
}
