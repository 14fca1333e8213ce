//! What must be judged before it is done: a request that came to the wrong unit, two that may be one.

use crate::{
    ActError, Audience, Status, StatusError,
    handling::{load, words},
    search::Readable,
    store::{self, Line},
};
use ::store::StoreError;
use base::moment::DAY_MS;
use catalogue::Catalogue;
use web::Op;

/// A request is compared with those before it when it is younger than this: a history that is brought in is not.
const COMPARED_MS: i64 = 2 * DAY_MS;

/// « Ce n'est pas à nous » : the accountable unit says so and why; it stays accountable until whoever routes decides.
pub async fn send_back(op: &mut Op, reference: &str, reason: &str) -> Result<(), ActError> {
    let reason = words(reason)?;
    let request = load(op, reference).await?;
    if !request.status.is_open() || request.status == Status::Merged {
        return Err(StatusError::Impossible { from: request.status, to: Status::Sent }.into());
    }
    store::save_misrouted(op, request.id).await?;
    let line = Line { reason: Some(reason), ..Line::of("sent-back", Audience::Staff) };
    Ok(store::journal(op, request.id, &line).await?)
}

/// Says that a request is not the same problem as the one it was compared with: it is not asked again.
pub async fn tell_apart(op: &mut Op, reference: &str) -> Result<(), ActError> {
    let request = load(op, reference).await?;
    store::save_twin(op, request.id, 0).await?;
    Ok(store::journal(op, request.id, &Line::of("told-apart", Audience::Staff)).await?)
}

/// Compares a request that was just filed with the open ones of its service near it, older than itself.
pub(crate) async fn compare(op: &mut Op, request: &Readable) -> Result<(), StoreError> {
    let is_young = op.now.0 - request.received_at.0 < COMPARED_MS;
    let is_waiting = request.status.is_open()
        && request.status != Status::Merged
        && request.twin_id.is_none()
        && !request.is_subrequest;
    let radius_m = op.part::<Catalogue>().service(&request.service_code).map(|service| service.radius_m);
    let (Some(point), Some(radius_m), true) = (request.point, radius_m, is_young && is_waiting) else { return Ok(()) };
    let near = store::nearby(op, &request.service_code, point, radius_m).await?;
    match near.iter().find(|other| other.id < request.id) {
        Some(older) => store::save_twin(op, request.id, older.id).await,
        None => Ok(()),
    }
}
