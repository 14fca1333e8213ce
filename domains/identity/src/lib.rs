#![doc = include_str!("../README.md")]
//!
//! Reading order: [`staff`], [`password`], [`throttle`], [`session`], [`sign_in`], [`second`], [`totp`], [`passkeys`],
//! [`oidc`], [`staffing`], [`roster`], [`emergency`], [`looks`], then `store` and [`desk`].

pub mod desk;
pub mod emergency;
pub mod looks;
pub mod oidc;
pub mod passkeys;
pub mod password;
pub mod roster;
pub mod second;
pub mod session;
pub mod sign_in;
pub mod staff;
pub mod staffing;
mod store;
#[cfg(test)]
mod stories;
pub mod throttle;
pub mod totp;
mod vault;

pub use desk::{Admin, Agent, SignedIn, Supervisor};
pub use looks::{Look, Looked, look, looks_at};
pub use oidc::{OidcSettings, OidcSettingsError};
pub use password::Password;
pub use roster::{Change, Changed, Profile, amend, changes, close_sessions, enrol, find_member, let_back, shut_out};
pub use staff::{Crew, Limits, Role, Staff};
pub use staffing::{Member, NewStaff, StaffError, add, add_or_replace, change_password, disable, find, list};

use ::store::{Migration, StoreError};
use base::Moment;
use web::Op;

/// Tables of this domain.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "20261125_20_staff", sql: include_str!("../migrations/20261125_20_staff.sql") },
    Migration { name: "20261125_21_rights", sql: include_str!("../migrations/20261125_21_rights.sql") },
    Migration { name: "20261125_22_staff_change", sql: include_str!("../migrations/20261125_22_staff_change.sql") },
    Migration { name: "20261125_23_emergency_link", sql: include_str!("../migrations/20261125_23_emergency_link.sql") },
    Migration { name: "20261125_25_oidc", sql: include_str!("../migrations/20261125_25_oidc.sql") },
    Migration { name: "20261125_27_second_factor", sql: include_str!("../migrations/20261125_27_second_factor.sql") },
    Migration { name: "20261125_28_passkey", sql: include_str!("../migrations/20261125_28_passkey.sql") },
    Migration { name: "20261125_29_export_look", sql: include_str!("../migrations/20261125_29_export_look.sql") },
    Migration { name: "20261125_86_proof", sql: include_str!("../migrations/20261125_86_proof.sql") },
];

pub const TEXTS: web::texts::Source =
    web::texts::Source { fr: include_str!("../texts/fr.ftl"), en: include_str!("../texts/en.ftl") };

/// Forgets sessions and trials whose time has passed, and looks older than their retention; answers how many.
pub async fn sweep(op: &mut Op) -> Result<u64, StoreError> {
    let now: Moment = op.now;
    let sessions = store::sweep_sessions(op, session::oldest(now)).await?;
    let trials = store::sweep_trials(op, now.plus_ms(-throttle::MEMORY_MS)).await?;
    let looks = store::sweep_looks(op, now.plus_days(-looks::KEPT_DAYS)).await?;
    let changes = store::sweep_changes(op, now.plus_days(-roster::KEPT_DAYS)).await?;
    let links = store::sweep_emergencies(op, now.plus_days(-1)).await?;
    let ways = oidc::sweep(op).await?;
    let challenges = store::sweep_challenges(op).await?;
    Ok(sessions + trials + looks + changes + links + ways + challenges)
}
