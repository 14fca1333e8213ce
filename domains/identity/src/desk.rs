//! The door of the desk: sign in, sign out, one's own account, and the proofs that pages ask for.

mod confirm;
mod emergency;
mod passkeys;
mod resume;
mod second;

pub use resume::keep;

use crate::{
    Password, Role, Staff, StaffError, change_password,
    oidc::{Provider, desk as oidc},
    passkeys::Passkey,
    roster,
    second::Demands,
    session::{self, Session},
    sign_in::{Attempt, Entry, SignInError, prove, sign_in},
    store,
};
use askama::Template;
use axum::{
    Router,
    extract::{ConnectInfo, FromRef, FromRequestParts, Path, Query},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base::{Fault, Id};
use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
};
use web::{Actor, App, Faults, Form, Op, Page, Refusal, View};

/// Where the desk begins.
pub const HOME: &str = "/poste";
/// Where the day of who works in the field begins.
pub const FIELD_HOME: &str = "/equipe";
pub(crate) const SIGN_IN: &str = "/poste/connexion";
const ACCOUNT: &str = "/poste/compte";
/// Where passkeys are added.
const KEYS: &str = "/poste/compte/cles";
/// Where somebody proves again who they are.
const CONFIRM: &str = "/poste/compte/confirmer";

pub fn routes() -> Router<App> {
    Router::new()
        .route("/poste/connexion", get(show_sign_in).post(receive_sign_in))
        .route("/poste/connexion/fournisseur", get(oidc::leave_for_provider))
        .route("/poste/connexion/retour", get(oidc::come_back))
        .route("/poste/connexion/code", get(second::start_again).post(second::receive_code))
        .route("/poste/connexion/cle/defi", post(passkeys::ask_any))
        .route("/poste/connexion/cle", post(passkeys::receive_any))
        .route("/poste/deconnexion", post(sign_out))
        .route("/poste/deconnexion/fournisseur", get(oidc::leave_provider).post(oidc::hear_logout))
        .route("/poste/compte", get(show_account))
        .route("/poste/compte/mot-de-passe", post(receive_password))
        .route("/poste/compte/sessions/{id}/fermer", post(close_session))
        .route("/poste/secours", get(emergency::show).post(emergency::receive))
        .route("/poste/compte/code", get(second::show_codes).post(second::receive_first_code))
        .route("/poste/compte/code/retirer", post(second::stop_codes))
        .route("/poste/compte/code/secours", post(second::renew_recovery))
        .route("/poste/compte/confirmer", get(confirm::show).post(confirm::receive_password))
        .route("/poste/compte/confirmer/cle", post(confirm::receive_passkey))
        .route("/poste/compte/cles/defi", post(passkeys::ask_new))
        .route("/poste/compte/cles", post(passkeys::receive_new))
        .route("/poste/compte/cles/{id}/retirer", post(passkeys::remove))
}

/// Somebody of the staff, signed in: the proof that the pages of the desk ask for. Acts are theirs in the journal.
pub struct SignedIn {
    pub op: Op,
    pub staff: Staff,
    pub session: Session,
    /// Whether they must set a second factor up before anything else opens.
    is_owed: bool,
}

impl SignedIn {
    /// What a page of the desk needs to speak.
    pub fn view(&self) -> View {
        let mut view = self.op.view();
        view.staff = Some(self.staff.name.clone());
        view
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn
where
    App: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let Ok(mut op) = Op::from_request_parts(parts, state).await;
        let token = token(&op.app, &parts.headers);
        let found = match &token {
            Some(token) => session::find(&op.app, token).await.map_err(|err| Refusal::from(err).into_response())?,
            None => None,
        };
        if let Some((session, staff)) = found {
            op.actor = Actor::Staff { id: staff.id, name: staff.name.clone() };
            let demands = parts.extensions.get::<Demands>();
            let is_owed = demands.is_some_and(|demands| demands.is_owed(staff.role, session.means));
            if is_owed && !second::is_open_before(&op.path) {
                let is_page = parts.method.is_safe();
                let codes = Redirect::to(&op.view().link(second::CODES)).into_response();
                return Err(if is_page { codes } else { Refusal::forbidden("identity/code-owed").into_response() });
            }
            return Ok(Self { op, staff, session, is_owed });
        }
        if parts.method.is_safe() {
            let query = serde_urlencoded::to_string([("vers", &op.path)]).unwrap_or_default();
            return Err(Redirect::to(&op.view().link(&format!("{SIGN_IN}?{query}"))).into_response());
        }
        Err(resume::over(&op, token.as_deref()).await)
    }
}

/// Somebody who answers residents, on every request of the city.
pub struct Agent(pub SignedIn);

/// Somebody who answers for the work of units.
pub struct Supervisor(pub SignedIn);

/// Somebody who answers for the desk itself.
pub struct Admin(pub SignedIn);

macro_rules! proof {
    ($proof:ident holds $($role:pat_param)|+) => {
        impl<S: Send + Sync> FromRequestParts<S> for $proof
        where
            App: FromRef<S>,
        {
            type Rejection = Response;

            async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
                let signed_in = SignedIn::from_request_parts(parts, state).await?;
                match signed_in.staff.role {
                    $($role)|+ => Ok(Self(signed_in)),
                    _ => Err(Refusal::forbidden("identity/role-missing").into_response()),
                }
            }
        }
    };
}
proof!(Agent holds Role::Agent | Role::Admin);
proof!(Supervisor holds Role::Supervisor | Role::Admin);
proof!(Admin holds Role::Admin);

/// From where, and with what, somebody comes.
pub(crate) struct Origin {
    pub address: Option<IpAddr>,
    pub device: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip());
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Ok(Self { address, device: session::device(agent) })
    }
}

pub(crate) fn is_secure(app: &App) -> bool {
    app.settings().public_url.starts_with("https://")
}

/// Name of the cookie: behind https, one that no other host nor path may set.
fn cookie_name(app: &App) -> &'static str {
    if is_secure(app) { "__Host-poste" } else { "poste" }
}

/// The header that gives the cookie, or takes it back.
pub(crate) fn cookie(app: &App, token: Option<&str>) -> [(HeaderName, String); 1] {
    written(app, cookie_name(app), token)
}

/// The header that gives a cookie of this host alone, or takes it back.
pub(crate) fn written(app: &App, name: &str, word: Option<&str>) -> [(HeaderName, String); 1] {
    let end = if word.is_some() { "" } else { "; Max-Age=0" };
    let secure = if is_secure(app) { "; Secure" } else { "" };
    let word = word.unwrap_or_default();
    [(header::SET_COOKIE, format!("{name}={word}; Path=/; HttpOnly; SameSite=Lax{secure}{end}"))]
}

pub(crate) fn token(app: &App, headers: &HeaderMap) -> Option<String> {
    read(headers, cookie_name(app))
}

/// The word of a cookie.
pub(crate) fn read(headers: &HeaderMap, wanted: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == wanted).map(|(_, word)| word.to_owned())
}

/// Where one goes once signed in: a page of the desk or of the field, and nothing else.
pub(crate) fn destination(asked: &str) -> &str {
    let rest = [HOME, FIELD_HOME].into_iter().find_map(|home| asked.strip_prefix(home));
    let is_desk = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    let is_plain = asked.bytes().all(|byte| byte.is_ascii_graphic());
    if is_desk && is_plain { asked } else { HOME }
}

#[derive(Template)]
#[template(path = "sign_in.html")]
pub(crate) struct SignInPage {
    view: View,
    has_passkeys: bool,
    faults: Faults,
    email: String,
    destination: String,
    action: String,
    /// A form that waits to be sent again, sealed.
    kept: String,
    /// The way to the city's provider of accounts, if there is one.
    provider: Option<String>,
    /// Whether they have just signed out here and not at the provider.
    is_half_out: bool,
}

#[derive(serde::Deserialize)]
struct Asked {
    #[serde(default)]
    vers: String,
    #[serde(default)]
    sorti: String,
}

pub(crate) fn sign_in_page(app: &App, view: View, faults: Faults, (email, asked): (&str, &str)) -> SignInPage {
    let (action, destination) = (view.link(SIGN_IN), destination(asked).to_owned());
    let provider = app.part::<Provider>().is_some().then(|| oidc::way(&view, &destination));
    let has_passkeys = crate::passkeys::are_possible(app);
    let (email, kept) = (email.to_owned(), String::new());
    SignInPage { action, view, faults, email, destination, kept, provider, is_half_out: false, has_passkeys }
}

async fn show_sign_in(op: Op, Query(asked): Query<Asked>, headers: HeaderMap) -> Result<Response, Refusal> {
    let view = op.view();
    if let Some(token) = token(&op.app, &headers)
        && session::find(&op.app, &token).await?.is_some()
    {
        return Ok(Redirect::to(&view.link(destination(&asked.vers))).into_response());
    }
    let mut page = sign_in_page(&op.app, view, Faults::default(), ("", &asked.vers));
    page.is_half_out = page.provider.is_some() && !asked.sorti.is_empty();
    Ok(Page::ok(page).into_response())
}

async fn receive_sign_in(op: Op, origin: Origin, form: Form) -> Result<Response, Refusal> {
    let (email, asked) = (form.text("courriel").trim().to_owned(), form.text("vers"));
    let attempt = Attempt {
        email: email.clone(),
        password: form.text("mot_de_passe").to_owned(),
        address: origin.address,
        device: origin.device,
    };
    let view = op.view();
    let refused = |status: StatusCode, faults: Faults, view: View| {
        let page = sign_in_page(&op.app, view, faults, (&email, asked));
        Page(status, SignInPage { kept: form.text(resume::FIELD).to_owned(), ..page }).into_response()
    };
    match sign_in(&op.app, attempt).await {
        Ok(Entry::CodeAsked(ticket)) => Ok(second::code_asked(view, ticket, (asked, form.text(resume::FIELD)))),
        Ok(Entry::Open(token)) => opened(&op, &token, (asked, form.text(resume::FIELD))).await,
        Err(SignInError::Wrong) => {
            let faults = Faults::one("courriel", "identity/sign-in-wrong");
            Ok(refused(StatusCode::UNPROCESSABLE_ENTITY, faults, view))
        }
        Err(SignInError::TooMany { wait_s }) => {
            let fault = too_many(&view, "courriel", wait_s);
            let mut page = refused(StatusCode::TOO_MANY_REQUESTS, vec![fault].into(), view);
            page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait_s));
            Ok(page)
        }
        Err(SignInError::Hash(err)) => Err(Refusal::internal(&err)),
        Err(SignInError::Store(err)) => Err(err.into()),
    }
}

/// Somebody is in: the form that waited for them, or where they were going.
async fn opened(op: &Op, token: &str, (asked, kept): (&str, &str)) -> Result<Response, Refusal> {
    let cookie = cookie(&op.app, Some(token));
    let next = match resume::given_back(op, token, kept).await? {
        Some(page) => Page::ok(page).into_response(),
        None => Redirect::to(&op.view().link(home(op, token, asked).await?)).into_response(),
    };
    Ok((cookie, next).into_response())
}

/// Where somebody who is in goes: where they were going, or where their day begins.
async fn home<'a>(op: &Op, token: &str, asked: &'a str) -> Result<&'a str, Refusal> {
    let asked = destination(asked);
    if asked != HOME {
        return Ok(asked);
    }
    let found = session::find(&op.app, token).await?;
    Ok(if found.is_some_and(|(_, staff)| staff.role.is_field()) { FIELD_HOME } else { HOME })
}

/// Says, beside a field, how long to wait before the next trial.
fn too_many(view: &View, field: &str, wait_s: i64) -> Fault {
    Fault::new(field, "identity/sign-in-wait").with("wait", wait_in_words(view, wait_s))
}

fn wait_in_words(view: &View, wait_s: i64) -> String {
    match wait_s {
        0..120 => view.many("identity-seconds", &wait_s),
        _ => view.many("identity-minutes", &((wait_s + 59).div_euclid(60))),
    }
}

async fn sign_out(signed_in: SignedIn) -> Result<Response, Refusal> {
    let SignedIn { mut op, staff, session, .. } = signed_in;
    store::delete_session(&mut op, staff.id, session.id).await?;
    let (view, cookie) = (op.view(), cookie(&op.app, None));
    op.commit().await?;
    let door = if session.is_vouched() { format!("{SIGN_IN}?sorti=oui") } else { SIGN_IN.to_owned() };
    Ok((cookie, Redirect::to(&view.link(&door))).into_response())
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    view: View,
    faults: Faults,
    staff: Staff,
    sessions: Vec<Session>,
    /// The session of this page.
    current: Id,
    is_changed: bool,
    passkeys: Vec<Passkey>,
    has_passkeys: bool,
    has_codes: bool,
    /// Whether they proved a moment ago who they are: adding a passkey asks for it.
    is_fresh: bool,
    /// Name of a passkey, as it was typed.
    key_name: String,
}

impl AccountPage {
    fn role(&self) -> String {
        self.view.t(&format!("identity-role-{}", self.staff.role.code()))
    }
}

async fn account(signed_in: SignedIn, faults: Faults, is_changed: bool) -> Result<AccountPage, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, session, .. } = signed_in;
    let mut sessions = store::list_sessions(&mut op, staff.id).await?;
    sessions.retain(|session| session.is_open(op.now));
    let has_codes = store::find_totp(&mut op, staff.id).await?.is_some();
    let passkeys = store::list_passkeys(&mut op, staff.id).await?;
    let has_passkeys = crate::passkeys::are_possible(&op.app);
    // Read again: it may have been proved in this very operation.
    let is_fresh = sessions.iter().any(|it| it.id == session.id && it.is_fresh(op.now));
    Ok(AccountPage {
        current: session.id,
        key_name: String::new(),
        view,
        faults,
        staff,
        sessions,
        is_changed,
        passkeys,
        has_passkeys,
        has_codes,
        is_fresh,
    })
}

#[derive(serde::Deserialize)]
struct Changed {
    #[serde(default)]
    fait: String,
}

async fn show_account(signed_in: SignedIn, Query(changed): Query<Changed>) -> Result<Response, Refusal> {
    let page = account(signed_in, Faults::default(), !changed.fait.is_empty()).await?;
    Ok(Page::ok(page).into_response())
}

async fn receive_password(mut signed_in: SignedIn, origin: Origin, form: Form) -> Result<Response, Refusal> {
    let whose = (&signed_in.staff, &signed_in.session);
    let proved = prove(&signed_in.op.app, whose, form.text("actuel").to_owned(), origin.address).await;
    let faults = match (proved, form.text("nouveau").parse::<Password>()) {
        (Err(SignInError::Wrong), _) => Faults::one("actuel", "identity/password-wrong"),
        (Err(SignInError::TooMany { wait_s }), _) => vec![too_many(&signed_in.view(), "actuel", wait_s)].into(),
        (Err(SignInError::Hash(err)), _) => return Err(Refusal::internal(&err)),
        (Err(SignInError::Store(err)), _) => return Err(err.into()),
        (Ok(()), Err(err)) => Faults::one("nouveau", err.code()),
        (Ok(()), Ok(password)) => {
            let (email, kept) = (signed_in.staff.email.clone(), signed_in.session.id);
            change_password(&mut signed_in.op, &email, password, Some(kept)).await?;
            let location = signed_in.op.view().link("/poste/compte?fait=oui");
            signed_in.op.commit().await?;
            return Ok(Redirect::to(&location).into_response());
        }
    };
    let page = account(signed_in, faults, false).await?;
    Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn close_session(signed_in: SignedIn, Path(id): Path<Id>) -> Result<Response, Refusal> {
    let SignedIn { mut op, staff, .. } = signed_in;
    roster::close_session(&mut op, &staff, id).await?;
    let location = op.view().link(ACCOUNT);
    op.commit().await?;
    Ok(Redirect::to(&location).into_response())
}

impl From<StaffError> for Refusal {
    fn from(err: StaffError) -> Self {
        match err {
            StaffError::NameWrong => Self::unprocessable("identity/name-wrong"),
            StaffError::EmailWrong(_) => Self::unprocessable("identity/email-wrong"),
            StaffError::EmailTaken(_) => Self::conflict("identity/email-taken"),
            StaffError::UnitMissing => Self::unprocessable("identity/unit-missing"),
            StaffError::AdminLimited => Self::unprocessable("identity/admin-limited"),
            StaffError::CrewWrong => Self::unprocessable("identity/crew-wrong"),
            StaffError::LastAdmin => Self::conflict("identity/last-admin"),
            StaffError::Unknown(_) => Self::not_found("identity/staff-unknown"),
            StaffError::Hash(err) => Self::internal(&err),
            StaffError::Store(err) => err.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_to_the_desk_and_nowhere_else() {
        for asked in ["/poste", "/poste/demandes/26-000001", "/poste?file=retard", "/equipe", "/equipe?fait=26-000001"]
        {
            assert_eq!(destination(asked), asked);
        }
        for elsewhere in
            ["", "/", "//evil.example", "https://evil.example", "/posters", "/equipement", "/poste\r\nX: 1", "/poste/é"]
        {
            assert_eq!(destination(elsewhere), HOME, "{elsewhere}");
        }
    }
}
