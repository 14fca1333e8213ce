#![doc = include_str!("../README.md")]
//!
//! Reading order: [`database`], [`transaction`], [`mod@sql`], [`rows`], `packed`, `writer`, `readers`, [`migration`], [`jobs`],
//! [`words`].

pub mod database;
mod error;
pub mod jobs;
pub mod migration;
mod packed;
mod readers;
pub mod rows;
pub mod sql;
#[cfg(test)]
mod stories;
pub mod transaction;
pub mod words;
mod writer;

pub use database::{Database, Engine};
pub use error::StoreError;
pub use migration::Migration;
pub use rows::Rows;
pub use sql::{Row, Sql, Value, sql, together};
pub use transaction::Tx;
