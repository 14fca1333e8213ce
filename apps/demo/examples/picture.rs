//! Draws the fictional city as SVG: `cargo run -p demo --example picture -- city 8311 > city.svg`.
#![expect(clippy::print_stdout, reason = "an example prints")]

use serde_json::Value;
use std::fmt::Write as _;

const COLOURS: [&str; 14] = [
    "#f3e3c8", "#e3ecd2", "#dfe6ee", "#f0dcd6", "#e8e0ee", "#dcebe6", "#efe8cf", "#e1e1d4", "#e9dfe0", "#d9e6e8",
    "#ede4d9", "#e2ead9", "#d2d2d2", "#c9c9c9",
];

struct Frame {
    west: f64,
    north: f64,
    scale: f64,
    squeeze: f64,
}

impl Frame {
    fn path(&self, ring: &Value, is_closed: bool) -> String {
        let mut path = String::new();
        for (rank, at) in ring.as_array().into_iter().flatten().enumerate() {
            let number = |place: usize| at.get(place).and_then(Value::as_f64).unwrap_or(0.0);
            let x = (number(0) - self.west) * self.squeeze * self.scale;
            let y = (self.north - number(1)) * self.scale;
            let _ = write!(path, "{}{x:.2} {y:.2}", if rank == 0 { "M" } else { "L" });
        }
        if is_closed { path + "Z" } else { path }
    }
}

fn features(files: &base::PackFiles, name: &str) -> Vec<Value> {
    let text = files.text(name).unwrap_or("{}");
    let read: Value = serde_json::from_str(text).unwrap_or_default();
    read["features"].as_array().cloned().unwrap_or_default()
}

fn main() {
    let words: Vec<String> = std::env::args().collect();
    let size = match words.get(1).map(String::as_str) {
        Some("village") => demo::Size::Village,
        Some("metropolis") => demo::Size::Metropolis,
        _ => demo::Size::City,
    };
    let seed = words.get(2).and_then(|seed| seed.parse().ok()).unwrap_or(8_311);
    let files = demo::city(seed, size);
    let areas = features(&files, "territory.geojson");
    let (mut west, mut east, mut south, mut north) = (180.0_f64, -180.0_f64, 90.0_f64, -90.0_f64);
    for at in areas.iter().flat_map(|area| area["geometry"]["coordinates"].as_array().into_iter().flatten()) {
        for place in at[0].as_array().into_iter().flatten() {
            let (lon, lat) = (place[0].as_f64().unwrap_or(0.0), place[1].as_f64().unwrap_or(0.0));
            (west, east) = (west.min(lon), east.max(lon));
            (south, north) = (south.min(lat), north.max(lat));
        }
    }
    let squeeze = north.to_radians().cos();
    let scale = 1_800.0 / ((east - west) * squeeze);
    let frame = Frame { west, north, scale, squeeze };
    let height = (north - south) * scale;
    let mut svg = format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='-20 -20 1840 {:.0}'>", height + 40.0);
    svg.push_str("<rect x='-20' y='-20' width='1840' height='3000' fill='#fbfaf7'/>");
    for water in features(&files, "water.geojson") {
        let rings: Vec<String> = water["geometry"]["coordinates"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|ring| frame.path(ring, true))
            .collect();
        let _ = write!(svg, "<path d='{}' fill='#bcd9e2' fill-rule='evenodd'/>", rings.concat());
    }
    for (area, colour) in areas.iter().zip(COLOURS) {
        for polygon in area["geometry"]["coordinates"].as_array().into_iter().flatten() {
            let _ = write!(
                svg,
                "<path d='{}' fill='{colour}' stroke='#8a8372' stroke-width='1.6'/>",
                frame.path(&polygon[0], true)
            );
        }
    }
    for park in features(&files, "parks.geojson") {
        let _ = write!(svg, "<path d='{}' fill='#b5d3a1'/>", frame.path(&park["geometry"]["coordinates"][0], true));
    }
    let sides = features(&files, "streets.geojson");
    for side in &sides {
        let _ = write!(
            svg,
            "<path d='{}' fill='none' stroke='#6b6657' stroke-width='0.55'/>",
            frame.path(&side["geometry"]["coordinates"], false)
        );
    }
    svg.push_str("</svg>");
    eprintln!("{} areas, {} sides, {} parks", areas.len(), sides.len(), features(&files, "parks.geojson").len());
    println!("{svg}");
}
