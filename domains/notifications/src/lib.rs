#![doc = include_str!("../README.md")]
//!
//! Reading order: [`message`], `holding`, `delay`, `letter`, [`server`], [`mailer`], [`sending`], then `store`.

mod delay;
#[cfg(test)]
mod delivery;
mod holding;
mod letter;
pub mod mailer;
pub mod message;
pub mod sending;
pub mod server;
mod store;
#[cfg(test)]
mod stories;

pub use self::store::{Posted, Unsent, posted};
pub use delay::{hold, withdraw};
pub use mailer::Mailer;
pub use message::{Message, post, unsent};
pub use sending::{retry, send, sweep, try_out};
pub use server::{MailSettings, MailSettingsError};

/// Tables of this domain.
pub const MIGRATIONS: &[::store::Migration] = &[
    ::store::Migration { name: "20261125_20_message", sql: include_str!("../migrations/20261125_20_message.sql") },
    ::store::Migration { name: "20261125_31_about", sql: include_str!("../migrations/20261125_31_about.sql") },
];

pub const TEXTS: web::texts::Source =
    web::texts::Source { fr: include_str!("../texts/fr.ftl"), en: include_str!("../texts/en.ftl") };
