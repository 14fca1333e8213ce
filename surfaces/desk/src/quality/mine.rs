//! One's own contacts that were read again: what readers answered, what they wrote, and what one answers to them.

use super::{
    reading::{Answers, Told, answers, told},
    service_name,
};
use ::quality::{Note, Review, ReviewError, contacts_of, find};
use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::Id;
use identity::{SignedIn, Staff};
use interactions::find_contact;
use web::{Faults, Form, Op, Page, Refusal, View};

/// A contact of theirs.
struct Own {
    id: Id,
    service: String,
    told: Option<Told>,
    /// Names the table of its answers among the others of the page.
    label: String,
    /// Once both have read it.
    answers: Vec<Answers>,
    notes: Vec<Note>,
    /// What was typed as an answer, when it comes back with a fault.
    typed: String,
}

#[derive(Template)]
#[template(path = "quality_mine.html")]
struct MinePage {
    view: View,
    staff: Staff,
    faults: Faults,
    contacts: Vec<Own>,
}

async fn page(
    op: &mut Op,
    (view, staff): (View, Staff),
    (answering, words, faults): (Id, String, Faults),
) -> Result<MinePage, Refusal> {
    let mut contacts = Vec::new();
    for contact in contacts_of(op, staff.id).await? {
        let found = find_contact(op, contact.interaction_id).await?;
        let reviews: Vec<&Review> = if contact.is_read() { contact.reviews.iter().collect() } else { Vec::new() };
        contacts.push(Own {
            id: contact.id,
            service: service_name(op, &view, &contact.service_code),
            told: found.map(|found| told(op, &view, found)),
            label: format!("{} {}", view.t("desk-review-answers"), contacts.len() + 1),
            answers: answers(&view, &reviews),
            notes: contact.notes,
            typed: if contact.id == answering { words.clone() } else { String::new() },
        });
    }
    Ok(MinePage { view, staff, faults, contacts })
}

/// `GET /poste/qualite/moi`.
pub async fn mine(signed_in: SignedIn) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let (mut op, staff) = (signed_in.op, signed_in.staff);
    let page = page(&mut op, (view, staff), (0, String::new(), Faults::default())).await?;
    Ok(Page::ok(page).into_response())
}

/// `POST /poste/qualite/moi/{id}/reponse`: the person answers a note.
pub async fn reply(signed_in: SignedIn, Path(id): Path<Id>, form: Form) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let (mut op, staff) = (signed_in.op, signed_in.staff);
    let contact = find(&mut op, id).await?.filter(|contact| contact.staff_id == staff.id);
    let contact = contact.ok_or(Refusal::not_found("desk/contact-unknown"))?;
    match ::quality::note(&mut op, &contact, form.text("mots")).await {
        Ok(()) => {
            op.commit().await?;
            Ok(Redirect::to(&view.link(&format!("/poste/qualite/moi#contact-{id}"))).into_response())
        }
        Err(err @ (ReviewError::WordsMissing | ReviewError::WordsLong)) => {
            let field = format!("mots-{id}");
            let mut op = Op { tx: op.app.database().read(), ..op };
            let faults = Faults::one(&field, err.code());
            let page = page(&mut op, (view, staff), (id, form.text("mots").to_owned(), faults)).await?;
            Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(err) => Err(err.into()),
    }
}
