//! The fictional city as a pack: every file a city has, written from a seed.

use crate::{
    articles, boroughs, offices,
    plane::{Spot, on_globe, turn},
    quarters::{Bank, Land},
    streets::{self, Streets},
};
use base::PackFiles;
use serde_json::{Value, json};
use std::str::FromStr;

/// How large a city.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Two boroughs, a few hundred street sides.
    Village,
    /// Six boroughs and an island, some six thousand street sides.
    City,
    /// Twelve boroughs, some sixteen thousand street sides.
    Metropolis,
}

impl Size {
    pub const ALL: [Self; 3] = [Self::Village, Self::City, Self::Metropolis];

    /// Word of `demo.toml` and of the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Village => "village",
            Self::City => "city",
            Self::Metropolis => "metropolis",
        }
    }
}

impl FromStr for Size {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|size| size.code() == word);
        known.ok_or_else(|| format!("`{word}` is none of: village, city, metropolis"))
    }
}

/// Files that say nothing of a place: the fictional city has the catalogue of the real one.
const CATALOGUE: [(&str, &str); 7] = [
    ("groups.csv", include_str!("../../../packs/montreal/groups.csv")),
    ("questions.json", include_str!("../../../packs/montreal/questions.json")),
    ("statuses.csv", include_str!("../../../packs/montreal/statuses.csv")),
    ("closing_results.csv", include_str!("../../../packs/montreal/closing_results.csv")),
    ("stoppers.csv", include_str!("../../../packs/montreal/stoppers.csv")),
    ("synonyms.csv", include_str!("../../../packs/montreal/synonyms.csv")),
    ("calendar.toml", include_str!("../../../packs/montreal/calendar.toml")),
];

/// The pack of the fictional city: the same seed and size give the same bytes.
pub fn city(seed: u64, size: Size) -> PackFiles {
    let land = Land::draw(seed, size);
    let streets = streets::lay_out(seed, &land);
    let letters: Vec<char> = land.outlines().into_keys().collect();
    let mut files = PackFiles::default();
    for (name, text) in CATALOGUE {
        files.insert(name, text);
    }
    offices::write(seed, size, &letters, &mut files);
    articles::write(&mut files);
    files.insert("territory.geojson", territory(&land));
    files.insert("streets.geojson", sides(&streets));
    files.insert("parks.geojson", parks(&streets));
    files.insert("water.geojson", water(&land));
    files
}

fn positions(spots: &[Spot]) -> Value {
    let position = |spot: &Spot| {
        let point = on_globe(*spot);
        json!([point.lon, point.lat])
    };
    spots.iter().map(position).collect()
}

/// A closed ring that turns to the left, as GeoJSON wants outer rings.
fn ring(spots: &[Spot]) -> Value {
    let mut closed = spots.to_vec();
    if turn(spots) < 0.0 {
        closed.reverse();
    }
    closed.extend(closed.first().copied());
    positions(&closed)
}

/// One feature a line, so that a fault has a line to point at.
fn collection(features: impl Iterator<Item = (Value, Value)>) -> String {
    let lines: Vec<String> = features
        .map(|(properties, geometry)| {
            json!({ "type": "Feature", "properties": properties, "geometry": geometry }).to_string()
        })
        .collect();
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n", lines.join(",\n"))
}

fn territory(land: &Land) -> String {
    collection(land.outlines().into_iter().zip(1..).map(|((letter, rings), number)| {
        let kind = if letter.is_uppercase() { "Arrondissement" } else { "Ville liée" };
        let properties =
            json!({ "CODEID": number.to_string(), "NOM": boroughs::name(letter), "NUM": number, "TYPE": kind });
        let polygons: Vec<Value> = rings.iter().map(|spots| json!([ring(spots)])).collect();
        (properties, json!({ "type": "MultiPolygon", "coordinates": polygons }))
    }))
}

fn sides(streets: &Streets) -> String {
    collection(streets.sides.iter().map(|side| {
        let properties = json!({
            "COTE_RUE_ID": side.id,
            "ID_TRC": side.segment,
            "TYPE_F": side.street.kind,
            "LIEN_F": side.street.link,
            "NOM_VOIE": side.street.name,
            "ORIENTATION_F": side.street.orientation,
            "DEBUT_ADRESSE": side.from,
            "FIN_ADRESSE": side.to,
            "ARRONDISSEMENT": boroughs::name(side.letter),
        });
        (properties, json!({ "type": "LineString", "coordinates": positions(&side.line) }))
    }))
}

fn parks(streets: &Streets) -> String {
    collection(streets.parks.iter().map(|park| {
        let properties = json!({ "NOM": park.name, "ARRONDISSEMENT": boroughs::name(park.letter) });
        (properties, json!({ "type": "Polygon", "coordinates": [ring(&park.ring)] }))
    }))
}

fn water(land: &Land) -> String {
    let mut rings = vec![ring(&land.water())];
    for island in land.quarters.iter().filter(|quarter| quarter.bank == Bank::Island) {
        let back = |line: &[Spot]| line.iter().rev().copied().collect::<Vec<_>>();
        let mut hole = [island.near.clone(), island.east.clone(), back(&island.far), back(&island.west)].concat();
        hole.dedup();
        if turn(&hole) > 0.0 {
            hole.reverse();
        }
        hole.extend(hole.first().copied());
        rings.push(positions(&hole));
    }
    let river = (json!({ "NOM": "rivière aux Hérons" }), json!({ "type": "Polygon", "coordinates": rings }));
    collection(std::iter::once(river))
}
