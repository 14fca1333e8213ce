//! The commands, as they are typed, and what may go wrong with any of them.

use crate::{
    admin, articles, bench, city, demo, export, import, phone, routes, serve, settings::Settings, wiring::migrations,
};
use ::store::{Database, StoreError};
use base::{Moment, PackFault};
use clap::{Parser, Subcommand};
use std::{
    fmt,
    io::{self, Write},
    path::PathBuf,
};

/// The service desk of a city.
#[derive(Debug, Parser)]
#[command(name = "riverain", version, propagate_version = true)]
pub struct Cli {
    /// Configuration of the installation; the environment prevails over it.
    #[arg(long, global = true, default_value = "riverain.toml")]
    pub settings: PathBuf,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Bring the tables of the database up to date.
    Migrate,
    /// The folder that describes the city.
    #[command(subcommand)]
    City(city::CityCommand),
    /// The fictional city, to try everything on.
    Demo(demo::Demo),
    /// Serve the pages and the interfaces.
    Serve(serve::Serve),
    /// Do the work for later: messages, figures, cleaning.
    Work,
    /// Compute the public figures again, now.
    Measure,
    /// Who may do what; what went wrong, and set right.
    #[command(subcommand)]
    Admin(admin::AdminCommand),
    /// Bring published files into the register.
    #[command(subcommand)]
    Import(import::ImportCommand),
    /// Write what is public of the register in the formats of others.
    #[command(subcommand)]
    Export(export::ExportCommand),
    /// The articles of the knowledge base, as a folder of Markdown.
    #[command(subcommand)]
    Knowledge(articles::KnowledgeCommand),
    /// How the telephone was answered, as its own system counts it.
    #[command(subcommand)]
    Phone(phone::PhoneCommand),
    /// Which unit takes what: learn, measure, try.
    #[command(subcommand)]
    Routing(routes::RoutingCommand),
    /// What the executable costs, as ratios measured in one run.
    #[command(subcommand)]
    Bench(bench::BenchCommand),
}

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Each fault of a pack, with its file and line.
    #[error("{}", Faults(.0))]
    Faults(Vec<PackFault>),
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Fetch(#[from] territory::FetchError),
    #[error(transparent)]
    Download(#[from] crate::fetch::DownloadError),
    #[error(transparent)]
    Settings(#[from] crate::settings::SettingsError),
    #[error("the database: {0}")]
    Store(#[from] StoreError),
    #[error(transparent)]
    Import(#[from] open_data::ImportError),
    #[error(transparent)]
    Export(#[from] open_data::ExportError),
    #[error("the terminal: {0}")]
    Terminal(#[from] io::Error),
    #[error("{0}")]
    Asked(String),
}

struct Faults<'a>(&'a [PackFault]);

impl fmt::Display for Faults<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} fault{}", self.0.len(), if self.0.len() == 1 { "" } else { "s" })?;
        self.0.iter().try_for_each(|fault| write!(f, "\n  {fault}"))
    }
}

impl From<Vec<PackFault>> for Failure {
    fn from(faults: Vec<PackFault>) -> Self {
        Self::Faults(faults)
    }
}

/// Does what was typed; what there is to read goes to `out`.
pub async fn run(cli: Cli, now: Moment, out: &mut impl Write) -> Result<(), Failure> {
    match cli.command {
        Command::Routing(command) => routes::run(command, out),
        Command::Knowledge(command) => articles::run(command, &Settings::read(&cli.settings)?, out).await,
        Command::Bench(command) => bench::run(command, out).await,
        Command::Import(command) => import::run(command, &Settings::read(&cli.settings)?, out).await,
        Command::Export(command) => export::run(command, &Settings::read(&cli.settings)?, out).await,
        Command::Phone(command) => phone::run(command, &Settings::read(&cli.settings)?, now, out).await,
        Command::Serve(command) => serve::serve(&command, &Settings::read(&cli.settings)?, out).await,
        Command::Work => serve::work(&Settings::read(&cli.settings)?).await,
        Command::Measure => serve::measure(&Settings::read(&cli.settings)?, out).await,
        Command::Admin(command) => admin::run(command, &cli.settings, now, out).await,
        Command::City(command) => city::run(command, &cli.settings, now, out).await,
        Command::Demo(command) => demo::run(command, &cli.settings, now, out).await,
        Command::Migrate => {
            let steps = open(&Settings::read(&cli.settings)?, now).await?.1;
            for step in &steps {
                writeln!(out, "{step}")?;
            }
            let done = if steps.is_empty() { "the tables were up to date" } else { "the tables are up to date" };
            Ok(writeln!(out, "{done}")?)
        }
    }
}

/// The database with its tables up to date, and the steps that it took.
pub async fn open(settings: &Settings, now: Moment) -> Result<(Database, Vec<&'static str>), Failure> {
    if let Some(file) = settings.database.strip_prefix("sqlite:")
        && let Some(folder) = PathBuf::from(file).parent()
    {
        std::fs::create_dir_all(folder).map_err(|source| Failure::File { path: folder.to_owned(), source })?;
    }
    let database = Database::open(&settings.database).await?;
    let steps = database.migrate(&migrations(), now).await?;
    Ok((database, steps))
}
