//! What is kept but must not be read from the database alone: encrypted with a key drawn from the installation's secret.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use web::App;

#[derive(Debug, thiserror::Error)]
#[error("a secret of the database does not open with the secret of this installation")]
pub struct VaultError;

/// One key for each purpose, so that what was kept for one opens nowhere else.
fn key(app: &App, purpose: &str) -> Result<LessSafeKey, VaultError> {
    let bytes = URL_SAFE_NO_PAD.decode(app.seal().mark("vault", purpose)).map_err(|_| VaultError)?;
    Ok(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| VaultError)?))
}

/// `words` encrypted for `purpose`; what comes back opens only with the same `owner`.
pub fn lock(app: &App, purpose: &str, owner: &str, words: &str) -> Result<String, VaultError> {
    let nonce: [u8; NONCE_LEN] = rand::random();
    let mut bytes = words.as_bytes().to_vec();
    key(app, purpose)?
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(owner), &mut bytes)
        .map_err(|_| VaultError)?;
    Ok(URL_SAFE_NO_PAD.encode([nonce.as_slice(), &bytes].concat()))
}

/// The words that [`lock`] was given.
pub fn unlock(app: &App, purpose: &str, owner: &str, locked: &str) -> Result<String, VaultError> {
    let bytes = URL_SAFE_NO_PAD.decode(locked).map_err(|_| VaultError)?;
    let (nonce, sealed) = bytes.split_at_checked(NONCE_LEN).ok_or(VaultError)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| VaultError)?;
    let mut sealed = sealed.to_vec();
    let words = key(app, purpose)?.open_in_place(nonce, Aad::from(owner), &mut sealed).map_err(|_| VaultError)?;
    String::from_utf8(words.to_vec()).map_err(|_| VaultError)
}
