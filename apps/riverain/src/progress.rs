//! How far a long command is: a bar on a terminal, a line at each tenth elsewhere.

use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal, Write};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Bytes,
    Rows,
}

pub struct Progress {
    bar: Option<ProgressBar>,
    what: String,
    unit: Unit,
    /// Unknown when 0.
    total: u64,
    done: u64,
    /// Tenths that were said.
    said: u64,
}

impl Progress {
    /// `total` may be unknown: 0.
    pub fn new(what: &str, unit: Unit, total: u64) -> Self {
        let bar = io::stderr().is_terminal().then(|| bar(what, unit, total));
        Self { bar, what: what.to_owned(), unit, total, done: 0, said: 0 }
    }

    pub fn add(&mut self, count: u64) {
        self.reach(self.done + count, self.total);
    }

    /// `done` of `total` are done by now.
    pub fn reach(&mut self, done: u64, total: u64) {
        (self.done, self.total) = (done, total);
        if let Some(bar) = &self.bar {
            if total > 0 {
                bar.set_length(total);
            }
            bar.set_position(done);
            return;
        }
        let tenth = (self.done * 10).checked_div(self.total).unwrap_or(0);
        if tenth > self.said {
            self.said = tenth;
            // Nothing can be said when the error stream is closed, and nothing is lost.
            let _ = writeln!(io::stderr(), "{}: {} of {}", self.what, self.words(self.done), self.words(self.total));
        }
    }

    fn words(&self, count: u64) -> String {
        match self.unit {
            Unit::Bytes => HumanBytes(count).to_string(),
            Unit::Rows => HumanCount(count).to_string(),
        }
    }
}

impl Drop for Progress {
    /// What is on the terminal is for the time it lasts; what the command says of its end stays.
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar(what: &str, unit: Unit, total: u64) -> ProgressBar {
    let counts = match unit {
        Unit::Bytes => "{bytes} / {total_bytes}  {bytes_per_sec}",
        Unit::Rows => "{human_pos} / {human_len}  {per_sec}",
    };
    let bar = if total > 0 { ProgressBar::new(total) } else { ProgressBar::no_length() };
    let style = ProgressStyle::with_template(&format!("{{msg}} {{wide_bar:.cyan/blue}} {counts}  {{eta}}"));
    // A template of ours, tried by the first person who sees it; without it the bar keeps its own.
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.set_message(what.to_owned());
    bar
}
