//! A table of a pack: CSV with a header, each line known by its number.

use crate::{PackFault, PackFiles};
use std::collections::HashMap;

/// A CSV file of a pack, its header checked.
#[derive(Debug)]
pub struct Sheet {
    name: String,
    columns: HashMap<String, usize>,
    lines: Vec<(u64, csv::StringRecord)>,
}

/// A line of a [`Sheet`].
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    sheet: &'a Sheet,
    number: u64,
    record: &'a csv::StringRecord,
}

impl Sheet {
    /// Reads `name`. Lines that cannot be read go to `faults`, the others are kept.
    pub fn read(files: &PackFiles, name: &str, required: &[&str], faults: &mut Vec<PackFault>) -> Self {
        let mut sheet = Self { name: name.to_owned(), columns: HashMap::new(), lines: Vec::new() };
        let text = match files.text(name) {
            Ok(text) => text,
            Err(fault) => {
                faults.push(fault);
                return sheet;
            }
        };
        if let Some(line) = unclosed_quote(text) {
            faults.push(PackFault::new(name, line, "a quotation mark is never closed: the file may be cut"));
        }
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        match reader.headers() {
            Ok(header) => {
                sheet.columns =
                    header.iter().enumerate().map(|(place, name)| (name.trim().to_owned(), place)).collect();
            }
            Err(err) => faults.push(PackFault::new(name, 1, err.to_string())),
        }
        let missing = required.iter().filter(|column| !sheet.columns.contains_key(**column));
        faults.extend(missing.map(|column| PackFault::new(name, 1, format!("the column `{column}` is missing"))));
        let mut counter = LineCounter { text, place: 0, line: 1 };
        for record in reader.records() {
            match record {
                Ok(record) => sheet.lines.push((counter.line_of(record.position()), record)),
                Err(err) => faults.push(PackFault::new(name, counter.line_of(err.position()), words_of(&err))),
            }
        }
        sheet
    }

    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.lines.iter().map(|(number, record)| Line { sheet: self, number: *number, record })
    }
}

fn words_of(err: &csv::Error) -> String {
    let csv::ErrorKind::UnequalLengths { expected_len, len, .. } = err.kind() else { return err.to_string() };
    let cells = if *len == 1 { "cell" } else { "cells" };
    format!("the line has {len} {cells}, the header {expected_len}: it may be cut, or a comma needs quotation marks")
}

/// Line of the quotation mark that is still open at the end, if any.
fn unclosed_quote(text: &str) -> Option<u64> {
    let (mut opened, mut line, mut is_at_start) = (None, 1, true);
    for byte in text.bytes() {
        match (byte, opened) {
            // A doubled mark closes and opens again: nothing changes.
            (b'"', Some(_)) => opened = None,
            (b'"', None) if is_at_start => opened = Some(line),
            _ => {}
        }
        // After a closing mark, another one is the second of a pair.
        is_at_start = matches!(byte, b',' | b'\n' | b'"');
        line += u64::from(byte == b'\n');
    }
    opened
}

/// Counts lines by bytes: the reader itself stands before the end of the previous line, whatever ends it.
struct LineCounter<'a> {
    text: &'a str,
    place: usize,
    line: u64,
}

impl LineCounter<'_> {
    fn line_of(&mut self, position: Option<&csv::Position>) -> u64 {
        let start = position.map_or(self.place, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX));
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let start = start + rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = self.text.as_bytes().get(self.place..start).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.place = self.place.max(start);
        self.line
    }
}

impl<'a> Line<'a> {
    /// The words of a column, without the spaces around; empty when there is none.
    pub fn get(&self, column: &str) -> &'a str {
        let place = self.sheet.columns.get(column);
        place.and_then(|place| self.record.get(*place)).unwrap_or("").trim()
    }

    pub fn number(&self) -> u64 {
        self.number
    }

    /// A fault of this line.
    pub fn fault(&self, message: impl Into<String>) -> PackFault {
        PackFault::new(self.sheet.name.clone(), self.number, message)
    }

    /// The words of a column that must have some.
    pub fn require(&self, column: &str, faults: &mut Vec<PackFault>) -> &'a str {
        let words = self.get(column);
        if words.is_empty() {
            faults.push(self.fault(format!("`{column}` is empty")));
        }
        words
    }

    /// The value of a column that must be one of `offered`.
    pub fn choose<T: Copy>(&self, column: &str, offered: &[(&str, T)], faults: &mut Vec<PackFault>) -> Option<T> {
        let words = self.get(column);
        let chosen = offered.iter().find(|(word, _)| *word == words).map(|(_, value)| *value);
        if chosen.is_none() {
            let choices: Vec<&str> = offered.iter().map(|(word, _)| *word).collect();
            faults.push(self.fault(format!("`{column}` is `{words}`; it must be one of: {}", choices.join(", "))));
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_cut(text: &str, expected: Option<&str>) {
        let mut files = PackFiles::default();
        files.insert("a.csv", text);
        let mut faults = Vec::new();
        Sheet::read(&files, "a.csv", &["a", "b"], &mut faults);
        assert_eq!(faults.first().map(ToString::to_string).as_deref(), expected, "{text:?}");
    }

    #[test]
    fn a_file_that_was_cut_is_told_from_a_whole_one() {
        check_cut("a,b\n1,2\n", None);
        check_cut("a,b\n1,2", None);
        check_cut("a,b\n1,\"x, \"\"y\"\"\nz\"\n", None);
        check_cut("a,b\n1,\"\"\n", None);
        check_cut("a,b\n1,12\" pipe\n", None);
        let cells = "a.csv:3: the line has 1 cell, the header 2: it may be cut, or a comma needs quotation marks";
        check_cut("a,b\n1,2\n3", Some(cells));
        let quote = "a.csv:2: a quotation mark is never closed: the file may be cut";
        check_cut("a,b\n1,\"x\n2,y\n", Some(quote));
        check_cut("a,b\n1,\"x, \"\"y\"\"", Some(quote));
    }

    #[test]
    fn every_fault_has_its_line() {
        let mut files = PackFiles::default();
        files.insert("units.csv", "\u{feff}code,kind\r\nA,borough\r\nB\r\n,castle\r\n");
        let mut faults = Vec::new();
        let sheet = Sheet::read(&files, "units.csv", &["code", "kind", "phone"], &mut faults);
        for line in sheet.lines() {
            line.require("code", &mut faults);
            line.choose("kind", &[("borough", 1), ("central", 2)], &mut faults);
        }
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(faults.len(), 4, "{faults:?}");
        assert_eq!(faults[0], "units.csv:1: the column `phone` is missing");
        assert!(faults[1].starts_with("units.csv:3: "), "{}", faults[1]);
        assert_eq!(faults[2], "units.csv:4: `code` is empty");
        assert_eq!(faults[3], "units.csv:4: `kind` is `castle`; it must be one of: borough, central");
    }
}
