//! One operation on the database: all of it is kept, or none.

use crate::{Database, StoreError, database::Inner, writer::Turn};
use base::Id;
use sqlx::{
    Transaction,
    pool::PoolConnection,
    postgres::{PgConnection, Postgres},
    sqlite::{Sqlite, SqliteConnection},
};

/// One operation. It takes its connection at its first statement, not before: a form that
/// arrives slowly holds nobody up. Do slow work (pictures, passwords) before that first statement.
pub struct Tx {
    database: Database,
    is_write: bool,
    state: State,
}

enum State {
    Idle,
    SqliteRead(PoolConnection<Sqlite>),
    SqliteWrite(Turn),
    PostgresRead(PoolConnection<Postgres>),
    PostgresWrite(Transaction<'static, Postgres>),
}

/// A connection; on SQLite, with what opens the operation's part of a shared transaction, to be run before the first
/// statement and in the same trip.
pub(crate) enum Link<'a> {
    Sqlite(&'a mut SqliteConnection, Option<&'static str>),
    Postgres(&'a mut PgConnection),
}

impl Link<'_> {
    pub fn opening(&self) -> Option<&'static str> {
        match self {
            Self::Sqlite(_, opening) => *opening,
            Self::Postgres(_) => None,
        }
    }
}

impl Tx {
    pub(crate) fn new(database: Database, is_write: bool) -> Self {
        Self { database, is_write, state: State::Idle }
    }

    /// The connection, taken now if it was not yet.
    pub(crate) async fn link(&mut self) -> Result<Link<'_>, StoreError> {
        if matches!(self.state, State::Idle) {
            self.begin().await?;
        }
        Ok(match &mut self.state {
            State::Idle => return Err(StoreError::GivenUp),
            State::SqliteRead(link) => Link::Sqlite(link, None),
            State::SqliteWrite(turn) => {
                let (connection, opening) = turn.connection()?;
                Link::Sqlite(connection, opening)
            }
            State::PostgresRead(link) => Link::Postgres(link),
            State::PostgresWrite(link) => Link::Postgres(link),
        })
    }

    async fn begin(&mut self) -> Result<(), StoreError> {
        self.state = match (&self.database.inner, self.is_write) {
            (Inner::Sqlite { readers, .. }, false) => State::SqliteRead(readers.acquire().await?),
            (Inner::Sqlite { writer, .. }, true) => State::SqliteWrite(writer.turn().await?),
            (Inner::Postgres { pool }, false) => State::PostgresRead(pool.acquire().await?),
            (Inner::Postgres { pool }, true) => State::PostgresWrite(pool.begin().await?),
        };
        Ok(())
    }

    /// Lets the writer know of a failure that undoes more than one statement.
    pub(crate) fn watch<T>(&mut self, result: Result<T, sqlx::Error>) -> Result<T, StoreError> {
        match &mut self.state {
            State::SqliteWrite(turn) => turn.watch(result),
            State::Idle | State::SqliteRead(_) | State::PostgresRead(_) | State::PostgresWrite(_) => Ok(result?),
        }
    }

    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Keeps everything. Returns once it is on the disk; dropped before, nothing is kept.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.state {
            State::Idle | State::SqliteRead(_) | State::PostgresRead(_) => Ok(()),
            State::SqliteWrite(turn) => turn.commit().await,
            State::PostgresWrite(link) => Ok(link.commit().await?),
        }
    }

    /// The next number of a series, 1 first. Never given twice; an operation that is given up may leave a hole.
    ///
    /// On SQLite a group of operations reads and writes the counter once. On PostgreSQL numbers are reserved by blocks
    /// outside of the operation, so that writers do not wait for one another.
    pub async fn next_number(&mut self, series: &str) -> Result<Id, StoreError> {
        if let Some(numbers) = self.database.numbers() {
            let database = self.database.clone();
            return numbers.next(&database, series).await;
        }
        if matches!(self.state, State::Idle) {
            self.begin().await?;
        }
        match &mut self.state {
            State::SqliteWrite(turn) => turn.next_number(series).await,
            State::Idle | State::SqliteRead(_) | State::PostgresRead(_) | State::PostgresWrite(_) => {
                Err(StoreError::GivenUp)
            }
        }
    }

    /// Numbers of a series up to `last` are taken: the next one is above.
    ///
    /// On PostgreSQL a process that is running may still give the few numbers it had reserved.
    pub async fn skip_numbers(&mut self, series: &str, last: Id) -> Result<(), StoreError> {
        sql("insert into counter (series, last) values ($1, $2)
             on conflict (series) do update set last = case when counter.last < $2 then $2 else counter.last end")
        .bind(series)
        .bind(last)
        .execute(self)
        .await
        .map(|_| ())
    }
}
