//! A contact with somebody: what was asked in it, how it ended.

use crate::store;
use ::store::StoreError;
use base::{Id, Lang, Moment};
use requests::{Channel, access::plain_phone};
use web::{Op, Refusal};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident => $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($variant),+ }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Word kept in the table.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(word: &str) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|it| it.code() == word).ok_or_else(|| word.to_owned())
            }
        }
    };
}

words! {
    /// How a contact ended.
    Outcome {
        Settled => "settled", Recorded => "recorded", Told => "told", Transferred => "transferred",
        CallBack => "call-back", NotOurs => "not-ours", Cut => "cut",
    }
}

words! {
    /// What somebody asked in a contact, by what came of it.
    Intent {
        Filed => "filed", Joined => "joined", Answered => "answered", Followed => "followed", Read => "read",
        Flagged => "flagged", CallBack => "call-back",
    }
}

/// A contact as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interaction {
    pub id: Id,
    pub key: String,
    pub staff_id: Id,
    pub channel: String,
    pub lang: Lang,
    pub began_at: Moment,
    pub ended_at: Option<Moment>,
    pub outcome: Option<Outcome>,
    /// Whether that settled what was asked, as who answered says.
    pub is_settled: Option<bool>,
    pub note: String,
}

impl Interaction {
    /// How long it lasted, in milliseconds.
    pub fn length_ms(&self) -> Option<i64> {
        self.ended_at.map(|ended_at| (ended_at.0 - self.began_at.0).max(0))
    }
}

/// Something that was asked in it: what came of it, about what (a number, a page), of which service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub intent: Intent,
    pub subject: String,
    pub service_code: String,
}

/// A contact that begins.
#[derive(Debug, Clone)]
pub struct NewInteraction<'a> {
    /// Made by the page: the same contact is one row, however often it is sent.
    pub key: &'a str,
    pub staff_id: Id,
    pub channel: Channel,
    pub lang: Lang,
    /// The number, which is not kept.
    pub phone: &'a str,
    pub began_at: Moment,
}

/// Longest contact that is believed: what began before was left open.
const LONGEST_MS: i64 = 12 * 3_600_000;
const LONGEST_NOTE: usize = 1_000;

/// The contact of this key, begun now if it was not.
pub async fn keep(op: &mut Op, new: &NewInteraction<'_>) -> Result<Id, StoreError> {
    let phone = plain_phone(new.phone);
    let mark = (phone.len() == 10).then(|| op.app.seal().mark("caller", &phone));
    let began_at = Moment(new.began_at.0.clamp(op.now.0 - LONGEST_MS, op.now.0));
    store::insert_interaction(op, &NewInteraction { began_at, ..new.clone() }, mark.as_deref()).await?;
    let found = store::find_interaction(op, new.key, new.staff_id).await?;
    found.map(|found| found.id).ok_or(StoreError::Inconsistent {
        table: "interaction",
        row: new.staff_id,
        source: "the key of a contact is somebody else's".into(),
    })
}

/// Notes something that was asked, once.
pub async fn note(op: &mut Op, interaction: Id, asked: &Asked) -> Result<(), StoreError> {
    store::insert_intent(op, interaction, asked).await
}

/// What was asked in the contact of this key, in order.
pub async fn intents(op: &mut Op, key: &str, staff_id: Id) -> Result<Vec<Asked>, StoreError> {
    match store::find_interaction(op, key, staff_id).await? {
        Some(found) => store::list_intents(op, found.id).await,
        None => Ok(Vec::new()),
    }
}

#[derive(Debug, thiserror::Error)]
pub enum EndError {
    #[error("how it ended is missing")]
    OutcomeMissing,
    #[error("the note is too long")]
    NoteLong,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<EndError> for Refusal {
    fn from(err: EndError) -> Self {
        match err {
            EndError::OutcomeMissing => Self::unprocessable("interactions/outcome-missing"),
            EndError::NoteLong => Self::unprocessable("interactions/words-long"),
            EndError::Store(err) => err.into(),
        }
    }
}

/// Ends a contact, even one in which nothing was recorded: it is counted. Ended again, it keeps its first end.
pub async fn end(op: &mut Op, new: &NewInteraction<'_>, outcome: &str, note: &str) -> Result<(), EndError> {
    let outcome: Outcome = outcome.parse().map_err(|_| EndError::OutcomeMissing)?;
    let note = note.trim();
    if note.chars().count() > LONGEST_NOTE {
        return Err(EndError::NoteLong);
    }
    let id = keep(op, new).await?;
    let is_settled = match outcome {
        Outcome::Settled | Outcome::Told | Outcome::NotOurs => true,
        Outcome::Recorded | Outcome::Transferred | Outcome::CallBack | Outcome::Cut => false,
    };
    Ok(store::save_end(op, id, outcome, (is_settled, note)).await?)
}
