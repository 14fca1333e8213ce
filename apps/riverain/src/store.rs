//! All the SQL of the versions of the city's folder, and of how far the fictional city is loaded.

mod demo;

pub use demo::{DemoLoad, find_demo, save_demo};

use ::store::{Migration, StoreError, Tx, sql};
use base::{Id, Moment, PackFiles};
use sha2::{Digest, Sha256};
use std::fmt::Write;

pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "20261124_90_city_pack", sql: include_str!("../migrations/20261124_90_city_pack.sql") },
    Migration { name: "20261125_91_demo", sql: include_str!("../migrations/20261125_91_demo.sql") },
];

/// A version of the pack, as it was loaded.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Version {
    /// 1 for the first.
    pub id: Id,
    pub digest: String,
    pub loaded_at: i64,
}

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

/// The version in force.
pub async fn find_version(tx: &mut Tx) -> Result<Option<Version>, StoreError> {
    sql("select id, digest, loaded_at from city_pack order by id desc limit 1").fetch_optional(tx).await
}

/// Keeps `files` as a new version, unless they are those in force. Answers the version, and whether it is new.
pub async fn save_version(tx: &mut Tx, files: &PackFiles, now: Moment) -> Result<(Version, bool), StoreError> {
    let digest = digest_of(files);
    let last = find_version(tx).await?;
    let id = match last {
        Some(version) if version.digest == digest => return Ok((version, false)),
        Some(version) => version.id + 1,
        None => 1,
    };
    sql("insert into city_pack (id, digest, loaded_at) values ($1, $2, $3)")
        .bind(id)
        .bind(&digest)
        .bind(now)
        .execute(tx)
        .await?;
    for (name, content) in files.iter() {
        sql("insert into city_file (pack_id, name, content) values ($1, $2, $3)")
            .bind(id)
            .bind(name)
            .bind(content)
            .execute(tx)
            .await?;
    }
    Ok((Version { id, digest, loaded_at: now.0 }, true))
}

/// The files of a version.
pub async fn load_files(tx: &mut Tx, version: Id) -> Result<PackFiles, StoreError> {
    let rows: Vec<(String, Vec<u8>)> =
        sql("select name, content from city_file where pack_id = $1 order by name").bind(version).fetch_all(tx).await?;
    let mut files = PackFiles::default();
    for (name, content) in rows {
        files.insert(name, content);
    }
    Ok(files)
}
