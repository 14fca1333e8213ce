//! What is already reported near the chosen place, as everybody may see it: joined, it is not filed again.
//!
//! Everything here is answered from published places, so that asking from many places does not find a door
//! ([ADR 007](../../../../docs/adr/007-what-the-public-map-shows.md)).

use super::{Report, Step};
use crate::map::{AROUND_M, Card, about};
use ::store::StoreError;
use askama::Template;
use axum::response::{IntoResponse, Response};
use base::{Id, Point};
use catalogue::Catalogue;
use requests::{Filter, Order, Request, Status, list, nearby, photos, telling};
use territory::Territory;
use web::{Form, Op, Page, Refusal, View};

#[derive(Template)]
#[template(path = "report/nearby.html")]
struct NearbyPage {
    view: View,
    action: String,
    back: String,
    service: String,
    near: Vec<Near>,
}

/// A request already reported near here.
struct Near {
    card: Card,
    /// Address of its public photo.
    picture: Option<String>,
}

/// A request and where it is published.
struct Found {
    request: Request,
    place: Point,
}

/// Requests shown, at most.
const SHOWN: usize = 6;
/// The widest circle that the requests answer, in metres.
const WIDEST_M: f64 = 250.0;
/// A stretch whose ends are farther than this from its middle is asked about from its ends too, in metres.
const LONG_M: f64 = 200.0;

/// Where one asks from, for a place published at `middle`: the stretch decides, not where the person stands on it.
fn centres(territory: &Territory, middle: Point) -> Vec<Point> {
    let line = territory.nearest_side(middle).map(|(side, _)| territory.line(side)).unwrap_or_default();
    let ends = [line.first(), line.last()].into_iter().flatten().copied();
    let far_ends = ends.filter(|end| end.distance_m(middle) > LONG_M);
    std::iter::once(middle).chain(far_ends).collect()
}

/// Numbers of the open requests of a service around some places, that everybody may see.
async fn numbers(op: &mut Op, service: &str, centres: &[Point]) -> Result<Vec<String>, StoreError> {
    let mut numbers = Vec::new();
    for centre in centres {
        let near = nearby(op, service, *centre, WIDEST_M).await?;
        // What the map does not show is not shown here either.
        numbers.extend(near.into_iter().filter(|request| request.is_shown).map(|request| request.reference));
    }
    numbers.sort_unstable();
    numbers.dedup();
    Ok(numbers)
}

/// Open requests of the chosen service around the chosen place, those of the same stretch of street first.
async fn near(report: &mut Report) -> Result<Vec<Found>, Refusal> {
    let (territory, catalogue) = (report.op.part::<Territory>(), report.op.part::<Catalogue>());
    let (Some(service), Some(here)) = (catalogue.service(&report.fields.service), report.fields.point) else {
        return Ok(Vec::new());
    };
    let middle = territory.published_place(here).unwrap_or(here);
    let references = numbers(&mut report.op, &service.code, &centres(&territory, middle)).await?;
    if references.is_empty() {
        return Ok(Vec::new());
    }
    let most = u32::try_from(references.len()).unwrap_or(u32::MAX);
    let filter = Filter { references, is_shown: true, ..Filter::default() };
    let found = list(&mut report.op, &filter, Order::Newest, None, most).await?;
    let found = found.into_iter().filter(|request| request.status != Status::Removed).filter_map(|request| {
        let place = territory.published_place(request.place.point?)?;
        Some(Found { request, place })
    });
    let mut found: Vec<Found> = found.filter(|found| found.place.distance_m(middle) <= AROUND_M).collect();
    found.sort_by(|one, other| one.place.distance_m(middle).total_cmp(&other.place.distance_m(middle)));
    found.truncate(SHOWN);
    Ok(found)
}

/// « sur ce tronçon de rue », or how far.
fn away(report: &Report, place: Point) -> String {
    let (view, territory) = (report.view(), report.op.part::<Territory>());
    let Some(here) = report.fields.point else { return String::new() };
    if territory.published_place(here) == Some(place) {
        return view.t("portal-nearby-stretch");
    }
    about(&view, here.distance_m(place))
}

async fn cards(report: &mut Report, found: &[Found]) -> Result<Vec<Near>, Refusal> {
    let ids: Vec<Id> = found.iter().map(|found| found.request.id).collect();
    let photos = photos::public_of(&mut report.op, &ids).await?;
    let view = report.view();
    let near = |Found { request, place }: &Found| {
        let photo = photos.iter().find(|photo| photo.request_id == Some(request.id));
        let card = Card { away: away(report, *place), ..Card::of(&report.op, &view, request) };
        let picture = photo.map(|photo| view.link(&format!("/suivi/{}/photo/{}", request.reference, photo.name)));
        Near { card, picture }
    };
    Ok(found.iter().map(near).collect())
}

pub async fn show(mut report: Report) -> Result<Response, Refusal> {
    let found = near(&mut report).await?;
    let near = cards(&mut report, &found).await?;
    let view = report.view();
    let page = NearbyPage {
        action: view.link(&report.path(&Step::Nearby)),
        back: report.back(&Step::Nearby),
        service: telling::service_name(&report.op, &report.fields.service, view.lang),
        view,
        near,
    };
    Ok(Page::ok(page).into_response())
}

pub async fn receive(mut report: Report, form: Form) -> Result<Response, Refusal> {
    let same = form.text("meme");
    let found = near(&mut report).await?;
    report.fields.has_seen_nearby = true;
    report.fields.same_as = found.into_iter().map(|found| found.request.reference).find(|reference| reference == same);
    report.go_on().await
}
