//! Files brought in and written again, on a real database of each engine.

mod bringing;
mod piles;
mod publishing;
mod resuming;

use crate::{ImportError, Report, Tally, columns::COLUMNS, export_montreal_311, import_montreal_311};
use ::store::sql;
use catalogue::{Answers, Catalogue};
use requests::{Channel, Contact, Draft, Nature, Request};
use routing::Table;
use standards::Standards;
use std::{
    fs,
    path::{Path, PathBuf},
};
use territory::{Territory, Units};
use testkit::{Ground, city::CORNER};
use web::Op;

async fn city() -> Ground {
    let parts = testkit::parts!(Catalogue, Territory, Units, Table, Standards);
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
