//! « Où en est ma demande? » : the public side by its number, all of it with the requester's address or our link.

use crate::{form::Form, map::place_words};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base::Moment;
use requests::{
    Audience, Event, Reference, Request, Status, access, add_detail, ask_reopening, find, move_to, telling, timeline,
};
use serde::Deserialize;
use territory::Territory;
use web::{App, Faults, Op, Page, Refusal, View};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/suivi", get(ask).post(open))
        .route("/suivi/{reference}", get(show))
        .route("/suivi/{reference}/precision", post(receive_detail))
        .route("/suivi/{reference}/pas-regle", post(receive_not_fixed))
        .route("/suivi/{reference}/annuler", post(cancel))
}

#[derive(Template)]
#[template(path = "follow.html")]
struct AskPage {
    view: View,
    faults: Faults,
    number: String,
    contact: String,
}

/// A step of the line of time.
struct Step {
    when: String,
    what: String,
    note: String,
}

#[derive(Template)]
#[template(path = "tracker.html")]
struct TrackerPage {
    view: View,
    faults: Faults,
    request: Request,
    service: String,
    unit: String,
    /// As it was written on the private side; the street on the public side.
    place: String,
    label: String,
    badge: &'static str,
    /// 1 received, 2 in hand, 3 work, 4 done.
    stage: u8,
    sentence: String,
    past: Vec<Step>,
    /// Word of the link that opens the private side; nothing on the public side.
    key: String,
    words: String,
    may_cancel: bool,
    may_say_not_fixed: bool,
}

impl TrackerPage {
    /// Where an act of the requester is sent.
    fn act(&self, name: &str) -> String {
        self.view.link(&format!("/suivi/{}/{name}", self.request.reference))
    }
}

#[derive(Deserialize)]
pub struct Key {
    #[serde(default)]
    cle: String,
}

async fn ask(op: Op) -> Page<AskPage> {
    Page::ok(AskPage { view: op.view(), faults: Faults::default(), number: String::new(), contact: String::new() })
}

async fn open(mut op: Op, form: Form) -> Result<Response, Refusal> {
    let (number, contact) = (form.text("numero").trim().to_owned(), form.text("contact").trim().to_owned());
    let reference = number.parse::<Reference>().map(|reference| reference.to_string()).ok();
    let view = op.view();
    if let Some(reference) = reference {
        // Without an address, the public side; with one, the whole, if it is a requester's.
        if contact.is_empty() && find(&mut op, &reference).await?.is_some_and(|request| request.is_shown) {
            return Ok(Redirect::to(&view.link(&format!("/suivi/{reference}"))).into_response());
        }
        if access::is_requester(&mut op, &reference, &contact).await? {
            let key = access::follow_key(&op.app, &reference, op.now);
            return Ok(Redirect::to(&view.link(&format!("/suivi/{reference}?cle={key}"))).into_response());
        }
    }
    let faults = Faults::one("numero", "portal/follow-unknown");
    Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, AskPage { view, faults, number, contact }).into_response())
}

/// Class of the badge of a status.
pub fn badge(status: Status) -> &'static str {
    match status {
        Status::Received | Status::Accepted | Status::Sent => "received",
        Status::InHand | Status::Urgent | Status::Scheduled | Status::UnderWay | Status::Reopened => "active",
        Status::InformationNeeded | Status::OnHold | Status::Merged => "waiting",
        Status::Completed => "done",
        Status::HandledElsewhere | Status::Declined | Status::Cancelled | Status::Removed => "closed",
    }
}

/// The request, if the reader may see it; `true` when they may see all of it.
async fn load(op: &mut Op, reference: &str, key: &str) -> Result<(Request, bool), Refusal> {
    let unknown = || Refusal::not_found("requests/unknown");
    let request = find(op, reference).await?.ok_or_else(unknown)?;
    let is_private = access::opens(&op.app, reference, key, op.now);
    let is_seen = is_private || (request.is_shown && request.status != Status::Removed);
    if is_seen { Ok((request, is_private)) } else { Err(unknown()) }
}

async fn page(op: &mut Op, reference: &str, key: &str, faults: Faults, words: String) -> Result<TrackerPage, Refusal> {
    let (request, is_private) = load(op, reference, key).await?;
    let audience = if is_private { Audience::Requesters } else { Audience::Everybody };
    let events = timeline(op, request.id, audience).await?;
    let view = op.view();
    let catalogue = op.part::<catalogue::Catalogue>();
    let status = catalogue.status(request.status.code());
    let reason = events.iter().rfind(|event| event.to_status.is_some()).and_then(|event| event.reason.clone());
    let label = |code: &str| catalogue.status(code).map(|status| view.text(&status.label).to_owned());
    let what = |event: &Event| match event.to_status.as_deref().filter(|_| event.act == "moved").and_then(label) {
        Some(label) => label,
        None => view.t(&format!("requests-act-{}", event.act)),
    };
    let past = events.iter().map(|event| Step {
        when: view.time(&Moment(event.at)),
        what: what(event),
        note: event.reason.clone().unwrap_or_default(),
    });
    let place = if is_private {
        request.place.address.clone()
    } else {
        place_words(&op.part::<Territory>(), request.place.point, view.lang)
    };
    Ok(TrackerPage {
        place,
        service: telling::service_name(op, &request.service_code, view.lang),
        unit: telling::unit_name(op, &request.route.unit, view.lang),
        label: label(request.status.code()).unwrap_or_default(),
        badge: badge(request.status),
        stage: status.map_or(1, |status| status.step),
        sentence: telling::sentence(op, view.lang, &request, reason.as_deref().unwrap_or_default()),
        past: past.collect(),
        key: if is_private { key.to_owned() } else { String::new() },
        may_cancel: is_private && request.status.next().contains(&Status::Cancelled),
        may_say_not_fixed: is_private && request.status == Status::Completed && request.reopening_asked_at.is_none(),
        faults,
        words,
        view,
        request,
    })
}

async fn show(mut op: Op, Path(reference): Path<String>, Query(key): Query<Key>) -> Result<Response, Refusal> {
    let page = page(&mut op, &reference, &key.cle, Faults::default(), String::new()).await?;
    Ok(Page::ok(page).into_response())
}

/// What a requester did: kept and shown, or explained beside their words.
async fn answer(
    mut op: Op,
    reference: &str,
    form: &Form,
    done: Result<(), requests::ActError>,
) -> Result<Response, Refusal> {
    let key = form.text("cle");
    match done {
        Ok(()) => {
            let location = op.view().link(&format!("/suivi/{reference}?cle={key}"));
            op.commit().await?;
            Ok(Redirect::to(&location).into_response())
        }
        Err(err @ (requests::ActError::WordsMissing | requests::ActError::WordsTooLong)) => {
            let faults = Faults::one("mots", err.code());
            let page = page(&mut op, reference, key, faults, form.text("mots").to_owned()).await?;
            Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(err) => Err(err.into()),
    }
}

/// Refuses whoever does not hold the link.
fn check(op: &Op, reference: &str, form: &Form) -> Result<(), Refusal> {
    let may = access::opens(&op.app, reference, form.text("cle"), op.now);
    if may { Ok(()) } else { Err(Refusal::not_found("requests/unknown")) }
}

async fn receive_detail(mut op: Op, Path(reference): Path<String>, form: Form) -> Result<Response, Refusal> {
    check(&op, &reference, &form)?;
    let done = add_detail(&mut op, &reference, form.text("mots")).await;
    answer(op, &reference, &form, done).await
}

async fn receive_not_fixed(mut op: Op, Path(reference): Path<String>, form: Form) -> Result<Response, Refusal> {
    check(&op, &reference, &form)?;
    let done = ask_reopening(&mut op, &reference, form.text("mots")).await;
    answer(op, &reference, &form, done).await
}

async fn cancel(mut op: Op, Path(reference): Path<String>, form: Form) -> Result<Response, Refusal> {
    check(&op, &reference, &form)?;
    let done = move_to(&mut op, &reference, Status::Cancelled, &requests::Grounds::default()).await;
    answer(op, &reference, &form, done).await
}
