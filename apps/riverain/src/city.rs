//! `riverain city`: check a folder, fetch its open data, load it as a version, show the one in force.

use crate::{
    articles,
    command::{Failure, open},
    fetch::{Limits, download},
    settings::Settings,
    wiring,
};
use ::city::{Act, City, Making, find_version, load_files, save_version};
use base::{Moment, PackFault, PackFiles};
use clap::{Args, Subcommand};
use jiff::tz::TimeZone;
use knowledge::folder::IN_A_PACK;
use std::{
    io::Write,
    path::{Path, PathBuf},
};
use territory::Manifest;

#[derive(Debug, Subcommand)]
pub enum CityCommand {
    /// Say every fault of a folder, with its file and line.
    Check(Pack),
    /// Bring the open data that the manifest names into the folder, each file whole and known by its checksum.
    Fetch(Fetch),
    /// Keep the folder in the database as a new version, unless it is the one in force.
    Load(Load),
    /// The version in force.
    Show,
}

#[derive(Debug, Args)]
pub struct Pack {
    /// The folder of a city, or its name under packs/.
    pack: PathBuf,
    /// A folder that holds copies of the open data.
    #[arg(long)]
    from: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Load {
    #[command(flatten)]
    pack: Pack,
    /// Why, for whoever reads the versions later.
    #[arg(long, default_value = "")]
    why: String,
    /// From when it is in force, in the city's own time (`2026-12-01T00:00`); at once when it is not said.
    #[arg(long)]
    since: Option<String>,
}

#[derive(Debug, Args)]
pub struct Fetch {
    #[command(flatten)]
    pack: Pack,
    /// Write the checksum of each first download in the manifest.
    #[arg(long)]
    pin: bool,
}

const MANIFEST: &str = "manifest.toml";

impl Pack {
    fn folder(&self) -> PathBuf {
        let named = Path::new("packs").join(&self.pack);
        if !self.pack.is_dir() && named.is_dir() { named } else { self.pack.clone() }
    }

    fn files(&self) -> Result<PackFiles, Failure> {
        let folder = self.folder();
        PackFiles::read(&folder).map_err(|source| Failure::File { path: folder, source })
    }

    /// Reads the folder, with the open data of `--from` in memory when it is not in the folder yet.
    fn read(&self) -> Result<PackFiles, Failure> {
        let mut files = self.files()?;
        let Some(from) = &self.from else { return Ok(files) };
        for entry in Manifest::read(&files)?.entries {
            let Some(name) = &entry.from else { continue };
            let path = from.join(name);
            let content = std::fs::read(&path).map_err(|source| Failure::File { path, source })?;
            files.insert(entry.file.clone(), content);
        }
        Ok(files)
    }

    /// The city of the folder, or every fault of it, its manifest included.
    fn city(&self, files: &PackFiles) -> Result<City, Vec<PackFault>> {
        let manifest = files.bytes(MANIFEST).map(|_| Manifest::read(files)).transpose();
        let is_to_fetch = |file: &str| {
            let entries = manifest.as_ref().ok().and_then(|manifest| manifest.as_ref());
            files.bytes(file).is_none() && entries.is_some_and(|it| it.entries.iter().any(|entry| entry.file == file))
        };
        let mut faults = match City::read(files, wiring::sources()) {
            Ok(city) => match manifest {
                Ok(_) => return Ok(city),
                Err(faults) => return Err(faults),
            },
            Err(faults) => faults,
        };
        for fault in &mut faults {
            if fault.line == 0 && is_to_fetch(&fault.file) {
                let folder = self.pack.display();
                fault.message = format!("the file is missing: `riverain city fetch {folder}` brings it");
            }
        }
        faults.extend(manifest.err().into_iter().flatten());
        Err(faults)
    }
}

fn fetch(fetch: &Fetch, out: &mut impl Write) -> Result<(), Failure> {
    let (folder, files) = (fetch.pack.folder(), fetch.pack.files()?);
    let manifest = Manifest::read(&files)?;
    if let Some(from) = &fetch.pack.from {
        for path in manifest.fetch_from(from, &folder)? {
            writeln!(out, "{}", path.display())?;
        }
        return Ok(());
    }
    let path = folder.join(MANIFEST);
    let mut text = files.text(MANIFEST).map_err(|fault| vec![fault])?.to_owned();
    for entry in &manifest.entries {
        let made = download(entry, &folder, Limits::default())?;
        writeln!(out, "{} ({} bytes) {}", made.path.display(), made.bytes, entry.attribution)?;
        let Some(pinned) = Manifest::pinned(&text, &entry.file, &made.sha256) else { continue };
        if fetch.pin {
            std::fs::write(&path, &pinned).map_err(|source| Failure::File { path: path.clone(), source })?;
            text = pinned;
            writeln!(out, "  sha256 = \"{}\" is now in {}", made.sha256, path.display())?;
        } else {
            writeln!(out, "  sha256 = \"{}\": pin it in the manifest, or with --pin", made.sha256)?;
        }
    }
    Ok(())
}

/// From when a version is in force.
fn in_force_at(since: Option<&str>, zone: &TimeZone, now: Moment) -> Result<Moment, Failure> {
    let Some(text) = since else { return Ok(now) };
    let wrong = |why: &str| Failure::Asked(format!("--since {text}: {why}"));
    let at = Moment::from_local(text, zone).map_err(|_| wrong("write a day and an hour, as in 2026-12-01T00:00"))?;
    if at < now { Err(wrong("it is past: a version is in force from now on, or later")) } else { Ok(at) }
}

async fn load(load: &Load, settings: &Path, now: Moment, out: &mut impl Write) -> Result<(), Failure> {
    let pack = &load.pack;
    let files = pack.read()?;
    let city = pack.city(&files)?;
    let in_force_at = in_force_at(load.since.as_deref(), &city.brand.zone, now)?;
    let files = city.files_to_keep(files);
    let settings = Settings::read(settings)?;
    let (database, _) = open(&settings, now).await?;
    let mut tx = database.write();
    let making = Making { act: Act::Loaded, by: "", why: &load.why, in_force_at, from: None };
    let (version, is_new) = save_version(&mut tx, &files, making, now).await?;
    tx.commit().await?;
    let state = match (is_new, in_force_at > now) {
        (false, _) => "was already in force".to_owned(),
        (true, false) => "loaded".to_owned(),
        (true, true) => format!("will be in force from {}", written(in_force_at, &city)),
    };
    writeln!(out, "version {} {state} ({})\n{}", version.id, version.digest, city.summary())?;
    database.close().await?;
    if !files.iter().any(|(name, _)| name.starts_with(IN_A_PACK)) {
        return Ok(());
    }
    let app = wiring::start(&settings).await?;
    articles::bring_pack(&app, &files, out).await?;
    Ok(app.database().close().await?)
}

/// An instant in the city's own time.
fn written(at: Moment, city: &City) -> String {
    at.in_zone(&city.brand.zone).strftime("%Y-%m-%d %H:%M").to_string()
}

async fn show(settings: &Path, now: Moment, out: &mut impl Write) -> Result<(), Failure> {
    let (database, _) = open(&Settings::read(settings)?, now).await?;
    let mut tx = database.read();
    let Some(version) = find_version(&mut tx, now).await? else {
        return Err(Failure::Asked("no city is loaded: `riverain city load PACK`".to_owned()));
    };
    let city = City::read(&load_files(&mut tx, version.id).await?, wiring::sources())?;
    let since = written(version.in_force_at, &city);
    Ok(writeln!(out, "version {}, in force since {since} ({})\n{}", version.id, version.digest, city.summary())?)
}

pub async fn run(command: CityCommand, settings: &Path, now: Moment, out: &mut impl Write) -> Result<(), Failure> {
    match command {
        CityCommand::Check(pack) => {
            let city = pack.city(&pack.read()?)?;
            Ok(writeln!(out, "no fault\n{}", city.summary())?)
        }
        CityCommand::Fetch(command) => fetch(&command, out),
        CityCommand::Load(pack) => load(&pack, settings, now, out).await,
        CityCommand::Show => show(settings, now, out).await,
    }
}
