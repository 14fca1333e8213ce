//! `riverain city`: check a folder, fetch its open data, load it as a version, show the one in force.

use crate::{
    command::{Failure, open},
    pack::City,
    settings::Settings,
    store,
};
use base::{Moment, PackFiles};
use clap::{Args, Subcommand};
use std::{
    io::Write,
    path::{Path, PathBuf},
};
use territory::Manifest;

#[derive(Debug, Subcommand)]
pub enum CityCommand {
    /// Say every fault of a folder, with its file and line.
    Check(Pack),
    /// Bring the open data that the manifest names into the folder.
    Fetch(Pack),
    /// Keep the folder in the database as a new version, unless it is the one in force.
    Load(Pack),
    /// The version in force.
    Show,
}

#[derive(Debug, Args)]
pub struct Pack {
    pub pack: PathBuf,
    /// A folder that holds copies of the open data.
    #[arg(long)]
    pub from: Option<PathBuf>,
}

/// Reads the folder, with the open data of `--from` in memory when it is not in the folder yet.
fn read(pack: &Pack) -> Result<PackFiles, Failure> {
    let at = |path: &Path, source| Failure::File { path: path.to_owned(), source };
    let mut files = PackFiles::read(&pack.pack).map_err(|source| at(&pack.pack, source))?;
    let Some(from) = &pack.from else { return Ok(files) };
    for entry in Manifest::read(&files)?.entries {
        let Some(name) = &entry.from else { continue };
        let path = from.join(name);
        files.insert(entry.file.clone(), std::fs::read(&path).map_err(|source| at(&path, source))?);
    }
    Ok(files)
}

fn fetch(pack: &Pack, out: &mut impl Write) -> Result<(), Failure> {
    let files = PackFiles::read(&pack.pack).map_err(|source| Failure::File { path: pack.pack.clone(), source })?;
    let manifest = Manifest::read(&files)?;
    let Some(from) = &pack.from else {
        let list = manifest.entries.iter().map(|entry| format!("\n  {} → {}", entry.url, entry.file));
        let list: String = list.collect();
        return Err(Failure::Asked(format!(
            "downloading is not built yet: fetch these, then give their folder with --from{list}"
        )));
    };
    for path in manifest.fetch_from(from, &pack.pack)? {
        writeln!(out, "{}", path.display())?;
    }
    Ok(())
}

async fn load(pack: &Pack, settings: &Path, now: Moment, out: &mut impl Write) -> Result<(), Failure> {
    let files = read(pack)?;
    let city = City::read(&files)?;
    let files = city.files_to_keep(files);
    let (database, _) = open(&Settings::read(settings)?, now).await?;
    let mut tx = database.write();
    let (version, is_new) = store::save_version(&mut tx, &files, now).await?;
    tx.commit().await?;
    let state = if is_new { "loaded" } else { "was already in force" };
    Ok(writeln!(out, "version {} {state} ({})\n{}", version.id, version.digest, city.summary())?)
}

async fn show(settings: &Path, now: Moment, out: &mut impl Write) -> Result<(), Failure> {
    let (database, _) = open(&Settings::read(settings)?, now).await?;
    let mut tx = database.read();
    let Some(version) = store::find_version(&mut tx).await? else {
        return Err(Failure::Asked("no city is loaded: `riverain city load PACK`".to_owned()));
    };
    let city = City::read(&store::load_files(&mut tx, version.id).await?)?;
    let loaded_at = Moment(version.loaded_at).in_zone(&city.brand.zone);
    let loaded_at = loaded_at.strftime("%Y-%m-%d %H:%M");
    Ok(writeln!(out, "version {}, loaded {loaded_at} ({})\n{}", version.id, version.digest, city.summary())?)
}

pub async fn run(command: CityCommand, settings: &Path, now: Moment, out: &mut impl Write) -> Result<(), Failure> {
    match command {
        CityCommand::Check(pack) => {
            let city = City::read(&read(&pack)?)?;
            Ok(writeln!(out, "no fault\n{}", city.summary())?)
        }
        CityCommand::Fetch(pack) => fetch(&pack, out),
        CityCommand::Load(pack) => load(&pack, settings, now, out).await,
        CityCommand::Show => show(settings, now, out).await,
    }
}
