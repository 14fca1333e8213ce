//! Passkeys: added, used alone, never replayed, removed.

use super::{
    PASSWORD,
    authenticator::{Device, VERIFIED},
    new, sign_in,
};
use crate::{Role, SignedIn, add, disable, second::Demands};
use ::store::sql;
use axum::{Extension, Router, routing::get};
use serde_json::Value;
use testkit::{Browser, Ground, NOON, Reply, ground::brand};
use web::{
    App, Op, Seal, Settings, Texts,
    app::{Parts, put},
    door::door,
};

/// Passkeys are tied to a name: the city of these stories has one.
pub(super) const ORIGIN: &str = "http://311.test";

/// The city under its name.
pub(super) fn named(ground: &Ground) -> App {
    let (clock, texts) = (ground.app.clone(), Texts::new(&[crate::TEXTS], ("", "")).unwrap());
    let settings = Settings { public_url: ORIGIN.into() };
    let app = App::new(clock.database().clone(), texts, settings, Seal::new([1; 32]), move || clock.now());
    let mut parts = Parts::new();
    put(&mut parts, brand());
    put(&mut parts, crate::oidc::Provider::none());
    app.set_parts(parts);
    app
}

fn browser_of(ground: &Ground, demands: Demands) -> Browser {
    let routes: Router<App> = crate::desk::routes()
        .route("/poste", get(async |signed_in: SignedIn| signed_in.staff.name))
        .layer(Extension(demands));
    Browser::new(door(routes, &named(ground)))
}

async fn desk() -> (Ground, Browser) {
    let (ground, _) = super::desk().await;
    let browser = browser_of(&ground, Demands::default());
    (ground, browser)
}

pub(super) async fn asked(browser: &mut Browser, path: &str) -> (String, Value) {
    let reply = browser.post(path, &[]).await;
    assert_eq!(reply.is(200).header("cache-control"), "no-store");
    let json = reply.json();
    (json["word"].as_str().unwrap().to_owned(), json["options"].clone())
}

/// Adds a passkey to the account of whoever is signed in.
pub(super) async fn register(browser: &mut Browser, device: &mut Device, name: &str) -> Reply {
    let (word, options) = asked(browser, "/poste/compte/cles/defi").await;
    assert_eq!(options["publicKey"]["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(options["publicKey"]["authenticatorSelection"]["userVerification"], "required");
    let answer = device.create(&options);
    browser.post("/poste/compte/cles", &[("defi", &word), ("reponse", &answer), ("nom", name)]).await
}

async fn enter(browser: &mut Browser, device: &mut Device) -> Reply {
    let (word, options) = asked(browser, "/poste/connexion/cle/defi").await;
    let answer = device.get(&options);
    let fields = [("defi", word.as_str()), ("reponse", &answer), ("vers", "/poste?file=retard")];
    browser.post("/poste/connexion/cle", &fields).await
}

#[tokio::test]
async fn a_passkey_alone_opens_the_desk_until_it_is_removed() {
    let (_ground, mut browser) = desk().await;
    let (mut phone, mut laptop) = (Device::new(ORIGIN), Device::new(ORIGIN));
    sign_in(&mut browser, "aicha@ville.test", PASSWORD).await;
    assert_eq!(register(&mut browser, &mut phone, "Téléphone <b>").await.status, 303);
    assert_eq!(register(&mut browser, &mut laptop, "Portable").await.status, 303);
    browser.get("/poste/compte").await.is(200).holds("Téléphone &#60;b&#62;").holds("Portable");

    browser.forget();
    let signed = enter(&mut browser, &mut phone).await;
    assert_eq!((signed.status.as_u16(), signed.location()), (303, "/poste?file=retard"));
    let page = browser.get("/poste/compte").await;
    let removal = page.text().split("/poste/compte/cles/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    assert_eq!(browser.post(&format!("/poste/compte/cles/{removal}/retirer"), &[]).await.status, 303);
    browser.get("/poste/compte").await.lacks("Téléphone").holds("Portable");
    browser.forget();
    enter(&mut browser, &mut phone).await.is(422).holds("n’est pas reconnue");
    assert_eq!(enter(&mut browser, &mut laptop).await.status, 303);
}

#[tokio::test]
async fn an_answer_is_taken_once_in_its_time_and_from_our_own_pages() {
    let (ground, mut browser) = desk().await;
    let mut device = Device::new(ORIGIN);
    sign_in(&mut browser, "aicha@ville.test", PASSWORD).await;
    // The same passkey twice at once: it is kept once.
    let (word, options) = asked(&mut browser, "/poste/compte/cles/defi").await;
    let answer = device.create(&options);
    assert_eq!(register(&mut browser, &mut device, "Téléphone").await.status, 303);
    let fields = [("defi", word.as_str()), ("reponse", &answer), ("nom", "La même")];
    browser.post("/poste/compte/cles", &fields).await.is(409).holds("déjà enregistrée");
    register(&mut browser, &mut device, "La même").await.is(422);
    browser.forget();

    let door = "/poste/connexion/cle";
    let (word, options) = asked(&mut browser, "/poste/connexion/cle/defi").await;
    let answer = device.get(&options);
    browser.post(door, &[("defi", &word), ("reponse", "{}")]).await.is(422);
    // The first answer used the challenge up, though it was nothing.
    browser.post(door, &[("defi", &word), ("reponse", &answer)]).await.is(422).holds("La demande a expiré");
    let (word, options) = asked(&mut browser, "/poste/connexion/cle/defi").await;
    ground.set_now(NOON.plus_ms(5 * 60_000));
    browser.post(door, &[("defi", &word), ("reponse", &device.get(&options))]).await.is(422).holds("a expiré");
    let (word, _) = asked(&mut browser, "/poste/connexion/cle/defi").await;
    browser.post(door, &[("defi", &word), ("reponse", &answer)]).await.is(422).holds("n’est pas reconnue");

    device.origin = "https://evil.example".into();
    enter(&mut browser, &mut device).await.is(422).holds("n’est pas reconnue");
    device.origin = ORIGIN.into();
    device.flags = 0;
    enter(&mut browser, &mut device).await.is(422).holds("n’est pas reconnue");
    device.flags = VERIFIED;
    assert_eq!(browser.cookie("poste"), None);
    assert_eq!(enter(&mut browser, &mut device).await.status, 303);
    // Challenges that nobody answers are forgotten.
    asked(&mut browser, "/poste/connexion/cle/defi").await;
    ground.set_now(NOON.plus_days(1));
    let mut op = Op::system(&ground.app);
    crate::sweep(&mut op).await.unwrap();
    op.commit().await.unwrap();
    let mut tx = ground.app.database().read();
    let left: i64 = sql("select count(*) from passkey_challenge").fetch_value(&mut tx).await.unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a_passkey_is_its_owner_s_and_opens_nothing_for_who_is_shut_out() {
    let (ground, mut browser) = desk().await;
    let mut op = Op::system(&ground.app);
    add(&mut op, new("zoe@ville.test", Role::Agent)).await.unwrap();
    op.commit().await.unwrap();
    let mut device = Device::new(ORIGIN);
    sign_in(&mut browser, "aicha@ville.test", PASSWORD).await;
    // A challenge asked by one is not answered by another.
    let (word, options) = asked(&mut browser, "/poste/compte/cles/defi").await;
    let answer = device.create(&options);
    let mut zoe = browser_of(&ground, Demands::default());
    sign_in(&mut zoe, "zoe@ville.test", PASSWORD).await;
    let fields = [("defi", word.as_str()), ("reponse", &answer), ("nom", "La mienne")];
    zoe.post("/poste/compte/cles", &fields).await.is(422).holds("a expiré");
    for name in ["", " ", "a\nb", &"é".repeat(61)] {
        register(&mut browser, &mut device, name).await.is(422).holds("nom-erreur");
    }
    assert_eq!(register(&mut browser, &mut device, "Téléphone").await.status, 303);
    let id: i64 = sql("select id from staff_passkey").fetch_value(&mut ground.app.database().read()).await.unwrap();
    assert_eq!(zoe.post(&format!("/poste/compte/cles/{id}/retirer"), &[]).await.status, 303);
    browser.get("/poste/compte").await.holds("Téléphone");
    let mut op = Op::system(&ground.app);
    disable(&mut op, "aicha@ville.test").await.unwrap();
    op.commit().await.unwrap();
    browser.forget();
    enter(&mut browser, &mut device).await.is(422).holds("n’est pas reconnue");
}

#[tokio::test]
async fn a_passkey_is_enough_where_a_second_factor_is_demanded() {
    let (ground, mut browser) = desk().await;
    let mut device = Device::new(ORIGIN);
    sign_in(&mut browser, "aicha@ville.test", PASSWORD).await;
    register(&mut browser, &mut device, "Téléphone").await;
    let mut strict = browser_of(&ground, Demands(vec![Role::Agent]));
    enter(&mut strict, &mut device).await;
    strict.get("/poste").await.is(200).holds("Aïcha Roy");
}

#[tokio::test]
async fn an_address_in_numbers_has_no_passkeys() {
    let (_ground, mut browser) = super::desk().await;
    browser.get("/poste/connexion").await.is(200).lacks("data-passkey");
    browser.post("/poste/connexion/cle/defi", &[]).await.is(404);
    sign_in(&mut browser, "aicha@ville.test", PASSWORD).await;
    browser.get("/poste/compte").await.is(200).lacks("data-passkey");
    browser.post("/poste/compte/cles/defi", &[]).await.is(404).holds("une adresse qui a un nom");
}
