//! All the SQL of notices.

use crate::notices::{Checked, Notice};
use ::store::{StoreError, sql};
use base::{Id, Moment, Text};
use web::Op;

#[derive(sqlx::FromRow)]
struct NoticeRow {
    id: i64,
    borough: Option<String>,
    fr: String,
    en: String,
    begins_at: i64,
    ends_at: i64,
    author: String,
}

/// Notices that have not ended, the latest begun first.
pub(crate) async fn list_current(op: &mut Op) -> Result<Vec<Notice>, StoreError> {
    let rows: Vec<NoticeRow> = sql("select id, borough, fr, en, begins_at, ends_at, author from notice
          where ends_at > $1 and withdrawn_at is null order by begins_at desc, id desc limit 200")
    .bind(op.now)
    .fetch_all(&mut op.tx)
    .await?;
    let notice = |row: NoticeRow| Notice {
        id: row.id,
        borough: row.borough,
        text: Text::new(row.fr, row.en),
        begins_at: Moment(row.begins_at),
        ends_at: Moment(row.ends_at),
        author: row.author,
    };
    Ok(rows.into_iter().map(notice).collect())
}

pub(crate) async fn insert(op: &mut Op, notice: &Checked, author: &str) -> Result<(), StoreError> {
    sql("insert into notice (id, borough, fr, en, begins_at, ends_at, author, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)")
    .bind(op.id())
    .bind(notice.borough.clone())
    .bind(&notice.text.fr)
    .bind(&notice.text.en)
    .bind(notice.begins_at)
    .bind(notice.ends_at)
    .bind(author)
    .bind(op.now)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

pub(crate) async fn save_withdrawn(op: &mut Op, id: Id) -> Result<(), StoreError> {
    sql("update notice set withdrawn_at = $2 where id = $1 and withdrawn_at is null")
        .bind(id)
        .bind(op.now)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}
