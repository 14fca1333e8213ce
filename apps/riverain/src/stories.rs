//! The commands as they are typed, on the city of the packs folder.

mod articles;
mod documents;
mod fetching;
mod living;
mod packs;
mod phone;
mod staff;

use crate::command::{Cli, run};
use crate::{settings::Settings, wiring};
use base::Moment;
use clap::Parser;
use std::{io::Read, path::Path};

const NOON: Moment = Moment(1_795_000_000_000);
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Runs a command line in `folder`; `{root}` is the project's folder.
async fn type_in(folder: &Path, line: &str) -> Result<String, String> {
    let settings = folder.join("riverain.toml");
    if !settings.exists() {
        let database = testkit::new_database(folder).await;
        let (secret, photos) = (folder.join("secret"), folder.join("photos"));
        let (secret, photos) = (secret.display(), photos.display());
        let text = format!("database = \"{database}\"\nsecret_file = \"{secret}\"\nphotos.folder = \"{photos}\"\n");
        std::fs::write(&settings, text).unwrap();
    }
    let settings = format!("--settings={}", settings.display());
    let words = ["riverain".to_owned(), settings].into_iter();
    let typed =
        line.split(' ').map(|word| word.replace("{root}", ROOT).replace("{here}", &folder.display().to_string()));
    let cli = Cli::try_parse_from(words.chain(typed)).map_err(|err| err.to_string())?;
    let mut out = Vec::new();
    run(cli, NOON, &mut out).await.map_err(|failure| failure.to_string())?;
    Ok(String::from_utf8(out).unwrap())
}

fn has_open_data() -> bool {
    let is_here = Path::new(ROOT).join("../shared/data/geo").exists();
    if !is_here {
        println!("skipped: the open data of Montréal is not beside the project");
    }
    is_here
}

#[tokio::test]
async fn a_city_is_loaded_once_and_shown_from_the_database_alone() {
    if !has_open_data() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let load = "city load {root}/packs/montreal --from {root}/../shared/data";
    let first = type_in(folder.path(), load).await.unwrap();
    assert!(first.starts_with("version 1 loaded"), "{first}");
    let second = type_in(folder.path(), load).await.unwrap();
    assert!(second.starts_with("version 1 was already in force"), "{second}");
    let shown = type_in(folder.path(), "city show").await.unwrap();
    assert_eq!(shown.lines().nth(1), first.lines().nth(1));
    assert!(shown.contains("34 areas") && shown.contains("83 services"), "{shown}");
}

#[tokio::test]
async fn a_folder_with_faults_is_refused_with_every_file_and_line_and_nothing_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("pack");
    std::fs::create_dir(&pack).unwrap();
    std::fs::write(pack.join("units.csv"), "code,name_fr,name_en,kind,territory,phone,email\na,A,A,castle,,,\n")
        .unwrap();
    let city = "name_fr = \"A\"\nname_en = \"A\"\nphone = \"311\"\nemergency_phone = \"911\"\nurl = \"\"\n\
         attribution_fr = \"\"\nattribution_en = \"\"\nzone = \"Mars/Olympus\"\n";
    std::fs::write(pack.join("city.toml"), city).unwrap();
    let refused = type_in(folder.path(), "city load {here}/pack").await.unwrap_err();
    assert!(refused.contains("units.csv:2: "), "{refused}");
    assert!(refused.contains("city.toml:8: the time zone `Mars/Olympus` is unknown"), "{refused}");
    assert!(refused.contains("services.csv: the file is missing"), "{refused}");
    let shown = type_in(folder.path(), "city show").await.unwrap_err();
    assert!(shown.contains("no city is loaded"), "{shown}");
}

#[tokio::test]
async fn a_running_city_takes_a_new_version_once() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    type_in(here, "demo pack --size village --out {here}/pack").await.unwrap();
    type_in(here, "city load {here}/pack").await.unwrap();
    let settings = Settings::read(&here.join("riverain.toml")).unwrap();
    let app = wiring::start(&settings).await.unwrap();
    let name = || app.part::<web::Brand>().name.en.clone();
    assert_eq!(wiring::renew(&app, 1).await.unwrap(), 1);
    assert_eq!(name(), "City of Valrive");
    let city = std::fs::read_to_string(here.join("pack/city.toml")).unwrap().replace("City of", "Town of");
    std::fs::write(here.join("pack/city.toml"), city).unwrap();
    let going_on = || app.texts().say(base::Lang::En, "web-continue", &[]);
    assert_eq!(going_on(), "Continue");
    std::fs::create_dir_all(here.join("pack/texts")).unwrap();
    std::fs::write(here.join("pack/texts/fr.ftl"), "web-continue = Aller plus loin\n").unwrap();
    std::fs::write(here.join("pack/texts/en.ftl"), "web-continue = Go on\n").unwrap();
    assert!(type_in(here, "city load {here}/pack").await.unwrap().starts_with("version 2 loaded"));
    assert_eq!(wiring::renew(&app, 1).await.unwrap(), 2);
    assert_eq!((name(), going_on()), ("Town of Valrive".to_owned(), "Go on".to_owned()));
    assert_eq!(wiring::renew(&app, 2).await.unwrap(), 2);
}

#[tokio::test]
async fn a_version_to_come_waits_for_its_instant() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    type_in(here, "demo pack --size village --out {here}/pack").await.unwrap();
    type_in(here, "city load {here}/pack --why Ouverture").await.unwrap();
    let city = std::fs::read_to_string(here.join("pack/city.toml")).unwrap().replace("City of", "Town of");
    std::fs::write(here.join("pack/city.toml"), city).unwrap();
    let past = type_in(here, "city load {here}/pack --since 2020-01-01T00:00").await.unwrap_err();
    assert!(past.contains("it is past"), "{past}");
    let wrong = type_in(here, "city load {here}/pack --since demain").await.unwrap_err();
    assert!(wrong.contains("as in 2026-12-01T00:00"), "{wrong}");
    let said = type_in(here, "city load {here}/pack --since 2999-12-01T00:00").await.unwrap();
    assert!(said.starts_with("version 2 will be in force from 2999-12-01 00:00"), "{said}");
    let shown = type_in(here, "city show").await.unwrap();
    assert!(shown.starts_with("version 1, in force since 2026-11-18"), "{shown}");
    let app = wiring::start(&Settings::read(&here.join("riverain.toml")).unwrap()).await.unwrap();
    assert_eq!(app.part::<web::Brand>().name.en, "City of Valrive");
    assert_eq!(wiring::renew(&app, 1).await.unwrap(), 1);
    let later = "2999-12-02T00:00:00Z".parse().unwrap();
    let next = ::city::find_version(&mut app.database().read(), later).await.unwrap().unwrap();
    assert_eq!((next.id, next.why.as_str(), next.act), (2, "", ::city::Act::Loaded));
    let files = ::city::load_files(&mut app.database().read(), 2).await.unwrap();
    assert!(files.text("city.toml").unwrap().contains("Town of"));
    assert!(!files.bytes(::city::pack::COMPILED).unwrap().is_empty(), "held by the version that brought it");
}

#[tokio::test]
async fn a_published_file_is_written_as_the_issue_spells_it() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let typed = "demo --format montreal-311 --size village --requests 700 --out {here}/made.csv.gz";
    assert!(type_in(here, typed).await.unwrap().starts_with("700 requests in"));
    let mut text = String::new();
    let opened = std::fs::File::open(here.join("made.csv.gz")).unwrap();
    flate2::read::GzDecoder::new(opened).read_to_string(&mut text).unwrap();
    let shown = type_in(here, "demo file --format montreal-311 --size village --requests 700").await.unwrap();
    assert!(shown == text && text.lines().count() == 701, "the same bytes on the terminal");
    assert!(type_in(here, "demo").await.is_err());
}

#[tokio::test]
async fn the_published_truth_is_routed_right_99_times_in_100_by_tables_that_have_not_seen_it() {
    let data = "{root}/../shared/data/acheminement";
    if !has_open_data() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let prior = format!("--prior {data}/politique_841_categories_avant_2025.csv --pack {{root}}/packs/montreal");
    let truth = format!("{data}/verite_2026-07-21_2026-07-31.csv");
    let said = type_in(folder.path(), &format!("routing validate {truth} {prior}")).await.unwrap();
    println!("{said}");
    let share: f64 = said.split(' ').next().unwrap().parse().unwrap();
    assert!(share >= 99.0, "{said}");
    type_in(folder.path(), &format!("routing learn {truth} --out {{here}}/table.csv {prior}")).await.unwrap();
    let table = "{here}/table.csv --pack {root}/packs/montreal";
    let tried = type_in(folder.path(), &format!("routing try {table} Nid-de-poule Anjou")).await.unwrap();
    assert!(tried.starts_with("anjou\n"), "{tried}");
    let line = format!("routing score {{here}}/table.csv {truth} --pack {{root}}/packs/montreal");
    let scored = type_in(folder.path(), &line).await.unwrap();
    assert!(scored.contains("% right of 10815 requests"), "{scored}");
}

#[tokio::test]
async fn a_key_is_shown_once_listed_without_itself_and_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let key = type_in(folder.path(), "admin key add Application --quota 50 --channel mobile").await.unwrap();
    assert!(key.trim().starts_with("r311_") && key.trim().len() == 69, "{key}");
    let taken = type_in(folder.path(), "admin key add Application").await.unwrap_err();
    assert!(taken.contains("revoke it first"), "{taken}");
    type_in(folder.path(), "admin key add Essais --test").await.unwrap();
    let listed = type_in(folder.path(), "admin key list").await.unwrap();
    assert!(listed.contains("Application: production, mobile, 50 a day, never used"), "{listed}");
    assert!(listed.contains("Essais: test, web, 10000 a day"), "{listed}");
    assert!(!listed.contains(&key.trim()[5..]), "{listed}");
    type_in(folder.path(), "admin key revoke Application").await.unwrap();
    let again = type_in(folder.path(), "admin key revoke Application").await.unwrap_err();
    assert!(again.contains("no key in use"), "{again}");
    type_in(folder.path(), "admin key add Application").await.unwrap();
    for wrong in ["admin key add X --quota 0", "admin key add X --channel lune", "admin key add"] {
        type_in(folder.path(), wrong).await.unwrap_err();
    }
}

#[tokio::test]
async fn the_published_files_of_the_city_are_brought_in_written_again_and_change_nothing() {
    let files = "{root}/../shared/data/mtl311";
    if !has_open_data() || !Path::new(&files.replace("{root}", ROOT)).exists() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    type_in(here, "city load {root}/packs/montreal --from {root}/../shared/data").await.unwrap();
    let names = [("requetes_rats_vermine_2016_2017.csv", 27), ("requetes_nids_de_poule_2026_exemple.csv", 29)];
    let mut published = String::new();
    for (name, columns) in names {
        let text = std::fs::read_to_string(files.replace("{root}", ROOT) + "/" + name).unwrap();
        let rest = text.trim_start_matches('\u{feff}').split_once('\n').unwrap().1.to_owned();
        // What a file of before does not know stays empty.
        let rest = if columns == 27 { rest.replace("\r\n", ",,\r\n") } else { rest };
        published.push_str(&rest);
        std::fs::write(here.join(name), text).unwrap();
    }
    let import = names.map(|(name, _)| format!("{{here}}/{name}")).join(" ");
    let said = type_in(here, &format!("import montreal-311 {import}")).await.unwrap();
    assert!(said.contains("1,321 lines: 1,321 added") && said.contains("10 lines: 10 added"), "{said}");
    type_in(here, "export montreal-311 --out {here}/out.csv").await.unwrap();
    let written = std::fs::read_to_string(here.join("out.csv")).unwrap();
    let written: Vec<&str> = written.lines().skip(1).collect();
    assert_eq!(written, published.lines().collect::<Vec<_>>());
    let said = type_in(here, "import montreal-311 {here}/out.csv").await.unwrap();
    assert!(said.contains("1,331 lines: 0 added, 0 brought to a later state, 1,331 unchanged"), "{said}");
    type_in(here, "export montreal-311 --out {here}/again.csv").await.unwrap();
    assert_eq!(std::fs::read(here.join("again.csv")).unwrap(), std::fs::read(here.join("out.csv")).unwrap());
    let said = type_in(here, &format!("import montreal-311 {import}")).await.unwrap();
    assert_eq!(said.matches("were brought in before").count(), 2, "{said}");
    let other = "import montreal-311 {root}/../shared/data/mtl311/plateau_311_2022-01_2025-06.csv.gz";
    let said = type_in(here, other).await.unwrap_err();
    assert!(said.contains("1 of 1 files failed"), "{said}");
}
