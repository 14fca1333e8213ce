//! One operation on the database: all of it is kept, or none.

use crate::{Database, StoreError, database::Inner, sql, writer::Turn};
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
            self.state = match (&self.database.inner, self.is_write) {
                (Inner::Sqlite { readers, .. }, false) => State::SqliteRead(readers.acquire().await?),
                (Inner::Sqlite { writer, .. }, true) => State::SqliteWrite(writer.turn().await?),
                (Inner::Postgres { pool }, false) => State::PostgresRead(pool.acquire().await?),
                (Inner::Postgres { pool }, true) => State::PostgresWrite(pool.begin().await?),
            };
        }
        Ok(match &mut self.state {
            State::Idle => return Err(StoreError::GivenUp),
            State::SqliteRead(link) => Link::Sqlite(link),
            State::SqliteWrite(turn) => Link::Sqlite(turn.connection()?),
            State::PostgresRead(link) => Link::Postgres(link),
            State::PostgresWrite(link) => Link::Postgres(link),
        })
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

    /// The next number of a series, 1 first.
    ///
    /// On SQLite the number belongs to this operation and comes back if it is given up. On PostgreSQL numbers are
    /// reserved by blocks outside of it, so that writers do not wait for one another: a few may stay unused.
    pub async fn next_number(&mut self, series: &str) -> Result<Id, StoreError> {
        match self.database.numbers() {
            None => {
                sql("insert into counter (series, last) values ($1, 1)
                     on conflict (series) do update set last = counter.last + 1 returning last")
                .bind(series)
                .fetch_value(self)
                .await
            }
            Some(numbers) => {
                let database = self.database.clone();
                numbers.next(&database, series).await
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
