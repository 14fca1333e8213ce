//! Requests that come by the thousand from elsewhere: a published file, a made city.
//!
//! Nobody decides anything here: whoever brings a row says all of it, and the table's own rules hold. What follows
//! from a row (next action, square of the map, numbers that are taken) is computed, never brought.

use crate::{Audience, Channel, Contact, Nature, Reference, Status, merging, store};
use ::store::StoreError;
use base::{Id, Moment, Point, Text};
use catalogue::{Answers, Priority, PublicMap};
use std::{collections::BTreeMap, sync::Arc};
use web::Op;

pub use crate::store::{
    KnownRequest, PublishableRequest,
    flags::{closed_at_once, flag, made_again},
    known, publishable,
};

base::words! {
    /// What the lines of published files say of one another, kept with the request: the measures leave it out or count
    /// it apart.
    Flag { ClosedAtOnce => "closed-at-once", MadeAgain => "made-again" }
}

/// A request to flag, or that bears its flag already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flagged {
    pub id: Id,
    pub import_batch: Option<Id>,
    pub is_new: bool,
}

/// A whole row. Words that many rows share are counted, not copied.
#[derive(Debug, Clone, PartialEq)]
pub struct BulkRequest {
    /// From [`Op::id`], so that rows are kept in the order they come.
    pub id: Id,
    /// A public number as [`Reference`] writes it, or an identity of another form for what never had a number.
    pub reference: Arc<str>,
    pub nature: Nature,
    /// Of the catalogue, or the own name of what it does not hold.
    pub service_code: Arc<str>,
    /// Name in the open data (`ACTI_NOM`), as it came.
    pub category: Arc<str>,
    /// At most [`crate::Description::LONGEST`] characters.
    pub description: Arc<str>,
    pub answers: Answers,
    pub address: Arc<str>,
    pub point: Option<Point>,
    /// Code of the borough.
    pub borough: Option<Arc<str>>,
    pub street_side: Option<Id>,
    pub status: Status,
    pub priority: Priority,
    pub public_map: PublicMap,
    pub unit: Arc<str>,
    pub route_rule: Arc<str>,
    pub route_words: Option<Arc<Text>>,
    pub channel: Channel,
    /// People who asked, in the order of [`Channel::ALL`].
    pub requesters: [u32; 9],
    pub promise: Option<BulkPromise>,
    pub planned_for: Option<Moment>,
    pub received_at: Moment,
    pub updated_at: Moment,
    /// Present exactly when `status` is closed.
    pub closed_at: Option<Moment>,
    /// Whether `closed_at` says when the work ended: only then does the delay count.
    pub is_end_known: bool,
    /// Code of `closing_results.csv`, and what proves it.
    pub outcome: Option<(Arc<str>, Arc<str>)>,
    pub reopen_count: u32,
    pub reopening_asked_at: Option<Moment>,
    /// The request it was merged into.
    pub principal: Option<Id>,
    pub import_batch: Option<Id>,
}

/// What was promised when it was received.
#[derive(Debug, Clone, PartialEq)]
pub struct BulkPromise {
    pub words: Arc<Text>,
    pub version: Arc<str>,
    /// 0 to 1.
    pub share: f64,
    pub due_at: Option<Moment>,
}

/// A line of the journal of a request that was brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkEvent {
    pub request_id: Id,
    pub at: Moment,
    /// `resident`, `staff`, `client` or `system`.
    pub actor_kind: &'static str,
    pub actor_name: Option<Arc<str>>,
    /// `received`, `moved`, `assigned`…: the words of the journal.
    pub act: &'static str,
    pub from: Option<Status>,
    pub to: Option<Status>,
    pub reason: Option<Arc<str>>,
    pub unit: Option<Arc<str>>,
    /// The unit it left.
    pub from_unit: Option<Arc<str>>,
    pub audience: Audience,
}

/// A person who asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkRequester {
    /// From [`Op::id`].
    pub id: Id,
    pub request_id: Id,
    pub channel: Channel,
    pub contact: Contact,
    pub at: Moment,
}

/// Inserts rows whose numbers are new; a number that is taken is an error, and nothing is kept.
pub async fn insert(op: &mut Op, requests: &[BulkRequest]) -> Result<(), StoreError> {
    store::insert_bulk(op, requests, "").await?;
    skip_numbers(op, requests).await
}

/// Inserts the rows whose numbers are new, leaves the others; answers how many were inserted.
pub async fn insert_unknown(op: &mut Op, requests: &[BulkRequest]) -> Result<u64, StoreError> {
    let inserted = store::insert_bulk(op, requests, " on conflict (reference) do nothing").await?;
    skip_numbers(op, requests).await?;
    Ok(inserted)
}

/// Lines of the journal, oldest first.
pub async fn insert_events(op: &mut Op, events: &[BulkEvent]) -> Result<(), StoreError> {
    store::insert_bulk_events(op, events).await
}

/// The people who asked.
pub async fn insert_requesters(op: &mut Op, requesters: &[BulkRequester]) -> Result<(), StoreError> {
    store::insert_bulk_requesters(op, requesters).await
}

/// Brings a known request to a later state, and journals the move. Answers whether it was older.
pub async fn renew(op: &mut Op, known: &KnownRequest, request: &BulkRequest) -> Result<bool, StoreError> {
    if !store::save_bulk(op, known.id, request).await? {
        return Ok(false);
    }
    let moved = BulkEvent {
        request_id: known.id,
        at: request.updated_at,
        actor_kind: op.actor.kind(),
        actor_name: None,
        act: "moved",
        from: Some(known.status),
        to: Some(request.status),
        reason: None,
        unit: None,
        from_unit: None,
        audience: Audience::Everybody,
    };
    store::insert_bulk_events(op, &[moved]).await?;
    if known.gathers {
        merging::follow_file(op, known.id).await?;
    }
    Ok(true)
}

/// The numbers that were brought are not given again.
async fn skip_numbers(op: &mut Op, requests: &[BulkRequest]) -> Result<(), StoreError> {
    let mut highest: BTreeMap<u8, u32> = BTreeMap::new();
    for reference in requests.iter().filter_map(|request| request.reference.parse::<Reference>().ok()) {
        let rank = highest.entry(reference.year).or_default();
        *rank = reference.rank.max(*rank);
    }
    for (year, rank) in highest {
        op.tx.skip_numbers(&crate::intake::series(year), rank.into()).await?;
    }
    Ok(())
}
