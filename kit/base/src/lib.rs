#![doc = include_str!("../README.md")]
//!
//! Reading order: [`moment`], [`place`], [`language`], [`identifier`], [`fault`], [`pack`], [`sheet`], [`paging`], [`plain`],
//! [`people`], [`mod@words`].

pub mod fault;
pub mod identifier;
pub mod language;
pub mod moment;
pub mod pack;
pub mod paging;
pub mod people;
pub mod place;
pub mod plain;
pub mod sheet;
pub mod words;

pub use fault::Fault;
pub use identifier::{Id, IdMaker};
pub use language::{Lang, Text};
pub use moment::{Moment, MomentError};
pub use pack::{PackFault, PackFiles};
pub use paging::Cursor;
pub use place::Point;
pub use sheet::{Line, Sheet};
