//! A request lives from its filing to its closing, on a real database of each engine.

use crate::{
    ActError, Audience, BulkEvent, BulkRequest, BulkRequester, Channel, Contact, Draft, Event, Filter, Grounds, Nature,
    Order, Outcome, Receipt, Status, StatusError, SubmitError, access, add_detail, add_requester, ask, ask_reopening,
    assign, bulk, close, count, find, list, move_to, nearby, note, plan, reopen, sights_changed, sights_kept, submit,
    take, timeline,
};
use ::store::sql;
use base::{Cursor, Id, Moment, Point};
use catalogue::{Answers, Catalogue, Priority, Proof, PublicMap};
use routing::Table;
use standards::Standards;
use territory::{Territory, Units};
use testkit::{
    Ground, NOON,
    city::{CORNER, LINKED, OUTSIDE},
};
use web::{
    Actor, Op,
    app::{Parts, put},
};

async fn city() -> Ground {
    city_with(|_| {}).await
}

/// A city, with what `more` puts in it.
pub(crate) async fn city_with(more: impl FnOnce(&mut Parts)) -> Ground {
    let pack = testkit::city::pack();
    let mut parts = Parts::new();
    put(&mut parts, Catalogue::read(&pack).unwrap());
    put(&mut parts, Territory::read(&pack).unwrap());
    put(&mut parts, Units::read(&pack).unwrap());
    put(&mut parts, Table::read(&pack).unwrap());
    put(&mut parts, Standards::read(&pack).unwrap());
    more(&mut parts);
    let migrations = [notifications::MIGRATIONS, crate::MIGRATIONS].concat();
    Ground::new(&migrations, &[crate::TEXTS, notifications::TEXTS], parts).await
}

pub(crate) fn pothole(key: Option<&str>) -> Draft {
    let mut answers = Answers::default();
    for (code, value) in [("emplacement_voie", "chaussee"), ("autoroute", "non"), ("danger", "non")] {
        answers.add(code, value);
    }
    Draft {
        nature: Nature::Request,
        service_code: "NID_POULE".into(),
        description: "Un trou <b>profond</b>'; drop table request; --".parse().unwrap(),
        answers,
        point: Some(CORNER),
        address: "1502, avenue du Parc-des-Essais".into(),
        channel: Channel::Web,
        contact: Contact { email: Some("lea@exemple.test".into()), wants_news: true, ..Contact::default() },
        media_url: String::new(),
        key: key.map(str::to_owned),
    }
}

pub(crate) async fn file(ground: &Ground, draft: Draft) -> Result<Receipt, SubmitError> {
    let mut op = Op::system(&ground.app);
    op.actor = Actor::Resident;
    let receipt = submit(&mut op, draft).await?;
    op.commit().await.unwrap();
    Ok(receipt)
}

/// What a member of staff does, kept if it succeeds.
macro_rules! act {
    ($ground:expr, $op:ident => $act:expr) => {{
        let mut operation = Op::system(&$ground.app);
        operation.actor = Actor::Staff { id: 7, name: "Agente 7".into() };
        let $op = &mut operation;
        let done = $act.await;
        if done.is_ok() {
            operation.commit().await.unwrap();
        }
        done
    }};
}

fn outcome(result: &str, proof: &str) -> Outcome {
    Outcome { result: result.into(), proof: proof.into() }
}

async fn load(ground: &Ground, reference: &str) -> crate::Request {
    find(&mut Op::system(&ground.app), reference).await.unwrap().unwrap()
}

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

#[tokio::test]
async fn a_closed_request_moves_only_by_being_reopened() {
    let ground = city().await;
    let reference = file(&ground, pothole(None)).await.unwrap().reference;
    let refused = Grounds { reason: "Rue privée".into(), outcome: None };
    act!(ground, op => move_to(op, &reference, Status::Declined, &refused)).unwrap();
    let taken = act!(ground, op => take(op, &reference));
    assert!(matches!(taken, Err(ActError::Status(StatusError::Impossible { .. }))));
    act!(ground, op => ask_reopening(op, &reference, "La rue est publique")).unwrap();
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
    act!(ground, op => add_detail(op, &reference, "Côté pair")).unwrap();
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
        assert_eq!(access::is_requester(&mut op, &reference, contact).await.unwrap(), expected, "{contact}");
    }
    let key = access::follow_key(&ground.app, &reference, NOON);
    assert!(access::opens(&ground.app, &reference, &key, NOON));
    assert!(!access::opens(&ground.app, "26-000002", &key, NOON));
    assert!(!access::opens(&ground.app, &reference, &key, NOON.plus_days(401)));
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
    let taken = Filter { statuses: vec![Status::InHand], assignee: Some(7), ..Filter::default() };
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
    assert!(access::is_requester(&mut Op::system(&ground.app), "26-000001", "5145550199").await.unwrap());
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
