//! The versions of the city: who made each, why, and from when it is in force.

use base::{Id, Moment};
use std::str::FromStr;

/// How a version came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A folder, by the command line.
    Loaded,
    /// A draft of these pages.
    Published,
    /// An older version, put back.
    Restored,
}

impl Act {
    const ALL: [Self; 3] = [Self::Loaded, Self::Published, Self::Restored];

    pub fn code(self) -> &'static str {
        match self {
            Self::Loaded => "loaded",
            Self::Published => "published",
            Self::Restored => "restored",
        }
    }
}

impl FromStr for Act {
    type Err = String;

    fn from_str(code: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|act| act.code() == code).ok_or_else(|| format!("`{code}` is not an act"))
    }
}

/// How a version is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Making<'a> {
    pub act: Act,
    /// Name of who makes it; empty for whoever holds the server.
    pub by: &'a str,
    pub why: &'a str,
    /// Not before now: what was promised under an earlier version stays as it was.
    pub in_force_at: Moment,
    /// The version whose files it began on.
    pub from: Option<Id>,
}

/// A version of the city. Its files never change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// 1 for the first.
    pub id: Id,
    pub digest: String,
    pub loaded_at: Moment,
    pub in_force_at: Moment,
    pub act: Act,
    pub by: String,
    pub why: String,
    pub from: Option<Id>,
    /// A version to come that was given up: when, by whom.
    pub given_up: Option<(Moment, String)>,
}

impl Version {
    /// Whether it was meant to be in force at `now`, or earlier. One that was made to be in force at once is, whatever
    /// the clock of another machine says.
    pub fn is_due(&self, now: Moment) -> bool {
        self.given_up.is_none() && (self.in_force_at <= now || self.in_force_at <= self.loaded_at)
    }
}
