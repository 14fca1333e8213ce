//! What an operation may count on, on a real database of each engine.

mod words;

use crate::{Database, Engine, Migration, Rows, StoreError, jobs, sql};
use base::Moment;
use std::sync::atomic::{AtomicU32, Ordering};

const NOON: Moment = Moment(1_795_000_000_000);
const NOTES: Migration = Migration {
    name: "20261124_99_note",
    sql: "create table note (id bigint primary key, words text not null unique)",
};
static SERIAL: AtomicU32 = AtomicU32::new(0);

/// A new database of the engine under test, and the folder that holds it.
async fn database() -> (Database, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let database = match std::env::var("RIVERAIN_TEST_DATABASE") {
        Err(_) => Database::open(&format!("sqlite:{}/city.db", folder.path().display())).await.unwrap(),
        Ok(address) => {
            let name = format!("store_{}_{}", std::process::id(), SERIAL.fetch_add(1, Ordering::Relaxed));
            let root = sqlx::PgPool::connect(&address).await.unwrap();
            sqlx::query(sqlx::AssertSqlSafe(format!("create schema {name}"))).execute(&root).await.unwrap();
            Database::open(&format!("{address}?options=-csearch_path%3D{name}")).await.unwrap()
        }
    };
    database.migrate(&[NOTES], NOON).await.unwrap();
    (database, folder)
}

async fn keep(database: &Database, id: i64, words: &str) -> Result<(), StoreError> {
    let mut tx = database.write();
    sql("insert into note (id, words) values ($1, $2)").bind(id).bind(words).execute(&mut tx).await?;
    tx.commit().await
}

async fn kept(database: &Database) -> Vec<i64> {
    sql("select id from note order by id").fetch_values(&mut database.read()).await.unwrap()
}

#[tokio::test]
async fn an_operation_that_is_not_committed_leaves_nothing() {
    let (database, _folder) = database().await;
    let mut tx = database.write();
    sql("insert into note (id, words) values (1, 'a')").execute(&mut tx).await.unwrap();
    drop(tx);
    keep(&database, 2, "b").await.unwrap();
    assert_eq!(kept(&database).await, [2]);
}

#[tokio::test]
async fn the_first_statement_of_an_operation_counts_its_own_rows_alone() {
    let (database, _folder) = database().await;
    for id in 1..=3 {
        keep(&database, id, &format!("words {id}")).await.unwrap();
    }
    for (least, expected) in [(0, 3), (9, 0), (3, 1), (9, 0)] {
        let mut tx = database.write();
        let change = sql("update note set words = words || '.' where id >= $1").bind(least);
        assert_eq!(change.execute(&mut tx).await.unwrap(), expected, "{least}");
        tx.commit().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_writers_at_once_keep_all_that_was_acknowledged_and_nothing_else() {
    let (database, _folder) = database().await;
    let mut writers = tokio::task::JoinSet::new();
    for id in 0..200_i64 {
        let database = database.clone();
        writers.spawn(async move {
            match id % 4 {
                // Given up in the middle of its group.
                0 => {
                    let mut tx = database.write();
                    let words = format!("lost {id}");
                    sql("insert into note (id, words) values ($1, $2)")
                        .bind(id)
                        .bind(words)
                        .execute(&mut tx)
                        .await
                        .unwrap();
                    None
                }
                // Refused by a constraint.
                1 => keep(&database, id, "the same words").await.ok().map(|()| id),
                _ => keep(&database, id, &format!("kept {id}")).await.ok().map(|()| id),
            }
        });
    }
    let mut acknowledged: Vec<i64> = writers.join_all().await.into_iter().flatten().collect();
    acknowledged.sort_unstable();
    assert_eq!(acknowledged.len(), 101);
    assert_eq!(kept(&database).await, acknowledged);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_who_leaves_in_the_middle_stops_nobody() {
    let (database, _folder) = database().await;
    for id in 0..60_i64 {
        let words = format!("note {id}");
        let act = keep(&database, id, &words);
        // Some callers are gone before their first statement, some in it, some while waiting for the commit.
        let patience = std::time::Duration::from_micros(u64::try_from(id).unwrap() * 20);
        let _ = tokio::time::timeout(patience, act).await;
    }
    keep(&database, 1_000, "the last").await.unwrap();
    assert_eq!(kept(&database).await.last(), Some(&1_000));
}

#[tokio::test]
async fn a_statement_counts_the_rows_it_changed_and_no_others() {
    let (database, _folder) = database().await;
    keep(&database, 1, "one").await.unwrap();
    for (id, expected) in [(2, 0), (1, 1)] {
        // First of its operation, it goes with what opens it.
        let mut tx = database.write();
        let update = sql("update note set words = 'two' where id = $1");
        assert_eq!(update.clone().bind(id).execute(&mut tx).await.unwrap(), expected);
        assert_eq!(update.bind(id).execute(&mut tx).await.unwrap(), expected);
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_broken_constraint_is_told_apart() {
    let (database, _folder) = database().await;
    keep(&database, 1, "a").await.unwrap();
    assert!(keep(&database, 2, "a").await.unwrap_err().is_unique_violation());
}

#[tokio::test]
async fn a_reader_cannot_write_to_the_file() {
    let (database, _folder) = database().await;
    if database.engine() == Engine::Sqlite {
        assert!(sql("delete from note").execute(&mut database.read()).await.is_err());
    }
}

#[tokio::test]
async fn numbers_of_a_series_never_repeat() {
    let (database, _folder) = database().await;
    let mut numbers = Vec::new();
    for _ in 0..130 {
        let mut tx = database.write();
        numbers.push(tx.next_number("26").await.unwrap());
        tx.commit().await.unwrap();
    }
    assert_eq!(numbers, (1..=130).collect::<Vec<i64>>());
}

#[tokio::test]
async fn a_step_of_the_history_runs_once_and_never_changes() {
    let (database, _folder) = database().await;
    assert_eq!(database.migrate(&[NOTES], NOON).await.unwrap(), Vec::<&str>::new());
    let changed = Migration { sql: "create table other (id bigint)", ..NOTES };
    assert!(matches!(database.migrate(&[changed], NOON).await, Err(StoreError::MigrationChanged(_))));
}

#[tokio::test]
async fn a_job_is_held_by_one_worker_and_comes_back_when_its_lease_ends() {
    let (database, _folder) = database().await;
    let mut tx = database.write();
    jobs::post(&mut tx, 1, "notifications/send", "{}", NOON).await.unwrap();
    tx.commit().await.unwrap();

    assert_eq!(jobs::claim(&database, NOON.plus_ms(-1)).await.unwrap(), None);
    let held = jobs::claim(&database, NOON).await.unwrap().unwrap();
    assert_eq!(jobs::claim(&database, NOON).await.unwrap(), None);
    assert_eq!(jobs::claim(&database, NOON.plus_days(1)).await.unwrap().unwrap().attempts, 2);

    jobs::put_off(&database, &held, "no answer", NOON).await.unwrap();
    assert_eq!(jobs::claim(&database, NOON.plus_ms(29_000)).await.unwrap(), None);
    let mut tx = database.write();
    jobs::complete(&mut tx, held.id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(jobs::claim(&database, NOON.plus_days(2)).await.unwrap(), None);
}

#[tokio::test]
async fn a_job_that_always_fails_waits_for_a_person() {
    let (database, _folder) = database().await;
    let mut tx = database.write();
    jobs::post(&mut tx, 1, "notifications/send", "{}", NOON).await.unwrap();
    tx.commit().await.unwrap();
    for day in 1..=jobs::MOST_ATTEMPTS {
        let now = NOON.plus_days(day);
        let job = jobs::claim(&database, now).await.unwrap().unwrap();
        jobs::put_off(&database, &job, "no answer", now).await.unwrap();
    }
    assert_eq!(jobs::claim(&database, NOON.plus_days(99)).await.unwrap(), None);
    assert_eq!(jobs::dead(&mut database.read()).await.unwrap(), [(1, "notifications/send".into(), "no answer".into())]);
}

#[tokio::test]
async fn many_rows_are_inserted_whatever_their_number_and_those_that_are_known_are_left() {
    let (database, _folder) = database().await;
    keep(&database, 5, "five\u{e9}").await.unwrap();
    let mut tx = database.write();
    let mut rows =
        Rows::new("insert into note", &["id", "words"]).ending(" on conflict (id) do nothing").with_room(200);
    for id in 1..=200_i64 {
        let words: std::sync::Arc<str> = format!("n\u{b0} {id}'").into();
        rows.add(id).add(words);
    }
    assert_eq!(rows.insert(&mut tx).await.unwrap(), 199);
    tx.commit().await.unwrap();
    assert_eq!(kept(&database).await, (1..=200).collect::<Vec<_>>());
    let words: Vec<String> = sql("select words from note where id in (5, 200) order by id")
        .fetch_values(&mut database.read())
        .await
        .unwrap();
    assert_eq!(words, ["five\u{e9}", "n\u{b0} 200'"]);
}

#[tokio::test]
async fn rows_that_are_not_whole_are_refused() {
    let (database, _folder) = database().await;
    let mut rows = Rows::new("insert into note", &["id", "words"]);
    rows.add(1_i64);
    assert!(matches!(rows.insert(&mut database.write()).await, Err(StoreError::Ragged(_))));
    assert_eq!(Rows::new("insert into note", &["id"]).insert(&mut database.write()).await.unwrap(), 0);
}

#[tokio::test]
async fn a_number_that_is_taken_is_not_given_again() {
    let (database, _folder) = database().await;
    let mut tx = database.write();
    tx.skip_numbers("request-26", 100).await.unwrap();
    tx.skip_numbers("request-26", 7).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = database.write();
    assert_eq!(tx.next_number("request-26").await.unwrap(), 101);
}

#[derive(Debug, PartialEq, serde::Deserialize)]
struct Listed {
    id: i64,
    words: Option<String>,
    degrees: f64,
}

#[tokio::test]
async fn a_list_read_in_one_piece_is_the_list_read_row_by_row() {
    let (database, _folder) = database().await;
    let words = ["plain", "« L'été » \"dit\" \\ \n\t\u{1} 🚧", "{\"json\":[null]}", ""];
    for (id, words) in (1..).zip(words) {
        keep(&database, id * 2_000_000_000_000_000_000, words).await.unwrap();
    }
    let columns = "id, words, degrees";
    let list = |least: i64| {
        sql("select id, case when words <> 'plain' then words end as words, 45.508888123456785 / $1 as degrees
               from note where id > $2 order by id desc limit 3")
        .bind(3.0_f64)
        .bind(least)
    };
    let mut tx = database.read();
    let packed: Vec<Listed> = list(0).fetch_packed(columns, &mut tx).await.unwrap();
    let rows: Vec<(i64, Option<String>, f64)> = list(0).fetch_all(&mut tx).await.unwrap();
    let rows: Vec<Listed> = rows.into_iter().map(|(id, words, degrees)| Listed { id, words, degrees }).collect();
    let rounded = |list: &[Listed]| -> Vec<String> {
        list.iter().map(|it| format!("{} {:?} {:.12}", it.id, it.words, it.degrees)).collect()
    };
    assert_eq!(rounded(&packed), rounded(&rows));
    assert_eq!(packed.len(), 3);
    let none: Vec<Listed> = list(i64::MAX).fetch_packed(columns, &mut tx).await.unwrap();
    assert_eq!(none, []);
    // A text in the place of a number is an error, not a wrong list.
    let wrong: Result<Vec<(String,)>, StoreError> = sql("select id from note").fetch_packed("id", &mut tx).await;
    assert!(matches!(wrong, Err(StoreError::Database(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_who_leave_in_the_middle_hold_nobody_up() {
    let (database, _folder) = database().await;
    keep(&database, 1, "one").await.unwrap();
    let long =
        "with recursive number(n) as (select cast(1 as bigint) union all select n + 1 from number where n < 20000)
         select n from number";
    let mut readers = tokio::task::JoinSet::new();
    for rank in 0..64_u64 {
        let database = database.clone();
        readers.spawn(async move {
            let reading = async { sql(long).fetch_values::<i64>(&mut database.read()).await.map(|read| read.len()) };
            // Some leave before they have read anything, some in the middle, some read to the end.
            tokio::time::timeout(std::time::Duration::from_micros(rank * rank * 40), reading).await.ok()
        });
    }
    let lengths: Vec<usize> = readers.join_all().await.into_iter().flatten().map(Result::unwrap).collect();
    assert!(lengths.iter().all(|length| *length == 20_000), "{lengths:?}");
    assert_eq!(kept(&database).await, [1]);
    database.close().await.unwrap();
    assert!(sql("select id from note").fetch_values::<i64>(&mut database.read()).await.is_err());
}
