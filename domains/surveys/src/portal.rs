//! The survey: one page, no script; and the page that thanks.

use crate::{
    answer::AnswerForm,
    answering::{Asked, Given, answer, open},
    wording::first_question,
};
use askama::Template;
use axum::{
    Router,
    body::Bytes,
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use requests::telling;
use serde::Deserialize;
use territory::Territory;
use web::{App, Faults, Op, Page, Refusal, View};

pub fn routes() -> Router<App> {
    Router::new().route("/avis/{key}", get(show_survey).post(receive_answer))
}

#[derive(Template)]
#[template(path = "survey.html")]
struct SurveyPage {
    view: View,
    faults: Faults,
    form: AnswerForm,
    /// The service, the day it closed and the place, in a sentence.
    about: String,
    reference: String,
    first_question: &'static str,
    is_work: bool,
    action: String,
}

/// A form without files is never larger.
const LARGEST_FORM: usize = 64 * 1024;
/// What may be answered: value, code of its words.
const FIXED: [(&str, &str); 4] = [("yes", "yes"), ("partly", "partly"), ("no", "no"), ("unknown", "unknown")];
const SCORES: [&str; 5] = ["1", "2", "3", "4", "5"];
const DELAY: [(&str, &str); 3] = [("oui", "yes"), ("non", "no"), ("sans-opinion", "unknown")];

/// Each choice with whether it was taken.
impl SurveyPage {
    fn fixed(&self) -> [(&'static str, &'static str, bool); 4] {
        FIXED.map(|(value, code)| (value, code, self.form.regle == value))
    }

    fn scores(&self) -> [(&'static str, bool); 5] {
        SCORES.map(|score| (score, self.form.satisfaction == score))
    }

    fn delay(&self) -> [(&'static str, &'static str, bool); 3] {
        DELAY.map(|(value, code)| (value, code, self.form.delai == value))
    }
}

#[derive(Template)]
#[template(path = "thanks.html")]
struct ThanksPage {
    view: View,
    reference: String,
    is_reopening_asked: bool,
    /// Until when it may be corrected; none when that time has passed.
    until: Option<String>,
    correct: String,
}

#[derive(Deserialize)]
struct Wish {
    /// Given by the link that corrects an answer.
    #[serde(default)]
    corriger: String,
}

fn survey(op: &Op, key: &str, asked: &Asked, form: AnswerForm, faults: Faults) -> SurveyPage {
    let view = op.view();
    let request = &asked.request;
    let service = telling::service_name(op, &request.service_code, op.lang);
    let about = view.t2("surveys-about", ("service", &service), ("day", &view.date(&asked.closed_at())));
    // Whoever joined the request never saw the door that its author wrote.
    let place = request.place.published(&op.part::<Territory>()).words(op.lang);
    SurveyPage {
        faults,
        form,
        about: format!("{about} {place}").trim().to_owned(),
        reference: request.reference.clone(),
        first_question: first_question(request.nature),
        is_work: request.nature == requests::Nature::Request,
        action: view.link(&format!("/avis/{key}")),
        view,
    }
}

fn thanks(op: &Op, key: &str, asked: &Asked, given: &Given) -> ThanksPage {
    let view = op.view();
    ThanksPage {
        reference: asked.request.reference.clone(),
        is_reopening_asked: asked.request.reopening_asked_at.is_some(),
        until: given.may_change(op.now).then(|| view.date(&given.until())),
        correct: view.link(&format!("/avis/{key}?corriger=oui")),
        view,
    }
}

async fn show_survey(mut op: Op, Path(key): Path<String>, Query(wish): Query<Wish>) -> Result<Response, Refusal> {
    let asked = open(&mut op, &key).await?;
    match &asked.given {
        Some(given) if wish.corriger.is_empty() || !given.may_change(op.now) => {
            Ok(Page::ok(thanks(&op, &key, &asked, given)).into_response())
        }
        given => {
            let form = given.as_ref().map(|given| AnswerForm::of(&given.answer)).unwrap_or_default();
            Ok(Page::ok(survey(&op, &key, &asked, form, Faults::default())).into_response())
        }
    }
}

fn read(body: &Bytes) -> Result<AnswerForm, Refusal> {
    if body.len() > LARGEST_FORM {
        return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "web/form-too-large"));
    }
    let unreadable = || Refusal::bad_request("web/form-unreadable");
    let text = std::str::from_utf8(body).map_err(|_| unreadable())?;
    serde_urlencoded::from_str(text).map_err(|_| unreadable())
}

async fn receive_answer(mut op: Op, Path(key): Path<String>, body: Bytes) -> Result<Response, Refusal> {
    let form = read(&body)?;
    let asked = open(&mut op, &key).await?;
    let checked = match form.check() {
        Ok(checked) => checked,
        Err(faults) => {
            let page = survey(&op, &key, &asked, form, faults.into());
            return Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    answer(&mut op, &asked, &checked).await?;
    let location = op.view().link(&format!("/avis/{key}"));
    op.commit().await?;
    Ok(Redirect::to(&location).into_response())
}
