//! Reads the sides of streets: their names, numbers and lines, repaired where published data is known to be odd.

use crate::{
    area::Areas,
    geojson::{self, Feature, Geometry, Position},
    names::{self, Spellings},
    street::{NOWHERE, Side, Streets, len_u32},
};
use base::{PackFault, PackFiles, Point, plain::fold};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

/// How `streets.geojson` names things.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StreetColumns {
    pub id: String,
    pub segment: String,
    /// The words that make the full name, in order: type, link, name, orientation.
    pub name: Vec<String>,
    pub from: String,
    pub to: String,
    /// Borough or town of the side; the one its middle is in when the file does not say.
    #[serde(default)]
    pub area: String,
    /// Names that are not names: `Non-nommée`.
    #[serde(default)]
    pub unnamed: Vec<String>,
}

/// A side as read, before its street is known.
struct Draft {
    id: i64,
    segment: i64,
    name: String,
    numbers: Option<(u32, u32)>,
    area: Option<u16>,
    line: Vec<Point>,
}

const FILE: &str = "streets.geojson";
/// Higher than any civic number of a city.
const HIGHEST_NUMBER: i64 = 99_999;
/// Strokes of one side farther apart than this are not joined: the longest one stays, in metres.
const JOINED_M: f64 = 60.0;

pub(crate) fn read(
    files: &PackFiles,
    columns: &StreetColumns,
    (areas, spellings): (&Areas, &Spellings),
    faults: &mut Vec<PackFault>,
) -> Streets {
    let mut drafts = Vec::new();
    let mut ids = HashSet::new();
    let unnamed: Vec<String> = columns.unnamed.iter().map(|name| fold(name)).collect();
    for feature in geojson::read(files, FILE, faults) {
        let mut wrongs = Vec::new();
        let draft = read_side(&feature, columns, &unnamed, &mut wrongs);
        let mut draft = draft.filter(|draft| {
            let is_new = ids.insert(draft.id);
            if !is_new {
                wrongs.push("the identifier stands twice".to_owned());
            }
            is_new
        });
        let said = feature.words(&columns.area);
        if let Some(draft) = &mut draft
            && !said.is_empty()
        {
            let code = spellings.code_of(&said);
            let place = code.and_then(|code| areas.areas.iter().position(|area| area.code == code));
            draft.area = place.and_then(|place| u16::try_from(place).ok());
            if draft.area.is_none() {
                wrongs.push(format!("the borough `{said}` is unknown"));
            }
        }
        let id = feature.words(&columns.id);
        faults.extend(wrongs.iter().map(|wrong| feature.fault(FILE, &id, wrong)));
        drafts.extend(draft);
    }
    borrow_lines(&mut drafts);
    drafts.retain(|draft| draft.line.len() > 1);
    for draft in &mut drafts {
        if let (None, Some(point)) = (draft.area, draft.line.get(draft.line.len() / 2)) {
            draft.area = areas.place(*point).and_then(|place| u16::try_from(place).ok());
        }
    }
    compile(drafts, areas)
}

fn read_side(
    feature: &Feature,
    columns: &StreetColumns,
    unnamed: &[String],
    wrongs: &mut Vec<String>,
) -> Option<Draft> {
    let line = match &feature.geometry {
        Some(Geometry::LineString(line)) => read_line(line, wrongs),
        Some(Geometry::MultiLineString(strokes)) => {
            join(strokes.iter().map(|stroke| read_line(stroke, wrongs)).collect())
        }
        // Published without a line (130 of the 4,888 sides of Ville-Marie): the other side may lend its own.
        None => Vec::new(),
        Some(Geometry::Polygon(_) | Geometry::MultiPolygon(_) | Geometry::Point(_)) => {
            wrongs.push("the geometry must be a line".to_owned());
            return None;
        }
    };
    let (Some(id), Some(segment)) = (feature.integer(&columns.id), feature.integer(&columns.segment)) else {
        wrongs.push(format!("`{}` and `{}` must be whole numbers", columns.id, columns.segment));
        return None;
    };
    let numbers = read_numbers(feature, columns).unwrap_or_else(|wrong| {
        wrongs.push(wrong);
        None
    });
    let parts: Vec<String> = columns.name.iter().map(|column| feature.words(column)).collect();
    let is_unnamed = parts.iter().any(|part| unnamed.contains(&fold(part)));
    let name = if is_unnamed { String::new() } else { full_name(&parts) };
    Some(Draft { id, segment, name, numbers, area: None, line })
}

fn read_line(line: &[Position], wrongs: &mut Vec<String>) -> Vec<Point> {
    let points: Vec<Point> = line.iter().filter_map(|at| Point::new(*at.get(1)?, *at.first()?)).collect();
    if points.len() < line.len() || points.len() < 2 {
        wrongs.push("a line needs two positions, all on the globe".to_owned());
    }
    points
}

/// Lowest and highest number; no number is written 0, nothing, or not at all.
fn read_numbers(feature: &Feature, columns: &StreetColumns) -> Result<Option<(u32, u32)>, String> {
    let read = |column: &str| match feature.words(column).as_str() {
        "" => Ok(0),
        words => match feature.integer(column) {
            Some(number) if (0..=HIGHEST_NUMBER).contains(&number) => Ok(u32::try_from(number).unwrap_or(0)),
            Some(_) | None => Err(format!("`{column}` is `{words}`, not a civic number")),
        },
    };
    match (read(&columns.from)?, read(&columns.to)?) {
        (0, 0) => Ok(None),
        (0, _) | (_, 0) => Err(format!("only one of `{}` and `{}` is given", columns.from, columns.to)),
        (from, to) => Ok(Some((from.min(to), from.max(to)))),
    }
}

/// `rue`, `de la`, `Montagne` → `rue de la Montagne`; an apostrophe takes no space after it.
fn full_name(parts: &[String]) -> String {
    let mut name = String::new();
    for words in parts.iter().filter(|words| !words.is_empty()) {
        if !name.is_empty() && !name.ends_with(['\'', '’']) {
            name.push(' ');
        }
        name.push_str(words);
    }
    name
}

/// One line of the strokes of a side, which come in any order and direction.
fn join(mut strokes: Vec<Vec<Point>>) -> Vec<Point> {
    strokes.retain(|stroke| stroke.len() > 1);
    strokes.sort_by(|a, b| length(a).total_cmp(&length(b)));
    let mut line = strokes.pop().unwrap_or_default();
    while let (Some(first), Some(last)) = (line.first().copied(), line.last().copied()) {
        let nearest = strokes.iter().enumerate().flat_map(|(place, stroke)| {
            let ends = [stroke.first(), stroke.last()].into_iter().flatten().enumerate();
            ends.flat_map(move |(end, at)| {
                [(at.distance_m(first), place, end, true), (at.distance_m(last), place, end, false)]
            })
        });
        let Some((gap_m, place, end, is_before)) = nearest.min_by(|a, b| a.0.total_cmp(&b.0)) else { break };
        if gap_m > JOINED_M {
            break;
        }
        let mut stroke = strokes.swap_remove(place);
        // The end that touches comes last before the line, first after it.
        if (end == 0) == is_before {
            stroke.reverse();
        }
        if is_before {
            stroke.append(&mut line);
            line = stroke;
        } else {
            line.append(&mut stroke);
        }
    }
    line.dedup();
    line
}

fn length(points: &[Point]) -> f64 {
    crate::street::length_m(points.iter().copied())
}

/// A side without a line takes the one of the other side of its segment.
fn borrow_lines(drafts: &mut [Draft]) {
    let lines: HashMap<i64, Vec<Point>> =
        drafts.iter().filter(|draft| draft.line.len() > 1).map(|draft| (draft.segment, draft.line.clone())).collect();
    for draft in drafts.iter_mut().filter(|draft| draft.line.is_empty()) {
        draft.line = lines.get(&draft.segment).cloned().unwrap_or_default();
    }
}

/// Groups sides by street. A borough shares its streets with the city; a town has its own, even of the same name.
fn compile(mut drafts: Vec<Draft>, areas: &Areas) -> Streets {
    let mut streets = Streets::default();
    let mut places: HashMap<(String, Option<u16>), u32> = HashMap::new();
    streets.names.push(String::new());
    let town = |area: Option<u16>| {
        area.filter(|area| {
            areas.areas.get(usize::from(*area)).is_some_and(|area| area.kind == crate::AreaKind::LinkedTown)
        })
    };
    drafts.sort_by_cached_key(|draft| (names::key(&draft.name), draft.name.clone(), town(draft.area), draft.numbers));
    let directed = crate::numbering::directions(drafts.iter().map(|draft| {
        let ends =
            [draft.line.first(), draft.line.last()].map(|end| end.copied().unwrap_or(Point { lat: 0.0, lon: 0.0 }));
        crate::numbering::Numbered { street: (&draft.name, town(draft.area)), numbers: draft.numbers, ends }
    }));
    for (mut draft, grows) in drafts.into_iter().zip(directed) {
        if grows == Some(false) {
            draft.line.reverse();
        }
        let street = if draft.name.is_empty() {
            0
        } else {
            let next = len_u32(&streets.names);
            let street = *places.entry((draft.name.clone(), town(draft.area))).or_insert(next);
            if street == next {
                streets.names.push(draft.name);
            }
            street
        };
        let (from, to) = draft.numbers.unwrap_or_default();
        let (id, segment, area) = (draft.id, draft.segment, draft.area.unwrap_or(NOWHERE));
        let side = Side { id, segment, street, area, from, to, is_directed: grows.is_some(), start: 0, end: 0 };
        streets.push(side, &draft.line);
    }
    streets
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stroke(lats: &[f64]) -> Vec<Point> {
        lats.iter().map(|lat| Point { lat: *lat, lon: -73.5 }).collect()
    }

    #[test]
    fn strokes_in_any_order_and_direction_make_one_line() {
        let (a, b, c) = (stroke(&[45.0, 45.001]), stroke(&[45.003, 45.0011]), stroke(&[45.0031, 45.004]));
        let expected = stroke(&[45.0, 45.001, 45.0011, 45.003, 45.0031, 45.004]);
        let mut backwards = expected.clone();
        backwards.reverse();
        for strokes in [[a.clone(), b.clone(), c.clone()], [c.clone(), a.clone(), b.clone()], [b, c, a]] {
            let line = join(strokes.to_vec());
            assert!(line == expected || line == backwards, "{line:?}");
        }
    }

    #[test]
    fn a_stroke_far_away_is_left_out() {
        assert_eq!(join(vec![stroke(&[45.0, 45.001]), stroke(&[45.1, 45.1001])]), stroke(&[45.0, 45.001]));
        assert_eq!(join(Vec::new()), Vec::new());
    }

    #[test]
    fn names_are_written_as_on_the_sign() {
        let name = |parts: &[&str]| full_name(&parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>());
        assert_eq!(name(&["rue", "de la", "Montagne", ""]), "rue de la Montagne");
        assert_eq!(name(&["avenue", "d'", "Argyle", ""]), "avenue d'Argyle");
        assert_eq!(name(&["", "", "Le Boulevard", ""]), "Le Boulevard");
        assert_eq!(name(&["rue", "", "Sherbrooke", "Est"]), "rue Sherbrooke Est");
    }
}
