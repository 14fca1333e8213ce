//! All the SQL of batches.

use crate::{
    Status,
    batch::{Batch, BatchState, NewBatch, Problem, Progress},
};
use ::store::{Rows, Sql, StoreError, sql};
use base::{Id, Moment};
use serde::{Deserialize, Serialize};
use web::Op;

/// Refusals that a page shows.
const PROBLEMS: u32 = 200;
/// Batches that a page shows.
const LISTED: u32 = 50;

#[derive(sqlx::FromRow)]
struct BatchRow {
    id: i64,
    reference: String,
    staff_id: i64,
    staff_name: String,
    act: String,
    fields: String,
    filters: String,
    total: i64,
    state: String,
    created_at: i64,
    ended_at: Option<i64>,
}

impl TryFrom<BatchRow> for Batch {
    type Error = StoreError;

    fn try_from(row: BatchRow) -> Result<Self, StoreError> {
        let broken = |cause: String| StoreError::Inconsistent { table: "batch", row: row.id, source: cause.into() };
        Ok(Self {
            id: row.id,
            fields: serde_json::from_str(&row.fields).map_err(|err| broken(err.to_string()))?,
            state: row.state.parse().map_err(broken)?,
            reference: row.reference,
            staff_id: row.staff_id,
            staff_name: row.staff_name,
            act: row.act,
            filters: row.filters,
            total: row.total,
            created_at: Moment(row.created_at),
            ended_at: row.ended_at.map(Moment),
        })
    }
}

fn selection() -> Sql {
    sql(
        "select id, reference, staff_id, staff_name, act, fields, filters, total, state, created_at, ended_at from batch ",
    )
}

pub(crate) async fn insert(op: &mut Op, (id, reference): (Id, &str), new: &NewBatch<'_>) -> Result<(), StoreError> {
    let fields = serde_json::to_string(&new.fields).unwrap_or_default();
    sql("insert into batch (id, reference, staff_id, staff_name, act, fields, filters, total, state, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'doing', $9)")
    .bind(id)
    .bind(reference)
    .bind(new.staff_id)
    .bind(new.staff_name)
    .bind(new.act)
    .bind(fields)
    .bind(new.filters)
    .bind(i64::try_from(new.requests.len()).unwrap_or(i64::MAX))
    .bind(op.now)
    .execute(&mut op.tx)
    .await?;
    let mut rows = Rows::new("insert into batch_item", &["batch_id", "request_id", "state"]);
    for request_id in &new.requests {
        rows.add(id).add(*request_id).add("waiting");
    }
    rows.insert(&mut op.tx).await?;
    Ok(())
}

/// Moves a batch on, unless somebody did; answers whether it was moved.
pub(crate) async fn save_state(op: &mut Op, id: Id, from: BatchState, to: BatchState) -> Result<bool, StoreError> {
    let ended_at = (!to.is_moving()).then_some(op.now);
    let changed = sql("update batch set state = $3, ended_at = $4 where id = $1 and state = $2")
        .bind(id)
        .bind(from.code())
        .bind(to.code())
        .bind(ended_at)
        .execute(&mut op.tx)
        .await?;
    Ok(changed == 1)
}

pub(crate) async fn find(op: &mut Op, reference: &str) -> Result<Option<Batch>, StoreError> {
    let row: Option<BatchRow> =
        selection().push("where reference = ").value(reference).fetch_optional(&mut op.tx).await?;
    row.map(Batch::try_from).transpose()
}

pub(crate) async fn find_by_id(op: &mut Op, id: Id) -> Result<Option<Batch>, StoreError> {
    let row: Option<BatchRow> = selection().push("where id = ").value(id).fetch_optional(&mut op.tx).await?;
    row.map(Batch::try_from).transpose()
}

pub(crate) async fn list(op: &mut Op, staff_id: Option<Id>) -> Result<Vec<Batch>, StoreError> {
    let mut statement = selection();
    if let Some(staff_id) = staff_id {
        statement = statement.push("where staff_id = ").value(staff_id);
    }
    let rows: Vec<BatchRow> = statement.push(" order by id desc limit ").value(LISTED).fetch_all(&mut op.tx).await?;
    rows.into_iter().map(Batch::try_from).collect()
}

pub(crate) async fn progress(op: &mut Op, id: Id) -> Result<Progress, StoreError> {
    let rows: Vec<(String, i64)> = sql("select state, count(*) from batch_item where batch_id = $1 group by state")
        .bind(id)
        .fetch_all(&mut op.tx)
        .await?;
    let mut progress = Progress::default();
    for (state, count) in rows {
        match state.as_str() {
            "waiting" => progress.waiting = count,
            "done" => progress.done = count,
            "refused" => progress.refused = count,
            "undone" => progress.undone = count,
            _ => progress.kept = count,
        }
    }
    Ok(progress)
}

pub(crate) async fn problems(op: &mut Op, id: Id) -> Result<Vec<Problem>, StoreError> {
    sql("select request.reference, coalesce(batch_item.problem, '') from batch_item
           join request on request.id = batch_item.request_id
          where batch_item.batch_id = $1 and batch_item.problem is not null
          order by batch_item.request_id limit $2")
    .bind(id)
    .bind(PROBLEMS)
    .fetch_all(&mut op.tx)
    .await
}

pub(crate) async fn waiting(
    op: &mut Op,
    id: Id,
    state: &'static str,
    limit: u32,
) -> Result<Vec<(Id, String)>, StoreError> {
    sql("select batch_item.request_id, request.reference from batch_item
           join request on request.id = batch_item.request_id
          where batch_item.batch_id = $1 and batch_item.state = $2 order by batch_item.request_id limit $3")
    .bind(id)
    .bind(state)
    .bind(limit)
    .fetch_all(&mut op.tx)
    .await
}

/// What an act may change of a request.
#[derive(Serialize, Deserialize, sqlx::FromRow)]
struct SnapshotRow {
    status: String,
    unit: String,
    assignee_id: Option<i64>,
    assignee_name: Option<String>,
    next_action: Option<String>,
    planned_for: Option<i64>,
    closed_at: Option<i64>,
    result: Option<String>,
    result_proof: Option<String>,
    reopen_count: i64,
    reopening_asked_at: Option<i64>,
    transfer_count: i64,
    misrouted_at: Option<i64>,
}

pub(crate) async fn snapshot(op: &mut Op, id: Id) -> Result<String, StoreError> {
    let row: SnapshotRow = sql("select status, unit, assignee_id, assignee_name, next_action, planned_for, closed_at,
             result, result_proof, reopen_count, reopening_asked_at, transfer_count, misrouted_at
           from request where id = $1")
    .bind(id)
    .fetch_one(&mut op.tx)
    .await?;
    serde_json::to_string(&row).map_err(|err| broken(id, err.to_string()))
}

fn broken(id: Id, cause: String) -> StoreError {
    StoreError::Inconsistent { table: "batch_item", row: id, source: cause.into() }
}

pub(crate) async fn save_done(
    op: &mut Op,
    batch_id: Id,
    id: Id,
    (before, after): (&str, &str),
) -> Result<(), StoreError> {
    sql("update batch_item set state = 'done', state_before = $3, state_after = $4, done_at = $5
          where batch_id = $1 and request_id = $2 and state = 'waiting'")
    .bind(batch_id)
    .bind(id)
    .bind(before)
    .bind(after)
    .bind(op.now)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

pub(crate) async fn save_problem(
    op: &mut Op,
    batch_id: Id,
    id: Id,
    (state, problem): (&'static str, &str),
) -> Result<(), StoreError> {
    sql("update batch_item set state = $3, problem = $4 where batch_id = $1 and request_id = $2")
        .bind(batch_id)
        .bind(id)
        .bind(state)
        .bind(problem)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

pub(crate) async fn save_undone(op: &mut Op, batch_id: Id, id: Id) -> Result<(), StoreError> {
    sql("update batch_item set state = 'undone' where batch_id = $1 and request_id = $2")
        .bind(batch_id)
        .bind(id)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

/// How a request stood before and after the act, and when it was done.
pub(crate) async fn find_item(
    op: &mut Op,
    batch_id: Id,
    id: Id,
) -> Result<Option<(String, String, Moment)>, StoreError> {
    let row: Option<(String, String, i64)> = sql("select state_before, state_after, done_at from batch_item
          where batch_id = $1 and request_id = $2 and state = 'done'")
    .bind(batch_id)
    .bind(id)
    .fetch_optional(&mut op.tx)
    .await?;
    Ok(row.map(|(before, after, at)| (before, after, Moment(at))))
}

/// Puts a request as it was; answers the status it leaves and the one it takes.
pub(crate) async fn restore(
    op: &mut Op,
    id: Id,
    (before, after): (&str, &str),
) -> Result<(Status, Status), StoreError> {
    let read = |text: &str| serde_json::from_str::<SnapshotRow>(text).map_err(|err| broken(id, err.to_string()));
    let (before, after) = (read(before)?, read(after)?);
    let (from, to) = (after.status.parse(), before.status.parse());
    sql("update request set status = $2, unit = $3, assignee_id = $4, assignee_name = $5, next_action = $6,
             planned_for = $7, closed_at = $8, result = $9, result_proof = $10, reopen_count = $11,
             reopening_asked_at = $12, transfer_count = $13, misrouted_at = $14, updated_at = $15 where id = $1")
    .bind(id)
    .bind(before.status)
    .bind(before.unit)
    .bind(before.assignee_id)
    .bind(before.assignee_name)
    .bind(before.next_action)
    .bind(before.planned_for)
    .bind(before.closed_at)
    .bind(before.result)
    .bind(before.result_proof)
    .bind(before.reopen_count)
    .bind(before.reopening_asked_at)
    .bind(before.transfer_count)
    .bind(before.misrouted_at)
    .bind(op.now)
    .execute(&mut op.tx)
    .await?;
    Ok((from.map_err(|word| broken(id, word))?, to.map_err(|word| broken(id, word))?))
}

/// Addresses that are written to, each once, counted by hundreds.
pub(crate) async fn count_readers(op: &mut Op, ids: &[Id]) -> Result<i64, StoreError> {
    let mut emails = std::collections::HashSet::new();
    for some in ids.chunks(1_000) {
        let statement = sql("select distinct lower(email) from requester where wants_news = 1 and email is not null
            and request_id in ")
        .list(some.iter().copied());
        emails.extend(statement.fetch_values::<String>(&mut op.tx).await?);
    }
    Ok(i64::try_from(emails.len()).unwrap_or(i64::MAX))
}
