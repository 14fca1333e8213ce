#![doc = include_str!("../README.md")]
//!
//! Tables: `reply`, `reply_version`, `reply_use`. The desk calls these functions.
//! Reading order: [`filling`], [`reply`], then `store`.

pub mod filling;
pub mod reply;
mod store;
#[cfg(test)]
mod stories;

pub use filling::{Values, Variable, fill, has_hole};
pub use reply::{Draft, Reply, SaveError, Version, all, bring_back, count_use, find, fitting, retire, save, versions};

/// Tables of this domain.
pub const MIGRATIONS: &[::store::Migration] =
    &[::store::Migration { name: "20261125_81_reply", sql: include_str!("../migrations/20261125_81_reply.sql") }];

pub const TEXTS: web::texts::Source =
    web::texts::Source { fr: include_str!("../texts/fr.ftl"), en: include_str!("../texts/en.ftl") };
