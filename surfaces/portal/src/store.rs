//! Reports being written, and trials at the door of the tracker.

use base::Moment;
use store::{StoreError, sql};
use web::Op;

/// Keeps what was answered so far.
pub async fn save_draft(op: &mut Op, id: &str, fields: &str) -> Result<(), StoreError> {
    sql("insert into report_draft (id, fields, updated_at) values ($1, $2, $3)
         on conflict (id) do update set fields = excluded.fields, updated_at = excluded.updated_at
          where report_draft.reference is null")
    .bind(id)
    .bind(fields)
    .bind(op.now)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

/// What was answered, and the number it became once sent.
pub async fn find_draft(op: &mut Op, id: &str) -> Result<Option<(String, Option<String>)>, StoreError> {
    sql("select fields, reference from report_draft where id = $1").bind(id).fetch_optional(&mut op.tx).await
}

/// Holds the draft until the operation ends, so that sending it twice is sending it once; answers whether it is still
/// to be sent.
pub async fn hold_draft(op: &mut Op, id: &str) -> Result<bool, StoreError> {
    let held = sql("update report_draft set updated_at = $2 where id = $1 and reference is null")
        .bind(id)
        .bind(op.now)
        .execute(&mut op.tx)
        .await?;
    Ok(held == 1)
}

/// The draft became the request `reference`: what it held is forgotten, but for what `rest` keeps.
pub async fn close_draft(op: &mut Op, id: &str, reference: &str, rest: &str) -> Result<(), StoreError> {
    sql("update report_draft set fields = $4, reference = $2, updated_at = $3 where id = $1")
        .bind(id)
        .bind(reference)
        .bind(op.now)
        .bind(rest)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

/// Forgets the drafts that nobody touched since `before`; answers how many.
pub async fn sweep_drafts(op: &mut Op, before: Moment) -> Result<u64, StoreError> {
    sql("delete from report_draft where updated_at < $1").bind(before).execute(&mut op.tx).await
}

/// Failures under a mark and the instant of the last one, held until the operation ends: trials wait for one another.
pub async fn hold_trials(op: &mut Op, mark: &str) -> Result<(i64, Moment), StoreError> {
    let (failures, last_at): (i64, i64) = sql("insert into follow_trial (mark, failures, last_at) values ($1, 0, 0)
         on conflict (mark) do update set failures = follow_trial.failures returning failures, last_at")
    .bind(mark)
    .fetch_one(&mut op.tx)
    .await?;
    Ok((failures, Moment(last_at)))
}

pub async fn save_trials(op: &mut Op, mark: &str, failures: i64) -> Result<(), StoreError> {
    sql("update follow_trial set failures = $2, last_at = $3 where mark = $1")
        .bind(mark)
        .bind(failures)
        .bind(op.now)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

/// Forgets the marks that nobody tried since `before`.
pub async fn sweep_trials(op: &mut Op, before: Moment) -> Result<u64, StoreError> {
    sql("delete from follow_trial where last_at < $1").bind(before).execute(&mut op.tx).await
}
