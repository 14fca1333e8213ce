//! Contacts drawn and read again on a real database.

use crate::*;
use ::store::sql;
use base::{Id, Lang, Moment};
use interactions::{Asked, Intent, NewInteraction, end, keep};
use requests::Channel;
use testkit::{Ground, NOON};
use web::{Actor, Op};

async fn ground() -> Ground {
    let migrations = [interactions::MIGRATIONS, MIGRATIONS].concat();
    Ground::new(&migrations, &[interactions::TEXTS, TEXTS], web::app::Parts::new()).await
}

fn by(ground: &Ground, id: Id) -> Op {
    Op { actor: Actor::Staff { id, name: format!("Nom {id}") }, ..Op::system(&ground.app) }
}

/// Ten contacts of each of the people 1 and 2, about potholes and trees in turn, two days ago.
async fn answer_calls(ground: &Ground) {
    let then = NOON.plus_days(-2);
    ground.set_now(then);
    let mut op = Op::system(&ground.app);
    for staff_id in [1, 2] {
        for rank in 0..10 {
            let key = format!("{staff_id}-{rank}");
            let began_at = then.plus_ms(-60_000);
            let new =
                NewInteraction { key: &key, staff_id, channel: Channel::Phone, lang: Lang::Fr, phone: "", began_at };
            let id = keep(&mut op, &new).await.unwrap();
            let service_code = if rank % 2 == 0 { "NID" } else { "ARBRE" }.to_owned();
            let asked = Asked { intent: Intent::Answered, subject: key.clone(), service_code };
            interactions::note(&mut op, id, &asked).await.unwrap();
            end(&mut op, &new, "settled", "").await.unwrap();
        }
    }
    op.commit().await.unwrap();
    ground.set_now(NOON);
}

fn asked(most: u32) -> NewDraw {
    NewDraw {
        seed: 42,
        period: (NOON.plus_days(-7), NOON),
        staff: vec![1, 2],
        service_code: String::new(),
        per_group: 2,
        most,
    }
}

async fn draw_some(ground: &Ground, most: u32) -> Vec<Contact> {
    let mut op = by(ground, 8);
    let drawn = draw(&mut op, asked(most)).await.unwrap();
    let contacts = of_draw(&mut op, drawn.id).await.unwrap();
    op.commit().await.unwrap();
    contacts
}

const GOOD: Grid = Grid([Mark::Yes; 6]);

async fn read(ground: &Ground, contact: &Contact, who: Id, grid: Grid, words: &str) -> Result<(), ReviewError> {
    let mut op = by(ground, who);
    let contact = find(&mut op, contact.id).await.unwrap().unwrap();
    review(&mut op, &contact, grid, words).await?;
    op.commit().await.unwrap();
    Ok(())
}

#[tokio::test]
async fn a_draw_is_recorded_and_gives_the_same_when_done_again() {
    let ground = ground().await;
    let mut op = by(&ground, 8);
    assert!(matches!(draw(&mut op, asked(6)).await, Err(DrawError::NothingThere)));
    drop(op);
    answer_calls(&ground).await;
    let mut op = by(&ground, 8);
    for (wrong, code) in [
        (NewDraw { period: (NOON, NOON), ..asked(6) }, "quality/period-wrong"),
        (NewDraw { period: (NOON.plus_days(-100), NOON), ..asked(6) }, "quality/period-wrong"),
        (NewDraw { per_group: 0, ..asked(6) }, "quality/number-wrong"),
        (NewDraw { most: 201, ..asked(6) }, "quality/number-wrong"),
        (NewDraw { service_code: "EAU".into(), ..asked(6) }, "quality/nothing-there"),
        (NewDraw { staff: Vec::new(), ..asked(6) }, "quality/nothing-there"),
    ] {
        assert_eq!(draw(&mut op, wrong).await.unwrap_err().code(), code);
    }
    drop(op);
    let contacts = draw_some(&ground, 6).await;
    assert_eq!(contacts.len(), 6);
    let listed = draws(&mut by(&ground, 8), 10).await.unwrap();
    let kept = &listed[0];
    assert_eq!((kept.asked.clone(), kept.population, kept.drawn, kept.read), (asked(6), 20, 6, 0));
    assert_eq!((kept.drawn_by.clone(), kept.checksum.len()), ((8, "Nom 8".to_owned()), 64));
    assert_eq!(verify(&mut by(&ground, 8), kept).await.unwrap(), Verified::Same);
    // A contact that ends later was not there to be drawn.
    ground.set_now(NOON.plus_ms(1_000));
    let began_at = NOON.plus_ms(-3_600_000);
    let late = NewInteraction { key: "x", staff_id: 1, channel: Channel::Phone, lang: Lang::Fr, phone: "", began_at };
    let mut later = Op::system(&ground.app);
    end(&mut later, &late, "settled", "").await.unwrap();
    later.commit().await.unwrap();
    assert_eq!(verify(&mut by(&ground, 8), kept).await.unwrap(), Verified::Same);
    // Whoever takes a contact away, or puts another in its place, is found out.
    let mut tampering = Op::system(&ground.app);
    sql("delete from review_contact where id = $1").bind(contacts[0].id).execute(&mut tampering.tx).await.unwrap();
    tampering.commit().await.unwrap();
    assert_eq!(verify(&mut by(&ground, 8), kept).await.unwrap(), Verified::OtherContacts);
    let mut tampering = Op::system(&ground.app);
    sql("delete from interaction_intent where subject = '1-0'").execute(&mut tampering.tx).await.unwrap();
    tampering.commit().await.unwrap();
    assert_eq!(verify(&mut by(&ground, 8), kept).await.unwrap(), Verified::OtherPopulation);
    assert!(find_draw(&mut by(&ground, 8), 7).await.unwrap().is_none());
}

#[tokio::test]
async fn two_people_read_a_contact_without_one_another_and_nobody_their_own() {
    let ground = ground().await;
    answer_calls(&ground).await;
    let contacts = draw_some(&ground, 4).await;
    let one = &contacts[0];
    assert_eq!(read(&ground, one, one.staff_id, GOOD, "").await.unwrap_err().code(), "quality/own");
    read(&ground, one, 8, GOOD, "").await.unwrap();
    assert_eq!(read(&ground, one, 8, GOOD, "").await.unwrap_err().code(), "quality/done");
    let half = find(&mut by(&ground, 9), one.id).await.unwrap().unwrap();
    assert!(half.is_open_to(8) && !half.is_open_to(9) && half.awaits(9) && !half.awaits(one.staff_id));
    let long = "x".repeat(2_001);
    assert_eq!(read(&ground, one, 9, GOOD, &long).await.unwrap_err().code(), "quality/words-long");
    read(&ground, one, 9, Grid([Mark::No; 6]), " Dire la date. ").await.unwrap();
    assert_eq!(read(&ground, one, 10, GOOD, "").await.unwrap_err().code(), "quality/done");
    // Two who read at the same time: the table has two places.
    assert!(matches!(review(&mut by(&ground, 10), &half, GOOD, "").await, Err(ReviewError::Done)));
    let whole = find(&mut by(&ground, 9), one.id).await.unwrap().unwrap();
    assert_eq!(whole.reviews.iter().map(|it| it.reviewer_id).collect::<Vec<_>>(), [8, 9]);
    assert_eq!(whole.notes.iter().map(|it| it.words.as_str()).collect::<Vec<_>>(), ["Dire la date."]);
    assert!(whole.is_read() && whole.is_open_to(10));
    assert_eq!(to_review(&mut by(&ground, 8), &[1, 2], 8).await.unwrap().len(), 3);
    assert_eq!(to_review(&mut by(&ground, 1), &[1], 1).await.unwrap().len(), 0);
    let system = review(&mut Op::system(&ground.app), &contacts[1], GOOD, "").await.unwrap_err();
    assert_eq!(system.code(), "quality/not-yours");
}

#[tokio::test]
async fn notes_go_between_who_read_and_who_answered_and_nobody_else() {
    let ground = ground().await;
    answer_calls(&ground).await;
    let contacts = draw_some(&ground, 4).await;
    let one = &contacts[0];
    let write = async |who: Id, words: &str| {
        let mut op = by(&ground, who);
        let contact = find(&mut op, one.id).await.unwrap().unwrap();
        note(&mut op, &contact, words).await.map_err(|err| err.code())?;
        op.commit().await.unwrap();
        Ok::<(), &'static str>(())
    };
    // Nothing is there to answer yet.
    assert_eq!(write(one.staff_id, "Pourquoi?").await, Err("quality/not-yours"));
    assert!(contacts_of(&mut by(&ground, 1), one.staff_id).await.unwrap().is_empty());
    read(&ground, one, 8, GOOD, "Bien dit.").await.unwrap();
    assert_eq!(write(9, "Moi aussi").await, Err("quality/not-yours"));
    assert_eq!(write(8, "  ").await, Err("quality/words-missing"));
    write(one.staff_id, "Merci.").await.unwrap();
    write(8, "À bientôt.").await.unwrap();
    let theirs = contacts_of(&mut by(&ground, 1), one.staff_id).await.unwrap();
    let words: Vec<&str> = theirs[0].notes.iter().map(|it| it.words.as_str()).collect();
    assert_eq!((theirs.len(), words), (1, vec!["Bien dit.", "Merci.", "À bientôt."]));
}

#[tokio::test]
async fn agreement_is_counted_by_question_and_all_of_it_is_forgotten_in_a_year() {
    let ground = ground().await;
    answer_calls(&ground).await;
    let contacts = draw_some(&ground, 8).await;
    assert_eq!(contacts.len(), 8);
    for (rank, contact) in contacts.iter().enumerate() {
        let mut other = GOOD;
        // They differ on what follows, once of two.
        other.0[4] = if rank % 2 == 0 { Mark::No } else { Mark::Yes };
        read(&ground, contact, 8, GOOD, "").await.unwrap();
        if rank < 6 {
            read(&ground, contact, 9, other, "").await.unwrap();
        }
    }
    let since = NOON.plus_days(-30);
    let agreed = agreement(&mut by(&ground, 8), &[1, 2], since).await.unwrap();
    let next = agreed.iter().find(|it| it.question == Question::Next).unwrap();
    let counted = next.agreement.as_ref().unwrap();
    assert_eq!((counted.n(), counted.agreed(), next.marks), (6, 3, [9, 0, 3, 0]));
    // Everybody always says yes to the others: agreement and habit cannot be told apart.
    let courtesy = &agreed[0];
    assert_eq!(courtesy.agreement.as_ref().and_then(statistics::Agreement::kappa), None);
    assert!(agreement(&mut by(&ground, 8), &[3], since).await.unwrap()[0].agreement.is_none());
    let count = async |table: &'static str| -> i64 {
        sql("select count(*) from ").push(table).fetch_value(&mut Op::system(&ground.app).tx).await.unwrap()
    };
    for (days, kept) in [(365, [8, 14, 1]), (367, [0, 0, 1]), (1_097, [0, 0, 0])] {
        ground.set_now(Moment(NOON.0).plus_days(days));
        let mut op = Op::system(&ground.app);
        sweep(&mut op).await.unwrap();
        op.commit().await.unwrap();
        assert_eq!([count("review_contact").await, count("review").await, count("review_draw").await], kept, "{days}");
    }
}
