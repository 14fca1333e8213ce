//! Kaplan–Meier of three million requests, beside a plain sort of the same rows.
#![expect(clippy::print_stdout, reason = "a bench prints")]

use statistics::{Band, LEVEL, OnTime, Spell, Survival, Tally};
use std::{hint::black_box, time::Instant};

const ROWS: u32 = 3_000_000;
const MINUTES_A_DAY: f64 = 1_440.0;

/// Delays to the minute over two years; one request in ten is open, one in twenty was first seen late.
fn spells() -> Vec<Spell> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut one = || {
        let minutes = (1 + next(40)) * (1 + next(160)) * (1 + next(160));
        let stop_days = minutes as f64 / MINUTES_A_DAY;
        let is_late = next(20) == 0;
        let entry_days = if is_late { stop_days * next(100) as f64 / 100.0 } else { 0.0 };
        Spell { entry_days, stop_days, is_event: next(10) > 0 }
    };
    (0..ROWS).map(|_| one()).collect()
}

fn seconds<T>(act: impl Fn() -> T) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..5 {
        let start = Instant::now();
        black_box(act());
        best = best.min(start.elapsed().as_secs_f64());
    }
    best
}

fn main() {
    let spells = spells();
    let sort = seconds(|| {
        let mut copy = spells.clone();
        copy.sort_by(|one, other| one.stop_days.total_cmp(&other.stop_days));
        copy
    });
    let curve = seconds(|| Survival::of(&spells));
    let drawn = Survival::of(&spells);
    let figures = seconds(|| {
        let medians = drawn.quantile_interval(0.5, Band::LogLog, LEVEL);
        (medians, OnTime::from_curve(&drawn, &spells, 7.0, LEVEL))
    });
    let counted = seconds(|| {
        let mut tally = Tally::default();
        for spell in &spells {
            tally.add((spell.entry_days * 24.0) as u32, (spell.stop_days * 24.0) as u32, spell.is_event);
        }
        tally.curve(24.0)
    });
    println!("rows {ROWS}, steps {}, best of 5, one thread", drawn.steps().len());
    println!("sort_by of the rows        {sort:.3} s");
    println!("curve                      {curve:.3} s, {:.2} of sort_by", curve / sort);
    println!("curve counted by the hour  {counted:.3} s, {:.2} of sort_by", counted / sort);
    println!("median, its band, on time  {figures:.3} s");
}
