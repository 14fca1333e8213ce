//! The territory of a city, read from its pack and compiled for lookups.

use crate::{
    Area, Location, Side, Suggestion,
    address::AddressIndex,
    area::{self, AreaColumns, Areas, AreasWire},
    names::Spellings,
    street::{self, SideTree, StreetColumns, Streets},
};
use base::{PackFault, PackFiles, Point, Sheet};
use serde::{Deserialize, Serialize};

/// Everything about places, in memory.
pub struct Territory {
    areas: Areas,
    streets: Streets,
    tree: SideTree,
    index: AddressIndex,
    spellings: Spellings,
    wire: Vec<u8>,
}

#[derive(Debug, thiserror::Error)]
#[error("the compiled territory cannot be read")]
pub struct TerritoryError(#[from] postcard::Error);

/// How the two geometries of a pack name things: `territory.toml`.
#[derive(Deserialize)]
struct Columns {
    areas: AreaColumns,
    streets: StreetColumns,
}

#[derive(Serialize, Deserialize)]
struct Wire {
    areas: AreasWire,
    streets: Streets,
    spellings: Vec<(String, String)>,
}

/// A segment must be longer than this for a published place to be moved to its middle, in metres
/// (obfuscation of the City's open data).
const SHORTEST_PUBLISHED_M: f64 = 45.0;

impl Territory {
    /// Reads `territory.toml`, `territory.geojson`, `streets.geojson` and `spellings.csv`.
    pub fn read(files: &PackFiles) -> Result<Self, Vec<PackFault>> {
        let text = files.text("territory.toml").map_err(|fault| vec![fault])?;
        let columns: Columns = toml::from_str(text).map_err(|err| {
            let before = err.span().and_then(|span| text.get(..span.start)).unwrap_or("");
            let line = 1 + before.matches('\n').count() as u64;
            vec![PackFault::new("territory.toml", line, err.message())]
        })?;
        let mut faults = Vec::new();
        let areas = area::read(files, &columns.areas, &mut faults);
        let streets = street::read(files, &columns.streets, &areas.areas, &mut faults);
        let sheet = Sheet::read(files, "spellings.csv", &["spelling", "kind", "code"], &mut faults);
        let is_known = |code: &str| areas.areas.iter().any(|area| area.code == code);
        Spellings::read(&sheet, "territory", is_known, &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        let lines = sheet.lines().filter(|line| line.get("kind") == "territory");
        let spellings = lines.map(|line| (line.get("spelling").to_owned(), line.get("code").to_owned())).collect();
        let wire = Wire { areas, streets, spellings };
        let bytes = postcard::to_stdvec(&wire)
            .map_err(|err| vec![PackFault::new("territory.geojson", 0, format!("it cannot be compiled: {err}"))])?;
        Ok(Self::new(wire, bytes))
    }

    /// Takes back what [`Territory::to_bytes`] gave, without the pack.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TerritoryError> {
        Ok(Self::new(postcard::from_bytes(bytes)?, bytes.to_vec()))
    }

    /// The compiled form, to be kept.
    pub fn to_bytes(&self) -> &[u8] {
        &self.wire
    }

    fn new(wire: Wire, bytes: Vec<u8>) -> Self {
        let areas = Areas::new(&wire.areas);
        let mut spellings = Spellings::default();
        let names = areas.areas.iter().flat_map(|area| [(&area.name.fr, &area.code), (&area.code, &area.code)]);
        for (spelling, code) in names.chain(wire.spellings.iter().map(|(spelling, code)| (spelling, code))) {
            // Contradictions were refused when the pack was read.
            let _ = spellings.add(spelling, code);
        }
        let tree = SideTree::new(&wire.streets);
        let index = AddressIndex::new(&wire.streets);
        Self { areas, streets: wire.streets, tree, index, spellings, wire: bytes }
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

    /// Whether a point is ours, a linked town's, or outside.
    pub fn locate(&self, point: Point) -> Location<'_> {
        self.areas.locate(point)
    }

    /// Places for what somebody types: addresses, corners, streets.
    pub fn suggest(&self, text: &str, limit: usize, near: Option<Point>) -> Vec<Suggestion> {
        self.index.suggest(&self.streets, text, limit, near)
    }

    /// The borough of a suggestion.
    pub fn area_of(&self, suggestion: &Suggestion) -> Option<&Area> {
        self.areas().get(usize::from(suggestion.area))
    }

    pub fn side_count(&self) -> usize {
        self.streets.sides.len()
    }

    pub fn side(&self, id: i64) -> Option<&Side> {
        self.streets.sides.iter().find(|side| side.id == id)
    }

    /// Full name of the street of a side.
    pub fn street_name(&self, side: &Side) -> &str {
        self.streets.name(side)
    }

    /// The nearest side and how far it is, in metres.
    pub fn nearest_side(&self, point: Point) -> Option<(&Side, f64)> {
        let (place, distance_m) = self.tree.nearest(point).next()?;
        Some((self.streets.sides.get(place)?, distance_m))
    }

    /// The words for a point: the street nearby, with the civic numbers of its side.
    pub fn describe(&self, point: Point) -> Option<String> {
        let (side, _) = self.nearest_side(point)?;
        let name = self.street_name(side);
        Some(if side.to > 0 { format!("{name} ({}–{})", side.from, side.to) } else { name.to_owned() })
    }

    /// Where a place is published: the middle of the nearest segment longer than 45 m, so that no
    /// door is shown (obfuscation rule of the City's open data, `conventions.md` P16).
    pub fn published_place(&self, point: Point) -> Option<Point> {
        let mut sides = self.tree.nearest(point).filter_map(|(place, _)| self.streets.sides.get(place));
        let side = sides.find(|side| self.streets.length_m(side) > SHORTEST_PUBLISHED_M)?;
        self.streets.point_along(side, 0.5)
    }
}
