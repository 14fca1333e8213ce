//! The SQL of second factors: one-time codes, recovery codes, how a session was opened.

use crate::second::Means;
use ::store::{StoreError, sql};
use base::Id;
use web::Op;

/// The encrypted key of somebody's codes.
pub(crate) async fn find_totp(op: &mut Op, staff_id: Id) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> =
        sql("select secret from staff_totp where staff_id = $1").bind(staff_id).fetch_optional(&mut op.tx).await?;
    Ok(row.map(|(secret,)| secret))
}

/// Keeps a confirmed key, unless there is one.
pub(crate) async fn insert_totp(op: &mut Op, staff_id: Id, secret: &str, step: i64) -> Result<bool, StoreError> {
    let count = sql("insert into staff_totp (staff_id, secret, last_step, confirmed_at) values ($1, $2, $3, $4)
         on conflict (staff_id) do nothing")
    .bind(staff_id)
    .bind(secret)
    .bind(step)
    .bind(op.now)
    .execute(&mut op.tx)
    .await?;
    Ok(count > 0)
}

/// Uses the code of a step, unless it or a later one was used.
pub(crate) async fn use_step(op: &mut Op, staff_id: Id, step: i64) -> Result<bool, StoreError> {
    let count = sql("update staff_totp set last_step = $2 where staff_id = $1 and last_step < $2")
        .bind(staff_id)
        .bind(step)
        .execute(&mut op.tx)
        .await?;
    Ok(count > 0)
}

/// Forgets the key and the recovery codes; whether there was one.
pub(crate) async fn delete_totp(op: &mut Op, staff_id: Id) -> Result<bool, StoreError> {
    delete_recovery(op, staff_id).await?;
    Ok(sql("delete from staff_totp where staff_id = $1").bind(staff_id).execute(&mut op.tx).await? > 0)
}

pub(crate) async fn delete_recovery(op: &mut Op, staff_id: Id) -> Result<(), StoreError> {
    sql("delete from staff_recovery where staff_id = $1").bind(staff_id).execute(&mut op.tx).await?;
    Ok(())
}

pub(crate) async fn insert_recovery(op: &mut Op, staff_id: Id, mark: &str) -> Result<(), StoreError> {
    sql("insert into staff_recovery (staff_id, code_mark) values ($1, $2)")
        .bind(staff_id)
        .bind(mark)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

/// Uses a recovery code up; whether it was there.
pub(crate) async fn use_recovery(op: &mut Op, staff_id: Id, mark: &str) -> Result<bool, StoreError> {
    let count = sql("delete from staff_recovery where staff_id = $1 and code_mark = $2")
        .bind(staff_id)
        .bind(mark)
        .execute(&mut op.tx)
        .await?;
    Ok(count > 0)
}

/// Recovery codes left.
pub(crate) async fn count_recovery(op: &mut Op, staff_id: Id) -> Result<i64, StoreError> {
    sql("select count(*) from staff_recovery where staff_id = $1").bind(staff_id).fetch_value(&mut op.tx).await
}

/// Notes how the session of a mark was opened.
pub(crate) async fn save_means(op: &mut Op, mark: &str, means: Means) -> Result<(), StoreError> {
    sql("update staff_session set means = $2 where token_mark = $1")
        .bind(mark)
        .bind(means.code())
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

pub(crate) async fn save_means_of(op: &mut Op, session_id: Id, means: Means) -> Result<(), StoreError> {
    sql("update staff_session set means = $2 where id = $1")
        .bind(session_id)
        .bind(means.code())
        .execute(&mut op.tx)
        .await?;
    Ok(())
}
