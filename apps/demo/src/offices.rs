//! The tables of the fictional city: its name, units, spellings, standards, holidays and routes.

use crate::boroughs;
use base::{PackFiles, Sheet, plain::fold};
use jiff::{Span, civil::Date};
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

pub(crate) fn write(letters: &[char], files: &mut PackFiles) {
    files.insert("city.toml", CITY);
    files.insert("units.csv", units(letters));
    files.insert("spellings.csv", spellings(letters));
    files.insert("holidays.csv", holidays());
    let mut faults = Vec::new();
    let services = Sheet::read(files, "services.csv", &["code"], &mut faults);
    let (standards, routing) = (standards(&services), routing(&services, letters));
    files.insert("standards.csv", standards);
    files.insert("routing.csv", routing);
}

const CITY: &str = r##"# Valrive, a city that exists nowhere: its name, its numbers, its colours.

name_fr = "Ville de Valrive"
name_en = "City of Valrive"
short_name = "Valrive"
jurisdiction_id = "valrive.exemple.test"
time_zone = "America/Toronto"
phone = "311"
phone_outside = "819 555-0111"
email = "311@valrive.exemple.test"
website = "https://valrive.exemple.test"
attribution_fr = "Ville fictive produite par Riverain"
attribution_en = "Fictional city made by Riverain"

[colours]
primary = "#0b5563"
dark = "#083d47"
accent = "#f2a541"
"##;

fn boroughs_of(letters: &[char]) -> impl Iterator<Item = (&'static str, String)> {
    let own = letters.iter().filter(|letter| letter.is_uppercase());
    own.map(|letter| (boroughs::name(*letter), territory::names::code(boroughs::name(*letter))))
}

fn units(letters: &[char]) -> String {
    let mut text = "code,name_fr,name_en,kind,territory,phone,email\n".to_owned();
    for (rank, (name, code)) in boroughs_of(letters).enumerate() {
        let _ = writeln!(
            text,
            "{code},Arrondissement : {name},Borough of {name},borough,{code},819 555-01{:02},{code}@valrive.exemple.test",
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
    for (name, code) in boroughs_of(letters) {
        for kind in ["territory", "unit"] {
            let _ = writeln!(text, "{},{kind},{code}", name.to_uppercase());
            let _ = writeln!(text, "{},{kind},{code}", fold(name).to_uppercase());
            let _ = writeln!(text, "{name},{kind},{code}");
        }
    }
    for (code, _, _, spelling) in CENTRAL {
        let _ = writeln!(text, "{spelling},unit,{code}");
    }
    let _ = writeln!(text, "{INTAKE_SPELLING},unit,{INTAKE}");
    if let Some((_, code)) = boroughs_of(letters).next() {
        let _ = writeln!(text, "{SHARED_SPELLING},unit,{code}");
    }
    text
}

fn standards(services: &Sheet) -> String {
    let mut text = "service_code,delay,unit,starts,target_pct,valid_from\n".to_owned();
    for line in services.lines() {
        let [code, delay, unit, starts, target] =
            ["code", "delai", "unite_delai", "depart_delai", "cible_pct"].map(|column| line.get(column));
        let _ = writeln!(text, "{code},{delay},{unit},{starts},{target},2024-01-01");
    }
    text
}

/// A line for each fixed category, then the boroughs for all the rest.
fn routing(services: &Sheet, letters: &[char]) -> String {
    let mut text = "category,territory,unit\n".to_owned();
    let shared = boroughs_of(letters).next().map_or(String::new(), |(_, code)| code);
    for line in services.lines() {
        let unit = match line.get("unite_fixe_montreal") {
            "" => continue,
            SHARED_SPELLING => shared.clone(),
            INTAKE_SPELLING => INTAKE.to_owned(),
            spelling => match CENTRAL.iter().find(|(.., known)| *known == spelling) {
                Some((code, ..)) => (*code).to_owned(),
                None => continue,
            },
        };
        let _ = writeln!(text, "\"{}\",,{unit}", line.get("acti_nom_montreal"));
    }
    for (_, code) in boroughs_of(letters) {
        let _ = writeln!(text, ",{code},{code}");
    }
    text
}

/// Legal holidays of Québec, from 2020 to 2035.
fn holidays() -> String {
    let mut days: Vec<(Date, &str, &str)> = Vec::new();
    for year in 2020..=2035 {
        let fixed = [
            (1, 1, "Jour de l'an", "New Year's Day"),
            (6, 24, "Fête nationale du Québec", "Québec's National Holiday"),
            (7, 1, "Fête du Canada", "Canada Day"),
            (12, 25, "Noël", "Christmas Day"),
        ];
        days.extend(
            fixed.into_iter().filter_map(|(month, day, fr, en)| Some((Date::new(year, month, day).ok()?, fr, en))),
        );
        days.extend(moving_holidays(year));
    }
    days.sort();
    let mut text = "date,name_fr,name_en\n".to_owned();
    for (day, fr, en) in days {
        let _ = writeln!(text, "{day},{fr},{en}");
    }
    text
}

fn moving_holidays(year: i16) -> Vec<(Date, &'static str, &'static str)> {
    use jiff::civil::Weekday::Monday;
    let mut days = Vec::new();
    if let Some(easter) = easter(year) {
        days.push((easter.saturating_sub(Span::new().days(2)), "Vendredi saint", "Good Friday"));
        days.push((easter.saturating_add(Span::new().days(1)), "Lundi de Pâques", "Easter Monday"));
    }
    // The Monday before 25 May.
    let patriots = Date::new(year, 5, 25).and_then(|day| day.nth_weekday(-1, Monday));
    days.extend(patriots.ok().map(|day| (day, "Journée nationale des patriotes", "National Patriots' Day")));
    let labour = Date::new(year, 9, 1).and_then(|day| day.nth_weekday_of_month(1, Monday));
    days.extend(labour.ok().map(|day| (day, "Fête du Travail", "Labour Day")));
    let thanks = Date::new(year, 10, 1).and_then(|day| day.nth_weekday_of_month(2, Monday));
    days.extend(thanks.ok().map(|day| (day, "Action de grâces", "Thanksgiving")));
    days
}

/// Easter Sunday of the Gregorian calendar (Butcher, 1876).
fn easter(year: i16) -> Option<Date> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e, g) = (b / 4, b % 4, (8 * b + 13) / 25);
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let n = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * n + 19) % 32;
    Date::new(year, i8::try_from(n).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_calendar_says() {
        for (year, month, day) in [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28)] {
            assert_eq!(easter(year), Date::new(year, month, day).ok());
        }
    }

    #[test]
    fn holidays_are_those_of_the_official_list() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/feries/feries_qc_2010_2040.csv");
        let Ok(official) = std::fs::read_to_string(path) else {
            println!("skipped: the list of holidays is not on this machine");
            return;
        };
        for line in holidays().lines().skip(1).filter(|line| !line.contains("Pâques")) {
            let day = &line[..10];
            assert!(official.lines().any(|known| known.starts_with(day)), "{line}");
        }
    }
}
