//! Photos of a request: sent by those who ask, or by staff as proof of the work; private until staff publish them.
//!
//! Whoever receives one first puts it on the shelf ([`shelve`]: slow, before any statement), then keeps its row
//! ([`add`]). A picture without a row, and a photo of a report that nobody sent, are swept.

pub(crate) mod cover;
mod picture;
mod shelf;
#[cfg(test)]
pub(crate) mod stories;

pub use cover::{Cover, Covered, MOST as MOST_COVERS, cover};
pub use picture::LARGEST;
pub use shelf::{Bucket, Shelf, Size};

use crate::{
    Audience, Request,
    access::Standing,
    store::{self, Line, attachments, photos as rows},
};
use ::object_store::Error as ObjectError;
use ::store::StoreError;
use base::{Id, Moment, moment::DAY_MS};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use catalogue::{Catalogue, PublicMap};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use web::{App, Op, Refusal};

base::words! {
    /// What a photo shows: what was reported, or the work done.
    When { Before => "before", After => "after" }
}

/// A photo of a request, or of a report being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    pub id: Id,
    /// None while the report is being written.
    pub request_id: Option<Id>,
    /// 128 random bits, in letters that fit an address.
    pub name: String,
    pub when: When,
    /// Points.
    pub width: i64,
    pub height: i64,
    /// Whether staff decided that everybody may see it.
    pub is_public: bool,
    /// Whether it came from somebody who joined the request.
    pub is_joined: bool,
    pub at: Moment,
    /// What everybody sees in its place, when parts of it are covered: its name on the shelf, and since when.
    pub(crate) copy: Option<(String, Moment)>,
    pub covers: Vec<Cover>,
}

impl Photo {
    /// When the copy that everybody sees was made.
    pub fn copied_at(&self) -> Option<Moment> {
        self.copy.as_ref().map(|(_, at)| *at)
    }

    /// Whether a requester, or anybody, sees it: until staff publish it, its author's eyes alone, when they made the
    /// request.
    pub fn is_seen_by(&self, standing: Option<Standing>) -> bool {
        self.is_public || (standing == Some(Standing::Author) && !self.is_joined)
    }
}

/// Whose a photo is.
#[derive(Debug, Clone, Copy)]
pub enum Owner<'a> {
    Request(Id),
    /// The same request, by somebody who joined it.
    Joined(Id),
    /// A report being written, by the key of its pages.
    Draft(&'a str),
}

/// A picture on the shelf that has no row yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelved {
    pub(crate) name: String,
    /// Mark of what was sent: the same picture twice is one.
    pub(crate) digest: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) at: Moment,
}

#[derive(Debug, thiserror::Error)]
pub enum PhotoError {
    #[error("the file is larger than 10 MB")]
    TooLarge,
    #[error("the file is neither JPEG, PNG nor WEBP")]
    NotAPicture,
    #[error("the picture has too many points")]
    TooWide,
    #[error("the picture cannot be read")]
    Broken,
    #[error("there are enough photos")]
    TooMany,
    #[error("photos of this service are never public")]
    NeverPublic,
    #[error("what is to be covered is not in the picture")]
    CoversWrong,
    #[error("there is no such photo")]
    Unknown,
    #[error("the shelf of photos")]
    Shelf(#[from] ObjectError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PhotoError {
    /// Problem code, whose sentence is in the texts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "requests/photo-too-large",
            Self::NotAPicture => "requests/photo-type",
            Self::TooWide => "requests/photo-too-wide",
            Self::Broken => "requests/photo-broken",
            Self::TooMany => "requests/photo-too-many",
            Self::NeverPublic => "requests/photo-never-public",
            Self::CoversWrong => "requests/photo-covers",
            Self::Unknown => "requests/photo-unknown",
            Self::Shelf(_) | Self::Store(_) => "web/internal",
        }
    }
}

impl From<PhotoError> for Refusal {
    fn from(err: PhotoError) -> Self {
        let code = err.code();
        match err {
            PhotoError::Unknown => Self::not_found(code),
            PhotoError::NeverPublic => Self::conflict(code),
            PhotoError::TooLarge
            | PhotoError::NotAPicture
            | PhotoError::TooWide
            | PhotoError::Broken
            | PhotoError::TooMany
            | PhotoError::CoversWrong => Self::unprocessable(code),
            PhotoError::Store(err) => err.into(),
            PhotoError::Shelf(_) => Self::internal(&err),
        }
    }
}

/// Photos that one report, or one message, may bring.
pub const MOST_AT_ONCE: usize = 3;
/// Photos that one request may gather over its life.
const MOST: usize = 24;
/// The job that removes what stands on the shelf under a name whose row is gone: a photo, or a paper of a request.
pub const REMOVAL: &str = "requests/photo-removed";

/// Checks a picture, writes it again without what it says of its author, and puts it on the shelf.
/// Slow: call it before the first statement of the operation.
pub async fn shelve(app: &App, now: Moment, bytes: Vec<u8>) -> Result<Shelved, PhotoError> {
    let shelf = app.part::<Shelf>();
    if bytes.len() > LARGEST {
        return Err(PhotoError::TooLarge);
    }
    let hand = shelf.hands.acquire().await.map_err(|_| PhotoError::Broken)?;
    let work = move || (URL_SAFE_NO_PAD.encode(Sha256::digest(&bytes)), picture::read(&bytes));
    // A decoder that falls over a picture has not read it.
    let (digest, picture) = tokio::task::spawn_blocking(work).await.map_err(|_| PhotoError::Broken)?;
    drop(hand);
    let (picture, name) = (picture?, new_name());
    let (width, height) = (picture.width, picture.height);
    shelf.put(now, &name, Size::Whole, picture.whole).await?;
    shelf.put(now, &name, Size::Small, picture.small).await?;
    Ok(Shelved { name, digest, width, height, at: now })
}

/// A name on the shelf that nobody can guess.
pub(crate) fn new_name() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>())
}

/// Keeps a picture of the shelf with a request or a draft. The same picture twice is kept once.
pub async fn add(op: &mut Op, owner: Owner<'_>, when: When, shelved: &Shelved) -> Result<(), PhotoError> {
    let most = match owner {
        Owner::Request(_) | Owner::Joined(_) => MOST,
        Owner::Draft(_) => MOST_AT_ONCE,
    };
    if rows::list(op, owner).await?.len() >= most {
        return Err(PhotoError::TooMany);
    }
    if !rows::insert(op, owner, when, shelved).await? {
        return Ok(forget_files(op, shelved.at, &shelved.name).await?);
    }
    let (id, audience) = match owner {
        Owner::Request(id) => (id, Audience::Requesters),
        Owner::Joined(id) => (id, Audience::Staff),
        Owner::Draft(_) => return Ok(()),
    };
    Ok(store::journal(op, id, &Line::of("photo-added", audience)).await?)
}

/// The photos of a request, oldest first, public or not: the caller knows who reads them.
pub async fn of(op: &mut Op, request_id: Id) -> Result<Vec<Photo>, StoreError> {
    rows::list(op, Owner::Request(request_id)).await
}

/// The photos of a report being written.
pub async fn of_draft(op: &mut Op, key: &str) -> Result<Vec<Photo>, StoreError> {
    rows::list(op, Owner::Draft(key)).await
}

/// The photos that everybody may see, of those requests among `requests` that everybody may see.
pub async fn public_of(op: &mut Op, request_ids: &[Id]) -> Result<Vec<Photo>, StoreError> {
    rows::list_public(op, request_ids).await
}

/// A photo of `owner` by its name.
pub async fn find(op: &mut Op, owner: Owner<'_>, name: &str) -> Result<Photo, PhotoError> {
    let photos = rows::list(op, owner).await?;
    photos.into_iter().find(|photo| photo.name == name).ok_or(PhotoError::Unknown)
}

/// The JPEG of a photo. The caller has made sure that the reader may see it.
pub async fn read(app: &App, photo: &Photo, size: Size) -> Result<Vec<u8>, PhotoError> {
    app.part::<Shelf>().get(photo.at, &photo.name, size).await
}

/// The JPEG that everybody may see of a photo: its copy, when parts of it are covered.
pub async fn read_public(app: &App, photo: &Photo, size: Size) -> Result<Vec<u8>, PhotoError> {
    let (name, at) = photo.copy.as_ref().map_or((&photo.name, photo.at), |(name, at)| (name, *at));
    app.part::<Shelf>().get(at, name, size).await
}

/// What a draft held becomes the request's; answers how many photos.
pub async fn adopt(op: &mut Op, draft: &str, request_id: Id, standing: Standing) -> Result<u64, StoreError> {
    rows::adopt(op, draft, request_id, standing == Standing::Joined).await
}

/// What everybody sees of a photo.
#[derive(Debug, Clone, Copy)]
pub enum Showing<'a> {
    Nothing,
    Whole,
    Covered(&'a Covered),
}

/// Staff let everybody see a photo, whole or with parts covered, or take it back. A copy that served before is removed.
pub async fn publish(op: &mut Op, request: &Request, name: &str, showing: Showing<'_>) -> Result<(), PhotoError> {
    let photo = find(op, Owner::Request(request.id), name).await?;
    let is_public = !matches!(showing, Showing::Nothing);
    if is_public && !may_be_public(op, request) {
        return Err(PhotoError::NeverPublic);
    }
    let covered = match showing {
        Showing::Covered(covered) => Some(covered),
        Showing::Nothing | Showing::Whole => None,
    };
    rows::save_public(op, photo.id, is_public, covered).await?;
    if let Some((name, at)) = &photo.copy {
        forget_files(op, *at, name).await?;
    }
    let act = if is_public { "photo-published" } else { "photo-withdrawn" };
    Ok(store::journal(op, request.id, &Line::of(act, Audience::Staff)).await?)
}

/// Whether the city shows requests like this one, in its catalogue of today and when it was filed.
pub fn may_be_public(op: &Op, request: &Request) -> bool {
    let catalogue = op.part::<Catalogue>();
    let is_shown = catalogue.service(&request.service_code).is_none_or(|it| it.public_map == PublicMap::Shown);
    request.is_shown && is_shown
}

/// Removes a photo, and its pictures once the operation is kept.
pub async fn remove(op: &mut Op, photo: &Photo) -> Result<(), StoreError> {
    forget(op, photo).await?;
    match photo.request_id {
        Some(id) => store::journal(op, id, &Line::of("photo-removed", Audience::Requesters)).await,
        None => Ok(()),
    }
}

/// Removes a photo without a line of the journal: the retention has a register of its own.
pub(crate) async fn forget(op: &mut Op, photo: &Photo) -> Result<(), StoreError> {
    rows::delete(op, photo.id).await?;
    if let Some((name, at)) = &photo.copy {
        forget_files(op, *at, name).await?;
    }
    forget_files(op, photo.at, &photo.name).await
}

/// Removes what stands on the shelf under a name, once the operation is kept.
pub(crate) async fn forget_files(op: &mut Op, at: Moment, name: &str) -> Result<(), StoreError> {
    op.post_job(REMOVAL, &format!("{} {name}", at.0), op.now).await
}

/// Does a [`REMOVAL`].
pub async fn remove_pictures(app: &App, payload: &str) -> Result<(), PhotoError> {
    let (at, name) = payload.split_once(' ').ok_or(PhotoError::Unknown)?;
    let at = at.parse().map(Moment).map_err(|_| PhotoError::Unknown)?;
    app.part::<Shelf>().remove(at, name).await
}

/// Forgets the photos of reports that nobody sent since `before`, and the files of the last two days that have no
/// row because the operation that wanted them was given up. Answers how many.
pub async fn sweep(op: &mut Op, before: Moment) -> Result<usize, PhotoError> {
    let today = op.now.0.div_euclid(DAY_MS) * DAY_MS;
    let days = [1, 2].map(|ago| Moment(today - ago * DAY_MS));
    let shelf = op.app.part::<Shelf>();
    let mut pictures = Vec::new();
    for day in days {
        pictures.push((day, shelf.names(day).await?));
    }
    let mut swept = 0;
    for photo in rows::list_unsent(op, before).await? {
        remove(op, &photo).await?;
        swept += 1;
    }
    for (day, mut names) in pictures {
        let mut known: BTreeSet<String> = rows::names(op, day, day.plus_days(1)).await?.into_iter().collect();
        known.extend(attachments::names(op, day, day.plus_days(1)).await?);
        names.retain(|name| !known.contains(name));
        for name in &names {
            forget_files(op, day, name).await?;
        }
        swept += names.len();
    }
    Ok(swept)
}
