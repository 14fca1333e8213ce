//! How a program finds us.

use super::{city, texts};

#[tokio::test]
async fn d1_discovery_is_served_in_both_formats() {
    let mut city = city().await;
    let xml = city.program.get("/open311/discovery.xml").await;
    let json = city.program.get("/open311/discovery.json").await.is(200).json();
    assert_eq!(texts(xml.is(200), "discovery/contact"), [json["contact"].as_str().unwrap()]);
    city.program.get("/open311/discovery").await.is(404);
}

#[tokio::test]
async fn d2_its_address_ends_with_discovery_and_the_format() {
    let mut city = city().await;
    for path in ["/open311/discovery", "/open311/v2/discovery", "/open311/test/v2/discovery", "/en/open311/discovery"] {
        for format in ["xml", "json"] {
            city.program.get(&format!("{path}.{format}")).await.is(200);
        }
    }
}

#[tokio::test]
async fn d3_it_bears_a_changeset() {
    let mut city = city().await;
    let json = city.program.get("/open311/discovery.json").await.json();
    assert_eq!(json["changeset"], "2026-11-18T12:53:20-05:00");
}

#[tokio::test]
async fn d4_it_says_whom_to_contact() {
    let mut city = city().await;
    let contact = city.program.get("/open311/discovery.json").await.json()["contact"].to_string();
    assert!(contact.contains("Ville d’essai") && contact.contains("311") && contact.contains("https://example.org"));
}

#[tokio::test]
async fn d5_it_says_how_to_get_a_key() {
    let mut city = city().await;
    let french = city.program.get("/open311/discovery.json").await.json();
    assert!(french["key_service"].as_str().unwrap().contains("clé"));
    let english = city.program.get("/en/open311/discovery.json").await.json();
    assert!(english["key_service"].as_str().unwrap().contains("To get a key"));
}

#[tokio::test]
async fn d6_each_endpoint_bears_its_specification() {
    let mut city = city().await;
    let xml = city.program.get("/open311/discovery.xml").await;
    let expected = "http://wiki.open311.org/GeoReport_v2";
    assert_eq!(texts(&xml, "discovery/endpoints/endpoint/specification"), [expected, expected]);
}

#[tokio::test]
async fn d7_each_endpoint_answers_at_its_address() {
    let mut city = city().await;
    for discovery in ["/open311/discovery.json", "/en/open311/discovery.json"] {
        let json = city.program.get(discovery).await.json();
        for endpoint in json["endpoints"].as_array().unwrap() {
            let url = endpoint["url"].as_str().unwrap().strip_prefix("http://127.0.0.1").unwrap();
            assert_eq!(url.starts_with("/en/"), discovery.starts_with("/en/"));
            city.program.get(&format!("{url}/services.xml")).await.is(200);
            city.program.get(&format!("{url}/requests.json")).await.is(200);
        }
    }
}

#[tokio::test]
async fn d8_each_endpoint_bears_its_changeset() {
    let mut city = city().await;
    let xml = city.program.get("/open311/discovery.xml").await;
    let changesets = texts(&xml, "discovery/endpoints/endpoint/changeset");
    assert_eq!(
        changesets,
        [texts(&xml, "discovery/changeset")[0].clone(), texts(&xml, "discovery/changeset")[0].clone()]
    );
}

#[tokio::test]
async fn d9_one_endpoint_is_for_production_and_one_for_tests() {
    let mut city = city().await;
    let xml = city.program.get("/open311/discovery.xml").await;
    assert_eq!(texts(&xml, "discovery/endpoints/endpoint/type"), ["production", "test"]);
}

#[tokio::test]
async fn d10_each_endpoint_bears_its_formats() {
    let mut city = city().await;
    let json = city.program.get("/open311/discovery.json").await.json();
    for endpoint in json["endpoints"].as_array().unwrap() {
        assert_eq!(endpoint["formats"], serde_json::json!(["text/xml", "application/json"]));
    }
    let xml = city.program.get("/open311/discovery.xml").await;
    assert_eq!(texts(&xml, "discovery/endpoints/endpoint/formats/format").len(), 4);
}
