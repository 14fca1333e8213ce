//! What agents do on the telephone: words to the people who asked, and one more person on an open request.

use crate::{
    ActError, Audience, Channel, Contact, add_requester,
    handling::{load, words},
    messages::{self, News},
    store::{self, Line},
    subrequests,
};
use base::Id;
use web::Op;

/// The same words of the same person within this time are one answer: a button pressed twice.
const REPEAT_MS: i64 = 600_000;

/// Words to the people who asked, on the tracker and by e-mail to those who want news; the request stands where it
/// stood.
pub async fn answer(op: &mut Op, reference: &str, text: &str) -> Result<(), ActError> {
    let text = words(text)?;
    let request = load(op, reference).await?;
    subrequests::check_asked(&request)?;
    let line = Line { reason: Some(text), ..Line::of("answered", Audience::Requesters) };
    if store::is_journaled(op, request.id, &line, op.now.plus_ms(-REPEAT_MS)).await? {
        return Ok(());
    }
    store::journal(op, request.id, &line).await?;
    Ok(messages::tell(op, &request, News::Answered, text).await?)
}

/// Counts one more person on an open request; the form of `key` sent twice counts them once.
pub async fn join(
    op: &mut Op,
    reference: &str,
    channel: Channel,
    contact: &Contact,
    key: &str,
) -> Result<Id, ActError> {
    if let Some((id, _)) = store::find_submission(op, key).await? {
        return Ok(id);
    }
    let id = add_requester(op, reference, channel, contact).await?;
    store::insert_submission(op, key, id).await?;
    Ok(id)
}
