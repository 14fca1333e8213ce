//! One request whose work several units share: each has a sub-request, and the request closes when all are done.
//!
//! A sub-request is a request of its own for its unit: it has its queue, its people, its day, its photos. Nobody outside
//! asked for it: it is on no map and in no figure, and nobody is written to about it. Its parent stays the only request
//! of the person, who reads where the work of each unit stands. While a sub-request is open nothing else closes the
//! parent; whoever does the last one closes both, with its result and its proof. One that is not done is judged first.
//! A sub-request has none of its own.

#[cfg(test)]
mod stories;

use crate::{
    ActError, Audience, Contact, Description, Draft, Grounds, Nature, Outcome, Reference, Request, Status, StatusError,
    handling::{self, load, walk, words},
    intake,
    store::{self, Filing, Line, subrequests as rows},
};
use ::store::StoreError;
use base::Id;
use catalogue::{Answers, Catalogue};
use territory::Units;
use web::Op;

/// Sub-requests that one request may have.
pub const MOST: usize = 12;

/// Why something is not done to a sub-request, or to a request that has sub-requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SubrequestError {
    #[error("a sub-request has no sub-requests")]
    OfSubrequest,
    #[error("a request has {MOST} sub-requests at most")]
    TooMany,
    #[error("the service does not exist")]
    ServiceUnknown,
    #[error("sub-requests are open: they close the request")]
    SubrequestsOpen,
    #[error("the parent is closed: it is opened again first")]
    ParentClosed,
    #[error("nobody outside asked for a sub-request")]
    NobodyAsked,
}

impl SubrequestError {
    /// Problem code, whose sentence is in the texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::OfSubrequest => "requests/subrequest-of-subrequest",
            Self::TooMany => "requests/subrequest-too-many",
            Self::ServiceUnknown => "requests/subrequest-service",
            Self::SubrequestsOpen => "requests/subrequests-open",
            Self::ParentClosed => "requests/subrequest-parent-closed",
            Self::NobodyAsked => "requests/subrequest-nobody",
        }
    }
}

/// A sub-request to be opened.
#[derive(Debug, Clone, Copy)]
pub struct NewSubrequest<'a> {
    pub service_code: &'a str,
    /// Code; the routing decides when it is empty.
    pub unit: &'a str,
    /// What is to be done, for the unit alone.
    pub words: &'a str,
}

/// Opens a sub-request of an open request and sends it to its unit; answers its number. The promise stays that of the request.
pub async fn open_subrequest(op: &mut Op, reference: &str, subrequest: &NewSubrequest<'_>) -> Result<String, ActError> {
    let words = words(subrequest.words)?;
    let catalogue = op.part::<Catalogue>();
    let service = catalogue.service(subrequest.service_code).ok_or(SubrequestError::ServiceUnknown)?;
    let parent = load(op, reference).await?;
    rows::hold(op, parent.id).await?;
    // Read again: somebody may have closed it until it was held.
    let parent = load(op, reference).await?;
    if !may_be_shared(parent.status) {
        return Err(StatusError::Impossible { from: parent.status, to: Status::Sent }.into());
    }
    if parent.parent_id.is_some() {
        return Err(SubrequestError::OfSubrequest.into());
    }
    if rows::subrequests_of(op, parent.id).await?.len() >= MOST {
        return Err(SubrequestError::TooMany.into());
    }
    let mut route = intake::route(op, service, &parent.place);
    if !subrequest.unit.is_empty() {
        op.part::<Units>().get(subrequest.unit).ok_or_else(|| ActError::UnitUnknown(subrequest.unit.to_owned()))?;
        route = crate::Route { unit: subrequest.unit.to_owned(), rule: "person".to_owned(), ..crate::Route::default() };
    }
    let (id, number) = (op.id(), intake::next_reference(op).await?);
    let (draft, promise) = (draft(&parent, subrequest, words), parent.promise.clone());
    let filing = Filing {
        id,
        reference: number,
        draft: &draft,
        place: parent.place.clone(),
        route,
        promise,
        service,
        parent: Some(parent.id),
    };
    store::file_subrequest(op, &filing).await?;
    begun(op, &parent, number, &filing.route.unit).await?;
    Ok(number.to_string())
}

fn draft(parent: &Request, subrequest: &NewSubrequest<'_>, words: &str) -> Draft {
    Draft {
        nature: Nature::Request,
        service_code: subrequest.service_code.to_owned(),
        // As long as the words of an act at most, which are checked.
        description: words.parse::<Description>().unwrap_or_default(),
        answers: Answers::default(),
        point: None,
        address: String::new(),
        channel: parent.channel,
        contact: Contact::default(),
        media_url: String::new(),
        key: None,
    }
}

/// The sub-request is its unit's to take, and the request follows its sub-requests.
async fn begun(op: &mut Op, parent: &Request, number: Reference, unit: &str) -> Result<(), ActError> {
    let subrequest = load(op, &number.to_string()).await?;
    walk(op, &subrequest, Status::Sent, &Grounds::default()).await?;
    if matches!(parent.status, Status::Received | Status::Accepted | Status::Sent | Status::Reopened) {
        walk(op, parent, Status::InHand, &Grounds::default()).await?;
    }
    rows::count_open(op, parent.id).await?;
    store::save_next_action(op, parent.id, FOLLOW).await?;
    let line = Line { unit: Some(unit), ..Line::of("subrequest-opened", Audience::Requesters) };
    Ok(store::journal(op, parent.id, &line).await?)
}

/// Next actions of a request that has sub-requests: they are done, or one of them was not and somebody decides.
const FOLLOW: &str = "follow-subrequests";
const JUDGE: &str = "judge-subrequests";

/// What is next of `request` once it stands at `to`: its sub-requests, while they are open, unless it waits for something else.
pub(crate) fn next_action(request: &Request, to: Status) -> Option<&'static str> {
    let waits = matches!(to, Status::InformationNeeded | Status::OnHold);
    if request.open_subrequests > 0 && to.is_open() && !waits { Some(FOLLOW) } else { to.next_action() }
}

/// Whether work that is begun at `status` can be shared.
pub fn may_be_shared(status: Status) -> bool {
    status.is_open() && status != Status::Merged
}

/// The sub-requests of a request, oldest first.
pub async fn subrequests_of(op: &mut Op, parent: Id) -> Result<Vec<Request>, StoreError> {
    rows::subrequests_of(op, parent).await
}

/// The number by which people know `reference`: that of the request that it is a sub-request of, or its own.
pub async fn asked_as(op: &mut Op, reference: &str) -> Result<String, StoreError> {
    let parent = store::find(op, reference).await?.and_then(|request| request.parent_id);
    let found = match parent {
        Some(id) => store::find_by_id(op, id).await?,
        None => None,
    };
    Ok(found.map_or_else(|| reference.to_owned(), |parent| parent.reference))
}

/// Whether `request` may come to stand at `to`.
pub(crate) fn check(request: &Request, to: Status) -> Result<(), SubrequestError> {
    let is_subrequest = request.parent_id.is_some();
    match () {
        () if is_subrequest && to == Status::InformationNeeded => Err(SubrequestError::NobodyAsked),
        () if is_subrequest && to == Status::Merged => Err(SubrequestError::OfSubrequest),
        () if request.open_subrequests > 0 && (!to.is_open() || to == Status::Merged) => {
            Err(SubrequestError::SubrequestsOpen)
        }
        () => Ok(()),
    }
}

/// Holds the request of a sub-request that is about to close or to open again: whoever closes both at once waits. A sub-request is
/// not opened again under a request that is closed.
pub(crate) async fn hold(op: &mut Op, request: &Request, to: Status) -> Result<(), ActError> {
    let Some(id) = request.parent_id else { return Ok(()) };
    rows::hold(op, id).await?;
    let is_closed = to == Status::Reopened && is_parent_closed(op, request).await?;
    if is_closed { Err(SubrequestError::ParentClosed.into()) } else { Ok(()) }
}

/// What the person or staff gave up is given up in all its sub-requests; work that has begun is not.
pub(crate) async fn give_up(op: &mut Op, request: Request, to: Status) -> Result<Request, ActError> {
    if request.open_subrequests == 0 || !matches!(to, Status::Cancelled | Status::Removed) {
        return Ok(request);
    }
    rows::hold(op, request.id).await?;
    let grounds = Grounds { reason: request.reference.clone(), outcome: None };
    for subrequest in
        rows::subrequests_of(op, request.id).await?.into_iter().filter(|subrequest| subrequest.status.is_open())
    {
        if subrequest.status.way_to(Status::Cancelled).is_none() {
            return Err(SubrequestError::SubrequestsOpen.into());
        }
        walk(op, &subrequest, Status::Cancelled, &grounds).await?;
    }
    rows::count_open(op, request.id).await?;
    Ok(Request { open_subrequests: 0, ..request })
}

/// A sub-request came to stand where it stands, or stands there again: its request says so, and closes with the last one.
pub(crate) async fn moved(op: &mut Op, subrequest: &Request, grounds: &Grounds) -> Result<(), ActError> {
    let Some(id) = subrequest.parent_id else { return Ok(()) };
    rows::count_open(op, id).await?;
    let Some(parent) = store::find_by_id(op, id).await?.filter(|parent| parent.status.is_open()) else { return Ok(()) };
    if let Some(act) = told_as(subrequest.status) {
        let reason =
            Some(grounds.reason.trim()).filter(|reason| !reason.is_empty() && subrequest.status != Status::Cancelled);
        let unit = Some(subrequest.route.unit.as_str());
        store::journal(op, id, &Line { reason, unit, ..Line::of(act, Audience::Requesters) }).await?;
    }
    if parent.open_subrequests > 0 {
        return Ok(store::save_next_action(op, id, next_action(&parent, parent.status).unwrap_or(FOLLOW)).await?);
    }
    let subrequests = rows::subrequests_of(op, id).await?;
    match outcome(&subrequests, subrequest) {
        Ended::Done(outcome) => {
            let note = notes(op, &subrequests).await?;
            let grounds = Grounds { reason: note.clone(), outcome: Some(outcome) };
            handling::end(op, &parent, &grounds, &note).await
        }
        Ended::Undone => Ok(store::save_next_action(op, id, JUDGE).await?),
        Ended::GivenUp => {
            let next = parent.status.next_action().unwrap_or(JUDGE);
            Ok(store::save_next_action(op, id, next).await?)
        }
    }
}

/// How the end of a sub-request is told in the journal of its request; nothing while it is open.
fn told_as(status: Status) -> Option<&'static str> {
    match status {
        Status::Completed => Some("subrequest-done"),
        Status::Declined | Status::HandledElsewhere => Some("subrequest-not-done"),
        Status::Cancelled | Status::Removed => Some("subrequest-given-up"),
        Status::Reopened => Some("subrequest-reopened"),
        Status::Received
        | Status::Accepted
        | Status::Sent
        | Status::InHand
        | Status::Urgent
        | Status::InformationNeeded
        | Status::Scheduled
        | Status::UnderWay
        | Status::OnHold
        | Status::Merged => None,
    }
}

/// What became of all the sub-requests.
enum Ended {
    Done(Outcome),
    /// One of them was not done.
    Undone,
    /// None was done, and none is wanted any more.
    GivenUp,
}

/// The result of the request is that of the sub-request that `last` is, or of the last one that was done.
fn outcome(subrequests: &[Request], last: &Request) -> Ended {
    if subrequests.iter().any(|subrequest| matches!(subrequest.status, Status::Declined | Status::HandledElsewhere)) {
        return Ended::Undone;
    }
    let done = subrequests.iter().filter(|subrequest| subrequest.status == Status::Completed);
    let done = done.max_by_key(|subrequest| (subrequest.id == last.id, subrequest.closed_at));
    done.and_then(|subrequest| subrequest.outcome.clone()).map_or(Ended::GivenUp, Ended::Done)
}

/// What was written for the person at the end of each sub-request that was done, in their order.
async fn notes(op: &mut Op, subrequests: &[Request]) -> Result<String, StoreError> {
    let mut notes = Vec::new();
    for subrequest in subrequests.iter().filter(|subrequest| subrequest.status == Status::Completed) {
        let said = rows::last_reason(op, subrequest.id, Status::Completed).await?;
        notes.extend(said.filter(|note| !notes.contains(note)));
    }
    let note = notes.join("\n");
    Ok(note.chars().take(handling::LONGEST_WORDS).collect())
}

/// Counts the open sub-requests of a request again, once a batch that moved it, or one of them, was undone. What is next
/// follows: when none is open any more, somebody decides.
pub(crate) async fn undone(op: &mut Op, request: &Request) -> Result<(), StoreError> {
    if request.parent_id.is_none() && request.next_action.as_deref() != Some(FOLLOW) {
        return Ok(());
    }
    let id = request.parent_id.unwrap_or(request.id);
    rows::count_open(op, id).await?;
    let Some(parent) = store::find_by_id(op, id).await? else { return Ok(()) };
    let next = if parent.open_subrequests > 0 { next_action(&parent, parent.status) } else { Some(JUDGE) };
    store::save_next_action(op, id, next.unwrap_or(JUDGE)).await
}

/// Whether the request of `sub-request` has closed: what was done to the sub-request is then not undone by itself.
pub(crate) async fn is_parent_closed(op: &mut Op, subrequest: &Request) -> Result<bool, StoreError> {
    let Some(id) = subrequest.parent_id else { return Ok(false) };
    Ok(store::find_by_id(op, id).await?.is_some_and(|parent| !parent.status.is_open()))
}

/// Nobody outside asked for a sub-request: neither answers nor other people are for it.
pub(crate) fn check_asked(request: &Request) -> Result<(), SubrequestError> {
    if request.parent_id.is_some() { Err(SubrequestError::NobodyAsked) } else { Ok(()) }
}
