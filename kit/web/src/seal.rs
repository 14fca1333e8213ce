//! Signed words: links and cookies that only we could have written, and that name what they are for.

use base::Moment;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The secret of the installation.
#[derive(Clone)]
pub struct Seal {
    keyed: Hmac<Sha256>,
}

impl Seal {
    pub fn new(key: [u8; 32]) -> Self {
        // HMAC takes a key of any length: 32 bytes are padded to its block.
        let mut block = [0; 64];
        block[..32].copy_from_slice(&key);
        Self { keyed: Hmac::new(&block.into()) }
    }

    /// A new random secret.
    pub fn random() -> Self {
        Self::new(rand::random())
    }

    fn tag(&self, purpose: &str, words: &str) -> Hmac<Sha256> {
        let mut mac = self.keyed.clone();
        for part in [purpose, words] {
            // The length before each part: no two pairs give the same bytes.
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac
    }

    /// `words` sealed for `purpose` until `expires_at`, in letters that fit a URL.
    pub fn close(&self, purpose: &str, words: &str, expires_at: Moment) -> String {
        let dated = format!("{}.{words}", expires_at.0);
        let tag = self.tag(purpose, &dated).finalize().into_bytes();
        format!("{}.{}", URL_SAFE_NO_PAD.encode(dated), URL_SAFE_NO_PAD.encode(tag))
    }

    /// The words, if we sealed them for this purpose and their time has not passed.
    pub fn open(&self, purpose: &str, sealed: &str, now: Moment) -> Option<String> {
        let (dated, tag) = sealed.split_once('.')?;
        let dated = String::from_utf8(URL_SAFE_NO_PAD.decode(dated).ok()?).ok()?;
        let tag = URL_SAFE_NO_PAD.decode(tag).ok()?;
        self.tag(purpose, &dated).verify_slice(&tag).ok()?;
        let (expires_at, words) = dated.split_once('.')?;
        (now.0 < expires_at.parse().ok()?).then(|| words.to_owned())
    }

    /// A short stable mark of `words`, to compare without keeping them (a phone number in a throttle).
    pub fn mark(&self, purpose: &str, words: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.tag(purpose, words).finalize().into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Moment = Moment(1_795_000_000_000);

    #[test]
    fn only_the_same_purpose_and_time_open_a_seal() {
        let seal = Seal::new([7; 32]);
        let sealed = seal.close("follow", "26-000001", NOON);
        assert_eq!(seal.open("follow", &sealed, NOON.plus_ms(-1)).as_deref(), Some("26-000001"));
        assert_eq!(seal.open("follow", &sealed, NOON), None);
        assert_eq!(seal.open("session", &sealed, NOON.plus_ms(-1)), None);
        assert_eq!(Seal::new([8; 32]).open("follow", &sealed, NOON.plus_ms(-1)), None);
        for cut in 0..sealed.len() {
            assert_eq!(seal.open("follow", &sealed[..cut], NOON.plus_ms(-1)), None);
        }
    }
}
