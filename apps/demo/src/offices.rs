//! The tables of the fictional city: its name, units, spellings, standards, routes and neighbours.

use crate::{Size, boroughs};
use base::{PackFiles, Sheet, plain::fold};
use std::fmt::Write as _;

/// Central units: code, French and English name, and how the catalogue calls the unit that does this work.
const CENTRAL: [(&str, &str, &str, &str); 9] = [
    ("service-de-l-eau", "Service de l'eau", "Water department", "SERVICE DE L EAU"),
    (
        "service-des-finances",
        "Service des finances",
        "Finance department",
        "SERVICE DES FINANCES ET DE L ÉVALUATION FONCIÈRE",
    ),
    (
        "service-de-l-environnement",
        "Service de l'environnement",
        "Environment department",
        "SERVICE DE L ENVIRONNEMENT ET DE LA TRANSITION ÉCOLOGIQUE",
    ),
    (
        "service-des-grands-parcs",
        "Service des grands parcs",
        "Large parks department",
        "DIRECTION GESTION DE GRANDS PARCS ET MILIEUX NATURELS",
    ),
    ("bureau-du-stationnement", "Bureau du stationnement", "Parking office", "STATIONNEMENT MTL - SERVICE AUXILIAIRES"),
    (
        "bureau-des-grands-travaux",
        "Bureau des grands travaux",
        "Major works office",
        "RÉALISATION DES PROJETS D INFRASTRUCTURES URBAINES",
    ),
    (
        "bureau-des-animaux",
        "Bureau des animaux",
        "Animal services office",
        "SER.CONCERTATION DES ARROND. ET EXPÉRIENCE CITOYENNE",
    ),
    ("service-du-greffe", "Service du greffe", "City clerk's office", "SERVICE DU GREFFE"),
    ("service-des-affaires-juridiques", "Service des affaires juridiques", "Legal department", "AFFAIRES JURIDIQUES"),
];

/// The unit that takes what nobody was found for, and how the catalogue calls it.
const INTAKE: &str = "centre-311";
const INTAKE_SPELLING: &str = "DIRECTION DE L EXPÉRIENCE CITOYENNE ET DU CENTRE DE SERVICES";
/// The borough that keeps lights and signs for all, in the catalogue's words.
const SHARED_SPELLING: &str = "ROSEMONT - LA PETITE-PATRIE";

/// Columns of the services that only the real city has a use for.
const OWN_COLUMNS: [&str; 10] = [
    "source_delai",
    "routage_observe",
    "unite_fixe_montreal",
    "demandes_ete_2026",
    "delai",
    "unite_delai",
    "depart_delai",
    "cible_pct",
    "questions_fr",
    "questions_en",
];

const SERVICES: &str = include_str!("../../../packs/montreal/services.csv");
const STANDARDS: &str = include_str!("../../../packs/montreal/standards.csv");

/// Writes every table of the city whose areas bear `letters`.
pub(crate) fn write(seed: u64, size: Size, letters: &[char], files: &mut PackFiles) {
    files.insert("demo.toml", format!("# Made by `riverain demo`.\nseed = {seed}\nsize = \"{}\"\n", size.code()));
    files.insert("city.toml", CITY);
    files.insert("territory.toml", TERRITORY);
    files.insert("units.csv", units(letters));
    files.insert("spellings.csv", spellings(letters));
    files.insert("services.csv", services());
    files.insert("standards.csv", standards());
    files.insert("routing.csv", routing(letters));
}

const CITY: &str = r#"# Valrive, a city that exists nowhere.
name_fr = "Ville de Valrive"
name_en = "City of Valrive"
phone = "311"
emergency_phone = "911"
url = "https://valrive.exemple.test"
attribution_fr = "Ville fictive produite par Riverain"
attribution_en = "Fictional city made by Riverain"
zone = "America/Toronto"
"#;

const TERRITORY: &str = r#"# How the two geometries name things.

[areas]
name = "NOM"
kind = "TYPE"
borough = "Arrondissement"
linked_town = "Ville liée"

[areas.contact]
fr = "Cet endroit est dans la ville de {town}, qui répond de ses propres services. Communiquez avec elle."
en = "This place is in the town of {town}, which runs its own services. Please contact it."

[areas.towns]
rosebois = { phone = "819 555-0190", url = "https://rosebois.exemple.test" }
port-hirondelle = { phone = "819 555-0191", url = "https://port-hirondelle.exemple.test" }

[streets]
id = "COTE_RUE_ID"
segment = "ID_TRC"
name = ["TYPE_F", "LIEN_F", "NOM_VOIE", "ORIENTATION_F"]
from = "DEBUT_ADRESSE"
to = "FIN_ADRESSE"
area = "ARRONDISSEMENT"
"#;

/// A table of the real city, read.
fn sheet(name: &str, text: &str) -> Sheet {
    let mut files = PackFiles::default();
    files.insert(name, text);
    // The real city's tables are tested where they are.
    Sheet::read(&files, name, &[], &mut Vec::new())
}

fn boroughs_of(letters: &[char]) -> impl Iterator<Item = (&'static str, &'static str, String)> {
    let own = letters.iter().filter(|letter| letter.is_uppercase());
    own.map(|letter| {
        let name = boroughs::name(*letter);
        (name, boroughs::of_name(*letter), territory::names::code(name))
    })
}

fn units(letters: &[char]) -> String {
    let mut text = "code,name_fr,name_en,kind,territory,phone,email\n".to_owned();
    for (rank, (name, of_name, code)) in boroughs_of(letters).enumerate() {
        let _ = writeln!(
            text,
            "{code},Arrondissement {of_name},Borough of {name},borough,{code},819 555-01{:02},{code}@valrive.exemple.test",
            20 + rank
        );
    }
    let _ = writeln!(text, "{INTAKE},Centre 311,311 centre,intake,,311,311@valrive.exemple.test");
    for (rank, (code, fr, en, _)) in CENTRAL.iter().enumerate() {
        let _ = writeln!(text, "{code},{fr},{en},central,,819 555-01{:02},{code}@valrive.exemple.test", 50 + rank);
    }
    text
}

/// Files of a city never agree on names: the same places in capitals, without accents, without article.
fn spellings(letters: &[char]) -> String {
    let mut text = "spelling,kind,code\n".to_owned();
    for (name, _, code) in boroughs_of(letters) {
        for kind in ["territory", "unit"] {
            let _ = writeln!(text, "{},{kind},{code}", name.to_uppercase());
            let _ = writeln!(text, "{},{kind},{code}", fold(name).to_uppercase());
            let _ = writeln!(text, "{name},{kind},{code}");
        }
    }
    text
}

/// The services of the real city, without what it alone says of them.
fn services() -> String {
    let mut reader = csv::Reader::from_reader(SERVICES.as_bytes());
    let kept: Vec<bool> = reader
        .headers()
        .map(|header| header.iter().map(|column| !OWN_COLUMNS.contains(&column)).collect())
        .unwrap_or_default();
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = reader.headers().cloned().unwrap_or_default();
    for record in std::iter::once(header).chain(reader.records().filter_map(Result::ok)) {
        let cells = record.iter().zip(&kept).filter(|(_, is_kept)| **is_kept).map(|(cell, _)| cell);
        // A vector takes everything.
        let _ = writer.write_record(cells);
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn standards() -> String {
    let mut text = "service,territory,amount,unit,start,target_pct,version,source\n".to_owned();
    for line in sheet("standards.csv", STANDARDS).lines() {
        let [service, amount, unit, start, target] =
            ["service", "amount", "unit", "start", "target_pct"].map(|column| line.get(column));
        let _ = writeln!(text, "{service},,{amount},{unit},{start},{target},2024-01,Charte fictive de Valrive");
    }
    text
}

/// The own unit of each borough, a central one for what it alone does, and one borough that keeps lights for all.
fn routing(letters: &[char]) -> String {
    let mut text = "# version 2024-01\ncategory,territory,unit,reason\n".to_owned();
    for (_, _, code) in boroughs_of(letters) {
        let _ = writeln!(text, ",{code},{code},");
    }
    let shared = boroughs_of(letters).next().map_or(String::new(), |(.., code)| code);
    for line in sheet("services.csv", SERVICES).lines() {
        let (unit, reason) = match line.get("unite_fixe_montreal") {
            "" => ("*", ""),
            SHARED_SPELLING => (shared.as_str(), "Entretenu par un arrondissement pour toute la ville"),
            INTAKE_SPELLING => (INTAKE, "Répondu au comptoir 311"),
            spelling => {
                let central = CENTRAL.iter().find(|(.., known)| *known == spelling);
                central.map_or(("*", ""), |(code, ..)| (*code, "Service central"))
            }
        };
        let _ = writeln!(text, "{},,{unit},{reason}", line.get("code"));
    }
    text
}
