//! One row of a table: a field per column; a row more; a row less.

use super::{Bar, about, files::explained, parts, to};
use crate::{
    draft::{self, Draft, DraftError},
    table::{Row, Table},
};
use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Response},
};
use identity::Admin;
use serde::Deserialize;
use web::{Faults, Form, Op, Page, Refusal, View};

/// Characters from which a cell is given several lines.
const LONG: usize = 60;

/// A column, and what the row says there.
struct Cell {
    field: String,
    column: String,
    value: String,
}

impl Cell {
    fn is_long(&self) -> bool {
        self.value.chars().count() > LONG || self.value.contains('\n')
    }
}

#[derive(Template)]
#[template(path = "row.html")]
struct RowPage {
    view: View,
    bar: Bar,
    faults: Faults,
    name: String,
    /// 0 for a row that is added.
    line: u64,
    cells: Vec<Cell>,
    mark: String,
}

impl RowPage {
    fn back(&self) -> String {
        self.view.link(&about("fichier", &self.name, &[]))
    }

    fn title(&self) -> String {
        match self.line {
            0 => self.view.t("city-row-new"),
            line => self.view.t1("city-row-title", "line", line),
        }
    }
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    nom: String,
    /// 0 for a row that is added.
    #[serde(default)]
    ligne: u64,
}

fn cells(table: &Table, values: &[String]) -> Vec<Cell> {
    let cell = |(rank, column): (usize, &String)| Cell {
        field: format!("c{rank}"),
        column: column.clone(),
        value: values.get(rank).cloned().unwrap_or_default(),
    };
    table.columns.iter().enumerate().map(cell).collect()
}

/// What a row was when it was shown.
fn mark(op: &Op, row: Option<&Row>) -> String {
    row.map_or_else(String::new, |row| op.app.seal().mark("city-row", &format!("{} {:?}", row.line, row.cells)))
}

async fn table(op: &mut Op, draft: &Draft, name: &str) -> Result<Table, Refusal> {
    let unknown = || Refusal::not_found("city/file-unknown");
    let kind = draft::kind(name).ok_or_else(unknown)?;
    let content = draft::load_file(&mut op.tx, draft, name).await?.ok_or_else(unknown)?;
    let text = String::from_utf8(content).ok().filter(|_| kind == draft::Kind::Csv);
    text.as_deref().and_then(Table::read).ok_or_else(unknown)
}

/// `GET …/ligne?nom=units.csv&ligne=12`.
pub async fn show(Admin(signed_in): Admin, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let (view, bar, mut op, staff) = parts(signed_in);
    let draft = draft::open(&mut op.tx, staff, op.now).await?;
    let table = table(&mut op, &draft, &asked.nom).await?;
    let row = table.row_at(asked.ligne);
    if row.is_none() && asked.ligne > 0 {
        return Err(Refusal::not_found("city/row-unknown"));
    }
    let page = RowPage {
        line: row.map_or(0, |row| row.line),
        cells: cells(&table, row.map(|row| row.cells.as_slice()).unwrap_or_default()),
        mark: mark(&op, row),
        faults: Faults::default(),
        name: asked.nom,
        view,
        bar,
    };
    Ok(Page::ok(page).into_response())
}

/// `POST …/ligne`: the row as it was typed, a row more, or a row less with `acte=retirer`.
pub async fn receive(Admin(signed_in): Admin, form: Form) -> Result<Response, Refusal> {
    let (view, bar, mut op, staff) = parts(signed_in);
    let draft = draft::open(&mut op.tx, staff, op.now).await?;
    let name = form.text("nom").to_owned();
    let table = table(&mut op, &draft, &name).await?;
    let line: u64 = form.text("ligne").parse().unwrap_or(0);
    let row = table.row_at(line).filter(|row| row.line == line);
    let mut values: Vec<String> = (0..table.columns.len()).map(|rank| typed(&form, rank)).collect();
    // What stands beyond the last column stays.
    values.extend(row.into_iter().flat_map(|row| row.cells.iter().skip(table.columns.len()).cloned()));
    let is_moved = line > 0 && (row.is_none() || form.text("vu") != mark(&op, row));
    let done = match (row, form.text("acte")) {
        _ if is_moved => Err(DraftError::Moved),
        (Some(row), "retirer") => keep(&mut op, &draft, &name, &table.without(row)).await,
        (Some(row), _) => keep(&mut op, &draft, &name, &table.with(row, &values)).await,
        (None, _) => keep(&mut op, &draft, &name, &table.with_new(&values)).await,
    };
    match done {
        Ok(()) => {
            let last = table.rows().last().map_or(1, |row| row.line);
            let after = if line == 0 { last } else { line - 1 };
            to(op, &view, &about("fichier", &name, &[("apres", after.to_string())])).await
        }
        Err(DraftError::Store(err)) => Err(err.into()),
        Err(err) => {
            let (status, code) = explained(&err);
            let (cells, mark) = (cells(&table, &values), mark(&op, row));
            let page = RowPage { view, bar, faults: Faults::one("c0", code), name, line, cells, mark };
            Ok(Page(status, page).into_response())
        }
    }
}

async fn keep(op: &mut Op, draft: &Draft, name: &str, text: &str) -> Result<(), DraftError> {
    draft::keep(&mut op.tx, draft, name, text.as_bytes(), op.now).await
}

/// A cell as it was typed, with the ends of lines of files.
fn typed(form: &Form, rank: usize) -> String {
    form.text(&format!("c{rank}")).replace("\r\n", "\n").replace('\0', "")
}
