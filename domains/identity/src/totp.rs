//! One-time codes of an application (TOTP, RFC 6238), and the recovery codes that stand in for a lost telephone.

use crate::{Change, Staff, second::Means, session::Session, store, vault};
use ::store::StoreError;
use base::{Id, Moment};
use qrcode::{QrCode, render::svg};
use totp_rs::{Builder, Secret, Totp};
use web::{App, Op};

const VAULT: &str = "totp";
const ENROLMENT: &str = "totp-enrolment";
/// How long one has to copy the key and give a first code.
const ENROLMENT_MS: i64 = 30 * 60_000;
/// Recovery codes that are given at once.
pub const RECOVERY_CODES: usize = 10;

#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// The key was shown too long ago, or to somebody else.
    #[error("the key was shown too long ago")]
    Late,
    #[error("the code is not one of this key")]
    Wrong,
    #[error("codes are asked already")]
    Already,
    #[error(transparent)]
    Vault(#[from] vault::VaultError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A key about to be copied into an application. Nothing is kept of it before its first code.
pub struct Enrolment {
    /// In groups of four letters, for who types it.
    pub key: String,
    /// A drawing that a telephone reads.
    pub drawing: String,
    /// The key, sealed for its owner: given back with the first code.
    pub sealed: String,
}

/// The codes of a key: six digits, thirty seconds, one step of grace on each side.
fn codes(key: &[u8], staff: &Staff, city: &str) -> Option<Totp> {
    let issuer: String = city.chars().filter(|letter| *letter != ':').collect();
    let account: String = staff.email.chars().filter(|letter| *letter != ':').collect();
    Builder::new()
        .with_secret(Secret::new(key.into()))
        .with_account_name(account)
        .with_issuer(Some(issuer))
        .build()
        .ok()
}

fn seconds(now: Moment) -> u64 {
    u64::try_from(now.0.div_euclid(1_000)).unwrap_or_default()
}

/// A new key for `staff`, to be confirmed by its first code.
pub fn begin(app: &App, staff: &Staff, city: &str, now: Moment) -> Option<Enrolment> {
    let key: [u8; 20] = rand::random();
    shown(app, staff, city, now, &Secret::new(key.into()).to_base32())
}

/// The same key again, when its first code was wrong.
pub fn again(app: &App, staff: &Staff, city: &str, now: Moment, sealed: &str) -> Option<Enrolment> {
    let key = opened(app, staff.id, sealed, now)?;
    shown(app, staff, city, now, &key)
}

fn shown(app: &App, staff: &Staff, city: &str, now: Moment, key: &str) -> Option<Enrolment> {
    let secret = Secret::try_from_base32(key).ok()?;
    let url = codes(secret.as_bytes(), staff, city)?.to_url().ok()?;
    let drawing = QrCode::new(url).ok()?.render::<svg::Color>().min_dimensions(200, 200).build();
    // The page is one document: the drawing stands in it without its own declaration.
    let drawing = drawing.split_once("?>").map(|(_, drawing)| drawing.to_owned())?;
    let groups: Vec<String> =
        key.as_bytes().chunks(4).map(|letters| String::from_utf8_lossy(letters).into_owned()).collect();
    let sealed = app.seal().close(ENROLMENT, &format!("{}.{key}", staff.id), now.plus_ms(ENROLMENT_MS));
    Some(Enrolment { key: groups.join(" "), drawing, sealed })
}

fn opened(app: &App, staff_id: Id, sealed: &str, now: Moment) -> Option<String> {
    let words = app.seal().open(ENROLMENT, sealed, now)?;
    let (owner, key) = words.split_once('.')?;
    (owner == staff_id.to_string()).then(|| key.to_owned())
}

/// Codes are asked from now on; other sessions end. Answers the recovery codes, to be shown this once.
pub async fn confirm(
    op: &mut Op,
    staff: &Staff,
    session: &Session,
    sealed: &str,
    typed: &str,
) -> Result<Vec<String>, EnrolError> {
    let key = opened(&op.app, staff.id, sealed, op.now).ok_or(EnrolError::Late)?;
    let secret = Secret::try_from_base32(&key).map_err(|_| EnrolError::Late)?;
    let totp = codes(secret.as_bytes(), staff, "").ok_or(EnrolError::Late)?;
    let step = totp.check(&plain(typed), seconds(op.now)).ok_or(EnrolError::Wrong)?;
    let locked = vault::lock(&op.app, VAULT, &staff.id.to_string(), &key)?;
    if !store::insert_totp(op, staff.id, &locked, step.cast_signed()).await? {
        return Err(EnrolError::Already);
    }
    let recovery = make_recovery(op, staff).await?;
    store::delete_sessions(op, staff.id, Some(session.id)).await?;
    store::save_means_of(op, session.id, Means::Code).await?;
    store::insert_change(op, staff.id, Change::CodesOn, ("", "")).await?;
    Ok(recovery)
}

async fn make_recovery(op: &mut Op, staff: &Staff) -> Result<Vec<String>, StoreError> {
    let recovery: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code()).collect();
    for code in &recovery {
        let mark = recovery_mark(&op.app, staff.id, code);
        store::insert_recovery(op, staff.id, &mark).await?;
    }
    Ok(recovery)
}

/// New recovery codes in place of those left, to be shown this once; none to who is asked no code.
pub async fn renew_recovery(op: &mut Op, staff: &Staff) -> Result<Option<Vec<String>>, StoreError> {
    if store::find_totp(op, staff.id).await?.is_none() {
        return Ok(None);
    }
    store::delete_recovery(op, staff.id).await?;
    let recovery = make_recovery(op, staff).await?;
    store::insert_change(op, staff.id, Change::RecoveryMade, ("", "")).await?;
    Ok(Some(recovery))
}

/// Fifty random bits, in letters that are not taken for one another.
fn recovery_code() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz123456789";
    let letters = rand::random::<[u8; 10]>().map(|byte| LETTERS.get(usize::from(byte) % 32).copied().unwrap_or(b'x'));
    let (first, last) = letters.split_at(5);
    format!("{}-{}", String::from_utf8_lossy(first), String::from_utf8_lossy(last))
}

/// What is kept of a recovery code: nobody tries them without the secret of the installation.
fn recovery_mark(app: &App, staff_id: Id, code: &str) -> String {
    app.seal().mark("recovery-code", &format!("{staff_id}.{}", plain(code)))
}

/// As people type it: spaces, dashes and capitals do not count.
fn plain(typed: &str) -> String {
    typed.chars().take(64).filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What may break while a code is checked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UseError {
    #[error(transparent)]
    Vault(#[from] vault::VaultError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Uses a code of the application or a recovery code; whether it was right and never used.
pub(crate) async fn use_code(op: &mut Op, staff_id: Id, typed: &str) -> Result<bool, UseError> {
    let typed = plain(typed);
    let Some(locked) = store::find_totp(op, staff_id).await? else { return Ok(false) };
    let is_code = typed.len() == 6 && typed.bytes().all(|byte| byte.is_ascii_digit());
    if !is_code {
        let mark = recovery_mark(&op.app, staff_id, &typed);
        let is_used = store::use_recovery(op, staff_id, &mark).await?;
        if is_used {
            store::insert_change(op, staff_id, Change::RecoveryUsed, ("", "")).await?;
        }
        return Ok(is_used);
    }
    let key = vault::unlock(&op.app, VAULT, &staff_id.to_string(), &locked)?;
    let step = Secret::try_from_base32(&key).ok().and_then(|secret| {
        let totp = Builder::new().with_secret(secret).with_account_name("x").build().ok()?;
        totp.check(&typed, seconds(op.now))
    });
    let Some(step) = step else { return Ok(false) };
    Ok(store::use_step(op, staff_id, step.cast_signed()).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_write_it() {
        for typed in ["123 456", " 123456\n", "123-456"] {
            assert_eq!(plain(typed), "123456");
        }
        let code = recovery_code();
        assert_eq!((code.len(), plain(&code.to_uppercase())), (11, code.replace('-', "")));
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Appendix B gives eight digits: ours are the last six.
        let staff = Staff {
            id: 1,
            email: "a@b.ca".into(),
            name: "A".into(),
            role: crate::Role::Agent,
            units: Vec::new(),
            limits: crate::Limits::default(),
            crew: crate::Crew::default(),
            edits_knowledge: false,
        };
        let totp = codes(b"12345678901234567890", &staff, "Ville : essai").unwrap();
        for (time, expected) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(totp.generate(time).to_string(), expected);
            assert_eq!(totp.check(expected, time + 30), Some(time / 30));
            assert_eq!(totp.check(expected, time + 60), None);
        }
    }
}
