//! The answers read again, the report sent once, and what the person keeps.

use super::{Fields, Report, Step, photo, steps::Consent};
use crate::{
    follow::{Shot, shots},
    store,
    upload::Upload,
};
use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::Fault;
use catalogue::Catalogue;
use requests::{
    Channel, Contact, Draft, Nature, Request, SubmitError,
    access::{self, Standing},
    add_requester, find, intake,
    photos::{self, Owner, Photo},
    submit, telling,
};
use territory::Territory;
use web::{Faults, Page, Refusal, View};

/// A line of the answers: question, answer, where to change it.
struct Line {
    question: String,
    answer: String,
    /// Addresses of photos, shown in place of the answer.
    pictures: Vec<String>,
    path: String,
}

impl Line {
    fn new(question: String, answer: String, path: String) -> Self {
        Self { question, answer, pictures: Vec::new(), path }
    }
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
    faults: Faults,
    request: Request,
    service: String,
    /// As it was written; the street alone of a request that somebody else wrote.
    place: String,
    unit: String,
    /// What happened to others like it, beside the promise.
    real_delay: Option<String>,
    follow: String,
    /// Where photos are sent, while there is room for some.
    photo_path: Option<String>,
    photos: Vec<Shot>,
    /// How many more photos may be sent.
    room: i64,
    has_contact: bool,
    /// Whether the person added themselves to the request of somebody else.
    is_joined: bool,
}

fn lines(report: &Report, photos: &[Photo]) -> Vec<Line> {
    let (view, fields, catalogue) = (report.view(), &report.fields, report.op.part::<Catalogue>());
    let none = || view.t("portal-check-none");
    let shown = |text: &str| if text.trim().is_empty() { none() } else { text.to_owned() };
    let line = |code: &str, answer: String, step: Step| Line::new(view.t(code), answer, report.path(&step));
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
        let asked = service.map(|service| (service, fields.asked(service)));
        let asked = asked.iter().flat_map(|(service, codes)| codes.iter().filter_map(|code| service.question(code)));
        for question in asked {
            let values = fields.answers.get(&question.code).into_iter().flatten();
            let words: Vec<String> = values.map(|value| question.words(value, view.lang)).collect();
            let step = Step::Question(question.code.clone());
            let answer = shown(&words.join(", "));
            lines.push(Line::new(view.text(&question.text).to_owned(), answer, report.path(&step)));
        }
    }
    let path = report.path(&Step::Photo);
    let pictures = photos.iter().map(|photo| view.link(&format!("{path}/{}", photo.name))).collect();
    lines.push(Line { pictures, ..line("portal-check-photos", none(), Step::Photo) });
    lines.push(line("portal-check-contact", shown_contact(fields, &view), Step::You));
    let given = CONSENTS.iter().filter(|(consent, _)| fields.consents.contains(consent));
    let consents: Vec<String> = given.map(|(_, code)| view.t(code)).collect();
    lines.push(line("portal-check-consents", shown(&consents.join("; ")), Step::You));
    lines
}

const CONSENTS: [(Consent, &str); 3] = [
    (Consent::News, "portal-consent-suivi"),
    (Consent::Survey, "portal-consent-sondage"),
    (Consent::Participation, "portal-consent-participer"),
];

fn shown_contact(fields: &Fields, view: &View) -> String {
    let given = [&fields.name, &fields.email, &fields.phone].into_iter().filter(|it| !it.is_empty());
    let given: Vec<&str> = given.map(String::as_str).collect();
    if given.is_empty() { view.t("portal-check-anonymous") } else { given.join("\n") }
}

fn page(report: &Report, photos: &[Photo], faults: Faults) -> CheckPage {
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
        lines: lines(report, photos),
        is_same: report.fields.same_as.is_some(),
        view,
        faults,
        promise,
        unit,
    }
}

pub async fn show(mut report: Report) -> Result<Response, Refusal> {
    let next = report.fields.next(&report.op.part::<Catalogue>());
    if next != Step::Check {
        return Ok(Redirect::to(&report.view().link(&report.path(&next))).into_response());
    }
    let photos = photos::of_draft(&mut report.op, &report.key).await?;
    Ok(Page::ok(page(&report, &photos, Faults::default())).into_response())
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
    let (fields, catalogue) = (&report.fields, report.op.part::<Catalogue>());
    let service = catalogue.service(&fields.service);
    Draft {
        nature: Nature::Request,
        service_code: fields.service.clone(),
        description: fields.words.parse().unwrap_or_default(),
        answers: service.map(|service| fields.answers(service)).unwrap_or_default(),
        point: fields.point,
        address: fields.address.clone(),
        channel: Channel::Web,
        contact: contact(fields, report.op.lang),
        media_url: String::new(),
        key: Some(format!("portal:{}", report.key)),
    }
}

pub async fn send(mut report: Report) -> Result<Response, Refusal> {
    let location = report.view().link(&format!("/signaler/{}/recu", report.key));
    if !store::hold_draft(&mut report.op, &report.key).await? {
        // Sent by the other press of the same button.
        return Ok(Redirect::to(&location).into_response());
    }
    let next = report.fields.next(&report.op.part::<Catalogue>());
    if next != Step::Check {
        return Ok(Redirect::to(&report.view().link(&report.path(&next))).into_response());
    }
    let sent = if let Some(reference) = report.fields.same_as.clone() {
        let contact = contact(&report.fields, report.op.lang);
        let id = add_requester(&mut report.op, &reference, Channel::Web, &contact).await?;
        Ok((reference, id))
    } else {
        let draft = draft(&report);
        submit(&mut report.op, draft).await.map(|receipt| (receipt.reference, receipt.id))
    };
    let (reference, id) = match sent {
        Ok(sent) => sent,
        Err(SubmitError::Store(err)) => return Err(err.into()),
        Err(err) => {
            let photos = photos::of_draft(&mut report.op, &report.key).await?;
            let page = page(&report, &photos, Faults(vec![fault(&err)]));
            return Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let standing = if report.fields.same_as.is_some() { Standing::Joined } else { Standing::Author };
    photos::adopt(&mut report.op, &report.key, id, standing).await?;
    store::close_draft(&mut report.op, &report.key, &reference, &report.fields.rest().to_json()).await?;
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

/// The request that the draft became.
async fn sent(report: &mut Report) -> Result<Request, Refusal> {
    let reference = report.reference.clone().unwrap_or_default();
    find(&mut report.op, &reference).await?.ok_or_else(|| Refusal::not_found("requests/unknown"))
}

async fn receipt(report: &mut Report, request: Request, faults: Faults) -> Result<ReceiptPage, Refusal> {
    let view = report.view();
    // Whoever joins has shown nothing: of what others wrote and sent, they see what everybody does.
    let is_joined = report.fields.same_as.is_some();
    let standing = if is_joined { Standing::Joined } else { Standing::Author };
    let key = access::follow_key(&report.op.app, &request.reference, standing, report.op.now);
    let key = if is_joined { String::new() } else { key };
    let mut photos = photos::of(&mut report.op, request.id).await?;
    let (has_room, room) = (photos.len() < photos::MOST_AT_ONCE, photo::room(photos.len()));
    photos.retain(|photo| photo.is_seen_by(Some(standing)));
    let page = view.link(&format!("/suivi/{}", request.reference));
    let borough = request.place.borough.as_deref();
    let real_delay = indicators::real_delay(&mut report.op, &request.service_code, borough).await?;
    Ok(ReceiptPage {
        service: telling::service_name(&report.op, &request.service_code, view.lang),
        place: if is_joined {
            request.place.published(&report.op.part::<Territory>()).words(view.lang)
        } else {
            request.place.address.clone()
        },
        unit: telling::unit_name(&report.op, &request.route.unit, view.lang),
        follow: if is_joined { page } else { format!("{page}?cle={key}") },
        photo_path: has_room.then(|| view.link(&format!("/signaler/{}/recu", report.key))),
        photos: shots(&view, &request.reference, &key, &photos),
        real_delay,
        has_contact: report.fields.has_contact,
        room,
        is_joined,
        view,
        faults,
        request,
    })
}

pub async fn show_receipt(mut report: Report) -> Result<Response, Refusal> {
    if report.reference.is_none() {
        return Ok(Redirect::to(&report.view().link(&report.path(&Step::Check))).into_response());
    }
    let request = sent(&mut report).await?;
    Ok(Page::ok(receipt(&mut report, request, Faults::default()).await?).into_response())
}

/// `POST /signaler/{draft}/recu`: photos that the person adds once the request is sent.
pub async fn add_photos(mut report: Report, upload: Upload) -> Result<Response, Refusal> {
    let (_, shelved, mut faults) = upload.shelve(&report.op).await?;
    let location = report.view().link(&format!("/signaler/{}/recu", report.key));
    if report.reference.is_some() {
        let request = sent(&mut report).await?;
        photo::keep(&mut report.op, Owner::Request(request.id), &shelved, &mut faults).await?;
        if !faults.is_empty() {
            let page = receipt(&mut report, request, faults.into()).await?;
            report.op.commit().await?;
            return Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
        report.op.commit().await?;
    }
    Ok(Redirect::to(&location).into_response())
}
