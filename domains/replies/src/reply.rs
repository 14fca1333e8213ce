//! A reply is written, changed, retired, brought back, proposed, sent.

use crate::{filling, store};
use ::store::StoreError;
use base::{Id, Moment, Text, plain::fold};
use web::{Op, Refusal};

const LONGEST_TITLE: usize = 100;
const LONGEST_WORDS: usize = 4_000;
const LONGEST_WHY: usize = 300;
/// Uses are counted over as many days.
const COUNTED_DAYS: i64 = 90;

/// A reply as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    pub id: Id,
    /// Of its last version.
    pub number: i64,
    /// French prevails: an empty English is read in French.
    pub title: Text,
    pub words: Text,
    /// Codes; none is all of them.
    pub services: Vec<String>,
    /// Words of the acts it is for; none is all of them.
    pub acts: Vec<String>,
    pub changed_at: Moment,
    pub changed_by: String,
    pub retired_at: Option<Moment>,
    /// How often it was sent in the last 90 days.
    pub used: i64,
}

/// What a version said.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    pub number: i64,
    pub title: Text,
    pub words: Text,
    pub why: String,
    pub at: Moment,
    pub by: String,
}

/// A reply as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    pub title_fr: String,
    pub title_en: String,
    pub words_fr: String,
    pub words_en: String,
    pub services: Vec<String>,
    pub acts: Vec<String>,
    /// Why it changes; for staff.
    pub why: String,
}

#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("the title is missing or too long")]
    TitleMissing,
    #[error("the French words are missing")]
    WordsMissing,
    #[error("the words are too long")]
    WordsLong,
    #[error("`{0}` is no variable")]
    VariableUnknown(String),
    #[error("a hole is not closed")]
    HoleOpen,
    #[error("somebody else saved a version")]
    Changed,
    #[error("there is no such reply")]
    Unknown,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SaveError {
    /// Problem code, whose sentence is in the texts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TitleMissing => "replies/title-missing",
            Self::WordsMissing => "replies/words-missing",
            Self::WordsLong => "replies/words-long",
            Self::VariableUnknown(_) => "replies/variable-unknown",
            Self::HoleOpen => "replies/hole-open",
            Self::Changed => "replies/changed",
            Self::Unknown => "replies/unknown",
            Self::Store(_) => "web/internal",
        }
    }
}

impl From<SaveError> for Refusal {
    fn from(err: SaveError) -> Self {
        let code = err.code();
        match err {
            SaveError::Unknown => Self::not_found(code),
            SaveError::Changed => Self::conflict(code),
            SaveError::Store(err) => err.into(),
            SaveError::TitleMissing
            | SaveError::WordsMissing
            | SaveError::WordsLong
            | SaveError::VariableUnknown(_)
            | SaveError::HoleOpen => Self::unprocessable(code),
        }
    }
}

impl Draft {
    /// The field that is wrong is named by the error: `titre`, `fr` or `en`.
    pub fn check(&self) -> Result<(), (&'static str, SaveError)> {
        let title = self.title_fr.trim();
        if title.is_empty() || [title, self.title_en.trim()].iter().any(|it| it.chars().count() > LONGEST_TITLE) {
            return Err(("titre", SaveError::TitleMissing));
        }
        if self.words_fr.trim().is_empty() {
            return Err(("fr", SaveError::WordsMissing));
        }
        for (field, words) in [("fr", &self.words_fr), ("en", &self.words_en)] {
            if words.trim().chars().count() > LONGEST_WORDS {
                return Err((field, SaveError::WordsLong));
            }
            if let Some(name) = filling::unknown_variable(words) {
                return Err((field, SaveError::VariableUnknown(name.to_owned())));
            }
            if !filling::is_closed(words) {
                return Err((field, SaveError::HoleOpen));
            }
        }
        Ok(())
    }

    fn trimmed(self) -> Self {
        let plain = |text: String| text.trim().replace("\r\n", "\n");
        Self {
            title_fr: plain(self.title_fr),
            title_en: plain(self.title_en),
            words_fr: plain(self.words_fr),
            words_en: plain(self.words_en),
            why: self.why.trim().chars().take(LONGEST_WHY).collect(),
            ..self
        }
    }
}

/// Writes a reply, or the next version of one whose version `seen` was read; answers which one.
pub async fn save(op: &mut Op, id: Option<(Id, i64)>, draft: Draft) -> Result<Id, SaveError> {
    draft.check().map_err(|(_, err)| err)?;
    let draft = draft.trimmed();
    let (id, number) = match id {
        None => {
            let id = op.id();
            store::insert(op, id).await?;
            (id, 1)
        }
        Some((id, seen)) => {
            store::find(op, id).await?.ok_or(SaveError::Unknown)?;
            if !store::renumber(op, id, seen).await? {
                return Err(SaveError::Changed);
            }
            (id, seen + 1)
        }
    };
    store::insert_version(op, id, number, &draft).await?;
    Ok(id)
}

/// It is proposed no more; its versions stay.
pub async fn retire(op: &mut Op, id: Id) -> Result<(), SaveError> {
    store::find(op, id).await?.ok_or(SaveError::Unknown)?;
    Ok(store::save_retired(op, id, Some(op.now)).await?)
}

pub async fn bring_back(op: &mut Op, id: Id) -> Result<(), SaveError> {
    store::find(op, id).await?.ok_or(SaveError::Unknown)?;
    Ok(store::save_retired(op, id, None).await?)
}

fn since(op: &Op) -> i64 {
    op.now.plus_days(-COUNTED_DAYS).0 / base::moment::DAY_MS
}

/// All of them, the retired ones too, the most used first.
pub async fn all(op: &mut Op) -> Result<Vec<Reply>, StoreError> {
    let since = since(op);
    let mut all = store::list(op, since).await?;
    all.sort_by_cached_key(|reply| (reply.retired_at.is_some(), -reply.used, fold(&reply.title.fr)));
    Ok(all)
}

pub async fn find(op: &mut Op, id: Id) -> Result<Option<Reply>, StoreError> {
    Ok(all(op).await?.into_iter().find(|reply| reply.id == id))
}

impl Reply {
    /// Whether each word that is looked for begins a word of it.
    pub fn holds(&self, looked_for: &str) -> bool {
        let texts = [&self.title.fr, &self.title.en, &self.words.fr, &self.words.en].map(|text| fold(text));
        let words: Vec<&str> = texts.iter().flat_map(|text| text.split(' ')).collect();
        fold(looked_for).split(' ').all(|looked| words.iter().any(|word| word.starts_with(looked)))
    }
}

/// Those proposed for an act on a request of a service, the most used first.
pub async fn fitting(op: &mut Op, service: &str, act: &str) -> Result<Vec<Reply>, StoreError> {
    let is_for = |codes: &[String], code: &str| codes.is_empty() || codes.iter().any(|known| known == code);
    let mut all = all(op).await?;
    all.retain(|it| it.retired_at.is_none() && is_for(&it.services, service) && is_for(&it.acts, act));
    // What is for this service alone stands before what is for any.
    all.sort_by_key(|it| it.services.is_empty());
    Ok(all)
}

/// The versions of a reply, the latest first.
pub async fn versions(op: &mut Op, id: Id) -> Result<Vec<Version>, StoreError> {
    store::versions(op, id).await
}

/// Counts that it was sent; of one that is not there, nothing.
pub async fn count_use(op: &mut Op, id: Id) -> Result<(), StoreError> {
    if store::find(op, id).await?.is_some() {
        let day = op.now.0 / base::moment::DAY_MS;
        store::add_use(op, id, day).await?;
    }
    Ok(())
}
