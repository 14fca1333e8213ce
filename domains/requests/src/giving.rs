//! A request in somebody's hands: given to a named person, given back to the unit; who may have it is decided here.

use crate::{
    ActError, Audience, Grounds, Request, Status, StatusError,
    handling::{load, walk, words},
    store::{self, Line},
    subrequests,
};
use catalogue::Catalogue;
use identity::{Role, Staff};
use web::Op;

/// What decides who may have a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Work<'a> {
    /// Code of the accountable unit.
    pub unit: &'a str,
    /// Code; empty when nobody located it.
    pub borough: &'a str,
    pub service_code: &'a str,
}

impl<'a> Work<'a> {
    pub fn of(request: &'a Request) -> Self {
        let borough = request.place.borough.as_deref().unwrap_or_default();
        Self { unit: &request.route.unit, borough, service_code: &request.service_code }
    }

    /// Whether `staff` may have it: somebody of its unit, or of a crew or company that works for that unit or for any,
    /// within what they are limited to.
    pub fn may_be_of(&self, staff: &Staff, catalogue: &Catalogue) -> bool {
        let is_theirs = match staff.role {
            Role::Admin => true,
            Role::Crew | Role::Contractor => staff.units.is_empty() || staff.is_of(self.unit),
            Role::Agent | Role::Unit | Role::Supervisor => staff.is_of(self.unit),
        };
        let is_in = |codes: &[String], code: &str| codes.is_empty() || codes.iter().any(|known| known == code);
        let group = catalogue.service(self.service_code).map_or("", |service| service.group.code.as_str());
        is_theirs && is_in(&staff.limits.boroughs, self.borough) && is_in(&staff.limits.groups, group)
    }
}

/// Whether a request can change hands as it stands.
pub fn may_be_given(status: Status) -> bool {
    status.is_open() && status != Status::Merged
}

/// Puts a request in the hands of `staff`. What nobody had begun is then being handled; the rest stays where it is.
pub async fn give(op: &mut Op, reference: &str, staff: &Staff) -> Result<(), ActError> {
    let mut request = load(op, reference).await?;
    if !may_be_given(request.status) {
        return Err(StatusError::Impossible { from: request.status, to: Status::InHand }.into());
    }
    if !Work::of(&request).may_be_of(staff, &op.part::<Catalogue>()) {
        return Err(ActError::PersonMayNot);
    }
    if matches!(request.status, Status::Received | Status::Accepted | Status::Sent | Status::Reopened) {
        request = walk(op, &request, Status::InHand, &Grounds::default()).await?;
    }
    store::save_assignee(op, request.id, (staff.id, &staff.name), subrequests::next_action(&request, request.status))
        .await?;
    let line = Line { reason: Some(&staff.name), ..Line::of("given", Audience::Staff) };
    Ok(store::journal(op, request.id, &line).await?)
}

/// Whoever has a request gives it back to its unit, and says why.
pub async fn give_back(op: &mut Op, reference: &str, reason: &str) -> Result<(), ActError> {
    let reason = words(reason)?;
    let request = load(op, reference).await?;
    if !may_be_given(request.status) || request.assignee.is_none() {
        return Err(StatusError::Impossible { from: request.status, to: Status::Sent }.into());
    }
    store::save_freed(op, request.id).await?;
    let line = Line { reason: Some(reason), ..Line::of("given-back", Audience::Staff) };
    Ok(store::journal(op, request.id, &line).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use identity::{Crew, Limits};
    use testkit::city;

    fn codes(codes: &[&str]) -> Vec<String> {
        codes.iter().map(|code| (*code).to_owned()).collect()
    }

    #[track_caller]
    fn check(role: Role, units: &[&str], (boroughs, groups): (&[&str], &[&str]), expected: bool) {
        let catalogue = Catalogue::read(&city::pack()).unwrap();
        let staff = Staff {
            id: 1,
            email: "a@b.ca".into(),
            name: "A".into(),
            role,
            units: codes(units),
            limits: Limits { boroughs: codes(boroughs), groups: codes(groups) },
            crew: Crew::default(),
            edits_knowledge: false,
        };
        let work = Work { unit: "voirie", borough: "anjou", service_code: "NID_POULE" };
        assert_eq!(work.may_be_of(&staff, &catalogue), expected, "{role:?} {units:?} {boroughs:?} {groups:?}");
    }

    #[test]
    fn a_request_goes_to_its_unit_or_to_those_who_work_for_it() {
        let catalogue = Catalogue::read(&city::pack()).unwrap();
        let group = catalogue.service("NID_POULE").unwrap().group.code.as_str();
        let none: (&[&str], &[&str]) = (&[], &[]);
        let anjou: (&[&str], &[&str]) = (&["anjou"], &[]);
        check(Role::Unit, &["voirie"], none, true);
        check(Role::Supervisor, &["eau", "voirie"], anjou, true);
        check(Role::Agent, &["voirie"], none, true);
        check(Role::Agent, &[], none, false);
        check(Role::Unit, &["eau"], none, false);
        check(Role::Admin, &[], none, true);
        for role in [Role::Crew, Role::Contractor] {
            check(role, &[], none, true);
            check(role, &["voirie"], (&[], &[group]), true);
            check(role, &["eau"], none, false);
            check(role, &[], (&["verdun"], &[]), false);
            check(role, &[], (&[], &["autre"]), false);
        }
    }

    #[test]
    fn what_is_closed_or_merged_is_given_to_nobody() {
        let open = Status::ALL.iter().filter(|status| may_be_given(**status)).count();
        assert_eq!(open, 10);
        assert!(!may_be_given(Status::Merged) && !may_be_given(Status::Completed));
    }
}
