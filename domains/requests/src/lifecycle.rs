//! The life of a request: sixteen statuses, and the moves between them that may refuse.
//!
//! The moves are those of the catalogue's table of statuses; a test compares the two.

use std::collections::VecDeque;

base::words! {
    /// Where a request stands.
    Status {
        Received => "RECUE", Accepted => "ACCEPTEE", Sent => "TRANSMISE", InHand => "PRISE_EN_CHARGE",
        Urgent => "URGENTE", InformationNeeded => "INFO_REQUISE", Scheduled => "PLANIFIEE", UnderWay => "EN_COURS",
        OnHold => "SUSPENDUE", Merged => "REGROUPEE", Completed => "TERMINEE", Reopened => "REACTIVEE",
        HandledElsewhere => "REORIENTEE", Declined => "REFUSEE", Cancelled => "ANNULEE", Removed => "SUPPRIMEE",
    }
}

/// What a move brings with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grounds {
    /// Why, in words that the person may read.
    pub reason: String,
    /// Closing result, checked with its proof.
    pub outcome: Option<crate::request::Outcome>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StatusError {
    #[error("{} cannot follow {}", .to.code(), .from.code())]
    Impossible { from: Status, to: Status },
    #[error("{} needs a reason", .0.code())]
    ReasonMissing(Status),
    #[error("a completed request needs a result and its proof")]
    ResultMissing,
}

impl Status {
    /// What may follow.
    pub fn next(self) -> &'static [Self] {
        match self {
            Self::Received => &[
                Self::Accepted,
                Self::Urgent,
                Self::InformationNeeded,
                Self::Merged,
                Self::HandledElsewhere,
                Self::Declined,
                Self::Cancelled,
                Self::Removed,
            ],
            Self::Accepted => &[
                Self::Sent,
                Self::InHand,
                Self::Urgent,
                Self::InformationNeeded,
                Self::Scheduled,
                Self::Merged,
                Self::HandledElsewhere,
                Self::Declined,
                Self::Cancelled,
            ],
            Self::Sent => &[
                Self::InHand,
                Self::InformationNeeded,
                Self::Scheduled,
                Self::Urgent,
                Self::Sent,
                Self::Merged,
                Self::HandledElsewhere,
                Self::Declined,
                Self::Cancelled,
            ],
            Self::InHand => &[
                Self::InformationNeeded,
                Self::Scheduled,
                Self::UnderWay,
                Self::OnHold,
                Self::Completed,
                Self::HandledElsewhere,
                Self::Declined,
                Self::Cancelled,
            ],
            Self::Urgent => &[Self::InHand, Self::UnderWay, Self::Completed, Self::HandledElsewhere],
            Self::InformationNeeded => &[Self::InHand, Self::Sent, Self::Scheduled, Self::Declined, Self::Cancelled],
            Self::Scheduled => &[
                Self::UnderWay,
                Self::OnHold,
                Self::Completed,
                Self::InformationNeeded,
                Self::Declined,
                Self::Cancelled,
            ],
            Self::UnderWay => &[Self::Completed, Self::OnHold, Self::Scheduled],
            Self::OnHold => &[Self::InHand, Self::Scheduled, Self::UnderWay, Self::Completed],
            Self::Merged => &[Self::Received],
            Self::Completed | Self::HandledElsewhere | Self::Declined | Self::Cancelled | Self::Removed => {
                &[Self::Reopened]
            }
            Self::Reopened => {
                &[Self::Sent, Self::InHand, Self::Scheduled, Self::Completed, Self::HandledElsewhere, Self::Declined]
            }
        }
    }

    /// Whether work is still owed.
    pub fn is_open(self) -> bool {
        match self {
            Self::Received
            | Self::Accepted
            | Self::Sent
            | Self::InHand
            | Self::Urgent
            | Self::InformationNeeded
            | Self::Scheduled
            | Self::UnderWay
            | Self::OnHold
            | Self::Reopened
            | Self::Merged => true,
            Self::Completed | Self::HandledElsewhere | Self::Declined | Self::Cancelled | Self::Removed => false,
        }
    }

    /// Where those merged into a request that comes to stand here go: they close with its work, and what only its own
    /// person or staff said of it (cancelled, removed) gives them their own life back.
    #[must_use]
    pub fn leads_followers_to(self) -> Self {
        if self.is_open() {
            Self::Merged
        } else if matches!(self, Self::Cancelled | Self::Removed) {
            Self::Received
        } else {
            self
        }
    }

    /// Whether a person must be told why.
    pub fn needs_reason(self) -> bool {
        match self {
            Self::Urgent
            | Self::InformationNeeded
            | Self::Scheduled
            | Self::OnHold
            | Self::Merged
            | Self::Completed
            | Self::Reopened
            | Self::HandledElsewhere
            | Self::Declined
            | Self::Removed => true,
            Self::Received | Self::Accepted | Self::Sent | Self::InHand | Self::UnderWay | Self::Cancelled => false,
        }
    }

    /// The one thing to do next while a request is open, by its code in the texts.
    pub fn next_action(self) -> Option<&'static str> {
        match self {
            Self::Received => Some("accept"),
            Self::Accepted => Some("send"),
            Self::Sent | Self::Reopened => Some("take"),
            Self::InHand => Some("plan"),
            Self::Urgent => Some("intervene"),
            Self::InformationNeeded => Some("await-answer"),
            Self::Scheduled => Some("start-work"),
            Self::UnderWay => Some("finish-work"),
            Self::OnHold => Some("resume"),
            Self::Merged => Some("follow-principal"),
            Self::Completed | Self::HandledElsewhere | Self::Declined | Self::Cancelled | Self::Removed => None,
        }
    }

    /// The shortest way to `to` through statuses that need no reason; `to` is the last step. None when there is no way.
    pub fn way_to(self, to: Self) -> Option<Vec<Self>> {
        let quiet = [Self::Accepted, Self::InHand, Self::UnderWay];
        let mut ways = VecDeque::from([vec![self]]);
        while let Some(way) = ways.pop_front() {
            let last = way.last().copied().unwrap_or(self);
            if last.next().contains(&to) {
                return Some(way.into_iter().skip(1).chain([to]).collect());
            }
            for step in quiet.into_iter().filter(|step| last.next().contains(step) && !way.contains(step)) {
                ways.push_back(way.iter().copied().chain([step]).collect());
            }
        }
        None
    }

    /// How a status looks: the badges of the pages and the points of the map.
    pub fn tone(self) -> &'static str {
        match self {
            Self::Received | Self::Accepted | Self::Sent => "received",
            Self::InHand | Self::Urgent | Self::Scheduled | Self::UnderWay | Self::Reopened => "active",
            Self::InformationNeeded | Self::OnHold | Self::Merged => "waiting",
            Self::Completed => "done",
            Self::HandledElsewhere | Self::Declined | Self::Cancelled | Self::Removed => "closed",
        }
    }

    /// Moves on, or says why not.
    pub fn follow(self, to: Self, grounds: &Grounds) -> Result<Self, StatusError> {
        if !self.next().contains(&to) {
            return Err(StatusError::Impossible { from: self, to });
        }
        if to.needs_reason() && grounds.reason.trim().is_empty() {
            return Err(StatusError::ReasonMissing(to));
        }
        if to == Self::Completed && grounds.outcome.is_none() {
            return Err(StatusError::ResultMissing);
        }
        Ok(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::PackFiles;
    use catalogue::Catalogue;
    use std::{collections::BTreeSet, path::Path};

    #[test]
    fn the_moves_are_those_of_the_catalogue() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/montreal");
        let catalogue = Catalogue::read(&PackFiles::read(Path::new(folder)).unwrap()).unwrap();
        assert_eq!(catalogue.statuses().len(), Status::ALL.len());
        for status in Status::ALL {
            let written = catalogue.status(status.code()).unwrap();
            let ours: BTreeSet<&str> = status.next().iter().map(|next| next.code()).collect();
            let theirs: BTreeSet<&str> = written.next.iter().map(String::as_str).collect();
            assert_eq!(ours, theirs, "{}", status.code());
            assert_eq!(status.needs_reason(), written.needs_reason, "{}", status.code());
            assert_eq!(status.is_open(), written.is_open, "{}", status.code());
            assert_eq!(status.is_open(), !written.is_final, "{}", status.code());
            assert_eq!(status.is_open(), status.next_action().is_some(), "{}", status.code());
        }
    }

    #[track_caller]
    fn check(from: Status, to: Status, reason: &str, result: Option<&str>, expected: Result<Status, StatusError>) {
        let outcome = result.map(|result| crate::request::Outcome { result: result.to_owned(), proof: String::new() });
        let grounds = Grounds { reason: reason.to_owned(), outcome };
        assert_eq!(from.follow(to, &grounds), expected);
    }

    #[test]
    fn acts_walk_the_shortest_way() {
        use Status::*;
        let way = |from: Status, to| from.way_to(to).unwrap_or_default();
        assert_eq!(way(Received, InHand), [Accepted, InHand]);
        assert_eq!(way(Received, Completed), [Accepted, InHand, Completed]);
        assert_eq!(way(Sent, Scheduled), [Scheduled]);
        assert_eq!(way(Completed, Reopened), [Reopened]);
        assert_eq!(Completed.way_to(InHand), None);
    }

    #[test]
    fn followers_close_with_the_work_and_are_free_of_what_is_said_of_one_person() {
        use Status::*;
        for (principal, expected) in [
            (Completed, Completed),
            (HandledElsewhere, HandledElsewhere),
            (Declined, Declined),
            (Cancelled, Received),
            (Removed, Received),
            (Reopened, Merged),
            (Scheduled, Merged),
        ] {
            assert_eq!(principal.leads_followers_to(), expected, "{}", principal.code());
        }
        assert!(Status::ALL.iter().all(|status| status.is_open() == (status.leads_followers_to() == Merged)
            || status.leads_followers_to() == Received));
    }

    #[test]
    fn moves_refuse_what_the_charter_refuses() {
        use Status::*;
        check(Received, Accepted, "", None, Ok(Accepted));
        check(
            Received,
            Completed,
            "fait",
            Some("REPARE"),
            Err(StatusError::Impossible { from: Received, to: Completed }),
        );
        check(InHand, Completed, "", Some("REPARE"), Err(StatusError::ReasonMissing(Completed)));
        check(InHand, Completed, "3 février", None, Err(StatusError::ResultMissing));
        check(InHand, Completed, "3 février", Some("REPARE"), Ok(Completed));
        check(InHand, Declined, "  ", None, Err(StatusError::ReasonMissing(Declined)));
        check(Completed, Reopened, "pas réglé", None, Ok(Reopened));
        check(Completed, InHand, "", None, Err(StatusError::Impossible { from: Completed, to: InHand }));
    }
}
