//! Keys of the telephone systems that send intervals: made once, known by their fingerprint.

use crate::store;
use ::store::{StoreError, Tx};
use base::{Id, Moment};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// A key, without the key itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    pub name: String,
    pub created_at: Moment,
    pub revoked_at: Option<Moment>,
}

/// The key as it is given to its owner, from 32 bytes of chance.
pub fn written(chance: [u8; 32]) -> String {
    format!("tel_{}", hexadecimal(&chance))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// What is kept of a key. It is long and random: a plain fingerprint cannot be turned back.
fn fingerprint(key: &str) -> String {
    hexadecimal(&Sha256::digest(key.as_bytes()))
}

/// Keeps a new key; `is_unique_violation` of the error says that its name is taken.
pub async fn add(tx: &mut Tx, id: Id, name: &str, key: &str, now: Moment) -> Result<(), StoreError> {
    store::insert_key(tx, id, name, &fingerprint(key), now).await
}

/// Every key, oldest first.
pub async fn list(tx: &mut Tx) -> Result<Vec<Key>, StoreError> {
    store::list_keys(tx).await
}

/// Ends a key; answers whether one of this name was in use.
pub async fn revoke(tx: &mut Tx, name: &str, now: Moment) -> Result<bool, StoreError> {
    store::revoke_key(tx, name, now).await
}

/// The name of a key that is in use.
pub async fn find(tx: &mut Tx, key: &str) -> Result<Option<String>, StoreError> {
    store::find_key(tx, &fingerprint(key)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_long_and_its_fingerprint_says_nothing_of_it() {
        let key = written([7; 32]);
        assert_eq!(key.len(), 68);
        assert!(!fingerprint(&key).contains(&key[4..]));
    }
}
