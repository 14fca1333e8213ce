#![doc = include_str!("../README.md")]
//!
//! Reading order: [`home`], [`language`], [`pages`], [`report`], [`follow`], [`partner`], [`map`], [`addresses`], [`upload`], then
//! `store`.

pub mod addresses;
pub mod follow;
pub mod home;
pub mod language;
pub mod map;
pub mod pages;
pub mod partner;
pub mod report;
mod store;
#[cfg(test)]
mod stories;
mod trials;
pub mod upload;

use ::store::Migration;
use axum::{Router, routing::get};
use requests::photos::{self, PhotoError};
use web::{App, Op};

pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "20261124_70_portal", sql: include_str!("../migrations/20261124_70_portal.sql") },
    Migration { name: "20261125_71_follow_trial", sql: include_str!("../migrations/20261125_71_follow_trial.sql") },
];

pub const TEXTS: web::texts::Source =
    web::texts::Source { fr: include_str!("../texts/fr.ftl"), en: include_str!("../texts/en.ftl") };

pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home::show))
        .route("/adresses", get(addresses::suggest))
        .merge(language::routes())
        .merge(pages::routes())
        .merge(report::routes())
        .merge(follow::routes())
        .merge(map::routes())
        .route("/partenaire", get(partner::show).post(partner::receive))
}

/// Forgets the reports that nobody finished, with their photos, and old trials; answers how many reports.
pub async fn sweep(op: &mut Op) -> Result<u64, PhotoError> {
    let before = op.now.plus_ms(-report::DRAFT_HOURS * 3_600_000);
    photos::sweep(op, before).await?;
    trials::sweep(op).await?;
    Ok(store::sweep_drafts(op, before).await?)
}
