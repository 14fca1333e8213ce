#![doc = include_str!("../README.md")]
//!
//! Reading order: [`names`], [`area`], [`unit`], [`street`], [`address`], [`projection`], [`Territory`].

pub mod address;
pub mod area;
mod geojson;
pub mod names;
pub mod projection;
#[cfg(test)]
mod stories;
pub mod street;
mod territory;
pub mod unit;

pub use address::{Suggestion, SuggestionKind};
pub use area::{Area, AreaKind, Location};
pub use street::Side;
pub use territory::{Territory, TerritoryError};
pub use unit::{Unit, UnitKind, Units};
