//! Taking a request in: filed, numbered, journaled, all or nothing.

use crate::{Channel, Contact, Description, Nature, Place, Reference, Status, store};
use ::store::StoreError;
use base::{Id, Moment, Text};
use catalogue::{Answers, Catalogue, PublicMap};
use web::{Brand, Op};

/// A request as its author is about to send it, each field checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub nature: Nature,
    pub service_code: String,
    pub description: Description,
    pub answers: Answers,
    pub place: Place,
    pub channel: Channel,
    pub contact: Contact,
    /// Given to the page that sends the form: the same key twice is the same request.
    pub key: Option<String>,
}

/// Who takes it, and by which rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    pub unit: String,
    pub rule: String,
}

/// What is promised, in the words given to the person, and the date kept by us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    pub words: Text,
    pub due_at: Option<Moment>,
}

/// What the author keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub id: Id,
    pub reference: String,
    /// Whether the same form had been received before.
    pub is_repeat: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    #[error("service `{0}` does not exist")]
    ServiceUnknown(String),
    #[error("service `{0}` needs a place")]
    PlaceMissing(String),
    #[error("an answer is missing or wrong")]
    Answers(Vec<base::Fault>),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Accepts a draft: files it, gives it a number, journals it. Sent twice with one key, it is filed once.
pub async fn submit(op: &mut Op, draft: Draft, route: Route, promise: Option<Promise>) -> Result<Receipt, SubmitError> {
    let catalogue = op.part::<Catalogue>();
    let Some(service) = catalogue.service(&draft.service_code) else {
        return Err(SubmitError::ServiceUnknown(draft.service_code));
    };
    if service.needs_place && draft.place.point.is_none() && draft.nature == Nature::Request {
        return Err(SubmitError::PlaceMissing(draft.service_code));
    }
    service.check(&draft.answers).map_err(SubmitError::Answers)?;
    if let Some(key) = &draft.key
        && let Some((id, reference)) = store::find_submission(op, key).await?
    {
        return Ok(Receipt { id, reference, is_repeat: true });
    }
    let id = op.id();
    let reference = next_reference(op).await?;
    let map = match service.public_map {
        PublicMap::Shown => "shown",
        PublicMap::Counted => "counted",
        PublicMap::Hidden => "hidden",
    };
    let filing =
        store::Filing { id, reference, draft: &draft, route: &route, promise, map, priority: service.priority.code() };
    let reference = filing.reference.to_string();
    store::insert(op, &filing).await?;
    store::insert_requester(op, id, draft.channel, &draft.contact).await?;
    let moved = store::Moved { act: "received", from: None, to: Some(Status::Received), reason: None, is_public: true };
    store::journal(op, id, &moved).await?;
    if let Some(key) = &draft.key {
        store::insert_submission(op, key, id).await?;
    }
    Ok(Receipt { id, reference, is_repeat: false })
}

/// The next number of the year, in the city's own time.
async fn next_reference(op: &mut Op) -> Result<Reference, StoreError> {
    let year = op.now.day(&op.part::<Brand>().zone).year();
    let year = u8::try_from(year.rem_euclid(100)).unwrap_or(0);
    let rank = op.tx.next_number(&format!("request-{year:02}")).await?;
    Ok(Reference { year, rank: u32::try_from(rank).unwrap_or(u32::MAX) })
}
