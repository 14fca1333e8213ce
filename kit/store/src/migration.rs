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

    /// The statements that `engine` runs, in order. A statement ends with a line that ends with `;`, or with the text.
    pub fn statements(&self, engine: Engine) -> Vec<String> {
        let (mut all, mut words, mut only) = (Vec::new(), Vec::new(), None);
        for line in self.sql.lines().map(str::trim_end) {
            match line.trim_start() {
                "-- sqlite" => only = Some(Engine::Sqlite),
                "-- postgres" => only = Some(Engine::Postgres),
                comment if comment.starts_with("--") => {}
                _ => words.push(line),
            }
            if words.last().is_some_and(|last| last.ends_with(';')) {
                all.push((only.take(), std::mem::take(&mut words).join("\n")));
            }
        }
        all.push((only, words.join("\n")));
        all.into_iter()
            .filter(|(only, _)| only.is_none_or(|only| only == engine))
            .map(|(_, text)| text.trim().trim_end_matches(';').to_owned())
            .filter(|text| !text.is_empty())
            .map(|text| match engine {
                Engine::Sqlite => text.replace("bigint primary key", "integer primary key"),
                Engine::Postgres => text,
            })
            .collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_engine_runs_its_own_statements() {
        let migration = Migration {
            name: "20261124_note",
            sql: "-- Notes; of people.\ncreate table note (\n    id bigint primary key\n);\n\n-- postgres\nvacuum;\n-- sqlite\nanalyze;\n-- sqlite\nreindex",
        };
        let run = |engine| migration.statements(engine).join("|");
        assert_eq!(run(Engine::Postgres), "create table note (\n    id bigint primary key\n)|vacuum");
        assert_eq!(run(Engine::Sqlite), "create table note (\n    id integer primary key\n)|analyze|reindex");
    }
}
