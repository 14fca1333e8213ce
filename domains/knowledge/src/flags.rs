//! A page that somebody found wrong: a task of its owner with a due day; whoever flagged it is told what became of it.

use crate::{
    article::clean,
    messages,
    store::{self, flags as rows},
};
use ::store::StoreError;
use base::{Fault, Id, Lang, Moment};
use identity::Staff;
use jiff::civil::Date;
use web::{Actor, Brand, Op};

/// Days that an owner has. Plain days: the calendar of work days belongs to a later domain.
pub const DUE_DAYS: i64 = 10;
/// Characters of what somebody says of a page.
pub const LONGEST: usize = 1_000;
/// Voices of one task that are kept: beyond, the owner knows enough, and nobody can fill the table.
pub const MOST_VOICES: i64 = 100;
/// How long a task is kept once it is resolved.
pub const KEPT_DAYS: i64 = 365;

/// What somebody says of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    pub at: Moment,
    pub is_staffs: bool,
    pub lang: Lang,
    /// Empty when they only said that it was wrong.
    pub words: String,
    /// Where a resident wants to be told; forgotten once they are.
    pub email: Option<String>,
}

/// A task of an owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    pub id: Id,
    pub article: Id,
    pub slug: String,
    pub title: String,
    pub owner: String,
    pub due_on: Date,
    pub opened_at: Moment,
    /// When, by whom, in which words.
    pub resolved: Option<(Moment, String, String)>,
}

/// Checks the words and the address of somebody who flags a page.
pub fn check(words: &str, email: &str) -> Result<(String, Option<String>), Vec<Fault>> {
    let (words, email) = (clean(words).trim().to_owned(), email.trim().to_owned());
    let mut faults = Vec::new();
    if words.chars().count() > LONGEST {
        faults.push(Fault::new("mots", "knowledge/flag-long"));
    }
    if !email.is_empty() && !identity::staff::is_email(&email) {
        faults.push(Fault::new("courriel", "knowledge/email-wrong"));
    }
    if faults.is_empty() { Ok((words, Some(email).filter(|email| !email.is_empty()))) } else { Err(faults) }
}

/// Flags a page: opens the task of its owner, or joins the one that is open. Somebody of the staff who flags a page
/// twice is one voice, in their latest words.
pub async fn flag(op: &mut Op, slug: &str, words: &str, email: Option<&str>) -> Result<(), StoreError> {
    let Some(entry) = store::find_entry(op, slug).await? else { return Ok(()) };
    let due_on = op.now.plus_days(DUE_DAYS).day(&op.part::<Brand>().zone);
    let id = rows::open(op, &entry, due_on).await?;
    let staff = match op.actor {
        Actor::Staff { id, .. } => Some(id),
        Actor::Resident | Actor::Client(_) | Actor::System => None,
    };
    if let Some(staff) = staff
        && rows::replace_words(op, id, staff, words).await?
    {
        return Ok(());
    }
    if rows::count_words(op, id).await? < MOST_VOICES {
        rows::insert_words(op, id, staff, words, email).await?;
    }
    Ok(())
}

#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    #[error("the task is not there")]
    Unknown,
    #[error("it belongs to another unit")]
    NotYours,
    #[error("the resolution is blank or too long")]
    WordsWrong,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whether somebody may settle the tasks of an owner.
pub fn may_resolve(staff: &Staff, owner: &str) -> bool {
    crate::editing::may_edit(staff) || staff.is_of(owner)
}

/// Closes a task with a word. Residents who left an address are told, and the address is forgotten; staff read the word
/// on their list. A task that was closed meanwhile stays as it was closed.
pub async fn resolve(op: &mut Op, staff: &Staff, id: Id, words: &str) -> Result<(), ResolveError> {
    let words = clean(words).trim().to_owned();
    let flag = rows::find(op, id).await?.ok_or(ResolveError::Unknown)?;
    if !may_resolve(staff, &flag.owner) {
        return Err(ResolveError::NotYours);
    }
    if words.is_empty() || words.chars().count() > LONGEST {
        return Err(ResolveError::WordsWrong);
    }
    if !rows::save_resolved(op, id, &staff.name, &words).await? {
        return Ok(());
    }
    for voice in rows::list_words(op, id).await? {
        if let Some(email) = &voice.email {
            messages::tell_flagger(op, &flag, &words, (email, voice.lang)).await?;
        }
    }
    Ok(rows::forget_emails(op, id).await?)
}

/// Open tasks with what people said, the first due first: all, or those of the units of somebody.
pub async fn open_tasks(op: &mut Op, staff: &Staff) -> Result<Vec<(Flag, Vec<Voice>)>, StoreError> {
    let mut tasks = Vec::new();
    for flag in rows::list_open(op).await? {
        if may_resolve(staff, &flag.owner) {
            let voices = rows::list_words(op, flag.id).await?;
            tasks.push((flag, voices));
        }
    }
    Ok(tasks)
}

/// What became of the pages that somebody of the staff flagged, the latest first.
pub async fn flagged_by(op: &mut Op, staff: Id) -> Result<Vec<Flag>, StoreError> {
    rows::list_flagged_by(op, staff).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_address_are_optional_and_bounded() {
        assert_eq!(check(" ", " "), Ok((String::new(), None)));
        assert_eq!(check("non", "lea@exemple.test"), Ok(("non".into(), Some("lea@exemple.test".into()))));
        let codes = |words: &str, email: &str| -> Vec<&str> {
            check(words, email).unwrap_err().iter().map(|fault| fault.code).collect()
        };
        assert_eq!(codes(&"a".repeat(1_001), "lea"), ["knowledge/flag-long", "knowledge/email-wrong"]);
    }
}
