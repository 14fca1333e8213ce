//! Pages by key set: the next page starts after the last row seen, so page 10,000 costs what page 1 costs.

use crate::Id;
use std::{fmt, str::FromStr};

/// Place in a list sorted by a number then by identifier, both descending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub key: i64,
    pub id: Id,
}

/// `key.id`, safe in a URL.
impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.key, self.id)
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (key, id) = text.split_once('.').ok_or(())?;
        Ok(Self { key: key.parse().map_err(|_| ())?, id: id.parse().map_err(|_| ())? })
    }
}
