//! One contact to be read again: what it says, never who called; the grid; then what the other reader answered, and notes.

use super::{people, service_name};
use ::quality::{Contact, Grid, Mark, Note, Question, Review, ReviewError, find};
use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use base::{Fault, Id, Moment, people::without_people};
use identity::{Staff, Supervisor};
use interactions::{Asked, Intent, Interaction, find_contact};
use web::{Faults, Form, Op, Page, Refusal, View};

/// What a contact says of itself.
pub struct Told {
    pub when: Moment,
    pub channel: String,
    pub lang: String,
    pub length: String,
    pub outcome: String,
    /// The note of who answered, without what says who called.
    pub note: String,
    /// What was asked, thing by thing: numbers of requests are left out, they lead to people.
    pub asked: Vec<String>,
}

/// A question and its choices.
struct Asking {
    field: &'static str,
    words: String,
    /// Value, words, whether it is chosen.
    choices: Vec<(&'static str, String, bool)>,
}

/// What readers answered, question by question.
pub struct Answers {
    pub question: String,
    pub marks: Vec<String>,
}

#[derive(Template)]
#[template(path = "quality_contact.html")]
struct ContactPage {
    view: View,
    staff: Staff,
    faults: Faults,
    id: Id,
    draw: String,
    service: String,
    told: Option<Told>,
    /// Who answered, once it has been read.
    person: String,
    /// Empty once they have read it.
    asking: Vec<Asking>,
    /// What was typed as a note.
    words: String,
    readers: Vec<String>,
    answers: Vec<Answers>,
    notes: Vec<Note>,
    /// Whether they may write a note.
    may_note: bool,
}

/// What a contact says, in words.
pub fn told(op: &Op, view: &View, (contact, asked): (Interaction, Vec<Asked>)) -> Told {
    let outcome = contact.outcome.map(|outcome| view.t(&format!("interactions-outcome-{}", outcome.code())));
    Told {
        when: contact.began_at,
        channel: view.t(&format!("requests-channel-{}", contact.channel)),
        lang: view.t(&format!("desk-review-lang-{}", contact.lang.code())),
        length: contact
            .length_ms()
            .map_or_else(String::new, |ms| crate::supervision::length(view, ms as f64 / 1_000.0)),
        outcome: outcome.unwrap_or_default(),
        note: without_people(&contact.note),
        asked: asked.iter().map(|it| asked_in_words(op, view, it)).collect(),
    }
}

fn asked_in_words(op: &Op, view: &View, asked: &Asked) -> String {
    let kind = view.t(&format!("interactions-intent-{}", asked.intent.code()));
    // A page is no person; the number of a request leads to one.
    let page = Some(&asked.subject).filter(|_| matches!(asked.intent, Intent::Read | Intent::Flagged)).cloned();
    let service = (!asked.service_code.is_empty()).then(|| service_name(op, view, &asked.service_code));
    let about: Vec<String> = [service, page].into_iter().flatten().collect();
    if about.is_empty() {
        kind
    } else {
        view.t2("desk-review-asked-about", ("kind", &kind), ("about", &about.join(", ")))
    }
}

/// The answers of readers side by side.
pub fn answers(view: &View, reviews: &[&Review]) -> Vec<Answers> {
    let line = |question: &Question| Answers {
        question: view.t(&format!("quality-short-{}", question.code())),
        marks: reviews.iter().map(|it| view.t(&format!("quality-mark-{}", it.grid.of(*question).code()))).collect(),
    };
    if reviews.is_empty() { Vec::new() } else { Question::ALL.iter().map(line).collect() }
}

fn asking(view: &View, form: &Form) -> Vec<Asking> {
    let choice = |question: &Question, mark: &Mark| {
        let words = view.t(&format!("quality-mark-{}", mark.code()));
        (mark.code(), words, form.text(question.code()) == mark.code())
    };
    let one = |question: &Question| Asking {
        field: question.code(),
        words: view.t(&format!("quality-question-{}", question.code())),
        choices: Mark::ALL.iter().map(|mark| choice(question, mark)).collect(),
    };
    Question::ALL.iter().map(one).collect()
}

/// A contact that is theirs to read, with who answered it. Another one is not found.
async fn load(op: &mut Op, staff: &Staff, id: Id) -> Result<(Contact, String), Refusal> {
    let people = people(op, staff).await?;
    let contact = find(op, id).await?;
    let found = contact.and_then(|it| people.get(&it.staff_id).cloned().map(|name| (it, name)));
    found.ok_or(Refusal::not_found("desk/contact-unknown"))
}

async fn page(
    op: &mut Op,
    (view, staff): (View, Staff),
    (contact, name): (Contact, String),
    (form, faults): (&Form, Faults),
) -> Result<ContactPage, Refusal> {
    let found = find_contact(op, contact.interaction_id).await?;
    let is_open = contact.is_open_to(staff.id);
    // Their own answers at once; the other's once both have answered.
    let seen: Vec<&Review> =
        contact.reviews.iter().filter(|it| contact.is_read() || it.reviewer_id == staff.id).collect();
    Ok(ContactPage {
        id: contact.id,
        draw: view.link(&format!("/poste/qualite/tirages/{}", contact.draw_id)),
        service: service_name(op, &view, &contact.service_code),
        told: found.map(|found| told(op, &view, found)),
        person: if is_open { name } else { String::new() },
        asking: if contact.awaits(staff.id) { asking(&view, form) } else { Vec::new() },
        words: form.text("mots").to_owned(),
        readers: seen.iter().map(|it| it.reviewer_name.clone()).collect(),
        answers: answers(&view, &seen),
        may_note: contact.by(staff.id).is_some(),
        notes: if is_open { contact.notes } else { Vec::new() },
        faults,
        staff,
        view,
    })
}

/// `GET /poste/qualite/contacts/{id}`. Their own contact is on their own page.
pub async fn show(Supervisor(signed_in): Supervisor, Path(id): Path<Id>) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let (mut op, staff) = (signed_in.op, signed_in.staff);
    let loaded = load(&mut op, &staff, id).await?;
    if loaded.0.staff_id == staff.id {
        return Ok(Redirect::to(&view.link("/poste/qualite/moi")).into_response());
    }
    Ok(Page::ok(page(&mut op, (view, staff), loaded, (&Form::default(), Faults::default())).await?).into_response())
}

/// `POST /poste/qualite/contacts/{id}`: the grid, and perhaps a note.
pub async fn review(Supervisor(signed_in): Supervisor, Path(id): Path<Id>, form: Form) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let (mut op, staff) = (signed_in.op, signed_in.staff);
    let (contact, name) = load(&mut op, &staff, id).await?;
    let faults = match Grid::read(|question| form.text(question.code())) {
        Ok(grid) => match ::quality::review(&mut op, &contact, grid, form.text("mots")).await {
            Ok(()) => return back(op, &view, id).await,
            Err(err @ ReviewError::WordsLong) => Faults::one("mots", err.code()),
            Err(err) => return Err(err.into()),
        },
        Err(missing) => {
            let fault = |question: Question| Fault::new(question.code(), "quality/mark-missing");
            missing.into_iter().map(fault).collect::<Vec<_>>().into()
        }
    };
    explain(op, (view, staff), (contact, name), (&form, faults)).await
}

/// `POST /poste/qualite/contacts/{id}/notes`.
pub async fn note(Supervisor(signed_in): Supervisor, Path(id): Path<Id>, form: Form) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let (mut op, staff) = (signed_in.op, signed_in.staff);
    let (contact, name) = load(&mut op, &staff, id).await?;
    match ::quality::note(&mut op, &contact, form.text("mots")).await {
        Ok(()) => back(op, &view, id).await,
        Err(err @ (ReviewError::WordsMissing | ReviewError::WordsLong)) => {
            let faults = Faults::one("mots", err.code());
            explain(op, (view, staff), (contact, name), (&form, faults)).await
        }
        Err(err) => Err(err.into()),
    }
}

async fn back(op: Op, view: &View, id: Id) -> Result<Response, Refusal> {
    op.commit().await?;
    Ok(Redirect::to(&view.link(&format!("/poste/qualite/contacts/{id}"))).into_response())
}

/// The page again, with what is wrong beside its field.
async fn explain(
    op: Op,
    who: (View, Staff),
    loaded: (Contact, String),
    (form, faults): (&Form, Faults),
) -> Result<Response, Refusal> {
    let mut op = Op { tx: op.app.database().read(), ..op };
    let page = page(&mut op, who, loaded, (form, faults)).await?;
    Ok(Page(axum::http::StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
