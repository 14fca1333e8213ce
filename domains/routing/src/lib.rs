#![doc = include_str!("../README.md")]
//!
//! The columns of the table (`routing.csv`), of which the last five may be missing:
//!
//! | category | territory | `instead_of` | unit | means |
//! |---|---|---|---|---|
//! | c | t | | u | category c in territory t goes to u |
//! | c | | | u | category c goes to u wherever it is (fixed) |
//! | c | | | `*` | category c goes to the territory's own unit |
//! | | t | | u | the own unit of territory t is u |
//! | | t | s | u | territory t gives to u what others give to s |
//! | | | | `*` | a category that the table does not know goes to the territory's own unit |
//! | c | t or none | | `?` | a person decides; `guesses` are the units seen, ` \| ` between them |
//!
//! `seen` requests of the history fell under the line, `agreed` of them went where it says; `reason` is for people.
//! A first line `# version 2026-08-01` declares the version.
//!
//! Reading order: [`names`], [`history`], [`table`], [`decision`], `learning`, `edition`, [`mod@score`], [`validation`].

pub mod decision;
mod edition;
pub mod history;
mod learning;
pub mod names;
pub mod score;
#[cfg(test)]
mod stories;
pub mod table;
pub mod validation;

pub use decision::{Decision, Doubt, Level, Rule};
pub use history::{Observation, Policy, read_history};
pub use names::{Names, Renames};
pub use score::{Confusion, Score, score};
pub use table::{Table, Version};
pub use validation::{Split, cross_validate};
