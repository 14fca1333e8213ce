//! Acts that waited on a telephone: done once each, stopped when somebody else acted, refused when rights are gone.

use super::{crews::picture, desk, give, load, pothole, scoping::change, sign_in, stranger};
use ::store::sql;
use identity::Role;
use requests::{Audience, Status, photos, timeline};
use testkit::{Browser, Ground, NOON, Reply};
use web::Op;

/// What a page of a visit gives to the acts that are made upon it.
async fn page(browser: &mut Browser, reference: &str) -> Vec<(String, String)> {
    let page = browser.get(&format!("/equipe/demandes/{reference}")).await;
    page.is(200);
    ["vu", "lu_a", "billet"].map(|name| (name.to_owned(), page.field(name))).to_vec()
}

#[derive(Clone, Copy)]
struct Act<'a> {
    reference: &'a str,
    deed: &'a str,
    key: &'a str,
    shown: &'a [(String, String)],
    fields: &'a [(&'a str, &'a str)],
    photos: &'a [Vec<u8>],
}

async fn send(browser: &mut Browser, act: &Act<'_>) -> Reply {
    let own = [("demande", act.reference), ("acte", act.deed), ("cle", act.key)];
    let shown = act.shown.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let fields: Vec<(&str, &str)> = own.into_iter().chain(shown).chain(act.fields.iter().copied()).collect();
    let files: Vec<(&str, &str, &[u8])> =
        act.photos.iter().map(|bytes| ("photos", "a.jpg", bytes.as_slice())).collect();
    browser.post_files("/equipe/actes", &fields, &files).await
}

async fn count(ground: &Ground, statement: &'static str) -> i64 {
    sql(statement).fetch_value(&mut ground.app.database().read()).await.unwrap()
}

async fn crew_of_two(ground: &Ground) -> (Browser, Browser) {
    let (one, two) = (sign_in(ground, "equipe").await, sign_in(ground, "paveurs").await);
    for who in ["equipe", "paveurs"] {
        change(ground, who, |profile| (profile.role, profile.crew) = (Role::Crew, "Équipe 4".into())).await;
    }
    (one, two)
}

#[tokio::test]
async fn a_queue_that_is_sent_twice_is_done_once() {
    let ground = desk().await;
    let given = pothole(&ground).await;
    let mut crew = sign_in(&ground, "equipe").await;
    give(&ground, &given, "equipe").await;
    let shown = page(&mut crew, &given).await;
    let (start, pictures) = (["commencer-0123456789", "terminer-0123456789"], [picture(10), picture(90)]);
    let begun = Act { reference: &given, deed: "commencer", key: start[0], shown: &shown, fields: &[], photos: &[] };
    let told = send(&mut crew, &begun).await.is(200).json();
    assert_eq!(told["state"], "done");
    // What was made after it on the same page was made upon what it left.
    let mark = told["mark"].as_str().unwrap();
    assert!(mark.starts_with("EN_COURS."), "{mark}");
    let mut next = shown.clone();
    next[0].1 = mark.to_owned();
    let fields = [("resultat", "REPARE"), ("jour", "2026-11-18"), ("mots", "Fait")];
    let done = Act { deed: "terminer", key: start[1], shown: &next, fields: &fields, photos: &pictures, ..begun };
    for _ in 0..3 {
        send(&mut crew, &done).await.is(200);
        send(&mut crew, &Act { shown: &[], ..begun }).await.is(200);
    }
    let request = load(&ground, &given).await;
    assert_eq!(request.status, Status::Completed);
    let events = timeline(&mut Op::system(&ground.app), request.id, Audience::Staff).await.unwrap();
    assert_eq!(events.iter().filter(|event| event.to_status.as_deref() == Some("TERMINEE")).count(), 1);
    assert_eq!(photos::of(&mut Op::system(&ground.app), request.id).await.unwrap().len(), 2);
    assert_eq!(count(&ground, "select count(*) from message where kind = 'requests/done'").await, 1);
    assert_eq!(count(&ground, "select count(*) from field_act").await, 2);
    // Back in the browser, other words under the same key are not taken for those of before.
    let other = [("resultat", "REPARE"), ("jour", "2026-11-18"), ("mots", "Autre chose")];
    send(&mut crew, &Act { fields: &other, ..done }).await.is(422).holds("pas reconnu");
    // Keys are remembered for thirty days, and belong to who made them.
    let mut other = sign_in(&ground, "plateau").await;
    send(&mut other, &done).await.is(422).holds("refused");
    let sweep = async || {
        let mut op = Op::system(&ground.app);
        let swept = crate::crew::sweep(&mut op).await.unwrap();
        op.commit().await.unwrap();
        swept
    };
    assert_eq!(sweep().await, 0);
    ground.set_now(NOON.plus_days(31));
    assert_eq!(sweep().await, 2);
}

#[tokio::test]
async fn the_same_act_twice_at_the_same_instant_is_done_once() {
    let ground = desk().await;
    let given = pothole(&ground).await;
    let mut crew = sign_in(&ground, "equipe").await;
    give(&ground, &given, "equipe").await;
    let shown = page(&mut crew, &given).await;
    let mut twin = stranger(&ground);
    twin.post("/poste/connexion", &[("courriel", "equipe@ville.test"), ("mot_de_passe", super::PASSWORD)])
        .await
        .is(303);
    let fields = [("jour", "2026-11-20"), ("mots", "On revient")];
    let act = Act {
        reference: &given,
        deed: "revenir",
        key: "a-la-fois-0123456789",
        shown: &shown,
        fields: &fields,
        photos: &[],
    };
    let (one, two) = tokio::join!(send(&mut crew, &act), send(&mut twin, &act));
    assert_eq!(
        (one.is(200).json()["state"].as_str(), two.is(200).json()["state"].as_str()),
        (Some("done"), Some("done"))
    );
    let id = load(&ground, &given).await.id;
    let events = timeline(&mut Op::system(&ground.app), id, Audience::Staff).await.unwrap();
    assert_eq!(events.iter().filter(|event| event.reason.as_deref() == Some("On revient")).count(), 1);
}

#[tokio::test]
async fn what_somebody_else_did_meanwhile_is_told_with_what_one_may_do() {
    let ground = desk().await;
    let given = pothole(&ground).await;
    let (mut one, mut two) = crew_of_two(&ground).await;
    give(&ground, &given, "equipe").await;
    let shown = page(&mut one, &given).await;
    ground.set_now(NOON.plus_ms(60_000));
    let other = page(&mut two, &given).await;
    let fields = [("jour", "2026-11-20"), ("mots", "Il manque un cône")];
    let put_off = Act {
        reference: &given,
        deed: "revenir",
        key: "de-l-autre-0123456789",
        shown: &other,
        fields: &fields,
        photos: &[],
    };
    send(&mut two, &put_off).await.is(200);
    let fields = [("resultat", "DEJA_REGLE"), ("jour", "2026-11-18")];
    let late = Act {
        reference: &given,
        deed: "terminer",
        key: "trop-tard-0123456789",
        shown: &shown,
        fields: &fields,
        photos: &[],
    };
    let told = send(&mut one, &late).await.is(409).json();
    assert_eq!((told["state"].as_str(), told["may_note"].as_bool()), (Some("conflict"), Some(true)));
    assert_eq!(told["since"][0]["who"], "Nom de paveurs");
    assert_eq!(told["since"][0]["note"], "Il manque un cône");
    assert_eq!(count(&ground, "select count(*) from field_act where staff_id > 0 and mark = ''").await, 0);
    // Done all the same, upon how it stands now.
    let mut again = shown.clone();
    again[0].1 = told["again"].as_str().unwrap().to_owned();
    send(&mut one, &Act { shown: &again, ..late }).await.is(200);
    assert_eq!(load(&ground, &given).await.status, Status::Completed);
    // What is closed can only be kept as a note, with its photo.
    let fields = [("raison", "meteo"), ("jour", "2026-11-21"), ("mots", "Pluie"), ("garder", "")];
    let pictures = [picture(40)];
    let closed = Act {
        reference: &given,
        deed: "empecher",
        key: "fermee-0123456789",
        shown: &other,
        fields: &fields,
        photos: &pictures,
    };
    let told = send(&mut two, &closed).await.is(409).json();
    assert!(told["again"].is_null());
    let fields = [("raison", "meteo"), ("jour", "2026-11-21"), ("mots", "Pluie"), ("garder", "oui")];
    send(&mut two, &Act { fields: &fields, ..closed }).await.is(200);
    let request = load(&ground, &given).await;
    let events = timeline(&mut Op::system(&ground.app), request.id, Audience::Staff).await.unwrap();
    let note = events.iter().rev().find(|event| event.act == "noted").unwrap().reason.clone().unwrap();
    assert_eq!(note, "Pas pu le faire · La météo ne le permet pas. · samedi 21 novembre 2026 · Pluie");
    assert_eq!(photos::of(&mut Op::system(&ground.app), request.id).await.unwrap().len(), 1);
    assert_eq!(request.status, Status::Completed);
}

#[tokio::test]
async fn what_left_their_hands_is_a_conflict_and_what_left_their_rights_is_refused() {
    let ground = desk().await;
    let (given, kept) = (pothole(&ground).await, pothole(&ground).await);
    let (mut one, _two) = crew_of_two(&ground).await;
    let _ = sign_in(&ground, "plateau").await;
    give(&ground, &given, "equipe").await;
    give(&ground, &kept, "paveurs").await;
    let (shown, other) = (page(&mut one, &given).await, page(&mut one, &kept).await);
    ground.set_now(NOON.plus_ms(60_000));
    give(&ground, &given, "plateau").await;
    let fields = [("resultat", "REPARE"), ("jour", "2026-11-18"), ("mots", "Fait")];
    let act = Act {
        reference: &given,
        deed: "terminer",
        key: "partie-0123456789",
        shown: &shown,
        fields: &fields,
        photos: &[],
    };
    let told = send(&mut one, &act).await.is(409).json();
    assert!(told["again"].is_null() && told["sentence"].as_str().unwrap().contains("a changé de mains"));
    assert_eq!(told["since"].as_array().unwrap().len(), 1);
    // Without the ticket of a page that showed it, a request that is not theirs is not found.
    send(&mut one, &Act { shown: &[], ..act }).await.is(422).holds("n’existe pas");
    // They leave the crew: what a mate had is no longer theirs, and nothing of it changed hands.
    change(&ground, "equipe", |profile| profile.crew = "Équipe 5".into()).await;
    let act = Act {
        reference: &kept,
        deed: "terminer",
        key: "sans-droit-0123456789",
        shown: &other,
        fields: &fields,
        photos: &[],
    };
    let told = send(&mut one, &act).await.is(422).json();
    assert_eq!((told["state"].as_str(), told["may_note"].as_bool()), (Some("refused"), Some(false)));
    assert!(told["sentence"].as_str().unwrap().contains("Vous n’avez plus accès"));
    let noted = [("mots", "x"), ("garder", "oui")];
    send(&mut one, &Act { fields: &noted, ..act }).await.is(422).holds("Vous n’avez plus accès");
    // An agent may note, and does no work.
    change(&ground, "equipe", |profile| (profile.role, profile.crew) = (Role::Agent, String::new())).await;
    send(&mut one, &Act { deed: "commencer", ..act }).await.is(422).holds("unité responsable").holds("refused");
    assert_eq!(load(&ground, &kept).await.status, Status::InHand);
    assert_eq!(count(&ground, "select count(*) from field_act").await, 0);
}

#[tokio::test]
async fn what_is_wrong_is_refused_in_words_and_a_session_that_ended_asks_to_sign_in() {
    let ground = desk().await;
    let given = pothole(&ground).await;
    let mut crew = sign_in(&ground, "equipe").await;
    give(&ground, &given, "equipe").await;
    let shown = page(&mut crew, &given).await;
    let act =
        Act { reference: &given, deed: "trouver", key: "mauvais-0123456789", shown: &shown, fields: &[], photos: &[] };
    for (key, deed) in
        [("", "trouver"), ("court", "trouver"), ("une cle avec des blancs", "trouver"), ("bonne-0123456789", "danser")]
    {
        send(&mut crew, &Act { deed, key, ..act }).await.is(422).holds("refused");
    }
    let told = send(&mut crew, &act).await.is(422).json();
    assert_eq!(told["sentence"], "Écrivez quelques mots.");
    let heavy = [vec![7; 11 * 1024 * 1024]];
    send(&mut crew, &Act { photos: &heavy, ..act }).await.is(422).holds("dépasse");
    let huge = [vec![7; 50 * 1024 * 1024]];
    send(&mut crew, &Act { photos: &huge, ..act }).await.is(413);
    let many = [picture(1), picture(2), picture(3), picture(4)];
    send(&mut crew, &Act { photos: &many, ..act }).await.is(422).holds("refused");
    // A day that has passed since it was chosen.
    let past = [("jour", "2026-11-17")];
    send(&mut crew, &Act { deed: "revenir", fields: &past, ..act }).await.is(422).holds("un jour à venir");
    let mut english = sign_in(&ground, "equipe").await;
    let own = [("demande", given.as_str()), ("acte", "trouver"), ("cle", "anglais-0123456789")];
    english.post("/en/equipe/actes", &own).await.is(422).holds("Write a few words");
    crew.forget();
    send(&mut crew, &act).await.is(401);
    assert_eq!(count(&ground, "select count(*) from field_act").await, 0);
}
