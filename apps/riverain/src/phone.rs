//! `riverain phone`: intervals of the telephone system, as a file; keys for the system that sends them itself.

use crate::{
    command::{Failure, open},
    settings::Settings,
    wiring,
};
use base::{IdMaker, Moment};
use clap::Subcommand;
use std::{fs, io::Write, path::PathBuf};
use telephony::{intake::known, keys, receive};
use web::Op;

#[derive(Debug, Subcommand)]
pub enum PhoneCommand {
    /// Bring in intervals of half an hour, all or nothing; twice the same file changes nothing. Its columns are in
    /// docs/supervision.md.
    Import { file: PathBuf },
    /// Keys of the telephone systems that send their intervals themselves.
    #[command(subcommand)]
    Key(KeyCommand),
}

#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Make a key and show it, this once.
    Add { name: String },
    /// Every key.
    List,
    /// End the key of this name.
    Revoke { name: String },
}

const LONGEST_NAME: usize = 100;

pub async fn run(command: PhoneCommand, settings: &Settings, now: Moment, out: &mut impl Write) -> Result<(), Failure> {
    match command {
        PhoneCommand::Import { file } => import(file, settings, out).await,
        PhoneCommand::Key(KeyCommand::Add { name }) => add(name.trim(), settings, now, out).await,
        PhoneCommand::Key(KeyCommand::List) => list(settings, now, out).await,
        PhoneCommand::Key(KeyCommand::Revoke { name }) => revoke(&name, settings, now, out).await,
    }
}

async fn import(file: PathBuf, settings: &Settings, out: &mut impl Write) -> Result<(), Failure> {
    let bytes = fs::read(&file).map_err(|source| Failure::File { path: file.clone(), source })?;
    let app = wiring::start(settings).await?;
    let mut op = Op::system(&app);
    let intervals = telephony::file::read(&file.display().to_string(), bytes, &known(&op))?;
    let received = receive(&mut op, &intervals).await?;
    op.tx.commit().await?;
    let telephony::Received { added, changed, unchanged } = received;
    writeln!(out, "{} intervals: {added} added, {changed} changed, {unchanged} unchanged", intervals.len())?;
    let carried = intervals.iter().filter(|it| it.calls.answered + it.calls.abandoned > it.calls.offered).count();
    if carried > 0 {
        writeln!(out, "  in {carried} of them more calls ended than came: they came in the interval before")?;
    }
    Ok(app.database().close().await?)
}

async fn add(name: &str, settings: &Settings, now: Moment, out: &mut impl Write) -> Result<(), Failure> {
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Failure::Asked(format!("a name has 1 to {LONGEST_NAME} characters")));
    }
    let (database, _) = open(settings, now).await?;
    let key = keys::written(rand::random());
    let mut tx = database.write();
    match keys::add(&mut tx, IdMaker::default().make(now), name, &key, now).await {
        Ok(()) => tx.commit().await?,
        Err(err) if err.is_unique_violation() => {
            return Err(Failure::Asked(format!("`{name}` has a key already: revoke it first")));
        }
        Err(err) => return Err(err.into()),
    }
    Ok(writeln!(out, "{key}")?)
}

async fn list(settings: &Settings, now: Moment, out: &mut impl Write) -> Result<(), Failure> {
    let (database, _) = open(settings, now).await?;
    for key in keys::list(&mut database.read()).await? {
        let ended = key.revoked_at.map(|at| format!(", revoked {at}")).unwrap_or_default();
        writeln!(out, "{}: made {}{ended}", key.name, key.created_at)?;
    }
    Ok(())
}

async fn revoke(name: &str, settings: &Settings, now: Moment, out: &mut impl Write) -> Result<(), Failure> {
    let (database, _) = open(settings, now).await?;
    let mut tx = database.write();
    if !keys::revoke(&mut tx, name, now).await? {
        return Err(Failure::Asked(format!("no key in use is called `{name}`")));
    }
    tx.commit().await?;
    Ok(writeln!(out, "`{name}` sends nothing any more")?)
}
