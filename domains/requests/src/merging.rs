//! Two records of one problem: one follows the other, keeps its number, and may be separated again.
//!
//! The principal request counts the people of those that follow it, and its news go to all of them, once each. What
//! closes it closes them; what opens it again makes them follow it again. A principal follows nobody: no chain forms.
//! In the figures a request that follows another is a duplicate, counted apart (`store::measure`).

#[cfg(test)]
mod stories;

use crate::{
    ActError, Audience, Grounds, Request, Status, StatusError,
    handling::{load, walk, words},
    messages::{self, News},
    store::{self, Line, merging as rows},
};
use ::store::StoreError;
use base::Id;
use web::Op;

/// Why a request is not merged into another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    #[error("there is no such principal request")]
    PrincipalUnknown,
    #[error("a request does not follow itself")]
    Itself,
    #[error("the principal request is closed")]
    PrincipalClosed,
    #[error("the principal request follows another one")]
    PrincipalMerged,
    #[error("other requests follow this one")]
    IsPrincipal,
    #[error("one of them is a sub-request, or has sub-requests that are open")]
    HasSubrequests,
    #[error("the services differ and nothing explains it")]
    OtherService,
}

impl MergeError {
    /// Problem code, whose sentence is in the texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::PrincipalUnknown => "requests/principal-unknown",
            Self::Itself => "requests/principal-itself",
            Self::PrincipalClosed => "requests/principal-closed",
            Self::PrincipalMerged => "requests/principal-merged",
            Self::IsPrincipal => "requests/is-principal",
            Self::HasSubrequests => "requests/merge-subrequests",
            Self::OtherService => "requests/other-service",
        }
    }
}

/// Whether `request` may follow `principal`; `gathers` when others follow it.
fn check(request: &Request, principal: &Request, gathers: bool, why: &str) -> Result<(), MergeError> {
    match () {
        () if request.id == principal.id => Err(MergeError::Itself),
        () if request.parent_id.or(principal.parent_id).is_some() || request.open_subrequests > 0 => {
            Err(MergeError::HasSubrequests)
        }
        () if principal.status == Status::Merged => Err(MergeError::PrincipalMerged),
        () if !principal.status.is_open() => Err(MergeError::PrincipalClosed),
        () if gathers => Err(MergeError::IsPrincipal),
        () if request.service_code != principal.service_code && why.is_empty() => Err(MergeError::OtherService),
        () => Ok(()),
    }
}

/// Makes a request follow `principal`; `why` is for colleagues, and needed when the services differ.
pub async fn merge(op: &mut Op, reference: &str, principal: &str, why: &str) -> Result<(), ActError> {
    let why = if why.trim().is_empty() { "" } else { words(why)? };
    let request = load(op, reference).await?;
    let principal = store::find(op, principal).await?.ok_or(MergeError::PrincipalUnknown)?;
    rows::hold(op, request.id, principal.id).await?;
    // Read again: somebody may have moved either until they were held.
    let (request, principal) = (load(op, reference).await?, load(op, &principal.reference).await?);
    if !request.status.next().contains(&Status::Merged) {
        return Err(StatusError::Impossible { from: request.status, to: Status::Merged }.into());
    }
    check(&request, &principal, rows::gathers(op, request.id).await?, why)?;
    let grounds = Grounds { reason: principal.reference.clone(), outcome: None };
    let merged = walk(op, &request, Status::Merged, &grounds).await?;
    rows::save_principal(op, request.id, Some(principal.id)).await?;
    rows::count_people(op, request.id, principal.id, true).await?;
    // It was judged: nobody is asked again.
    store::save_twin(op, request.id, 0).await?;
    let line = Line { reason: Some(&request.reference), ..Line::of("merged-here", Audience::Everybody) };
    store::journal(op, principal.id, &line).await?;
    if !why.is_empty() {
        let note = Line { reason: Some(why), ..Line::of("noted", Audience::Staff) };
        store::journal(op, request.id, &note).await?;
    }
    Ok(messages::tell(op, &merged, News::Merged, &principal.reference).await?)
}

/// Gives a merged request its own life back; the person reads the reason.
pub async fn separate(op: &mut Op, reference: &str, reason: &str) -> Result<(), ActError> {
    let reason = words(reason)?;
    let request = load(op, reference).await?;
    let grounds = Grounds { reason: reason.to_owned(), outcome: None };
    let separated = walk(op, &request, Status::Received, &grounds).await?;
    leave(op, &request).await?;
    Ok(messages::tell(op, &separated, News::Separated, reason).await?)
}

/// The request whose work is that of `request`: itself, or the one it follows.
pub(crate) async fn principal(op: &mut Op, request: Request) -> Result<Request, ActError> {
    if request.status != Status::Merged {
        return Ok(request);
    }
    Ok(followed(op, request.id).await?.unwrap_or(request))
}

/// The request that the one of `id` follows.
pub async fn followed(op: &mut Op, id: Id) -> Result<Option<Request>, StoreError> {
    match rows::principal_of(op, id).await? {
        Some(principal) => store::find_by_id(op, principal).await,
        None => Ok(None),
    }
}

/// Takes a request and its people out of the group it was in.
async fn leave(op: &mut Op, request: &Request) -> Result<(), StoreError> {
    let Some(principal) = rows::principal_of(op, request.id).await? else { return Ok(()) };
    rows::hold(op, request.id, principal).await?;
    rows::count_people(op, request.id, principal, false).await?;
    rows::save_principal(op, request.id, None).await?;
    let line = Line { reason: Some(&request.reference), ..Line::of("separated-here", Audience::Everybody) };
    store::journal(op, principal, &line).await
}

/// Brings those that follow a request where a published file says that it now stands, and tells their people.
pub(crate) async fn follow_file(op: &mut Op, id: Id) -> Result<(), StoreError> {
    let Some(principal) = store::find_by_id(op, id).await? else { return Ok(()) };
    follow(op, &principal, &Grounds::default()).await?;
    match News::of(principal.status) {
        Some(news) => messages::tell(op, &principal, news, "").await,
        None => Ok(()),
    }
}

/// Brings those that follow `principal` where its last move leads them, before anybody is told of it.
pub(crate) async fn follow(op: &mut Op, principal: &Request, grounds: &Grounds) -> Result<(), StoreError> {
    if principal.status == Status::Reopened {
        // Opened again by itself, it is no longer what it had been merged into.
        leave(op, principal).await?;
    }
    let to = principal.status.leads_followers_to();
    if to == Status::Merged && principal.status != Status::Reopened {
        return Ok(());
    }
    for request in rows::merged_into(op, principal.id).await? {
        bring(op, &request, principal, (to, grounds)).await?;
    }
    Ok(())
}

/// Brings those that follow `principal` where it stands again, once its last move was undone.
pub(crate) async fn follow_undone(op: &mut Op, principal: &Request) -> Result<(), StoreError> {
    let to = principal.status.leads_followers_to();
    if to == Status::Received {
        return Ok(());
    }
    for request in rows::merged_into(op, principal.id).await? {
        bring(op, &request, principal, (to, &Grounds::default())).await?;
    }
    Ok(())
}

/// Brings one of them to `to`, unless somebody separated it at the same time.
async fn bring(
    op: &mut Op,
    request: &Request,
    principal: &Request,
    (to, grounds): (Status, &Grounds),
) -> Result<(), StoreError> {
    let grounds = match () {
        () if to == Status::Merged => Grounds { reason: principal.reference.clone(), outcome: None },
        () if to == Status::Received => Grounds::default(),
        () => grounds.clone(),
    };
    if request.status == to || !store::save_status(op, request, to, &grounds).await? {
        return Ok(());
    }
    let reason = Some(grounds.reason.trim()).filter(|reason| !reason.is_empty());
    let moved = Line { from: Some(request.status), to: Some(to), reason, ..Line::of("moved", Audience::Everybody) };
    store::journal(op, request.id, &moved).await?;
    if to == Status::Merged {
        // Whoever had asked for it has what they asked: the work begins again.
        store::save_reopening_asked(op, request.id, None).await?;
    }
    if to == Status::Received {
        leave(op, request).await?;
        let next_action = to.next_action().map(str::to_owned);
        let separated = Request { status: to, next_action, updated_at: op.now, ..request.clone() };
        messages::tell(op, &separated, News::Separated, "").await?;
    }
    Ok(())
}
