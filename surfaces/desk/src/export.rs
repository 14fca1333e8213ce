//! The selection as a file: CSV written as it is read, or a workbook. No personal data but the address, and each file
//! is a look that is noted.

use crate::{
    columns::{Column, borough_name},
    filter::Filters,
    queue,
};
use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use base::Cursor;
use identity::{Look, SignedIn, look};
use requests::{Listed, Queue, QueueOrder, list_found, list_queue, telling};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use web::{App, Op, Refusal, View};

/// Rows read at once.
const ROWS: u32 = 2_000;
/// Rows of a workbook: a spreadsheet that a person opens.
const MOST_IN_WORKBOOK: usize = 50_000;
/// Rows of a CSV file; `riverain export` writes the whole register.
const MOST_IN_CSV: usize = 500_000;

/// A cell that a spreadsheet would read as a formula is made words.
fn neutral(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

fn headings(view: &View) -> Vec<String> {
    let named =
        ["desk-column-numero", "desk-column-what", "desk-column-address", "desk-column-state"].map(|code| view.t(code));
    let rest = Column::all().filter(|column| *column != Column::Number).map(|column| column.name(view));
    let end = view.t("desk-column-fermee");
    named.into_iter().chain(rest.filter(|_| true)).chain([end]).collect()
}

/// The cells of a row, in the order of the headings: dates as a spreadsheet sorts them.
fn cells(op: &Op, view: &View, listed: &Listed) -> Vec<String> {
    let day = |at: base::Moment| at.day(&view.brand().zone).to_string();
    let mut cells = vec![
        listed.reference.clone(),
        telling::service_name(op, &listed.service_code, view.lang),
        listed.address.clone(),
        queue::label(op, view, listed.status),
    ];
    cells.extend(Column::all().filter(|column| *column != Column::Number).map(|column| match column {
        Column::Borough => borough_name(op, view, listed.borough.as_deref()),
        Column::Received => day(listed.received_at),
        Column::Age => op.now.days_since(listed.received_at).floor().to_string(),
        Column::Moved => day(listed.updated_at),
        Column::Due => listed.due_at.map(day).unwrap_or_default(),
        Column::Number | Column::Unit | Column::Who | Column::Channel | Column::Nature | Column::Priority => {
            column.cell(op, view, listed).text
        }
    }));
    cells.push(listed.closed_at.map(day).unwrap_or_default());
    cells
}

/// A selection being read, a page at a time.
struct Reading {
    app: App,
    view: View,
    queue: Queue,
    order: QueueOrder,
    after: Option<Cursor>,
    left: usize,
    is_done: bool,
}

impl Reading {
    fn operation(&self) -> Op {
        Op { tx: self.app.database().read(), lang: self.view.lang, ..Op::system(&self.app) }
    }

    /// The next rows; none at the end.
    async fn next(&mut self) -> Result<Vec<Vec<String>>, Refusal> {
        if self.is_done || self.left == 0 {
            return Ok(Vec::new());
        }
        let mut op = self.operation();
        let mut rows = if self.queue.terms.is_empty() {
            let rows = list_queue(&mut op, &self.queue, self.order, self.after, ROWS).await?;
            self.is_done = (rows.len() as u32) < ROWS;
            self.after = rows.last().map(|last| last.cursor(self.order));
            rows
        } else {
            let (rows, next) = list_found(&mut op, &self.queue, self.order, self.after, ROWS).await?;
            (self.is_done, self.after) = (next.is_none(), next);
            rows
        };
        rows.truncate(self.left);
        self.left -= rows.len();
        Ok(rows.iter().map(|row| cells(&op, &self.view, row)).collect())
    }
}

async fn begin(signed_in: SignedIn, filters: &Filters, most: usize) -> Result<Reading, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    let link = filters.first_page().link();
    look(&mut op, &staff, Look::Export, link.split_once('?').map_or("", |(_, query)| query)).await?;
    let queue = filters.wanted(&op, &staff).queue;
    let order = filters.order(&queue);
    Ok(Reading { app: op.app.clone(), view, queue, order, after: None, left: most, is_done: false })
}

fn named(reading: &Reading, end: &str) -> String {
    let day = reading.app.now().day(&reading.view.brand().zone);
    format!("attachment; filename=\"demandes-{day}.{end}\"")
}

fn line(cells: &[String]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells.iter().map(|cell| neutral(cell)))?;
    writer.into_inner().map_err(|err| err.into_error().into())
}

/// `GET /poste/export.csv`: UTF-8 with the mark that spreadsheets look for, sent as it is read.
pub async fn csv(signed_in: SignedIn, filters: Filters) -> Result<Response, Refusal> {
    let reading = begin(signed_in, &filters, MOST_IN_CSV).await?;
    let disposition = HeaderValue::from_str(&named(&reading, "csv")).map_err(|err| Refusal::internal(&err))?;
    let mut head = "\u{feff}".as_bytes().to_vec();
    head.extend(line(&headings(&reading.view)).map_err(|err| Refusal::internal(&err))?);
    let rows = futures_util::stream::unfold((reading, Some(head)), async |(mut reading, head)| {
        if let Some(head) = head {
            return Some((Ok(head), (reading, None)));
        }
        match reading.next().await {
            Ok(rows) if rows.is_empty() => None,
            Ok(rows) => {
                let lines: Result<Vec<Vec<u8>>, csv::Error> = rows.iter().map(|row| line(row)).collect();
                Some((lines.map(|lines| lines.concat()).map_err(std::io::Error::other), (reading, None)))
            }
            // The file stops short, and the browser says that it failed.
            Err(refusal) => {
                reading.is_done = true;
                Some((Err(std::io::Error::other(refusal.code)), (reading, None)))
            }
        }
    });
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], Body::from_stream(rows))
        .into_response())
}

/// `GET /poste/export.xlsx`: every cell is words, so that nothing in it is worked out.
pub async fn workbook(signed_in: SignedIn, filters: Filters) -> Result<Response, Refusal> {
    let mut reading = begin(signed_in, &filters, MOST_IN_WORKBOOK).await?;
    let disposition = HeaderValue::from_str(&named(&reading, "xlsx")).map_err(|err| Refusal::internal(&err))?;
    let mut rows = Vec::new();
    loop {
        let more = reading.next().await?;
        if more.is_empty() {
            break;
        }
        rows.extend(more);
    }
    let headings = headings(&reading.view);
    let written = tokio::task::spawn_blocking(move || write_workbook(&headings, &rows)).await;
    let bytes = written.map_err(|err| Refusal::internal(&err))?.map_err(|err| Refusal::internal(&err))?;
    let kind = HeaderValue::from_static("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response())
}

fn write_workbook(headings: &[String], rows: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let (bold, sheet) = (Format::new().set_bold(), workbook.add_worksheet());
    sheet.set_freeze_panes(1, 0)?;
    for (column, heading) in (0_u16..).zip(headings) {
        sheet.set_column_width(column, 20)?;
        sheet.write_string_with_format(0, column, heading, &bold)?;
    }
    for (row, cells) in (1_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            sheet.write_string(row, column, cell)?;
        }
    }
    workbook.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_work_out_is_made_words() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(neutral(formula), format!("'{formula}"));
        }
        assert_eq!(neutral("12, rue = x"), "12, rue = x");
    }
}
