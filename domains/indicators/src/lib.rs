#![doc = include_str!("../README.md")]
//!
//! Reading order: [`period`], `cell`, `gathering`, [`mod@figure`], `figures`, [`improvement`], [`measuring`], [`reading`],
//! then `store`, `words`, [`telling`], [`portal`].

mod cell;
pub mod figure;
mod figures;
mod gathering;
pub mod improvement;
pub mod measuring;
pub mod period;
pub mod portal;
pub mod reading;
mod store;
#[cfg(test)]
mod stories;
pub mod telling;
mod words;

pub use figure::{About, Figure, Group, Kind, Measure, State, Unit};
pub use improvement::Improvement;
pub use measuring::{MEASURE, Summary, measure, measure_if_due};
pub use period::Period;
pub use reading::{Board, Run, Yesterday, figure, improvements, last_run, yesterday};
pub use telling::{real_delay, satisfied};

/// Tables of this domain.
pub const MIGRATIONS: &[::store::Migration] = &[::store::Migration {
    name: "20261125_65_indicator",
    sql: include_str!("../migrations/20261125_65_indicator.sql"),
}];

pub const TEXTS: web::texts::Source =
    web::texts::Source { fr: include_str!("../texts/fr.ftl"), en: include_str!("../texts/en.ftl") };

/// The pages of this domain.
pub fn routes() -> axum::Router<web::App> {
    portal::routes()
}
