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

/// Rows that PostgreSQL looks at one by one, from the end that is asked for, before it asks its index, which must read
/// all the matches of a word to find the first of them; and as many at a time when even the index knows too many.
const NEAREST: u32 = 20_000;
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

/// Which way rows are met, from an id that is not one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Walk {
    /// From the greatest id, or before this one.
    Down(Option<Id>),
    /// From the smallest id, or after this one.
    Up(Option<Id>),
}

impl Walk {
    /// Adds where it begins to a statement, in words for either way.
    fn begun(self, statement: Sql, [below, above]: [&'static str; 2]) -> Sql {
        match self {
            Self::Down(before) => statement.push(below).value(before.unwrap_or(Id::MAX)),
            Self::Up(after) => statement.push(above).value(after.unwrap_or(Id::MIN)),
        }
    }

    fn order(self) -> &'static str {
        match self {
            Self::Down(_) => " order by id desc",
            Self::Up(_) => " order by id",
        }
    }

    /// The same way, from a row that it met.
    fn after(self, id: Id) -> Self {
        match self {
            Self::Down(_) => Self::Down(Some(id)),
            Self::Up(_) => Self::Up(Some(id)),
        }
    }

    fn sort(self, ids: &mut [Id]) {
        match self {
            Self::Down(_) => ids.sort_unstable_by(|left, right| right.cmp(left)),
            Self::Up(_) => ids.sort_unstable(),
        }
    }
}

/// Rows that hold all of `terms`, in the order of `walk`; none when `terms` hold no word.
pub async fn find(
    tx: &mut Tx,
    table: &'static str,
    terms: &[AnyOf],
    walk: Walk,
    limit: u32,
) -> Result<Vec<Id>, StoreError> {
    let engine = tx.database().engine();
    let Some(query) = written(terms, engine) else { return Ok(Vec::new()) };
    match engine {
        Engine::Sqlite => {
            let found = sql("select rowid as id from ").push(table).push(" where words match ").value(query);
            let found = walk.begun(found, [" and rowid < ", " and rowid > "]);
            let order = match walk {
                Walk::Down(_) => " order by rowid desc limit ",
                Walk::Up(_) => " order by rowid limit ",
            };
            packed(found.push(order).value(limit), tx).await
        }
        Engine::Postgres => {
            find_in_vectors(tx, Asked { table, query: &query, bounds: (NEAREST, FEW) }, walk, limit).await
        }
    }
}

/// Rows that hold all of `terms`, `limit` at most: any of them, since those of an end may take longer to find.
pub async fn find_any(tx: &mut Tx, table: &'static str, terms: &[AnyOf], limit: u32) -> Result<Vec<Id>, StoreError> {
    let engine = tx.database().engine();
    match (engine, written(terms, engine)) {
        (Engine::Postgres, Some(query)) => {
            Asked { table, query: &query, bounds: (NEAREST, FEW) }.some(tx, Walk::Down(None), limit).await
        }
        (Engine::Sqlite, _) | (Engine::Postgres, None) => find(tx, table, terms, Walk::Down(None), limit).await,
    }
}

/// What is asked of a table of vectors.
#[derive(Clone, Copy)]
struct Asked<'a> {
    table: &'static str,
    query: &'a str,
    /// [`NEAREST`] and [`FEW`].
    bounds: (u32, u32),
}

const BOUNDS: [&str; 2] = [" and id < ", " and id > "];

impl Asked<'_> {
    /// Of the nearest rows of the walk, those that match, in its order.
    async fn nearest(self, tx: &mut Tx, walk: Walk, rows: u32, limit: u32) -> Result<Vec<Id>, StoreError> {
        let nearest = sql("select id from (select id, words from ").push(self.table).push(" where true");
        let nearest = walk.begun(nearest, BOUNDS).push(walk.order()).push(" limit ").value(rows);
        let found = nearest.push(") as nearest where words @@ to_tsquery('simple', ").value(self.query);
        packed(found.push(")").push(walk.order()).push(" limit ").value(limit), tx).await
    }

    /// The last of the nearest rows of the walk; none when there are not so many.
    async fn end(self, tx: &mut Tx, walk: Walk, rows: u32) -> Result<Option<Id>, StoreError> {
        let nearest = walk.begun(sql("select id from ").push(self.table).push(" where true"), BOUNDS);
        let end = nearest.push(walk.order()).push(" limit 1 offset ").value(rows - 1);
        Ok(end.fetch_optional::<(Id,)>(tx).await?.map(|(id,)| id))
    }

    /// Matches of the walk, in no order.
    async fn some(self, tx: &mut Tx, walk: Walk, limit: u32) -> Result<Vec<Id>, StoreError> {
        let found = sql("select id from ").push(self.table).push(" where words @@ to_tsquery('simple', ");
        let found = walk.begun(found.value(self.query).push(")"), BOUNDS);
        packed(found.push(" limit ").value(limit), tx).await
    }
}

/// The nearest rows are walked: many matches are met there. Of the others, few are sorted, and many are met by walking
/// on.
async fn find_in_vectors(tx: &mut Tx, asked: Asked<'_>, walk: Walk, limit: u32) -> Result<Vec<Id>, StoreError> {
    let (mut found, mut walk, mut is_counted) = (Vec::new(), walk, false);
    let (nearest, few) = asked.bounds;
    loop {
        let missing = limit - found.len() as u32;
        found.extend(asked.nearest(tx, walk, nearest, missing).await?);
        if found.len() as u32 >= limit {
            return Ok(found);
        }
        let Some(end) = asked.end(tx, walk, nearest).await? else { return Ok(found) };
        walk = walk.after(end);
        if !is_counted {
            let mut some = asked.some(tx, walk, few + 1).await?;
            if some.len() as u32 <= few {
                walk.sort(&mut some);
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
    (walk, limit): (Walk, u32),
    bounds: (u32, u32),
) -> Result<Vec<Id>, StoreError> {
    let query = written(terms, Engine::Postgres).unwrap_or_default();
    find_in_vectors(tx, Asked { table, query: &query, bounds }, walk, limit).await
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
