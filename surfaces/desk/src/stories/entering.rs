//! An agent enters what somebody says on the telephone.

use super::{DOWNTOWN, desk, load, pothole, scoping::change, sign_in, speaks};
use requests::{Channel, Nature, Status, count, requesters_of};
use testkit::{Browser, Ground, Reply};
use web::Op;

const PATH: &str = "/poste/saisie";
const ADDRESS: &str = "avenue du Parc-des-Essais";
const POTHOLE: [(&str, &str); 9] = [
    ("lat", "45.5231"),
    ("lon", "-73.5817"),
    ("mots", "un gros trou <i>ici</i>"),
    ("adresse", ADDRESS),
    ("service", "NID_POULE"),
    ("q_emplacement_voie", "chaussee"),
    ("q_autoroute", "non"),
    ("q_danger", "non"),
    ("canal", "phone"),
];

async fn send<'a>(
    browser: &mut Browser,
    key: &'a str,
    fields: &[(&'a str, &'a str)],
    more: &[(&'a str, &'a str)],
) -> Reply {
    // What comes later takes the place of what came before.
    let kept = fields.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    let all: Vec<(&str, &str)> = [("cle", key)].into_iter().chain(kept.copied()).chain(more.iter().copied()).collect();
    browser.post(PATH, &all).await
}

const RECORD: (&str, &str) = ("geste", "enregistrer");

async fn counted(ground: &Ground) -> i64 {
    count(&mut Op::system(&ground.app), &requests::Filter::default(), 100).await.unwrap()
}

#[tokio::test]
async fn what_a_caller_says_becomes_one_request_however_often_it_is_sent() {
    let ground = desk().await;
    let mut agent = sign_in(&ground, "agente").await;
    let page = agent.get(PATH).await;
    page.is(200).holds("Saisir une demande").lacks("name=\"q_");
    speaks(&page);
    let key = page.field("cle");
    assert_eq!(key.len(), 32);
    let proposed = send(&mut agent, &key, &[], &[("mots", "un gros trou dans la rue")]).await;
    proposed.is(200).holds("Proposés d’après les mots").holds("value=\"NID_POULE\"");
    let asked = send(&mut agent, &key, &POTHOLE, &[]).await;
    asked.is(200).holds("name=\"q_emplacement_voie\"").holds("Lieu trouvé").holds("Plateau").holds("7\u{a0}jours");
    asked.holds("&#60;i&#62;").lacks("<i>ici");
    speaks(&asked);
    assert_eq!(counted(&ground).await, 0);
    let contact = [
        ("nom", "Léa"),
        ("telephone", "514 555-0123"),
        ("courriel", "lea@exemple.test"),
        ("accord_suivi", "oui"),
        RECORD,
    ];
    let sent = send(&mut agent, &key, &POTHOLE, &contact).await;
    assert_eq!(sent.location(), "/poste/demandes/26-000001?fait=recue");
    let again = send(&mut agent, &key, &POTHOLE, &contact).await;
    assert_eq!(again.location(), sent.location());
    agent.get(sent.location()).await.holds("Donnez ce numéro à la personne");
    assert_eq!(counted(&ground).await, 1);
    let request = load(&ground, "26-000001").await;
    assert_eq!((request.channel, request.status, request.requesters), (Channel::Phone, Status::Received, 1));
    let people = requesters_of(&mut Op::system(&ground.app), request.id).await.unwrap();
    assert!(people[0].2.wants_news && !people[0].2.wants_survey);
}

#[tokio::test]
async fn the_same_problem_is_joined_once_per_form() {
    let ground = desk().await;
    let reference = pothole(&ground).await;
    let mut agent = sign_in(&ground, "agente").await;
    let near = send(&mut agent, "a", &POTHOLE, &[]).await;
    near.is(200).holds(&format!("value=\"{reference}\"")).holds("Même chose");
    for _ in 0..2 {
        let joined = send(&mut agent, "a", &POTHOLE, &[("meme", &reference), ("canal", "person"), RECORD]).await;
        assert_eq!(joined.location(), format!("/poste/demandes/{reference}?fait=jointe"));
    }
    assert_eq!((counted(&ground).await, load(&ground, &reference).await.requesters), (1, 2));
    let lost = send(&mut agent, "b", &POTHOLE, &[("meme", "26-999999"), RECORD]).await;
    lost.is(422).holds("n’est plus ouverte").holds("un gros trou");
}

#[tokio::test]
async fn a_question_that_is_answered_is_counted_and_closed() {
    let ground = desk().await;
    let mut agent = sign_in(&ground, "agente").await;
    let fields = [("nature", "information"), ("mots", "Quand passe le bac?"), ("service", "COLLECTE_RECYC")];
    send(&mut agent, "k", &fields, &[]).await.is(200).holds("Réponse donnée à la personne").lacks("name=\"q_");
    send(&mut agent, "k", &fields, &[RECORD]).await.is(422).holds("reponse-erreur");
    for _ in 0..2 {
        let sent = send(&mut agent, "k", &fields, &[("reponse", "Le mardi matin"), RECORD]).await;
        assert_eq!(sent.status, 303);
    }
    let request = load(&ground, "26-000001").await;
    assert_eq!((request.nature, request.status, request.promise), (Nature::Information, Status::Completed, None));
    assert_eq!(request.outcome.unwrap().proof, "Le mardi matin");
    assert_eq!(counted(&ground).await, 1);
}

#[tokio::test]
async fn what_is_wrong_is_explained_and_nothing_typed_is_lost() {
    let ground = desk().await;
    let mut agent = sign_in(&ground, "agente").await;
    let long = "é".repeat(4_001);
    let cases: [(&[(&str, &str)], &str); 10] = [
        (&[("service", "")], "service-erreur"),
        (&[("service", "LICORNE")], "service-erreur"),
        (&[("q_danger", "")], "q_danger-erreur"),
        (&[("q_emplacement_voie", "lune")], "q_emplacement_voie-erreur"),
        (&[("courriel", "lea")], "courriel-erreur"),
        (&[("telephone", "12")], "telephone-erreur"),
        (&[("accord_sondage", "oui")], "courriel-erreur"),
        (&[("nom", "a\nb")], "nom-erreur"),
        (&[("mots", &long)], "mots-erreur"),
        (&[("adresse", ""), ("lat", "45.60"), ("lon", "-73.58")], "adresse-erreur"),
    ];
    for (fields, expected) in cases {
        let more: Vec<(&str, &str)> = fields.iter().copied().chain([RECORD]).collect();
        let page = send(&mut agent, "k", &POTHOLE, &more).await;
        page.is(422).holds("govuk-error-summary").holds(expected).holds("value=\"k\"");
        speaks(&page);
    }
    let highway = send(&mut agent, "k", &POTHOLE, &[("q_autoroute", "oui"), RECORD]).await;
    highway.is(422).holds("511").holds("un gros trou");
    let town =
        send(&mut agent, "k", &POTHOLE, &[("adresse", ""), ("lat", "45.5231"), ("lon", "-73.6150"), RECORD]).await;
    town.is(422).holds("Westmount");
    send(&mut agent, "k", &POTHOLE, &[("q_danger", "oui")]).await.is(200).holds("911");
    assert_eq!(counted(&ground).await, 0);
    let unknown = send(&mut agent, "k", &POTHOLE, &[("adresse", "parc des essay"), ("lat", ""), ("lon", "")]).await;
    unknown.is(200).holds("name=\"proposition\"").holds("Lieu inconnu");
    // A point shown for another address does not follow a new one.
    let moved = [
        ("adresse", "derrière l’aréna"),
        ("lieu", ADDRESS),
        ("lat", "45.5231"),
        ("lon", "-73.5817"),
        ("vu_lat", "45.5231"),
        ("vu_lon", "-73.5817"),
        RECORD,
    ];
    assert_eq!(send(&mut agent, "k", &POTHOLE, &moved).await.status, 303);
    assert_eq!(load(&ground, "26-000001").await.place.point, None);
}

#[tokio::test]
async fn a_form_without_its_key_is_a_form_of_its_own() {
    let ground = desk().await;
    let mut agent = sign_in(&ground, "agente").await;
    for _ in 0..2 {
        assert_eq!(send(&mut agent, "", &POTHOLE, &[RECORD]).await.status, 303);
    }
    assert_eq!(counted(&ground).await, 2);
    let mut chief = sign_in(&ground, "chef").await;
    let page = chief.get("/en/poste/saisie").await;
    page.is(200).holds("Enter a request");
    speaks(&page);
}

#[tokio::test]
async fn a_service_that_must_reach_the_person_asks_how() {
    let ground = desk().await;
    let catalogue = ground.app.part::<catalogue::Catalogue>();
    let service = catalogue.services().iter().find(|service| service.needs_contact).unwrap();
    let mut agent = sign_in(&ground, "agente").await;
    let fields = [("service", service.code.as_str()), ("adresse", ADDRESS), ("lat", "45.5231"), ("lon", "-73.5817")];
    send(&mut agent, "k", &fields, &[]).await.is(200).holds("demande de pouvoir joindre");
    send(&mut agent, "k", &fields, &[RECORD]).await.is(422).holds("telephone-erreur");
    send(&mut agent, "k", &fields, &[("telephone", "514 555-0123"), RECORD]).await.lacks("telephone-erreur");
}

#[tokio::test]
async fn an_agent_who_is_limited_enters_what_is_asked_elsewhere_and_is_told_where_it_went() {
    let ground = desk().await;
    let mut agent = sign_in(&ground, "agente").await;
    change(&ground, "agente", |profile| profile.limits.boroughs = vec![DOWNTOWN.into()]).await;
    let key = agent.get(PATH).await.field("cle");
    let sent = send(&mut agent, &key, &POTHOLE, &[RECORD]).await;
    assert_eq!((sent.is(303).location(), counted(&ground).await), ("/poste?fait=26-000001", 1));
    agent.get(sent.location()).await.is(200).holds("26-000001").holds("autre unité").lacks("data-row-link");
}
