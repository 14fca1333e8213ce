//! Formats, dates, empty values, jurisdictions, errors.

use super::{ANSWERS, PLACE, city, leaves, texts};
use axum::{body::Body, http::Request};

const LISTS: [&str; 3] = ["services", "requests", "servicerequestupdates"];

#[tokio::test]
async fn f1_xml_is_always_served() {
    let mut city = city().await;
    let number = city.report().await;
    for path in [&LISTS[..], &["services/NID_POULE", &format!("requests/{number}"), "discovery"]].concat() {
        let reply = city.get(&format!("{path}.xml")).await;
        assert!(!leaves(reply.is(200)).is_empty(), "{path}");
    }
}

#[tokio::test]
async fn f2_the_ending_of_the_address_chooses_the_format() {
    let mut city = city().await;
    assert!(city.get("services.json").await.text().starts_with("[{"));
    assert!(city.get("services.xml").await.text().starts_with("<?xml"));
    for path in ["services", "services.yaml", "services.html", "requests/26-000001"] {
        let reply = city.get(path).await;
        assert_eq!(texts(reply.is(404), "errors/error/code"), ["404"], "{path}");
    }
}

#[tokio::test]
async fn f3_answers_bear_their_types() {
    let mut city = city().await;
    assert!(city.get("services.xml").await.header("content-type").starts_with("text/xml"));
    assert!(city.get("services.json").await.header("content-type").starts_with("application/json"));
    assert!(city.get("rien.json").await.header("content-type").starts_with("application/json"));
}

#[tokio::test]
async fn f3c_answers_say_that_they_are_utf8() {
    let mut city = city().await;
    for path in ["services.xml", "services.json", "rien.xml", "rien.json"] {
        assert!(city.get(path).await.header("content-type").ends_with("; charset=utf-8"), "{path}");
    }
}

#[tokio::test]
async fn f4_text_is_utf8_in_and_out() {
    let mut city = city().await;
    city.get("services.json").await.holds("Chaussée fissurée ou affaissée");
    city.get("services.xml").await.holds("Chaussée fissurée ou affaissée");
    city.get("requests.json?service_code=%ff%fe").await.is(400).holds("UTF-8");
    for body in [&b"service_code=NID_POULE&description=%c3%28"[..], b"service_code=\xff"] {
        let request =
            Request::post("/open311/v2/requests.xml").header("content-type", "application/x-www-form-urlencoded");
        let reply = city.program.send(request.body(Body::from(body)).unwrap()).await;
        reply.is(400).holds("n’est pas en UTF-8");
    }
}

#[tokio::test]
async fn f5_xml_begins_with_its_declaration() {
    let mut city = city().await;
    for path in ["services.xml", "requests.xml", "rien.xml", "services/NID_POULE.xml"] {
        let text = city.get(path).await.text();
        assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?><"), "{text}");
    }
}

#[tokio::test]
async fn f6_xml_has_no_namespace() {
    let mut city = city().await;
    for path in ["services.xml", "services/NID_POULE.xml", "discovery.xml", "requests.xml", "rien.xml"] {
        city.get(path).await.lacks("xmlns").lacks("<!DOCTYPE");
    }
}

#[tokio::test]
async fn f7_json_drops_the_root_and_keeps_lists_as_arrays() {
    let mut city = city().await;
    assert!(city.get("requests.json").await.json().as_array().unwrap().is_empty());
    let number = city.report().await;
    assert_eq!(city.get("requests.json").await.json().as_array().unwrap().len(), 1);
    assert!(city.get(&format!("requests/{number}.json")).await.json().is_array());
    assert!(city.get("rien.json").await.json().is_array());
    let definition = city.get("services/PARCOMETRE.json").await.json();
    assert_eq!(definition["attributes"].as_array().unwrap().len(), 1);
    assert!(definition["attributes"][0]["values"].is_array());
    let discovery = city.get("discovery.json").await.json();
    assert!(discovery["endpoints"].is_array() && discovery["endpoints"][0]["formats"].is_array());
}

#[tokio::test]
async fn f8_dates_bear_their_zone() {
    let mut city = city().await;
    city.report().await;
    let request = &city.get("requests.json").await.json()[0];
    assert_eq!(request["requested_datetime"], "2026-11-18T12:53:20-05:00");
    for name in ["updated_datetime", "expected_datetime"] {
        let text = request[name].as_str().unwrap();
        assert!(text.parse::<base::Moment>().is_ok() && text.len() == 25, "{text}");
    }
    assert_eq!(city.get("requests.json?start_date=2026-11-18T17:53:20Z").await.json().as_array().unwrap().len(), 1);
    assert_eq!(
        city.get("requests.json?start_date=2026-11-18T12:53:21-05:00").await.json().as_array().unwrap().len(),
        0
    );
}

#[tokio::test]
async fn f9_an_empty_parameter_is_an_absent_one() {
    let mut city = city().await;
    let empty =
        "service_request_id=&service_code=&start_date=&end_date=&status=&jurisdiction_id=&page=&bbox=&lat=&long=";
    city.get(&format!("requests.json?{empty}")).await.is(200);
    let fields = [("service_code", "NID_POULE"), ("email", ""), ("media_url", ""), ("attribute[taille]", "")];
    city.post(&[&fields, &PLACE, &ANSWERS]).await.is(200);
    let blank = [("service_code", "NID_POULE"), ("lat", ""), ("long", " "), ("address_string", "")];
    city.post(&[&blank, &ANSWERS]).await.is(400).holds("address_string");
}

#[tokio::test]
async fn f10_what_is_unknown_is_empty_or_null() {
    let mut city = city().await;
    city.report().await;
    let reply = city.get("requests.json").await;
    assert!(reply.json()[0]["zipcode"].is_null() && reply.json()[0]["media_url"].is_null());
    city.get("requests.xml").await.holds("<zipcode></zipcode>").holds("<media_url></media_url>");
}

#[tokio::test]
async fn f11_values_have_their_json_types() {
    let mut city = city().await;
    city.report().await;
    let request = &city.get("requests.json").await.json()[0];
    for name in ["service_request_id", "service_code"] {
        assert!(request[name].is_string(), "{name}: {request}");
    }
    assert!(request["lat"].is_f64() && request["long"].is_f64());
    assert!(city.get("services.json").await.json()[0]["metadata"].is_boolean());
    let attribute = &city.get("services/NID_POULE.json").await.json()["attributes"][0];
    assert!(attribute["variable"].is_boolean() && attribute["required"].is_boolean() && attribute["order"].is_i64());
    city.get("services/NID_POULE.xml").await.holds("<required>true</required>").holds("<required>false</required>");
}

#[tokio::test]
async fn j1_another_jurisdiction_is_unknown() {
    let mut city = city().await;
    for path in [&LISTS[..], &["services/NID_POULE", "requests/26-000001", "tokens/0123456789abcdef"]].concat() {
        let reply = city.get(&format!("{path}.xml?jurisdiction_id=toronto.ca")).await;
        assert_eq!(texts(reply.is(404), "errors/error/code"), ["404"], "{path}");
    }
    let fields = [("service_code", "NID_POULE"), ("jurisdiction_id", "toronto.ca")];
    city.post(&[&fields, &PLACE, &ANSWERS]).await.is(404);
    assert_eq!(city.count().await, 0);
}

#[tokio::test]
async fn j2_no_jurisdiction_is_ours() {
    let mut city = city().await;
    for query in ["", "?jurisdiction_id=", "?jurisdiction_id=example.org", "?jurisdiction_id=Example.ORG"] {
        city.get(&format!("services.json{query}")).await.is(200);
    }
    assert_eq!(city.get("discovery.json").await.json()["jurisdiction_id"], "example.org");
}

#[tokio::test]
async fn e1_errors_are_codes_and_sentences_in_the_language_of_the_reader() {
    let mut city = city().await;
    let french = city.get("services/LICORNE.json").await;
    let errors = french.is(404).json();
    assert_eq!(errors.as_array().unwrap().len(), 1);
    assert_eq!(errors[0]["code"], 404);
    assert_eq!(errors[0]["description"], "Ce service (service_code) n’existe pas.");
    let english = city.program.get("/en/open311/v2/services/LICORNE.xml").await;
    assert_eq!(texts(english.is(404), "errors/error/code"), ["404"]);
    assert_eq!(texts(&english, "errors/error/description"), ["There is no such service (service_code)."]);
}

#[tokio::test]
async fn e2_the_status_is_true_and_every_fault_is_told() {
    let mut city = city().await;
    let fields = [("service_code", "NID_POULE"), ("lat", "45.5"), ("email", "léa"), ("media_url", "javascript:x")];
    let reply = city.post(&[&fields, &[("attribute[danger]", "lune"), ("attribute[magie]", "1")]]).await;
    let errors = reply.is(400).json();
    let said: Vec<&str> = errors.as_array().unwrap().iter().map(|it| it["description"].as_str().unwrap()).collect();
    for word in ["long", "email", "media_url", "emplacement_voie", "danger", "magie"] {
        assert!(said.iter().any(|text| text.contains(word)), "{word}: {said:?}");
    }
    assert!(errors.as_array().unwrap().iter().all(|it| it["code"] == 400));
}
