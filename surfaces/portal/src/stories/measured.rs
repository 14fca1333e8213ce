//! What was measured stands where people read it: beside a promise, on the first page, at the end of a request.

use super::{City, portal, report_pothole, send};
use base::{Lang, Moment};
use catalogue::Answers;
use requests::{Channel, Contact, Draft, Nature, Outcome, access, close, submit, take};
use surveys::{Fixed, PastAnswer, PastSurvey, bulk};
use testkit::{NOON, city::DOWNTOWN};
use web::{Actor, Brand, Op};

pub(super) async fn close_pothole(city: &City, reference: &str) {
    let mut op = Op::system(&city.app);
    op.actor = Actor::Staff { id: 1, name: "Agente".into() };
    take(&mut op, reference).await.unwrap();
    let today = op.now.day(&op.part::<Brand>().zone).to_string();
    let outcome = Outcome { result: "REPARE".into(), proof: today };
    close(&mut op, reference, outcome, "").await.unwrap();
    op.commit().await.unwrap();
}

/// Potholes of Ville-Marie, received 30 days ago, each closed after so many days.
async fn close_after(city: &City, delays: &[i64]) {
    let received_at: Moment = NOON.plus_days(-30);
    for days in delays {
        city.set_now(received_at);
        let mut answers = Answers::default();
        for (code, value) in [("emplacement_voie", "chaussee"), ("autoroute", "non"), ("danger", "non")] {
            answers.add(code, value);
        }
        let draft = Draft {
            nature: Nature::Request,
            service_code: "NID_POULE".into(),
            description: "Un trou".parse().unwrap(),
            answers,
            point: Some(DOWNTOWN),
            address: String::new(),
            channel: Channel::Web,
            contact: Contact::default(),
            media_url: String::new(),
            key: None,
        };
        let mut op = Op::system(&city.app);
        let reference = submit(&mut op, draft).await.unwrap().reference;
        op.commit().await.unwrap();
        city.set_now(received_at.plus_days(*days));
        close_pothole(city, &reference).await;
    }
    city.set_now(NOON);
}

#[tokio::test]
async fn a_receipt_says_the_real_delay_beside_the_promise() {
    let (city, mut browser) = portal().await;
    close_after(&city, &[2, 2, 2, 2, 2, 2, 2, 5, 5, 5, 5, 5]).await;
    let (mut path, _) = report_pothole(&mut browser, "", &[]).await;
    send(&mut browser, &mut path, &[]).await.lacks("En réalité");
    indicators::measure(&city.app).await.unwrap();
    let receipt = browser.get(&path).await;
    receipt
        .holds("dans 8 cas sur 10")
        .holds("En réalité, ces 90 derniers jours\u{a0}: la moitié des demandes en 2 jours, 8 sur 10 en 5 jours");
    receipt.holds("dans l’arrondissement").holds("href=\"/bilan/NID_POULE\"");
    browser.get("/bilan/NID_POULE").await.is(200);
    browser.get(&format!("/en{path}")).await.holds("In reality, in the last 90 days: half of the requests within 2");

    // In the other borough nothing was measured: the whole city is told.
    let mut path = "/signaler".to_owned();
    send(&mut browser, &mut path, &[("lat", "45.5231"), ("lon", "-73.5817"), ("service", "NID_POULE")]).await;
    send(&mut browser, &mut path, &[("mots", "trou"), ("service", "NID_POULE")]).await;
    if path.ends_with("/deja") {
        send(&mut browser, &mut path, &[("autre", "oui")]).await;
    }
    for answer in ["chaussee", "non", "moyen", "non"] {
        send(&mut browser, &mut path, &[("reponse", answer)]).await;
    }
    for _ in 0..2 {
        send(&mut browser, &mut path, &[]).await;
    }
    send(&mut browser, &mut path, &[]).await.holds("dans toute la ville").lacks("dans l’arrondissement");
}

#[tokio::test]
async fn a_delay_that_rests_on_few_requests_is_not_told() {
    let (city, mut browser) = portal().await;
    close_after(&city, &[2, 2, 5]).await;
    indicators::measure(&city.app).await.unwrap();
    let (mut path, _) = report_pothole(&mut browser, "", &[]).await;
    send(&mut browser, &mut path, &[]).await.is(200).lacks("En réalité").lacks("/bilan/NID_POULE");
}

#[tokio::test]
async fn the_first_page_says_how_many_are_satisfied() {
    let (city, mut browser) = portal().await;
    close_after(&city, &[2]).await;
    let survey = |rank: i64, satisfaction| PastSurvey {
        request_id: rank,
        requester_id: rank,
        nature: Nature::Request,
        service_code: "NID_POULE".into(),
        borough: Some("ville-marie".into()),
        unit: "ville-marie".into(),
        received_at: NOON.plus_days(-30),
        closed_at: NOON.plus_days(-20),
        is_solved: true,
        sent_at: NOON.plus_days(-20),
        lang: Lang::Fr,
        answer: Some(PastAnswer {
            at: NOON.plus_days(-20),
            satisfaction: Some(satisfaction),
            fixed: Fixed::Yes,
            is_delay_acceptable: None,
            comment: String::new(),
        }),
    };
    let surveys: Vec<PastSurvey> = (1..=20).map(|rank| survey(rank, if rank <= 14 { 5 } else { 1 })).collect();
    let mut op = Op::system(&city.app);
    bulk::insert(&mut op, &surveys).await.unwrap();
    op.commit().await.unwrap();
    browser.get("/").await.is(200).lacks("Personnes satisfaites");
    indicators::measure(&city.app).await.unwrap();
    let home = browser.get("/").await;
    home.holds("7 sur 10").holds("Personnes satisfaites, sur 20 réponses en 90 jours").holds("href=\"/bilan\"");
    browser.get("/en").await.holds("7 in 10").holds("People satisfied, of 20 answers in 90 days");
}

#[tokio::test]
async fn whoever_follows_a_closed_request_is_asked_what_they_think() {
    let (city, mut browser) = portal().await;
    let (mut path, _) = report_pothole(&mut browser, "", &[]).await;
    send(&mut browser, &mut path, &[]).await;
    let key = access::follow_key(&city.app, "26-000001", access::Standing::Author, NOON);
    let tracker = format!("/suivi/26-000001?cle={key}");
    browser.get(&tracker).await.is(200).lacks("/avis/");
    close_pothole(&city, "26-000001").await;
    browser.get("/suivi/26-000001").await.is(200).lacks("/avis/");
    for prefix in ["", "/en"] {
        let page = browser.get(&format!("{prefix}{tracker}")).await;
        let survey = page.text().split("href=\"").find(|rest| rest.contains("/avis/")).unwrap_or_default().to_owned();
        let survey = survey.split('"').next().unwrap();
        assert!(survey.starts_with(&format!("{prefix}/avis/")), "{survey}");
        browser.get(survey).await.is(200);
    }
    browser.get(&tracker).await.holds("Est-ce vraiment réglé?").holds("Trois questions");
}
