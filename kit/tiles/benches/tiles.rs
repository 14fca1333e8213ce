//! A tile of a million points beside one of ten thousand, filtered and not, at each zoom; memory; changes.
#![expect(clippy::print_stdout, reason = "a bench speaks")]

use base::Point;
use std::{fs, hint::black_box, time::Instant};
use tiles::{Drawing, Filter, Frame, Mark, Points, Spot, Tag, TileId, Traits};

/// Middle of the points.
const CENTRE: Point = Point { lat: 45.52, lon: -73.60 };

struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    /// Around 0, from -1 to 1: dense in the middle as a city is.
    fn around(&mut self) -> f64 {
        (self.below(2_000_001) + self.below(2_000_001) + self.below(2_000_001)) as f64 / 3e6 - 1.0
    }
}

fn mark(number: u64, chance: &mut Chance) -> Mark {
    // Middles of streets: several points stand in one place.
    let step = |degrees: f64| (degrees / 0.0006).round() * 0.0006;
    let point =
        Point { lat: CENTRE.lat + step(chance.around() * 0.14), lon: CENTRE.lon + step(chance.around() * 0.30) };
    let class = if chance.below(20) == 0 { chance.below(3) } else { 3 };
    let traits = Traits {
        kind: chance.below(40) as u16,
        day: (20_000 - chance.below(1_600)) as u16,
        class: class as u8,
        area: chance.below(19) as u8,
    };
    Mark { number, spot: Spot::of(point), traits }
}

fn made(count: u64) -> Vec<Mark> {
    let mut chance = Chance(8_311);
    (0..count).map(|number| mark(number, &mut chance)).collect()
}

/// Tiles of a zoom around the middle.
fn around(z: u8) -> Vec<TileId> {
    let centre = Spot::of(CENTRE);
    let shift = 32 - u32::from(z);
    let (x, y) = (centre.x >> shift, centre.y >> shift);
    let near = (x.saturating_sub(1)..=x + 1).flat_map(|x| (y.saturating_sub(1)..=y + 1).map(move |y| (x, y)));
    near.filter_map(|(x, y)| TileId::new(z, x, y)).collect()
}

/// A tile as it is answered.
fn draw(points: &Points, tile: TileId, filter: &Filter) -> Vec<u8> {
    let mut drawing = Drawing::new(tile);
    let layer = points.cells(tile, filter).into_iter().try_fold(drawing.layer("points"), |layer, cell| {
        let class = ["a", "b", "c", "d", "e"].get(usize::from(cell.only.map_or(0, |mark| mark.traits.class)));
        match cell.only {
            Some(mark) => layer.point(cell.spot, Some(mark.number), &[("class", Tag::Text(class.unwrap_or(&"")))]),
            None => layer.point(cell.spot, None, &[("count", Tag::Number(cell.count as u64))]),
        }
    });
    let drawn = layer.and_then(|layer| drawing.add(layer)).and_then(|()| drawing.finish());
    drawn.unwrap_or_default()
}

/// Processor time of this thread in microseconds: others at work on the machine do not count.
fn processor_us() -> f64 {
    let times = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    times.split(' ').next().and_then(|nanoseconds| nanoseconds.parse::<f64>().ok()).unwrap_or_default() / 1e3
}

/// Processor time is told at each tick of the scheduler: what is measured must be much longer.
const ROUND_US: f64 = 100_000.0;

/// Microseconds of one call.
fn micros(mut act: impl FnMut()) -> f64 {
    let (start, mut calls) = (processor_us(), 0_u32);
    loop {
        (0..20).for_each(|_| act());
        calls += 20;
        let spent = processor_us() - start;
        if spent > ROUND_US {
            return spent / f64::from(calls);
        }
    }
}

/// Microseconds of one call that cannot be made twice, others' work included.
fn once<T>(act: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let done = act();
    (done, start.elapsed().as_secs_f64() * 1e6)
}

fn resident_mb() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok()).unwrap_or_default() / 1024.0
}

fn main() {
    let marks = made(1_000_000);
    let before = resident_mb();
    let (mut many, cost) = once(|| Points::of(marks));
    println!("1,000,000 points: sorted in {:.0} ms, {:.1} MiB", cost / 1e3, resident_mb() - before + 24.0);
    let few = Points::of(made(10_000));
    let narrow = Filter { kinds: (3, 9), days: (19_910, 20_000), classes: (0, 2), ..Filter::default() };
    for (name, filter) in [("all", Filter::default()), ("open of some kinds in 90 days", narrow)] {
        let (count, cost) = once(|| many.count(&filter));
        println!("filter `{name}`: {count} points, worked out in {:.1} ms", cost / 1e3);
        few.count(&filter);
        for z in 8..=16 {
            compare(z, &many, &few, &filter);
        }
    }
    for (name, degrees) in [("a block", 0.002), ("a quarter", 0.02), ("the city", 0.3)] {
        let corner = |sign: f64| Point { lat: CENTRE.lat + sign * degrees, lon: CENTRE.lon + sign * degrees };
        let frame = Frame::between(corner(-1.0), corner(1.0));
        let cost = micros(|| drop(black_box(many.newest(&frame, &Filter::default(), 20))));
        println!("newest 20 of {name}: {cost:.1} µs, {} points", many.newest(&frame, &Filter::default(), 20).0);
    }
    let mut chance = Chance(1);
    let changes: Vec<Mark> = (0..2_000).map(|number| mark(number * 500, &mut chance)).collect();
    let ((), cost) = once(|| drop(many.put(changes.iter().copied())));
    println!("a change: {:.1} µs", cost / changes.len() as f64);
    let arrivals: Vec<Mark> = (0..4_000).map(|number| mark(2_000_000 + number, &mut chance)).collect();
    let ((), cost) = once(|| drop(many.put(arrivals)));
    println!("4,000 arrivals, sorted in: {:.0} ms", cost / 1e3);
}

/// What the tiles of a zoom cost with many points and with few, whole and for each mark they draw.
fn compare(z: u8, many: &Points, few: &Points, filter: &Filter) {
    let tiles = around(z);
    let cost = |points: &Points| {
        let all = micros(|| tiles.iter().for_each(|tile| drop(black_box(draw(points, *tile, filter)))));
        all / tiles.len() as f64
    };
    let drawn = |points: &Points| tiles.iter().map(|tile| points.cells(*tile, filter).len()).sum::<usize>();
    let ((of_many, marks), (of_few, few_marks)) = ((cost(many), drawn(many)), (cost(few), drawn(few)));
    let each = |cost: f64, marks: usize| cost * tiles.len() as f64 / marks.max(1) as f64;
    println!(
        "  zoom {z:2}: {of_many:6.1} µs at 1 M with {:3} marks, {of_few:6.1} µs at 10 k with {:3}; {:.2} times, {:.2} times a mark",
        marks / tiles.len(),
        few_marks / tiles.len(),
        of_many / of_few,
        each(of_many, marks) / each(of_few, few_marks),
    );
}
