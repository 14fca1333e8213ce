//! How far a long command is: a bar on a terminal, a plain line now and then elsewhere.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal, Write};

/// Told how far the work is, says it when there is something new to say.
pub struct Meter {
    bar: Option<ProgressBar>,
    name: String,
    /// Tenths that were said.
    said: u64,
}

impl Meter {
    /// Work of `total` steps; 0 when nobody knows how many.
    pub fn new(name: &str, total: u64) -> Self {
        let template = if total == 0 { "{spinner} {msg}" } else { "{wide_bar} {percent:>3} % {msg} {eta}" };
        let bar = io::stderr().is_terminal().then(|| ProgressBar::new(total));
        let bar = bar.map(|bar| match ProgressStyle::with_template(template) {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        });
        Self { bar, name: name.to_owned(), said: 0 }
    }

    /// Says that `done` of `total` steps are done.
    pub fn tell(&mut self, done: u64, total: u64, words: String) {
        if let Some(bar) = &self.bar {
            bar.set_length(total);
            bar.set_position(done);
            bar.set_message(words);
            return;
        }
        let tenths = if total == 0 { 0 } else { done.saturating_mul(10) / total };
        if tenths > self.said && tenths < 10 {
            self.said = tenths;
            // The work goes on when nobody can read how far it is.
            let _ = writeln!(io::stderr(), "{}: {}0 %, {words}", self.name, tenths);
        }
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// A number with its thousands apart: `3,034,731`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| str::from_utf8(group).unwrap_or_default()).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_stand_apart() {
        for (number, expected) in [(0, "0"), (999, "999"), (1_000, "1,000"), (3_034_731, "3,034,731")] {
            assert_eq!(grouped(number), expected);
        }
    }
}
