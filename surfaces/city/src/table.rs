//! A CSV file of the city, row by row: what a row does not touch stays byte for byte as it was written.

use std::ops::Range;

/// A row, its header included: where it stands and what its cells say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Line of the file where it begins, 1 first, as faults say it.
    pub line: u64,
    pub cells: Vec<String>,
    bytes: Range<usize>,
}

/// A CSV file whose first row names the columns. Lines before it that begin with `#` are passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    text: String,
    pub columns: Vec<String>,
    rows: Vec<Row>,
}

const MARK: char = '\u{feff}';
/// What a spreadsheet would take for a formula at the start of a cell.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Lines before the header, in bytes.
fn preamble(text: &str) -> usize {
    let start = text.len() - text.trim_start_matches(MARK).len();
    let rest = text.get(start..).unwrap_or_default();
    start + rest.split_inclusive('\n').take_while(|line| line.starts_with('#')).map(str::len).sum::<usize>()
}

fn encode(cells: &[String]) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    // A vector takes everything, and the one row has no other to differ from.
    let _ = writer.write_record(cells);
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default().trim_end_matches('\n').to_owned()
}

impl Table {
    /// Reads a text; none when it is no CSV with a header.
    pub fn read(text: &str) -> Option<Self> {
        let start = preamble(text);
        let body = text.get(start..)?;
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(body.as_bytes());
        let mut rows = Vec::new();
        let mut record = csv::StringRecord::new();
        let (mut counted, mut line) = (0, 1);
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(_) => return None,
            }
            let from = start + usize::try_from(record.position()?.byte()).ok()?;
            let to = start + usize::try_from(reader.position().byte()).ok()?;
            // The reader stands before the end of the line before, whatever ends it.
            let blank = text.get(from..to)?.bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let from = from + blank;
            line += text.get(counted..from)?.matches('\n').count() as u64;
            counted = from;
            let length = text.get(from..to)?.trim_end_matches(['\r', '\n']).len();
            rows.push(Row { line, cells: record.iter().map(str::to_owned).collect(), bytes: from..from + length });
        }
        if rows.is_empty() {
            return None;
        }
        let header = rows.remove(0);
        let columns: Vec<String> = header.cells.iter().map(|name| name.trim().to_owned()).collect();
        Some(Self { text: text.to_owned(), columns, rows })
    }

    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The row that begins at a line, or holds it.
    pub fn row_at(&self, line: u64) -> Option<&Row> {
        let row = self.rows.iter().rev().find(|row| row.line <= line)?;
        let length = self.text.get(row.bytes.clone()).unwrap_or_default().matches('\n').count() as u64;
        (line <= row.line + length).then_some(row)
    }

    fn ending(&self) -> &'static str {
        if self.text.contains("\r\n") { "\r\n" } else { "\n" }
    }

    /// The text with other cells in a row.
    pub fn with(&self, row: &Row, cells: &[String]) -> String {
        let (before, after) = (self.text.get(..row.bytes.start), self.text.get(row.bytes.end..));
        [before.unwrap_or_default(), &encode(cells), after.unwrap_or_default()].concat()
    }

    /// The text with one more row, the last.
    pub fn with_new(&self, cells: &[String]) -> String {
        let ending = self.ending();
        let gap = if self.text.ends_with('\n') { "" } else { ending };
        [self.text.as_str(), gap, &encode(cells), ending].concat()
    }

    /// The text without a row.
    pub fn without(&self, row: &Row) -> String {
        let (before, after) = (self.text.get(..row.bytes.start), self.text.get(row.bytes.end..));
        let after = after.unwrap_or_default();
        let after = after.strip_prefix("\r\n").or_else(|| after.strip_prefix('\n')).unwrap_or(after);
        [before.unwrap_or_default(), after].concat()
    }
}

/// Every cell of a CSV text through `change`; a text that is no CSV stays as it is.
fn each_cell(text: &str, change: impl Fn(&str) -> String) -> String {
    let Some(table) = Table::read(text) else { return text.to_owned() };
    let (mut changed, mut place) = (String::with_capacity(text.len()), 0);
    for row in &table.rows {
        let cells: Vec<String> = row.cells.iter().map(|cell| change(cell)).collect();
        if cells != row.cells {
            changed.push_str(text.get(place..row.bytes.start).unwrap_or_default());
            changed.push_str(&encode(&cells));
            place = row.bytes.end;
        }
    }
    changed.push_str(text.get(place..).unwrap_or_default());
    changed
}

/// The text as a spreadsheet may open it: what it would take for a formula has an apostrophe before.
pub fn for_spreadsheet(text: &str) -> String {
    each_cell(text, |cell| if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell.to_owned() })
}

/// A text that comes back from a spreadsheet, without the apostrophes of [`for_spreadsheet`].
pub fn from_spreadsheet(text: &str) -> String {
    each_cell(text, |cell| match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(FORMULA) => rest.to_owned(),
        Some(_) | None => cell.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\u{feff}# version 1\ncode,name\r\na,\"Une, deux\"\r\n\r\nb,\"Sur\ndeux lignes\"\r\nc,\r\n";

    fn cells(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn rows_are_known_by_their_line_and_the_rest_stays_as_it_was() {
        let table = Table::read(TEXT).unwrap();
        assert_eq!(table.columns, ["code", "name"]);
        let lines: Vec<u64> = table.rows().iter().map(|row| row.line).collect();
        assert_eq!(lines, [3, 5, 7]);
        assert_eq!(table.row_at(6).unwrap().cells, ["b", "Sur\ndeux lignes"]);
        assert_eq!(table.row_at(2), None);
        let row = table.row_at(3).unwrap();
        assert_eq!(table.with(row, &cells(&["a", "Un \"mot\""])), TEXT.replace("\"Une, deux\"", "\"Un \"\"mot\"\"\""));
        assert_eq!(table.with(row, &row.cells), TEXT);
        assert_eq!(table.with_new(&cells(&["d", ""])), format!("{TEXT}d,\r\n"));
        assert_eq!(table.without(row), TEXT.replace("a,\"Une, deux\"\r\n", ""));
        assert_eq!(Table::read(""), None);
    }

    #[test]
    fn the_last_row_may_lack_its_end() {
        let table = Table::read("a,b\n1,2").unwrap();
        let row = table.row_at(2).unwrap();
        assert_eq!(table.with(row, &cells(&["1", "3"])), "a,b\n1,3");
        assert_eq!(table.with_new(&cells(&["", ""])), "a,b\n1,2\n,\n");
        assert_eq!(table.without(row), "a,b\n");
    }

    #[test]
    fn a_formula_is_neutral_in_a_spreadsheet_and_comes_back_as_it_was() {
        let text = "code,name\r\n=1+1,'entre apostrophes'\r\nb,\"-2, ou @moi\"\r\n";
        let opened = for_spreadsheet(text);
        assert_eq!(opened, "code,name\r\n'=1+1,'entre apostrophes'\r\nb,\"'-2, ou @moi\"\r\n");
        assert_eq!(from_spreadsheet(&opened), text);
        assert_eq!(for_spreadsheet("a,b\n1,2\n"), "a,b\n1,2\n");
    }
}
