//! Links for somebody outside.

use crate::partners::PartnerLink;
use ::store::{StoreError, sql};
use base::{Id, Moment};
use web::Op;

#[derive(sqlx::FromRow)]
struct LinkRow {
    id: i64,
    request_id: i64,
    partner: String,
    email: String,
    words: String,
    shows_words: i64,
    lang: String,
    created_at: i64,
    created_by: String,
    expires_at: i64,
    opened_at: Option<i64>,
    answered_at: Option<i64>,
    withdrawn_at: Option<i64>,
}

impl From<LinkRow> for PartnerLink {
    fn from(row: LinkRow) -> Self {
        Self {
            id: row.id,
            request_id: row.request_id,
            partner: row.partner,
            email: row.email,
            words: row.words,
            shows_words: row.shows_words == 1,
            lang: row.lang.parse().unwrap_or_default(),
            created_at: Moment(row.created_at),
            created_by: row.created_by,
            expires_at: Moment(row.expires_at),
            opened_at: row.opened_at.map(Moment),
            answered_at: row.answered_at.map(Moment),
            withdrawn_at: row.withdrawn_at.map(Moment),
        }
    }
}

const COLUMNS: &str = "select id, request_id, partner, email, words, shows_words, lang, created_at, created_by,
    expires_at, opened_at, answered_at, withdrawn_at from partner_link where ";

pub async fn insert(op: &mut Op, link: &PartnerLink) -> Result<(), StoreError> {
    sql("insert into partner_link (id, request_id, partner, email, words, shows_words, lang, created_at, created_by,
             expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
    .bind(link.id)
    .bind(link.request_id)
    .bind(link.partner.as_str())
    .bind(link.email.as_str())
    .bind(link.words.as_str())
    .bind(link.shows_words)
    .bind(link.lang.code())
    .bind(link.created_at)
    .bind(link.created_by.as_str())
    .bind(link.expires_at)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

pub async fn find(op: &mut Op, id: Id) -> Result<Option<PartnerLink>, StoreError> {
    let row: Option<LinkRow> = sql(COLUMNS).push("id = ").value(id).fetch_optional(&mut op.tx).await?;
    Ok(row.map(PartnerLink::from))
}

pub async fn list(op: &mut Op, request_id: Id) -> Result<Vec<PartnerLink>, StoreError> {
    let statement = sql(COLUMNS).push("request_id = ").value(request_id).push(" order by id desc");
    let rows: Vec<LinkRow> = statement.fetch_all(&mut op.tx).await?;
    Ok(rows.into_iter().map(PartnerLink::from).collect())
}

pub async fn save_opened(op: &mut Op, id: Id) -> Result<(), StoreError> {
    sql("update partner_link set opened_at = $2 where id = $1").bind(id).bind(op.now).execute(&mut op.tx).await?;
    Ok(())
}

pub async fn save_answered(op: &mut Op, id: Id) -> Result<(), StoreError> {
    sql("update partner_link set answered_at = $2 where id = $1").bind(id).bind(op.now).execute(&mut op.tx).await?;
    Ok(())
}

pub async fn save_withdrawn(op: &mut Op, id: Id) -> Result<(), StoreError> {
    sql("update partner_link set withdrawn_at = $2 where id = $1").bind(id).bind(op.now).execute(&mut op.tx).await?;
    Ok(())
}
