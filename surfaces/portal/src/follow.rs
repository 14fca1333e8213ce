//! « Où en est ma demande? » : the public side by its number, all of it with the requester's address or our link.

mod acts;
mod tracker;

pub use tracker::{Shot, shots};

use crate::trials::Trial;
use askama::Template;
use axum::{
    Router,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base::Moment;
use requests::{Reference, access, find};
use web::{App, Faults, Form, Op, Page, Refusal, View};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/suivi", get(ask).post(open))
        .route("/suivi/{reference}", get(tracker::show))
        .route("/suivi/{reference}/photo/{name}", get(tracker::show_photo))
        .route("/suivi/{reference}/piece/{name}", get(tracker::give_paper))
        .route("/suivi/{reference}/precision", post(acts::receive_detail))
        .route("/suivi/{reference}/pas-regle", post(acts::receive_not_fixed))
        .route("/suivi/{reference}/annuler", post(acts::cancel))
}

#[derive(Template)]
#[template(path = "follow.html")]
struct AskPage {
    view: View,
    faults: Faults,
    number: String,
    contact: String,
}

async fn ask(op: Op) -> Page<AskPage> {
    Page::ok(AskPage { view: op.view(), faults: Faults::default(), number: String::new(), contact: String::new() })
}

async fn open(mut op: Op, form: Form) -> Result<Response, Refusal> {
    let (number, contact) = (form.text("numero").trim().to_owned(), form.text("contact").trim().to_owned());
    let view = op.view();
    let ask = |status, faults| {
        Page(status, AskPage { view: view.clone(), faults, number: number.clone(), contact: contact.clone() })
    };
    let unknown =
        || ask(StatusCode::UNPROCESSABLE_ENTITY, Faults::one("numero", "portal/follow-unknown")).into_response();
    let Ok(reference) = number.parse::<Reference>().map(|reference| reference.to_string()) else {
        return Ok(unknown());
    };
    if contact.is_empty() {
        // Without an address, the public side alone.
        let is_shown = find(&mut op, &reference).await?.is_some_and(|request| request.is_shown);
        let page = view.link(&format!("/suivi/{reference}"));
        return Ok(if is_shown { Redirect::to(&page).into_response() } else { unknown() });
    }
    let trial = match Trial::begin(&mut op, &reference, &access::plain_contact(&contact)).await? {
        Ok(trial) => trial,
        Err(open_at) => {
            let fault = base::Fault::new("numero", "portal/follow-wait").with("minutes", minutes(op.now, open_at));
            return Ok(ask(StatusCode::TOO_MANY_REQUESTS, Faults(vec![fault])).into_response());
        }
    };
    let standing = access::standing_of(&mut op, &reference, &contact).await?;
    trial.end(&mut op, standing.is_some()).await?;
    let key = standing.map(|standing| access::follow_key(&op.app, &reference, standing, op.now));
    op.commit().await?;
    let page = key.map(|key| view.link(&format!("/suivi/{reference}?cle={key}")));
    Ok(page.map_or_else(unknown, |page| Redirect::to(&page).into_response()))
}

/// Whole minutes until `open_at`, one at least.
fn minutes(now: Moment, open_at: Moment) -> String {
    ((open_at.0 - now.0) / 60_000 + 1).to_string()
}
