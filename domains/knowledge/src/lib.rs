#![doc = include_str!("../README.md")]
//!
//! Reading order: [`mod@article`], [`markdown`], [`checking`], [`mod@file`], [`editing`], [`difference`], [`folder`],
//! [`mod@shelf`], [`index`], [`finding`], [`mod@notices`], [`flags`], [`usage`], [`reading`], `messages`, then `store`, [`portal`], [`desk`].

pub mod article;
pub mod checking;
pub mod desk;
pub mod difference;
pub mod editing;
pub mod file;
pub mod finding;
pub mod flags;
pub mod folder;
pub mod index;
pub mod markdown;
mod messages;
pub mod notices;
pub mod portal;
pub mod reading;
pub mod shelf;
mod store;
#[cfg(test)]
mod stories;
pub mod usage;

pub use article::{Article, PublicArticle, Slug, StaffArticle, Status};
pub use finding::{Hit, MOST_HITS, find};
pub use notices::{Notice, notices};
pub use shelf::{Library, Published, Shelf, shelf};
pub use store::{Entry, Origin, Version};

/// Tables of this domain.
pub const MIGRATIONS: &[::store::Migration] = &[::store::Migration {
    name: "20261126_30_knowledge",
    sql: include_str!("../migrations/20261126_30_knowledge.sql"),
}];

pub const TEXTS: web::texts::Source =
    web::texts::Source { fr: include_str!("../texts/fr.ftl"), en: include_str!("../texts/en.ftl") };

/// The pages of this domain: those of residents, those of staff.
pub fn routes() -> axum::Router<web::App> {
    portal::routes().merge(desk::routes())
}

/// Keeps the counts that wait, and forgets what was kept long enough; answers how many lines.
pub async fn sweep(op: &mut web::Op) -> Result<u64, ::store::StoreError> {
    usage::settle(&op.app.clone()).await?;
    let zone = op.part::<web::Brand>().zone.clone();
    let day = |days: i64| op.now.plus_days(-days).day(&zone);
    let (misses, views) = (day(usage::MISSES_KEPT_DAYS), day(usage::VIEWS_KEPT_DAYS));
    let flags = store::flags::sweep(op, op.now.plus_days(-flags::KEPT_DAYS)).await?;
    Ok(flags + store::usage::sweep(op, misses, views).await?)
}
