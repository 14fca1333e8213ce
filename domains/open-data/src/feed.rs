//! A file read batch by batch, compressed or not, from where the last import of it ended.

use crate::{
    book::{Book, Spelling},
    cells::Cells,
    columns::Header,
    lines::{Damage, Lines},
    reading::{Rejection, Row, RowReader},
    store::Mark,
};
use base::{Id, Moment};
use flate2::read::MultiGzDecoder;
use std::{
    fs::File,
    io::{self, BufReader, Cursor, Read},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use web::App;

/// Lines of a batch, which one commit keeps. Few in tests, so that a small file has several.
pub const LINES_IN_BATCH: usize = if cfg!(test) { 50 } else { 20_000 };
const GZIP: [u8; 2] = [0x1f, 0x8b];
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A line that is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Of the text, 1 first.
    pub line: u64,
    pub reason: Rejection,
    /// The line as it came.
    pub text: String,
}

/// What one commit keeps.
#[derive(Debug, Default)]
pub struct Batch {
    pub rows: Vec<Row>,
    /// Line of each row.
    pub lines: Vec<u64>,
    pub rejected: Vec<Rejected>,
    /// Spellings met for the first time.
    pub spellings: Vec<Spelling>,
    /// Where the next line begins, and the CRC-32 of what stands before.
    pub position: u64,
    pub checksum: u32,
}

#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    #[error(transparent)]
    File(#[from] io::Error),
    #[error("it is not a 311 file of Montréal: these columns are missing: {}", .0.join(", "))]
    OtherFormat(Vec<&'static str>),
    #[error("the file is empty")]
    Empty,
}

/// Counts what is read of the file itself, before it is decompressed.
struct Counted<R> {
    source: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(room)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

type Source = Box<dyn Read + Send>;

/// The lines of `path`, decompressed when it begins as a gzip file does.
fn lines_of(path: &Path, read: &Arc<AtomicU64>) -> io::Result<Lines<Source>> {
    let mut file = Counted { source: File::open(path)?, read: Arc::clone(read) };
    let mut start = Vec::new();
    file.by_ref().take(GZIP.len() as u64).read_to_end(&mut start)?;
    let is_gzip = start == GZIP;
    let whole = Cursor::new(start).chain(file);
    let source: Source = if is_gzip {
        Box::new(MultiGzDecoder::new(BufReader::with_capacity(64 * 1024, whole)))
    } else {
        Box::new(whole)
    };
    Ok(Lines::new(source))
}

/// A file being read.
pub struct Feed {
    app: App,
    now: Moment,
    lines: Lines<Source>,
    rows: RowReader,
    cells: Cells,
}

impl Feed {
    /// Opens a file and reads its header. `read` counts its bytes as they are read.
    pub fn open(
        app: &App,
        path: &Path,
        (book, batch): (Book, Id),
        (now, read): (Moment, &Arc<AtomicU64>),
    ) -> Result<Self, FeedError> {
        let mut lines = lines_of(path, read)?;
        let mut cells = Cells::default();
        let header = lines.next_line()?.ok_or(FeedError::Empty)?;
        let bytes = header.bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(header.bytes);
        cells.read(&String::from_utf8_lossy(bytes));
        let header = Header::read(&cells).map_err(FeedError::OtherFormat)?;
        Ok(Self { app: app.clone(), now, lines, rows: RowReader::new(header, book, batch), cells })
    }

    /// Columns that are left aside.
    pub fn strangers(&self) -> &[String] {
        &self.rows.header.strangers
    }

    /// Goes to where an import ended; answers false when what stands before is not what it had read.
    pub fn skip_to(&mut self, mark: Mark) -> io::Result<bool> {
        while self.lines.position() < mark.position {
            let Some(line) = self.lines.next_line()? else { return Ok(false) };
            if let (None, Ok(text)) = (line.damage, str::from_utf8(line.bytes)) {
                self.cells.read(text);
                self.rows.pass(text, &self.cells);
            }
        }
        Ok(self.lines.position() == mark.position && self.lines.checksum() == mark.checksum)
    }

    /// The next batch; an empty one at the end of the file. After an error, what was read before it is in `batch`.
    pub fn fill(&mut self, batch: &mut Batch) -> io::Result<()> {
        batch.rows.reserve(LINES_IN_BATCH);
        let filled = self.fill_lines(batch);
        batch.spellings = self.rows.book.take_new();
        batch.position = self.lines.position();
        batch.checksum = self.lines.checksum();
        filled
    }

    fn fill_lines(&mut self, batch: &mut Batch) -> io::Result<()> {
        while batch.rows.len() + batch.rejected.len() < LINES_IN_BATCH {
            let Some(line) = self.lines.next_line()? else { return Ok(()) };
            if line.bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let id = self.app.ids().make(self.now);
            let read = match (line.damage, str::from_utf8(line.bytes)) {
                (Some(Damage::Unclosed), _) => Err(Rejection::Unclosed),
                (Some(Damage::TooLong), _) => Err(Rejection::TooLong),
                (None, Err(_)) => Err(Rejection::NotUtf8),
                (None, Ok(text)) => {
                    self.cells.read(text);
                    self.rows.read(text, &self.cells, id)
                }
            };
            match read {
                Ok(row) => {
                    batch.rows.push(row);
                    batch.lines.push(line.number);
                }
                Err(reason) => {
                    let text = String::from_utf8_lossy(line.bytes).trim_end().to_owned();
                    batch.rejected.push(Rejected { line: line.number, reason, text });
                }
            }
        }
        Ok(())
    }
}
