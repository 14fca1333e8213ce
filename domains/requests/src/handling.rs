//! What staff and requesters do to a request once it is filed.

use crate::{Channel, Contact, Status, StatusError, lifecycle::Grounds, store};
use ::store::StoreError;
use base::Id;
use catalogue::Catalogue;
use web::Op;

#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    #[error("there is no such request")]
    Unknown,
    #[error(transparent)]
    Status(#[from] StatusError),
    #[error("the closing result `{0}` does not exist")]
    ResultUnknown(String),
    /// Somebody else moved it between the reading and the writing.
    #[error("the request changed meanwhile")]
    Changed,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Moves a request to `to`, journals it with its reason, keeps its clock and its next action true.
pub async fn move_to(op: &mut Op, reference: &str, to: Status, grounds: &Grounds) -> Result<(), MoveError> {
    let request = store::find(op, reference).await?.ok_or(MoveError::Unknown)?;
    let status = request.status.follow(to, grounds)?;
    if let Some(result) = &grounds.result
        && op.part::<Catalogue>().closing_result(result).is_none()
    {
        return Err(MoveError::ResultUnknown(result.clone()));
    }
    if !store::save_status(op, &request, status, grounds).await? {
        return Err(MoveError::Changed);
    }
    let reason = Some(grounds.reason.as_str()).filter(|reason| !reason.is_empty());
    let moved = store::Moved { act: "moved", from: Some(request.status), to: Some(status), reason, is_public: true };
    Ok(store::journal(op, request.id, &moved).await?)
}

/// « C'est la même chose » : counts one more person on an open request, without a new record.
pub async fn add_requester(op: &mut Op, reference: &str, channel: Channel, contact: &Contact) -> Result<Id, MoveError> {
    let request = store::find(op, reference).await?.ok_or(MoveError::Unknown)?;
    if !request.status.is_open() {
        return Err(StatusError::Impossible { from: request.status, to: request.status }.into());
    }
    store::count_requester(op, request.id, channel).await?;
    store::insert_requester(op, request.id, channel, contact).await?;
    let moved = store::Moved { act: "joined", from: None, to: None, reason: None, is_public: true };
    store::journal(op, request.id, &moved).await?;
    Ok(request.id)
}
