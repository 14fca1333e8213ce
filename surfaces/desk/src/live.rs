//! Counts of the queues, as they move: each count is worked out once for all the desks that want it, and sent to a desk
//! when it differs from what the desk shows.

use crate::{filter::Filters, queue, rights::Scope};
use axum::{
    extract::FromRequestParts,
    http::request::Parts,
    response::sse::{Event, Sse},
};
use base::Moment;
use futures_util::{Stream, stream};
use identity::{SignedIn, Staff};
use requests::{Counted, count_queue, last_change, saved::saved_queues};
use std::{
    collections::{BTreeMap, HashMap},
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::watch;
use web::{Op, Refusal};

/// Counts stop here: more than this is « beaucoup » for anybody.
pub const MOST: u32 = 1_000;
/// Between two looks of a desk at its counts.
const TICK: Duration = Duration::from_millis(500);
/// The database is asked so often whether anything changed, whatever the number of desks.
const LOOK_MS: i64 = 400;
/// Dates pass by themselves: a count is not believed for longer.
const BELIEVED_MS: i64 = 15_000;
/// A stream ends then, and the browser opens another one: rights and sessions are read again.
const LONGEST_MS: i64 = 60_000;

/// Counts that desks share.
pub struct Counts {
    known: Mutex<Known>,
    ended: watch::Sender<bool>,
}

#[derive(Default)]
struct Known {
    looked_at: i64,
    changed_at: Option<Moment>,
    /// Scope and filters → when it was counted, and how many.
    counts: HashMap<String, (i64, Counted)>,
}

impl Default for Counts {
    fn default() -> Self {
        Self { known: Mutex::default(), ended: watch::channel(false).0 }
    }
}

impl Counts {
    fn known<T>(&self, look: impl FnOnce(&mut Known) -> T) -> T {
        // What a panic left is counts: they are worked out again.
        look(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Ends every stream: the process ends.
    pub fn end(&self) {
        self.ended.send_replace(true);
    }

    /// Forgets the counts when a request changed since they were worked out.
    async fn refresh(&self, op: &mut Op) -> Result<(), Refusal> {
        let now = op.now.0;
        let is_due = self.known(|known| {
            let is_due = !(known.looked_at..known.looked_at + LOOK_MS).contains(&now);
            if is_due {
                known.looked_at = now;
            }
            is_due
        });
        if is_due {
            let changed_at = last_change(op).await?;
            self.known(|known| {
                if known.changed_at != changed_at {
                    known.counts.clear();
                    known.changed_at = changed_at;
                }
            });
        }
        Ok(())
    }

    /// How many requests `filters` show to `staff`, `MOST` at most.
    pub async fn of(&self, op: &mut Op, staff: &Staff, filters: &Filters) -> Result<Counted, Refusal> {
        self.refresh(op).await?;
        let key = key(&Scope::of(&op.part(), staff), staff, filters);
        let now = op.now.0;
        let found = self.known(|known| known.counts.get(&key).copied());
        if let Some((_, count)) = found.filter(|(at, _)| (*at..*at + BELIEVED_MS).contains(&now)) {
            return Ok(count);
        }
        let queue = filters.wanted(op, staff).queue;
        let count = count_queue(op, &queue, MOST).await?;
        self.known(|known| known.counts.insert(key, (now, count)));
        Ok(count)
    }
}

/// Who sees the same requests shares the same counts.
fn key(scope: &Scope, staff: &Staff, filters: &Filters) -> String {
    let is_own = filters.qui == "moi" || !filters.q.is_empty();
    let person = if is_own { staff.id } else { 0 };
    let units = if filters.qui == "unite" { staff.units.join(",") } else { String::new() };
    let filters = Filters { tri: String::new(), apres: String::new(), colonnes: String::new(), ..filters.clone() };
    format!("{}|{person}|{units}|{}", scope.key(), filters.link())
}

/// The counts of a desk, by the name of their place in the page.
async fn counts(op: &mut Op, staff: &Staff) -> Result<BTreeMap<String, String>, Refusal> {
    let (board, view) = (op.part::<Counts>(), op.view());
    let mut counts = BTreeMap::new();
    for (code, preset) in Filters::presets() {
        let count = board.of(op, staff, &preset).await?;
        counts.insert(queue::place(code), queue::written(&view, count));
    }
    for saved in saved_queues(op, staff.id, &staff.units).await? {
        let count = board.of(op, staff, &Filters::read(&saved.filters)).await?;
        counts.insert(format!("file-{}", saved.id), queue::written(&view, count));
    }
    Ok(counts)
}

struct Desk {
    signed_in: SignedIn,
    shown: BTreeMap<String, String>,
    until: Moment,
    ended: watch::Receiver<bool>,
}

impl Desk {
    /// What the desk does not show yet; nothing more once the stream ends.
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        loop {
            let app = self.signed_in.op.app.clone();
            if *self.ended.borrow() || app.now() >= self.until {
                return None;
            }
            let mut op = Op { tx: app.database().read(), lang: self.signed_in.op.lang, ..Op::system(&app) };
            let counts = counts(&mut op, &self.signed_in.staff).await.ok()?;
            drop(op);
            let fresh: BTreeMap<&String, &String> =
                counts.iter().filter(|(code, count)| self.shown.get(*code) != Some(count)).collect();
            if !fresh.is_empty() {
                let event = Event::default().retry(Duration::from_secs(2)).json_data(fresh).ok()?;
                self.shown = counts;
                return Some((Ok(event), self));
            }
            tokio::select! {
                () = tokio::time::sleep(TICK) => {}
                _ = self.ended.changed() => {}
            }
        }
    }
}

/// `GET /poste/en-direct`: the counts, then those that change.
pub async fn stream(signed_in: SignedIn) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let board: Arc<Counts> = signed_in.op.part();
    let until = signed_in.op.now.plus_ms(LONGEST_MS);
    let desk = Desk { shown: BTreeMap::new(), until, ended: board.ended.subscribe(), signed_in };
    Sse::new(stream::unfold(desk, Desk::next))
}

/// The filters of an address; what is not one of them is left.
impl<S: Send + Sync> FromRequestParts<S> for Filters {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::read(parts.uri.query().unwrap_or_default()))
    }
}
