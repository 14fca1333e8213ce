#![doc = include_str!("../README.md")]
//!
//! Reading order: [`command`], [`settings`], `store`, [`city`], [`fetch`], [`demo`], [`admin`], [`routes`],
//! [`wiring`], [`serve`], [`progress`], [`mod@import`], [`export`], [`phone`], [`articles`], [`mod@bench`].

mod admin;
mod admin_keys;
mod admin_staff;
mod articles;
mod bench;
mod city;
mod command;
mod demo;
mod export;
mod fetch;
mod import;
mod phone;
mod progress;
mod routes;
mod serve;
mod settings;
mod staff_import;
mod store;
#[cfg(test)]
mod stories;
mod wiring;

use base::Moment;
use clap::Parser;
use command::Cli;
use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
};
use tracing_subscriber::EnvFilter;

#[expect(clippy::disallowed_methods, reason = "the one clock of the process")]
fn now() -> Moment {
    Moment(jiff::Timestamp::now().as_millisecond())
}

/// A failure and its causes, those that it does not name itself.
fn whole(failure: &dyn Error) -> String {
    let (mut words, mut cause) = (failure.to_string(), failure.source());
    while let Some(source) = cause {
        let said = source.to_string();
        if !words.contains(&said) {
            words = format!("{words}: {said}");
        }
        cause = source.source();
    }
    words
}

#[tokio::main]
async fn main() -> ExitCode {
    let level = EnvFilter::try_from_env("RIVERAIN_LOG").unwrap_or_else(|_| EnvFilter::new("warn,riverain=info"));
    tracing_subscriber::fmt().with_env_filter(level).with_writer(io::stderr).init();
    let mut out = io::stdout();
    match command::run(Cli::parse(), now(), &mut out).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Nothing can be said when the error stream itself is closed.
            let _ = writeln!(io::stderr(), "riverain: {}", whole(&failure));
            ExitCode::FAILURE
        }
    }
}
