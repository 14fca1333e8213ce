//! All the SQL of the imports: how far each file went, what is kept beside requests, how names are spelled.

use crate::book::{NameKind, Spelling};
use ::store::{Migration, Rows, StoreError, sql};
use base::{Id, Moment};
use std::sync::Arc;
use web::Op;

pub const MIGRATIONS: &[Migration] =
    &[Migration { name: "20261125_80_import", sql: include_str!("../migrations/20261125_80_import.sql") }];

/// How far a file was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mark {
    /// Bytes out of compression.
    pub position: u64,
    /// CRC-32 of those bytes.
    pub checksum: u32,
    /// Length of the file of rejected lines.
    pub rejected_bytes: u64,
}

/// What became of lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub lines: u64,
    pub added: u64,
    /// Known before, and brought to a later state.
    pub renewed: u64,
    /// Known before, in this state or a later one.
    pub unchanged: u64,
    pub rejected: u64,
}

impl Tally {
    pub fn add(&mut self, other: Self) {
        self.lines += other.lines;
        self.added += other.added;
        self.renewed += other.renewed;
        self.unchanged += other.unchanged;
        self.rejected += other.rejected;
    }
}

/// An import of a file, whole or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Import {
    pub id: Id,
    pub is_finished: bool,
    pub mark: Mark,
    pub tally: Tally,
}

#[derive(sqlx::FromRow)]
struct ImportRow {
    id: i64,
    finished_at: Option<i64>,
    position: i64,
    checksum: i64,
    lines: i64,
    added: i64,
    renewed: i64,
    unchanged: i64,
    rejected: i64,
    rejected_bytes: i64,
}

/// The last import of a file of this name.
pub async fn find_import(op: &mut Op, name: &str) -> Result<Option<Import>, StoreError> {
    let row: Option<ImportRow> = sql("select id, finished_at, position, checksum, lines, added, renewed, unchanged,
            rejected, rejected_bytes from import_file where name = $1 order by id desc limit 1")
    .bind(name)
    .fetch_optional(&mut op.tx)
    .await?;
    Ok(row.map(|row| Import {
        id: row.id,
        is_finished: row.finished_at.is_some(),
        mark: Mark {
            position: row.position as u64,
            checksum: row.checksum as u32,
            rejected_bytes: row.rejected_bytes as u64,
        },
        tally: Tally {
            lines: row.lines as u64,
            added: row.added as u64,
            renewed: row.renewed as u64,
            unchanged: row.unchanged as u64,
            rejected: row.rejected as u64,
        },
    }))
}

pub async fn insert_import(op: &mut Op, id: Id, name: &str) -> Result<(), StoreError> {
    sql("insert into import_file (id, name, started_at) values ($1, $2, $3)")
        .bind(id)
        .bind(name)
        .bind(op.now)
        .execute(&mut op.tx)
        .await
        .map(|_| ())
}

/// Keeps how far an import went.
pub async fn save_import(op: &mut Op, import: &Import) -> Result<(), StoreError> {
    let finished_at: Option<Moment> = import.is_finished.then_some(op.now);
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let (mark, tally) = (import.mark, import.tally);
    sql("update import_file set finished_at = $2, position = $3, checksum = $4, lines = $5, added = $6, renewed = $7,
            unchanged = $8, rejected = $9, rejected_bytes = $10 where id = $1")
    .bind(import.id)
    .bind(finished_at)
    .bind(count(mark.position))
    .bind(mark.checksum)
    .bind(count(tally.lines))
    .bind(count(tally.added))
    .bind(count(tally.renewed))
    .bind(count(tally.unchanged))
    .bind(count(tally.rejected))
    .bind(count(mark.rejected_bytes))
    .execute(&mut op.tx)
    .await
    .map(|_| ())
}

/// What is kept beside a request.
pub struct ExtraRow {
    pub request_id: Id,
    /// Of the request when its line was read.
    pub updated_at: Moment,
    pub words: Arc<str>,
}

/// Keeps what is beside requests; what was there before is replaced.
pub async fn save_extras(op: &mut Op, extras: Vec<ExtraRow>) -> Result<(), StoreError> {
    let mut rows = Rows::new("insert into import_extra", &["request_id", "updated_at", "words"])
        .ending(" on conflict (request_id) do update set updated_at = excluded.updated_at, words = excluded.words")
        .with_room(extras.len());
    for extra in extras {
        rows.add(extra.request_id).add(extra.updated_at).add(extra.words);
    }
    rows.insert(&mut op.tx).await.map(|_| ())
}

pub async fn delete_extra(op: &mut Op, request_id: Id) -> Result<(), StoreError> {
    sql("delete from import_extra where request_id = $1").bind(request_id).execute(&mut op.tx).await.map(|_| ())
}

/// What is beside the requests after `after` and up to `last`, in order: request, its instant then, words.
pub async fn list_extras(op: &mut Op, after: Id, last: Id) -> Result<Vec<(Id, i64, String)>, StoreError> {
    sql("select request_id, updated_at, words from import_extra where request_id > $1 and request_id <= $2
          order by request_id")
    .bind(after)
    .bind(last)
    .fetch_all(&mut op.tx)
    .await
}

pub async fn insert_spellings(op: &mut Op, spellings: Vec<Spelling>) -> Result<(), StoreError> {
    let mut rows = Rows::new("insert into import_name", &["kind", "code", "spelling"]);
    for spelling in spellings {
        rows.add(spelling.kind.code()).add(spelling.code).add(spelling.words);
    }
    rows.insert(&mut op.tx).await.map(|_| ())
}

pub async fn list_spellings(op: &mut Op) -> Result<Vec<Spelling>, StoreError> {
    let rows: Vec<(String, String, String)> =
        sql("select kind, code, spelling from import_name").fetch_all(&mut op.tx).await?;
    let spelling = |(kind, code, words): (String, String, String)| {
        let kind = NameKind::ALL.into_iter().find(|it| it.code() == kind)?;
        Some(Spelling { kind, code: code.into(), words: words.into() })
    };
    Ok(rows.into_iter().filter_map(spelling).collect())
}
