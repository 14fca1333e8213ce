//! Codes after the password: set up, asked, used once, lost, stopped, demanded of a role.

use super::{PASSWORD, desk, new, sign_in};
use crate::{Role, SignedIn, add, second, second::Demands};
use ::store::sql;
use axum::{Extension, Router, routing::get};
use base::Moment;
use testkit::{Browser, Ground, NOON, Reply};
use totp_rs::{Builder, Secret};
use web::{App, Op, door::door};

pub(super) const CODES: &str = "/poste/compte/code";

/// What an application shows for the key of a page, at an instant.
pub(super) fn code(key: &str, at: Moment) -> String {
    let secret = Secret::try_from_base32(key.replace(' ', "")).unwrap();
    Builder::new().with_secret(secret).build().unwrap().generate((at.0 / 1_000).try_into().unwrap()).to_string()
}

/// The key that the page shows to be typed.
pub(super) fn key(page: &Reply) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("Ou écrivez cette clé\u{a0}: <span class=\"rv-passkey__key\">").unwrap();
    rest.split_once('<').unwrap().0.to_owned()
}

pub(super) fn recovery(page: &Reply) -> Vec<String> {
    let text = page.text();
    let codes = text.split("<li class=\"rv-reference\">").skip(1);
    codes.map(|rest| rest.split_once('<').unwrap().0.to_owned()).collect()
}

/// Sets codes up; answers the key and the recovery codes.
pub(super) async fn set_up(browser: &mut Browser) -> (String, Vec<String>) {
    let page = browser.get(CODES).await;
    page.is(200).holds("<svg").lacks("<?xml");
    let (key, sealed) = (key(&page), page.field("cle"));
    let shown = browser.post(CODES, &[("cle", &sealed), ("code", &code(&key, NOON))]).await;
    shown.is(200).holds("Gardez vos codes de secours");
    (key, recovery(&shown))
}

/// Gives the password; answers what says so.
pub(super) async fn ticket(browser: &mut Browser) -> String {
    sign_in(browser, "aicha@ville.test", PASSWORD).await.is(200).holds("Donnez votre code").lacks(PASSWORD);
    assert_eq!(browser.cookie("poste"), None);
    sign_in(browser, "aicha@ville.test", PASSWORD).await.field("billet")
}

pub(super) async fn give(browser: &mut Browser, ticket: &str, code: &str) -> Reply {
    let fields = [("billet", ticket), ("code", code), ("vers", "/poste?file=retard")];
    browser.post("/poste/connexion/code", &fields).await
}

#[tokio::test]
async fn a_code_is_asked_after_the_password_and_is_never_taken_twice() {
    let (ground, mut browser) = desk().await;
    sign_in(&mut browser, "aicha@ville.test", PASSWORD).await;
    let (key, codes) = set_up(&mut browser).await;
    assert_eq!(codes.len(), crate::totp::RECOVERY_CODES);
    browser.get("/poste/compte").await.is(200).holds("Un code vous est demandé");

    browser.forget();
    let asked = ticket(&mut browser).await;
    // The code that set it up was used; the next ones are fresh.
    give(&mut browser, &asked, &code(&key, NOON)).await.is(422).holds("il a déjà servi");
    let later = NOON.plus_ms(60_000);
    ground.set_now(later);
    let code = code(&key, later);
    let signed = give(&mut browser, &asked, &format!("{} {}", &code[..3], &code[3..])).await;
    assert_eq!((signed.status.as_u16(), signed.location()), (303, "/poste?file=retard"));
    browser.get("/poste").await.is(200).holds("Aïcha Roy");
    browser.forget();
    let again = ticket(&mut browser).await;
    give(&mut browser, &again, &code).await.is(422);
    assert_eq!(browser.cookie("poste"), None);
    // What the password gave has its time, and cannot be made up.
    ground.set_now(later.plus_ms(5 * 60_000));
    for old in [again.as_str(), "", "x", &asked] {
        let late = give(&mut browser, old, &code).await;
        assert_eq!((late.status.as_u16(), late.location()), (303, "/poste/connexion?vers=%2Fposte%3Ffile%3Dretard"));
    }
    assert_eq!(browser.get("/poste/connexion/code").await.location(), "/poste/connexion");
}

#[tokio::test]
async fn neither_the_key_nor_a_recovery_code_is_read_from_the_database() {
    let (ground, mut browser) = desk().await;
    sign_in(&mut browser, "aicha@ville.test", PASSWORD).await;
    let (key, codes) = set_up(&mut browser).await;
    let mut tx = ground.app.database().read();
    let kept: Vec<String> = sql("select secret from staff_totp").fetch_values(&mut tx).await.unwrap();
    let marks: Vec<String> = sql("select code_mark from staff_recovery").fetch_values(&mut tx).await.unwrap();
    assert!(kept.len() == 1 && !kept[0].contains(&key.replace(' ', "")));
    assert!(marks.len() == 10 && codes.iter().all(|code| !marks.contains(code)));
}

#[tokio::test]
async fn a_recovery_code_stands_in_once_for_a_lost_telephone() {
    let (_ground, mut browser) = desk().await;
    sign_in(&mut browser, "aicha@ville.test", PASSWORD).await;
    let (_, codes) = set_up(&mut browser).await;
    browser.forget();
    let asked = ticket(&mut browser).await;
    assert_eq!(give(&mut browser, &asked, &codes[3].to_uppercase()).await.status, 303);
    browser.get(CODES).await.is(200).holds("9\u{a0}codes de secours");
    browser.forget();
    let asked = ticket(&mut browser).await;
    give(&mut browser, &asked, &codes[3]).await.is(422);
    assert_eq!(give(&mut browser, &asked, &codes[4].replace('-', " ")).await.status, 303);
}

#[tokio::test]
async fn codes_are_slowed_like_passwords_and_the_right_one_waits_too() {
    let (ground, mut browser) = desk().await;
    sign_in(&mut browser, "aicha@ville.test", PASSWORD).await;
    let (key, _) = set_up(&mut browser).await;
    browser.forget();
    let later = NOON.plus_ms(60_000);
    ground.set_now(later);
    let asked = ticket(&mut browser).await;
    for wrong in ["000000", "", "aaaaa-aaaaa", "１２３４５６", &"9".repeat(4_000)] {
        give(&mut browser, &asked, wrong).await.is(422);
    }
    give(&mut browser, &asked, &code(&key, later)).await.is(429).holds("Attendez 1\u{a0}seconde");
    let open = later.plus_ms(1_000);
    ground.set_now(open);
    assert_eq!(give(&mut browser, &asked, &code(&key, open)).await.status, 303);
}

#[tokio::test]
async fn a_first_code_that_is_wrong_keeps_the_key_and_another_s_key_is_not_taken() {
    let (ground, mut browser) = desk().await;
    sign_in(&mut browser, "aicha@ville.test", PASSWORD).await;
    let page = browser.get(CODES).await;
    let (first, sealed) = (key(&page), page.field("cle"));
    let wrong = browser.post(CODES, &[("cle", &sealed), ("code", "000000")]).await;
    wrong.is(422).holds("n’est pas le bon");
    assert_eq!(key(&wrong), first);
    let mut op = Op::system(&ground.app);
    add(&mut op, new("zoe@ville.test", Role::Agent)).await.unwrap();
    op.commit().await.unwrap();
    let mut zoe = browser_of(&ground, Demands::default());
    sign_in(&mut zoe, "zoe@ville.test", PASSWORD).await;
    let taken = zoe.post(CODES, &[("cle", &sealed), ("code", &code(&first, NOON))]).await;
    taken.is(422).holds("montrée il y a trop longtemps");
    assert_ne!(key(&taken), first);
    // A double click sets it up once.
    let fields = [("cle", sealed.as_str()), ("code", &code(&first, NOON))];
    browser.post(CODES, &fields).await.is(200).holds("secours");
    assert_eq!(browser.post(CODES, &fields).await.location(), CODES);
}

#[tokio::test]
async fn codes_stop_with_a_code_and_no_other_session_outlives_their_beginning() {
    let (ground, mut browser) = desk().await;
    let mut other = browser_of(&ground, Demands::default());
    sign_in(&mut other, "aicha@ville.test", PASSWORD).await;
    sign_in(&mut browser, "aicha@ville.test", PASSWORD).await;
    let (key, _) = set_up(&mut browser).await;
    assert_eq!(other.get("/poste").await.status, 303);
    let later = NOON.plus_ms(60_000);
    ground.set_now(later);
    let (path, code) = ("/poste/compte/code/retirer", code(&key, later));
    browser.post(path, &[("code", "000000")]).await.is(422).holds("code-erreur");
    browser.post_and_follow(path, &[("code", &code)]).await.is(200).holds("Demander un code");
    browser.forget();
    assert_eq!(sign_in(&mut browser, "aicha@ville.test", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn whoever_lost_everything_is_given_a_fresh_start_from_the_command_line() {
    let (ground, mut browser) = desk().await;
    sign_in(&mut browser, "aicha@ville.test", PASSWORD).await;
    set_up(&mut browser).await;
    for expected in [true, false] {
        let mut op = Op::system(&ground.app);
        assert_eq!(second::reset(&mut op, " Aicha@ville.test").await.unwrap(), expected);
        assert!(second::reset(&mut op, "zoe@ville.test").await.is_err());
        op.commit().await.unwrap();
    }
    assert_eq!(browser.get("/poste").await.status, 303);
    assert_eq!(sign_in(&mut browser, "aicha@ville.test", PASSWORD).await.status, 303);
}

/// A browser before a desk that demands a second factor of some roles.
fn browser_of(ground: &Ground, demands: Demands) -> Browser {
    let routes: Router<App> = crate::desk::routes()
        .route("/poste", get(async |signed_in: SignedIn| signed_in.staff.name))
        .layer(Extension(demands));
    Browser::new(door(routes, &ground.app))
}

#[tokio::test]
async fn a_role_that_must_have_a_second_factor_opens_nothing_before_it() {
    let (ground, _) = desk().await;
    let mut browser = browser_of(&ground, Demands(vec![Role::Agent]));
    sign_in(&mut browser, "aicha@ville.test", PASSWORD).await;
    for path in ["/poste", "/poste/compte", "/poste/compte?fait=oui"] {
        assert_eq!(browser.get(path).await.location(), CODES, "{path}");
    }
    browser.post("/poste/compte/mot-de-passe", &[]).await.is(403).holds("Réglez-le");
    browser.get(CODES).await.is(200).holds("le poste s’ouvre dès que c’est fait");
    set_up(&mut browser).await;
    browser.get("/poste").await.is(200).holds("Aïcha Roy");
}

#[tokio::test]
async fn break_glass_opens_the_desk_to_an_administrator_who_lost_their_telephone() {
    let (ground, _) = desk().await;
    let mut op = Op::system(&ground.app);
    add(&mut op, new("zoe@ville.test", Role::Admin)).await.unwrap();
    op.commit().await.unwrap();
    let mut browser = browser_of(&ground, Demands(vec![Role::Admin]));
    sign_in(&mut browser, "zoe@ville.test", PASSWORD).await;
    set_up(&mut browser).await;
    browser.forget();
    let mut op = Op::system(&ground.app);
    let word = crate::emergency::break_glass(&mut op, "zoe@ville.test").await.unwrap();
    op.commit().await.unwrap();
    assert_eq!(browser.post("/poste/secours", &[("mot", &word)]).await.location(), "/poste");
    browser.get("/poste").await.is(200).holds("Aïcha Roy");
}
