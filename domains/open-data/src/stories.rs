//! Files brought in and written again, on a real database of each engine.

use crate::{
    Format, ImportError, Report, Tally, columns::COLUMNS, export_georeport_bulk, export_montreal_311,
    import_montreal_311,
};
use ::store::{Engine, sql};
use catalogue::{Answers, Catalogue};
use flate2::{Compression, write::GzEncoder};
use requests::{Channel, Contact, Draft, Grounds, Nature, Request, Status};
use routing::Table;
use standards::Standards;
use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};
use territory::{Territory, Units};
use testkit::{Ground, city::CORNER};
use tokio::sync::Notify;
use web::{
    Op,
    app::{Parts, put},
};

async fn city() -> Ground {
    let pack = testkit::city::pack();
    let mut parts = Parts::new();
    put(&mut parts, Catalogue::read(&pack).unwrap());
    put(&mut parts, Territory::read(&pack).unwrap());
    put(&mut parts, Units::read(&pack).unwrap());
    put(&mut parts, Table::read(&pack).unwrap());
    put(&mut parts, Standards::read(&pack).unwrap());
    let migrations = [notifications::MIGRATIONS, requests::MIGRATIONS, crate::MIGRATIONS].concat();
    Ground::new(&migrations, &[requests::TEXTS, notifications::TEXTS], parts).await
}

/// A line of the file of 2026, some of its cells changed.
fn line(changes: &[(&str, &str)]) -> String {
    let usual = "26-100827,Requete,Nid-de-poule,Adresse,rue Témoin,,,0,Le Plateau-Mont-Royal,Le Plateau-Mont-Royal,\
        H2H1A1,2026-04-05T12:03:37,Mobile,0,0,0,0,0,0,1,0,0,PLATEAU-MONT-ROYAL,-73.5817,45.5231,298412.1,5042579.25,\
        Terminée,2026-04-14T14:48:22";
    let mut cells: Vec<String> = usual.split(',').map(str::to_owned).collect();
    for (column, words) in changes {
        cells[COLUMNS.iter().position(|it| it == column).unwrap()] = (*words).to_owned();
    }
    cells.join(",") + "\r\n"
}

/// What a line says without a place or a number.
const NOWHERE: [(&str, &str); 13] = [
    ("ID_UNIQUE", ""),
    ("NATURE", "Information"),
    ("TYPE_LIEU_INTERV", ""),
    ("RUE", ""),
    ("LOC_ERREUR_GDT", ""),
    ("ARRONDISSEMENT", ""),
    ("ARRONDISSEMENT_GEO", ""),
    ("LIN_CODE_POSTAL", ""),
    ("LOC_LONG", ""),
    ("LOC_LAT", ""),
    ("LOC_X", ""),
    ("LOC_Y", ""),
    ("DATE_DERNIER_STATUT", "2026-04-05T12:03:37"),
];

fn file_of(lines: &[String]) -> String {
    COLUMNS.join(",") + "\r\n" + &lines.concat()
}

/// Lines with every trap of the real files.
fn traps() -> Vec<String> {
    let with = |number: &str, changes: &[(&str, &str)]| line(&[&[("ID_UNIQUE", number)], changes].concat());
    vec![
        with("26-1", &[]),
        with("26-000002", &[("LIN_CODE_POSTAL", ""), ("DERNIER_STATUT", "Acceptée")]),
        with(
            "26-3",
            &[
                ("TYPE_LIEU_INTERV", "Intersection"),
                ("RUE", ""),
                ("RUE_INTERSECTION1", "rue Témoin"),
                ("RUE_INTERSECTION2", "rue des Essais"),
            ],
        ),
        with(
            "26-4",
            &[
                ("TYPE_LIEU_INTERV", "Troncon"),
                ("RUE_INTERSECTION1", "rue des Essais"),
                ("RUE_INTERSECTION2", "\"place \"\"A, B\"\"\nC\""),
            ],
        ),
        with("26-5", &[("LOC_ERREUR_GDT", "1"), ("TYPE_LIEU_INTERV", "Installation")]),
        line(&NOWHERE),
        line(&NOWHERE),
        with("26-6", &[("NATURE", "Plainte"), ("ACTI_NOM", "*Nid-de-poule"), ("DERNIER_STATUT", "Réactivée")]),
        with("26-7", &[("NATURE", "Commentaire"), ("ACTI_NOM", "* Une catégorie d'autrefois")]),
        with("26-8", &[("UNITE_RESP_PARENT", "UNE UNITÉ D AUTREFOIS")]),
        with("26-9", &[("UNITE_RESP_PARENT", "UNE UNITÉ D AUTREFOIS"), ("DERNIER_STATUT", "Urgente")]),
        with("26-10", &[("ARRONDISSEMENT_GEO", "Westmount"), ("DERNIER_STATUT", "Transmise pour traitement")]),
        with("26-11", &[("ARRONDISSEMENT", "Ville-Marie"), ("DERNIER_STATUT", "Prise en charge")]),
        with("26-12", &[("ARRONDISSEMENT_GEO", ""), ("DERNIER_STATUT", "Refusée")]),
        with("26-13", &[("DDS_DATE_CREATION", "2026-03-08T02:30:00"), ("DERNIER_STATUT", "Annulée")]),
        with("26-14", &[("DDS_DATE_CREATION", "2026-04-20T02:30:00")]),
        with("26-15", &[("DERNIER_STATUT", ""), ("DATE_DERNIER_STATUT", "")]),
        with("26-16", &[("DATE_DERNIER_STATUT", ""), ("LOC_LONG", "-73.5817000")]),
        with("26-17", &[("UNITE_RESP_PARENT", "Plateau - Mont-Royal"), ("PROVENANCE_TELEPHONE", "03")]),
        with("26-18", &[("PROVENANCE_ORIGINALE", "Site Internet"), ("PROVENANCE_COURRIEL", "")]),
        with("26-19", &[("DDS_DATE_CREATION", "2025-11-02T01:30:00"), ("UNITE_RESP_PARENT", "")]),
    ]
}

fn write(ground: &Ground, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = ground.folder.path().join(name);
    fs::write(&path, content).unwrap();
    path
}

async fn bring(ground: &Ground, path: &Path) -> Result<Report, ImportError> {
    import_montreal_311(&ground.app, path, &mut |_| {}).await
}

async fn export(ground: &Ground) -> String {
    let mut out = Vec::new();
    export_montreal_311(&ground.app, &mut out, &mut |_| {}).await.unwrap();
    String::from_utf8(out).unwrap()
}

async fn find(ground: &Ground, reference: &str) -> Request {
    requests::find(&mut Op::system(&ground.app), reference).await.unwrap().unwrap()
}

async fn count(ground: &Ground, table: &'static str) -> i64 {
    let mut tx = ground.app.database().read();
    sql("select count(*) from ").push(table).fetch_value(&mut tx).await.unwrap()
}

fn tally(added: u64, renewed: u64, unchanged: u64, rejected: u64) -> Tally {
    Tally { lines: added + renewed + unchanged + rejected, added, renewed, unchanged, rejected }
}

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
    limit(&ground, "pragma max_page_count = 62").await;
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

async fn file_here(ground: &Ground, service: &str, answers: &[(&str, &str)]) -> String {
    let mut draft_answers = Answers::default();
    for (code, value) in answers {
        draft_answers.add(code, value);
    }
    let draft = Draft {
        nature: Nature::Request,
        service_code: service.into(),
        description: "Devant chez moi, au 1502, Léa T.".parse().unwrap(),
        answers: draft_answers,
        point: Some(CORNER),
        address: "1502, avenue du Parc-des-Essais".into(),
        channel: Channel::Web,
        contact: Contact { email: Some("lea@exemple.test".into()), ..Contact::default() },
        media_url: String::new(),
        key: None,
    };
    let mut op = Op::system(&ground.app);
    let receipt = requests::submit(&mut op, draft).await.unwrap();
    op.commit().await.unwrap();
    receipt.reference
}

const POTHOLE: [(&str, &str); 3] = [("emplacement_voie", "chaussee"), ("autoroute", "non"), ("danger", "non")];

#[tokio::test]
async fn what_is_filed_here_goes_out_without_its_door_its_words_or_its_people() {
    let ground = city().await;
    file_here(&ground, "NID_POULE", &POTHOLE).await;
    let removed = file_here(&ground, "NID_POULE", &POTHOLE).await;
    let mut op = Op::system(&ground.app);
    let grounds = Grounds { reason: "Essai".into(), outcome: None };
    requests::move_to(&mut op, &removed, Status::Removed, &grounds).await.unwrap();
    op.commit().await.unwrap();
    let export = export(&ground).await;
    let lines: Vec<&str> = export.lines().skip(1).collect();
    assert_eq!(lines.len(), 1, "{export}");
    let cells: Vec<&str> = lines[0].split(',').collect();
    assert_eq!(cells[..8], ["26-1", "Requete", "Nid-de-poule", "Adresse", "avenue du Parc-des-Essais", "", "", "0"]);
    assert_eq!(cells[8..13], ["Le Plateau-Mont-Royal", "Le Plateau-Mont-Royal", "", "2026-11-18T12:53:20", "Internet"]);
    // The middle of the block, not the corner where it is.
    let (lon, lat): (f64, f64) = (cells[23].parse().unwrap(), cells[24].parse().unwrap());
    assert!((lon - -73.585).abs() < 1e-6 && (lat - 45.5231).abs() < 1e-6, "{lon} {lat}");
    assert!(cells[25].starts_with("298") && cells[26].starts_with("504"), "{cells:?}");
    assert_eq!(cells[27], "Acceptée");
    for secret in ["Léa", "1502", "exemple.test", "chez moi"] {
        assert!(!export.contains(secret), "{secret}: {export}");
    }
}

#[tokio::test]
async fn what_the_map_hides_or_only_counts_tells_no_place() {
    let ground = city().await;
    let catalogue = ground.app.part::<Catalogue>();
    let one = |wanted| {
        let open =
            |service: &&catalogue::Service| service.public_map == wanted && service.check(&Answers::default()).is_ok();
        catalogue.services().iter().find(open).map(|service| service.code.clone())
    };
    for wanted in [catalogue::PublicMap::Hidden, catalogue::PublicMap::Counted] {
        let service = one(wanted).expect("the catalogue has such a service without questions");
        file_here(&ground, &service, &[]).await;
    }
    let export = export(&ground).await;
    let lines: Vec<&str> = export.lines().skip(1).collect();
    assert_eq!(lines.len(), 1, "{export}");
    assert!(lines[0].starts_with("26-2,"), "{export}");
    assert!(!export.contains("Essais") && !export.contains("-73.") && !export.contains("45.5"), "{export}");
}

#[tokio::test]
async fn numbers_that_came_in_are_not_given_again_and_ours_are_not_taken() {
    let ground = city().await;
    assert_eq!(file_here(&ground, "NID_POULE", &POTHOLE).await, "26-000001");
    let file = file_of(&[line(&[("ID_UNIQUE", "26-1")]), line(&[])]);
    let report = bring(&ground, &write(&ground, "a.csv", file)).await.unwrap();
    assert_eq!(report.tally, tally(1, 0, 0, 1));
    assert_eq!(report.reasons.into_keys().collect::<Vec<_>>(), ["number taken by a request made here"]);
    assert_eq!(find(&ground, "26-000001").await.status, Status::Received);
    let next = file_here(&ground, "NID_POULE", &POTHOLE).await;
    assert!(next.parse::<requests::Reference>().unwrap().rank > 1 && next != "26-100827", "{next}");
}

#[tokio::test]
async fn georeport_bulk_says_the_same_in_csv_and_in_json() {
    let ground = city().await;
    bring(&ground, &write(&ground, "a.csv", file_of(&traps()))).await.unwrap();
    file_here(&ground, "NID_POULE", &POTHOLE).await;
    let mut out = [Vec::new(), Vec::new()];
    for (format, out) in [Format::Csv, Format::Json].into_iter().zip(&mut out) {
        let written = export_georeport_bulk(&ground.app, format, out, &mut |_| {}).await.unwrap();
        assert_eq!(written, 20);
    }
    let [csv_text, json_text] = out.map(|bytes| String::from_utf8(bytes).unwrap());
    let items: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_str(&json_text).unwrap();
    let mut sheet = csv::Reader::from_reader(csv_text.as_bytes());
    let header = sheet.headers().unwrap().clone();
    for (record, item) in sheet.records().map(Result::unwrap).zip(&items) {
        for (name, cell) in header.iter().zip(&record) {
            let words = match (&item[name], item[name].as_str()) {
                (_, Some(words)) => words.to_owned(),
                (value, None) if value.is_null() => String::new(),
                (value, None) => value.to_string(),
            };
            assert_eq!(cell, words, "{name}");
        }
    }
    let first = &items[0];
    assert_eq!(first["service_request_id"], "26-000001");
    assert_eq!(first["requested_datetime"], "2026-04-05T12:03:37-04:00");
    assert_eq!((first["status_description"].as_str(), first["closed_date"].is_string()), (Some("closed"), true));
    let mut all = String::new();
    write!(all, "{csv_text}{json_text}").unwrap();
    assert!(!all.contains("Léa") && !all.contains("1502") && !all.contains("chez moi"));
}
