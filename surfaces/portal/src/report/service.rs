//! What it is: services proposed from the person's own words, or chosen among all.

use super::{Report, Step};
use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::Text;
use catalogue::{Catalogue, Recogniser};
use requests::Description;
use web::{Faults, Form, Page, Refusal, View};

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
