//! An article as an agent reads it: the page of residents, and the drawer beside it.

use super::Bar;
use crate::{
    article::Article,
    flags, messages,
    notices::notices,
    portal::Asked,
    reading::{Choice, Reading, Shown, ShownNotice, borough, boroughs, day_in_words, shown, shown_notices, today},
    shelf::{Published, Shelf, shelf},
    usage,
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::Lang;
use identity::{SignedIn, staff::is_email};
use std::sync::Arc;
use territory::Units;
use web::{Faults, Form, Op, Page, Refusal, View};

/// The article whose words are the glossary of the drawer.
const GLOSSARY: &str = "lexique";

/// What only staff read, and what they do from the page.
struct Drawer {
    boroughs: Vec<Choice>,
    notices: Vec<ShownNotice>,
    internal: Option<Shown>,
    questions: Option<Shown>,
    contacts: Option<Shown>,
    glossary: Option<Shown>,
    owner: String,
    review: String,
    is_review_due: bool,
    expiry: String,
    is_expired: bool,
}

#[derive(Template)]
#[template(path = "desk/article.html")]
struct ArticlePage {
    view: View,
    bar: Bar,
    faults: Faults,
    reading: Reading,
    drawer: Drawer,
    /// Code of a sentence that says what was done.
    done: &'static str,
    words: String,
    email: String,
    borough: String,
}

async fn drawer(op: &mut Op, article: &Article, shelf: &Shelf, borough: Option<&str>) -> Result<Drawer, Refusal> {
    let notices = notices(op, borough).await?;
    let (view, lang, today) = (op.view(), op.lang, today(op));
    let own = article.for_staff(lang, borough);
    let glossary = shelf.get(GLOSSARY).and_then(|it| it.article.public(lang, borough).general);
    let units = op.part::<Units>();
    let owner =
        units.get(&article.owner).map_or_else(|| article.owner.clone(), |unit| view.text(&unit.name).to_owned());
    Ok(Drawer {
        boroughs: boroughs(op, borough),
        notices: shown_notices(op, &notices),
        internal: shown(own.internal, lang),
        questions: shown(own.questions, lang),
        contacts: shown(own.contacts, lang),
        glossary: shown(glossary, lang),
        owner,
        review: day_in_words(&view, article.review_on),
        is_review_due: article.is_review_due(today),
        expiry: article.expires_on.map(|day| day_in_words(&view, day)).unwrap_or_default(),
        is_expired: article.is_expired(today),
    })
}

fn found<'a>(shelf: &'a Arc<Shelf>, slug: &str) -> Result<&'a Published, Refusal> {
    shelf.get(slug).ok_or_else(|| Refusal::not_found("knowledge/article-unknown"))
}

async fn page(mut signed_in: SignedIn, slug: &str, asked: &Asked, faults: Faults) -> Result<ArticlePage, Refusal> {
    let (view, bar) = (signed_in.view(), Bar::of(&signed_in));
    let op = &mut signed_in.op;
    let shelf = shelf(&op.app).await?;
    let published = found(&shelf, slug)?;
    let borough = borough(op, &asked.arrondissement);
    let done = match asked.merci.as_str() {
        "signale" => "knowledge-done-flagged",
        "envoye" => "knowledge-done-sent",
        _ => "",
    };
    Ok(ArticlePage {
        reading: Reading::new(op, &published.article.public(op.lang, borough.as_deref()), published.at),
        drawer: drawer(op, &published.article, &shelf, borough.as_deref()).await?,
        borough: borough.unwrap_or_default(),
        words: String::new(),
        email: String::new(),
        view,
        bar,
        faults,
        done,
    })
}

/// `GET /poste/aide/{slug}?arrondissement=`.
pub async fn show(
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let shelf = shelf(&signed_in.op.app).await?;
    usage::count_view(&signed_in.op, found(&shelf, &slug)?.id).await?;
    Ok(Page::ok(page(signed_in, &slug, &asked, Faults::default()).await?).into_response())
}

/// Where one goes back to: the page, its borough, and what was done.
fn back(op: &Op, slug: &str, borough: &str, done: &str) -> Redirect {
    let of = crate::reading::borough(op, borough).map_or_else(String::new, |code| format!("&arrondissement={code}"));
    Redirect::to(&op.view().link(&format!("/poste/aide/{slug}?merci={done}{of}")))
}

fn asked_of(form: &Form) -> Asked {
    Asked { q: String::new(), arrondissement: form.text("arrondissement").to_owned(), merci: String::new() }
}

/// `POST /poste/aide/{slug}/signaler`: the page is wrong; the words join those of others.
pub async fn receive_flag(mut signed_in: SignedIn, Path(slug): Path<String>, form: Form) -> Result<Response, Refusal> {
    let shelf = shelf(&signed_in.op.app).await?;
    found(&shelf, &slug)?;
    let words = form.text("mots");
    let checked = if words.trim().is_empty() {
        Err(Faults::one("mots", "knowledge/flag-blank"))
    } else {
        flags::check(words, "").map_err(Faults::from)
    };
    match checked {
        Ok((words, _)) => {
            flags::flag(&mut signed_in.op, &slug, &words, None).await?;
            let location = back(&signed_in.op, &slug, form.text("arrondissement"), "signale");
            signed_in.op.commit().await?;
            Ok(location.into_response())
        }
        Err(faults) => {
            let page = page(signed_in, &slug, &asked_of(&form), faults).await?;
            let page = ArticlePage { words: words.to_owned(), ..page };
            Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `POST /poste/aide/{slug}/envoyer`: the public page, to the person on the line.
pub async fn send(mut signed_in: SignedIn, Path(slug): Path<String>, form: Form) -> Result<Response, Refusal> {
    let shelf = shelf(&signed_in.op.app).await?;
    let published = found(&shelf, &slug)?;
    let email = form.text("courriel").trim();
    let lang = form.text("langue").parse::<Lang>().unwrap_or_default();
    let wrong = if !is_email(email) {
        Some("knowledge/email-wrong")
    } else if published.article.is_expired(today(&signed_in.op)) {
        Some("knowledge/send-expired")
    } else {
        None
    };
    if let Some(code) = wrong {
        let page = page(signed_in, &slug, &asked_of(&form), Faults::one("courriel", code)).await?;
        let page = ArticlePage { email: email.to_owned(), ..page };
        return Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    messages::send_page(&mut signed_in.op, &published.article, email, lang).await?;
    let location = back(&signed_in.op, &slug, form.text("arrondissement"), "envoye");
    signed_in.op.commit().await?;
    Ok(location.into_response())
}
