//! The pack of a small city for tests: the catalogue of the packs folder, on a ground of three squares.
//!
//! The squares bear names that the catalogue's tables know, so that routing and units hold together:
//! Le Plateau-Mont-Royal in the middle, Ville-Marie east of it, and the linked town of Westmount to the west.

use base::{PackFiles, Point};
use std::path::Path;

/// In Le Plateau-Mont-Royal, on avenue du Parc-des-Essais.
pub const CORNER: Point = Point { lat: 45.5231, lon: -73.5817 };
/// In Ville-Marie.
pub const DOWNTOWN: Point = Point { lat: 45.5231, lon: -73.5550 };
/// In the linked town.
pub const LINKED: Point = Point { lat: 45.5231, lon: -73.6150 };
/// In no area.
pub const OUTSIDE: Point = Point { lat: 45.60, lon: -73.58 };

/// What a pothole is asked, and usual answers.
pub const POTHOLE: [(&str, &str); 3] = [("emplacement_voie", "chaussee"), ("autoroute", "non"), ("danger", "non")];

const SOUTH: f64 = 45.51;
const NORTH: f64 = 45.54;
/// Name, kind, west, east.
const AREAS: [(&str, &str, f64, f64); 3] = [
    ("Westmount", "Ville liée", -73.63, -73.60),
    ("Le Plateau-Mont-Royal", "Arrondissement", -73.60, -73.57),
    ("Ville-Marie", "Arrondissement", -73.57, -73.54),
];
/// Words of the street and where it runs, west to east.
const STREETS: [(&str, &str, f64); 3] =
    [("rue", "des Essais", 45.5200), ("avenue", "du Parc-des-Essais", 45.5231), ("rue", "Témoin", 45.5262)];

/// Every file of the pack.
pub fn pack() -> PackFiles {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/montreal");
    let mut files = PackFiles::read(&folder).unwrap();
    // Spellings of areas that are not here would be faults.
    let spellings = files.text("spellings.csv").unwrap().lines().filter(|line| !line.contains(",territory,"));
    files.insert("spellings.csv", spellings.collect::<Vec<_>>().join("\n"));
    files.insert("territory.geojson", collection(AREAS.iter().map(|area| square(*area))));
    files
        .insert("streets.geojson", collection(STREETS.iter().zip(1..).flat_map(|(street, rank)| sides(*street, rank))));
    files
}

/// Parts of the city, each read from the files of [`pack`].
#[macro_export]
macro_rules! parts {
    ($($part:ty),+ $(,)?) => {{
        let pack = $crate::city::pack();
        let mut parts = ::web::app::Parts::new();
        $(::web::app::put(&mut parts, <$part>::read(&pack).unwrap());)+
        parts
    }};
}

fn collection(features: impl Iterator<Item = String>) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.collect::<Vec<_>>().join(","))
}

fn square((name, kind, west, east): (&str, &str, f64, f64)) -> String {
    format!(
        r#"{{"type":"Feature","properties":{{"NOM":"{name}","TYPE":"{kind}"}},"geometry":{{"type":"Polygon",
        "coordinates":[[[{west},{SOUTH}],[{east},{SOUTH}],[{east},{NORTH}],[{west},{NORTH}],[{west},{SOUTH}]]]}}}}"#
    )
}

/// Both sides of each block of a street: odd numbers to the north, even ones to the south.
fn sides((kind, name, lat): (&str, &str, f64), rank: i64) -> Vec<String> {
    let mut sides = Vec::new();
    for block in 0..6 {
        let west = -73.60 + 0.01 * f64::from(block);
        let area = if block < 3 { "Le Plateau-Mont-Royal" } else { "Ville-Marie" };
        let first = 1000 + 100 * block;
        for (side, parity) in [(1, 1), (2, 0)] {
            let segment = rank * 100 + i64::from(block);
            let id = segment * 10 + side;
            let lat = lat + if parity == 1 { 0.00005 } else { -0.00005 };
            let (from, to) = (first + parity, first + 98 + parity);
            let east = west + 0.01;
            sides.push(format!(
                r#"{{"type":"Feature","properties":{{"COTE_RUE_ID":{id},"ID_TRC":{segment},"TYPE_F":"{kind}","LIEN_F":"",
                "NOM_VOIE":"{name}","ORIENTATION_F":"","DEBUT_ADRESSE":{from},"FIN_ADRESSE":{to},
                "ARRONDISSEMENT":"{area}"}},"geometry":{{"type":"LineString","coordinates":[[{west:.6},{lat:.6}],[{east:.6},{lat:.6}]]}}}}"#
            ));
        }
    }
    sides
}
