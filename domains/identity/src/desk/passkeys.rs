//! Passkeys on the account page and at the door. The browser asks for a challenge, then sends its answer as a form.

use super::{ACCOUNT, Origin, SignInPage, SignedIn, account, confirm::Fresh, opened, resume, sign_in_page, too_many};
use crate::passkeys::{self, Challenge, PasskeyError};
use axum::{
    Json,
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use base::{Fault, Id};
use web::{Faults, Form, Op, Page, Refusal};

/// A challenge on the wire.
#[derive(serde::Serialize)]
struct ChallengeV1 {
    word: String,
    options: serde_json::Value,
}

impl IntoResponse for Challenge {
    fn into_response(self) -> Response {
        let Self { word, options } = self;
        ([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(ChallengeV1 { word, options }))
            .into_response()
    }
}

impl From<PasskeyError> for Refusal {
    fn from(err: PasskeyError) -> Self {
        match err {
            PasskeyError::Unavailable => Self::not_found("identity/passkey-unavailable"),
            PasskeyError::Late => Self::unprocessable("identity/passkey-late"),
            PasskeyError::NameWrong => Self::unprocessable("identity/passkey-name-wrong"),
            PasskeyError::Full => Self::conflict("identity/passkey-full"),
            PasskeyError::Taken => Self::conflict("identity/passkey-taken"),
            PasskeyError::Wrong(cause) => {
                tracing::info!(passkey.cause = cause, "a passkey is refused");
                Self::unprocessable("identity/passkey-wrong")
            }
            PasskeyError::TooMany { .. } => Self::too_many("identity/passkey-wait"),
            PasskeyError::Store(err) => err.into(),
        }
    }
}

pub(super) async fn ask_new(Fresh(mut signed_in): Fresh) -> Result<Response, Refusal> {
    let challenge = passkeys::begin_registration(&mut signed_in.op, &signed_in.staff).await?;
    signed_in.op.commit().await?;
    Ok(challenge.into_response())
}

pub(super) async fn receive_new(Fresh(mut signed_in): Fresh, form: Form) -> Result<Response, Refusal> {
    let staff = signed_in.staff.clone();
    let (word, answer) = (form.text("defi"), form.text("reponse"));
    match passkeys::register(&mut signed_in.op, &staff, word, answer, form.text("nom")).await {
        Ok(()) => {
            let location = signed_in.view().link(ACCOUNT);
            signed_in.op.commit().await?;
            Ok(Redirect::to(&location).into_response())
        }
        Err(PasskeyError::Store(err)) => Err(err.into()),
        Err(err) => {
            let refusal = Refusal::from(err);
            let mut page = account(signed_in, Faults::one("nom", refusal.code), false).await?;
            page.key_name = form.text("nom").to_owned();
            Ok(Page(refusal.status, page).into_response())
        }
    }
}

pub(super) async fn remove(Fresh(signed_in): Fresh, Path(id): Path<Id>) -> Result<Response, Refusal> {
    let SignedIn { mut op, staff, .. } = signed_in;
    passkeys::remove(&mut op, &staff, id).await?;
    let location = op.view().link(ACCOUNT);
    op.commit().await?;
    Ok(Redirect::to(&location).into_response())
}

pub(super) async fn ask_any(op: Op, origin: Origin) -> Result<Response, Refusal> {
    Ok(passkeys::begin_sign_in(&op.app, origin.address).await?.into_response())
}

pub(super) async fn receive_any(op: Op, origin: Origin, form: Form) -> Result<Response, Refusal> {
    let (answer, asked, view) = ((form.text("defi"), form.text("reponse")), form.text("vers"), op.view());
    let fault = match passkeys::sign_in(&op.app, answer, origin.address, &origin.device).await {
        Ok(token) => return opened(&op, &token, (asked, form.text(resume::FIELD))).await,
        Err(PasskeyError::Store(err)) => return Err(err.into()),
        Err(PasskeyError::TooMany { wait_s }) => too_many(&view, "cle", wait_s),
        Err(err) => Fault::new("cle", Refusal::from(err).code),
    };
    let page = sign_in_page(&op.app, view, vec![fault].into(), ("", asked));
    let page = SignInPage { kept: form.text(resume::FIELD).to_owned(), ..page };
    Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
