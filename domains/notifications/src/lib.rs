#![doc = include_str!("../README.md")]
//!
//! Reading order: [`message`], [`sending`], then `store`.

pub mod message;
pub mod sending;
mod store;
#[cfg(test)]
mod stories;

pub use self::store::Unsent;
pub use message::{Message, post, unsent};
pub use sending::send;

/// Tables of this domain.
pub const MIGRATIONS: &[::store::Migration] =
    &[::store::Migration { name: "20261125_20_message", sql: include_str!("../migrations/20261125_20_message.sql") }];
