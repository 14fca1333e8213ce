//! The second factor: which means of signing in are enough, and the code that is asked after a password.

use crate::{
    Change, Role, Staff, StaffError, session,
    sign_in::{TrialError, count_trial},
    staff::plain_email,
    store, throttle,
    totp::{self, UseError},
    vault::VaultError,
};
use ::store::StoreError;
use base::{Id, Moment};
use std::str::FromStr;
use web::{Actor, App, Op};

/// How a session was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// A password alone.
    Password,
    /// A password, then a one-time code or a recovery code.
    Code,
    /// A passkey, whose device checked who holds it.
    Passkey,
    /// A link made on the server itself, when nobody can sign in.
    Link,
    /// The city's own provider of identities, which asks what it wants.
    Provider,
}

impl Means {
    const ALL: [Self; 5] = [Self::Password, Self::Code, Self::Passkey, Self::Link, Self::Provider];

    pub fn code(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Code => "code",
            Self::Passkey => "passkey",
            Self::Link => "link",
            Self::Provider => "provider",
        }
    }

    /// Whether it is one factor only, as far as we know.
    pub fn is_single(self) -> bool {
        match self {
            Self::Password => true,
            Self::Code | Self::Passkey | Self::Link | Self::Provider => false,
        }
    }
}

impl FromStr for Means {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|means| means.code() == word).ok_or_else(|| word.to_owned())
    }
}

/// Roles that open nothing with a password alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Demands(pub Vec<Role>);

impl Demands {
    /// Whether somebody must set a second factor up before they go on.
    pub fn is_owed(&self, role: Role, means: Means) -> bool {
        means.is_single() && self.0.contains(&role)
    }
}

/// How long one has to give the code after the password.
const TICKET_MS: i64 = 5 * 60_000;
const TICKET: &str = "second-factor";

#[derive(Debug, thiserror::Error)]
pub enum CodeError {
    /// The password was given too long ago.
    #[error("the password was given too long ago")]
    Late,
    /// Wrong, or used already: nobody is told which.
    #[error("the code is wrong or was used")]
    Wrong,
    #[error("too many trials; the next one in {wait_s} s")]
    TooMany { wait_s: i64 },
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<UseError> for CodeError {
    fn from(err: UseError) -> Self {
        match err {
            UseError::Vault(err) => Self::Vault(err),
            UseError::Store(err) => Self::Store(err),
        }
    }
}

impl From<TrialError> for CodeError {
    fn from(err: TrialError) -> Self {
        match err {
            TrialError::TooMany { wait_s } => Self::TooMany { wait_s },
            TrialError::Store(err) => Self::Store(err),
        }
    }
}

/// Says that whoever shows it gave the right password a moment ago.
pub(crate) fn ticket(app: &App, staff_id: Id, now: Moment) -> String {
    app.seal().close(TICKET, &staff_id.to_string(), now.plus_ms(TICKET_MS))
}

/// Opens a session with the code that follows the password; answers the word of its cookie.
pub async fn answer(app: &App, ticket: &str, typed: &str, device: &str) -> Result<String, CodeError> {
    let words = app.seal().open(TICKET, ticket, app.now()).ok_or(CodeError::Late)?;
    let staff_id: Id = words.parse().map_err(|_| CodeError::Late)?;
    check(app, staff_id, typed).await?;
    let mut op = Op::system(app);
    let (_, token) = session::begin_by(&mut op, staff_id, device, Means::Code).await?;
    op.tx.commit().await?;
    Ok(token)
}

/// Counts a trial of somebody's codes before it is made, in a transaction of its own.
async fn count(app: &App, staff_id: Id) -> Result<String, TrialError> {
    let mark = app.seal().mark("trial-code", &staff_id.to_string());
    let mut op = Op::system(app);
    count_trial(&mut op, &mark, throttle::ACCOUNT).await?;
    op.tx.commit().await?;
    Ok(mark)
}

/// Uses a code of somebody, which is never taken twice.
async fn check(app: &App, staff_id: Id, typed: &str) -> Result<(), CodeError> {
    let mark = count(app, staff_id).await?;
    let mut op = Op::system(app);
    // They may have been shut out since their password.
    let staff = store::find_staff(&mut op, staff_id).await?.ok_or(CodeError::Wrong)?;
    op.actor = Actor::Staff { id: staff.id, name: staff.name };
    if !totp::use_code(&mut op, staff_id, typed).await? {
        return Err(CodeError::Wrong);
    }
    store::forget_trials(&mut op, &mark).await?;
    Ok(op.tx.commit().await?)
}

/// Asks `staff` no code any more: for who gives one, and proved who they are a moment ago.
pub async fn stop(op: &mut Op, staff: &Staff, typed: &str) -> Result<(), CodeError> {
    let mark = count(&op.app, staff.id).await?;
    if !totp::use_code(op, staff.id, typed).await? {
        return Err(CodeError::Wrong);
    }
    store::delete_totp(op, staff.id).await?;
    store::forget_trials(op, &mark).await?;
    Ok(store::insert_change(op, staff.id, Change::CodesOff, ("", "")).await?)
}

/// Forgets codes and passkeys of somebody who lost them, and ends their sessions; whether they had any.
pub async fn reset(op: &mut Op, email: &str) -> Result<bool, StaffError> {
    let email = plain_email(email);
    let id = store::find_by_email(op, &email).await?.ok_or(StaffError::Unknown(email))?;
    let had_codes = store::delete_totp(op, id).await?;
    let passkeys = store::delete_passkeys(op, id).await?;
    store::delete_sessions(op, id, None).await?;
    store::insert_change(op, id, Change::FactorsReset, ("", "")).await?;
    Ok(had_codes || passkeys > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_alone_is_not_enough_for_the_roles_that_the_installation_names() {
        let demands = Demands(vec![Role::Admin]);
        for (role, means, expected) in [
            (Role::Admin, Means::Password, true),
            (Role::Admin, Means::Code, false),
            (Role::Admin, Means::Passkey, false),
            (Role::Admin, Means::Link, false),
            (Role::Admin, Means::Provider, false),
            (Role::Agent, Means::Password, false),
        ] {
            assert_eq!(demands.is_owed(role, means), expected, "{role:?} {means:?}");
            assert_eq!(means.code().parse(), Ok(means));
        }
    }
}
