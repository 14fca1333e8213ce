//! A pack with a fault is refused with its file, its line and words; nothing of it is kept.

use super::type_in;
use std::{fs, path::Path, sync::LazyLock};

/// The folder of a village, made once and copied for each fault.
static VILLAGE: LazyLock<base::PackFiles> = LazyLock::new(|| demo::city(8311, demo::Size::Village));

/// Writes the village in `folder`, with the first `from` of `file` replaced.
fn write_with(folder: &Path, file: &str, from: &str, to: &str) {
    for (name, content) in VILLAGE.iter() {
        fs::create_dir_all(folder.join(name).parent().unwrap()).unwrap();
        fs::write(folder.join(name), content).unwrap();
    }
    let text = fs::read_to_string(folder.join(file)).unwrap();
    assert!(text.contains(from), "{file} does not hold {from}");
    fs::write(folder.join(file), text.replacen(from, to, 1)).unwrap();
}

async fn said(folder: &Path) -> String {
    type_in(folder, "city check {here}/pack").await.unwrap_err()
}

#[track_caller]
fn assert_said(said: &str, expected: &str) {
    assert!(said.lines().any(|line| line.trim().starts_with(expected)), "{expected}\nis not in\n{said}");
}

/// A village with one fault, and what is said of it.
async fn check(file: &str, (from, to): (&str, &str), expected: &str) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("pack")).unwrap();
    write_with(&folder.path().join("pack"), file, from, to);
    assert_said(&said(folder.path()).await, expected);
}

#[tokio::test]
async fn a_crossed_or_overlapping_outline_is_named_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("pack");
    fs::create_dir(&pack).unwrap();
    write_with(&pack, "city.toml", "Valrive", "Valrive");
    let text = fs::read_to_string(pack.join("territory.geojson")).unwrap();
    let bow = "[[[[-74.0,47.0],[-73.9,47.1],[-73.9,47.0],[-74.0,47.1],[-74.0,47.0]]]]";
    let lines: Vec<&str> = text.lines().collect();
    let (start, _) = lines[2].split_once("\"coordinates\":").unwrap();
    let rest = lines[2].split_once("]]]]").unwrap().1;
    let crossed = text.replace(lines[2], &format!("{start}\"coordinates\":{bow}{rest}"));
    fs::write(pack.join("territory.geojson"), crossed).unwrap();
    assert_said(
        &said(folder.path()).await,
        "territory.geojson:3: feature 2 (`Les Tanneries`): the outline crosses itself",
    );

    let geometry =
        |line: &str| line.split_once("\"geometry\":").unwrap().1.split_once(",\"properties\"").unwrap().0.to_owned();
    let same = text.replace(&geometry(lines[2]), &geometry(lines[1]));
    fs::write(pack.join("territory.geojson"), same).unwrap();
    let expected = "territory.geojson:3: feature 2 (`Les Tanneries`): covers the same ground as `Le Vieux-Port`";
    assert_said(&said(folder.path()).await, expected);
}

#[tokio::test]
async fn names_that_lead_nowhere_are_found_with_their_line() {
    check("routing.csv", ("FEUX,,le-vieux-port", "FEUX,,la-lune"), "routing.csv:").await;
    check(
        "routing.csv",
        (",les-tanneries,les-tanneries", ",les-tanneries,la-lune"),
        "routing.csv:4: the unit `la-lune` is not in units.csv",
    )
    .await;
    check("standards.csv", ("NID_POULE,", "NID,"), "standards.csv:2: the service `NID` is not in services.csv").await;
    check("standards.csv", ("NID_POULE,,", "NID_POULE,lune,"), "standards.csv:2: `lune` is no borough").await;
    check("units.csv", (",borough,le-vieux-port,", ",borough,lune,"), "units.csv:2: `lune` is no borough").await;
    check("streets.geojson", ("Le Vieux-Port", "La Lune"), "streets.geojson:2: feature 1 (`").await;
}

#[tokio::test]
async fn a_service_that_nobody_answers_for_is_a_fault() {
    check("routing.csv", ("NID_POULE,,*,\n", ""), "routing.csv: nobody answers for `NID_POULE` anywhere").await;
    let hole = "routing.csv: nobody answers for `NID_POULE` in les-tanneries";
    check("routing.csv", (",les-tanneries,les-tanneries,\n", ""), hole).await;
}

#[tokio::test]
async fn words_in_one_language_only_are_faults() {
    check("city.toml", ("name_en = \"City of Valrive\"", "name_en = \" \""), "city.toml:3: `name_en` is blank").await;
    check("units.csv", ("Borough of Le Vieux-Port", ""), "units.csv:2: `name_en` is empty").await;
    check(
        "questions.json",
        ("Where is it exactly?", ""),
        "questions.json:8: the question `emplacement_voie` must be asked in both",
    )
    .await;
    check("groups.csv", ("Streets and sidewalks", ""), "groups.csv:2: `en` is empty").await;
}

#[tokio::test]
async fn questions_dates_and_spellings_that_do_not_hold_are_faults() {
    check("questions.json", ("\"NID_POULE\"", "\"NID\""), "questions.json: the service `NID_POULE` is missing").await;
    check(
        "calendar.toml",
        ("rule = \"06-24\"", "rule = \"06-34\""),
        "calendar.toml:31: `06-34` is not a rule of a holiday",
    )
    .await;
    check(
        "spellings.csv",
        ("Le Vieux-Port,unit,le-vieux-port", "Le Vieux-Port,unit,les-tanneries"),
        "spellings.csv:7: `Le Vieux-Port` already stands for `le-vieux-port`",
    )
    .await;
    check("spellings.csv", ("Le Vieux-Port,unit,", "Le Vieux-Port,team,"), "spellings.csv:7: `kind` is `team`").await;
}

#[tokio::test]
async fn a_file_that_was_cut_or_broken_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("pack");
    fs::create_dir(&pack).unwrap();
    let cut = |file: &str, keep: usize| {
        write_with(&pack, "city.toml", "Valrive", "Valrive");
        let bytes = fs::read(pack.join(file)).unwrap();
        fs::write(pack.join(file), &bytes[..keep]).unwrap();
    };
    let services = VILLAGE.text("services.csv").unwrap();
    cut("services.csv", services.find("chaussée").unwrap() + 4);
    assert_said(&said(folder.path()).await, "services.csv:2: ");
    cut("streets.geojson", 4_000);
    assert_said(&said(folder.path()).await, "streets.geojson:");
    cut("services.csv", services.find("chaussée").unwrap() + 7);
    let broken = said(folder.path()).await;
    assert_said(&broken, "services.csv:2: ");
    write_with(&pack, "city.toml", "Valrive", "Valrive");
    let mut bytes = fs::read(pack.join("units.csv")).unwrap();
    let place = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 3;
    bytes[place] = 0xff;
    fs::write(pack.join("units.csv"), bytes).unwrap();
    assert_said(&said(folder.path()).await, "units.csv:2: the text is not UTF-8");
    write_with(&pack, "city.toml", "Valrive", "Valrive");
    fs::File::create(pack.join("streets.geojson")).unwrap().set_len((1 << 30) + 1).unwrap();
    assert!(said(folder.path()).await.contains("streets.geojson has 1024 MiB, 1024 at most"));
}

#[tokio::test]
async fn the_sentences_of_a_pack_are_checked() {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("pack");
    fs::create_dir_all(pack.join("texts")).unwrap();
    write_with(&pack, "city.toml", "Valrive", "Valrive");
    fs::write(pack.join("texts/fr.ftl"), "no-such-sentence = Allô\n").unwrap();
    fs::write(pack.join("texts/en.ftl"), "no-such-sentence = {\n").unwrap();
    let said = said(folder.path()).await;
    assert_said(&said, "texts/fr.ftl:1: no sentence has the code `no-such-sentence`");
    assert_said(&said, "texts/en.ftl:1: ");
}

#[tokio::test]
async fn each_size_of_the_fictional_city_is_a_pack_without_fault() {
    let folder = tempfile::tempdir().unwrap();
    for size in ["village", "city", "metropolis"] {
        type_in(folder.path(), &format!("demo pack --size {size} --out {{here}}/{size}")).await.unwrap();
        let checked = type_in(folder.path(), &format!("city check {{here}}/{size}")).await.unwrap();
        assert!(checked.starts_with("no fault\nVille de Valrive: "), "{checked}");
        println!("{checked}");
    }
    let refused = type_in(folder.path(), "demo pack --out {root}/docs").await.unwrap_err();
    assert!(refused.contains("holds something else"), "{refused}");
}

#[tokio::test]
async fn a_pack_whose_geometry_was_not_fetched_says_how() {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("pack");
    fs::create_dir(&pack).unwrap();
    for entry in fs::read_dir(Path::new(super::ROOT).join("packs/montreal")).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), pack.join(entry.file_name())).unwrap();
        }
    }
    let said = said(folder.path()).await;
    assert!(said.contains("territory.geojson: the file is missing: `riverain city fetch "), "{said}");
}
