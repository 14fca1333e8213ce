//! The pages of residents: search and themes, an article, and the word that it does not answer.

use crate::{
    finding::{Hit, find},
    flags,
    notices::notices,
    reading::{Choice, Reading, ShownNotice, Theme, borough, boroughs, shown_notices, themes, today},
    shelf::shelf,
    usage,
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base::Lang;
use serde::Deserialize;
use web::{App, Faults, Form, Op, Page, Refusal, View};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/aide", get(show_help))
        .route("/aide/{slug}", get(show_article))
        .route("/aide/{slug}/signaler", post(receive_flag))
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    pub q: String,
    #[serde(default)]
    pub arrondissement: String,
    #[serde(default)]
    pub merci: String,
}

/// A hit as a page shows it.
pub(crate) struct ShownHit {
    pub title: String,
    pub text: String,
    pub link: String,
    pub lang: Lang,
    pub is_service: bool,
    pub is_expired: bool,
}

/// Hits with their links: articles at `root`, services where one reports them.
pub(crate) fn shown_hits(view: &View, hits: Vec<Hit>, root: &str, borough: Option<&str>) -> Vec<ShownHit> {
    let of = borough.map_or_else(String::new, |code| format!("?arrondissement={code}"));
    let shown = |hit| match hit {
        Hit::Article { slug, title, summary, lang, is_expired } => {
            let link = view.link(&format!("{root}/{slug}{of}"));
            ShownHit { title, text: summary, link, lang, is_service: false, is_expired }
        }
        Hit::Service { name, .. } => ShownHit {
            link: view.link(&format!("/signaler?q={}", name.split_whitespace().collect::<Vec<_>>().join("+"))),
            text: String::new(),
            title: name,
            lang: view.lang,
            is_service: true,
            is_expired: false,
        },
    };
    hits.into_iter().map(shown).collect()
}

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    view: View,
    q: String,
    hits: Vec<ShownHit>,
    notices: Vec<ShownNotice>,
    boroughs: Vec<Choice>,
    themes: Vec<Theme>,
}

/// Letters of a search that are read.
pub(crate) const LONGEST_SEARCH: usize = 200;

async fn show_help(mut op: Op, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let (view, borough) = (op.view(), borough(&op, &asked.arrondissement));
    let q: String = asked.q.trim().chars().take(LONGEST_SEARCH).collect();
    let (mut hits, lang) = (Vec::new(), op.lang);
    if !q.is_empty() {
        hits = find(&mut op, &q, lang, borough.as_deref()).await?;
        if hits.is_empty() {
            usage::count_miss(&op, &q).await?;
        }
    }
    let notices = notices(&mut op, borough.as_deref()).await?;
    let shelf = shelf(&op.app).await?;
    let today = today(&op);
    let current = shelf.articles().iter().map(|published| &published.article);
    let page = HelpPage {
        hits: shown_hits(&view, hits, "/aide", borough.as_deref()),
        notices: shown_notices(&op, &notices),
        boroughs: boroughs(&op, borough.as_deref()),
        themes: themes(&op, current.filter(|article| !article.is_expired(today))),
        view,
        q,
    };
    Ok(Page::ok(page).into_response())
}

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage {
    view: View,
    faults: Faults,
    reading: Reading,
    notices: Vec<ShownNotice>,
    boroughs: Vec<Choice>,
    /// Whether a borough says something of its own here.
    has_boroughs: bool,
    words: String,
    email: String,
    is_flagged: bool,
    action: String,
}

/// The page of an article that everybody may read.
async fn article(op: &mut Op, slug: &str, asked: &Asked, faults: Faults) -> Result<ArticlePage, Refusal> {
    let shelf = shelf(&op.app).await?;
    let unknown = || Refusal::not_found("knowledge/article-gone");
    let published = shelf.get(slug).filter(|it| !it.article.is_expired(today(op))).ok_or_else(unknown)?;
    let borough = borough(op, &asked.arrondissement);
    let notices = notices(op, borough.as_deref()).await?;
    let view = op.view();
    Ok(ArticlePage {
        reading: Reading::new(op, &published.article.public(op.lang, borough.as_deref()), published.at),
        notices: shown_notices(op, &notices),
        boroughs: boroughs(op, borough.as_deref()),
        has_boroughs: has_boroughs(&published.article),
        action: view.link(&format!("/aide/{slug}/signaler")),
        is_flagged: !asked.merci.is_empty(),
        words: String::new(),
        email: String::new(),
        view,
        faults,
    })
}

/// Whether what everybody reads differs from one borough to another.
fn has_boroughs(article: &crate::Article) -> bool {
    let words = [Some(&article.fr), article.en.as_ref()];
    words.into_iter().flatten().any(|words| words.public.iter().any(|(_, borough, _)| borough.is_some()))
}

async fn show_article(mut op: Op, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let page = article(&mut op, &slug, &asked, Faults::default()).await?;
    if let Some(published) = shelf(&op.app).await?.get(&slug) {
        usage::count_view(&op, published.id).await?;
    }
    Ok(Page::ok(page).into_response())
}

async fn receive_flag(mut op: Op, Path(slug): Path<String>, form: Form) -> Result<Response, Refusal> {
    let asked = Asked { q: String::new(), arrondissement: String::new(), merci: String::new() };
    let (words, email) = (form.text("mots"), form.text("courriel"));
    match flags::check(words, email) {
        Ok((words, email)) => {
            article(&mut op, &slug, &asked, Faults::default()).await?;
            flags::flag(&mut op, &slug, &words, email.as_deref()).await?;
            let location = op.view().link(&format!("/aide/{slug}?merci=oui#merci"));
            op.commit().await?;
            Ok(Redirect::to(&location).into_response())
        }
        Err(faults) => {
            let page = article(&mut op, &slug, &asked, faults.into()).await?;
            let page = ArticlePage { words: words.to_owned(), email: email.to_owned(), ..page };
            Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
