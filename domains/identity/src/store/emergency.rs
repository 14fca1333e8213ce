//! All the SQL of the links of break-glass.

use ::store::{StoreError, sql};
use base::{Id, Moment};
use web::Op;

pub(crate) async fn insert_emergency(
    op: &mut Op,
    mark: &str,
    staff_id: Id,
    expires_at: Moment,
) -> Result<(), StoreError> {
    sql("insert into emergency_link (mark, staff_id, expires_at) values ($1, $2, $3)")
        .bind(mark)
        .bind(staff_id)
        .bind(expires_at)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

/// Uses a link, once; answers whose it is.
pub(crate) async fn use_emergency(op: &mut Op, mark: &str) -> Result<Option<Id>, StoreError> {
    let row: Option<(Id,)> = sql("update emergency_link set used_at = $2
          where mark = $1 and used_at is null and expires_at > $2 returning staff_id")
    .bind(mark)
    .bind(op.now)
    .fetch_optional(&mut op.tx)
    .await?;
    Ok(row.map(|(id,)| id))
}

pub(crate) async fn sweep_emergencies(op: &mut Op, before: Moment) -> Result<u64, StoreError> {
    sql("delete from emergency_link where expires_at < $1").bind(before).execute(&mut op.tx).await
}
