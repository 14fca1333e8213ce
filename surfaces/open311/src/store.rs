//! All the SQL of keys and of the updates they sent.

use crate::keys::{Key, NewKey};
use base::{Id, Moment};
use requests::Channel;
use store::{StoreError, Tx, sql};

#[derive(sqlx::FromRow)]
struct KeyRow {
    id: i64,
    name: String,
    hash: String,
    channel: String,
    is_test: i64,
    quota: i64,
    used_on: i64,
    used: i64,
    created_at: i64,
    revoked_at: Option<i64>,
}

impl TryFrom<KeyRow> for Key {
    type Error = StoreError;

    fn try_from(row: KeyRow) -> Result<Self, StoreError> {
        let broken =
            |cause: String| StoreError::Inconsistent { table: "open311_key", row: row.id, source: cause.into() };
        Ok(Self {
            id: row.id,
            channel: row.channel.parse::<Channel>().map_err(broken)?,
            name: row.name,
            hash: row.hash,
            is_test: row.is_test == 1,
            quota: row.quota,
            used: (row.used_on, row.used),
            created_at: Moment(row.created_at),
            revoked_at: row.revoked_at.map(Moment),
        })
    }
}

/// Every key, revoked ones too, oldest first.
pub(crate) async fn list_keys(tx: &mut Tx) -> Result<Vec<Key>, StoreError> {
    let rows: Vec<KeyRow> = sql("select id, name, hash, channel, is_test, quota, used_on, used, created_at, revoked_at
           from open311_key order by id")
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(Key::try_from).collect()
}

pub(crate) async fn insert_key(
    tx: &mut Tx,
    id: Id,
    key: &NewKey<'_>,
    hash: &str,
    now: Moment,
) -> Result<(), StoreError> {
    sql("insert into open311_key (id, name, hash, channel, is_test, quota, created_at) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(id)
        .bind(key.name)
        .bind(hash)
        .bind(key.channel.code())
        .bind(key.is_test)
        .bind(key.quota)
        .bind(now)
        .execute(tx)
        .await?;
    Ok(())
}

/// Ends a key; answers whether there was one of this name.
pub(crate) async fn revoke_key(tx: &mut Tx, name: &str, now: Moment) -> Result<bool, StoreError> {
    let changed = sql("update open311_key set revoked_at = $2 where name = $1 and revoked_at is null")
        .bind(name)
        .bind(now)
        .execute(tx)
        .await?;
    Ok(changed == 1)
}

/// Takes `count` uses of the quota of `day`, if as many are left.
pub(crate) async fn take_uses(tx: &mut Tx, key_id: Id, day: i64, count: i64) -> Result<bool, StoreError> {
    let changed = sql("update open311_key set used = case when used_on = $2 then used else 0 end + $3, used_on = $2
          where id = $1 and revoked_at is null
            and case when used_on = $2 then used else 0 end + $3 <= quota")
    .bind(key_id)
    .bind(day)
    .bind(count)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

/// Our number for an update that a system already sent.
pub(crate) async fn find_update(tx: &mut Tx, key_id: Id, update_id: &str) -> Result<Option<Id>, StoreError> {
    let found: Option<(Id,)> = sql("select id from open311_update where key_id = $1 and update_id = $2")
        .bind(key_id)
        .bind(update_id)
        .fetch_optional(tx)
        .await?;
    Ok(found.map(|(id,)| id))
}

pub(crate) async fn insert_update(
    tx: &mut Tx,
    id: Id,
    (key_id, update_id): (Id, &str),
    now: Moment,
) -> Result<(), StoreError> {
    sql("insert into open311_update (id, key_id, update_id, at) values ($1, $2, $3, $4)")
        .bind(id)
        .bind(key_id)
        .bind(update_id)
        .bind(now)
        .execute(tx)
        .await?;
    Ok(())
}
