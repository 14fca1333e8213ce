//! Piles closed at once and requests made again are flagged, counted, and left out of delays.

use super::{NOWHERE, bring, city, export, file_of, line, write};
use crate::Flags;
use ::store::sql;
use base::Moment;
use requests::{Status, watched};
use testkit::Ground;
use web::Op;

/// Ten requests that one unit closed in one second, nine that another did, one cancelled and made again, two cancelled
/// for good, twelve questions answered as they were asked.
fn file() -> Vec<String> {
    let of = |number: usize, changes: &[(&str, &str)]| {
        let number = format!("26-{number}");
        line(&[&[("ID_UNIQUE", number.as_str())], changes].concat())
    };
    let mut lines = Vec::new();
    for rank in 0..10 {
        let street = format!("rue {rank}");
        lines.push(of(100 + rank, &[("RUE", &street), ("DATE_DERNIER_STATUT", "2026-05-01T17:00:00")]));
    }
    for rank in 0..9 {
        let unit = [("UNITE_RESP_PARENT", "VILLE-MARIE"), ("DATE_DERNIER_STATUT", "2026-05-01T17:00:00")];
        lines.push(of(200 + rank, &unit));
    }
    let cancelled = |number: usize, at: &str, end: &str, lat: &str| {
        let dates = [("DDS_DATE_CREATION", at), ("DATE_DERNIER_STATUT", end)];
        of(number, &[&dates[..], &[("DERNIER_STATUT", "Annulée"), ("LOC_LAT", lat)]].concat())
    };
    lines.push(cancelled(300, "2026-06-01T09:00:00", "2026-06-01T09:20:00", "45.5231"));
    lines
        .push(of(301, &[("DDS_DATE_CREATION", "2026-06-01T09:18:00"), ("DATE_DERNIER_STATUT", "2026-06-09T10:00:00")]));
    // Elsewhere, later, or of another service, it is another problem.
    lines.push(cancelled(302, "2026-06-01T09:00:00", "2026-06-01T09:20:00", "45.5262"));
    lines.push(cancelled(303, "2026-07-01T09:00:00", "2026-07-01T09:20:00", "45.5231"));
    lines.push(of(
        304,
        &[
            ("DDS_DATE_CREATION", "2026-07-01T09:18:00"),
            ("ACTI_NOM", "Lampadaire"),
            ("DATE_DERNIER_STATUT", "2026-07-09T10:00:00"),
        ],
    ));
    lines.extend((0..12).map(|_| line(&NOWHERE)));
    lines
}

async fn flags(ground: &Ground) -> Vec<(String, String)> {
    let mut tx = ground.app.database().read();
    sql("select reference, import_flag from request where import_flag is not null order by id")
        .fetch_all(&mut tx)
        .await
        .unwrap()
}

#[tokio::test]
async fn piles_closed_at_once_and_requests_made_again_are_flagged_and_written_again_as_they_came() {
    let ground = city().await;
    let file = file_of(&file());
    let report = bring(&ground, &write(&ground, "a.csv", &file)).await.unwrap();
    assert_eq!(report.flags, Flags { closed_at_once: 10, made_again: 1 }, "{:?}", report.reasons);
    let found = flags(&ground).await;
    assert!(found[..10].iter().all(|(number, flag)| number.starts_with("26-0001") && flag == "closed-at-once"));
    assert_eq!(found[10..], [("26-000300".to_owned(), "made-again".to_owned())]);
    assert_eq!(export(&ground).await, file);

    // The measures: no delay for the pile, one problem where it was asked twice.
    let seen = watched(&mut Op::system(&ground.app), Moment(0), 0, 100).await.unwrap();
    assert_eq!(seen.iter().filter(|request| !request.is_end_known).count(), 10);
    assert!(seen.iter().all(|request| request.is_end_known || request.status == Status::Completed));
    assert_eq!(seen.iter().filter(|request| request.status == Status::Merged).count(), 1);
    assert_eq!(seen.iter().filter(|request| request.status == Status::Cancelled).count(), 2);
    assert_eq!(seen.len(), file.lines().count() - 1);

    // Brought again, nothing changes.
    let copy = bring(&ground, &write(&ground, "b.csv", &file)).await.unwrap();
    assert_eq!(copy.flags, Flags::default());
    assert_eq!(flags(&ground).await, found);
}

#[tokio::test]
async fn a_pile_that_two_files_share_is_found_and_a_later_state_frees_its_request() {
    let ground = city().await;
    let lines = file();
    let first = bring(&ground, &write(&ground, "a.csv", file_of(&lines[..6]))).await.unwrap();
    assert_eq!(first.flags, Flags::default());
    let second = bring(&ground, &write(&ground, "b.csv", file_of(&lines[6..10]))).await.unwrap();
    assert_eq!(second.flags, Flags { closed_at_once: 4, made_again: 0 });
    assert_eq!(flags(&ground).await.len(), 10);
    let later = [
        ("ID_UNIQUE", "26-100"),
        ("RUE", "rue 0"),
        ("DERNIER_STATUT", "Réactivée"),
        ("DATE_DERNIER_STATUT", "2026-05-03T08:00:00"),
    ];
    let third = bring(&ground, &write(&ground, "c.csv", file_of(&[line(&later)]))).await.unwrap();
    assert_eq!((third.tally.renewed, third.flags), (1, Flags::default()));
    let found = flags(&ground).await;
    assert!(found.iter().all(|(number, _)| number != "26-000100"), "{found:?}");
}
