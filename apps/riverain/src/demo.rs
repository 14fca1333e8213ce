//! `riverain demo`: the fictional city Valrive, as a folder, as a published file, or living in the database.

pub(crate) mod load;
mod papers;
mod replies;
mod rows;
mod supervision;
mod welcome;

use crate::{
    command::Failure,
    progress::{Progress, Unit},
    settings::Settings,
};
use base::{Moment, PackFiles};
use clap::{Args, Subcommand, ValueEnum};
use demo::{Size, write_montreal_311};
use flate2::{Compression, write::GzEncoder};
use std::{
    fs::{self, File as DiskFile},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
pub struct Demo {
    #[command(subcommand)]
    command: Option<DemoCommand>,
    #[command(flatten)]
    file: File,
}

#[derive(Debug, Subcommand)]
enum DemoCommand {
    /// Write the folder of the city: a whole pack to start one's own from.
    Pack(Pack),
    /// Load the city and two years of its requests in an empty database, once.
    Load(load::Load),
    /// Write requests as a city publishes them; the same as `riverain demo --format …`.
    File(File),
}

/// Which fictional city: the same seed gives the same one.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Which {
    #[arg(long, default_value_t = 8311)]
    pub(crate) seed: u64,
    /// `village`, `city` or `metropolis`.
    #[arg(long, default_value = "city")]
    pub(crate) size: Size,
}

#[derive(Debug, Args)]
struct Pack {
    #[command(flatten)]
    which: Which,
    /// A folder that is new, or holds such a city already.
    #[arg(long)]
    out: PathBuf,
}

#[derive(Debug, Args)]
struct File {
    /// Columns of the file.
    #[arg(long)]
    format: Option<Format>,
    #[arg(long, default_value_t = 100_000)]
    requests: u64,
    #[command(flatten)]
    which: Which,
    /// Compressed when its name ends with `.gz`; the terminal when there is none.
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The 29 columns of the open data of Montréal in 2026.
    #[value(name = "montreal-311")]
    Montreal311,
}

/// Last instant of 31 October 2026 in Valrive: a published file does not depend on the day it is made.
const END_OF_FILE: Moment = Moment(1_793_505_599_000);
/// Says of a folder that it was made here.
const MARK: &str = "demo.toml";

pub async fn run(command: Demo, settings: &Path, now: Moment, out: &mut impl Write) -> Result<(), Failure> {
    match (command.command, command.file) {
        (Some(DemoCommand::Pack(pack)), _) => write_pack(&pack, out),
        (Some(DemoCommand::Load(command)), _) => load::load(&command, &Settings::read(settings)?, now, out).await,
        (Some(DemoCommand::File(file)), _) | (None, file) => write_file(&file, out),
    }
}

fn at(path: &Path) -> impl Fn(io::Error) -> Failure {
    move |source| Failure::File { path: path.to_owned(), source }
}

fn write_pack(pack: &Pack, out: &mut impl Write) -> Result<(), Failure> {
    let folder = &pack.out;
    let is_empty = fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none());
    if !is_empty && !folder.join(MARK).exists() {
        return Err(Failure::Asked(format!("{} holds something else: give a new folder", folder.display())));
    }
    let files = demo::city(pack.which.seed, pack.which.size);
    write_files(&files, folder)?;
    Ok(writeln!(out, "{} files in {}", files.iter().count(), folder.display())?)
}

fn write_files(files: &PackFiles, folder: &Path) -> Result<(), Failure> {
    for (name, content) in files.iter() {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(at(parent))?;
        fs::write(&path, content).map_err(at(&path))?;
    }
    Ok(())
}

/// Whole or not at all: written beside, then put in place.
fn write_file(file: &File, out: &mut impl Write) -> Result<(), Failure> {
    let Some(path) = &file.out else {
        return write_requests(file, out);
    };
    let part = path.with_added_extension("part");
    let opened = BufWriter::with_capacity(1 << 20, DiskFile::create(&part).map_err(at(&part))?);
    let mut writer = if path.extension().is_some_and(|ending| ending == "gz") {
        let mut writer = GzEncoder::new(opened, Compression::fast());
        write_requests(file, &mut writer)?;
        writer.finish().map_err(at(&part))?
    } else {
        let mut writer = opened;
        write_requests(file, &mut writer)?;
        writer
    };
    writer.flush().and_then(|()| fs::rename(&part, path)).map_err(at(&part))?;
    Ok(writeln!(out, "{} requests in {}", file.requests, path.display())?)
}

fn write_requests(file: &File, writer: &mut impl Write) -> Result<(), Failure> {
    let Some(Format::Montreal311) = file.format else {
        return Err(Failure::Asked("say which columns: `riverain demo --format montreal-311`".to_owned()));
    };
    let pack = demo::city(file.which.seed, file.which.size);
    let requests = demo::requests(file.which.seed, file.requests, &pack, END_OF_FILE)?;
    let mut progress = Progress::new("requests", Unit::Rows, file.requests);
    let counted = requests.inspect(|_| progress.add(1));
    write_montreal_311(writer, counted, &demo::time_zone(&pack)?)?;
    Ok(())
}
