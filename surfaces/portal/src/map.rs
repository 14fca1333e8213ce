//! The public map and its twin, the list: one set of filters, the same requests.
//!
//! A request is shown in the middle of its stretch of street, never at a door ([ADR 007](../../../docs/adr/007-what-the-public-map-shows.md)).
//! Its page is first the list; a script brings the map.

mod board;
mod card;
mod ground;
mod nearby;
mod page;
#[cfg(test)]
mod stories;
mod tile;
mod wanted;

pub use board::{follow, keep};
pub use card::Card;
pub use nearby::{AROUND_M, about};

use axum::{Router, routing::get};
use board::Board;
use catalogue::Catalogue;
use ground::Ground;
use territory::{Scenery, Territory};
use web::{App, Brand};

/// What the map holds in memory: the points of requests, and the ground under them.
pub struct CityMap {
    board: Board,
    ground: Ground,
}

impl CityMap {
    pub fn new(catalogue: &Catalogue, territory: &Territory, brand: &Brand, scenery: Scenery) -> Self {
        Self { board: Board::new(catalogue, territory, brand), ground: Ground::new(territory, scenery) }
    }
}

pub fn routes() -> Router<App> {
    Router::new()
        .route("/carte", get(page::show))
        .route("/carte/liste", get(page::show_list))
        .route("/proche", get(nearby::show))
        .route("/tuiles/{z}/{x}/{y}", get(tile::show_ground))
        .route("/tuiles/demandes/{z}/{x}/{y}", get(tile::show_requests))
}

/// The middle and the corners of the territory, as the map's script reads them.
pub(crate) fn extent(territory: &Territory) -> (String, String) {
    let Some((low, high)) = territory.bounds() else { return (String::new(), String::new()) };
    let centre = format!("{:.4},{:.4}", f64::midpoint(low.lat, high.lat), f64::midpoint(low.lon, high.lon));
    (centre, format!("{:.4},{:.4},{:.4},{:.4}", low.lon, low.lat, high.lon, high.lat))
}
