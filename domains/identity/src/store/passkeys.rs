//! The SQL of passkeys and of the challenges that wait for an answer.

use crate::passkeys::Passkey;
use ::store::{StoreError, sql};
use base::{Id, Moment};
use web::Op;

pub(crate) async fn insert_challenge(
    op: &mut Op,
    mark: &str,
    staff_id: Option<Id>,
    state: &str,
    expires_at: Moment,
) -> Result<(), StoreError> {
    sql("insert into passkey_challenge (mark, staff_id, state, expires_at) values ($1, $2, $3, $4)")
        .bind(mark)
        .bind(staff_id)
        .bind(state)
        .bind(expires_at)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

/// Takes a challenge away; its state, if its time has not passed and it was given to the same person.
pub(crate) async fn take_challenge(
    op: &mut Op,
    mark: &str,
    staff_id: Option<Id>,
) -> Result<Option<String>, StoreError> {
    let row: Option<(Option<i64>, String, i64)> =
        sql("delete from passkey_challenge where mark = $1 returning staff_id, state, expires_at")
            .bind(mark)
            .fetch_optional(&mut op.tx)
            .await?;
    let now = op.now;
    Ok(row.filter(|(owner, _, expires_at)| *owner == staff_id && now < Moment(*expires_at)).map(|(_, state, _)| state))
}

pub(crate) async fn sweep_challenges(op: &mut Op) -> Result<u64, StoreError> {
    sql("delete from passkey_challenge where expires_at < $1").bind(op.now).execute(&mut op.tx).await
}

/// Keeps a passkey, unless somebody has it.
pub(crate) async fn insert_passkey(
    op: &mut Op,
    staff_id: Id,
    credential_id: &str,
    name: &str,
    passkey: &str,
) -> Result<bool, StoreError> {
    let count = sql("insert into staff_passkey (id, staff_id, credential_id, name, passkey, created_at)
         values ($1, $2, $3, $4, $5, $6) on conflict (credential_id) do nothing")
    .bind(op.id())
    .bind(staff_id)
    .bind(credential_id)
    .bind(name)
    .bind(passkey)
    .bind(op.now)
    .execute(&mut op.tx)
    .await?;
    Ok(count > 0)
}

/// Id, owner and public key of a passkey.
pub(crate) async fn find_passkey(op: &mut Op, credential_id: &str) -> Result<Option<(Id, Id, String)>, StoreError> {
    sql("select id, staff_id, passkey from staff_passkey where credential_id = $1")
        .bind(credential_id)
        .fetch_optional(&mut op.tx)
        .await
}

pub(crate) async fn save_passkey_used(op: &mut Op, id: Id, passkey: &str) -> Result<(), StoreError> {
    sql("update staff_passkey set passkey = $2, used_at = $3 where id = $1")
        .bind(id)
        .bind(passkey)
        .bind(op.now)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

/// Public keys of somebody.
pub(crate) async fn list_keys(op: &mut Op, staff_id: Id) -> Result<Vec<String>, StoreError> {
    sql("select passkey from staff_passkey where staff_id = $1 order by id")
        .bind(staff_id)
        .fetch_values(&mut op.tx)
        .await
}

/// Passkeys of somebody, the oldest first.
pub(crate) async fn list_passkeys(op: &mut Op, staff_id: Id) -> Result<Vec<Passkey>, StoreError> {
    let rows: Vec<(i64, String, i64, Option<i64>)> =
        sql("select id, name, created_at, used_at from staff_passkey where staff_id = $1 order by id")
            .bind(staff_id)
            .fetch_all(&mut op.tx)
            .await?;
    let passkey = |(id, name, created_at, used_at): (i64, String, i64, Option<i64>)| Passkey {
        id,
        name,
        created_at: Moment(created_at),
        used_at: used_at.map(Moment),
    };
    Ok(rows.into_iter().map(passkey).collect())
}

/// Removes a passkey of somebody; answers its name, when it was there.
pub(crate) async fn delete_passkey(op: &mut Op, staff_id: Id, id: Id) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> = sql("delete from staff_passkey where id = $1 and staff_id = $2 returning name")
        .bind(id)
        .bind(staff_id)
        .fetch_optional(&mut op.tx)
        .await?;
    Ok(row.map(|(name,)| name))
}

/// Removes every passkey of somebody; answers how many.
pub(crate) async fn delete_passkeys(op: &mut Op, staff_id: Id) -> Result<u64, StoreError> {
    sql("delete from staff_passkey where staff_id = $1").bind(staff_id).execute(&mut op.tx).await
}
