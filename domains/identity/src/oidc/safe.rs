//! Tokens of the provider are kept sealed: whoever copies the database cannot use them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use web::Seal;

/// A key of this purpose alone, drawn from the secret of the installation.
fn key(seal: &Seal) -> Option<LessSafeKey> {
    let bytes = URL_SAFE_NO_PAD.decode(seal.mark("oidc-refresh", "key")).ok()?;
    Some(LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, &bytes).ok()?))
}

/// `token` sealed for `owner`: elsewhere it does not open. Nothing is kept of an empty one.
pub(super) fn close(seal: &Seal, owner: i64, token: &str) -> String {
    let nonce: [u8; NONCE_LEN] = rand::random();
    let mut bytes = token.as_bytes().to_vec();
    let aad = Aad::from(owner.to_be_bytes());
    let sealed =
        key(seal).map(|key| key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut bytes));
    if token.is_empty() || !matches!(sealed, Some(Ok(()))) {
        return String::new();
    }
    URL_SAFE_NO_PAD.encode([nonce.as_slice(), &bytes].concat())
}

/// The token, if it was sealed here for `owner`.
pub(super) fn open(seal: &Seal, owner: i64, sealed: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let (nonce, rest) = bytes.split_first_chunk::<NONCE_LEN>()?;
    let mut rest = rest.to_vec();
    let aad = Aad::from(owner.to_be_bytes());
    let opened = key(seal)?.open_in_place(Nonce::assume_unique_for_key(*nonce), aad, &mut rest).ok()?;
    String::from_utf8(opened.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_here_for_its_owner_and_nowhere_else() {
        let seal = Seal::new([7; 32]);
        let sealed = close(&seal, 1, "jeton");
        assert!(!sealed.contains("jeton") && sealed != close(&seal, 1, "jeton"));
        assert_eq!(open(&seal, 1, &sealed).as_deref(), Some("jeton"));
        assert_eq!(open(&seal, 2, &sealed), None);
        assert_eq!(open(&Seal::new([8; 32]), 1, &sealed), None);
        assert_eq!((close(&seal, 1, ""), open(&seal, 1, "")), (String::new(), None));
        for cut in 0..sealed.len() {
            assert_eq!(open(&seal, 1, &sealed[..cut]), None);
        }
    }
}
