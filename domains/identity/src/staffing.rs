//! Who works here: added, listed, disabled, given a new password.

use crate::{
    Change, Password, Profile, Role, Staff, password,
    roster::{self, shut_out},
    staff::{Limits, plain_email},
    store,
};
use ::store::StoreError;
use base::{Id, Moment};
use web::Op;

/// Somebody about to be added.
#[derive(Debug, Clone)]
pub struct NewStaff {
    pub name: String,
    pub email: String,
    pub role: Role,
    pub units: Vec<String>,
    pub password: Password,
}

/// A member of staff, as who manages them sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub staff: Staff,
    pub disabled_at: Option<Moment>,
    /// When they last used a session.
    pub seen_at: Option<Moment>,
    /// How many they have open.
    pub sessions: i64,
}

#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    #[error("a name has 1 to 100 characters, on one line")]
    NameWrong,
    #[error("`{0}` is not an e-mail address")]
    EmailWrong(String),
    #[error("`{0}` is already somebody's")]
    EmailTaken(String),
    #[error("somebody with the role `unit` or `supervisor` acts for one unit or more")]
    UnitMissing,
    #[error("an administrator is not limited to boroughs or groups of services")]
    AdminLimited,
    #[error("a crew has 100 characters at most, on one line, and is of the roles `crew` and `contractor`")]
    CrewWrong,
    #[error("the desk would be left without an administrator")]
    LastAdmin,
    #[error("nobody signs in with `{0}`")]
    Unknown(String),
    #[error(transparent)]
    Hash(#[from] password::HashError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl NewStaff {
    fn profile(&self) -> Profile {
        Profile {
            name: self.name.clone(),
            email: self.email.clone(),
            role: self.role,
            units: self.units.clone(),
            limits: Limits::default(),
            crew: String::new(),
            edits_knowledge: false,
        }
    }
}

/// Adds somebody. Call it first in its operation: the password takes its time.
pub async fn add(op: &mut Op, new: NewStaff) -> Result<Staff, StaffError> {
    let profile = new.profile().check()?;
    let hash = password::hash(new.password).await?;
    roster::insert(op, profile, &hash).await
}

/// Adds somebody, or makes who has this address be as described: done again, it changes nothing but the password.
pub async fn add_or_replace(op: &mut Op, new: NewStaff) -> Result<Staff, StaffError> {
    let profile = new.profile().check()?;
    let hash = password::hash(new.password).await?;
    let Some(id) = store::find_by_email(op, &profile.email).await? else {
        return roster::insert(op, profile, &hash).await;
    };
    roster::let_back(op, id).await?;
    roster::amend(op, id, profile.clone()).await?;
    store::save_password(op, id, &hash).await?;
    store::insert_change(op, id, Change::Password, ("", "")).await?;
    find(op, id).await?.ok_or(StaffError::Unknown(profile.email))
}

/// Everybody, by name.
pub async fn list(op: &mut Op) -> Result<Vec<Member>, StoreError> {
    store::list_staff(op).await
}

/// Somebody who is not shut out, as they are now.
pub async fn find(op: &mut Op, id: Id) -> Result<Option<Staff>, StoreError> {
    store::find_staff(op, id).await
}

async fn id_of(op: &mut Op, email: &str) -> Result<Id, StaffError> {
    let email = plain_email(email);
    store::find_by_email(op, &email).await?.ok_or(StaffError::Unknown(email))
}

/// Shuts somebody out, now: their sessions end with it. What they did keeps their name.
pub async fn disable(op: &mut Op, email: &str) -> Result<(), StaffError> {
    let id = id_of(op, email).await?;
    shut_out(op, id).await
}

/// Gives somebody a new password and ends their sessions, but for `kept`. Call it first in its operation.
pub async fn change_password(op: &mut Op, email: &str, password: Password, kept: Option<Id>) -> Result<(), StaffError> {
    let hash = password::hash(password).await?;
    let id = id_of(op, email).await?;
    store::save_password(op, id, &hash).await?;
    store::delete_sessions(op, id, kept).await?;
    Ok(store::insert_change(op, id, Change::Password, ("", "")).await?)
}
