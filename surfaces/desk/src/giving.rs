//! Who may be given a request, as choices of a form; and the act itself.

use crate::{queue::Choice, rights::Permit};
use base::Id;
use catalogue::Catalogue;
use identity::Staff;
use requests::{ActError, give, giving::Work, note};
use std::collections::BTreeSet;
use web::{Form, Op, Refusal, View};

/// Those who may have one of `works`, by crew and name.
pub async fn takers(op: &mut Op, view: &View, chosen: &str, works: BTreeSet<Work<'_>>) -> Result<Vec<Choice>, Refusal> {
    let catalogue = op.part::<Catalogue>();
    let members = identity::list(op).await?;
    let staff = members.into_iter().filter(|member| member.disabled_at.is_none()).map(|member| member.staff);
    let may = |staff: &Staff| works.iter().any(|work| work.may_be_of(staff, &catalogue));
    let mut found: Vec<Staff> = staff.filter(may).collect();
    let order =
        |staff: &Staff| (!staff.role.is_field(), base::plain::fold(&staff.crew.name), base::plain::fold(&staff.name));
    found.sort_by_cached_key(order);
    let choice = |staff: Staff| Choice {
        is_chosen: chosen == staff.id.to_string(),
        value: staff.id.to_string(),
        name: format!("{} ({})", staff.name, place(view, &staff)),
    };
    Ok(found.into_iter().map(choice).collect())
}

/// Their crew, or else what they are here for.
fn place(view: &View, staff: &Staff) -> String {
    if staff.crew.name.is_empty() {
        view.t(&format!("identity-role-{}", staff.role.code()))
    } else {
        staff.crew.name.clone()
    }
}

/// Gives the request to who was chosen, with a word for them if something was written.
pub(crate) async fn hand(op: &mut Op, permit: &Permit<'_>, form: &Form) -> Result<(), ActError> {
    let id: Id = form.text("personne").parse().map_err(|_| ActError::PersonMayNot)?;
    let staff = identity::find(op, id).await?.ok_or(ActError::PersonMayNot)?;
    give(op, permit.reference(), &staff).await?;
    if form.text("mots").trim().is_empty() { Ok(()) } else { note(op, permit.reference(), form.text("mots")).await }
}
