//! What is counted of contacts, and which of them there are to draw from. Nobody who called is in it.

use crate::{Asked, Interaction, store};
use ::store::StoreError;
use base::{Id, Moment};
use web::Op;

/// Whoever calls again within this time had not been helped, or not wholly.
pub const SAME_MATTER_MS: i64 = 7 * 86_400_000;

/// How contacts ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resolution {
    /// Those that ended, but for those that were cut: nobody could settle them.
    pub ended: u64,
    /// Settled while the person was there, as who answered says.
    pub settled: u64,
}

/// How the contacts of `staff` that began between two instants ended.
pub async fn resolution(op: &mut Op, staff: &[Id], (from, to): (Moment, Moment)) -> Result<Resolution, StoreError> {
    store::count_settled(op, staff, (from, to)).await
}

/// Of the contacts of `staff` that were settled, of callers whose number was shown: how many there were, and after how
/// many the same number called again within [`SAME_MATTER_MS`]. What began after `to` must have had that time.
pub async fn came_back(op: &mut Op, staff: &[Id], (from, to): (Moment, Moment)) -> Result<(u64, u64), StoreError> {
    store::count_came_back(op, staff, (from, to)).await
}

/// A contact to draw from: who answered, about which service (empty when about none).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Drawable {
    pub id: Id,
    pub staff_id: Id,
    pub service_code: String,
}

/// The contacts of `staff` that began between two instants and ended otherwise than cut, once for each service that was
/// asked about.
pub async fn drawable(op: &mut Op, staff: &[Id], (from, to): (Moment, Moment)) -> Result<Vec<Drawable>, StoreError> {
    store::list_drawable(op, staff, (from, to)).await
}

/// A contact and what was asked in it.
pub async fn find_contact(op: &mut Op, id: Id) -> Result<Option<(Interaction, Vec<Asked>)>, StoreError> {
    match store::find_by_id(op, id).await? {
        Some(found) => {
            let asked = store::list_intents(op, found.id).await?;
            Ok(Some((found, asked)))
        }
        None => Ok(None),
    }
}
