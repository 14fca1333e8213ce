//! `riverain routing`: learn a table from history, measure it, try it on one request.

use crate::command::Failure;
use base::{PackFiles, Text, plain::fold};
use clap::{Args, Subcommand};
use routing::{Names, Observation, Policy, Renames, Score, Split, Table, cross_validate, read_history, score};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};
use territory::Units;

#[derive(Debug, Subcommand)]
pub enum RoutingCommand {
    /// Learn a table from a history `category,geo,actual_unit,count`.
    Learn {
        history: PathBuf,
        /// Where the table is written.
        #[arg(long)]
        out: PathBuf,
        #[command(flatten)]
        words: Words,
    },
    /// Measure a table on a history that it has not seen.
    Score {
        table: PathBuf,
        history: PathBuf,
        #[command(flatten)]
        words: Words,
    },
    /// Measure the method itself: ten tables, each scored on the tenth of the requests that it has not seen.
    Validate {
        history: PathBuf,
        #[command(flatten)]
        words: Words,
    },
    /// Which unit would take this, and why.
    Try {
        table: PathBuf,
        category: String,
        territory: Option<String>,
        #[command(flatten)]
        words: Words,
    },
}

#[derive(Debug, Args)]
pub struct Words {
    /// The city whose units and spellings are meant.
    #[arg(long, default_value = "packs/montreal")]
    pub pack: PathBuf,
    /// The policy in force before the history, `category,mode,unit`.
    #[arg(long)]
    pub prior: Option<PathBuf>,
}

/// The units and old names of a city.
struct Speller {
    units: Units,
    renames: Renames,
}

impl Speller {
    fn read(pack: &Path) -> Result<Self, Failure> {
        let files = PackFiles::read(pack).map_err(|source| Failure::File { path: pack.to_owned(), source })?;
        Ok(Self { units: Units::read(&files)?, renames: Renames::read(&files)? })
    }

    /// The code of a unit or of a territory; what the city does not know keeps its own letters.
    fn spell(&self, name: &str) -> String {
        self.units.code_of(name).map_or_else(|| fold(name), str::to_owned)
    }

    fn name(&self, code: &str) -> Text {
        self.units.get(code).map_or_else(|| Text::new(code, code), |unit| unit.name.clone())
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|source| Failure::File { path: path.to_owned(), source })
}

/// The good lines of a history; the others are said, each with its line.
fn history(path: &Path, speller: &Speller, out: &mut impl Write) -> Result<Vec<Observation>, Failure> {
    let spell = |name: &str| speller.spell(name);
    let names = Names { spell: &spell, renames: &speller.renames };
    let (history, faults) = read_history(&path.display().to_string(), bytes(path)?, names);
    if history.is_empty() {
        return Err(Failure::Faults(faults));
    }
    for fault in faults {
        writeln!(out, "left out: {fault}")?;
    }
    Ok(history)
}

fn prior(words: &Words, speller: &Speller) -> Result<Option<Policy>, Failure> {
    let spell = |name: &str| speller.spell(name);
    let names = Names { spell: &spell, renames: &speller.renames };
    let read = |path: &PathBuf| Ok(Policy::read(&path.display().to_string(), bytes(path)?, names)?);
    words.prior.as_ref().map(read).transpose()
}

fn table(path: &Path, speller: &Speller) -> Result<Table, Failure> {
    let mut files = PackFiles::default();
    files.insert("routing.csv", bytes(path)?);
    Ok(Table::read(&files)?.with_renames(speller.renames.clone()))
}

fn report(score: &Score, out: &mut impl Write) -> Result<(), Failure> {
    let (Some(all), Some(within)) = (score.accuracy(), score.interval()) else {
        return Err(Failure::Asked("there is no request to score".to_owned()));
    };
    let percent = |share: f64| share * 100.0;
    writeln!(
        out,
        "{:.2} % right of {} requests (95 % interval {:.2} to {:.2} %): {} right, {} wrong, {} left to a person",
        percent(all.share()),
        score.total(),
        percent(within.low),
        percent(within.high),
        score.right,
        score.wrong,
        score.refused
    )?;
    for miss in score.confusions().into_iter().take(10) {
        let decided = miss.decided.as_deref().unwrap_or("a person");
        writeln!(
            out,
            "  {} × {} in {}: {} instead of {}",
            miss.count, miss.category, miss.territory, decided, miss.actual
        )?;
    }
    Ok(())
}

pub fn run(command: RoutingCommand, out: &mut impl Write) -> Result<(), Failure> {
    match command {
        RoutingCommand::Learn { history: path, out: target, words } => {
            let speller = Speller::read(&words.pack)?;
            let table = Table::learn(history(&path, &speller, out)?, prior(&words, &speller)?.as_ref());
            fs::write(&target, table.to_csv()).map_err(|source| Failure::File { path: target.clone(), source })?;
            Ok(writeln!(out, "{} lines in {}", table.len(), target.display())?)
        }
        RoutingCommand::Score { table: path, history: truth, words } => {
            let speller = Speller::read(&words.pack)?;
            let truth = history(&truth, &speller, out)?;
            report(&score(&table(&path, &speller)?, &truth), out)
        }
        RoutingCommand::Validate { history: path, words } => {
            let speller = Speller::read(&words.pack)?;
            let history = history(&path, &speller, out)?;
            report(&cross_validate(&history, prior(&words, &speller)?.as_ref(), Split::Requests, 10, 1), out)
        }
        RoutingCommand::Try { table: path, category, territory, words } => {
            let speller = Speller::read(&words.pack)?;
            let territory = territory.map(|name| speller.spell(&name));
            let decision = table(&path, &speller)?.decide(&category, territory.as_deref());
            let why = decision.explanation(&|code| speller.name(code));
            Ok(writeln!(out, "{}\n{}\n{}", decision.unit.as_deref().unwrap_or("?"), why.fr, why.en)?)
        }
    }
}
