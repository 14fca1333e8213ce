//! The connections that read an SQLite file.
//!
//! Not sqlx's pool: it asks a connection whether it lives before and after each use, which costs three trips to another
//! thread for each statement instead of one. The file is on our own disk: a connection dies with its thread alone.

use crate::StoreError;
use sqlx::{
    Connection,
    sqlite::{SqliteConnectOptions, SqliteConnection},
};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// Connections that read at the same time.
const MOST: u32 = 8;
/// How long a reader waits for its turn, and the end of the process for the last readers.
const PATIENCE: Duration = Duration::from_secs(20);

/// Cheap to clone.
#[derive(Clone)]
pub(crate) struct Readers {
    inner: Arc<Inner>,
}

struct Inner {
    options: SqliteConnectOptions,
    turns: Arc<Semaphore>,
    /// The one used last is the first given again: what it keeps in memory is fresh.
    idle: Mutex<Vec<SqliteConnection>>,
}

impl Inner {
    fn idle(&self) -> MutexGuard<'_, Vec<SqliteConnection>> {
        // Nothing can panic between a taking and a giving back.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection, until it is dropped.
pub(crate) struct Reader {
    connection: Option<SqliteConnection>,
    readers: Readers,
    _turn: OwnedSemaphorePermit,
}

impl Readers {
    pub(crate) fn new(options: SqliteConnectOptions) -> Self {
        let inner = Inner { options, turns: Arc::new(Semaphore::new(MOST as usize)), idle: Mutex::default() };
        Self { inner: Arc::new(inner) }
    }

    pub(crate) async fn acquire(&self) -> Result<Reader, StoreError> {
        let turn = timeout(PATIENCE, Arc::clone(&self.inner.turns).acquire_owned()).await;
        let turn = turn.map_err(|_late| sqlx::Error::PoolTimedOut)?.map_err(|_closed| sqlx::Error::PoolClosed)?;
        let idle = self.inner.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => SqliteConnection::connect_with(&self.inner.options).await?,
        };
        Ok(Reader { connection: Some(connection), readers: self.clone(), _turn: turn })
    }

    /// Waits for those who read, then closes every connection.
    pub(crate) async fn close(&self) {
        // Those who are late lose their connection with the process.
        let _ = timeout(PATIENCE, self.inner.turns.acquire_many(MOST)).await;
        self.inner.turns.close();
        let idle = std::mem::take(&mut *self.inner.idle());
        for connection in idle {
            // It only reads: there is nothing to lose.
            let _ = connection.close().await;
        }
    }
}

impl Reader {
    pub(crate) fn connection(&mut self) -> Result<&mut SqliteConnection, StoreError> {
        self.connection.as_mut().ok_or(StoreError::GivenUp)
    }

    /// Gives a connection up after a failure instead of lending it again.
    pub(crate) fn watch<T>(&mut self, result: Result<T, sqlx::Error>) -> Result<T, StoreError> {
        if result.is_err() {
            self.connection = None;
        }
        Ok(result?)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.readers.inner.idle().push(connection);
        }
    }
}
