//! What is read and written for the search of requests by words.

use crate::search::{Readable, TABLE};
use ::store::{StoreError, sql, words};
use base::{Id, Moment, Point};
use serde::Deserialize;
use web::Op;

/// The columns of a [`ReadableRow`], in its order.
const COLUMNS: &str = "id, service_code, description, answers, address, status, unit, borough,
    lat, lon, received_at, twin_id, parent_id";

#[derive(Deserialize)]
struct ReadableRow {
    id: i64,
    service_code: String,
    description: String,
    answers: String,
    address: String,
    status: String,
    unit: String,
    borough: Option<String>,
    lat: Option<f64>,
    lon: Option<f64>,
    received_at: i64,
    twin_id: Option<i64>,
    parent_id: Option<i64>,
}

impl TryFrom<ReadableRow> for Readable {
    type Error = StoreError;

    fn try_from(row: ReadableRow) -> Result<Self, StoreError> {
        let broken = |cause: String| StoreError::Inconsistent { table: "request", row: row.id, source: cause.into() };
        Ok(Self {
            id: row.id,
            status: row.status.parse().map_err(broken)?,
            service_code: row.service_code,
            description: row.description,
            answers: row.answers,
            address: row.address,
            unit: row.unit,
            borough: row.borough,
            point: row.lat.zip(row.lon).and_then(|(lat, lon)| Point::new(lat, lon)),
            received_at: Moment(row.received_at),
            twin_id: row.twin_id,
            is_subrequest: row.parent_id.is_some(),
        })
    }
}

/// How many requests wait for their words to be read, one at most.
pub(crate) async fn unread(op: &mut Op) -> Result<i64, StoreError> {
    sql("select count(*) from (select 1 from request_unread limit 1) as waiting").fetch_value(&mut op.tx).await
}

/// Takes the newest requests whose words must be read.
pub(crate) async fn take_unread(op: &mut Op, limit: u32) -> Result<Vec<Readable>, StoreError> {
    let ids: Vec<Id> = sql("delete from request_unread
          where id in (select id from request_unread order by id desc limit $1) returning id")
    .bind(limit)
    .fetch_values(&mut op.tx)
    .await?;
    let statement = sql("select ").push(COLUMNS).push(" from request where id in ").list(ids);
    let rows: Vec<ReadableRow> = statement.fetch_packed(COLUMNS, &mut op.tx).await?;
    rows.into_iter().map(Readable::try_from).collect()
}

pub(crate) async fn save_words(op: &mut Op, rows: &[(Id, String)]) -> Result<(), StoreError> {
    words::save(&mut op.tx, TABLE, rows).await
}
