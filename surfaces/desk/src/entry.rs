//! A request entered for somebody: on the telephone, at the counter, from a letter. One page that grows, without script.

mod call;
mod call_backs;
mod fields;
mod page;

pub use call_backs::{done, list as list_call_backs};

use crate::rights::{Case, Scope};
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::Fault;
use call::Call;
use catalogue::{Catalogue, Proof};
use fields::Fields;
use identity::{Agent, SignedIn, Staff};
use interactions::{CallBackError, EndError, Intent};
use requests::{ActError, Channel, Nature, Outcome, SubmitError, close, find, join, messages, submit, telling};
use serde::Deserialize;
use std::fmt::Write;
use web::{Faults, Form, Op, Page, Refusal, View};

/// What opens the console: a call that the telephone announces, an unfinished one, what was just done.
#[derive(Deserialize)]
pub struct Opened {
    #[serde(default)]
    caller: Option<String>,
    #[serde(default)]
    canal: String,
    #[serde(default)]
    appel: String,
    #[serde(default)]
    fait: String,
    #[serde(default)]
    quoi: String,
}

/// `GET /poste/saisie`, and `?caller=` from the telephone: the number leaves the address at once.
pub async fn begin(Agent(signed_in): Agent, Query(opened): Query<Opened>) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    if let Some(number) = &opened.caller {
        return announce(op, &view, &staff, number, &opened.canal).await;
    }
    let found = call::draft_form(&mut op, &staff, &opened.appel).await?;
    let form = found.unwrap_or_default();
    let mut fields = Fields { lang: view.lang, ..Fields::read(&op, &form) };
    if !form.text("langue").is_empty() {
        fields.lang = form.text("langue").parse().unwrap_or(view.lang);
    }
    if fields.key.is_empty() {
        fields.key = new_key();
    }
    if let Ok(channel) = opened.canal.parse() {
        fields.channel = channel;
    }
    let mut call = Call::read(&form);
    if !call.is_call() {
        call = Call::begin(op.now);
    }
    let mut page = page::page(&mut op, view, staff, (fields, call), Faults::default(), None).await?;
    page.tell(&opened.quoi, &opened.fait);
    Ok(Page::ok(page).into_response())
}

/// A call begins: its number is kept with the unfinished entry, and the page opens without it in its address.
async fn announce(op: Op, view: &View, staff: &Staff, number: &str, channel: &str) -> Result<Response, Refusal> {
    let call = Call::begin(op.now);
    let (began_at, caller) = (call.began_at.to_string(), call::caller(number));
    let channel = channel.parse().unwrap_or(Channel::Phone).code();
    let mut form = Form::default();
    for (name, value) in
        [("appel", call.key.as_str()), ("debut", &began_at), ("telephone", &caller), ("canal", channel)]
    {
        form.add(name.to_owned(), value.to_owned());
    }
    let mut op = Op { tx: op.app.database().write(), ..op };
    call::keep_draft(&mut op, staff, &form).await?;
    let location = view.link(&format!("/poste/saisie?appel={}", call.key));
    op.commit().await?;
    Ok(Redirect::to(&location).into_response())
}

/// `POST /poste/saisie/brouillon`: the form as it stands, while one types.
pub async fn keep(Agent(signed_in): Agent, form: Form) -> Result<StatusCode, Refusal> {
    let SignedIn { mut op, staff, .. } = signed_in;
    call::keep_draft(&mut op, &staff, &form).await?;
    op.commit().await?;
    Ok(StatusCode::NO_CONTENT)
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
    let (fields, call) = (Fields::read(&op, &form), Call::read(&form));
    match form.text("geste") {
        "enregistrer" => {}
        "terminer" => return end(op, view, staff, (fields, call), &form).await,
        "rappeler" => return call_back(op, view, staff, (fields, call), &form).await,
        "lien" => return send_link(op, view, staff, (fields, call), &form).await,
        _ => {
            let mut op = Op { tx: op.app.database().read(), ..op };
            let page = page::page(&mut op, view, staff, (fields, call), Faults::default(), None).await?;
            return Ok(Page::ok(page).into_response());
        }
    }
    let faults = fields.faults();
    if !faults.is_empty() {
        return refuse(op, view, staff, (fields, call), (faults.into(), None)).await;
    }
    match record(&mut op, &staff, &fields).await {
        Ok((reference, told)) => {
            let intent = match told {
                "jointe" => Intent::Joined,
                _ if fields.nature == Nature::Information => Intent::Answered,
                _ => Intent::Filed,
            };
            call.note(&mut op, &staff, &fields, (intent, &reference)).await?;
            call::keep_caller(&mut op, &staff, &form).await?;
            let next = if call.is_call() {
                format!("/poste/saisie?appel={}&fait={reference}&quoi={told}", call.key)
            } else if Case::load(&mut op, &staff, &reference).await.is_ok() {
                format!("/poste/demandes/{reference}?fait={told}")
            } else {
                // Whoever is limited may enter what somebody asks elsewhere: it is then not theirs to see.
                format!("/poste?fait={reference}")
            };
            let location = view.link(&next);
            op.commit().await?;
            Ok(Redirect::to(&location).into_response())
        }
        Err(err) => {
            let told = err.explain(&view)?;
            refuse(op, view, staff, (fields, call), told).await
        }
    }
}

/// « Terminer » : the contact is counted, whatever was recorded in it.
async fn end(
    mut op: Op,
    view: View,
    staff: Staff,
    (fields, call): (Fields, Call),
    form: &Form,
) -> Result<Response, Refusal> {
    match call.end(&mut op, &staff, &fields, form).await {
        Ok(()) => {
            let location = view.link("/poste/saisie?quoi=terminee");
            op.commit().await?;
            Ok(Redirect::to(&location).into_response())
        }
        Err(EndError::Store(err)) => Err(err.into()),
        Err(EndError::OutcomeMissing) => {
            let faults = Faults::one("issue", "interactions/outcome-missing");
            refuse(op, view, staff, (fields, call), (faults, None)).await
        }
        Err(EndError::NoteLong) => {
            let faults = Faults::one("bilan", "interactions/words-long");
            refuse(op, view, staff, (fields, call), (faults, None)).await
        }
    }
}

/// « Promettre un rappel » : a task with a date.
async fn call_back(
    mut op: Op,
    view: View,
    staff: Staff,
    (fields, call): (Fields, Call),
    form: &Form,
) -> Result<Response, Refusal> {
    if let Err(err) = call::promise(&mut op, &staff, &fields, form).await {
        let field = match err {
            CallBackError::Store(err) => return Err(err.into()),
            CallBackError::Past => "rappel_jour",
            CallBackError::WordsMissing | CallBackError::WordsLong | CallBackError::Unknown => "rappel_mots",
        };
        return refuse(op, view, staff, (fields, call), (Faults::one(field, err.code()), None)).await;
    }
    let subject = op.now.0.to_string();
    call.note(&mut op, &staff, &fields, (Intent::CallBack, &subject)).await?;
    call::keep_draft(&mut op, &staff, form).await?;
    let location = view.link(&format!("/poste/saisie?appel={}&quoi=rappel", call.key));
    op.commit().await?;
    Ok(Redirect::to(&location).into_response())
}

/// Sends the link of one of the caller's requests to the address they give.
async fn send_link(
    op: Op,
    view: View,
    staff: Staff,
    (fields, call): (Fields, Call),
    form: &Form,
) -> Result<Response, Refusal> {
    let files = call
        .files(&mut Op { tx: op.app.database().read(), lang: op.lang, ..Op::system(&op.app) }, &staff, &fields)
        .await?;
    let reference = form.text("pour");
    let Some(file) = files.iter().find(|file| file.request.reference == reference) else {
        return Err(Refusal::not_found("requests/unknown"));
    };
    if fields.email.is_empty() || !identity::staff::is_email(&fields.email) {
        let faults = Faults::one("courriel", "desk/link-email");
        return refuse(op, view, staff, (fields, call), (faults, None)).await;
    }
    let mut op = op;
    messages::send_link(&mut op, &file.request, &fields.contact()).await?;
    call.note(&mut op, &staff, &fields, (Intent::Followed, reference)).await?;
    call::keep_draft(&mut op, &staff, form).await?;
    let location = view.link(&format!("/poste/saisie?appel={}&quoi=lien&fait={reference}", call.key));
    op.commit().await?;
    Ok(Redirect::to(&location).into_response())
}

/// The page again, with what is wrong beside each field, and a sentence to say to the person.
async fn refuse(
    op: Op,
    view: View,
    staff: Staff,
    entry: (Fields, Call),
    (faults, stop): (Faults, Option<String>),
) -> Result<Response, Refusal> {
    let mut op = Op { tx: op.app.database().read(), ..op };
    let page = page::page(&mut op, view, staff, entry, faults, stop).await?;
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
