//! Replies on a real database.

use crate::*;
use testkit::{Ground, NOON};
use web::Op;

async fn ground() -> Ground {
    Ground::new(MIGRATIONS, &[TEXTS], web::app::Parts::new()).await
}

fn draft(title: &str, words: &str, (services, acts): (&[&str], &[&str])) -> Draft {
    let codes = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
    Draft {
        title_fr: title.into(),
        words_fr: words.into(),
        services: codes(services),
        acts: codes(acts),
        ..Draft::default()
    }
}

async fn proposed(op: &mut Op, service: &str, act: &str) -> Vec<String> {
    fitting(op, service, act).await.unwrap().into_iter().map(|reply| reply.title.fr).collect()
}

#[tokio::test]
async fn a_reply_is_proposed_where_it_fits_the_most_used_first_until_it_is_retired() {
    let ground = ground().await;
    let mut op = Op::system(&ground.app);
    let any = save(&mut op, None, draft("Merci", "Merci.", (&[], &[]))).await.unwrap();
    let holes = save(&mut op, None, draft("Gel", "Dès le dégel.", (&["NID_POULE"], &["suspendre"]))).await.unwrap();
    save(&mut op, None, draft("Bac", "Le bac [[jour]].", (&["BAC"], &[]))).await.unwrap();
    assert_eq!(proposed(&mut op, "NID_POULE", "suspendre").await, ["Gel", "Merci"]);
    assert_eq!(proposed(&mut op, "NID_POULE", "refuser").await, ["Merci"]);
    assert_eq!(proposed(&mut op, "BAC", "refuser").await, ["Bac", "Merci"]);
    for _ in 0..2 {
        count_use(&mut op, any).await.unwrap();
    }
    // One that does not exist counts for nothing.
    count_use(&mut op, 9).await.unwrap();
    let used: Vec<(String, i64)> = all(&mut op).await.unwrap().into_iter().map(|it| (it.title.fr, it.used)).collect();
    assert_eq!(used, [("Merci".into(), 2), ("Bac".into(), 0), ("Gel".into(), 0)]);
    retire(&mut op, holes).await.unwrap();
    assert_eq!(proposed(&mut op, "NID_POULE", "suspendre").await, ["Merci"]);
    bring_back(&mut op, holes).await.unwrap();
    assert_eq!(proposed(&mut op, "NID_POULE", "suspendre").await, ["Gel", "Merci"]);
    op.tx.commit().await.unwrap();
    ground.set_now(NOON.plus_days(100));
    let mut op = Op::system(&ground.app);
    assert!(all(&mut op).await.unwrap().iter().all(|reply| reply.used == 0), "what was long ago says nothing");
}

#[tokio::test]
async fn each_change_is_a_version_and_nobody_writes_over_anybody() {
    let ground = ground().await;
    let mut op = Op::system(&ground.app);
    let id = save(&mut op, None, draft("Merci", "Merci.", (&[], &[]))).await.unwrap();
    let better =
        Draft { words_en: "Thank you.".into(), why: "En anglais aussi".into(), ..draft("Merci", "Merci!", (&[], &[])) };
    assert_eq!(save(&mut op, Some((id, 1)), better.clone()).await.unwrap(), id);
    assert!(matches!(save(&mut op, Some((id, 1)), better.clone()).await, Err(SaveError::Changed)));
    assert!(matches!(save(&mut op, Some((9, 1)), better).await, Err(SaveError::Unknown)));
    assert!(matches!(retire(&mut op, 9).await, Err(SaveError::Unknown)));
    let now = find(&mut op, id).await.unwrap().unwrap();
    assert_eq!((now.number, now.words.fr.as_str(), now.words.en.as_str()), (2, "Merci!", "Thank you."));
    assert!(now.holds("merc") && now.holds("thank YOU") && !now.holds("merci bac"));
    let told: Vec<(i64, String, String)> =
        versions(&mut op, id).await.unwrap().into_iter().map(|it| (it.number, it.words.fr, it.why)).collect();
    assert_eq!(told, [(2, "Merci!".into(), "En anglais aussi".into()), (1, "Merci.".into(), String::new())]);
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_with_its_field() {
    let long = "é".repeat(4_001);
    let cases = [
        ("", "Merci", "titre", "replies/title-missing"),
        (long.as_str(), "Merci", "titre", "replies/title-missing"),
        ("Merci", " ", "fr", "replies/words-missing"),
        ("Merci", &long, "fr", "replies/words-long"),
        ("Merci", "Bonjour {nom}", "fr", "replies/variable-unknown"),
        ("Merci", "Le [[jour", "fr", "replies/hole-open"),
    ];
    for (title, words, field, code) in cases {
        let (wrong, err) = draft(title, words, (&[], &[])).check().unwrap_err();
        assert_eq!((wrong, err.code()), (field, code), "{title} {words}");
    }
    let english = Draft { words_en: "{nom}".into(), ..draft("Merci", "Merci", (&[], &[])) };
    assert_eq!(english.check().unwrap_err().0, "en");
}
