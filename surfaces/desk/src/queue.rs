//! The list: queues with their counts, filters, and rows that show in one look what presses.

use crate::{
    columns::{Cell, Column},
    filter::{Filters, word_of},
    live::{Counts, MOST},
    rights::{Case, Scope, drops, supervises},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{Html, IntoResponse, Redirect, Response},
};
use base::{Cursor, Id, Moment};
use catalogue::Catalogue;
use identity::{SignedIn, Staff};
use requests::{
    Counted, Listed, Queue, QueueOrder, Reference, Status, list_found, list_queue,
    saved::{drop_queue, save_queue, saved_queues},
    search::excerpt::excerpts,
    telling,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use territory::{AreaKind, Territory, Units};
use web::{Form, Op, Page, Refusal, View};

/// Rows of a page.
const ROWS: usize = 50;

/// A queue of the side.
struct Shelf {
    /// Where its count stands in what the desk is sent.
    place: String,
    name: String,
    link: String,
    count: String,
    is_here: bool,
    /// Whom it is shared with, when it is.
    shared: String,
    /// Where it is taken away, by who may.
    removal: Option<String>,
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
    label: String,
    tone: &'static str,
    /// What presses: `late`, `at-risk`, `new`, or nothing.
    press: &'static str,
    is_reopening: bool,
    /// Words of its journal that made it be found; mostly empty.
    said: String,
    cells: Vec<Cell>,
}

/// A column one may show: its word, its name, whether it is shown.
struct Heading {
    word: &'static str,
    class: &'static str,
    name: String,
    is_shown: bool,
    /// `ascending` or `descending` when the rows come in the order of this column.
    sorted: Option<&'static str>,
    /// The list in the order that a press gives.
    link: Option<String>,
}

#[derive(Template)]
#[template(path = "queue.html", blocks = ["results"])]
struct QueuePage {
    view: View,
    staff: Staff,
    filters: Filters,
    presets: Vec<Shelf>,
    saved: Vec<Shelf>,
    title: String,
    /// How many, in words; of words that were looked for, in which order.
    found: String,
    /// Name, the list without it.
    chosen: Vec<(String, String)>,
    states: Vec<Choice>,
    services: Vec<(String, Vec<Choice>)>,
    units: Vec<Choice>,
    boroughs: Vec<Choice>,
    whose: Vec<Choice>,
    dues: Vec<Choice>,
    orders: Vec<Choice>,
    headings: Vec<Heading>,
    rows: Vec<Row>,
    next: Option<String>,
    first: Option<String>,
    /// A request that was just handed over.
    done: String,
    /// What of the words was not understood.
    misread: Vec<String>,
}

impl QueuePage {
    /// Another page of the same selection.
    fn link_of(&self, path: &str) -> String {
        self.view.link(&self.filters.first_page().link_of(path))
    }

    fn units_of_mine(&self) -> impl Iterator<Item = &Choice> {
        self.units.iter().filter(|unit| self.staff.is_of(&unit.value))
    }

    fn query(&self) -> String {
        let link = self.filters.first_page().link();
        link.split_once('?').map_or(String::new(), |(_, query)| query.to_owned())
    }
}

#[derive(Deserialize)]
pub struct Told {
    #[serde(default)]
    fait: String,
    /// `resultats`: the rows alone, as one types.
    #[serde(default)]
    partie: String,
}

/// « −3 j », « 6 h » : what is left before a promised date.
pub fn left(view: &View, due_at: Moment, now: Moment) -> String {
    let ms = due_at.0 - now.0;
    let sign = if ms < 0 { "−" } else { "" };
    let hours = ms.abs() / 3_600_000;
    let (code, number) = if hours < 48 { ("desk-hours", hours) } else { ("desk-days", hours / 24) };
    format!("{sign}{}", view.t1(code, "n", view.integer(number)))
}

pub fn age(view: &View, at: Moment, now: Moment) -> String {
    left(view, now, at.min(now))
}

/// `12`, or `999+` where there may be more.
pub fn written(view: &View, counted: Counted) -> String {
    let count = view.integer(counted.count.min(i64::from(MOST) - 1));
    if counted.is_cut { format!("{count}+") } else { count }
}

pub async fn show(signed_in: SignedIn, filters: Filters, Query(told): Query<Told>) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    let is_partial = told.partie == "resultats";
    if let Ok(reference) = filters.q.parse::<Reference>()
        && !is_partial
        && Case::load(&mut op, &staff, &reference.to_string()).await.is_ok()
    {
        return Ok(Redirect::to(&view.link(&format!("/poste/demandes/{reference}"))).into_response());
    }
    let page = page(&mut op, view, &staff, filters, told.fait).await?;
    if is_partial {
        let rows = page.as_results().render().map_err(|err| Refusal::internal(&err))?;
        return Ok(Html(rows).into_response());
    }
    Ok(Page::ok(page).into_response())
}

async fn page(op: &mut Op, view: View, staff: &Staff, filters: Filters, done: String) -> Result<QueuePage, Refusal> {
    let wanted = filters.wanted(op, staff);
    let (found, next) = rows_of(op, &filters, &wanted.queue).await?;
    // A whole selection on one page is counted by being shown.
    let is_whole = next.is_none() && filters.apres.is_empty();
    let whole = Counted { count: i64::try_from(found.len()).unwrap_or(i64::MAX), is_cut: false };
    let next = next.map(|next| view.link(&Filters { apres: next.to_string(), ..filters.clone() }.link()));
    let presets = presets(op, &view, staff, &filters).await?;
    let saved = saved(op, &view, staff, &filters).await?;
    let count = if is_whole { whole } else { op.part::<Counts>().of(op, staff, &filters).await? };
    let here = presets.iter().chain(&saved).find(|shelf| shelf.is_here).map(|shelf| shelf.name.clone());
    let holder = match filters.qui.parse::<Id>() {
        Ok(id) if supervises(staff) => identity::find_member(op, id).await?.map(|member| member.staff.name),
        Ok(_) | Err(_) => None,
    };
    let (columns, scope) = (Column::chosen(&filters.colonnes), Scope::of(&op.part(), staff));
    let rows = rows(op, &view, &columns, (found, &wanted.queue)).await?;
    Ok(QueuePage {
        title: here.unwrap_or_else(|| view.t("desk-queue-found")),
        chosen: chosen(op, &view, &filters, holder.as_deref()),
        rows,
        first: (!filters.apres.is_empty()).then(|| view.link(&filters.first_page().link())),
        done: done.parse::<Reference>().map(|it| it.to_string()).unwrap_or_default(),
        misread: wanted.misread,
        headings: headings(&view, &columns, &filters, &wanted.queue),
        states: states(op, &view, &filters.etat),
        services: services(op, &view, &filters.service),
        units: units(op, &view, &filters.unite, |code| scope.has_unit(code)),
        boroughs: boroughs(op, &view, &filters.arrondissement),
        whose: fixed(&view, &filters.qui, &["", "moi", "unite", "personne"], "desk-whose"),
        dues: fixed(&view, &filters.echeance, &["", "risque", "retard"], "desk-due"),
        orders: orders(&view, &filters, &wanted.queue),
        presets,
        saved,
        found: found_in_words(&view, count, filters.order(&wanted.queue), !wanted.queue.terms.is_empty()),
        next,
        view,
        staff: staff.clone(),
        filters,
    })
}

fn found_in_words(view: &View, counted: Counted, order: QueueOrder, is_search: bool) -> String {
    let count = counted.count;
    let found = match counted.is_cut {
        true if count >= i64::from(MOST) => view.t1("desk-found-many", "count", written(view, counted)),
        // The conditions were checked on the newest of those that hold the words.
        true => {
            let among = view.integer(i64::from(MOST));
            return view.t2("desk-found-among", ("found", &view.many("desk-found", &count)), ("count", &among));
        }
        false => view.many("desk-found", &count),
    };
    let code = if order == QueueOrder::Oldest { "desk-found-oldest" } else { "desk-found-newest" };
    if is_search && count > 1 { view.t1(code, "found", found) } else { found }
}

/// The orders of a list, for those who see no headings.
fn orders(view: &View, filters: &Filters, queue: &Queue) -> Vec<Choice> {
    let here = filters.order(queue);
    let choice = |order: &QueueOrder| Choice {
        value: word_of(queue, *order).to_owned(),
        name: view.t(&format!("desk-order-{}", ordering(*order))),
        is_chosen: *order == here,
    };
    queue.orders().iter().map(choice).collect()
}

/// The end of the code of the name of an order.
fn ordering(order: QueueOrder) -> &'static str {
    match order {
        QueueOrder::Due => "due",
        QueueOrder::FarthestDue => "farthest-due",
        QueueOrder::Newest => "newest",
        QueueOrder::Oldest => "oldest",
        QueueOrder::Moved => "moved",
        QueueOrder::Still => "still",
        QueueOrder::Asked => "asked",
    }
}

/// The rows of a page, and where the next one begins.
async fn rows_of(op: &mut Op, filters: &Filters, queue: &Queue) -> Result<(Vec<Listed>, Option<Cursor>), Refusal> {
    let after = filters.apres.parse().ok();
    if !queue.terms.is_empty() {
        return Ok(list_found(op, queue, filters.order(queue), after, ROWS as u32).await?);
    }
    let order = filters.order(queue);
    let mut found = list_queue(op, queue, order, after, ROWS as u32 + 1).await?;
    let is_longer = found.len() > ROWS;
    found.truncate(ROWS);
    let next = found.last().filter(|_| is_longer).map(|last| last.cursor(order));
    Ok((found, next))
}

fn headings(view: &View, shown: &[Column], filters: &Filters, queue: &Queue) -> Vec<Heading> {
    let here = filters.order(queue);
    let heading = |column: Column| {
        // A heading that could sort in one direction alone would not say which.
        let orders = column.orders().filter(|both| both.iter().all(|(order, _)| queue.orders().contains(order)));
        let is_here = |both: &[(QueueOrder, bool); 2]| both.iter().find(|(order, _)| *order == here).copied();
        let sorted = orders.as_ref().and_then(is_here);
        let next = orders.map(|[(first, _), (second, _)]| if here == first { second } else { first });
        Heading {
            word: column.word(),
            class: column.class(),
            name: column.name(view),
            is_shown: shown.contains(&column),
            sorted: sorted.map(|(_, is_growing)| if is_growing { "ascending" } else { "descending" }),
            link: next.map(|order| view.link(&filters.ordered(queue, order).link())),
        }
    };
    Column::all().map(heading).collect()
}

/// Whether the list shows these filters, whatever its order, its columns and its page.
fn is_here(filters: &Filters, shelf: &Filters) -> bool {
    let plain = |it: &Filters| Filters { tri: String::new(), colonnes: String::new(), ..it.first_page() };
    plain(filters) == plain(shelf)
}

async fn presets(op: &mut Op, view: &View, staff: &Staff, filters: &Filters) -> Result<Vec<Shelf>, Refusal> {
    let (mut shelves, counts) = (Vec::new(), op.part::<Counts>());
    for (code, preset) in Filters::presets() {
        shelves.push(Shelf {
            place: place(code),
            name: view.t(code),
            link: view.link(&preset.link()),
            count: written(view, counts.of(op, staff, &preset).await?),
            is_here: is_here(filters, &preset),
            shared: String::new(),
            removal: None,
        });
    }
    Ok(shelves)
}

async fn saved(op: &mut Op, view: &View, staff: &Staff, filters: &Filters) -> Result<Vec<Shelf>, Refusal> {
    let (mut shelves, counts) = (Vec::new(), op.part::<Counts>());
    for queue in saved_queues(op, staff.id, &staff.units).await? {
        let kept = Filters::read(&queue.filters);
        let shared = queue.unit.as_deref().map(|unit| telling::unit_name(op, unit, view.lang));
        shelves.push(Shelf {
            place: format!("file-{}", queue.id),
            link: view.link(&kept.link()),
            count: written(view, counts.of(op, staff, &kept).await?),
            is_here: is_here(filters, &kept),
            shared: shared.unwrap_or_default(),
            removal: drops(staff, &queue).then(|| view.link(&format!("/poste/files/{}/retirer", queue.id))),
            name: queue.name,
        });
    }
    Ok(shelves)
}

/// Where the count of a queue that everybody has stands.
pub fn place(code: &str) -> String {
    code.replacen("desk-", "", 1)
}

/// `POST /poste/files`: keeps the filters of a list under a name.
pub async fn keep(signed_in: SignedIn, form: Form) -> Result<Response, Refusal> {
    let SignedIn { mut op, staff, .. } = signed_in;
    let unit = Some(form.text("partage")).filter(|unit| staff.is_of(unit));
    let filters = Filters::read(form.text("filtres")).first_page().link();
    let query = filters.split_once('?').map_or("", |(_, query)| query);
    save_queue(&mut op, staff.id, unit, (form.text("nom"), query)).await?;
    let location = op.view().link(&filters);
    op.commit().await?;
    Ok(Redirect::to(&location).into_response())
}

/// `POST /poste/files/{id}/retirer`.
pub async fn drop_saved(signed_in: SignedIn, Path(id): Path<Id>) -> Result<Response, Refusal> {
    let SignedIn { mut op, staff, .. } = signed_in;
    drop_queue(&mut op, id, |queue| drops(&staff, queue)).await?;
    let location = op.view().link("/poste");
    op.commit().await?;
    Ok(Redirect::to(&location).into_response())
}

/// What is asked, said to be a sub-request where it is one.
fn named(op: &Op, view: &View, listed: &Listed) -> String {
    let service = telling::service_name(op, &listed.service_code, view.lang);
    if listed.is_subrequest { view.t1("desk-subrequest-of-service", "service", service) } else { service }
}

async fn rows(
    op: &mut Op,
    view: &View,
    columns: &[Column],
    (found, queue): (Vec<Listed>, &Queue),
) -> Result<Vec<Row>, Refusal> {
    let mut said = if queue.terms.is_empty() {
        BTreeMap::new()
    } else {
        let ids: Vec<Id> = found.iter().map(|listed| listed.id).collect();
        excerpts(op, &queue.terms, &ids).await?
    };
    let row =
        |listed: Listed| Row { said: said.remove(&listed.id).unwrap_or_default(), ..row(op, view, columns, listed) };
    Ok(found.into_iter().map(row).collect())
}

fn row(op: &Op, view: &View, columns: &[Column], listed: Listed) -> Row {
    let press = match () {
        () if listed.is_late(op.now) => "late",
        () if listed.is_at_risk(op.now) => "at-risk",
        () if listed.status == Status::Received && listed.assignee.is_none() => "new",
        () => "",
    };
    Row {
        cells: columns.iter().map(|column| column.cell(op, view, &listed)).collect(),
        link: view.link(&format!("/poste/demandes/{}", listed.reference)),
        service: named(op, view, &listed),
        label: label(op, view, listed.status),
        tone: listed.status.tone(),
        is_reopening: listed.reopening_asked_at.is_some(),
        said: String::new(),
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

pub fn boroughs(op: &Op, view: &View, chosen: &str) -> Vec<Choice> {
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
fn chosen(op: &Op, view: &View, filters: &Filters, holder: Option<&str>) -> Vec<(String, String)> {
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
        "qui" => holder.unwrap_or(value).to_owned(),
        "echeance" if ["risque", "retard"].contains(&value) => view.t(&format!("desk-due-{value}")),
        _ => value.to_owned(),
    };
    let all = filters.chosen().into_iter();
    all.map(|(name, value, without)| (words(name, &value), view.link(&without.link()))).collect()
}
