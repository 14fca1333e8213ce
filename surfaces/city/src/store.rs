//! All the SQL of the versions of the city.

pub(crate) mod draft;

use crate::versions::{Making, Version};
use ::store::{StoreError, Tx, sql};
use base::{Id, Moment, PackFiles};
use sha2::{Digest, Sha256};
use std::{collections::HashMap, fmt::Write};

#[derive(sqlx::FromRow)]
struct VersionRow {
    id: i64,
    digest: String,
    loaded_at: i64,
    in_force_at: i64,
    act: String,
    made_by: String,
    why: String,
    made_from: Option<i64>,
    given_up_at: Option<i64>,
    given_up_by: Option<String>,
}

impl TryFrom<VersionRow> for Version {
    type Error = StoreError;

    fn try_from(row: VersionRow) -> Result<Self, StoreError> {
        let broken = |cause: String| StoreError::Inconsistent { table: "city_pack", row: row.id, source: cause.into() };
        Ok(Self {
            id: row.id,
            digest: row.digest,
            loaded_at: Moment(row.loaded_at),
            in_force_at: Moment(row.in_force_at),
            act: row.act.parse().map_err(broken)?,
            by: row.made_by,
            why: row.why,
            from: row.made_from,
            given_up: row.given_up_at.map(|at| (Moment(at), row.given_up_by.unwrap_or_default())),
        })
    }
}

const COLUMNS: &str =
    "select id, digest, loaded_at, in_force_at, act, made_by, why, made_from, given_up_at, given_up_by
   from city_pack where ";

/// SHA-256 over the names and contents of the files, in hexadecimal.
fn digest_of(files: &PackFiles) -> String {
    let mut digest = Sha256::new();
    for (name, content) in files.iter() {
        for part in [name.as_bytes(), content] {
            // The length before each part: no two packs give the same bytes.
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
    }
    digest.finalize().iter().fold(String::new(), |mut hex, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The version in force at `now`: the last one whose instant has passed.
pub async fn find_version(tx: &mut Tx, now: Moment) -> Result<Option<Version>, StoreError> {
    let row: Option<VersionRow> = sql(COLUMNS)
        .push("given_up_at is null and (in_force_at <= ")
        .value(now)
        .push(" or in_force_at <= loaded_at) order by in_force_at desc, id desc limit 1")
        .fetch_optional(tx)
        .await?;
    row.map(Version::try_from).transpose()
}

/// One version, whatever became of it.
pub(crate) async fn find(tx: &mut Tx, id: Id) -> Result<Option<Version>, StoreError> {
    let row: Option<VersionRow> = sql(COLUMNS).push("id = ").value(id).fetch_optional(tx).await?;
    row.map(Version::try_from).transpose()
}

/// Those that come into force after `now`, the next one first.
pub(crate) async fn list_coming(tx: &mut Tx, now: Moment) -> Result<Vec<Version>, StoreError> {
    let rows: Vec<VersionRow> = sql(COLUMNS)
        .push("given_up_at is null and in_force_at > loaded_at and in_force_at > ")
        .value(now)
        .push(" order by in_force_at, id")
        .fetch_all(tx)
        .await?;
    rows.into_iter().map(Version::try_from).collect()
}

/// Those made before `before`, the last made first, `limit` at most.
pub(crate) async fn list(tx: &mut Tx, before: Id, limit: u32) -> Result<Vec<Version>, StoreError> {
    let rows: Vec<VersionRow> =
        sql(COLUMNS).push("id < ").value(before).push(" order by id desc limit ").value(limit).fetch_all(tx).await?;
    rows.into_iter().map(Version::try_from).collect()
}

/// The version that another took the place of, or will.
pub(crate) async fn find_before(tx: &mut Tx, version: &Version) -> Result<Option<Id>, StoreError> {
    let row: Option<(Id,)> = sql("select id from city_pack where given_up_at is null and (in_force_at, id) < ($1, $2)
          order by in_force_at desc, id desc limit 1")
    .bind(version.in_force_at)
    .bind(version.id)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|(id,)| id))
}

/// Names of the files of a version, with their sizes in bytes.
pub(crate) async fn sizes(tx: &mut Tx, version: Id) -> Result<Vec<(String, i64)>, StoreError> {
    sql("select city_file.name, cast(length(coalesce(held.content, city_file.content)) as bigint)
           from city_file
           left join city_file held on held.pack_id = city_file.held_by and held.name = city_file.name
          where city_file.pack_id = $1 order by city_file.name")
    .bind(version)
    .fetch_all(tx)
    .await
}

/// Keeps `files` as a new version, unless they are those in force when it would be. Answers the version, and whether it
/// is new.
pub async fn save_version(
    tx: &mut Tx,
    files: &PackFiles,
    making: Making<'_>,
    now: Moment,
) -> Result<(Version, bool), StoreError> {
    let digest = digest_of(files);
    let before = find_version(tx, making.in_force_at).await?;
    if let Some(version) = &before
        && version.digest == digest
    {
        return Ok((version.clone(), false));
    }
    let id: Id = sql("select coalesce(max(id), 0) + 1 from city_pack").fetch_value(tx).await?;
    sql("insert into city_pack (id, digest, loaded_at, in_force_at, act, made_by, why, made_from)
           values ($1, $2, $3, $4, $5, $6, $7, $8)")
    .bind(id)
    .bind(&digest)
    .bind(now)
    .bind(making.in_force_at)
    .bind(making.act.code())
    .bind(making.by)
    .bind(making.why)
    .bind(making.from)
    .execute(tx)
    .await?;
    let base = making.from.or(before.map(|version| version.id));
    let (held, same) = match base {
        None => (HashMap::new(), PackFiles::default()),
        Some(base) => (holders(tx, base).await?, load_files(tx, base).await?),
    };
    for (name, content) in files.iter() {
        let holder = held.get(name).filter(|_| same.bytes(name) == Some(content));
        sql("insert into city_file (pack_id, name, content, held_by) values ($1, $2, $3, $4)")
            .bind(id)
            .bind(name)
            .bind(if holder.is_some() { &[] } else { content })
            .bind(holder.copied())
            .execute(tx)
            .await?;
    }
    let (act, from) = (making.act, making.from);
    let (by, why) = (making.by.to_owned(), making.why.to_owned());
    let in_force_at = making.in_force_at;
    Ok((Version { id, digest, loaded_at: now, in_force_at, act, by, why, from, given_up: None }, true))
}

/// Gives up a version to come; false when it is in force already, or was given up.
pub(crate) async fn give_up(tx: &mut Tx, id: Id, by: &str, now: Moment) -> Result<bool, StoreError> {
    let done = sql("update city_pack set given_up_at = $2, given_up_by = $3
                     where id = $1 and given_up_at is null and in_force_at > $2 and in_force_at > loaded_at")
    .bind(id)
    .bind(now)
    .bind(by);
    Ok(done.execute(tx).await? == 1)
}

/// Name of each file of a version, and the version that holds what it says.
pub(crate) async fn holders(tx: &mut Tx, version: Id) -> Result<HashMap<String, Id>, StoreError> {
    let rows: Vec<(String, Id)> = sql("select name, coalesce(held_by, pack_id) from city_file where pack_id = $1")
        .bind(version)
        .fetch_all(tx)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The files of a version.
pub async fn load_files(tx: &mut Tx, version: Id) -> Result<PackFiles, StoreError> {
    let rows: Vec<(String, Vec<u8>)> = sql("select city_file.name, coalesce(held.content, city_file.content)
           from city_file
           left join city_file held on held.pack_id = city_file.held_by and held.name = city_file.name
          where city_file.pack_id = $1 order by city_file.name")
    .bind(version)
    .fetch_all(tx)
    .await?;
    let mut files = PackFiles::default();
    for (name, content) in rows {
        files.insert(name, content);
    }
    Ok(files)
}

/// One file of a version.
pub(crate) async fn load_file(tx: &mut Tx, version: Id, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let row: Option<(Vec<u8>,)> = sql("select coalesce(held.content, city_file.content)
           from city_file
           left join city_file held on held.pack_id = city_file.held_by and held.name = city_file.name
          where city_file.pack_id = $1 and city_file.name = $2")
    .bind(version)
    .bind(name)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|(content,)| content))
}
