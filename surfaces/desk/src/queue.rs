//! The list: queues with their counts, filters, and rows that show in one look what presses.

use crate::{filter::Filters, rights::Case};
use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Redirect, Response},
};
use base::{Cursor, Moment};
use catalogue::Catalogue;
use identity::{Role, SignedIn, Staff};
use requests::{Listed, Queue, Reference, Status, count_queue, list_found, list_queue, telling};
use serde::Deserialize;
use territory::{AreaKind, Territory, Units};
use web::{Op, Page, Refusal, View};

/// Rows of a page.
const ROWS: usize = 50;
/// Counts stop here: more than this is « beaucoup » for anybody.
const MOST: u32 = 1_000;

/// A queue of the side.
struct Preset {
    name: String,
    link: String,
    count: String,
    is_here: bool,
}

/// A choice of a filter.
pub struct Choice {
    pub value: String,
    pub name: String,
    pub is_chosen: bool,
}

/// A row of the table.
struct Row {
    reference: String,
    link: String,
    service: String,
    address: String,
    unit: String,
    assignee: String,
    label: String,
    tone: &'static str,
    /// What presses: `late`, `at-risk`, `new`, or nothing.
    press: &'static str,
    left: String,
    due: String,
    age: String,
    is_reopening: bool,
}

#[derive(Template)]
#[template(path = "queue.html")]
struct QueuePage {
    view: View,
    staff: Staff,
    filters: Filters,
    presets: Vec<Preset>,
    title: String,
    count: String,
    /// Name, the list without it.
    chosen: Vec<(String, String)>,
    states: Vec<Choice>,
    services: Vec<(String, Vec<Choice>)>,
    units: Vec<Choice>,
    boroughs: Vec<Choice>,
    whose: Vec<Choice>,
    dues: Vec<Choice>,
    orders: Vec<Choice>,
    rows: Vec<Row>,
    next: Option<String>,
    first: Option<String>,
    /// A request that was just handed over.
    done: String,
    /// What of the words was not understood.
    misread: Vec<String>,
}

impl QueuePage {
    fn may_enter(&self) -> bool {
        self.staff.role != Role::Unit
    }

    fn may_audit(&self) -> bool {
        self.staff.role == Role::Admin
    }
}

#[derive(Deserialize)]
pub struct Told {
    #[serde(default)]
    fait: String,
}

/// « −3 j », « 6 h » : what is left before a promised date.
pub fn left(view: &View, due_at: Moment, now: Moment) -> String {
    let ms = due_at.0 - now.0;
    let sign = if ms < 0 { "−" } else { "" };
    let hours = ms.abs() / 3_600_000;
    let (code, number) = if hours < 48 { ("desk-hours", hours) } else { ("desk-days", hours / 24) };
    format!("{sign}{}", view.t1(code, "n", view.integer(number)))
}

fn age(view: &View, at: Moment, now: Moment) -> String {
    left(view, now, at.min(now))
}

fn written(view: &View, count: i64) -> String {
    if count >= i64::from(MOST) { format!("{}+", view.integer(i64::from(MOST) - 1)) } else { view.integer(count) }
}

pub async fn show(
    signed_in: SignedIn,
    Query(filters): Query<Filters>,
    Query(told): Query<Told>,
) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    if let Ok(reference) = filters.q.parse::<Reference>()
        && Case::load(&mut op, &staff, &reference.to_string()).await.is_ok()
    {
        return Ok(Redirect::to(&view.link(&format!("/poste/demandes/{reference}"))).into_response());
    }
    let wanted = filters.wanted(&op, &staff);
    let (found, next) = rows_of(&mut op, &filters, &wanted.queue).await?;
    let next = next.map(|next| view.link(&Filters { apres: next.to_string(), ..filters.clone() }.link()));
    let presets = presets(&mut op, &view, &staff, &filters).await?;
    let count = written(&view, count_queue(&mut op, &wanted.queue, MOST).await?);
    let here = presets.iter().find(|preset| preset.is_here).map(|preset| preset.name.clone());
    let page = QueuePage {
        title: here.unwrap_or_else(|| view.t("desk-queue-found")),
        chosen: chosen(&op, &view, &filters),
        rows: found.into_iter().map(|listed| row(&op, &view, listed)).collect(),
        first: (!filters.apres.is_empty()).then(|| view.link(&filters.first_page().link())),
        done: told.fait.parse::<Reference>().map(|it| it.to_string()).unwrap_or_default(),
        misread: wanted.misread,
        presets,
        count,
        next,
        states: states(&op, &view, &filters.etat),
        services: services(&op, &view, &filters.service),
        units: units(&op, &view, &filters.unite, |code| crate::rights::sees(&staff, code)),
        boroughs: boroughs(&op, &view, &filters.arrondissement),
        whose: fixed(&view, &filters.qui, &["", "moi", "unite", "personne"], "desk-whose"),
        dues: fixed(&view, &filters.echeance, &["", "risque", "retard"], "desk-due"),
        orders: fixed(&view, &filters.tri, &["", "recentes", "anciennes"], "desk-order"),
        view,
        staff,
        filters,
    };
    Ok(Page::ok(page).into_response())
}

/// The rows of a page, and where the next one begins.
async fn rows_of(op: &mut Op, filters: &Filters, queue: &Queue) -> Result<(Vec<Listed>, Option<Cursor>), Refusal> {
    let after = filters.apres.parse().ok();
    if !queue.terms.is_empty() {
        return Ok(list_found(op, queue, after, ROWS as u32).await?);
    }
    let order = filters.order(queue);
    let mut found = list_queue(op, queue, order, after, ROWS as u32 + 1).await?;
    let is_longer = found.len() > ROWS;
    found.truncate(ROWS);
    let next = found.last().filter(|_| is_longer).map(|last| last.cursor(order));
    Ok((found, next))
}

async fn presets(op: &mut Op, view: &View, staff: &Staff, filters: &Filters) -> Result<Vec<Preset>, Refusal> {
    let mut presets = Vec::new();
    for (code, preset) in Filters::presets() {
        let count = count_queue(op, &preset.wanted(op, staff).queue, MOST).await?;
        let is_here = Filters { tri: String::new(), ..filters.first_page() } == preset;
        presets.push(Preset {
            name: view.t(code),
            link: view.link(&preset.link()),
            count: written(view, count),
            is_here,
        });
    }
    Ok(presets)
}

fn row(op: &Op, view: &View, listed: Listed) -> Row {
    let press = match () {
        () if listed.is_late(op.now) => "late",
        () if listed.is_at_risk(op.now) => "at-risk",
        () if listed.status == Status::Received && listed.assignee.is_none() => "new",
        () => "",
    };
    let is_open = listed.closed_at.is_none();
    let due_at = listed.due_at.filter(|_| is_open);
    Row {
        link: view.link(&format!("/poste/demandes/{}", listed.reference)),
        service: telling::service_name(op, &listed.service_code, view.lang),
        unit: telling::unit_name(op, &listed.unit, view.lang),
        label: label(op, view, listed.status),
        tone: listed.status.tone(),
        left: due_at.map(|due_at| left(view, due_at, op.now)).unwrap_or_default(),
        due: due_at.map(|due_at| view.date(&due_at)).unwrap_or_default(),
        age: age(view, listed.received_at, op.now),
        assignee: listed.assignee.unwrap_or_default(),
        is_reopening: listed.reopening_asked_at.is_some(),
        reference: listed.reference,
        address: listed.address,
        press,
    }
}

/// Name of a status, as staff say it.
pub fn label(op: &Op, view: &View, status: Status) -> String {
    let catalogue = op.part::<Catalogue>();
    catalogue.status(status.code()).map_or_else(|| status.code().to_owned(), |it| view.text(&it.name).to_owned())
}

fn fixed(view: &View, chosen: &str, values: &[&str], code: &str) -> Vec<Choice> {
    let name = |value: &str| view.t(&format!("{code}-{}", if value.is_empty() { "any" } else { value }));
    let choice = |value: &&str| Choice { name: name(value), is_chosen: *value == chosen, value: (*value).to_owned() };
    values.iter().map(choice).collect()
}

fn states(op: &Op, view: &View, chosen: &str) -> Vec<Choice> {
    let mut states = fixed(
        view,
        chosen,
        &["", "ouvertes", "fermees", "toutes", "reouverture", "mal-acheminees", "doublons"],
        "desk-state",
    );
    states.extend(Status::ALL.iter().map(|status| Choice {
        value: status.code().to_owned(),
        name: label(op, view, *status),
        is_chosen: status.code() == chosen,
    }));
    states
}

/// Services by group.
pub fn services(op: &Op, view: &View, chosen: &str) -> Vec<(String, Vec<Choice>)> {
    let catalogue = op.part::<Catalogue>();
    let groups = catalogue.groups().into_iter();
    groups
        .map(|(group, services)| {
            let choices = services.into_iter().map(|service| Choice {
                value: service.code.clone(),
                name: view.text(&service.name).to_owned(),
                is_chosen: service.code == chosen,
            });
            (view.text(&group.name).to_owned(), choices.collect())
        })
        .collect()
}

/// Units by name.
pub fn units(op: &Op, view: &View, chosen: &str, may: impl Fn(&str) -> bool) -> Vec<Choice> {
    let units = op.part::<Units>();
    let shown = units.all().iter().filter(|unit| may(&unit.code));
    let mut choices: Vec<Choice> = shown
        .map(|unit| Choice {
            value: unit.code.clone(),
            name: view.text(&unit.name).to_owned(),
            is_chosen: unit.code == chosen,
        })
        .collect();
    choices.sort_by_cached_key(|choice| base::plain::fold(&choice.name));
    choices
}

fn boroughs(op: &Op, view: &View, chosen: &str) -> Vec<Choice> {
    let territory = op.part::<Territory>();
    let ours = territory.areas().iter().filter(|area| area.kind == AreaKind::Borough);
    let mut choices: Vec<Choice> = ours
        .map(|area| Choice {
            value: area.code.clone(),
            name: view.text(&area.name).to_owned(),
            is_chosen: area.code == chosen,
        })
        .collect();
    choices.sort_by_cached_key(|choice| base::plain::fold(&choice.name));
    choices
}

/// The filters in words, each with the list without it.
fn chosen(op: &Op, view: &View, filters: &Filters) -> Vec<(String, String)> {
    let words = |name: &str, value: &str| match name {
        "q" => format!("« {value} »"),
        "service" => telling::service_name(op, value, view.lang),
        "unite" => telling::unit_name(op, value, view.lang),
        "arrondissement" => {
            let territory = op.part::<Territory>();
            territory.area(value).map_or_else(|| value.to_owned(), |area| view.text(&area.name).to_owned())
        }
        "etat" => {
            let found = states(op, view, value).into_iter().find(|choice| choice.is_chosen);
            found.map_or_else(|| value.to_owned(), |choice| choice.name)
        }
        "qui" if ["moi", "unite", "personne"].contains(&value) => view.t(&format!("desk-whose-{value}")),
        "echeance" if ["risque", "retard"].contains(&value) => view.t(&format!("desk-due-{value}")),
        _ => value.to_owned(),
    };
    let all = filters.chosen().into_iter();
    all.map(|(name, value, without)| (words(name, &value), view.link(&without.link()))).collect()
}
