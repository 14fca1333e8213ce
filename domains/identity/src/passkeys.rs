//! Passkeys (WebAuthn): a device proves who holds it, and no secret of theirs reaches us.
//!
//! A challenge is kept here, waits five minutes and is used up by its first answer, right or wrong.

use crate::{
    Change, Staff,
    roster::words,
    second::Means,
    session::{self, Session},
    sign_in::{TrialError, count_trial, network},
    store, throttle,
};
use ::store::StoreError;
use base::{Id, Moment};
use serde_json::Value;
use std::net::IpAddr;
use web::{App, Op};
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{
        DiscoverableAuthentication, Passkey as Key, PasskeyRegistration, PublicKeyCredential,
        RegisterPublicKeyCredential, Url, Uuid, WebauthnError,
    },
};

/// How long a challenge waits for its answer.
const CHALLENGE_MS: i64 = 5 * 60_000;
/// More than anybody's devices.
pub const MOST: usize = 20;
const LONGEST_NAME: usize = 60;

/// A passkey, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    pub id: Id,
    pub name: String,
    pub created_at: Moment,
    pub used_at: Option<Moment>,
}

/// What a browser is asked, and the word that its answer must bring back.
#[derive(Debug, Clone)]
pub struct Challenge {
    pub word: String,
    /// Options of the browser's own call, as JSON.
    pub options: Value,
}

#[derive(Debug, thiserror::Error)]
pub enum PasskeyError {
    /// Browsers tie passkeys to a name: an address in numbers has none.
    #[error("the public address has no name to tie a passkey to")]
    Unavailable,
    /// The challenge is unknown, answered already, or older than five minutes.
    #[error("the challenge is over")]
    Late,
    #[error("a passkey has a name of 1 to {LONGEST_NAME} characters, on one line")]
    NameWrong,
    #[error("somebody has {MOST} passkeys at most")]
    Full,
    #[error("this passkey is registered already")]
    Taken,
    #[error("the device did not prove it: {0}")]
    Wrong(String),
    #[error("too many trials; the next one in {wait_s} s")]
    TooMany { wait_s: i64 },
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<WebauthnError> for PasskeyError {
    fn from(err: WebauthnError) -> Self {
        Self::Wrong(err.to_string())
    }
}

impl From<serde_json::Error> for PasskeyError {
    fn from(err: serde_json::Error) -> Self {
        Self::Wrong(err.to_string())
    }
}

impl From<TrialError> for PasskeyError {
    fn from(err: TrialError) -> Self {
        match err {
            TrialError::TooMany { wait_s } => Self::TooMany { wait_s },
            TrialError::Store(err) => Self::Store(err),
        }
    }
}

/// Whom passkeys are made for: the name in our public address.
fn relying_party(app: &App) -> Result<Webauthn, PasskeyError> {
    let origin = Url::parse(&app.settings().public_url).map_err(|_| PasskeyError::Unavailable)?;
    let name = origin.domain().ok_or(PasskeyError::Unavailable)?;
    Ok(WebauthnBuilder::new(name, &origin)?.build()?)
}

/// Whether this installation can have passkeys.
pub fn are_possible(app: &App) -> bool {
    relying_party(app).is_ok()
}

fn mark(app: &App, word: &str) -> String {
    app.seal().mark("passkey-challenge", word)
}

async fn keep(op: &mut Op, staff_id: Option<Id>, state: &str, options: Value) -> Result<Challenge, PasskeyError> {
    let word = session::random_word();
    let mark = mark(&op.app, &word);
    store::insert_challenge(op, &mark, staff_id, state, op.now.plus_ms(CHALLENGE_MS)).await?;
    Ok(Challenge { word, options })
}

/// Uses a challenge up, whatever comes of its answer.
async fn take(app: &App, word: &str, staff_id: Option<Id>) -> Result<String, PasskeyError> {
    let mut op = Op::system(app);
    let state = store::take_challenge(&mut op, &mark(app, word), staff_id).await?;
    op.tx.commit().await?;
    state.ok_or(PasskeyError::Late)
}

/// Asks a device of `staff` for a new passkey.
pub async fn begin_registration(op: &mut Op, staff: &Staff) -> Result<Challenge, PasskeyError> {
    let known = store::list_keys(op, staff.id).await?;
    if known.len() >= MOST {
        return Err(PasskeyError::Full);
    }
    let known = known.iter().map(|key| serde_json::from_str::<Key>(key).map(|key| key.cred_id().clone()));
    let known = known.collect::<Result<Vec<_>, _>>()?;
    let handle = Uuid::from_u128(u128::from(staff.id.cast_unsigned()));
    let party = relying_party(&op.app)?;
    let (asked, state) = party.start_passkey_registration(handle, &staff.email, &staff.name, Some(known))?;
    let mut options = serde_json::to_value(asked)?;
    // The sign-in page asks for no name: the passkey must be one that the device finds by itself.
    if let Some(wanted) = options.pointer_mut("/publicKey/authenticatorSelection").and_then(Value::as_object_mut) {
        wanted.insert("residentKey".to_owned(), "required".into());
        wanted.insert("requireResidentKey".to_owned(), true.into());
    }
    keep(op, Some(staff.id), &serde_json::to_string(&state)?, options).await
}

/// Keeps the passkey that a device of `staff` made, and says so in the journal of the roster.
pub async fn register(op: &mut Op, staff: &Staff, word: &str, answer: &str, name: &str) -> Result<(), PasskeyError> {
    let name = name.trim();
    let length = name.chars().count();
    if length == 0 || length > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(PasskeyError::NameWrong);
    }
    let state: PasskeyRegistration = serde_json::from_str(&take(&op.app, word, Some(staff.id)).await?)?;
    let answer: RegisterPublicKeyCredential = serde_json::from_str(answer)?;
    let key = relying_party(&op.app)?.finish_passkey_registration(&answer, &state)?;
    let credential = credential_id(key.cred_id().as_ref());
    let is_new = store::insert_passkey(op, staff.id, &credential, name, &serde_json::to_string(&key)?).await?;
    if !is_new {
        return Err(PasskeyError::Taken);
    }
    Ok(store::insert_change(op, staff.id, Change::PasskeyAdded, ("", &words("passkey", name))).await?)
}

/// Removes a passkey of `staff`, if it is theirs.
pub async fn remove(op: &mut Op, staff: &Staff, id: Id) -> Result<(), StoreError> {
    let Some(name) = store::delete_passkey(op, staff.id, id).await? else { return Ok(()) };
    let (was, became) = (words("passkey", &name), words("passkey", ""));
    store::insert_change(op, staff.id, Change::PasskeyRemoved, (&was, &became)).await
}

fn credential_id(bytes: &[u8]) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Asks whoever stands at the door for any passkey of ours. Counted as a trial of their address.
pub async fn begin_sign_in(app: &App, address: Option<IpAddr>) -> Result<Challenge, PasskeyError> {
    let (mut asked, state) = relying_party(app)?.start_discoverable_authentication()?;
    // Asked by a button, not while a name is typed.
    asked.mediation = None;
    let mut op = Op::system(app);
    if let Some(address) = address {
        let place = app.seal().mark("trial-address", &network(address));
        count_trial(&mut op, &place, throttle::ADDRESS).await?;
    }
    let challenge = keep(&mut op, None, &serde_json::to_string(&state)?, serde_json::to_value(asked)?).await?;
    op.tx.commit().await?;
    Ok(challenge)
}

/// Opens a session for whoever proves a passkey; answers the word of its cookie.
pub async fn sign_in(
    app: &App,
    answer: (&str, &str),
    address: Option<IpAddr>,
    device: &str,
) -> Result<String, PasskeyError> {
    let (mut op, staff_id) = check(app, answer, address).await?;
    let (_, token) = session::begin_by(&mut op, staff_id, device, Means::Passkey).await?;
    op.tx.commit().await?;
    Ok(token)
}

/// Notes that the owner of a session proved a passkey of theirs.
pub async fn prove(
    app: &App,
    (staff, session): (&Staff, &Session),
    answer: (&str, &str),
    address: Option<IpAddr>,
) -> Result<(), PasskeyError> {
    let (mut op, owner) = check(app, answer, address).await?;
    if owner != staff.id {
        return Err(PasskeyError::Wrong("the passkey is somebody else's".to_owned()));
    }
    let now = op.now;
    store::save_proved(&mut op, session.id, now).await?;
    Ok(op.tx.commit().await?)
}

/// Whose passkey a device proved, in an operation that notes its use.
async fn check(app: &App, (word, answer): (&str, &str), address: Option<IpAddr>) -> Result<(Op, Id), PasskeyError> {
    let state: DiscoverableAuthentication = serde_json::from_str(&take(app, word, None).await?)?;
    let answer: PublicKeyCredential = serde_json::from_str(answer)?;
    let party = relying_party(app)?;
    let (handle, credential) = party.identify_discoverable_authentication(&answer)?;
    let unknown = || PasskeyError::Wrong("nobody has this passkey".to_owned());
    let mut op = Op::system(app);
    let found = store::find_passkey(&mut op, &credential_id(credential)).await?;
    let (id, staff_id, kept) = found.ok_or_else(unknown)?;
    let is_theirs = handle.as_u128() == u128::from(staff_id.cast_unsigned());
    if !is_theirs || store::find_staff(&mut op, staff_id).await?.is_none() {
        return Err(unknown());
    }
    let mut key: Key = serde_json::from_str(&kept)?;
    let proof = party.finish_discoverable_authentication_v2(&answer, state, &key)?;
    if !proof.user_verified() {
        return Err(PasskeyError::Wrong("the device did not check who holds it".to_owned()));
    }
    key.update_credential(&proof);
    store::save_passkey_used(&mut op, id, &serde_json::to_string(&key)?).await?;
    if let Some(address) = address {
        let place = app.seal().mark("trial-address", &network(address));
        store::forgive_trial(&mut op, &place).await?;
    }
    Ok((op, staff_id))
}
