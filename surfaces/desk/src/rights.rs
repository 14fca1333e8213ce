//! Who may see a request and do what to it: one table, and the proofs that pages and acts ask for.

use catalogue::{Catalogue, ClosingResult, Proof};
use identity::{Role, Staff};
use requests::{Listed, Request, Status};
use std::str::FromStr;
use web::{Op, Refusal};

/// What is done to a request at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Take,
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
    Decline,
    Cancel,
    Reopen,
    LeaveClosed,
    Merge,
    Separate,
    Remove,
}

/// Who may do an act; administrators may do all of them.
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
/// An agent who is not of the unit closes a request only by answering it: see [`Case::results`].
const RIGHTS: [(Act, &str, &str, Reach); 18] = [
    (Act::Take, "prendre", "p", Reach::Unit),
    (Act::Start, "commencer", "m", Reach::Unit),
    (Act::Close, "terminer", "t", Reach::Desk),
    (Act::Plan, "planifier", "d", Reach::Unit),
    (Act::Assign, "confier", "a", Reach::Desk),
    (Act::Ask, "demander", "q", Reach::Desk),
    (Act::Answer, "repondre", "r", Reach::Desk),
    (Act::Note, "noter", "i", Reach::Desk),
    (Act::Hold, "suspendre", "s", Reach::Unit),
    (Act::Urgent, "urgence", "u", Reach::Desk),
    (Act::Elsewhere, "reorienter", "o", Reach::Desk),
    (Act::Decline, "refuser", "e", Reach::Unit),
    (Act::Cancel, "annuler", "x", Reach::Voice),
    (Act::Reopen, "rouvrir", "v", Reach::Desk),
    (Act::LeaveClosed, "laisser", "l", Reach::Unit),
    (Act::Merge, "regrouper", "g", Reach::Desk),
    (Act::Separate, "separer", "b", Reach::Desk),
    (Act::Remove, "retirer", "z", Reach::Admin),
];

impl Act {
    pub fn all() -> impl Iterator<Item = Self> {
        RIGHTS.iter().map(|(act, ..)| *act)
    }

    fn line(self) -> (&'static str, &'static str, Reach) {
        let found = RIGHTS.iter().find(|(act, ..)| *act == self);
        found.map_or(("", "", Reach::Admin), |(_, word, key, reach)| (word, key, *reach))
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
        matches!(self, Self::Take | Self::Start)
    }

    /// Whether it harms nothing when somebody else acted meanwhile.
    pub fn is_harmless(self) -> bool {
        matches!(self, Self::Note | Self::Answer)
    }

    /// Whether it may be done to many at once: what asks a person, gathers or removes is decided one by one.
    pub fn is_for_many(self) -> bool {
        match self {
            Self::Take
            | Self::Start
            | Self::Close
            | Self::Plan
            | Self::Assign
            | Self::Note
            | Self::Hold
            | Self::Urgent
            | Self::Elsewhere
            | Self::Decline
            | Self::Cancel
            | Self::Reopen => true,
            Self::Ask | Self::Answer | Self::LeaveClosed | Self::Merge | Self::Separate | Self::Remove => false,
        }
    }

    /// Whether `request` can go through it as it stands.
    pub fn is_possible(self, request: &Request, staff: &Staff) -> bool {
        let is_mine = request.assignee.as_ref().is_some_and(|assignee| assignee.id == staff.id);
        self.leads_from(request.status, (is_mine, request.reopening_asked_at.is_some()), staff)
    }

    /// Whether what a list shows of a request says that it can.
    pub fn is_possible_for(self, listed: &Listed, staff: &Staff) -> bool {
        self.leads_from(listed.status, (false, listed.reopening_asked_at.is_some()), staff)
    }

    fn leads_from(self, status: Status, (is_mine, asks_reopening): (bool, bool), staff: &Staff) -> bool {
        let leads = |to: Status| status != to && status.way_to(to).is_some();
        match self {
            Self::Take if status == Status::InHand => !is_mine,
            Self::Take => leads(Status::InHand),
            Self::Start => leads(Status::UnderWay),
            Self::Close => leads(Status::Completed),
            Self::Plan => status == Status::Scheduled || leads(Status::Scheduled),
            Self::Assign => status.is_open() && status != Status::Merged,
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

/// Whether `staff` sees a request of `unit`: whoever does the work sees their own.
pub fn sees(staff: &Staff, unit: &str) -> bool {
    match staff.role {
        Role::Agent | Role::Admin => true,
        Role::Unit => staff.is_of(unit),
    }
}

/// Whether `staff` may do `act` to a request of `unit`.
pub fn may(staff: &Staff, unit: &str, act: Act) -> bool {
    let (is_agent, is_own) = (staff.role == Role::Agent, staff.is_of(unit));
    match (staff.role, act.line().2) {
        (Role::Admin, _) => true,
        (Role::Agent | Role::Unit, Reach::Desk) => is_agent || is_own,
        (Role::Agent | Role::Unit, Reach::Unit) => is_own,
        (Role::Agent | Role::Unit, Reach::Voice) => is_agent,
        (Role::Agent | Role::Unit, Reach::Admin) => false,
    }
}

/// A request that somebody may see.
pub struct Case {
    pub request: Request,
    staff: Staff,
}

/// The right to do one act to one request.
pub struct Permit<'a> {
    case: &'a Case,
    pub act: Act,
}

impl Case {
    /// The request of a number. One that is not theirs to see is not found: that it exists is private.
    pub async fn load(op: &mut Op, staff: &Staff, reference: &str) -> Result<Self, Refusal> {
        let found = requests::find(op, reference).await?.filter(|request| sees(staff, &request.route.unit));
        let request = found.ok_or(Refusal::not_found("requests/unknown"))?;
        Ok(Self { request, staff: staff.clone() })
    }

    fn may(&self, act: Act) -> bool {
        may(&self.staff, &self.request.route.unit, act)
    }

    pub fn permit(&self, act: Act) -> Result<Permit<'_>, Refusal> {
        if self.may(act) { Ok(Permit { case: self, act }) } else { Err(Refusal::forbidden("desk/act-not-yours")) }
    }

    /// The acts that are theirs and possible now.
    pub fn offers(&self) -> Vec<Act> {
        Act::all().filter(|act| self.may(*act) && act.is_possible(&self.request, &self.staff)).collect()
    }

    /// Whether the number of a request of `unit` leads them to it.
    pub fn sees(&self, unit: &str) -> bool {
        sees(&self.staff, unit)
    }

    /// Whether a request of `unit` may be the one that this one is merged into: both are then theirs to handle.
    pub fn merges_into(&self, unit: &str) -> bool {
        may(&self.staff, unit, Act::Merge)
    }

    /// Whether they add photos of the work, as they would a note.
    pub fn adds_photos(&self) -> bool {
        self.may(Act::Note)
    }

    /// Whether they decide that everybody may see a photo: whoever knows the place, and faces and plates on it.
    pub fn publishes_photos(&self) -> bool {
        self.staff.role == Role::Admin || self.staff.is_of(&self.request.route.unit)
    }

    /// Closing results they may give: who did not do the work may only say that an answer was given.
    pub fn results<'c>(&self, catalogue: &'c Catalogue) -> Vec<&'c ClosingResult> {
        let is_whole = self.staff.role == Role::Admin || self.staff.is_of(&self.request.route.unit);
        let may = |result: &&ClosingResult| is_whole || result.proof == Proof::Answer;
        catalogue.closing_results().iter().filter(may).collect()
    }
}

impl Permit<'_> {
    pub fn reference(&self) -> &str {
        &self.case.request.reference
    }

    /// Whether a request of `unit` may be the one that this one is merged into.
    pub fn merges_into(&self, unit: &str) -> bool {
        self.case.merges_into(unit)
    }

    pub fn gives(&self, catalogue: &Catalogue, result: &str) -> bool {
        self.case.results(catalogue).iter().any(|offered| offered.code == result)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn staff(role: Role, units: &[&str]) -> Staff {
        let units = units.iter().map(|unit| (*unit).to_owned()).collect();
        Staff { id: 1, email: "a@b.ca".into(), name: "A".into(), role, units }
    }

    /// Who may, for a request of « voirie »: agent, agent of the unit, the unit, another unit, administrator.
    const TABLE: [(&str, [bool; 5]); 18] = [
        ("prendre", [false, true, true, false, true]),
        ("commencer", [false, true, true, false, true]),
        ("terminer", [true, true, true, false, true]),
        ("planifier", [false, true, true, false, true]),
        ("confier", [true, true, true, false, true]),
        ("demander", [true, true, true, false, true]),
        ("repondre", [true, true, true, false, true]),
        ("noter", [true, true, true, false, true]),
        ("suspendre", [false, true, true, false, true]),
        ("urgence", [true, true, true, false, true]),
        ("reorienter", [true, true, true, false, true]),
        ("refuser", [false, true, true, false, true]),
        ("annuler", [true, true, false, false, true]),
        ("rouvrir", [true, true, true, false, true]),
        ("laisser", [false, true, true, false, true]),
        ("regrouper", [true, true, true, false, true]),
        ("separer", [true, true, true, false, true]),
        ("retirer", [false, false, false, false, true]),
    ];

    #[test]
    fn each_act_is_open_to_who_answers_for_it() {
        let people = [
            staff(Role::Agent, &[]),
            staff(Role::Agent, &["voirie"]),
            staff(Role::Unit, &["voirie", "eau"]),
            staff(Role::Unit, &["eau"]),
            staff(Role::Admin, &[]),
        ];
        assert_eq!(Act::all().count(), TABLE.len());
        for (word, expected) in TABLE {
            let act: Act = word.parse().unwrap();
            let got: Vec<bool> = people.iter().map(|staff| may(staff, "voirie", act)).collect();
            assert_eq!(got, expected, "{word}");
        }
        let seen: Vec<bool> = people.iter().map(|staff| sees(staff, "voirie")).collect();
        assert_eq!(seen, [true, true, true, false, true]);
    }

    #[test]
    fn each_act_has_a_key_of_its_own() {
        let keys: std::collections::BTreeSet<&str> = Act::all().map(Act::key).collect();
        assert_eq!(keys.len(), RIGHTS.len());
        // Keys of the frame.
        assert!(["n", "f", "/", "c"].iter().all(|key| !keys.contains(key)));
    }
}
