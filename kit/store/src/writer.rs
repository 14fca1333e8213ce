//! The one connection that writes to an SQLite file, and the commits its users share.
//!
//! Operations take turns on the connection. The first of a group opens the transaction, each
//! later one works inside a savepoint, so that giving one up leaves the others whole. An
//! operation that is done does not commit at once: it stands again at the end of the line, so
//! that all who were waiting join the group, and then one commit with one `fsync` keeps them
//! all. Alone, it finds nobody before it and commits immediately. Nothing is acknowledged
//! before the commit that holds it. See ADR 002.

use crate::{StoreError, error::is_constraint};
use sqlx::{AssertSqlSafe, Connection, Executor, sqlite::SqliteConnection};
use std::{sync::Arc, time::Duration};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

/// A group commits at this size even if more wait: it bounds what one failure can refuse.
const LARGEST_GROUP: usize = 256;

/// An operation that waits longer for its turn is refused: somebody holds the pen and does not write.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

type Outcome = Option<Result<(), Arc<sqlx::Error>>>;

/// The line of operations that want to write.
#[derive(Clone)]
pub(crate) struct Writer {
    line: Arc<Mutex<Pen>>,
}

/// What the one whose turn it is holds.
struct Pen {
    connection: SqliteConnection,
    group: Option<Group>,
}

/// The operations of the open transaction.
struct Group {
    done: usize,
    has_closer: bool,
    outcome: watch::Sender<Outcome>,
}

/// One operation's turn. Dropped before [`Turn::commit`], it leaves nothing behind.
pub(crate) struct Turn {
    writer: Writer,
    pen: Option<OwnedMutexGuard<Pen>>,
    is_first: bool,
    is_broken: bool,
}

impl Writer {
    pub(crate) fn new(connection: SqliteConnection) -> Self {
        Self { line: Arc::new(Mutex::new(Pen { connection, group: None })) }
    }

    /// Waits for a turn and opens its part of the transaction.
    pub(crate) async fn turn(&self) -> Result<Turn, StoreError> {
        let line = Arc::clone(&self.line).lock_owned();
        let mut pen = tokio::time::timeout(LONGEST_WAIT, line).await.map_err(|_| StoreError::Busy)?;
        let is_first = pen.group.is_none();
        if is_first {
            pen.group = Some(Group { done: 0, has_closer: false, outcome: watch::Sender::new(None) });
        }
        // The turn exists before its first statement, so that a caller who leaves now is cleaned up after.
        let mut turn = Turn { writer: self.clone(), pen: Some(pen), is_first, is_broken: false };
        let opening = if is_first { "begin immediate" } else { "savepoint act" };
        let opened = turn.connection()?.execute(opening).await;
        turn.watch(opened)?;
        Ok(turn)
    }

    /// Closes the group that is open when its turn comes.
    fn close_later(&self) {
        let line = Arc::clone(&self.line);
        #[expect(clippy::disallowed_methods, reason = "the commit must happen even when the client has left")]
        tokio::spawn(async move {
            let mut pen = line.lock_owned().await;
            if pen.group.as_ref().is_some_and(|group| group.has_closer) {
                pen.close().await;
            }
        });
    }

    /// Copies the write-ahead log into the file and lets go of it.
    pub(crate) async fn checkpoint(&self) -> Result<(), StoreError> {
        let mut pen = self.line.lock().await;
        pen.connection.execute("pragma wal_checkpoint(truncate)").await?;
        Ok(())
    }
}

impl Pen {
    /// Commits the open group and tells its operations.
    async fn close(&mut self) {
        let Some(group) = self.group.take() else { return };
        let committed = self.connection.execute("commit").await;
        let outcome = match committed {
            Ok(_) => Ok(()),
            Err(err) => {
                self.roll_back().await;
                Err(Arc::new(err))
            }
        };
        group.outcome.send_replace(Some(outcome));
    }

    /// Gives the open group up: none of its operations is kept, all are told.
    async fn give_up(&mut self) {
        self.roll_back().await;
        if let Some(group) = self.group.take() {
            let cause = sqlx::Error::Protocol("an operation of the same group failed".into());
            group.outcome.send_replace(Some(Err(Arc::new(cause))));
        }
    }

    async fn roll_back(&mut self) {
        // After a full disk SQLite has rolled back by itself: "no transaction is active" is then the good answer.
        if let Err(err) = self.connection.execute("rollback").await {
            tracing::debug!(error = %err, "rollback");
        }
    }
}

impl Turn {
    pub(crate) fn connection(&mut self) -> Result<&mut SqliteConnection, StoreError> {
        match &mut self.pen {
            Some(pen) if !self.is_broken => Ok(&mut pen.connection),
            _ => Err(StoreError::GivenUp),
        }
    }

    /// Remembers a failure that may have undone the whole transaction (disk full, I/O).
    pub(crate) fn watch<T>(&mut self, result: Result<T, sqlx::Error>) -> Result<T, StoreError> {
        if let Err(err) = &result {
            self.is_broken |= !is_constraint(err);
        }
        Ok(result?)
    }

    /// Ends the turn and waits until the group is on the disk.
    pub(crate) async fn commit(mut self) -> Result<(), StoreError> {
        if !self.is_first {
            let released = self.connection()?.execute("release act").await;
            self.watch(released)?;
        }
        if self.is_broken {
            return Err(StoreError::GivenUp);
        }
        let mut outcome = {
            let Some(pen) = &mut self.pen else { return Err(StoreError::GivenUp) };
            let Some(group) = &mut pen.group else { return Err(StoreError::GivenUp) };
            group.done += 1;
            let outcome = group.outcome.subscribe();
            if group.done >= LARGEST_GROUP {
                pen.close().await;
            } else if !group.has_closer {
                group.has_closer = true;
                self.writer.close_later();
            }
            outcome
        };
        self.pen = None;
        match outcome.wait_for(Option::is_some).await.as_deref() {
            Ok(Some(Ok(()))) => Ok(()),
            Ok(Some(Err(err))) => Err(StoreError::Commit(Arc::clone(err))),
            Ok(None) | Err(_) => Err(StoreError::GivenUp),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(mut pen) = self.pen.take() else { return };
        let (is_first, is_broken) = (self.is_first, self.is_broken);
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            // The first one is alone in the transaction as long as it holds the pen.
            let is_alone = is_first || is_broken;
            if is_alone || pen.connection.execute("rollback to act; release act").await.is_err() {
                pen.give_up().await;
            }
        });
    }
}

/// Opens a writing connection and readies the file.
pub(crate) async fn open(options: &sqlx::sqlite::SqliteConnectOptions) -> Result<Writer, StoreError> {
    let mut connection = SqliteConnection::connect_with(options).await?;
    // The journal of commits is flushed before each acknowledgement: no acknowledged write is lost with the power.
    connection.execute(AssertSqlSafe("pragma fullfsync = on".to_owned())).await?;
    Ok(Writer::new(connection))
}
