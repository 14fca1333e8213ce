//! What the measures read: every request that was open at some time since a date, slim, page by page.
//! Neither the words nor the people.

use crate::{Nature, Status};
use ::store::{StoreError, sql};
use base::{Id, Moment};
use serde::Deserialize;
use web::Op;

/// A request as the measures see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    pub id: Id,
    pub nature: Nature,
    pub service_code: String,
    /// None when its place is not known.
    pub borough: Option<String>,
    pub status: Status,
    pub received_at: Moment,
    pub closed_at: Option<Moment>,
    /// Whether `closed_at` says when the work ended.
    pub is_end_known: bool,
    pub due_at: Option<Moment>,
    pub is_reopened: bool,
}

/// The columns of a [`WatchedRow`], in its order.
const COLUMNS: &str = "id, nature, service_code, borough, status, received_at, closed_at, is_end_known, due_at,
    reopen_count";

#[derive(Deserialize)]
struct WatchedRow {
    id: i64,
    nature: String,
    service_code: String,
    borough: Option<String>,
    status: String,
    received_at: i64,
    closed_at: Option<i64>,
    is_end_known: i64,
    due_at: Option<i64>,
    reopen_count: i64,
}

impl TryFrom<WatchedRow> for Watched {
    type Error = StoreError;

    fn try_from(row: WatchedRow) -> Result<Self, StoreError> {
        let broken = |cause: String| StoreError::Inconsistent { table: "request", row: row.id, source: cause.into() };
        Ok(Self {
            id: row.id,
            nature: row.nature.parse().map_err(broken)?,
            status: row.status.parse().map_err(broken)?,
            service_code: row.service_code,
            borough: row.borough,
            received_at: Moment(row.received_at),
            closed_at: row.closed_at.map(Moment),
            is_end_known: row.is_end_known == 1,
            due_at: row.due_at.map(Moment),
            is_reopened: row.reopen_count > 0,
        })
    }
}

/// Requests after the identifier `after`, in that order, `limit` at most, that were open at some time since `since`;
/// those removed (spam, tests) are in no figure, nor are sub-requests. One that follows another is merged for the measures, whatever became
/// of it with the other: its work is counted once; so is one that a published file cancelled to make it again. A date
/// that closed a whole pile at once does not say when the work ended. A page shorter than `limit` is the last.
pub async fn watched(op: &mut Op, since: Moment, after: Id, limit: u32) -> Result<Vec<Watched>, StoreError> {
    let rows: Vec<WatchedRow> = sql("select id, nature, service_code, borough,
                case when principal_id is not null or import_flag = 'made-again' then $5 else status end as status,
                received_at, closed_at, case when import_flag = 'closed-at-once' then 0 else is_end_known end
                as is_end_known, due_at, reopen_count
           from request
          where id > $1 and (closed_at is null or closed_at >= $2) and status <> $3 and parent_id is null
          order by id limit $4")
    .bind(after)
    .bind(since)
    .bind(Status::Removed.code())
    .bind(limit)
    .bind(Status::Merged.code())
    .fetch_packed(COLUMNS, &mut op.tx)
    .await?;
    rows.into_iter().map(Watched::try_from).collect()
}

/// When a request last changed; nothing when there is none.
pub async fn last_change(op: &mut Op) -> Result<Option<Moment>, StoreError> {
    let at: Option<i64> = sql("select max(updated_at) from request").fetch_value(&mut op.tx).await?;
    Ok(at.map(Moment))
}
