//! A request entered for somebody: on the telephone, at the counter, from a letter. One page that grows, without script.

mod fields;
mod page;

use crate::rights::{Case, Scope};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::Fault;
use catalogue::{Catalogue, Proof};
use fields::Fields;
use identity::{Agent, SignedIn, Staff};
use requests::{ActError, Nature, Outcome, SubmitError, close, find, join, submit, telling};
use std::fmt::Write;
use web::{Faults, Form, Op, Page, Refusal, View};

/// `GET /poste/saisie`.
pub async fn begin(Agent(signed_in): Agent) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    let fields = Fields { key: new_key(), lang: view.lang, ..Fields::default() };
    Ok(Page::ok(page::page(&mut op, view, staff, fields, Faults::default(), None).await?).into_response())
}

/// A key of 128 random bits: the form sent twice is one request.
fn new_key() -> String {
    rand::random::<[u8; 16]>().iter().fold(String::new(), |mut key, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(key, "{byte:02x}");
        key
    })
}

/// `POST /poste/saisie`: the page with what follows from what was typed, or the request recorded.
pub async fn receive(Agent(signed_in): Agent, form: Form) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    let fields = Fields::read(&op, &form);
    if form.text("geste") != "enregistrer" {
        let mut op = Op { tx: op.app.database().read(), ..op };
        return Ok(Page::ok(page::page(&mut op, view, staff, fields, Faults::default(), None).await?).into_response());
    }
    let faults = fields.faults();
    if !faults.is_empty() {
        return refuse(op, view, staff, fields, (faults.into(), None)).await;
    }
    match record(&mut op, &staff, &fields).await {
        Ok((reference, told)) => {
            // Whoever is limited may enter what somebody asks elsewhere: it is then not theirs to see.
            let location = match Case::load(&mut op, &staff, &reference).await {
                Ok(_) => format!("/poste/demandes/{reference}?fait={told}"),
                Err(_) => format!("/poste?fait={reference}"),
            };
            let location = view.link(&location);
            op.commit().await?;
            Ok(Redirect::to(&location).into_response())
        }
        Err(err) => {
            let told = err.explain(&view)?;
            refuse(op, view, staff, fields, told).await
        }
    }
}

/// The page again, with what is wrong beside each field, and a sentence to say to the person.
async fn refuse(
    op: Op,
    view: View,
    staff: Staff,
    fields: Fields,
    (faults, stop): (Faults, Option<String>),
) -> Result<Response, Refusal> {
    let mut op = Op { tx: op.app.database().read(), ..op };
    let page = page::page(&mut op, view, staff, fields, faults, stop).await?;
    Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Why an entry was not recorded.
#[derive(Debug, thiserror::Error)]
enum EntryError {
    #[error(transparent)]
    Submit(#[from] SubmitError),
    #[error(transparent)]
    Act(#[from] ActError),
    #[error("the request it would join is not open, or not theirs to see")]
    NotNear,
    #[error(transparent)]
    Store(#[from] ::store::StoreError),
}

impl EntryError {
    /// What is wrong beside each field, and what to say to the person.
    fn explain(self, view: &View) -> Result<(Faults, Option<String>), Refusal> {
        let one = |field: &str, code: &'static str| Ok((Faults::one(field, code), None));
        match self {
            Self::Submit(SubmitError::ServiceUnknown(_)) => one("service", "requests/service-unknown"),
            Self::Submit(SubmitError::PlaceMissing(_)) => one("adresse", "requests/place-missing"),
            Self::Submit(SubmitError::OutsideCity) => one("adresse", "requests/outside-city"),
            Self::Submit(SubmitError::AddressTooLong) => one("adresse", "requests/address-too-long"),
            Self::Submit(SubmitError::LinkedTown(town)) => {
                let words = format!("{} {}", view.text(&town.contact), town.phone);
                Ok((Faults::one("adresse", "desk/linked-town"), Some(words.trim().to_owned())))
            }
            Self::Submit(SubmitError::Stopped(words)) => {
                Ok((Faults::one("service", "desk/stopped"), Some(view.text(&words).to_owned())))
            }
            Self::Submit(SubmitError::Answers(faults)) => {
                let placed = faults.into_iter().map(|fault| Fault { field: format!("q_{}", fault.field), ..fault });
                Ok((Faults(placed.collect()), None))
            }
            Self::Submit(SubmitError::Store(err)) | Self::Act(ActError::Store(err)) | Self::Store(err) => {
                Err(err.into())
            }
            Self::Act(err) => one("reponse", err.code()),
            Self::NotNear => one("meme", "desk/join-closed"),
        }
    }
}

/// Files the request, or counts one more person on another; answers its number, and what is told of it.
async fn record(op: &mut Op, staff: &Staff, fields: &Fields) -> Result<(String, &'static str), EntryError> {
    // A form that lost its key is a form of its own.
    let key = if fields.key.is_empty() { new_key() } else { fields.key.clone() };
    let key = format!("desk:{}:{key}", staff.id);
    if let Some(reference) = &fields.same_as {
        let (scope, found) = (Scope::of(&op.part(), staff), find(op, reference).await?);
        let Some(other) = found.filter(|other| other.status.is_open() && scope.holds(other)) else {
            return Err(EntryError::NotNear);
        };
        join(op, &other.reference, fields.channel, &fields.contact(), &key).await?;
        return Ok((other.reference, "jointe"));
    }
    let receipt = submit(op, fields.draft(key)).await?;
    if fields.nature == Nature::Information && !receipt.is_repeat {
        let catalogue = op.part::<Catalogue>();
        let result = catalogue.closing_results().iter().find(|result| result.proof == Proof::Answer);
        let result = result.map(|result| result.code.clone()).unwrap_or_default();
        let outcome = Outcome { result, proof: fields.given.trim().to_owned() };
        close(op, &receipt.reference, outcome, "").await?;
    }
    Ok((receipt.reference, "recue"))
}

/// The unit and the promise of what was typed, in words.
fn promised(op: &Op, view: &View, fields: &Fields) -> (String, String) {
    let catalogue = op.part::<Catalogue>();
    let Some(service) = catalogue.service(&fields.service) else { return (String::new(), String::new()) };
    let place = requests::intake::place(&op.part(), fields.point, &fields.address).unwrap_or_default();
    let unit = requests::intake::route(op, service, &place).unit;
    let promise = requests::intake::promise(op, service, &place);
    let words = promise.map(|promise| view.text(&promise.words).to_owned()).unwrap_or_default();
    (telling::unit_name(op, &unit, view.lang), words)
}
