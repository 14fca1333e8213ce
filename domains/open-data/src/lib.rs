#![doc = include_str!("../README.md")]
//!
//! Reading order: [`columns`], [`cells`], [`lines`], [`times`], [`place`], [`book`], [`extra`], [`reading`], [`feed`],
//! [`rejected`], [`piles`], [`mod@import`], [`export`], [`georeport`], then `store`.

pub mod book;
pub mod cells;
pub mod columns;
pub mod export;
pub mod extra;
pub mod feed;
pub mod georeport;
pub mod import;
pub mod lines;
pub mod piles;
pub mod place;
pub mod reading;
pub mod rejected;
mod store;
#[cfg(test)]
mod stories;
pub mod times;

pub use export::{ExportError, export_montreal_311};
pub use georeport::{Format, export_georeport_bulk};
pub use import::{ImportError, Progress, Report, import_montreal_311};
pub use piles::Flags;
pub use store::{MIGRATIONS, Tally};
