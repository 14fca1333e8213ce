//! All the SQL of intervals and of the keys that send them.

use crate::{Calls, Grouped, PhoneInterval, Slot, keys::Key, missing::Series};
use ::store::{Rows, Sql, StoreError, Tx, sql};
use base::{Id, Moment};
use std::collections::BTreeMap;
use web::{Brand, Op};

const COLUMNS: [&str; 12] = [
    "line",
    "borough",
    "start_at",
    "day",
    "weekday",
    "slot",
    "offered",
    "answered",
    "answered_in_time",
    "abandoned",
    "talk_s",
    "received_at",
];

fn int(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Keeps intervals, in the place of what was counted before.
pub(crate) async fn save(op: &mut Op, intervals: &[&PhoneInterval]) -> Result<(), StoreError> {
    let zone = op.part::<Brand>().zone.clone();
    let mut rows = Rows::new("insert into phone_interval", &COLUMNS).with_room(intervals.len()).ending(
        " on conflict (line, borough, start_at) do update set offered = excluded.offered, answered = excluded.answered,
            answered_in_time = excluded.answered_in_time, abandoned = excluded.abandoned, talk_s = excluded.talk_s,
            received_at = excluded.received_at",
    );
    for interval in intervals {
        let (calls, (day, slot)) = (interval.calls, interval.local(&zone));
        rows.add(&interval.line).add(&interval.borough).add(interval.start);
        rows.add(crate::interval::day_number(day)).add(slot.weekday).add(slot.half_hour);
        for count in [calls.offered, calls.answered, calls.in_time, calls.abandoned, calls.talk_s] {
            rows.add(int(count));
        }
        rows.add(op.now);
    }
    rows.insert(&mut op.tx).await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct CallsRow {
    offered: i64,
    answered: i64,
    in_time: i64,
    abandoned: i64,
    talk_s: i64,
}

impl From<CallsRow> for Calls {
    fn from(row: CallsRow) -> Self {
        let count = |count: i64| u64::try_from(count).unwrap_or_default();
        Self {
            offered: count(row.offered),
            answered: count(row.answered),
            in_time: count(row.in_time),
            abandoned: count(row.abandoned),
            talk_s: count(row.talk_s),
        }
    }
}

/// Sums as a [`CallsRow`] reads them.
const SUMS: &str = "cast(sum(offered) as bigint) as offered, cast(sum(answered) as bigint) as answered,
    cast(sum(answered_in_time) as bigint) as in_time, cast(sum(abandoned) as bigint) as abandoned,
    cast(sum(talk_s) as bigint) as talk_s";

/// Narrows a statement to days, and to a borough.
fn of(statement: Sql, (from, to): (i64, i64), borough: Option<&str>) -> Sql {
    let statement = statement.push(" from phone_interval where day >= ").value(from).push(" and day <= ").value(to);
    match borough {
        Some(borough) => statement.push(" and borough = ").value(borough),
        None => statement,
    }
}

#[derive(sqlx::FromRow)]
struct IntervalRow {
    line: String,
    borough: String,
    start_at: i64,
    #[sqlx(flatten)]
    calls: CallsRow,
}

impl From<IntervalRow> for PhoneInterval {
    fn from(row: IntervalRow) -> Self {
        Self { line: row.line, borough: row.borough, start: Moment(row.start_at), calls: row.calls.into() }
    }
}

fn intervals() -> Sql {
    sql("select line, borough, start_at, offered, answered, answered_in_time as in_time, abandoned, talk_s")
}

pub(crate) async fn list_days(
    op: &mut Op,
    days: (i64, i64),
    borough: Option<&str>,
) -> Result<Vec<PhoneInterval>, StoreError> {
    let statement = of(intervals(), days, borough).push(" order by start_at, line, borough");
    let rows: Vec<IntervalRow> = statement.fetch_all(&mut op.tx).await?;
    Ok(rows.into_iter().map(PhoneInterval::from).collect())
}

/// The intervals that began between two instants, both included.
pub(crate) async fn list_between(op: &mut Op, from: Moment, to: Moment) -> Result<Vec<PhoneInterval>, StoreError> {
    let zone = op.part::<Brand>().zone.clone();
    let day = |at: Moment| crate::interval::day_number(at.day(&zone));
    let statement = of(intervals(), (day(from), day(to)), None).push(" and start_at >= ").value(from);
    let rows: Vec<IntervalRow> = statement.push(" and start_at <= ").value(to).fetch_all(&mut op.tx).await?;
    Ok(rows.into_iter().map(PhoneInterval::from).collect())
}

pub(crate) async fn sum_by_borough(op: &mut Op, days: (i64, i64)) -> Result<Vec<(String, Calls)>, StoreError> {
    #[derive(sqlx::FromRow)]
    struct Row {
        borough: String,
        #[sqlx(flatten)]
        calls: CallsRow,
    }
    let statement = of(sql("select borough, ").push(SUMS), days, None).push(" group by borough order by borough");
    let rows: Vec<Row> = statement.fetch_all(&mut op.tx).await?;
    Ok(rows.into_iter().map(|row| (row.borough, row.calls.into())).collect())
}

pub(crate) async fn sum_by_slot(
    op: &mut Op,
    days: (i64, i64),
    borough: Option<&str>,
) -> Result<BTreeMap<Slot, Grouped>, StoreError> {
    #[derive(sqlx::FromRow)]
    struct Row {
        weekday: i64,
        slot: i64,
        days: i64,
        #[sqlx(flatten)]
        calls: CallsRow,
    }
    let statement = sql("select weekday, slot, count(distinct day) as days, ").push(SUMS);
    let statement = of(statement, days, borough).push(" group by weekday, slot");
    let rows: Vec<Row> = statement.fetch_all(&mut op.tx).await?;
    let grouped = |row: Row| {
        let slot = Slot { weekday: row.weekday, half_hour: row.slot };
        (slot, Grouped { calls: row.calls.into(), days: u64::try_from(row.days).unwrap_or_default() })
    };
    Ok(rows.into_iter().map(grouped).collect())
}

#[derive(sqlx::FromRow)]
struct NumberedRow {
    number: i64,
    #[sqlx(flatten)]
    calls: CallsRow,
}

pub(crate) async fn sum_by_day(
    op: &mut Op,
    days: (i64, i64),
    borough: Option<&str>,
) -> Result<Vec<(i64, Calls)>, StoreError> {
    let statement = of(sql("select day as number, ").push(SUMS), days, borough).push(" group by day order by day");
    let rows: Vec<NumberedRow> = statement.fetch_all(&mut op.tx).await?;
    Ok(rows.into_iter().map(|row| (row.number, row.calls.into())).collect())
}

pub(crate) async fn sum_by_half_hour(
    op: &mut Op,
    days: (i64, i64),
    (borough, weekday): (Option<&str>, i64),
) -> Result<Vec<(i64, Calls)>, StoreError> {
    let statement = of(sql("select slot as number, ").push(SUMS), days, borough).push(" and weekday = ").value(weekday);
    let rows: Vec<NumberedRow> = statement.push(" group by day, slot order by slot, day").fetch_all(&mut op.tx).await?;
    Ok(rows.into_iter().map(|row| (row.number, row.calls.into())).collect())
}

/// How often each half hour of the week came to each line and borough: before the day `since`, and from it on.
pub(crate) async fn list_series(
    op: &mut Op,
    (from, to): (i64, i64),
    since: i64,
) -> Result<BTreeMap<(String, String), Series>, StoreError> {
    #[derive(sqlx::FromRow)]
    struct Row {
        line: String,
        borough: String,
        first_day: i64,
        weekday: i64,
        slot: i64,
        before: i64,
        during: i64,
    }
    // The first day of a series is a seek in the primary key.
    let rows: Vec<Row> = sql("select came.*, (select day from phone_interval as first where first.line = came.line
                and first.borough = came.borough order by start_at limit 1) as first_day
           from (select line, borough, weekday, slot, count(case when day < $3 then 1 end) as before,
                        count(case when day >= $3 then 1 end) as during
                   from phone_interval where day >= $1 and day <= $2 group by line, borough, weekday, slot) as came")
    .bind(from)
    .bind(to)
    .bind(since)
    .fetch_all(&mut op.tx)
    .await?;
    let mut series: BTreeMap<(String, String), Series> = BTreeMap::new();
    for row in rows {
        let one = series
            .entry((row.line, row.borough))
            .or_insert_with(|| Series { first_day: row.first_day, came: BTreeMap::new() });
        let count = |count: i64| u64::try_from(count).unwrap_or_default();
        let slot = Slot { weekday: row.weekday, half_hour: row.slot };
        one.came.insert(slot, (count(row.before), count(row.during)));
    }
    Ok(series)
}

pub(crate) async fn last_interval(op: &mut Op) -> Result<Option<(Moment, Moment)>, StoreError> {
    let row: Option<(i64, i64)> = sql("select start_at, received_at from phone_interval
          where day = (select max(day) from phone_interval) order by start_at desc limit 1")
    .fetch_optional(&mut op.tx)
    .await?;
    Ok(row.map(|(start_at, received_at)| (Moment(start_at), Moment(received_at))))
}

pub(crate) async fn last_day(op: &mut Op) -> Result<Option<i64>, StoreError> {
    sql("select max(day) from phone_interval").fetch_value(&mut op.tx).await
}

pub(crate) async fn insert_key(tx: &mut Tx, id: Id, name: &str, hash: &str, now: Moment) -> Result<(), StoreError> {
    sql("insert into phone_key (id, name, hash, created_at) values ($1, $2, $3, $4)")
        .bind(id)
        .bind(name)
        .bind(hash)
        .bind(now)
        .execute(tx)
        .await?;
    Ok(())
}

pub(crate) async fn list_keys(tx: &mut Tx) -> Result<Vec<Key>, StoreError> {
    let rows: Vec<(String, i64, Option<i64>)> =
        sql("select name, created_at, revoked_at from phone_key order by id").fetch_all(tx).await?;
    let key = |(name, created_at, revoked_at): (String, i64, Option<i64>)| Key {
        name,
        created_at: Moment(created_at),
        revoked_at: revoked_at.map(Moment),
    };
    Ok(rows.into_iter().map(key).collect())
}

pub(crate) async fn revoke_key(tx: &mut Tx, name: &str, now: Moment) -> Result<bool, StoreError> {
    let changed = sql("update phone_key set revoked_at = $2 where name = $1 and revoked_at is null")
        .bind(name)
        .bind(now)
        .execute(tx)
        .await?;
    Ok(changed == 1)
}

pub(crate) async fn find_key(tx: &mut Tx, hash: &str) -> Result<Option<String>, StoreError> {
    let found: Option<(String,)> =
        sql("select name from phone_key where hash = $1 and revoked_at is null").bind(hash).fetch_optional(tx).await?;
    Ok(found.map(|(name,)| name))
}
