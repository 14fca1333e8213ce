//! All the SQL of the ways to the provider, of whom it vouches for, and of what it said.

use ::store::{StoreError, sql};
use base::{Id, Moment};
use web::Op;

/// What we sent with somebody on their way.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Flow {
    pub nonce: String,
    pub verifier: String,
    pub destination: String,
    pub began_at: i64,
}

pub(super) async fn insert_flow(op: &mut Op, marks: (&str, &str), flow: &Flow) -> Result<(), StoreError> {
    sql("insert into sign_in_flow (state_mark, browser_mark, nonce, verifier, destination, began_at)
         values ($1, $2, $3, $4, $5, $6)")
    .bind(marks.0)
    .bind(marks.1)
    .bind(&flow.nonce)
    .bind(&flow.verifier)
    .bind(&flow.destination)
    .bind(Moment(flow.began_at))
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

/// Takes a flow back: there is none for a second time, nor for another browser.
pub(super) async fn take_flow(op: &mut Op, marks: (&str, &str)) -> Result<Option<Flow>, StoreError> {
    sql("delete from sign_in_flow where state_mark = $1 and browser_mark = $2
      returning nonce, verifier, destination, began_at")
    .bind(marks.0)
    .bind(marks.1)
    .fetch_optional(&mut op.tx)
    .await
}

pub(super) async fn find_subject(op: &mut Op, issuer: &str, subject: &str) -> Result<Option<Id>, StoreError> {
    let row: Option<(Id,)> = sql("select staff_id from staff_subject where issuer = $1 and subject = $2")
        .bind(issuer)
        .bind(subject)
        .fetch_optional(&mut op.tx)
        .await?;
    Ok(row.map(|(id,)| id))
}

/// Whether somebody of this provider already has the account.
pub(super) async fn has_subject(op: &mut Op, issuer: &str, staff_id: Id) -> Result<bool, StoreError> {
    let count: i64 = sql("select count(*) from staff_subject where issuer = $1 and staff_id = $2")
        .bind(issuer)
        .bind(staff_id)
        .fetch_value(&mut op.tx)
        .await?;
    Ok(count > 0)
}

pub(super) async fn insert_subject(op: &mut Op, issuer: &str, subject: &str, staff_id: Id) -> Result<(), StoreError> {
    sql("insert into staff_subject (issuer, subject, staff_id) values ($1, $2, $3)")
        .bind(issuer)
        .bind(subject)
        .bind(staff_id)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

/// Follows an address that changed at the provider, unless it is somebody else's here.
pub(super) async fn save_email(op: &mut Op, staff_id: Id, email: &str) -> Result<(), StoreError> {
    sql("update staff set email = $2 where id = $1
            and not exists (select 1 from staff as other where other.email = $2 and other.id <> $1)")
    .bind(staff_id)
    .bind(email)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

/// What the provider vouches for.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Grant {
    pub session_id: i64,
    pub issuer: String,
    pub subject: String,
    pub sid: String,
    /// Sealed; empty when the provider gave none.
    pub refresh: String,
    pub checked_at: i64,
}

pub(super) async fn insert_grant(op: &mut Op, grant: &Grant) -> Result<(), StoreError> {
    sql("insert into staff_grant (session_id, issuer, subject, sid, refresh, checked_at)
         values ($1, $2, $3, $4, $5, $6)")
    .bind(grant.session_id)
    .bind(&grant.issuer)
    .bind(&grant.subject)
    .bind(&grant.sid)
    .bind(&grant.refresh)
    .bind(Moment(grant.checked_at))
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

/// Grants to be checked: those of a refresh token, not checked since.
pub(super) async fn list_due(op: &mut Op, since: Moment, limit: u32) -> Result<Vec<Grant>, StoreError> {
    sql("select session_id, issuer, subject, sid, refresh, checked_at from staff_grant
          where checked_at <= $1 and refresh <> '' order by checked_at limit $2")
    .bind(since)
    .bind(i64::from(limit))
    .fetch_all(&mut op.tx)
    .await
}

/// Takes a grant for one check; false when somebody else did, or the session ended.
pub(super) async fn claim_grant(op: &mut Op, grant: &Grant) -> Result<bool, StoreError> {
    let count = sql("update staff_grant set checked_at = $3 where session_id = $1 and checked_at = $2")
        .bind(grant.session_id)
        .bind(Moment(grant.checked_at))
        .bind(op.now)
        .execute(&mut op.tx)
        .await?;
    Ok(count == 1)
}

pub(super) async fn save_refresh(op: &mut Op, session_id: Id, refresh: &str) -> Result<(), StoreError> {
    sql("update staff_grant set refresh = $2 where session_id = $1")
        .bind(session_id)
        .bind(refresh)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

pub(super) async fn delete_session(op: &mut Op, session_id: Id) -> Result<(), StoreError> {
    sql("delete from staff_session where id = $1").bind(session_id).execute(&mut op.tx).await?;
    Ok(())
}

/// Ends the sessions of one session of the provider, or of all those of a subject; answers how many.
pub(super) async fn delete_vouched(op: &mut Op, issuer: &str, subject: &str, sid: &str) -> Result<u64, StoreError> {
    sql("delete from staff_session where id in (select session_id from staff_grant
          where issuer = $1 and ($2 = '' or subject = $2) and ($3 = '' or sid = $3))")
    .bind(issuer)
    .bind(subject)
    .bind(sid)
    .execute(&mut op.tx)
    .await
}

/// Notes a word of the provider; false when it was already heard.
pub(super) async fn hear(op: &mut Op, jti_mark: &str) -> Result<bool, StoreError> {
    let count = sql("insert into logout_heard (jti_mark, heard_at) values ($1, $2) on conflict do nothing")
        .bind(jti_mark)
        .bind(op.now)
        .execute(&mut op.tx)
        .await?;
    Ok(count == 1)
}

pub(super) async fn sweep_flows(op: &mut Op, before: Moment) -> Result<u64, StoreError> {
    sql("delete from sign_in_flow where began_at < $1").bind(before).execute(&mut op.tx).await
}

pub(super) async fn sweep_heard(op: &mut Op, before: Moment) -> Result<u64, StoreError> {
    sql("delete from logout_heard where heard_at < $1").bind(before).execute(&mut op.tx).await
}
