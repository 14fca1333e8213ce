#![doc = include_str!("../README.md")]
//!
//! Reading order: [`request`], [`lifecycle`], [`intake`], [`handling`], then `store`.

pub mod handling;
pub mod intake;
pub mod lifecycle;
pub mod request;
mod store;
#[cfg(test)]
mod stories;

pub use self::store::{Event, NearbyRequest, find, nearby, timeline};
pub use handling::{MoveError, add_requester, move_to};
pub use intake::{Draft, Promise, Receipt, Route, SubmitError, submit};
pub use lifecycle::{Status, StatusError};
pub use request::{Channel, Contact, Description, DescriptionError, Nature, Place, Reference, Request};

/// Tables of this domain.
pub const MIGRATIONS: &[::store::Migration] =
    &[::store::Migration { name: "20261124_40_request", sql: include_str!("../migrations/20261124_40_request.sql") }];
