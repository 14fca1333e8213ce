//! What a resident asks is filed, placed, routed and counted, once.

use super::{act, city, file, load, outcome, pothole};
use crate::{
    Audience, Channel, Contact, Draft, Event, Status, SubmitError, add_requester, close, find, submit, take, timeline,
};
use ::store::sql;
use catalogue::Answers;
use testkit::{
    NOON,
    city::{LINKED, OUTSIDE},
};
use web::Op;

#[tokio::test]
async fn a_resident_reports_a_pothole_and_it_is_repaired() {
    let ground = city().await;
    let receipt = file(&ground, pothole(None)).await.unwrap();
    assert_eq!(receipt.reference, "26-000001");
    act!(ground, op => take(op, "26-000001")).unwrap();
    act!(ground, op => close(op, "26-000001", outcome("REPARE", "2026-11-18"), "Asphalte posée")).unwrap();

    let mut op = Op::system(&ground.app);
    let request = find(&mut op, "26-000001").await.unwrap().unwrap();
    assert_eq!((request.status, request.closed_at, request.next_action), (Status::Completed, Some(NOON), None));
    assert_eq!(request.outcome, Some(outcome("REPARE", "2026-11-18")));
    assert_eq!(request.description.as_str(), "Un trou <b>profond</b>'; drop table request; --");
    assert_eq!(request.assignee.map(|assignee| assignee.name).as_deref(), Some("Agente 7"));
    let journal: Vec<Event> = timeline(&mut op, request.id, Audience::Everybody).await.unwrap();
    let acts: Vec<_> = journal
        .iter()
        .map(|event| (event.act.as_str(), event.to_status.as_deref(), event.actor_kind.as_str()))
        .collect();
    assert_eq!(
        acts,
        [
            ("received", Some("RECUE"), "resident"),
            ("moved", Some("ACCEPTEE"), "staff"),
            ("moved", Some("PRISE_EN_CHARGE"), "staff"),
            ("moved", Some("TERMINEE"), "staff"),
        ]
    );
    // Words and names may hold what a person told us: the public sees neither.
    assert!(journal.iter().all(|event| event.reason.is_none() && event.actor_name.is_none()));
    let told = timeline(&mut op, request.id, Audience::Requesters).await.unwrap();
    assert_eq!(told.last().unwrap().reason.as_deref(), Some("Asphalte posée"));
    assert!(told.iter().all(|event| event.actor_name.is_none()));
    let staff = timeline(&mut op, request.id, Audience::Staff).await.unwrap();
    assert!(staff.iter().any(|event| event.act == "taken" && event.actor_name.as_deref() == Some("Agente 7")));
}

#[tokio::test]
async fn a_request_is_placed_and_routed_with_a_reason() {
    let ground = city().await;
    file(&ground, pothole(None)).await.unwrap();
    let request = load(&ground, "26-000001").await;
    assert_eq!(request.place.borough.as_deref(), Some("le-plateau-mont-royal"));
    assert!(request.place.street_side.is_some());
    assert_eq!(request.route.unit, "le-plateau-mont-royal");
    assert!(request.route.words.fr.contains("Nid-de-poule"), "{:?}", request.route);
    // The promise is kept as it was given.
    let promise = request.promise.clone().unwrap();
    assert_eq!(promise.words.en.replace('\u{a0}', " "), "7 days, in 8 cases out of 10");
    assert_eq!(promise.due_at, Some("2026-11-26T04:59:59.999Z".parse().unwrap()));
    assert!(request.is_late(NOON.plus_days(8)) && !request.is_late(NOON) && request.is_at_risk(NOON.plus_days(7)));
    // An address alone is found; one that nobody knows keeps its words.
    let by_words = Draft { point: None, address: "1510 rue des Essais".into(), ..pothole(None) };
    let found = load(&ground, &file(&ground, by_words).await.unwrap().reference).await;
    assert!(found.place.point.is_some());
    let unknown = Draft { point: None, address: "derrière l’aréna".into(), ..pothole(None) };
    let unplaced = load(&ground, &file(&ground, unknown).await.unwrap().reference).await;
    assert_eq!((unplaced.place.point, unplaced.place.address.as_str()), (None, "derrière l’aréna"));
    assert_eq!(unplaced.route.unit, "centre-de-services-311");
    assert!(unplaced.route.rule.starts_with("person@"), "{:?}", unplaced.route);
}

#[tokio::test]
async fn an_open_request_always_has_a_unit_and_a_next_action() {
    let ground = city().await;
    file(&ground, pothole(None)).await.unwrap();
    let mut op = Op::system(&ground.app);
    let request = find(&mut op, "26-000001").await.unwrap().unwrap();
    assert_eq!(
        (request.route.unit.as_str(), request.next_action.as_deref()),
        ("le-plateau-mont-royal", Some("accept"))
    );
    // The table itself holds the rule.
    assert!(sql("update request set next_action = null").execute(&mut op.tx).await.is_err());
}

#[tokio::test]
async fn a_form_sent_twice_is_one_request() {
    let ground = city().await;
    let first = file(&ground, pothole(Some("form-1"))).await.unwrap();
    let second = file(&ground, pothole(Some("form-1"))).await.unwrap();
    assert_eq!(first.reference, second.reference);
    assert!(!first.is_repeat && second.is_repeat);
    let count: i64 = sql("select count(*) from request").fetch_value(&mut ground.app.database().read()).await.unwrap();
    assert_eq!(count, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_arrives_eight_times_at_once_is_one_request() {
    let ground = city().await;
    let mut senders = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let app = ground.app.clone();
        senders.spawn(async move {
            let mut op = Op::system(&app);
            let receipt = submit(&mut op, pothole(Some("form-1"))).await.unwrap();
            op.commit().await.unwrap();
            receipt.reference
        });
    }
    let mut references = senders.join_all().await;
    references.dedup();
    assert_eq!(references.len(), 1, "{references:?}");
    let count: i64 = sql("select count(*) from request").fetch_value(&mut ground.app.database().read()).await.unwrap();
    assert_eq!(count, 1);
}

#[tokio::test]
async fn what_is_wrong_is_refused_and_leaves_nothing() {
    let ground = city().await;
    let unknown = Draft { service_code: "LICORNE".into(), ..pothole(None) };
    assert!(matches!(file(&ground, unknown).await, Err(SubmitError::ServiceUnknown(_))));
    let nowhere = Draft { point: None, address: " ".into(), ..pothole(None) };
    assert!(matches!(file(&ground, nowhere).await, Err(SubmitError::PlaceMissing(_))));
    let unanswered = Draft { answers: Answers::default(), ..pothole(None) };
    assert!(matches!(file(&ground, unanswered).await, Err(SubmitError::Answers(faults)) if faults.len() == 2));
    let outside = Draft { point: Some(OUTSIDE), ..pothole(None) };
    assert!(matches!(file(&ground, outside).await, Err(SubmitError::OutsideCity)));
    let linked = Draft { point: Some(LINKED), ..pothole(None) };
    assert!(matches!(file(&ground, linked).await, Err(SubmitError::LinkedTown(town)) if town.code == "westmount"));
    let mut highway = pothole(None);
    highway.answers = Answers::default();
    for (code, value) in [("emplacement_voie", "chaussee"), ("autoroute", "oui"), ("danger", "non")] {
        highway.answers.add(code, value);
    }
    assert!(matches!(file(&ground, highway).await, Err(SubmitError::Stopped(words)) if words.fr.contains("511")));
    let long = Draft { address: "a".repeat(301), ..pothole(None) };
    assert!(matches!(file(&ground, long).await, Err(SubmitError::AddressTooLong)));
    let count: i64 =
        sql("select count(*) from request_event").fetch_value(&mut ground.app.database().read()).await.unwrap();
    assert_eq!(count, 0);
}

#[tokio::test]
async fn the_same_problem_adds_a_person_and_no_record() {
    let ground = city().await;
    let receipt = file(&ground, pothole(None)).await.unwrap();
    let mut op = Op::system(&ground.app);
    add_requester(&mut op, &receipt.reference, Channel::Phone, &Contact::default()).await.unwrap();
    op.commit().await.unwrap();
    let mut op = Op::system(&ground.app);
    assert_eq!(find(&mut op, &receipt.reference).await.unwrap().unwrap().requesters, 2);
    let counts: (i64, i64) = sql("select n_phone, n_web from request").fetch_one(&mut op.tx).await.unwrap();
    assert_eq!(counts, (1, 1));
}
