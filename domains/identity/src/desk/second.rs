//! Pages of the second factor: the code after the password, setting codes up, stopping them.

use super::{ACCOUNT, CONFIRM, Origin, SIGN_IN, SignedIn, confirm::Fresh, destination, opened, resume, too_many};
use crate::{
    second::{self, CodeError},
    store,
    totp::{self, EnrolError, Enrolment},
};
use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{Fault, Moment};
use web::{Faults, Form, Op, Page, Refusal, View};

/// Where codes are set up and stopped.
pub(super) const CODES: &str = "/poste/compte/code";

/// What opens for somebody who must set a second factor up first.
pub(super) fn is_open_before(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    path == CODES || path == "/poste/deconnexion" || path.starts_with(CONFIRM)
}

/// The code that follows the password.
#[derive(Template)]
#[template(path = "code_asked.html")]
struct CodeAskedPage {
    view: View,
    faults: Faults,
    ticket: String,
    destination: String,
    /// A form that waits to be sent again, sealed.
    kept: String,
}

pub(super) fn code_asked(view: View, ticket: String, (asked, kept): (&str, &str)) -> Response {
    let (destination, kept) = (destination(asked).to_owned(), kept.to_owned());
    Page::ok(CodeAskedPage { view, faults: Faults::default(), ticket, destination, kept }).into_response()
}

/// `GET /poste/connexion/code`: without what the password gave, one starts again.
pub(super) async fn start_again(op: Op) -> Redirect {
    Redirect::to(&op.view().link(SIGN_IN))
}

pub(super) async fn receive_code(op: Op, origin: Origin, form: Form) -> Result<Response, Refusal> {
    let (ticket, asked, view) = (form.text("billet"), form.text("vers"), op.view());
    let kept = form.text(resume::FIELD);
    let again = |status: StatusCode, fault: Fault, view: View| {
        let (ticket, destination) = (ticket.to_owned(), destination(asked).to_owned());
        let page = CodeAskedPage { view, faults: vec![fault].into(), ticket, destination, kept: kept.to_owned() };
        Page(status, page).into_response()
    };
    match second::answer(&op.app, ticket, form.text("code"), &origin.device).await {
        Ok(token) => opened(&op, &token, (asked, kept)).await,
        Err(CodeError::Late) => {
            let query = serde_urlencoded::to_string([("vers", destination(asked))]).unwrap_or_default();
            Ok(Redirect::to(&view.link(&format!("{SIGN_IN}?{query}"))).into_response())
        }
        Err(CodeError::Wrong) => {
            Ok(again(StatusCode::UNPROCESSABLE_ENTITY, Fault::new("code", "identity/code-wrong"), view))
        }
        Err(CodeError::TooMany { wait_s }) => {
            let fault = too_many(&view, "code", wait_s);
            Ok(again(StatusCode::TOO_MANY_REQUESTS, fault, view))
        }
        Err(CodeError::Vault(err)) => Err(Refusal::internal(&err)),
        Err(CodeError::Store(err)) => Err(err.into()),
    }
}

/// Codes set up, or about to be.
#[derive(Template)]
#[template(path = "codes.html")]
struct CodesPage {
    view: View,
    faults: Faults,
    /// The key to copy, when no code is asked yet.
    enrolment: Option<Enrolment>,
    recovery_left: i64,
    /// Whether nothing else opens before this is done.
    is_owed: bool,
}

#[derive(Template)]
#[template(path = "recovery.html")]
struct RecoveryPage {
    view: View,
    codes: Vec<String>,
}

async fn codes_page(mut signed_in: SignedIn, faults: Faults, sealed: Option<&str>) -> Result<CodesPage, Refusal> {
    let view = signed_in.view();
    let (staff, is_owed) = (signed_in.staff, signed_in.is_owed);
    let (app, now): (_, Moment) = (signed_in.op.app.clone(), signed_in.op.now);
    let recovery_left = store::count_recovery(&mut signed_in.op, staff.id).await?;
    let enrolment = if store::find_totp(&mut signed_in.op, staff.id).await?.is_some() {
        None
    } else {
        let same = sealed.and_then(|sealed| totp::again(&app, &staff, view.city(), now, sealed));
        same.or_else(|| totp::begin(&app, &staff, view.city(), now))
    };
    Ok(CodesPage { view, faults, enrolment, recovery_left, is_owed })
}

pub(super) async fn show_codes(Fresh(signed_in): Fresh) -> Result<Response, Refusal> {
    Ok(Page::ok(codes_page(signed_in, Faults::default(), None).await?).into_response())
}

/// The page of the key that was being copied, for who has just proved again who they are.
pub(super) async fn show_same_key(signed_in: SignedIn, sealed: &str) -> Result<Response, Refusal> {
    Ok(Page::ok(codes_page(signed_in, Faults::default(), Some(sealed)).await?).into_response())
}

/// New recovery codes in place of those left, shown once.
pub(super) async fn renew_recovery(Fresh(mut signed_in): Fresh) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let Some(codes) = totp::renew_recovery(&mut signed_in.op, &signed_in.staff).await? else {
        return Ok(Redirect::to(&view.link(CODES)).into_response());
    };
    signed_in.op.commit().await?;
    Ok(Page::ok(RecoveryPage { view, codes }).into_response())
}

/// The first code of a new key: codes are asked from now on, and the recovery codes are shown once.
pub(super) async fn receive_first_code(Fresh(mut signed_in): Fresh, form: Form) -> Result<Response, Refusal> {
    let (sealed, typed) = (form.text("cle"), form.text("code"));
    let (staff, session) = (signed_in.staff.clone(), signed_in.session.clone());
    let code = match totp::confirm(&mut signed_in.op, &staff, &session, sealed, typed).await {
        Ok(codes) => {
            let view = signed_in.view();
            signed_in.op.commit().await?;
            return Ok(Page::ok(RecoveryPage { view, codes }).into_response());
        }
        Err(EnrolError::Already) => return Ok(Redirect::to(&signed_in.view().link(CODES)).into_response()),
        Err(EnrolError::Late) => "identity/code-late",
        Err(EnrolError::Wrong) => "identity/code-wrong",
        Err(EnrolError::Vault(err)) => return Err(Refusal::internal(&err)),
        Err(EnrolError::Store(err)) => return Err(err.into()),
    };
    let page = codes_page(signed_in, Faults::one("code", code), Some(sealed)).await?;
    Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// No code is asked any more.
pub(super) async fn stop_codes(Fresh(mut signed_in): Fresh, form: Form) -> Result<Response, Refusal> {
    let (status, fault) = match second::stop(&mut signed_in.op, &signed_in.staff, form.text("code")).await {
        Ok(()) => {
            let location = signed_in.view().link(ACCOUNT);
            signed_in.op.commit().await?;
            return Ok(Redirect::to(&location).into_response());
        }
        Err(CodeError::Late | CodeError::Wrong) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Fault::new("code", "identity/code-wrong"))
        }
        Err(CodeError::TooMany { wait_s }) => {
            (StatusCode::TOO_MANY_REQUESTS, too_many(&signed_in.view(), "code", wait_s))
        }
        Err(CodeError::Vault(err)) => return Err(Refusal::internal(&err)),
        Err(CodeError::Store(err)) => return Err(err.into()),
    };
    let page = codes_page(signed_in, vec![fault].into(), None).await?;
    Ok(Page(status, page).into_response())
}
