//! What is forgotten once a request is long closed (Act, s. 73), series by series: declared here, and nowhere else.
//!
//! The request stays, with its service, its place, its dates, its result and the answers chosen in lists: figures rest
//! on them. The rest goes and does not come back. The city decides how long each series is kept: nothing goes without
//! its rule (Act, s. 7). A register says how much went, day by day, and nothing of what it was.
//!
//! Each batch is one transaction with its part of the register: a run that is killed goes on where it was, and what the
//! register counts is what is gone.

use crate::{
    attachments, photos,
    store::{attachments as papers, retention as rows},
};
use ::store::StoreError;
use base::{Id, Moment};
use catalogue::{Answers, Catalogue, Proof};
use std::ops::AddAssign;
use web::Op;

pub use crate::store::retention::list_disposals;

base::words! {
    /// What is forgotten together.
    Series { People => "people", Words => "words", Photos => "photos" }
}

impl Series {
    /// Key of the settings that says after how many days.
    pub fn setting(self) -> &'static str {
        match self {
            Self::People => "retention.requesters_days",
            Self::Words => "retention.words_days",
            Self::Photos => "retention.photos_days",
        }
    }

    /// What goes, for whoever applies the rule.
    pub fn what(self) -> &'static str {
        match self {
            Self::People => "name, e-mail and telephone of who asked, and what they wrote",
            Self::Words => {
                "descriptions, typed answers, proofs in words, the words of the journal and attachments, whoever wrote them"
            }
            Self::Photos => "photos, public or not",
        }
    }
}

/// How much was forgotten.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Forgotten {
    pub requests: u64,
    /// People, requests with words, photos.
    pub items: u64,
}

impl AddAssign for Forgotten {
    fn add_assign(&mut self, other: Self) {
        self.requests += other.requests;
        self.items += other.items;
    }
}

/// A line of the register: what a rule made forgotten in one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disposal {
    pub series: Series,
    pub kept_days: i64,
    pub requests: i64,
    pub items: i64,
    pub last_at: Moment,
}

/// Requests, or photos, of one transaction, so that nobody waits long behind it.
pub const MOST_AT_ONCE: u32 = 200;

fn before(op: &Op, days: u32) -> Moment {
    op.now.plus_days(-i64::from(days))
}

/// How much would be forgotten now: of requests closed more than `days` ago.
pub async fn count_due(op: &mut Op, series: Series, days: u32) -> Result<i64, StoreError> {
    let before = before(op, days);
    rows::count(op, series, before).await
}

/// Forgets some of it, [`MOST_AT_ONCE`] at most, and registers it; nothing is left when it answers nothing.
pub async fn forget(op: &mut Op, series: Series, days: u32) -> Result<Forgotten, StoreError> {
    let before = before(op, days);
    let forgotten = match series {
        Series::People => forget_people(op, before).await?,
        Series::Words => forget_words(op, before).await?,
        Series::Photos => forget_photos(op, before).await?,
    };
    if forgotten.items > 0 {
        rows::register(op, (series, days), forgotten.requests, forgotten.items).await?;
    }
    Ok(forgotten)
}

async fn forget_people(op: &mut Op, before: Moment) -> Result<Forgotten, StoreError> {
    let requests = rows::list_known(op, before, MOST_AT_ONCE).await?;
    if requests.is_empty() {
        return Ok(Forgotten::default());
    }
    let items = rows::forget_people(op, &requests).await?;
    forget_typed_answers(op, &requests).await?;
    rows::forget_words_of_residents(op, &requests).await?;
    Ok(Forgotten { requests: requests.len() as u64, items })
}

async fn forget_words(op: &mut Op, before: Moment) -> Result<Forgotten, StoreError> {
    let requests = rows::list_worded(op, before, MOST_AT_ONCE).await?;
    if requests.is_empty() {
        return Ok(Forgotten::default());
    }
    let catalogue = op.part::<Catalogue>();
    let results = catalogue.closing_results().iter().filter(|result| is_worded(result.proof));
    let results: Vec<&str> = results.map(|result| result.code.as_str()).collect();
    forget_typed_answers(op, &requests).await?;
    rows::forget_words(op, &requests, before, &results).await?;
    for attachment in papers::list_before(op, &requests, before).await? {
        attachments::forget(op, &attachment).await?;
    }
    let count = requests.len() as u64;
    Ok(Forgotten { requests: count, items: count })
}

/// Whether somebody wrote what proves a result.
fn is_worded(proof: Proof) -> bool {
    match proof {
        Proof::Answer | Proof::Criterion | Proof::OtherBody => true,
        Proof::WorkDay | Proof::VisitDay | Proof::TwoReminders | Proof::LinkedRequest | Proof::Year => false,
    }
}

/// Leaves of the answers what was chosen in a list.
async fn forget_typed_answers(op: &mut Op, requests: &[Id]) -> Result<(), StoreError> {
    let catalogue = op.part::<Catalogue>();
    for (id, service_code, text) in rows::list_answers(op, requests).await? {
        let answers = Answers::from_json(&text).unwrap_or_default();
        let service = catalogue.service(&service_code);
        let mut chosen = Answers::default();
        for code in answers.codes() {
            // What the catalogue asks no more may have been typed.
            let question = service.and_then(|service| service.question(code));
            if question.is_some_and(|question| question.datatype.is_list()) {
                answers.get(code).iter().for_each(|value| chosen.add(code, value));
            }
        }
        if chosen != answers {
            rows::save_answers(op, id, &chosen).await?;
        }
    }
    Ok(())
}

async fn forget_photos(op: &mut Op, before: Moment) -> Result<Forgotten, StoreError> {
    let photos = rows::list_shown(op, before, MOST_AT_ONCE).await?;
    for photo in &photos {
        photos::forget(op, photo).await?;
    }
    let mut requests: Vec<Option<Id>> = photos.iter().map(|photo| photo.request_id).collect();
    requests.sort_unstable();
    requests.dedup();
    Ok(Forgotten { requests: requests.len() as u64, items: photos.len() as u64 })
}

#[cfg(test)]
mod stories;
