//! An entry that is not finished: kept as it is typed, so that a closed tab loses nothing.

use crate::store;
use ::store::StoreError;
use base::{Id, Moment};
use web::Op;

/// What is left so long is forgotten: a call does not last a day.
pub const KEPT_MS: i64 = 24 * 3_600_000;
/// Unfinished entries of one person; the oldest give way.
const MOST: u32 = 20;
const LONGEST: usize = 50_000;

/// An unfinished entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub key: String,
    /// Names and values of the form, in order.
    pub fields: Vec<(String, String)>,
    pub saved_at: Moment,
}

/// Keeps an entry in the place of what it was; one that is too long is cut from its longest field on.
pub async fn save_draft(op: &mut Op, staff_id: Id, key: &str, fields: &[(String, String)]) -> Result<(), StoreError> {
    let mut text = serde_json::to_string(fields).unwrap_or_default();
    if text.chars().count() > LONGEST {
        let short: Vec<(String, String)> =
            fields.iter().map(|(name, value)| (name.clone(), value.chars().take(400).collect())).take(80).collect();
        text = serde_json::to_string(&short).unwrap_or_default();
    }
    store::save_draft(op, staff_id, key, &text).await?;
    store::cut_drafts(op, staff_id, MOST).await
}

/// The unfinished entries of somebody, the latest first.
pub async fn drafts(op: &mut Op, staff_id: Id) -> Result<Vec<Draft>, StoreError> {
    store::list_drafts(op, staff_id, None).await
}

pub async fn find_draft(op: &mut Op, staff_id: Id, key: &str) -> Result<Option<Draft>, StoreError> {
    Ok(store::list_drafts(op, staff_id, Some(key)).await?.into_iter().next())
}

pub async fn drop_draft(op: &mut Op, staff_id: Id, key: &str) -> Result<(), StoreError> {
    store::delete_draft(op, staff_id, key).await
}
