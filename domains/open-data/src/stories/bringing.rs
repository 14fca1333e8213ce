//! Lines are understood, kept once in their latest state, or given back with the reason.

use super::{NOWHERE, bring, city, count, export, file_here, file_of, find, line, tally, traps, write};
use crate::columns::COLUMNS;
use ::store::sql;
use flate2::{Compression, write::GzEncoder};
use requests::{Grounds, Status};
use std::{fs, io::Write as _};
use territory::Units;
use testkit::city::POTHOLE;
use web::Op;

#[tokio::test]
async fn what_is_brought_in_is_written_again_to_the_byte_and_brought_again_changes_nothing() {
    let ground = city().await;
    let lines = traps();
    let file = file_of(&lines);
    let report = bring(&ground, &write(&ground, "a.csv", &file)).await.unwrap();
    assert_eq!(report.tally, tally(lines.len() as u64, 0, 0, 0), "{:?}", report.reasons);
    assert_eq!(export(&ground).await, file);

    let again = bring(&ground, &write(&ground, "a.csv", &file)).await.unwrap();
    assert!(again.was_complete);
    let copy = bring(&ground, &write(&ground, "b.csv", export(&ground).await)).await.unwrap();
    assert_eq!(copy.tally, tally(0, 0, lines.len() as u64, 0));
    assert_eq!(export(&ground).await, file);
}

#[tokio::test]
async fn a_line_is_understood_before_it_is_kept() {
    let ground = city().await;
    bring(&ground, &write(&ground, "a.csv", file_of(&traps()))).await.unwrap();
    let request = find(&ground, "26-000001").await;
    assert_eq!((request.service_code.as_str(), request.status), ("NID_POULE", Status::Completed));
    assert_eq!(request.place.borough.as_deref(), Some("le-plateau-mont-royal"));
    assert_eq!((request.route.unit.as_str(), request.requesters), ("le-plateau-mont-royal", 1));
    assert_eq!(request.closed_at.unwrap().to_string(), "2026-04-14T18:48:22Z");
    assert!(request.is_shown);
    // The office of a borough is not where the problem is, but its street is known.
    let default = find(&ground, "26-000005").await;
    assert_eq!((default.place.point, default.place.address.as_str()), (None, "rue Témoin"));
    let retired = find(&ground, "26-000006").await;
    assert_eq!((retired.service_code.as_str(), retired.reopen_count), ("NID_POULE", 1));
    assert_eq!(find(&ground, "26-000007").await.service_code, "Une catégorie d'autrefois");
    // A unit that is no more keeps what is over; what is open has somebody who answers for it.
    assert_eq!(find(&ground, "26-000008").await.route.unit, "UNE UNITÉ D AUTREFOIS");
    let open = find(&ground, "26-000009").await;
    assert!(ground.app.part::<Units>().get(&open.route.unit).is_some() && open.next_action.is_some());
    // A linked town is not ours to answer for: the borough that took it is.
    assert_eq!(find(&ground, "26-000010").await.place.borough.as_deref(), Some("le-plateau-mont-royal"));
    let mut tx = ground.app.database().read();
    let unknown: Vec<String> = sql("select reference from request where is_end_known = 0 order by reference")
        .fetch_values(&mut tx)
        .await
        .unwrap();
    assert_eq!(unknown, ["26-000014", "26-000015", "26-000016"]);
}

#[tokio::test]
async fn a_file_of_before_is_read_whatever_its_wrapping_and_a_later_one_tells_how_it_ended() {
    let ground = city().await;
    let short = |line: &str| line.trim_end().rsplitn(3, ',').last().unwrap().to_owned() + "\n";
    let mut old = String::from("\u{feff}") + &COLUMNS[..27].join(",") + "\n";
    for line in [line(&[]), line(&NOWHERE)] {
        old.push_str(&short(&line));
    }
    let mut gz = GzEncoder::new(Vec::new(), Compression::default());
    gz.write_all(old.as_bytes()).unwrap();
    let report = bring(&ground, &write(&ground, "old.csv.gz", gz.finish().unwrap())).await.unwrap();
    assert_eq!(report.tally, tally(2, 0, 0, 0), "{:?}", report.reasons);
    let blank = [("DERNIER_STATUT", ""), ("DATE_DERNIER_STATUT", "")];
    let exported = export(&ground).await;
    assert_eq!(exported, file_of(&[line(&blank), line(&[&NOWHERE[..12], &blank[..]].concat())]));

    let report = bring(&ground, &write(&ground, "new.csv", file_of(&[line(&[]), line(&NOWHERE)]))).await.unwrap();
    assert_eq!(report.tally, tally(0, 2, 0, 0));
    assert_eq!(export(&ground).await, file_of(&[line(&[]), line(&NOWHERE)]));
    let report = bring(&ground, &write(&ground, "again.csv", exported)).await.unwrap();
    assert_eq!(report.tally, tally(0, 0, 2, 0));
}

#[tokio::test]
async fn the_later_state_of_a_request_wins_in_whatever_order_they_come() {
    let ground = city().await;
    let at = |status, at| line(&[("DERNIER_STATUT", status), ("DATE_DERNIER_STATUT", at)]);
    let (early, late) = (at("Acceptée", "2026-04-06T08:00:00"), at("Terminée", "2026-05-01T08:00:00"));
    let middle = at("Prise en charge", "2026-04-20T08:00:00");
    let report =
        bring(&ground, &write(&ground, "a.csv", file_of(&[early.clone(), late.clone(), middle]))).await.unwrap();
    assert_eq!(report.tally, tally(1, 1, 1, 0));
    assert_eq!(export(&ground).await, file_of(std::slice::from_ref(&late)));
    let report = bring(&ground, &write(&ground, "b.csv", file_of(&[early]))).await.unwrap();
    assert_eq!(report.tally, tally(0, 0, 1, 0));
    assert_eq!(export(&ground).await, file_of(&[late]));
    assert_eq!(count(&ground, "request_event").await, 1);
}

#[tokio::test]
async fn a_request_that_moved_here_is_exported_as_it_is_now() {
    let ground = city().await;
    bring(&ground, &write(&ground, "a.csv", file_of(&[line(&[("DERNIER_STATUT", "Acceptée")])]))).await.unwrap();
    let mut op = Op::system(&ground.app);
    let grounds = Grounds { reason: "En double".into(), outcome: None };
    requests::move_to(&mut op, "26-100827", Status::Declined, &grounds).await.unwrap();
    op.commit().await.unwrap();
    let exported = export(&ground).await;
    assert!(
        exported.contains(",H2H1A1,") && exported.trim_end().ends_with(",Refusée,2026-11-18T12:53:20"),
        "{exported}"
    );
    // An older file does not undo what was done here.
    bring(&ground, &write(&ground, "b.csv", file_of(&[line(&[])]))).await.unwrap();
    assert_eq!(export(&ground).await, exported);
}

#[tokio::test]
async fn each_line_that_is_left_out_is_given_back_with_its_reason() {
    let ground = city().await;
    let mut file = file_of(&[]).into_bytes();
    let wrong: [(&str, &[(&str, &str)]); 13] = [
        ("`x26` is no request number", &[("ID_UNIQUE", "x26")]),
        ("the nature `Fête` is unknown", &[("NATURE", "Fête")]),
        ("the category is missing", &[("ACTI_NOM", " ")]),
        ("DDS_DATE_CREATION is `2026-02-30T12:00:00`", &[("DDS_DATE_CREATION", "2026-02-30T12:00:00")]),
        ("DATE_DERNIER_STATUT is `hier`", &[("DATE_DERNIER_STATUT", "hier")]),
        ("the channel `Pigeon` is unknown", &[("PROVENANCE_ORIGINALE", "Pigeon")]),
        ("PROVENANCE_MOBILE is `-1`", &[("PROVENANCE_MOBILE", "-1")]),
        ("LOC_LAT is `45;5`", &[("LOC_LAT", "45;5")]),
        ("LOC_X is `NaN`", &[("LOC_X", "NaN")]),
        ("one coordinate and not the other", &[("LOC_LAT", "")]),
        ("outside the city", &[("LOC_LAT", "0"), ("LOC_LONG", "0")]),
        ("the status `Perdue` is unknown", &[("DERNIER_STATUT", "Perdue")]),
        ("a control character", &[("RUE", "rue\u{1f}A")]),
    ];
    for (_, changes) in wrong {
        file.extend(line(changes).bytes());
    }
    file.extend(b"26-7,Requete,\xff\xfe\r\n");
    file.extend(b"26-8,\"Requete,Nid-de-poule\r\n");
    file.extend(line(&[]).bytes());
    file.extend(b"26-9,Requete,Nid-de-pou");
    let path = write(&ground, "a.csv", &file);
    let report = bring(&ground, &path).await.unwrap();
    assert_eq!(report.tally, tally(1, 0, 0, 16), "{:?}", report.reasons);
    let rejected = fs::read_to_string(report.rejected_file.unwrap()).unwrap();
    let mut lines = csv::Reader::from_reader(rejected.as_bytes());
    let lines: Vec<[String; 3]> = lines.deserialize().map(Result::unwrap).collect();
    let reasons = wrong.iter().map(|(reason, _)| *reason);
    let reasons = reasons.chain(["not UTF-8", "never closed", "3 cells instead of 29: it may be cut"]);
    for (reason, [number, said, text]) in reasons.zip(&lines) {
        assert!(said.contains(reason), "{number}: {said}");
        assert!(file.windows(5).any(|part| text.as_bytes().starts_with(part)), "{text}");
    }
    assert_eq!(lines.iter().map(|[number, ..]| number.as_str()).nth(15), Some("18"));
    // The same file, repaired, leaves nothing behind.
    let report = bring(&ground, &write(&ground, "a.csv", file_of(&[line(&[])]))).await.unwrap();
    assert_eq!((report.tally, report.rejected_file), (tally(0, 0, 1, 0), None));
    assert!(!ground.folder.path().join("a.csv.rejected.csv").exists());
}

#[tokio::test]
async fn a_file_of_another_format_is_refused_with_what_it_lacks() {
    let ground = city().await;
    let other =
        write(&ground, "a.csv", "row,month,weekday,hour,nature,activity,status\n0,2022-01,Mercredi,15,Requete,B,T\n");
    let said = bring(&ground, &other).await.unwrap_err().to_string();
    assert!(said.contains("not a 311 file") && said.contains("DDS_DATE_CREATION"), "{said}");
    let said = bring(&ground, &write(&ground, "b.csv", "")).await.unwrap_err().to_string();
    assert!(said.ends_with("the file is empty"), "{said}");
    assert_eq!((count(&ground, "request").await, count(&ground, "import_file").await), (0, 0));
}

#[tokio::test]
async fn what_was_merged_here_follows_its_principal_whatever_the_file_says() {
    let ground = city().await;
    let at = |number: &str, status: &str, at: &str| {
        line(&[("ID_UNIQUE", number), ("DERNIER_STATUT", status), ("DATE_DERNIER_STATUT", at)])
    };
    let open = [at("26-1", "Acceptée", "2026-04-06T08:00:00"), at("26-2", "Acceptée", "2026-04-06T08:00:00")];
    bring(&ground, &write(&ground, "a.csv", file_of(&open))).await.unwrap();
    let here = file_here(&ground, "NID_POULE", &POTHOLE).await;
    let mut op = Op::system(&ground.app);
    for reference in ["26-000002", &here] {
        requests::merge(&mut op, reference, "26-000001", "").await.unwrap();
    }
    op.commit().await.unwrap();
    let later = [at("26-2", "Prise en charge", "2026-12-01T08:00:00"), at("26-1", "Terminée", "2026-12-02T08:00:00")];
    let report = bring(&ground, &write(&ground, "b.csv", file_of(&later))).await.unwrap();
    assert_eq!(report.tally, tally(0, 1, 1, 0));
    for reference in ["26-000001", "26-000002", &here] {
        let request = find(&ground, reference).await;
        assert_eq!((request.status, request.closed_at.is_some()), (Status::Completed, true), "{reference}");
    }
}
