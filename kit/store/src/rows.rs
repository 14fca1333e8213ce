//! Many rows with few statements, every value bound.
//!
//! SQLite takes some rows a statement, one value a place; PostgreSQL takes all of them, one array a column.

use crate::{StoreError, Tx, Value, sql, transaction::Link};
use sqlx::{Arguments, AssertSqlSafe, SqlSafeStr, SqlStr, postgres::PgArguments};
use std::{borrow::Cow, sync::Arc};

/// Rows that SQLite takes in one statement: beyond, the program of the statement leaves the processor's cache.
const ROWS_IN_STATEMENT: usize = 64;
/// Values that SQLite takes in one statement.
const VALUES_IN_STATEMENT: usize = 32_000;

/// Rows to be inserted together. Each has a value for each column, of one kind down the column.
#[derive(Debug, Clone)]
pub struct Rows {
    head: &'static str,
    columns: &'static [&'static str],
    ending: &'static str,
    values: Vec<Value>,
}

impl Rows {
    /// `Rows::new("insert into note", &["id", "words"])`.
    pub fn new(head: &'static str, columns: &'static [&'static str]) -> Self {
        Self { head, columns, ending: "", values: Vec::new() }
    }

    /// Words after the values: ` on conflict (id) do nothing`.
    #[must_use]
    pub fn ending(mut self, words: &'static str) -> Self {
        self.ending = words;
        self
    }

    /// Makes room for `count` rows.
    #[must_use]
    pub fn with_room(mut self, count: usize) -> Self {
        self.values.reserve(count * self.columns.len());
        self
    }

    /// Gives the next column of the row its value; after the last column, the next row begins.
    pub fn add(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self
    }

    /// Inserts the rows; answers how many were. A row that is not whole is an error, and nothing is inserted.
    pub async fn insert(self, tx: &mut Tx) -> Result<u64, StoreError> {
        if self.columns.is_empty() || !self.values.len().is_multiple_of(self.columns.len()) {
            return Err(StoreError::Ragged(self.head));
        }
        if self.values.is_empty() {
            return Ok(0);
        }
        match tx.link().await? {
            Link::Postgres(link) => {
                let (text, arguments) = self.into_arrays()?;
                let result = sqlx::query_with(text, arguments).execute(link).await;
                tx.watch(result).map(|done| done.rows_affected())
            }
            Link::Sqlite(_) => self.insert_by_groups(tx).await,
        }
    }

    async fn insert_by_groups(mut self, tx: &mut Tx) -> Result<u64, StoreError> {
        let rows = ROWS_IN_STATEMENT.min(VALUES_IN_STATEMENT / self.columns.len()).max(1);
        let size = rows * self.columns.len();
        let whole = self.places(rows);
        let mut values = std::mem::take(&mut self.values).into_iter();
        let mut inserted = 0;
        loop {
            let group: Vec<Value> = values.by_ref().take(size).collect();
            if group.is_empty() {
                return Ok(inserted);
            }
            let text = if group.len() == size { whole.clone() } else { self.places(group.len() / self.columns.len()) };
            let Link::Sqlite(link) = tx.link().await? else { return Err(StoreError::GivenUp) };
            let result = sqlx::query_with(text, sql::sqlite(group)?).execute(link).await;
            inserted += tx.watch(result)?.rows_affected();
        }
    }

    /// `insert into note (id, words) values (?,?),(?,?)`. Places without a number: SQLite looks numbers up one by one.
    fn places(&self, rows: usize) -> SqlStr {
        let row = format!("({})", vec!["?"; self.columns.len()].join(","));
        let rows = vec![row.as_str(); rows].join(",");
        let text = format!("{} ({}) values {rows}{}", self.head, self.columns.join(", "), self.ending);
        AssertSqlSafe(Arc::<str>::from(text)).into_sql_str()
    }

    /// `insert into note (id, words) select * from unnest($1::bigint[], $2::text[])`, and the arrays.
    fn into_arrays(self) -> Result<(SqlStr, PgArguments), sqlx::Error> {
        let mut arguments = PgArguments::default();
        let mut arrays = Vec::with_capacity(self.columns.len());
        let rows = || self.values.chunks_exact(self.columns.len());
        for place in 0..self.columns.len() {
            let cells = rows().filter_map(|row| row.get(place));
            let (kind, added) = match self.values.get(place) {
                Some(Value::Real(_)) => {
                    let array: Vec<Option<f64>> = cells.map(real).collect();
                    ("double precision", arguments.add(array))
                }
                Some(Value::Text(_) | Value::Shared(_)) => {
                    let array: Vec<Option<Cow<'_, str>>> = cells.map(text).collect();
                    ("text", arguments.add(array))
                }
                Some(Value::Bytes(_)) => {
                    let array: Vec<Option<&[u8]>> = cells.map(bytes).collect();
                    ("bytea", arguments.add(array))
                }
                Some(Value::Int(_)) | None => {
                    let array: Vec<Option<i64>> = cells.map(int).collect();
                    ("bigint", arguments.add(array))
                }
            };
            added.map_err(sqlx::Error::Encode)?;
            arrays.push(format!("${}::{kind}[]", place + 1));
        }
        let (head, columns, ending) = (self.head, self.columns.join(", "), self.ending);
        let text = format!("{head} ({columns}) select * from unnest({}){ending}", arrays.join(", "));
        Ok((AssertSqlSafe(text).into_sql_str(), arguments))
    }
}

/// A cell of a column of whole numbers; one of another kind is a mistake of ours, and becomes nothing.
fn int(value: &Value) -> Option<i64> {
    if let Value::Int(value) = value { *value } else { None }
}

fn real(value: &Value) -> Option<f64> {
    if let Value::Real(value) = value { *value } else { None }
}

fn text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Text(text) => text.as_deref().map(sql::without_nul),
        Value::Shared(text) => text.as_deref().map(sql::without_nul),
        Value::Int(_) | Value::Real(_) | Value::Bytes(_) => None,
    }
}

fn bytes(value: &Value) -> Option<&[u8]> {
    if let Value::Bytes(value) = value { value.as_deref() } else { None }
}
