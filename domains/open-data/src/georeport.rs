//! The register as GeoReport Bulk, the proposed format of Open311 for open data: CSV or JSON.
//!
//! Only what has a public number: a question answered at once is no service request.

use crate::{
    book::{Book, NameKind, Spellings},
    cells::write_cell,
    export::{ExportError, public_place, reading},
    store,
};
use base::{Lang, Moment};
use requests::{
    Reference, Status,
    bulk::{self, PublishableRequest},
};
use serde::Serialize;
use std::io::Write;
use web::App;

const PAGE: u32 = 5_000;

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    Json,
}

/// A request in the words of the format. What we do not publish is empty.
#[derive(Debug, PartialEq, Serialize)]
struct Item<'a> {
    service_request_id: &'a str,
    requested_datetime: String,
    updated_datetime: String,
    closed_date: Option<String>,
    status_description: &'static str,
    status_notes: &'a str,
    source: &'a str,
    service_name: &'a str,
    service_subtype: &'a str,
    description: Option<&'a str>,
    agency_responsible: String,
    address: String,
    lat: Option<f64>,
    long: Option<f64>,
}

const COLUMNS: &str = "service_request_id,requested_datetime,updated_datetime,closed_date,status_description,\
    status_notes,source,service_name,service_subtype,description,agency_responsible,address,lat,long\r\n";

impl<'a> Item<'a> {
    fn new(request: &'a PublishableRequest, book: &'a Book) -> Self {
        let place = public_place(request, book);
        let w3c = |at: i64| Moment(at).to_w3c(&book.zone);
        let status = request.status.parse::<Status>().ok();
        // A date that says nothing of the work is no closing date.
        let closed_at = request.closed_at.filter(|_| request.is_end_known == 1);
        let name = book.service_name(&request.service_code, Lang::Fr);
        Self {
            service_request_id: &request.reference,
            requested_datetime: w3c(request.received_at),
            updated_datetime: w3c(request.updated_at),
            closed_date: closed_at.map(w3c),
            status_description: if request.closed_at.is_some() { "closed" } else { "open" },
            status_notes: status.map_or("", |status| book.status_words(status)),
            source: &request.channel,
            service_name: if name.is_empty() { &request.service_code } else { name },
            service_subtype: &request.category,
            description: None,
            agency_responsible: book.words(NameKind::Unit, &request.unit.as_str().into()).to_string(),
            address: place.address,
            lat: place.point.map(|point| point.lat),
            long: place.point.map(|point| point.lon),
        }
    }

    fn write_csv(&self, out: &mut String) {
        let number = |number: Option<f64>| number.map_or_else(String::new, |number| number.to_string());
        let cells = [
            self.service_request_id,
            &self.requested_datetime,
            &self.updated_datetime,
            self.closed_date.as_deref().unwrap_or_default(),
            self.status_description,
            self.status_notes,
            self.source,
            self.service_name,
            self.service_subtype,
            self.description.unwrap_or_default(),
            &self.agency_responsible,
            &self.address,
            &number(self.lat),
            &number(self.long),
        ];
        for (rank, cell) in cells.into_iter().enumerate() {
            if rank > 0 {
                out.push(',');
            }
            write_cell(out, cell);
        }
        out.push_str("\r\n");
    }
}

/// Writes the whole register, page by page; `progress` is told how many are written. Answers how many.
pub async fn export_georeport_bulk(
    app: &App,
    format: Format,
    out: &mut (dyn Write + Send),
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<u64, ExportError> {
    let mut op = reading(app);
    let book = Book::new(app, Spellings::new(store::list_spellings(&mut op).await?));
    let mut text = String::from(if format == Format::Csv { COLUMNS } else { "[" });
    let (mut after, mut written) = (0, 0);
    loop {
        out.write_all(text.as_bytes())?;
        text.clear();
        let requests = bulk::publishable(&mut op, after, PAGE).await?;
        let Some(last) = requests.last() else { break };
        after = last.id;
        for request in requests.iter().filter(|request| request.reference.parse::<Reference>().is_ok()) {
            let item = Item::new(request, &book);
            match format {
                Format::Csv => item.write_csv(&mut text),
                Format::Json => {
                    text.push_str(if written == 0 { "\n" } else { ",\n" });
                    text.push_str(&serde_json::to_string(&item).map_err(std::io::Error::from)?);
                }
            }
            written += 1;
        }
        progress(written);
    }
    if format == Format::Json {
        out.write_all(b"\n]\n")?;
    }
    out.flush()?;
    Ok(written)
}
