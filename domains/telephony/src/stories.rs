//! Intervals that come as files and calls, on a real database.

use crate::*;
use axum::{
    body::Body,
    http::{Request, header},
};
use jiff::civil::date;
use testkit::{Browser, Ground, NOON, Reply};
use web::{Op, door::door};

async fn ground() -> Ground {
    Ground::new(MIGRATIONS, &[], testkit::parts!(territory::Territory)).await
}

fn interval(start: &str, borough: &str, calls: [u64; 5]) -> PhoneInterval {
    let [offered, answered, in_time, abandoned, talk_s] = calls;
    PhoneInterval {
        line: "311".into(),
        borough: borough.into(),
        start: start.parse().unwrap(),
        calls: Calls { offered, answered, in_time, abandoned, talk_s },
    }
}

async fn keep(ground: &Ground, intervals: &[PhoneInterval]) -> Received {
    let mut op = Op::system(&ground.app);
    let received = receive(&mut op, intervals).await.unwrap();
    op.commit().await.unwrap();
    received
}

const PLATEAU: &str = "le-plateau-mont-royal";

#[tokio::test]
async fn an_interval_that_comes_again_is_one_row_and_the_later_count_stands() {
    let ground = ground().await;
    let first = [
        interval("2026-11-16T13:00:00Z", PLATEAU, [40, 36, 30, 4, 9_000]),
        interval("2026-11-16T13:30:00Z", PLATEAU, [50, 45, 40, 5, 9_000]),
        interval("2026-11-16T13:00:00Z", "", [10, 9, 9, 1, 1_000]),
    ];
    assert_eq!(keep(&ground, &first).await, Received { added: 3, changed: 0, unchanged: 0 });
    assert_eq!(keep(&ground, &first).await, Received { added: 0, changed: 0, unchanged: 3 });
    let corrected = interval("2026-11-16T13:30:00Z", PLATEAU, [60, 45, 40, 15, 9_000]);
    let again = [first[0].clone(), corrected];
    assert_eq!(keep(&ground, &again).await, Received { added: 0, changed: 1, unchanged: 1 });
    assert_eq!(keep(&ground, &[]).await, Received::default());
    let mut op = Op::system(&ground.app);
    let days = Days { from: date(2026, 11, 16), to: date(2026, 11, 16) };
    let boroughs = figures::by_borough(&mut op, days).await.unwrap();
    assert_eq!(
        boroughs.iter().map(|(borough, calls)| (borough.as_str(), calls.offered, calls.abandoned)).collect::<Vec<_>>(),
        [("", 10, 1), (PLATEAU, 100, 19),]
    );
    let slots = figures::by_slot(&mut op, days, None).await.unwrap();
    let eight = slots[&Slot { weekday: 1, half_hour: 16 }];
    assert_eq!((eight.calls.offered, eight.days), (50, 1));
    let plateau = figures::by_day(&mut op, days, Some(PLATEAU)).await.unwrap();
    assert_eq!(plateau[&date(2026, 11, 16)].offered, 100);
    let hours = figures::by_half_hour(&mut op, days, (Some(""), 1)).await.unwrap();
    assert_eq!(hours.iter().map(|(hour, calls)| (*hour, calls.talk_s)).collect::<Vec<_>>(), [(16, 1_000)]);
    assert!(figures::by_half_hour(&mut op, days, (None, 2)).await.unwrap().is_empty());
    assert_eq!(last_day(&mut op).await.unwrap(), Some(date(2026, 11, 16)));
    let (start, received_at) = figures::last_interval(&mut op).await.unwrap().unwrap();
    assert_eq!((start.to_string().as_str(), received_at), ("2026-11-16T13:30:00Z", NOON));
}

#[tokio::test]
async fn what_never_came_is_missed_by_borough_and_never_before_the_line_began() {
    let ground = ground().await;
    let mut op = Op::system(&ground.app);
    let days = Days::before(date(2026, 11, 18), 14);
    assert!(missing(&mut op, days).await.unwrap().is_empty());
    drop(op);
    // Eight in the morning of each Monday since October for the Plateau, but for the 9th; downtown, since the 10th.
    let mut sent = Vec::new();
    for day in ["10-05", "10-12", "10-19", "10-26", "11-02", "11-16"] {
        let hour = if day < "11-01" { 12 } else { 13 };
        sent.push(interval(&format!("2026-{day}T{hour}:00:00Z"), PLATEAU, [1, 1, 1, 0, 9]));
    }
    sent.push(interval("2026-11-10T13:00:00Z", "ville-marie", [1, 1, 1, 0, 9]));
    sent.push(interval("2026-11-17T13:00:00Z", "ville-marie", [1, 1, 1, 0, 9]));
    // Downtown at nine: one Tuesday of two.
    sent.push(interval("2026-11-17T14:00:00Z", "ville-marie", [1, 1, 1, 0, 9]));
    keep(&ground, &sent).await;
    let mut op = Op::system(&ground.app);
    let found = missing(&mut op, days).await.unwrap();
    let of = |borough: &str| (found[borough].expected, found[borough].received, found[borough].count());
    assert_eq!(of(PLATEAU), (2, 1, 1));
    assert_eq!(of("ville-marie"), (4, 3, 1));
}

async fn send(browser: &mut Browser, key: &str, body: &str) -> Reply {
    let request = Request::post("/api/v1/phone-intervals").header(header::AUTHORIZATION, format!("Bearer {key}"));
    browser.send(request.body(Body::from(body.to_owned())).unwrap()).await
}

#[tokio::test]
async fn a_telephone_system_sends_its_intervals_with_its_key_and_nothing_is_half_done() {
    let ground = ground().await;
    let key = keys::written([9; 32]);
    let mut op = Op::system(&ground.app);
    keys::add(&mut op.tx, 1, "Centrale", &key, NOON).await.unwrap();
    op.commit().await.unwrap();
    let mut op = Op::system(&ground.app);
    assert!(keys::add(&mut op.tx, 2, "Centrale", "autre", NOON).await.unwrap_err().is_unique_violation());
    drop(op);
    let mut browser = Browser::new(door(routes(), &ground.app));
    let good = r#"{"intervals": [
        {"start": "2026-11-16T08:00", "line": "311", "borough": "ville-marie", "offered": 40, "answered": 36, "answered_100s": 30, "abandoned": 4, "talk_s": 9000},
        {"start": "2026-11-16T08:30:00-05:00", "line": "311", "offered": "12", "answered": 12, "answered_100s": 12, "abandoned": 0, "talk_s": 2400}]}"#;
    for wrong in ["", "tel_0000", "Centrale"] {
        let refused = send(&mut browser, wrong, good).await;
        refused.is(401).holds("key-wrong");
        assert_eq!(refused.header("content-type"), "application/problem+json");
    }
    let sent = send(&mut browser, &key, good).await;
    assert_eq!(sent.is(200).json(), serde_json::json!({ "added": 2, "changed": 0, "unchanged": 0 }));
    assert_eq!(send(&mut browser, &key, good).await.json()["unchanged"], 2);
    // One of three is wrong: none of them is kept, and each fault says where it is.
    let wrong = good.replace("\"answered\": 36", "\"answered\": 20").replace("ville-marie", "ailleurs");
    let refused = send(&mut browser, &key, &wrong).await;
    let problem = refused.is(422).json();
    let pointers: Vec<&str> =
        problem["faults"].as_array().unwrap().iter().map(|fault| fault["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/intervals/0/borough", "/intervals/0/answered_100s"]);
    let twice = good
        .replace("08:30:00-05:00", "08:30")
        .replace("\"borough\": \"ville-marie\", ", "")
        .replace("T08:00", "T08:30");
    send(&mut browser, &key, &twice).await.is(422).holds("/intervals/1/start");
    for (body, status) in [("{", 400), ("{}", 400), ("{\"intervals\": 3}", 400), ("{\"intervals\": [3]}", 422)] {
        send(&mut browser, &key, body).await.is(status);
    }
    let many = format!("{{\"intervals\": [{}]}}", vec!["0"; 20_001].join(","));
    send(&mut browser, &key, &many).await.is(413);
    let mut op = Op::system(&ground.app);
    let kept = figures::by_borough(&mut op, Days::before(date(2026, 11, 18), 7)).await.unwrap();
    assert_eq!(kept.iter().map(|(_, calls)| calls.offered).collect::<Vec<_>>(), [12, 40]);
    assert!(keys::revoke(&mut op.tx, "Centrale", NOON).await.unwrap());
    assert!(!keys::revoke(&mut op.tx, "Centrale", NOON).await.unwrap());
    op.commit().await.unwrap();
    send(&mut browser, &key, good).await.is(401);
    let names: Vec<(String, bool)> = keys::list(&mut ground.app.database().read())
        .await
        .unwrap()
        .into_iter()
        .map(|key| (key.name, key.revoked_at.is_some()))
        .collect();
    assert_eq!(names, [("Centrale".to_owned(), true)]);
}
