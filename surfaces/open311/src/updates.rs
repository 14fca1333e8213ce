//! What changes between two calls, and what another system's people add: `servicerequestupdates`, an extension of
//! mySociety.

use crate::{
    call::{Call, Endpoint},
    document::Document,
    keys::Key,
    listing::Words,
    refused::Refused,
    store, wanted,
};
use base::Fault;
use requests::{
    ActError, Filter, PublicRequest, Status, access::Standing, add_detail, ask_reopening, list_public, steps_between,
};
use web::{Actor, Op};

/// Statuses that updates may bear.
const STATUSES: [&str; 15] = [
    "open",
    "closed",
    "fixed",
    "in_progress",
    "action_scheduled",
    "planned",
    "investigating",
    "duplicate",
    "not_councils_responsibility",
    "no_further_action",
    "internal_referral",
    "reopen",
    "for_triage",
    "cancelled",
    "confirmed",
];
const LONGEST_UPDATE_ID: usize = 100;

fn status_of(status: Status) -> &'static str {
    match status {
        Status::Received | Status::Accepted | Status::Reopened => "open",
        Status::Sent => "internal_referral",
        Status::InHand | Status::InformationNeeded => "investigating",
        Status::Urgent | Status::UnderWay => "in_progress",
        Status::Scheduled => "action_scheduled",
        Status::OnHold => "planned",
        Status::Merged => "duplicate",
        Status::Completed | Status::Removed => "closed",
        Status::HandledElsewhere => "not_councils_responsibility",
        Status::Declined => "no_further_action",
        Status::Cancelled => "cancelled",
    }
}

/// `GET servicerequestupdates`: the steps of public requests, oldest first, without words nor names.
pub async fn list(op: &mut Op, call: &Call) -> Result<Document, Refused> {
    call.check_jurisdiction(op)?;
    let (from, to) = wanted::read_span(&call.fields, op.now)?;
    let steps = steps_between(op, from, to, wanted::MOST_REQUESTS).await?;
    let words = Words::of(op);
    let mut document = Document::new(call.format);
    document.list("service_request_updates", "request_update", &steps, |document, step| {
        document.text("update_id", &step.id.to_string());
        document.text("service_request_id", &step.reference);
        document.text("status", status_of(step.status));
        words.moment(document, "updated_datetime", step.at);
        document.maybe("description", Some(words.label(step.status.code())));
        document.maybe("media_url", None);
    });
    Ok(document)
}

/// `POST servicerequestupdates`: the words go to the journal for the unit and the requesters; a closed request said
/// to be open again is a request for reopening, which staff look at.
pub async fn receive(mut op: Op, call: &Call, key: &Key) -> Result<Document, Refused> {
    call.check_jurisdiction(&op)?;
    let (reference, status) = read(call)?;
    let update_id = call.fields.text("update_id");
    let filter = Filter { references: vec![reference.clone()], ..Filter::default() };
    let found: Option<PublicRequest> = list_public(&mut op, &filter, None, 0, 1).await?.pop();
    let request = found.ok_or_else(|| Refused::unknown("open311/request-unknown"))?;
    let id = match store::find_update(&mut op.tx, key.id, update_id).await? {
        Some(id) => id,
        None => add(&mut op, call, key, &request, status).await?,
    };
    if call.endpoint == Endpoint::Production {
        op.commit().await?;
    }
    let mut document = Document::new(call.format);
    document.list("service_request_updates", "request_update", [id], |document, id| {
        document.text("update_id", &id.to_string());
    });
    Ok(document)
}

async fn add(op: &mut Op, call: &Call, key: &Key, request: &PublicRequest, status: &str) -> Result<i64, Refused> {
    op.actor = Actor::Client(key.name.clone());
    let words = call.fields.text("description");
    let asks_reopening = request.closed_at.is_some() && matches!(status, "open" | "reopen");
    let done = if asks_reopening {
        ask_reopening(op, &request.reference, words, Standing::Joined).await
    } else {
        add_detail(op, &request.reference, words, Standing::Joined).await
    };
    done.map_err(refuse)?;
    let id = op.id();
    let inserted = store::insert_update(&mut op.tx, id, (key.id, call.fields.text("update_id")), op.now).await;
    inserted
        .map_err(|err| if err.is_unique_violation() { Refused::wrong("open311/sent-twice") } else { err.into() })?;
    Ok(id)
}

/// The request and the status of an update, or everything that is wrong with it.
fn read(call: &Call) -> Result<(String, &str), Refused> {
    let fields = &call.fields;
    let mut faults = Vec::new();
    for field in ["service_request_id", "update_id", "status", "description"] {
        if fields.text(field).is_empty() {
            faults.push(Fault::new(field, "open311/field-missing").with("field", field));
        }
    }
    if fields.text("update_id").chars().count() > LONGEST_UPDATE_ID {
        faults.push(Fault::new("update_id", "open311/contact-too-long").with("field", "update_id"));
    }
    let status = fields.text("status");
    if !status.is_empty() && !STATUSES.iter().any(|known| status.eq_ignore_ascii_case(known)) {
        faults.push(Fault::new("status", "open311/status-wrong"));
    }
    faults.extend(wanted::check_moment(fields, "updated_datetime").err().unwrap_or_default());
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let known = STATUSES.iter().find(|known| status.eq_ignore_ascii_case(known)).copied();
    Ok((wanted::number(fields.text("service_request_id")), known.unwrap_or_default()))
}

fn refuse(err: ActError) -> Refused {
    match err {
        ActError::Store(err) => err.into(),
        ActError::Unknown => Refused::unknown("open311/request-unknown"),
        ActError::WordsTooLong => Refused::wrong("open311/description-too-long"),
        ActError::Status(_)
        | ActError::ResultUnknown(_)
        | ActError::ProofWrong(_)
        | ActError::UnitUnknown(_)
        | ActError::PersonMayNot
        | ActError::WordsMissing
        | ActError::WordsUnfinished
        | ActError::PartnerMissing
        | ActError::PartnerEmailWrong
        | ActError::PartnerDaysWrong
        | ActError::PartnerSaidEnough
        | ActError::PastDate
        | ActError::Merge(_)
        | ActError::Subrequest(_)
        | ActError::Changed => Refused::wrong(err.code()),
    }
}
