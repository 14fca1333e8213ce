//! Papers that staff join to a request: a letter, an e-mail, a spreadsheet. They are kept as they came, read by staff
//! and, when whoever joined one says so, by the person who made the request.
//!
//! Whoever receives one first puts it on the shelf ([`shelve`]: slow, before any statement), then keeps its row
//! ([`add`]). A file without a row is swept with the pictures that have none ([`crate::photos::sweep`]).

mod kind;
mod naming;
#[cfg(test)]
pub(crate) mod stories;

pub use kind::Kind;

use crate::{
    Audience, Request,
    photos::{Shelf, forget_files, new_name},
    store::{self, Line, attachments as rows},
};
use ::object_store::Error as ObjectError;
use ::store::StoreError;
use base::{Id, Moment};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kind::KindError;
use sha2::{Digest, Sha256};
use web::{App, Op, Refusal, View};

/// A file is never larger, in bytes.
pub const LARGEST: usize = 10 * 1024 * 1024;
/// Files that one request may gather over its life.
pub const MOST: usize = 20;
/// Longest title, and longest name of a file, in characters.
pub const LONGEST: usize = 120;

/// A paper of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    pub id: Id,
    pub request_id: Id,
    /// 128 random bits, in letters that fit an address.
    pub name: String,
    /// As it is shown and given back: no folder, no sign that hides another, an ending that says what it is.
    pub file_name: String,
    pub title: String,
    pub kind: Kind,
    pub size_bytes: i64,
    /// Staff, or also who made the request; never everybody.
    pub audience: Audience,
    /// The member of staff who joined it.
    pub actor_id: Option<Id>,
    pub actor_kind: String,
    pub actor_name: Option<String>,
    pub at: Moment,
}

impl Attachment {
    /// Kind and size, as a page says them: `PDF, 12 ko`.
    pub fn in_words(&self, view: &View) -> String {
        let kb = (self.size_bytes + 1_023).div_euclid(1_024);
        let size = match kb {
            0..1_024 => view.t1("requests-attachment-kb", "size", view.integer(kb)),
            _ => view.t1("requests-attachment-mb", "size", view.decimal(kb as f64 / 1_024.0)),
        };
        format!("{}, {size}", view.t(&format!("requests-kind-{}", self.kind.code())))
    }
}

/// A file on the shelf that has no row yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelved {
    pub(crate) name: String,
    pub(crate) file_name: String,
    pub(crate) kind: Kind,
    pub(crate) size_bytes: usize,
    /// Mark of what was sent: the same file twice is one.
    pub(crate) digest: String,
    pub(crate) at: Moment,
}

#[derive(Debug, thiserror::Error)]
pub enum AttachmentError {
    #[error("the file is empty")]
    Empty,
    #[error("the file is larger than 10 MB")]
    TooLarge,
    #[error("files like this one are not taken")]
    KindRefused,
    #[error("the document holds macros")]
    Macros,
    #[error("the request has {MOST} files already")]
    TooMany,
    #[error("the title has more than {LONGEST} characters")]
    TitleTooLong,
    #[error("there is no such file")]
    Unknown,
    #[error("the shelf of files")]
    Shelf(#[from] ObjectError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AttachmentError {
    /// Problem code, whose sentence is in the texts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "requests/attachment-empty",
            Self::TooLarge => "requests/attachment-too-large",
            Self::KindRefused => "requests/attachment-kind",
            Self::Macros => "requests/attachment-macros",
            Self::TooMany => "requests/attachment-too-many",
            Self::TitleTooLong => "requests/attachment-title",
            Self::Unknown => "requests/attachment-unknown",
            Self::Shelf(_) | Self::Store(_) => "web/internal",
        }
    }
}

impl From<AttachmentError> for Refusal {
    fn from(err: AttachmentError) -> Self {
        let code = err.code();
        match err {
            AttachmentError::Unknown => Self::not_found(code),
            AttachmentError::Empty
            | AttachmentError::TooLarge
            | AttachmentError::KindRefused
            | AttachmentError::Macros
            | AttachmentError::TooMany
            | AttachmentError::TitleTooLong => Self::unprocessable(code),
            AttachmentError::Store(err) => err.into(),
            AttachmentError::Shelf(_) => Self::internal(&err),
        }
    }
}

impl From<KindError> for AttachmentError {
    fn from(err: KindError) -> Self {
        match err {
            KindError::Refused => Self::KindRefused,
            KindError::Macros => Self::Macros,
        }
    }
}

/// Checks what a file is and puts it on the shelf, unchanged. Slow: call it before the first statement of the operation.
pub async fn shelve(app: &App, now: Moment, sent_name: &str, bytes: Vec<u8>) -> Result<Shelved, AttachmentError> {
    if bytes.is_empty() {
        return Err(AttachmentError::Empty);
    }
    if bytes.len() > LARGEST {
        return Err(AttachmentError::TooLarge);
    }
    let sent_name = naming::last_part(sent_name);
    let read_name = sent_name.clone();
    let work = move || {
        let kind = kind::read(&bytes, &read_name)?;
        Ok::<_, KindError>((kind, URL_SAFE_NO_PAD.encode(Sha256::digest(&bytes)), bytes))
    };
    // A reader that falls over a file has not read it.
    let done = tokio::task::spawn_blocking(work).await.map_err(|_| AttachmentError::KindRefused)?;
    let (kind, digest, bytes) = done?;
    let (name, size_bytes, file_name) = (new_name(), bytes.len(), naming::file_name(&sent_name, kind));
    app.part::<Shelf>().put_file(now, &name, bytes).await?;
    Ok(Shelved { name, file_name, kind, size_bytes, digest, at: now })
}

/// Keeps a file of the shelf with a request, and says so in its journal. The same file twice is kept once, as it was
/// the first time. Without a title, it is known by its name.
pub async fn add(
    op: &mut Op,
    request: &Request,
    shelved: &Shelved,
    title: &str,
    audience: Audience,
) -> Result<(), AttachmentError> {
    let title = naming::line(title);
    if title.chars().count() > LONGEST {
        return Err(AttachmentError::TitleTooLong);
    }
    let title = if title.is_empty() { shelved.file_name.as_str() } else { &title };
    if rows::list(op, request.id).await?.len() >= MOST {
        return Err(AttachmentError::TooMany);
    }
    // Everybody is not an audience of papers.
    let audience = audience.min(Audience::Requesters);
    if !rows::insert(op, request.id, shelved, (title, audience)).await? {
        return Ok(forget_files(op, shelved.at, &shelved.name).await?);
    }
    let line = Line { reason: Some(title), ..Line::of("attachment-added", audience) };
    Ok(store::journal(op, request.id, &line).await?)
}

/// The papers of a request, oldest first: the caller knows who reads them.
pub async fn of(op: &mut Op, request_id: Id) -> Result<Vec<Attachment>, StoreError> {
    rows::list(op, request_id).await
}

/// A paper of a request by its name on the shelf.
pub async fn find(op: &mut Op, request_id: Id, name: &str) -> Result<Attachment, AttachmentError> {
    let found = rows::list(op, request_id).await?;
    found.into_iter().find(|attachment| attachment.name == name).ok_or(AttachmentError::Unknown)
}

/// What a paper holds. The caller has made sure that the reader may have it.
pub async fn read(app: &App, attachment: &Attachment) -> Result<Vec<u8>, AttachmentError> {
    Ok(app.part::<Shelf>().get_file(attachment.at, &attachment.name).await?)
}

/// Takes a paper away, and its file once the operation is kept.
pub async fn remove(op: &mut Op, attachment: &Attachment) -> Result<(), StoreError> {
    forget(op, attachment).await?;
    let line = Line { reason: Some(&attachment.title), ..Line::of("attachment-removed", attachment.audience) };
    store::journal(op, attachment.request_id, &line).await
}

/// Takes a paper away without a line of the journal: the retention has a register of its own.
pub(crate) async fn forget(op: &mut Op, attachment: &Attachment) -> Result<(), StoreError> {
    rows::delete(op, attachment.id).await?;
    forget_files(op, attachment.at, &attachment.name).await
}
