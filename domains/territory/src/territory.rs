//! The territory of a city, read from its pack and compiled for lookups.

use crate::{
    Area, Location, Side, Suggestion,
    address::AddressIndex,
    area::{Areas, AreasWire, Outline},
    crossing::{self, Crossing},
    ground::{Ground, area_place},
    limits::{self, AreaColumns},
    names::Spellings,
    query::Query,
    street::Streets,
    survey::{self, StreetColumns},
};
use base::{PackFault, PackFiles, Point, Sheet, Text};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Everything about places, in memory.
pub struct Territory {
    areas: Areas,
    streets: Streets,
    ground: Ground,
    index: AddressIndex,
    spellings: Spellings,
    /// Places of sides by their identifier.
    places: HashMap<i64, usize>,
    wire: Vec<u8>,
}

/// Why a compiled territory cannot be taken back. The pack it came from can always be read again.
#[derive(Debug, thiserror::Error)]
pub enum TerritoryError {
    #[error("the territory was compiled by another version")]
    OtherVersion,
    #[error("the compiled territory cannot be read")]
    Damaged(#[from] postcard::Error),
    #[error("the words of streets cannot be indexed")]
    Words(#[from] fst::Error),
}

/// First bytes of a compiled territory; the last one grows with each change of form.
const FORM: &[u8; 4] = b"RVT2";

/// How the two geometries of a pack name things: `territory.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Columns {
    areas: AreaColumns,
    streets: StreetColumns,
}

#[derive(Serialize, Deserialize)]
struct Wire {
    areas: AreasWire,
    streets: Streets,
    crossings: Vec<Crossing>,
    spellings: Vec<(String, String)>,
}

impl Territory {
    /// Reads `territory.toml`, `territory.geojson`, `streets.geojson` and `spellings.csv`.
    pub fn read(files: &PackFiles) -> Result<Self, Vec<PackFault>> {
        let columns = read_columns(files).map_err(|fault| vec![fault])?;
        let mut faults = Vec::new();
        let wire = limits::read(files, &columns.areas, &mut faults);
        let sheet = Sheet::read(files, "spellings.csv", &["spelling", "kind", "code"], &mut faults);
        let is_known = |code: &str| wire.areas.iter().any(|area| area.code == code);
        Spellings::read(&sheet, "territory", is_known, &mut faults);
        let lines = sheet.lines().filter(|line| line.get("kind") == "territory");
        let odd: Vec<_> = lines.map(|line| (line.get("spelling").to_owned(), line.get("code").to_owned())).collect();
        let spellings = spellings_of(&wire.areas, &odd);
        let areas = Areas::new(AreasWire { areas: wire.areas.clone(), outlines: wire.outlines.clone() });
        let streets = survey::read(files, &columns.streets, (&areas, &spellings), &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        let crossings = crossing::find(&streets);
        let wire = Wire { areas: wire, streets, crossings, spellings: odd };
        let broken = |err: TerritoryError| vec![PackFault::new("streets.geojson", 0, err.to_string())];
        let bytes = postcard::to_extend(&wire, FORM.to_vec()).map_err(|err| broken(err.into()))?;
        Self::new(wire, bytes).map_err(broken)
    }

    /// Takes back what [`Territory::to_bytes`] gave, without the pack.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TerritoryError> {
        let compiled = bytes.strip_prefix(FORM).ok_or(TerritoryError::OtherVersion)?;
        Self::new(postcard::from_bytes(compiled)?, bytes.to_vec())
    }

    /// The compiled form, to be kept.
    pub fn to_bytes(&self) -> &[u8] {
        &self.wire
    }

    fn new(wire: Wire, bytes: Vec<u8>) -> Result<Self, TerritoryError> {
        let spellings = spellings_of(&wire.areas.areas, &wire.spellings);
        let index = AddressIndex::new(&wire.streets, wire.crossings)?;
        let ground = Ground::new(&wire.streets);
        let places = wire.streets.sides.iter().zip(0..).map(|(side, place)| (side.id, place)).collect();
        let areas = Areas::new(wire.areas);
        Ok(Self { areas, streets: wire.streets, ground, index, spellings, places, wire: bytes })
    }

    pub fn areas(&self) -> &[Area] {
        &self.areas.areas
    }

    pub fn area(&self, code: &str) -> Option<&Area> {
        self.areas().iter().find(|area| area.code == code)
    }

    /// The code of the borough or town that a spelling stands for.
    pub fn code_of(&self, spelling: &str) -> Option<&str> {
        self.spellings.code_of(spelling)
    }

    pub(crate) fn streets(&self) -> &Streets {
        &self.streets
    }

    pub(crate) fn outlines(&self) -> impl Iterator<Item = (&Area, &Outline)> {
        self.areas.outlines()
    }

    /// Whether a point is ours, a linked town's, or outside.
    pub fn locate(&self, point: Point) -> Location<'_> {
        self.areas.locate(point)
    }

    /// Lowest and highest corner of the whole territory.
    pub fn bounds(&self) -> Option<(Point, Point)> {
        self.areas.bounds()
    }

    /// Simplified outlines as GeoJSON for maps: of one area when `code` is given, else of all.
    pub fn outline_geojson(&self, code: Option<&str>) -> String {
        self.areas.outline_geojson(code)
    }

    /// Places for what somebody types: addresses, corners, streets. Whole words first, then beginnings, then typos;
    /// near ones first among equals.
    pub fn suggest(&self, text: &str, limit: usize, near: Option<Point>) -> Vec<Suggestion> {
        let query = Query::read(text);
        let found = self.index.suggest(&self.streets, &query, &self.wanted(&query), (limit, near));
        found.into_iter().map(|place| self.placed(place)).collect()
    }

    /// The one place of a whole address or corner (`1571 rue Gareau, Montréal`); `None` when there is none,
    /// when the number is missing, or when two places are equally likely.
    pub fn geocode(&self, text: &str) -> Option<Suggestion> {
        let query = Query::read(text);
        let found = self.index.geocode(&self.streets, &query, &self.wanted(&query))?;
        Some(self.placed(found))
    }

    /// The borough or town of a suggestion.
    pub fn area_of(&self, suggestion: &Suggestion) -> Option<&Area> {
        self.areas().get(usize::from(suggestion.area))
    }

    /// The borough or town of a side.
    pub fn area_of_side(&self, side: &Side) -> Option<&Area> {
        self.areas().get(area_place(side)?)
    }

    pub fn side_count(&self) -> usize {
        self.streets.sides.len()
    }

    /// Streets that have a name.
    pub fn street_count(&self) -> u32 {
        self.index.street_count()
    }

    pub fn crossing_count(&self) -> usize {
        self.index.crossings().len()
    }

    pub fn side(&self, id: i64) -> Option<&Side> {
        self.streets.sides.get(*self.places.get(&id)?)
    }

    /// The line of a side.
    pub fn line(&self, side: &Side) -> Vec<Point> {
        self.streets.line(side).collect()
    }

    /// Full name of the street of a side; empty when it has none.
    pub fn street_name(&self, side: &Side) -> &str {
        self.streets.name(side)
    }

    /// Sides with a piece in a rectangle, each with its line: what a map tile draws.
    pub fn sides_in(&self, min: Point, max: Point) -> impl Iterator<Item = (&Side, Vec<Point>)> {
        self.ground.sides_in(&self.streets, [min, max]).into_iter().map(|side| (side, self.line(side)))
    }

    /// The nearest side of a street that has a name, and how far it is, in metres.
    pub fn nearest_side(&self, point: Point) -> Option<(&Side, f64)> {
        self.ground.nearest(&self.streets, point).next()
    }

    /// The words for a place on a side: `1571, rue Gareau (côté impair)`.
    pub fn side_label(&self, side: &Side, point: Point) -> Text {
        let name = self.street_name(side);
        let share = self.ground.share_along(&self.streets, side, point);
        let (Some(number), Some(parity)) = (side.number_at(share), side.parity()) else {
            return Text::new(name, name);
        };
        let words = parity.side_words();
        let label = |side: &str| {
            if side.is_empty() { format!("{number}, {name}") } else { format!("{number}, {name} ({side})") }
        };
        Text::new(label(&words.fr), label(&words.en))
    }

    /// The words for a point, read alike in both languages: the street nearby, with the civic numbers of its side.
    pub fn describe(&self, point: Point) -> Option<String> {
        let (side, _) = self.nearest_side(point)?;
        let name = self.street_name(side);
        Some(if side.to > 0 { format!("{name} ({}–{})", side.from, side.to) } else { name.to_owned() })
    }

    /// Where a place is published: the middle of the nearest segment longer than 45 m, so that no
    /// door is shown (obfuscation rule of the City's open data, `conventions.md` P16).
    pub fn published_place(&self, point: Point) -> Option<Point> {
        self.ground.published_place(&self.streets, point)
    }

    /// Where a place on a side is published: the middle of its segment. None when the segment is too short to hide a
    /// door: [`Territory::published_place`] then looks further, which costs more.
    pub fn published_middle(&self, side: &Side) -> Option<Point> {
        self.ground.published_middle(&self.streets, side)
    }

    /// Areas named after the street: `rue Principale, Lachine`.
    fn wanted(&self, query: &Query) -> Vec<u16> {
        let codes = query.rest.iter().filter_map(|words| self.code_of(words));
        let place = |code: &str| self.areas().iter().position(|area| area.code == code);
        codes.filter_map(place).filter_map(|place| u16::try_from(place).ok()).collect()
    }

    /// A corner is in the area that holds it: its streets may be in several.
    fn placed(&self, mut suggestion: Suggestion) -> Suggestion {
        if suggestion.side.is_none()
            && let Some(place) = self.areas.place(suggestion.point).and_then(|place| u16::try_from(place).ok())
        {
            suggestion.area = place;
        }
        suggestion
    }
}

fn read_columns(files: &PackFiles) -> Result<Columns, PackFault> {
    let text = files.text("territory.toml")?;
    toml::from_str(text).map_err(|err| {
        let before = err.span().and_then(|span| text.get(..span.start)).unwrap_or("");
        let line = 1 + before.matches('\n').count() as u64;
        PackFault::new("territory.toml", line, err.message())
    })
}

fn spellings_of(areas: &[Area], odd: &[(String, String)]) -> Spellings {
    let mut spellings = Spellings::default();
    let names = areas.iter().flat_map(|area| [(&area.name.fr, &area.code), (&area.code, &area.code)]);
    for (spelling, code) in names.chain(odd.iter().map(|(spelling, code)| (spelling, code))) {
        // Contradictions were refused when the pack was read.
        let _ = spellings.add(spelling, code);
    }
    spellings
}
