#![doc = include_str!("../README.md")]
//!
//! Reading order: [`grid`], [`mark`], [`points`], then [`shape`] and [`drawing`].

pub mod drawing;
pub mod grid;
pub mod mark;
pub mod points;
mod selection;
pub mod shape;

pub use drawing::{Drawing, DrawingError, Layer, Tag};
pub use grid::{Frame, Spot, TileId};
pub use mark::{Filter, Mark, Traits};
pub use points::{Cell, Points};
