#![doc = include_str!("../README.md")]
//!
//! Tables: `interaction`, `interaction_intent`, `call_back`, `entry_draft`. The desk calls these functions.
//! Reading order: [`interaction`], [`call_back`], [`draft`], [`figures`], then `store`.

pub mod call_back;
pub mod draft;
pub mod figures;
pub mod interaction;
mod store;
#[cfg(test)]
mod stories;

pub use call_back::{CallBack, CallBackError, NewCallBack, book, call_backs, settle};
pub use draft::{Draft, drafts, drop_draft, find_draft, save_draft};
pub use figures::{Drawable, Resolution, came_back, drawable, find_contact, resolution};
pub use interaction::{Asked, EndError, Intent, Interaction, NewInteraction, Outcome, end, intents, keep, note};

/// Tables of this domain.
pub const MIGRATIONS: &[::store::Migration] = &[
    ::store::Migration {
        name: "20261125_62_interaction",
        sql: include_str!("../migrations/20261125_62_interaction.sql"),
    },
    ::store::Migration {
        name: "20261125_76_contact_figures",
        sql: include_str!("../migrations/20261125_76_contact_figures.sql"),
    },
];

pub const TEXTS: web::texts::Source =
    web::texts::Source { fr: include_str!("../texts/fr.ftl"), en: include_str!("../texts/en.ftl") };

/// Forgets entries left for a day, and who was called back a month ago; answers how many lines.
pub async fn sweep(op: &mut web::Op) -> Result<u64, ::store::StoreError> {
    let drafts = store::sweep_drafts(op, op.now.plus_ms(-draft::KEPT_MS)).await?;
    Ok(drafts + store::sweep_call_backs(op, op.now.plus_days(-call_back::KEPT_DAYS)).await?)
}
