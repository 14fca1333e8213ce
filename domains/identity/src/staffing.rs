//! Who works here: added, listed, disabled, given a new password.

use crate::{
    Password, Role, Staff, password,
    staff::{is_email, plain_email},
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
}

#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    #[error("a name has 1 to {LONGEST_NAME} characters, on one line")]
    NameWrong,
    #[error("`{0}` is not an e-mail address")]
    EmailWrong(String),
    #[error("`{0}` is already somebody's")]
    EmailTaken(String),
    #[error("somebody with the role `unit` acts for one unit or more")]
    UnitMissing,
    #[error("nobody signs in with `{0}`")]
    Unknown(String),
    #[error(transparent)]
    Hash(#[from] password::HashError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

const LONGEST_NAME: usize = 100;

impl NewStaff {
    fn check(mut self) -> Result<Self, StaffError> {
        self.name = self.name.trim().to_owned();
        self.email = plain_email(&self.email);
        let length = self.name.chars().count();
        if length == 0 || length > LONGEST_NAME || self.name.chars().any(char::is_control) {
            return Err(StaffError::NameWrong);
        }
        if !is_email(&self.email) {
            return Err(StaffError::EmailWrong(self.email));
        }
        if self.role == Role::Unit && self.units.is_empty() {
            return Err(StaffError::UnitMissing);
        }
        self.units.sort();
        self.units.dedup();
        Ok(self)
    }
}

/// Adds somebody. Call it first in its operation: the password takes its time.
pub async fn add(op: &mut Op, new: NewStaff) -> Result<Staff, StaffError> {
    let new = new.check()?;
    let hash = password::hash(new.password).await?;
    if store::find_by_email(op, &new.email).await?.is_some() {
        return Err(StaffError::EmailTaken(new.email));
    }
    let staff = Staff { id: op.id(), email: new.email, name: new.name, role: new.role, units: new.units };
    store::insert_staff(op, &staff, &hash).await?;
    Ok(staff)
}

/// Adds somebody, or makes who has this address be as described: done again, it changes nothing but the password.
pub async fn add_or_replace(op: &mut Op, new: NewStaff) -> Result<Staff, StaffError> {
    let new = new.check()?;
    let hash = password::hash(new.password.clone()).await?;
    let Some(id) = store::find_by_email(op, &new.email).await? else {
        let staff = Staff { id: op.id(), email: new.email, name: new.name, role: new.role, units: new.units };
        store::insert_staff(op, &staff, &hash).await?;
        return Ok(staff);
    };
    let staff = Staff { id, email: new.email, name: new.name, role: new.role, units: new.units };
    store::save_staff(op, &staff).await?;
    store::save_password(op, id, &hash).await?;
    Ok(staff)
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
    store::save_disabled(op, id).await?;
    Ok(store::delete_sessions(op, id, None).await?)
}

/// Gives somebody a new password and ends their sessions, but for `kept`. Call it first in its operation.
pub async fn change_password(op: &mut Op, email: &str, password: Password, kept: Option<Id>) -> Result<(), StaffError> {
    let hash = password::hash(password).await?;
    let id = id_of(op, email).await?;
    store::save_password(op, id, &hash).await?;
    Ok(store::delete_sessions(op, id, kept).await?)
}
