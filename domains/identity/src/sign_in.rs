//! Signing in: trials counted and slowed first, the same work for a name we do not know, then a session.

use crate::{
    Staff, password, second,
    session::{self, Session},
    staff::{LONGEST_EMAIL, plain_email},
    store, throttle,
};
use ::store::StoreError;
use base::{Id, Moment};
use std::net::IpAddr;
use throttle::Patience;
use web::{App, Op};

/// What somebody typed at the door, and from where.
#[derive(Debug, Clone)]
pub struct Attempt {
    pub email: String,
    pub password: String,
    /// Unknown behind a socket that has none.
    pub address: Option<IpAddr>,
    pub device: String,
}

#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The name or the password: nobody is told which.
    #[error("the name or the password is wrong")]
    Wrong,
    #[error("too many trials; the next one in {wait_s} s")]
    TooMany { wait_s: i64 },
    #[error(transparent)]
    Hash(#[from] password::HashError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Past the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A session is open: the word of its cookie.
    Open(String),
    /// A code is asked first: what says that the password was right.
    CodeAsked(String),
}

/// Too many trials of one mark: until when it waits.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    #[error("too many trials; the next one in {wait_s} s")]
    TooMany { wait_s: i64 },
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<TrialError> for SignInError {
    fn from(err: TrialError) -> Self {
        match err {
            TrialError::TooMany { wait_s } => Self::TooMany { wait_s },
            TrialError::Store(err) => Self::Store(err),
        }
    }
}

/// A network, not a person: the first 64 bits of an IPv6 address.
pub(crate) fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(address) => address.to_string(),
            None => format!("{:x}", u128::from(address) >> 64),
        },
    }
}

/// Opens a session, unless a code is asked after the password.
pub async fn sign_in(app: &App, attempt: Attempt) -> Result<Entry, SignInError> {
    let (mut op, staff_id) = check(app, &attempt.email, attempt.password, attempt.address).await?;
    let entry = if store::find_totp(&mut op, staff_id).await?.is_some() {
        Entry::CodeAsked(second::ticket(app, staff_id, op.now))
    } else {
        Entry::Open(session::begin(&mut op, staff_id, &attempt.device).await?.1)
    };
    op.tx.commit().await?;
    Ok(entry)
}

/// Notes that the owner of a session gave their password again.
pub async fn prove(
    app: &App,
    (staff, session): (&Staff, &Session),
    password: String,
    address: Option<IpAddr>,
) -> Result<(), SignInError> {
    let (mut op, _) = check(app, &staff.email, password, address).await?;
    let now = op.now;
    store::save_proved(&mut op, session.id, now).await?;
    Ok(op.tx.commit().await?)
}

/// Whose account an address and a password open, in an operation that forgets the trials before it.
///
/// The password is worked out between two short transactions: nobody waits behind it.
pub(crate) async fn check(
    app: &App,
    email: &str,
    password: String,
    address: Option<IpAddr>,
) -> Result<(Op, Id), SignInError> {
    let email = plain_email(&email.chars().take(LONGEST_EMAIL + 1).collect::<String>());
    let account = app.seal().mark("trial-account", &email);
    let place = address.map(|address| app.seal().mark("trial-address", &network(address)));
    let mut op = Op::system(app);
    if let Some(place) = &place {
        count_trial(&mut op, place, throttle::ADDRESS).await?;
    }
    count_trial(&mut op, &account, throttle::ACCOUNT).await?;
    op.tx.commit().await?;

    let mut reading = Op { tx: app.database().read(), ..Op::system(app) };
    let found = store::find_credentials(&mut reading, &email).await?;
    drop(reading);
    let (staff_id, kept) = found.unzip();
    let is_right = password.len() <= LONGEST_TYPED && password::is_right(password, kept).await?;
    let Some(staff_id) = staff_id.filter(|_| is_right) else { return Err(SignInError::Wrong) };

    let mut op = Op::system(app);
    store::forget_trials(&mut op, &account).await?;
    if let Some(place) = &place {
        store::forgive_trial(&mut op, place).await?;
    }
    Ok((op, staff_id))
}

/// Nobody's password is longer, in bytes.
const LONGEST_TYPED: usize = password::Password::LONGEST * 4;

/// Counts a trial before it is made, so that a hundred at once count for a hundred.
pub(crate) async fn count_trial(op: &mut Op, mark: &str, patience: Patience) -> Result<(), TrialError> {
    let forgotten = op.now.plus_ms(-throttle::MEMORY_MS);
    let Some(trials) = store::count_trial(op, mark, forgotten).await? else {
        let next_at: Moment = store::find_next_trial(op, mark).await?;
        let wait_s = (next_at.0 - op.now.0 + 999).div_euclid(1_000).max(1);
        return Err(TrialError::TooMany { wait_s });
    };
    let next_at = op.now.plus_ms(patience.wait_ms(trials));
    Ok(store::save_next_trial(op, mark, next_at).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_network_is_one_place() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
