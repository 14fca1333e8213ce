#![doc = include_str!("../README.md")]
//!
//! Reading order: [`interval`], [`proportion`], [`percentile`], [`survival`], [`on_time`], [`withholding`].

pub mod interval;
pub mod on_time;
pub mod percentile;
pub mod proportion;
pub mod survival;
pub mod withholding;

#[cfg(test)]
mod stories;

pub use interval::{Interval, LEVEL};
pub use on_time::OnTime;
pub use percentile::{Definition, Percentile};
pub use proportion::{Method, Proportion};
pub use survival::{Band, Mean, Spell, Step, Survival};
pub use withholding::{FEWEST, is_withheld, unless_few};
