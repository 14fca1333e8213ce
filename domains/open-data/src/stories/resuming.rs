//! An import that was cut goes on where it was.

use super::{NOWHERE, bring, city, count, export, file_of, line, tally, write};
use crate::{ImportError, Tally, import_montreal_311};
use ::store::{Engine, sql};
use flate2::{Compression, write::GzEncoder};
use std::{fs, io::Write as _};
use testkit::Ground;
use tokio::sync::Notify;

/// A file of several commits, every third line wrong.
fn long_file() -> (String, Tally) {
    let mut file = file_of(&[]);
    for number in 1..=400 {
        let status = if number % 3 == 0 { "Perdue" } else { "Terminée" };
        // The same question asked again and again, and requests.
        let nowhere = if number % 7 == 0 { NOWHERE.as_slice() } else { &[] };
        let number = format!("26-{number}");
        let changes = [&[("ID_UNIQUE", number.as_str())], nowhere, &[("DERNIER_STATUT", status)]].concat();
        file.push_str(&line(&changes));
    }
    (file, tally(267, 0, 0, 133))
}

#[tokio::test]
async fn a_killed_import_goes_on_from_its_last_commit() {
    let (straight, ground) = (city().await, city().await);
    let (file, expected) = long_file();
    let report = bring(&straight, &write(&straight, "a.csv", &file)).await.unwrap();
    assert_eq!(report.tally, expected);

    let path = write(&ground, "a.csv", &file);
    let stop = Notify::new();
    let mut stop_midway = |progress: crate::Progress| {
        if progress.tally.lines == 150 {
            stop.notify_one();
        }
    };
    tokio::select! {
        biased;
        () = stop.notified() => {}
        _ = import_montreal_311(&ground.app, &path, &mut stop_midway) => panic!("it was not stopped"),
    }
    // What it wrote after its last commit does not count.
    let rejected = ground.folder.path().join("a.csv.rejected.csv");
    fs::OpenOptions::new().append(true).open(&rejected).unwrap().write_all(b"half a li").unwrap();
    let report = bring(&ground, &path).await.unwrap();
    assert!(report.resumed_after.is_some_and(|lines| lines >= 150), "{report:?}");
    assert_eq!(report.tally, expected);
    assert_eq!(export(&ground).await, export(&straight).await);
    let kept = fs::read_to_string(rejected).unwrap();
    assert_eq!(kept, fs::read_to_string(straight.folder.path().join("a.csv.rejected.csv")).unwrap());
    assert_eq!(count(&ground, "import_file").await, 1);
}

#[tokio::test]
async fn a_download_that_was_cut_keeps_what_came_and_the_whole_one_goes_on() {
    let ground = city().await;
    let (file, expected) = long_file();
    let mut gz = GzEncoder::new(Vec::new(), Compression::none());
    gz.write_all(file.as_bytes()).unwrap();
    let gz = gz.finish().unwrap();
    let path = write(&ground, "a.csv.gz", &gz[..gz.len() / 2]);
    let err = bring(&ground, &path).await.unwrap_err();
    assert!(matches!(err, ImportError::Cut { lines, .. } if lines > 100), "{err}");
    let report = bring(&ground, &write(&ground, "a.csv.gz", &gz)).await.unwrap();
    assert!(report.resumed_after.is_some());
    assert_eq!(report.tally.added + report.tally.unchanged, expected.added);
    assert_eq!(count(&ground, "request").await, 267);
}

#[tokio::test]
async fn a_file_that_changed_before_its_mark_is_read_from_its_start() {
    let ground = city().await;
    bring(&ground, &write(&ground, "a.csv", file_of(&[line(&[])]))).await.unwrap();
    let other = file_of(&[line(&[("ID_UNIQUE", "26-100828")]), line(&[])]);
    let report = bring(&ground, &write(&ground, "a.csv", other)).await.unwrap();
    assert_eq!((report.tally, report.resumed_after), (tally(1, 0, 1, 0), None));
    // Lines added at its end are read alone.
    let longer = file_of(&[line(&[("ID_UNIQUE", "26-100828")]), line(&[]), line(&[("ID_UNIQUE", "26-100829")])]);
    let report = bring(&ground, &write(&ground, "a.csv", longer)).await.unwrap();
    assert_eq!((report.tally, report.resumed_after), (tally(2, 0, 1, 0), Some(2)));
}

#[tokio::test]
async fn a_full_disk_is_said_keeps_whole_commits_and_leaves_the_import_ready_to_go_on() {
    let ground = city().await;
    if ground.app.database().engine() != Engine::Sqlite {
        println!("skipped: a PostgreSQL server has no limit of room that a test may set");
        return;
    }
    let (file, expected) = long_file();
    let path = write(&ground, "a.csv", &file);
    limit(&ground, "pragma max_page_count = 100").await;
    let err = bring(&ground, &path).await.unwrap_err();
    let ImportError::DiskFull { lines } = err else { panic!("{err}") };
    assert!(lines > 0 && lines % 50 == 0, "{lines}");
    let said = err.to_string();
    assert!(said.contains("the disk is full") && said.contains("same command again"), "{said}");
    let kept = count(&ground, "request").await;
    assert!(kept > 0 && kept < 267, "{kept}");
    limit(&ground, "pragma max_page_count = 100000").await;
    let report = bring(&ground, &path).await.unwrap();
    assert_eq!((report.tally, report.resumed_after), (expected, Some(lines)));
    assert_eq!(count(&ground, "request").await, 267);
}

/// Bounds the file, as a disk does.
async fn limit(ground: &Ground, pragma: &'static str) {
    let mut tx = ground.app.database().write();
    sql(pragma).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
}
