//! A draw: asked for, done, and shown with all that it takes to do it again.

use super::{Chosen, Fields, drawn, page, people, service_name};
use crate::supervision::{count, midnight};
use ::quality::{Draw, DrawError, NewDraw, Verified, draw as do_draw, find_draw, of_draw, verify};
use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{Id, Moment};
use identity::{Staff, Supervisor};
use jiff::civil::Date;
use web::{Faults, Form, Op, Page, Refusal, View};

impl Fields {
    fn read(form: &Form) -> Self {
        let text = |name: &str| form.text(name).trim().chars().take(20).collect();
        Self { from: text("du"), to: text("au"), per_group: text("groupe"), most: text("plafond") }
    }

    /// The first instant, and the one after the last day.
    fn period(&self, view: &View) -> Option<(Moment, Moment)> {
        let (from, to) = (self.from.parse::<Date>().ok()?, self.to.parse::<Date>().ok()?);
        Some((midnight(view, from), midnight(view, to.tomorrow().ok()?)))
    }
}

/// `POST /poste/qualite/tirages`: the seed is taken now, and written with the draw.
pub async fn draw(Supervisor(signed_in): Supervisor, form: Form) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let (mut op, staff) = (signed_in.op, signed_in.staff);
    let (fields, chosen) = (
        Fields::read(&form),
        Chosen { service: form.text("service").to_owned(), person: form.text("personne").to_owned() },
    );
    let all: Vec<Id> = people(&mut op, &staff).await?.into_keys().collect();
    let one = chosen.person.parse::<Id>().ok().filter(|id| all.contains(id));
    let asked = NewDraw {
        seed: rand::random(),
        // A day that cannot be read is a period that is wrong.
        period: fields.period(&view).unwrap_or((op.now, op.now)),
        staff: one.map_or(all, |id| vec![id]),
        service_code: chosen.service.clone(),
        per_group: fields.per_group.parse().unwrap_or_default(),
        most: fields.most.parse().unwrap_or_default(),
    };
    match do_draw(&mut op, asked).await {
        Ok(draw) => {
            op.commit().await?;
            Ok(Redirect::to(&view.link(&format!("/poste/qualite/tirages/{}", draw.id))).into_response())
        }
        Err(DrawError::Store(err)) => Err(err.into()),
        Err(err) => {
            let field = if matches!(err, DrawError::NumberWrong) { "groupe" } else { "du" };
            let mut op = Op { tx: op.app.database().read(), ..op };
            let page = page(&mut op, (view, staff), (fields, chosen), Faults::one(field, err.code())).await?;
            Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// A contact of a draw.
struct Row {
    link: String,
    service: String,
    /// « 1 sur 2 ».
    read: String,
    /// Who answered, once the reader has read it; empty before.
    person: String,
    is_waiting: bool,
}

#[derive(Template)]
#[template(path = "quality_draw.html")]
struct DrawPage {
    view: View,
    staff: Staff,
    draw: Draw,
    said: super::Drawn,
    population: String,
    verified: String,
    is_same: bool,
    rows: Vec<Row>,
}

/// `GET /poste/qualite/tirages/{id}`.
pub async fn show_draw(Supervisor(signed_in): Supervisor, Path(id): Path<Id>) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let (mut op, staff) = (signed_in.op, signed_in.staff);
    let unknown = || Refusal::not_found("desk/draw-unknown");
    let people = people(&mut op, &staff).await?;
    let draw = find_draw(&mut op, id).await?.ok_or_else(unknown)?;
    if !draw.asked.staff.iter().any(|id| people.contains_key(id)) {
        return Err(unknown());
    }
    let verified = verify(&mut op, &draw).await?;
    let mut rows = Vec::new();
    for contact in of_draw(&mut op, draw.id).await? {
        let Some(name) = people.get(&contact.staff_id) else { continue };
        rows.push(Row {
            link: view.link(&format!("/poste/qualite/contacts/{}", contact.id)),
            service: service_name(&op, &view, &contact.service_code),
            read: view.t1("desk-review-of-two", "n", contact.reviews.len()),
            person: if contact.is_open_to(staff.id) { name.clone() } else { String::new() },
            is_waiting: contact.awaits(staff.id),
        });
    }
    let code = match verified {
        Verified::Same => "desk-draw-same",
        Verified::OtherPopulation => "desk-draw-other-population",
        Verified::OtherContacts => "desk-draw-other-contacts",
    };
    let page = DrawPage {
        said: drawn(&op, &view, &draw),
        population: count(&view, draw.population),
        verified: view.t(code),
        is_same: verified == Verified::Same,
        rows,
        draw,
        staff,
        view,
    };
    Ok(Page::ok(page).into_response())
}
