//! The trial of a draft, in words, and its publication.

use super::{Bar, about, parts, to};
use crate::{
    draft::{self, Draft, Kind},
    publishing::{self, Publication, PublishError},
    table::Table,
    trial::{self, Change, Trial},
};
use askama::Template;
use axum::response::{IntoResponse, Response};
use base::{Moment, PackFault, Text};
use identity::Admin;
use web::{Faults, Form, Op, Page, Refusal, View};

/// A fault of the city, and where to mend it.
struct Wrong {
    fault: PackFault,
    link: Option<String>,
    /// What stands there.
    words: String,
}

#[derive(Template)]
#[template(path = "trial.html")]
struct TrialPage {
    view: View,
    bar: Bar,
    faults: Faults,
    draft: Draft,
    count: i64,
    trial: Trial,
    wrong: Vec<Wrong>,
    why: String,
    at: String,
}

/// Faults that are listed.
const FAULTS: usize = 100;
/// Characters of what stands at a fault.
const WORDS: usize = 160;

impl TrialPage {
    /// A change in a sentence.
    fn sentence(&self, change: &Change) -> String {
        let view = &self.view;
        let text = |text: &Text| view.text(text).to_owned();
        let promise = |promise: &Option<Text>| promise.as_ref().map_or_else(|| view.t("city-no-promise"), text);
        match change {
            Change::ServiceAdded(name) => view.t1("city-service-added", "name", text(name)),
            Change::ServiceRemoved(name, open) => {
                view.t2("city-service-removed", ("name", &text(name)), ("open", &view.integer(*open)))
            }
            Change::ServiceRenamed(was, is) => self.renamed("city-service-renamed", was, is),
            Change::PromiseChanged(name, area, was, is) => {
                let place = area.as_ref().map_or_else(|| view.t("city-everywhere"), text);
                let (name, was, is) = (text(name), promise(was), promise(is));
                view.say("city-promise-changed", &[("name", &name), ("place", &place), ("was", &was), ("is", &is)])
            }
            Change::UnitAdded(name) => view.t1("city-unit-added", "name", text(name)),
            Change::UnitRemoved(name, open) => {
                let code = if change.is_refused() { "city-unit-held" } else { "city-unit-removed" };
                view.t2(code, ("name", &text(name)), ("open", &view.integer(*open)))
            }
            Change::UnitRenamed(was, is) => self.renamed("city-unit-renamed", was, is),
        }
    }

    /// Two names: in the reader's language, or in the other one when only that one changed.
    fn renamed(&self, code: &str, was: &Text, is: &Text) -> String {
        let lang = self.view.lang;
        let lang = if was.get(lang) == is.get(lang) { lang.other() } else { lang };
        self.view.t2(code, ("was", was.get(lang)), ("is", is.get(lang)))
    }

    fn may_publish(&self) -> bool {
        self.wrong.is_empty() && self.trial.may_publish()
    }

    fn replayed(&self) -> String {
        let replay = &self.trial.replay;
        let moved = replay.moved.iter().map(|moved| moved.count).sum();
        let (read, moved) = (self.view.integer(replay.read), self.view.integer(moved));
        self.view.t2("city-replayed", ("read", &read), ("moved", &moved))
    }
}

/// Where a fault is mended, and what stands there.
async fn wrong(op: &mut Op, view: &View, draft: &Draft, fault: PackFault) -> Result<Wrong, Refusal> {
    let Some(kind) = draft::kind(&fault.file) else { return Ok(Wrong { fault, link: None, words: String::new() }) };
    let content = draft::load_file(&mut op.tx, draft, &fault.file).await?;
    let text = content.filter(|_| kind != Kind::Geometry).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let Some(text) = text else { return Ok(Wrong { fault, link: None, words: String::new() }) };
    let rank = usize::try_from(fault.line).unwrap_or(usize::MAX);
    let words = rank.checked_sub(1).and_then(|rank| text.lines().nth(rank)).unwrap_or_default();
    let words = words.trim().chars().take(WORDS).collect();
    let table = Some(kind).filter(|kind| *kind == Kind::Csv).and_then(|_| Table::read(&text));
    let row = table.as_ref().and_then(|table| table.row_at(fault.line)).filter(|_| fault.line > 0);
    let path = match row {
        Some(row) => about("ligne", &fault.file, &[("ligne", row.line.to_string())]),
        None => about("fichier", &fault.file, &[]),
    };
    Ok(Wrong { link: Some(view.link(&path)), words, fault })
}

async fn page(op: &mut Op, (view, bar): (View, Bar), draft: Draft, faults: Faults) -> Result<TrialPage, Refusal> {
    let mut trial = trial::run(op, &draft).await?;
    let mut wrongs = Vec::new();
    for fault in std::mem::take(&mut trial.faults).into_iter().take(FAULTS) {
        wrongs.push(wrong(op, &view, &draft, fault).await?);
    }
    Ok(TrialPage {
        view,
        bar,
        faults,
        count: draft.count(),
        draft,
        trial,
        wrong: wrongs,
        why: String::new(),
        at: String::new(),
    })
}

/// `GET …/essai`: what publishing would do; nothing is changed.
pub async fn show(Admin(signed_in): Admin) -> Result<Response, Refusal> {
    let (view, bar, mut op, staff) = parts(signed_in);
    let draft = draft::open(&mut op.tx, staff, op.now).await?;
    Ok(Page::ok(page(&mut op, (view, bar), draft, Faults::default()).await?).into_response())
}

/// From when, as it was typed: now when nothing was.
fn instant(view: &View, text: &str) -> Result<Option<Moment>, PublishError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    Moment::from_local(text, &view.brand().zone).map(Some).map_err(|_| PublishError::Past)
}

/// `POST …/essai`: publishes.
pub async fn receive(Admin(signed_in): Admin, form: Form) -> Result<Response, Refusal> {
    let (view, bar, mut op, staff) = parts(signed_in);
    let mut reading = op.app.database().read();
    let draft = draft::open(&mut reading, staff, op.now).await?;
    drop(reading);
    let done = match instant(&view, form.text("date")) {
        Ok(at) => {
            let publication = Publication { at, why: form.text("motif"), is_cover_known: form.is_ticked("sait") };
            publishing::publish(&mut op, &draft, publication).await.map(|_| ())
        }
        Err(err) => Err(err),
    };
    let err = match done {
        Ok(()) => return to(op, &view, "/poste/ville").await,
        Err(PublishError::Store(err)) => return Err(err.into()),
        Err(err) => err,
    };
    let field = match err {
        PublishError::Past => "date",
        PublishError::Covered(_) => "sait",
        PublishError::WhyMissing
        | PublishError::WhyTooLong
        | PublishError::Unchanged
        | PublishError::Refused
        | PublishError::Behind(_)
        | PublishError::Moved
        | PublishError::Unknown
        | PublishError::Store(_) => "motif",
    };
    let refusal = Refusal::from(err);
    let mut op = Op { tx: op.app.database().read(), ..op };
    let page = page(&mut op, (view, bar), draft, Faults::one(field, refusal.code)).await?;
    let page = TrialPage { why: form.text("motif").to_owned(), at: form.text("date").to_owned(), ..page };
    Ok(Page(refusal.status, page).into_response())
}
