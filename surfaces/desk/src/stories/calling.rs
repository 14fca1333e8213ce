//! Somebody calls: who they are, what they asked before, several things in one call, how it ends.

use super::{desk, load, pothole, sign_in, speaks};
use interactions::call_backs;
use requests::{Filter, Grounds, Status, count, move_to};
use store::sql;
use testkit::{Browser, Ground, NOON, Reply};
use web::{Actor, Op};

const PATH: &str = "/poste/saisie";
const POTHOLE: [(&str, &str); 9] = [
    ("lat", "45.5231"),
    ("lon", "-73.5817"),
    ("mots", "un gros trou"),
    ("adresse", "avenue du Parc-des-Essais"),
    ("service", "NID_POULE"),
    ("q_emplacement_voie", "chaussee"),
    ("q_autoroute", "non"),
    ("q_danger", "non"),
    ("canal", "phone"),
];

/// The page of a call that the telephone announces.
async fn announce(browser: &mut Browser, number: &str) -> Reply {
    let sent = browser.get(&format!("{PATH}?caller={number}")).await;
    assert_eq!(sent.status, 303);
    assert!(!sent.location().contains("555"), "the number leaves the address: {}", sent.location());
    browser.get(sent.location()).await
}

fn of_call(page: &Reply) -> [(String, String); 4] {
    ["appel", "debut", "cle", "telephone"].map(|name| (name.to_owned(), page.field(name)))
}

async fn send(browser: &mut Browser, call: &[(String, String)], more: &[(&str, &str)]) -> Reply {
    let kept = call.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    let fields: Vec<(&str, &str)> =
        kept.map(|(name, value)| (name.as_str(), value.as_str())).chain(more.iter().copied()).collect();
    browser.post(PATH, &fields).await
}

async fn looks(ground: &Ground) -> i64 {
    sql("select count(*) from staff_look").fetch_value(&mut ground.app.database().read()).await.unwrap()
}

#[tokio::test]
async fn a_number_reveals_nothing_until_the_person_says_who_they_are() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut op = Op::system(&ground.app);
    op.actor = Actor::Staff { id: 9, name: "Contremaître".into() };
    let grounds = Grounds { reason: "L’équipe passe jeudi".into(), outcome: None };
    move_to(&mut op, &reference, Status::OnHold, &grounds).await.unwrap();
    op.commit().await.unwrap();
    let mut agent = sign_in(&ground, "agente").await;
    let page = announce(&mut agent, "%2B15145550123").await;
    page.is(200).holds("514 555-0123").lacks(&reference).lacks("Ouellet");
    speaks(&page);
    assert_eq!(looks(&ground).await, 0);
    let call = of_call(&page);
    // Another name shows nothing, and does not say whether the number is known.
    let none = send(&mut agent, &call, &[("dit", "Tremblay"), ("geste", "confirmer")]).await;
    none.is(200).holds("Rien à ce nom").lacks(&reference);
    let unknown = announce(&mut agent, "%2B15145559999").await;
    let stranger = send(&mut agent, &of_call(&unknown), &[("dit", "Tremblay"), ("geste", "confirmer")]).await;
    stranger.is(200).holds("Rien à ce nom");
    for said in ["léa ouellet", "OUELLET", "26-1"] {
        let files = send(&mut agent, &call, &[("dit", said), ("geste", "confirmer")]).await;
        files.is(200).holds(&reference).holds("L’équipe passe jeudi").holds("Date promise");
        speaks(&files);
    }
    assert_eq!(looks(&ground).await, 1);
    // Somebody else's number, with the right name, shows nothing.
    let other = send(&mut agent, &of_call(&unknown), &[("dit", "Ouellet"), ("geste", "confirmer")]).await;
    other.is(200).lacks(&reference);
}

#[tokio::test]
async fn several_things_are_asked_in_one_call_and_it_ends_with_one_line() {
    let ground = desk().await;
    let mut agent = sign_in(&ground, "agente").await;
    let page = announce(&mut agent, "5145550123").await;
    let call = of_call(&page);
    let contact = [("nom", "Léa Ouellet"), ("courriel", "lea@exemple.test"), ("geste", "enregistrer")];
    let fields = [&POTHOLE[..], &contact].concat();
    let sent = send(&mut agent, &call, &fields).await;
    assert_eq!(sent.status, 303);
    let next = agent.get(sent.location()).await;
    next.is(200).holds("26-000001").holds("Donnez ce numéro").holds("Dans ce contact").holds("Léa Ouellet");
    next.lacks("un gros trou");
    let second = of_call(&next);
    assert_eq!(second[0], call[0]);
    assert_ne!(second[2], call[2]);
    // One more person on what is already reported there.
    let near = send(&mut agent, &second, &[&POTHOLE[..], &[("geste", "suite")]].concat()).await;
    near.is(200).holds("26-000001");
    let joined = [&POTHOLE[..], &contact, &[("meme", "26-000001")]].concat();
    send(&mut agent, &second, &joined).await.is(303);
    let promise = [
        ("rappel_mots", "Dire la date des travaux"),
        ("rappel_jour", "2026-11-30"),
        ("rappel_heure", "09:30"),
        ("geste", "rappeler"),
    ];
    send(&mut agent, &second, &promise).await.is(303);
    let wrong = [("rappel_mots", ""), ("rappel_jour", "2026-11-30"), ("geste", "rappeler")];
    send(&mut agent, &second, &wrong).await.is(422).holds("rappel_mots-erreur");
    let past = [("rappel_mots", "x"), ("rappel_jour", "2020-01-01"), ("geste", "rappeler")];
    send(&mut agent, &second, &past).await.is(422).holds("rappel_jour-erreur");
    send(&mut agent, &second, &[("geste", "terminer"), ("issue", "")]).await.is(422).holds("issue-erreur");
    ground.set_now(NOON.plus_ms(200_000));
    let end = [("geste", "terminer"), ("issue", "recorded"), ("bilan", "Deux trous, un rappel")];
    assert_eq!(send(&mut agent, &second, &end).await.location(), "/poste/saisie?quoi=terminee");
    let rows: Vec<(String, String, i64)> = sql("select outcome, note, ended_at - began_at from interaction")
        .fetch_all(&mut ground.app.database().read())
        .await
        .unwrap();
    assert_eq!(rows, [("recorded".to_owned(), "Deux trous, un rappel".to_owned(), 200_000)]);
    let kinds: Vec<String> = sql("select kind from interaction_intent order by id")
        .fetch_values(&mut ground.app.database().read())
        .await
        .unwrap();
    assert_eq!(kinds, ["filed", "joined", "call-back"]);
    assert_eq!(count(&mut Op::system(&ground.app), &Filter::default(), 10).await.unwrap(), 1);
    assert_eq!(load(&ground, "26-000001").await.requesters, 2);
    // The call is a task of who promised it.
    let calls = agent.get("/poste/rappels").await;
    calls.is(200).holds("Dire la date des travaux").holds("514 555-0123").holds("30");
    speaks(&calls);
    let text = calls.text();
    let done = text.split("action=\"").find(|it| it.starts_with("/poste/rappels/")).unwrap().split('"').next().unwrap();
    agent.post(done, &[("mots", "")]).await.is(422);
    agent.post_and_follow(done, &[("mots", "Jointe")]).await.is(200).holds("Aucun rappel");
    assert!(call_backs(&mut Op::system(&ground.app), 1, &[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_call_in_which_nothing_is_recorded_is_counted_all_the_same() {
    let ground = desk().await;
    let mut agent = sign_in(&ground, "agente").await;
    for number in ["anonymous", "", "%2B33144556677", "%00%3Cscript%3E"] {
        let page = announce(&mut agent, number).await;
        page.is(200).lacks("<script>");
        let end = [("geste", "terminer"), ("issue", "settled"), ("langue", "en")];
        send(&mut agent, &of_call(&page), &end).await.is(303);
    }
    let counted: i64 = sql("select count(*) from interaction where is_settled = 1 and lang = 'en'")
        .fetch_value(&mut ground.app.database().read())
        .await
        .unwrap();
    assert_eq!(counted, 4);
}

#[tokio::test]
async fn what_was_typed_survives_a_closed_tab() {
    let ground = desk().await;
    let mut agent = sign_in(&ground, "agente").await;
    let page = announce(&mut agent, "5145550123").await;
    let call = of_call(&page);
    let typed = "Bac brisé \u{202e}\u{200b}🙂 <b>";
    let fields: Vec<(&str, &str)> = call
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .chain([("mots", typed), ("nom", "Léa"), ("geste", "suite")])
        .collect();
    agent.post("/poste/saisie/brouillon", &fields).await.is(204);
    // Another page offers it, and opens it as it was.
    let fresh = agent.get(PATH).await;
    fresh.is(200).holds("Contacts non terminés").holds(&format!("appel={}", call[0].1));
    let again = agent.get(&format!("{PATH}?appel={}", call[0].1)).await;
    again.is(200).holds("🙂 &#60;b&#62;").holds("value=\"Léa\"").lacks("<b>");
    assert_eq!(again.field("cle"), call[2].1);
    // It is nobody else's.
    let mut chief = sign_in(&ground, "chef").await;
    chief.get(&format!("{PATH}?appel={}", call[0].1)).await.is(200).lacks("🙂");
    send(&mut agent, &call, &[("geste", "terminer"), ("issue", "cut")]).await.is(303);
    agent.get(PATH).await.lacks("Contacts non terminés");
}

#[tokio::test]
async fn the_link_of_a_request_is_sent_to_whoever_said_who_they_are() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut agent = sign_in(&ground, "agente").await;
    let call = of_call(&announce(&mut agent, "5145550123").await);
    let ask = |said: &'static str, email: &'static str| {
        [("dit", said), ("courriel", email), ("pour", "26-000001"), ("geste", "lien")]
    };
    send(&mut agent, &call, &ask("Tremblay", "lea@exemple.test")).await.is(404);
    send(&mut agent, &call, &ask("Ouellet", "")).await.is(422).holds("courriel-erreur");
    let sent = send(&mut agent, &call, &ask("Ouellet", "lea@exemple.test")).await;
    assert_eq!(sent.status, 303);
    agent.get(sent.location()).await.holds("Le lien de 26-000001 part");
    let letters: Vec<(String, String)> = sql("select recipient, body from message where kind = 'requests/link'")
        .fetch_all(&mut ground.app.database().read())
        .await
        .unwrap();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].0 == "lea@exemple.test" && letters[0].1.contains(&format!("/suivi/{reference}?cle=")));
}
