//! What the public map knows of requests, and how it follows them.

use crate::{Reference, Status};
use ::store::{Sql, StoreError, sql};
use base::{Cursor, Id, Moment, Point};
use serde::Deserialize;
use web::Op;

/// What the public map knows of a request: neither words nor people.
#[derive(Debug, Clone, PartialEq)]
pub struct Sight {
    pub id: Id,
    /// Nothing for what was brought from elsewhere and never had a number: it has no page to lead to.
    pub reference: Option<Reference>,
    pub service_code: String,
    pub status: Status,
    pub borough: Option<String>,
    /// Where it really is: what is published is for the map to decide. Nothing when the public may not see it.
    pub point: Option<Point>,
    pub received_at: Moment,
    pub updated_at: Moment,
}

#[derive(Deserialize)]
struct SightRow {
    id: i64,
    reference: String,
    service_code: String,
    status: String,
    public_map: String,
    borough: Option<String>,
    lat: Option<f64>,
    lon: Option<f64>,
    received_at: i64,
    updated_at: i64,
}

impl TryFrom<SightRow> for Sight {
    type Error = StoreError;

    fn try_from(row: SightRow) -> Result<Self, StoreError> {
        let broken = |cause: String| StoreError::Inconsistent { table: "request", row: row.id, source: cause.into() };
        let status: Status = row.status.parse().map_err(broken)?;
        let is_seen = row.public_map == "shown" && status != Status::Removed;
        let point = row.lat.zip(row.lon).and_then(|(lat, lon)| Point::new(lat, lon));
        Ok(Self {
            id: row.id,
            reference: row.reference.parse().ok(),
            service_code: row.service_code,
            status,
            borough: row.borough,
            point: point.filter(|_| is_seen),
            received_at: Moment(row.received_at),
            updated_at: Moment(row.updated_at),
        })
    }
}

/// The columns of a [`SightRow`], in its order.
const COLUMNS: &str = "id, reference, service_code, status, public_map, borough, lat, lon, received_at, updated_at";

fn sights() -> Sql {
    sql("select ").push(COLUMNS).push(" from request where ")
}

async fn read(op: &mut Op, statement: Sql) -> Result<Vec<Sight>, StoreError> {
    let rows: Vec<SightRow> = statement.fetch_packed(COLUMNS, &mut op.tx).await?;
    rows.into_iter().map(Sight::try_from).collect()
}

/// Requests that changed after `after` (instant, identifier), in that order: also those that left the map since.
pub async fn sights_changed(op: &mut Op, after: Cursor, limit: u32) -> Result<Vec<Sight>, StoreError> {
    let statement = sights().push("(updated_at, id) > (").value(after.key).push(", ").value(after.id);
    read(op, statement.push(") order by updated_at, id limit ").value(limit)).await
}

/// Requests kept after the one of identifier `after`, in that order: an import keeps requests whose last change is old.
pub async fn sights_kept(op: &mut Op, after: Id, limit: u32) -> Result<Vec<Sight>, StoreError> {
    read(op, sights().push("id > ").value(after).push(" order by id limit ").value(limit)).await
}
