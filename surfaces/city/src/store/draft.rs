//! All the SQL of drafts.

use crate::draft::{Draft, Edited};
use ::store::{StoreError, Tx, sql};
use base::{Id, Moment};
use std::collections::BTreeMap;

/// Somebody's draft, without what its files say.
pub(crate) async fn find(tx: &mut Tx, staff: Id) -> Result<Option<Draft>, StoreError> {
    let row: Option<(Id, i64)> =
        sql("select began_on, changed_at from city_draft where staff_id = $1").bind(staff).fetch_optional(tx).await?;
    let Some((began_on, changed_at)) = row else { return Ok(None) };
    let rows: Vec<(String, i64, i64)> = sql("select name, is_removed, cast(length(content) as bigint)
           from city_draft_file where staff_id = $1")
    .bind(staff)
    .fetch_all(tx)
    .await?;
    let edited =
        |(name, is_removed, size)| (name, if is_removed == 1 { Edited::Removed } else { Edited::Changed(size) });
    let files: BTreeMap<String, Edited> = rows.into_iter().map(edited).collect();
    Ok(Some(Draft { staff, began_on, changed_at: Moment(changed_at), files }))
}

/// Makes the draft if there is none, or notes that it changed.
pub(crate) async fn touch(tx: &mut Tx, staff: Id, began_on: Id, now: Moment) -> Result<(), StoreError> {
    sql("insert into city_draft (staff_id, began_on, changed_at) values ($1, $2, $3)
           on conflict (staff_id) do update set began_on = excluded.began_on, changed_at = excluded.changed_at")
    .bind(staff)
    .bind(began_on)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// Keeps what a file says; without it, that the file is removed.
pub(crate) async fn save_file(tx: &mut Tx, staff: Id, name: &str, content: Option<&[u8]>) -> Result<(), StoreError> {
    sql("insert into city_draft_file (staff_id, name, content, is_removed) values ($1, $2, $3, $4)
           on conflict (staff_id, name) do update set content = excluded.content, is_removed = excluded.is_removed")
    .bind(staff)
    .bind(name)
    .bind(content.unwrap_or_default())
    .bind(i64::from(content.is_none()))
    .execute(tx)
    .await?;
    Ok(())
}

/// What a file of the draft says.
pub(crate) async fn load_file(tx: &mut Tx, staff: Id, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let row: Option<(Vec<u8>,)> =
        sql("select content from city_draft_file where staff_id = $1 and name = $2 and is_removed = 0")
            .bind(staff)
            .bind(name)
            .fetch_optional(tx)
            .await?;
    Ok(row.map(|(content,)| content))
}

/// The file is again as in the version.
pub(crate) async fn forget_file(tx: &mut Tx, staff: Id, name: &str) -> Result<(), StoreError> {
    sql("delete from city_draft_file where staff_id = $1 and name = $2").bind(staff).bind(name).execute(tx).await?;
    Ok(())
}

pub(crate) async fn delete(tx: &mut Tx, staff: Id) -> Result<(), StoreError> {
    sql("delete from city_draft_file where staff_id = $1").bind(staff).execute(tx).await?;
    sql("delete from city_draft where staff_id = $1").bind(staff).execute(tx).await?;
    Ok(())
}
