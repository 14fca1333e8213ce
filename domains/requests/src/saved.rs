//! Queues that people keep: filters under a name, for oneself or for one's unit.

use crate::store;
use ::store::StoreError;
use base::Id;
use web::{Op, Refusal};

/// A queue that somebody kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedQueue {
    pub id: Id,
    /// Who keeps it.
    pub staff_id: Id,
    /// The unit that sees it too.
    pub unit: Option<String>,
    pub name: String,
    /// The filters, as they stand in an address.
    pub filters: String,
}

#[derive(Debug, thiserror::Error)]
pub enum SaveQueueError {
    #[error("a name has 1 to {LONGEST_NAME} characters")]
    NameWrong,
    #[error("more than {MOST} queues")]
    TooMany,
    #[error("the filters are too long")]
    FiltersTooLong,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SaveQueueError> for Refusal {
    fn from(err: SaveQueueError) -> Self {
        match err {
            SaveQueueError::NameWrong => Self::unprocessable("requests/queue-name-wrong"),
            SaveQueueError::TooMany => Self::unprocessable("requests/queues-too-many"),
            SaveQueueError::FiltersTooLong => Self::unprocessable("requests/queue-filters-long"),
            SaveQueueError::Store(err) => err.into(),
        }
    }
}

const LONGEST_NAME: usize = 60;
const LONGEST_FILTERS: usize = 1_000;
/// Each is counted while its desk is open.
const MOST: usize = 20;

/// Keeps a queue; one of the same name and the same keeper takes its place.
pub async fn save_queue(
    op: &mut Op,
    staff_id: Id,
    unit: Option<&str>,
    (name, filters): (&str, &str),
) -> Result<Id, SaveQueueError> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = name.chars().count();
    if length == 0 || length > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(SaveQueueError::NameWrong);
    }
    if filters.chars().count() > LONGEST_FILTERS {
        return Err(SaveQueueError::FiltersTooLong);
    }
    let kept = store::list_saved(op, staff_id, &[]).await?;
    if let Some(same) = kept.iter().find(|queue| queue.name == name) {
        store::delete_saved(op, same.id).await?;
    } else if kept.len() >= MOST {
        return Err(SaveQueueError::TooMany);
    }
    let queue = SavedQueue { id: op.id(), staff_id, unit: unit.map(str::to_owned), name, filters: filters.to_owned() };
    store::insert_saved(op, &queue).await?;
    Ok(queue.id)
}

/// The queues of somebody and of their units, in the order they were kept.
pub async fn saved_queues(op: &mut Op, staff_id: Id, units: &[String]) -> Result<Vec<SavedQueue>, StoreError> {
    store::list_saved(op, staff_id, units).await
}

/// Takes a queue away. Only who keeps it may, or whoever answers for the desk.
pub async fn drop_queue(op: &mut Op, id: Id, may: impl Fn(&SavedQueue) -> bool) -> Result<(), Refusal> {
    let queue = store::find_saved(op, id).await?.ok_or(Refusal::not_found("requests/queue-unknown"))?;
    if !may(&queue) {
        return Err(Refusal::not_found("requests/queue-unknown"));
    }
    Ok(store::delete_saved(op, id).await?)
}
