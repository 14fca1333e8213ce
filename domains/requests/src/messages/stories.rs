//! Every act tells the people it should, in their language, and nobody else.

use super::note_undelivered;
use crate::{
    ActError, Audience, Channel, Contact, Draft, Grounds, Outcome, Status, access, add_requester, answer, ask,
    ask_reopening, assign, close, decline_reopening, move_to, note, plan, reopen,
    stories::{city, file, pothole},
    take, timeline,
};
use ::store::sql;
use base::Lang;
use testkit::{Ground, city::OUTSIDE};
use web::{Actor, Op};

fn lea() -> Contact {
    Contact {
        name: Some("Léa Tremblay".into()),
        email: Some("lea@exemple.test".into()),
        wants_news: true,
        ..Contact::default()
    }
}

fn report(contact: Contact) -> Draft {
    Draft { contact, ..pothole(None) }
}

#[derive(Debug, sqlx::FromRow)]
struct Sent {
    kind: String,
    recipient: String,
    lang: String,
    subject: String,
    body: String,
}

/// The messages booked since they were last looked at.
async fn booked(ground: &Ground) -> Vec<Sent> {
    let mut op = Op::system(&ground.app);
    let sent = sql("select kind, recipient, lang, subject, body from message order by id").fetch_all(&mut op.tx).await;
    sql("delete from message").execute(&mut op.tx).await.unwrap();
    op.commit().await.unwrap();
    sent.unwrap()
}

fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// What a member of staff does, kept.
macro_rules! act {
    ($ground:expr, $op:ident => $act:expr) => {{
        let mut operation = Op::system(&$ground.app);
        operation.actor = Actor::Staff { id: 7, name: "Agente 7".into() };
        let $op = &mut operation;
        $act.await.unwrap();
        operation.commit().await.unwrap();
    }};
}

#[tokio::test]
async fn whoever_gives_an_address_is_told_that_we_received_the_request() {
    let ground = city().await;
    let reference = file(&ground, report(lea())).await.unwrap().reference;
    let told = booked(&ground).await;
    let [only] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(
        (only.kind.as_str(), only.recipient.as_str(), only.lang.as_str()),
        ("requests/received", "lea@exemple.test", "fr")
    );
    assert_eq!(plain(&only.subject), "Demande 26-000001 : bien reçue");
    let paragraphs: Vec<String> = only.body.split("\n\n").map(plain).collect();
    let expected = [
        "Bonjour Léa,",
        "Votre demande 26-000001 : Nid-de-poule, avenue du Parc-des-Essais (1100–1198).",
        "Nous avons bien reçu votre demande. Elle est confiée à : Arrondissement du Plateau-Mont-Royal.",
        "Notre norme : 7 jours, dans 8 cas sur 10.",
        "Prochaine étape : l’unité doit accepter la demande. Date promise : au plus tard le mercredi 25 novembre 2026.",
    ];
    assert_eq!(paragraphs[..5], expected);
    // The link opens the private side, in the language of the person.
    let (words, link) = paragraphs[5].split_once('\n').unwrap();
    assert_eq!(words, "Suivre votre demande :");
    let key = link.strip_prefix("http://127.0.0.1/suivi/26-000001?cle=").unwrap();
    assert_eq!(access::opens(&ground.app, &reference, key, ground.now()), Some(access::Standing::Author));
    assert!(paragraphs[6].contains("demandé des nouvelles"));
    // Of what was typed: a first name. Neither the description, nor the address as typed, nor the rest of the name.
    for typed in ["profond", "1502", "Tremblay", "lea@"] {
        assert!(!only.body.contains(typed) && !only.subject.contains(typed), "{typed}");
    }
}

#[tokio::test]
async fn without_an_address_nothing_is_booked_and_without_consent_only_the_receipt() {
    let ground = city().await;
    file(&ground, report(Contact { phone: Some("514 555-0123".into()), wants_news: true, ..Contact::default() }))
        .await
        .unwrap();
    file(&ground, report(Contact { email: Some(" ".into()), ..Contact::default() })).await.unwrap();
    assert!(booked(&ground).await.is_empty());
    let jobs: i64 = sql("select count(*) from job").fetch_value(&mut ground.app.database().read()).await.unwrap();
    assert_eq!(jobs, 0);

    let quiet = Contact { wants_news: false, lang: Lang::En, ..lea() };
    let reference = file(&ground, report(quiet)).await.unwrap().reference;
    act!(ground, op => assign(op, &reference, "ville-marie", "La limite passe au milieu"));
    let told = booked(&ground).await;
    let [only] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((only.subject.as_str(), only.lang.as_str()), ("Request 26-000003: received", "en"));
    assert!(only.body.contains("Follow your request:\nhttp://127.0.0.1/en/suivi/26-000003?cle="), "{}", only.body);
    assert!(only.body.contains("because this address was given"), "{}", only.body);
}

#[tokio::test]
async fn a_report_that_is_refused_tells_nobody() {
    let ground = city().await;
    let outside = Draft { point: Some(OUTSIDE), ..report(lea()) };
    file(&ground, outside).await.unwrap_err();
    assert!(booked(&ground).await.is_empty());
}

#[tokio::test]
async fn each_news_is_told_once_with_its_reason_and_what_can_be_done() {
    let ground = city().await;
    let reference = file(&ground, report(lea())).await.unwrap().reference;
    let reference = reference.as_str();
    booked(&ground).await;
    let told = async |kind: &str, words: &[&str]| {
        let sent = booked(&ground).await;
        let [only] = sent.as_slice() else { panic!("{kind}: {sent:?}") };
        assert_eq!(only.kind, kind);
        let body = plain(&only.body);
        assert!(body.starts_with("Bonjour Léa,\n\nVotre demande 26-000001 : Nid-de-poule"), "{body}");
        for words in words {
            assert!(body.contains(words), "`{words}` is not in: {body}");
        }
        for wrong in ["..", "?.", "{", "{ $"] {
            assert!(!body.contains(wrong), "`{wrong}` is in: {body}");
        }
    };
    act!(ground, op => take(op, reference));
    act!(ground, op => note(op, reference, "Voir le contremaître"));
    assert!(booked(&ground).await.is_empty());

    act!(ground, op => assign(op, reference, "ville-marie", "La limite passe au milieu"));
    told(
        "requests/unit-changed",
        &["confiée à : Arrondissement de Ville-Marie.", "Raison : La limite passe au milieu"],
    )
    .await;
    act!(ground, op => ask(op, reference, "De quel côté?"));
    told("requests/question", &["une question pour vous : De quel côté? Répondez avant le mercredi 2 décembre 2026"])
        .await;
    let day = "2026-11-25".parse().unwrap();
    act!(ground, op => plan(op, reference, day, "Après la pluie"));
    told("requests/planned", &["prévue mercredi 25 novembre 2026", "Raison : Après la pluie"]).await;
    let hold = Grounds { reason: "le gel".into(), outcome: None };
    act!(ground, op => move_to(op, reference, Status::OnHold, &hold));
    told("requests/on-hold", &["attend : le gel. Nouvelle le vendredi 18 décembre 2026"]).await;
    let fixed = || Outcome { result: "REPARE".into(), proof: "2026-11-18".into() };
    act!(ground, op => close(op, reference, fixed(), "Asphalte posée"));
    told(
        "requests/done",
        &[
            "Le travail est fait (mercredi 18 novembre 2026). Ce n'est pas réglé?",
            "Note de l’équipe : Asphalte posée",
            "ce n’est pas réglé, ouvrez la page de suivi",
        ],
    )
    .await;
    act!(ground, op => ask_reopening(op, reference, "Encore là", access::Standing::Author));
    assert!(booked(&ground).await.is_empty());
    act!(ground, op => decline_reopening(op, reference, "Un autre trou, plus loin"));
    told("requests/kept-closed", &["elle reste fermée", "Raison : Un autre trou", "au 311", "l’ombudsman"]).await;
    act!(ground, op => reopen(op, reference, "La photo le montre"));
    told("requests/reopened", &["est rouverte", "Raison : La photo le montre", "Prochaine étape : "]).await;
    let declined = Grounds { reason: "Rue privée".into(), outcome: None };
    act!(ground, op => move_to(op, reference, Status::Declined, &declined));
    told("requests/declined", &["Rue privée. Vous pouvez demander une révision d'ici le", "l’ombudsman"]).await;
}

#[tokio::test]
async fn a_person_who_joins_is_welcomed_and_told_what_follows_in_their_language() {
    let ground = city().await;
    let reference = file(&ground, report(lea())).await.unwrap().reference;
    booked(&ground).await;
    let noe =
        Contact { email: Some("noe@exemple.test".into()), lang: Lang::En, wants_news: true, ..Contact::default() };
    for contact in [&noe, &noe, &Contact::default()] {
        act!(ground, op => add_requester(op, &reference, Channel::Web, contact));
    }
    let kinds: Vec<String> = booked(&ground).await.into_iter().map(|sent| sent.kind).collect();
    assert_eq!(kinds, ["requests/joined", "requests/joined"]);
    let elsewhere = Grounds { reason: "Transports Québec, 511".into(), outcome: None };
    act!(ground, op => move_to(op, &reference, Status::HandledElsewhere, &elsewhere));
    let told = booked(&ground).await;
    let readers: Vec<(&str, &str)> = told.iter().map(|sent| (sent.recipient.as_str(), sent.lang.as_str())).collect();
    assert_eq!(readers, [("lea@exemple.test", "fr"), ("noe@exemple.test", "en")]);
    let english = told.last().unwrap();
    assert!(english.body.starts_with("Hello,\n\nYour request 26-000001: Pothole"), "{}", english.body);
    assert!(english.body.contains("Transports Québec, 511") && english.body.contains("ombudsman"), "{}", english.body);
}

#[tokio::test]
async fn a_message_that_cannot_be_delivered_is_a_line_of_the_journal_for_staff() {
    let ground = city().await;
    let receipt = file(&ground, report(lea())).await.unwrap();
    let mut op = Op::system(&ground.app);
    note_undelivered(&mut op, &receipt.reference).await.unwrap();
    note_undelivered(&mut op, "26-999999").await.unwrap();
    op.commit().await.unwrap();
    let mut op = Op::system(&ground.app);
    for (audience, expected) in [(Audience::Staff, 1), (Audience::Requesters, 0), (Audience::Everybody, 0)] {
        let journal = timeline(&mut op, receipt.id, audience).await.unwrap();
        assert_eq!(journal.iter().filter(|event| event.act == "message-failed").count(), expected);
    }
}

#[tokio::test]
async fn an_answer_reaches_each_person_who_wants_news_once_in_their_language() {
    let ground = city().await;
    let reference = &file(&ground, report(lea())).await.unwrap().reference;
    let noe =
        Contact { email: Some("noe@exemple.test".into()), lang: Lang::En, wants_news: true, ..Contact::default() };
    let quiet = Contact { email: Some("ada@exemple.test".into()), ..Contact::default() };
    for contact in [&noe, &noe, &quiet] {
        act!(ground, op => add_requester(op, reference, Channel::Web, contact));
    }
    booked(&ground).await;
    // The same press twice is one answer.
    for _ in 0..2 {
        act!(ground, op => answer(op, reference, " L’équipe passe mardi matin. "));
    }
    let told = booked(&ground).await;
    let [french, english] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((french.recipient.as_str(), french.kind.as_str()), ("lea@exemple.test", "requests/answered"));
    assert_eq!(plain(&french.subject), "Demande 26-000001 : réponse de l’équipe");
    assert!(plain(&french.body).contains("Réponse de l’équipe : L’équipe passe mardi matin.\n"), "{}", french.body);
    assert_eq!((english.recipient.as_str(), english.lang.as_str()), ("noe@exemple.test", "en"));
    assert!(english.subject.ends_with("an answer from the team"), "{}", english.subject);
    assert!(english.body.contains("L’équipe passe mardi matin.") && english.body.starts_with("Hello,"));
    let mut op = Op::system(&ground.app);
    assert!(matches!(answer(&mut op, reference, " ").await, Err(ActError::WordsMissing)));
    drop(op);
    // Said again later, it is said again.
    ground.set_now(ground.now().plus_ms(3_600_000));
    act!(ground, op => answer(op, reference, "L’équipe passe mardi matin."));
    assert_eq!(booked(&ground).await.len(), 2);
    let id = crate::find(&mut Op::system(&ground.app), reference).await.unwrap().unwrap().id;
    let journal = timeline(&mut Op::system(&ground.app), id, Audience::Requesters).await.unwrap();
    assert_eq!(journal.iter().filter(|event| event.act == "answered").count(), 2);
}
