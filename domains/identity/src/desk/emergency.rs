//! The door of break-glass. The link only shows a button: what reads links ahead of people does not use it up.

use super::{HOME, Origin, cookie};
use crate::emergency::enter;
use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Redirect, Response},
};
use web::{Form, Op, Page, Refusal, View};

#[derive(Template)]
#[template(path = "emergency.html")]
struct EmergencyPage {
    view: View,
    word: String,
}

#[derive(serde::Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    mot: String,
}

/// `GET /poste/secours?mot=`.
pub(super) async fn show(op: Op, Query(asked): Query<Asked>) -> Response {
    let word = asked.mot.chars().take(64).collect();
    Page::ok(EmergencyPage { view: op.view(), word }).into_response()
}

/// `POST /poste/secours`: opens the session, once.
pub(super) async fn receive(mut op: Op, origin: Origin, form: Form) -> Result<Response, Refusal> {
    let Some(token) = enter(&mut op, form.text("mot"), &origin.device).await? else {
        return Err(Refusal::forbidden("identity/emergency-over"));
    };
    let (cookie, location) = (cookie(&op.app, Some(&token)), op.view().link(HOME));
    op.commit().await?;
    tracing::warn!("break-glass: a session of an administrator was opened by a link");
    Ok((cookie, Redirect::to(&location)).into_response())
}
