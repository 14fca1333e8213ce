//! What may go wrong between an operation and its rows.

use std::sync::Arc;

/// The cause of an inconsistent row.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database refused")]
    Database(#[from] sqlx::Error),
    /// The commit that this operation shared with others did not happen: nothing of it was kept.
    #[error("the commit failed")]
    Commit(#[source] Arc<sqlx::Error>),
    /// The operation cannot go on: an earlier statement of it, or of its group, failed.
    #[error("the operation was already given up")]
    GivenUp,
    /// Another operation kept the writing connection too long.
    #[error("the database is busy")]
    Busy,
    /// Values that do not make whole rows: a mistake of ours.
    #[error("`{0}`: the last row is not whole")]
    Ragged(&'static str),
    /// A row that the rules say cannot exist.
    #[error("table `{table}`, row {row}: impossible values")]
    Inconsistent { table: &'static str, row: i64, source: Cause },
    #[error("the database address `{0}` is neither sqlite:… nor postgres:…")]
    Address(String),
    #[error("migration `{0}` was changed after it was applied")]
    MigrationChanged(String),
    #[error("migration `{0}` failed")]
    Migration(String, #[source] sqlx::Error),
}

impl StoreError {
    /// Whether a unique constraint refused the row.
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(err)) if err.is_unique_violation())
    }

    /// Whether the disk, or the room given to the database, is full. Nothing of the operation is kept.
    pub fn is_full(&self) -> bool {
        // SQLITE_FULL (13); PostgreSQL's disk_full (53100).
        let is_full = |err: &sqlx::Error| {
            let code = err.as_database_error().and_then(sqlx::error::DatabaseError::code);
            code.is_some_and(|code| code == "13" || code == "53100")
        };
        match self {
            Self::Database(err) => is_full(err),
            Self::Commit(err) => is_full(err),
            Self::GivenUp
            | Self::Busy
            | Self::Ragged(_)
            | Self::Inconsistent { .. }
            | Self::Address(_)
            | Self::MigrationChanged(_)
            | Self::Migration(..) => false,
        }
    }
}

/// Whether an error leaves the surrounding transaction usable: only a broken constraint does.
pub(crate) fn is_constraint(err: &sqlx::Error) -> bool {
    match err.as_database_error() {
        Some(err) => !matches!(err.kind(), sqlx::error::ErrorKind::Other),
        None => matches!(err, sqlx::Error::RowNotFound),
    }
}
