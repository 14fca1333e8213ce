//! What staff and requesters do to a request once it is filed.
//!
//! Each act finds the shortest way through the lifecycle and journals every step of it.

use crate::{
    Audience, Channel, Contact, Outcome, Request, Status, StatusError,
    access::Standing,
    lifecycle::Grounds,
    merging::{self, MergeError},
    messages::{self, News},
    store::{self, Line},
    subrequests::{self, SubrequestError},
};
use ::store::StoreError;
use base::{Id, Moment};
use catalogue::{Catalogue, Proof};
use jiff::civil::Date;
use territory::Units;
use web::{Actor, Brand, Op, Refusal};

#[derive(Debug, thiserror::Error)]
pub enum ActError {
    #[error("there is no such request")]
    Unknown,
    #[error(transparent)]
    Status(#[from] StatusError),
    #[error("the closing result `{0}` does not exist")]
    ResultUnknown(String),
    #[error("the proof of the result is missing or wrong")]
    ProofWrong(Proof),
    #[error("the unit `{0}` does not exist")]
    UnitUnknown(String),
    #[error("the request may not be given to this person")]
    PersonMayNot,
    #[error("nothing was written")]
    WordsMissing,
    #[error("more than 4,000 characters were written")]
    WordsTooLong,
    /// A hole of a standard reply is still to be filled.
    #[error("something is left to be said")]
    WordsUnfinished,
    #[error("who is asked is missing")]
    PartnerMissing,
    #[error("the address of who is asked is wrong")]
    PartnerEmailWrong,
    #[error("a link opens 1 to 90 days")]
    PartnerDaysWrong,
    #[error("a link brings five answers at most")]
    PartnerSaidEnough,
    #[error("the date is in the past")]
    PastDate,
    #[error(transparent)]
    Merge(#[from] MergeError),
    #[error(transparent)]
    Subrequest(#[from] SubrequestError),
    /// Somebody else moved it between the reading and the writing.
    #[error("the request changed meanwhile")]
    Changed,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ActError {
    /// Problem code, whose sentence is in the texts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "requests/unknown",
            Self::Status(StatusError::Impossible { .. }) => "requests/impossible",
            Self::Status(StatusError::ReasonMissing(_)) => "requests/reason-missing",
            Self::Status(StatusError::ResultMissing) => "requests/result-missing",
            Self::ResultUnknown(_) => "requests/result-unknown",
            Self::ProofWrong(Proof::WorkDay | Proof::VisitDay | Proof::TwoReminders) => "requests/proof-day",
            Self::ProofWrong(Proof::LinkedRequest) => "requests/proof-linked",
            Self::ProofWrong(Proof::Year) => "requests/proof-year",
            Self::ProofWrong(Proof::Answer | Proof::Criterion | Proof::OtherBody) => "requests/proof-words",
            Self::UnitUnknown(_) => "requests/unit-unknown",
            Self::PersonMayNot => "requests/person-may-not",
            Self::WordsMissing => "requests/words-missing",
            Self::WordsTooLong => "requests/words-too-long",
            Self::WordsUnfinished => "requests/words-unfinished",
            Self::PartnerMissing => "requests/partner-missing",
            Self::PartnerEmailWrong => "requests/partner-email",
            Self::PartnerDaysWrong => "requests/partner-days",
            Self::PartnerSaidEnough => "requests/partner-enough",
            Self::PastDate => "requests/past-date",
            Self::Merge(err) => err.code(),
            Self::Subrequest(err) => err.code(),
            Self::Changed => "requests/changed",
            Self::Store(_) => "web/internal",
        }
    }
}

impl From<ActError> for Refusal {
    fn from(err: ActError) -> Self {
        let code = err.code();
        match err {
            ActError::Unknown => Self::not_found(code),
            ActError::Status(_) | ActError::Changed => Self::conflict(code),
            ActError::Store(err) => err.into(),
            ActError::ResultUnknown(_)
            | ActError::ProofWrong(_)
            | ActError::UnitUnknown(_)
            | ActError::PersonMayNot
            | ActError::WordsMissing
            | ActError::WordsTooLong
            | ActError::WordsUnfinished
            | ActError::PartnerMissing
            | ActError::PartnerEmailWrong
            | ActError::PartnerDaysWrong
            | ActError::PartnerSaidEnough
            | ActError::Merge(_)
            | ActError::Subrequest(_)
            | ActError::PastDate => Self::unprocessable(code),
        }
    }
}

/// Longest text of an act, in characters.
pub const LONGEST_WORDS: usize = 4_000;

pub(crate) fn words(text: &str) -> Result<&str, ActError> {
    match text.trim() {
        "" => Err(ActError::WordsMissing),
        text if text.chars().count() > LONGEST_WORDS => Err(ActError::WordsTooLong),
        text => Ok(text),
    }
}

pub(crate) async fn load(op: &mut Op, reference: &str) -> Result<Request, ActError> {
    store::find(op, reference).await?.ok_or(ActError::Unknown)
}

/// Moves a request to `to` by the shortest way, journals each step, keeps its clock and its next action true.
pub async fn move_to(op: &mut Op, reference: &str, to: Status, grounds: &Grounds) -> Result<(), ActError> {
    let request = load(op, reference).await?;
    if matches!(to, Status::Merged | Status::Received) {
        // Only with its principal, or away from it: see `merging`.
        return Err(StatusError::Impossible { from: request.status, to }.into());
    }
    subrequests::hold(op, &request, to).await?;
    let request = subrequests::give_up(op, request, to).await?;
    let moved = walk(op, &request, to, grounds).await?;
    subrequests::moved(op, &moved, grounds).await?;
    merging::follow(op, &moved, grounds).await?;
    match News::of(to) {
        Some(news) => Ok(messages::tell(op, &moved, news, &grounds.reason).await?),
        None => Ok(()),
    }
}

/// Moves a request without telling anybody; answers how it stands then.
pub(crate) async fn walk(op: &mut Op, request: &Request, to: Status, grounds: &Grounds) -> Result<Request, ActError> {
    subrequests::check(request, to)?;
    let impossible = StatusError::Impossible { from: request.status, to };
    let way = request.status.way_to(to).ok_or(impossible)?;
    let before = way.iter().rev().nth(1).copied().unwrap_or(request.status);
    before.follow(to, grounds)?;
    if !store::save_status(op, request, to, grounds).await? {
        return Err(ActError::Changed);
    }
    let mut from = request.status;
    for step in way {
        let reason = Some(grounds.reason.trim()).filter(|reason| step == to && !reason.is_empty());
        let line = Line { from: Some(from), to: Some(step), reason, ..Line::of("moved", Audience::Everybody) };
        store::journal(op, request.id, &line).await?;
        from = step;
    }
    Ok(Request {
        status: to,
        next_action: subrequests::next_action(request, to).map(str::to_owned),
        updated_at: op.now,
        outcome: grounds.outcome.clone(),
        ..request.clone()
    })
}

/// A member of staff takes a request in hand.
pub async fn take(op: &mut Op, reference: &str) -> Result<(), ActError> {
    let mut request = load(op, reference).await?;
    if request.status != Status::InHand {
        request = walk(op, &request, Status::InHand, &Grounds::default()).await?;
    }
    if let Actor::Staff { id, name } = op.actor.clone() {
        store::save_assignee(op, request.id, (id, &name), subrequests::next_action(&request, request.status)).await?;
        store::journal(op, request.id, &Line::of("taken", Audience::Staff)).await?;
    }
    Ok(())
}

/// Gives a request to another unit, which becomes the accountable one.
pub async fn assign(op: &mut Op, reference: &str, unit: &str, reason: &str) -> Result<(), ActError> {
    if op.part::<Units>().get(unit).is_none() {
        return Err(ActError::UnitUnknown(unit.to_owned()));
    }
    let reason = words(reason)?;
    let mut request = load(op, reference).await?;
    if !request.status.is_open() || request.status == Status::Merged {
        return Err(StatusError::Impossible { from: request.status, to: Status::Sent }.into());
    }
    if request.status.way_to(Status::Sent).is_some() {
        request = walk(op, &request, Status::Sent, &Grounds::default()).await?;
    }
    store::save_unit(op, request.id, (unit, subrequests::next_action(&request, request.status))).await?;
    let from_unit = Some(request.route.unit.as_str()).filter(|from| *from != unit);
    let line = Line { reason: Some(reason), unit: Some(unit), from_unit, ..Line::of("assigned", Audience::Requesters) };
    store::journal(op, request.id, &line).await?;
    if request.route.unit == unit {
        return Ok(());
    }
    unit.clone_into(&mut request.route.unit);
    Ok(messages::tell(op, &request, News::UnitChanged, reason).await?)
}

/// Noon of a day of the city that has not passed.
fn noon(op: &Op, day: Date) -> Result<Moment, ActError> {
    let zone = op.part::<Brand>().zone.clone();
    if day < op.now.day(&zone) {
        return Err(ActError::PastDate);
    }
    let noon = day.at(12, 0, 0, 0).to_zoned_datetime(zone).map_err(|_| ActError::PastDate)?;
    Ok(Moment::from(noon.timestamp()))
}

/// Puts a request on hold until a day, and says what it waits for.
pub async fn hold(op: &mut Op, reference: &str, until: Date, reason: &str) -> Result<(), ActError> {
    let until = noon(op, until)?;
    let grounds = Grounds { reason: words(reason)?.to_owned(), outcome: None };
    let id = load(op, reference).await?.id;
    move_to(op, reference, Status::OnHold, &grounds).await?;
    Ok(store::save_plan(op, id, until).await?)
}

/// Sets the day of the work, with the reason of the date.
pub async fn plan(op: &mut Op, reference: &str, day: Date, reason: &str) -> Result<(), ActError> {
    let planned_for = noon(op, day)?;
    let request = load(op, reference).await?;
    let grounds = Grounds { reason: words(reason)?.to_owned(), outcome: None };
    let moved = if request.status == Status::Scheduled {
        // Another day is not another status: the shortest way back here would tell of work that never began.
        let line = Line { reason: Some(&grounds.reason), ..Line::of("replanned", Audience::Requesters) };
        store::journal(op, request.id, &line).await?;
        request
    } else {
        walk(op, &request, Status::Scheduled, &grounds).await?
    };
    store::save_plan(op, moved.id, planned_for).await?;
    let planned = Request { planned_for: Some(planned_for), ..moved };
    Ok(messages::tell(op, &planned, News::Planned, reason).await?)
}

/// Asks the person a question; the clock of the promise waits for the answer.
pub async fn ask(op: &mut Op, reference: &str, question: &str) -> Result<(), ActError> {
    let grounds = Grounds { reason: words(question)?.to_owned(), outcome: None };
    move_to(op, reference, Status::InformationNeeded, &grounds).await
}

/// Closes a request with its result and what proves it; `note` is what the person reads besides.
pub async fn close(op: &mut Op, reference: &str, outcome: Outcome, note: &str) -> Result<(), ActError> {
    let Some(proof) = op.part::<Catalogue>().closing_result(&outcome.result).map(|result| result.proof) else {
        return Err(ActError::ResultUnknown(outcome.result));
    };
    let request = load(op, reference).await?;
    if !proves(op, proof, &request, outcome.proof.trim()).await? {
        return Err(ActError::ProofWrong(proof));
    }
    let reason = if note.trim().is_empty() { &outcome.proof } else { note };
    let grounds = Grounds { reason: words(reason)?.to_owned(), outcome: Some(outcome) };
    if request.parent_id.is_none() {
        return end(op, &request, &grounds, note).await;
    }
    subrequests::hold(op, &request, Status::Completed).await?;
    let closed = walk(op, &request, Status::Completed, &grounds).await?;
    subrequests::moved(op, &closed, &grounds).await
}

/// Closes a request that people asked for, whose result is checked, and tells them; `note` is what they read besides.
pub(crate) async fn end(op: &mut Op, request: &Request, grounds: &Grounds, note: &str) -> Result<(), ActError> {
    let closed = walk(op, request, Status::Completed, grounds).await?;
    merging::follow(op, &closed, grounds).await?;
    messages::tell(op, &closed, News::Done, note).await?;
    Ok(op.post_job("requests/closed", &request.id.to_string(), op.now).await?)
}

/// Whether `text` proves a result: a day that has come and is not before the request, another request, words.
async fn proves(op: &mut Op, proof: Proof, request: &Request, text: &str) -> Result<bool, ActError> {
    let zone = op.part::<Brand>().zone.clone();
    let is_past_day = |text: &str| {
        let day = text.parse::<Date>();
        day.is_ok_and(|day| day <= op.now.day(&zone) && day >= request.received_at.day(&zone))
    };
    Ok(match proof {
        Proof::WorkDay | Proof::VisitDay | Proof::TwoReminders => is_past_day(text),
        Proof::LinkedRequest => {
            let linked = store::find(op, text).await?;
            linked.is_some_and(|linked| linked.id != request.id && linked.status == Status::Scheduled)
        }
        Proof::Year => text.parse::<i16>().is_ok_and(|year| (2000..=2200).contains(&year)),
        Proof::Answer | Proof::Criterion | Proof::OtherBody => {
            !text.is_empty() && text.chars().count() <= LONGEST_WORDS
        }
    })
}

/// Opens a closed request again; its clock starts again.
pub async fn reopen(op: &mut Op, reference: &str, reason: &str) -> Result<(), ActError> {
    let grounds = Grounds { reason: words(reason)?.to_owned(), outcome: None };
    move_to(op, reference, Status::Reopened, &grounds).await
}

/// A word for colleagues, which nobody outside reads.
pub async fn note(op: &mut Op, reference: &str, text: &str) -> Result<(), ActError> {
    let text = words(text)?;
    let request = load(op, reference).await?;
    let line = Line { reason: Some(text), ..Line::of("noted", Audience::Staff) };
    Ok(store::journal(op, request.id, &line).await?)
}

/// What a person adds to their request. When we had asked, the work resumes. What is said of a merged request is
/// repeated for the staff of the one it follows, who do the work. Whoever joined speaks to staff alone, and answers no
/// question: the author was asked.
pub async fn add_detail(op: &mut Op, reference: &str, text: &str, from: Standing) -> Result<(), ActError> {
    let text = words(text)?;
    let request = load(op, reference).await?;
    if !request.status.is_open() {
        return Err(StatusError::Impossible { from: request.status, to: request.status }.into());
    }
    let audience = if from == Standing::Author { Audience::Requesters } else { Audience::Staff };
    let line = Line { reason: Some(text), ..Line::of("detailed", audience) };
    store::journal(op, request.id, &line).await?;
    let id = request.id;
    let request = merging::principal(op, request).await?;
    if request.id != id {
        store::journal(op, request.id, &Line { audience: Audience::Staff, ..line }).await?;
    }
    if request.status == Status::InformationNeeded && from == Standing::Author {
        walk(op, &request, Status::InHand, &Grounds::default()).await?;
    }
    Ok(())
}

/// « Ce n'est pas réglé » : a person asks that a closed request be opened again; staff decide. The words of whoever
/// joined are for staff alone.
pub async fn ask_reopening(op: &mut Op, reference: &str, text: &str, from: Standing) -> Result<(), ActError> {
    let text = words(text)?;
    let request = load(op, reference).await?;
    if !matches!(request.status, Status::Completed | Status::Declined | Status::HandledElsewhere) {
        return Err(StatusError::Impossible { from: request.status, to: Status::Reopened }.into());
    }
    let asked = Line::of("reopening-asked", Audience::Requesters);
    if from == Standing::Author {
        store::journal(op, request.id, &Line { reason: Some(text), ..asked }).await?;
    } else {
        store::journal(op, request.id, &asked).await?;
        store::journal(op, request.id, &Line { reason: Some(text), ..Line::of("detailed", Audience::Staff) }).await?;
    }
    Ok(store::save_reopening_asked(op, request.id, Some(op.now)).await?)
}

/// Staff leave a request closed although its reopening was asked, and say why.
pub async fn decline_reopening(op: &mut Op, reference: &str, reason: &str) -> Result<(), ActError> {
    let reason = words(reason)?;
    let request = load(op, reference).await?;
    let line = Line { reason: Some(reason), ..Line::of("reopening-declined", Audience::Requesters) };
    store::journal(op, request.id, &line).await?;
    store::save_reopening_asked(op, request.id, None).await?;
    Ok(messages::tell(op, &request, News::KeptClosed, reason).await?)
}

/// « C'est la même chose » : counts one more person on an open request, without a new record. What was merged already
/// is the same problem as the one it follows.
pub async fn add_requester(op: &mut Op, reference: &str, channel: Channel, contact: &Contact) -> Result<Id, ActError> {
    let request = load(op, reference).await?;
    subrequests::check_asked(&request)?;
    let request = merging::principal(op, request).await?;
    if !request.status.is_open() {
        return Err(StatusError::Impossible { from: request.status, to: request.status }.into());
    }
    store::count_requester(op, request.id, channel).await?;
    store::insert_requester(op, request.id, channel, contact).await?;
    store::journal(op, request.id, &Line::of("joined", Audience::Everybody)).await?;
    messages::welcome(op, &request, contact).await?;
    Ok(request.id)
}
