//! The door, from outside: languages, headers, pages that explain, forms from elsewhere.

use crate::{Browser, Ground};
use askama::Template;
use axum::{
    Router,
    body::Body,
    http::Request,
    routing::{get, post},
};
use web::{Op, Page, Refusal, View, door::door};

#[derive(Template)]
#[template(ext = "html", source = "{% extends \"shell.html\" %}{% block title %}Essai{% endblock %}")]
struct Trial {
    view: View,
}

async fn show(op: Op) -> Page<Trial> {
    Page::ok(Trial { view: op.view() })
}

#[expect(clippy::panic, reason = "the story is about a panic")]
async fn fall() -> &'static str {
    panic!("secret of the house")
}

async fn city() -> (Ground, Browser) {
    let ground = Ground::new(&[], &[], web::app::Parts::new()).await;
    let routes = Router::new()
        .route("/suivi", get(show))
        .route("/tombe", get(fall))
        .route("/envoi", post(async || "ok"))
        .route("/refus", get(async || Refusal::forbidden("web/cross-origin")));
    let browser = Browser::new(door(routes, &ground.app));
    (ground, browser)
}

#[tokio::test]
async fn a_page_is_in_french_at_its_address_and_in_english_under_en() {
    let (_ground, mut browser) = city().await;
    let french = browser.get("/suivi?x=1").await;
    french.is(200).holds("lang=\"fr-CA\"").holds("href=\"/en/suivi?x=1\"").holds("aria-current=\"page\"");
    let english = browser.get("/en/suivi").await;
    english.is(200).holds("lang=\"en-CA\"").holds("href=\"/suivi\"").holds("href=\"/en/signaler\"");
    assert_eq!(french.header("cache-control"), "no-store");
    for name in ["content-security-policy", "x-content-type-options", "referrer-policy", "permissions-policy"] {
        assert_ne!(french.header(name), "", "{name}");
    }
    assert!(!french.header("content-security-policy").contains("unsafe"));
}

#[tokio::test]
async fn what_cannot_be_done_is_a_page_in_the_readers_language() {
    let (_ground, mut browser) = city().await;
    browser.get("/rien").await.is(404).holds("Page introuvable");
    browser.get("/en/rien").await.is(404).holds("Page not found");
    browser.post("/suivi", &[]).await.is(405);
    let fallen = browser.get("/tombe").await;
    fallen.is(500).lacks("secret of the house").holds("<h1");
    assert_ne!(fallen.header("content-security-policy"), "");
}

#[tokio::test]
async fn a_form_that_another_site_sends_is_refused_and_a_program_is_not() {
    let (_ground, mut browser) = city().await;
    browser.post("/envoi", &[]).await.is(200);
    let foreign = Request::post("/envoi").header("sec-fetch-site", "cross-site").body(Body::empty()).unwrap();
    browser.send(foreign).await.is(403).holds("<h1");
    let older = Request::post("/envoi").header("origin", "https://evil.example").header("host", "city.example");
    browser.send(older.body(Body::empty()).unwrap()).await.is(403);
    browser.send(Request::post("/envoi").body(Body::empty()).unwrap()).await.is(200);
}

#[tokio::test]
async fn too_much_at_once_is_refused_with_a_page() {
    let (_ground, mut browser) = city().await;
    let huge = Request::post("/envoi")
        .header("content-length", web::door::LARGEST_BODY + 1)
        .body(Body::from(vec![b'a'; web::door::LARGEST_BODY + 1]))
        .unwrap();
    browser.send(huge).await.is(413).holds("Retirez une photo");
}
