#![doc = include_str!("../README.md")]
//!
//! Reading order: [`mod@article`], [`markdown`], [`checking`], [`mod@file`], [`editing`], [`shelf`], [`index`], [`finding`],
//! [`usage`], then `store`.

pub mod article;
pub mod checking;
pub mod editing;
pub mod file;
pub mod finding;
pub mod index;
pub mod markdown;
pub mod shelf;
mod store;
pub mod usage;

pub use article::{Article, PublicArticle, Slug, StaffArticle, Status};
pub use finding::{Hit, MOST_HITS, find};
pub use shelf::{Library, Published, Shelf, shelf};

/// Tables of this domain.
pub const MIGRATIONS: &[::store::Migration] = &[::store::Migration {
    name: "20261126_30_knowledge",
    sql: include_str!("../migrations/20261126_30_knowledge.sql"),
}];
