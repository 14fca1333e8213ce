//! What people wrote of what a unit did, for the unit to read: without what would say who they are.
//!
//! See [`base::people`]. A name that stands alone is not known for one: comments are shown to whoever answers for the
//! unit, never to the public.

use crate::{Fixed, store};
use ::store::StoreError;
use base::{Moment, people::without_people};
use web::Op;

/// Fewer comments than this are not shown: whoever knows the requests of the week would know whose they are.
pub const FEWEST: usize = 3;
/// A comment, without its day nor its borough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    pub service_code: String,
    pub fixed: Fixed,
    pub satisfaction: Option<u8>,
    pub words: String,
}

/// Comments on what `unit` did, given on days from `from` up to the day of `to`, which is left out; `limit` at most, in
/// an order that says nothing of when they came. A range of an index that holds answers with a comment alone.
pub async fn comments(
    op: &mut Op,
    unit: &str,
    (from, to): (Moment, Moment),
    limit: u32,
) -> Result<Vec<Comment>, StoreError> {
    let mut found = store::list_comments(op, unit, (from, to), limit).await?;
    for comment in &mut found {
        comment.words = without_people(&comment.words);
    }
    Ok(found)
}
