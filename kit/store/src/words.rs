//! Full text, by FTS5 on SQLite and by a `tsvector` on PostgreSQL.
//!
//! Neither of them folds, stems or stops anything: words come here plain, so that both find the same. A table of words
//! is made by the migration of its owner: an `fts5` table of one column `words` without content, or `id` and `words`.

use crate::{Engine, Sql, StoreError, Tx, sql};
use base::Id;

/// What a text must hold. Words are letters and digits; anything else in them is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    Word(String),
    /// A word that begins so; on SQLite, that begins with as much of it as an `fts5` table of `prefix = '3 5 7'` keeps.
    Start(String),
    /// These words in a row.
    Row(Vec<String>),
}

/// One of these patterns.
pub type AnyOf = Vec<Pattern>;

/// Lengths of the starts of words that SQLite keeps, longest first: a longer start is looked for by its first letters,
/// for the doclists of all the words that begin so would be read whole.
const STARTS: [usize; 3] = [7, 5, 3];

/// Newest rows that PostgreSQL looks at one by one before it asks its index, which must read all the matches of a word
/// to find the newest of them; and as many at a time when even the index knows too many.
const NEWEST: u32 = 20_000;
/// Matches that it sorts rather than walk on.
const FEW: u32 = 4_000;

fn plain(word: &str) -> String {
    word.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// All of `terms`, in the words of the engine; nothing when they hold no word at all.
fn written(terms: &[AnyOf], engine: Engine) -> Option<String> {
    let (and, or) = match engine {
        Engine::Sqlite => (" AND ", " OR "),
        Engine::Postgres => (" & ", " | "),
    };
    let term = |any: &AnyOf| {
        let patterns: Vec<String> = any.iter().filter_map(|pattern| pattern.written(engine)).collect();
        (!patterns.is_empty()).then(|| format!("({})", patterns.join(or)))
    };
    let terms: Vec<String> = terms.iter().filter_map(term).collect();
    (!terms.is_empty()).then(|| terms.join(and))
}

/// As much of a start as SQLite keeps.
fn start(word: &str) -> String {
    let length = word.chars().count();
    let kept = STARTS.into_iter().find(|kept| *kept <= length).unwrap_or(length);
    word.chars().take(kept).collect()
}

impl Pattern {
    fn written(&self, engine: Engine) -> Option<String> {
        let words: Vec<String> = match self {
            Self::Word(word) | Self::Start(word) => vec![plain(word)],
            Self::Row(words) => words.iter().map(|word| plain(word)).collect(),
        };
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let is_start = matches!(self, Self::Start(_));
        (!words.is_empty()).then(|| match engine {
            Engine::Sqlite if is_start => format!("\"{}\"*", start(&words.join(" "))),
            Engine::Sqlite => format!("\"{}\"", words.join(" ")),
            Engine::Postgres => {
                let row = words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" <-> ");
                format!("({row}{})", if is_start { ":*" } else { "" })
            }
        })
    }
}

/// Keeps the words of some rows, in the place of those they had.
pub async fn save(tx: &mut Tx, table: &'static str, rows: &[(Id, String)]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let (head, before, after, ending) = match tx.database().engine() {
        Engine::Sqlite => ("insert or replace into ", "", ")", ""),
        Engine::Postgres => {
            ("insert into ", "to_tsvector('simple', ", "))", " on conflict (id) do update set words = excluded.words")
        }
    };
    let column = if head.contains("replace") { " (rowid, words) values " } else { " (id, words) values " };
    let mut statement = sql(head).push(table).push(column);
    for (rank, (id, words)) in rows.iter().enumerate() {
        statement = statement.push(if rank == 0 { "(" } else { ", (" }).value(*id).push(", ").push(before);
        statement = statement.value(words.as_str()).push(after);
    }
    statement.push(ending).execute(tx).await?;
    Ok(())
}

/// Rows that hold all of `terms`, the greatest ids first, before `before`; none when `terms` hold no word.
pub async fn find(
    tx: &mut Tx,
    table: &'static str,
    terms: &[AnyOf],
    before: Option<Id>,
    limit: u32,
) -> Result<Vec<Id>, StoreError> {
    let engine = tx.database().engine();
    let Some(query) = written(terms, engine) else { return Ok(Vec::new()) };
    let before = before.unwrap_or(Id::MAX);
    match engine {
        Engine::Sqlite => {
            let found = sql("select rowid as id from ").push(table).push(" where words match ").value(query);
            packed(found.push(" and rowid < ").value(before).push(" order by rowid desc limit ").value(limit), tx).await
        }
        Engine::Postgres => {
            find_in_vectors(tx, Asked { table, query: &query, bounds: (NEWEST, FEW) }, before, limit).await
        }
    }
}

/// Rows that hold all of `terms`, `limit` at most: any of them, since the newest may take longer to find.
pub async fn find_any(tx: &mut Tx, table: &'static str, terms: &[AnyOf], limit: u32) -> Result<Vec<Id>, StoreError> {
    let engine = tx.database().engine();
    match (engine, written(terms, engine)) {
        (Engine::Postgres, Some(query)) => {
            Asked { table, query: &query, bounds: (NEWEST, FEW) }.some(tx, Id::MAX, limit).await
        }
        (Engine::Sqlite, _) | (Engine::Postgres, None) => find(tx, table, terms, None, limit).await,
    }
}

/// What is asked of a table of vectors.
#[derive(Clone, Copy)]
struct Asked<'a> {
    table: &'static str,
    query: &'a str,
    /// [`NEWEST`] and [`FEW`].
    bounds: (u32, u32),
}

impl Asked<'_> {
    /// Of the newest rows before `before`, those that match, the greatest ids first.
    async fn walk(self, tx: &mut Tx, before: Id, rows: u32, limit: u32) -> Result<Vec<Id>, StoreError> {
        let newest = sql("select id from (select id, words from ").push(self.table).push(" where id < ").value(before);
        let newest = newest.push(" order by id desc limit ").value(rows);
        let found = newest.push(") as newest where words @@ to_tsquery('simple', ").value(self.query);
        packed(found.push(") order by id desc limit ").value(limit), tx).await
    }

    /// The last of the newest rows before `before`; none when there are not so many.
    async fn end(self, tx: &mut Tx, before: Id, rows: u32) -> Result<Option<Id>, StoreError> {
        let newest = sql("select id from ").push(self.table).push(" where id < ").value(before);
        let end = newest.push(" order by id desc limit 1 offset ").value(rows - 1);
        Ok(end.fetch_optional::<(Id,)>(tx).await?.map(|(id,)| id))
    }

    /// Matches before `before`, in no order.
    async fn some(self, tx: &mut Tx, before: Id, limit: u32) -> Result<Vec<Id>, StoreError> {
        let found = sql("select id from ").push(self.table).push(" where words @@ to_tsquery('simple', ");
        let found = found.value(self.query).push(") and id < ").value(before);
        packed(found.push(" limit ").value(limit), tx).await
    }
}

/// The newest rows are walked back: many matches are met there. Of the others, few are sorted, and many are met by
/// walking on.
async fn find_in_vectors(tx: &mut Tx, asked: Asked<'_>, before: Id, limit: u32) -> Result<Vec<Id>, StoreError> {
    let (mut found, mut before, mut is_counted) = (Vec::new(), before, false);
    let (newest, few) = asked.bounds;
    loop {
        let missing = limit - found.len() as u32;
        found.extend(asked.walk(tx, before, newest, missing).await?);
        if found.len() as u32 >= limit {
            return Ok(found);
        }
        let Some(end) = asked.end(tx, before, newest).await? else { return Ok(found) };
        before = end;
        if !is_counted {
            let mut some = asked.some(tx, before, few + 1).await?;
            if some.len() as u32 <= few {
                some.sort_unstable_by(|left, right| right.cmp(left));
                found.extend(some.into_iter().take(limit as usize - found.len()));
                return Ok(found);
            }
            is_counted = true;
        }
    }
}

async fn packed(statement: Sql, tx: &mut Tx) -> Result<Vec<Id>, StoreError> {
    let rows: Vec<(Id,)> = statement.fetch_packed("id", tx).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Takes the words of rows that are gone.
pub async fn remove(tx: &mut Tx, table: &'static str, ids: &[Id]) -> Result<(), StoreError> {
    let column = match tx.database().engine() {
        Engine::Sqlite => " where rowid in ",
        Engine::Postgres => " where id in ",
    };
    sql("delete from ").push(table).push(column).list(ids.iter().copied()).execute(tx).await?;
    Ok(())
}

/// [`find`] on PostgreSQL, as if a few rows were many.
#[cfg(test)]
pub(crate) async fn find_as_if_many(
    tx: &mut Tx,
    table: &'static str,
    terms: &[AnyOf],
    (before, limit): (Id, u32),
    bounds: (u32, u32),
) -> Result<Vec<Id>, StoreError> {
    let query = written(terms, Engine::Postgres).unwrap_or_default();
    find_in_vectors(tx, Asked { table, query: &query, bounds }, before, limit).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_engine_is_asked_in_its_own_words() {
        let word = |text: &str| Pattern::Word(text.into());
        let terms = vec![
            vec![word("trou"), Pattern::Start("trous".into())],
            vec![Pattern::Row(vec!["saint".into(), "denis".into()])],
            vec![word("\" OR *")],
            vec![word("'\"")],
        ];
        assert_eq!(
            written(&terms, Engine::Sqlite).unwrap(),
            "(\"trou\" OR \"trous\"*) AND (\"saint denis\") AND (\"OR\")"
        );
        assert_eq!(
            written(&terms, Engine::Postgres).unwrap(),
            "(('trou') | ('trous':*)) & (('saint' <-> 'denis')) & (('OR'))"
        );
        assert_eq!(written(&[vec![word("-")]], Engine::Sqlite), None);
    }
}
