//! Walking over every request once, counting it where it belongs.

use crate::{Period, cell::Cell};
use base::Moment;
use requests::{Nature, Status, Watched};
use std::collections::{BTreeMap, BTreeSet};

/// One cell for each period.
pub type Cells = [Cell; 2];

/// Borough of a request whose place is not known.
pub const NO_PLACE: &str = "-";

/// Everything counted.
#[derive(Debug, Default)]
pub struct Gathered {
    /// Interventions by service, then borough.
    pub interventions: BTreeMap<String, BTreeMap<String, Cells>>,
    /// What was asked and only wanted an answer.
    pub information: Cells,
    /// Comments and complaints.
    pub opinions: Cells,
    pub requests: u64,
    pub day: Day,
}

/// The day before the computation, whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Day {
    pub received: u64,
    /// Completed in the day.
    pub solved: u64,
    /// Open beyond their promise, now.
    pub late: u64,
}

/// What a walk needs to know of time.
#[derive(Debug, Clone, Copy)]
pub struct When {
    pub now: Moment,
    /// First and last instant of the day before.
    pub day: (Moment, Moment),
}

impl Gathered {
    pub fn add(&mut self, request: &Watched, when: &When) {
        self.requests += 1;
        self.add_to_day(request, when);
        let cells = match request.nature {
            Nature::Request => {
                let borough = request.borough.as_deref().unwrap_or(NO_PLACE);
                let boroughs = entry(&mut self.interventions, &request.service_code);
                entry(boroughs, borough)
            }
            Nature::Information => &mut self.information,
            Nature::Comment | Nature::Complaint => &mut self.opinions,
        };
        for (cell, period) in cells.iter_mut().zip(Period::ALL) {
            cell.add(request, period.start(when.now), when.now);
        }
    }

    fn add_to_day(&mut self, request: &Watched, when: &When) {
        let is_in_day = |at: Moment| when.day.0 <= at && at < when.day.1;
        self.day.received += u64::from(is_in_day(request.received_at));
        let is_solved = request.status == Status::Completed && request.closed_at.is_some_and(is_in_day);
        self.day.solved += u64::from(is_solved);
        let is_late = request.closed_at.is_none() && request.due_at.is_some_and(|due_at| due_at < when.now);
        self.day.late += u64::from(is_late && request.status != Status::Merged);
    }

    /// Every borough where something was asked.
    pub fn boroughs(&self) -> BTreeSet<&str> {
        self.interventions.values().flat_map(|boroughs| boroughs.keys().map(String::as_str)).collect()
    }
}

/// The value of `key`, made if missing; the key is copied only then.
fn entry<'a, T: Default>(map: &'a mut BTreeMap<String, T>, key: &str) -> &'a mut T {
    if !map.contains_key(key) {
        map.insert(key.to_owned(), T::default());
    }
    map.entry(key.to_owned()).or_default()
}
