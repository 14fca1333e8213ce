//! What is read for the queues of the desk: slim rows, each order served by an index of open requests.

use super::reading::{NARROW, among, compare, conditions};
use crate::{
    Status,
    queue::{Counted, Listed, Queue, QueueOrder},
    search::TABLE,
};
use ::store::{
    Sql, StoreError, sql,
    words::{self, Walk},
};
use base::{Cursor, Moment, Point};
use serde::Deserialize;
use web::Op;

/// The columns of a [`ListedRow`], in its order.
const COLUMNS: &str = "id, reference, service_code, address, status, priority, unit, assignee_name, due_at, due_key,
    received_at, updated_at, closed_at, reopening_asked_at, borough, channel, nature,
    lat, lon, parent_id";

#[derive(Deserialize)]
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
    updated_at: i64,
    closed_at: Option<i64>,
    reopening_asked_at: Option<i64>,
    borough: Option<String>,
    channel: String,
    nature: String,
    lat: Option<f64>,
    lon: Option<f64>,
    parent_id: Option<i64>,
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
            updated_at: Moment(row.updated_at),
            closed_at: row.closed_at.map(Moment),
            reopening_asked_at: row.reopening_asked_at.map(Moment),
            borough: row.borough,
            channel: row.channel,
            nature: row.nature,
            point: row.lat.zip(row.lon).and_then(|(lat, lon)| Point::new(lat, lon)),
            due_key: row.due_key,
            is_subrequest: row.parent_id.is_some(),
        })
    }
}

/// Adds the conditions of `queue` to a statement that ends with `where `.
pub(super) fn wanted(statement: Sql, queue: &Queue) -> Sql {
    let mut filter = queue.filter.clone();
    // Of many services (somebody is limited to groups of them), the most pressing are among the most pressing of all.
    let services = if filter.services.len() > NARROW { std::mem::take(&mut filter.services) } else { Vec::new() };
    let mut statement = conditions(statement, &filter);
    if !services.is_empty() {
        statement = statement.push(" and coalesce(service_code, '') in ").list(services.iter().map(String::as_str));
    }
    statement = promised(statement, queue, ["due_key >= ", "due_key < "]);
    if queue.closed.0.is_some() || queue.closed.1.is_some() {
        // These words let the engine use the index of closings.
        statement = statement.push(" and closed_at > 0");
    }
    if let Some(from) = queue.closed.0 {
        statement = statement.push(" and closed_at >= ").value(from);
    }
    if let Some(before) = queue.closed.1 {
        statement = statement.push(" and closed_at < ").value(before);
    }
    if queue.reopened > 0 {
        // The first words let the engine use the index of what was opened again.
        statement = statement.push(" and reopen_count > 0 and reopen_count >= ").value(queue.reopened);
    }
    if queue.is_free {
        statement = statement.push(" and closed_at is null and assignee_id is null");
    }
    if !queue.filter.assignees.is_empty() {
        // These words let the engine use the index of what is taken.
        statement = statement.push(" and assignee_id is not null");
    }
    if !queue.boroughs.is_empty() {
        // Not the bare column: its index holds every closed request, and its order is another.
        let boroughs = queue.boroughs.iter().map(String::as_str);
        statement = statement.push(" and coalesce(borough, '') in ").list(boroughs);
    }
    if !queue.priorities.is_empty() {
        statement = statement.push(" and priority in ").list(queue.priorities.iter().map(String::as_str));
    }
    if queue.is_misrouted {
        statement = statement.push(" and closed_at is null and misrouted_at is not null");
    }
    if queue.has_twin {
        statement = statement.push(" and closed_at is null and twin_id > 0");
    }
    statement
}

/// Adds when the requests of `queue` are promised, in words for its two ends.
fn promised(statement: Sql, queue: &Queue, [from_words, before_words]: [&'static str; 2]) -> Sql {
    if queue.due == (None, None) {
        return statement;
    }
    // The promise of a merged request is that of the one it follows.
    let mut statement = statement.push(" and closed_at is null and status <> ").value(Status::Merged.code());
    if let Some(from) = queue.due.0 {
        statement = statement.push(" and ").push(from_words).value(from);
    }
    if let Some(before) = queue.due.1 {
        statement = statement.push(" and ").push(before_words).value(before);
    }
    statement
}

/// What a list shows, of the requests that the conditions to come let through.
pub(super) fn listed() -> Sql {
    sql("select ").push(COLUMNS).push(" from request where ")
}

pub(super) async fn read_listed(op: &mut Op, statement: Sql) -> Result<Vec<Listed>, StoreError> {
    let rows: Vec<ListedRow> = statement.fetch_packed(COLUMNS, &mut op.tx).await?;
    rows.into_iter().map(Listed::try_from).collect()
}

/// Where requests without a promised date begin: their `due_key` is that of migration 45, and ids are above 0.
const UNDATED: Cursor = Cursor { key: 9_000_000_000_000_000, id: 0 };

/// The conditions of `queue`, for a walk along an index of all that is open: no other index may look better, since it
/// would be read whole and sorted.
fn walked(statement: Sql, queue: &Queue, order: QueueOrder) -> Sql {
    let mut rest = Queue { due: (None, None), ..queue.clone() };
    let (units, statuses) = (std::mem::take(&mut rest.filter.units), std::mem::take(&mut rest.filter.statuses));
    let (mut services, mut received) = (Vec::new(), (None, None));
    let is_by_reception = matches!(order, QueueOrder::Newest | QueueOrder::Oldest);
    // The open requests of one service have an index of their reception.
    if !is_by_reception || rest.filter.services.len() > 1 {
        services = std::mem::take(&mut rest.filter.services);
    }
    if !is_by_reception {
        received = std::mem::take(&mut rest.filter.received);
    }
    let mut statement = promised(wanted(statement, &rest), queue, ["due_key + 0 >= ", "due_key + 0 < "]);
    statement = compare(statement, " and received_at + 0 >= ", received.0);
    statement = compare(statement, " and received_at + 0 <= ", received.1);
    let statuses: Vec<String> = statuses.iter().map(|status| status.code().to_owned()).collect();
    statement = among(statement, " and coalesce(unit, '') in ", &units);
    statement = among(statement, " and coalesce(status, '') in ", &statuses);
    among(statement, " and coalesce(service_code, '') in ", &services)
}

/// A page of a queue, for a statement that ends with `where `. The rows of a short queue are read from an index of
/// their own and sorted: its key is hidden from the indexes of orders, which hold all that is open.
fn page(statement: Sql, queue: &Queue, order: QueueOrder, (after, limit): (Option<Cursor>, u32)) -> Sql {
    use QueueOrder::{Asked, Due, FarthestDue, Moved, Newest, Oldest, Still};
    let is_promised = matches!(order, Due | FarthestDue | Asked);
    let is_sorted = queue.is_short() && !is_promised;
    let is_walked = queue.filter.is_open == Some(true) && !is_sorted && !is_promised;
    let mut statement = if is_walked { walked(statement, queue, order) } else { wanted(statement, queue) };
    let [key, next, end] = match (order, is_sorted) {
        (Due, _) => ["(due_key, id)", " > (", " order by due_key, id limit "],
        (FarthestDue, _) => ["(due_key, id)", " < (", " order by due_key desc, id desc limit "],
        (Asked, _) => ["(reopening_asked_at, id)", " > (", " order by reopening_asked_at, id limit "],
        (Newest, false) => ["(received_at, id)", " < (", " order by received_at desc, id desc limit "],
        (Oldest, false) => ["(received_at, id)", " > (", " order by received_at, id limit "],
        (Moved, false) => ["(updated_at, id)", " < (", " order by updated_at desc, id desc limit "],
        (Still, false) => ["(updated_at, id)", " > (", " order by updated_at, id limit "],
        (Newest, true) => ["(received_at + 0, id)", " < (", " order by received_at + 0 desc, id desc limit "],
        (Oldest, true) => ["(received_at + 0, id)", " > (", " order by received_at + 0, id limit "],
        (Moved, true) => ["(updated_at + 0, id)", " < (", " order by updated_at + 0 desc, id desc limit "],
        (Still, true) => ["(updated_at + 0, id)", " > (", " order by updated_at + 0, id limit "],
    };
    if let Some(after) = after {
        statement = statement.push(" and ").push(key).push(next).value(after.key).push(", ").value(after.id).push(")");
    }
    statement.push(end).value(limit)
}

/// Rows of a queue, `limit` at most, after `after` in `order`, which is one of its own ([`Queue::orders`]).
pub async fn list_queue(
    op: &mut Op,
    queue: &Queue,
    order: QueueOrder,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Listed>, StoreError> {
    if order != QueueOrder::FarthestDue {
        return read_listed(op, page(listed(), queue, order, (after, limit))).await;
    }
    // Dates backwards, then what has none.
    let after = after.unwrap_or(UNDATED);
    let (is_undated, mut rows) = (after.key == UNDATED.key && after != UNDATED, Vec::new());
    if !is_undated {
        rows = read_listed(op, page(listed(), queue, order, (Some(after), limit))).await?;
    }
    let left = limit.saturating_sub(rows.len() as u32);
    if left > 0 {
        let from = if is_undated { after } else { UNDATED };
        rows.extend(read_listed(op, page(listed(), queue, QueueOrder::Due, (Some(from), left))).await?);
    }
    Ok(rows)
}

/// Candidates of each look among those that hold the words: more for those that the one before did not fill, and few
/// looks, since each asks the index again.
const LOOKS: [u32; 3] = [64, 1_024, 4_096];

/// Rows of a queue that hold its words, `limit` at most, the newest first or the oldest, after `after`; and where what
/// follows begins. Words are looked for with the facets of the queue; its other conditions are then checked on the rows,
/// among a bounded number of candidates: a page may hold few rows, or none, and still have a next one.
pub async fn list_found(
    op: &mut Op,
    queue: &Queue,
    order: QueueOrder,
    after: Option<Cursor>,
    limit: u32,
) -> Result<(Vec<Listed>, Option<Cursor>), StoreError> {
    let is_up = order == QueueOrder::Oldest;
    let end = if is_up { " order by id" } else { " order by id desc" };
    let (mut found, mut last) = (Vec::new(), after.map(|after| after.id));
    let terms = queue.all_terms();
    for look in LOOKS {
        let look = look.max(limit + 1);
        let walk = if is_up { Walk::Up(last) } else { Walk::Down(last) };
        let ids = words::find(&mut op.tx, TABLE, &terms, walk, look).await?;
        let is_last = (ids.len() as u32) < look;
        last = ids.last().copied();
        let statement = wanted(listed(), queue).push(" and id in ").list(ids).push(end);
        found.extend(read_listed(op, statement).await?);
        if found.len() > limit as usize {
            found.truncate(limit as usize);
            let next = found.last().map(|last: &Listed| Cursor { key: 0, id: last.id });
            return Ok((found, next));
        }
        if is_last {
            return Ok((found, None));
        }
    }
    Ok((found, last.map(|id| Cursor { key: 0, id })))
}

/// How many requests a queue holds, counted up to `most`. Of those that hold words, the newest are looked at, `most` at
/// most, and read again unless there are more.
pub async fn count_queue(op: &mut Op, queue: &Queue, most: u32) -> Result<Counted, StoreError> {
    if !queue.terms.is_empty() {
        let (terms, is_of_words) = (queue.all_terms(), queue.is_of_words());
        let ids = if is_of_words {
            words::find_any(&mut op.tx, TABLE, &terms, most).await?
        } else {
            words::find(&mut op.tx, TABLE, &terms, Walk::Down(None), most).await?
        };
        let is_cut = ids.len() >= most as usize;
        if is_cut && is_of_words {
            // There are more than anybody counts: one that changed a moment ago is no matter.
            return Ok(Counted { count: most.into(), is_cut });
        }
        let statement = wanted(sql("select count(*) from request where "), queue);
        let count = statement.push(" and id in ").list(ids).fetch_value(&mut op.tx).await?;
        return Ok(Counted { count, is_cut });
    }
    let statement = wanted(sql("select count(*) from (select 1 from request where "), queue);
    let count = statement.push(" limit ").value(most).push(") as counted").fetch_value(&mut op.tx).await?;
    Ok(Counted { count, is_cut: count >= i64::from(most) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Filter;
    use ::store::Engine;
    use testkit::{Ground, NOON};

    /// How SQLite would read a page of a queue. PostgreSQL decides by figures that an empty table does not have.
    async fn plan(ground: &Ground, queue: &Queue, order: QueueOrder, after: Option<Cursor>) -> String {
        let mut op = Op::system(&ground.app);
        let statement = sql("explain query plan select id, address from request where ");
        let rows: Vec<(i64, i64, i64, String)> =
            page(statement, queue, order, (after, 51)).fetch_all(&mut op.tx).await.unwrap();
        rows.into_iter().map(|(.., words)| words).collect::<Vec<_>>().join("; ")
    }

    #[tokio::test]
    async fn each_queue_is_read_in_its_order_from_an_index() {
        let ground = Ground::new(crate::MIGRATIONS, &[], web::app::Parts::new()).await;
        if ground.app.database().engine() == Engine::Postgres {
            return;
        }
        let open = || Filter { is_open: Some(true), ..Filter::default() };
        let of = |filter| Queue { filter, ..Queue::default() };
        let unit = Filter { units: vec!["voirie".into()], ..open() };
        let waiting = Filter { statuses: vec![Status::InformationNeeded], ..open() };
        let mine = Filter { assignees: vec![7], ..open() };
        let services = Filter { services: (0..40).map(|rank| format!("S{rank}")).collect(), ..open() };
        let crew = Filter { assignees: vec![7, 8, 9], ..Filter::default() };
        let asked = Filter { wants_reopening: true, ..Filter::default() };
        let cases = [
            (of(open()), QueueOrder::Due, "request_open_due"),
            (Queue { due: (None, Some(NOON)), ..of(open()) }, QueueOrder::Due, "request_open_due"),
            (Queue { due: (Some(NOON), Some(NOON)), ..of(open()) }, QueueOrder::Due, "request_open_due"),
            (Queue { boroughs: vec!["anjou".into()], ..of(open()) }, QueueOrder::Due, "request_open_due"),
            // Whoever is limited to groups of services is asked for all that they hold.
            (of(services.clone()), QueueOrder::Due, "request_open_due"),
            (Queue { boroughs: vec!["anjou".into()], ..of(services) }, QueueOrder::Due, "request_open_due"),
            (of(crew), QueueOrder::Newest, "request_received"),
            (of(unit.clone()), QueueOrder::Due, "request_open_unit"),
            (Queue { due: (None, Some(NOON)), ..of(unit) }, QueueOrder::Due, "request_open_unit"),
            (of(waiting), QueueOrder::Due, "request_open_status"),
            (Queue { is_free: true, ..of(open()) }, QueueOrder::Due, "request_open_free"),
            (Queue { is_misrouted: true, ..of(open()) }, QueueOrder::Due, "request_misrouted"),
            (Queue { has_twin: true, ..of(open()) }, QueueOrder::Due, "request_twin"),
            (of(mine), QueueOrder::Due, "request_open_assignee"),
            (of(asked), QueueOrder::Asked, "request_reopening"),
            (of(Filter { is_open: Some(false), ..Filter::default() }), QueueOrder::Newest, "request_received"),
        ];
        for (queue, order, index) in cases {
            for after in [None, Some(Cursor { key: 5, id: 5 })] {
                let plan = plan(&ground, &queue, order, after).await;
                assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{index}: {plan}");
            }
        }
    }

    /// Every order that a queue offers beside its usual one: along an index of all that is open, or, of a short queue,
    /// from its own index and sorted.
    #[tokio::test]
    async fn no_order_that_a_queue_offers_sorts_more_than_a_few() {
        let ground = Ground::new(crate::MIGRATIONS, &[], web::app::Parts::new()).await;
        if ground.app.database().engine() == Engine::Postgres {
            return;
        }
        let open = || Filter { is_open: Some(true), ..Filter::default() };
        let of = |filter| Queue { filter, ..Queue::default() };
        let units = |units: &[&str]| Filter { units: units.iter().map(|it| (*it).to_owned()).collect(), ..open() };
        let services =
            |count: usize| Filter { services: (0..count).map(|rank| format!("S{rank}")).collect(), ..open() };
        let long = [
            of(open()),
            of(units(&["voirie"])),
            of(units(&["voirie", "eau"])),
            of(Filter { statuses: vec![Status::InformationNeeded], ..units(&["voirie"]) }),
            of(services(2)),
            of(services(40)),
            Queue { is_free: true, ..of(units(&["voirie"])) },
            Queue { due: (None, Some(NOON)), ..of(open()) },
            Queue { due: (Some(NOON), Some(NOON)), ..of(units(&["voirie"])) },
            of(Filter { received: (None, Some(NOON)), ..open() }),
            of(Filter { received: (Some(NOON), Some(NOON)), ..units(&["voirie"]) }),
            Queue { boroughs: vec!["anjou".into()], priorities: vec!["elevee".into()], ..of(open()) },
        ];
        let mine = Filter { assignees: vec![7], ..units(&["voirie"]) };
        let short = [
            (of(mine), "request_open_assignee"),
            (Queue { is_misrouted: true, ..of(units(&["voirie"])) }, "misrouted"),
            (Queue { has_twin: true, ..of(open()) }, "request_twin"),
            (of(Filter { wants_reopening: true, is_open: None, ..units(&["voirie"]) }), "request_reopening"),
        ];
        for after in [None, Some(Cursor { key: 5, id: 5 })] {
            for queue in &long {
                for order in queue.orders() {
                    let plan = plan(&ground, queue, *order, after).await;
                    let index = match order {
                        QueueOrder::Newest | QueueOrder::Oldest => "INDEX request_open_received",
                        QueueOrder::Moved | QueueOrder::Still => "INDEX request_open_updated",
                        QueueOrder::Due | QueueOrder::FarthestDue | QueueOrder::Asked => continue,
                    };
                    assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{order:?} of {queue:?}: {plan}");
                }
            }
            for (queue, index) in &short {
                for order in &queue.orders()[1..] {
                    let plan = plan(&ground, queue, *order, after).await;
                    assert!(plan.contains(index), "{order:?} of {queue:?}: {plan}");
                }
            }
            for order in [QueueOrder::Due, QueueOrder::FarthestDue] {
                let plan = plan(&ground, &long[0], order, after).await;
                assert!(plan.contains("request_open_due") && !plan.contains("TEMP B-TREE"), "{order:?}: {plan}");
            }
            let one = of(services(1));
            let plan = plan(&ground, &one, QueueOrder::Oldest, after).await;
            assert!(plan.contains("request_open_service") && !plan.contains("TEMP B-TREE"), "{plan}");
        }
    }
}
