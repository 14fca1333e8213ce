//! All the SQL of queues that people keep.

use crate::saved::SavedQueue;
use ::store::{Sql, StoreError, sql};
use base::Id;
use web::Op;

#[derive(sqlx::FromRow)]
struct SavedRow {
    id: i64,
    staff_id: i64,
    unit: Option<String>,
    name: String,
    filters: String,
}

impl From<SavedRow> for SavedQueue {
    fn from(row: SavedRow) -> Self {
        Self { id: row.id, staff_id: row.staff_id, unit: row.unit, name: row.name, filters: row.filters }
    }
}

fn selection() -> Sql {
    sql("select id, staff_id, unit, name, filters from saved_queue where ")
}

pub(crate) async fn insert_saved(op: &mut Op, queue: &SavedQueue) -> Result<(), StoreError> {
    sql("insert into saved_queue (id, staff_id, unit, name, filters, created_at) values ($1, $2, $3, $4, $5, $6)")
        .bind(queue.id)
        .bind(queue.staff_id)
        .bind(queue.unit.clone())
        .bind(&queue.name)
        .bind(&queue.filters)
        .bind(op.now)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

/// Those of somebody, and those of `units`.
pub(crate) async fn list_saved(op: &mut Op, staff_id: Id, units: &[String]) -> Result<Vec<SavedQueue>, StoreError> {
    let statement = selection().push("staff_id = ").value(staff_id);
    let statement = statement.push(" or unit in ").list(units.iter().map(String::as_str)).push(" order by id");
    let rows: Vec<SavedRow> = statement.fetch_all(&mut op.tx).await?;
    Ok(rows.into_iter().map(SavedQueue::from).collect())
}

pub(crate) async fn find_saved(op: &mut Op, id: Id) -> Result<Option<SavedQueue>, StoreError> {
    let row: Option<SavedRow> = selection().push("id = ").value(id).fetch_optional(&mut op.tx).await?;
    Ok(row.map(SavedQueue::from))
}

pub(crate) async fn delete_saved(op: &mut Op, id: Id) -> Result<(), StoreError> {
    sql("delete from saved_queue where id = $1").bind(id).execute(&mut op.tx).await?;
    Ok(())
}
