#![doc = include_str!("../README.md")]
//!
//! Reading order: [`calendar`], [`holiday`], [`standard`].

pub mod calendar;
pub mod holiday;
pub mod standard;

pub use calendar::Calendar;
pub use standard::{Measure, Promised, Standard, Standards, Start, due_after_pauses};
