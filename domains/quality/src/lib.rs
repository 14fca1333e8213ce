#![doc = include_str!("../README.md")]
//!
//! Tables: `review_draw`, `review_contact`, `review`, `review_note`. The desk calls these functions; it decides who answers
//! for whom, and gives the numbers of those people.
//! Reading order: [`mod@draw`], [`grid`], [`reviewing`], [`mod@agreement`], then `store`.

pub mod agreement;
pub mod draw;
pub mod grid;
pub mod reviewing;
mod store;
#[cfg(test)]
mod stories;

pub use agreement::{Agreed, agreement};
pub use draw::{Draw, DrawError, NewDraw, Verified, draw, draws, find_draw, verify};
pub use grid::{Grid, Mark, Question};
pub use reviewing::{Contact, Note, Review, ReviewError, contacts_of, find, note, of_draw, review, to_review};

/// Tables of this domain.
pub const MIGRATIONS: &[::store::Migration] =
    &[::store::Migration { name: "20261125_73_quality", sql: include_str!("../migrations/20261125_73_quality.sql") }];

pub const TEXTS: web::texts::Source =
    web::texts::Source { fr: include_str!("../texts/fr.ftl"), en: include_str!("../texts/en.ftl") };

/// Readings and notes are forgotten so many days after the draw: a year of learning, not a file on somebody.
pub const KEPT_DAYS: i64 = 365;
/// That a draw was done, from which seed, by whom: three years, as the other journals of the desk.
pub const DRAW_KEPT_DAYS: i64 = 1_095;

/// Forgets what has been kept long enough; answers how many lines.
pub async fn sweep(op: &mut web::Op) -> Result<u64, ::store::StoreError> {
    let readings = store::sweep_contacts(op, op.now.plus_days(-KEPT_DAYS)).await?;
    Ok(readings + store::sweep_draws(op, op.now.plus_days(-DRAW_KEPT_DAYS)).await?)
}
