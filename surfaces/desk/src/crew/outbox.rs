//! Acts that waited on a telephone: each comes with its key, and is told what became of it in words for its screen.

use super::{
    deed::Deed,
    sent::Sent,
    settling::{Made, Settled, settle},
};
use crate::case::Step;
use axum::{
    Json,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use identity::SignedIn;
use serde::Serialize;
use web::{Refusal, View};

/// What the script of the telephone reads.
#[derive(Serialize)]
struct Told {
    /// `done`, `conflict` or `refused`.
    state: &'static str,
    sentence: String,
    /// How the request stands once it is done: acts that were made after this one were made upon it.
    mark: Option<String>,
    /// How the request stands, when the act can be done all the same.
    again: Option<String>,
    /// Whether it can be kept as a note.
    may_note: bool,
    since: Vec<ToldStep>,
}

#[derive(Serialize)]
struct ToldStep {
    what: String,
    who: String,
    when: String,
    note: String,
}

/// `POST /equipe/actes`: `demande`, `acte`, `cle`, and the fields of the form; `garder` keeps it as a note.
pub async fn receive(signed_in: SignedIn, request: Request) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { op, staff, .. } = signed_in;
    let sent = Sent::read(request).await?;
    let Ok(deed) = sent.form.text("acte").parse::<Deed>() else {
        return Ok(answer(StatusCode::UNPROCESSABLE_ENTITY, &refused(&view, "desk/crew-key-wrong", false)));
    };
    let reference = sent.form.text("demande").chars().take(40).collect();
    let made = Made { reference, deed, is_note: sent.form.is_ticked("garder"), sent };
    let (settled, _) = settle(op, &staff, &made).await?;
    let (status, told) = tell(&view, &made, settled);
    Ok(answer(status, &told))
}

fn answer(status: StatusCode, told: &Told) -> Response {
    let caching = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (status, caching, Json(told)).into_response()
}

fn refused(view: &View, code: &str, may_note: bool) -> Told {
    let sentence = view.t(&code.replace('/', "-"));
    Told { state: "refused", sentence, mark: None, again: None, may_note, since: Vec::new() }
}

fn tell(view: &View, made: &Made, settled: Settled) -> (StatusCode, Told) {
    match settled {
        Settled::Done { mark } => {
            let sentence = view.t1("desk-crew-done", "reference", &made.reference);
            let told =
                Told { state: "done", sentence, mark: Some(mark), again: None, may_note: false, since: Vec::new() };
            (StatusCode::OK, told)
        }
        Settled::Conflict { since, again, is_theirs } => {
            let code = if is_theirs { "desk-crew-conflict" } else { "desk-crew-left-title" };
            let since = since.into_iter().map(|step| step_told(view, step)).collect();
            let told = Told { state: "conflict", sentence: view.t(code), mark: None, again, may_note: true, since };
            (StatusCode::CONFLICT, told)
        }
        Settled::Refused { code, may_note, .. } => (StatusCode::UNPROCESSABLE_ENTITY, refused(view, code, may_note)),
    }
}

fn step_told(view: &View, step: Step) -> ToldStep {
    ToldStep { what: step.what, who: step.who, when: view.time(&step.at), note: step.note }
}
