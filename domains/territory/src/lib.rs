#![doc = include_str!("../README.md")]
//!
//! Reading order: [`names`], [`area`], [`mod@unit`], [`street`], [`address`], [`projection`], [`manifest`], [`Territory`],
//! [`published`].
//! How a pack becomes a territory: `limits`, `survey`, `numbering`, `crossing`; how it answers: `query`, `words`,
//! `address`, `ground`; what a map draws of it: `drawn`, `scenery`.

pub mod address;
pub mod area;
mod crossing;
mod drawn;
mod geojson;
mod ground;
mod limits;
pub mod manifest;
pub mod names;
mod numbering;
pub mod projection;
pub mod published;
mod query;
mod scenery;
#[cfg(test)]
mod stories;
pub mod street;
mod survey;
mod territory;
pub mod unit;
mod words;

pub use address::{Suggestion, SuggestionKind};
pub use area::{Area, AreaKind, Location};
pub use drawn::{DrawnStreet, Surface};
pub use manifest::{FetchError, Manifest, ManifestEntry};
pub use published::{KnownPlace, PublishedPlace};
pub use scenery::Scenery;
pub use street::{Parity, Side};
pub use territory::{Territory, TerritoryError};
pub use unit::{Unit, UnitKind, Units};
