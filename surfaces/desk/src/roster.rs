//! The staff page: who works here, what each may do, and what was changed of them.

mod member;

pub use member::{add, begin, change, close, disable, enable, show};

use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Response},
};
use base::Moment;
use catalogue::Catalogue;
use identity::{Admin, Changed, Member, Role, Staff, changes, list};
use requests::telling;
use serde::Deserialize;
use territory::Territory;
use web::{Op, Page, Refusal, View};

/// The pages of administrators, as their bar shows them: address, code of the name.
pub const PAGES: [(&str, &str); 3] = [
    ("/poste/personnel", "desk-menu-staff"),
    ("/poste/regards", "desk-menu-looks"),
    ("/poste/ville", "desk-menu-city"),
];

/// Whether a page is one of them.
pub fn is_here(view: &View) -> bool {
    PAGES.iter().any(|(path, _)| view.is_under(path))
}

/// People of a page: more are found by their name.
const PEOPLE: usize = 200;
/// Lines of the journal.
const LINES: u32 = 50;
/// What went around the ordinary door stands on top for so long.
const ALERT_DAYS: i64 = 7;

/// Somebody, in words.
struct Row {
    link: String,
    name: String,
    email: String,
    role: String,
    units: String,
    limits: String,
    seen: String,
    sessions: String,
    is_disabled: bool,
}

/// A line of the journal, in words.
pub struct Line {
    pub at: Moment,
    pub whose: String,
    pub link: String,
    pub what: String,
    pub who: String,
    /// Field, before, after.
    pub differences: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "roster.html")]
struct RosterPage {
    view: View,
    staff: Staff,
    words: String,
    rows: Vec<Row>,
    /// How many were found, in words.
    found: String,
    is_cut: bool,
    alerts: Vec<Line>,
    lines: Vec<Line>,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    qui: String,
}

/// `GET /poste/personnel?qui=`.
pub async fn index(Admin(signed_in): Admin, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let mut op = signed_in.op;
    let words: String = asked.qui.trim().chars().take(100).collect();
    let plain = base::plain::fold(&words);
    let mut found = list(&mut op).await?;
    found.retain(|member| {
        let (name, email) = (base::plain::fold(&member.staff.name), base::plain::fold(&member.staff.email));
        name.contains(&plain) || email.contains(&plain)
    });
    let count = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let since = op.now.plus_days(-ALERT_DAYS);
    let changed = changes(&mut op, None, LINES).await?;
    let is_alert = |line: &&Changed| line.change.is_emergency() && line.at > since;
    let page = RosterPage {
        alerts: changed.iter().filter(is_alert).map(|changed| line(&op, &view, changed)).collect(),
        lines: changed.iter().map(|changed| line(&op, &view, changed)).collect(),
        found: view.many("desk-staff-found", &count),
        is_cut: found.len() > PEOPLE,
        rows: found.into_iter().take(PEOPLE).map(|member| row(&op, &view, member)).collect(),
        staff: signed_in.staff,
        words,
        view,
    };
    Ok(Page::ok(page).into_response())
}

fn role_name(view: &View, role: Role) -> String {
    view.t(&format!("identity-role-{}", role.code()))
}

fn borough_name(op: &Op, view: &View, code: &str) -> String {
    let territory = op.part::<Territory>();
    territory.area(code).map_or(code, |area| view.text(&area.name)).to_owned()
}

/// The name of a group of services; its code when the catalogue has no such group.
fn group_name(op: &Op, view: &View, code: &str) -> String {
    let catalogue = op.part::<Catalogue>();
    let found = catalogue.groups().into_iter().find(|(group, _)| group.code == code);
    found.map_or(code, |(group, _)| view.text(&group.name)).to_owned()
}

fn row(op: &Op, view: &View, member: Member) -> Row {
    let staff = member.staff;
    let units: Vec<String> = staff.units.iter().map(|code| telling::unit_name(op, code, view.lang)).collect();
    let boroughs = staff.limits.boroughs.iter().map(|code| borough_name(op, view, code));
    let limits: Vec<String> =
        boroughs.chain(staff.limits.groups.iter().map(|code| group_name(op, view, code))).collect();
    let of = if staff.crew.name.is_empty() { units.join(", ") } else { staff.crew.name };
    Row {
        link: view.link(&format!("/poste/personnel/{}", staff.id)),
        name: staff.name,
        email: staff.email,
        role: role_name(view, staff.role),
        units: of,
        limits: limits.join(", "),
        seen: member.seen_at.map_or_else(|| view.t("desk-staff-never"), |at| view.time(&at)),
        sessions: view.integer(member.sessions),
        is_disabled: member.disabled_at.is_some(),
    }
}

/// A line of the journal: what was empty before is not said to have been.
fn line(op: &Op, view: &View, changed: &Changed) -> Line {
    let who = changed.actor_name.clone().unwrap_or_else(|| view.t(&format!("desk-staff-by-{}", changed.actor_kind)));
    let names = |codes: &str, name: &dyn Fn(&str) -> String| codes.split(", ").map(name).collect::<Vec<_>>().join(", ");
    let value = |field: &str, value: String| match (field, value.as_str()) {
        (_, "") => String::new(),
        ("role", _) => view.t(&format!("identity-role-{value}")),
        ("editor", _) => view.t("desk-staff-yes"),
        ("units", codes) => names(codes, &|code| telling::unit_name(op, code, view.lang)),
        ("boroughs", codes) => names(codes, &|code| borough_name(op, view, code)),
        ("groups", codes) => names(codes, &|code| group_name(op, view, code)),
        _ => value,
    };
    let after = |value: String| if value.is_empty() { view.t("desk-staff-nothing") } else { value };
    let differences = changed.differences().into_iter().map(|(field, was, became)| {
        let name = view.t(&format!("desk-staff-field-{field}"));
        (name, value(&field, was), after(value(&field, became)))
    });
    Line {
        at: changed.at,
        whose: changed.name.clone(),
        link: view.link(&format!("/poste/personnel/{}", changed.staff_id)),
        what: view.t(&format!("desk-staff-act-{}", changed.change.code())),
        who,
        differences: differences.collect(),
    }
}
