//! Break-glass: a link made on the machine itself, that opens one session of an administrator when nothing else does.

use crate::{Change, Role, Staff, second::Means, session, staff::plain_email, store};
use ::store::StoreError;
use base::Id;
use web::{App, Op};

/// A link that is not used by then opens nothing.
pub const LASTS_MIN: i64 = 15;

#[derive(Debug, thiserror::Error)]
pub enum EmergencyError {
    #[error("nobody signs in with `{0}`")]
    Unknown(String),
    #[error("`{0}` is not an administrator who may sign in")]
    NotAdmin(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn mark(app: &App, word: &str) -> String {
    app.seal().mark("emergency", word)
}

/// Makes a link for an administrator; answers the word that it carries. It is kept in the journal of the roster.
pub async fn break_glass(op: &mut Op, email: &str) -> Result<String, EmergencyError> {
    let email = plain_email(email);
    let Some(id) = store::find_by_email(op, &email).await? else { return Err(EmergencyError::Unknown(email)) };
    if admin(op, id).await?.is_none() {
        return Err(EmergencyError::NotAdmin(email));
    }
    let word = session::random_word();
    let (mark, expires_at) = (mark(&op.app, &word), op.now.plus_ms(LASTS_MIN * 60_000));
    store::insert_emergency(op, &mark, id, expires_at).await?;
    store::insert_change(op, id, Change::EmergencyLink, ("", "")).await?;
    Ok(word)
}

async fn admin(op: &mut Op, id: Id) -> Result<Option<Staff>, StoreError> {
    Ok(store::find_staff(op, id).await?.filter(|staff| staff.role == Role::Admin))
}

/// Uses a link, once; answers the word of the cookie of the session that it opens.
pub async fn enter(op: &mut Op, word: &str, device: &str) -> Result<Option<String>, StoreError> {
    let mark = mark(&op.app, word);
    let Some(id) = store::use_emergency(op, &mark).await? else { return Ok(None) };
    // Their role may have been taken away since the link was made.
    if admin(op, id).await?.is_none() {
        return Ok(None);
    }
    store::insert_change(op, id, Change::EmergencyEntry, ("", "")).await?;
    session::begin_by(op, id, device, Means::Link).await.map(|(_, token)| Some(token))
}
