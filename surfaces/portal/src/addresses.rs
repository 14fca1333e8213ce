//! Addresses as one types, and the address of a point, for the scripts of the pages.

use axum::{Json, extract::Query};
use base::Point;
use serde::{Deserialize, Serialize};
use territory::{Parity, Territory};
use web::Op;

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    lat: String,
    #[serde(default)]
    lon: String,
}

/// An address and where it is.
#[derive(Serialize)]
pub struct AddressV1 {
    label: String,
    lat: f64,
    lon: f64,
    /// `even`, `odd`, or nothing.
    side: Option<&'static str>,
}

/// Most addresses in an answer.
const MOST: usize = 8;
/// Nobody types more.
const LONGEST: usize = 200;

/// `GET /adresses?q=` or `?lat=&lon=`.
pub async fn suggest(op: Op, Query(asked): Query<Asked>) -> Json<Vec<AddressV1>> {
    let territory = op.part::<Territory>();
    let side = |id: Option<i64>| {
        let parity = id.and_then(|id| territory.side(id)).and_then(territory::Side::parity);
        parity.and_then(|parity| match parity {
            Parity::Even => Some("even"),
            Parity::Odd => Some("odd"),
            Parity::Both => None,
        })
    };
    if let Some(point) = Point::parse(&asked.lat, &asked.lon) {
        let near = territory.nearest_side(point).map(|(near, _)| near.id);
        let label = territory.describe(point);
        let found = label.map(|label| AddressV1 { label, lat: point.lat, lon: point.lon, side: side(near) });
        return Json(found.into_iter().collect());
    }
    let words: String = asked.q.chars().take(LONGEST).collect();
    let found = territory.suggest(&words, MOST, None).into_iter();
    Json(
        found
            .map(|it| AddressV1 { side: side(it.side), label: it.label, lat: it.point.lat, lon: it.point.lon })
            .collect(),
    )
}
