//! `riverain export`: what is public of the register, in the formats of others.

use crate::{
    command::Failure,
    progress::{Progress, Unit},
    settings::Settings,
    wiring,
};
use clap::{Args, Subcommand, ValueEnum};
use indicatif::HumanCount;
use open_data::{ExportError, Format, export_georeport_bulk, export_montreal_311};
use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::PathBuf,
};
use web::App;

#[derive(Debug, Subcommand)]
pub enum ExportCommand {
    /// The 29 columns of the City of Montréal's file; places moved to the middle of a street segment.
    #[command(name = "montreal-311")]
    Montreal311(Target),
    /// GeoReport Bulk, the open data format of Open311.
    GeoreportBulk {
        #[arg(long, value_enum)]
        format: BulkFormat,
        #[command(flatten)]
        target: Target,
    },
}

#[derive(Debug, Args)]
pub struct Target {
    /// File to write, whole or not at all; the terminal without it.
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum BulkFormat {
    Csv,
    Json,
}

pub async fn run(command: ExportCommand, settings: &Settings, out: &mut impl Write) -> Result<(), Failure> {
    let app = wiring::start(settings).await?;
    let (target, format) = match &command {
        ExportCommand::Montreal311(target) => (target, None),
        ExportCommand::GeoreportBulk { format: BulkFormat::Csv, target } => (target, Some(Format::Csv)),
        ExportCommand::GeoreportBulk { format: BulkFormat::Json, target } => (target, Some(Format::Json)),
    };
    let Some(path) = &target.out else {
        write(&app, format, &mut BufWriter::new(io::stdout())).await?;
        return Ok(());
    };
    // Beside its place first: nobody ever reads half of it.
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    let partial = path.with_file_name(name);
    let failed = |source| Failure::File { path: path.clone(), source };
    let mut file = BufWriter::new(File::create(&partial).map_err(failed)?);
    let lines = match write(&app, format, &mut file).await {
        Ok(lines) => lines,
        Err(err) => {
            // The failure that counts is the first one.
            let _ = fs::remove_file(&partial);
            return Err(err.into());
        }
    };
    file.get_ref().sync_all().map_err(failed)?;
    fs::rename(&partial, path).map_err(failed)?;
    Ok(writeln!(out, "{}: {} lines", path.display(), HumanCount(lines))?)
}

async fn write(app: &App, format: Option<Format>, out: &mut (dyn Write + Send)) -> Result<u64, ExportError> {
    let mut shown = Progress::new("export", Unit::Rows, 0);
    let mut tell = |lines: u64| shown.reach(lines, 0);
    match format {
        None => export_montreal_311(app, out, &mut tell).await,
        Some(format) => export_georeport_bulk(app, format, out, &mut tell).await,
    }
}
