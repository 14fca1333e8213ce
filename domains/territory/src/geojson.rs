//! GeoJSON as cities publish it (RFC 7946): features, their properties, polygons and lines.

use base::{PackFault, PackFiles};
use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Deserialize)]
pub(crate) struct Collection {
    pub features: Vec<Feature>,
}

#[derive(Deserialize)]
pub(crate) struct Feature {
    #[serde(default)]
    pub properties: Map<String, Value>,
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
    /// A property as words, whatever its type.
    pub(crate) fn words(&self, name: &str) -> String {
        match self.properties.get(name) {
            Some(Value::String(words)) => words.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_)) | None => String::new(),
        }
    }

    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        self.words(name).parse::<f64>().ok().filter(|number| number.fract() == 0.0).map(|number| number as i64)
    }
}

/// Reads a file of features, each with the line it starts on.
pub(crate) fn read(files: &PackFiles, name: &str, faults: &mut Vec<PackFault>) -> Vec<Feature> {
    let text = match files.text(name) {
        Ok(text) => text,
        Err(fault) => {
            faults.push(fault);
            return Vec::new();
        }
    };
    match serde_json::from_str::<Collection>(text) {
        Ok(collection) => collection.features,
        Err(err) => {
            faults.push(PackFault::new(name, err.line() as u64, err.to_string()));
            Vec::new()
        }
    }
}
