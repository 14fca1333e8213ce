//! A request lives from its filing to its closing, on a real database of each engine.

use crate::{
    Channel, Contact, Draft, Event, MoveError, Nature, Place, Promise, Route, Status, StatusError, SubmitError,
    add_requester, find, lifecycle::Grounds, move_to, nearby, submit, timeline,
};
use ::store::{Database, sql};
use base::{Moment, PackFiles, Point, Text};
use catalogue::{Answers, Catalogue};
use jiff::tz::TimeZone;
use std::{
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
};
use web::{Actor, App, Brand, Op, Seal, Settings, Texts};

const NOON: Moment = Moment(1_795_000_000_000);
const CORNER: Point = Point { lat: 45.5231, lon: -73.5817 };
static SERIAL: AtomicU32 = AtomicU32::new(0);

/// A city with its catalogue, and the folder of its database.
async fn city() -> (App, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let database = match std::env::var("RIVERAIN_TEST_DATABASE") {
        Err(_) => Database::open(&format!("sqlite:{}/city.db", folder.path().display())).await.unwrap(),
        Ok(address) => {
            let name: &'static str =
                format!("requests_{}_{}", std::process::id(), SERIAL.fetch_add(1, Ordering::Relaxed)).leak();
            let root = Database::open(&address).await.unwrap();
            let mut tx = root.write();
            sql("create schema ").push(name).execute(&mut tx).await.unwrap();
            tx.commit().await.unwrap();
            Database::open(&format!("{address}?options=-csearch_path%3D{name}")).await.unwrap()
        }
    };
    database.migrate(crate::MIGRATIONS, NOON).await.unwrap();
    let pack = PackFiles::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/montreal"))).unwrap();
    let settings = Settings { public_url: "http://127.0.0.1".to_owned() };
    let app = App::new(database, Texts::new(&[], ("", "")).unwrap(), settings, Seal::new([1; 32]), || NOON);
    let mut parts = web::app::Parts::new();
    web::app::put(&mut parts, Catalogue::read(&pack).unwrap());
    web::app::put(
        &mut parts,
        Brand {
            name: Text::new("Montréal", "Montréal"),
            phone: "311".into(),
            emergency_phone: "911".into(),
            url: "https://montreal.ca".into(),
            attribution: Text::default(),
            zone: TimeZone::get("America/Montreal").unwrap(),
        },
    );
    app.set_parts(parts);
    (app, folder)
}

fn pothole(key: Option<&str>) -> Draft {
    let mut answers = Answers::default();
    for (code, value) in [("emplacement_voie", "chaussee"), ("autoroute", "non"), ("danger", "non")] {
        answers.add(code, value);
    }
    Draft {
        nature: Nature::Request,
        service_code: "NID_POULE".into(),
        description: "Un trou <b>profond</b>'; drop table request; --".parse().unwrap(),
        answers,
        place: Place {
            point: Some(CORNER),
            address: "4520, avenue De Lorimier".into(),
            borough: Some("le-plateau-mont-royal".into()),
            street_side: None,
        },
        channel: Channel::Web,
        contact: Contact { email: Some("lea@exemple.test".into()), wants_news: true, ..Contact::default() },
        key: key.map(str::to_owned),
    }
}

fn plateau() -> Route {
    Route { unit: "le-plateau-mont-royal".into(), rule: "territory".into() }
}

async fn file(app: &App, draft: Draft) -> Result<crate::Receipt, SubmitError> {
    let mut op = Op::system(app);
    op.actor = Actor::Resident;
    let promise = Promise { words: Text::new("7 jours", "7 days"), due_at: Some(NOON.plus_days(7)) };
    let receipt = submit(&mut op, draft, plateau(), Some(promise)).await?;
    op.commit().await.unwrap();
    Ok(receipt)
}

async fn step(app: &App, reference: &str, to: Status, reason: &str, result: Option<&str>) -> Result<(), MoveError> {
    let mut op = Op::system(app);
    op.actor = Actor::Staff { id: 7, name: "Agente 7".into() };
    let grounds = Grounds { reason: reason.into(), result: result.map(str::to_owned) };
    move_to(&mut op, reference, to, &grounds).await?;
    op.commit().await.unwrap();
    Ok(())
}

#[tokio::test]
async fn a_resident_reports_a_pothole_and_it_is_repaired() {
    let (app, _folder) = city().await;
    let receipt = file(&app, pothole(None)).await.unwrap();
    assert_eq!(receipt.reference, "26-000001");

    for (to, reason, result) in [
        (Status::Accepted, "", None),
        (Status::InHand, "", None),
        (Status::Completed, "Réparé le 3 février", Some("REPARE")),
    ] {
        step(&app, "26-000001", to, reason, result).await.unwrap();
    }

    let mut op = Op::system(&app);
    let request = find(&mut op, "26-000001").await.unwrap().unwrap();
    assert_eq!(request.status, Status::Completed);
    assert_eq!(request.closed_at, Some(NOON));
    assert_eq!(request.next_action, None);
    assert_eq!(request.result.as_deref(), Some("REPARE"));
    assert_eq!(request.promise, Some(Text::new("7 jours", "7 days")));
    assert_eq!(request.description.as_str(), "Un trou <b>profond</b>'; drop table request; --");
    let journal: Vec<Event> = timeline(&mut op, request.id, true).await.unwrap();
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
}

#[tokio::test]
async fn an_open_request_always_has_a_unit_and_a_next_action() {
    let (app, _folder) = city().await;
    file(&app, pothole(None)).await.unwrap();
    let mut op = Op::system(&app);
    let request = find(&mut op, "26-000001").await.unwrap().unwrap();
    assert_eq!((request.unit.as_str(), request.next_action.as_deref()), ("le-plateau-mont-royal", Some("accept")));
    // The table itself holds the rule.
    assert!(sql("update request set next_action = null").execute(&mut op.tx).await.is_err());
}

#[tokio::test]
async fn a_form_sent_twice_is_one_request() {
    let (app, _folder) = city().await;
    let first = file(&app, pothole(Some("form-1"))).await.unwrap();
    let second = file(&app, pothole(Some("form-1"))).await.unwrap();
    assert_eq!(first.reference, second.reference);
    assert!(!first.is_repeat && second.is_repeat);
    let count: i64 = sql("select count(*) from request").fetch_value(&mut app.database().read()).await.unwrap();
    assert_eq!(count, 1);
}

#[tokio::test]
async fn what_is_wrong_is_refused_and_leaves_nothing() {
    let (app, _folder) = city().await;
    let unknown = Draft { service_code: "LICORNE".into(), ..pothole(None) };
    assert!(matches!(file(&app, unknown).await, Err(SubmitError::ServiceUnknown(_))));
    let nowhere = Draft { place: Place::default(), ..pothole(None) };
    assert!(matches!(file(&app, nowhere).await, Err(SubmitError::PlaceMissing(_))));
    let unanswered = Draft { answers: Answers::default(), ..pothole(None) };
    assert!(matches!(file(&app, unanswered).await, Err(SubmitError::Answers(faults)) if faults.len() == 3));
    let count: i64 = sql("select count(*) from request_event").fetch_value(&mut app.database().read()).await.unwrap();
    assert_eq!(count, 0);
}

#[tokio::test]
async fn the_same_problem_adds_a_person_and_no_record() {
    let (app, _folder) = city().await;
    let receipt = file(&app, pothole(None)).await.unwrap();
    let mut op = Op::system(&app);
    add_requester(&mut op, &receipt.reference, Channel::Phone, &Contact::default()).await.unwrap();
    op.commit().await.unwrap();
    let mut op = Op::system(&app);
    assert_eq!(find(&mut op, &receipt.reference).await.unwrap().unwrap().requesters, 2);
    let counts: (i64, i64) = sql("select n_phone, n_web from request").fetch_one(&mut op.tx).await.unwrap();
    assert_eq!(counts, (1, 1));
}

#[tokio::test]
async fn a_closed_request_moves_only_by_being_reopened() {
    let (app, _folder) = city().await;
    let reference = file(&app, pothole(None)).await.unwrap().reference;
    step(&app, &reference, Status::Declined, "Rue privée", None).await.unwrap();
    let refused = step(&app, &reference, Status::InHand, "", None).await;
    assert!(matches!(refused, Err(MoveError::Status(StatusError::Impossible { .. }))));
    step(&app, &reference, Status::Reopened, "La rue est publique", None).await.unwrap();
    let mut op = Op::system(&app);
    let request = find(&mut op, &reference).await.unwrap().unwrap();
    assert_eq!((request.reopen_count, request.closed_at), (1, None));
    assert_eq!(request.next_action.as_deref(), Some("take"));
    drop(op);
    let unknown = step(&app, "26-999999", Status::InHand, "", None).await;
    assert!(matches!(unknown, Err(MoveError::Unknown)));
}

#[tokio::test]
async fn open_requests_of_the_service_are_found_nearby() {
    let (app, _folder) = city().await;
    for (metres, service) in [(10.0, "NID_POULE"), (35.0, "NID_POULE"), (60.0, "NID_POULE"), (5.0, "ECLAIRAGE")] {
        let mut draft = pothole(None);
        let (north, _) = CORNER.degrees_around(metres);
        draft.place.point = Point::new(CORNER.lat + north, CORNER.lon);
        if service == "ECLAIRAGE" {
            draft.service_code = service.into();
            draft.answers = Answers::default();
            draft.nature = Nature::Request;
            let catalogue = app.part::<Catalogue>();
            for question in &catalogue.service(service).unwrap().questions {
                let answer = question.choices.first().map_or("2026-02-03", |choice| choice.key.as_str());
                draft.answers.add(&question.code, answer);
            }
        }
        file(&app, draft).await.unwrap();
    }
    let mut op = Op::system(&app);
    let near = nearby(&mut op, "NID_POULE", CORNER, 40.0).await.unwrap();
    let distances: Vec<i64> = near.iter().map(|request| request.distance_m.round() as i64).collect();
    assert_eq!(distances, [10, 35]);
}
