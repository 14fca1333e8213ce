//! The answers read again, the report sent once, and what the person keeps.

use super::{Fields, Report, Step, steps::Consent};
use crate::store;
use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::Fault;
use catalogue::Catalogue;
use requests::{
    Channel, Contact, Draft, Nature, Request, SubmitError, access, add_requester, find, intake, submit, telling,
};
use web::{Faults, Page, Refusal, View};

/// A line of the answers: question, answer, where to change it.
struct Line {
    question: String,
    answer: String,
    path: String,
}

#[derive(Template)]
#[template(path = "report/check.html")]
struct CheckPage {
    view: View,
    faults: Faults,
    action: String,
    back: String,
    lines: Vec<Line>,
    is_same: bool,
    promise: String,
    unit: String,
}

#[derive(Template)]
#[template(path = "report/receipt.html")]
struct ReceiptPage {
    view: View,
    request: Request,
    unit: String,
    follow: String,
}

fn lines(report: &Report) -> Vec<Line> {
    let (view, fields, catalogue) = (report.view(), &report.fields, report.op.part::<Catalogue>());
    let none = || view.t("portal-check-none");
    let shown = |text: &str| if text.trim().is_empty() { none() } else { text.to_owned() };
    let line =
        |code: &str, answer: String, step: Step| Line { question: view.t(code), answer, path: report.path(&step) };
    let service = catalogue.service(&fields.service);
    let name = service.map_or("", |service| view.text(&service.name));
    let mut lines = vec![
        line("portal-check-place", shown(&fields.address), Step::Place),
        line("portal-check-service", shown(name), Step::Service),
    ];
    if let Some(same) = &fields.same_as {
        lines.push(line("portal-check-same", same.clone(), Step::Nearby));
    } else {
        lines.push(line("portal-check-words", shown(&fields.words), Step::Service));
        for question in service.into_iter().flat_map(|service| &service.questions).filter(|it| it.is_variable) {
            let values = fields.answers.get(&question.code).into_iter().flatten();
            let words: Vec<String> = values.map(|value| question.words(value, view.lang)).collect();
            lines.push(Line {
                question: view.text(&question.text).to_owned(),
                answer: shown(&words.join(", ")),
                path: report.path(&Step::Question(question.code.clone())),
            });
        }
    }
    let contact = [&fields.name, &fields.email, &fields.phone].into_iter().filter(|it| !it.is_empty());
    let contact: Vec<&str> = contact.map(String::as_str).collect();
    let contact = if contact.is_empty() { view.t("portal-check-anonymous") } else { contact.join(", ") };
    lines.push(line("portal-check-contact", contact, Step::You));
    let consents: Vec<String> = [
        (Consent::News, "portal-consent-suivi"),
        (Consent::Survey, "portal-consent-sondage"),
        (Consent::Participation, "portal-consent-participer"),
    ]
    .iter()
    .filter(|(consent, _)| fields.consents.contains(consent))
    .map(|(_, code)| view.t(code))
    .collect();
    lines.push(line("portal-check-consents", shown(&consents.join("; ")), Step::You));
    lines
}

fn page(report: &Report, faults: Faults) -> CheckPage {
    let (view, catalogue) = (report.view(), report.op.part::<Catalogue>());
    let (mut unit, mut promise) = (String::new(), String::new());
    if let Some(service) = catalogue.service(&report.fields.service) {
        let place = intake::place(&report.op.part(), report.fields.point, &report.fields.address).unwrap_or_default();
        unit = telling::unit_name(&report.op, &intake::route(&report.op, service, &place).unit, view.lang);
        let promised = intake::promise(&report.op, service, &place);
        promise = promised.map(|promise| view.text(&promise.words).to_owned()).unwrap_or_default();
    }
    CheckPage {
        action: view.link(&report.path(&Step::Check)),
        back: report.back(&Step::Check),
        lines: lines(report),
        is_same: report.fields.same_as.is_some(),
        view,
        faults,
        promise,
        unit,
    }
}

pub async fn show(report: Report) -> Result<Response, Refusal> {
    let next = report.fields.next(&report.op.part::<Catalogue>());
    if next != Step::Check {
        return Ok(Redirect::to(&report.view().link(&report.path(&next))).into_response());
    }
    Ok(Page::ok(page(&report, Faults::default())).into_response())
}

fn contact(fields: &Fields, lang: base::Lang) -> Contact {
    let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    Contact {
        name: given(&fields.name),
        email: given(&fields.email),
        phone: given(&fields.phone),
        lang,
        wants_news: fields.consents.contains(&Consent::News),
        wants_survey: fields.consents.contains(&Consent::Survey),
        wants_participation: fields.consents.contains(&Consent::Participation),
    }
}

fn draft(report: &Report) -> Draft {
    let fields = &report.fields;
    Draft {
        nature: Nature::Request,
        service_code: fields.service.clone(),
        description: fields.words.parse().unwrap_or_default(),
        answers: fields.answers(),
        point: fields.point,
        address: fields.address.clone(),
        channel: Channel::Web,
        contact: contact(fields, report.op.lang),
        media_url: String::new(),
        key: Some(format!("portal:{}", report.key)),
    }
}

pub async fn send(mut report: Report) -> Result<Response, Refusal> {
    let sent = if let Some(reference) = report.fields.same_as.clone() {
        let contact = contact(&report.fields, report.op.lang);
        add_requester(&mut report.op, &reference, Channel::Web, &contact).await?;
        Ok(reference)
    } else {
        let draft = draft(&report);
        submit(&mut report.op, draft).await.map(|receipt| receipt.reference)
    };
    let reference = match sent {
        Ok(reference) => reference,
        Err(SubmitError::Store(err)) => return Err(err.into()),
        Err(err) => {
            let page = page(&report, Faults(vec![fault(&err)]));
            return Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    store::close_draft(&mut report.op, &report.key, &reference).await?;
    let location = report.view().link(&format!("/signaler/{}/recu", report.key));
    report.op.commit().await?;
    Ok(Redirect::to(&location).into_response())
}

/// What a person can do about a report that is refused at the end.
fn fault(err: &SubmitError) -> Fault {
    let code = match err {
        SubmitError::ServiceUnknown(_) => "requests/service-unknown",
        SubmitError::PlaceMissing(_) => "requests/place-missing",
        SubmitError::OutsideCity | SubmitError::LinkedTown(_) => "requests/outside-city",
        SubmitError::AddressTooLong => "requests/address-too-long",
        SubmitError::Stopped(_) | SubmitError::Answers(_) => "portal/answers-incomplete",
        SubmitError::Store(_) => "web/internal",
    };
    Fault::new("reponses", code)
}

pub async fn show_receipt(mut report: Report) -> Result<Response, Refusal> {
    let Some(reference) = report.reference.clone() else {
        return Ok(Redirect::to(&report.view().link(&report.path(&Step::Check))).into_response());
    };
    let Some(request) = find(&mut report.op, &reference).await? else {
        return Err(Refusal::not_found("requests/unknown"));
    };
    let view = report.view();
    let key = access::follow_key(&report.op.app, &reference, report.op.now);
    let page = ReceiptPage {
        unit: telling::unit_name(&report.op, &request.route.unit, view.lang),
        follow: view.link(&format!("/suivi/{reference}?cle={key}")),
        view,
        request,
    };
    Ok(Page::ok(page).into_response())
}
