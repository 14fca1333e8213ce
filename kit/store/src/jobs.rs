//! Work for later, booked in the transaction of the act that wants it.
//!
//! A worker claims a job for a while; a worker that dies gives it back when the lease ends.
//! Doing a job twice must do no harm: the one who writes the job sees to it.

use crate::{Database, StoreError, Tx, sql};
use base::{Id, Moment};

/// A job that this worker holds until its lease ends.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Job {
    pub id: Id,
    pub kind: String,
    /// JSON, in the words of the kind.
    pub payload: String,
    /// How often it was claimed, this time included.
    pub attempts: i64,
}

/// A job is tried this often before a person must look at it.
pub const MOST_ATTEMPTS: i64 = 8;
const LEASE_MS: i64 = 5 * 60_000;
const FIRST_DELAY_MS: i64 = 15_000;

/// Books `kind` for `run_at`, if the operation is kept.
pub async fn post(tx: &mut Tx, id: Id, kind: &str, payload: &str, run_at: Moment) -> Result<(), StoreError> {
    sql("insert into job (id, kind, payload, run_at) values ($1, $2, $3, $4)")
        .bind(id)
        .bind(kind)
        .bind(payload)
        .bind(run_at)
        .execute(tx)
        .await?;
    tx.database().bell().notify_one();
    Ok(())
}

/// Takes the job that has waited longest, if one is due.
pub async fn claim(database: &Database, now: Moment) -> Result<Option<Job>, StoreError> {
    let mut tx = database.read();
    let waiting: i64 =
        sql("select count(*) from (select 1 from job where dead_at is null and run_at <= $1 limit 1) as due")
            .bind(now)
            .fetch_value(&mut tx)
            .await?;
    drop(tx);
    if waiting == 0 {
        return Ok(None);
    }
    let mut tx = database.write();
    // The outer conditions are looked at again once the row is locked: two workers never hold the same job.
    let job = sql("update job set leased_until = $2, attempts = attempts + 1
          where id = (select id from job where dead_at is null and run_at <= $1
                         and (leased_until is null or leased_until < $1) order by run_at, id limit 1)
            and (leased_until is null or leased_until < $1)
      returning id, kind, payload, attempts")
    .bind(now)
    .bind(now.plus_ms(LEASE_MS))
    .fetch_optional(&mut tx)
    .await?;
    tx.commit().await?;
    Ok(job)
}

/// Strikes a job that is done.
pub async fn complete(tx: &mut Tx, id: Id) -> Result<(), StoreError> {
    sql("delete from job where id = $1").bind(id).execute(tx).await?;
    Ok(())
}

/// Does a job again at `run_at`, with all its attempts before it.
pub async fn again(tx: &mut Tx, id: Id, run_at: Moment) -> Result<(), StoreError> {
    sql("update job set leased_until = null, run_at = $2, attempts = 0 where id = $1")
        .bind(id)
        .bind(run_at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Makes a job that nobody has begun wait until `run_at`.
pub async fn postpone(tx: &mut Tx, kind: &str, payload: &str, run_at: Moment) -> Result<(), StoreError> {
    sql("update job set run_at = $3 where kind = $1 and payload = $2 and leased_until is null")
        .bind(kind)
        .bind(payload)
        .bind(run_at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Puts a failed job off, twice as long each time; after [`MOST_ATTEMPTS`] it waits for a person.
pub async fn put_off(database: &Database, job: &Job, error: &str, now: Moment) -> Result<(), StoreError> {
    let is_dead = job.attempts >= MOST_ATTEMPTS;
    let delay_ms = FIRST_DELAY_MS << job.attempts.clamp(0, 16);
    let mut tx = database.write();
    sql("update job set leased_until = null, run_at = $2, error = $3, dead_at = $4 where id = $1")
        .bind(job.id)
        .bind(now.plus_ms(delay_ms))
        .bind(error)
        .bind(is_dead.then_some(now))
        .execute(&mut tx)
        .await?;
    tx.commit().await
}

/// Jobs that gave up, oldest first: what went wrong and when.
pub async fn dead(tx: &mut Tx) -> Result<Vec<(Id, String, String)>, StoreError> {
    sql("select id, kind, coalesce(error, '') from job where dead_at is not null order by id limit 200")
        .fetch_all(tx)
        .await
}
