//! The page of somebody outside who is asked about a request: what, where, what the city wants to know, and their answer.

use askama::Template;
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use requests::{
    ActError, Request,
    partners::{Answer, PartnerLink, answer_as_partner, opened},
    photos::{self, Photo},
    telling,
};
use serde::Deserialize;
use web::{Faults, Form, Op, Page, Refusal, View};

#[derive(Template)]
#[template(path = "partner.html")]
struct PartnerPage {
    view: View,
    faults: Faults,
    key: String,
    request: Request,
    link: PartnerLink,
    service: String,
    /// Question, answers: what was asked of the place, not of the person.
    answers: Vec<(String, String)>,
    photos: Vec<Photo>,
    form: Form,
    is_done: bool,
}

impl PartnerPage {
    fn choices(&self) -> Vec<(&'static str, String, bool)> {
        let choice = |answer: &Answer| {
            let code = answer.code();
            (code, self.view.t(&format!("portal-partner-{code}")), self.form.text("reponse") == code)
        };
        Answer::ALL.iter().map(choice).collect()
    }

    fn photo(&self, photo: &Photo) -> String {
        self.view.link(&format!("/suivi/{}/photo/{}?taille=grande", self.request.reference, photo.name))
    }
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    cle: String,
    #[serde(default)]
    fait: String,
}

fn unknown() -> Refusal {
    Refusal::not_found("portal/partner-unknown")
}

/// `GET /partenaire?cle=`: the first look is noted.
pub async fn show(op: Op, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let mut op = Op { tx: op.app.database().write(), ..op };
    let Some((link, request)) = opened(&mut op, &asked.cle).await? else { return Err(unknown()) };
    let mut page = page(&mut op, (link, request), asked.cle, Form::default()).await?;
    page.is_done = !asked.fait.is_empty();
    op.commit().await?;
    Ok(Page::ok(page).into_response())
}

async fn page(
    op: &mut Op,
    (link, request): (PartnerLink, Request),
    key: String,
    form: Form,
) -> Result<PartnerPage, Refusal> {
    let view = op.view();
    let photos = photos::public_of(op, &[request.id]).await?;
    Ok(PartnerPage {
        service: telling::service_name(op, &request.service_code, view.lang),
        answers: telling::answers(op, view.lang, &request),
        faults: Faults::default(),
        is_done: false,
        photos,
        request,
        link,
        form,
        view,
        key,
    })
}

/// `POST /partenaire`.
pub async fn receive(mut op: Op, form: Form) -> Result<Response, Refusal> {
    let key = form.text("cle").to_owned();
    let answer = form.text("reponse").parse::<Answer>();
    let said = match answer {
        Ok(answer) => answer_as_partner(&mut op, &key, answer, form.text("mots")).await.map(drop),
        Err(_) => Err(ActError::ResultUnknown(String::new())),
    };
    let fault = match said {
        Ok(()) => {
            let location = op.view().link(&format!("/partenaire?cle={key}&fait=oui"));
            op.commit().await?;
            return Ok(Redirect::to(&location).into_response());
        }
        Err(ActError::ResultUnknown(_)) => Faults::one("reponse", "portal/partner-choose"),
        Err(err @ (ActError::WordsMissing | ActError::WordsTooLong | ActError::PartnerSaidEnough)) => {
            Faults::one("mots", err.code())
        }
        Err(ActError::Store(err)) => return Err(err.into()),
        Err(_) => return Err(unknown()),
    };
    let Some(found) = opened(&mut op, &key).await? else { return Err(unknown()) };
    let mut page = page(&mut op, found, key, form).await?;
    page.faults = fault;
    op.commit().await?;
    Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
