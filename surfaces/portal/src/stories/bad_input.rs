//! What must not pass: broken, forged, too long, sent twice, meant for another place.

use super::{ADDRESS, portal, report_pothole, send};
use axum::{body::Body, http::Request};
use requests::{Filter, count};
use testkit::Browser;
use web::{App, Op, door::door};

async fn kept(app: &App) -> i64 {
    count(&mut Op::system(app), &Filter::default(), 100).await.unwrap()
}

fn raw(path: &str, kind: &str, body: &[u8]) -> Request<Body> {
    let request = Request::post(path).header("content-type", kind).header("sec-fetch-site", "same-origin");
    request.body(Body::from(body.to_vec())).unwrap()
}

#[tokio::test]
async fn what_is_not_text_is_refused_with_a_page() {
    let (city, mut browser) = portal().await;
    let form = "application/x-www-form-urlencoded";
    browser.send(raw("/signaler", form, b"adresse=\xff\xfe")).await.is(400).holds("n’est pas lisible");
    browser.send(raw("/en/signaler", form, b"adresse=\xff\xfe")).await.is(400).holds("We could not read");
    browser.get("/suivi/%ff%fe").await.is(400).holds("<h1");
    browser.get("/signaler/%ff/ou").await.is(404).holds("<h1");
    browser.get("/signaler?q=%ff%00&service=%ff").await.is(200);
    browser.post("/signaler", &[("adresse", "\0\u{202e}\u{feff}")]).await.is(422);
    let mut path = "/signaler".to_owned();
    send(&mut browser, &mut path, &[("adresse", ADDRESS)]).await;
    let photo = path.replace("/quoi", "/photo");
    let parts = b"--x\r\ncontent-disposition: form-data; name=\"retirer\"\r\n\r\n\xff\xfe\r\n--x--\r\n";
    browser.send(raw(&photo, "multipart/form-data; boundary=x", parts)).await.is(400).holds("n’est pas lisible");
    browser.send(raw(&photo, "multipart/form-data", b"")).await.is(400);
    let cut = b"--x\r\ncontent-disposition: form-data; name=\"photos\"; filename=\"a\"\r\n\r\nPNG";
    browser.send(raw(&photo, "multipart/form-data; boundary=x", cut)).await.is(400);
    let many = b"--x\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\n1\r\n".repeat(70);
    browser.send(raw(&photo, "multipart/form-data; boundary=x", &many)).await.is(400);
    let long = "a".repeat(70_000);
    browser.post(&path, &[("mots", &long)]).await.is(413).holds("<h1");
    assert_eq!(kept(&city.app).await, 0);
}

const NASTY: &str = "'); drop table request; -- <script>alert(1)</script> {{7*7}} ${x} \" onload=x";

#[tokio::test]
async fn sql_and_html_are_words_like_others_in_every_field() {
    let (city, mut browser) = portal().await;
    let mut path = "/signaler".to_owned();
    let begun = browser.post(&path, &[("adresse", NASTY), ("q", NASTY), ("service", NASTY)]).await;
    begun.is(422).lacks("<script>alert");
    send(&mut browser, &mut path, &[("adresse", NASTY), ("q", NASTY), ("sans_point", "oui")])
        .await
        .lacks("<script>alert");
    browser.post(&path, &[("mots", NASTY), ("service", NASTY)]).await.is(422).lacks("<script>alert");
    send(&mut browser, &mut path, &[("mots", NASTY), ("service", "AUTO_ABANDONNEE")]).await;
    browser.post(&path, &[("reponse", NASTY)]).await.is(422).lacks("<script>alert");
    send(&mut browser, &mut path, &[("reponse", "auj")]).await;
    send(&mut browser, &mut path, &[("reponse", NASTY)]).await;
    send(&mut browser, &mut path, &[("retirer", "")]).await;
    let contact = [("nom", NASTY), ("courriel", "\"<b>\"@x.ca"), ("telephone", "514 555-0123<script>")];
    send(&mut browser, &mut path, &contact).await.is(200).lacks("<script>alert").lacks("<b>").holds("&#60;script&#62;");
    send(&mut browser, &mut path, &[]).await.is(200).lacks("<script>alert");
    assert_eq!(kept(&city.app).await, 1);
    let mine = [("numero", "26-000001"), ("contact", "(514) 555-0123")];
    browser.post_and_follow("/suivi", &mine).await.is(200).lacks("<script>alert").holds("drop table");
    for name in ["numero", "contact"] {
        browser.post("/suivi", &[(name, NASTY)]).await.is(422).lacks("<script>alert");
    }
    browser.get("/suivi/26-000001%27%20or%201=1--").await.is(404);
    let joined = browser.post("/suivi/26-000001/precision", &[("cle", NASTY), ("mots", NASTY), ("depot", NASTY)]).await;
    joined.is(404).lacks("<script>alert");
}

#[tokio::test]
async fn a_form_sent_again_or_twice_at_once_is_one_request() {
    let (city, mut browser) = portal().await;
    let (path, _) = report_pothole(&mut browser, "", &[]).await;
    let mut second = Browser::new(door(crate::routes(), &city.app));
    let mut third = Browser::new(door(crate::routes(), &city.app));
    let (one, two, three) = tokio::join!(browser.post(&path, &[]), second.post(&path, &[]), third.post(&path, &[]));
    let receipt = path.replace("/verifier", "/recu");
    for reply in [one, two, three] {
        assert_eq!((reply.status.as_u16(), reply.location()), (303, receipt.as_str()), "{}", reply.text());
    }
    let draft = receipt.trim_end_matches("/recu");
    for step in ["ou", "quoi", "deja", "question/danger", "photo", "vous", "verifier"] {
        let again = browser.post(&format!("{draft}/{step}"), &[("adresse", "ailleurs"), ("reponse", "oui")]).await;
        assert_eq!(again.is(303).location(), receipt, "{step}");
    }
    assert_eq!(kept(&city.app).await, 1);
}

#[tokio::test]
async fn a_forged_key_opens_no_draft() {
    let (_city, mut browser) = portal().await;
    let mut path = "/signaler".to_owned();
    send(&mut browser, &mut path, &[("adresse", ADDRESS)]).await;
    let key = path.split('/').nth(2).unwrap().to_owned();
    let last = if key.ends_with('A') { 'Q' } else { 'A' };
    let close = format!("{}{last}", &key[..key.len() - 1]);
    for forged in [close.as_str(), "", "%27%20or%20%271%27=%271", "..%2f..%2fetc", &"k".repeat(3_000), &key[1..]] {
        for step in ["ou", "photo", "vous", "verifier", "recu", "photo/x"] {
            let reply = browser.get(&format!("/signaler/{forged}/{step}")).await;
            assert_eq!(reply.status.as_u16(), 404, "{forged} {step}");
        }
        browser.post(&format!("/signaler/{forged}/verifier"), &[]).await.is(404);
    }
}

#[tokio::test]
async fn pages_asked_out_of_order_lead_to_what_is_missing() {
    let (city, mut browser) = portal().await;
    let mut path = "/signaler".to_owned();
    send(&mut browser, &mut path, &[("adresse", ADDRESS)]).await;
    let draft = path.trim_end_matches("/quoi").to_owned();
    for check in
        [browser.get(&format!("{draft}/verifier")).await, browser.post(&format!("{draft}/verifier"), &[]).await]
    {
        assert_eq!(check.is(303).location(), path);
    }
    browser.get(&format!("{draft}/question/danger")).await.is(404);
    assert_eq!(browser.get(&format!("{draft}/recu")).await.is(303).location(), format!("{draft}/verifier"));
    browser.post(&path, &[("service", "NID_POULE")]).await.is(303);
    // What an earlier answer does not call for is not asked.
    browser.post(&format!("{draft}/question/emplacement_voie"), &[("reponse", "trottoir")]).await.is(303);
    browser.get(&format!("{draft}/question/autoroute")).await.is(404);
    browser.get(&format!("{draft}/question/inconnue")).await.is(404);
    assert_eq!(kept(&city.app).await, 0);
}
