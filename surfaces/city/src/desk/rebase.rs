//! A draft put upon a version that was published meanwhile: what both changed is shown, and somebody chooses.

use super::{Bar, Difference, parts, to};
use crate::{
    draft::{self, Draft},
    store,
};
use askama::Template;
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::Id;
use identity::Admin;
use serde::Deserialize;
use web::{Faults, Form, Op, Page, Refusal, View};

/// A file that both changed.
struct Conflict {
    field: String,
    /// From where both began to the draft, then to the other version.
    mine: Difference,
    theirs: Difference,
    chosen: String,
}

#[derive(Template)]
#[template(path = "rebase.html")]
struct RebasePage {
    view: View,
    bar: Bar,
    faults: Faults,
    draft: Draft,
    version: Id,
    conflicts: Vec<Conflict>,
}

impl RebasePage {
    fn words(&self) -> String {
        let (began, id) = (self.draft.began_on.to_string(), self.version.to_string());
        self.view.t2("city-rebase-text", ("began", &began), ("id", &id))
    }
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    version: Id,
}

async fn conflicts(op: &mut Op, draft: &Draft, version: Id, form: &Form) -> Result<Vec<Conflict>, Refusal> {
    let tx = &mut op.tx;
    let mut conflicts = Vec::new();
    for (rank, name) in draft::conflicts(tx, draft, version).await?.into_iter().enumerate() {
        let began = store::load_file(tx, draft.began_on, &name).await?;
        let mine = draft::load_file(tx, draft, &name).await?;
        let theirs = store::load_file(tx, version, &name).await?;
        let field = format!("choix-{rank}");
        conflicts.push(Conflict {
            chosen: form.text(&field).to_owned(),
            mine: Difference::of(name.clone(), began.as_deref(), mine.as_deref()),
            theirs: Difference::of(name, began.as_deref(), theirs.as_deref()),
            field,
        });
    }
    Ok(conflicts)
}

/// The version, if a draft may be put upon it.
async fn target(op: &mut Op, id: Id) -> Result<Id, Refusal> {
    let found = store::find(&mut op.tx, id).await?.filter(|version| version.given_up.is_none());
    found.map(|version| version.id).ok_or(Refusal::not_found("city/version-unknown"))
}

/// `GET …/reprendre?version=4`.
pub async fn show(Admin(signed_in): Admin, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let (view, bar, mut op, staff) = parts(signed_in);
    let draft = draft::open(&mut op.tx, staff, op.now).await?;
    let version = target(&mut op, asked.version).await?;
    let conflicts = conflicts(&mut op, &draft, version, &Form::default()).await?;
    Ok(Page::ok(RebasePage { view, bar, faults: Faults::default(), draft, version, conflicts }).into_response())
}

/// `POST …/reprendre`: with a choice for each file that both changed.
pub async fn receive(Admin(signed_in): Admin, form: Form) -> Result<Response, Refusal> {
    let (view, bar, mut op, staff) = parts(signed_in);
    let draft = draft::open(&mut op.tx, staff, op.now).await?;
    let version = target(&mut op, form.text("version").parse().unwrap_or(0)).await?;
    let conflicts = conflicts(&mut op, &draft, version, &form).await?;
    let is_open = |conflict: &&Conflict| !matches!(conflict.chosen.as_str(), "moi" | "autre");
    if let Some(open) = conflicts.iter().find(is_open) {
        let faults = Faults::one(&open.field, "city/choice-missing");
        let page = RebasePage { view, bar, faults, draft, version, conflicts };
        return Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let given_up = conflicts.into_iter().filter(|conflict| conflict.chosen == "autre");
    let given_up: Vec<String> = given_up.map(|conflict| conflict.mine.name).collect();
    draft::rebase(&mut op.tx, &draft, version, &given_up, op.now).await?;
    to(op, &view, "/poste/ville/brouillon").await
}
