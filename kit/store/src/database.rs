//! The database of a city: one file, or a PostgreSQL server.

use crate::{StoreError, Tx, readers::Readers, sql, writer::Writer};
use base::Id;
use sqlx::{
    Connection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{collections::HashMap, str::FromStr, sync::Arc, time::Duration};
use tokio::sync::{Mutex, Notify};

const POSTGRES_CONNECTIONS: u32 = 32;
/// A connection that was heard so lately is lent without asking whether it lives.
const FRESH: Duration = Duration::from_secs(1);
/// How long to wait for another process that writes the same file.
const BUSY: Duration = Duration::from_secs(20);

/// The pages of every index stay at hand; those that change often are copied out of the log once for many commits;
/// a statement of many rows keeps in memory what would undo it.
const MANY_ROWS: [&str; 3] =
    ["pragma cache_size = -131072", "pragma wal_autocheckpoint = 25000", "pragma temp_store = memory"];

/// Which engine holds the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// The database of a city. Cheap to clone.
#[derive(Clone)]
pub struct Database {
    pub(crate) inner: Inner,
    numbers: Option<Arc<Numbers>>,
    bell: Arc<Notify>,
}

#[derive(Clone)]
pub(crate) enum Inner {
    Sqlite { writer: Writer, readers: Readers },
    Postgres { pool: PgPool },
}

impl Database {
    /// Opens `sqlite:path/of/file.db` (made if missing) or `postgres://…`.
    pub async fn open(address: &str) -> Result<Self, StoreError> {
        let inner = if address.starts_with("sqlite:") {
            open_sqlite(address).await?
        } else if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            Inner::Postgres { pool: open_postgres(address).await? }
        } else {
            return Err(StoreError::Address(address.to_owned()));
        };
        let numbers = matches!(inner, Inner::Postgres { .. }).then(Arc::default);
        Ok(Self { inner, numbers, bell: Arc::default() })
    }

    pub fn engine(&self) -> Engine {
        match self.inner {
            Inner::Sqlite { .. } => Engine::Sqlite,
            Inner::Postgres { .. } => Engine::Postgres,
        }
    }

    /// An operation that only reads. On SQLite it cannot write.
    pub fn read(&self) -> Tx {
        Tx::new(self.clone(), false)
    }

    /// An operation that may write.
    pub fn write(&self) -> Tx {
        Tx::new(self.clone(), true)
    }

    /// Rings when a job was posted by this process.
    pub fn bell(&self) -> &Notify {
        &self.bell
    }

    /// Readies the connection that writes for rows by the million, until the process ends. PostgreSQL is ready.
    pub async fn expect_many_rows(&self) -> Result<(), StoreError> {
        if self.engine() == Engine::Postgres {
            return Ok(());
        }
        let mut tx = self.write();
        for pragma in MANY_ROWS {
            sql(pragma).execute(&mut tx).await?;
        }
        tx.commit().await
    }

    pub(crate) fn numbers(&self) -> Option<Arc<Numbers>> {
        self.numbers.clone()
    }

    /// Closes the connections; on SQLite, folds the write-ahead log into the file first.
    pub async fn close(&self) -> Result<(), StoreError> {
        match &self.inner {
            Inner::Sqlite { writer, readers } => {
                readers.close().await;
                writer.checkpoint().await
            }
            Inner::Postgres { pool } => {
                pool.close().await;
                Ok(())
            }
        }
    }
}

async fn open_postgres(address: &str) -> Result<PgPool, StoreError> {
    let options = PgPoolOptions::new().max_connections(POSTGRES_CONNECTIONS).test_before_acquire(false);
    let options = options.before_acquire(|connection, meta| {
        Box::pin(async move {
            // It was heard when it was given back: asked again at once, it would cost a trip for each operation.
            Ok(meta.idle_for < FRESH || connection.ping().await.is_ok())
        })
    });
    Ok(options.connect_with(PgConnectOptions::from_str(address)?).await?)
}

async fn open_sqlite(address: &str) -> Result<Inner, StoreError> {
    let options = SqliteConnectOptions::from_str(address)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .statement_cache_capacity(256)
        .pragma("cache_size", "-16000")
        .pragma("mmap_size", "268435456");
    let writer = crate::writer::open(&options).await?;
    let readers = Readers::new(options.read_only(true).create_if_missing(false));
    Ok(Inner::Sqlite { writer, readers })
}

/// Numbers reserved by blocks, for an engine where many write at once.
#[derive(Default)]
pub(crate) struct Numbers {
    /// Series → next number, end of the block.
    blocks: Mutex<HashMap<String, (Id, Id)>>,
}

impl Numbers {
    const BLOCK: Id = 64;

    pub(crate) async fn next(&self, database: &Database, series: &str) -> Result<Id, StoreError> {
        let mut blocks = self.blocks.lock().await;
        if let Some((next, end)) = blocks.get_mut(series)
            && *next < *end
        {
            *next += 1;
            return Ok(*next - 1);
        }
        let mut tx = database.write();
        let last: Id = sql("insert into counter (series, last) values ($1, $2)
             on conflict (series) do update set last = counter.last + $2 returning last")
        .bind(series)
        .bind(Self::BLOCK)
        .fetch_value(&mut tx)
        .await?;
        tx.commit().await?;
        let first = last - Self::BLOCK + 1;
        blocks.insert(series.to_owned(), (first + 1, last + 1));
        Ok(first)
    }
}
