//! The register written as the City publishes it: 29 columns, no door, no words of a resident.

use crate::{
    book::{self, Book, NameKind, Spellings},
    cells::write_cell,
    columns::{
        AREA, BOROUGH, CATEGORY, CHANNEL, COLUMNS, CORNER, Column, FIRST_COUNT, ID, IS_DEFAULT_PLACE, LAT, LON, NATURE,
        OTHER_CORNER, PLACE_KIND, RECEIVED, STATUS, STATUS_AT, STREET, UNIT, X, Y,
    },
    extra::Kept,
    place::words_of,
    reading::{is_silent, write_number},
    store,
    times::write_local,
};
use ::store::StoreError;
use base::{Moment, Point};
use requests::{
    Channel, Nature, Reference, Status,
    bulk::{self, PublishableRequest},
};
use std::{
    fmt::Write as _,
    io::{self, Write},
};
use territory::{KnownPlace, projection::to_mtm8};
use web::{App, Op};

/// Requests read at once.
const PAGE: u32 = 5_000;

#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("the file: {0}")]
    File(#[from] io::Error),
    #[error("the database: {0}")]
    Store(#[from] StoreError),
}

/// Writes the whole register, page by page; `progress` is told how many lines are written. Answers how many.
pub async fn export_montreal_311(
    app: &App,
    out: &mut (dyn Write + Send),
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<u64, ExportError> {
    let mut op = reading(app);
    let book = Book::new(app, Spellings::new(store::list_spellings(&mut op).await?));
    let mut text = COLUMNS.join(",");
    text.push_str("\r\n");
    let (mut after, mut lines) = (0, 0);
    loop {
        out.write_all(text.as_bytes())?;
        text.clear();
        let requests = bulk::publishable(&mut op, after, PAGE).await?;
        let Some(last) = requests.last().map(|request| request.id) else { break };
        let extras = store::list_extras(&mut op, after, last).await?;
        let mut extras = extras.iter().peekable();
        for request in &requests {
            while extras.next_if(|(id, ..)| *id < request.id).is_some() {}
            let kept = extras.next_if(|(id, ..)| *id == request.id);
            let kept = kept.map_or_else(Kept::default, |(_, at, words)| Kept::new(words, *at != request.updated_at));
            write_line(&mut text, &Line::new(request, kept, &book));
        }
        lines += requests.len() as u64;
        after = last;
        progress(lines);
    }
    out.flush()?;
    Ok(lines)
}

/// An operation that only reads.
pub(crate) fn reading(app: &App) -> Op {
    let mut op = Op::system(app);
    op.tx = app.database().read();
    op
}

/// Where a request is, as far as it may be published.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct PublicPlace {
    pub point: Option<Point>,
    /// Without a door.
    pub address: String,
}

/// What the City publishes of a place: of an import what it published itself, of ours the middle of the nearest
/// segment longer than 45 m and the name of its street, of what is only counted nothing (`conventions.md` P16).
pub(crate) fn public_place(request: &PublishableRequest, book: &Book) -> PublicPlace {
    let point = request.lat.zip(request.lon).and_then(|(lat, lon)| Point::new(lat, lon));
    if request.import_batch.is_some() {
        return PublicPlace { point, address: request.address.clone() };
    }
    if request.public_map != "shown" || request.nature == Nature::Information.code() {
        return PublicPlace::default();
    }
    let (side, area) = (request.street_side, request.borough.as_deref());
    let place = book.territory.publish(KnownPlace { point, side, area });
    // The columns of the borough say the rest.
    PublicPlace { point: place.point, address: place.street.to_owned() }
}

/// A request about to be written.
struct Line<'a> {
    request: &'a PublishableRequest,
    kept: Kept<'a>,
    book: &'a Book,
    place: PublicPlace,
    status: Option<Status>,
}

impl<'a> Line<'a> {
    fn new(request: &'a PublishableRequest, kept: Kept<'a>, book: &'a Book) -> Self {
        let place = public_place(request, book);
        Self { request, kept, book, place, status: request.status.parse().ok() }
    }

    fn is_silent(&self) -> bool {
        let request = self.request;
        is_silent(request.is_end_known == 1, Moment(request.received_at), Moment(request.updated_at))
    }

    fn counts(&self) -> [i64; 9] {
        let it = self.request;
        [it.n_phone, it.n_email, it.n_person, it.n_mail, it.n_fax, it.n_office, it.n_mobile, it.n_social, it.n_web]
    }

    /// Writes what the request itself says in a column.
    fn write(&self, column: Column, out: &mut String) {
        let request = self.request;
        let words = || words_of(&self.place.address, self.place.point.is_some());
        match column {
            ID => {
                if let Ok(reference) = request.reference.parse::<Reference>() {
                    write_number(out, reference);
                }
            }
            NATURE => out.push_str(request.nature.parse().map_or("", book::nature_words)),
            CATEGORY => out.push_str(&request.category),
            PLACE_KIND => out.push_str(words().kind),
            STREET => out.push_str(words().street),
            CORNER => out.push_str(words().corner),
            OTHER_CORNER => out.push_str(words().other_corner),
            IS_DEFAULT_PLACE => out.push_str(if self.place.point.is_some() { "0" } else { "" }),
            BOROUGH => self.write_borough(NameKind::Borough, out),
            AREA => self.write_borough(NameKind::Area, out),
            RECEIVED => write_local(out, Moment(request.received_at), &self.book.zone),
            CHANNEL => out.push_str(request.channel.parse::<Channel>().map_or("", book::channel_words)),
            UNIT => out.push_str(&self.book.words(NameKind::Unit, &request.unit.as_str().into())),
            LON | LAT | X | Y => self.write_coordinate(column, out),
            STATUS if !self.is_silent() => out.push_str(self.status.map_or("", |it| self.book.status_words(it))),
            STATUS_AT if !self.is_silent() => write_local(out, Moment(request.updated_at), &self.book.zone),
            count if (FIRST_COUNT..UNIT).contains(&count) => {
                let count = self.counts().get(count - FIRST_COUNT).copied().unwrap_or_default();
                // Writing to a `String` cannot fail.
                let _ = write!(out, "{count}");
            }
            _ => {}
        }
    }

    fn write_borough(&self, kind: NameKind, out: &mut String) {
        if let Some(borough) = &self.request.borough {
            out.push_str(&self.book.words(kind, &borough.as_str().into()));
        }
    }

    /// Degrees as they are known, metres to the centimetre; those of an import are kept beside it.
    fn write_coordinate(&self, column: Column, out: &mut String) {
        let Some(point) = self.place.point else { return };
        let is_ours = self.request.import_batch.is_none();
        let rounded = |number: f64, ten_to: f64| (number * ten_to).round() / ten_to;
        let number = match column {
            LON if is_ours => rounded(point.lon, 1e7),
            LAT if is_ours => rounded(point.lat, 1e7),
            LON => point.lon,
            LAT => point.lat,
            X | Y if is_ours => {
                let Some((x, y)) = to_mtm8(point) else { return };
                rounded(if column == X { x } else { y }, 100.0)
            }
            _ => return,
        };
        let _ = write!(out, "{number}");
    }
}

fn write_line(out: &mut String, line: &Line<'_>) {
    let mut cell = String::with_capacity(40);
    for column in 0..COLUMNS.len() {
        if column > 0 {
            out.push(',');
        }
        if let Some(words) = line.kept.get(column) {
            write_cell(out, words);
        } else {
            cell.clear();
            line.write(column, &mut cell);
            write_cell(out, &cell);
        }
    }
    out.push_str("\r\n");
}
