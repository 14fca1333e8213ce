//! What anybody may read of requests. A type that cannot hold the words people wrote cannot publish them.

use super::reading::conditions;
use crate::{Filter, Status};
use ::store::{StoreError, sql};
use base::{Cursor, Id, Moment, Point};
use catalogue::Answers;
use serde::Deserialize;
use web::Op;

/// A request of a service that the public map shows, and that was not removed.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicRequest {
    pub id: Id,
    pub reference: String,
    pub service_code: String,
    pub status: Status,
    pub answers: Answers,
    pub unit: String,
    /// Where it is exactly: moved before it is published.
    pub point: Option<Point>,
    pub street_side: Option<Id>,
    pub borough: Option<String>,
    pub received_at: Moment,
    pub updated_at: Moment,
    pub closed_at: Option<Moment>,
    pub due_at: Option<Moment>,
    /// Closing result.
    pub result: Option<String>,
    /// People who asked for the same, on every channel.
    pub requesters: i64,
    /// Names of the photos that staff published, oldest first.
    pub photos: Vec<String>,
}

/// The columns of a [`PublicRow`], in its order.
const COLUMNS: &str = "id, reference, service_code, status, answers, unit, lat, lon, street_side, borough, received_at,
    updated_at, closed_at, due_at, result, requesters, photos";

#[derive(Deserialize)]
struct PublicRow {
    id: i64,
    reference: String,
    service_code: String,
    status: String,
    answers: String,
    unit: String,
    lat: Option<f64>,
    lon: Option<f64>,
    street_side: Option<i64>,
    borough: Option<String>,
    received_at: i64,
    updated_at: i64,
    closed_at: Option<i64>,
    due_at: Option<i64>,
    result: Option<String>,
    requesters: i64,
    photos: Option<String>,
}

impl TryFrom<PublicRow> for PublicRequest {
    type Error = StoreError;

    fn try_from(row: PublicRow) -> Result<Self, StoreError> {
        let broken = |cause: String| StoreError::Inconsistent { table: "request", row: row.id, source: cause.into() };
        Ok(Self {
            id: row.id,
            status: row.status.parse().map_err(broken)?,
            answers: Answers::from_json(&row.answers).ok_or_else(|| broken("the answers are not JSON".into()))?,
            point: row.lat.zip(row.lon).and_then(|(lat, lon)| Point::new(lat, lon)),
            reference: row.reference,
            service_code: row.service_code,
            unit: row.unit,
            street_side: row.street_side,
            borough: row.borough,
            received_at: Moment(row.received_at),
            updated_at: Moment(row.updated_at),
            closed_at: row.closed_at.map(Moment),
            due_at: row.due_at.map(Moment),
            result: row.result,
            requesters: row.requesters,
            photos: row.photos.iter().flat_map(|names| names.split(',')).map(str::to_owned).collect(),
        })
    }
}

/// Public requests that `filter` asks for, newest first; those that changed last first when it asks about changes.
/// Begins after `after` in that order, leaves out the first `skip`, gives `limit` at most.
pub async fn list_public(
    op: &mut Op,
    filter: &Filter,
    after: Option<Cursor>,
    skip: u32,
    limit: u32,
) -> Result<Vec<PublicRequest>, StoreError> {
    let statement = sql("select id, reference, service_code, status, answers, unit, lat, lon, street_side, borough,
             received_at, updated_at, closed_at, due_at, result,
             n_phone + n_email + n_person + n_mail + n_fax + n_office + n_mobile + n_social + n_web as requesters,
             (select string_agg(photo.name, ',' order by photo.id) from photo
               where photo.request_id = request.id and photo.is_public = 1) as photos
        from request where public_map = 'shown' and status <> 'SUPPRIMEE' and ");
    let mut statement = conditions(statement, filter);
    let asks_changes = filter.updated != (None, None);
    if let Some(after) = after {
        statement =
            statement.push(if asks_changes { " and (updated_at, id) < (" } else { " and (received_at, id) < (" });
        statement = statement.value(after.key).push(", ").value(after.id).push(")");
    }
    statement = statement.push(if asks_changes {
        " order by updated_at desc, id desc limit "
    } else {
        " order by received_at desc, id desc limit "
    });
    statement = statement.value(limit).push(" offset ").value(skip);
    let rows: Vec<PublicRow> = statement.fetch_packed(COLUMNS, &mut op.tx).await?;
    rows.into_iter().map(PublicRequest::try_from).collect()
}

/// A step of a public request: no words, no names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicStep {
    pub id: Id,
    pub request_id: Id,
    pub reference: String,
    pub status: Status,
    pub at: Moment,
}

#[derive(sqlx::FromRow)]
struct StepRow {
    id: i64,
    request_id: i64,
    reference: String,
    to_status: String,
    at: i64,
}

impl TryFrom<StepRow> for PublicStep {
    type Error = StoreError;

    fn try_from(row: StepRow) -> Result<Self, StoreError> {
        let broken =
            |cause: String| StoreError::Inconsistent { table: "request_event", row: row.id, source: cause.into() };
        let status = row.to_status.parse().map_err(broken)?;
        Ok(Self { id: row.id, request_id: row.request_id, reference: row.reference, status, at: Moment(row.at) })
    }
}

const STEPS: &str = "select request_event.id, request_event.request_id, request.reference, request_event.to_status,
         request_event.at
    from request_event join request on request.id = request_event.request_id
   where request.public_map = 'shown' and request.status <> 'SUPPRIMEE' and request_event.audience = 2
     and request_event.to_status is not null and request_event.to_status <> 'SUPPRIMEE'";

/// A line is written at most this long after the instant it bears; what is imported of the past is no news.
const LATEST_MS: i64 = 3_600_000;

/// Steps of public requests between two instants, both included, oldest first.
pub async fn steps_between(op: &mut Op, from: Moment, to: Moment, limit: u32) -> Result<Vec<PublicStep>, StoreError> {
    // Identifiers grow with time: the table itself is the index.
    let statement = sql(STEPS).push(" and request_event.id >= ").value(base::identifier::floor_of(from));
    let statement = statement.push(" and request_event.id < ").value(base::identifier::floor_of(to.plus_ms(LATEST_MS)));
    let statement = statement.push(" and request_event.at between ").value(from).push(" and ").value(to);
    let rows: Vec<StepRow> =
        statement.push(" order by request_event.id limit ").value(limit).fetch_all(&mut op.tx).await?;
    rows.into_iter().map(PublicStep::try_from).collect()
}

/// Steps of these requests, oldest first, for those of them that are public.
pub async fn steps_of(op: &mut Op, request_ids: &[Id]) -> Result<Vec<PublicStep>, StoreError> {
    if request_ids.is_empty() {
        return Ok(Vec::new());
    }
    let statement = sql(STEPS).push(" and request_event.request_id in ").list(request_ids.iter().copied());
    let rows: Vec<StepRow> = statement.push(" order by request_event.id").fetch_all(&mut op.tx).await?;
    rows.into_iter().map(PublicStep::try_from).collect()
}
