//! What a published line says that its request cannot: kept beside it, so that an export writes the same line again.
//!
//! `10H4E2Z9␟25297128.29`: number of the column in two digits, its words, unit separators between.

use crate::columns::{Column, FIRST_COUNT, STATUS, STATUS_AT, UNIT};
use std::{fmt::Write, sync::Arc};

const SEPARATOR: char = '\u{1f}';

/// The words of a line, being gathered.
#[derive(Debug, Default)]
pub struct Extra(String);

impl Extra {
    /// Keeps the words of a column.
    pub fn note(&mut self, column: Column, words: &str) {
        if !self.0.is_empty() {
            self.0.push(SEPARATOR);
        }
        // Writing to a `String` cannot fail.
        let _ = write!(self.0, "{column:02}{words}");
    }

    /// Keeps the words of a column unless they are those expected.
    pub fn compare(&mut self, column: Column, words: &str, expected: &str) {
        if words != expected {
            self.note(column, words);
        }
    }

    /// Takes what was gathered, and begins anew.
    pub fn take(&mut self) -> Option<Arc<str>> {
        let words = (!self.0.is_empty()).then(|| self.0.as_str().into());
        self.0.clear();
        words
    }
}

/// What was kept of a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept<'a> {
    words: &'a str,
    /// Whether the request changed since its line was read.
    has_moved: bool,
}

impl<'a> Kept<'a> {
    pub fn new(words: &'a str, has_moved: bool) -> Self {
        Self { words, has_moved }
    }

    /// The words of a column, when they still hold.
    pub fn get(self, column: Column) -> Option<&'a str> {
        let lives = matches!(column, UNIT | STATUS | STATUS_AT) || (FIRST_COUNT..UNIT).contains(&column);
        if self.words.is_empty() || (lives && self.has_moved) {
            return None;
        }
        let of = |part: &'a str| {
            let (number, words) = part.split_at_checked(2)?;
            (number.parse() == Ok(column)).then_some(words)
        };
        self.words.split(SEPARATOR).find_map(of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::{POSTAL_CODE, X};

    #[test]
    fn words_are_found_by_their_column_as_long_as_they_hold() {
        let mut extra = Extra::default();
        extra.note(POSTAL_CODE, "H4E2Z9");
        extra.compare(X, "297128.29", "");
        extra.compare(STATUS, "", "Terminée");
        extra.compare(UNIT, "ANJOU", "ANJOU");
        let words = extra.take().unwrap();
        let kept = Kept::new(&words, false);
        assert_eq!([POSTAL_CODE, X, STATUS].map(|it| kept.get(it)), [Some("H4E2Z9"), Some("297128.29"), Some("")]);
        assert_eq!(kept.get(UNIT), None);
        let moved = Kept::new(&words, true);
        assert_eq!([POSTAL_CODE, STATUS].map(|it| moved.get(it)), [Some("H4E2Z9"), None]);
        assert_eq!(extra.take(), None);
    }
}
