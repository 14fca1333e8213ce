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

/// Matches that PostgreSQL sorts rather than walk back from the newest.
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
        Engine::Postgres => find_in_vectors(tx, table, &query, walk, limit).await,
    }
}

/// Few matches are sorted; many are met soon by walking from the end that is asked for.
async fn find_in_vectors(
    tx: &mut Tx,
    table: &'static str,
    query: &str,
    walk: Walk,
    limit: u32,
) -> Result<Vec<Id>, StoreError> {
    let matching = |statement: Sql| {
        let statement = statement.push(table).push(" where words @@ to_tsquery('simple', ").value(query).push(")");
        walk.begun(statement, [" and id < ", " and id > "])
    };
    let some = matching(sql("select id from ")).push(" limit ").value(FEW + 1);
    let mut some: Vec<Id> = packed(some, tx).await?;
    if some.len() as u32 <= FEW {
        match walk {
            Walk::Down(_) => some.sort_unstable_by(|left, right| right.cmp(left)),
            Walk::Up(_) => some.sort_unstable(),
        }
        some.truncate(limit as usize);
        return Ok(some);
    }
    let order = match walk {
        Walk::Down(_) => " order by id desc limit ",
        Walk::Up(_) => " order by id limit ",
    };
    packed(matching(sql("select id from ")).push(order).value(limit), tx).await
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
