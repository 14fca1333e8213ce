//! « Confirmez que c'est vous » : what protects an account asks again who is there, when they proved it a while ago.

use super::{CONFIRM, Origin, SignedIn, account, destination, resume, second, too_many};
use crate::{
    Staff,
    oidc::{Provider, desk as oidc},
    passkeys,
    session::Session,
    sign_in::{SignInError, prove},
    store,
};
use ::store::StoreError;
use askama::Template;
use axum::{
    extract::{FromRef, FromRequestParts, Query},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use base::Fault;
use web::{App, Faults, Form, Op, Page, Refusal, View};

/// Somebody who proved who they are a moment ago: the proof that adding a key or changing the second factor asks for.
pub(crate) struct Fresh(pub SignedIn);

impl<S: Send + Sync> FromRequestParts<S> for Fresh
where
    App: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let signed_in = SignedIn::from_request_parts(parts, state).await?;
        if signed_in.session.is_fresh(signed_in.op.now) {
            return Ok(Self(signed_in));
        }
        if parts.method.is_safe() {
            let query = serde_urlencoded::to_string([("vers", &signed_in.op.path)]).unwrap_or_default();
            return Err(Redirect::to(&signed_in.view().link(&format!("{CONFIRM}?{query}"))).into_response());
        }
        let ways = Ways::of(&signed_in.op.app, &signed_in.staff, &signed_in.session).await;
        Err(ways.map_or_else(|err| Refusal::from(err).into_response(), |ways| resume::stale(&signed_in, ways)))
    }
}

/// How somebody may prove who they are.
#[derive(Clone, Default)]
pub(super) struct Ways {
    has_password: bool,
    has_passkeys: bool,
    /// Whether the city's provider of accounts vouches for their session.
    is_vouched: bool,
}

impl Ways {
    async fn of(app: &App, staff: &Staff, session: &Session) -> Result<Self, StoreError> {
        let mut reading = Op { tx: app.database().read(), ..Op::system(app) };
        let has_password = store::find_credentials(&mut reading, &staff.email).await?.is_some();
        let known = store::list_passkeys(&mut reading, staff.id).await?;
        let has_passkeys = passkeys::are_possible(app) && !known.is_empty();
        let is_vouched = session.is_vouched() && app.part::<Provider>().is_some();
        Ok(Self { has_password, has_passkeys, is_vouched })
    }

    fn is_none(&self) -> bool {
        !self.has_password && !self.has_passkeys && !self.is_vouched
    }
}

#[derive(Template)]
#[template(path = "confirm.html")]
pub(super) struct ConfirmPage {
    view: View,
    faults: Faults,
    ways: Ways,
    destination: String,
    /// A form that waits, sealed.
    kept: String,
}

/// What is sealed goes by the provider and back in an address when it is no longer than this.
const LONGEST_IN_ADDRESS: usize = 1_500;

impl ConfirmPage {
    pub(super) fn new(view: View, faults: Faults, ways: Ways, (asked, kept): (&str, &str)) -> Self {
        let (destination, kept) = (place(asked).to_owned(), kept.to_owned());
        Self { view, faults, ways, destination, kept }
    }

    /// To the provider, which is asked to ask again, and back here.
    fn provider(&self) -> String {
        let kept = if self.kept.len() > LONGEST_IN_ADDRESS { "" } else { &self.kept };
        let fields = [("vers", self.destination.as_str()), (resume::FIELD, kept), ("retour", "oui")];
        let here = serde_urlencoded::to_string(fields).unwrap_or_default();
        format!("{}&confirmer=oui", oidc::way(&self.view, &format!("{CONFIRM}?{here}")))
    }
}

/// Where one goes once it is done: never back to this page.
fn place(asked: &str) -> &str {
    let place = destination(asked);
    if place == super::HOME || place.starts_with(CONFIRM) { super::ACCOUNT } else { place }
}

#[derive(serde::Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    vers: String,
    #[serde(default)]
    repris: String,
    /// Whether they come back from the provider.
    #[serde(default)]
    retour: String,
}

/// `GET /poste/compte/confirmer?vers=`.
pub(super) async fn show(signed_in: SignedIn, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    if signed_in.session.is_fresh(signed_in.op.now) {
        return go_on(signed_in, (&asked.vers, &asked.repris)).await;
    }
    let ways = Ways::of(&signed_in.op.app, &signed_in.staff, &signed_in.session).await?;
    let came_back = !asked.retour.is_empty();
    let faults = if came_back { Faults::one("fournisseur", "identity/proof-provider") } else { Faults::default() };
    let page = ConfirmPage::new(signed_in.view(), faults, ways, (&asked.vers, &asked.repris));
    Ok(Page::ok(page).into_response())
}

/// `POST /poste/compte/confirmer`: the password again.
pub(super) async fn receive_password(signed_in: SignedIn, origin: Origin, form: Form) -> Result<Response, Refusal> {
    let asked = (form.text("vers"), form.text(resume::FIELD));
    let typed = form.text("actuel").to_owned();
    let proved = prove(&signed_in.op.app, (&signed_in.staff, &signed_in.session), typed, origin.address).await;
    let (status, fault) = match proved {
        Ok(()) => return go_on(signed_in, asked).await,
        Err(SignInError::Wrong) => (StatusCode::UNPROCESSABLE_ENTITY, Fault::new("actuel", "identity/password-wrong")),
        Err(SignInError::TooMany { wait_s }) => {
            (StatusCode::TOO_MANY_REQUESTS, too_many(&signed_in.view(), "actuel", wait_s))
        }
        Err(SignInError::Hash(err)) => return Err(Refusal::internal(&err)),
        Err(SignInError::Store(err)) => return Err(err.into()),
    };
    again(&signed_in, status, fault, asked).await
}

/// `POST /poste/compte/confirmer/cle`: a passkey of theirs.
pub(super) async fn receive_passkey(signed_in: SignedIn, origin: Origin, form: Form) -> Result<Response, Refusal> {
    let asked = (form.text("vers"), form.text(resume::FIELD));
    let answer = (form.text("defi"), form.text("reponse"));
    let whose = (&signed_in.staff, &signed_in.session);
    match passkeys::prove(&signed_in.op.app, whose, answer, origin.address).await {
        Ok(()) => go_on(signed_in, asked).await,
        Err(passkeys::PasskeyError::Store(err)) => Err(err.into()),
        Err(err) => {
            let code = Refusal::from(err).code;
            again(&signed_in, StatusCode::UNPROCESSABLE_ENTITY, Fault::new("cle", code), asked).await
        }
    }
}

async fn again(
    signed_in: &SignedIn,
    status: StatusCode,
    fault: Fault,
    asked: (&str, &str),
) -> Result<Response, Refusal> {
    let ways = Ways::of(&signed_in.op.app, &signed_in.staff, &signed_in.session).await?;
    let page = ConfirmPage::new(signed_in.view(), vec![fault].into(), ways, asked);
    Ok(Page(status, page).into_response())
}

/// They proved it: the form that waited, as it was typed, or where they were going.
async fn go_on(signed_in: SignedIn, (asked, kept): (&str, &str)) -> Result<Response, Refusal> {
    let SignedIn { op, .. } = signed_in;
    let op = Op { tx: op.app.database().read(), ..op };
    let signed_in = SignedIn { op, ..signed_in };
    let Some(waiting) = resume::waiting(&signed_in.op, signed_in.staff.id, kept) else {
        return Ok(Redirect::to(&signed_in.view().link(place(asked))).into_response());
    };
    match waiting.target.as_str() {
        // The device must be asked again: the name stays.
        super::KEYS => {
            let mut page = account(signed_in, Faults::default(), false).await?;
            page.key_name = waiting.field("nom").to_owned();
            Ok(Page::ok(page).into_response())
        }
        // A code is never kept: the key that was being copied is.
        second::CODES => second::show_same_key(signed_in, waiting.field("cle")).await,
        _ => Ok(Page::ok(waiting.page(signed_in.view())).into_response()),
    }
}
