//! The versions of an article: who, when, why, what changed, and bringing one back.

use super::{Bar, editor};
use crate::{
    article::Status,
    difference::{Line, between},
    editing::{self, Hand, SaveError},
    reading::Choice,
    store::{self, Entry, Origin, Version},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect, Response},
};
use base::Lang;
use identity::SignedIn;
use serde::Deserialize;
use web::{Form, Op, Page, Refusal, View};

#[derive(Template)]
#[template(path = "desk/versions.html")]
struct VersionsPage {
    view: View,
    bar: Bar,
    slug: String,
    title: String,
    versions: Vec<Version>,
    published: i64,
    latest: i64,
    is_public: bool,
    from: Vec<Choice>,
    to: Vec<Choice>,
    compared: String,
    /// French, then English.
    changes: [(Lang, Vec<Line>); 2],
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    de: i64,
    #[serde(default)]
    a: i64,
}

async fn entry(op: &mut Op, slug: &str) -> Result<Entry, Refusal> {
    store::find_entry(op, slug).await?.ok_or_else(|| Refusal::not_found("knowledge/article-unknown"))
}

/// `GET /poste/aide/{slug}/versions?de=1&a=2`: the last two unless one says which.
pub async fn show(
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let signed_in = editor(signed_in)?;
    let (view, bar) = (signed_in.view(), Bar::of(&signed_in));
    let mut op = signed_in.op;
    let entry = entry(&mut op, &slug).await?;
    let versions = store::list_versions(&mut op, entry.id).await?;
    let to = if asked.a > 0 { asked.a } else { entry.number };
    let from = if asked.de > 0 { asked.de } else { to - 1 };
    let texts = |number: i64| versions.iter().find(|version| version.number == number).map(|version| &version.texts);
    let empty = crate::file::Texts { fr: String::new(), en: None };
    let [fr, en] = between(texts(from).unwrap_or(&empty), texts(to).unwrap_or(&empty));
    let title = if op.lang == Lang::En && !entry.title_en.is_empty() { entry.title_en } else { entry.title_fr };
    let page = VersionsPage {
        slug,
        title,
        published: entry.published_number.unwrap_or(0),
        latest: entry.number,
        is_public: entry.published_number.is_some(),
        compared: view.t2("knowledge-compared", ("from", &from.to_string()), ("to", &to.to_string())),
        from: numbers(&versions, from),
        to: numbers(&versions, to),
        versions,
        changes: [(Lang::Fr, fr), (Lang::En, en)],
        view,
        bar,
    };
    Ok(Page::ok(page).into_response())
}

fn numbers(versions: &[Version], chosen: i64) -> Vec<Choice> {
    let choice = |version: &Version| {
        let number = version.number.to_string();
        Choice { value: number.clone(), name: number, is_chosen: version.number == chosen }
    };
    versions.iter().map(choice).collect()
}

/// `POST /poste/aide/{slug}/versions/{number}`: an old version comes back as a new one, a draft until it is published.
pub async fn restore(
    signed_in: SignedIn,
    Path((slug, number)): Path<(String, i64)>,
    form: Form,
) -> Result<Response, Refusal> {
    let mut signed_in = editor(signed_in)?;
    let view = signed_in.view();
    let op = &mut signed_in.op;
    let entry = entry(op, &slug).await?;
    let unknown = || Refusal::not_found("knowledge/version-unknown");
    let (_, mut article) = editing::version(op, &entry, number).await?.ok_or_else(unknown)?;
    article.status = Status::Draft;
    let seen = form.text("vu").parse().unwrap_or(0);
    let reason = view.t1("knowledge-restored-reason", "number", number);
    let hand = Hand { origin: Origin::Staff, author: &signed_in.staff.name, reason: &reason };
    editing::save(op, seen, &article, hand).await?;
    let location = view.link(&format!("/poste/aide/{slug}/modifier"));
    signed_in.op.commit().await?;
    Ok(Redirect::to(&location).into_response())
}

impl From<SaveError> for Refusal {
    fn from(err: SaveError) -> Self {
        match err {
            SaveError::Changed => Self::conflict("knowledge/changed"),
            SaveError::SlugTaken => Self::conflict("knowledge/slug-taken"),
            SaveError::Store(err) => err.into(),
        }
    }
}
