//! Papers that staff joined to a request.

use crate::{
    Audience,
    attachments::{Attachment, Shelved},
};
use ::store::{StoreError, sql};
use base::{Id, Moment};
use web::{Actor, Op};

#[derive(sqlx::FromRow)]
struct AttachmentRow {
    id: i64,
    request_id: i64,
    name: String,
    file_name: String,
    title: String,
    kind: String,
    size_bytes: i64,
    audience: String,
    actor_id: Option<i64>,
    actor_kind: String,
    actor_name: Option<String>,
    created_at: i64,
}

impl TryFrom<AttachmentRow> for Attachment {
    type Error = StoreError;

    fn try_from(row: AttachmentRow) -> Result<Self, StoreError> {
        let broken =
            |cause: String| StoreError::Inconsistent { table: "attachment", row: row.id, source: cause.into() };
        Ok(Self {
            id: row.id,
            request_id: row.request_id,
            name: row.name,
            file_name: row.file_name,
            title: row.title,
            kind: row.kind.parse().map_err(broken)?,
            size_bytes: row.size_bytes,
            audience: row.audience.parse().map_err(broken)?,
            actor_id: row.actor_id,
            actor_kind: row.actor_kind,
            actor_name: row.actor_name,
            at: Moment(row.created_at),
        })
    }
}

const COLUMNS: &str = "select id, request_id, name, file_name, title, kind, size_bytes, audience, actor_id, actor_kind,
    actor_name, created_at from attachment where ";

/// Keeps the row of a file, unless the same file is there already; answers whether it is new.
pub async fn insert(
    op: &mut Op,
    request_id: Id,
    shelved: &Shelved,
    (title, audience): (&str, Audience),
) -> Result<bool, StoreError> {
    let actor_id = match &op.actor {
        Actor::Staff { id, .. } => Some(*id),
        Actor::Resident | Actor::Client(_) | Actor::System => None,
    };
    let kept =
        sql("insert into attachment (id, request_id, name, file_name, title, kind, size_bytes, digest, audience,
             actor_kind, actor_id, actor_name, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing")
        .bind(op.id())
        .bind(request_id)
        .bind(&shelved.name)
        .bind(&shelved.file_name)
        .bind(title)
        .bind(shelved.kind.code())
        .bind(i64::try_from(shelved.size_bytes).unwrap_or(i64::MAX))
        .bind(&shelved.digest)
        .bind(audience.code())
        .bind(op.actor.kind())
        .bind(actor_id)
        .bind(op.actor.name())
        .bind(shelved.at)
        .execute(&mut op.tx)
        .await?;
    Ok(kept == 1)
}

/// The papers of a request, oldest first.
pub async fn list(op: &mut Op, request_id: Id) -> Result<Vec<Attachment>, StoreError> {
    let statement = sql(COLUMNS).push("request_id = ").value(request_id).push(" order by id");
    let rows: Vec<AttachmentRow> = statement.fetch_all(&mut op.tx).await?;
    rows.into_iter().map(Attachment::try_from).collect()
}

/// The papers of several requests that were joined before an instant.
pub async fn list_before(op: &mut Op, request_ids: &[Id], before: Moment) -> Result<Vec<Attachment>, StoreError> {
    let statement = sql(COLUMNS).push("created_at < ").value(before).push(" and request_id in ");
    let rows: Vec<AttachmentRow> =
        statement.list(request_ids.iter().copied()).push(" order by id").fetch_all(&mut op.tx).await?;
    rows.into_iter().map(Attachment::try_from).collect()
}

pub async fn delete(op: &mut Op, id: Id) -> Result<(), StoreError> {
    sql("delete from attachment where id = $1").bind(id).execute(&mut op.tx).await?;
    Ok(())
}

/// Names of the files put on the shelf from `from` on, before `to`.
pub async fn names(op: &mut Op, from: Moment, to: Moment) -> Result<Vec<String>, StoreError> {
    sql("select name from attachment where created_at >= $1 and created_at < $2")
        .bind(from)
        .bind(to)
        .fetch_values(&mut op.tx)
        .await
}
