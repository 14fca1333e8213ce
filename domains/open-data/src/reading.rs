//! A line of the City's file read as a request, or the reason why it cannot be.

use crate::{
    book::{self, Book, NameKind},
    cells::Cells,
    columns::{
        AREA, BOROUGH, CATEGORY, CHANNEL, COLUMNS, CORNER, Column, FIRST_COUNT, Header, ID, IS_DEFAULT_PLACE, LAT, LON,
        NATURE, OTHER_CORNER, PLACE_KIND, POSTAL_CODE, RECEIVED, STATUS, STATUS_AT, STREET, UNIT, X, Y,
    },
    extra::Extra,
    place::{Words, address_of, words_of},
    times::read_local,
};
use base::{Id, Moment, Point};
use catalogue::Answers;
use requests::{BulkRequest, Channel, Nature, Reference, Status};
use sha2::{Digest, Sha256};
use std::{collections::HashMap, fmt::Write, sync::Arc};

/// Why a line is left out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("the line is not UTF-8")]
    NotUtf8,
    #[error("a quote opens and is never closed")]
    Unclosed,
    #[error("the line is longer than 64 KiB")]
    TooLong,
    #[error("the line has {found} cells instead of {expected}: it may be cut")]
    Width { found: usize, expected: usize },
    #[error("the line holds a control character")]
    ControlCharacter,
    #[error("`{0}` is no request number")]
    Number(String),
    #[error("the nature `{0}` is unknown")]
    Nature(String),
    #[error("the category is missing")]
    CategoryMissing,
    #[error("{column} is `{words}`, which is no date of ours")]
    Date { column: &'static str, words: String },
    #[error("the channel `{0}` is unknown")]
    Channel(String),
    #[error("{column} is `{words}`, which is no number")]
    NotANumber { column: &'static str, words: String },
    #[error("the place has one coordinate and not the other")]
    HalfPlace,
    #[error("the place is outside the city")]
    Outside,
    #[error("the status `{0}` is unknown")]
    Status(String),
    #[error("a request made here already has this number")]
    NumberTaken,
}

impl Rejection {
    /// Word of the summary.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotUtf8 => "not UTF-8",
            Self::Unclosed => "quote never closed",
            Self::TooLong => "line too long",
            Self::Width { .. } => "wrong number of cells",
            Self::ControlCharacter => "control character",
            Self::Number(_) => "wrong request number",
            Self::Nature(_) => "unknown nature",
            Self::CategoryMissing => "no category",
            Self::Date { .. } => "wrong date",
            Self::Channel(_) => "unknown channel",
            Self::NotANumber { .. } => "wrong number",
            Self::HalfPlace => "half a place",
            Self::Outside => "outside the city",
            Self::Status(_) => "unknown status",
            Self::NumberTaken => "number taken by a request made here",
        }
    }
}

/// A request, and what of its line it cannot say.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub request: BulkRequest,
    pub extra: Option<Arc<str>>,
}

/// How far outside the city's own bounds a place may be, in degrees: bridges, banks, expressways.
const MARGIN: f64 = 0.05;
/// More people than this did not ask for one thing.
const MOST_REQUESTERS: u32 = 1_000_000;

/// Reads lines one after the other.
pub struct RowReader {
    pub header: Header,
    pub book: Book,
    /// The import they belong to.
    pub batch: Id,
    /// How often each line without number came, by the start of its fingerprint.
    same: HashMap<u64, u32>,
    extra: Extra,
    bounds: Option<(Point, Point)>,
    empty: Arc<str>,
    rule: Arc<str>,
}

impl RowReader {
    pub fn new(header: Header, book: Book, batch: Id) -> Self {
        let bounds = book.territory.bounds();
        let (empty, rule) = ("".into(), "import".into());
        Self { header, book, batch, same: HashMap::new(), extra: Extra::default(), bounds, empty, rule }
    }

    fn get<'a>(&self, cells: &'a Cells, column: Column) -> &'a str {
        self.header.get(cells, column)
    }

    fn check(&self, cells: &Cells, line: &str) -> Result<(), Rejection> {
        let (found, expected) = (cells.len(), self.header.width);
        if found != expected {
            return Err(Rejection::Width { found, expected });
        }
        let is_control = |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\r' | b'\n');
        if line.bytes().any(is_control) { Err(Rejection::ControlCharacter) } else { Ok(()) }
    }

    /// Counts a line that has no number, without reading the rest of it: it was read before.
    pub fn pass(&mut self, line: &str, cells: &Cells) {
        if self.check(cells, line).is_ok() && self.get(cells, ID).is_empty() {
            self.occurrence(cells);
        }
    }

    /// The request of a line, whose cells are `cells`; `id` is its own.
    pub fn read(&mut self, line: &str, cells: &Cells, id: Id) -> Result<Row, Rejection> {
        self.check(cells, line)?;
        self.extra.take();
        let number = self.get(cells, ID);
        let twin = number.is_empty().then(|| self.occurrence(cells));
        let (nature, category) = (self.nature(cells)?, self.get(cells, CATEGORY));
        if category.is_empty() {
            return Err(Rejection::CategoryMissing);
        }
        let received_at = self.date(cells, RECEIVED)?;
        let (channel, requesters) = (self.channel(cells)?, self.requesters(cells)?);
        let state = self.state(cells, received_at)?;
        let point = self.point(cells)?;
        let address = self.address(cells, point.is_some());
        let borough = self.borough(cells);
        let postal_code = self.get(cells, POSTAL_CODE);
        self.extra.compare(POSTAL_CODE, postal_code, "");
        let unit = self.unit(cells, state.status);
        let reference = match twin {
            Some(twin) => self.identity(twin, received_at),
            None => self.reference(number)?,
        };
        let kind = self.book.kind(category);
        let request = BulkRequest {
            id,
            reference,
            nature,
            service_code: kind.service_code,
            category: kind.category,
            description: Arc::clone(&self.empty),
            answers: Answers::default(),
            address,
            point,
            borough,
            street_side: None,
            status: state.status,
            priority: kind.priority,
            public_map: kind.public_map,
            unit,
            route_rule: Arc::clone(&self.rule),
            route_words: None,
            channel,
            requesters,
            promise: None,
            planned_for: None,
            received_at,
            updated_at: state.at,
            closed_at: (!state.status.is_open()).then_some(state.at),
            is_end_known: state.is_end_known,
            outcome: None,
            reopen_count: u32::from(state.status == Status::Reopened),
            reopening_asked_at: None,
            principal: None,
            import_batch: Some(self.batch),
        };
        Ok(Row { request, extra: self.extra.take() })
    }

    fn nature(&mut self, cells: &Cells) -> Result<Nature, Rejection> {
        let words = self.get(cells, NATURE);
        let (nature, is_usual) = Book::nature(words).ok_or_else(|| Rejection::Nature(short(words)))?;
        if !is_usual {
            self.extra.note(NATURE, words);
        }
        Ok(nature)
    }

    fn date(&mut self, cells: &Cells, column: Column) -> Result<Moment, Rejection> {
        let words = self.get(cells, column);
        let wrong = || Rejection::Date { column: name_of(column), words: short(words) };
        let (moment, is_usual) = read_local(words, &self.book.zone).ok_or_else(wrong)?;
        if !is_usual {
            self.extra.note(column, words);
        }
        Ok(moment)
    }

    fn channel(&mut self, cells: &Cells) -> Result<Channel, Rejection> {
        let words = self.header.get(cells, CHANNEL);
        let channel = self.book.channel(words).ok_or_else(|| Rejection::Channel(short(words)))?;
        self.extra.compare(CHANNEL, words, book::channel_words(channel));
        Ok(channel)
    }

    fn requesters(&mut self, cells: &Cells) -> Result<[u32; 9], Rejection> {
        let mut requesters = [0; 9];
        for (column, count) in (FIRST_COUNT..).zip(&mut requesters) {
            let words = self.header.get(cells, column);
            if words.is_empty() {
                self.extra.note(column, words);
                continue;
            }
            let wrong = || Rejection::NotANumber { column: name_of(column), words: short(words) };
            *count = words.parse().ok().filter(|count| *count <= MOST_REQUESTERS).ok_or_else(wrong)?;
            // `01` and `+1` are not written back so.
            if !words.starts_with(|first: char| ('1'..='9').contains(&first)) && words != "0" {
                self.extra.note(column, words);
            }
        }
        Ok(requesters)
    }

    /// Where it stands. A file without statuses says nothing of the end: the request is over, nobody knows since when.
    fn state(&mut self, cells: &Cells, received_at: Moment) -> Result<State, Rejection> {
        let (words, at_words) = (self.get(cells, STATUS), self.get(cells, STATUS_AT));
        if words.is_empty() {
            self.extra.compare(STATUS_AT, at_words, "");
            return Ok(State { status: Status::Completed, at: received_at, is_end_known: false });
        }
        let status = self.book.status(words).ok_or_else(|| Rejection::Status(short(words)))?;
        let at = if at_words.is_empty() { received_at } else { self.date(cells, STATUS_AT)? };
        let is_dated = !at_words.is_empty() && at >= received_at;
        let state = State { status, at, is_end_known: is_dated || status.is_open() };
        if state.is_silent(received_at) {
            self.extra.note(STATUS, words);
        } else {
            self.extra.compare(STATUS, words, self.book.status_words(status));
            if at_words.is_empty() {
                self.extra.note(STATUS_AT, "");
            }
        }
        Ok(state)
    }

    /// The place, when it is the request's own and not its borough's office.
    fn point(&mut self, cells: &Cells) -> Result<Option<Point>, Rejection> {
        let [lon, lat, x, y] = [LON, LAT, X, Y].map(|column| self.get(cells, column));
        let is_default = self.get(cells, IS_DEFAULT_PLACE);
        for (column, words) in [(X, x), (Y, y)] {
            if !words.is_empty() {
                number(column, words)?;
                self.extra.note(column, words);
            }
        }
        if lon.is_empty() && lat.is_empty() {
            self.extra.compare(IS_DEFAULT_PLACE, is_default, "");
            return Ok(None);
        }
        if lon.is_empty() || lat.is_empty() {
            return Err(Rejection::HalfPlace);
        }
        let point = Point::new(number(LAT, lat)?, number(LON, lon)?).ok_or(Rejection::Outside)?;
        if !self.is_near(point) {
            return Err(Rejection::Outside);
        }
        if is_default == "1" {
            for (column, words) in [(IS_DEFAULT_PLACE, is_default), (LON, lon), (LAT, lat)] {
                self.extra.note(column, words);
            }
            return Ok(None);
        }
        self.extra.compare(IS_DEFAULT_PLACE, is_default, "0");
        let mut usual = String::with_capacity(24);
        for (column, words, degrees) in [(LON, lon, point.lon), (LAT, lat, point.lat)] {
            usual.clear();
            // Writing to a `String` cannot fail.
            let _ = write!(usual, "{degrees}");
            self.extra.compare(column, words, &usual);
        }
        Ok(Some(point))
    }

    fn is_near(&self, point: Point) -> bool {
        self.bounds.is_none_or(|(low, high)| {
            (low.lat - MARGIN..=high.lat + MARGIN).contains(&point.lat)
                && (low.lon - MARGIN..=high.lon + MARGIN).contains(&point.lon)
        })
    }

    fn address(&mut self, cells: &Cells, has_point: bool) -> Arc<str> {
        let [kind, street, corner, other_corner] =
            [PLACE_KIND, STREET, CORNER, OTHER_CORNER].map(|column| self.header.get(cells, column));
        let words = Words { kind, street, corner, other_corner };
        let address = address_of(words);
        if address.is_empty() && kind.is_empty() && !has_point {
            return Arc::clone(&self.empty);
        }
        let usual = words_of(&address, has_point);
        self.extra.compare(PLACE_KIND, kind, usual.kind);
        self.extra.compare(STREET, street, usual.street);
        self.extra.compare(CORNER, corner, usual.corner);
        self.extra.compare(OTHER_CORNER, other_corner, usual.other_corner);
        address.into()
    }

    /// Where it is when that is ours, else the borough that answers for it.
    fn borough(&mut self, cells: &Cells) -> Option<Arc<str>> {
        let (words, area_words) = (self.header.get(cells, BOROUGH), self.header.get(cells, AREA));
        let area = self.book.name(NameKind::Area, area_words);
        let borough = self.book.name(NameKind::Borough, words);
        let ours = [&area, &borough].into_iter().flatten().find(|name| name.is_ours);
        let code = ours.map(|name| Arc::clone(&name.code));
        for (column, words, name) in [(BOROUGH, words, &borough), (AREA, area_words, &area)] {
            let is_usual = name.as_ref().is_some_and(|name| name.is_usual && Some(&name.code) == code.as_ref());
            if !is_usual && (!words.is_empty() || code.is_some()) {
                self.extra.note(column, words);
            }
        }
        code
    }

    /// A unit that is no more keeps its own name, but does not answer for what is open: the intake does.
    fn unit(&mut self, cells: &Cells, status: Status) -> Arc<str> {
        let words = self.header.get(cells, UNIT);
        match self.book.name(NameKind::Unit, words) {
            Some(name) if name.is_ours || !status.is_open() => {
                if !name.is_usual {
                    self.extra.note(UNIT, words);
                }
                name.code
            }
            Some(_) | None => {
                self.extra.note(UNIT, words);
                Arc::clone(&self.book.intake)
            }
        }
    }

    fn reference(&mut self, words: &str) -> Result<Arc<str>, Rejection> {
        let reference: Reference = words.parse().map_err(|_| Rejection::Number(short(words)))?;
        let mut usual = String::with_capacity(12);
        write_number(&mut usual, reference);
        self.extra.compare(ID, words, &usual);
        Ok(reference.to_string().into())
    }

    /// What stands for the number of a line that has none, the same each time that line comes: its second, its
    /// fingerprint, and which of its twins in the file it is.
    fn identity(&self, (fingerprint, occurrence): (u64, u32), received_at: Moment) -> Arc<str> {
        let local = received_at.in_zone(&self.book.zone);
        let identity = format!("i{}-{:08x}", local.strftime("%y%m%d-%H%M%S"), fingerprint >> 32);
        if occurrence == 1 { identity.into() } else { format!("{identity}-{occurrence}").into() }
    }

    /// Start of the fingerprint of a line, its status apart, and how often it came.
    fn occurrence(&mut self, cells: &Cells) -> (u64, u32) {
        let mut digest = Sha256::new();
        for column in NATURE..STATUS {
            digest.update(self.header.get(cells, column));
            digest.update([0]);
        }
        let fingerprint = digest.finalize().iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte));
        let count = self.same.entry(fingerprint).or_default();
        *count += 1;
        (fingerprint, *count)
    }
}

struct State {
    status: Status,
    at: Moment,
    is_end_known: bool,
}

impl State {
    fn is_silent(&self, received_at: Moment) -> bool {
        is_silent(self.is_end_known, received_at, self.at)
    }
}

/// Whether nothing is known of the end: an export leaves its status empty.
pub fn is_silent(is_end_known: bool, received_at: Moment, at: Moment) -> bool {
    !is_end_known && at == received_at
}

/// The number as the City writes it, without zeros before the rank.
pub fn write_number(out: &mut String, reference: Reference) {
    // Writing to a `String` cannot fail.
    let _ = write!(out, "{:02}-{}", reference.year, reference.rank);
}

fn number(column: Column, words: &str) -> Result<f64, Rejection> {
    let number = words.parse::<f64>().ok().filter(|number| number.is_finite());
    number.ok_or_else(|| Rejection::NotANumber { column: name_of(column), words: short(words) })
}

fn name_of(column: Column) -> &'static str {
    COLUMNS.get(column).copied().unwrap_or_default()
}

/// Words short enough for a message.
fn short(words: &str) -> String {
    words.chars().take(60).collect()
}
