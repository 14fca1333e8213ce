//! Messages that wait for somebody to be sure: held for a while, taken back.

use crate::{message::SEND, store};
use ::store::{StoreError, jobs};
use base::Moment;
use web::Op;

/// Holds what this operation posted about one thing until `until`.
pub async fn hold(op: &mut Op, about: &str, until: Moment) -> Result<(), StoreError> {
    for id in store::list_waiting(op, about, op.now).await? {
        jobs::postpone(&mut op.tx, SEND, &id.to_string(), until).await?;
    }
    Ok(())
}

/// Takes back what was posted about one thing at an instant; answers whether somebody was told already.
pub async fn withdraw(op: &mut Op, about: &str, at: Moment) -> Result<bool, StoreError> {
    let ids = store::list_waiting(op, about, at).await?;
    if !ids.is_empty() {
        store::delete_waiting(op, &ids).await?;
    }
    Ok(store::count_posted(op, about, at).await? > 0)
}
