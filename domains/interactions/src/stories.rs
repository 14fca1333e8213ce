//! Contacts, call-backs and unfinished entries on a real database.

use crate::*;
use base::{Id, Lang};
use requests::Channel;
use testkit::{Ground, NOON};
use web::Op;

async fn ground() -> Ground {
    Ground::new(MIGRATIONS, &[TEXTS], web::app::Parts::new()).await
}

fn call<'a>(key: &'a str, phone: &'a str) -> NewInteraction<'a> {
    let began_at = NOON.plus_ms(-90_000);
    NewInteraction { key, staff_id: 7, channel: Channel::Phone, lang: Lang::Fr, phone, began_at }
}

#[tokio::test]
async fn a_contact_is_one_row_however_often_it_is_sent_and_never_says_who_called() {
    let ground = ground().await;
    let mut op = Op::system(&ground.app);
    let id = keep(&mut op, &call("k1", "+1 514 555-0123")).await.unwrap();
    assert_eq!(keep(&mut op, &call("k1", "514 555-0123")).await.unwrap(), id);
    let filed = Asked { intent: Intent::Filed, subject: "26-000001".into(), service_code: "NID_POULE".into() };
    for _ in 0..2 {
        note(&mut op, id, &filed).await.unwrap();
    }
    note(&mut op, id, &Asked { intent: Intent::Read, subject: "graffitis".into(), service_code: String::new() })
        .await
        .unwrap();
    assert_eq!(intents(&mut op, "k1", 7).await.unwrap().len(), 2);
    // It is nobody else's.
    assert!(intents(&mut op, "k1", 8).await.unwrap().is_empty());
    assert!(keep(&mut op, &NewInteraction { staff_id: 8, ..call("k1", "") }).await.is_err());
    end(&mut op, &call("k1", ""), "recorded", " deux choses ").await.unwrap();
    end(&mut op, &call("k1", ""), "cut", "").await.unwrap();
    // Nothing was recorded in this one, and it counts.
    end(&mut op, &call("k2", "514-555-0123"), "settled", "").await.unwrap();
    assert!(matches!(end(&mut op, &call("k3", ""), "x", "").await, Err(EndError::OutcomeMissing)));
    assert!(matches!(end(&mut op, &call("k3", ""), "cut", &"é".repeat(1_001)).await, Err(EndError::NoteLong)));
    let rows: Vec<(String, String, i64, Option<String>)> =
        ::store::sql("select outcome, note, ended_at - began_at, caller_mark from interaction order by id")
            .fetch_all(&mut op.tx)
            .await
            .unwrap();
    assert_eq!((rows[0].0.as_str(), rows[0].1.as_str(), rows[0].2), ("recorded", "deux choses", 90_000));
    assert_eq!(rows[1].0, "settled");
    let marks: Vec<_> = rows.iter().map(|row| row.3.clone().unwrap()).collect();
    assert_eq!(marks[0], marks[1]);
    assert!(!marks[0].contains("5550123"));
}

#[tokio::test]
async fn a_promised_call_is_a_task_with_a_date_until_it_is_made_then_it_is_forgotten() {
    let ground = ground().await;
    let mut op = Op::system(&ground.app);
    let promise = |words: &'static str, days: i64| NewCallBack {
        staff_id: 7,
        unit: Some("voirie"),
        reference: Some("26-000001"),
        name: "Léa",
        phone: "514 555-0123",
        words,
        due_at: Some(NOON.plus_days(days)),
    };
    let id = book(&mut op, &promise("Dire la date", 1)).await.unwrap();
    book(&mut op, &promise("Avant", 0)).await.unwrap();
    for (words, days, code) in
        [("  ", 1, "interactions/words-missing"), ("x", -1, "interactions/past"), ("x", 91, "interactions/past")]
    {
        assert_eq!(book(&mut op, &promise(words, days)).await.unwrap_err().code(), code);
    }
    let mine = call_backs(&mut op, 7, &[]).await.unwrap();
    assert_eq!(mine.iter().map(|call| call.words.as_str()).collect::<Vec<_>>(), ["Avant", "Dire la date"]);
    assert_eq!(call_backs(&mut op, 8, &["voirie".into()]).await.unwrap().len(), 2);
    assert!(call_backs(&mut op, 8, &["eau".into()]).await.unwrap().is_empty());
    assert_eq!(settle(&mut op, id, (8, &[]), "fait").await.unwrap_err().code(), "interactions/unknown");
    settle(&mut op, id, (7, &[]), "Jointe, date dite").await.unwrap();
    assert_eq!(settle(&mut op, id, (7, &[]), "encore").await.unwrap_err().code(), "interactions/unknown");
    assert_eq!(call_backs(&mut op, 7, &[]).await.unwrap().len(), 1);
    op.commit().await.unwrap();
    ground.set_now(NOON.plus_days(31));
    let mut op = Op::system(&ground.app);
    assert_eq!(sweep(&mut op).await.unwrap(), 1);
}

#[tokio::test]
async fn an_unfinished_entry_waits_a_day_and_the_oldest_give_way() {
    let ground = ground().await;
    let mut op = Op::system(&ground.app);
    let field = |value: &str| vec![("mots".to_owned(), value.to_owned())];
    save_draft(&mut op, 7, "a", &field("un")).await.unwrap();
    save_draft(&mut op, 7, "a", &field("deux \u{202e}\u{200b}🙂")).await.unwrap();
    let draft = find_draft(&mut op, 7, "a").await.unwrap().unwrap();
    assert_eq!(draft.fields, field("deux \u{202e}\u{200b}🙂"));
    assert_eq!(find_draft(&mut op, 8, "a").await.unwrap(), None);
    save_draft(&mut op, 7, "long", &field(&"é".repeat(70_000))).await.unwrap();
    assert_eq!(find_draft(&mut op, 7, "long").await.unwrap().unwrap().fields[0].1.chars().count(), 400);
    for rank in 0..25 {
        save_draft(&mut op, 7, &format!("k{rank}"), &field("x")).await.unwrap();
    }
    assert_eq!(drafts(&mut op, 7).await.unwrap().len(), 20);
    drop_draft(&mut op, 7, "k1").await.unwrap();
    op.commit().await.unwrap();
    ground.set_now(NOON.plus_days(2));
    let mut op = Op::system(&ground.app);
    sweep(&mut op).await.unwrap();
    assert!(drafts(&mut op, 7).await.unwrap().is_empty());
}

#[tokio::test]
async fn contacts_are_counted_by_who_answered_and_whoever_calls_again_was_not_helped() {
    let ground = ground().await;
    let mut op = Op::system(&ground.app);
    let at = |days: i64| NOON.plus_days(-days);
    // Ten days ago: two settled, one recorded, one cut; the second caller called again three days later.
    for (key, staff_id, phone, days, outcome) in [
        ("a", 7, "514 555-0101", 10, "settled"),
        ("b", 7, "514 555-0102", 10, "settled"),
        ("c", 8, "514 555-0103", 10, "recorded"),
        ("d", 7, "514 555-0104", 10, "cut"),
        ("e", 8, "514 555-0102", 7, "told"),
        ("f", 7, "", 10, "settled"),
        ("g", 9, "514 555-0101", 10, "settled"),
    ] {
        ground.set_now(at(days));
        let mut then = Op::system(&ground.app);
        let new = NewInteraction { staff_id, began_at: at(days).plus_ms(-60_000), ..call(key, phone) };
        if key == "a" || key == "c" {
            let id = keep(&mut then, &new).await.unwrap();
            for service_code in ["NID_POULE", "ARBRE"] {
                let subject = service_code.to_owned();
                let asked = Asked { intent: Intent::Filed, subject, service_code: service_code.into() };
                note(&mut then, id, &asked).await.unwrap();
            }
        }
        end(&mut then, &new, outcome, "").await.unwrap();
        then.commit().await.unwrap();
    }
    ground.set_now(NOON);
    let days = |from: i64, to: i64| (at(from), at(to));
    let counted = resolution(&mut op, &[7, 8], days(14, 0)).await.unwrap();
    assert_eq!(counted, Resolution { ended: 5, settled: 4 });
    assert_eq!(resolution(&mut op, &[], days(14, 0)).await.unwrap(), Resolution::default());
    assert_eq!(resolution(&mut op, &[7, 8], days(9, 0)).await.unwrap().ended, 1);
    // Of the two whose number was shown; who hides it cannot be known again.
    assert_eq!(came_back(&mut op, &[7, 8], days(14, 7)).await.unwrap(), (3, 1));
    let drawn = drawable(&mut op, &[7, 8], days(14, 0)).await.unwrap();
    let of = |staff_id: Id, service: &str| {
        drawn.iter().filter(|it| it.staff_id == staff_id && it.service_code == service).count()
    };
    assert_eq!((of(7, "NID_POULE"), of(7, "ARBRE"), of(7, ""), of(8, "ARBRE"), of(8, "")), (1, 1, 2, 1, 1));
    let (contact, asked) = find_contact(&mut op, drawn[0].id).await.unwrap().unwrap();
    assert_eq!((contact.key.as_str(), asked.len()), ("a", 2));
    assert!(find_contact(&mut op, 1).await.unwrap().is_none());
}
