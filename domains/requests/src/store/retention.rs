//! What is forgotten, and the register of it.

use super::photos;
use crate::{
    photos::Photo,
    retention::{Disposal, Series},
};
use ::store::{StoreError, sql};
use base::{Id, Moment, moment::DAY_MS};
use catalogue::Answers;
use web::Op;

/// People who can still be named or reached, of requests closed before an instant.
const KNOWN: &str = " from requester join request on request.id = requester.request_id
      where (requester.name is not null or requester.email is not null or requester.phone is not null)
        and requester.created_at < $1 and request.closed_at < $1";
/// Requests closed before an instant that hold what people typed to file them.
const WORDED: &str = "select id from request
      where closed_at < $1 and words_forgotten_at is null
        and (description <> '' or answers <> '{}' or media_url <> '')";
/// Those whose journal holds words written before that instant.
const JOURNALED: &str = "select distinct request_event.request_id from request_event
       join request on request.id = request_event.request_id
      where request_event.reason is not null and request_event.at < $1 and request.closed_at < $1";
/// Those to which papers were joined before that instant.
const ATTACHED: &str = "select distinct attachment.request_id from attachment
       join request on request.id = attachment.request_id
      where attachment.created_at < $1 and request.closed_at < $1";
const SHOWN: &str = " from photo join request on request.id = photo.request_id
      where photo.created_at < $1 and request.closed_at < $1";

/// How many people, requests with words, or photos there are of requests closed before an instant.
pub(crate) async fn count(op: &mut Op, series: Series, before: Moment) -> Result<i64, StoreError> {
    let statement = match series {
        Series::People => sql("select count(*)").push(KNOWN),
        Series::Words => sql("select count(*) from (")
            .push(WORDED)
            .push(" union ")
            .push(JOURNALED)
            .push(" union ")
            .push(ATTACHED)
            .push(") as worded"),
        Series::Photos => sql("select count(*)").push(SHOWN),
    };
    statement.bind(before).fetch_value(&mut op.tx).await
}

/// Requests of people who can still be named or reached, `limit` at most.
pub(crate) async fn list_known(op: &mut Op, before: Moment, limit: u32) -> Result<Vec<Id>, StoreError> {
    let statement = sql("select distinct request.id").push(KNOWN).push(" limit $2");
    statement.bind(before).bind(limit).fetch_values(&mut op.tx).await
}

/// Requests that hold words, `limit` at most.
pub(crate) async fn list_worded(op: &mut Op, before: Moment, limit: u32) -> Result<Vec<Id>, StoreError> {
    for words in [WORDED, JOURNALED, ATTACHED] {
        let statement = sql(words).push(" limit $2").bind(before).bind(limit);
        let found: Vec<Id> = statement.fetch_values(&mut op.tx).await?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// Photos of requests, `limit` at most.
pub(crate) async fn list_shown(op: &mut Op, before: Moment, limit: u32) -> Result<Vec<Photo>, StoreError> {
    let statement = sql("select photo.id").push(SHOWN).push(" order by photo.created_at, photo.id limit $2");
    let found: Vec<Id> = statement.bind(before).bind(limit).fetch_values(&mut op.tx).await?;
    photos::list_by_id(op, &found).await
}

/// Forgets who asked; answers how many people.
pub(crate) async fn forget_people(op: &mut Op, requests: &[Id]) -> Result<u64, StoreError> {
    let known: i64 = sql("select count(*) from requester
          where (name is not null or email is not null or phone is not null) and request_id in ")
    .list(requests.iter().copied())
    .fetch_value(&mut op.tx)
    .await?;
    sql("update requester set name = null, email = null, phone = null,
             wants_news = 0, wants_survey = 0, wants_participation = 0 where request_id in ")
    .list(requests.iter().copied())
    .execute(&mut op.tx)
    .await?;
    forget_partners(op, requests).await?;
    Ok(known.unsigned_abs())
}

/// Forgets what was asked of others, and where they were written to; the journal keeps what it says until its words go.
async fn forget_partners(op: &mut Op, requests: &[Id]) -> Result<(), StoreError> {
    sql("delete from partner_link where request_id in ").list(requests.iter().copied()).execute(&mut op.tx).await?;
    Ok(())
}

/// Service and answers of those that have some.
pub(crate) async fn list_answers(op: &mut Op, requests: &[Id]) -> Result<Vec<(Id, String, String)>, StoreError> {
    sql("select id, service_code, answers from request where answers <> '{}' and id in ")
        .list(requests.iter().copied())
        .fetch_all(&mut op.tx)
        .await
}

pub(crate) async fn save_answers(op: &mut Op, id: Id, answers: &Answers) -> Result<(), StoreError> {
    let statement = sql("update request set answers = $2 where id = $1").bind(id).bind(answers.to_json());
    statement.execute(&mut op.tx).await.map(|_| ())
}

/// What residents wrote: the description, and their lines of the journal.
pub(crate) async fn forget_words_of_residents(op: &mut Op, requests: &[Id]) -> Result<(), StoreError> {
    sql("update request set description = '' where id in ").list(requests.iter().copied()).execute(&mut op.tx).await?;
    sql("update request_event set reason = null where actor_kind = 'resident' and request_id in ")
        .list(requests.iter().copied())
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

/// What anybody wrote: also staff, who repeat what they were told. `results` are the closing results whose proof is
/// words.
pub(crate) async fn forget_words(
    op: &mut Op,
    requests: &[Id],
    before: Moment,
    results: &[&str],
) -> Result<(), StoreError> {
    forget_partners(op, requests).await?;
    sql("update request set description = '', media_url = '', words_forgotten_at = ")
        .value(op.now)
        .push(" where id in ")
        .list(requests.iter().copied())
        .execute(&mut op.tx)
        .await?;
    if !results.is_empty() {
        sql("update request set result_proof = '' where result in ")
            .list(results.iter().copied())
            .push(" and id in ")
            .list(requests.iter().copied())
            .execute(&mut op.tx)
            .await?;
    }
    sql("update request_event set reason = null where reason is not null and at < ")
        .value(before)
        .push(" and request_id in ")
        .list(requests.iter().copied())
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

/// Adds what was forgotten to the line of its day.
pub(crate) async fn register(
    op: &mut Op,
    (series, days): (Series, u32),
    requests: u64,
    items: u64,
) -> Result<(), StoreError> {
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    sql("insert into disposal (series, day_at, kept_days, requests, items, last_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (series, day_at, kept_days) do update set requests = disposal.requests + excluded.requests,
             items = disposal.items + excluded.items, last_at = excluded.last_at")
    .bind(series.code())
    .bind(op.now.0 - op.now.0.rem_euclid(DAY_MS))
    .bind(days)
    .bind(count(requests))
    .bind(count(items))
    .bind(op.now)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct DisposalRow {
    series: String,
    kept_days: i64,
    requests: i64,
    items: i64,
    last_at: i64,
}

impl TryFrom<DisposalRow> for Disposal {
    type Error = StoreError;

    fn try_from(row: DisposalRow) -> Result<Self, StoreError> {
        let broken =
            |cause: String| StoreError::Inconsistent { table: "disposal", row: row.last_at, source: cause.into() };
        Ok(Self {
            series: row.series.parse().map_err(broken)?,
            kept_days: row.kept_days,
            requests: row.requests,
            items: row.items,
            last_at: Moment(row.last_at),
        })
    }
}

/// The register, latest first.
pub async fn list_disposals(op: &mut Op, limit: u32) -> Result<Vec<Disposal>, StoreError> {
    let rows: Vec<DisposalRow> = sql("select series, kept_days, requests, items, last_at from disposal
          order by last_at desc, series limit $1")
    .bind(limit)
    .fetch_all(&mut op.tx)
    .await?;
    rows.into_iter().map(Disposal::try_from).collect()
}
