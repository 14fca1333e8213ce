//! The lines of a file, one at a time, in constant memory, whatever the file holds.
//!
//! A line of CSV may go over several lines of text, inside quotes. A quote that is never closed spoils its own line
//! only: the next line of text begins anew.

use flate2::Crc;
use std::io::{self, Read};

/// Longest line, in bytes: real ones have some 300.
const LONGEST: usize = 64 * 1024;
/// Lines of text that quotes may hold together.
const MOST_LINES: usize = 50;
const BUFFER: usize = 1024 * 1024;

/// What is wrong with a line before its cells are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// A quote opens and does not close.
    Unclosed,
    TooLong,
}

/// A line as it stands in the file, with its end of line.
#[derive(Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Of its first line of text; 1 first.
    pub number: u64,
    pub bytes: &'a [u8],
    pub damage: Option<Damage>,
}

/// Reads lines and knows how far it went.
pub struct Lines<R> {
    source: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    is_over: bool,
    position: u64,
    /// Lines of text passed.
    passed: u64,
    checksum: Crc,
}

impl<R: Read> Lines<R> {
    pub fn new(source: R) -> Self {
        let buffer = vec![0; BUFFER];
        Self { source, buffer, start: 0, end: 0, is_over: false, position: 0, passed: 0, checksum: Crc::new() }
    }

    /// Bytes of the lines that were given.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// CRC-32 of those bytes.
    pub fn checksum(&self) -> u32 {
        self.checksum.sum()
    }

    /// The next line; none at the end of the file.
    pub fn next_line(&mut self) -> io::Result<Option<Line<'_>>> {
        let (length, damage) = loop {
            let window = self.buffer.get(self.start..self.end).unwrap_or_default();
            if window.is_empty() && self.is_over {
                return Ok(None);
            }
            match measure(window, self.is_over) {
                Some(measured) => break measured,
                None => self.fill()?,
            }
        };
        let number = self.passed + 1;
        let range = self.start..self.start + length;
        self.start += length;
        self.position += length as u64;
        let bytes = self.buffer.get(range).unwrap_or_default();
        self.checksum.update(bytes);
        self.passed += (bytes.iter().filter(|byte| **byte == b'\n').count() as u64).max(1);
        Ok(Some(Line { number, bytes, damage }))
    }

    fn fill(&mut self) -> io::Result<()> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        let room = self.buffer.get_mut(self.end..).unwrap_or_default();
        match self.source.read(room) {
            Ok(0) => self.is_over = true,
            Ok(read) => self.end += read,
            Err(err) if err.kind() == io::ErrorKind::Interrupted => {}
            Err(err) => return Err(err),
        }
        Ok(())
    }
}

/// How long the line at the start of `window` is, and its damage; none when more must be read to know.
fn measure(window: &[u8], is_over: bool) -> Option<(usize, Option<Damage>)> {
    let near = window.get(..LONGEST).unwrap_or(window);
    let is_all = is_over && near.len() == window.len();
    let first = near.iter().position(|byte| *byte == b'\n').map(|place| place + 1);
    let first_line = near.get(..first.unwrap_or(near.len())).unwrap_or_default();
    if first.is_none() && !is_all {
        return (near.len() == LONGEST).then_some((LONGEST, Some(Damage::TooLong)));
    }
    if !first_line.contains(&b'"') {
        return Some((first_line.len(), None));
    }
    match closing(near) {
        Closing::At(end) => Some((end, None)),
        Closing::Nowhere if is_all => Some((near.len(), None)),
        Closing::Inside if is_all => Some((first_line.len(), Some(Damage::Unclosed))),
        Closing::TooFar => Some((first_line.len(), Some(Damage::Unclosed))),
        Closing::Nowhere | Closing::Inside => {
            (near.len() == LONGEST).then_some((first_line.len(), Some(Damage::Unclosed)))
        }
    }
}

/// Where the line ends, its quotes considered.
enum Closing {
    At(usize),
    /// The bytes end outside quotes.
    Nowhere,
    /// The bytes end inside quotes.
    Inside,
    /// Too many lines of text inside quotes.
    TooFar,
}

fn closing(bytes: &[u8]) -> Closing {
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum At {
        CellStart,
        Bare,
        Quoted,
        /// After a quote inside quotes: it closes, or is the first of two.
        Quote,
    }
    let (mut at, mut lines) = (At::CellStart, 0);
    for (place, byte) in bytes.iter().enumerate() {
        at = match (at, byte) {
            (At::Quoted, b'"') => At::Quote,
            (At::Quoted, b'\n') if lines == MOST_LINES => return Closing::TooFar,
            (At::Quoted, b'\n') => {
                lines += 1;
                At::Quoted
            }
            (At::CellStart | At::Quote, b'"') | (At::Quoted, _) => At::Quoted,
            (At::CellStart | At::Bare | At::Quote, b'\n') => return Closing::At(place + 1),
            (At::CellStart | At::Bare | At::Quote, b',') => At::CellStart,
            (At::CellStart | At::Bare | At::Quote, _) => At::Bare,
        };
    }
    if at == At::Quoted { Closing::Inside } else { Closing::Nowhere }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Gives few bytes at a time, as a pipe does.
    struct Drip<'a>(&'a [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            let (now, later) = self.0.split_at(self.1.min(self.0.len()).min(room.len()));
            room[..now.len()].copy_from_slice(now);
            self.0 = later;
            Ok(now.len())
        }
    }

    fn lines(bytes: &[u8], drip: usize) -> Vec<(u64, Vec<u8>, Option<Damage>)> {
        let mut lines = Lines::new(Drip(bytes, drip));
        let mut found = Vec::new();
        while let Some(line) = lines.next_line().unwrap() {
            found.push((line.number, line.bytes.to_vec(), line.damage));
        }
        assert_eq!(lines.position(), bytes.len() as u64);
        found
    }

    #[track_caller]
    fn check(text: &str, expected: &[(u64, &str, Option<Damage>)]) {
        for drip in [1, 7, 4_096] {
            let found = lines(text.as_bytes(), drip);
            let found: Vec<_> = found
                .iter()
                .map(|(number, bytes, damage)| (*number, str::from_utf8(bytes).unwrap(), *damage))
                .collect();
            assert_eq!(found, expected, "{text:?}");
        }
    }

    #[test]
    fn lines_end_where_their_quotes_allow() {
        check("a,b\r\nc\n\nd", &[(1, "a,b\r\n", None), (2, "c\n", None), (3, "\n", None), (4, "d", None)]);
        check("\"a\nb\",c\nd\n", &[(1, "\"a\nb\",c\n", None), (3, "d\n", None)]);
        check("5\" pipe\nd\n", &[(1, "5\" pipe\n", None), (2, "d\n", None)]);
        check("a,\"b\"\"\n\"\nd\n", &[(1, "a,\"b\"\"\n\"\n", None), (3, "d\n", None)]);
        check("", &[]);
    }

    #[test]
    fn a_quote_that_never_closes_spoils_one_line() {
        check("a\n\"b,c\nd\n", &[(1, "a\n", None), (2, "\"b,c\n", Some(Damage::Unclosed)), (3, "d\n", None)]);
        let far = format!("\"b\n{}", "d\n".repeat(200));
        let found = lines(far.as_bytes(), 1_000);
        assert_eq!(found.len(), 201);
        assert_eq!(found[0].2, Some(Damage::Unclosed));
        assert!(found[1..].iter().all(|(_, bytes, damage)| bytes == b"d\n" && damage.is_none()));
    }

    #[test]
    fn a_line_without_end_takes_no_more_memory_than_another() {
        let long = vec![b'x'; 5 * LONGEST + 3];
        let found = lines(&long, 100_000);
        assert_eq!(found.len(), 6);
        assert!(found.iter().take(5).all(|(_, bytes, damage)| bytes.len() == LONGEST && damage.is_some()));
    }

    proptest! {
        #[test]
        fn no_byte_is_lost_whatever_the_file(bytes in prop::collection::vec(prop::sample::select(b"a,\"\n\r\xff".as_slice()), 0..400), drip in 1..50_usize) {
            let found = lines(&bytes, drip);
            prop_assert_eq!(found.into_iter().flat_map(|(_, bytes, _)| bytes).collect::<Vec<_>>(), bytes);
        }

        #[test]
        fn lines_are_those_of_another_reader(rows in prop::collection::vec(prop::collection::vec("[a-z,\"\n]{0,6}", 2), 1..20)) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let bytes = writer.into_inner().unwrap();
            let mut cells = crate::cells::Cells::default();
            let mut read = Vec::new();
            for (_, line, damage) in lines(&bytes, 64) {
                prop_assert_eq!(damage, None);
                cells.read(str::from_utf8(&line).unwrap());
                read.push(cells.iter().map(str::to_owned).collect::<Vec<_>>());
            }
            prop_assert_eq!(read, rows);
        }
    }
}
