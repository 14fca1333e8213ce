//! What changed between two versions of an article, line by line.

use crate::file::Texts;
use similar::{ChangeTag, TextDiff};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Kept,
    Added,
    Removed,
    /// Lines that did not change were left out here.
    Gap,
}

impl Change {
    pub fn code(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Gap => "gap",
        }
    }
}

/// A line of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub change: Change,
    pub text: String,
}

/// Lines around a change that are shown with it.
const AROUND: usize = 2;

/// The lines that changed from one text to another, with those around them; none when they are the same.
pub fn lines(from: &str, to: &str) -> Vec<Line> {
    let diff = TextDiff::from_lines(from, to);
    let mut lines = Vec::new();
    for group in diff.grouped_ops(AROUND) {
        if !lines.is_empty() {
            lines.push(Line { change: Change::Gap, text: String::new() });
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let tag = match change.tag() {
                ChangeTag::Equal => Change::Kept,
                ChangeTag::Insert => Change::Added,
                ChangeTag::Delete => Change::Removed,
            };
            lines.push(Line { change: tag, text: change.value().trim_end_matches('\n').to_owned() });
        }
    }
    lines
}

/// What changed in French, then in English.
pub fn between(from: &Texts, to: &Texts) -> [Vec<Line>; 2] {
    let english = |texts: &Texts| texts.en.clone().unwrap_or_default();
    [lines(&from.fr, &to.fr), lines(&english(from), &english(to))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_shown_with_what_is_around() {
        let from = "a\nb\nc\nd\ne\nf\ng\nh\ni\n";
        let shown: Vec<String> = lines(from, &from.replace("b\n", "B\n").replace("h\n", ""))
            .into_iter()
            .map(|line| format!("{} {}", line.change.code(), line.text))
            .collect();
        let expected =
            ["kept a", "removed b", "added B", "kept c", "kept d", "gap ", "kept f", "kept g", "removed h", "kept i"];
        assert_eq!(shown, expected);
        assert_eq!(lines(from, from), []);
    }
}
