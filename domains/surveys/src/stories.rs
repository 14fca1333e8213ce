//! A request is closed, people are asked, they answer, correct themselves, and say that it is not fixed.

use crate::{Counts, Fixed, PastAnswer, PastSurvey, bulk, count, invite, tracker_link};
use ::store::sql;
use base::{Lang, Moment};
use catalogue::{Answers, Catalogue};
use requests::{Channel, Contact, Draft, Nature, Outcome, add_requester, close, find, submit, take};
use routing::Table;
use standards::Standards;
use territory::{Territory, Units};
use testkit::{
    Browser, Ground, NOON,
    city::{CORNER, POTHOLE},
};
use web::{Actor, Op, door::door};

async fn city() -> (Ground, Browser) {
    let parts = testkit::parts!(Catalogue, Territory, Units, Table, Standards);
    let migrations = [requests::MIGRATIONS, notifications::MIGRATIONS, crate::MIGRATIONS].concat();
    let ground = Ground::new(&migrations, &[requests::TEXTS, crate::TEXTS], parts).await;
    let browser = Browser::new(door(crate::routes(), &ground.app));
    (ground, browser)
}

fn contact(email: &str, lang: Lang, wants_survey: bool) -> Contact {
    Contact { email: Some(email.into()), lang, wants_survey, ..Contact::default() }
}

/// A pothole asked for by three people, of whom two want to be asked, closed after two days.
async fn closed_pothole(ground: &Ground) -> String {
    ground.set_now(NOON.plus_days(-2));
    let mut answers = Answers::default();
    for (code, value) in POTHOLE {
        answers.add(code, value);
    }
    let draft = Draft {
        nature: Nature::Request,
        service_code: "NID_POULE".into(),
        description: "Un trou".parse().unwrap(),
        answers,
        point: Some(CORNER),
        address: "1502, avenue du Parc-des-Essais".into(),
        channel: Channel::Web,
        contact: contact("lea@exemple.test", Lang::Fr, true),
        media_url: String::new(),
        key: None,
    };
    let mut op = Op::system(&ground.app);
    let reference = submit(&mut op, draft).await.unwrap().reference;
    for (email, lang, wants) in [("john@exemple.test", Lang::En, true), ("ana@exemple.test", Lang::Fr, false)] {
        add_requester(&mut op, &reference, Channel::Phone, &contact(email, lang, wants)).await.unwrap();
    }
    op.commit().await.unwrap();
    ground.set_now(NOON);
    let mut op = Op::system(&ground.app);
    op.actor = Actor::Staff { id: 7, name: "Agente 7".into() };
    take(&mut op, &reference).await.unwrap();
    let outcome = Outcome { result: "REPARE".into(), proof: "2026-11-17".into() };
    close(&mut op, &reference, outcome, "Asphalte posée").await.unwrap();
    op.commit().await.unwrap();
    reference
}

async fn invite_all(ground: &Ground, reference: &str) -> usize {
    let mut op = Op::system(&ground.app);
    let request = find(&mut op, reference).await.unwrap().unwrap();
    let sent = invite(&mut op, request.id).await.unwrap();
    op.commit().await.unwrap();
    sent
}

/// Recipient, subject and text of every invitation, in order.
async fn messages(ground: &Ground) -> Vec<(String, String, String)> {
    let mut tx = ground.app.database().read();
    sql("select recipient, subject, body from message where kind = 'surveys/invitation' order by id")
        .fetch_all(&mut tx)
        .await
        .unwrap()
}

/// The path of the survey in a message.
fn link(body: &str) -> String {
    let line = body.lines().find(|line| line.contains("/avis/")).unwrap();
    line.trim().replace("http://127.0.0.1", "")
}

/// Source, wording, what was answered.
type AnswerLine = (String, String, String, Option<i64>, Option<i64>, String);

async fn answers(ground: &Ground) -> Vec<AnswerLine> {
    let mut tx = ground.app.database().read();
    sql("select source, wording, fixed, satisfaction, is_delay_acceptable, comment from survey_answer order by id")
        .fetch_all(&mut tx)
        .await
        .unwrap()
}

const GLAD: [(&str, &str); 4] =
    [("regle", "yes"), ("satisfaction", "5"), ("delai", "oui"), ("commentaire", "Merci <b>!</b>")];

#[tokio::test]
async fn whoever_agreed_is_asked_once_in_their_language_and_answers_on_one_page() {
    let (ground, mut browser) = city().await;
    let reference = closed_pothole(&ground).await;
    assert_eq!(invite_all(&ground, &reference).await, 2);
    // The job may run twice.
    assert_eq!(invite_all(&ground, &reference).await, 0);
    let sent = messages(&ground).await;
    let told: Vec<_> = sent.iter().map(|(to, subject, _)| (to.as_str(), subject.replace('\u{a0}', " "))).collect();
    let expected = [
        ("lea@exemple.test", "Nid-de-poule : est-ce vraiment réglé?".to_owned()),
        ("john@exemple.test", "Pothole: is it really fixed?".to_owned()),
    ];
    assert_eq!(told, expected);

    let path = link(&sent[0].2);
    let page = browser.get(&path).await;
    page.is(200).holds(&reference).holds("Nid-de-poule").holds("mercredi 18 novembre 2026").lacks("lea@exemple.test");
    let english = browser.get(&link(&sent[1].2)).await;
    english.is(200).holds("lang=\"en-CA\"").holds("Is the problem you reported fixed today?");
    browser.post_and_follow(&path, &GLAD).await.is(200).holds("Merci");
    // Sent twice, it is one answer.
    browser.post(&path, &GLAD).await.is(303);
    let kept = answers(&ground).await;
    assert_eq!(kept.len(), 1);
    let (source, wording, fixed, satisfaction, delay, comment) = &kept[0];
    assert_eq!((source.as_str(), fixed.as_str(), *satisfaction, *delay), ("email", "yes", Some(5), Some(1)));
    assert_eq!(comment, "Merci <b>!</b>");
    let mut tx = ground.app.database().read();
    let words: String =
        sql("select words from survey_wording where id = $1").bind(wording).fetch_value(&mut tx).await.unwrap();
    assert!(words.starts_with("Le problème que vous aviez signalé"), "{words}");
}

#[tokio::test]
async fn an_answer_is_kept_apart_from_who_gave_it() {
    let (ground, mut browser) = city().await;
    let reference = closed_pothole(&ground).await;
    invite_all(&ground, &reference).await;
    let path = link(&messages(&ground).await[0].2);
    browser.post(&path, &GLAD).await.is(303);
    let mut tx = ground.app.database().read();
    let (id, service, borough, delay, day): (String, String, Option<String>, i64, i64) =
        sql("select id, service_code, borough, delay_days, answered_on from survey_answer")
            .fetch_one(&mut tx)
            .await
            .unwrap();
    let borough = borough.unwrap();
    assert_eq!((service.as_str(), borough.as_str(), delay), ("NID_POULE", "le-plateau-mont-royal", 3));
    assert_eq!(Moment(day), "2026-11-18T05:00:00Z".parse().unwrap());
    let request = find(&mut Op::system(&ground.app), &reference).await.unwrap().unwrap();
    assert!(!id.contains(&request.id.to_string()) && !path.contains(&id));
    let answered: i64 =
        sql("select count(*) from survey_invitation where is_answered = 1").fetch_value(&mut tx).await.unwrap();
    assert_eq!(answered, 1);
}

#[tokio::test]
async fn not_fixed_asks_staff_for_a_reopening_with_those_words_alone() {
    let (ground, mut browser) = city().await;
    let reference = closed_pothole(&ground).await;
    invite_all(&ground, &reference).await;
    let path = link(&messages(&ground).await[0].2);
    let sad = [("regle", "no"), ("satisfaction", "1"), ("commentaire", "Secret"), ("reste", "Le trou est revenu")];
    browser.post_and_follow(&path, &sad).await.is(200).holds("revoir votre demande");
    let mut op = Op::system(&ground.app);
    let request = find(&mut op, &reference).await.unwrap().unwrap();
    assert_eq!(request.reopening_asked_at, Some(NOON));
    let told = requests::timeline(&mut op, request.id, requests::Audience::Requesters).await.unwrap();
    let asked: Vec<_> = told.iter().filter(|event| event.act == "reopening-asked").collect();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].reason, None, "whoever answers may have joined the request of another");
    let staff = requests::timeline(&mut op, request.id, requests::Audience::Staff).await.unwrap();
    let words: Vec<&str> = staff.iter().filter_map(|event| event.reason.as_deref()).collect();
    assert!(words.contains(&"Le trou est revenu") && !words.iter().any(|words| words.contains("Secret")), "{words:?}");
    drop(op);
    // Staff leave it closed; the same answer sent again does not ask again.
    let mut op = Op::system(&ground.app);
    requests::decline_reopening(&mut op, &reference, "La photo montre une rue plane").await.unwrap();
    op.commit().await.unwrap();
    browser.post(&path, &sad).await.is(303);
    let request = find(&mut Op::system(&ground.app), &reference).await.unwrap().unwrap();
    assert_eq!(request.reopening_asked_at, None);
}

#[tokio::test]
async fn an_answer_is_corrected_for_two_weeks_and_the_link_ends_after_two_months() {
    let (ground, mut browser) = city().await;
    let reference = closed_pothole(&ground).await;
    invite_all(&ground, &reference).await;
    let path = link(&messages(&ground).await[0].2);
    browser.post(&path, &GLAD).await.is(303);
    ground.set_now(NOON.plus_days(10));
    let thanks = browser.get(&path).await;
    thanks.is(200).holds("mercredi 2 décembre 2026").lacks("<form");
    let form = browser.get(&format!("{path}?corriger=oui")).await;
    form.is(200).holds("value=\"yes\" checked").holds("value=\"5\" checked").holds("Merci &#60;b&#62;!");
    browser.post(&path, &[("regle", "partly"), ("satisfaction", "0")]).await.is(303);
    let kept = answers(&ground).await;
    assert_eq!((kept.len(), kept[0].2.as_str(), kept[0].3, kept[0].5.as_str()), (1, "partly", None, ""));
    ground.set_now(NOON.plus_days(20));
    browser.get(&format!("{path}?corriger=oui")).await.is(200).lacks("<form").lacks("Corriger");
    browser.post(&path, &GLAD).await.is(409).holds("ne peut plus être changée");
    assert_eq!(answers(&ground).await[0].2, "partly");
    ground.set_now(NOON.plus_days(61));
    browser.get(&path).await.is(404).holds("son temps est passé");
}

#[tokio::test]
async fn a_wrong_form_comes_back_as_typed_and_a_wrong_link_opens_nothing() {
    let (ground, mut browser) = city().await;
    let reference = closed_pothole(&ground).await;
    invite_all(&ground, &reference).await;
    let path = link(&messages(&ground).await[0].2);
    let empty = browser.post(&path, &[("commentaire", "<script>alert(1)</script>")]).await;
    empty.is(422).holds("Erreur").holds("href=\"#regle\"").holds("href=\"#satisfaction\"").lacks("<script>alert");
    let long = "é".repeat(4_001);
    let refused = browser.post(&path, &[("regle", "yes"), ("satisfaction", "3"), ("commentaire", &long)]).await;
    refused.is(422).holds("4 000 caractères");
    assert_eq!(answers(&ground).await.len(), 0);
    for wrong in ["/avis/x", "/avis/abc.def", &path[..path.len() - 1], "/avis/"] {
        browser.get(wrong).await.is(404);
    }
    let follow = requests::access::follow_key(&ground.app, &reference, requests::access::Standing::Author, NOON);
    browser.get(&format!("/avis/{follow}")).await.is(404);
    browser.post("/avis/x", &GLAD).await.is(404);
}

#[tokio::test]
async fn the_tracker_asks_those_whom_no_message_reached() {
    let (ground, mut browser) = city().await;
    let reference = closed_pothole(&ground).await;
    let mut op = Op::system(&ground.app);
    let request = find(&mut op, &reference).await.unwrap().unwrap();
    let path = tracker_link(&mut op, &request).await.unwrap().unwrap();
    drop(op);
    browser.post_and_follow(&format!("/en{path}"), &GLAD).await.is(200).holds("Thank you");
    assert_eq!(answers(&ground).await[0].0, "tracker");
    invite_all(&ground, &reference).await;
    let mut op = Op::system(&ground.app);
    assert_eq!(tracker_link(&mut op, &request).await.unwrap(), None);
    let open = requests::Request { closed_at: None, status: requests::Status::InHand, ..request };
    assert_eq!(tracker_link(&mut op, &open).await.unwrap(), None);
}

#[tokio::test]
async fn answers_are_counted_by_service_and_borough_over_whole_days() {
    let (ground, _browser) = city().await;
    let past = |day: i64, answer: Option<(u8, Fixed)>| PastSurvey {
        request_id: day,
        requester_id: day,
        nature: Nature::Request,
        service_code: "NID_POULE".into(),
        borough: Some("ville-marie".into()),
        unit: "ville-marie".into(),
        received_at: NOON.plus_days(day - 9),
        closed_at: NOON.plus_days(day),
        is_solved: true,
        sent_at: NOON.plus_days(day),
        lang: Lang::Fr,
        answer: answer.map(|(satisfaction, fixed)| PastAnswer {
            at: NOON.plus_days(day),
            satisfaction: Some(satisfaction),
            fixed,
            is_delay_acceptable: None,
            comment: String::new(),
        }),
    };
    let surveys = [
        past(-1, Some((5, Fixed::Yes))),
        past(-2, Some((2, Fixed::No))),
        past(-3, Some((4, Fixed::Unknown))),
        past(-4, None),
        past(-200, Some((5, Fixed::Yes))),
        past(0, Some((5, Fixed::Yes))),
    ];
    let mut op = Op::system(&ground.app);
    bulk::insert(&mut op, &surveys).await.unwrap();
    op.commit().await.unwrap();
    let mut op = Op::system(&ground.app);
    let midnight: Moment = "2026-11-18T05:00:00Z".parse().unwrap();
    let mut counts = Counts::default();
    for (scope, of_scope) in count(&mut op, midnight.plus_days(-90), midnight).await.unwrap() {
        assert_eq!(scope, (Nature::Request, "NID_POULE".to_owned(), Some("ville-marie".to_owned())));
        counts.merge(&of_scope);
    }
    assert_eq!((counts.invited, counts.responded, counts.answers), (4, 3, 3));
    assert_eq!((counts.rated, counts.satisfied, counts.known, counts.fixed), (3, 2, 2, 1));
    assert_eq!((counts.solved_known, counts.solved_denied, counts.judged), (2, 1, 0));
}
