//! Reading contacts again: two people, each without the other, never one's own; and notes to the person who answered.

use crate::{Grid, store};
use ::store::StoreError;
use base::{Id, Moment};
use web::{Actor, Op, Refusal};

/// Longest note, in characters.
pub const LONGEST_WORDS: usize = 2_000;
/// Contacts of a list.
const LISTED: u32 = 200;

/// A contact that was drawn, with what was read of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub id: Id,
    pub draw_id: Id,
    pub interaction_id: Id,
    /// Who answered.
    pub staff_id: Id,
    pub service_code: String,
    pub drawn_at: Moment,
    /// Two at most, the first one first.
    pub reviews: Vec<Review>,
    /// Oldest first.
    pub notes: Vec<Note>,
}

/// One reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    pub reviewer_id: Id,
    pub reviewer_name: String,
    pub grid: Grid,
    pub done_at: Moment,
}

/// Words between those who read a contact and the person who answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub author_id: Id,
    pub author_name: String,
    pub words: String,
    pub at: Moment,
}

impl Contact {
    /// What `reviewer` answered.
    pub fn by(&self, reviewer: Id) -> Option<&Review> {
        self.reviews.iter().find(|review| review.reviewer_id == reviewer)
    }

    pub fn is_read(&self) -> bool {
        self.reviews.len() >= 2
    }

    /// Whether `reviewer` may still read it: not their own, not twice, and not a third time.
    pub fn awaits(&self, reviewer: Id) -> bool {
        self.staff_id != reviewer && !self.is_read() && self.by(reviewer).is_none()
    }

    /// Whether `reader` sees what others answered and wrote: they read it themselves, or nobody will any more.
    pub fn is_open_to(&self, reader: Id) -> bool {
        self.is_read() || self.by(reader).is_some()
    }
}

#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    #[error("nobody reads their own contact again")]
    Own,
    #[error("it was read twice already, or by the same person")]
    Done,
    #[error("nothing was written")]
    WordsMissing,
    #[error("the words are too long")]
    WordsLong,
    #[error("notes are for who read the contact, and for who answered it")]
    NotYours,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ReviewError {
    /// Problem code, whose sentence is in the texts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Own => "quality/own",
            Self::Done => "quality/done",
            Self::WordsMissing => "quality/words-missing",
            Self::WordsLong => "quality/words-long",
            Self::NotYours => "quality/not-yours",
            Self::Store(_) => "web/internal",
        }
    }
}

impl From<ReviewError> for Refusal {
    fn from(err: ReviewError) -> Self {
        let code = err.code();
        match err {
            ReviewError::Own | ReviewError::NotYours => Self::forbidden(code),
            ReviewError::Done => Self::conflict(code),
            ReviewError::WordsMissing | ReviewError::WordsLong => Self::unprocessable(code),
            ReviewError::Store(err) => err.into(),
        }
    }
}

/// Who acts: only members of staff read and write here.
fn person(op: &Op) -> Result<(Id, String), ReviewError> {
    match &op.actor {
        Actor::Staff { id, name } => Ok((*id, name.clone())),
        Actor::Resident | Actor::Client(_) | Actor::System => Err(ReviewError::NotYours),
    }
}

/// A contact of this number.
pub async fn find(op: &mut Op, id: Id) -> Result<Option<Contact>, StoreError> {
    Ok(store::list_contacts(op, store::Wanted::One(id), 1).await?.into_iter().next())
}

/// The contacts of a draw, in the order they were drawn.
pub async fn of_draw(op: &mut Op, draw_id: Id) -> Result<Vec<Contact>, StoreError> {
    store::list_contacts(op, store::Wanted::Draw(draw_id), LISTED).await
}

/// The contacts of `staff` that wait for `reviewer`, the longest first.
pub async fn to_review(op: &mut Op, staff: &[Id], reviewer: Id) -> Result<Vec<Contact>, StoreError> {
    let mut found = store::list_contacts(op, store::Wanted::Waiting(staff, reviewer), LISTED).await?;
    found.retain(|contact| contact.awaits(reviewer));
    Ok(found)
}

/// The contacts of somebody that were read twice or have a note for them, the latest first.
pub async fn contacts_of(op: &mut Op, staff_id: Id) -> Result<Vec<Contact>, StoreError> {
    let mut found = store::list_contacts(op, store::Wanted::Person(staff_id), LISTED).await?;
    found.retain(|contact| contact.is_read() || !contact.notes.is_empty());
    Ok(found)
}

fn words(text: &str) -> Result<&str, ReviewError> {
    match text.trim() {
        "" => Err(ReviewError::WordsMissing),
        text if text.chars().count() > LONGEST_WORDS => Err(ReviewError::WordsLong),
        text => Ok(text),
    }
}

/// Keeps a reading, with the note that goes with it when there is one. The table refuses a third one, and a second one
/// of the same person, whoever is faster.
pub async fn review(op: &mut Op, contact: &Contact, grid: Grid, note_words: &str) -> Result<(), ReviewError> {
    let (id, name) = person(op)?;
    if contact.staff_id == id {
        return Err(ReviewError::Own);
    }
    if !contact.awaits(id) {
        return Err(ReviewError::Done);
    }
    let text = if note_words.trim().is_empty() { None } else { Some(words(note_words)?) };
    let review = Review { reviewer_id: id, reviewer_name: name.clone(), grid, done_at: op.now };
    match store::insert_review(op, contact.id, &review).await {
        Ok(true) => {}
        Ok(false) => return Err(ReviewError::Done),
        Err(err) if err.is_unique_violation() => return Err(ReviewError::Done),
        Err(err) => return Err(err.into()),
    }
    if let Some(text) = text {
        store::insert_note(op, contact.id, (id, &name), text).await?;
    }
    Ok(())
}

/// Adds a note: of somebody who read the contact, or of the person who answered it, who is answering one.
pub async fn note(op: &mut Op, contact: &Contact, text: &str) -> Result<(), ReviewError> {
    let (id, name) = person(op)?;
    let text = words(text)?;
    let is_reader = contact.by(id).is_some();
    let is_answering = contact.staff_id == id && (contact.is_read() || !contact.notes.is_empty());
    if !is_reader && !is_answering {
        return Err(ReviewError::NotYours);
    }
    Ok(store::insert_note(op, contact.id, (id, &name), text).await?)
}
