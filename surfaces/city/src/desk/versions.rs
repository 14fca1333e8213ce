//! The versions: the one in force, those to come, those of before; what each changed; putting one back.

use super::{Bar, Difference, parts, to};
use crate::{
    draft::{self, Draft},
    publishing, store,
    versions::Version,
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{Id, Moment};
use identity::Admin;
use serde::Deserialize;
use web::{Faults, Form, Op, Page, Refusal, View};

/// Versions of a page.
const VERSIONS: u32 = 20;

#[derive(Template)]
#[template(path = "versions.html")]
struct VersionsPage {
    view: View,
    bar: Bar,
    /// Files of the draft.
    draft: Draft,
    count: i64,
    in_force: Option<Version>,
    coming: Vec<Version>,
    past: Vec<Version>,
    /// The last one of this page, when there are others.
    next: Option<Id>,
}

#[derive(Deserialize)]
pub struct Asked {
    avant: Option<Id>,
}

/// `GET /poste/ville?avant=ID`.
pub async fn index(Admin(signed_in): Admin, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let (view, bar, mut op, staff) = parts(signed_in);
    let now = op.now;
    let in_force = store::find_version(&mut op.tx, now).await?;
    let coming = store::list_coming(&mut op.tx, now).await?;
    let mut past = store::list(&mut op.tx, asked.avant.unwrap_or(Id::MAX), VERSIONS).await?;
    let next = past.last().filter(|last| past.len() == VERSIONS as usize && last.id > 1).map(|last| last.id);
    let current = in_force.as_ref().map_or(0, |version| version.id);
    past.retain(|version| version.id != current && !coming.iter().any(|it| it.id == version.id));
    let draft = draft::open(&mut op.tx, staff, now).await?;
    Ok(Page::ok(VersionsPage { view, bar, count: draft.count(), draft, in_force, coming, past, next }).into_response())
}

#[derive(Template)]
#[template(path = "version.html")]
struct VersionPage {
    view: View,
    bar: Bar,
    faults: Faults,
    version: Version,
    /// The version that it took the place of.
    before: Option<Id>,
    is_in_force: bool,
    is_coming: bool,
    differences: Vec<Difference>,
    why: String,
}

async fn page(
    op: &mut Op,
    (view, bar): (View, Bar),
    id: Id,
    faults: Faults,
    why: &str,
) -> Result<VersionPage, Refusal> {
    let tx = &mut op.tx;
    let version = store::find(tx, id).await?.ok_or(Refusal::not_found("city/version-unknown"))?;
    let before = store::find_before(tx, &version).await?;
    let mut differences = Vec::new();
    if let Some(before) = before {
        for name in draft::changed(tx, before, id).await? {
            let (was, is) = (store::load_file(tx, before, &name).await?, store::load_file(tx, id, &name).await?);
            differences.push(Difference::of(name, was.as_deref(), is.as_deref()));
        }
    }
    let in_force = store::find_version(tx, op.now).await?;
    Ok(VersionPage {
        is_in_force: in_force.is_some_and(|it| it.id == id),
        is_coming: version.given_up.is_none() && !version.is_due(op.now),
        before,
        differences,
        faults,
        why: why.to_owned(),
        version,
        view,
        bar,
    })
}

/// `GET /poste/ville/versions/{id}`.
pub async fn show(Admin(signed_in): Admin, Path(id): Path<Id>) -> Result<Response, Refusal> {
    let (view, bar, mut op, _) = parts(signed_in);
    Ok(Page::ok(page(&mut op, (view, bar), id, Faults::default(), "").await?).into_response())
}

/// `POST …/remettre`: its files are in force again, as a new version.
pub async fn put_back(Admin(signed_in): Admin, Path(id): Path<Id>, form: Form) -> Result<Response, Refusal> {
    let (view, bar, mut op, _) = parts(signed_in);
    match publishing::put_back(&mut op, id, form.text("motif")).await {
        Ok(_) => to(op, &view, "/poste/ville").await,
        Err(err) => {
            let refusal = Refusal::from(err);
            if matches!(refusal.status, StatusCode::NOT_FOUND | StatusCode::INTERNAL_SERVER_ERROR) {
                return Err(refusal);
            }
            let mut op = Op { tx: op.app.database().read(), ..op };
            let faults = Faults::one("motif", refusal.code);
            let page = page(&mut op, (view, bar), id, faults, form.text("motif")).await?;
            Ok(Page(refusal.status, page).into_response())
        }
    }
}

/// `POST …/renoncer`.
pub async fn give_up(Admin(signed_in): Admin, Path(id): Path<Id>) -> Result<Response, Refusal> {
    let (view, _, mut op, _) = parts(signed_in);
    publishing::give_up(&mut op, id).await?;
    to(op, &view, "/poste/ville").await
}

/// Who made a version, in words.
fn maker(view: &View, version: &Version) -> String {
    let by = if version.by.is_empty() { view.t("city-by-server") } else { version.by.clone() };
    view.t1(&format!("city-act-{}", version.act.code()), "who", by)
}

/// Since when.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "templates give references")]
fn since(view: &View, at: &Moment) -> String {
    view.t1("city-since", "at", view.time(at))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "templates give references")]
fn given_up(view: &View, at: &Moment, who: &str) -> String {
    view.t2("city-given-up", ("at", &view.time(at)), ("who", who))
}
