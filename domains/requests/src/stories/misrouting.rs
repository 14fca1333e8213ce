//! What transfers say of the routing table, on a real database of each engine.

use super::{act, city, file, pothole};
use crate::{
    Draft, assign,
    misrouting::{Routed, routed},
    retention::{Series, forget},
};
use ::store::sql;
use testkit::{Ground, NOON, city::DOWNTOWN};
use web::Op;

async fn look(ground: &Ground, fewest: u64) -> Routed {
    let since = ground.now().plus_days(-90);
    routed(&mut Op::system(&ground.app), since, (fewest, 20)).await.unwrap()
}

async fn write(ground: &Ground, words: &'static str, reference: &str) {
    let mut op = Op::system(&ground.app);
    assert_eq!(sql(words).bind(reference).execute(&mut op.tx).await.unwrap(), 1);
    op.tx.commit().await.unwrap();
}

async fn potholes(ground: &Ground, count: usize) -> Vec<String> {
    let mut filed = Vec::new();
    for _ in 0..count {
        filed.push(file(ground, pothole(None)).await.unwrap().reference);
    }
    filed
}

#[tokio::test]
async fn each_request_counts_once_by_its_first_transfer_unless_it_came_back() {
    let ground = city().await;
    // Too old to count, whenever it is transferred.
    let old = potholes(&ground, 1).await.remove(0);
    ground.set_now(NOON.plus_days(91));
    let filed = potholes(&ground, 14).await;
    let (first, last) = ("le-plateau-mont-royal", "ville-marie");
    assert_eq!(look(&ground, 1).await, Routed { sent: 14, ..Routed::default() });
    let to = async |reference: &String, unit: &str, why: &str| {
        act!(ground, op => assign(op, reference, unit, why)).unwrap();
    };
    for (rank, reference) in filed.iter().chain([&old]).take(4).enumerate() {
        to(reference, last, &format!("Raison {rank}")).await;
    }
    to(&old, last, "Vieille").await;
    // There and back: the rule was right. Three times: once, where it ends. To the same unit: no transfer.
    to(&filed[4], last, "Essai").await;
    to(&filed[4], first, "Revenue").await;
    to(&filed[5], last, "Un").await;
    to(&filed[5], first, "Deux").await;
    to(&filed[5], "service-de-l-eau", "Trois").await;
    to(&filed[6], first, "Déjà là").await;
    // Neither imported, nor routed by a person, nor without a borough.
    for (reference, words) in filed[7..11].iter().zip([
        "update request set import_batch = 1 where reference = $1",
        "update request set route_rule = 'person@1' where reference = $1",
        "update request set route_rule = 'person' where reference = $1",
        "update request set borough = null where reference = $1",
    ]) {
        to(reference, last, "Ailleurs").await;
        write(&ground, words, reference).await;
    }
    let found = look(&ground, 10).await;
    assert_eq!((found.sent, found.wrong), (10, 5));
    let [one] = found.lines.as_slice() else { panic!("{found:?}") };
    assert_eq!((one.ruled.service_code.as_str(), one.ruled.borough.as_str()), ("NID_POULE", first));
    assert_eq!((one.ruled.unit.as_str(), one.sent, one.wrong()), (first, 10, 5));
    assert_eq!(one.ended, [(last.to_owned(), 4), ("service-de-l-eau".to_owned(), 1)]);
    // The last words of who sent them away, be it for the second time.
    assert_eq!(one.reasons, ["Trois", "Un", "Raison 3"]);
    assert!(!one.words.fr.is_empty() && !one.ruled.version().is_empty());
    assert_eq!(look(&ground, 11).await, Routed { sent: 10, wrong: 5, ..Routed::default() });
    // They leave with time.
    ground.set_now(NOON.plus_days(182));
    assert_eq!(look(&ground, 1).await, Routed::default());
}

#[tokio::test]
async fn the_most_wrong_come_first_and_forgotten_reasons_are_none() {
    let ground = city().await;
    let there = DOWNTOWN;
    let plateau = potholes(&ground, 3).await;
    let mut elsewhere = Vec::new();
    for _ in 0..3 {
        let draft = Draft { point: Some(there), address: String::new(), ..pothole(None) };
        elsewhere.push(file(&ground, draft).await.unwrap().reference);
    }
    let borough = super::load(&ground, &elsewhere[0]).await.place.borough.unwrap();
    assert_ne!(borough, "le-plateau-mont-royal");
    for reference in plateau.iter().take(1).chain(&elsewhere) {
        act!(ground, op => assign(op, reference, "service-de-l-eau", "Ce n’est pas chez nous")).unwrap();
    }
    let found = look(&ground, 1).await;
    let told: Vec<(&str, u64, u64)> =
        found.lines.iter().map(|it| (it.ruled.borough.as_str(), it.wrong(), it.sent)).collect();
    assert_eq!(told, [(borough.as_str(), 3, 3), ("le-plateau-mont-royal", 1, 3)]);
    let mut op = Op::system(&ground.app);
    assert_eq!(routed(&mut op, NOON.plus_days(-90), (1, 1)).await.unwrap().lines.len(), 1);
    drop(op);
    for reference in &elsewhere {
        act!(ground, op => crate::move_to(op, reference, crate::Status::Cancelled,
            &crate::Grounds { reason: "Réglé".into(), outcome: None }))
        .unwrap();
    }
    ground.set_now(NOON.plus_days(60));
    let mut op = Op::system(&ground.app);
    forget(&mut op, Series::Words, 30).await.unwrap();
    op.commit().await.unwrap();
    let found = look(&ground, 1).await.lines;
    assert_eq!((found[0].wrong(), found[0].reasons.len(), found[1].reasons.len()), (3, 0, 1));
}
