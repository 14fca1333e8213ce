#![doc = include_str!("../README.md")]
//!
//! Reading order: [`interval`], [`proportion`], [`percentile`], [`survival`], [`tally`], [`on_time`],
//! [`withholding`], [`ranking`], [`agreement`], [`erlang`].

pub mod agreement;
pub mod erlang;
pub mod interval;
pub mod on_time;
pub mod percentile;
pub mod proportion;
pub mod ranking;
pub mod survival;
pub mod tally;
pub mod withholding;

#[cfg(test)]
mod stories;

pub use agreement::Agreement;
pub use erlang::{Goal, Outlook, Seen, Traffic};
pub use interval::{Interval, LEVEL};
pub use on_time::{OnTime, Promises};
pub use percentile::{Definition, Percentile};
pub use proportion::{Method, Proportion};
pub use ranking::{Uncertain, rank_ranges};
pub use survival::{Band, Mean, Spell, Step, Survival};
pub use tally::Tally;
pub use withholding::{FEWEST, is_withheld, unless_few, withheld_cells};
