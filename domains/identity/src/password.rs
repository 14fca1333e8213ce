//! Passwords: kept as argon2id, worked out away from the threads that answer pages, never shown.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier},
};
use std::{fmt, str::FromStr, sync::LazyLock};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// A password that may be kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    #[error("the password has fewer than {} characters", Password::SHORTEST)]
    TooShort,
    #[error("the password has more than {} characters", Password::LONGEST)]
    TooLong,
}

impl PasswordError {
    /// Problem code, whose sentence is in the texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooShort => "identity/password-short",
            Self::TooLong => "identity/password-long",
        }
    }
}

impl Password {
    /// In characters: length is the strength that people can keep (NIST SP 800-63B, 3.1.1.2).
    pub const SHORTEST: usize = 12;
    pub const LONGEST: usize = 128;

    /// A new password of 100 random bits, in letters that are not taken for one another.
    pub fn generate() -> Self {
        const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz123456789";
        let mut text = String::new();
        for (place, byte) in rand::random::<[u8; 20]>().into_iter().enumerate() {
            if place > 0 && place % 5 == 0 {
                text.push('-');
            }
            text.push(LETTERS.get(usize::from(byte) % LETTERS.len()).copied().map_or('x', char::from));
        }
        Self(text)
    }

    /// To be shown once to whoever it was made for.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

impl FromStr for Password {
    type Err = PasswordError;

    fn from_str(text: &str) -> Result<Self, PasswordError> {
        match text.chars().count() {
            length if length < Self::SHORTEST => Err(PasswordError::TooShort),
            length if length > Self::LONGEST => Err(PasswordError::TooLong),
            _ => Ok(Self(text.to_owned())),
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the password could not be worked out")]
pub struct HashError;

/// Each hash takes 19 MiB: this many at once, the others wait.
static ROOM: Semaphore = Semaphore::const_new(4);

/// Somebody's hash where there is nobody, so that an unknown name costs the same work.
static DECOY: LazyLock<String> = LazyLock::new(|| hash_now(Password::generate().reveal()).unwrap_or_default());

fn hash_now(password: &str) -> Result<String, HashError> {
    Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(|_| HashError)
}

/// What is kept of a password. Call it while no transaction is open: it takes its time.
pub async fn hash(password: Password) -> Result<String, HashError> {
    let room = ROOM.acquire().await.map_err(|_| HashError)?;
    let done = spawn_blocking(move || hash_now(&password.0)).await;
    drop(room);
    done.map_err(|_| HashError)?
}

/// Whether `typed` is the password of `kept`. Nobody's hash takes as long as somebody's, and is never right.
pub async fn is_right(typed: String, kept: Option<String>) -> Result<bool, HashError> {
    let room = ROOM.acquire().await.map_err(|_| HashError)?;
    let done = spawn_blocking(move || {
        let decoy = LazyLock::force(&DECOY);
        let hash = kept.as_ref().unwrap_or(decoy);
        let is_same = Argon2::default().verify_password(typed.as_bytes(), hash.as_str()).is_ok();
        is_same && kept.is_some()
    })
    .await;
    drop(room);
    done.map_err(|_| HashError)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_that_was_kept_is_right() {
        let kept = hash("correct horse battery".parse().unwrap()).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(is_right("correct horse battery".into(), Some(kept.clone())).await.unwrap());
        assert!(!is_right("Correct horse battery".into(), Some(kept)).await.unwrap());
        assert!(!is_right("correct horse battery".into(), None).await.unwrap());
        assert!(!is_right("x".into(), Some("not a hash".into())).await.unwrap());
    }

    #[test]
    fn a_password_has_a_length_and_is_never_written_in_a_log() {
        assert_eq!("onze lettre".parse::<Password>(), Err(PasswordError::TooShort));
        assert_eq!("é".repeat(129).parse::<Password>(), Err(PasswordError::TooLong));
        let made = Password::generate();
        assert_eq!(made.reveal().len(), 23);
        assert_ne!(made, Password::generate());
        assert_eq!(format!("{made:?}"), "Password(…)");
    }
}
