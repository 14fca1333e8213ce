//! Services and their definitions.

use super::{City, SILENT, city, texts};
use serde_json::Value;
use std::collections::BTreeSet;

async fn services() -> (City, Vec<Value>) {
    let mut city = city().await;
    let services = city.get("services.json").await.is(200).json().as_array().unwrap().clone();
    assert_eq!(services.len(), 83);
    (city, services)
}

/// Every service has `name`, a text that says something.
async fn check_text(name: &str) {
    let (_city, services) = services().await;
    for service in services {
        assert!(service[name].as_str().is_some_and(|text| !text.trim().is_empty()), "{name}: {service}");
    }
}

#[tokio::test]
async fn sl1_a_service_has_a_code() {
    check_text("service_code").await;
}

#[tokio::test]
async fn sl2_a_service_has_a_name() {
    check_text("service_name").await;
    let mut city = city().await;
    let english = city.program.get("/en/open311/v2/services.json").await.json();
    assert_eq!(english[0]["service_name"], "Pothole");
}

#[tokio::test]
async fn sl3_a_service_has_a_description() {
    check_text("description").await;
}

#[tokio::test]
async fn sl4_metadata_is_true_when_questions_are_asked() {
    let (mut city, services) = services().await;
    let mut seen = BTreeSet::new();
    for service in services {
        let code = service["service_code"].as_str().unwrap();
        let definition = city.get(&format!("services/{code}.json")).await.is(200).json();
        let has_questions = !definition["attributes"].as_array().unwrap().is_empty();
        assert_eq!(service["metadata"], has_questions, "{code}");
        seen.insert(has_questions);
    }
    assert_eq!(seen.len(), 2, "both kinds of services were seen");
}

#[tokio::test]
async fn sl5_a_service_has_a_type() {
    let (_city, services) = services().await;
    assert!(services.iter().all(|service| service["type"] == "realtime"));
}

#[tokio::test]
async fn sl6_a_service_has_keywords() {
    check_text("keywords").await;
    let (_city, services) = services().await;
    assert!(services[0]["keywords"].as_str().unwrap().starts_with("trou,chaussée,"));
}

#[tokio::test]
async fn sl7_a_service_has_a_group() {
    check_text("group").await;
}

#[tokio::test]
async fn sl8_no_two_services_have_one_code() {
    let (_city, services) = services().await;
    let codes: BTreeSet<String> = services.iter().map(|service| service["service_code"].to_string()).collect();
    assert_eq!(codes.len(), services.len());
}

#[tokio::test]
async fn sl9_both_formats_hold_the_same_list() {
    let (mut city, services) = services().await;
    let xml = city.get("services.xml").await;
    for name in ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"] {
        let in_json: Vec<String> = services
            .iter()
            .map(|service| service[name].as_str().map_or_else(|| service[name].to_string(), str::to_owned))
            .collect();
        assert_eq!(texts(&xml, &format!("services/service/{name}")), in_json, "{name}");
    }
}

#[tokio::test]
async fn sl10_what_is_asked_wrongly_is_refused() {
    let mut city = city().await;
    city.get("services.xml?jurisdiction_id=lune").await.is(404);
    city.get("services.xml?lat=abc&long=-73.58").await.is(400);
    city.get("services.xml?lat=45.5231").await.is(400);
}

async fn definition(code: &str) -> Value {
    city().await.get(&format!("services/{code}.json")).await.is(200).json()
}

async fn attributes(code: &str) -> Vec<Value> {
    definition(code).await["attributes"].as_array().unwrap().clone()
}

#[tokio::test]
async fn sd1_a_definition_bears_the_code_of_its_service() {
    assert_eq!(definition("NID_POULE").await["service_code"], "NID_POULE");
}

#[tokio::test]
async fn sd2_a_definition_bears_its_attributes() {
    let codes: Vec<String> = attributes("NID_POULE").await.iter().map(|it| it["code"].to_string()).collect();
    assert!(codes.len() >= 4 && codes[0] == "\"emplacement_voie\"", "{codes:?}");
    let mut city = city().await;
    assert_eq!(city.get(&format!("services/{SILENT}.json")).await.json()["attributes"], serde_json::json!([]));
}

#[tokio::test]
async fn sd3_what_is_only_shown_is_not_variable() {
    let attributes = attributes("NID_POULE").await;
    let shown: Vec<&Value> = attributes.iter().filter(|it| it["variable"] == false).collect();
    let said: Vec<&str> = shown.iter().map(|it| it["description"].as_str().unwrap()).collect();
    assert!(said.iter().any(|text| text.contains("911")) && said.iter().any(|text| text.contains("511")), "{said:?}");
    assert!(shown.iter().all(|it| it["required"] == false));
}

#[tokio::test]
async fn sd4_an_attribute_has_a_code_of_its_own() {
    let attributes = attributes("NID_POULE").await;
    let codes: BTreeSet<&str> = attributes.iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert_eq!(codes.len(), attributes.len());
}

#[tokio::test]
async fn sd5_an_attribute_has_one_of_six_datatypes() {
    let known = ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"];
    for code in ["NID_POULE", "OBSTRUCTION", "BALAI", "MOBILIER_URBAIN", "PARCOMETRE"] {
        for attribute in attributes(code).await {
            assert!(known.contains(&attribute["datatype"].as_str().unwrap()), "{attribute}");
        }
    }
}

#[tokio::test]
async fn sd6_an_attribute_says_whether_it_is_required() {
    let attributes = attributes("NID_POULE").await;
    let find = |code: &str| attributes.iter().find(|it| it["code"] == code).unwrap()["required"].clone();
    assert_eq!((find("danger"), find("taille")), (true.into(), false.into()));
    // What is asked only sometimes is not said to be always due, and says when it is.
    assert_eq!(find("autoroute"), false);
    let highway = attributes.iter().find(|it| it["code"] == "autoroute").unwrap();
    assert!(highway["datatype_description"].as_str().unwrap().contains("Où est-ce exactement?"), "{highway}");
}

#[tokio::test]
async fn sd7_an_attribute_says_what_to_write() {
    let attributes = attributes("BALAI").await;
    assert!(attributes[0]["datatype_description"].as_str().unwrap().contains("2026-04-05"));
}

#[tokio::test]
async fn sd8_an_attribute_has_an_order_of_its_own_from_one() {
    let attributes = attributes("NID_POULE").await;
    let orders: Vec<u64> = attributes.iter().map(|it| it["order"].as_u64().unwrap()).collect();
    assert_eq!(orders, (1..=attributes.len() as u64).collect::<Vec<_>>());
}

#[tokio::test]
async fn sd9_an_attribute_bears_its_question() {
    assert_eq!(attributes("NID_POULE").await[0]["description"], "Où est-ce exactement?");
    let mut city = city().await;
    let english = city.program.get("/en/open311/v2/services/NID_POULE.json").await.json();
    assert_eq!(english["attributes"][0]["description"], "Where is it exactly?");
}

#[tokio::test]
async fn sd10_lists_have_values_with_a_key_and_a_name() {
    let attributes = attributes("NID_POULE").await;
    assert_eq!(attributes[0]["values"][0], serde_json::json!({"key": "chaussee", "name": "Chaussée"}));
    for attribute in attributes.iter().chain(&super::services::attributes("PARCOMETRE").await) {
        let is_list = attribute["datatype"].as_str().unwrap().ends_with("list");
        assert_eq!(attribute["values"].as_array().unwrap().is_empty(), !is_list, "{attribute}");
    }
    let mut city = city().await;
    let xml = city.get("services/NID_POULE.xml").await;
    assert_eq!(texts(&xml, "service_definition/attributes/attribute/values/value/key")[0], "chaussee");
}

#[tokio::test]
async fn sd11_an_unknown_code_is_404_and_a_missing_one_400() {
    let mut city = city().await;
    city.get("services/LICORNE.xml").await.is(404);
    city.get("services/%3Cb%3E.json").await.is(404).lacks("<b>");
    city.get("services/.xml").await.is(400);
}
