//! An article is written, published, withdrawn, restored: each act adds a version, and the versions stay.

use crate::{
    article::{Article, Status},
    file::{self, Texts},
    store::{self, Entry, Origin, Version},
};
use ::store::StoreError;
use identity::{Role, Staff};
use std::collections::HashSet;
use web::Op;

/// Whether somebody may write articles and notices, and settle flags.
pub fn may_edit(staff: &Staff) -> bool {
    staff.role == Role::Admin || staff.edits_knowledge
}

/// Whether somebody may see what is missing: those who write, and the units that answer for articles.
pub fn may_see_misses(staff: &Staff) -> bool {
    may_edit(staff) || !staff.units.is_empty()
}

#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// Somebody added a version since the one that was seen.
    #[error("the article was changed meanwhile")]
    Changed,
    #[error("another article bears this name")]
    SlugTaken,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Who writes, and why.
#[derive(Debug, Clone, Copy)]
pub struct Hand<'a> {
    pub origin: Origin,
    pub author: &'a str,
    pub reason: &'a str,
}

/// Adds a version after the one that was seen; 0 begins an article. Answers its number.
pub async fn save(op: &mut Op, seen: i64, article: &Article, hand: Hand<'_>) -> Result<i64, SaveError> {
    let found = store::find_entry(op, article.slug.as_str()).await?;
    let entry = match (found, seen) {
        (Some(_), 0) => return Err(SaveError::SlugTaken),
        (None, 0) => begin(op, article).await?,
        (Some(entry), _) if entry.number == seen => entry,
        (Some(_) | None, _) => return Err(SaveError::Changed),
    };
    let texts = file::write(article);
    let was_public = entry.published_number.is_some();
    let by = (hand.origin, hand.author, hand.reason);
    if !store::insert_version(op, (entry.id, seen), article, &texts, by).await? {
        return Err(SaveError::Changed);
    }
    if article.status == Status::Published || (article.status == Status::Withdrawn && was_public) {
        store::bump_edition(op).await?;
    }
    Ok(seen + 1)
}

async fn begin(op: &mut Op, article: &Article) -> Result<Entry, SaveError> {
    let id = op.id();
    store::insert_article(op, id, article)
        .await
        .map_err(|err| if err.is_unique_violation() { SaveError::SlugTaken } else { err.into() })?;
    let entry = store::find_entry(op, article.slug.as_str()).await?;
    entry.ok_or(SaveError::Changed)
}

/// An article at its latest version.
pub struct Latest {
    pub entry: Entry,
    pub version: Version,
    pub article: Article,
}

/// The latest version of an article.
pub async fn latest(op: &mut Op, slug: &str) -> Result<Option<Latest>, StoreError> {
    let Some(entry) = store::find_entry(op, slug).await? else { return Ok(None) };
    let number = entry.number;
    let Some((version, article)) = version(op, &entry, number).await? else { return Ok(None) };
    Ok(Some(Latest { entry, version, article }))
}

/// A version of an article, and the article it says.
pub async fn version(op: &mut Op, entry: &Entry, number: i64) -> Result<Option<(Version, Article)>, StoreError> {
    let Some(version) = store::find_version(op, entry.id, number).await? else { return Ok(None) };
    let article = read(entry, &version.texts)?;
    Ok(Some((version, article)))
}

pub(crate) fn read(entry: &Entry, texts: &Texts) -> Result<Article, StoreError> {
    file::read(&entry.slug, texts).map_err(|fault| StoreError::Inconsistent {
        table: "article_version",
        row: entry.id,
        source: fault.to_string().into(),
    })
}

/// Names of every article, published or not.
pub async fn slugs(op: &mut Op) -> Result<HashSet<String>, StoreError> {
    Ok(store::list_slugs(op).await?.into_iter().collect())
}
