//! What is read and written for the search of requests by words.

use crate::search::{MOST_LINES, Readable, SAID, TABLE};
use ::store::{StoreError, sql, words};
use base::{Id, Moment, Point};
use serde::Deserialize;
use std::collections::BTreeMap;
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
            said: Vec::new(),
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
    let said = said(op, &ids).await?;
    read(op, &ids, said).await
}

/// Words of the journals of requests by their id, the newest line first.
pub(crate) type Said = BTreeMap<Id, Vec<String>>;

/// Words of the journals of requests, of those that have some.
pub(crate) async fn said(op: &mut Op, ids: &[Id]) -> Result<Said, StoreError> {
    let statement = sql("select request_id, reason from (select request_id, reason, id,
                row_number() over (partition by request_id order by id desc) as place
           from request_event where reason is not null and act in ")
    .list(SAID)
    .push(" and request_id in ")
    .list(ids.iter().copied())
    .push(") as said where place <= ")
    .value(MOST_LINES)
    .push(" order by id desc");
    let rows: Vec<(Id, String)> = statement.fetch_packed("request_id, reason", &mut op.tx).await?;
    let mut said = Said::new();
    for (id, words) in rows {
        said.entry(id).or_default().push(words);
    }
    Ok(said)
}

/// What can be read of the requests whose journals these are.
pub(crate) async fn read_said(op: &mut Op, said: Said) -> Result<Vec<Readable>, StoreError> {
    let ids: Vec<Id> = said.keys().copied().collect();
    read(op, &ids, said).await
}

async fn read(op: &mut Op, ids: &[Id], mut said: Said) -> Result<Vec<Readable>, StoreError> {
    let statement = sql("select ").push(COLUMNS).push(" from request where id in ").list(ids.iter().copied());
    let rows: Vec<ReadableRow> = statement.fetch_packed(COLUMNS, &mut op.tx).await?;
    let found = |row: ReadableRow| {
        let request = Readable::try_from(row)?;
        Ok(Readable { said: said.remove(&request.id).unwrap_or_default(), ..request })
    };
    rows.into_iter().map(found).collect()
}

pub(crate) async fn save_words(op: &mut Op, rows: &[(Id, String)]) -> Result<(), StoreError> {
    words::save(&mut op.tx, TABLE, rows).await
}
