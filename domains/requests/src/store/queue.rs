//! What is read for the queues of the desk: slim rows, each order served by an index of open requests.

use super::reading::conditions;
use crate::queue::{Listed, Queue, QueueOrder};
use ::store::{Sql, StoreError, sql};
use base::{Cursor, Moment};
use web::Op;

#[derive(sqlx::FromRow)]
struct ListedRow {
    id: i64,
    reference: String,
    service_code: String,
    address: String,
    status: String,
    priority: String,
    unit: String,
    assignee_name: Option<String>,
    due_at: Option<i64>,
    due_key: i64,
    received_at: i64,
    closed_at: Option<i64>,
    reopening_asked_at: Option<i64>,
}

impl TryFrom<ListedRow> for Listed {
    type Error = StoreError;

    fn try_from(row: ListedRow) -> Result<Self, StoreError> {
        let broken = |cause: String| StoreError::Inconsistent { table: "request", row: row.id, source: cause.into() };
        Ok(Self {
            id: row.id,
            status: row.status.parse().map_err(broken)?,
            reference: row.reference,
            service_code: row.service_code,
            address: row.address,
            priority: row.priority,
            unit: row.unit,
            assignee: row.assignee_name,
            due_at: row.due_at.map(Moment),
            received_at: Moment(row.received_at),
            closed_at: row.closed_at.map(Moment),
            reopening_asked_at: row.reopening_asked_at.map(Moment),
            due_key: row.due_key,
        })
    }
}

/// Adds the conditions of `queue` to a statement that ends with `where `.
fn wanted(statement: Sql, queue: &Queue) -> Sql {
    let mut statement = conditions(statement, &queue.filter);
    if queue.due.0.is_some() || queue.due.1.is_some() {
        statement = statement.push(" and closed_at is null");
    }
    if let Some(from) = queue.due.0 {
        statement = statement.push(" and due_key >= ").value(from);
    }
    if let Some(before) = queue.due.1 {
        statement = statement.push(" and due_key < ").value(before);
    }
    if queue.is_free {
        statement = statement.push(" and closed_at is null and assignee_id is null");
    }
    if queue.filter.assignee.is_some() {
        // These words let the engine use the index of what is taken.
        statement = statement.push(" and assignee_id is not null");
    }
    if let Some(borough) = &queue.borough {
        // Not the bare column: its index holds every closed request, and its order is another.
        statement = statement.push(" and coalesce(borough, '') = ").value(borough.as_str());
    }
    if let Some(words) = &queue.words {
        let plain = words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let like = format!("%{plain}%");
        statement = statement.push(" and lower(address) like lower(").value(like).push(") escape '\\'");
    }
    statement
}

/// Rows of a queue, `limit` at most, after `after` in `order`.
pub async fn list_queue(
    op: &mut Op,
    queue: &Queue,
    order: QueueOrder,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Listed>, StoreError> {
    let columns = sql("select id, reference, service_code, address, status, priority, unit, assignee_name, due_at,
             due_key, received_at, closed_at, reopening_asked_at from request where ");
    let mut statement = wanted(columns, queue);
    if let Some(after) = after {
        let words = match order {
            QueueOrder::Due => " and (due_key, id) > (",
            QueueOrder::Newest => " and (received_at, id) < (",
            QueueOrder::Oldest => " and (received_at, id) > (",
            QueueOrder::Asked => " and (reopening_asked_at, id) > (",
        };
        statement = statement.push(words).value(after.key).push(", ").value(after.id).push(")");
    }
    statement = statement.push(match order {
        QueueOrder::Due => " order by due_key, id limit ",
        QueueOrder::Newest => " order by received_at desc, id desc limit ",
        QueueOrder::Oldest => " order by received_at, id limit ",
        QueueOrder::Asked => " order by reopening_asked_at, id limit ",
    });
    let rows: Vec<ListedRow> = statement.value(limit).fetch_all(&mut op.tx).await?;
    rows.into_iter().map(Listed::try_from).collect()
}

/// How many requests a queue holds, counted up to `most`.
pub async fn count_queue(op: &mut Op, queue: &Queue, most: u32) -> Result<i64, StoreError> {
    let statement = wanted(sql("select count(*) from (select 1 from request where "), queue);
    statement.push(" limit ").value(most).push(") as counted").fetch_value(&mut op.tx).await
}
