//! One act done to many requests, one transaction each: it goes on after a fall, tells what it could not do, and can be
//! undone.
//!
//! The selection is written down when the batch begins: what enters it later is left. A request whose act is refused
//! keeps the problem's code, and the others go on. What people are to be told waits [`HELD_MS`]; a batch undone before
//! that writes to nobody. Undone later, it tells those who had been told.

use crate::{
    Audience, Listed, merging,
    messages::{self, News},
    store::{self, Line, batch as rows},
    subrequests,
};
use ::store::StoreError;
use base::{Id, Moment};
use web::{Op, Refusal};

/// The job that does a batch or undoes it; its payload is the id of the batch.
pub const WORK: &str = "requests/batch";
/// Requests of one batch.
pub const MOST: usize = 10_000;
/// What a batch tells people waits so long: ten minutes to change one's mind.
pub const HELD_MS: i64 = 10 * 60_000;
/// After this many days a batch can no longer be undone.
pub const UNDONE_DAYS: i64 = 7;

/// Where a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchState {
    Doing,
    Done,
    Undoing,
    Undone,
}

impl BatchState {
    pub const ALL: [Self; 4] = [Self::Doing, Self::Done, Self::Undoing, Self::Undone];

    pub fn code(self) -> &'static str {
        match self {
            Self::Doing => "doing",
            Self::Done => "done",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }

    /// Whether a worker is at it.
    pub fn is_moving(self) -> bool {
        matches!(self, Self::Doing | Self::Undoing)
    }
}

impl std::str::FromStr for BatchState {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|state| state.code() == word).ok_or_else(|| word.to_owned())
    }
}

/// A batch, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    pub id: Id,
    /// `L-000012`.
    pub reference: String,
    pub staff_id: Id,
    pub staff_name: String,
    /// The act, and what was typed for it, in the words of whoever does it.
    pub act: String,
    pub fields: Vec<(String, String)>,
    /// The selection, as it stands in an address.
    pub filters: String,
    pub state: BatchState,
    pub created_at: Moment,
    pub ended_at: Option<Moment>,
    pub total: i64,
}

impl Batch {
    /// Whether it can still be undone.
    pub fn may_be_undone(&self, now: Moment) -> bool {
        self.state == BatchState::Done && now < self.created_at.plus_days(UNDONE_DAYS)
    }
}

/// How many of its requests stand where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    pub waiting: i64,
    pub done: i64,
    pub refused: i64,
    pub undone: i64,
    /// Not undone: they moved again meanwhile.
    pub kept: i64,
}

/// A request that was refused or kept, and why: number, problem's code.
pub type Problem = (String, String);

/// A batch about to begin.
#[derive(Debug, Clone)]
pub struct NewBatch<'a> {
    pub staff_id: Id,
    pub staff_name: &'a str,
    pub act: &'a str,
    pub fields: Vec<(String, String)>,
    pub filters: &'a str,
    pub requests: Vec<Id>,
}

#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    #[error("there is no request in the selection")]
    Empty,
    #[error("more than {MOST} requests")]
    TooMany,
    #[error("the batch cannot be undone any more")]
    TooLate,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<BatchError> for Refusal {
    fn from(err: BatchError) -> Self {
        match err {
            BatchError::Empty => Self::unprocessable("requests/batch-empty"),
            BatchError::TooMany => Self::unprocessable("requests/batch-too-many"),
            BatchError::TooLate => Self::conflict("requests/batch-too-late"),
            BatchError::Store(err) => err.into(),
        }
    }
}

/// Writes the selection down and books the work.
pub async fn begin(op: &mut Op, mut new: NewBatch<'_>) -> Result<String, BatchError> {
    new.requests.sort_unstable();
    new.requests.dedup();
    match new.requests.len() {
        0 => return Err(BatchError::Empty),
        count if count > MOST => return Err(BatchError::TooMany),
        _ => {}
    }
    let (id, number) = (op.id(), op.tx.next_number("batch").await?);
    let reference = format!("L-{number:06}");
    rows::insert(op, (id, &reference), &new).await?;
    op.post_job(WORK, &id.to_string(), op.now).await?;
    Ok(reference)
}

/// Books the undoing of a batch.
pub async fn undo(op: &mut Op, batch: &Batch) -> Result<(), BatchError> {
    let is_ours =
        batch.may_be_undone(op.now) && rows::save_state(op, batch.id, BatchState::Done, BatchState::Undoing).await?;
    if !is_ours {
        return Err(BatchError::TooLate);
    }
    Ok(op.post_job(WORK, &batch.id.to_string(), op.now).await?)
}

pub async fn find(op: &mut Op, reference: &str) -> Result<Option<Batch>, StoreError> {
    rows::find(op, reference).await
}

pub async fn find_by_id(op: &mut Op, id: Id) -> Result<Option<Batch>, StoreError> {
    rows::find_by_id(op, id).await
}

/// The latest batches, of one person or of everybody.
pub async fn list(op: &mut Op, staff_id: Option<Id>) -> Result<Vec<Batch>, StoreError> {
    rows::list(op, staff_id).await
}

pub async fn progress(op: &mut Op, id: Id) -> Result<Progress, StoreError> {
    rows::progress(op, id).await
}

/// Requests that were refused or kept, and why.
pub async fn problems(op: &mut Op, id: Id) -> Result<Vec<Problem>, StoreError> {
    rows::problems(op, id).await
}

/// Requests of a batch that wait, by number: to be done, or to be undone.
pub async fn waiting(op: &mut Op, batch: &Batch, limit: u32) -> Result<Vec<(Id, String)>, StoreError> {
    let state = if batch.state == BatchState::Undoing { "done" } else { "waiting" };
    rows::waiting(op, batch.id, state, limit).await
}

/// How a request stands, kept so that it can stand so again.
pub async fn snapshot(op: &mut Op, request_id: Id) -> Result<String, StoreError> {
    rows::snapshot(op, request_id).await
}

/// Keeps that the act was done, in the transaction that did it; its messages wait.
pub async fn done(op: &mut Op, batch: &Batch, (id, reference): (Id, &str), before: &str) -> Result<(), StoreError> {
    let after = rows::snapshot(op, id).await?;
    rows::save_done(op, batch.id, id, (before, &after)).await?;
    let line = Line { reason: Some(&batch.reference), ..Line::of("batched", Audience::Staff) };
    store::journal(op, id, &line).await?;
    notifications::hold(op, reference, op.now.plus_ms(HELD_MS)).await
}

/// Keeps why the act was refused.
pub async fn refused(op: &mut Op, batch: &Batch, id: Id, problem: &str) -> Result<(), StoreError> {
    rows::save_problem(op, batch.id, id, ("refused", problem)).await
}

/// Ends a batch that has nothing left to do.
pub async fn end(op: &mut Op, batch: &Batch) -> Result<(), StoreError> {
    let to = if batch.state == BatchState::Undoing { BatchState::Undone } else { BatchState::Done };
    rows::save_state(op, batch.id, batch.state, to).await?;
    Ok(())
}

/// Puts a request back as it was before the batch, unless it moved since.
pub async fn undo_one(op: &mut Op, batch: &Batch, id: Id) -> Result<(), StoreError> {
    let Some((before, after, done_at)) = rows::find_item(op, batch.id, id).await? else { return Ok(()) };
    if rows::snapshot(op, id).await? != after {
        return rows::save_problem(op, batch.id, id, ("kept", "requests/changed")).await;
    }
    if let Some(request) = store::find_by_id(op, id).await?
        && subrequests::is_parent_closed(op, &request).await?
    {
        return rows::save_problem(op, batch.id, id, ("kept", "requests/subrequest-parent-closed")).await;
    }
    let (from, to) = rows::restore(op, id, (&before, &after)).await?;
    let line = Line { reason: Some(&batch.reference), ..Line::of("undone", Audience::Staff) };
    store::journal(op, id, &line).await?;
    rows::save_undone(op, batch.id, id).await?;
    let Some(request) = store::find_by_id(op, id).await? else { return Ok(()) };
    if from != to {
        let line = Line { from: Some(from), to: Some(to), ..Line::of("moved", Audience::Everybody) };
        store::journal(op, id, &line).await?;
        merging::follow_undone(op, &request).await?;
        subrequests::undone(op, &request).await?;
    }
    let was_told = notifications::withdraw(op, &request.reference, done_at).await?;
    if was_told { messages::tell(op, &request, News::Corrected, "").await } else { Ok(()) }
}

/// How many people are written to when these requests have news.
pub async fn readers(op: &mut Op, requests: &[Listed]) -> Result<i64, StoreError> {
    let ids: Vec<Id> = requests.iter().map(|request| request.id).collect();
    rows::count_readers(op, &ids).await
}
