//! A statement and its values, written once for both engines.
//!
//! `sql("select … where id = $1").bind(id).fetch_one::<T>(tx)`. A list with filters grows with
//! [`Sql::push`] (words of ours, known when compiling) and [`Sql::value`] (anything else): no
//! text from outside ever becomes SQL.

use crate::{Engine, StoreError, Tx, transaction::Link};
use futures_util::TryStreamExt;
use sqlx::{
    AssertSqlSafe, Decode, Executor, FromRow, SqlStr, Type,
    postgres::{PgArguments, PgRow, Postgres},
    sqlite::{Sqlite, SqliteArguments, SqliteRow},
};
use std::{borrow::Cow, fmt::Write, sync::Arc};

/// A value of a statement. The kind is kept for nulls too: PostgreSQL must know it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Int(Option<i64>),
    Real(Option<f64>),
    Text(Option<String>),
    /// A text that many rows share: it is counted, not copied.
    Shared(Option<Arc<str>>),
    Bytes(Option<Vec<u8>>),
}

/// A type that can be read from a row of either engine; `#[derive(sqlx::FromRow)]` gives it.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// One column of either engine.
pub trait Column:
    for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres> + Send + Unpin
{
}
impl<T> Column for T where
    T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres> + Send + Unpin
{
}

/// A statement being written.
#[derive(Debug, Clone)]
pub struct Sql {
    text: Cow<'static, str>,
    values: Vec<Value>,
}

/// Starts a statement. Parameters are `$1`, `$2`… in both engines.
pub fn sql(text: &'static str) -> Sql {
    Sql { text: Cow::Borrowed(text), values: Vec::new() }
}

impl Sql {
    /// Gives the next parameter its value.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Adds words to the statement.
    #[must_use]
    pub fn push(mut self, words: &'static str) -> Self {
        self.text.to_mut().push_str(words);
        self
    }

    /// Adds a parameter to the statement, with its value.
    #[must_use]
    pub fn value(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        let number = self.values.len();
        // Writing to a `String` cannot fail.
        let _ = write!(self.text.to_mut(), "${number}");
        self
    }

    /// Adds `(v1, v2, …)`. An empty list gives `(null)`, which nothing equals.
    #[must_use]
    pub fn list<V: Into<Value>>(mut self, values: impl IntoIterator<Item = V>) -> Self {
        self = self.push("(");
        let mut is_first = true;
        for value in values {
            if !is_first {
                self = self.push(", ");
            }
            is_first = false;
            self = self.value(value);
        }
        if is_first { self.push("null)") } else { self.push(")") }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same values in other words.
    pub(crate) fn with_text(self, text: String) -> Self {
        Self { text: Cow::Owned(text), ..self }
    }

    /// Several statements as one, for [`together`].
    pub(crate) fn joined(statements: Vec<Self>, engine: Engine) -> Self {
        let mut whole = Self { text: Cow::Owned(String::with_capacity(4_096)), values: Vec::new() };
        let last = statements.len().saturating_sub(1);
        for (rank, statement) in statements.into_iter().enumerate() {
            let text = whole.text.to_mut();
            // Writing to a `String` cannot fail.
            let _ = match (engine, rank) {
                (_, 0) if last == 0 => Ok(()),
                (Engine::Sqlite, 0) => Ok(()),
                (Engine::Sqlite, _) => writeln!(text, ";"),
                (Engine::Postgres, rank) if rank == last => writeln!(text, ")"),
                (Engine::Postgres, 0) => write!(text, "with s0 as ("),
                (Engine::Postgres, rank) => write!(text, "),\ns{rank} as ("),
            };
            renumber(text, &statement.text, whole.values.len());
            whole.values.extend(statement.values);
        }
        whole
    }

    /// The statement, after what opens the operation, and its values.
    fn into_parts(self, opening: Option<&'static str>) -> (SqlStr, Vec<Value>) {
        let text = match (opening, self.text) {
            (None, Cow::Borrowed(text)) => SqlStr::from_static(text),
            (None, Cow::Owned(text)) => sqlx::SqlSafeStr::into_sql_str(AssertSqlSafe(text)),
            (Some(opening), text) => sqlx::SqlSafeStr::into_sql_str(AssertSqlSafe([opening, text.as_ref()].concat())),
        };
        (text, self.values)
    }

    /// Runs the statement; answers how many rows it changed.
    pub async fn execute(self, tx: &mut Tx) -> Result<u64, StoreError> {
        let (link, opening) = tx.link_and_opening().await?;
        let (text, values) = self.into_parts(opening);
        let result = match link {
            Link::Sqlite(link) => {
                // The last count is that of the statement: for what opens the operation, SQLite tells the change before.
                let each = link.execute_many(sqlx::query_with(text, sqlite(values)?));
                each.try_fold(0, |_, done| async move { Ok(done.rows_affected()) }).await
            }
            Link::Postgres(link) => {
                sqlx::query_with(text, postgres(values)?).execute(link).await.map(|done| done.rows_affected())
            }
        };
        tx.watch(result)
    }

    pub async fn fetch_all<T: Row>(self, tx: &mut Tx) -> Result<Vec<T>, StoreError> {
        let (link, opening) = tx.link_and_opening().await?;
        let (text, values) = self.into_parts(opening);
        let result = match link {
            Link::Sqlite(link) => sqlx::query_as_with(text, sqlite(values)?).fetch_all(link).await,
            Link::Postgres(link) => sqlx::query_as_with(text, postgres(values)?).fetch_all(link).await,
        };
        tx.watch(result)
    }

    pub async fn fetch_optional<T: Row>(self, tx: &mut Tx) -> Result<Option<T>, StoreError> {
        let (link, opening) = tx.link_and_opening().await?;
        let (text, values) = self.into_parts(opening);
        let result = match link {
            Link::Sqlite(link) => sqlx::query_as_with(text, sqlite(values)?).fetch_optional(link).await,
            Link::Postgres(link) => sqlx::query_as_with(text, postgres(values)?).fetch_optional(link).await,
        };
        tx.watch(result)
    }

    pub async fn fetch_one<T: Row>(self, tx: &mut Tx) -> Result<T, StoreError> {
        self.fetch_optional(tx).await?.ok_or(StoreError::Database(sqlx::Error::RowNotFound))
    }

    /// The first column of the only row.
    pub async fn fetch_value<T: Column>(self, tx: &mut Tx) -> Result<T, StoreError> {
        let (value,) = self.fetch_one::<(T,)>(tx).await?;
        Ok(value)
    }

    /// The first column of every row.
    pub async fn fetch_values<T: Column>(self, tx: &mut Tx) -> Result<Vec<T>, StoreError> {
        let rows = self.fetch_all::<(T,)>(tx).await?;
        Ok(rows.into_iter().map(|(value,)| value).collect())
    }
}

/// Appends `statement` to `text`, its parameters counted from `offset`.
fn renumber(text: &mut String, statement: &str, offset: usize) {
    let mut parts = statement.split('$');
    text.push_str(parts.next().unwrap_or(""));
    for part in parts {
        let end = part.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = part.split_at(end);
        let number: usize = number.parse().unwrap_or(0);
        // Writing to a `String` cannot fail.
        let _ = write!(text, "${}{rest}", number + offset);
    }
}

/// Runs several statements in one trip to the database: `;` between them on SQLite, one `with` on PostgreSQL.
///
/// None may look at what another of them writes, and none answers rows. On an error the operation must be given up:
/// on SQLite some of them may have been run.
pub async fn together(tx: &mut Tx, statements: Vec<Sql>) -> Result<(), StoreError> {
    if statements.is_empty() {
        return Ok(());
    }
    let engine = tx.database().engine();
    Sql::joined(statements, engine).execute(tx).await?;
    Ok(())
}

pub(crate) fn sqlite(values: Vec<Value>) -> Result<SqliteArguments, sqlx::Error> {
    use sqlx::Arguments;
    let mut arguments = SqliteArguments::default();
    arguments.reserve(values.len(), 0);
    for value in values {
        match value {
            Value::Int(value) => arguments.add(value),
            Value::Real(value) => Arguments::add(&mut arguments, value),
            Value::Text(value) => Arguments::add(&mut arguments, value),
            Value::Shared(value) => Arguments::add(&mut arguments, value),
            Value::Bytes(value) => Arguments::add(&mut arguments, value),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

fn postgres(values: Vec<Value>) -> Result<PgArguments, sqlx::Error> {
    use sqlx::Arguments;
    let mut arguments = PgArguments::default();
    for value in values {
        match value {
            Value::Int(value) => arguments.add(value),
            Value::Real(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value.as_deref().map(without_nul)),
            Value::Shared(value) => arguments.add(value.as_deref().map(without_nul)),
            Value::Bytes(value) => arguments.add(value),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

/// PostgreSQL keeps no NUL in a text; the parsers refuse it at the door, this is the last wall.
pub(crate) fn without_nul(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "")) } else { Cow::Borrowed(text) }
}

macro_rules! values_from {
    ($($kind:ident: $($from:ty => $with:expr),+;)+) => {$($(
        impl From<$from> for Value {
            fn from(value: $from) -> Self {
                let convert: fn($from) -> _ = $with;
                Self::$kind(Some(convert(value)))
            }
        }
        impl From<Option<$from>> for Value {
            fn from(value: Option<$from>) -> Self {
                let convert: fn($from) -> _ = $with;
                Self::$kind(value.map(convert))
            }
        }
    )+)+};
}

values_from! {
    Int: i64 => |value| value, i32 => i64::from, u32 => i64::from, u16 => i64::from, bool => i64::from,
        base::Moment => |moment| moment.0;
    Real: f64 => |value| value;
    Text: String => |value| value, &str => str::to_owned, &String => |text| text.clone();
    Shared: Arc<str> => |text| text, &Arc<str> => Arc::clone;
    Bytes: Vec<u8> => |value| value, &[u8] => <[u8]>::to_vec;
}
