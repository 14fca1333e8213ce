//! Who is there is proved again before what protects an account is changed, and the journal of the roster says what was.

use super::{
    PASSWORD, PROVED,
    authenticator::Device,
    new,
    passkeys::{ORIGIN, asked, named, register},
    second::{CODES, code, give, key, recovery, set_up, ticket},
    sign_in,
};
use crate::{Profile, Role, SignedIn, add, changes, emergency::break_glass, enrol, list, second};
use axum::{Router, middleware, routing::get};
use testkit::{Browser, Ground, NOON, Reply};
use web::{App, Op, door::door};

const CONFIRM: &str = "/poste/compte/confirmer";
const KEYS: &str = "/poste/compte/cles";

fn browser(ground: &Ground) -> Browser {
    let routes: Router<App> = crate::desk::routes()
        .route("/poste", get(async |signed_in: SignedIn| signed_in.staff.name))
        .layer(middleware::from_fn(crate::desk::keep));
    Browser::new(door(routes, &named(ground)))
}

/// Somebody who signed in at noon, with ten minutes gone since.
async fn stale() -> (Ground, Browser) {
    let (ground, _) = super::desk().await;
    let mut browser = browser(&ground);
    sign_in(&mut browser, "aicha@ville.test", PASSWORD).await.is(303);
    ground.set_now(NOON.plus_ms(PROVED));
    (ground, browser)
}

async fn confirm(browser: &mut Browser, password: &str, kept: &str) -> Reply {
    browser.post(CONFIRM, &[("actuel", password), ("repris", kept), ("vers", "/poste/compte")]).await
}

/// Act, actor and what differs, the latest first.
async fn journal(ground: &Ground) -> Vec<(String, String, Vec<(String, String, String)>)> {
    let lines = changes(&mut Op::system(&ground.app), None, 50).await.unwrap();
    let line = |it: &crate::Changed| {
        let who = it.actor_name.clone().unwrap_or_else(|| it.actor_kind.clone());
        (it.change.code().to_owned(), who, it.differences())
    };
    lines.iter().map(line).collect()
}

#[tokio::test]
async fn a_passkey_is_added_by_who_proved_who_they_are_and_its_name_is_not_typed_twice() {
    let (_ground, mut browser) = stale().await;
    let mut device = Device::new(ORIGIN);
    let account = browser.get("/poste/compte").await;
    account.is(200).holds("/poste/compte/confirmer?vers=/poste/compte").lacks("data-passkey=\"create\"");
    browser.post("/poste/compte/cles/defi", &[]).await.is(403);
    let asks = browser.post(KEYS, &[("defi", ""), ("reponse", ""), ("nom", "Téléphone <b>")]).await;
    asks.is(403).holds("Confirmez que c’est vous").holds("est gardé").lacks("Téléphone <b>");
    let kept = asks.field("repris");
    let again = confirm(&mut browser, "une autre phrase", &kept).await;
    again.is(422).holds("actuel-erreur").lacks("une autre phrase");
    assert_eq!(again.field("repris"), kept, "what was typed still waits");
    let back = confirm(&mut browser, PASSWORD, &kept).await;
    back.is(200).holds("value=\"Téléphone &#60;b&#62;\"").holds("data-passkey=\"create\"");
    register(&mut browser, &mut device, "Téléphone").await.is(303);
    browser.get("/en/poste/compte").await.is(200).holds("data-passkey=\"create\"");
    // What is fresh needs no page.
    assert_eq!(browser.get(&format!("{CONFIRM}?vers={CONFIRM}")).await.is(303).location(), "/poste/compte");
}

#[tokio::test]
async fn what_waited_is_sent_by_its_owner_and_by_nobody_else() {
    let (ground, mut browser) = stale().await;
    let mut device = Device::new(ORIGIN);
    confirm(&mut browser, PASSWORD, "").await.is(303);
    register(&mut browser, &mut device, "Téléphone").await.is(303);
    ground.set_now(NOON.plus_ms(2 * PROVED));
    let page = browser.get("/poste/compte").await;
    let removal =
        page.text().split("action=\"").find(|part| part.starts_with("/poste/compte/cles/")).unwrap().to_owned();
    let removal = removal.split('"').next().unwrap();
    let kept = browser.post(removal, &[("x", "1")]).await.is(403).field("repris");
    let mut op = Op::system(&ground.app);
    add(&mut op, new("zoe@ville.test", Role::Agent)).await.unwrap();
    op.commit().await.unwrap();
    let mut zoe = self::browser(&ground);
    sign_in(&mut zoe, "zoe@ville.test", PASSWORD).await.is(303);
    assert_eq!(confirm(&mut zoe, PASSWORD, &kept).await.is(303).location(), "/poste/compte");
    let back = confirm(&mut browser, PASSWORD, &kept).await;
    back.is(200).holds("Reprendre").holds(&format!("action=\"{removal}\""));
    browser.get("/poste/compte").await.holds("Téléphone");
    browser.post(removal, &[("x", "1")]).await.is(303);
    browser.get("/poste/compte").await.lacks("Téléphone");
}

#[tokio::test]
async fn codes_are_turned_on_renewed_and_off_by_who_proved_who_they_are() {
    let (ground, mut browser) = stale().await;
    let sent = browser.get(CODES).await;
    assert_eq!(sent.is(303).location(), "/poste/compte/confirmer?vers=%2Fposte%2Fcompte%2Fcode");
    browser.get(sent.location()).await.is(200).holds("Confirmez que c’est vous").holds("value=\"/poste/compte/code\"");
    let fields = [("actuel", PASSWORD), ("vers", CODES)];
    assert_eq!(browser.post(CONFIRM, &fields).await.is(303).location(), CODES);
    // The key was copied; the code comes too late, and the key is the same after the password.
    let page = browser.get(CODES).await;
    let (shown, sealed) = (key(&page), page.field("cle"));
    let later = NOON.plus_ms(2 * PROVED);
    ground.set_now(later);
    let asks = browser.post(CODES, &[("cle", &sealed), ("code", &code(&shown, later))]).await;
    let back = confirm(&mut browser, PASSWORD, &asks.is(403).field("repris")).await;
    assert_eq!(key(back.is(200)), shown);
    let made = browser.post(CODES, &[("cle", &back.field("cle")), ("code", &code(&shown, later))]).await;
    let first = recovery(made.is(200).holds("Gardez vos codes de secours"));

    let stale = NOON.plus_ms(3 * PROVED);
    ground.set_now(stale);
    let renewal = "/poste/compte/code/secours";
    let kept = browser.post(renewal, &[]).await.is(403).field("repris");
    confirm(&mut browser, PASSWORD, &kept).await.is(200).holds("Reprendre").holds(renewal);
    let second = recovery(browser.post(renewal, &[]).await.is(200));
    assert!(second.len() == first.len() && second.iter().all(|code| !first.contains(code)));
    browser.post("/poste/compte/code/retirer", &[("code", &first[0])]).await.is(422);
    ground.set_now(NOON.plus_ms(4 * PROVED));
    browser.post("/poste/compte/code/retirer", &[("code", &second[0])]).await.is(403).lacks(&second[0]);
    confirm(&mut browser, PASSWORD, "").await.is(303);
    browser.post("/poste/compte/code/retirer", &[("code", &second[0])]).await.is(303);
    // Nobody who is asked no code gets codes in its place.
    assert_eq!(browser.post(renewal, &[]).await.is(303).location(), CODES);
}

#[tokio::test]
async fn proofs_are_slowed_like_signing_in_and_so_is_the_change_of_password() {
    let (ground, mut browser) = stale().await;
    for rank in 0..5 {
        let path = if rank % 2 == 0 { CONFIRM } else { "/poste/compte/mot-de-passe" };
        browser.post(path, &[("actuel", "x"), ("nouveau", "une autre phrase à moi")]).await.is(422);
    }
    confirm(&mut browser, PASSWORD, "").await.is(429).holds("Attendez 1\u{a0}seconde");
    let fields = [("actuel", PASSWORD), ("nouveau", "une autre phrase à moi")];
    browser.post("/poste/compte/mot-de-passe", &fields).await.is(422).holds("Attendez 1\u{a0}seconde");
    let mut door = self::browser(&ground);
    sign_in(&mut door, "aicha@ville.test", PASSWORD).await.is(429);
    ground.set_now(NOON.plus_ms(PROVED + 1_000));
    confirm(&mut browser, PASSWORD, "").await.is(303);
    sign_in(&mut door, "aicha@ville.test", PASSWORD).await.is(303);
}

#[tokio::test]
async fn a_passkey_proves_its_owner_and_nobody_else() {
    let (ground, mut browser) = stale().await;
    let (mut phone, mut other) = (Device::new(ORIGIN), Device::new(ORIGIN));
    confirm(&mut browser, PASSWORD, "").await.is(303);
    register(&mut browser, &mut phone, "Téléphone").await.is(303);
    let mut op = Op::system(&ground.app);
    add(&mut op, new("zoe@ville.test", Role::Agent)).await.unwrap();
    op.commit().await.unwrap();
    let mut zoe = self::browser(&ground);
    sign_in(&mut zoe, "zoe@ville.test", PASSWORD).await.is(303);
    register(&mut zoe, &mut other, "Le sien").await.is(303);
    ground.set_now(NOON.plus_ms(2 * PROVED));
    browser.get(CONFIRM).await.is(200).holds("data-passkey=\"get\"");
    let prove = async |browser: &mut Browser, device: &mut Device| {
        let (word, options) = asked(browser, "/poste/connexion/cle/defi").await;
        let fields = [("defi", word.as_str()), ("reponse", &device.get(&options)), ("vers", CODES)];
        browser.post("/poste/compte/confirmer/cle", &fields).await
    };
    prove(&mut browser, &mut other).await.is(422).holds("n’est pas reconnue");
    browser.get(CODES).await.is(303);
    assert_eq!(prove(&mut browser, &mut phone).await.is(303).location(), CODES);
    browser.get(CODES).await.is(200);
}

#[tokio::test]
async fn who_has_nothing_to_prove_it_with_is_told_what_to_do() {
    let (ground, _) = super::desk().await;
    let staff = list(&mut Op::system(&ground.app)).await.unwrap().remove(0).staff;
    let mut op = Op::system(&ground.app);
    let profile = Profile { email: "zoe@ville.test".into(), role: Role::Admin, ..Profile::of(&staff) };
    enrol(&mut op, profile).await.unwrap();
    let word = break_glass(&mut op, "zoe@ville.test").await.unwrap();
    op.commit().await.unwrap();
    let mut browser = browser(&ground);
    browser.post("/poste/secours", &[("mot", &word)]).await.is(303);
    browser.get(CODES).await.is(200);
    ground.set_now(NOON.plus_ms(PROVED));
    let page = browser.get(&format!("{CONFIRM}?vers={CODES}")).await;
    page.is(200).holds("ouvrez-la de nouveau").lacks("name=\"actuel\"").lacks("data-passkey");
    confirm(&mut browser, "", "").await.is(422);
}

#[tokio::test]
async fn the_journal_of_the_roster_says_what_was_done_to_an_account_and_no_secret() {
    let (ground, _) = super::desk().await;
    let mut browser = browser(&ground);
    sign_in(&mut browser, "aicha@ville.test", PASSWORD).await.is(303);
    let mut device = Device::new(ORIGIN);
    register(&mut browser, &mut device, "Téléphone & tablette").await.is(303);
    let page = browser.get("/poste/compte").await;
    let removal =
        page.text().split("action=\"").find(|part| part.starts_with("/poste/compte/cles/")).unwrap().to_owned();
    for _ in 0..2 {
        browser.post(removal.split('"').next().unwrap(), &[]).await.is(303);
    }
    let (shown, codes) = set_up(&mut browser).await;
    let mut lost = self::browser(&ground);
    let ticket = ticket(&mut lost).await;
    give(&mut lost, &ticket, &codes[0]).await.is(303);
    let page = browser.get("/poste/compte").await;
    let close =
        page.text().split("action=\"").find(|part| part.starts_with("/poste/compte/sessions/")).unwrap().to_owned();
    for _ in 0..2 {
        browser.post(close.split('"').next().unwrap(), &[]).await.is(303);
    }
    let renewed = recovery(browser.post("/poste/compte/code/secours", &[]).await.is(200));
    browser.post("/poste/compte/code/retirer", &[("code", &renewed[0])]).await.is(303);
    let mut op = Op::system(&ground.app);
    second::reset(&mut op, "aicha@ville.test").await.unwrap();
    op.commit().await.unwrap();

    let said = journal(&ground).await;
    let mut acts: Vec<&str> = said.iter().map(|(act, ..)| act.as_str()).collect();
    acts.sort_unstable();
    let expected = [
        "added",
        "codes-off",
        "codes-on",
        "factors-reset",
        "passkey-added",
        "passkey-removed",
        "recovery-made",
        "recovery-used",
        "recovery-used",
        "session-closed",
    ];
    assert_eq!(acts, expected);
    for (act, who, _) in &said {
        let is_ours = ["added", "factors-reset"].contains(&act.as_str());
        assert_eq!(who, if is_ours { "system" } else { "Aïcha Roy" }, "{act}");
    }
    let field = |act: &str| said.iter().find(|(known, ..)| known == act).unwrap().2.clone();
    let name = "Téléphone & tablette".to_owned();
    assert_eq!(field("passkey-added"), [("passkey".to_owned(), String::new(), name.clone())]);
    assert_eq!(field("passkey-removed"), [("passkey".to_owned(), name, String::new())]);
    let all = format!("{said:?}");
    for secret in codes.iter().chain(&renewed).chain([&shown.replace(' ', "")]) {
        assert!(!all.contains(secret.as_str()));
    }
}
