//! What staff do to a request, and what they are refused.

use super::{act, city, file, load, outcome, pothole};
use crate::{
    ActError, Audience, Grounds, Status, StatusError, add_detail, ask, ask_reopening, assign, close, move_to, note,
    plan, reopen, take, timeline,
};
use catalogue::{Catalogue, Proof};
use testkit::NOON;
use web::Op;

#[tokio::test]
async fn a_closed_request_moves_only_by_being_reopened() {
    let ground = city().await;
    let reference = file(&ground, pothole(None)).await.unwrap().reference;
    let refused = Grounds { reason: "Rue privée".into(), outcome: None };
    act!(ground, op => move_to(op, &reference, Status::Declined, &refused)).unwrap();
    let taken = act!(ground, op => take(op, &reference));
    assert!(matches!(taken, Err(ActError::Status(StatusError::Impossible { .. }))));
    act!(ground, op => ask_reopening(op, &reference, "La rue est publique", crate::access::Standing::Author)).unwrap();
    assert_eq!(load(&ground, &reference).await.reopening_asked_at, Some(NOON));
    act!(ground, op => reopen(op, &reference, "La rue est publique")).unwrap();
    let request = load(&ground, &reference).await;
    assert_eq!((request.reopen_count, request.closed_at, request.reopening_asked_at), (1, None, None));
    assert_eq!(request.next_action.as_deref(), Some("take"));
    assert!(matches!(act!(ground, op => take(op, "26-999999")), Err(ActError::Unknown)));
}

#[tokio::test]
async fn a_result_asks_for_its_proof() {
    let ground = city().await;
    let reference = file(&ground, pothole(None)).await.unwrap().reference;
    for (result, proof) in [
        ("REPARE", ""),
        ("REPARE", "2026-11-19"),
        ("REPARE", "2026-11-17"),
        ("REPARE", "hier"),
        ("TEMPORAIRE", "26-999999"),
        ("TEMPORAIRE", &reference),
        ("HORS_NORME", " "),
        ("BUDGET", "l’an prochain"),
    ] {
        let refused = act!(ground, op => close(op, &reference, outcome(result, proof), "Fait"));
        assert!(matches!(refused, Err(ActError::ProofWrong(_))), "{result} {proof}");
    }
    let unknown = act!(ground, op => close(op, &reference, outcome("MAGIE", "x"), "Fait"));
    assert!(matches!(unknown, Err(ActError::ResultUnknown(_))));
    let linked = file(&ground, pothole(None)).await.unwrap().reference;
    let day = "2026-11-25".parse().unwrap();
    act!(ground, op => plan(op, &linked, day, "Équipe d’asphalte")).unwrap();
    act!(ground, op => close(op, &reference, outcome("TEMPORAIRE", &linked), "")).unwrap();
    assert_eq!(load(&ground, &reference).await.status, Status::Completed);
    assert_eq!(Proof::LinkedRequest, ground.app.part::<Catalogue>().closing_result("TEMPORAIRE").unwrap().proof);
}

#[tokio::test]
async fn staff_assign_plan_ask_and_note_and_the_person_answers() {
    let ground = city().await;
    let reference = file(&ground, pothole(None)).await.unwrap().reference;
    act!(ground, op => take(op, &reference)).unwrap();
    act!(ground, op => assign(op, &reference, "ville-marie", "La limite passe au milieu")).unwrap();
    let request = load(&ground, &reference).await;
    assert_eq!((request.route.unit.as_str(), request.assignee), ("ville-marie", None));
    assert!(matches!(act!(ground, op => assign(op, &reference, "lune", "x")), Err(ActError::UnitUnknown(_))));
    act!(ground, op => ask(op, &reference, "De quel côté?")).unwrap();
    assert_eq!(load(&ground, &reference).await.status, Status::InformationNeeded);
    act!(ground, op => add_detail(op, &reference, "Côté pair", crate::access::Standing::Author)).unwrap();
    assert_eq!(load(&ground, &reference).await.status, Status::InHand);
    let yesterday = "2026-11-17".parse().unwrap();
    assert!(matches!(act!(ground, op => plan(op, &reference, yesterday, "x")), Err(ActError::PastDate)));
    act!(ground, op => note(op, &reference, "Voir le contremaître")).unwrap();
    assert!(matches!(act!(ground, op => note(op, &reference, " ")), Err(ActError::WordsMissing)));
    let long = "é".repeat(4_001);
    assert!(matches!(act!(ground, op => note(op, &reference, &long)), Err(ActError::WordsTooLong)));
    let mut op = Op::system(&ground.app);
    let id = load(&ground, &reference).await.id;
    let told = timeline(&mut op, id, Audience::Requesters).await.unwrap();
    assert!(told.iter().all(|event| event.act != "noted"));
    assert!(told.iter().any(|event| event.reason.as_deref() == Some("De quel côté?")));
}
