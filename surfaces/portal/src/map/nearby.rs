//! `/proche`: what is already open around the place that somebody is choosing.

use super::{CityMap, card::Card, page::load};
use askama::Template;
use axum::extract::Query;
use base::Point;
use serde::Deserialize;
use tiles::{Filter, Frame};
use web::{Op, Page, Refusal, View};

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    lat: String,
    #[serde(default)]
    lon: String,
    #[serde(default)]
    service: String,
}

#[derive(Template)]
#[template(path = "map/nearby.html")]
pub struct NearbyPart {
    view: View,
    is_placed: bool,
    cards: Vec<Card>,
}

/// How far around one looks, in metres.
pub const AROUND_M: f64 = 150.0;
/// Points looked at, and requests shown, at most.
const MOST: usize = 400;
const SHOWN: usize = 4;

/// Open requests by their published place, the nearest first: their numbers and how far, in metres.
fn nearest(op: &Op, place: Point, service: &str) -> Vec<(u64, f64)> {
    let map = op.part::<CityMap>();
    let kinds = match map.board.numbering.kind(service) {
        u16::MAX => (0, u16::MAX),
        kind => (kind, kind),
    };
    let filter = Filter { kinds, classes: (0, 2), ..Filter::default() };
    let (lat, lon) = place.degrees_around(AROUND_M);
    let corner = |sign: f64| Point { lat: place.lat + sign * lat, lon: place.lon + sign * lon };
    let around = map.board.points().within(&Frame::between(corner(-1.0), corner(1.0)), &filter, MOST);
    let mut near: Vec<(u64, f64)> =
        around.iter().map(|mark| (mark.number, place.distance_m(mark.spot.point()))).collect();
    near.retain(|(_, away_m)| *away_m <= AROUND_M);
    near.sort_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0)));
    near.truncate(SHOWN);
    near
}

/// « à environ 90 m »: a published place is right to half a block, and is said no nearer.
pub fn about(view: &View, away_m: f64) -> String {
    view.t1("portal-map-away", "metres", ((away_m / 10.0).round() * 10.0).max(10.0))
}

pub async fn show(mut op: Op, Query(asked): Query<Asked>) -> Result<Page<NearbyPart>, Refusal> {
    let view = op.view();
    let Some(place) = Point::parse(&asked.lat, &asked.lon) else {
        return Ok(Page::ok(NearbyPart { view, is_placed: false, cards: Vec::new() }));
    };
    op.part::<CityMap>().board.loaded().await;
    let near = nearest(&op, place, &asked.service);
    let numbers: Vec<u64> = near.iter().map(|(number, _)| *number).collect();
    let found = load(&mut op, &numbers).await?;
    let mut cards = Vec::new();
    for (number, away_m) in near {
        let reference = super::board::reference_of(number).map(|reference| reference.to_string());
        let request = found.iter().find(|request| Some(&request.reference) == reference.as_ref());
        let Some(request) = request.filter(|request| Card::is_open(request)) else { continue };
        cards.push(Card { away: about(&view, away_m), ..Card::of(&op, &view, request) });
    }
    Ok(Page::ok(NearbyPart { view, is_placed: true, cards }))
}
