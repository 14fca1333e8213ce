#![doc = include_str!("../README.md")]
//!
//! Reading order: [`ground`], [`browser`].

pub mod browser;
pub mod ground;
#[cfg(test)]
mod stories;

pub use browser::{Browser, Reply};
pub use ground::{Ground, NOON};
