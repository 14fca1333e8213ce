//! Photos: which request or draft they belong to, and who may see them.

use crate::photos::{Covered, Owner, Photo, Shelved, When, cover};
use ::store::{StoreError, sql};
use base::{Id, Moment};
use web::Op;

#[derive(sqlx::FromRow)]
struct PhotoRow {
    id: i64,
    request_id: Option<i64>,
    name: String,
    moment: String,
    width: i64,
    height: i64,
    is_public: i64,
    is_joined: i64,
    created_at: i64,
    copy_name: Option<String>,
    copied_at: Option<i64>,
    covered: String,
}

impl TryFrom<PhotoRow> for Photo {
    type Error = StoreError;

    fn try_from(row: PhotoRow) -> Result<Self, StoreError> {
        let broken = |cause: String| StoreError::Inconsistent { table: "photo", row: row.id, source: cause.into() };
        Ok(Self {
            id: row.id,
            request_id: row.request_id,
            when: row.moment.parse().map_err(broken)?,
            name: row.name,
            width: row.width,
            height: row.height,
            is_public: row.is_public == 1,
            is_joined: row.is_joined == 1,
            at: Moment(row.created_at),
            covers: cover::read(&row.covered).ok_or_else(|| broken("what is covered".into()))?,
            copy: row.copy_name.zip(row.copied_at.map(Moment)),
        })
    }
}

const COLUMNS: &str = "select id, request_id, name, moment, width, height, is_public, is_joined,
    created_at, copy_name, copied_at, covered from photo where ";

/// Keeps the row of a photo, unless the same picture is there already; answers whether it is new.
pub async fn insert(op: &mut Op, owner: Owner<'_>, when: When, shelved: &Shelved) -> Result<bool, StoreError> {
    let (request_id, draft) = match owner {
        Owner::Request(id) | Owner::Joined(id) => (Some(id), None),
        Owner::Draft(key) => (None, Some(key)),
    };
    let kept =
        sql("insert into photo (id, request_id, draft, name, digest, moment, width, height, actor_kind, created_at,
             is_joined)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing")
        .bind(op.id())
        .bind(request_id)
        .bind(draft)
        .bind(&shelved.name)
        .bind(&shelved.digest)
        .bind(when.code())
        .bind(shelved.width)
        .bind(shelved.height)
        .bind(op.actor.kind())
        .bind(shelved.at)
        .bind(matches!(owner, Owner::Joined(_)))
        .execute(&mut op.tx)
        .await?;
    Ok(kept == 1)
}

/// The photos of a request and of its sub-requests, or of a draft, oldest first.
pub async fn list(op: &mut Op, owner: Owner<'_>) -> Result<Vec<Photo>, StoreError> {
    let statement = match owner {
        Owner::Request(id) | Owner::Joined(id) => sql(COLUMNS)
            .push("request_id in (select ")
            .value(id)
            .push(" union all select id from request where parent_id = ")
            .value(id)
            .push(")"),
        Owner::Draft(key) => sql(COLUMNS).push("draft = ").value(key),
    };
    let rows: Vec<PhotoRow> = statement.push(" order by id").fetch_all(&mut op.tx).await?;
    rows.into_iter().map(Photo::try_from).collect()
}

/// The photos of several requests, oldest first.
pub async fn list_of(op: &mut Op, request_ids: &[Id]) -> Result<Vec<Photo>, StoreError> {
    let statement = sql(COLUMNS).push("request_id in ").list(request_ids.iter().copied());
    let rows: Vec<PhotoRow> = statement.push(" order by id").fetch_all(&mut op.tx).await?;
    rows.into_iter().map(Photo::try_from).collect()
}

/// The public photos of several requests, oldest first.
pub async fn list_public(op: &mut Op, request_ids: &[Id]) -> Result<Vec<Photo>, StoreError> {
    let statement = sql(COLUMNS).push("is_public = 1 and request_id in ").list(request_ids.iter().copied());
    let rows: Vec<PhotoRow> = statement.push(" order by id").fetch_all(&mut op.tx).await?;
    rows.into_iter().map(Photo::try_from).collect()
}

/// What a draft holds is now the request's, but for pictures that it has already.
pub async fn adopt(op: &mut Op, draft: &str, request_id: Id, is_joined: bool) -> Result<u64, StoreError> {
    sql("update photo set request_id = $2, draft = null, is_joined = $3
          where draft = $1 and not exists
                (select 1 from photo as other where other.request_id = $2 and other.digest = photo.digest)")
    .bind(draft)
    .bind(request_id)
    .bind(is_joined)
    .execute(&mut op.tx)
    .await
}

/// Who sees it, and the copy that is shown in its place.
pub async fn save_public(op: &mut Op, id: Id, is_public: bool, copy: Option<&Covered>) -> Result<(), StoreError> {
    sql("update photo set is_public = $2, copy_name = $3, copied_at = $4, covered = $5 where id = $1")
        .bind(id)
        .bind(is_public)
        .bind(copy.map(|copy| copy.name.clone()))
        .bind(copy.map(|copy| copy.at))
        .bind(copy.map(|copy| cover::written(&copy.covers)).unwrap_or_default())
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

pub async fn delete(op: &mut Op, id: Id) -> Result<(), StoreError> {
    sql("delete from photo where id = $1").bind(id).execute(&mut op.tx).await?;
    Ok(())
}

/// The photos of these identifiers.
pub async fn list_by_id(op: &mut Op, ids: &[Id]) -> Result<Vec<Photo>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let statement = sql(COLUMNS).push("id in ").list(ids.iter().copied());
    let rows: Vec<PhotoRow> = statement.push(" order by id").fetch_all(&mut op.tx).await?;
    rows.into_iter().map(Photo::try_from).collect()
}

/// Photos of drafts, received before `before`.
pub async fn list_unsent(op: &mut Op, before: Moment) -> Result<Vec<Photo>, StoreError> {
    let statement = sql(COLUMNS).push("draft is not null and created_at < ").value(before);
    let rows: Vec<PhotoRow> = statement.push(" order by id limit 500").fetch_all(&mut op.tx).await?;
    rows.into_iter().map(Photo::try_from).collect()
}

/// Names of the photos, and of their copies, put on the shelf from `from` on, before `to`.
pub async fn names(op: &mut Op, from: Moment, to: Moment) -> Result<Vec<String>, StoreError> {
    sql("select name from photo where created_at >= $1 and created_at < $2
         union all select copy_name from photo where copied_at >= $3 and copied_at < $4")
    .bind(from)
    .bind(to)
    .bind(from)
    .bind(to)
    .fetch_values(&mut op.tx)
    .await
}
