//! What is done to a request at the desk, by which key, by whom, and from where it stands.

use identity::{Role, Staff};
use requests::{Listed, Request, Status, giving::may_be_given, subrequests::may_be_shared};
use std::str::FromStr;

/// What is done to a request at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Take,
    Give,
    GiveBack,
    Start,
    Close,
    Plan,
    Assign,
    Ask,
    Answer,
    Note,
    Hold,
    Urgent,
    Elsewhere,
    SendBack,
    AskPartner,
    OpenSubrequest,
    Decline,
    Cancel,
    Reopen,
    LeaveClosed,
    Merge,
    Separate,
    TellApart,
    Remove,
}

/// Who may do an act at the desk; administrators may do all of them, and who works in the field those of `FIELD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Agents anywhere, and the unit that answers for the request.
    Desk,
    /// The accountable unit: whoever does the work decides on it.
    Unit,
    /// Agents anywhere: it is the person's own word, taken on the telephone.
    Voice,
    /// Administrators alone.
    Admin,
}

/// Act, its word in addresses, its key, who may.
///
/// An agent who is not of the unit closes a request only by answering it: see [`Case::results`](super::Case::results).
const RIGHTS: [(Act, &str, &str, Reach); 24] = [
    (Act::Take, "prendre", "p", Reach::Unit),
    (Act::Give, "donner", "h", Reach::Unit),
    (Act::Start, "commencer", "m", Reach::Unit),
    (Act::Close, "terminer", "t", Reach::Desk),
    (Act::Plan, "planifier", "d", Reach::Unit),
    (Act::Assign, "confier", "a", Reach::Desk),
    (Act::Ask, "demander", "q", Reach::Desk),
    (Act::Answer, "repondre", "r", Reach::Desk),
    (Act::Note, "noter", "i", Reach::Desk),
    (Act::Hold, "suspendre", "s", Reach::Unit),
    (Act::GiveBack, "rendre", "y", Reach::Unit),
    (Act::Urgent, "urgence", "u", Reach::Desk),
    (Act::Elsewhere, "reorienter", "o", Reach::Desk),
    (Act::SendBack, "renvoyer", "w", Reach::Unit),
    (Act::AskPartner, "consulter", "k", Reach::Desk),
    (Act::OpenSubrequest, "partager", "+", Reach::Desk),
    (Act::Decline, "refuser", "e", Reach::Unit),
    (Act::Cancel, "annuler", "x", Reach::Voice),
    (Act::Reopen, "rouvrir", "v", Reach::Desk),
    (Act::LeaveClosed, "laisser", "l", Reach::Unit),
    (Act::Merge, "regrouper", "g", Reach::Desk),
    (Act::Separate, "separer", "b", Reach::Desk),
    (Act::TellApart, "distinguer", "j", Reach::Desk),
    (Act::Remove, "retirer", "z", Reach::Admin),
];

/// What is done where the problem is.
const FIELD: [Act; 7] = [Act::Take, Act::GiveBack, Act::Start, Act::Close, Act::Plan, Act::Note, Act::Hold];

impl Act {
    pub fn all() -> impl Iterator<Item = Self> {
        RIGHTS.iter().map(|(act, ..)| *act)
    }

    fn line(self) -> (&'static str, &'static str, Reach) {
        let found = RIGHTS.iter().find(|(act, ..)| *act == self);
        found.map_or(("", "", Reach::Admin), |(_, word, key, reach)| (word, key, *reach))
    }

    pub fn reach(self) -> Reach {
        self.line().2
    }

    /// Whether it is done where the problem is.
    pub fn is_of_the_field(self) -> bool {
        FIELD.contains(&self)
    }

    /// Word in addresses, and in the codes of texts.
    pub fn word(self) -> &'static str {
        self.line().0
    }

    pub fn key(self) -> &'static str {
        self.line().1
    }

    /// Whether one press does it: nothing is asked.
    pub fn is_plain(self) -> bool {
        matches!(self, Self::Take | Self::Start | Self::TellApart)
    }

    /// Whether it harms nothing when somebody else acted meanwhile.
    pub fn is_harmless(self) -> bool {
        matches!(self, Self::Note | Self::Answer)
    }

    /// Whether it may be done to many at once: what asks a person, gathers or removes is decided one by one.
    pub fn is_for_many(self) -> bool {
        match self {
            Self::Take
            | Self::Give
            | Self::GiveBack
            | Self::Start
            | Self::Close
            | Self::Plan
            | Self::Assign
            | Self::Note
            | Self::Hold
            | Self::Urgent
            | Self::Elsewhere
            | Self::SendBack
            | Self::Decline
            | Self::Cancel
            | Self::Reopen => true,
            Self::Ask
            | Self::AskPartner
            | Self::OpenSubrequest
            | Self::Answer
            | Self::LeaveClosed
            | Self::Merge
            | Self::Separate
            | Self::TellApart
            | Self::Remove => false,
        }
    }

    /// Whether `request` can go through it as it stands.
    pub fn is_possible(self, request: &Request, staff: &Staff) -> bool {
        let assignee = request.assignee.as_ref();
        let hands = Hands { are_full: assignee.is_some(), are_mine: assignee.is_some_and(|it| it.id == staff.id) };
        // Judged once, sent back once.
        let is_over =
            (self == Self::TellApart && request.twin_id.is_none()) || (self == Self::SendBack && request.is_misrouted);
        !is_over
            && !self.is_for_another(request)
            && self.leads_from(request.status, (hands, request.reopening_asked_at.is_some()), staff)
    }

    /// Whether it is done to the sub-requests of `request`, or to its parent, in its place.
    fn is_for_another(self, request: &Request) -> bool {
        let is_told = matches!(self, Self::Ask | Self::Answer | Self::OpenSubrequest | Self::Merge);
        let is_end = matches!(self, Self::Close | Self::Elsewhere | Self::Decline | Self::Merge);
        (is_told && request.parent_id.is_some()) || (is_end && request.open_subrequests > 0)
    }

    /// Whether what a list shows of a request says that it can.
    pub fn is_possible_for(self, listed: &Listed, staff: &Staff) -> bool {
        let hands = Hands { are_full: listed.assignee.is_some(), are_mine: false };
        self.leads_from(listed.status, (hands, listed.reopening_asked_at.is_some()), staff)
    }

    fn leads_from(self, status: Status, (hands, asks_reopening): (Hands, bool), staff: &Staff) -> bool {
        let leads = |to: Status| status != to && status.way_to(to).is_some();
        match self {
            Self::Take if status == Status::InHand => !hands.are_mine,
            Self::Take => leads(Status::InHand),
            Self::Give => may_be_given(status),
            Self::GiveBack => may_be_given(status) && hands.are_full,
            Self::Start => leads(Status::UnderWay),
            Self::Close => leads(Status::Completed),
            Self::Plan => status == Status::Scheduled || leads(Status::Scheduled),
            Self::Assign | Self::SendBack | Self::AskPartner | Self::TellApart => {
                status.is_open() && status != Status::Merged
            }
            Self::OpenSubrequest => may_be_shared(status),
            Self::Ask => leads(Status::InformationNeeded),
            Self::Answer | Self::Note => status != Status::Removed,
            Self::Hold => leads(Status::OnHold),
            Self::Urgent => leads(Status::Urgent),
            Self::Elsewhere => leads(Status::HandledElsewhere),
            Self::Decline => leads(Status::Declined),
            Self::Cancel => leads(Status::Cancelled),
            // What was removed comes back by a second person's decision.
            Self::Reopen => leads(Status::Reopened) && (status != Status::Removed || staff.role == Role::Admin),
            Self::LeaveClosed => !status.is_open() && asks_reopening,
            Self::Merge => leads(Status::Merged),
            Self::Separate => leads(Status::Received),
            Self::Remove => leads(Status::Removed),
        }
    }
}

impl FromStr for Act {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        RIGHTS.iter().find(|(_, known, ..)| *known == word).map(|(act, ..)| *act).ok_or(())
    }
}

/// In whose hands a request is.
#[derive(Clone, Copy)]
struct Hands {
    are_full: bool,
    are_mine: bool,
}
