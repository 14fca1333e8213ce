//! The page of a unit, for who answers for it: what there is to do, since when, who has it, what came and left, how it
//! ended, and what residents said.
//!
//! Each figure is counted with the very filters of the list that it leads to, from indexes ([`requests::count_whole`]):
//! docs/supervision.md gives the cost of each. People are listed by name, with what they hold: nobody is ranked or timed.

mod parts;

use crate::{
    queue::age,
    rights::{Scope, answers_for},
    supervision::{count, day, percent, range},
};
use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use base::Moment;
use identity::{Staff, Supervisor};
use jiff::{ToSpan, civil::Date};
use parts::{Bar, Figure, Holder, Lists, Said, Step, figures, holders, said, transfers};
use requests::telling;
use statistics::{FEWEST, Proportion};
use surveys::comments;
use territory::Units;
use web::{Op, Page, Refusal, View};

/// Days that « this week » covers, today included.
const WEEK: i32 = 7;
/// Days over which closings are looked at for what was opened again.
const CLOSINGS: i64 = 90;
/// Days over which contacts are looked at.
const CONTACTS: i64 = 28;
/// Comments that are shown.
const COMMENTS: u32 = 50;

#[derive(Template)]
#[template(path = "units.html")]
struct UnitsPage {
    view: View,
    staff: Staff,
    /// Name, address.
    units: Vec<(String, String)>,
}

/// `GET /poste/unites`: those that somebody answers for; the page itself when there is one.
pub async fn list(Supervisor(signed_in): Supervisor) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let (op, staff) = (signed_in.op, signed_in.staff);
    let known = op.part::<Units>();
    let theirs = known.all().iter().filter(|unit| answers_for(&staff, &unit.code));
    let mut units: Vec<(String, String)> = theirs
        .map(|unit| (view.text(&unit.name).to_owned(), view.link(&format!("/poste/unites/{}", unit.code))))
        .collect();
    units.sort_by_cached_key(|(name, _)| base::plain::fold(name));
    if let [(_, only)] = units.as_slice() {
        return Ok(Redirect::to(only).into_response());
    }
    Ok(Page::ok(UnitsPage { view, staff, units }).into_response())
}

/// How contacts were settled by the people of the unit.
struct Contacts {
    share: String,
    note: String,
    /// How many settled callers called again, in words; empty when too few are known.
    again: String,
}

#[derive(Template)]
#[template(path = "unit.html")]
struct UnitPage {
    view: View,
    staff: Staff,
    name: String,
    week: String,
    figures: Vec<Figure>,
    ages: Vec<Bar>,
    oldest: String,
    holders: Vec<Holder>,
    came: Vec<Step>,
    left: Vec<Step>,
    reopened: Option<Figure>,
    contacts: Option<Contacts>,
    comments: Vec<Said>,
    /// Whether the comments are those of four weeks, for want of enough in one.
    is_month: bool,
}

/// `GET /poste/unites/{code}`.
pub async fn show(Supervisor(signed_in): Supervisor, Path(code): Path<String>) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let (mut op, staff) = (signed_in.op, signed_in.staff);
    let name = op.part::<Units>().get(&code).map(|unit| view.text(&unit.name).to_owned());
    let name = name.ok_or(Refusal::not_found("desk/unit-unknown"))?;
    if !answers_for(&staff, &code) {
        return Err(Refusal::forbidden("desk/unit-not-yours"));
    }
    let today = op.now.day(&view.brand().zone);
    let week = (today.saturating_sub((WEEK - 1).days()), today);
    let lists = Lists { unit: &code, staff: &staff, view: &view, week };
    let moved = transfers(&mut op, &lists).await?;
    let (comments, is_month) = comments_of(&mut op, &view, &code, today).await?;
    let page = UnitPage {
        figures: figures(&mut op, &lists, (moved.0.len(), moved.1.len())).await?,
        ages: parts::ages(&mut op, &lists).await?,
        oldest: oldest(&mut op, &lists).await?,
        holders: holders(&mut op, &lists).await?,
        reopened: reopened(&mut op, &lists).await?,
        contacts: contacts(&mut op, &view, &code, today).await?,
        week: view.t2("desk-from-to", ("from", &day(&view, week.0)), ("to", &day(&view, week.1))),
        came: moved.0,
        left: moved.1,
        comments,
        is_month,
        name,
        staff: staff.clone(),
        view: view.clone(),
    };
    Ok(Page::ok(page).into_response())
}

/// The age of the request that has waited longest, in words: the first row of a list.
async fn oldest(op: &mut Op, lists: &Lists<'_>) -> Result<String, Refusal> {
    let queue = lists.open().wanted(op, lists.staff).queue;
    let first = requests::oldest_open(op, &queue).await?;
    Ok(first.map_or_else(String::new, |at| age(lists.view, at, op.now)))
}

/// Of the requests closed lately, those that had been opened again, with the interval of that share.
async fn reopened(op: &mut Op, lists: &Lists<'_>) -> Result<Option<Figure>, Refusal> {
    let from = lists.week.1.saturating_sub((CLOSINGS - 1).days());
    let closed = lists.closed((from, lists.week.1), false);
    let again = lists.closed((from, lists.week.1), true);
    let (n, k) = (lists.count(op, &closed).await?, lists.count(op, &again).await?);
    let proportion = Proportion::new(k.unsigned_abs(), n.unsigned_abs()).filter(|it| it.n() >= FEWEST);
    Ok(proportion.map(|proportion| Figure {
        name: lists.view.t1("desk-unit-reopened", "days", CLOSINGS),
        number: percent(lists.view, proportion.share()),
        link: lists.view.link(&again.link()),
        note: lists.view.say(
            "desk-unit-reopened-note",
            &[
                ("range", &range(lists.view, proportion)),
                ("again", &count(lists.view, proportion.successes())),
                ("closed", &count(lists.view, proportion.n())),
            ],
        ),
    }))
}

/// What the people of the unit settled while somebody was on the telephone or at the counter.
async fn contacts(op: &mut Op, view: &View, unit: &str, today: Date) -> Result<Option<Contacts>, Refusal> {
    let members = identity::list(op).await?.into_iter().filter(|it| it.staff.is_of(unit));
    let ids: Vec<base::Id> = members.map(|it| it.staff.id).collect();
    let from = parts::midnight(view, today.saturating_sub((CONTACTS - 1).days()));
    let seen = interactions::resolution(op, &ids, (from, op.now)).await?;
    let Some(share) = Proportion::new(seen.settled, seen.ended).filter(|it| it.n() >= FEWEST) else {
        return Ok(None);
    };
    // Whoever called last week may still call again.
    let matured = op.now.plus_ms(-interactions::figures::SAME_MATTER_MS);
    let (settled, again) =
        interactions::came_back(op, &ids, (matured.plus_ms(-interactions::figures::SAME_MATTER_MS), matured)).await?;
    let again = Proportion::new(again, settled).filter(|it| it.n() >= FEWEST).map(|it| {
        view.say(
            "desk-unit-again",
            &[("share", &percent(view, it.share())), ("range", &range(view, it)), ("n", &count(view, it.n()))],
        )
    });
    Ok(Some(Contacts {
        share: percent(view, share.share()),
        note: view.t2("desk-unit-settled-note", ("range", &range(view, share)), ("n", &count(view, share.n()))),
        again: again.unwrap_or_default(),
    }))
}

/// The comments of the week, or of four weeks when the week has too few; none when those are too few as well. Those of
/// today come tomorrow.
async fn comments_of(op: &mut Op, view: &View, unit: &str, today: Date) -> Result<(Vec<Said>, bool), Refusal> {
    let at = |days: i64| parts::midnight(view, today.saturating_sub(days.days()));
    for (days, is_month) in [(i64::from(WEEK), false), (CONTACTS, true)] {
        let period: (Moment, Moment) = (at(days), at(0));
        let found = comments(op, unit, period, COMMENTS).await?;
        if found.len() >= comments::FEWEST {
            return Ok((found.into_iter().map(|comment| said(op, view, comment)).collect(), is_month));
        }
    }
    Ok((Vec::new(), false))
}

/// A request that moved between units, as it is shown to `staff`.
fn step(op: &Op, lists: &Lists<'_>, scope: &Scope, moved: requests::Transfer, is_leaving: bool) -> Step {
    let other = if is_leaving { &moved.to } else { &moved.from };
    let is_seen = scope.has(&moved.unit, moved.borough.as_deref(), &moved.service_code);
    Step {
        at: moved.at,
        service: telling::service_name(op, &moved.service_code, lists.view.lang),
        link: is_seen.then(|| lists.view.link(&format!("/poste/demandes/{}", moved.reference))),
        other: telling::unit_name(op, other, lists.view.lang),
        reason: moved.reason.unwrap_or_default(),
        reference: moved.reference,
    }
}
