#![doc = include_str!("../README.md")]
//!
//! Reading order: [`command`], [`settings`], [`pack`], `store`, [`city`], [`routes`].

mod city;
mod command;
mod pack;
mod routes;
mod settings;
mod store;
#[cfg(test)]
mod stories;

use base::Moment;
use clap::Parser;
use command::Cli;
use std::{
    io::{self, Write},
    process::ExitCode,
};

/// Every table of the process.
fn migrations() -> Vec<::store::Migration> {
    requests::MIGRATIONS.iter().chain(store::MIGRATIONS).copied().collect()
}

#[expect(clippy::disallowed_methods, reason = "the one clock of the process")]
fn now() -> Moment {
    Moment(jiff::Timestamp::now().as_millisecond())
}

#[tokio::main]
async fn main() -> ExitCode {
    let mut out = io::stdout();
    match command::run(Cli::parse(), now(), &mut out).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Nothing can be said when the error stream itself is closed.
            let _ = writeln!(io::stderr(), "riverain: {failure}");
            ExitCode::FAILURE
        }
    }
}
