#![doc = include_str!("../README.md")]
//!
//! Reading order: [`ground`], [`city`], [`browser`].

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up must fail where it stands")]

pub mod browser;
pub mod city;
pub mod ground;
#[cfg(test)]
mod stories;

pub use browser::{Browser, Reply};
pub use ground::{Ground, NOON, new_database};
