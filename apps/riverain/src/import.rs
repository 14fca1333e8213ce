//! `riverain import`: published files brought into the register.

use crate::{
    command::Failure,
    progress::{Progress, Unit},
    settings::Settings,
    wiring,
};
use clap::Subcommand;
use indicatif::HumanCount;
use open_data::{ImportError, Report, import_montreal_311};
use std::{
    io::Write,
    path::{Path, PathBuf},
};
use web::App;

#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// Requests as the City of Montréal publishes them, 29 columns or the 27 of before, .gz or not. Killed, it goes
    /// on where it was; twice the same file changes nothing. Lines left out are in FILE.rejected.csv, with the reason.
    #[command(name = "montreal-311")]
    Montreal311 {
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

pub async fn run(command: ImportCommand, settings: &Settings, out: &mut impl Write) -> Result<(), Failure> {
    let ImportCommand::Montreal311 { files } = command;
    let app = wiring::start(settings).await?;
    let done = import_all(&app, &files, out).await;
    let closed = app.database().close().await;
    // On a full disk the closing fails too: what the import says of it comes first.
    done.and(closed.map_err(Failure::from))
}

/// Brings in every file that can be; the first failure that spoils no other is told at the end.
async fn import_all(app: &App, files: &[PathBuf], out: &mut impl Write) -> Result<(), Failure> {
    let mut failed = 0;
    for file in files {
        match import(app, file).await {
            Ok(report) => tell(file, &report, out)?,
            Err(err @ (ImportError::DiskFull { .. } | ImportError::Store(_))) => return Err(err.into()),
            Err(err) => {
                failed += 1;
                writeln!(out, "{err}")?;
            }
        }
    }
    if failed > 0 { Err(Failure::Asked(format!("{failed} of {} files failed", files.len()))) } else { Ok(()) }
}

async fn import(app: &App, file: &Path) -> Result<Report, ImportError> {
    let mut shown = Progress::new(&file.display().to_string(), Unit::Bytes, 0);
    import_montreal_311(app, file, &mut |progress| shown.reach(progress.read, progress.size)).await
}

fn tell(file: &Path, report: &Report, out: &mut impl Write) -> Result<(), Failure> {
    let (name, tally) = (file.display(), report.tally);
    if report.was_complete {
        return Ok(writeln!(out, "{name}: all of its {} lines were brought in before", HumanCount(tally.lines))?);
    }
    writeln!(
        out,
        "{name}: {} lines: {} added, {} brought to a later state, {} unchanged, {} left out",
        HumanCount(tally.lines),
        HumanCount(tally.added),
        HumanCount(tally.renewed),
        HumanCount(tally.unchanged),
        HumanCount(tally.rejected)
    )?;
    tell_flags(report, out)?;
    if let Some(lines) = report.resumed_after {
        writeln!(out, "  the first {} were kept by an earlier run", HumanCount(lines))?;
    }
    for (reason, count) in &report.reasons {
        writeln!(out, "  {}: {reason}", HumanCount(*count))?;
    }
    if let Some(rejected) = &report.rejected_file {
        writeln!(out, "  lines left out: {}", rejected.display())?;
    }
    if !report.strangers.is_empty() {
        writeln!(out, "  columns left aside: {}", report.strangers.join(", "))?;
    }
    Ok(())
}

/// What the file shows that no line of it says: left out of delays, or counted once.
fn tell_flags(report: &Report, out: &mut impl Write) -> Result<(), Failure> {
    for (count, what) in [
        (report.flags.closed_at_once, "closed with many others at the same second: counted, without a delay"),
        (report.flags.made_again, "cancelled and made again: counted once"),
    ] {
        if count > 0 {
            writeln!(out, "  {}: {what}", HumanCount(count))?;
        }
    }
    Ok(())
}
