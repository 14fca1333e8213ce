//! Who may follow, how often one may try, and what the page says of time.

use super::{ADDRESS, portal, portal_of, report_pothole, send};
use requests::{Grounds, NewSubrequest, Status, access, merge, move_to, open_subrequest, plan};
use testkit::{NOON, ground::brand};
use web::{Actor, Op};

#[tokio::test]
async fn trials_at_the_door_are_slowed_for_a_number_and_for_an_address() {
    let (city, mut browser) = portal().await;
    for contact in ["lea@exemple.test", "max@exemple.test"] {
        let (mut path, _) = report_pothole(&mut browser, "", &[("courriel", contact)]).await;
        send(&mut browser, &mut path, &[]).await;
    }
    let form = |number: &'static str, contact: &'static str| [("numero", number), ("contact", contact)];
    for rank in 0..5 {
        let guess = format!("{rank}@exemple.test");
        browser.post("/suivi", &[("numero", "26-000001"), ("contact", &guess)]).await.is(422);
    }
    browser.post("/suivi", &form("26-1", "lea@exemple.test")).await.is(429).holds("Trop d’essais").holds("26-1");
    browser.post("/en/suivi", &form("26-1", "lea@exemple.test")).await.is(429).holds("Too many trials");
    // Another number is open, and so is the public side of this one.
    browser.post("/suivi", &form("26-2", "max@exemple.test")).await.is(303);
    browser.post("/suivi", &form("26-1", "")).await.is(303);
    city.set_now(NOON.plus_ms(31_000));
    browser.post("/suivi", &form("26-1", "lea@exemple.test")).await.is(303);
    // One address tried on many numbers is slowed too, written in any way.
    for number in ["26-11", "26-12", "26-13", "26-14", "26-15"] {
        browser.post("/suivi", &form(number, "514 555-0199")).await.is(422);
    }
    browser.post("/suivi", &form("26-16", "+1 (514) 555-0199")).await.is(429);
    city.set_now(NOON.plus_days(2));
    browser.post("/suivi", &form("26-16", "514 555-0199")).await.is(422);
    let mut op = Op::system(&city.app);
    crate::sweep(&mut op).await.unwrap();
    op.commit().await.unwrap();
}

#[tokio::test]
async fn the_tracker_says_what_is_next_what_is_late_and_how_to_object() {
    let (city, mut browser) = portal().await;
    let (mut path, _) = report_pothole(&mut browser, "", &[]).await;
    send(&mut browser, &mut path, &[]).await;
    let public = browser.get("/suivi/26-000001").await;
    public.holds("rv-steps__step--present").holds("Prochaine étape").holds("au plus tard le").holds("1 personne");
    public.holds("mercredi 18 novembre 2026").lacks("rv-badge--late");
    let mut op = Op::system(&city.app);
    op.actor = Actor::Staff { id: 1, name: "Agente".into() };
    plan(&mut op, "26-000001", "2026-11-20".parse().unwrap(), "Équipe de Léa Roy, 514 555-0123").await.unwrap();
    op.commit().await.unwrap();
    let key = access::follow_key(&city.app, "26-000001", access::Standing::Author, NOON);
    browser.get("/suivi/26-000001").await.holds("vendredi 20 novembre 2026").lacks("Léa Roy");
    browser.get(&format!("/suivi/26-000001?cle={key}")).await.holds("Léa Roy").holds("Intervention prévue");
    city.set_now(NOON.plus_days(20));
    browser.get("/suivi/26-000001").await.holds("rv-badge--late").holds("ombudsman");
    let mut op = Op::system(&city.app);
    let grounds = Grounds { reason: "Terrain de M. Untel".into(), outcome: None };
    move_to(&mut op, "26-000001", Status::Declined, &grounds).await.unwrap();
    op.commit().await.unwrap();
    browser.get("/suivi/26-000001").await.lacks("Untel").holds("à la personne qui a fait la demande");
    let mine = browser.get(&format!("/suivi/26-000001?cle={key}")).await;
    mine.holds("Untel").holds("Demander une révision").holds("ombudsman").lacks("name=\"q\"");
    let path = "/suivi/26-000001/pas-regle";
    browser.post_and_follow(path, &[("cle", &key), ("mots", "C’est une rue publique")]).await.holds("réouverture");
}

#[tokio::test]
async fn whoever_follows_a_merged_request_is_led_to_the_one_that_gathers_it() {
    let (city, mut browser) = portal().await;
    for contact in ["lea@exemple.test", "max@exemple.test"] {
        let (mut path, _) = report_pothole(&mut browser, "", &[("courriel", contact)]).await;
        send(&mut browser, &mut path, &[]).await;
    }
    let mut op = Op::system(&city.app);
    merge(&mut op, "26-000002", "26-000001", "").await.unwrap();
    op.commit().await.unwrap();
    let key = access::follow_key(&city.app, "26-000002", access::Standing::Author, NOON);
    let mine = browser.get(&format!("/suivi/26-000002?cle={key}")).await;
    mine.holds("Regroupée").holds("les nouvelles de la demande 26-000001").holds("href=\"/suivi/26-000001\"");
    browser.get("/suivi/26-000002").await.holds("Regroupée").lacks("26-000001");
    browser.get("/suivi/26-000001").await.lacks("26-000002").holds("2 personnes");
}

#[tokio::test]
async fn who_must_be_reached_is_asked_for_an_address_and_others_are_not() {
    let (_city, mut browser) = portal().await;
    let mut path = "/signaler".to_owned();
    send(&mut browser, &mut path, &[("adresse", ADDRESS), ("service", "PERMIS_ANIMAL")]).await;
    send(&mut browser, &mut path, &[("autre", "oui")]).await;
    send(&mut browser, &mut path, &[("reponse", "")]).await;
    let you = send(&mut browser, &mut path, &[]).await;
    you.holds("doit pouvoir vous joindre").holds("recueille ces renseignements").holds("/confidentialite");
    for box_ in ["accord_suivi", "accord_sondage", "accord_participer"] {
        you.holds(&format!("name=\"{box_}\""));
    }
    you.lacks(" checked");
    browser.post(&path, &[("nom", "Léa")]).await.is(422).holds("sans l’un des deux");
    send(&mut browser, &mut path, &[("telephone", "514 555-0123")]).await.is(200);
    assert!(path.ends_with("/verifier"), "{path}");
}

#[tokio::test]
async fn english_opens_on_a_statement_and_reporting_never_waits() {
    let (_city, mut browser) = portal_of(web::Brand { english_needs_statement: true, ..brand() }).await;
    browser.get("/").await.holds("/en/declaration?vers=/");
    assert_eq!(browser.get("/en").await.is(303).location(), "/en/declaration?vers=/");
    browser.get("/en/declaration?vers=/carte").await.is(200).holds("you say that you belong").holds("href=\"/carte\"");
    for path in ["/en/signaler", "/en/suivi", "/en/confidentialite"] {
        browser.get(path).await.is(200);
    }
    browser.get("/signaler").await.holds("href=\"/en/signaler\"").lacks("declaration");
    let said = browser.post("/en/declaration", &[("vers", "/carte?x=1")]).await;
    assert_eq!(said.is(303).location(), "/en/carte?x=1");
    assert!(!said.header("set-cookie").contains("Max-Age"), "a session, no more");
    browser.get("/en").await.is(200).holds("What is going on?");
    assert_eq!(browser.get("/en/declaration?vers=//evil.example").await.is(303).location(), "/en");
}

#[tokio::test]
async fn pages_of_words_are_in_both_languages() {
    let (_city, mut browser) = portal().await;
    browser.get("/confidentialite").await.is(200).holds("Vos renseignements personnels").holds("Commission d’accès");
    browser.get("/en/confidentialite").await.is(200).holds("Your personal information").holds("311");
    browser.get("/accessibilite").await.is(200).holds("WCAG").holds("Ce qui manque encore");
    browser.get("/en/accessibilite").await.is(200).holds("What is still missing");
    browser.get("/").await.holds("href=\"/confidentialite\"").holds("href=\"/accessibilite\"");
}

#[tokio::test]
async fn the_tracker_says_where_each_team_stands_and_a_part_has_no_page() {
    let (city, mut browser) = portal().await;
    let (mut path, _) = report_pothole(&mut browser, "", &[("courriel", "lea@exemple.test")]).await;
    send(&mut browser, &mut path, &[]).await;
    let mut op = Op::system(&city.app);
    op.actor = Actor::Staff { id: 1, name: "Agente".into() };
    let part = NewSubrequest { service_code: "PUISARD", unit: "ville-marie", words: "Voir M. Untel" };
    let number = open_subrequest(&mut op, "26-000001", &part).await.unwrap();
    plan(&mut op, &number, "2026-11-20".parse().unwrap(), "Équipe 4").await.unwrap();
    op.commit().await.unwrap();
    let key = access::follow_key(&city.app, "26-000001", access::Standing::Author, NOON);
    for path in ["/suivi/26-000001".to_owned(), format!("/suivi/26-000001?cle={key}")] {
        let page = browser.get(&path).await;
        page.holds("Plusieurs équipes").holds("Ville-Marie").holds("Prévu le vendredi 20 novembre 2026");
        page.lacks("Untel").lacks(&number);
    }
    browser.get("/en/suivi/26-000001").await.holds("Several teams").holds("Planned on");
    browser.get(&format!("/suivi/{number}")).await.is(404);
    browser.post("/suivi", &[("numero", number.as_str()), ("contact", "")]).await.is(422);
    browser.post("/suivi", &[("numero", number.as_str()), ("contact", "lea@exemple.test")]).await.is(422);
}
