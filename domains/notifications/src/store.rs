//! All the SQL of the table `message`.

use crate::Message;
use ::store::{StoreError, sql};
use base::{Id, Moment};
use web::Op;

/// A message that did not reach its person: nothing of what it says, nor to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsent {
    pub id: Id,
    pub kind: String,
    pub about: Option<String>,
    pub posted_at: Moment,
    /// Why: a code of the mail server, or a word of ours.
    pub failure: String,
}

pub(crate) async fn insert(op: &mut Op, id: Id, message: &Message<'_>) -> Result<(), StoreError> {
    sql("insert into message (id, kind, recipient, lang, subject, body, about, posted_at, state)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting')")
    .bind(id)
    .bind(message.kind)
    .bind(message.to)
    .bind(message.lang.code())
    .bind(message.subject)
    .bind(message.body)
    .bind(message.about)
    .bind(op.now)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

pub(crate) async fn give_up(op: &mut Op, id: Id, failure: &str) -> Result<(), StoreError> {
    sql("update message set state = 'unsent', failure = $2 where id = $1 and state = 'waiting'")
        .bind(id)
        .bind(failure)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

pub(crate) async fn list_unsent(op: &mut Op, about: Option<&str>) -> Result<Vec<Unsent>, StoreError> {
    type Row = (Id, String, Option<String>, i64, Option<String>);
    let mut statement =
        sql("select id, kind, about, posted_at, failure from message where state in ('unsent', 'dead')");
    if let Some(about) = about {
        statement = statement.push(" and about = ").value(about);
    }
    let rows: Vec<Row> = statement.push(" order by id desc limit 200").fetch_all(&mut op.tx).await?;
    let unsent = rows.into_iter().map(|(id, kind, about, posted_at, failure)| Unsent {
        id,
        kind,
        about,
        posted_at: Moment(posted_at),
        failure: failure.unwrap_or_default(),
    });
    Ok(unsent.collect())
}
