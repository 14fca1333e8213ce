#![doc = include_str!("../README.md")]
//!
//! Reading order: [`mod@answer`], [`link`], [`invitation`], [`answering`], [`counting`], [`mod@comments`], [`bulk`], then `store`, [`portal`].

pub mod answer;
pub mod answering;
pub mod bulk;
pub mod comments;
pub mod counting;
pub mod invitation;
pub mod link;
pub mod portal;
mod store;
#[cfg(test)]
mod stories;
pub mod wording;

pub use answer::{Answer, Fixed};
pub use answering::{AnswerError, answer};
pub use bulk::{PastAnswer, PastSurvey};
pub use comments::{Comment, comments};
pub use counting::{Counts, count, last_day};
pub use invitation::{invite, tracker_link};

/// Tables of this domain.
pub const MIGRATIONS: &[::store::Migration] = &[
    ::store::Migration { name: "20261125_60_survey", sql: include_str!("../migrations/20261125_60_survey.sql") },
    ::store::Migration { name: "20261125_74_comment", sql: include_str!("../migrations/20261125_74_comment.sql") },
];

pub const TEXTS: web::texts::Source =
    web::texts::Source { fr: include_str!("../texts/fr.ftl"), en: include_str!("../texts/en.ftl") };

/// The pages of this domain.
pub fn routes() -> axum::Router<web::App> {
    portal::routes()
}
