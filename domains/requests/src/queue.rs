//! Queues of the desk: what a row of a list shows, and in which order rows come.

use crate::{
    Filter, Status,
    search::{Facet, facet},
};
use ::store::words::AnyOf;
use base::{Cursor, Id, Moment, Point};

/// Conditions that all hold. `filter` holds the shared ones; the others are of the desk.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Queue {
    pub filter: Filter,
    /// Promised from this instant, and before that one.
    pub due: (Option<Moment>, Option<Moment>),
    /// Closed from this instant, and before that one.
    pub closed: (Option<Moment>, Option<Moment>),
    /// Opened again so many times or more, however it stands now; 0 asks nothing.
    pub reopened: u32,
    /// Nobody has taken it.
    pub is_free: bool,
    pub boroughs: Vec<String>,
    pub priorities: Vec<String>,
    /// The accountable unit says that it is not its to do.
    pub is_misrouted: bool,
    /// An older request may be the same problem: somebody must judge.
    pub has_twin: bool,
    /// Words that they hold, each in one of its forms: see [`crate::search::terms`].
    pub terms: Vec<AnyOf>,
}

impl Queue {
    /// Whether the search knows all of its conditions: what it finds need not be looked at again to be counted.
    pub(crate) fn is_of_words(&self) -> bool {
        let known = Filter {
            is_open: self.filter.is_open,
            units: self.filter.units.clone(),
            services: self.filter.services.clone(),
            statuses: self.filter.statuses.clone(),
            ..Filter::default()
        };
        *self == Self { filter: known, boroughs: self.boroughs.clone(), terms: self.terms.clone(), ..Self::default() }
    }

    /// The orders in which its requests can be read without sorting more than a few of them, the usual one first: see
    /// docs/desk.md.
    pub fn orders(&self) -> &'static [QueueOrder] {
        use QueueOrder::{Asked, Due, FarthestDue, Moved, Newest, Oldest, Still};
        if self.terms.is_empty() && self.filter.wants_reopening {
            return &[Asked, Newest, Oldest];
        }
        let is_open = self.filter.is_open == Some(true);
        if self.terms.is_empty() && is_open {
            &[Due, FarthestDue, Newest, Oldest, Moved, Still]
        } else {
            &[Newest, Oldest]
        }
    }

    /// Whether it holds few requests by its nature, which an index of their own knows.
    pub(crate) fn is_short(&self) -> bool {
        let is_held = self.filter.is_open == Some(true) && !self.filter.assignees.is_empty();
        is_held || self.is_misrouted || self.has_twin || self.filter.wants_reopening
    }

    /// Its words, and what of its conditions the search knows.
    pub(crate) fn all_terms(&self) -> Vec<AnyOf> {
        let filter = &self.filter;
        let statuses: Vec<String> = filter.statuses.iter().map(|status| status.code().to_owned()).collect();
        let open: Vec<String> =
            filter.is_open.iter().map(|is_open| if *is_open { "1" } else { "0" }.to_owned()).collect();
        let facets = [
            facet(Facet::Open, &open),
            facet(Facet::Unit, &filter.units),
            facet(Facet::Borough, &self.boroughs),
            facet(Facet::Service, &filter.services),
            facet(Facet::Status, &statuses),
        ];
        self.terms.iter().cloned().chain(facets.into_iter().flatten()).collect()
    }
}

/// How many requests a queue holds, as far as they were counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    pub count: i64,
    /// There may be more: as many were found as anybody counts, or the conditions were checked on the newest alone.
    pub is_cut: bool,
}

/// In which order rows come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum QueueOrder {
    /// The most pressing first; without a promised date, last.
    #[default]
    Due,
    /// The date that is farthest first; without a promised date, last here too.
    FarthestDue,
    Newest,
    Oldest,
    /// What moved last first.
    Moved,
    /// What has not moved for the longest time first.
    Still,
    /// Reopening asked for the longest time.
    Asked,
}

/// A row of a queue, and nothing more of the request.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub id: Id,
    pub reference: String,
    pub service_code: String,
    pub address: String,
    pub status: Status,
    pub priority: String,
    pub unit: String,
    /// Name of who took it.
    pub assignee: Option<String>,
    pub due_at: Option<Moment>,
    pub received_at: Moment,
    pub updated_at: Moment,
    pub closed_at: Option<Moment>,
    pub reopening_asked_at: Option<Moment>,
    pub borough: Option<String>,
    /// Codes of the channel and of the nature.
    pub channel: String,
    pub nature: String,
    /// The true place.
    pub point: Option<Point>,
    pub(crate) due_key: i64,
    /// Whether it is a sub-request.
    pub is_subrequest: bool,
}

impl Listed {
    /// Where the page after this row begins.
    pub fn cursor(&self, order: QueueOrder) -> Cursor {
        let key = match order {
            QueueOrder::Due | QueueOrder::FarthestDue => self.due_key,
            QueueOrder::Newest | QueueOrder::Oldest => self.received_at.0,
            QueueOrder::Moved | QueueOrder::Still => self.updated_at.0,
            QueueOrder::Asked => self.reopening_asked_at.map_or(0, |at| at.0),
        };
        Cursor { key, id: self.id }
    }

    /// Whether its own promise runs: that of a merged request is the promise of the one it follows.
    fn is_timed(&self) -> bool {
        self.closed_at.is_none() && self.status != Status::Merged
    }

    pub fn is_late(&self, now: Moment) -> bool {
        self.is_timed() && self.due_at.is_some_and(|due_at| due_at < now)
    }

    /// Whether less than a day is left.
    pub fn is_at_risk(&self, now: Moment) -> bool {
        self.is_timed() && self.due_at.is_some_and(|due_at| now <= due_at && due_at < now.plus_days(1))
    }
}
