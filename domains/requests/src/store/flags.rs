//! What the lines of published files say of one another.

use crate::bulk::{Flag, Flagged};
use ::store::{StoreError, sql};
use base::{Id, moment::DAY_MS};
use web::Op;

/// Requests that a published file closed, their end known. What is answered as it is asked is closed one by one.
const CLOSED: &str = "import_batch is not null and is_end_known = 1 and closed_at > received_at
          and status not in ('ANNULEE', 'SUPPRIMEE')";

type FlaggedRow = (Id, Option<Id>, Option<String>);

fn flagged(rows: Vec<FlaggedRow>) -> Vec<Flagged> {
    let read = |(id, import_batch, flag): FlaggedRow| Flagged { id, import_batch, is_new: flag.is_none() };
    rows.into_iter().map(read).collect()
}

/// Requests closed at the same second as others of their unit, `least` at least.
pub async fn closed_at_once(op: &mut Op, least: u32) -> Result<Vec<Flagged>, StoreError> {
    let statement = sql("select id, import_batch, import_flag from request where ").push(CLOSED);
    let statement =
        statement.push(" and (unit, closed_at) in (select unit, closed_at from request where ").push(CLOSED);
    let statement = statement.push(" group by unit, closed_at having count(*) >= ").value(least);
    statement.push(") order by id").fetch_all(&mut op.tx).await.map(flagged)
}

/// Requests cancelled while the same service was asked again at the same place, within a day.
pub async fn made_again(op: &mut Op) -> Result<Vec<Flagged>, StoreError> {
    let rows = sql("select id, import_batch, import_flag from request
          where import_batch is not null and is_end_known = 1 and status = 'ANNULEE' and lat is not null
            and exists (select 1 from request as other
                  where other.service_code = request.service_code and other.nature = request.nature
                    and other.received_at between request.closed_at - $1 and request.closed_at + $1
                    and other.received_at >= request.received_at and other.id <> request.id
                    and other.lat = request.lat and other.lon = request.lon
                    and other.status not in ('ANNULEE', 'SUPPRIMEE'))
          order by id")
    .bind(DAY_MS)
    .fetch_all(&mut op.tx)
    .await?;
    Ok(flagged(rows))
}

/// Flags requests that bear no flag.
pub async fn flag(op: &mut Op, ids: &[Id], flag: Flag) -> Result<u64, StoreError> {
    sql("update request set import_flag = ")
        .value(flag.code())
        .push(" where import_flag is null and id in ")
        .list(ids.iter().copied())
        .execute(&mut op.tx)
        .await
}
