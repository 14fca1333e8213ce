//! What is filed here goes out, without what is not for everybody.

use super::{bring, city, export, file_here, file_of, find, line, tally, traps, write};
use crate::{Format, export_georeport_bulk};
use catalogue::{Answers, Catalogue};
use requests::{Grounds, Status};
use std::fmt::Write as _;
use testkit::city::POTHOLE;
use web::Op;

#[tokio::test]
async fn what_is_filed_here_goes_out_without_its_door_its_words_or_its_people() {
    let ground = city().await;
    file_here(&ground, "NID_POULE", &POTHOLE).await;
    let removed = file_here(&ground, "NID_POULE", &POTHOLE).await;
    let mut op = Op::system(&ground.app);
    let grounds = Grounds { reason: "Essai".into(), outcome: None };
    requests::move_to(&mut op, &removed, Status::Removed, &grounds).await.unwrap();
    op.commit().await.unwrap();
    let export = export(&ground).await;
    let lines: Vec<&str> = export.lines().skip(1).collect();
    assert_eq!(lines.len(), 1, "{export}");
    let cells: Vec<&str> = lines[0].split(',').collect();
    assert_eq!(cells[..8], ["26-1", "Requete", "Nid-de-poule", "Adresse", "avenue du Parc-des-Essais", "", "", "0"]);
    assert_eq!(cells[8..13], ["Le Plateau-Mont-Royal", "Le Plateau-Mont-Royal", "", "2026-11-18T12:53:20", "Internet"]);
    // The middle of the block, not the corner where it is.
    let (lon, lat): (f64, f64) = (cells[23].parse().unwrap(), cells[24].parse().unwrap());
    assert!((lon - -73.585).abs() < 1e-6 && (lat - 45.5231).abs() < 1e-6, "{lon} {lat}");
    assert!(cells[25].starts_with("298") && cells[26].starts_with("504"), "{cells:?}");
    assert_eq!(cells[27], "Acceptée");
    for secret in ["Léa", "1502", "exemple.test", "chez moi"] {
        assert!(!export.contains(secret), "{secret}: {export}");
    }
}

#[tokio::test]
async fn what_the_map_hides_or_only_counts_tells_no_place() {
    let ground = city().await;
    let catalogue = ground.app.part::<Catalogue>();
    let one = |wanted| {
        let open =
            |service: &&catalogue::Service| service.public_map == wanted && service.check(&Answers::default()).is_ok();
        catalogue.services().iter().find(open).map(|service| service.code.clone())
    };
    for wanted in [catalogue::PublicMap::Hidden, catalogue::PublicMap::Counted] {
        let service = one(wanted).expect("the catalogue has such a service without questions");
        file_here(&ground, &service, &[]).await;
    }
    let export = export(&ground).await;
    let lines: Vec<&str> = export.lines().skip(1).collect();
    assert_eq!(lines.len(), 1, "{export}");
    assert!(lines[0].starts_with("26-2,"), "{export}");
    assert!(!export.contains("Essais") && !export.contains("-73.") && !export.contains("45.5"), "{export}");
}

#[tokio::test]
async fn numbers_that_came_in_are_not_given_again_and_ours_are_not_taken() {
    let ground = city().await;
    assert_eq!(file_here(&ground, "NID_POULE", &POTHOLE).await, "26-000001");
    let file = file_of(&[line(&[("ID_UNIQUE", "26-1")]), line(&[])]);
    let report = bring(&ground, &write(&ground, "a.csv", file)).await.unwrap();
    assert_eq!(report.tally, tally(1, 0, 0, 1));
    assert_eq!(report.reasons.into_keys().collect::<Vec<_>>(), ["number taken by a request made here"]);
    assert_eq!(find(&ground, "26-000001").await.status, Status::Received);
    let next = file_here(&ground, "NID_POULE", &POTHOLE).await;
    assert!(next.parse::<requests::Reference>().unwrap().rank > 1 && next != "26-100827", "{next}");
}

#[tokio::test]
async fn georeport_bulk_says_the_same_in_csv_and_in_json() {
    let ground = city().await;
    bring(&ground, &write(&ground, "a.csv", file_of(&traps()))).await.unwrap();
    file_here(&ground, "NID_POULE", &POTHOLE).await;
    let mut out = [Vec::new(), Vec::new()];
    for (format, out) in [Format::Csv, Format::Json].into_iter().zip(&mut out) {
        let written = export_georeport_bulk(&ground.app, format, out, &mut |_| {}).await.unwrap();
        assert_eq!(written, 20);
    }
    let [csv_text, json_text] = out.map(|bytes| String::from_utf8(bytes).unwrap());
    let items: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_str(&json_text).unwrap();
    let mut sheet = csv::Reader::from_reader(csv_text.as_bytes());
    let header = sheet.headers().unwrap().clone();
    for (record, item) in sheet.records().map(Result::unwrap).zip(&items) {
        for (name, cell) in header.iter().zip(&record) {
            let words = match (&item[name], item[name].as_str()) {
                (_, Some(words)) => words.to_owned(),
                (value, None) if value.is_null() => String::new(),
                (value, None) => value.to_string(),
            };
            assert_eq!(cell, words, "{name}");
        }
    }
    let first = &items[0];
    assert_eq!(first["service_request_id"], "26-000001");
    assert_eq!(first["requested_datetime"], "2026-04-05T12:03:37-04:00");
    assert_eq!((first["status_description"].as_str(), first["closed_date"].is_string()), (Some("closed"), true));
    let mut all = String::new();
    write!(all, "{csv_text}{json_text}").unwrap();
    assert!(!all.contains("Léa") && !all.contains("1502") && !all.contains("chez moi"));
}
