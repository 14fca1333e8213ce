//! All the SQL of flags.

use super::{Entry, broken, day};
use crate::flags::{Flag, Voice};
use ::store::{StoreError, sql};
use base::{Id, Moment};
use jiff::civil::Date;
use web::Op;

/// The open task of an article: the one that is there, or a new one.
pub(crate) async fn open(op: &mut Op, entry: &Entry, due_on: Date) -> Result<Id, StoreError> {
    sql("insert into article_flag (id, article_id, owner, due_on, opened_at) values ($1, $2, $3, $4, $5)
         on conflict (article_id) where resolved_at is null do nothing")
    .bind(op.id())
    .bind(entry.id)
    .bind(&entry.owner)
    .bind(due_on.to_string())
    .bind(op.now)
    .execute(&mut op.tx)
    .await?;
    sql("select id from article_flag where article_id = $1 and resolved_at is null")
        .bind(entry.id)
        .fetch_value(&mut op.tx)
        .await
}

/// Puts the words of somebody of the staff in the place of those they said before; answers whether there were some.
pub(crate) async fn replace_words(op: &mut Op, flag: Id, staff: Id, words: &str) -> Result<bool, StoreError> {
    let changed = sql("update article_flag_word set words = $3, at = $4 where flag_id = $1 and staff_id = $2")
        .bind(flag)
        .bind(staff)
        .bind(words)
        .bind(op.now)
        .execute(&mut op.tx)
        .await?;
    Ok(changed > 0)
}

pub(crate) async fn count_words(op: &mut Op, flag: Id) -> Result<i64, StoreError> {
    sql("select count(*) from article_flag_word where flag_id = $1").bind(flag).fetch_value(&mut op.tx).await
}

pub(crate) async fn insert_words(
    op: &mut Op,
    flag: Id,
    staff: Option<Id>,
    words: &str,
    email: Option<&str>,
) -> Result<(), StoreError> {
    sql("insert into article_flag_word (id, flag_id, at, staff_id, lang, words, email)
         values ($1, $2, $3, $4, $5, $6, $7)")
    .bind(op.id())
    .bind(flag)
    .bind(op.now)
    .bind(staff)
    .bind(op.lang.code())
    .bind(words)
    .bind(email)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct VoiceRow {
    at: i64,
    staff_id: Option<i64>,
    lang: String,
    words: String,
    email: Option<String>,
}

pub(crate) async fn list_words(op: &mut Op, flag: Id) -> Result<Vec<Voice>, StoreError> {
    let rows: Vec<VoiceRow> =
        sql("select at, staff_id, lang, words, email from article_flag_word where flag_id = $1 order by id")
            .bind(flag)
            .fetch_all(&mut op.tx)
            .await?;
    let voice = |row: VoiceRow| Voice {
        at: Moment(row.at),
        is_staffs: row.staff_id.is_some(),
        lang: row.lang.parse().unwrap_or_default(),
        words: row.words,
        email: row.email,
    };
    Ok(rows.into_iter().map(voice).collect())
}

#[derive(sqlx::FromRow)]
struct FlagRow {
    id: i64,
    article_id: i64,
    slug: String,
    title_fr: String,
    owner: String,
    due_on: String,
    opened_at: i64,
    resolved_at: Option<i64>,
    resolution: Option<String>,
    resolved_by: Option<String>,
}

impl FlagRow {
    fn flag(self) -> Result<Flag, StoreError> {
        let resolved = match (self.resolved_at, self.resolution, self.resolved_by) {
            (Some(at), Some(words), Some(by)) => Some((Moment(at), by, words)),
            (None, None, None) => None,
            _ => return Err(broken("article_flag", self.id, "it is resolved by halves")),
        };
        Ok(Flag {
            due_on: day("article_flag", self.id, &self.due_on)?,
            id: self.id,
            article: self.article_id,
            slug: self.slug,
            title: self.title_fr,
            owner: self.owner,
            opened_at: Moment(self.opened_at),
            resolved,
        })
    }
}

const FLAG: &str =
    "select article_flag.id, article_flag.article_id, article.slug, article.title_fr, article_flag.owner,
        article_flag.due_on, article_flag.opened_at, article_flag.resolved_at, article_flag.resolution,
        article_flag.resolved_by
   from article_flag join article on article.id = article_flag.article_id";

pub(crate) async fn find(op: &mut Op, id: Id) -> Result<Option<Flag>, StoreError> {
    let row: Option<FlagRow> = sql(FLAG).push(" where article_flag.id = ").value(id).fetch_optional(&mut op.tx).await?;
    row.map(FlagRow::flag).transpose()
}

pub(crate) async fn list_open(op: &mut Op) -> Result<Vec<Flag>, StoreError> {
    let rows: Vec<FlagRow> = sql(FLAG)
        .push(" where article_flag.resolved_at is null order by article_flag.due_on, article_flag.id limit 500")
        .fetch_all(&mut op.tx)
        .await?;
    rows.into_iter().map(FlagRow::flag).collect()
}

pub(crate) async fn list_flagged_by(op: &mut Op, staff: Id) -> Result<Vec<Flag>, StoreError> {
    let rows: Vec<FlagRow> = sql(FLAG)
        .push(" where article_flag.id in (select flag_id from article_flag_word where staff_id = ")
        .value(staff)
        .push(") order by article_flag.id desc limit 50")
        .fetch_all(&mut op.tx)
        .await?;
    rows.into_iter().map(FlagRow::flag).collect()
}

/// Closes a task that is open; answers whether it was.
pub(crate) async fn save_resolved(op: &mut Op, id: Id, by: &str, words: &str) -> Result<bool, StoreError> {
    let changed = sql("update article_flag set resolved_at = $2, resolved_by = $3, resolution = $4
          where id = $1 and resolved_at is null")
    .bind(id)
    .bind(op.now)
    .bind(by)
    .bind(words)
    .execute(&mut op.tx)
    .await?;
    Ok(changed > 0)
}

pub(crate) async fn forget_emails(op: &mut Op, flag: Id) -> Result<(), StoreError> {
    sql("update article_flag_word set email = null where flag_id = $1").bind(flag).execute(&mut op.tx).await?;
    Ok(())
}

/// Forgets the tasks that were resolved before an instant, and what people said; answers how many.
pub(crate) async fn sweep(op: &mut Op, before: Moment) -> Result<u64, StoreError> {
    sql("delete from article_flag_word where flag_id in (select id from article_flag where resolved_at < $1)")
        .bind(before)
        .execute(&mut op.tx)
        .await?;
    sql("delete from article_flag where resolved_at < $1").bind(before).execute(&mut op.tx).await
}
