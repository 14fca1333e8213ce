//! A form that was sent when the session was over, or when who is there must be proved again: sealed in the page that
//! asks for it, and given back to its owner, who sends it themselves.
//!
//! Nobody else can make anybody send anything. A form from another site does not come this far (see `web::door`); what
//! is sealed came from a browser of the desk, with the cookie of a session that was its owner's; another account that
//! signs in over it is given nothing; and where it goes is a page of the desk.

use super::{
    ACCOUNT, CONFIRM, FIELD_HOME, HOME, SIGN_IN, SignInPage, SignedIn,
    confirm::{ConfirmPage, Ways},
    destination, sign_in_page,
};
use crate::session;
use ::store::StoreError;
use askama::Template;
use axum::{
    body::{Body, HttpBody, to_bytes},
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base::{Id, Lang};
use web::{App, Faults, Op, Page, Refusal, View};

/// Field of the page that holds what is sealed.
pub(super) const FIELD: &str = "repris";
const PURPOSE: &str = "resume";
/// Once sealed, it is still a form that we read.
const MOST: usize = 48_000;
/// A form waits no longer than a shift.
const LASTS_MS: i64 = 12 * 3_600_000;
/// What nobody keeps for anybody.
const SECRETS: [&str; 4] = ["mot_de_passe", "actuel", "nouveau", FIELD];
/// Doors: what is sent to them is done at the door.
const DOORS: [&str; 4] = [SIGN_IN, "/poste/deconnexion", "/poste/secours", CONFIRM];

/// Goes with the answer to a form that must wait.
#[derive(Clone)]
struct Waits {
    app: App,
    lang: Lang,
    target: String,
    owner: Id,
    why: Why,
}

#[derive(Clone)]
enum Why {
    /// The session is over.
    Over,
    /// Who is there was proved too long ago: how they may prove it, and under which name they are signed in.
    Stale(Ways, Option<String>),
}

/// The answer to a form that nobody is signed in for.
pub(super) async fn over(op: &Op, token: Option<&str>) -> Response {
    let mut response = Refusal::unauthorized("identity/sign-in-again").into_response();
    let owner = match token {
        // A database that does not answer is said when they sign in.
        Some(token) => session::owner(&op.app, token).await.ok().flatten(),
        None => None,
    };
    if let Some(owner) = owner.filter(|_| is_target(&op.path)) {
        let (app, lang, target) = (op.app.clone(), op.lang, op.path.clone());
        response.extensions_mut().insert(Waits { app, lang, target, owner, why: Why::Over });
    }
    response
}

/// The answer to a form of somebody who must prove again who they are.
pub(super) fn stale(signed_in: &SignedIn, ways: Ways) -> Response {
    let mut response = Refusal::forbidden("identity/proof-old").into_response();
    let (op, why) = (&signed_in.op, Why::Stale(ways, signed_in.view().staff));
    let (app, lang, target, owner) = (op.app.clone(), op.lang, op.path.clone(), signed_in.staff.id);
    response.extensions_mut().insert(Waits { app, lang, target, owner, why });
    response
}

fn is_target(path: &str) -> bool {
    let is_door = DOORS.iter().any(|door| path.starts_with(door));
    ![HOME, FIELD_HOME].contains(&path) && destination(path) == path && !is_door
}

fn is_secret(name: &str) -> bool {
    SECRETS.contains(&name) || name.starts_with("code")
}

/// Keeps what a form of the desk says while it is answered, in case nobody is signed in for it.
pub async fn keep(request: Request, next: Next) -> Response {
    let kind = request.headers().get(header::CONTENT_TYPE).map_or(b"".as_slice(), HeaderValue::as_bytes);
    let is_form = request.method() == Method::POST && kind.starts_with(b"application/x-www-form-urlencoded");
    let is_small = request.body().size_hint().upper().is_some_and(|size| size <= MOST as u64);
    if !is_form || !is_small {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, MOST).await else {
        return Refusal::bad_request("web/form-unreadable").into_response();
    };
    let mut response = next.run(Request::from_parts(parts, Body::from(bytes.clone()))).await;
    let waits = response.extensions_mut().remove::<Waits>();
    waits.and_then(|waits| waits.page(&bytes)).unwrap_or(response)
}

impl Waits {
    /// The page that asks who is there, and holds the form.
    fn page(self, body: &[u8]) -> Option<Response> {
        let mut fields: Vec<(String, String)> = serde_urlencoded::from_bytes(body).ok()?;
        fields.retain(|(name, _)| !is_secret(name));
        let fields = serde_urlencoded::to_string(fields).ok()?;
        let words = format!("{}\n{}\n{fields}", self.owner, self.target);
        let kept = self.app.seal().close(PURPOSE, &words, self.app.now().plus_ms(LASTS_MS));
        let view = |path| View::new(&self.app, self.lang, path);
        match self.why {
            Why::Over => {
                let page = sign_in_page(&self.app, view(SIGN_IN), Faults::default(), ("", HOME));
                Some(Page(StatusCode::UNAUTHORIZED, SignInPage { kept, ..page }).into_response())
            }
            Why::Stale(ways, staff) => {
                let mut view = view(CONFIRM);
                view.staff = staff;
                let page = ConfirmPage::new(view, Faults::default(), ways, (ACCOUNT, &kept));
                Some(Page(StatusCode::FORBIDDEN, page).into_response())
            }
        }
    }
}

/// The form that waited, to be sent by whoever wrote it.
#[derive(Template)]
#[template(path = "resume.html")]
pub(super) struct ResumePage {
    view: View,
    action: String,
    fields: Vec<(String, String)>,
}

/// A form that waited.
pub(super) struct Waiting {
    pub target: String,
    fields: Vec<(String, String)>,
}

impl Waiting {
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    pub fn page(self, view: View) -> ResumePage {
        ResumePage { action: view.link(&self.target), view, fields: self.fields }
    }
}

/// The form that was sealed, when it is of `owner`.
pub(super) fn waiting(op: &Op, owner: Id, sealed: &str) -> Option<Waiting> {
    let words = op.app.seal().open(PURPOSE, sealed, op.now)?;
    let mut parts = words.splitn(3, '\n');
    let (whose, target, fields) = (parts.next()?, parts.next()?, parts.next()?);
    let is_theirs = whose == owner.to_string() && is_target(target);
    is_theirs
        .then(|| Waiting { target: target.to_owned(), fields: serde_urlencoded::from_str(fields).unwrap_or_default() })
}

/// The form that was sealed, when the session of `token` is its owner's.
pub(super) async fn given_back(op: &Op, token: &str, sealed: &str) -> Result<Option<ResumePage>, StoreError> {
    let owner = session::owner(&op.app, token).await?;
    Ok(owner.and_then(|owner| waiting(op, owner, sealed)).map(|waiting| waiting.page(op.view())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_waits_for_a_page_of_the_desk_and_for_no_other() {
        for path in ["/poste/saisie", "/poste/demandes/26-000001/actes/noter", "/poste/lots?x=1", "/equipe/ordre"] {
            assert!(is_target(path), "{path}");
        }
        for path in [
            "/poste",
            "/equipe",
            "/",
            "//evil.example",
            "/poste/connexion",
            "/poste/deconnexion",
            "/poste/secours",
            "/poste/compte/confirmer",
            "/posters/x",
        ] {
            assert!(!is_target(path), "{path}");
        }
    }

    #[test]
    fn secrets_are_never_kept() {
        for name in ["mot_de_passe", "actuel", "nouveau", "code", "code_secours", "repris"] {
            assert!(is_secret(name), "{name}");
        }
        assert!(!is_secret("mots"));
    }
}
