//! The journal of looks: who saw what a person told us, and when.

use crate::{Staff, store};
use ::store::StoreError;
use base::Moment;
use std::str::FromStr;
use web::Op;

/// How long a look is kept.
pub const KEPT_DAYS: i64 = 1_095;
/// The same page read again within this time is one look.
const SAME_LOOK_MS: i64 = 10 * 60_000;

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// The page of a request: description, answers, journal.
    Request,
    /// Name, e-mail and telephone of who asked.
    Contact,
    /// A list of requests written to a file; its subject is the filters of the list.
    Export,
    /// A paper of a request, taken as a file: each one is noted, however soon after another.
    Attachment,
}

impl Look {
    pub fn code(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Contact => "contact",
            Self::Export => "export",
            Self::Attachment => "attachment",
        }
    }
}

impl FromStr for Look {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        [Self::Request, Self::Contact, Self::Export, Self::Attachment]
            .into_iter()
            .find(|it| it.code() == word)
            .ok_or_else(|| word.to_owned())
    }
}

/// A line of the journal of looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    pub at: Moment,
    pub staff: String,
    pub what: Look,
    /// Number of the request, or what was asked of a list.
    pub subject: String,
}

/// Notes, in an operation of its own, that `staff` looked at `subject`. `op` only reads here: a page is not a write.
pub async fn look(op: &mut Op, staff: &Staff, what: Look, subject: &str) -> Result<(), StoreError> {
    let since = op.now.plus_ms(-SAME_LOOK_MS);
    if what != Look::Attachment && store::has_looked(op, staff.id, what, subject, since).await? {
        return Ok(());
    }
    let mut noting = Op::system(&op.app);
    store::insert_look(&mut noting, staff.id, what, subject).await?;
    noting.tx.commit().await
}

/// The latest looks at `subject`, or at anything.
pub async fn looks_at(op: &mut Op, subject: Option<&str>, limit: u32) -> Result<Vec<Looked>, StoreError> {
    store::list_looks(op, subject, limit).await
}
