//! A request and the values it is made of.

use crate::Status;
use base::{Id, Moment, Point};
use std::{fmt, str::FromStr};
use territory::{KnownPlace, PublishedPlace, Territory};

/// Public number: year and rank, `26-000001`. It opens nothing by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// Two digits.
    pub year: u8,
    pub rank: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a request number")]
pub struct ReferenceError(String);

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:06}", self.year, self.rank)
    }
}

/// Forgives spaces and the zeros of the rank: the City's own numbers have none (`16-269`).
impl FromStr for Reference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || ReferenceError(text.chars().take(40).collect());
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let (year, rank) = text.trim().split_once('-').ok_or_else(wrong)?;
        if year.len() != 2 || !is_digits(year) || !is_digits(rank) {
            return Err(wrong());
        }
        Ok(Self { year: year.parse().map_err(|_| wrong())?, rank: rank.parse().map_err(|_| wrong())? })
    }
}

/// What the resident wrote. May be blank where the answers say it all; at most [`Description::LONGEST`] characters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Description(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DescriptionError {
    #[error("the description has {0} characters, {max} at most", max = Description::LONGEST)]
    TooLong(usize),
}

impl DescriptionError {
    /// Key of the sentence shown to the reader, in either language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong(_) => "requests/description-too-long",
        }
    }
}

impl Description {
    /// Limit of GeoReport v2 (`POST requests`, description).
    pub const LONGEST: usize = 4_000;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Control characters other than line breaks and tabs are left out: no engine and no page wants them.
impl FromStr for Description {
    type Err = DescriptionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.replace("\r\n", "\n");
        let kept: String =
            text.trim().chars().filter(|letter| !letter.is_control() || "\n\t".contains(*letter)).collect();
        match kept.chars().count() {
            length if length > Self::LONGEST => Err(DescriptionError::TooLong(length)),
            _ => Ok(Self(kept)),
        }
    }
}

base::words! {
    /// How somebody reached the city: the nine channels of the open data (`PROVENANCE_*`).
    Channel {
        Phone => "phone", Email => "email", Person => "person", Mail => "mail", Fax => "fax",
        Office => "office", Mobile => "mobile", Social => "social", Web => "web",
    }
}

base::words! {
    /// What is asked: an intervention, a piece of information, a comment, a complaint (`NATURE`).
    Nature { Request => "request", Information => "information", Comment => "comment", Complaint => "complaint" }
}

/// Who asked, as far as they want to be known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub lang: base::Lang,
    /// Three consents, each its own, none given by default (`conventions.md` P9).
    pub wants_news: bool,
    pub wants_survey: bool,
    pub wants_participation: bool,
}

base::words! {
    /// Who may read a line of the journal, the fewest first.
    Audience { Staff => "staff", Requesters => "requesters", Everybody => "everybody" }
}

/// Where it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Place {
    pub point: Option<Point>,
    /// In words.
    pub address: String,
    /// Code of the borough.
    pub borough: Option<String>,
    pub street_side: Option<Id>,
}

impl Place {
    /// What everybody may know of it.
    pub fn published<'a>(&self, territory: &'a Territory) -> PublishedPlace<'a> {
        let (point, side, area) = (self.point, self.street_side, self.borough.as_deref());
        territory.publish(KnownPlace { point, side, area })
    }
}

/// Which unit answers for it, by which rule, and that rule in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Route {
    pub unit: String,
    /// `pair@2026-08`: level of the rule, version of the table; `person` when nobody could be sure.
    pub rule: String,
    pub words: base::Text,
}

/// What was promised, in the words given to the person, and the date kept by us. Later versions of the standard do
/// not touch it.
#[derive(Debug, Clone, PartialEq)]
pub struct Promise {
    pub words: base::Text,
    /// None while its start is not known (the end of a snowfall).
    pub due_at: Option<Moment>,
    pub version: String,
    /// Share of the cases that should keep it, 0 to 1.
    pub share: f64,
}

/// A member of staff who took it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignee {
    pub id: Id,
    pub name: String,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Code of `closing_results.csv`.
    pub result: String,
    /// What proves it, in the form that the result asks for.
    pub proof: String,
}

/// A request as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    pub id: Id,
    pub reference: String,
    pub nature: Nature,
    pub service_code: String,
    pub description: Description,
    pub answers: catalogue::Answers,
    pub place: Place,
    pub status: Status,
    pub priority: String,
    pub assignee: Option<Assignee>,
    /// Code of the one next action; none once it is closed.
    pub next_action: Option<String>,
    pub route: Route,
    pub channel: Channel,
    pub promise: Option<Promise>,
    pub planned_for: Option<Moment>,
    pub received_at: Moment,
    pub updated_at: Moment,
    pub closed_at: Option<Moment>,
    pub outcome: Option<Outcome>,
    pub reopening_asked_at: Option<Moment>,
    /// Picture that another system keeps.
    pub media_url: String,
    /// The accountable unit says that it is not its to do.
    pub is_misrouted: bool,
    /// An older request that may be the same problem, while somebody must judge.
    pub twin_id: Option<Id>,
    /// The request that it is a sub-request of.
    pub parent_id: Option<Id>,
    /// How many of its sub-requests are open.
    pub open_subrequests: i64,
    /// Whether the public map shows it.
    pub is_shown: bool,
    pub reopen_count: i64,
    /// People who asked for the same, on every channel.
    pub requesters: i64,
}

impl Request {
    /// Last instant that keeps the promise, when it is known.
    pub fn due_at(&self) -> Option<Moment> {
        self.promise.as_ref().and_then(|promise| promise.due_at)
    }

    /// Whether its own promise runs: that of a merged request is the promise of the one it follows.
    fn is_timed(&self) -> bool {
        self.closed_at.is_none() && self.status != Status::Merged
    }

    /// Whether the promised date has passed while work is owed.
    pub fn is_late(&self, now: Moment) -> bool {
        self.is_timed() && self.due_at().is_some_and(|due_at| due_at < now)
    }

    /// Whether less than a day is left.
    pub fn is_at_risk(&self, now: Moment) -> bool {
        self.is_timed() && self.due_at().is_some_and(|due_at| now <= due_at && due_at < now.plus_days(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_reference(text: &str, expected: Option<&str>) {
        assert_eq!(text.parse::<Reference>().ok().map(|it| it.to_string()).as_deref(), expected, "{text}");
    }

    #[test]
    fn numbers_are_read_as_people_copy_them() {
        check_reference("26-000001", Some("26-000001"));
        check_reference(" 16-269 ", Some("16-000269"));
        check_reference("26-1234567", Some("26-1234567"));
        for wrong in ["", "26", "26-", "-1", "2026-1", "26-+1", "26-99999999999", "26-1; drop table request", "２6-1"]
        {
            check_reference(wrong, None);
        }
    }

    #[test]
    fn a_description_has_a_limit_and_no_control_characters() {
        assert_eq!("é".repeat(4_000).parse::<Description>().map(|it| it.as_str().len()), Ok(8_000));
        assert_eq!("é".repeat(4_001).parse::<Description>(), Err(DescriptionError::TooLong(4_001)));
        assert_eq!(" a\0b\r\nc\u{7} ".parse::<Description>().unwrap().as_str(), "ab\nc");
    }
}
