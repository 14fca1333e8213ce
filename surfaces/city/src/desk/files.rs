//! The files of a draft: listed, edited as texts or row by row, downloaded, replaced.

use super::{Bar, about, parts, size, to};
use crate::{
    draft::{self, Draft, DraftError, Edited, Kind, LARGEST, LARGEST_TEXT},
    store,
    table::{Row, Table, for_spreadsheet},
    upload::Upload,
};
use askama::Template;
use axum::{
    extract::Query,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use base::Id;
use identity::Admin;
use serde::Deserialize;
use std::collections::BTreeMap;
use web::{Faults, Op, Page, Refusal, View};

/// A file of the list.
struct Entry {
    name: String,
    link: String,
    kind: &'static str,
    size: String,
    /// `same`, `changed`, `new` or `removed`.
    state: &'static str,
}

#[derive(Template)]
#[template(path = "draft.html")]
struct DraftPage {
    view: View,
    bar: Bar,
    faults: Faults,
    draft: Draft,
    count: i64,
    entries: Vec<Entry>,
    /// A version that was published meanwhile, or is to come, and that the draft may be put upon.
    others: Vec<Id>,
    /// Name of a file that was typed.
    typed: String,
}

async fn entries(op: &mut Op, view: &View, draft: &Draft) -> Result<Vec<Entry>, Refusal> {
    let kept: BTreeMap<String, i64> = store::sizes(&mut op.tx, draft.began_on).await?.into_iter().collect();
    let mut sizes = kept.clone();
    for (name, edited) in &draft.files {
        if let Edited::Changed(bytes) = edited {
            sizes.insert(name.clone(), *bytes);
        }
    }
    let entry = |(name, bytes): (String, i64)| {
        let kind = draft::kind(&name)?;
        let state = match (draft.files.get(&name), kept.contains_key(&name)) {
            (None, _) => "same",
            (Some(Edited::Removed), _) => "removed",
            (Some(Edited::Changed(_)), true) => "changed",
            (Some(Edited::Changed(_)), false) => "new",
        };
        let link = view.link(&about("fichier", &name, &[]));
        Some(Entry { link, kind: kind.code(), size: size(view, bytes), state, name })
    };
    Ok(sizes.into_iter().filter_map(entry).collect())
}

/// Versions that a draft may be put upon: the one in force, and those to come.
async fn others(op: &mut Op, draft: &Draft) -> Result<Vec<Id>, Refusal> {
    let mut all = Vec::from_iter(store::find_version(&mut op.tx, op.now).await?);
    all.extend(store::list_coming(&mut op.tx, op.now).await?);
    Ok(all.into_iter().map(|version| version.id).filter(|id| *id != draft.began_on).collect())
}

async fn draft_page(
    op: &mut Op,
    (view, bar): (View, Bar),
    draft: Draft,
    faults: Faults,
    name: &str,
) -> Result<DraftPage, Refusal> {
    let (entries, others) = (entries(op, &view, &draft).await?, others(op, &draft).await?);
    Ok(DraftPage { view, bar, faults, count: draft.count(), draft, entries, others, typed: name.to_owned() })
}

/// `GET /poste/ville/brouillon`.
pub async fn index(Admin(signed_in): Admin) -> Result<Response, Refusal> {
    let (view, bar, mut op, staff) = parts(signed_in);
    let draft = draft::open(&mut op.tx, staff, op.now).await?;
    Ok(Page::ok(draft_page(&mut op, (view, bar), draft, Faults::default(), "").await?).into_response())
}

/// `POST …/abandonner`: the draft is forgotten.
pub async fn discard(Admin(signed_in): Admin) -> Result<Response, Refusal> {
    let (view, _, mut op, staff) = parts(signed_in);
    store::draft::delete(&mut op.tx, staff).await?;
    to(op, &view, "/poste/ville").await
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    nom: String,
    #[serde(default)]
    q: String,
    /// Line of the last row seen.
    #[serde(default)]
    apres: u64,
    /// Anything: a table as a text.
    #[serde(default)]
    brut: String,
    /// Anything: as a spreadsheet may open it.
    #[serde(default)]
    tableur: String,
}

/// Rows of a page.
const ROWS: usize = 50;
/// Columns that are shown of each row.
const COLUMNS: usize = 6;

/// Rows found in a table, some of them.
struct Shown {
    columns: Vec<String>,
    rows: Vec<Row>,
    found: i64,
    /// Line of the last one, when there are more.
    next: Option<u64>,
    is_later: bool,
}

#[derive(Template)]
#[template(path = "file.html")]
struct FilePage {
    view: View,
    bar: Bar,
    faults: Faults,
    name: String,
    kind: Kind,
    state: Option<Edited>,
    /// As a text; none when it is not one, or too long.
    text: Option<String>,
    /// Row by row.
    shown: Option<Shown>,
    q: String,
    mark: String,
    is_kept: bool,
}

impl FilePage {
    fn link(&self, page: &str, more: &[(&str, String)]) -> String {
        self.view.link(&about(page, &self.name, more))
    }
}

fn find(table: &Table, asked: &Asked) -> Shown {
    let words = base::plain::fold(asked.q.trim());
    let is_found =
        |row: &&Row| words.is_empty() || row.cells.iter().any(|cell| base::plain::fold(cell).contains(&words));
    let found: Vec<&Row> = table.rows().iter().filter(is_found).collect();
    let rest: Vec<&Row> = found.iter().copied().filter(|row| row.line > asked.apres).collect();
    let rows: Vec<Row> = rest.iter().take(ROWS).map(|row| Row::clone(row)).collect();
    let next = rows.last().filter(|_| rest.len() > ROWS).map(|row| row.line);
    let found = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let columns = table.columns.iter().take(COLUMNS).cloned().collect();
    Shown { columns, rows, found, next, is_later: asked.apres > 0 }
}

/// What a file was when it was shown.
fn mark(op: &Op, content: &[u8]) -> String {
    op.app.seal().mark("city-file", &String::from_utf8_lossy(content))
}

async fn file_page(
    op: &mut Op,
    (view, bar): (View, Bar),
    draft: &Draft,
    asked: &Asked,
    (faults, typed): (Faults, Option<String>),
) -> Result<FilePage, Refusal> {
    let unknown = Refusal::not_found("city/file-unknown");
    let kind = draft::kind(&asked.nom).ok_or(unknown.clone())?;
    let state = draft.files.get(&asked.nom).copied();
    let content = draft::load_file(&mut op.tx, draft, &asked.nom).await?;
    if content.is_none() && state.is_none() {
        return Err(unknown);
    }
    let content = content.unwrap_or_default();
    let is_short = content.len() <= LARGEST_TEXT && kind != Kind::Geometry;
    let text = String::from_utf8(content.clone()).ok().filter(|_| is_short);
    let table = text.as_deref().filter(|_| kind == Kind::Csv && asked.brut.is_empty()).and_then(Table::read);
    Ok(FilePage {
        mark: mark(op, &content),
        is_kept: store::load_file(&mut op.tx, draft.began_on, &asked.nom).await?.is_some(),
        shown: table.map(|table| find(&table, asked)).filter(|_| typed.is_none()),
        text: typed.or(text),
        q: asked.q.clone(),
        name: asked.nom.clone(),
        kind,
        state,
        faults,
        view,
        bar,
    })
}

/// `GET …/fichier?nom=units.csv&q=voirie&apres=51`: rows of a table, or the text.
pub async fn show(Admin(signed_in): Admin, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let (view, bar, mut op, staff) = parts(signed_in);
    let draft = draft::open(&mut op.tx, staff, op.now).await?;
    let page = file_page(&mut op, (view, bar), &draft, &asked, (Faults::default(), None)).await?;
    Ok(Page::ok(page).into_response())
}

/// `POST …/fichier`: a text that was edited, a file that was brought in, a file as before, a file that leaves.
pub async fn receive(Admin(signed_in): Admin, upload: Upload) -> Result<Response, Refusal> {
    let (view, bar, mut op, staff) = parts(signed_in);
    let draft = draft::open(&mut op.tx, staff, op.now).await?;
    let name = upload.form.text("nom").trim().to_owned();
    match act(&mut op, &draft, &name, &upload).await {
        Ok(path) => to(op, &view, &path).await,
        Err(DraftError::Store(err)) => Err(err.into()),
        Err(err) => {
            let (status, code) = explained(&err);
            let is_text = upload.form.text("acte") == "texte";
            let faults = Faults::one(if is_text { "texte" } else { "fichier" }, code);
            let typed = is_text.then(|| upload.form.text("texte").to_owned());
            let mut op = Op { tx: op.app.database().read(), ..op };
            let is_known = draft::load_file(&mut op.tx, &draft, &name).await?.is_some();
            if draft::kind(&name).is_none() || !is_known {
                return Ok(Page(status, draft_page(&mut op, (view, bar), draft, faults, &name).await?).into_response());
            }
            let asked = Asked { nom: name, q: String::new(), apres: 0, brut: String::new(), tableur: String::new() };
            Ok(Page(status, file_page(&mut op, (view, bar), &draft, &asked, (faults, typed)).await?).into_response())
        }
    }
}

/// Status and code of what is wrong with a file.
pub(super) fn explained(err: &DraftError) -> (StatusCode, &'static str) {
    match err {
        DraftError::NameWrong => (StatusCode::UNPROCESSABLE_ENTITY, "city/name-wrong"),
        DraftError::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "city/too-large"),
        DraftError::NotText => (StatusCode::UNPROCESSABLE_ENTITY, "city/not-text"),
        DraftError::Moved => (StatusCode::CONFLICT, "city/file-moved"),
        DraftError::Store(_) => (StatusCode::INTERNAL_SERVER_ERROR, "web/internal"),
    }
}

/// Does it; answers where to go.
async fn act(op: &mut Op, draft: &Draft, name: &str, upload: &Upload) -> Result<String, DraftError> {
    draft::kind(name).ok_or(DraftError::NameWrong)?;
    if upload.is_too_large {
        return Err(DraftError::TooLarge);
    }
    let (tx, now) = (&mut op.tx, op.now);
    match upload.form.text("acte") {
        "remettre" => draft::reset(tx, draft, name, now).await?,
        "supprimer" => draft::remove(tx, draft, name, now).await?,
        "texte" => {
            let before = draft::load_file(tx, draft, name).await?.unwrap_or_default();
            if upload.form.text("vu") != mark(op, &before) {
                return Err(DraftError::Moved);
            }
            let text = as_before(upload.form.text("texte"), &before);
            draft::keep(&mut op.tx, draft, name, text.as_bytes(), now).await?;
        }
        _ if upload.file.is_empty() => return Err(DraftError::NotText),
        _ => draft::keep(tx, draft, name, &draft::received(name, upload.file.clone()), now).await?,
    }
    let stays = draft::load_file(&mut op.tx, draft, name).await?.is_some() || upload.form.text("acte") == "texte";
    Ok(if stays { about("fichier", name, &[]) } else { "/poste/ville/brouillon".to_owned() })
}

/// A text of a form, with the ends of lines of the file that it takes the place of.
fn as_before(text: &str, before: &[u8]) -> String {
    let plain = text.replace("\r\n", "\n");
    if before.windows(2).any(|pair| pair == b"\r\n") { plain.replace('\n', "\r\n") } else { plain }
}

/// `GET …/telecharger?nom=units.csv&tableur=oui`: the file as it is kept, or as a spreadsheet may open it.
pub async fn download(Admin(signed_in): Admin, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let (_, _, mut op, staff) = parts(signed_in);
    let unknown = || Refusal::not_found("city/file-unknown");
    let kind = draft::kind(&asked.nom).ok_or_else(unknown)?;
    let draft = draft::open(&mut op.tx, staff, op.now).await?;
    let content = draft::load_file(&mut op.tx, &draft, &asked.nom).await?.ok_or_else(unknown)?;
    let is_opened = kind == Kind::Csv && !asked.tableur.is_empty();
    let content = match String::from_utf8(content) {
        Ok(text) if is_opened => for_spreadsheet(&text).into_bytes(),
        Ok(text) => text.into_bytes(),
        Err(err) => err.into_bytes(),
    };
    let name = asked.nom.rsplit('/').next().unwrap_or_default();
    let head = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((head, content).into_response())
}

/// Characters of a cell that are shown in a list.
const SHORT: usize = 60;

fn short(cell: &str) -> String {
    let mut shown: String = cell.chars().take(SHORT).collect();
    if shown.len() < cell.len() {
        shown.push('…');
    }
    shown
}

/// Bounds in words: of a text, of a file.
fn bounds(view: &View) -> String {
    let megabytes = |bytes: usize| view.decimal(bytes as f64 / 1e6);
    view.t2("city-bounds", ("text", &megabytes(LARGEST_TEXT)), ("file", &megabytes(LARGEST)))
}
