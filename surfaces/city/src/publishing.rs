//! A draft becomes a version, an old version comes back, a version to come is given up: each with who, when and why.

use crate::{
    City,
    draft::Draft,
    store::{self, draft as kept},
    trial,
    versions::{Act, Making, Version},
};
use ::store::StoreError;
use base::{Id, Moment, PackFiles};
use web::Op;

#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    #[error("no reason was given")]
    WhyMissing,
    #[error("the reason is longer than {LONGEST_WHY} characters")]
    WhyTooLong,
    #[error("the instant is past")]
    Past,
    #[error("nothing was changed")]
    Unchanged,
    /// The city has faults, or a unit that leaves it holds open requests: the trial says which.
    #[error("the trial refuses it")]
    Refused,
    #[error("version {0} would be in force before it, and it did not begin on that one")]
    Behind(Id),
    #[error("version {0} would come after it, without its changes")]
    Covered(Id),
    #[error("the draft or the versions changed meanwhile")]
    Moved,
    #[error("no such version, or it is in force already")]
    Unknown,
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for PublishError {
    fn from(err: StoreError) -> Self {
        // Somebody else made the version of that number.
        if err.is_unique_violation() { Self::Moved } else { Self::Store(err) }
    }
}

/// Characters of a reason.
pub const LONGEST_WHY: usize = 500;

/// From when, why, and whether it is known that a version to come does not have these changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Publication<'a> {
    /// Now when it is not said.
    pub at: Option<Moment>,
    pub why: &'a str,
    pub is_cover_known: bool,
}

fn check_why(why: &str) -> Result<&str, PublishError> {
    let why = why.trim();
    match why.chars().count() {
        0 => Err(PublishError::WhyMissing),
        1..=LONGEST_WHY => Ok(why),
        _ => Err(PublishError::WhyTooLong),
    }
}

/// Whether a city would be accepted: without fault, and without a unit less that holds open requests.
async fn accept(op: &mut Op, files: PackFiles, city: City) -> Result<PackFiles, PublishError> {
    let tried = {
        let mut reading = Op {
            tx: op.app.database().read(),
            actor: op.actor.clone(),
            app: op.app.clone(),
            path: String::new(),
            ..*op
        };
        trial::compare(&mut reading, &city).await?
    };
    if tried.may_publish() { Ok(city.files_to_keep(files)) } else { Err(PublishError::Refused) }
}

/// Publishes a draft, which is then done with.
pub async fn publish(op: &mut Op, draft: &Draft, publication: Publication<'_>) -> Result<Version, PublishError> {
    let why = check_why(publication.why)?;
    let at = publication.at.unwrap_or(op.now);
    if at < op.now {
        return Err(PublishError::Past);
    }
    if draft.files.is_empty() {
        return Err(PublishError::Unchanged);
    }
    let app = op.app.clone();
    // The city is read before the first statement that writes, so that nobody waits for it.
    let (files, city) = trial::city_of(&app, draft).await?;
    let city = city.map_err(|_| PublishError::Refused)?;
    let files = accept(op, files, city).await?;
    if kept::find(&mut op.tx, draft.staff).await?.as_ref() != Some(draft) {
        return Err(PublishError::Moved);
    }
    let before = store::find_version(&mut op.tx, at).await?;
    if let Some(before) = before.filter(|before| before.id != draft.began_on) {
        return Err(PublishError::Behind(before.id));
    }
    let coming = store::list_coming(&mut op.tx, at).await?;
    if let Some(next) = coming.first().filter(|_| !publication.is_cover_known) {
        return Err(PublishError::Covered(next.id));
    }
    let by = op.actor.name().unwrap_or_default().to_owned();
    let making = Making { act: Act::Published, by: &by, why, in_force_at: at, from: Some(draft.began_on) };
    let (version, is_new) = store::save_version(&mut op.tx, &files, making, op.now).await?;
    if !is_new {
        return Err(PublishError::Unchanged);
    }
    kept::delete(&mut op.tx, draft.staff).await?;
    Ok(version)
}

/// Puts the files of a version in force again, now, as a new version.
pub async fn put_back(op: &mut Op, id: Id, why: &str) -> Result<Version, PublishError> {
    let why = check_why(why)?;
    let app = op.app.clone();
    let mut tx = app.database().read();
    store::find(&mut tx, id).await?.ok_or(PublishError::Unknown)?;
    let files = store::load_files(&mut tx, id).await?;
    drop(tx);
    let (files, city) = trial::read(&app, files).await?;
    let city = city.map_err(|_| PublishError::Refused)?;
    let files = accept(op, files, city).await?;
    let by = op.actor.name().unwrap_or_default().to_owned();
    let making = Making { act: Act::Restored, by: &by, why, in_force_at: op.now, from: Some(id) };
    let (version, is_new) = store::save_version(&mut op.tx, &files, making, op.now).await?;
    if is_new { Ok(version) } else { Err(PublishError::Unchanged) }
}

/// Gives up a version that is not in force yet.
pub async fn give_up(op: &mut Op, id: Id) -> Result<(), PublishError> {
    let by = op.actor.name().unwrap_or_default().to_owned();
    if store::give_up(&mut op.tx, id, &by, op.now).await? { Ok(()) } else { Err(PublishError::Unknown) }
}
