//! One operation on the database: all of it is kept, or none.

use crate::{Database, StoreError, database::Inner, readers::Reader, sql, writer::Turn};
use base::Id;
use sqlx::{
    Transaction,
    pool::PoolConnection,
    postgres::{PgConnection, Postgres},
    sqlite::SqliteConnection,
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
    SqliteRead(Reader),
    SqliteWrite(Turn),
    PostgresRead(PoolConnection<Postgres>),
    PostgresWrite(Transaction<'static, Postgres>),
}

pub(crate) enum Link<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
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
        match &mut self.state {
            State::SqliteWrite(turn) => Ok(Link::Sqlite(turn.opened().await?)),
            State::SqliteRead(reader) => Ok(Link::Sqlite(reader.connection()?)),
            State::PostgresRead(link) => Ok(Link::Postgres(link)),
            State::PostgresWrite(link) => Ok(Link::Postgres(link)),
            State::Idle => Err(StoreError::GivenUp),
        }
    }

    /// The connection, and what must be run before the next statement, in the same trip to the database.
    pub(crate) async fn link_and_opening(&mut self) -> Result<(Link<'_>, Option<&'static str>), StoreError> {
        if matches!(self.state, State::Idle) {
            self.begin().await?;
        }
        if !matches!(self.state, State::SqliteWrite(_)) {
            return Ok((self.link().await?, None));
        }
        let State::SqliteWrite(turn) = &mut self.state else { return Err(StoreError::GivenUp) };
        let (connection, opening) = turn.connection()?;
        Ok((Link::Sqlite(connection), opening))
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
            State::SqliteRead(reader) => reader.watch(result),
            State::Idle | State::PostgresRead(_) | State::PostgresWrite(_) => Ok(result?),
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
        self.turn().await?.next_number(series).await
    }

    /// Numbers of a series up to `last` are taken: the next one is above.
    ///
    /// On PostgreSQL a process that is running may still give the few numbers it had reserved.
    pub async fn skip_numbers(&mut self, series: &str, last: Id) -> Result<(), StoreError> {
        if self.database.numbers().is_none() {
            return self.turn().await?.skip_numbers(series, last).await;
        }
        sql("insert into counter (series, last) values ($1, $2)
             on conflict (series) do update set last = case when counter.last < $2 then $2 else counter.last end")
        .bind(series)
        .bind(last)
        .execute(self)
        .await
        .map(|_| ())
    }

    /// The turn on the writing connection of an SQLite file.
    async fn turn(&mut self) -> Result<&mut Turn, StoreError> {
        if matches!(self.state, State::Idle) {
            self.begin().await?;
        }
        match &mut self.state {
            State::SqliteWrite(turn) => Ok(turn),
            State::Idle | State::SqliteRead(_) | State::PostgresRead(_) | State::PostgresWrite(_) => {
                Err(StoreError::GivenUp)
            }
        }
    }
}
