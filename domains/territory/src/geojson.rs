//! GeoJSON as cities publish it (RFC 7946): features with the line they start on, polygons and lines.

use base::{PackFault, PackFiles};
use serde::Deserialize;
use serde_json::{Map, Value, value::RawValue};

#[derive(Deserialize)]
struct Collection<'a> {
    #[serde(borrow)]
    features: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct FeatureWire {
    properties: Option<Map<String, Value>>,
    geometry: Option<Geometry>,
}

/// A feature of a file of the pack, and where it stands there.
pub(crate) struct Feature {
    /// Line it starts on; everything is on line 1 in many published files, hence the number.
    pub line: u64,
    /// Place among the features, 1 first.
    pub number: usize,
    properties: Map<String, Value>,
    pub geometry: Option<Geometry>,
}

pub(crate) type Position = Vec<f64>;

#[derive(Deserialize)]
#[serde(tag = "type", content = "coordinates")]
pub(crate) enum Geometry {
    Polygon(Vec<Vec<Position>>),
    MultiPolygon(Vec<Vec<Vec<Position>>>),
    LineString(Vec<Position>),
    MultiLineString(Vec<Vec<Position>>),
    Point(serde::de::IgnoredAny),
}

impl Feature {
    /// A property as words, whatever its type; empty when there is none.
    pub(crate) fn words(&self, name: &str) -> String {
        match self.properties.get(name) {
            Some(Value::String(words)) => words.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_)) | None => String::new(),
        }
    }

    /// A property that is a whole number, written as a number or as text (`12`, `"12"`, `12.0`).
    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        let words = self.words(name);
        words.strip_suffix(".0").unwrap_or(&words).parse().ok()
    }

    /// A fault of this feature; `name` is what a person recognises it by.
    pub(crate) fn fault(&self, file: &str, name: &str, message: &str) -> PackFault {
        PackFault::new(file, self.line, format!("feature {} (`{name}`): {message}", self.number))
    }
}

/// Reads a file of features. One that is malformed is a fault and hides no other.
pub(crate) fn read(files: &PackFiles, file: &str, faults: &mut Vec<PackFault>) -> Vec<Feature> {
    let text = match files.text(file) {
        Ok(text) => text,
        Err(fault) => {
            faults.push(fault);
            return Vec::new();
        }
    };
    let collection: Collection = match serde_json::from_str(text) {
        Ok(collection) => collection,
        Err(err) => {
            faults.push(PackFault::new(file, err.line() as u64, err.to_string()));
            return Vec::new();
        }
    };
    let mut features = Vec::with_capacity(collection.features.len());
    let (mut line, mut passed) = (1, 0);
    for (raw, number) in collection.features.into_iter().zip(1..) {
        let start = raw.get().as_ptr().addr() - text.as_ptr().addr();
        line += text.as_bytes().get(passed..start).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count();
        passed = start;
        match serde_json::from_str::<FeatureWire>(raw.get()) {
            Ok(FeatureWire { properties, geometry }) => {
                let properties = properties.unwrap_or_default();
                features.push(Feature { line: line as u64, number, properties, geometry });
            }
            Err(err) => {
                let line = line + err.line() - 1;
                faults.push(PackFault::new(file, line as u64, format!("feature {number}: {err}")));
            }
        }
    }
    features
}
