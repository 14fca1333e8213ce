//! Requests are found by who may see them, by what is asked, by what changed, by where they are.

use super::{act, city, file, pothole};
use crate::{
    Filter, Grounds, Nature, Order, Status, access, count, list, move_to, nearby, sights_changed, sights_kept, take,
};
use base::{Cursor, Point};
use catalogue::{Answers, Catalogue};
use testkit::{NOON, city::CORNER};
use web::Op;

#[tokio::test]
async fn a_request_opens_to_its_requesters_and_to_our_links() {
    let ground = city().await;
    let mut draft = pothole(None);
    draft.contact.phone = Some("(514) 555-0123".into());
    let reference = file(&ground, draft).await.unwrap().reference;
    let mut op = Op::system(&ground.app);
    for (contact, expected) in [
        ("LEA@exemple.test ", true),
        ("+1 514 555 0123", true),
        ("lea@autre.test", false),
        ("555-0123", false),
        ("", false),
        ("@", false),
    ] {
        assert_eq!(access::standing_of(&mut op, &reference, contact).await.unwrap().is_some(), expected, "{contact}");
    }
    let key = access::follow_key(&ground.app, &reference, access::Standing::Author, NOON);
    assert_eq!(access::opens(&ground.app, &reference, &key, NOON), Some(access::Standing::Author));
    assert_eq!(access::opens(&ground.app, "26-000002", &key, NOON), None);
    assert_eq!(access::opens(&ground.app, &reference, &key, NOON.plus_days(401)), None);
}

#[tokio::test]
async fn requests_are_listed_by_what_is_asked_and_page_by_page() {
    let ground = city().await;
    for rank in 0..7 {
        ground.set_now(NOON.plus_ms(rank / 2));
        file(&ground, pothole(None)).await.unwrap();
    }
    act!(ground, op => take(op, "26-000003")).unwrap();
    let mut op = Op::system(&ground.app);
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = list(&mut op, &Filter::default(), Order::Newest, after, 3).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(Cursor { key: last.received_at.0, id: last.id });
        seen.extend(page.into_iter().map(|request| request.reference));
    }
    assert_eq!(seen.len(), 7);
    assert!(seen.iter().rev().is_sorted(), "{seen:?}");
    let taken = Filter { statuses: vec![Status::InHand], assignees: vec![7], ..Filter::default() };
    let page = list(&mut op, &taken, Order::Oldest, None, 10).await.unwrap();
    assert_eq!(page.iter().map(|request| request.reference.as_str()).collect::<Vec<_>>(), ["26-000003"]);
    assert_eq!(count(&mut op, &Filter { is_open: Some(true), ..Filter::default() }, 5).await.unwrap(), 5);
    let nasty = Filter { words: Some("' or 1=1 --".into()), ..Filter::default() };
    assert_eq!(count(&mut op, &nasty, 100).await.unwrap(), 0);
}

#[tokio::test]
async fn the_map_learns_what_changed_and_what_left() {
    let ground = city().await;
    for rank in 0..3 {
        ground.set_now(NOON.plus_ms(rank));
        file(&ground, pothole(None)).await.unwrap();
    }
    let mut op = Op::system(&ground.app);
    let kept = sights_kept(&mut op, 0, 2).await.unwrap();
    assert_eq!(kept.iter().map(|sight| sight.reference.unwrap().rank).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(kept[0].point, Some(CORNER));
    let rest = sights_kept(&mut op, kept[1].id, 10).await.unwrap();
    assert_eq!(rest.iter().map(|sight| sight.reference.unwrap().rank).collect::<Vec<_>>(), [3]);
    drop(op);
    ground.set_now(NOON.plus_ms(10));
    let reason = Grounds { reason: "Reçue par erreur".into(), ..Grounds::default() };
    act!(ground, op => move_to(op, "26-000002", Status::Removed, &reason)).unwrap();
    let mut op = Op::system(&ground.app);
    let changed = sights_changed(&mut op, Cursor { key: NOON.0 + 2, id: i64::MAX }, 10).await.unwrap();
    assert_eq!(changed.len(), 1);
    assert_eq!(
        (changed[0].reference.unwrap().rank, changed[0].point),
        (2, None),
        "it has left, and its place is not told"
    );
}

#[tokio::test]
async fn open_requests_of_the_service_are_found_nearby() {
    let ground = city().await;
    for (metres, service) in [(10.0, "NID_POULE"), (35.0, "NID_POULE"), (60.0, "NID_POULE"), (5.0, "ECLAIRAGE")] {
        let mut draft = pothole(None);
        let (north, _) = CORNER.degrees_around(metres);
        draft.point = Point::new(CORNER.lat + north, CORNER.lon);
        if service == "ECLAIRAGE" {
            draft.service_code = service.into();
            draft.answers = Answers::default();
            draft.nature = Nature::Request;
            let catalogue = ground.app.part::<Catalogue>();
            for question in &catalogue.service(service).unwrap().questions {
                let answer = question.choices.first().map_or("2026-02-03", |choice| choice.key.as_str());
                draft.answers.add(&question.code, answer);
            }
        }
        file(&ground, draft).await.unwrap();
    }
    let mut op = Op::system(&ground.app);
    let near = nearby(&mut op, "NID_POULE", CORNER, 40.0).await.unwrap();
    let distances: Vec<i64> = near.iter().map(|request| request.distance_m.round() as i64).collect();
    assert_eq!(distances, [10, 35]);
}
