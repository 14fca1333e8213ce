//! What whoever goes on site reads of several requests at once: the last words of their journals, and their photos.

use crate::{
    photos::Photo,
    store::{self, photos as rows},
};
use ::store::StoreError;
use base::{Id, Moment};
use std::collections::HashMap;
use web::Op;

/// The last thing that somebody wrote in the journal of a request, for staff or for us all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastWords {
    pub at: Moment,
    /// Of the act that they came with: `noted`, `detailed`…
    pub act: String,
    pub actor_kind: String,
    pub actor_name: Option<String>,
    pub words: String,
}

/// What goes with each of `request_ids`: their last words, and the number of the last line of their journal.
#[derive(Debug, Default)]
pub struct Around {
    pub words: HashMap<Id, LastWords>,
    /// Grows with each thing that happens to a request.
    pub last_line: HashMap<Id, Id>,
    /// Oldest first.
    pub photos: HashMap<Id, Vec<Photo>>,
}

/// Reads it in three trips, however many there are.
pub async fn around(op: &mut Op, request_ids: &[Id]) -> Result<Around, StoreError> {
    if request_ids.is_empty() {
        return Ok(Around::default());
    }
    let mut photos: HashMap<Id, Vec<Photo>> = HashMap::new();
    for photo in rows::list_of(op, request_ids).await? {
        if let Some(id) = photo.request_id {
            photos.entry(id).or_default().push(photo);
        }
    }
    let words = store::last_words(op, request_ids).await?.into_iter().collect();
    let last_line = store::last_lines(op, request_ids).await?.into_iter().collect();
    Ok(Around { words, last_line, photos })
}
