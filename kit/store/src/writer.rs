//! The one connection that writes to an SQLite file, and the commits its users share.
//!
//! Operations take turns on the connection. The first of a group opens the transaction, each
//! later one works inside a savepoint, so that giving one up leaves the others whole. An
//! operation that is done does not commit at once: it stands again at the end of the line, so
//! that all who were waiting join the group, and then one commit with one `fsync` keeps them
//! all. Alone, it finds nobody before it and commits immediately. Nothing is acknowledged
//! before the commit that holds it. See ADR 002.

use crate::{StoreError, error::is_constraint};
use base::Id;
use sqlx::{AssertSqlSafe, Connection, Executor, sqlite::SqliteConnection};
use std::{collections::HashMap, sync::Arc, time::Duration};
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
    /// Whether the savepoint of an operation that is done still stands: the next one lets go of it.
    has_savepoint: bool,
}

/// The operations of the open transaction.
struct Group {
    done: usize,
    has_closer: bool,
    /// Last number given of each series, written to its table once, before the commit.
    numbers: HashMap<String, Id>,
    outcome: watch::Sender<Outcome>,
}

/// One operation's turn. Dropped before [`Turn::commit`], it leaves nothing behind.
pub(crate) struct Turn {
    writer: Writer,
    pen: Option<OwnedMutexGuard<Pen>>,
    /// What opens its part of the transaction, until it travels with its first statement.
    opening: Option<&'static str>,
    is_first: bool,
    is_broken: bool,
}

impl Writer {
    pub(crate) fn new(connection: SqliteConnection) -> Self {
        Self { line: Arc::new(Mutex::new(Pen { connection, group: None, has_savepoint: false })) }
    }

    /// Waits for a turn.
    pub(crate) async fn turn(&self) -> Result<Turn, StoreError> {
        let line = Arc::clone(&self.line).lock_owned();
        let mut pen = tokio::time::timeout(LONGEST_WAIT, line).await.map_err(|_| StoreError::Busy)?;
        let is_first = pen.group.is_none();
        if is_first {
            let outcome = watch::Sender::new(None);
            pen.group = Some(Group { done: 0, has_closer: false, numbers: HashMap::new(), outcome });
        }
        let opening = match (is_first, pen.has_savepoint) {
            (true, _) => "begin immediate;",
            (false, true) => "release act; savepoint act;",
            (false, false) => "savepoint act;",
        };
        Ok(Turn { writer: self.clone(), pen: Some(pen), opening: Some(opening), is_first, is_broken: false })
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
        self.has_savepoint = false;
        let committed = self.keep(&group.numbers).await;
        let outcome = match committed {
            Ok(()) => Ok(()),
            Err(err) => {
                self.roll_back().await;
                Err(Arc::new(err))
            }
        };
        group.outcome.send_replace(Some(outcome));
    }

    async fn keep(&mut self, numbers: &HashMap<String, Id>) -> Result<(), sqlx::Error> {
        for (series, last) in numbers {
            sqlx::query(
                "insert into counter (series, last) values ($1, $2)
                 on conflict (series) do update set last = excluded.last",
            )
            .bind(series)
            .bind(last)
            .execute(&mut self.connection)
            .await?;
        }
        self.connection.execute("commit").await?;
        Ok(())
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
        self.has_savepoint = false;
        // After a full disk SQLite has rolled back by itself: "no transaction is active" is then the good answer.
        if let Err(err) = self.connection.execute("rollback").await {
            tracing::debug!(error = %err, "rollback");
        }
    }
}

impl Turn {
    /// The connection, and what must be run before the first statement, together with it.
    pub(crate) fn connection(&mut self) -> Result<(&mut SqliteConnection, Option<&'static str>), StoreError> {
        match &mut self.pen {
            Some(pen) if !self.is_broken => {
                let opening = self.opening.take();
                pen.has_savepoint |= opening.is_some() && !self.is_first;
                Ok((&mut pen.connection, opening))
            }
            _ => Err(StoreError::GivenUp),
        }
    }

    /// The connection, its part of the transaction opened.
    pub(crate) async fn opened(&mut self) -> Result<&mut SqliteConnection, StoreError> {
        let (connection, opening) = self.connection()?;
        if let Some(opening) = opening {
            let opened = connection.execute(opening).await;
            self.watch(opened)?;
        }
        Ok(self.connection()?.0)
    }

    /// The next number of a series. The group reads the table once and writes it once, whatever its size; nobody else
    /// can write in between.
    pub(crate) async fn next_number(&mut self, series: &str) -> Result<Id, StoreError> {
        let next = self.last_number(series).await? + 1;
        self.give_number(series, next);
        Ok(next)
    }

    /// Numbers up to `last` are taken.
    pub(crate) async fn skip_numbers(&mut self, series: &str, last: Id) -> Result<(), StoreError> {
        let last = self.last_number(series).await?.max(last);
        self.give_number(series, last);
        Ok(())
    }

    async fn last_number(&mut self, series: &str) -> Result<Id, StoreError> {
        let given = self.pen.as_ref().and_then(|pen| pen.group.as_ref()?.numbers.get(series).copied());
        if let Some(last) = given {
            return Ok(last);
        }
        let read = sqlx::query_scalar("select last from counter where series = $1").bind(series);
        let read = read.fetch_optional(self.opened().await?).await;
        Ok(self.watch(read)?.unwrap_or(0))
    }

    fn give_number(&mut self, series: &str, last: Id) {
        if let Some(group) = self.pen.as_mut().and_then(|pen| pen.group.as_mut()) {
            group.numbers.insert(series.to_owned(), last);
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
        // The first one is alone in the transaction as long as it holds the pen.
        let (is_alone, is_open) = (self.is_first || self.is_broken, self.opening.is_none());
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            if is_alone || (is_open && pen.connection.execute("rollback to act; release act").await.is_err()) {
                pen.give_up().await;
            } else if is_open {
                pen.has_savepoint = false;
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
