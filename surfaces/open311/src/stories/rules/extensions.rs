//! What other servers added, and programs use.

use super::{ANSWERS, City, PLACE, at, city, numbers, texts};
use axum::{body::Body, http::Request};
use requests::{Audience, photos};
use serde_json::Value;
use testkit::Reply;

#[tokio::test]
async fn x1_lists_are_read_page_by_page() {
    let mut city = city().await;
    for _ in 0..5 {
        city.wait(1_000);
        city.report().await;
    }
    let mut seen = Vec::new();
    for page in 1..=4 {
        seen.push(numbers(&city.get(&format!("requests.json?page={page}&page_size=2")).await));
    }
    assert_eq!(seen, [vec!["26-000005", "26-000004"], vec!["26-000003", "26-000002"], vec!["26-000001"], vec![]]);
    for wrong in ["page=0", "page=x", "page_size=0", "page_size=1001", "page=99999999999"] {
        city.get(&format!("requests.xml?{wrong}")).await.is(400);
    }
}

#[tokio::test]
async fn x2_changes_are_asked_by_their_date() {
    let mut city = city().await;
    let noon = city.ground.now();
    city.report().await;
    city.report().await;
    city.wait(200 * 86_400_000);
    let mut op = city.staff();
    requests::take(&mut op, "26-000001").await.unwrap();
    op.commit().await.unwrap();
    let changed = format!("requests.json?updated_after={}", at(noon.plus_ms(1_000)));
    assert_eq!(numbers(&city.get(&changed).await), ["26-000001"]);
    let before = format!("requests.json?updated_before={}", at(noon.plus_ms(1_000)));
    assert_eq!(numbers(&city.get(&before).await), ["26-000002"]);
}

#[tokio::test]
async fn x3_extensions_are_given_when_asked() {
    let mut city = city().await;
    city.report().await;
    let request = &city.get("requests.json?extensions=true").await.json()[0];
    let extended = &request["extended_attributes"];
    assert_eq!((&extended["status_code"], &extended["requesters"]), (&"RECUE".into(), &1.into()));
    assert_eq!(extended["borough"], "le-plateau-mont-royal");
    assert_eq!(request["attributes"][0]["code"], "emplacement_voie");
    assert_eq!(request["attributes"][0]["values"][0]["name"], "Chaussée");
    assert_eq!(request["notes"][0]["type"], "RECUE");
    assert_eq!(request["notes"][0]["datetime"], "2026-11-18T12:53:20-05:00");
    let xml = city.get("requests/26-000001.xml?extensions=true").await;
    assert_eq!(texts(&xml, "service_requests/request/notes/note/description"), ["Reçue"]);
}

/// A pothole at Le Plateau-Mont-Royal, and one in Ville-Marie, two kilometres east.
async fn two_places() -> City {
    let mut city = city().await;
    city.report().await;
    let east = [("lat", "45.5231"), ("long", "-73.5550")];
    city.post(&[&[("service_code", "NID_POULE")], &east, &ANSWERS]).await.is(200);
    city
}

#[tokio::test]
async fn x4_requests_are_asked_around_a_point_and_services_where_one_is() {
    let mut city = two_places().await;
    let around = |long: &str, metres: &str| format!("requests.json?lat=45.5231&long={long}&radius={metres}");
    assert_eq!(numbers(&city.get(&around("-73.5850", "500")).await), ["26-000001"]);
    assert_eq!(numbers(&city.get(&around("-73.5550", "500")).await), ["26-000002"]);
    assert_eq!(numbers(&city.get(&around("-73.5700", "3000")).await).len(), 2);
    // What is hidden of a place cannot be found by circles that close in on it.
    assert!(numbers(&city.get(&around("-73.5817", "10")).await).is_empty());
    city.get("requests.json?lat=45.5231&long=-73.5550").await.is(400);
    assert_eq!(city.get("services.json?lat=45.5231&long=-73.5817").await.json().as_array().unwrap().len(), 83);
    city.get("services.json?lat=45.5231&long=-73.6150").await.is(400).holds("Westmount");
    city.get("services.json?lat=45.60&long=-73.58").await.is(400).holds("en dehors de la ville");
}

#[tokio::test]
async fn x4_an_old_request_is_found_behind_any_number_of_newer_ones_just_outside() {
    let mut city = city().await;
    city.report().await;
    // As many as fill several readings, 300 metres east.
    for rank in 0..7 {
        let place = [("lat", "45.5231"), ("long", "-73.5778")];
        let words = format!("Trou numéro {rank}");
        let report = [&[("service_code", "NID_POULE"), ("description", &words)], &place[..], &ANSWERS].concat();
        city.post(&[&report]).await.is(200);
    }
    let near = "lat=45.5231&long=-73.5850&radius=500";
    for asked in ["", "&updated_after=2020-01-01T00:00:00Z"] {
        assert_eq!(numbers(&city.get(&format!("requests.json?{near}{asked}")).await), ["26-000001"], "{asked}");
    }
    let all = "lat=45.5231&long=-73.5850&radius=3000&page_size=5&page=2";
    assert_eq!(numbers(&city.get(&format!("requests.json?{all}")).await).len(), 3);
}

#[tokio::test]
async fn x5_requests_are_asked_in_a_rectangle() {
    let mut city = two_places().await;
    let inside = |bounds: &str| format!("requests.json?bbox={bounds}");
    assert_eq!(numbers(&city.get(&inside("-73.60,45.51,-73.57,45.54")).await), ["26-000001"]);
    assert_eq!(numbers(&city.get(&inside("-73.57,45.51,-73.54,45.54")).await), ["26-000002"]);
    assert_eq!(numbers(&city.get(&format!("{}&page=2&page_size=1", inside("-74,45,-73,46"))).await), ["26-000001"]);
    city.get(&inside("45,-74,46,x")).await.is(400);
}

async fn send_update(city: &mut City, fields: &[(&str, &str)]) -> Reply {
    let key = city.key.clone();
    let fields = [&[("api_key", key.as_str())], fields].concat();
    city.send("/open311/v2/servicerequestupdates.json", &fields).await
}

#[tokio::test]
async fn x6_updates_are_read_and_sent() {
    let mut city = city().await;
    let noon = city.ground.now();
    city.report().await;
    city.wait(60_000);
    city.close("26-000001").await;
    let updates = city.get("servicerequestupdates.json").await.is(200).json();
    let statuses: Vec<&Value> = updates.as_array().unwrap().iter().map(|it| &it["status"]).collect();
    assert_eq!(statuses, ["open", "open", "investigating", "closed"]);
    assert_eq!(updates[0]["service_request_id"], "26-000001");
    let later = format!("servicerequestupdates.xml?start_date={}", at(noon.plus_ms(30_000)));
    let later = city.get(&later).await;
    assert_eq!(texts(&later, "service_request_updates/request_update/updated_datetime").len(), 3);

    let update = [
        ("service_request_id", "26-000001"),
        ("update_id", "u-1"),
        ("status", "OPEN"),
        ("updated_datetime", "2026-11-18T18:00:00Z"),
        ("description", "Le trou est <b>revenu</b>"),
    ];
    let first = send_update(&mut city, &update).await.is(200).json();
    let again = send_update(&mut city, &update).await.is(200).json();
    assert_eq!(first, again, "an update sent twice counts once");
    let mut op = city.staff();
    let request = requests::find(&mut op, "26-000001").await.unwrap().unwrap();
    assert!(request.reopening_asked_at.is_some() && request.closed_at.is_some(), "staff decide");
    // Whoever holds a key may speak of any public request: staff read it, its author does not.
    for (audience, expected) in [(Audience::Staff, 1), (Audience::Requesters, 0)] {
        let told = requests::timeline(&mut op, request.id, audience).await.unwrap();
        let words = told.iter().filter(|event| event.reason.as_deref() == Some("Le trou est <b>revenu</b>"));
        assert_eq!(words.count(), expected);
    }
    city.get("servicerequestupdates.json").await.lacks("revenu");
}

#[tokio::test]
async fn x6b_updates_are_refused_as_requests_are() {
    let mut city = city().await;
    city.report().await;
    let update = [("service_request_id", "26-000001"), ("update_id", "1"), ("status", "open"), ("description", "x")];
    city.send("/open311/v2/servicerequestupdates.xml", &update).await.is(403);
    for missing in 0..4 {
        let mut fields = update.to_vec();
        let (name, _) = fields.remove(missing);
        send_update(&mut city, &fields).await.is(400).holds(name);
    }
    let change = |place: usize, value| {
        let mut fields = update;
        fields[place].1 = value;
        fields
    };
    send_update(&mut city, &change(0, "26-000009")).await.is(404);
    send_update(&mut city, &change(2, "lune")).await.is(400);
    send_update(&mut city, &[&update[..], &[("updated_datetime", "hier")]].concat()).await.is(400);
    let long = "é".repeat(4_001);
    send_update(&mut city, &change(3, &long)).await.is(400);
    city.get("servicerequestupdates.xml?start_date=hier").await.is(400);
    // The test endpoint keeps nothing.
    let key = city.test_key.clone();
    let fields = [&[("api_key", key.as_str())][..], &update].concat();
    city.send("/open311/test/v2/servicerequestupdates.xml", &fields).await.is(200);
    let mut tx = city.ground.app.database().read();
    let count: i64 = ::store::sql("select count(*) from open311_update").fetch_value(&mut tx).await.unwrap();
    assert_eq!(count, 0);
}

/// A picture of one point.
const PICTURE: &[u8] = b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde\x00\x00\x00\x0cIDATx\xdacPpH\x00\x00\x01D\x00\xc15pE\xee\x00\x00\x00\x00IEND\xaeB`\x82";

/// A pothole with files, as `multipart/form-data`.
fn form(key: &str, files: &[&[u8]]) -> Vec<u8> {
    let fields = [&[("api_key", key), ("service_code", "NID_POULE")][..], &PLACE, &ANSWERS].concat();
    let mut form = Vec::new();
    for (name, value) in fields {
        form.extend(format!("--XX\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    for file in files {
        form.extend(b"--XX\r\ncontent-disposition: form-data; name=\"media\"; filename=\"a.jpg\"\r\n\r\n");
        form.extend([file, b"\r\n".as_slice()].concat());
    }
    form.extend(b"--XX--\r\n");
    form
}

async fn send_form(city: &mut City, endpoint: &str, body: Vec<u8>) -> Reply {
    let request = Request::post(format!("/open311{endpoint}/requests.json"));
    let request = request.header("content-type", "multipart/form-data; boundary=XX").body(Body::from(body));
    city.program.send(request.unwrap()).await
}

#[tokio::test]
async fn x7_forms_bring_photos_that_are_private_until_staff_publish_them() {
    let mut city = city().await;
    let key = city.key.clone();
    send_form(&mut city, "/v2", form(&key, &[PICTURE, PICTURE])).await.is(200).holds("26-000001");
    let mut op = city.staff();
    let request = requests::find(&mut op, "26-000001").await.unwrap().unwrap();
    let photos = photos::of(&mut op, request.id).await.unwrap();
    assert_eq!(photos.len(), 1, "the same picture twice is one");
    assert!(city.get("requests.json").await.json()[0]["media_url"].is_null());
    photos::publish(&mut op, &request, &photos[0].name, photos::Showing::Whole).await.unwrap();
    op.commit().await.unwrap();
    let shown = &city.get("requests.json?extensions=true").await.json()[0];
    let address = format!("http://127.0.0.1/suivi/26-000001/photo/{}", photos[0].name);
    assert_eq!((&shown["media_url"], &shown["media_urls"][0]), (&address.as_str().into(), &address.as_str().into()));

    send_form(&mut city, "/v2", form(&key, &[])).await.is(200).holds("26-000002");
    send_form(&mut city, "/test/v2", form(&key, &[PICTURE])).await.is(200);
    send_form(&mut city, "/v2", form(&key, &[b"<svg onload=alert(1)>"])).await.is(400).holds("JPEG, PNG");
    send_form(&mut city, "/v2", form(&key, &[&PICTURE[..30]])).await.is(400);
    send_form(&mut city, "/v2", form(&key, &[&vec![0; 3_000_000]])).await.is(400).holds("JPEG, PNG");
    send_form(&mut city, "/v2", form(&key, &[PICTURE; 4])).await.is(400).holds("trois photos");
    let cut = form(&key, &[PICTURE]);
    send_form(&mut city, "/v2", cut[..cut.len() / 2].to_vec()).await.is(400).holds("coupé");
    assert_eq!(city.count().await, 2);
}
