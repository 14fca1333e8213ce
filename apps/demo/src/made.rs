//! A request as it is made: everything a register or a published file needs, and nothing of anyone real.

use base::{Lang, Moment, Point, Text};
use catalogue::Answers;
use std::{fmt, sync::Arc};

/// A borough, its code and its name.
#[derive(Debug, PartialEq, Eq)]
pub struct MadeArea {
    pub code: String,
    pub name: String,
}

/// What the published file calls the kind of place (`TYPE_LIEU_INTERV`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceKind {
    Address,
    Intersection,
    /// Between two corners.
    Stretch,
    /// A park.
    Facility,
}

/// Where it is.
#[derive(Debug, Clone, PartialEq)]
pub struct MadePlace {
    pub kind: PlaceKind,
    pub point: Point,
    /// Where it is published: the middle of the side, or the place itself when it is no address.
    pub published: Point,
    /// `24, rue du Moulin`; `rue du Moulin / avenue du Phare`; `parc du Héron`.
    pub address: String,
    pub street: Arc<str>,
    /// The streets that meet there, or between which it is.
    pub corners: Option<[Arc<str>; 2]>,
    pub area: Arc<MadeArea>,
    /// Identifier of the street side.
    pub side: Option<i64>,
    /// Of a form that no real postal code has; empty when the place is no address.
    pub postal_code: String,
    /// Put at the borough's office because nobody said where (`LOC_ERREUR_GDT`).
    pub is_default: bool,
}

/// The person who asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeContact {
    pub name: Option<String>,
    /// At `exemple.test`.
    pub email: Option<String>,
    /// 555-01xx.
    pub phone: Option<String>,
    pub wants_news: bool,
    pub wants_survey: bool,
    pub wants_participation: bool,
}

/// A status, when it began and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// Code of `statuses.csv`.
    pub status: &'static str,
    pub at: Moment,
    /// In the language of the person; empty when the status needs none.
    pub reason: &'static str,
}

/// The unit that answers for it, and the rule of the routing table that gave it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MadeRoute {
    pub unit: Arc<str>,
    /// Name of the unit in capitals, as published.
    pub published: Arc<str>,
    /// `pair@2026-08`.
    pub rule: String,
    pub words: Text,
}

/// What was promised when it was received.
#[derive(Debug, Clone, PartialEq)]
pub struct MadePromise {
    pub words: Arc<Text>,
    /// None when it runs from the end of a snowfall.
    pub due_at: Option<Moment>,
    pub version: Arc<str>,
    /// 0 to 1.
    pub share: f64,
}

/// The survey after closing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeSurvey {
    pub sent_at: Moment,
    /// None when the person did not answer.
    pub answer: Option<MadeAnswer>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeAnswer {
    pub at: Moment,
    /// 1 to 5.
    pub score: u8,
    pub is_fixed: bool,
    pub is_delay_acceptable: bool,
    pub comment: Option<Arc<str>>,
}

/// What is asked: the codes kept with a request.
pub const NATURES: [&str; 4] = ["request", "information", "comment", "complaint"];
/// The nine channels, in the order of [`MadeRequest::requesters`].
pub const CHANNELS: [&str; 9] = ["phone", "email", "person", "mail", "fax", "office", "mobile", "social", "web"];

#[derive(Debug, Clone, PartialEq)]
pub struct MadeRequest {
    /// Two digits of the year, and rank within it.
    pub year: u8,
    pub rank: u32,
    /// One of [`NATURES`].
    pub nature: &'static str,
    pub service: Arc<str>,
    /// Name of the service in the open data (`ACTI_NOM`).
    pub category: Arc<str>,
    /// In `lang`; empty when the person wrote nothing.
    pub description: Arc<str>,
    pub lang: Lang,
    pub answers: Answers,
    /// None for what needs no place.
    pub place: Option<MadePlace>,
    pub route: Arc<MadeRoute>,
    /// One of [`CHANNELS`].
    pub channel: &'static str,
    /// People who asked for the same, by channel.
    pub requesters: [u16; 9],
    /// None when the person stayed unknown.
    pub contact: Option<MadeContact>,
    pub received_at: Moment,
    /// Last of `moves`.
    pub updated_at: Moment,
    pub closed_at: Option<Moment>,
    /// None for information, and where the city promises nothing.
    pub promise: Option<MadePromise>,
    /// When the work is planned for.
    pub planned_for: Option<Moment>,
    /// From `RECUE` to the present status, in order.
    pub moves: Vec<Move>,
    /// Code of `closing_results.csv`.
    pub result: Option<&'static str>,
    /// What the result must show: a day, an answer, another body.
    pub proof: String,
    pub reopen_count: u8,
    /// The request it was merged into.
    pub principal: Option<(u8, u32)>,
    pub survey: Option<MadeSurvey>,
}

impl MadeRequest {
    /// Public number: `26-000001`.
    pub fn reference(&self) -> impl fmt::Display {
        Reference(self.year, self.rank)
    }

    /// Last instant that keeps the promise, when it is known.
    pub fn due_at(&self) -> Option<Moment> {
        self.promise.as_ref().and_then(|promise| promise.due_at)
    }

    /// Code of the present status.
    pub fn status(&self) -> &'static str {
        self.moves.last().map_or("RECUE", |last| last.status)
    }
}

struct Reference(u8, u32);

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:06}", self.0, self.1)
    }
}
