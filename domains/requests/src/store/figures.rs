//! What is counted of the requests of a unit: with the very conditions of the lists, so that a figure and the list that
//! it leads to hold the same requests.

use super::queue::{count_queue, wanted};
use crate::queue::Queue;
use ::store::{Sql, StoreError, sql};
use base::{Id, Moment};
use web::Op;

/// Words that are true of every row, and let the engine use the indexes made for counting.
fn hinted(statement: Sql, queue: &Queue) -> Sql {
    // Each of these has an index of its own, which holds fewer.
    let is_narrow = queue.due != (None, None) || queue.is_misrouted || queue.has_twin;
    if queue.filter.units.is_empty() || queue.filter.is_open != Some(true) || is_narrow {
        return statement;
    }
    statement.push(" and received_at > 0")
}

/// How many requests `queue` holds, all of them, however many.
///
/// Of open requests of a unit, it reads their entries in one index and no row: milliseconds for tens of thousands. Of
/// those of a unit received since an instant, open or not, it reads the open ones and those closed since then.
pub async fn count_whole(op: &mut Op, queue: &Queue) -> Result<i64, StoreError> {
    if !queue.terms.is_empty() {
        return Ok(count_queue(op, queue, u32::MAX).await?.count);
    }
    let (filter, since) = (&queue.filter, queue.filter.received.0);
    if let (None, Some(since), false) = (filter.is_open, since, filter.units.is_empty()) {
        let of = |is_open| {
            let mut part = queue.clone();
            part.filter.is_open = Some(is_open);
            part
        };
        // What was received since then was closed since then.
        let closed =
            Queue { closed: (Some(queue.closed.0.map_or(since, |from| from.max(since))), queue.closed.1), ..of(false) };
        return Ok(count(op, &of(true)).await? + count(op, &closed).await?);
    }
    count(op, queue).await
}

async fn count(op: &mut Op, queue: &Queue) -> Result<i64, StoreError> {
    hinted(wanted(sql("select count(*) from request where "), queue), queue).fetch_value(&mut op.tx).await
}

/// When the request of `queue` that has waited longest was received: the first entry of the same index.
pub async fn oldest_open(op: &mut Op, queue: &Queue) -> Result<Option<Moment>, StoreError> {
    let statement = wanted(sql("select min(received_at) from request where "), queue);
    let at: Option<i64> = hinted(statement, queue).fetch_value(&mut op.tx).await?;
    Ok(at.map(Moment))
}

/// How many of the requests of `queue` each person holds; none for those that nobody has. One reading of the same index.
pub async fn count_held(op: &mut Op, queue: &Queue) -> Result<Vec<(Option<Id>, i64)>, StoreError> {
    let statement = wanted(sql("select assignee_id, count(*) from request where "), queue);
    hinted(statement, queue).push(" group by assignee_id").fetch_all(&mut op.tx).await
}

/// A request that went from a unit to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    pub at: Moment,
    pub request_id: Id,
    pub reference: String,
    pub service_code: String,
    pub borough: Option<String>,
    pub from: String,
    pub to: String,
    /// The unit that has it now.
    pub unit: String,
    /// Why, in the words of who decided; nothing once those words are forgotten.
    pub reason: Option<String>,
}

#[derive(sqlx::FromRow)]
struct TransferRow {
    at: i64,
    request_id: i64,
    reference: String,
    service_code: String,
    borough: Option<String>,
    from_unit: String,
    unit: String,
    unit_now: String,
    reason: Option<String>,
}

/// Transfers from `unit`, or to it, since an instant, the latest first, `limit` at most: a range of an index of transfers
/// alone.
pub async fn transfers(
    op: &mut Op,
    unit: &str,
    is_leaving: bool,
    (since, limit): (Moment, u32),
) -> Result<Vec<Transfer>, StoreError> {
    let statement = sql("select event.at, event.request_id, request.reference, request.service_code, request.borough,
             event.from_unit, event.unit, request.unit as unit_now, event.reason
        from request_event as event join request on request.id = event.request_id
       where event.from_unit is not null and ");
    let statement = statement.push(if is_leaving { "event.from_unit = " } else { "event.unit = " }).value(unit);
    let statement =
        statement.push(" and event.at >= ").value(since).push(" order by event.at desc, event.id desc limit ");
    let rows: Vec<TransferRow> = statement.value(limit).fetch_all(&mut op.tx).await?;
    let transfer = |row: TransferRow| Transfer {
        at: Moment(row.at),
        request_id: row.request_id,
        reference: row.reference,
        service_code: row.service_code,
        borough: row.borough,
        from: row.from_unit,
        to: row.unit,
        unit: row.unit_now,
        reason: row.reason,
    };
    Ok(rows.into_iter().map(transfer).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Filter;
    use ::store::Engine;
    use testkit::{Ground, NOON};

    async fn plan(ground: &Ground, statement: Sql) -> String {
        let rows: Vec<(i64, i64, i64, String)> = statement.fetch_all(&mut Op::system(&ground.app).tx).await.unwrap();
        rows.into_iter().map(|(.., words)| words).collect::<Vec<_>>().join("; ")
    }

    /// How SQLite would count. PostgreSQL decides by figures that an empty table does not have.
    #[tokio::test]
    async fn each_figure_of_a_unit_is_a_range_of_an_index() {
        let ground = Ground::new(crate::MIGRATIONS, &[], web::app::Parts::new()).await;
        if ground.app.database().engine() == Engine::Postgres {
            return;
        }
        let of = |is_open, received| Queue {
            filter: Filter { units: vec!["voirie".into()], is_open, received, ..Filter::default() },
            ..Queue::default()
        };
        let since = Some(NOON);
        let late = Queue { due: (None, since), ..of(Some(true), (None, None)) };
        let closed = Queue { closed: (since, since), ..of(Some(false), (since, None)) };
        let reopened = Queue { reopened: 1, ..closed.clone() };
        let misrouted = Queue { is_misrouted: true, ..of(Some(true), (None, None)) };
        for (queue, index) in [
            (of(Some(true), (None, None)), "COVERING INDEX request_unit_open (unit=?"),
            (
                of(Some(true), (since, since)),
                "COVERING INDEX request_unit_open (unit=? AND received_at>? AND received_at<?",
            ),
            (late, "INDEX request_open_unit (unit=? AND due_key<?"),
            (closed, "INDEX request_unit_closed (unit=? AND closed_at>? AND closed_at<?"),
            (reopened, "INDEX request_unit_reopened (unit=? AND closed_at>? AND closed_at<?"),
            (misrouted, "INDEX request_unit_misrouted (unit=?)"),
        ] {
            let statement = wanted(sql("explain query plan select count(*) from request where "), &queue);
            let plan = plan(&ground, hinted(statement, &queue)).await;
            assert!(plan.contains(index), "{index}: {plan}");
        }
        let held = wanted(
            sql("explain query plan select assignee_id, count(*) from request where "),
            &of(Some(true), (None, None)),
        );
        let held = plan(&ground, hinted(held, &of(Some(true), (None, None))).push(" group by assignee_id")).await;
        assert!(held.contains("COVERING INDEX request_unit_open (unit=?"), "{held}");
    }
}
