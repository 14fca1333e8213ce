//! The journal of a request, line by line, in the words of the desk.

use crate::queue;
use base::Moment;
use requests::{Event, telling};
use web::{Op, View};

/// A step of the journal.
pub struct Step {
    pub at: Moment,
    pub what: String,
    pub who: String,
    pub note: String,
    /// Read by staff alone.
    pub is_internal: bool,
}

/// A line of the journal in words.
pub fn step(op: &Op, view: &View, event: Event) -> Step {
    let status = event.to_status.as_deref().filter(|_| event.act == "moved").and_then(|code| code.parse().ok());
    let mut what = match status {
        Some(status) => queue::label(op, view, status),
        None => view.t(&format!("requests-act-{}", event.act)),
    };
    if let Some(unit) = &event.unit {
        what = format!("{what} : {}", telling::unit_name(op, unit, view.lang));
    }
    Step {
        is_internal: event.is_internal(),
        at: Moment(event.at),
        what,
        who: event.actor_name.unwrap_or_else(|| view.t(&format!("desk-actor-{}", event.actor_kind))),
        note: event.reason.unwrap_or_default(),
    }
}
