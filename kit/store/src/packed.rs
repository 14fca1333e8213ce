//! A list read in one piece.
//!
//! sqlx hands the rows of SQLite over one by one, from a thread to another, each value in memory of its own: for a page
//! of 50 rows this costs several times what the reading does. Here the database writes the whole list as one text.

use crate::{Engine, Sql, StoreError, Tx};
use serde::de::DeserializeOwned;
use std::fmt::Write;

impl Sql {
    /// The rows of a `select`, in its order. `columns` names what they have, with commas, in the order of the fields
    /// of `T`: whole numbers, texts, and finite reals, of which SQLite writes 15 digits (a place to a hundredth of a
    /// micrometre).
    pub async fn fetch_packed<T: DeserializeOwned>(
        self,
        columns: &'static str,
        tx: &mut Tx,
    ) -> Result<Vec<T>, StoreError> {
        let engine = tx.database().engine();
        let packed: String = self.around(columns, engine).fetch_value(tx).await?;
        serde_json::from_str(&packed).map_err(|err| StoreError::Database(sqlx::Error::Decode(Box::new(err))))
    }

    fn around(self, columns: &'static str, engine: Engine) -> Self {
        let mut text = String::with_capacity(self.text().len() + columns.len() + 100);
        // Writing to a `String` cannot fail.
        let _ = match engine {
            Engine::Sqlite => {
                write!(text, "select json_group_array(json_array({columns})) from ({})", self.text())
            }
            Engine::Postgres => write!(
                text,
                "select coalesce(json_agg(json_build_array({columns})), '[]')::text from ({}) as listed",
                self.text()
            ),
        };
        self.with_text(text)
    }
}
