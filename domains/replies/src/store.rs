//! All the SQL of replies.

use crate::{Draft, Reply, Version};
use ::store::{StoreError, sql};
use base::{Id, Moment, Text};
use web::Op;

#[derive(sqlx::FromRow)]
struct ReplyRow {
    id: i64,
    number: i64,
    retired_at: Option<i64>,
    title_fr: String,
    title_en: String,
    words_fr: String,
    words_en: String,
    services: String,
    acts: String,
    at: i64,
    by_name: String,
    used: i64,
}

/// Codes with spaces between.
fn codes(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn bilingual(fr: String, en: String) -> Text {
    let en = if en.is_empty() { fr.clone() } else { en };
    Text::new(fr, en)
}

impl From<ReplyRow> for Reply {
    fn from(row: ReplyRow) -> Self {
        Self {
            id: row.id,
            number: row.number,
            title: bilingual(row.title_fr, row.title_en),
            words: bilingual(row.words_fr, row.words_en),
            services: codes(&row.services),
            acts: codes(&row.acts),
            changed_at: Moment(row.at),
            changed_by: row.by_name,
            retired_at: row.retired_at.map(Moment),
            used: row.used,
        }
    }
}

/// All of them, with how often each was sent from `day` on.
pub(crate) async fn list(op: &mut Op, day: i64) -> Result<Vec<Reply>, StoreError> {
    let rows: Vec<ReplyRow> = sql("select reply.id, reply.number, retired_at, title_fr, title_en, words_fr, words_en,
             services, acts, at, by_name,
             cast(coalesce((select sum(used) from reply_use where reply_id = reply.id and day >= $1), 0) as bigint) as used
           from reply join reply_version on reply_id = reply.id and reply_version.number = reply.number
          order by reply.id")
    .bind(day)
    .fetch_all(&mut op.tx)
    .await?;
    Ok(rows.into_iter().map(Reply::from).collect())
}

/// The number of its last version.
pub(crate) async fn find(op: &mut Op, id: Id) -> Result<Option<i64>, StoreError> {
    let row: Option<(i64,)> = sql("select number from reply where id = $1").bind(id).fetch_optional(&mut op.tx).await?;
    Ok(row.map(|(number,)| number))
}

pub(crate) async fn insert(op: &mut Op, id: Id) -> Result<(), StoreError> {
    sql("insert into reply (id, number) values ($1, 1)").bind(id).execute(&mut op.tx).await?;
    Ok(())
}

/// Gives it the number after `seen`; false when it is not at `seen` any more.
pub(crate) async fn renumber(op: &mut Op, id: Id, seen: i64) -> Result<bool, StoreError> {
    let done = sql("update reply set number = number + 1 where id = $1 and number = $2").bind(id).bind(seen);
    Ok(done.execute(&mut op.tx).await? == 1)
}

pub(crate) async fn insert_version(op: &mut Op, reply: Id, number: i64, draft: &Draft) -> Result<(), StoreError> {
    let by = op.actor.name().unwrap_or_default().to_owned();
    sql("insert into reply_version (id, reply_id, number, title_fr, title_en, words_fr, words_en, services, acts, why,
             at, by_name) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
    .bind(op.id())
    .bind(reply)
    .bind(number)
    .bind(draft.title_fr.as_str())
    .bind(draft.title_en.as_str())
    .bind(draft.words_fr.as_str())
    .bind(draft.words_en.as_str())
    .bind(draft.services.join(" "))
    .bind(draft.acts.join(" "))
    .bind(draft.why.as_str())
    .bind(op.now)
    .bind(by)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

pub(crate) async fn save_retired(op: &mut Op, id: Id, at: Option<Moment>) -> Result<(), StoreError> {
    sql("update reply set retired_at = $2 where id = $1").bind(id).bind(at).execute(&mut op.tx).await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct VersionRow {
    number: i64,
    title_fr: String,
    title_en: String,
    words_fr: String,
    words_en: String,
    why: String,
    at: i64,
    by_name: String,
}

pub(crate) async fn versions(op: &mut Op, reply: Id) -> Result<Vec<Version>, StoreError> {
    let rows: Vec<VersionRow> = sql("select number, title_fr, title_en, words_fr, words_en, why, at, by_name
           from reply_version where reply_id = $1 order by number desc")
    .bind(reply)
    .fetch_all(&mut op.tx)
    .await?;
    let version = |row: VersionRow| Version {
        number: row.number,
        title: bilingual(row.title_fr, row.title_en),
        words: bilingual(row.words_fr, row.words_en),
        why: row.why,
        at: Moment(row.at),
        by: row.by_name,
    };
    Ok(rows.into_iter().map(version).collect())
}

pub(crate) async fn add_use(op: &mut Op, reply: Id, day: i64) -> Result<(), StoreError> {
    sql("insert into reply_use (reply_id, day, used) values ($1, $2, 1)
         on conflict (reply_id, day) do update set used = reply_use.used + 1")
    .bind(reply)
    .bind(day)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}
