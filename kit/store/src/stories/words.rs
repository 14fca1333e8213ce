//! Words are found alike by both engines, the newest first, however many rows hold them.

use super::database;
use crate::{
    Engine, Migration, sql,
    words::{self, Pattern, Walk},
};
use base::Id;

const TEXTS: Migration = Migration {
    name: "20261124_98_text",
    sql: "-- sqlite
create virtual table text using fts5(words, content = '', contentless_delete = 1, prefix = '3 5 7');
-- postgres
create table text (id bigint primary key, words tsvector not null);
-- postgres
create index text_found on text using gin (words)",
};

/// `trou` in every other row, `neige` in the oldest third alone, `rare` in one of 50.
fn text(id: Id) -> String {
    let parts = [(id % 2 == 0, "trou"), (id <= 100, "neige"), (id % 50 == 7, "rare"), (true, "rue")];
    parts.into_iter().filter(|(holds, _)| *holds).map(|(_, word)| word).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn the_newest_rows_are_found_wherever_they_are_among_the_others() {
    let (database, _folder) = database().await;
    database.migrate(&[TEXTS], super::NOON).await.unwrap();
    let rows: Vec<(Id, String)> = (1..=300).map(|id| (id, text(id))).collect();
    let mut tx = database.write();
    words::save(&mut tx, "text", &rows).await.unwrap();
    tx.commit().await.unwrap();
    let word = |word: &str| vec![Pattern::Word(word.to_owned())];
    let asked = [vec![word("trou")], vec![word("neige")], vec![word("rare")], vec![word("neige"), word("trou")]];
    let mut tx = database.read();
    for terms in asked.into_iter().chain([vec![word("rare"), word("trou")], vec![word("absent")]]) {
        let asked = [(Id::MAX, 5), (Id::MAX, 400), (150, 5), (90, 70), (1, 5), (0, 5), (0, 400), (250, 3)];
        for ((from, limit), is_down) in asked.into_iter().flat_map(|it| [(it, true), (it, false)]) {
            let holds = |id: &Id| {
                let text = text(*id);
                let has = |pattern: &Pattern| matches!(pattern, Pattern::Word(word) if text.contains(word.as_str()));
                terms.iter().all(|any| any.iter().any(has))
            };
            let mut matching: Vec<Id> = (1..=300).filter(holds).collect();
            if is_down {
                matching.reverse();
            }
            let is_met = |id: &Id| if is_down { *id < from } else { *id > from };
            let expected: Vec<Id> = matching.into_iter().filter(is_met).take(limit as usize).collect();
            let walk = if is_down { Walk::Down(Some(from)) } else { Walk::Up(Some(from)) };
            let found = words::find(&mut tx, "text", &terms, walk, limit).await.unwrap();
            assert_eq!(found, expected, "{terms:?} {walk:?}, {limit} at most");
            if database.engine() == Engine::Postgres {
                // The index knows too many, or few enough to sort, or the walk meets them all.
                for bounds in [(10, 3), (10, 40), (1, 1_000), (299, 1), (300, 1), (400, 1)] {
                    let asked = (walk, limit);
                    let found = words::find_as_if_many(&mut tx, "text", &terms, asked, bounds).await.unwrap();
                    assert_eq!(found, expected, "{terms:?} {asked:?} {bounds:?}");
                }
            }
        }
        let any = words::find_any(&mut tx, "text", &terms, 400).await.unwrap();
        let whole = words::find(&mut tx, "text", &terms, Walk::Down(None), 400).await.unwrap();
        assert_eq!(any.len(), whole.len(), "{terms:?}");
    }
    let count: i64 = sql("select count(*) from text").fetch_value(&mut tx).await.unwrap();
    assert_eq!(count, 300);
}
