//! The territory of Montréal, when the City's open data stands beside the project.

use crate::{AreaKind, Location, Manifest, SuggestionKind, Territory, TerritoryError, Units};
use base::{PackFiles, Point};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::LazyLock,
};

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

/// Montréal, read once for all.
fn territory() -> Option<&'static Territory> {
    static TERRITORY: LazyLock<Option<Territory>> = LazyLock::new(|| {
        let files = montreal()?;
        Some(Territory::read(&files).unwrap_or_else(|faults| panic!("{faults:?}")))
    });
    TERRITORY.as_ref()
}

fn column(file: &str, name: &str) -> BTreeSet<String> {
    let mut reader = csv::Reader::from_path(format!("{SHARED}{file}")).unwrap();
    let place = reader.headers().unwrap().iter().position(|column| column == name).unwrap();
    reader.records().map(|record| record.unwrap()[place].to_owned()).filter(|words| !words.is_empty()).collect()
}

#[test]
fn points_find_their_borough_or_town() {
    let Some(territory) = territory() else { return };
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
    let Some(territory) = territory() else { return };
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
    let Some(territory) = territory() else { return };
    let units = Units::read(&pack()).unwrap();
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
    let Some(territory) = territory() else { return };
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
    let Some(territory) = territory() else { return };
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
fn exact_words_come_before_beginnings_and_typos() {
    let Some(territory) = territory() else { return };
    let labels = |text: &str| territory.suggest(text, 8, None).into_iter().map(|place| place.label).collect::<Vec<_>>();
    assert_eq!(labels("rue sherb"), ["rue Sherbrooke Ouest", "rue Sherbrooke Est"]);
    assert_eq!(labels("papinau").first().map(String::as_str), Some("avenue Papineau"));
    assert_eq!(labels("rue de rouan").first().map(String::as_str), Some("rue de Rouen"));
    assert_eq!(labels("st-andre").first().map(String::as_str), Some("rue Saint-André"));
    assert_eq!(labels("1257 ste-catherine st w").first().map(String::as_str), Some("1257, rue Sainte-Catherine Ouest"));
    let begun = labels("rue g");
    assert!(begun.len() == 8 && begun.iter().all(|label| label.contains(" G")), "{begun:?}");
    assert!(labels("utilités publiques").is_empty(), "what is no street is not proposed");
    let odd = territory.suggest("1571 rue Gareau", 1, None).remove(0);
    let even = territory.suggest("1570 rue Gareau", 1, None).remove(0);
    assert!(odd.side.is_some() && odd.side != even.side, "{odd:?} {even:?}");
    let lost = territory.suggest("99999 rue Gareau", 1, None).remove(0);
    assert_eq!((lost.label.as_str(), lost.kind, lost.side), ("rue Gareau", SuggestionKind::Street, None));
}

#[test]
fn a_near_place_comes_first_among_equals() {
    let Some(territory) = territory() else { return };
    let all = territory.suggest("saint", 8, None);
    let far = all.last().unwrap();
    let near = territory.suggest("saint", 8, Some(far.point));
    assert!(near[0].point.distance_m(far.point) < 100.0, "{near:?}");
}

#[test]
fn a_whole_address_is_one_place_or_none() {
    let Some(territory) = territory() else { return };
    let place = |text: &str| territory.geocode(text).map(|place| place.label);
    for text in ["1571 rue Gareau, Montréal, QC H2L 3V5", "1571 Gareau Street, Montreal", "1571 gareau montreal qc"] {
        assert_eq!(place(text).as_deref(), Some("1571, rue Gareau"), "{text}");
    }
    assert_eq!(place("rue Ontario Est et rue Panet").as_deref(), Some("rue Ontario Est / rue Panet"));
    assert_eq!(place("1571 gar"), None, "an address is not guessed from its beginning");
    assert_eq!(place("rue Gareau"), None, "a street is no place");
    assert_eq!(place("99999 rue Gareau"), None, "a number that does not exist is no place");
    for text in ["", ",", "1571", "/", "et", "rue", "'; drop table street; --", "\u{0}", "é".repeat(5_000).as_str()] {
        assert_eq!(place(text), None, "{text}");
    }
    let place = territory.geocode("1571 rue Gareau").unwrap();
    assert_eq!(territory.area_of(&place).unwrap().code, "ville-marie");
}

/// The true nodes of Ville-Marie are published apart: two streets meet where their segments share an end.
#[test]
fn corners_are_where_the_published_nodes_are() {
    let Some(territory) = territory() else { return };
    let text = fs::read_to_string(format!("{SHARED}geobase/geobase_ville_marie_2014.geojson")).unwrap();
    let segments: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut nodes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for segment in segments["features"].as_array().unwrap() {
        let street = segment["properties"]["SUR"].as_str().unwrap_or_default().to_owned();
        let line = segment["geometry"]["coordinates"].as_array().unwrap();
        for end in [line.first(), line.last()].into_iter().flatten() {
            nodes.entry(end.to_string()).or_default().insert(street.clone());
        }
    }
    let (mut found, mut all) = (0, 0);
    for (end, streets) in nodes {
        let at: [f64; 2] = serde_json::from_str(&end).unwrap();
        let streets: Vec<String> =
            streets.into_iter().filter(|name| !name.contains("Non-nommée") && !name.contains("publiques")).collect();
        let [a, b] = &streets[..] else { continue };
        all += 1;
        let near = territory.suggest(&format!("{a} / {b}"), 3, None);
        let node = Point { lat: at[1], lon: at[0] };
        found += usize::from(
            near.iter()
                .any(|corner| corner.kind == SuggestionKind::Intersection && corner.point.distance_m(node) < 60.0),
        );
    }
    println!(
        "{found} of {all} corners of two streets found within 60 m ({} crossings known)",
        territory.crossing_count()
    );
    assert!(all > 800 && found * 100 >= all * 93, "{found} of {all}");
}

#[test]
fn an_address_reads_back_as_its_own_number() {
    let Some(territory) = territory() else { return };
    let mut reader = csv::Reader::from_path(format!("{SHARED}geobase/exemples_adresses.csv")).unwrap();
    let (mut back, mut all) = (0, 0);
    for record in reader.records() {
        let record = record.unwrap();
        let Some(place) = territory.geocode(&record[0]) else { continue };
        let side = territory.side(place.side.unwrap()).unwrap();
        let label = territory.side_label(side, place.point).fr;
        all += 1;
        back += usize::from(label.starts_with(&format!("{}, ", &record[1])) || !side.is_directed);
    }
    println!("{all} of 300 whole addresses are one place; {back} read back as their own number");
    assert!(all >= 297 && back == all, "{back} of {all}");
}

/// The direction of a side is deduced from its neighbours along the street; its other side is not asked, so it may judge.
#[test]
fn numbers_grow_the_same_way_on_both_sides_of_a_street() {
    let Some(territory) = territory() else { return };
    let (min, max) = territory.bounds().unwrap();
    let mut segments: BTreeMap<i64, Vec<[Point; 2]>> = BTreeMap::new();
    let (mut numbered, mut directed) = (0, 0);
    for (side, line) in territory.sides_in(min, max).filter(|(side, _)| side.to > 0) {
        numbered += 1;
        if side.is_directed {
            directed += 1;
            segments.entry(side.segment).or_default().push([line[0], line[line.len() - 1]]);
        }
    }
    let pairs: Vec<_> = segments.values().filter(|sides| sides.len() == 2).collect();
    let agree = pairs.iter().filter(|sides| {
        let ([a, b], [c, d]) = (sides[0], sides[1]);
        a.distance_m(c) + b.distance_m(d) < a.distance_m(d) + b.distance_m(c)
    });
    let agree = agree.count();
    println!(
        "{directed} of {numbered} numbered sides have a direction; both sides agree on {agree} of {} segments",
        pairs.len()
    );
    assert!(directed * 100 >= numbered * 90 && agree * 100 >= pairs.len() * 97, "{agree} of {}", pairs.len());
}

#[test]
fn the_nearest_side_is_named_with_its_number() {
    let Some(territory) = territory() else { return };
    let hall = Point { lat: 45.50884, lon: -73.55436 };
    let (side, distance_m) = territory.nearest_side(hall).unwrap();
    assert!(distance_m < 60.0, "{distance_m}");
    assert!(territory.describe(hall).unwrap().starts_with(territory.street_name(side)));
    let gareau = territory.geocode("1571 rue Gareau").unwrap();
    let side = territory.side(gareau.side.unwrap()).unwrap();
    let label = territory.side_label(side, gareau.point);
    assert!(
        label.fr.ends_with(", rue Gareau (côté impair)") && label.en.ends_with(", rue Gareau (odd side)"),
        "{label:?}"
    );
    assert_eq!(territory.side(-1), None);
    let around = |d: f64| Point { lat: gareau.point.lat + d, lon: gareau.point.lon + d };
    let drawn: Vec<_> = territory.sides_in(around(-0.0005), around(0.0005)).collect();
    assert!(
        drawn.iter().any(|(drawn, line)| drawn.id == side.id && line.len() > 1) && drawn.len() < 60,
        "{}",
        drawn.len()
    );
}

#[test]
fn a_published_place_stays_where_it_is_and_shows_no_door() {
    let Some(territory) = territory() else { return };
    let (mut sides, mut farthest) = (0, 0.0_f64);
    let (min, max) = territory.bounds().unwrap();
    for (_, line) in territory.sides_in(min, max) {
        let published = territory.published_place(line[0]).unwrap();
        assert_eq!(territory.published_place(published), Some(published));
        farthest = farthest.max(published.distance_m(line[0]));
        sides += 1;
    }
    println!("{sides} sides published, at most {farthest:.0} m away");
    assert!(sides > 4_700 && farthest < 1_000.0);
}

#[test]
fn a_point_on_a_limit_is_in_one_of_its_boroughs() {
    let Some(territory) = territory() else { return };
    let outlines: serde_json::Value =
        serde_json::from_str(&territory.outline_geojson(Some("le-plateau-mont-royal"))).unwrap();
    let features = outlines["features"].as_array().unwrap();
    assert_eq!((features.len(), &features[0]["properties"]["kind"]), (1, &serde_json::json!("borough")));
    for corner in features[0]["geometry"]["coordinates"][0][0].as_array().unwrap() {
        let point = Point { lat: corner[1].as_f64().unwrap(), lon: corner[0].as_f64().unwrap() };
        assert_ne!(territory.locate(point), Location::Outside, "{point:?}");
    }
    let all: serde_json::Value = serde_json::from_str(&territory.outline_geojson(None)).unwrap();
    assert_eq!(all["features"].as_array().unwrap().len(), 34);
}

#[test]
fn the_compiled_territory_is_the_same_territory() {
    let Some(territory) = territory() else { return };
    let again = Territory::from_bytes(territory.to_bytes()).unwrap();
    assert_eq!(territory.areas(), again.areas());
    for text in ["1571 gareau", "sherb", "ontario / panet"] {
        assert_eq!(territory.suggest(text, 3, None), again.suggest(text, 3, None));
    }
    let compiled_again = Territory::read(&montreal().unwrap()).unwrap();
    assert_eq!(compiled_again.to_bytes(), territory.to_bytes(), "the same pack compiles alike");
    assert!(matches!(Territory::from_bytes(b"not a territory"), Err(TerritoryError::OtherVersion)));
    let half = territory.to_bytes().get(..20_000).unwrap();
    assert!(matches!(Territory::from_bytes(half), Err(TerritoryError::Damaged(_))));
}

/// The City's file of today no longer says the borough of a side.
#[test]
fn a_side_whose_borough_is_not_said_is_in_the_one_that_holds_it() {
    let Some(mut files) = montreal() else { return };
    let streets = files.text("streets.geojson").unwrap().replace("\"ARRONDISSEMENT\":", "\"OTHER\":");
    files.insert("streets.geojson", streets);
    let territory = Territory::read(&files).unwrap();
    let (min, max) = territory.bounds().unwrap();
    let areas: Vec<_> = territory.sides_in(min, max).map(|(side, _)| territory.area_of_side(side)).collect();
    let ours = areas.iter().filter(|area| area.is_some_and(|area| area.code == "ville-marie")).count();
    println!("{ours} of {} sides of Ville-Marie located in it", areas.len());
    assert!(ours * 100 >= areas.len() * 97, "{ours} of {}", areas.len());
}

#[test]
fn the_manifest_takes_the_geometry_from_a_local_copy() {
    let files = pack();
    let manifest = Manifest::read(&files).unwrap();
    assert_eq!(
        manifest.entries.iter().map(|entry| entry.file.as_str()).collect::<Vec<_>>(),
        ["territory.geojson", "streets.geojson"]
    );
    assert!(manifest.entries.iter().all(|entry| entry.attribution.contains("CC BY 4.0")));
    if territory().is_some() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(manifest.fetch_from(Path::new(SHARED), folder.path()).unwrap().len(), 2);
        assert!(PackFiles::read(folder.path()).unwrap().bytes("streets.geojson").is_some());
    }
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
    let street = |properties: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{"ID_TRC":1,"NOM_VOIE":"X",{properties}}},"geometry":{{"type":"LineString","coordinates":[[0,0],[1,1]]}}}}"#
        )
    };
    let right = r#""COTE_RUE_ID":1,"ARRONDISSEMENT":"A""#;
    assert_eq!(said_of(SQUARE, &street(right)), Vec::<String>::new());
    check_fault(
        SQUARE,
        &format!("{},\n{}", street(right), street(right)),
        "streets.geojson:2: feature 2 (`1`): the identifier stands twice",
    );
    check_fault(SQUARE, &street(r#""COTE_RUE_ID":1,"ARRONDISSEMENT":"B""#), "the borough `B` is unknown");
    check_fault(SQUARE, &street(r#""COTE_RUE_ID":1.5"#), "must be whole numbers");
    let numbers = |from: &str, to: &str| street(&format!(r#"{right},"DEBUT_ADRESSE":{from},"FIN_ADRESSE":{to}"#));
    check_fault(SQUARE, &numbers("-4", "8"), "`DEBUT_ADRESSE` is `-4`, not a civic number");
    check_fault(SQUARE, &numbers("4", "\"huit\""), "`FIN_ADRESSE` is `huit`, not a civic number");
    check_fault(SQUARE, &numbers("4", "100000"), "`FIN_ADRESSE` is `100000`, not a civic number");
    check_fault(SQUARE, &numbers("4", "0"), "only one of `DEBUT_ADRESSE` and `FIN_ADRESSE` is given");
    assert_eq!(said_of(SQUARE, &numbers("98", "2")), Vec::<String>::new(), "numbers may be published downwards");
    check_fault(SQUARE, &street(right).replace("[1,1]", "[1,91]"), "all on the globe");
    check_fault(SQUARE, &street(right).replace("LineString", "Spline"), "streets.geojson:1: feature 1: ");
    check_fault(
        SQUARE,
        &street(right).replace(r#""LineString","coordinates":[[0,0],[1,1]]"#, r#""Polygon","coordinates":[]"#),
        "the geometry must be a line",
    );
}

#[test]
fn faults_of_the_limits_are_explained_together() {
    let mut files = pack();
    files.insert("spellings.csv", "spelling,kind,code\n");
    let area = |name: &str, kind: &str, x: f64| {
        format!(
            r#"{{"properties":{{"NOM":"{name}","TYPE":"{kind}"}},"geometry":{{"type":"Polygon","coordinates":[[[{x},0],[{},0],[{},1],[{x},1],[{x},0]]]}}}}"#,
            x + 1.0,
            x + 1.0
        )
    };
    files.insert("streets.geojson", r#"{"features":[]}"#);
    let said = |files: &PackFiles| {
        let faults = Territory::read(files).err().unwrap_or_default();
        faults.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let lines = |areas: &[String]| format!("{{\"features\":[\n{}\n]}}", areas.join(",\n"));
    let borough = "Arrondissement";
    files.insert(
        "territory.geojson",
        lines(&[area("A", borough, 0.0), area("A", borough, 1.0), area("B", "Comté", 2.0), area("", borough, 3.0)]),
    );
    assert_eq!(
        said(&files),
        [
            "territory.geojson:3: feature 2 (`A`): the code `a` stands twice",
            "territory.geojson:4: feature 3 (`B`): the kind `Comté` is neither `Arrondissement` nor `Ville liée`",
            "territory.geojson:5: feature 4 (``): the property `NOM` is missing",
        ]
    );
    files.insert("territory.geojson", lines(&[area("A", borough, 0.0), area("B", borough, 0.5)]));
    assert_eq!(said(&files), ["territory.geojson:3: feature 2 (`B`): covers the same ground as `A`"]);
    files.insert("territory.geojson", lines(&[area("A", borough, 0.0), area("B", borough, 1.0)]));
    assert!(said(&files).is_empty(), "neighbours share their limit");
    files.insert("territory.geojson", lines(&[area("A", borough, 0.0)]).split_at(90).0);
    assert!(said(&files)[0].starts_with("territory.geojson:2: EOF"), "{:?}", said(&files));
    files.insert("territory.toml", "[areas]\nname = \"NOM\"\nnames = 1\n");
    assert!(said(&files)[0].starts_with("territory.toml:3: "), "{:?}", said(&files));
}

#[test]
fn streets_are_drawn_once_and_limits_are_not_doubled() {
    let Some(territory) = territory() else { return };
    let drawn = territory.drawn_streets();
    assert!(drawn.len() * 3 < territory.side_count(), "{} lines for {} sides", drawn.len(), territory.side_count());
    let longest =
        drawn.iter().filter(|street| !street.name.is_empty()).max_by(|a, b| a.street_m.total_cmp(&b.street_m));
    assert!(longest.unwrap().street_m > 3_000.0);
    let corners = |lines: usize, line: &Vec<Point>| lines + line.len();
    let limits = territory.limits().iter().fold(0, corners);
    let rings: usize = territory.grounds().flat_map(|(_, grounds)| grounds).flatten().map(|ring| ring.len()).sum();
    assert!(limits < rings, "{limits} of {rings} corners");
    for (area, place) in territory.name_places() {
        let found = match territory.locate(place) {
            Location::Ours(found) | Location::Linked(found) => found.code.as_str(),
            Location::Outside => "outside",
        };
        assert_eq!(found, area.code, "a name stands in its own area");
    }
}
