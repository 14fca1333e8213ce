//! One member of staff: added, changed, shut out, let back; no password is shown nor asked for here.

use super::{LINES, Line, borough_name, group_name, line, role_name};
use crate::queue::Choice;
use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::Id;
use catalogue::Catalogue;
use identity::{
    Admin, Limits, Member, Profile, Role, SignedIn, Staff, StaffError, amend, changes, close_sessions, enrol,
    find_member, let_back, shut_out,
};
use requests::telling;
use territory::{Territory, Units};
use web::{Faults, Form, Op, Page, Refusal, View};

/// A list of boxes: its field, its name, its choices.
struct Boxes {
    field: &'static str,
    name: String,
    hint: String,
    choices: Vec<Choice>,
}

impl Boxes {
    fn is_used(&self) -> bool {
        self.choices.iter().any(|choice| choice.is_chosen)
    }
}

#[derive(Template)]
#[template(path = "member.html")]
struct MemberPage {
    view: View,
    staff: Staff,
    faults: Faults,
    /// Nobody yet when somebody is added.
    member: Option<Member>,
    profile: Profile,
    roles: Vec<Choice>,
    boxes: Vec<Boxes>,
    /// What the form was written upon.
    mark: String,
    action: String,
    lines: Vec<Line>,
}

impl MemberPage {
    fn may_enter(&self) -> bool {
        crate::rights::enters(&self.staff)
    }

    fn may_audit(&self) -> bool {
        self.staff.role == Role::Admin
    }

    fn is_wrong(&self, field: &str) -> bool {
        self.faults.of(field).is_some()
    }

    fn title(&self) -> String {
        self.member.as_ref().map_or_else(|| self.view.t("desk-staff-add"), |member| member.staff.name.clone())
    }
}

fn nobody() -> Profile {
    Profile {
        name: String::new(),
        email: String::new(),
        role: Role::Agent,
        units: Vec::new(),
        limits: Limits::default(),
        crew: String::new(),
        edits_knowledge: false,
    }
}

/// The profile of a form. What is not a role is the least of them, and codes that the city does not have are left,
/// unless they were there before.
fn read(op: &Op, form: &Form, before: &Profile) -> Profile {
    let (units, territory, catalogue) = (op.part::<Units>(), op.part::<Territory>(), op.part::<Catalogue>());
    let kept = |field: &str, known: &dyn Fn(&str) -> bool, before: &[String]| {
        let mut codes = form.all(field);
        codes.retain(|code| known(code) || before.contains(code));
        codes
    };
    let is_group = |code: &str| catalogue.groups().iter().any(|(group, _)| group.code == code);
    Profile {
        name: form.text("nom").to_owned(),
        email: form.text("courriel").to_owned(),
        role: form.text("role").parse().unwrap_or(Role::Contractor),
        units: kept("unites", &|code| units.get(code).is_some(), &before.units),
        limits: Limits {
            boroughs: kept("arrondissements", &|code| territory.area(code).is_some(), &before.limits.boroughs),
            groups: kept("groupes", &is_group, &before.limits.groups),
        },
        crew: form.text("equipe").to_owned(),
        edits_knowledge: form.is_ticked("redige"),
    }
}

/// Choices by name: those of the city, and those that somebody has and that left it.
fn choices(known: Vec<String>, chosen: &[String], name: impl Fn(&str) -> String) -> Vec<Choice> {
    let gone = chosen.iter().filter(|code| !known.contains(code)).cloned().collect::<Vec<_>>();
    let choice = |code: String| Choice { name: name(&code), is_chosen: chosen.contains(&code), value: code };
    let mut all: Vec<Choice> = known.into_iter().chain(gone).map(choice).collect();
    all.sort_by_cached_key(|choice| base::plain::fold(&choice.name));
    all
}

fn boxes(op: &Op, view: &View, profile: &Profile) -> Vec<Boxes> {
    let (units, territory, catalogue) = (op.part::<Units>(), op.part::<Territory>(), op.part::<Catalogue>());
    let known_units = units.all().iter().map(|unit| unit.code.clone()).collect();
    let known_areas = territory.areas().iter().map(|area| area.code.clone()).collect();
    let known_groups = catalogue.groups().into_iter().map(|(group, _)| group.code.clone()).collect();
    let of = |field: &'static str, word: &str, choices: Vec<Choice>| Boxes {
        field,
        name: view.t(&format!("desk-staff-field-{word}")),
        hint: view.t(&format!("desk-staff-hint-{word}")),
        choices,
    };
    let unit = |code: &str| telling::unit_name(op, code, view.lang);
    vec![
        of("unites", "units", choices(known_units, &profile.units, unit)),
        of(
            "arrondissements",
            "boroughs",
            choices(known_areas, &profile.limits.boroughs, |code| borough_name(op, view, code)),
        ),
        of("groupes", "groups", choices(known_groups, &profile.limits.groups, |code| group_name(op, view, code))),
    ]
}

async fn page(
    op: &mut Op,
    (view, staff): (View, Staff),
    member: Option<Member>,
    profile: Profile,
    faults: Faults,
) -> Result<MemberPage, Refusal> {
    let lines = match &member {
        Some(member) => changes(op, Some(member.staff.id), LINES).await?,
        None => Vec::new(),
    };
    let role = |role: &Role| Choice {
        value: role.code().to_owned(),
        name: role_name(&view, *role),
        is_chosen: *role == profile.role,
    };
    let action =
        member.as_ref().map_or("/poste/personnel".to_owned(), |it| format!("/poste/personnel/{}", it.staff.id));
    Ok(MemberPage {
        roles: Role::ALL.iter().map(role).collect(),
        boxes: boxes(op, &view, &profile),
        mark: member.as_ref().map_or_else(String::new, |member| mark(op, member)),
        action: view.link(&action),
        lines: lines.iter().map(|changed| line(op, &view, changed)).collect(),
        staff,
        faults,
        member,
        profile,
        view,
    })
}

/// What a form was written upon: when it differs, somebody changed the person meanwhile.
fn mark(op: &Op, member: &Member) -> String {
    op.app.seal().mark("staff-form", &format!("{:?}", Profile::of(&member.staff)))
}

/// `GET /poste/personnel/nouveau`.
pub async fn begin(Admin(signed_in): Admin) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    Ok(Page::ok(page(&mut op, (view, staff), None, nobody(), Faults::default()).await?).into_response())
}

/// `GET /poste/personnel/{id}`.
pub async fn show(Admin(signed_in): Admin, Path(id): Path<Id>) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    let member = load(&mut op, id).await?;
    let profile = Profile::of(&member.staff);
    Ok(Page::ok(page(&mut op, (view, staff), Some(member), profile, Faults::default()).await?).into_response())
}

async fn load(op: &mut Op, id: Id) -> Result<Member, Refusal> {
    find_member(op, id).await?.ok_or(Refusal::not_found("identity/staff-unknown"))
}

/// `POST /poste/personnel`.
pub async fn add(Admin(signed_in): Admin, form: Form) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    let profile = read(&op, &form, &nobody());
    match enrol(&mut op, profile.clone()).await {
        Ok(_) => to(op, &view, "/poste/personnel").await,
        Err(err) => explain(op, (view, staff), None, profile, err).await,
    }
}

/// `POST /poste/personnel/{id}`.
pub async fn change(Admin(signed_in): Admin, Path(id): Path<Id>, form: Form) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    let member = load(&mut op, id).await?;
    let profile = read(&op, &form, &Profile::of(&member.staff));
    if form.text("vu") != mark(&op, &member) {
        let faults = Faults::one("nom", "desk/staff-moved");
        let mut op = Op { tx: op.app.database().read(), ..op };
        let page = page(&mut op, (view, staff), Some(member), profile, faults).await?;
        return Ok(Page(StatusCode::CONFLICT, page).into_response());
    }
    match amend(&mut op, id, profile.clone()).await {
        Ok(()) => to(op, &view, &format!("/poste/personnel/{id}")).await,
        Err(err) => explain(op, (view, staff), Some(member), profile, err).await,
    }
}

async fn to(op: Op, view: &View, path: &str) -> Result<Response, Refusal> {
    op.commit().await?;
    Ok(Redirect::to(&view.link(path)).into_response())
}

/// The form again, with what is wrong beside its field.
async fn explain(
    op: Op,
    (view, staff): (View, Staff),
    member: Option<Member>,
    profile: Profile,
    err: StaffError,
) -> Result<Response, Refusal> {
    let field = match err {
        StaffError::NameWrong => "nom",
        StaffError::EmailWrong(_) | StaffError::EmailTaken(_) => "courriel",
        StaffError::UnitMissing => "unites",
        StaffError::AdminLimited | StaffError::LastAdmin => "role",
        StaffError::CrewWrong => "equipe",
        StaffError::Unknown(_) | StaffError::Hash(_) | StaffError::Store(_) => return Err(err.into()),
    };
    let refusal = Refusal::from(err);
    let mut op = Op { tx: op.app.database().read(), ..op };
    let page = page(&mut op, (view, staff), member, profile, Faults::one(field, refusal.code)).await?;
    Ok(Page(refusal.status, page).into_response())
}

/// `POST …/desactiver`: shuts somebody out, now.
pub async fn disable(Admin(signed_in): Admin, Path(id): Path<Id>) -> Result<Response, Refusal> {
    let (view, mut op) = (signed_in.view(), signed_in.op);
    shut_out(&mut op, id).await?;
    to(op, &view, &format!("/poste/personnel/{id}")).await
}

/// `POST …/reactiver`.
pub async fn enable(Admin(signed_in): Admin, Path(id): Path<Id>) -> Result<Response, Refusal> {
    let (view, mut op) = (signed_in.view(), signed_in.op);
    let_back(&mut op, id).await?;
    to(op, &view, &format!("/poste/personnel/{id}")).await
}

/// `POST …/sessions`: closes them all.
pub async fn close(Admin(signed_in): Admin, Path(id): Path<Id>) -> Result<Response, Refusal> {
    let (view, mut op) = (signed_in.view(), signed_in.op);
    close_sessions(&mut op, id).await?;
    to(op, &view, &format!("/poste/personnel/{id}")).await
}
