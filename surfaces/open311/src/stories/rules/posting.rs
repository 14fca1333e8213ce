//! Requests sent by programs, and tokens.

use super::{ANSWERS, City, PLACE, city, encoded, texts};
use axum::{body::Body, http::Request};
use requests::{Channel, find};
use web::Op;

const POTHOLE: [(&str, &str); 1] = [("service_code", "NID_POULE")];
const TOKEN: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";

#[tokio::test]
async fn p1_without_a_key_is_403() {
    let mut city = city().await;
    let fields = [&POTHOLE[..], &PLACE, &ANSWERS].concat();
    let reply = city.send("/open311/v2/requests.xml", &fields).await;
    assert_eq!(texts(reply.is(403), "errors/error/code"), ["403"]);
    let empty = [&[("api_key", "")], fields.as_slice()].concat();
    city.send("/open311/v2/requests.json", &empty).await.is(403);
    assert_eq!(city.count().await, 0);
}

#[tokio::test]
async fn p2_with_a_wrong_key_is_403() {
    let mut city = city().await;
    let test_key = city.test_key.clone();
    let mut tx = city.ground.app.database().write();
    let revoked = city.add_key("Révoquée", false, 10).await;
    assert!(crate::keys::revoke(&mut tx, "Révoquée", city.ground.now()).await.unwrap());
    tx.commit().await.unwrap();
    for key in ["faux", "' or 1=1 --", &test_key, &revoked] {
        let fields = [&[("api_key", key)][..], &POTHOLE, &PLACE, &ANSWERS].concat();
        city.send("/open311/v2/requests.json", &fields).await.is(403);
    }
    assert_eq!(city.count().await, 0);
}

#[tokio::test]
async fn p3_without_a_service_is_400() {
    city().await.post(&[&PLACE, &ANSWERS]).await.is(400).holds("service_code");
}

#[tokio::test]
async fn p4_with_an_unknown_service_is_404() {
    city().await.post(&[&[("service_code", "LICORNE")], &PLACE]).await.is(404).holds("service_code");
}

#[tokio::test]
async fn p5_without_a_place_is_400() {
    city().await.post(&[&POTHOLE, &ANSWERS]).await.is(400).holds("address_string");
}

#[tokio::test]
async fn p6_with_half_a_place_is_400() {
    let mut city = city().await;
    for (field, missing) in [("lat", "long"), ("long", "lat")] {
        let reply = city.post(&[&POTHOLE, &[(field, "45.5")], &ANSWERS]).await;
        reply.is(400).holds(&format!("il manque {missing}"));
    }
    city.post(&[&POTHOLE, &[("lat", "nord"), ("long", "ouest")], &ANSWERS]).await.is(400);
    city.post(&[&POTHOLE, &[("lat", "91"), ("long", "-73")], &ANSWERS]).await.is(400);
}

#[tokio::test]
async fn p7_without_a_required_answer_is_400_and_its_code_is_said() {
    let mut city = city().await;
    let reply = city.post(&[&POTHOLE, &PLACE, &ANSWERS[1..]]).await;
    reply.is(400).holds("emplacement_voie required").holds("Où est-ce exactement?");
    assert_eq!(city.count().await, 0);
}

#[tokio::test]
async fn p8_a_point_and_answers_make_a_request() {
    let mut city = city().await;
    let rest = [
        ("first_name", "Léa"),
        ("last_name", "Roy"),
        ("email", "lea@exemple.test"),
        ("phone", "514 555-0123"),
        ("description", "Un trou\r\nprofond & <b>dangereux</b>"),
        ("media_url", "https://exemple.test/a.jpg"),
        ("device_id", "abc"),
        ("account_id", "9"),
    ];
    let reply = city.post(&[&POTHOLE, &PLACE, &ANSWERS, &rest]).await;
    let number = reply.is(200).json()[0]["service_request_id"].as_str().unwrap().to_owned();
    let mut op = Op::system(&city.ground.app);
    let request = find(&mut op, &number).await.unwrap().unwrap();
    assert_eq!(request.description.as_str(), "Un trou\nprofond & <b>dangereux</b>");
    assert_eq!(request.answers.get("danger"), ["non"]);
    assert_eq!((request.channel, request.media_url.as_str()), (Channel::Mobile, "https://exemple.test/a.jpg"));
    let contacts = requests::requesters_of(&mut op, request.id).await.unwrap();
    let contact = &contacts[0].2;
    assert_eq!(contact.name.as_deref(), Some("Léa Roy"));
    assert_eq!((contact.email.as_deref(), contact.phone.as_deref()), (Some("lea@exemple.test"), Some("514 555-0123")));
    assert!(!contact.wants_news && !contact.wants_survey && !contact.wants_participation);
    let events = requests::timeline(&mut op, request.id, requests::Audience::Staff).await.unwrap();
    assert_eq!((events[0].actor_kind.as_str(), events[0].actor_name.as_deref()), ("client", Some("Application")));
}

#[tokio::test]
async fn p9_an_answer_of_several_values_is_kept_whole() {
    let mut city = city().await;
    let objects =
        [("attribute[objet][]", "conteneur"), ("attribute[objet][]", "terrasse"), ("attribute[danger]", "non")];
    let service = city.get("services/OBSTRUCTION.json").await.json();
    let values = &service["attributes"].as_array().unwrap().iter().find(|it| it["code"] == "objet").unwrap()["values"];
    assert!(["conteneur", "terrasse"].iter().all(|key| values.to_string().contains(key)), "{values}");
    let reply = city.post(&[&[("service_code", "OBSTRUCTION")], &PLACE, &objects]).await;
    let number = reply.is(200).json()[0]["service_request_id"].as_str().unwrap().to_owned();
    let request = find(&mut Op::system(&city.ground.app), &number).await.unwrap().unwrap();
    assert_eq!(request.answers.get("objet"), ["conteneur", "terrasse"]);
    let two = [("attribute[danger]", "oui"), ("attribute[danger]", "non"), ("attribute[objet]", "conteneur")];
    city.post(&[&[("service_code", "OBSTRUCTION")], &PLACE, &two]).await.is(400).holds("une seule réponse");
}

#[tokio::test]
async fn p10_the_answer_bears_a_number_and_no_token() {
    let mut city = city().await;
    let key = city.key.clone();
    let fields = [&[("api_key", key.as_str())][..], &POTHOLE, &PLACE, &ANSWERS].concat();
    let reply = city.send("/open311/v2/requests.xml", &fields).await;
    assert_eq!(texts(reply.is(200), "service_requests/request/service_request_id"), ["26-000001"]);
    reply.lacks("<token>").holds("dans 8 cas sur 10");
    let json = city.post(&[&POTHOLE, &PLACE, &ANSWERS]).await.json();
    assert_eq!(json.as_array().unwrap().len(), 1);
    assert!(json[0].get("token").is_none() && json[0]["service_request_id"] == "26-000002");
}

#[tokio::test]
async fn p11_words_and_identifiers_of_addresses_are_places() {
    let mut city = city().await;
    let address = "1502, avenue du Parc-des-Essais";
    for place in [[("address_string", address)], [("address_id", "2051")], [("address_string", "derrière l’église")]]
    {
        city.post(&[&POTHOLE, &place, &ANSWERS]).await.is(200);
    }
    let mut op = Op::system(&city.ground.app);
    let found = find(&mut op, "26-000001").await.unwrap().unwrap();
    assert!(found.place.point.is_some() && found.place.address == address);
    let by_side = find(&mut op, "26-000002").await.unwrap().unwrap();
    assert_eq!(by_side.place.street_side, Some(2051));
    assert_eq!(find(&mut op, "26-000003").await.unwrap().unwrap().place.point, None);
    for wrong in ["999999", "un", "-1"] {
        city.post(&[&POTHOLE, &[("address_id", wrong)], &ANSWERS]).await.is(400).holds("address_id");
    }
}

#[tokio::test]
async fn p12_more_than_4000_characters_is_400() {
    let mut city = city().await;
    let longest = "é".repeat(4_000);
    city.post(&[&POTHOLE, &PLACE, &ANSWERS, &[("description", &longest)]]).await.is(200);
    let longer = "é".repeat(4_001);
    city.post(&[&POTHOLE, &PLACE, &ANSWERS, &[("description", &longer)]]).await.is(400).holds("4\u{202f}000");
    let address = "a".repeat(301);
    city.post(&[&POTHOLE, &[("address_string", &address)], &ANSWERS]).await.is(400).holds("300");
    assert_eq!(city.count().await, 1);
}

/// Sends a pothole under a key of the sender's own.
async fn post_with_token(city: &mut City, token: &str) -> testkit::Reply {
    let key = city.key.clone();
    let fields = [&[("api_key", key.as_str())][..], &POTHOLE, &PLACE, &ANSWERS].concat();
    let request = Request::post("/open311/v2/requests.json")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("idempotency-key", token);
    city.program.send(request.body(Body::from(encoded(&fields))).unwrap()).await
}

#[tokio::test]
async fn t1_a_token_gives_the_number_of_its_request() {
    let mut city = city().await;
    let number = post_with_token(&mut city, TOKEN).await.is(200).json()[0]["service_request_id"].clone();
    let json = city.get(&format!("tokens/{TOKEN}.json")).await.is(200).json();
    assert_eq!(json[0]["service_request_id"], number);
    // Sent again, it is the same request.
    assert_eq!(post_with_token(&mut city, TOKEN).await.is(200).json()[0]["service_request_id"], number);
    assert_eq!(city.count().await, 1);
}

#[tokio::test]
async fn t2_a_token_gives_itself() {
    let mut city = city().await;
    post_with_token(&mut city, TOKEN).await.is(200);
    let xml = city.get(&format!("tokens/{TOKEN}.xml")).await;
    assert_eq!(texts(xml.is(200), "service_requests/request/token"), [TOKEN]);
}

#[tokio::test]
async fn t3_a_token_gives_an_array_of_one() {
    let mut city = city().await;
    post_with_token(&mut city, TOKEN).await.is(200);
    let json = city.get(&format!("tokens/{TOKEN}.json")).await.json();
    assert_eq!(json.as_array().unwrap().len(), 1);
    assert_eq!(json[0].as_object().unwrap().len(), 2);
}

#[tokio::test]
async fn t4_an_unknown_token_is_404_and_a_missing_one_400() {
    let mut city = city().await;
    city.get("tokens/lune.xml").await.is(404);
    city.get("tokens/.xml").await.is(400);
    city.get("tokens.json").await.is(400);
    post_with_token(&mut city, "court").await.is(400).holds("Idempotency-Key");
    assert_eq!(city.count().await, 0);
}
