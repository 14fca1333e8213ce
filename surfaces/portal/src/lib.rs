#![doc = include_str!("../README.md")]
//!
//! Reading order: [`home`], [`report`], [`follow`], [`map`], [`addresses`], then `store`.

pub mod addresses;
pub mod follow;
pub mod form;
pub mod home;
pub mod map;
pub mod report;
mod store;
#[cfg(test)]
mod stories;

use ::store::Migration;
use axum::{Router, routing::get};
use requests::photos::{self, PhotoError};
use web::{App, Op};

pub const MIGRATIONS: &[Migration] =
    &[Migration { name: "20261124_70_portal", sql: include_str!("../migrations/20261124_70_portal.sql") }];

pub const TEXTS: web::texts::Source =
    web::texts::Source { fr: include_str!("../texts/fr.ftl"), en: include_str!("../texts/en.ftl") };

pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home::show))
        .route("/adresses", get(addresses::suggest))
        .merge(report::routes())
        .merge(follow::routes())
        .merge(map::routes())
}

/// Forgets the reports that nobody finished, with their photos; answers how many.
pub async fn sweep(op: &mut Op) -> Result<u64, PhotoError> {
    let before = op.now.plus_ms(-report::DRAFT_HOURS * 3_600_000);
    photos::sweep(op, before).await?;
    Ok(store::sweep_drafts(op, before).await?)
}
