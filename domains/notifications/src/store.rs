//! All the SQL of the table `message`.

use crate::{Message, holding::Past, sending::in_words};
use ::store::{StoreError, sql};
use base::{Id, Lang, Moment};
use web::Op;

/// A message that did not reach its person: nothing of what it says, nor to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsent {
    pub id: Id,
    pub kind: String,
    pub about: Option<String>,
    pub posted_at: Moment,
    /// Nothing more will be tried by itself.
    pub is_final: bool,
    /// Why: the code of the mail server, or a word of ours.
    pub failure: String,
}

impl Unsent {
    /// Why, in English.
    pub fn reason(&self) -> String {
        in_words(&self.failure)
    }
}

/// A message that waits to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub id: Id,
    pub kind: String,
    pub recipient: String,
    pub lang: Lang,
    pub subject: String,
    pub body: String,
    pub about: Option<String>,
    pub posted_at: Moment,
    pub attempts: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Id,
    kind: String,
    recipient: String,
    lang: String,
    subject: String,
    body: String,
    about: Option<String>,
    posted_at: i64,
    attempts: i64,
}

impl From<Row> for Waiting {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            recipient: row.recipient,
            lang: row.lang.parse().unwrap_or_default(),
            subject: row.subject,
            body: row.body,
            about: row.about,
            posted_at: Moment(row.posted_at),
            attempts: row.attempts,
        }
    }
}

/// Keeps a message that waits, or one that is dead from the start.
pub(crate) async fn insert(
    op: &mut Op,
    id: Id,
    message: &Message<'_>,
    failure: Option<&str>,
) -> Result<(), StoreError> {
    sql("insert into message (id, kind, recipient, lang, subject, body, about, posted_at, state, failure)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
    .bind(id)
    .bind(message.kind)
    .bind(message.to)
    .bind(message.lang.code())
    .bind(message.subject)
    .bind(message.body)
    .bind(message.about)
    .bind(op.now)
    .bind(if failure.is_some() { "dead" } else { "waiting" })
    .bind(failure)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

pub(crate) async fn find_waiting(op: &mut Op, id: Id) -> Result<Option<Waiting>, StoreError> {
    let row: Option<Row> = sql("select id, kind, recipient, lang, subject, body, about, posted_at, attempts
           from message where id = $1 and state = 'waiting'")
    .bind(id)
    .fetch_optional(&mut op.tx)
    .await?;
    Ok(row.map(Waiting::from))
}

/// What the person of `message` was sent of late.
pub(crate) async fn past_of(op: &mut Op, message: &Waiting, since: Moment) -> Result<Past, StoreError> {
    let (last_at, in_the_hour): (Option<i64>, i64) =
        sql("select max(case when about = $2 then sent_at end), count(case when sent_at > $3 then 1 end)
               from message where recipient = $1 and state = 'sent'")
        .bind(&message.recipient)
        .bind(message.about.as_deref())
        .bind(since)
        .fetch_one(&mut op.tx)
        .await?;
    Ok(Past { last_at: last_at.map(Moment), in_the_hour })
}

/// Takes a message until `until`, with all that waits for the same person about the same thing, oldest first.
/// Nothing when another worker has it.
pub(crate) async fn take(op: &mut Op, message: &Waiting, until: Moment) -> Result<Vec<Waiting>, StoreError> {
    let rows: Vec<Row> = sql("update message set leased_until = $4, attempts = attempts + 1
          where recipient = $1 and (about = $2 or id = $3) and state = 'waiting'
            and (leased_until is null or leased_until < $5)
      returning id, kind, recipient, lang, subject, body, about, posted_at, attempts")
    .bind(&message.recipient)
    .bind(message.about.as_deref())
    .bind(message.id)
    .bind(until)
    .bind(op.now)
    .fetch_all(&mut op.tx)
    .await?;
    let mut taken: Vec<Waiting> = rows.into_iter().map(Waiting::from).collect();
    taken.sort_by_key(|message| message.id);
    Ok(taken)
}

pub(crate) async fn save_sent(op: &mut Op, ids: &[Id]) -> Result<(), StoreError> {
    sql("update message set state = 'sent', leased_until = null, failure = null, sent_at = ")
        .value(op.now)
        .push(" where id in ")
        .list(ids.iter().copied())
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

/// What becomes of messages that did not leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Waiting,
    /// Kept, for want of a server.
    Unsent,
    Dead,
}

pub(crate) async fn save_failure(op: &mut Op, ids: &[Id], fate: Fate, failure: &str) -> Result<(), StoreError> {
    let state = match fate {
        Fate::Waiting => "waiting",
        Fate::Unsent => "unsent",
        Fate::Dead => "dead",
    };
    sql("update message set leased_until = null, state = ")
        .value(state)
        .push(", failure = ")
        .value(failure)
        .push(" where state = 'waiting' and id in ")
        .list(ids.iter().copied())
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

pub(crate) async fn list_unsent(op: &mut Op, about: Option<&str>) -> Result<Vec<Unsent>, StoreError> {
    type Row = (Id, String, Option<String>, i64, String, String);
    let mut statement = sql("select id, kind, about, posted_at, state, coalesce(failure, '') from message
          where (state in ('unsent', 'dead') or (state = 'waiting' and failure is not null))");
    if let Some(about) = about {
        statement = statement.push(" and about = ").value(about);
    }
    let rows: Vec<Row> = statement.push(" order by id desc limit 200").fetch_all(&mut op.tx).await?;
    let unsent = rows.into_iter().map(|(id, kind, about, posted_at, state, failure)| Unsent {
        id,
        kind,
        about,
        posted_at: Moment(posted_at),
        is_final: state != "waiting",
        failure,
    });
    Ok(unsent.collect())
}

/// Lets the messages posted since `since` that did not leave wait again; answers which.
pub(crate) async fn revive(op: &mut Op, since: Moment) -> Result<Vec<Id>, StoreError> {
    sql("update message set state = 'waiting', attempts = 0, failure = null
          where state in ('unsent', 'dead') and failure <> 'address' and posted_at >= $1 returning id")
    .bind(since)
    .fetch_values(&mut op.tx)
    .await
}

/// Forgets what has an identifier below `floor`: identifiers grow with time.
pub(crate) async fn forget(op: &mut Op, floor: Id) -> Result<u64, StoreError> {
    sql("delete from message where id < $1").bind(floor).execute(&mut op.tx).await
}

/// A message as it was posted.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Posted {
    pub kind: String,
    pub recipient: String,
    pub lang: String,
    pub subject: String,
    pub body: String,
}

/// What was posted about one thing at one instant, oldest first.
pub async fn posted(op: &mut Op, about: &str, at: Moment) -> Result<Vec<Posted>, StoreError> {
    sql("select kind, recipient, lang, subject, body from message where about = $1 and posted_at = $2 order by id")
        .bind(about)
        .bind(at)
        .fetch_all(&mut op.tx)
        .await
}

/// Those of them that wait to be sent.
pub(crate) async fn list_waiting(op: &mut Op, about: &str, at: Moment) -> Result<Vec<Id>, StoreError> {
    sql("select id from message where about = $1 and posted_at = $2 and state = 'waiting' and leased_until is null")
        .bind(about)
        .bind(at)
        .fetch_values(&mut op.tx)
        .await
}

/// Takes messages back before they leave.
pub(crate) async fn delete_waiting(op: &mut Op, ids: &[Id]) -> Result<u64, StoreError> {
    let statement = sql("delete from message where state = 'waiting' and leased_until is null and id in ");
    statement.list(ids.iter().copied()).execute(&mut op.tx).await
}

/// How many messages stand about one thing from one instant, whatever became of them.
pub(crate) async fn count_posted(op: &mut Op, about: &str, at: Moment) -> Result<i64, StoreError> {
    sql("select count(*) from message where about = $1 and posted_at = $2 and state <> 'dead'")
        .bind(about)
        .bind(at)
        .fetch_value(&mut op.tx)
        .await
}
