//! What is forgotten of people.

use ::store::{StoreError, sql};
use base::{Id, Moment};
use web::Op;

/// People who can still be named or reached, of requests closed before an instant.
const KNOWN: &str = " from requester join request on request.id = requester.request_id
      where (requester.name is not null or requester.email is not null or requester.phone is not null)
        and requester.created_at < $1 and request.closed_at < $1";

pub(crate) async fn count_known(op: &mut Op, before: Moment) -> Result<i64, StoreError> {
    sql("select count(*)").push(KNOWN).bind(before).fetch_value(&mut op.tx).await
}

/// Their requests, `limit` at most.
pub(crate) async fn list_known(op: &mut Op, before: Moment, limit: u32) -> Result<Vec<Id>, StoreError> {
    sql("select distinct request.id")
        .push(KNOWN)
        .push(" limit $2")
        .bind(before)
        .bind(limit)
        .fetch_values(&mut op.tx)
        .await
}

pub(crate) async fn forget_people(op: &mut Op, requests: &[Id]) -> Result<(), StoreError> {
    sql("update requester set name = null, email = null, phone = null,
             wants_news = 0, wants_survey = 0, wants_participation = 0 where request_id in ")
    .list(requests.iter().copied())
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

/// What they wrote: the description, the answers, and their lines of the journal.
pub(crate) async fn forget_words(op: &mut Op, requests: &[Id]) -> Result<(), StoreError> {
    sql("update request set description = '', answers = '{}' where id in ")
        .list(requests.iter().copied())
        .execute(&mut op.tx)
        .await?;
    sql("update request_event set reason = null where actor_kind = 'resident' and request_id in ")
        .list(requests.iter().copied())
        .execute(&mut op.tx)
        .await?;
    Ok(())
}
