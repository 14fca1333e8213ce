#![doc = include_str!("../README.md")]
//!
//! Reading order: `tree` and `words` find what the rules look at; then `arrows`, `files`, `tables`, `documents`, `texts`.

#[cfg(test)]
mod arrows;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod files;
#[cfg(test)]
mod tables;
#[cfg(test)]
mod texts;
#[cfg(test)]
mod tree;
#[cfg(test)]
mod words;
