//! Reports being written.

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

/// The draft became the request `reference`: what it held is forgotten.
pub async fn close_draft(op: &mut Op, id: &str, reference: &str) -> Result<(), StoreError> {
    sql("update report_draft set fields = '{}', reference = $2, updated_at = $3 where id = $1")
        .bind(id)
        .bind(reference)
        .bind(op.now)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

/// Forgets the drafts that nobody touched since `before`; answers how many.
pub async fn sweep_drafts(op: &mut Op, before: Moment) -> Result<u64, StoreError> {
    sql("delete from report_draft where updated_at < $1").bind(before).execute(&mut op.tx).await
}
