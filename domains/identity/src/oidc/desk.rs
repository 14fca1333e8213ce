//! The doors to the provider and back, and the one at which it tells us that somebody left.

use super::{
    Asks, Provider, ProviderError,
    coming::{self, Back, ComeInError},
    leaving::{LeaveError, leave},
};
use crate::desk::{Origin, SIGN_IN, cookie, destination, is_secure, read, sign_in_page, token, written};
use axum::{
    extract::Query,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use openidconnect::{ClientId, LogoutRequest, PostLogoutRedirectUrl};
use serde::Deserialize;
use web::{App, Faults, Form, Op, Page, Refusal, View};

/// Where the provider sends people back.
pub(crate) const RETURN: &str = "/poste/connexion/retour";
const LEAVE: &str = "/poste/connexion/fournisseur";
/// The field that faults of the provider are shown at: the button that leads to it.
const FIELD: &str = "fournisseur";

/// Address of the way to the provider, for who goes to `destination`.
pub(crate) fn way(view: &View, destination: &str) -> String {
    let query = serde_urlencoded::to_string([("vers", destination)]).unwrap_or_default();
    view.link(&format!("{LEAVE}?{query}"))
}

/// The cookie of somebody on the way: behind https, one that no other host nor path may set.
fn on_the_way(app: &App) -> &'static str {
    if is_secure(app) { "__Host-poste-chemin" } else { "poste-chemin" }
}

#[derive(Deserialize)]
pub(crate) struct Leaving {
    #[serde(default)]
    vers: String,
    /// Whether they ask to choose another account.
    #[serde(default)]
    autre: String,
    /// Whether they are asked to prove who they are again.
    #[serde(default)]
    confirmer: String,
}

impl Leaving {
    fn asks(&self) -> Asks {
        match (self.confirmer.as_str(), self.autre.as_str()) {
            ("", "") => Asks::Usual,
            ("", _) => Asks::OtherAccount,
            _ => Asks::Again,
        }
    }
}

/// `GET /poste/connexion/fournisseur`: sends somebody to sign in at the provider. A link, not a form: a form that
/// leads to another host is refused by our content security policy.
pub(crate) async fn leave_for_provider(op: Op, Query(asked): Query<Leaving>) -> Result<Response, Refusal> {
    let (app, view) = (op.app.clone(), op.view());
    drop(op);
    refuse_without_provider(&app)?;
    let destination = view.link(destination(&asked.vers));
    match coming::leave_for_provider(&app, &destination, asked.asks()).await {
        Ok((url, word)) => Ok((written(&app, on_the_way(&app), Some(&word)), Redirect::to(&url)).into_response()),
        Err(err) => answer(&app, view, err, &asked.vers),
    }
}

fn refuse_without_provider(app: &App) -> Result<(), Refusal> {
    if app.part::<Provider>().is_some() { Ok(()) } else { Err(Refusal::not_found("identity/provider-none")) }
}

#[derive(Deserialize)]
pub(crate) struct Returned {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    error: String,
}

/// `GET /poste/connexion/retour`: takes back who comes from the provider.
pub(crate) async fn come_back(
    op: Op,
    origin: Origin,
    Query(returned): Query<Returned>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (app, view) = (op.app.clone(), op.view());
    drop(op);
    refuse_without_provider(&app)?;
    let browser = read(&headers, on_the_way(&app)).unwrap_or_default();
    if !returned.error.is_empty() {
        let known = coming::take(&app, &returned.state, &browser).await;
        let err = known.err().unwrap_or(ComeInError::Provider(ProviderError::Refused(returned.error)));
        return answer(&app, view, err, "");
    }
    let token = token(&app, &headers);
    let back = Back { state: returned.state, code: returned.code, browser, device: origin.device, token };
    match coming::come_in(&app, back).await {
        Ok((token, destination)) => {
            let mut response = (cookie(&app, Some(&token)), Redirect::to(&destination)).into_response();
            for (name, value) in written(&app, on_the_way(&app), None) {
                if let Ok(value) = value.parse() {
                    response.headers_mut().append(name, value);
                }
            }
            Ok(response)
        }
        Err(err) => answer(&app, view, err, ""),
    }
}

/// The sign-in page again, with what went wrong: local accounts remain.
fn answer(app: &App, view: View, err: ComeInError, asked: &str) -> Result<Response, Refusal> {
    let (status, code) = match err {
        ComeInError::Strange => (StatusCode::BAD_REQUEST, "identity/provider-again"),
        ComeInError::Provider(err @ ProviderError::Unreachable(_)) => {
            tracing::warn!(error.chain = %err, "the provider of accounts");
            (StatusCode::BAD_GATEWAY, "identity/provider-down")
        }
        ComeInError::Provider(err @ (ProviderError::Refused(_) | ProviderError::Untrue(_))) => {
            tracing::warn!(error.chain = %err, "the provider of accounts");
            (StatusCode::BAD_REQUEST, "identity/provider-refused")
        }
        ComeInError::NoRole => (StatusCode::FORBIDDEN, "identity/provider-no-role"),
        ComeInError::EmailMissing => (StatusCode::FORBIDDEN, "identity/provider-no-email"),
        ComeInError::EmailTaken => (StatusCode::CONFLICT, "identity/provider-email-taken"),
        ComeInError::ShutOut => (StatusCode::FORBIDDEN, "identity/shut-out"),
        ComeInError::Store(err) => return Err(err.into()),
    };
    let page = sign_in_page(app, view, Faults::one(FIELD, code), ("", asked));
    Ok(Page(status, page).into_response())
}

/// `GET /poste/deconnexion/fournisseur`: goes on to sign out at the provider, for who has signed out here.
///
/// No token is in the address: the provider asks the person instead.
pub(crate) async fn leave_provider(op: Op) -> Result<Response, Refusal> {
    let (app, view) = (op.app.clone(), op.view());
    drop(op);
    refuse_without_provider(&app)?;
    let provider = app.part::<Provider>();
    let metadata = match provider.metadata(app.now(), false).await {
        Ok(metadata) => metadata,
        Err(err) => return answer(&app, view, err.into(), ""),
    };
    let here = format!("{}{}", app.settings().public_url, view.link(SIGN_IN));
    let Some(end) = metadata.additional_metadata().end_session_endpoint.clone() else {
        return Ok(Redirect::to(&here).into_response());
    };
    let client_id = provider.settings().map(|settings| settings.client_id.clone()).unwrap_or_default();
    let mut request = LogoutRequest::from(end).set_client_id(ClientId::new(client_id));
    if let Ok(here) = PostLogoutRedirectUrl::new(format!("{}{SIGN_IN}", app.settings().public_url)) {
        request = request.set_post_logout_redirect_uri(here);
    }
    Ok(Redirect::to(request.http_get_url().as_str()).into_response())
}

/// `POST /poste/deconnexion/fournisseur`: the provider itself says that somebody left.
pub(crate) async fn hear_logout(op: Op, form: Form) -> Result<Response, Refusal> {
    let app = op.app.clone();
    drop(op);
    refuse_without_provider(&app)?;
    let ended = leave(&app, form.text("logout_token")).await?;
    tracing::info!(sessions = ended, "the provider of accounts ended sessions");
    Ok([(header::CACHE_CONTROL, "no-store")].into_response())
}

impl From<LeaveError> for Refusal {
    fn from(err: LeaveError) -> Self {
        match err {
            LeaveError::Untrue(what) => {
                tracing::warn!(what, "a logout token does not hold");
                Self::bad_request("identity/logout-untrue")
            }
            LeaveError::Provider(err) => {
                tracing::warn!(error.chain = %err, "the provider of accounts");
                Self::new(StatusCode::BAD_GATEWAY, "identity/provider-down")
            }
            LeaveError::Store(err) => err.into(),
        }
    }
}
