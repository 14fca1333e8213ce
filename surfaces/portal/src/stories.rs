//! Somebody reports, follows and answers, through the real router, on a real database of each engine.

mod bad_input;
mod following;
mod measured;
mod nearby;
mod papers;
mod partner;
mod pictures;

use axum::Router;
use base::PackFiles;
use catalogue::{Catalogue, Recogniser};
use requests::photos::Shelf;
use requests::{Outcome, access, close, find, take};
use routing::Table;
use standards::Standards;
use territory::{Territory, Units};
use testkit::{Browser, Ground, NOON, Reply, city};
use web::{
    Actor, Op,
    app::{Parts, put},
    door::door,
};

/// The folder of the photos goes with the test.
struct City {
    ground: Ground,
    _photos: tempfile::TempDir,
}

impl std::ops::Deref for City {
    type Target = Ground;

    fn deref(&self) -> &Ground {
        &self.ground
    }
}

async fn portal() -> (City, Browser) {
    portal_of(testkit::ground::brand()).await
}

async fn portal_of(brand: web::Brand) -> (City, Browser) {
    let photos = tempfile::tempdir().unwrap();
    let pack: PackFiles = city::pack();
    let catalogue = Catalogue::read(&pack).unwrap();
    let mut parts = Parts::new();
    put(&mut parts, brand);
    put(&mut parts, Recogniser::new(&catalogue, &pack).unwrap());
    put(&mut parts, catalogue);
    put(&mut parts, Territory::read(&pack).unwrap());
    put(&mut parts, Units::read(&pack).unwrap());
    put(&mut parts, Table::read(&pack).unwrap());
    put(&mut parts, Standards::read(&pack).unwrap());
    put(&mut parts, Shelf::in_folder(photos.path()).unwrap());
    let migrations = [
        notifications::MIGRATIONS,
        requests::MIGRATIONS,
        surveys::MIGRATIONS,
        indicators::MIGRATIONS,
        crate::MIGRATIONS,
    ];
    let texts = [requests::TEXTS, surveys::TEXTS, indicators::TEXTS, crate::TEXTS];
    let ground = Ground::new(&migrations.concat(), &texts, parts).await;
    let routes: Router<web::App> = crate::routes().merge(surveys::routes()).merge(indicators::routes());
    let browser = Browser::new(door(routes, &ground.app));
    (City { ground, _photos: photos }, browser)
}

/// Sends the form of the page one is on; gives the next page and its address.
async fn send(browser: &mut Browser, path: &mut String, fields: &[(&str, &str)]) -> Reply {
    let reply = browser.post(path, fields).await;
    assert_eq!(reply.status, 303, "{path}: {}", reply.text());
    reply.location().clone_into(path);
    browser.get(path).await
}

const ADDRESS: &str = "1502, avenue du Parc-des-Essais";

/// Goes from the first page to the last, where the answers are read again.
async fn report_pothole(browser: &mut Browser, prefix: &str, contact: &[(&str, &str)]) -> (String, Reply) {
    let mut path = format!("{prefix}/signaler");
    send(browser, &mut path, &[("q", "un gros trou dans la rue"), ("adresse", ADDRESS)]).await;
    assert!(path.ends_with("/quoi"), "{path}");
    send(browser, &mut path, &[("mots", "un gros trou dans la rue"), ("service", "NID_POULE")]).await;
    assert!(path.ends_with("/deja"), "{path}");
    send(browser, &mut path, &[("autre", "oui")]).await;
    for answer in ["chaussee", "non", "moyen", "non"] {
        assert!(path.contains("/question/"), "{path}");
        send(browser, &mut path, &[("reponse", answer)]).await;
    }
    assert!(path.ends_with("/photo"), "{path}");
    send(browser, &mut path, &[]).await;
    assert!(path.ends_with("/vous"), "{path}");
    let page = send(browser, &mut path, contact).await;
    assert!(path.ends_with("/verifier"), "{path}");
    (path, page)
}

#[tokio::test]
async fn a_report_made_without_script_is_found_by_its_number() {
    let (ground, mut browser) = portal().await;
    browser.get("/").await.is(200).holds("Que se passe-t-il?");
    browser.get("/signaler?q=un+trou").await.is(200).holds("value=\"un trou\"").holds("name=\"adresse\"");
    let contact = [("courriel", "lea@exemple.test"), ("accord_suivi", "oui")];
    let (mut path, page) = report_pothole(&mut browser, "", &contact).await;
    page.is(200)
        .holds("Nid-de-poule")
        .holds("lea@exemple.test")
        .holds("Comme une roue")
        .holds("Ville-Marie")
        .holds("dans 8 cas sur 10");
    let receipt = send(&mut browser, &mut path, &[]).await;
    receipt.is(200).holds("26-000001").holds("Votre demande est reçue");
    assert!(receipt.text().contains("/suivi/26-000001?cle="));

    // The draft sent again is the same request, and its pages lead to the receipt.
    let draft = path.trim_end_matches("/recu").to_owned();
    let again = browser.post(&format!("{draft}/verifier"), &[]).await;
    assert_eq!((again.status.as_u16(), again.location()), (303, path.as_str()));
    assert_eq!(browser.get(&format!("{draft}/vous")).await.location(), path);

    let followed = browser.post_and_follow("/suivi", &[("numero", " 26-1 "), ("contact", "LEA@exemple.test")]).await;
    followed.is(200).holds("un gros trou dans la rue").holds("Étape 1 de 4").holds("name=\"cle\"");
    let public = browser.get("/suivi/26-000001").await;
    public.is(200).holds("Nid-de-poule").lacks("un gros trou").lacks("lea@").lacks("name=\"cle\"");
    browser.post("/suivi", &[("numero", "26-000001"), ("contact", "autre@exemple.test")]).await.is(422);
    browser.get("/suivi/26-000002").await.is(404);
    assert_eq!(find(&mut Op::system(&ground.app), "26-000001").await.unwrap().unwrap().requesters, 1);
}

#[tokio::test]
async fn english_is_complete_from_the_first_page_to_the_receipt() {
    let (_ground, mut browser) = portal().await;
    let (mut path, page) = report_pothole(&mut browser, "/en", &[]).await;
    page.holds("Check your answers").holds("Anonymous").holds("href=\"/signaler/");
    let receipt = send(&mut browser, &mut path, &[]).await;
    receipt.is(200).holds("We have your request");
    assert!(path.starts_with("/en/"), "{path}");
    browser.get("/en/suivi/26-000001").await.is(200).holds("Pothole").holds("Step 1 of 4");
}

#[tokio::test]
async fn the_same_problem_is_joined_and_not_filed_again() {
    let (ground, mut browser) = portal().await;
    let (mut path, _) = report_pothole(&mut browser, "", &[]).await;
    send(&mut browser, &mut path, &[]).await;
    let mut path = "/signaler".to_owned();
    send(&mut browser, &mut path, &[("adresse", ADDRESS)]).await;
    let near = send(&mut browser, &mut path, &[("service", "NID_POULE")]).await;
    near.is(200).holds("value=\"26-000001\"").holds("la même chose");
    send(&mut browser, &mut path, &[("meme", "26-000001")]).await;
    assert!(path.ends_with("/photo"), "no question is asked twice: {path}");
    send(&mut browser, &mut path, &[]).await;
    send(&mut browser, &mut path, &[]).await.holds("26-000001");
    send(&mut browser, &mut path, &[]).await.holds("26-000001");
    assert_eq!(find(&mut Op::system(&ground.app), "26-000001").await.unwrap().unwrap().requesters, 2);
    browser.get("/suivi/26-000001").await.holds("2 personnes ont signalé");
}

#[tokio::test]
async fn each_field_is_explained_when_it_is_wrong_and_nothing_is_lost() {
    let (_ground, mut browser) = portal().await;
    browser.post("/signaler", &[("adresse", "  ")]).await.is(422).holds("govuk-error-summary").holds("#adresse");
    let unknown = browser.post("/signaler", &[("adresse", "parc des essay")]).await;
    unknown.is(422).holds("name=\"proposition\"").holds("name=\"sans_point\"").holds("parc des essay");
    let town = browser.post("/signaler", &[("lat", "45.5231"), ("lon", "-73.6150")]).await;
    town.is(200).holds("Westmount").holds("westmount.org");
    browser.post("/signaler", &[("lat", "45.60"), ("lon", "-73.58")]).await.is(422).holds("en dehors de la ville");
    let long = "a".repeat(301);
    browser.post("/signaler", &[("adresse", &long), ("sans_point", "oui")]).await.is(422).holds("300 caractères");

    let mut path = "/signaler".to_owned();
    send(&mut browser, &mut path, &[("adresse", ADDRESS)]).await;
    let words = "é".repeat(4_001);
    browser.post(&path, &[("mots", &words), ("service", "NID_POULE")]).await.is(422).holds("4 000 caractères");
    browser.post(&path, &[("service", "LICORNE")]).await.is(422).holds("Choisissez un service");
    let found = send(&mut browser, &mut path, &[("mots", "lampadaire <b>éteint</b>"), ("chercher", "oui")]).await;
    found.is(200).holds("value=\"ECLAIRAGE\"").holds("&#60;b&#62;éteint").lacks("<b>éteint");
    send(&mut browser, &mut path, &[("mots", "trou"), ("service", "NID_POULE")]).await;
    send(&mut browser, &mut path, &[("autre", "oui")]).await;
    browser.post(&path, &[]).await.is(422).holds("reponse-erreur");
    browser.post(&path, &[("reponse", "lune")]).await.is(422);
    for answer in ["chaussee", "non", "moyen", "non"] {
        send(&mut browser, &mut path, &[("reponse", answer)]).await;
    }
    send(&mut browser, &mut path, &[]).await;
    for (name, value) in [("courriel", "lea"), ("telephone", "12"), ("accord_suivi", "oui")] {
        browser.post(&path, &[(name, value)]).await.is(422);
    }
    browser.post(&path, &[("nom", "a\nb")]).await.is(422);
    browser.get("/signaler/inconnu/ou").await.is(404).holds("n’est plus ouvert");
}

#[tokio::test]
async fn danger_is_answered_first_and_a_highway_ends_the_report() {
    let (_ground, mut browser) = portal().await;
    let mut path = "/signaler".to_owned();
    send(&mut browser, &mut path, &[("adresse", ADDRESS)]).await;
    send(&mut browser, &mut path, &[("service", "NID_POULE")]).await;
    send(&mut browser, &mut path, &[("autre", "oui")]).await;
    send(&mut browser, &mut path, &[("reponse", "chaussee")]).await;
    browser.post(&path, &[("reponse", "oui")]).await.is(200).holds("511").holds("rien n’a été envoyé");
    send(&mut browser, &mut path, &[("reponse", "non")]).await;
    send(&mut browser, &mut path, &[("reponse", "petit")]).await;
    browser.post(&path, &[("reponse", "oui")]).await.is(200).holds("911").holds("continuer").holds("/photo");
}

#[tokio::test]
async fn a_requester_adds_asks_again_and_cancels_with_their_link_alone() {
    let (ground, mut browser) = portal().await;
    for _ in 0..2 {
        let (mut path, _) = report_pothole(&mut browser, "", &[("courriel", "lea@exemple.test")]).await;
        send(&mut browser, &mut path, &[]).await;
    }
    let key = access::follow_key(&ground.app, "26-000001", access::Standing::Author, NOON);
    for act in ["precision", "pas-regle", "annuler"] {
        let path = format!("/suivi/26-000001/{act}");
        browser.post(&path, &[("mots", "x"), ("cle", "fausse")]).await.is(404);
        browser.post(&format!("/suivi/26-000002/{act}"), &[("mots", "x"), ("cle", &key)]).await.is(404);
    }
    let detail = "/suivi/26-000001/precision";
    browser.post(detail, &[("mots", " "), ("cle", &key)]).await.is(422).holds("Écrivez quelques mots");
    let page = browser.post_and_follow(detail, &[("mots", "Devant l’école"), ("cle", &key)]).await;
    page.holds("Devant l’école").holds("Précision ajoutée");
    let mut op = Op::system(&ground.app);
    op.actor = Actor::Staff { id: 1, name: "Agent".into() };
    take(&mut op, "26-000001").await.unwrap();
    let outcome = Outcome { result: "REPARE".into(), proof: "2026-11-18".into() };
    close(&mut op, "26-000001", outcome, "Asphalte posée").await.unwrap();
    op.commit().await.unwrap();
    let closed = browser.get(&format!("/suivi/26-000001?cle={key}")).await;
    closed.holds("mercredi 18 novembre 2026").holds("Ce n’est pas réglé?").lacks("Agent<");
    let again = "/suivi/26-000001/pas-regle";
    let asked = browser.post_and_follow(again, &[("mots", "Toujours un trou"), ("cle", &key)]).await;
    asked.holds("Vous avez demandé la réouverture");
    let second = access::follow_key(&ground.app, "26-000002", access::Standing::Author, NOON);
    let cancelled = browser.post_and_follow("/suivi/26-000002/annuler", &[("cle", &second)]).await;
    cancelled.holds("Vous avez annulé cette demande");
    browser.post("/suivi/26-000002/annuler", &[("cle", &second)]).await.is(409);
}

#[tokio::test]
async fn what_the_public_may_not_see_is_not_found_by_its_number() {
    let (ground, mut browser) = portal().await;
    let hidden = ground.app.part::<Catalogue>();
    let hidden = hidden.services().iter().find(|it| it.public_map == catalogue::PublicMap::Hidden).unwrap();
    let mut path = "/signaler".to_owned();
    send(&mut browser, &mut path, &[("adresse", ADDRESS), ("service", &hidden.code)]).await;
    send(&mut browser, &mut path, &[("autre", "oui")]).await;
    while path.contains("/question/") {
        let page = browser.get(&path).await;
        let first = page.text().split("name=\"reponse\"").nth(1).map(str::to_owned).unwrap_or_default();
        let value = first.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("2026-11-18");
        let value = if value.is_empty() { "2026-11-18" } else { value };
        let reply = browser.post(&path, &[("reponse", value)]).await;
        path = match reply.status.as_u16() {
            303 => reply.location().to_owned(),
            _ => format!("{}/photo", path.split("/question").next().unwrap()),
        };
    }
    send(&mut browser, &mut path, &[]).await;
    send(&mut browser, &mut path, &[("courriel", "lea@exemple.test")]).await;
    send(&mut browser, &mut path, &[]).await.holds("26-000001");
    browser.get("/suivi/26-000001").await.is(404);
    let key = access::follow_key(&ground.app, "26-000001", access::Standing::Author, NOON);
    browser.get(&format!("/suivi/26-000001?cle={key}")).await.is(200);
}

#[tokio::test]
async fn addresses_are_proposed_as_one_types() {
    let (_ground, mut browser) = portal().await;
    let found = browser.get("/adresses?q=1502%20parc%20des%20essais").await;
    let found = found.is(200).json();
    assert_eq!(found[0]["side"], "even");
    assert!(found[0]["label"].as_str().unwrap().starts_with("1502"), "{found}");
    let described = browser.get("/adresses?lat=45.5231&lon=-73.5817").await.json();
    assert!(described[0]["label"].as_str().unwrap().contains("Parc-des-Essais"), "{described}");
    assert_eq!(browser.get("/adresses?q=zzzzqq").await.json(), serde_json::json!([]));
    browser.get("/adresses?lat=abc&lon=%00").await.is(200);
}

#[tokio::test]
async fn drafts_that_nobody_finishes_are_forgotten() {
    let (ground, mut browser) = portal().await;
    let mut path = "/signaler".to_owned();
    send(&mut browser, &mut path, &[("adresse", ADDRESS)]).await;
    ground.set_now(NOON.plus_ms(5 * 3_600_000));
    let mut op = Op::system(&ground.app);
    assert_eq!(crate::sweep(&mut op).await.unwrap(), 1);
    op.commit().await.unwrap();
    browser.get(&path).await.is(404);
}
