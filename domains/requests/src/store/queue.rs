//! What is read for the queues of the desk: slim rows, each order served by an index of open requests.

use super::reading::{NARROW, conditions};
use crate::{
    Status,
    queue::{Listed, Queue, QueueOrder},
    search::TABLE,
};
use ::store::{Sql, StoreError, sql, words};
use base::{Cursor, Moment, Point};
use serde::Deserialize;
use web::Op;

/// The columns of a [`ListedRow`], in its order.
const COLUMNS: &str = "id, reference, service_code, address, status, priority, unit, assignee_name, due_at, due_key,
    received_at, closed_at, reopening_asked_at, borough, channel, nature,
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
    if queue.due.0.is_some() || queue.due.1.is_some() {
        // The promise of a merged request is that of the one it follows.
        statement = statement.push(" and closed_at is null and status <> ").value(Status::Merged.code());
    }
    if let Some(from) = queue.due.0 {
        statement = statement.push(" and due_key >= ").value(from);
    }
    if let Some(before) = queue.due.1 {
        statement = statement.push(" and due_key < ").value(before);
    }
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

/// What a list shows, of the requests that the conditions to come let through.
pub(super) fn listed() -> Sql {
    sql("select ").push(COLUMNS).push(" from request where ")
}

pub(super) async fn read_listed(op: &mut Op, statement: Sql) -> Result<Vec<Listed>, StoreError> {
    let rows: Vec<ListedRow> = statement.fetch_packed(COLUMNS, &mut op.tx).await?;
    rows.into_iter().map(Listed::try_from).collect()
}

/// Rows of a queue, `limit` at most, after `after` in `order`.
pub async fn list_queue(
    op: &mut Op,
    queue: &Queue,
    order: QueueOrder,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Listed>, StoreError> {
    let mut statement = wanted(listed(), queue);
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
    read_listed(op, statement.value(limit)).await
}

/// Candidates of the first look among those that hold the words, and of the last one.
const FIRST_LOOK: u32 = 64;
const LAST_LOOK: u32 = 4_096;

/// Rows of a queue that hold its words, `limit` at most, the newest first, after `after`; and where what follows
/// begins. Words are looked for with the facets of the queue; its other conditions are then checked on the rows, among
/// a bounded number of candidates: a page may hold few rows, or none, and still have a next one.
pub async fn list_found(
    op: &mut Op,
    queue: &Queue,
    after: Option<Cursor>,
    limit: u32,
) -> Result<(Vec<Listed>, Option<Cursor>), StoreError> {
    let (mut found, mut before, mut look) = (Vec::new(), after.map(|after| after.id), FIRST_LOOK.max(limit + 1));
    let terms = queue.all_terms();
    loop {
        let ids = words::find(&mut op.tx, TABLE, &terms, before, look).await?;
        let (is_last, end) = ((ids.len() as u32) < look, ids.last().copied());
        let statement = wanted(listed(), queue).push(" and id in ").list(ids).push(" order by id desc");
        found.extend(read_listed(op, statement).await?);
        if found.len() > limit as usize {
            found.truncate(limit as usize);
            let next = found.last().map(|last: &Listed| Cursor { key: 0, id: last.id });
            return Ok((found, next));
        }
        if is_last || look >= LAST_LOOK {
            let next = end.filter(|_| !is_last).map(|id| Cursor { key: 0, id });
            return Ok((found, next));
        }
        (before, look) = (end, look * 4);
    }
}

/// How many requests a queue holds, counted up to `most`. Among those that hold words, the newest are counted, and read
/// again unless there are more.
pub async fn count_queue(op: &mut Op, queue: &Queue, most: u32) -> Result<i64, StoreError> {
    if !queue.terms.is_empty() {
        let (terms, is_of_words) = (queue.all_terms(), queue.is_of_words());
        let ids = if is_of_words {
            words::find_any(&mut op.tx, TABLE, &terms, most).await?
        } else {
            words::find(&mut op.tx, TABLE, &terms, None, most).await?
        };
        if ids.len() >= most as usize && is_of_words {
            // There are more than anybody counts: one that changed a moment ago is no matter.
            return Ok(most.into());
        }
        let statement = wanted(sql("select count(*) from request where "), queue);
        return statement.push(" and id in ").list(ids).fetch_value(&mut op.tx).await;
    }
    let statement = wanted(sql("select count(*) from (select 1 from request where "), queue);
    statement.push(" limit ").value(most).push(") as counted").fetch_value(&mut op.tx).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Filter;
    use ::store::Engine;
    use testkit::{Ground, NOON};

    /// How SQLite would read the rows of a queue. PostgreSQL decides by figures that an empty table does not have.
    async fn plan(ground: &Ground, queue: &Queue, order: QueueOrder) -> String {
        let mut op = Op::system(&ground.app);
        let mut statement = wanted(sql("explain query plan select id from request where "), queue);
        statement = match order {
            QueueOrder::Due => statement.push(" and (due_key, id) > (5, 5) order by due_key, id limit 51"),
            QueueOrder::Newest => statement.push(" order by received_at desc, id desc limit 51"),
            QueueOrder::Oldest => statement.push(" order by received_at, id limit 51"),
            QueueOrder::Asked => statement.push(" order by reopening_asked_at, id limit 51"),
        };
        let rows: Vec<(i64, i64, i64, String)> = statement.fetch_all(&mut op.tx).await.unwrap();
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
            let plan = plan(&ground, &queue, order).await;
            assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{index}: {plan}");
        }
    }
}
