//! The territory of Montréal, when the City's open data stands beside the project.

use crate::{AreaKind, Location, Territory, Units, projection};
use base::{PackFiles, Point};
use std::{collections::BTreeSet, fs, path::Path};

const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/");

pub(crate) fn pack() -> PackFiles {
    PackFiles::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/montreal"))).unwrap()
}

/// The pack with the City's geometry, if it is there.
fn montreal() -> Option<PackFiles> {
    let mut files = pack();
    let read = |name: &str| fs::read(format!("{SHARED}{name}"));
    let (Ok(areas), Ok(streets)) =
        (read("geo/arrondissements_villes_liees_34.geojson"), read("geobase/cote_rue_ville_marie_2014.geojson"))
    else {
        println!("the City's open data is absent: not tested on it");
        return None;
    };
    files.insert("territory.geojson", areas);
    files.insert("streets.geojson", streets);
    Some(files)
}

fn column(file: &str, name: &str) -> BTreeSet<String> {
    let mut reader = csv::Reader::from_path(format!("{SHARED}{file}")).unwrap();
    let place = reader.headers().unwrap().iter().position(|column| column == name).unwrap();
    reader.records().map(|record| record.unwrap()[place].to_owned()).filter(|words| !words.is_empty()).collect()
}

#[test]
fn points_find_their_borough_or_town() {
    let Some(files) = montreal() else { return };
    let territory = Territory::read(&files).unwrap();
    assert_eq!(territory.areas().len(), 34);
    assert_eq!(territory.areas().iter().filter(|area| area.kind == AreaKind::Borough).count(), 19);
    let code = |lat: f64, lon: f64| match territory.locate(Point { lat, lon }) {
        Location::Ours(area) => area.code.clone(),
        Location::Linked(area) => format!("linked {}", area.code),
        Location::Outside => "outside".to_owned(),
    };
    assert_eq!(code(45.5088, -73.5540), "ville-marie");
    assert_eq!(code(45.4856, -73.5995), "linked westmount");
    assert_eq!(code(45.5579, -73.5515), "mercier-hochelaga-maisonneuve");
    assert_eq!(code(45.5369, -73.5105), "outside");
    let town = territory.area("westmount").unwrap();
    assert!(town.contact.fr.contains("Westmount"), "{:?}", town.contact);
}

#[test]
fn every_request_of_the_open_data_is_in_the_borough_it_says() {
    let Some(files) = montreal() else { return };
    let territory = Territory::read(&files).unwrap();
    let mut reader = csv::Reader::from_path(format!("{SHARED}mtl311/requetes_rats_vermine_2016_2017.csv")).unwrap();
    let (mut right, mut all) = (0, 0);
    for record in reader.records() {
        let record = record.unwrap();
        let (Some(point), Some(said)) = (Point::parse(&record[24], &record[23]), territory.code_of(&record[9])) else {
            continue;
        };
        all += 1;
        right += usize::from(matches!(territory.locate(point),
            Location::Ours(area) | Location::Linked(area) if area.code == said));
    }
    println!("{right} of {all} located as the City says");
    // Places are moved to the middle of a segment, which may lie on the other side of a limit.
    assert!(all > 1_000 && right * 1_000 >= all * 995, "{right} of {all}");
}

#[test]
fn every_spelling_of_the_open_data_is_known() {
    let Some(files) = montreal() else { return };
    let (territory, units) = (Territory::read(&files).unwrap(), Units::read(&files).unwrap());
    let table = "mtl311/graphies_arrondissements_unites.csv";
    let truth = "acheminement/verite_2026-07-21_2026-07-31.csv";
    for (file, name) in [(table, "arrondissement_geo"), (table, "arrondissement"), (truth, "geo")] {
        for spelling in column(file, name) {
            assert!(territory.code_of(&spelling).is_some(), "the territory `{spelling}` of {file} is unknown");
        }
    }
    let policy = "acheminement/politique_841_categories_avant_2025.csv";
    for (file, name) in [(table, "unite_resp_parent"), (truth, "actual_unit"), (policy, "unit")] {
        for spelling in column(file, name) {
            assert!(units.code_of(&spelling).is_some(), "the unit `{spelling}` of {file} is unknown");
        }
    }
}

#[test]
fn addresses_find_their_side() {
    let Some(files) = montreal() else { return };
    let territory = Territory::read(&files).unwrap();
    let mut reader = csv::Reader::from_path(format!("{SHARED}geobase/exemples_adresses.csv")).unwrap();
    let (mut right, mut all) = (0, 0);
    for record in reader.records() {
        let record = record.unwrap();
        let expected: i64 = record[7].parse().unwrap();
        let found = territory.suggest(&record[0], 5, None);
        all += 1;
        if found.first().and_then(|place| place.side) == Some(expected) {
            right += 1;
        } else {
            println!("{} → {:?}, expected {expected}", &record[0], found.first());
        }
    }
    println!("{right} of {all} addresses on their side");
    assert!(right * 100 >= all * 99, "{right} of {all}");
}

#[test]
fn people_may_write_as_they_like() {
    let Some(files) = montreal() else { return };
    let territory = Territory::read(&files).unwrap();
    let first = |text: &str| territory.suggest(text, 5, None).first().map(|place| place.label.clone());
    for text in ["1571 rue Gareau", "1571, RUE GAREAU", "1571 gareau", "1571 rue garaeu", "rue Gareau, 1571"] {
        assert_eq!(first(text).as_deref(), Some("1571, rue Gareau"), "{text}");
    }
    assert_eq!(first("coin sherbrooke e et st-denis").as_deref(), Some("rue Sherbrooke Est / rue Saint-Denis"));
    assert_eq!(first("boul rene levesque o"), first("boulevard René-Lévesque Ouest"));
    assert_eq!(first("zzzzzz qqqq"), None);
    assert_eq!(first(""), None);
    assert_eq!(first("💥 '; drop table street; --"), None);
}

#[test]
fn the_nearest_side_and_the_published_place_are_near() {
    let Some(files) = montreal() else { return };
    let territory = Territory::read(&files).unwrap();
    let hall = Point { lat: 45.50884, lon: -73.55436 };
    let (side, distance_m) = territory.nearest_side(hall).unwrap();
    assert!(distance_m < 60.0, "{distance_m}");
    assert!(territory.describe(hall).unwrap().starts_with(territory.street_name(side)));
    let published = territory.published_place(hall).unwrap();
    assert!(published.distance_m(hall) < 250.0);
    assert_eq!(territory.published_place(published).unwrap(), published, "a published place stays where it is");
}

#[test]
fn the_compiled_territory_is_the_same_territory() {
    let Some(files) = montreal() else { return };
    let territory = Territory::read(&files).unwrap();
    let again = Territory::from_bytes(territory.to_bytes()).unwrap();
    assert_eq!(territory.areas(), again.areas());
    assert_eq!(territory.suggest("1571 gareau", 3, None), again.suggest("1571 gareau", 3, None));
    assert!(Territory::from_bytes(b"not a territory").is_err());
    let (x, y) = projection::to_mtm8(Point { lat: 45.5, lon: -73.5 }).unwrap();
    assert!((x - 304_800.0).abs() < 0.001 && y > 5_000_000.0);
}

const SQUARE: &str = "[[[0,0],[1,0],[1,1],[0,1],[0,0]]]";

/// What is said of a small territory whose first outline and street are these.
fn said_of(outline: &str, street: &str) -> Vec<String> {
    let mut files = pack();
    files.insert("spellings.csv", "spelling,kind,code\n");
    let area = |name: &str, outline: &str| {
        let kind = "Arrondissement";
        format!(
            r#"{{"type":"Feature","properties":{{"NOM":"{name}","TYPE":"{kind}"}},"geometry":{{"type":"Polygon","coordinates":{outline}}}}}"#
        )
    };
    let areas = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, area("A", outline));
    files.insert("territory.geojson", areas);
    files.insert("streets.geojson", format!(r#"{{"type":"FeatureCollection","features":[{street}]}}"#));
    match Territory::read(&files) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    }
}

#[track_caller]
fn check_fault(outline: &str, street: &str, expected: &str) {
    let said = said_of(outline, street);
    assert!(said.iter().any(|fault| fault.contains(expected)), "{said:?}");
}

#[test]
fn faults_of_a_geometry_are_explained() {
    assert_eq!(said_of(SQUARE, ""), Vec::<String>::new());
    check_fault("[[[0,0],[1,1],[1,0],[0,1],[0,0]]]", "", "feature 1 (`A`): the outline crosses itself");
    check_fault("[[[0,0],[1,0],[1,1],[0,1]]]", "", "a ring does not end where it starts");
    check_fault("[[[0,0],[1,0],[0,0]]]", "", "fewer than four positions");
    check_fault("[[[0,0],[1,0],[1,99],[0,1],[0,0]]]", "", "off the globe");
    check_fault(SQUARE, "{", "streets.geojson:1: ");
    let street = |area: &str, id: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{"COTE_RUE_ID":{id},"ID_TRC":1,"NOM_VOIE":"X","ARRONDISSEMENT":"{area}"}},"geometry":{{"type":"LineString","coordinates":[[0,0],[1,1]]}}}}"#
        )
    };
    assert_eq!(said_of(SQUARE, &street("A", "1")), Vec::<String>::new());
    check_fault(SQUARE, &street("B", "1"), "the borough `B` is unknown");
    check_fault(SQUARE, &street("A", "1.5"), "must be whole numbers");
}
