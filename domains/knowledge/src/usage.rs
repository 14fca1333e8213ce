//! What is read and what is not found, by day. Nobody knows by whom.

use crate::{shelf::Library, store};
use ::store::StoreError;
use base::{Id, Moment, plain::fold};
use jiff::civil::Date;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};
use web::{Actor, Brand, Op};

/// Who reads: residents, or staff for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    Public,
    Staff,
}

impl Audience {
    pub fn code(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Staff => "staff",
        }
    }

    pub fn of(actor: &Actor) -> Self {
        match actor {
            Actor::Staff { .. } => Self::Staff,
            Actor::Resident | Actor::Client(_) | Actor::System => Self::Public,
        }
    }
}

/// How long counts wait in memory before they are kept; a crash loses no more.
const WAIT_MS: i64 = 60_000;
/// Distinct searches that wait in memory: a machine that sends random words cannot fill it.
const MOST_WAITING: usize = 300;
/// Letters of a search that are kept.
const LONGEST_WORDS: usize = 60;
pub const MISSES_KEPT_DAYS: i64 = 90;
pub const VIEWS_KEPT_DAYS: i64 = 1_095;

/// Counts that wait to be kept.
#[derive(Default)]
pub struct Tally(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    since: Option<Moment>,
    views: HashMap<(Id, Date, Audience), i64>,
    misses: HashMap<(String, Date, Audience), i64>,
}

/// A search as it is kept: plain letters, and nothing that could be a number of a person, a house or a telephone.
fn kept_words(words: &str) -> String {
    let kept: Vec<String> = words
        .split_whitespace()
        .filter(|word| !word.contains('@') && !word.chars().any(|letter| letter.is_ascii_digit()))
        .map(fold)
        .filter(|word| !word.is_empty())
        .collect();
    kept.join(" ").chars().take(LONGEST_WORDS).collect::<String>().trim().to_owned()
}

fn today(op: &Op) -> Date {
    op.now.day(&op.part::<Brand>().zone)
}

/// Counts a reading of a page.
pub async fn count_view(op: &Op, article: Id) -> Result<(), StoreError> {
    let key = (article, today(op), Audience::of(&op.actor));
    note(op, |counts| *counts.views.entry(key).or_default() += 1).await
}

/// Counts a search that found nothing.
pub async fn count_miss(op: &Op, words: &str) -> Result<(), StoreError> {
    let words = kept_words(words);
    if words.is_empty() {
        return Ok(());
    }
    let key = (words, today(op), Audience::of(&op.actor));
    note(op, |counts| {
        if counts.misses.len() < MOST_WAITING || counts.misses.contains_key(&key) {
            *counts.misses.entry(key).or_default() += 1;
        }
    })
    .await
}

/// Notes a count in memory, and keeps them all when they have waited long enough: in an operation of its own, for `op`
/// only reads here.
async fn note(op: &Op, add: impl FnOnce(&mut Counts)) -> Result<(), StoreError> {
    let library = op.part::<Library>();
    let due = {
        let mut counts = library.tally.0.lock().unwrap_or_else(PoisonError::into_inner);
        add(&mut counts);
        let since = *counts.since.get_or_insert(op.now);
        (op.now.0 - since.0 >= WAIT_MS).then(|| std::mem::take(&mut *counts))
    };
    match due {
        Some(counts) => keep(&mut Op::system(&op.app), counts).await,
        None => Ok(()),
    }
}

/// Keeps what waits, whatever its age: before a list is shown, when the process ends.
pub async fn settle(app: &web::App) -> Result<(), StoreError> {
    let library = app.part::<Library>();
    let counts = std::mem::take(&mut *library.tally.0.lock().unwrap_or_else(PoisonError::into_inner));
    if counts.since.is_none() { Ok(()) } else { keep(&mut Op::system(app), counts).await }
}

async fn keep(op: &mut Op, counts: Counts) -> Result<(), StoreError> {
    // In one order for all: two processes that keep the same counts never wait for each other in a circle.
    let mut views: Vec<_> = counts.views.into_iter().collect();
    views.sort_unstable();
    let mut misses: Vec<_> = counts.misses.into_iter().collect();
    misses.sort_unstable();
    for ((article, day, audience), views) in views {
        store::usage::add_views(op, article, day, audience, views).await?;
    }
    for ((words, day, audience), misses) in misses {
        store::usage::add_misses(op, &words, day, audience, misses).await?;
    }
    let database = op.app.database().clone();
    std::mem::replace(&mut op.tx, database.read()).commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_kept_without_what_names_a_person_or_a_place() {
        for (words, kept) in [
            ("  Piscine HORS-terre ", "piscine hors terre"),
            ("514-555-0123 rappel", "rappel"),
            ("lea@exemple.test", ""),
            ("4520 rue Rachel", "rue rachel"),
            ("!?", ""),
        ] {
            assert_eq!(kept_words(words), kept, "{words}");
        }
        assert_eq!(kept_words(&"mot ".repeat(50)).chars().count(), 59);
    }
}
