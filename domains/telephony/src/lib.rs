#![doc = include_str!("../README.md")]
//!
//! Tables: `phone_interval`, `phone_key`. The desk shows the figures; the command line and [`rest`] bring intervals.
//! Reading order: [`interval`], [`mod@file`], [`intake`], [`keys`], [`figures`], [`mod@missing`], [`staffing`], then `store`,
//! [`rest`].

pub mod figures;
pub mod file;
pub mod intake;
pub mod interval;
pub mod keys;
pub mod missing;
pub mod rest;
pub mod staffing;
mod store;
#[cfg(test)]
mod stories;

pub use figures::{Days, Grouped, last_day};
pub use intake::{Received, receive};
pub use interval::{Calls, PhoneInterval, Slot, TARGET, Wrong};
pub use missing::{Missing, missing};

/// Tables of this domain.
pub const MIGRATIONS: &[::store::Migration] = &[::store::Migration {
    name: "20261125_70_telephony",
    sql: include_str!("../migrations/20261125_70_telephony.sql"),
}];

/// The interface of this domain.
pub fn routes() -> axum::Router<web::App> {
    rest::routes()
}
