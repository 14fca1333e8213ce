//! The day of a field crew on a telephone: its visits in their order, a page for each, acts that wait for a network.
//!
//! Reading order: [`day`], [`order`], [`route`], [`deed`], [`sent`], [`settling`], [`visit`], [`outbox`],
//! [`installed`].

pub mod day;
pub mod deed;
pub mod installed;
pub mod order;
pub mod outbox;
pub mod route;
pub mod sent;
pub mod settling;
pub mod visit;

use crate::store;
use ::store::StoreError;
use axum::{
    Router,
    routing::{get, post},
};
use identity::Staff;
use web::{App, Op};

/// Keys of acts are remembered for so many days.
const KEYS_KEPT_DAYS: i64 = 30;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/equipe", get(day::show))
        .route("/equipe/ordre", post(order::receive))
        .route("/equipe/actes", post(outbox::receive))
        .route("/equipe/manifeste.webmanifest", get(installed::manifest))
        .route("/equipe/service.js", get(installed::worker))
        .route("/equipe/hors-reseau", get(installed::away))
        .route("/equipe/demandes/{reference}", get(visit::show))
        .route("/equipe/demandes/{reference}/{act}", post(visit::receive))
}

/// Whether somebody may have a day of their own: whoever answers residents and does no work has none.
pub fn has_a_day(staff: &Staff) -> bool {
    staff.role.is_field() || !staff.units.is_empty() || staff.role == identity::Role::Admin
}

/// Forgets the keys of acts and the orders of days whose time has passed; answers how many lines.
pub async fn sweep(op: &mut Op) -> Result<u64, StoreError> {
    let acts = store::sweep_acts(op, op.now.plus_days(-KEYS_KEPT_DAYS)).await?;
    Ok(acts + store::sweep_orders(op, op.now.plus_days(-order::KEPT_DAYS)).await?)
}
