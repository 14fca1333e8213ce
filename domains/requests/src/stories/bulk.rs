//! Rows that come by the thousand stand as if they had been filed here.

use super::{city, file, load, pothole};
use crate::{
    Audience, BulkEvent, BulkRequest, BulkRequester, Channel, Contact, Filter, Nature, Status, access, bulk, count,
    nearby, timeline,
};
use base::{Id, Moment};
use catalogue::{Answers, Priority, PublicMap};
use testkit::{NOON, city::CORNER};
use web::Op;

/// A closed request as a published file tells of it.
fn brought(id: Id, reference: &str) -> BulkRequest {
    BulkRequest {
        id,
        reference: reference.into(),
        nature: Nature::Request,
        service_code: "NID_POULE".into(),
        category: "Nid-de-poule".into(),
        description: "".into(),
        answers: Answers::default(),
        address: "avenue du Parc-des-Essais".into(),
        point: Some(CORNER),
        borough: Some("le-plateau-mont-royal".into()),
        street_side: None,
        status: Status::Accepted,
        priority: Priority::High,
        public_map: PublicMap::Shown,
        unit: "le-plateau-mont-royal".into(),
        route_rule: "import".into(),
        route_words: None,
        channel: Channel::Phone,
        requesters: [2, 0, 0, 0, 0, 0, 1, 0, 0],
        promise: None,
        planned_for: None,
        received_at: NOON.plus_days(-9),
        updated_at: NOON.plus_days(-9),
        closed_at: None,
        is_end_known: true,
        outcome: None,
        reopen_count: 0,
        reopening_asked_at: None,
        principal: None,
        import_batch: Some(1),
    }
}

#[tokio::test]
async fn rows_brought_by_the_hundred_stand_as_if_filed_here_and_their_numbers_are_taken() {
    let ground = city().await;
    let mut op = Op::system(&ground.app);
    let rows: Vec<BulkRequest> = (1..=150).map(|rank| brought(op.id(), &format!("26-{rank:06}"))).collect();
    let id = rows[0].id;
    bulk::insert(&mut op, &rows).await.unwrap();
    let event = BulkEvent {
        request_id: id,
        at: NOON.plus_days(-9),
        actor_kind: "system",
        actor_name: None,
        act: "received",
        from: None,
        to: Some(Status::Received),
        reason: None,
        unit: None,
        from_unit: None,
        audience: Audience::Everybody,
    };
    bulk::insert_events(&mut op, &[event]).await.unwrap();
    let contact = Contact { phone: Some("514 555-0199".into()), ..Contact::default() };
    let requester =
        BulkRequester { id: op.id(), request_id: id, channel: Channel::Phone, contact, at: NOON.plus_days(-9) };
    bulk::insert_requesters(&mut op, &[requester]).await.unwrap();
    op.commit().await.unwrap();

    let request = load(&ground, "26-000001").await;
    assert_eq!((request.requesters, request.next_action.as_deref()), (3, Some("send")));
    assert_eq!(nearby(&mut Op::system(&ground.app), "NID_POULE", CORNER, 50.0).await.unwrap().len(), 150);
    let mut op = Op::system(&ground.app);
    assert_eq!(timeline(&mut op, request.id, Audience::Everybody).await.unwrap().len(), 1);
    drop(op);
    assert!(access::standing_of(&mut Op::system(&ground.app), "26-000001", "5145550199").await.unwrap().is_some());
    assert_eq!(file(&ground, pothole(None)).await.unwrap().reference, "26-000151");
}

#[tokio::test]
async fn a_row_that_is_known_is_left_or_brought_to_a_later_state() {
    let ground = city().await;
    let mut op = Op::system(&ground.app);
    let first = brought(op.id(), "26-000001");
    bulk::insert(&mut op, std::slice::from_ref(&first)).await.unwrap();
    let rows = [brought(op.id(), "26-000001"), brought(op.id(), "i-nothing")];
    assert!(bulk::insert(&mut Op::system(&ground.app), &[]).await.is_ok());
    assert_eq!(bulk::insert_unknown(&mut op, &rows).await.unwrap(), 1);
    let known = bulk::known(&mut op, ["26-000001", "26-000009"]).await.unwrap();
    assert_eq!(known.iter().map(|it| (it.id, it.updated_at)).collect::<Vec<_>>(), [(first.id, first.updated_at)]);

    let closed_at = Some(NOON.plus_days(-2));
    let later = BulkRequest { status: Status::Completed, updated_at: NOON.plus_days(-2), closed_at, ..first.clone() };
    assert!(!bulk::renew(&mut op, &known[0], &first).await.unwrap());
    assert!(bulk::renew(&mut op, &known[0], &later).await.unwrap());
    assert!(!bulk::renew(&mut op, &known[0], &later).await.unwrap());
    op.commit().await.unwrap();
    let request = load(&ground, "26-000001").await;
    assert_eq!((request.status, request.closed_at, request.next_action), (Status::Completed, closed_at, None));
    let journal = timeline(&mut Op::system(&ground.app), request.id, Audience::Everybody).await.unwrap();
    assert_eq!(
        journal.iter().map(|it| (it.act.as_str(), Moment(it.at))).collect::<Vec<_>>(),
        [("moved", NOON.plus_days(-2))]
    );
}

#[tokio::test]
async fn a_number_brought_twice_keeps_nothing_of_the_operation() {
    let ground = city().await;
    let mut op = Op::system(&ground.app);
    let rows = [brought(op.id(), "26-000001"), brought(op.id(), "26-000001")];
    assert!(bulk::insert(&mut op, &rows).await.unwrap_err().is_unique_violation());
    drop(op);
    let kept = count(&mut Op::system(&ground.app), &Filter::default(), 10).await.unwrap();
    assert_eq!(kept, 0);
}
