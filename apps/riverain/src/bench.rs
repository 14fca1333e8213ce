//! `riverain bench`: what the executable costs, as ratios measured in one run, on an installation made for it.

mod client;
mod crowd;
mod desk;
mod installation;
mod intake;
mod reads;
mod store;

use crate::command::Failure;
use clap::Subcommand;
use std::{io::Write, time::Duration};

#[derive(Debug, Subcommand)]
pub enum BenchCommand {
    /// Requests taken in per second through Open311, beside the same rows written without HTTP.
    Intake {
        /// Clients that send at the same time.
        #[arg(long, default_value_t = 64)]
        clients: usize,
        #[arg(long, default_value_t = 10)]
        seconds: u64,
        /// An empty PostgreSQL database to measure on, in place of a file.
        #[arg(long)]
        database: Option<String>,
    },
    /// Processor time of a page, a list and a tile, at two sizes of register.
    Reads {
        /// Requests in the register, several sizes separated by commas.
        #[arg(long, value_delimiter = ',', default_values_t = [10_000, 1_000_000])]
        sizes: Vec<u64>,
        /// How many times each page is asked for.
        #[arg(long, default_value_t = 2_000)]
        times: u32,
    },
    /// Processor time of each page of the desk, and how long a whole room of desks waits.
    Desk(desk::DeskBench),
}

pub async fn run(command: BenchCommand, out: &mut impl Write) -> Result<(), Failure> {
    match command {
        BenchCommand::Intake { clients, seconds, database } => {
            intake::run(clients, Duration::from_secs(seconds), database.as_deref(), out).await
        }
        BenchCommand::Reads { sizes, times } => reads::run(&sizes, times, out).await,
        BenchCommand::Desk(bench) => desk::run(&bench, out).await,
    }
}
