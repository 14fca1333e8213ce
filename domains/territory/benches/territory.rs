//! Costs of the lookups: a point among the areas beside the brute force, and suggestions as people type.
#![expect(clippy::print_stdout, reason = "a bench speaks")]

use base::{PackFiles, Point};
use std::{fs, hint::black_box, path::Path, time::Instant};
use territory::Territory;

const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/");
/// Copies of the 4,888 sides of Ville-Marie under other names, to reach the size of the whole city.
const COPIES: usize = 12;

fn main() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/montreal");
    let (Ok(mut files), Ok(areas), Ok(streets)) = (
        PackFiles::read(Path::new(folder)),
        fs::read(format!("{SHARED}geo/arrondissements_villes_liees_34.geojson")),
        fs::read_to_string(format!("{SHARED}geobase/cote_rue_ville_marie_2014.geojson")),
    ) else {
        println!("the City's open data is absent: nothing measured");
        return;
    };
    files.insert("territory.geojson", areas);
    files.insert("streets.geojson", multiply(&streets));
    let start = Instant::now();
    let Ok(territory) = Territory::read(&files) else { return println!("the pack has faults") };
    println!("{} sides, read and compiled in {:.0?}", territory.side_count(), start.elapsed());
    let bytes = territory.to_bytes().to_vec();
    let start = Instant::now();
    let again = Territory::from_bytes(&bytes);
    println!("compiled form: {} bytes, ready in {:.0?} ({})", bytes.len(), start.elapsed(), again.is_ok());
    locate(&territory);
    suggest(&territory);
}

fn multiply(streets: &str) -> String {
    let features =
        streets.split_once('[').and_then(|(_, rest)| rest.rsplit_once(']')).map_or("", |(features, _)| features);
    let copies: Vec<String> = (0..COPIES)
        .map(|copy| {
            if copy == 0 {
                features.to_owned()
            } else {
                features.replace("\"NOM_VOIE\":\"", &format!("\"NOM_VOIE\":\"{} ", word(copy)))
            }
        })
        .collect();
    format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", copies.join(","))
}

fn word(copy: usize) -> &'static str {
    ["", "Haut", "Bas", "Vieux", "Nouveau", "Petit", "Grand", "Vert", "Blanc", "Noir", "Rouge", "Bleu"]
        .get(copy)
        .unwrap_or(&"Autre")
}

fn locate(territory: &Territory) {
    let points: Vec<Point> = (0..200_000)
        .map(|n| Point { lat: 45.40 + f64::from(n % 447) * 0.0007, lon: -73.95 + f64::from(n % 509) * 0.0009 })
        .collect();
    let start = Instant::now();
    let inside = points
        .iter()
        .filter(|point| !matches!(black_box(territory.locate(**point)), territory::Location::Outside))
        .count();
    println!(
        "locate: {:.0} ns a point ({inside} of {} inside)",
        start.elapsed().as_nanos() as f64 / points.len() as f64,
        points.len()
    );
}

fn suggest(territory: &Territory) {
    let typed = [
        "1571 gareau",
        "sherb",
        "rue st-denis",
        "1200 boul rene-levesque o",
        "saint kathrine",
        "coin st-denis et sherbrooke",
        "grand ontario",
        "not",
    ];
    let mut times = Vec::new();
    for round in 0..50 {
        for text in typed {
            let cut = text.char_indices().nth(3 + round % 12).map_or(text.len(), |(place, _)| place);
            let start = Instant::now();
            black_box(territory.suggest(text.get(..cut).unwrap_or(text), 8, None));
            times.push(start.elapsed());
        }
    }
    times.sort_unstable();
    let at = |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or_default();
    println!("suggest: p50 {:.2?}, p99 {:.2?}", at(0.5), at(0.99));
}
