//! Programs that go wrong, programs that go too far, and the test endpoint.

mod inquiry;
mod rules;

use self::rules::{ANSWERS, PLACE, city, encoded, leaves, numbers, texts};
use axum::{body::Body, http::Request};
use requests::{Channel, find};
use web::{Op, door::LARGEST_BODY};

const POTHOLE: [(&str, &str); 1] = [("service_code", "NID_POULE")];

#[tokio::test]
async fn the_test_endpoint_checks_everything_and_keeps_nothing() {
    let mut city = city().await;
    for key in [city.test_key.clone(), city.key.clone()] {
        let fields = [&[("api_key", key.as_str())][..], &POTHOLE, &PLACE, &ANSWERS].concat();
        let reply = city.send("/open311/test/v2/requests.json", &fields).await;
        reply.is(200).holds("00-000000").holds("rien n’a été gardé");
        city.send("/open311/test/v2/requests.json", &fields[..4]).await.is(400).holds("required");
    }
    assert_eq!(city.count().await, 0);
    city.program.get("/open311/test/v2/requests/00-000000.json").await.is(404);
    city.report().await;
    assert_eq!(numbers(&city.program.get("/open311/test/v2/requests.json").await), ["26-000001"]);
}

#[tokio::test]
async fn a_key_is_used_so_often_a_day() {
    let mut city = city().await;
    for quota in [1, 3, 130] {
        let key = city.add_key(&format!("Quota {quota}"), false, quota).await;
        city.wait(10_000);
        let fields = [&[("api_key", key.as_str())][..], &POTHOLE].concat();
        for _ in 0..quota {
            city.send("/open311/v2/requests.json", &fields).await.is(400);
        }
        for _ in 0..2 {
            let reply = city.send("/open311/v2/requests.json", &fields).await;
            let error = &reply.is(403).json()[0];
            assert_eq!(error["code"], 429);
            let wait_s: i64 = reply.header("retry-after").parse().unwrap();
            assert!((0..=86_400).contains(&wait_s), "{wait_s}");
        }
        city.wait(86_400_000);
        city.send("/open311/v2/requests.json", &fields).await.is(400);
    }
}

#[tokio::test]
async fn a_quota_is_shared_by_every_process() {
    let mut city = city().await;
    let key = city.add_key("Partagée", false, 60).await;
    let fields = [&[("api_key", key.as_str())][..], &POTHOLE].concat();
    let app = city.ground.app.clone();
    let mut other = testkit::Browser::new(web::door::door(crate::routes(), &app));
    let mut admitted = 0;
    for turn in 0..80 {
        let body = Body::from(encoded(&fields));
        let request =
            Request::post("/open311/v2/requests.json").header("content-type", "application/x-www-form-urlencoded");
        let browser = if turn % 2 == 0 { &mut city.program } else { &mut other };
        admitted += i64::from(browser.send(request.body(body).unwrap()).await.status == 400);
    }
    assert_eq!(admitted, 60);
}

#[tokio::test]
async fn a_revoked_key_opens_nothing_a_moment_later() {
    let mut city = city().await;
    city.report().await;
    let mut tx = city.ground.app.database().write();
    assert!(crate::keys::revoke(&mut tx, "Application", city.ground.now()).await.unwrap());
    assert!(!crate::keys::revoke(&mut tx, "Application", city.ground.now()).await.unwrap());
    tx.commit().await.unwrap();
    city.wait(5_000);
    city.post(&[&POTHOLE, &PLACE, &ANSWERS]).await.is(403);
    // Its name is free again, and the old one is still known by it.
    city.add_key("Application", false, 10).await;
    let keys = crate::keys::list(&mut city.ground.app.database().read()).await.unwrap();
    assert_eq!(keys.iter().filter(|key| key.name == "Application").count(), 2);
    assert!(keys.iter().all(|key| key.hash.len() == 64 && key.channel == Channel::Mobile));
}

#[tokio::test]
async fn places_that_are_not_ours_and_answers_that_end_are_refused_with_whom_to_contact() {
    let mut city = city().await;
    let outside = [("lat", "45.60"), ("long", "-73.58")];
    city.post(&[&POTHOLE, &outside, &ANSWERS]).await.is(400).holds("en dehors de la ville");
    let linked = [("lat", "45.5231"), ("long", "-73.6150")];
    city.post(&[&POTHOLE, &linked, &ANSWERS]).await.is(400).holds("Westmount").holds("westmount.org");
    let highway = [ANSWERS[0], ("attribute[autoroute]", "oui"), ANSWERS[2]];
    city.post(&[&POTHOLE, &PLACE, &highway]).await.is(400).holds("511");
    let danger = [ANSWERS[0], ANSWERS[1], ("attribute[danger]", "oui")];
    city.post(&[&POTHOLE, &PLACE, &danger]).await.is(200).holds("911");
    assert_eq!(city.count().await, 1);
}

#[tokio::test]
async fn a_service_that_must_reach_the_person_says_it_and_asks_for_it() {
    let mut city = city().await;
    let definition = city.get("services/PLOMB.json").await.json();
    let said = definition["attributes"].as_array().unwrap().iter().find(|it| it["code"] == "contact").unwrap();
    assert!(said["variable"] == false && said["description"].as_str().unwrap().contains("email"), "{said}");
    let plumbing = [("service_code", "PLOMB")];
    city.post(&[&plumbing, &PLACE]).await.is(400).holds("(email)");
    city.post(&[&plumbing, &PLACE, &[("phone", "514 555-0123")]]).await.lacks("(email)");
}

#[tokio::test]
async fn sql_and_html_in_every_field_stay_words() {
    let mut city = city().await;
    let nasty = "'); drop table request; --<script>alert(1)</script>&amp;]]>";
    let all = ["first_name", "last_name", "description", "address_string", "device_id", "account_id", "zipcode", "<b>"];
    let fields: Vec<(&str, &str)> = all.iter().map(|name| (*name, nasty)).collect();
    city.post(&[&POTHOLE, &PLACE, &ANSWERS, &fields]).await.is(200);
    for name in
        ["service_code", "jurisdiction_id", "lat", "long", "email", "phone", "media_url", "address_id", "api_key"]
    {
        let fields: Vec<(&str, &str)> = POTHOLE
            .iter()
            .chain(&ANSWERS)
            .copied()
            .filter(|(field, _)| *field != name)
            .chain([(name, nasty)])
            .collect();
        let reply = city.post(&[&fields]).await;
        assert!((400..500).contains(&reply.status.as_u16()), "{name}: {}", reply.text());
        reply.lacks("<script>");
    }
    let attribute = [("attribute[magie'\"<b>]", nasty), ("attribute[danger]", nasty)];
    city.post(&[&POTHOLE, &PLACE, &ANSWERS[..2], &attribute]).await.is(400).lacks("<script>");
    let request = find(&mut Op::system(&city.ground.app), "26-000001").await.unwrap().unwrap();
    assert_eq!(request.description.as_str(), nasty);
    let escaped = encoded(&[("x", nasty)]);
    let escaped = escaped.split_once('=').unwrap().1;
    for name in ["service_request_id", "service_code", "start_date", "status", "page", "bbox", "lat", "jurisdiction_id"]
    {
        let reply = city.get(&format!("requests.xml?{name}={escaped}")).await;
        assert!(reply.status.as_u16() < 500, "{name}");
        leaves(reply.lacks("<script>"));
    }
    city.get(&format!("services/{escaped}.xml")).await.is(404);
    assert_eq!(city.count().await, 1);
}

#[tokio::test]
async fn bodies_that_are_no_forms_are_refused_unread() {
    let mut city = city().await;
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><a>&b;</a>";
    let nested = "[".repeat(100_000);
    for (kind, body) in [("text/xml", bomb), ("application/json", nested.as_str()), ("text/plain", "a=1"), ("", "a=1")]
    {
        let request = Request::post("/open311/v2/requests.xml").header("content-type", kind);
        let reply = city.program.send(request.body(Body::from(body.to_owned())).unwrap()).await;
        assert_eq!(texts(reply.is(400), "errors/error/code"), ["400"], "{kind}");
    }
    let many = "attribute[a][]=1&".repeat(501);
    let large = format!("description={}", "a".repeat(300_000));
    for body in [many, large] {
        let request =
            Request::post("/open311/v2/requests.json").header("content-type", "application/x-www-form-urlencoded");
        city.program.send(request.body(Body::from(body)).unwrap()).await.is(400).json();
    }
}

#[tokio::test]
async fn refusals_of_the_door_are_said_in_the_words_of_the_standard() {
    let mut city = city().await;
    let huge = Request::post("/en/open311/v2/requests.json")
        .header("content-length", LARGEST_BODY + 1)
        .body(Body::from(vec![b'a'; LARGEST_BODY + 1]))
        .unwrap();
    let reply = city.program.send(huge).await;
    assert_eq!(reply.is(413).json()[0]["code"], 413);
    assert!(reply.header("content-type").starts_with("application/json"));
    let foreign = Request::post("/open311/v2/requests.xml").header("origin", "https://evil.example");
    let foreign = city.program.send(foreign.header("host", "city.example").body(Body::empty()).unwrap()).await;
    assert_eq!(texts(foreign.is(403), "errors/error/code"), ["403"]);
    assert_ne!(foreign.header("content-security-policy"), "");
    city.program.get("/rien").await.is(404).holds("<h1");
}

#[tokio::test]
async fn resources_and_methods_that_do_not_exist_are_said() {
    let mut city = city().await;
    for path in ["lune.xml", "services/A/B.xml", "requests/26-000001/photos.json", "../admin.xml"] {
        city.get(path).await.is(404);
    }
    for (path, status) in
        [("services.xml", 405), ("discovery.json", 405), ("requests/26-000001.json", 405), ("x.json", 404)]
    {
        city.send(&format!("/open311/v2/{path}"), &[]).await.is(status);
    }
    let delete = Request::delete("/open311/v2/requests.json").body(Body::empty()).unwrap();
    city.program.send(delete).await.is(405).json();
}

#[tokio::test]
async fn public_answers_may_be_read_by_pages_of_anybody() {
    let mut city = city().await;
    for path in ["services.json", "requests.xml", "rien.json"] {
        assert_eq!(city.get(path).await.header("access-control-allow-origin"), "*", "{path}");
    }
    assert!(city.get("services.json").await.header("cache-control").contains("max-age"));
    assert_eq!(city.get("requests.json").await.header("cache-control"), "no-cache");
}
