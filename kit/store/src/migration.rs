//! One history of tables for both engines.
//!
//! The text is the same; two things differ and are declared here. `bigint primary key` becomes
//! `integer primary key` on SQLite, where only these words name the row itself. A statement
//! under a line `-- sqlite` or `-- postgres` runs on that engine alone.

use crate::{Database, Engine, StoreError, sql, transaction::Link};
use base::Moment;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Executor};
use std::{collections::HashMap, fmt::Write};

/// A step of the history. The name starts with its date: `20261124_request`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migration {
    pub name: &'static str,
    pub sql: &'static str,
}

/// Tables of this crate.
pub const MIGRATIONS: &[Migration] =
    &[Migration { name: "20261124_00_store", sql: include_str!("../migrations/20261124_00_store.sql") }];

impl Migration {
    fn fingerprint(&self) -> String {
        Sha256::digest(self.sql.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
            // Writing to a `String` cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }

    /// The statements that `engine` runs, in order.
    pub fn statements(&self, engine: Engine) -> Vec<String> {
        let mut kept = Vec::new();
        for statement in self.sql.split(';') {
            let only = statement.lines().map(str::trim).find_map(|line| match line {
                "-- sqlite" => Some(Engine::Sqlite),
                "-- postgres" => Some(Engine::Postgres),
                _ => None,
            });
            let is_empty = statement.lines().all(|line| line.trim().is_empty() || line.trim().starts_with("--"));
            if is_empty || only.is_some_and(|only| only != engine) {
                continue;
            }
            kept.push(match engine {
                Engine::Sqlite => statement.replace("bigint primary key", "integer primary key"),
                Engine::Postgres => statement.to_owned(),
            });
        }
        kept
    }
}

impl Database {
    /// Brings the tables up to date; answers the names of the steps it ran.
    ///
    /// Each step is one transaction: a process killed in the middle leaves the tables at a step's edge.
    pub async fn migrate(&self, migrations: &[Migration], now: Moment) -> Result<Vec<&'static str>, StoreError> {
        let mut history: Vec<Migration> = MIGRATIONS.iter().chain(migrations).copied().collect();
        history.sort_by_key(|migration| migration.name);
        let mut tx = self.write();
        sql("create table if not exists migration (
                name text primary key, fingerprint text not null, applied_at bigint not null)")
        .execute(&mut tx)
        .await?;
        tx.commit().await?;
        let mut tx = self.read();
        let rows: Vec<(String, String)> = sql("select name, fingerprint from migration").fetch_all(&mut tx).await?;
        drop(tx);
        let applied: HashMap<String, String> = rows.into_iter().collect();
        let mut ran = Vec::new();
        for migration in history {
            match applied.get(migration.name) {
                Some(fingerprint) if *fingerprint == migration.fingerprint() => {}
                Some(_) => return Err(StoreError::MigrationChanged(migration.name.to_owned())),
                None => {
                    self.apply(&migration, now).await?;
                    ran.push(migration.name);
                }
            }
        }
        Ok(ran)
    }

    async fn apply(&self, migration: &Migration, now: Moment) -> Result<(), StoreError> {
        let failed = |err| StoreError::Migration(migration.name.to_owned(), err);
        let mut tx = self.write();
        for statement in migration.statements(self.engine()) {
            let statement = AssertSqlSafe(statement);
            match tx.link().await? {
                Link::Sqlite(link) => link.execute(statement).await.map(|_| ()).map_err(failed)?,
                Link::Postgres(link) => link.execute(statement).await.map(|_| ()).map_err(failed)?,
            }
        }
        sql("insert into migration (name, fingerprint, applied_at) values ($1, $2, $3)")
            .bind(migration.name)
            .bind(migration.fingerprint())
            .bind(now)
            .execute(&mut tx)
            .await?;
        tx.commit().await
    }
}
