//! What is counted of first transfers: a range of an index of transfers alone, then the requests that it names; and of
//! what rules sent, a range of an index that holds all that is asked.

use crate::misrouting::{Held, Moved, READ, Ruled};
use ::store::{Sql, StoreError, sql};
use base::{Moment, Text};
use web::Op;

/// Adds that a request received since `since` was routed by a rule, to a statement that ends with `where `.
fn ruled(statement: Sql, since: Moment) -> Sql {
    statement.push("request.received_at >= ").value(since).push(
        " and request.import_batch is null and request.borough is not null
          and request.route_rule not like 'person%'",
    )
}

/// Adds the first transfers of such requests that are not back where they were sent.
fn first_transfers(statement: Sql, since: Moment) -> Sql {
    // Not the bare column: its index holds every line of every journal.
    let statement = statement
        .push(
            " from (select request_id, from_unit,
                    row_number() over (partition by request_id + 0 order by id) as place
               from request_event where from_unit is not null and at >= ",
        )
        .value(since)
        .push(") as first join request on request.id = first.request_id where first.place = 1 and ");
    ruled(statement, since).push(" and request.unit <> first.from_unit")
}

#[derive(sqlx::FromRow)]
struct CountRow {
    service_code: String,
    borough: String,
    route_rule: String,
    from_unit: String,
    unit: String,
    count: i64,
}

impl CountRow {
    fn read(self) -> (Ruled, (String, u64)) {
        let Self { service_code, borough, route_rule: rule, from_unit, unit, count } = self;
        (Ruled { service_code, borough, rule, unit: from_unit }, (unit, count.unsigned_abs()))
    }
}

/// Where what rules had sent is now, when it is elsewhere.
pub(crate) async fn moved(op: &mut Op, since: Moment) -> Result<Moved, StoreError> {
    let statement = sql("select request.service_code, request.borough, request.route_rule, first.from_unit,
             request.unit, count(*) as count");
    let statement = first_transfers(statement, since)
        .push(" group by request.service_code, request.borough, request.route_rule, first.from_unit, request.unit")
        .push(" order by count(*) desc, request.unit");
    let rows: Vec<CountRow> = statement.fetch_all(&mut op.tx).await?;
    let mut moved = Moved::new();
    for (ruled, ended) in rows.into_iter().map(CountRow::read) {
        moved.entry(ruled).or_default().push(ended);
    }
    Ok(moved)
}

/// Who has what rules sent.
pub(crate) async fn held(op: &mut Op, since: Moment) -> Result<Held, StoreError> {
    let statement = sql("select service_code, borough, route_rule, unit as from_unit, unit, count(*) as count
        from request where ");
    let statement = ruled(statement, since).push(" group by service_code, borough, route_rule, unit");
    let rows: Vec<CountRow> = statement.fetch_all(&mut op.tx).await?;
    let held = rows.into_iter().map(CountRow::read).map(|(ruled, (_, count))| (ruled, count));
    Ok(held.collect())
}

/// The rule in the words that the last of its requests to leave kept, and why the last ones left: the transfers of its
/// unit, walked back until enough are found.
pub(crate) async fn said(op: &mut Op, since: Moment, of: &Ruled) -> Result<(Text, Vec<String>), StoreError> {
    let statement = sql("select event.reason, request.route_words_fr, request.route_words_en
        from request_event as event join request on request.id = event.request_id
       where event.from_unit is not null and event.from_unit = ")
    .value(of.unit.as_str())
    .push(" and event.at >= ")
    .value(since)
    .push(" and request.service_code = ")
    .value(of.service_code.as_str())
    .push(" and request.borough = ")
    .value(of.borough.as_str())
    .push(" and request.route_rule = ")
    .value(of.rule.as_str())
    .push(" and ");
    let statement = ruled(statement, since)
        .push(" and request.unit <> event.from_unit order by event.at desc, event.id desc limit ")
        .value(READ);
    let rows: Vec<(Option<String>, Option<String>, Option<String>)> = statement.fetch_all(&mut op.tx).await?;
    let words =
        rows.first().map(|(_, fr, en)| Text::new(fr.clone().unwrap_or_default(), en.clone().unwrap_or_default()));
    Ok((words.unwrap_or_default(), rows.into_iter().filter_map(|(reason, ..)| reason).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::store::Engine;
    use testkit::{Ground, NOON};

    async fn plan(ground: &Ground, statement: Sql) -> String {
        let rows: Vec<(i64, i64, i64, String)> = statement.fetch_all(&mut Op::system(&ground.app).tx).await.unwrap();
        rows.into_iter().map(|(.., words)| words).collect::<Vec<_>>().join("; ")
    }

    /// How SQLite would look. PostgreSQL decides by figures that an empty table does not have.
    #[tokio::test]
    async fn first_transfers_and_what_rules_sent_are_ranges_of_their_indexes() {
        let ground = Ground::new(crate::MIGRATIONS, &[], web::app::Parts::new()).await;
        if ground.app.database().engine() == Engine::Postgres {
            return;
        }
        let transfers = plan(&ground, first_transfers(sql("explain query plan select request.unit"), NOON)).await;
        assert!(transfers.contains("USING COVERING INDEX request_event_moved (at>?)"), "{transfers}");
        assert!(!transfers.contains("SCAN request"), "{transfers}");
        let sent = sql("explain query plan select service_code, borough, route_rule, unit from request where ");
        let sent = plan(&ground, ruled(sent, NOON)).await;
        // SQLite 3.46 does not say that the condition of a partial index makes it cover.
        assert!(sent.contains("INDEX request_ruled (received_at>?)"), "{sent}");
    }
}
