//! The selection on a map, beside the same list.

use crate::{filter::Filters, queue};
use askama::Template;
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use identity::{SignedIn, Staff};
use requests::{list_found, list_queue, telling};
use serde::Serialize;
use territory::Territory;
use web::{Brand, Page, Refusal, View};

/// Requests that a map shows: the first of the selection, in its order.
const MOST: u32 = 5_000;

#[derive(Template)]
#[template(path = "map.html")]
struct MapPage {
    view: View,
    staff: Staff,
    filters: Filters,
    centre: String,
    bounds: String,
    attribution: String,
}

impl MapPage {
    fn link_of(&self, path: &str) -> String {
        self.view.link(&self.filters.first_page().link_of(path))
    }
}

/// `GET /poste/carte`.
pub async fn show(signed_in: SignedIn, filters: Filters) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let (territory, brand) = (signed_in.op.part::<Territory>(), signed_in.op.part::<Brand>());
    let bounds = territory.bounds();
    let degrees = |values: &[f64]| values.iter().map(|value| format!("{value:.5}")).collect::<Vec<_>>().join(",");
    let centre = bounds.map_or(String::new(), |(min, max)| {
        degrees(&[f64::midpoint(min.lat, max.lat), f64::midpoint(min.lon, max.lon)])
    });
    let page = MapPage {
        centre,
        bounds: bounds.map_or(String::new(), |(min, max)| degrees(&[min.lon, min.lat, max.lon, max.lat])),
        attribution: view.text(&brand.attribution).to_owned(),
        staff: signed_in.staff,
        filters,
        view,
    };
    Ok(Page::ok(page).into_response())
}

/// A request on the map.
#[derive(Serialize)]
struct Point {
    reference: String,
    lat: f64,
    lon: f64,
    service: String,
    address: String,
    status: String,
    tone: &'static str,
    press: &'static str,
    due: String,
}

#[derive(Serialize)]
struct Points {
    points: Vec<Point>,
    /// Whether the selection holds more.
    is_cut: bool,
    said: String,
}

/// `GET /poste/points.json`: where the requests of the selection are. Staff see the true place.
pub async fn points(signed_in: SignedIn, filters: Filters) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    let queue = filters.wanted(&op, &staff).queue;
    let listed = if queue.terms.is_empty() {
        list_queue(&mut op, &queue, filters.order(&queue), None, MOST).await?
    } else {
        list_found(&mut op, &queue, filters.order(&queue), None, MOST).await?.0
    };
    let is_cut = listed.len() as u32 == MOST;
    let points: Vec<Point> = listed
        .into_iter()
        .filter_map(|listed| listed.point.map(|place| (place, listed)))
        .map(|(place, listed)| Point {
            press: match () {
                () if listed.is_late(op.now) => "late",
                () if listed.is_at_risk(op.now) => "at-risk",
                () => "",
            },
            service: telling::service_name(&op, &listed.service_code, view.lang),
            tone: listed.status.tone(),
            status: queue::label(&op, &view, listed.status),
            due: listed.due_at.map(|at| view.date(&at)).unwrap_or_default(),
            reference: listed.reference,
            address: listed.address,
            lat: place.lat,
            lon: place.lon,
        })
        .collect();
    let code = if is_cut { "desk-map-cut" } else { "desk-map-all" };
    let said = view.many(code, &i64::try_from(points.len()).unwrap_or(i64::MAX));
    Ok(Json(Points { points, is_cut, said }).into_response())
}
