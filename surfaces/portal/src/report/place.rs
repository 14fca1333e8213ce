//! Where it is: an address, a corner, a point on the map; our city, a linked town, or elsewhere.

use super::{Fields, Report, Step, new_key, save};
use askama::Template;
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::Point;
use catalogue::Catalogue;
use requests::{SubmitError, intake};
use serde::Deserialize;
use territory::{Area, Territory};
use web::{Faults, Form, Op, Page, Refusal, View};

#[derive(Template)]
#[template(path = "report/place.html")]
struct PlacePage {
    view: View,
    faults: Faults,
    /// Where the form is sent.
    action: String,
    words: String,
    service: String,
    address: String,
    point: Option<Point>,
    /// Addresses that may be meant.
    suggestions: Vec<String>,
    centre: String,
    /// West, south, east, north of the whole city.
    bounds: String,
}

impl PlacePage {
    /// Whether the address was not found: its words may be kept as they are.
    fn is_unknown(&self) -> bool {
        self.faults.of("adresse").is_some_and(|fault| fault.code == "portal/address-unknown")
    }
}

#[derive(Template)]
#[template(path = "report/elsewhere.html")]
struct ElsewherePage {
    view: View,
    town: Area,
}

#[derive(Deserialize)]
pub struct Beginning {
    #[serde(default)]
    q: String,
    #[serde(default)]
    service: String,
}

/// What the page holds when it is shown for `fields`.
fn page(op: &Op, action: String, fields: &Fields) -> PlacePage {
    let territory = op.part::<Territory>();
    let (centre, bounds) = crate::map::extent(&territory);
    PlacePage {
        view: op.view(),
        faults: Faults::default(),
        action,
        words: fields.words.clone(),
        service: fields.service.clone(),
        address: fields.address.clone(),
        point: fields.point,
        suggestions: Vec::new(),
        centre,
        bounds,
    }
}

pub async fn begin(op: Op, Query(beginning): Query<Beginning>) -> Response {
    let fields = Fields { words: beginning.q, service: beginning.service, ..Fields::default() };
    Page::ok(page(&op, op.view().link("/signaler"), &fields)).into_response()
}

pub async fn show(report: Report) -> Response {
    let action = report.view().link(&report.path(&Step::Place));
    Page::ok(page(&report.op, action, &report.fields)).into_response()
}

pub async fn receive_first(mut op: Op, form: Form) -> Result<Response, Refusal> {
    let mut fields = Fields { words: form.text("q").chars().take(4_000).collect(), ..Fields::default() };
    if op.part::<Catalogue>().service(form.text("service")).is_some() {
        form.text("service").clone_into(&mut fields.service);
    }
    let action = op.view().link("/signaler");
    if let Err(answer) = read(&op, &form, &mut fields, &action) {
        return Ok(*answer);
    }
    let key = new_key();
    save(&mut op, &key, &fields).await?;
    let step = fields.next(&op.part::<Catalogue>());
    let location = op.view().link(&format!("/signaler/{key}/{}", step.path()));
    op.commit().await?;
    Ok(Redirect::to(&location).into_response())
}

pub async fn receive(mut report: Report, form: Form) -> Result<Response, Refusal> {
    let action = report.view().link(&report.path(&Step::Place));
    let before = report.fields.point;
    if let Err(answer) = read(&report.op, &form, &mut report.fields, &action) {
        return Ok(*answer);
    }
    if report.fields.point != before {
        report.fields.has_seen_nearby = false;
        report.fields.same_as = None;
    }
    report.go_on().await
}

/// Reads the place into `fields`, or gives the page that explains what is missing.
fn read(op: &Op, form: &Form, fields: &mut Fields, action: &str) -> Result<(), Box<Response>> {
    let territory = op.part::<Territory>();
    let typed = form.text("adresse").trim();
    let chosen = form.text("proposition").trim();
    let address = if chosen.is_empty() { typed } else { chosen };
    address.chars().take(intake::LONGEST_ADDRESS + 1).collect::<String>().clone_into(&mut fields.address);
    fields.point = Point::parse(form.text("lat"), form.text("lon")).filter(|_| chosen.is_empty());
    let refused = |code: &'static str, suggestions: Vec<String>, fields: &Fields| {
        let page =
            PlacePage { faults: Faults::one("adresse", code), suggestions, ..page(op, action.to_owned(), fields) };
        Box::new(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    if address.is_empty() && fields.point.is_none() {
        return Err(refused("requests/place-missing", Vec::new(), fields));
    }
    if fields.point.is_none() && territory.geocode(address).is_none() && !form.is_ticked("sans_point") {
        let near = territory.suggest(address, 5, None).into_iter().map(|suggestion| suggestion.label).collect();
        return Err(refused("portal/address-unknown", near, fields));
    }
    // The address as the city writes it.
    if fields.point.is_none()
        && let Some(found) = territory.geocode(address)
    {
        (fields.address, fields.point) = (found.label, Some(found.point));
    }
    match intake::place(&territory, fields.point, &fields.address) {
        Ok(place) => {
            (fields.point, fields.address, fields.is_placed) = (place.point, place.address, true);
            Ok(())
        }
        Err(SubmitError::LinkedTown(town)) => {
            Err(Box::new(Page::ok(ElsewherePage { view: op.view(), town: *town }).into_response()))
        }
        Err(SubmitError::AddressTooLong) => Err(refused("requests/address-too-long", Vec::new(), fields)),
        Err(_) => Err(refused("requests/outside-city", Vec::new(), fields)),
    }
}
