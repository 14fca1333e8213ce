//! Requests read by anybody.

use super::{ANSWERS, PLACE, SILENT, at, city, numbers, texts};
use std::collections::BTreeSet;

const DAY_MS: i64 = 86_400_000;

#[tokio::test]
async fn rl1_several_numbers_are_asked_between_commas() {
    let mut city = city().await;
    for _ in 0..3 {
        city.report().await;
    }
    let reply = city.get("requests.json?service_request_id=26-000001,%2026-3,26-000009,lune").await;
    assert_eq!(
        numbers(&reply).into_iter().collect::<BTreeSet<_>>(),
        BTreeSet::from(["26-000001", "26-000003"].map(String::from))
    );
    assert!(numbers(&city.get("requests.json?service_request_id=lune").await).is_empty());
}

#[tokio::test]
async fn rl2_several_services_are_asked_between_commas() {
    let mut city = city().await;
    city.report().await;
    let lamp = [("service_code", "ECLAIRAGE"), ("attribute[nb_lampes]", "un"), ("attribute[danger]", "non")];
    let definition = city.get("services/ECLAIRAGE.json").await.json();
    let lamps = definition["attributes"].as_array().unwrap().iter().find(|it| it["code"] == "nb_lampes").unwrap();
    let one = lamps["values"][0]["key"].as_str().unwrap();
    city.post(&[&[lamp[0], ("attribute[nb_lampes]", one), lamp[2]], &PLACE]).await.is(200);
    assert_eq!(numbers(&city.get("requests.json?service_code=NID_POULE").await), ["26-000001"]);
    assert_eq!(numbers(&city.get("requests.json?service_code=NID_POULE,ECLAIRAGE").await).len(), 2);
    assert!(numbers(&city.get("requests.json?service_code=LICORNE,'%20or%201=1--").await).is_empty());
}

#[tokio::test]
async fn rl3_dates_are_those_of_reception() {
    let mut city = city().await;
    let noon = city.ground.now();
    city.report().await;
    city.wait(DAY_MS);
    city.report().await;
    city.close("26-000001").await;
    let day = |from: i64, to: i64| {
        format!("requests.json?start_date={}&end_date={}", at(noon.plus_ms(from)), at(noon.plus_ms(to)))
    };
    assert_eq!(numbers(&city.get(&day(0, 1_000)).await), ["26-000001"]);
    assert_eq!(numbers(&city.get(&day(1_000, DAY_MS)).await), ["26-000002"]);
    assert_eq!(numbers(&city.get(&day(0, DAY_MS)).await), ["26-000002", "26-000001"]);
}

#[tokio::test]
async fn rl4_ninety_days_are_the_longest_span() {
    let mut city = city().await;
    let noon = city.ground.now();
    city.report().await;
    let whole = format!("requests.json?start_date={}&end_date={}", at(noon.plus_days(-90)), at(noon));
    assert_eq!(numbers(&city.get(&whole).await).len(), 1);
    let from = format!("requests.json?start_date={}", at(noon.plus_days(-91)));
    assert!(numbers(&city.get(&from).await).is_empty(), "90 days from the beginning given");
}

#[tokio::test]
async fn rl5_requests_are_open_or_closed() {
    let mut city = city().await;
    city.report().await;
    city.report().await;
    city.close("26-000001").await;
    let found = city.get("requests.json?status=closed").await;
    assert_eq!((numbers(&found), found.json()[0]["status"].clone()), (vec!["26-000001".to_owned()], "closed".into()));
    let found = city.get("requests.json?status=open").await;
    assert_eq!((numbers(&found), found.json()[0]["status"].clone()), (vec!["26-000002".to_owned()], "open".into()));
    assert_eq!(numbers(&city.get("requests.json?status=open,closed").await).len(), 2);
    city.get("requests.json?status=lune").await.is(400);
}

#[tokio::test]
async fn rl6_a_thousand_requests_are_the_most() {
    let mut city = city().await;
    let draft = city.report().await;
    let mut tx = city.ground.app.database().write();
    // Copies of the first one, a number and an identifier apart.
    let copy =
        "insert into request (id, reference, nature, service_code, status, priority, public_map, unit, next_action,
            route_rule, channel, received_at, updated_at)
         select id + n, '26-' || n, nature, service_code, status, priority, public_map, unit, next_action, route_rule,
            channel, received_at, updated_at
           from request, (with recursive counted (n) as (select 2 union all select n + 1 from counted where n < 1010)
                 select n from counted) as numbers where reference = $1";
    ::store::sql(copy).bind(draft).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(numbers(&city.get("requests.json").await).len(), 1_000);
}

#[tokio::test]
async fn rl7_without_dates_the_last_ninety_days_are_meant() {
    let mut city = city().await;
    city.report().await;
    city.wait(91 * DAY_MS);
    city.report().await;
    assert_eq!(numbers(&city.get("requests.json").await).len(), 1);
}

#[tokio::test]
async fn rl14_a_longer_span_is_refused() {
    let mut city = city().await;
    let reply = city.get("requests.xml?start_date=2026-01-01T00:00:00Z&end_date=2026-06-01T00:00:00Z").await;
    reply.is(400).holds("90 jours");
}

#[tokio::test]
async fn rl15_a_malformed_date_is_400() {
    let mut city = city().await;
    for date in ["hier", "2026-13-01T00:00:00Z", "2026-01-01", "1795024400", "2026-01-01T00:00:00", "%3Cb%3E"] {
        for name in ["start_date", "end_date", "updated_after"] {
            city.get(&format!("requests.json?{name}={date}")).await.is(400).holds(name).lacks("<b>");
        }
    }
    city.get("requests.json?start_date=2026-02-02T00:00:00Z&end_date=2026-02-01T00:00:00Z").await.is(400);
}

#[tokio::test]
async fn rl16_numbers_prevail_over_everything_else() {
    let mut city = city().await;
    city.report().await;
    city.wait(200 * DAY_MS);
    let path = "requests.json?service_request_id=26-000001&status=closed&service_code=LICORNE&start_date=hier";
    assert_eq!(numbers(&city.get(path).await), ["26-000001"]);
}

const FIELDS: [&str; 17] = [
    "service_request_id",
    "status",
    "status_notes",
    "service_name",
    "service_code",
    "description",
    "agency_responsible",
    "service_notice",
    "requested_datetime",
    "updated_datetime",
    "expected_datetime",
    "address",
    "address_id",
    "zipcode",
    "lat",
    "long",
    "media_url",
];

#[tokio::test]
async fn r1_a_request_has_its_fields_and_says_nothing_of_people() {
    let mut city = city().await;
    let secret = [
        ("description", "Devant chez Mme Tremblay, 514 555-0199"),
        ("address_string", "1502 du Parc-des-Essais, app. 3, chez Léa"),
        ("media_url", "https://exemple.test/visage.jpg"),
        ("email", "lea@exemple.test"),
        ("first_name", "Léa"),
        ("phone", "514 555-0123"),
        ("attribute[taille]", "moyen"),
    ];
    city.post(&[&[("service_code", "NID_POULE")], &PLACE, &ANSWERS, &secret]).await.is(200);
    let mut op = city.staff();
    requests::note(&mut op, "26-000001", "Voir Mme Tremblay").await.unwrap();
    op.commit().await.unwrap();
    city.close("26-000001").await;
    let request = &city.get("requests.json").await.json()[0];
    let names: BTreeSet<&str> = request.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, BTreeSet::from(FIELDS));
    assert_eq!(request["service_name"], "Nid-de-poule");
    assert!(request["description"].as_str().unwrap().starts_with("Où est-ce exactement? Chaussée\n"));
    assert_eq!(request["address"], "avenue du Parc-des-Essais, Le Plateau-Mont-Royal");
    assert_ne!(request["long"], -73.5817, "no door is shown");
    for path in
        ["requests.json?extensions=true", "requests/26-000001.xml?extensions=true", "servicerequestupdates.json"]
    {
        let reply = city.get(path).await;
        for word in ["Tremblay", "Léa", "lea@", "555-0123", "5550123", "visage", "Agente", "app. 3"] {
            reply.is(200).lacks(word);
        }
    }
}

#[tokio::test]
async fn r2_a_closed_request_was_updated_when_it_was_closed() {
    let mut city = city().await;
    city.report().await;
    city.wait(3_600_000);
    city.close("26-000001").await;
    city.wait(3_600_000);
    let mut op = city.staff();
    requests::ask_reopening(&mut op, "26-000001", "Pas réglé", requests::access::Standing::Author).await.unwrap();
    op.commit().await.unwrap();
    let request = &city.get("requests/26-000001.json").await.json()[0];
    assert_eq!(request["updated_datetime"], "2026-11-18T13:53:20-05:00");
    assert!(request["status_notes"].as_str().unwrap().contains("Réparé ou fait"), "{request}");
}

#[tokio::test]
async fn r5_nothing_is_added_unless_it_is_asked() {
    let mut city = city().await;
    city.report().await;
    for query in ["", "?extensions=false", "?extensions="] {
        city.get(&format!("requests.xml{query}")).await.is(200).lacks("extended_attributes").lacks("<notes>");
    }
    let xml = city.get("requests.xml").await;
    let expected: Vec<String> = FIELDS.iter().map(|name| format!("service_requests/request/{name}")).collect();
    let found: Vec<String> = super::leaves(&xml).into_iter().map(|(path, _)| path).collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn r10_one_request_is_an_array_of_one() {
    let mut city = city().await;
    let number = city.report().await;
    let reply = city.get(&format!("requests/{number}.json")).await;
    assert_eq!(numbers(&reply), [number.as_str()]);
    let xml = city.get(&format!("requests/{number}.xml")).await;
    assert_eq!(texts(&xml, "service_requests/request/service_request_id"), [number]);
}

#[tokio::test]
async fn r13_an_unknown_request_is_404() {
    let mut city = city().await;
    for id in ["26-999999", "lune", "0", "26-000001'--", "%F0%9F%9A%A7"] {
        city.get(&format!("requests/{id}.json")).await.is(404);
    }
    city.get("requests/.xml").await.is(400);
    // What the public map does not show and what was removed do not exist here.
    city.report().await;
    let mut op = city.staff();
    let grounds = requests::Grounds { reason: "Essai".into(), outcome: None };
    requests::move_to(&mut op, "26-000001", requests::Status::Removed, &grounds).await.unwrap();
    op.commit().await.unwrap();
    city.post(&[&[("service_code", SILENT)], &PLACE]).await.is(200).holds("26-000002");
    for number in ["26-000001", "26-000002"] {
        city.get(&format!("requests/{number}.xml")).await.is(404);
        assert!(numbers(&city.get(&format!("requests.json?service_request_id={number}")).await).is_empty());
    }
    assert!(numbers(&city.get("requests.json?status=open,closed").await).is_empty());
    assert_eq!(city.get("servicerequestupdates.json").await.json(), serde_json::json!([]));
}
