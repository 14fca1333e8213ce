//! The cells of a line of CSV, read and written (RFC 4180).

/// The cells of a line: one text, and where each ends in it. Kept from one line to the next, it allocates nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cells {
    text: String,
    ends: Vec<usize>,
}

impl Cells {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub fn get(&self, place: usize) -> &str {
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(place).copied().unwrap_or(start);
        self.text.get(start..end).unwrap_or_default()
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|place| self.get(place))
    }

    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    fn end(&mut self) {
        self.ends.push(self.text.len());
    }

    /// Takes the cells of `line`, its end of line apart.
    pub fn read(&mut self, line: &str) {
        self.clear();
        let line = line.strip_suffix('\n').unwrap_or(line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.contains('"') {
            self.read_quoted(line);
            return;
        }
        for cell in line.split(',') {
            self.text.push_str(cell);
            self.end();
        }
    }

    /// A quote opens at the start of a cell, closes before its end, and is written twice inside.
    fn read_quoted(&mut self, line: &str) {
        let mut rest = line;
        loop {
            if let Some(mut inside) = rest.strip_prefix('"') {
                loop {
                    let (words, after) = inside.split_once('"').unwrap_or((inside, ""));
                    self.text.push_str(words);
                    inside = after;
                    match inside.strip_prefix('"') {
                        Some(after) => {
                            self.text.push('"');
                            inside = after;
                        }
                        None => break,
                    }
                }
                rest = inside;
            }
            let (words, after) = match rest.split_once(',') {
                Some((words, after)) => (words, Some(after)),
                None => (rest, None),
            };
            self.text.push_str(words);
            self.end();
            match after {
                Some(after) => rest = after,
                None => return,
            }
        }
    }
}

/// Writes a cell; it is quoted when it must be.
pub fn write_cell(out: &mut String, cell: &str) {
    if cell.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        out.push('"');
        for (rank, part) in cell.split('"').enumerate() {
            if rank > 0 {
                out.push_str("\"\"");
            }
            out.push_str(part);
        }
        out.push('"');
    } else {
        out.push_str(cell);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(line: &str, expected: &[&str]) {
        let mut cells = Cells::default();
        cells.read(line);
        assert_eq!(cells.iter().collect::<Vec<_>>(), expected, "{line:?}");
    }

    #[test]
    fn cells_are_read_as_they_were_meant() {
        check("a,,c\r\n", &["a", "", "c"]);
        check("", &[""]);
        check("\"a,b\",\"c\"\"d\"\"\",\"\"\n", &["a,b", "c\"d\"", ""]);
        check("\"two\r\nlines\",x", &["two\r\nlines", "x"]);
        check("pipe of 5\",x", &["pipe of 5\"", "x"]);
        check("\"never closed,x", &["never closed,x"]);
        check("\"a\"b,c", &["ab", "c"]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(row in prop::collection::vec("[a-zé,\"\r\n ;\u{1f}]{0,12}", 1..8)) {
            let mut line = String::new();
            for (rank, cell) in row.iter().enumerate() {
                if rank > 0 { line.push(','); }
                write_cell(&mut line, cell);
            }
            line.push_str("\r\n");
            let mut cells = Cells::default();
            cells.read(&line);
            prop_assert_eq!(cells.iter().collect::<Vec<_>>(), row);
        }

        #[test]
        fn no_line_is_a_trouble(line in "\\PC{0,80}") {
            let mut cells = Cells::default();
            cells.read(&line);
            prop_assert!(!cells.is_empty());
        }
    }
}
