//! Keys of other systems: made once, known by their fingerprint, used so often a day.

use crate::{call::Endpoint, store};
use ::store::{Database, StoreError, Tx};
use base::{Id, Moment};
use requests::Channel;
use sha2::{Digest, Sha256};
use std::{collections::HashMap, fmt::Write};
use tokio::sync::Mutex;

/// A key, without the key itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    pub id: Id,
    pub name: String,
    pub hash: String,
    /// How its users are counted to have reached the city.
    pub channel: Channel,
    /// Whether it opens the test endpoint alone.
    pub is_test: bool,
    /// Uses a day.
    pub quota: i64,
    /// A day, and how many uses of it are taken.
    pub used: (i64, i64),
    pub created_at: Moment,
    pub revoked_at: Option<Moment>,
}

/// What one decides of a new key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewKey<'a> {
    pub name: &'a str,
    pub channel: Channel,
    pub is_test: bool,
    pub quota: i64,
}

/// Uses a day, when nobody says otherwise.
pub const USUAL_QUOTA: i64 = 10_000;

/// The key as it is given to its owner, from 32 bytes of chance.
pub fn written(chance: [u8; 32]) -> String {
    format!("r311_{}", hexadecimal(&chance))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// What is kept of a key. It is long and random: a plain fingerprint cannot be turned back.
pub fn fingerprint(key: &str) -> String {
    hexadecimal(&Sha256::digest(key.as_bytes()))
}

/// Keeps a new key; `is_unique_violation` of the error says that its name is taken.
pub async fn add(tx: &mut Tx, id: Id, new: &NewKey<'_>, key: &str, now: Moment) -> Result<(), StoreError> {
    store::insert_key(tx, id, new, &fingerprint(key), now).await
}

/// Every key, oldest first.
pub async fn list(tx: &mut Tx) -> Result<Vec<Key>, StoreError> {
    store::list_keys(tx).await
}

/// Ends a key; answers whether one of this name was in use.
pub async fn revoke(tx: &mut Tx, name: &str, now: Moment) -> Result<bool, StoreError> {
    store::revoke_key(tx, name, now).await
}

/// A day of quotas: the local date as a number, 20261118.
pub fn day_of(now: Moment, zone: &jiff::tz::TimeZone) -> i64 {
    let day = now.day(zone);
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

/// Until quotas begin again.
pub fn seconds_to_midnight(now: Moment, zone: &jiff::tz::TimeZone) -> i64 {
    let midnight = now.in_zone(zone).tomorrow().and_then(|day| day.start_of_day());
    midnight.map_or(3_600, |midnight| (Moment::from(midnight.timestamp()).0 - now.0).max(0) / 1_000 + 1)
}

/// Why a key does not open.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("no key was given")]
    Missing,
    #[error("the key is unknown, revoked, or for tests only")]
    Wrong,
    #[error("the quota of the day is used")]
    Spent,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A key revoked elsewhere opens at most this much longer.
const FRESH_MS: i64 = 5_000;
/// Uses taken from the table at once.
const LARGEST_SHARE: i64 = 64;

/// The keys as this process knows them, and the uses it has taken from the table beforehand: a call costs no
/// statement, and all processes together never exceed a quota. What is taken and unused when a process ends is lost,
/// a fiftieth of the quota at most.
#[derive(Default)]
pub struct Keyring {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    read_at: Option<Moment>,
    keys: HashMap<String, Key>,
    shares: HashMap<Id, Share>,
}

/// Uses of a day that this process may give.
#[derive(Clone, Copy)]
struct Share {
    day: i64,
    left: i64,
    /// The quota that was found used up.
    spent: Option<i64>,
}

impl Keyring {
    /// The key that opens `endpoint`, counted as used once.
    pub(crate) async fn admit(
        &self,
        database: &Database,
        written: &str,
        endpoint: Endpoint,
        (now, day): (Moment, i64),
    ) -> Result<Key, KeyError> {
        if written.is_empty() {
            return Err(KeyError::Missing);
        }
        let mut known = self.known.lock().await;
        known.refresh(database, now).await?;
        let key = known.keys.get(&fingerprint(written)).cloned().ok_or(KeyError::Wrong)?;
        if key.is_test && endpoint == Endpoint::Production {
            return Err(KeyError::Wrong);
        }
        known.count(database, &key, day).await?;
        Ok(key)
    }
}

impl Known {
    async fn refresh(&mut self, database: &Database, now: Moment) -> Result<(), StoreError> {
        if self.read_at.is_some_and(|read_at| (read_at..read_at.plus_ms(FRESH_MS)).contains(&now)) {
            return Ok(());
        }
        let keys = store::list_keys(&mut database.read()).await?;
        let open = keys.into_iter().filter(|key| key.revoked_at.is_none());
        self.keys = open.map(|key| (key.hash.clone(), key)).collect();
        self.read_at = Some(now);
        Ok(())
    }

    async fn count(&mut self, database: &Database, key: &Key, day: i64) -> Result<(), KeyError> {
        let share = self.shares.entry(key.id).or_insert(Share { day, left: 0, spent: None });
        if share.day != day {
            *share = Share { day, left: 0, spent: None };
        }
        if share.spent == Some(key.quota) {
            return Err(KeyError::Spent);
        }
        if share.left == 0 {
            share.left = take(database, key, day).await?;
        }
        if share.left == 0 {
            share.spent = Some(key.quota);
            return Err(KeyError::Spent);
        }
        share.left -= 1;
        Ok(())
    }
}

/// Takes some uses from the table, one when no more are left; answers how many.
async fn take(database: &Database, key: &Key, day: i64) -> Result<i64, StoreError> {
    let wanted = (key.quota / 50).clamp(1, LARGEST_SHARE);
    for count in [wanted, 1] {
        let mut tx = database.write();
        let is_taken = store::take_uses(&mut tx, key.id, day, count).await?;
        tx.commit().await?;
        if is_taken {
            return Ok(count);
        }
    }
    Ok(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_long_and_only_its_fingerprint_is_kept() {
        let key = written([7; 32]);
        assert_eq!(key.len(), 69);
        assert_eq!(fingerprint(&key).len(), 64);
        assert!(!fingerprint(&key).contains(&key[5..]));
    }
}
