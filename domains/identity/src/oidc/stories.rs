//! Somebody comes in through a real provider (`scripts/with-oidc`), leaves it, is shut out by it, or finds it down.

mod speaking;

use super::{
    OidcSettings, Provider, check, safe,
    settings::GroupRight,
    store::{Grant, insert_grant, list_due},
};
use crate::{NewStaff, Role, SignedIn, add, disable, list};
use ::store::sql;
use axum::{Router, routing::get};
use base::Moment;
use std::{env, time::Duration};
use testkit::{Browser, Ground, Reply};
use tokio::{net::TcpListener, sync::mpsc, task::JoinSet};
use web::{App, Op, app::Parts, door::door};

const PASSWORD: &str = "une phrase que je retiens";
const SECRET: &str = "secret-de-la-maison";
/// The base of addresses in the stories.
const HERE: &str = "http://127.0.0.1";

fn settings(issuer: &str) -> OidcSettings {
    let right = |group: &str, role, units: &[&str]| GroupRight {
        group: group.into(),
        role,
        units: units.iter().map(|unit| (*unit).to_owned()).collect(),
    };
    OidcSettings {
        issuer: issuer.into(),
        client_id: "riverain".into(),
        client_secret: SECRET.to_owned().into(),
        rights: vec![right("311-agents", Role::Agent, &[]), right("311-voirie", Role::Unit, &["voirie"])],
        ..OidcSettings::default()
    }
}

/// A desk with the provider at `issuer`, and a browser before it.
async fn desk(issuer: &str) -> (Ground, Browser) {
    let mut parts = Parts::new();
    web::app::put(&mut parts, Provider::new(&settings(issuer), HERE).unwrap());
    let ground = Ground::new(crate::MIGRATIONS, &[crate::TEXTS], parts).await;
    let browser = browser(&ground);
    (ground, browser)
}

fn browser(ground: &Ground) -> Browser {
    let routes: Router<App> =
        crate::desk::routes().route("/poste", get(async |signed_in: SignedIn| signed_in.staff.name));
    Browser::new(door(routes, &ground.app))
}

/// The address of the real provider, when the stories run beside it.
fn issuer() -> Option<String> {
    let issuer = env::var("RIVERAIN_TEST_OIDC").ok();
    if issuer.is_none() {
        println!("skipped: no provider beside us (scripts/with-oidc)");
    }
    issuer
}

/// Somebody's browser at the provider.
struct AtProvider {
    http: reqwest::Client,
    api: String,
    cookies: String,
}

impl AtProvider {
    async fn sign_in(issuer: &str, name: &str) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let api = issuer.trim_end_matches("/oidc").to_owned();
        let body = format!("{{\"username\":\"{name}\",\"password\":\"{PASSWORD}\"}}");
        let request = http.post(format!("{api}/auth/")).header("content-type", "application/json").body(body);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let mut person = Self { http, api, cookies: String::new() };
        person.keep(&answer);
        let grant = person.http.put(format!("{}/auth/grant/riverain", person.api));
        let grant = grant.header("content-type", "application/json").header("cookie", &person.cookies);
        assert_eq!(grant.body("{\"scope\":\"openid\"}").send().await.unwrap().status(), 200);
        person
    }

    fn keep(&mut self, answer: &reqwest::Response) {
        for cookie in answer.headers().get_all("set-cookie") {
            self.cookies.push_str(cookie.to_str().unwrap().split(';').next().unwrap());
            self.cookies.push_str("; ");
        }
    }

    /// Agrees to what the desk asks; answers where the provider sends the browser back, without its host.
    async fn agree(&mut self, url: &str) -> String {
        let request = self.http.get(format!("{url}&g_continue")).header("cookie", &self.cookies);
        let answer = request.send().await.unwrap();
        self.keep(&answer);
        let back = answer.headers()["location"].to_str().unwrap().to_owned();
        back.strip_prefix(HERE).unwrap_or_else(|| panic!("{back}")).to_owned()
    }

    /// Leaves the provider, which tells the applications.
    async fn leave(&self, sid: &str) {
        let request = self.http.delete(format!("{}/oidc/session/{sid}/", self.api)).header("cookie", &self.cookies);
        assert_eq!(request.send().await.unwrap().status(), 200);
    }
}

/// Goes to the provider and comes back; answers the last address, and what it gave.
async fn come_in(browser: &mut Browser, issuer: &str, name: &str) -> (String, Reply) {
    let sent = browser.get("/poste/connexion/fournisseur?vers=%2Fposte").await;
    let back = AtProvider::sign_in(issuer, name).await.agree(sent.is(303).location()).await;
    let reply = browser.get(&back).await;
    (back, reply)
}

async fn members(ground: &Ground) -> Vec<(String, Role, Vec<String>)> {
    let mut op = Op::system(&ground.app);
    let all = list(&mut op).await.unwrap();
    all.into_iter().map(|member| (member.staff.email, member.staff.role, member.staff.units)).collect()
}

/// The grants of open sessions, whenever they were checked.
async fn grants(ground: &Ground) -> Vec<Grant> {
    list_due(&mut Op::system(&ground.app), ground.now().plus_days(1), 100).await.unwrap()
}

#[tokio::test]
async fn somebody_signs_in_through_the_provider_and_signs_out() {
    let Some(issuer) = issuer() else { return };
    let (ground, mut browser) = desk(&issuer).await;
    browser.get("/poste/connexion").await.is(200).holds("compte de la Ville").holds("Ou avec un compte du poste");
    browser.get("/en/poste/connexion").await.is(200).holds("Continue with your City account");
    let sent = browser.get("/poste/connexion/fournisseur?vers=%2Fposte").await;
    let cookie = sent.is(303).header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    for part in ["code_challenge_method=S256", "state=", "nonce=", "scope=openid"] {
        assert!(sent.location().contains(part), "{part}: {}", sent.location());
    }
    let (_, reply) = come_in(&mut browser, &issuer, "aicha").await;
    assert_eq!(reply.is(303).location(), "/poste");
    browser.get("/poste").await.is(200).holds("Aïcha Roy");
    browser.get("/poste/compte").await.holds("aicha@ville.test").holds("Ouverte avec le compte de la Ville");
    assert_eq!(members(&ground).await, [("aicha@ville.test".to_owned(), Role::Agent, vec![])]);
    let grants = grants(&ground).await;
    let token = safe::open(ground.app.seal(), grants[0].session_id, &grants[0].refresh).unwrap();
    assert!(token.len() > 20 && !grants[0].refresh.contains(&token), "only a sealed token is kept");
    // The account has no password: none opens it.
    let typed = [("courriel", "aicha@ville.test"), ("mot_de_passe", "")];
    browser.post("/poste/connexion", &typed).await.is(422);
    let out = browser.post("/poste/deconnexion", &[]).await;
    assert_eq!(out.is(303).location(), "/poste/connexion?sorti=oui");
    browser.get(out.location()).await.is(200).holds("fermez aussi celle de votre compte");
    let left = browser.get("/poste/deconnexion/fournisseur").await;
    assert!(left.is(303).location().starts_with(&format!("{issuer}/end_session?")), "{}", left.location());
    assert!(!left.location().contains("token"), "no token in an address: {}", left.location());
    browser.get("/poste").await.is(303);
    // Again: the same account, and one only.
    come_in(&mut browser, &issuer, "aicha").await.1.is(303);
    assert_eq!(members(&ground).await.len(), 1);
}

#[tokio::test]
async fn groups_give_role_and_units_or_nothing() {
    let Some(issuer) = issuer() else { return };
    let (ground, mut browser) = desk(&issuer).await;
    let (_, refused) = come_in(&mut browser, &issuer, "zoe").await;
    refused.is(403).holds("ne donne pas accès au poste").holds("autre=oui");
    assert_eq!(members(&ground).await, []);
    // A local account with this address becomes theirs, with the role of their groups.
    let new = NewStaff {
        name: "Marc".into(),
        email: "marc@ville.test".into(),
        role: Role::Admin,
        units: vec![],
        password: PASSWORD.parse().unwrap(),
    };
    let mut op = Op::system(&ground.app);
    add(&mut op, new).await.unwrap();
    op.commit().await.unwrap();
    come_in(&mut browser, &issuer, "marc").await.1.is(303);
    assert_eq!(members(&ground).await, [("marc@ville.test".to_owned(), Role::Unit, vec!["voirie".to_owned()])]);
    let mut op = Op::system(&ground.app);
    disable(&mut op, "marc@ville.test").await.unwrap();
    op.commit().await.unwrap();
    browser.get("/poste").await.is(303);
    come_in(&mut browser, &issuer, "marc").await.1.is(403).holds("Votre accès au poste de travail est fermé");
}

#[tokio::test]
async fn a_newcomer_with_the_address_of_somebody_else_does_not_get_their_account() {
    let Some(issuer) = issuer() else { return };
    let (ground, mut browser) = desk(&issuer).await;
    come_in(&mut browser, &issuer, "aicha").await.1.is(303);
    let mut op = Op::system(&ground.app);
    sql("update staff_subject set subject = 'celle-d-avant'").execute(&mut op.tx).await.unwrap();
    op.commit().await.unwrap();
    come_in(&mut browser, &issuer, "aicha").await.1.is(409).holds("déjà celui d’une autre personne");
}

#[tokio::test]
async fn what_was_not_asked_here_and_now_opens_nothing() {
    let Some(issuer) = issuer() else { return };
    let (ground, mut browser) = desk(&issuer).await;
    let mut stranger = self::browser(&ground);
    let mut aicha = AtProvider::sign_in(&issuer, "aicha").await;
    let begin = "/poste/connexion/fournisseur?vers=//evil.example";
    // Somebody else's browser, then the same address twice.
    let sent = browser.get(begin).await;
    let back = aicha.agree(sent.location()).await;
    stranger.get(&back).await.is(400).holds("n’est plus valable");
    let wrong_state = back.replace("state=", "state=x");
    browser.get(&wrong_state).await.is(400).holds("n’est plus valable");
    assert_eq!(browser.get(&back).await.is(303).location(), "/poste", "the desk, and nowhere else");
    browser.forget();
    browser.get(&back).await.is(400);
    // A code that the provider did not give, or gave for another way.
    browser.get(begin).await.is(303);
    let second = aicha.agree(browser.get(begin).await.location()).await;
    let (code, _) = back.split_once("code=").map(|(_, rest)| rest.split_once('&').unwrap_or((rest, ""))).unwrap();
    let (own, _) = second.split_once("code=").map(|(_, rest)| rest.split_once('&').unwrap_or((rest, ""))).unwrap();
    browser.get(&second.replace(own, code)).await.is(400).holds("n’a pas confirmé");
    // An ID token made for another nonce.
    let back = aicha.agree(browser.get(begin).await.location()).await;
    let mut op = Op::system(&ground.app);
    sql("update sign_in_flow set nonce = 'autre'").execute(&mut op.tx).await.unwrap();
    op.commit().await.unwrap();
    browser.get(&back).await.is(400).holds("n’a pas confirmé");
    // Too late, and somebody who gave up at the provider.
    let back = aicha.agree(browser.get(begin).await.location()).await;
    ground.set_now(ground.now().plus_ms(10 * 60_000));
    browser.get(&back).await.is(400).holds("n’est plus valable");
    browser.get("/poste/connexion/retour?error=access_denied&state=x").await.is(400).holds("n’est plus valable");
    browser.get("/poste").await.is(303);
}

#[tokio::test]
async fn a_session_ends_when_the_account_does_not_live_any_more() {
    let Some(issuer) = issuer() else { return };
    let (ground, mut browser) = desk(&issuer).await;
    come_in(&mut browser, &issuer, "aicha").await.1.is(303);
    let token = async || {
        let grant = grants(&ground).await.remove(0);
        safe::open(ground.app.seal(), grant.session_id, &grant.refresh).unwrap()
    };
    let first = token().await;
    assert_eq!(check(&ground.app).await.unwrap(), 0, "not due");
    assert_eq!(token().await, first);
    ground.set_now(ground.now().plus_ms(15 * 60_000));
    assert_eq!(check(&ground.app).await.unwrap(), 0, "it lives");
    let second = token().await;
    assert_ne!(second, first, "each token serves once");
    browser.get("/poste").await.is(200);
    let revoke = reqwest::Client::new().post(format!("{issuer}/revoke")).basic_auth("riverain", Some(SECRET));
    let body = format!("token={second}&token_type_hint=refresh_token");
    let revoked = revoke.header("content-type", "application/x-www-form-urlencoded").body(body).send().await.unwrap();
    assert_eq!(revoked.status(), 200);
    ground.set_now(ground.now().plus_ms(15 * 60_000));
    assert_eq!(check(&ground.app).await.unwrap(), 1, "it does not");
    browser.get("/poste").await.is(303);
}

/// What the provider says at the address of the application.
async fn listen(said: mpsc::Sender<String>) {
    let address = env::var("RIVERAIN_TEST_OIDC_APP").unwrap().replace("http://", "");
    let hear = axum::routing::post(async move |body: String| said.send(body).await.unwrap());
    let router: Router = Router::new().route("/poste/deconnexion/fournisseur", hear);
    axum::serve(TcpListener::bind(address).await.unwrap(), router).await.unwrap();
}

#[expect(clippy::disallowed_methods, reason = "the provider lives in the time of the world, and dates what it says")]
fn world_time() -> Moment {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Moment(since.as_millis().try_into().unwrap())
}

#[tokio::test]
async fn who_leaves_the_provider_leaves_the_desk() {
    let Some(issuer) = issuer() else { return };
    let (ground, mut browser) = desk(&issuer).await;
    ground.set_now(world_time());
    let (said, mut heard) = mpsc::channel(8);
    let mut beside = JoinSet::new();
    beside.spawn(listen(said));
    let mut aicha = AtProvider::sign_in(&issuer, "aicha").await;
    let back = aicha.agree(browser.get("/poste/connexion/fournisseur").await.location()).await;
    browser.get(&back).await.is(303);
    browser.get("/poste").await.is(200);
    aicha.leave(&grants(&ground).await[0].sid).await;
    let body = tokio::time::timeout(Duration::from_secs(10), heard.recv()).await.unwrap().unwrap();
    let token = body.strip_prefix("logout_token=").unwrap().to_owned();
    let tell = async |token: &str| {
        let mut provider = self::browser(&ground);
        provider.post("/poste/deconnexion/fournisseur", &[("logout_token", token)]).await
    };
    for wrong in [String::new(), format!("{token}x"), token.replacen('.', ".e30", 1)] {
        tell(&wrong).await.is(400).holds("jeton de déconnexion");
    }
    browser.get("/poste").await.is(200);
    // Too old, then in time, then said again.
    ground.set_now(world_time().plus_ms(6 * 60_000));
    tell(&token).await.is(400);
    ground.set_now(world_time());
    tell(&token).await.is(200);
    browser.get("/poste").await.is(303);
    tell(&token).await.is(400);
}

/// This one takes the question, and does not say when somebody proved who they are: it is not taken for now.
#[tokio::test]
async fn a_provider_that_does_not_say_when_proves_nothing_again() {
    let Some(issuer) = issuer() else { return };
    let (ground, mut browser) = desk(&issuer).await;
    ground.set_now(world_time());
    come_in(&mut browser, &issuer, "aicha").await.1.is(303);
    let asked = browser.get("/poste/compte/code").await.is(303).location().to_owned();
    let link = proof(&browser.get(&asked).await);
    let url = browser.get(&link).await.is(303).location().to_owned();
    assert!(url.contains("prompt=login") && url.contains("max_age=600"), "{url}");
    let back = AtProvider::sign_in(&issuer, "aicha").await.agree(&url).await;
    let here = browser.get(&back).await.is(303).location().to_owned();
    browser.get(&here).await.is(200).holds("n’a pas dit que vous venez de confirmer");
    assert_eq!(grants(&ground).await.len(), 1, "the session takes the place of the one before");
}

/// Where the page that asks who is there leads.
fn proof(page: &Reply) -> String {
    page.is(200).holds("Confirmez que c’est vous").holds("Continuer avec le compte de la Ville");
    let text = page.text();
    let link = text.split("id=\"fournisseur\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    link.replace("&#38;", "&")
}

#[tokio::test]
async fn a_provider_that_is_down_ends_nothing_and_local_accounts_remain() {
    // Nobody listens at this port of the machine: it was free, and is ours no more.
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let (ground, mut browser) = desk(&format!("http://127.0.0.1:{port}/api/oidc")).await;
    browser.get("/poste/connexion/fournisseur").await.is(502).holds("ne répond pas").holds("mot_de_passe");
    browser.get("/en/poste/connexion/fournisseur").await.is(502).holds("is not answering");
    browser.get("/poste/deconnexion/fournisseur").await.is(502);
    browser.post("/poste/deconnexion/fournisseur", &[("logout_token", "a.b.c")]).await.is(502);
    let new = NewStaff {
        name: "Ana".into(),
        email: "ana@ville.test".into(),
        role: Role::Agent,
        units: vec![],
        password: PASSWORD.parse().unwrap(),
    };
    let mut op = Op::system(&ground.app);
    add(&mut op, new).await.unwrap();
    op.commit().await.unwrap();
    let typed = [("courriel", "ana@ville.test"), ("mot_de_passe", PASSWORD)];
    browser.post("/poste/connexion", &typed).await.is(303);
    let mut op = Op::system(&ground.app);
    let session_id: i64 = sql("select id from staff_session").fetch_value(&mut op.tx).await.unwrap();
    let refresh = safe::close(ground.app.seal(), session_id, "jeton");
    let (issuer, subject, sid) = ("x".to_owned(), "ana".to_owned(), String::new());
    let grant = Grant { session_id, issuer, subject, sid, refresh, checked_at: 0 };
    insert_grant(&mut op, &grant).await.unwrap();
    op.commit().await.unwrap();
    assert_eq!(check(&ground.app).await.unwrap(), 0);
    browser.get("/poste").await.is(200);
}

#[tokio::test]
async fn without_a_provider_its_doors_lead_nowhere() {
    let (_ground, mut browser) = desk("").await;
    browser.get("/poste/connexion").await.is(200).lacks("compte de la Ville");
    for path in ["/poste/connexion/fournisseur", "/poste/connexion/retour", "/poste/deconnexion/fournisseur"] {
        browser.get(path).await.is(404).holds("n’utilise pas les comptes de la Ville");
    }
    browser.post("/poste/deconnexion/fournisseur", &[("logout_token", "x")]).await.is(404);
}
