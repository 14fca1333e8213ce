//! Which requests one wants to see.

use crate::{Channel, Nature, Status};
use base::{Id, Moment};

/// Conditions that all hold; an empty list or `None` asks nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    pub references: Vec<String>,
    pub services: Vec<String>,
    pub units: Vec<String>,
    pub boroughs: Vec<String>,
    pub statuses: Vec<Status>,
    pub is_open: Option<bool>,
    pub nature: Option<Nature>,
    pub channel: Option<Channel>,
    /// Taken by one of them.
    pub assignees: Vec<Id>,
    /// First and last instant of reception.
    pub received: (Option<Moment>, Option<Moment>),
    pub updated: (Option<Moment>, Option<Moment>),
    /// Promised before this instant, and still open.
    pub due_before: Option<Moment>,
    pub wants_reopening: bool,
    /// Only what the public map shows.
    pub is_shown: bool,
    /// A number, or words of the address.
    pub words: Option<String>,
    /// Degrees: south, west, north, east.
    pub bounds: Option<[f64; 4]>,
}

/// In which order they come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Newest,
    Oldest,
}
