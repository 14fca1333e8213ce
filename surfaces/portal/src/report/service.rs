//! What it is: services proposed from the person's own words, or chosen among all; then what is already reported near.

use super::{Report, Step};
use crate::{follow::badge, form::Form};
use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{Id, Moment, Text};
use catalogue::{Catalogue, Recogniser};
use requests::{Description, NearbyRequest, nearby, photos};
use web::{Faults, Page, Refusal, View};

/// A service as it is offered.
struct Offer {
    code: String,
    name: String,
    group: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "report/service.html")]
struct ServicePage {
    view: View,
    faults: Faults,
    action: String,
    back: String,
    words: String,
    proposals: Vec<Offer>,
    /// Group, its services.
    groups: Vec<(String, Vec<Offer>)>,
}

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
    request: NearbyRequest,
    away: String,
    age: String,
    badge: &'static str,
    status: String,
    /// Address of its public photo.
    picture: Option<String>,
}

fn page(report: &Report, faults: Faults) -> ServicePage {
    let (view, catalogue) = (report.view(), report.op.part::<Catalogue>());
    let offer = |code: &str| {
        catalogue.service(code).map(|service| Offer {
            code: code.to_owned(),
            name: view.text(&service.name).to_owned(),
            group: view.text(&service.group.name).to_owned(),
            is_chosen: code == report.fields.service,
        })
    };
    let found = report.op.part::<Recogniser>().propose(&report.fields.words, view.lang);
    let proposals: Vec<Offer> = found.iter().filter_map(|proposal| offer(&proposal.service_code)).collect();
    let name = |text: &Text| view.text(text).to_owned();
    let groups = catalogue
        .groups()
        .into_iter()
        .map(|(group, services)| (name(&group.name), services.iter().filter_map(|it| offer(&it.code)).collect()))
        .collect();
    ServicePage {
        action: view.link(&report.path(&Step::Service)),
        back: report.back(&Step::Service),
        words: report.fields.words.clone(),
        view,
        faults,
        proposals,
        groups,
    }
}

pub async fn show(report: Report) -> Response {
    Page::ok(page(&report, Faults::default())).into_response()
}

pub async fn receive(mut report: Report, form: Form) -> Result<Response, Refusal> {
    let words = form.text("mots");
    let refused = |report: &Report, field, code| {
        let page = page(report, Faults::one(field, code));
        Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    if let Err(err) = words.parse::<Description>() {
        return refused(&report, "mots", err.code());
    }
    let has_new_words = words.trim() != report.fields.words.trim();
    words.trim().clone_into(&mut report.fields.words);
    let chosen = form.text("service");
    let is_known = report.op.part::<Catalogue>().service(chosen).is_some();
    // Enter on a choice presses the first button of the form, which searches: with the same words, it goes on.
    if is_known && (!has_new_words || !form.is_ticked("chercher")) {
        report.fields.choose(chosen);
        return report.go_on().await;
    }
    if has_new_words || form.is_ticked("chercher") {
        report.fields.service.clear();
        return report.go_on().await;
    }
    refused(&report, "service", "requests/service-unknown")
}

/// Open requests of the chosen service around the chosen place.
async fn near(report: &mut Report) -> Result<(String, Vec<NearbyRequest>), Refusal> {
    let (catalogue, view) = (report.op.part::<Catalogue>(), report.view());
    let (Some(service), Some(point)) = (catalogue.service(&report.fields.service), report.fields.point) else {
        return Ok((String::new(), Vec::new()));
    };
    let mut near = nearby(&mut report.op, &service.code, point, service.radius_m).await?;
    // What the map does not show is not shown here either.
    near.retain(|request| request.is_shown);
    near.truncate(6);
    Ok((view.text(&service.name).to_owned(), near))
}

async fn cards(report: &mut Report, near: Vec<NearbyRequest>) -> Result<Vec<Near>, Refusal> {
    let ids: Vec<Id> = near.iter().map(|request| request.id).collect();
    let photos = photos::public_of(&mut report.op, &ids).await?;
    let (view, catalogue, now) = (report.view(), report.op.part::<Catalogue>(), report.op.now);
    let card = |request: NearbyRequest| {
        let photo = photos.iter().find(|photo| photo.request_id == Some(request.id));
        Near {
            away: view.many("portal-nearby-away", &(request.distance_m.round() as i64)),
            age: view.many("portal-age", &days_between(&view, request.received_at, now)),
            badge: badge(request.status),
            status: catalogue.status(request.status.code()).map_or("", |it| view.text(&it.label)).to_owned(),
            picture: photo.map(|photo| view.link(&format!("/suivi/{}/photo/{}", request.reference, photo.name))),
            request,
        }
    };
    Ok(near.into_iter().map(card).collect())
}

/// Midnights between two instants, in the city's own time.
fn days_between(view: &View, from: Moment, to: Moment) -> i64 {
    let day = |at: Moment| at.day(&view.brand().zone);
    i64::from((day(to) - day(from)).get_days())
}

pub async fn show_nearby(mut report: Report) -> Result<Response, Refusal> {
    let (service, near) = near(&mut report).await?;
    let near = cards(&mut report, near).await?;
    let view = report.view();
    let page = NearbyPage {
        action: view.link(&report.path(&Step::Nearby)),
        back: report.back(&Step::Nearby),
        view,
        service,
        near,
    };
    Ok(Page::ok(page).into_response())
}

pub async fn receive_nearby(mut report: Report, form: Form) -> Result<Response, Refusal> {
    let same = form.text("meme");
    let (_, near) = near(&mut report).await?;
    report.fields.has_seen_nearby = true;
    report.fields.same_as = near.into_iter().map(|request| request.reference).find(|reference| reference == same);
    report.go_on().await
}
