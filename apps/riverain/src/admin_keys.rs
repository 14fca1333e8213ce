//! `riverain admin key`: keys of the systems that use Open311, made, listed, ended.

use crate::{
    command::{Failure, open},
    settings::Settings,
};
use base::{IdMaker, Moment};
use clap::{Args, Subcommand};
use open311::{NewKey, keys};
use requests::Channel;
use std::{io::Write, path::Path};

#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Make a key and show it, this once.
    Add(Add),
    /// Every key, with what it may and what it used of its quota.
    List,
    /// End the key of this name.
    Revoke { name: String },
}

#[derive(Debug, Args)]
pub struct Add {
    /// Whose key it is, as the journal of requests will say it.
    pub name: String,
    /// Uses a day.
    #[arg(long, default_value_t = keys::USUAL_QUOTA, value_parser = clap::value_parser!(i64).range(1..))]
    pub quota: i64,
    /// Opens the test endpoint alone, where nothing is kept.
    #[arg(long)]
    pub test: bool,
    /// How people who use it are counted to have reached the city: web, mobile…
    #[arg(long, default_value = "web", value_parser = channel)]
    pub channel: Channel,
}

fn channel(word: &str) -> Result<Channel, String> {
    word.parse().map_err(|_| {
        let words: Vec<&str> = Channel::ALL.iter().map(|channel| channel.code()).collect();
        format!("one of {}", words.join(", "))
    })
}

const LONGEST_NAME: usize = 100;

async fn add(new: &Add, settings: &Path, now: Moment, out: &mut impl Write) -> Result<(), Failure> {
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Failure::Asked(format!("a name has 1 to {LONGEST_NAME} characters")));
    }
    let (database, _) = open(&Settings::read(settings)?, now).await?;
    let key = keys::written(rand::random());
    let new = NewKey { name, channel: new.channel, is_test: new.test, quota: new.quota };
    let mut tx = database.write();
    match keys::add(&mut tx, IdMaker::default().make(now), &new, &key, now).await {
        Ok(()) => tx.commit().await?,
        Err(err) if err.is_unique_violation() => {
            return Err(Failure::Asked(format!("`{name}` has a key already: revoke it first")));
        }
        Err(err) => return Err(err.into()),
    }
    Ok(writeln!(out, "{key}")?)
}

async fn list(settings: &Path, now: Moment, out: &mut impl Write) -> Result<(), Failure> {
    let (database, _) = open(&Settings::read(settings)?, now).await?;
    for key in keys::list(&mut database.read()).await? {
        let kind = if key.is_test { "test" } else { "production" };
        let (day, used) = key.used;
        let used = if day == 0 { "never used".to_owned() } else { format!("{used} used or reserved on {day}") };
        let ended = key.revoked_at.map(|at| format!(", revoked {at}")).unwrap_or_default();
        let (name, channel, quota, made) = (&key.name, key.channel.code(), key.quota, key.created_at);
        writeln!(out, "{name}: {kind}, {channel}, {quota} a day, {used}, made {made}{ended}")?;
    }
    Ok(())
}

async fn revoke(name: &str, settings: &Path, now: Moment, out: &mut impl Write) -> Result<(), Failure> {
    let (database, _) = open(&Settings::read(settings)?, now).await?;
    let mut tx = database.write();
    if !keys::revoke(&mut tx, name, now).await? {
        return Err(Failure::Asked(format!("no key in use is called `{name}`")));
    }
    tx.commit().await?;
    Ok(writeln!(out, "`{name}` opens nothing any more, within 5 seconds")?)
}

pub async fn run(command: KeyCommand, settings: &Path, now: Moment, out: &mut impl Write) -> Result<(), Failure> {
    match command {
        KeyCommand::Add(new) => add(&new, settings, now, out).await,
        KeyCommand::List => list(settings, now, out).await,
        KeyCommand::Revoke { name } => revoke(&name, settings, now, out).await,
    }
}
