//! Who may see a request and do what to it: one table, and the proofs that pages and acts ask for.

mod act;

pub use act::{Act, Reach};

use base::Id;
use catalogue::{Catalogue, ClosingResult, Proof};
use identity::{Role, Staff};
use requests::{Queue, Request, attachments::Attachment, saved::SavedQueue};
use web::{Op, Refusal};

/// What somebody sees of the requests: the one value that opens a page, narrows a list and shares a count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Codes; none is all of them.
    units: Option<Vec<String>>,
    boroughs: Option<Vec<String>>,
    services: Option<Vec<String>>,
    /// Who took it: themselves or somebody of their crew.
    assignees: Option<Vec<Id>>,
}

impl Scope {
    pub fn of(catalogue: &Catalogue, staff: &Staff) -> Self {
        let limit = |codes: &[String]| (!codes.is_empty()).then(|| codes.to_vec());
        let groups = &staff.limits.groups;
        let is_theirs = |code: &str| groups.iter().any(|group| group == code);
        let services = || {
            let theirs = catalogue.groups().into_iter().filter(|(group, _)| is_theirs(&group.code));
            theirs.flat_map(|(_, services)| services).map(|service| service.code.clone()).collect()
        };
        let limited = Self {
            boroughs: limit(&staff.limits.boroughs),
            services: (!groups.is_empty()).then(services),
            ..Self::default()
        };
        match staff.role {
            Role::Admin => Self::default(),
            Role::Agent => limited,
            Role::Unit | Role::Supervisor => Self { units: Some(staff.units.clone()), ..limited },
            Role::Crew | Role::Contractor => Self { assignees: Some(hands(staff)), ..limited },
        }
    }

    /// Whether `request` is in it.
    pub fn holds(&self, request: &Request) -> bool {
        let is_in = |codes: &Option<Vec<String>>, code: &str| {
            codes.as_ref().is_none_or(|codes| codes.iter().any(|known| known == code))
        };
        let assignee = request.assignee.as_ref().map(|assignee| assignee.id);
        is_in(&self.units, &request.route.unit)
            && is_in(&self.boroughs, request.place.borough.as_deref().unwrap_or_default())
            && is_in(&self.services, &request.service_code)
            && self.assignees.as_ref().is_none_or(|ids| assignee.is_some_and(|id| ids.contains(&id)))
    }

    /// Whether a request of which this is known is in it. What a crew sees cannot be told so.
    pub fn has(&self, unit: &str, borough: Option<&str>, service: &str) -> bool {
        self.assignees.is_none() && self.has_unit(unit) && self.has_place(borough, service)
    }

    /// The same, whatever its unit.
    pub fn has_place(&self, borough: Option<&str>, service: &str) -> bool {
        let is_in = |codes: &Option<Vec<String>>, code: &str| {
            codes.as_ref().is_none_or(|codes| codes.iter().any(|known| known == code))
        };
        is_in(&self.boroughs, borough.unwrap_or_default()) && is_in(&self.services, service)
    }

    pub fn has_unit(&self, unit: &str) -> bool {
        self.units.as_ref().is_none_or(|units| units.iter().any(|own| own == unit))
    }

    /// Leaves in `queue` what is in it.
    pub fn put(&self, queue: &mut Queue) {
        let conditions = [
            (&mut queue.filter.units, &self.units),
            (&mut queue.boroughs, &self.boroughs),
            (&mut queue.filter.services, &self.services),
        ];
        for (asked, codes) in conditions {
            // A scope of nothing is no request at all, not every one of them.
            let none = || vec![String::new()];
            let codes = codes.as_ref().map(|codes| if codes.is_empty() { none() } else { codes.clone() });
            narrow(asked, &codes.unwrap_or_default());
        }
        narrow(&mut queue.filter.assignees, self.assignees.as_deref().unwrap_or_default());
    }

    /// The same for all who see the same.
    pub fn key(&self) -> String {
        format!("{self:?}")
    }
}

/// In whose hands is what somebody has: their own, and those of their crew.
pub fn hands(staff: &Staff) -> Vec<Id> {
    let mut hands = staff.crew.members.clone();
    if !hands.contains(&staff.id) {
        hands.push(staff.id);
    }
    hands
}

/// Leaves of what is asked what is `offered`; nothing asked, or nothing offered, is everything.
pub fn narrow<T: Clone + Default + PartialEq>(asked: &mut Vec<T>, offered: &[T]) {
    if asked.is_empty() {
        *asked = offered.to_vec();
    } else if !offered.is_empty() {
        asked.retain(|one| offered.contains(one));
        if asked.is_empty() {
            // Nobody's code or number.
            asked.push(T::default());
        }
    }
}

/// Whether `staff` may do `act` to a request of `unit` that they see.
pub fn may(staff: &Staff, unit: &str, act: Act) -> bool {
    let (is_own, reach) = (staff.is_of(unit), act.reach());
    match (staff.role, reach) {
        (Role::Admin, _) | (Role::Agent, Reach::Desk | Reach::Voice) => true,
        (Role::Crew | Role::Contractor, _) => act.is_of_the_field(),
        (Role::Agent, Reach::Unit) | (Role::Unit | Role::Supervisor, Reach::Desk | Reach::Unit) => is_own,
        (Role::Unit | Role::Supervisor, Reach::Voice) | (Role::Agent | Role::Unit | Role::Supervisor, Reach::Admin) => {
            false
        }
    }
}

/// Whether they enter what residents say, and follow it wherever it goes.
pub fn enters(staff: &Staff) -> bool {
    match staff.role {
        Role::Agent | Role::Admin => true,
        Role::Unit | Role::Supervisor | Role::Crew | Role::Contractor => false,
    }
}

/// Whether they answer for the desk itself: who looked at what, who works here.
pub fn audits(staff: &Staff) -> bool {
    staff.role == Role::Admin
}

/// Whether they write what is said to people often: those who write articles.
pub fn writes_replies(staff: &Staff) -> bool {
    staff.role == Role::Admin || staff.edits_knowledge
}

/// Whether they answer for the work of units: how the telephone is answered, how contacts go.
pub fn supervises(staff: &Staff) -> bool {
    matches!(staff.role, Role::Supervisor | Role::Admin)
}

/// Whether they answer for the work of `unit`.
pub fn answers_for(staff: &Staff, unit: &str) -> bool {
    staff.role == Role::Admin || (staff.role == Role::Supervisor && staff.is_of(unit))
}

/// Whether they take a kept queue away: their own, or one of the units that they answer for.
pub fn drops(staff: &Staff, queue: &SavedQueue) -> bool {
    let is_own = queue.staff_id == staff.id;
    match staff.role {
        Role::Admin => true,
        Role::Supervisor => is_own || queue.unit.as_ref().is_some_and(|unit| staff.is_of(unit)),
        Role::Agent | Role::Unit | Role::Crew | Role::Contractor => is_own,
    }
}

/// A request that somebody may see.
pub struct Case {
    pub request: Request,
    staff: Staff,
    scope: Scope,
}

/// The right to do one act to one request.
pub struct Permit<'a> {
    case: &'a Case,
    pub act: Act,
}

impl Case {
    /// The request of a number. One that is not theirs to see is not found: that it exists is private.
    pub async fn load(op: &mut Op, staff: &Staff, reference: &str) -> Result<Self, Refusal> {
        let scope = Scope::of(&op.part(), staff);
        let found = requests::find(op, reference).await?.filter(|request| scope.holds(request));
        let request = found.ok_or(Refusal::not_found("requests/unknown"))?;
        Ok(Self { request, staff: staff.clone(), scope })
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

    /// Whether the number of another request leads them to it.
    pub fn sees(&self, other: &Request) -> bool {
        self.scope.holds(other)
    }

    /// Whether this one may be merged into another: both are then theirs to handle.
    pub fn merges_into(&self, other: &Request) -> bool {
        self.sees(other) && may(&self.staff, &other.route.unit, Act::Merge)
    }

    /// Whether they are told who asked, and how to reach them: who works for a company is not.
    pub fn meets_people(&self) -> bool {
        self.staff.role != Role::Contractor
    }

    /// Whether they are told what others asked around here.
    pub fn sees_around(&self) -> bool {
        !self.staff.role.is_field()
    }

    /// Whether they add photos of the work, as they would a note.
    pub fn adds_photos(&self) -> bool {
        self.may(Act::Note)
    }

    /// Whether they join papers, as they would write a note.
    pub fn adds_attachments(&self) -> bool {
        self.may(Act::Note)
    }

    /// Whether they take a paper away: whoever joined it, and who answers for the work of the unit.
    pub fn removes_attachment(&self, attachment: &Attachment) -> bool {
        let is_own = attachment.actor_id == Some(self.staff.id) && self.adds_attachments();
        is_own || answers_for(&self.staff, &self.request.route.unit)
    }

    /// Whether they decide that everybody may see a photo: whoever knows the place, and faces and plates on it.
    pub fn publishes_photos(&self) -> bool {
        match self.staff.role {
            Role::Admin => true,
            Role::Agent | Role::Unit | Role::Supervisor => self.staff.is_of(&self.request.route.unit),
            Role::Crew | Role::Contractor => false,
        }
    }

    /// Closing results they may give: who did not do the work may only say that an answer was given.
    pub fn results<'c>(&self, catalogue: &'c Catalogue) -> Vec<&'c ClosingResult> {
        let is_theirs = self.staff.role.is_field() || self.staff.is_of(&self.request.route.unit);
        let is_whole = self.staff.role == Role::Admin || is_theirs;
        let may = |result: &&ClosingResult| is_whole || result.proof == Proof::Answer;
        catalogue.closing_results().iter().filter(may).collect()
    }
}

impl Permit<'_> {
    pub fn reference(&self) -> &str {
        &self.case.request.reference
    }

    /// Whether this one may be merged into another.
    pub fn merges_into(&self, other: &Request) -> bool {
        self.case.merges_into(other)
    }

    pub fn gives(&self, catalogue: &Catalogue, result: &str) -> bool {
        self.case.results(catalogue).iter().any(|offered| offered.code == result)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use identity::{Crew, Limits};

    fn staff(role: Role, units: &[&str]) -> Staff {
        Staff {
            id: 1,
            email: "a@b.ca".into(),
            name: "A".into(),
            role,
            units: codes(units),
            limits: Limits::default(),
            crew: Crew::default(),
            edits_knowledge: false,
        }
    }

    fn codes(codes: &[&str]) -> Vec<String> {
        codes.iter().map(|code| (*code).to_owned()).collect()
    }

    /// Who may, to a request of « voirie » that they see: agent, agent of the unit, the unit, another unit, its
    /// supervisor, a crew, a contractor, administrator.
    const TABLE: [(&str, [bool; 8]); 24] = [
        ("prendre", [false, true, true, false, true, true, true, true]),
        ("donner", [false, true, true, false, true, false, false, true]),
        ("commencer", [false, true, true, false, true, true, true, true]),
        ("terminer", [true, true, true, false, true, true, true, true]),
        ("planifier", [false, true, true, false, true, true, true, true]),
        ("confier", [true, true, true, false, true, false, false, true]),
        ("demander", [true, true, true, false, true, false, false, true]),
        ("repondre", [true, true, true, false, true, false, false, true]),
        ("noter", [true, true, true, false, true, true, true, true]),
        ("suspendre", [false, true, true, false, true, true, true, true]),
        ("rendre", [false, true, true, false, true, true, true, true]),
        ("urgence", [true, true, true, false, true, false, false, true]),
        ("reorienter", [true, true, true, false, true, false, false, true]),
        ("renvoyer", [false, true, true, false, true, false, false, true]),
        ("consulter", [true, true, true, false, true, false, false, true]),
        ("partager", [true, true, true, false, true, false, false, true]),
        ("refuser", [false, true, true, false, true, false, false, true]),
        ("annuler", [true, true, false, false, false, false, false, true]),
        ("rouvrir", [true, true, true, false, true, false, false, true]),
        ("laisser", [false, true, true, false, true, false, false, true]),
        ("regrouper", [true, true, true, false, true, false, false, true]),
        ("separer", [true, true, true, false, true, false, false, true]),
        ("distinguer", [true, true, true, false, true, false, false, true]),
        ("retirer", [false, false, false, false, false, false, false, true]),
    ];

    #[test]
    fn each_act_is_open_to_who_answers_for_it() {
        let people = [
            staff(Role::Agent, &[]),
            staff(Role::Agent, &["voirie"]),
            staff(Role::Unit, &["voirie", "eau"]),
            staff(Role::Unit, &["eau"]),
            staff(Role::Supervisor, &["voirie"]),
            staff(Role::Crew, &["eau"]),
            staff(Role::Contractor, &[]),
            staff(Role::Admin, &[]),
        ];
        assert_eq!(Act::all().count(), TABLE.len());
        for (word, expected) in TABLE {
            let act: Act = word.parse().unwrap();
            let got: Vec<bool> = people.iter().map(|staff| may(staff, "voirie", act)).collect();
            assert_eq!(got, expected, "{word}");
        }
    }

    /// The rows of docs/rights.md are those of [`TABLE`].
    #[test]
    fn the_document_says_what_the_table_does() {
        let document = include_str!("../../../docs/rights.md");
        for (word, expected) in TABLE {
            let cells = expected.map(|is_open| if is_open { "yes" } else { "-" }).join(" | ");
            let row = format!("| `{word}` | {cells} |");
            assert!(document.contains(&row), "docs/rights.md lacks: {row}");
        }
    }

    fn asked(staff: &Staff, units: &[&str], assignees: &[Id]) -> Queue {
        let mut queue = Queue::default();
        queue.filter.units = codes(units);
        queue.filter.assignees = assignees.to_vec();
        Scope::of(&Catalogue::read(&testkit::city::pack()).unwrap(), staff).put(&mut queue);
        queue
    }

    #[test]
    fn whatever_is_asked_a_list_holds_what_is_theirs_alone() {
        let units = |staff: &Staff, units: &[&str]| asked(staff, units, &[]).filter.units;
        assert_eq!(units(&staff(Role::Unit, &["voirie"]), &[]), ["voirie"]);
        assert_eq!(units(&staff(Role::Unit, &["voirie"]), &["eau"]), [""]);
        assert_eq!(units(&staff(Role::Supervisor, &["voirie", "eau"]), &["voirie"]), ["voirie"]);
        // No unit at all is no request at all, not every one of them.
        assert_eq!(units(&staff(Role::Unit, &[]), &[]), [""]);
        assert_eq!(units(&staff(Role::Agent, &[]), &["eau"]), ["eau"]);
        assert!(units(&staff(Role::Admin, &["voirie"]), &[]).is_empty());
        let crew = Staff { crew: Crew { name: "4".into(), members: vec![1, 9] }, ..staff(Role::Crew, &[]) };
        assert_eq!(asked(&crew, &[], &[]).filter.assignees, [1, 9]);
        assert_eq!(asked(&crew, &[], &[9]).filter.assignees, [9]);
        assert_eq!(asked(&crew, &[], &[7]).filter.assignees, [0]);
        assert_eq!(asked(&staff(Role::Contractor, &[]), &[], &[]).filter.assignees, [1]);
    }

    #[test]
    fn limits_hold_for_every_role_but_the_administrator() {
        for role in Role::ALL.iter().copied() {
            let limits = Limits { boroughs: codes(&["anjou"]), groups: codes(&["inconnu"]) };
            let limited = Staff { limits, ..staff(role, &["voirie"]) };
            let queue = asked(&limited, &[], &[]);
            if role == Role::Admin {
                assert!(queue.boroughs.is_empty() && queue.filter.services.is_empty());
            } else {
                // A group that the catalogue does not know has no service.
                assert_eq!((queue.boroughs, queue.filter.services), (codes(&["anjou"]), codes(&[""])), "{role:?}");
            }
        }
    }

    #[test]
    fn each_act_has_a_key_of_its_own() {
        let keys: std::collections::BTreeSet<&str> = Act::all().map(Act::key).collect();
        assert_eq!(keys.len(), Act::all().count());
        // Keys of the frame.
        assert!(["n", "f", "/", "c"].iter().all(|key| !keys.contains(key)));
    }
}
