//! A dot for what was seen, a bar for its interval, a mark for what was promised: rows of a table that draws itself.
//!
//! Positions are percentages of one scale for every row of a chart.

/// A position or a length, in percent of the scale.
pub type Percent = f64;

/// A chart, its scale drawn once in its head.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chart {
    pub caption: String,
    /// Head of the column of names.
    pub head: String,
    /// What the drawing shows, for those who do not see it.
    pub drawing: String,
    /// Head of the column of the figures drawn.
    pub figures: String,
    /// Head of one more column; empty when there is none.
    pub more: String,
    /// Head of the column of counts.
    pub n: String,
    pub ticks: Vec<Tick>,
    pub rows: Vec<Row>,
    /// Words of the legend for the mark of the promise; empty when nothing is promised.
    pub promise: String,
}

/// A mark of the scale: a line of the grid, and its words in the head.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    pub at: Percent,
    pub words: String,
    /// How the words stand to the line: those of the ends stay inside the drawing.
    pub anchor: &'static str,
}

impl Tick {
    pub fn new(at: Percent, words: String) -> Self {
        let anchor = if at <= 0.0 {
            "start"
        } else if at >= 100.0 {
            "end"
        } else {
            "middle"
        };
        Self { at, words, anchor }
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    pub name: String,
    /// Path of what is said further of it, in the reader's language; empty when there is nothing.
    pub link: String,
    /// A sentence under the name.
    pub note: String,
    pub range: Option<(Percent, Percent)>,
    pub dot: Option<Percent>,
    pub promise: Option<Percent>,
    pub strong: String,
    pub rest: String,
    pub more: String,
    pub n: String,
    /// Nothing is drawn, and `strong` says why.
    pub is_withheld: bool,
}

/// A scale from nothing to `top`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    top: f64,
    step: f64,
}

/// Parts of a scale, at most: more marks would touch on a telephone.
const MOST_TICKS: f64 = 5.0;

impl Scale {
    /// A scale that holds `largest`, whose marks fall on round numbers.
    pub fn holding(largest: f64) -> Self {
        let largest = if largest.is_finite() { largest.max(1.0) } else { 1.0 };
        let rough = largest / MOST_TICKS;
        let power = 10.0_f64.powf(rough.log10().floor());
        let round = [1.0, 2.0, 5.0, 10.0].into_iter().find(|round| round * power >= rough).unwrap_or(10.0);
        let step = round * power;
        Self { top: (largest / step).ceil() * step, step }
    }

    pub fn at(self, value: f64) -> Percent {
        (value / self.top * 100.0).clamp(0.0, 100.0)
    }

    /// Marks from nothing to the top.
    pub fn ticks(self) -> Vec<f64> {
        let count = (self.top / self.step).round() as u32;
        (0..=count).map(|rank| f64::from(rank) * self.step).collect()
    }
}

/// From nothing to all.
pub const WHOLE: Scale = Scale { top: 1.0, step: 0.25 };

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(largest: f64, expected: &[f64]) {
        let ticks = Scale::holding(largest).ticks();
        let is_near =
            ticks.len() == expected.len() && ticks.iter().zip(expected).all(|(one, other)| (one - other).abs() < 1e-9);
        assert!(is_near, "{largest}: {ticks:?}");
    }

    #[test]
    fn scales_have_round_marks_and_hold_what_they_show() {
        check(0.0, &[0.0, 0.2, 0.4, 0.6, 0.8, 1.0]);
        check(9.0, &[0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
        check(19.0, &[0.0, 5.0, 10.0, 15.0, 20.0]);
        check(340.0, &[0.0, 100.0, 200.0, 300.0, 400.0]);
        check(f64::INFINITY, &[0.0, 0.2, 0.4, 0.6, 0.8, 1.0]);
        let near = |got: f64, expected: f64| assert!((got - expected).abs() < 1e-9, "{got} is not {expected}");
        near(Scale::holding(10.0).at(25.0), 100.0);
        near(WHOLE.at(0.25), 25.0);
        assert_eq!(WHOLE.ticks(), [0.0, 0.25, 0.5, 0.75, 1.0]);
        let anchors = [0.0, 50.0, 100.0].map(|at| Tick::new(at, String::new()).anchor);
        assert_eq!(anchors, ["start", "middle", "end"]);
    }
}
