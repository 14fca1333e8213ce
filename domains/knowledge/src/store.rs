//! All the SQL of articles and their versions.

pub(crate) mod flags;
pub(crate) mod notices;
pub(crate) mod usage;

use crate::{
    article::{Article, Slug, Status},
    file::{self, Texts},
    shelf::Published,
};
use ::store::{StoreError, sql};
use base::{Id, Moment};
use jiff::civil::Date;
use web::Op;

fn broken(table: &'static str, row: Id, cause: impl Into<String>) -> StoreError {
    StoreError::Inconsistent { table, row, source: cause.into().into() }
}

pub(crate) fn day(table: &'static str, row: Id, text: &str) -> Result<Date, StoreError> {
    text.parse().map_err(|_| broken(table, row, format!("`{text}` is not a day")))
}

/// What lists show of an article, at its latest version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: Id,
    pub slug: Slug,
    pub number: i64,
    pub published_number: Option<i64>,
    pub status: Status,
    pub title_fr: String,
    pub title_en: String,
    pub owner: String,
    pub review_on: Date,
    pub expires_on: Option<Date>,
}

#[derive(sqlx::FromRow)]
struct EntryRow {
    id: i64,
    slug: String,
    number: i64,
    published_number: Option<i64>,
    status: String,
    title_fr: String,
    title_en: String,
    owner: String,
    review_on: String,
    expires_on: Option<String>,
}

fn status(id: Id, word: &str) -> Result<Status, StoreError> {
    let known = Status::ALL.into_iter().find(|status| status.code() == word);
    known.ok_or_else(|| broken("article", id, format!("the status `{word}` is unknown")))
}

fn slug(id: Id, word: &str) -> Result<Slug, StoreError> {
    Slug::new(word).ok_or_else(|| broken("article", id, format!("`{word}` is not the name of an article")))
}

impl EntryRow {
    fn entry(self) -> Result<Entry, StoreError> {
        Ok(Entry {
            slug: slug(self.id, &self.slug)?,
            status: status(self.id, &self.status)?,
            review_on: day("article", self.id, &self.review_on)?,
            expires_on: self.expires_on.map(|text| day("article", self.id, &text)).transpose()?,
            id: self.id,
            number: self.number,
            published_number: self.published_number,
            title_fr: self.title_fr,
            title_en: self.title_en,
            owner: self.owner,
        })
    }
}

/// Where a version came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Staff,
    Folder,
    Pack,
}

impl Origin {
    pub fn code(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Folder => "folder",
            Self::Pack => "pack",
        }
    }
}

/// A version, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub number: i64,
    pub status: Status,
    pub texts: Texts,
    pub is_staffs: bool,
    pub author: String,
    pub reason: String,
    pub at: Moment,
}

#[derive(sqlx::FromRow)]
struct VersionRow {
    article_id: i64,
    number: i64,
    status: String,
    fr: String,
    en: Option<String>,
    origin: String,
    author: String,
    reason: String,
    at: i64,
}

impl VersionRow {
    fn version(self) -> Result<Version, StoreError> {
        Ok(Version {
            status: status(self.article_id, &self.status)?,
            number: self.number,
            texts: Texts { fr: self.fr, en: self.en },
            is_staffs: self.origin == Origin::Staff.code(),
            author: self.author,
            reason: self.reason,
            at: Moment(self.at),
        })
    }
}

/// The number of the edition of what is published.
pub(crate) async fn edition(op: &mut Op) -> Result<i64, StoreError> {
    sql("select number from article_edition where id = 1").fetch_value(&mut op.tx).await
}

pub(crate) async fn bump_edition(op: &mut Op) -> Result<(), StoreError> {
    sql("update article_edition set number = number + 1 where id = 1").execute(&mut op.tx).await?;
    Ok(())
}

pub(crate) async fn list_published(op: &mut Op) -> Result<Vec<Published>, StoreError> {
    let rows: Vec<(i64, String, i64, String, Option<String>, i64)> =
        sql("select article.id, article.slug, article_version.number, article_version.fr, article_version.en,
                article_version.at
           from article join article_version
             on article_version.article_id = article.id and article_version.number = article.published_number
          order by article.slug")
        .fetch_all(&mut op.tx)
        .await?;
    rows.into_iter()
        .map(|(id, name, number, fr, en, at)| {
            let article = file::read(&slug(id, &name)?, &Texts { fr, en });
            let article = article.map_err(|fault| broken("article_version", id, fault.to_string()))?;
            Ok(Published { id, article, number, at: Moment(at) })
        })
        .collect()
}

const ENTRY: &str =
    "select id, slug, number, published_number, status, title_fr, title_en, owner, review_on, expires_on
       from article";

pub(crate) async fn find_entry(op: &mut Op, slug: &str) -> Result<Option<Entry>, StoreError> {
    let row: Option<EntryRow> = sql(ENTRY).push(" where slug = ").value(slug).fetch_optional(&mut op.tx).await?;
    row.map(EntryRow::entry).transpose()
}

pub(crate) async fn list_entries(op: &mut Op) -> Result<Vec<Entry>, StoreError> {
    let rows: Vec<EntryRow> = sql(ENTRY).push(" order by slug").fetch_all(&mut op.tx).await?;
    rows.into_iter().map(EntryRow::entry).collect()
}

pub(crate) async fn list_slugs(op: &mut Op) -> Result<Vec<String>, StoreError> {
    sql("select slug from article order by slug").fetch_values(&mut op.tx).await
}

const VERSION: &str = "select article_id, number, status, fr, en, origin, author, reason, at from article_version";

pub(crate) async fn find_version(op: &mut Op, article: Id, number: i64) -> Result<Option<Version>, StoreError> {
    let statement = sql(VERSION).push(" where article_id = ").value(article).push(" and number = ").value(number);
    let row: Option<VersionRow> = statement.fetch_optional(&mut op.tx).await?;
    row.map(VersionRow::version).transpose()
}

/// Number, status, author, reason and instant of each version, the newest first.
pub(crate) async fn list_versions(op: &mut Op, article: Id) -> Result<Vec<Version>, StoreError> {
    let statement = sql(VERSION).push(" where article_id = ").value(article).push(" order by number desc limit 500");
    let rows: Vec<VersionRow> = statement.fetch_all(&mut op.tx).await?;
    rows.into_iter().map(VersionRow::version).collect()
}

/// The latest version of every article.
pub(crate) async fn list_latest(op: &mut Op) -> Result<Vec<(Entry, Version)>, StoreError> {
    let mut all = Vec::new();
    for entry in list_entries(op).await? {
        let version = find_version(op, entry.id, entry.number).await?;
        let missing = || broken("article", entry.id, "its latest version is missing");
        all.push((entry.clone(), version.ok_or_else(missing)?));
    }
    Ok(all)
}

pub(crate) async fn insert_article(op: &mut Op, id: Id, article: &Article) -> Result<(), StoreError> {
    sql("insert into article (id, slug, number, status, title_fr, title_en, theme, owner, review_on, expires_on, created_at)
         values ($1, $2, 0, 'draft', $3, '', $4, $5, $6, null, $7)")
    .bind(id)
    .bind(article.slug.as_str())
    .bind(&article.fr.title)
    .bind(&article.theme)
    .bind(&article.owner)
    .bind(article.review_on.to_string())
    .bind(op.now)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

/// Adds the version after `seen`; answers whether nobody had added it before.
pub(crate) async fn insert_version(
    op: &mut Op,
    (id, seen): (Id, i64),
    article: &Article,
    texts: &Texts,
    (origin, author, reason): (Origin, &str, &str),
) -> Result<bool, StoreError> {
    // The row of the article is the lock: of two who saw the same version, one finds it changed.
    let published = match article.status {
        Status::Published => ", published_number = number + 1",
        Status::Withdrawn => ", published_number = null",
        Status::Draft => "",
    };
    let title_en = article.en.as_ref().map_or("", |words| words.title.as_str());
    let changed = sql("update article set number = number + 1, status = $1, title_fr = $2, title_en = $3, theme = $4,
            owner = $5, review_on = $6, expires_on = $7")
    .bind(article.status.code())
    .bind(&article.fr.title)
    .bind(title_en)
    .bind(&article.theme)
    .bind(&article.owner)
    .bind(article.review_on.to_string())
    .bind(article.expires_on.map(|day| day.to_string()))
    .push(published)
    .push(" where id = ")
    .value(id)
    .push(" and number = ")
    .value(seen)
    .execute(&mut op.tx)
    .await?;
    if changed == 0 {
        return Ok(false);
    }
    sql("insert into article_version (article_id, number, status, fr, en, origin, author, reason, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
    .bind(id)
    .bind(seen + 1)
    .bind(article.status.code())
    .bind(&texts.fr)
    .bind(texts.en.clone())
    .bind(origin.code())
    .bind(author)
    .bind(reason)
    .bind(op.now)
    .execute(&mut op.tx)
    .await?;
    Ok(true)
}
