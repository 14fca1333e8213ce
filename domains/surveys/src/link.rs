//! The link of a survey: it opens one survey until a date, and leads from nothing else to its answer.

use base::{Id, Moment};
use web::App;

/// How long a link opens its survey, from the closing.
pub const LINK_DAYS: i64 = 60;
/// How long an answer may be corrected, from the day it was given.
pub const CORRECTION_DAYS: i64 = 14;

const PURPOSE: &str = "survey";

/// What a link opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// The invitation of a person.
    Invitation(Id),
    /// A closing, for whoever follows the request.
    Closing { request_id: Id, closed_at: Moment },
}

impl Link {
    fn words(self) -> String {
        match self {
            Self::Invitation(id) => format!("e.{id}"),
            Self::Closing { request_id, closed_at } => format!("t.{request_id}.{}", closed_at.0),
        }
    }

    fn read(words: &str) -> Option<Self> {
        let (kind, rest) = words.split_once('.')?;
        match kind {
            "e" => rest.parse().ok().map(Self::Invitation),
            "t" => {
                let (request_id, closed_at) = rest.split_once('.')?;
                let closed_at = Moment(closed_at.parse().ok()?);
                Some(Self::Closing { request_id: request_id.parse().ok()?, closed_at })
            }
            _ => None,
        }
    }

    /// Path of the page, without its language.
    pub fn path(self, app: &App, closed_at: Moment) -> String {
        format!("/avis/{}", app.seal().close(PURPOSE, &self.words(), closed_at.plus_days(LINK_DAYS)))
    }

    /// What `key` opens now.
    pub fn open(app: &App, key: &str, now: Moment) -> Option<Self> {
        Self::read(&app.seal().open(PURPOSE, key, now)?)
    }

    /// The mark under which the answer is kept. Without the secret of the installation it says nothing of the link.
    pub fn answer_id(self, app: &App) -> String {
        app.seal().mark("survey-answer", &self.words())
    }

    /// Word of the table for how the person came.
    pub fn source(self) -> &'static str {
        match self {
            Self::Invitation(_) => "email",
            Self::Closing { .. } => "tracker",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_reads_back_and_nothing_else_does() {
        let closing = Link::Closing { request_id: 7, closed_at: Moment(12) };
        for link in [Link::Invitation(5), closing] {
            assert_eq!(Link::read(&link.words()), Some(link));
        }
        for words in ["", "e", "e.", "e.x", "t.7", "t.7.", "x.5", "26-000001"] {
            assert_eq!(Link::read(words), None, "{words}");
        }
    }
}
