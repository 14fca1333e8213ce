//! Costs of the lookups at the size of a whole city: a point among the areas beside the brute force, addresses as
//! people type them, and what the territory takes in time and memory.
#![expect(clippy::print_stdout, reason = "a bench speaks")]

use base::{PackFiles, Point};
use geo::{Contains, LineString, MultiPolygon, Polygon};
use std::{
    fs,
    hint::black_box,
    path::Path,
    time::{Duration, Instant},
};
use territory::{Location, Territory};

const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/");
/// Copies of the 4,888 sides of Ville-Marie under other names, to pass 60,000 sides.
const COPIES: i64 = 13;
/// Degrees between two copies: each has its own corners.
const WIDTH: f64 = 0.1;
/// What makes the names of a copy new, so that the index has as many words as a city has.
const MARKS: [&str; 13] = ["", "an", "be", "co", "du", "el", "fi", "go", "hu", "in", "jo", "ka", "lu"];

fn main() {
    if let Some(path) = std::env::args().skip_while(|argument| argument != MEMORY).nth(1) {
        return weigh(&path);
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/montreal");
    let (Ok(mut files), Ok(areas), Ok(streets)) = (
        PackFiles::read(Path::new(folder)),
        fs::read_to_string(format!("{SHARED}geo/arrondissements_villes_liees_34.geojson")),
        fs::read_to_string(format!("{SHARED}geobase/cote_rue_ville_marie_2014.geojson")),
    ) else {
        println!("the City's open data is absent: nothing measured");
        return;
    };
    let brute = outlines(&areas);
    files.insert("territory.geojson", areas);
    files.insert("streets.geojson", multiply(&streets));
    let start = Instant::now();
    let territory = match Territory::read(&files) {
        Ok(territory) => territory,
        Err(faults) => return println!("the pack has faults: {faults:?}"),
    };
    println!(
        "{} sides of {} streets, {} crossings: read and compiled in {:.0?}",
        territory.side_count(),
        territory.street_count(),
        territory.crossing_count(),
        start.elapsed()
    );
    let bytes = territory.to_bytes().to_vec();
    drop((territory, files));
    let start = Instant::now();
    let Ok(territory) = Territory::from_bytes(&bytes) else { return println!("the compiled form cannot be read") };
    let ready = start.elapsed();
    println!("compiled form: {:.1} MB, ready in {ready:.0?}", bytes.len() as f64 / 1e6);
    weigh_apart(&bytes);
    locate(&territory, &brute);
    nearest(&territory);
    suggest(&territory);
}

/// Argument that asks a second process, which read nothing else, for its memory.
const MEMORY: &str = "--memory-of";

fn weigh_apart(bytes: &[u8]) {
    let path = std::env::temp_dir().join(format!("territory-{}.bin", std::process::id()));
    let weighed = fs::write(&path, bytes)
        .and_then(|()| std::env::current_exe())
        .and_then(|own| std::process::Command::new(own).arg(MEMORY).arg(&path).status());
    // A file left in the temporary folder harms nobody.
    let _ = fs::remove_file(&path);
    if let Err(err) = weighed {
        println!("memory not measured: {err}");
    }
}

fn weigh(path: &str) {
    let before = resident_mib();
    let territory = fs::read(path).ok().and_then(|bytes| Territory::from_bytes(&bytes).ok());
    let sides = territory.as_ref().map_or(0, Territory::side_count);
    println!("memory: {:.1} MiB for {sides} sides", resident_mib() - before);
}

/// Every street again under a name of its own, every identifier again under a number of its own.
fn multiply(streets: &str) -> String {
    let Ok(mut collection) = serde_json::from_str::<serde_json::Value>(streets) else { return String::new() };
    let Some(features) = collection.get_mut("features").and_then(|features| features.as_array_mut()) else {
        return String::new();
    };
    let mut all = Vec::new();
    for (copy, mark) in (0..COPIES).zip(MARKS) {
        for feature in features.iter() {
            let mut feature = feature.clone();
            let Some(properties) = feature.get_mut("properties").and_then(|properties| properties.as_object_mut())
            else {
                continue;
            };
            for id in ["COTE_RUE_ID", "ID_TRC"] {
                if let Some(value) = properties.get_mut(id) {
                    *value = (value.as_i64().unwrap_or_default() + copy * 1_000_000_000).into();
                }
            }
            if let Some(name) = properties.get_mut("NOM_VOIE") {
                let words: Vec<String> =
                    name.as_str().unwrap_or_default().split('-').map(|word| format!("{word}{mark}")).collect();
                *name = words.join("-").into();
            }
            if let Some(place) = feature.pointer_mut("/geometry/coordinates") {
                shift(place, copy as f64 * WIDTH);
            }
            all.push(feature);
        }
    }
    *features = all;
    collection.to_string()
}

/// Moves coordinates east.
fn shift(place: &mut serde_json::Value, degrees: f64) {
    let Some(list) = place.as_array_mut() else { return };
    match list.first_mut() {
        Some(lon) if lon.is_number() => *lon = (lon.as_f64().unwrap_or_default() + degrees).into(),
        Some(_) | None => list.iter_mut().for_each(|inner| shift(inner, degrees)),
    }
}

fn outlines(areas: &str) -> Vec<MultiPolygon<f64>> {
    type Rings = Vec<Vec<Vec<(f64, f64)>>>;
    let Ok(collection) = serde_json::from_str::<serde_json::Value>(areas) else { return Vec::new() };
    let features = collection.get("features").and_then(|features| features.as_array()).cloned().unwrap_or_default();
    let rings = features
        .iter()
        .filter_map(|feature| serde_json::from_value::<Rings>(feature.pointer("/geometry/coordinates")?.clone()).ok());
    let polygon = |rings: Vec<Vec<(f64, f64)>>| {
        let mut rings = rings.into_iter().map(LineString::from);
        Some(Polygon::new(rings.next()?, rings.collect()))
    };
    rings.map(|polygons| MultiPolygon::new(polygons.into_iter().filter_map(polygon).collect())).collect()
}

/// Points all over the island and the water around it.
fn points(count: i32) -> Vec<Point> {
    (0..count)
        .map(|n| Point { lat: 45.40 + f64::from(n % 447) * 0.0007, lon: -73.95 + f64::from(n % 509) * 0.0009 })
        .collect()
}

fn locate(territory: &Territory, brute: &[MultiPolygon<f64>]) {
    let points = points(200_000);
    let start = Instant::now();
    let inside =
        points.iter().filter(|point| !matches!(black_box(territory.locate(**point)), Location::Outside)).count();
    let ours = nanoseconds(start.elapsed(), points.len());
    let start = Instant::now();
    let few = points.get(..5_000).unwrap_or_default();
    let held = few.iter().filter(|point| {
        let place = geo::Coord { x: point.lon, y: point.lat };
        brute.iter().any(|outline| outline.contains(&place))
    });
    black_box(held.count());
    let theirs = nanoseconds(start.elapsed(), few.len());
    println!(
        "locate: {ours:.0} ns a point, brute force {theirs:.0} ns, {:.0} times more ({inside} of {} points inside)",
        theirs / ours,
        points.len()
    );
}

fn nearest(territory: &Territory) {
    let points = points(20_000);
    let start = Instant::now();
    let found = points.iter().filter(|point| black_box(territory.nearest_side(**point)).is_some()).count();
    println!("nearest side: {:.1} µs a point ({found} found)", nanoseconds(start.elapsed(), points.len()) / 1e3);
}

fn nanoseconds(elapsed: Duration, count: usize) -> f64 {
    elapsed.as_nanos() as f64 / count as f64
}

/// Each text at every length, as someone types it.
fn suggest(territory: &Territory) {
    let typed = [
        "1571 rue Gareau",
        "1200 boul. René-Lévesque O",
        "rue st-denis",
        "saint kathrine",
        "1257 rue Sainte-Catherine Ouest, Montréal, QC",
        "coin sherbrooke e et st-denis",
        "rue Ontario Est / rue Panet",
        "papinau",
        "2330 rue de rouan",
        "rue introuvable nulle part",
        "avenue des canadiens de montreal",
    ];
    let mut times = Vec::new();
    for near in [None, Some(Point { lat: 45.51, lon: -73.56 })] {
        for text in typed {
            for (end, letter) in text.char_indices() {
                let part = text.get(..end + letter.len_utf8()).unwrap_or(text);
                for _ in 0..5 {
                    let start = Instant::now();
                    black_box(territory.suggest(part, 8, near));
                    times.push((start.elapsed(), part));
                }
            }
        }
    }
    times.sort_unstable();
    let at = |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or_default();
    let (slowest, text) = times.last().copied().unwrap_or_default();
    println!(
        "suggest: p50 {:.2?}, p99 {:.2?}, worst {slowest:.2?} (`{text}`), {} questions",
        at(0.5).0,
        at(0.99).0,
        times.len()
    );
}

/// Resident memory of this process; 0 where the system does not tell.
fn resident_mib() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok()).unwrap_or_default() / 1024.0
}
