//! Contacts read again: what waits to be read, draws, how far readers agree; one contact with its grid; and one's own.

mod drawing;
mod mine;
mod reading;

pub use drawing::{draw, show_draw};
pub use mine::{mine, reply};
pub use reading::{note, review, show};

use crate::{
    queue::Choice,
    supervision::{count, percent},
};
use ::quality::{Agreed, Draw, Mark, agreement, draws, to_review};
use askama::Template;
use axum::response::{IntoResponse, Response};
use base::{Id, Lang, Moment};
use identity::{Role, Staff, Supervisor};
use requests::telling;
use statistics::{FEWEST, LEVEL, Proportion};
use std::collections::BTreeMap;
use web::{Faults, Op, Page, Refusal, View};

/// Draws that are listed.
const DRAWS: u32 = 50;

/// Those whose contacts somebody may draw and read: everybody for an administrator, the people of their units for a
/// supervisor. Themselves too: others read theirs.
async fn people(op: &mut Op, staff: &Staff) -> Result<BTreeMap<Id, String>, Refusal> {
    let is_theirs = |other: &Staff| staff.role == Role::Admin || other.units.iter().any(|unit| staff.is_of(unit));
    let members = identity::list(op).await?;
    Ok(members.into_iter().filter(|it| is_theirs(&it.staff)).map(|it| (it.staff.id, it.staff.name)).collect())
}

/// A contact that waits, without whose it is.
struct Waiting {
    link: String,
    service: String,
    when: Moment,
    /// How often it was read: never, or once.
    is_begun: bool,
}

/// A draw, in words.
struct Drawn {
    link: String,
    at: Moment,
    by: String,
    period: String,
    service: String,
    /// « 8 relectures sur 12 ».
    read: String,
}

/// A question, in words.
struct Line {
    question: String,
    n: String,
    agreed: String,
    kappa: String,
    range: String,
    yes: String,
}

/// What was asked of a draw, as typed.
#[derive(Clone, Default)]
struct Fields {
    from: String,
    to: String,
    per_group: String,
    most: String,
}

#[derive(Template)]
#[template(path = "quality.html")]
struct QualityPage {
    view: View,
    staff: Staff,
    faults: Faults,
    waiting: Vec<Waiting>,
    lines: Vec<Line>,
    draws: Vec<Drawn>,
    fields: Fields,
    services: Vec<(String, Vec<Choice>)>,
    people: Vec<Choice>,
}

/// `GET /poste/qualite`.
pub async fn index(Supervisor(signed_in): Supervisor) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let (mut op, staff) = (signed_in.op, signed_in.staff);
    let zone = view.brand().zone.clone();
    let day = |days: i64| op.now.plus_days(-days).day(&zone).to_string();
    let fields = Fields { from: day(7), to: day(1), per_group: "1".into(), most: "20".into() };
    let chosen = Chosen::default();
    Ok(Page::ok(page(&mut op, (view, staff), (fields, chosen), Faults::default()).await?).into_response())
}

/// The service and the person that a form names.
#[derive(Default)]
struct Chosen {
    service: String,
    person: String,
}

async fn page(
    op: &mut Op,
    (view, staff): (View, Staff),
    (fields, chosen): (Fields, Chosen),
    faults: Faults,
) -> Result<QualityPage, Refusal> {
    let people = people(op, &staff).await?;
    let ids: Vec<Id> = people.keys().copied().collect();
    let since = op.now.plus_days(-::quality::KEPT_DAYS);
    let mut waiting = Vec::new();
    for contact in to_review(op, &ids, staff.id).await? {
        waiting.push(Waiting {
            link: view.link(&format!("/poste/qualite/contacts/{}", contact.id)),
            service: service_name(op, &view, &contact.service_code),
            when: contact.drawn_at,
            is_begun: !contact.reviews.is_empty(),
        });
    }
    let lines = agreement(op, &ids, since).await?.iter().map(|agreed| line(&view, agreed)).collect();
    let mut listed = draws(op, DRAWS).await?;
    // A draw of nobody of theirs is not theirs to see.
    listed.retain(|draw| draw.asked.staff.iter().any(|id| people.contains_key(id)));
    let mut choices: Vec<Choice> = people
        .into_iter()
        .map(|(id, name)| Choice { is_chosen: id.to_string() == chosen.person, value: id.to_string(), name })
        .collect();
    choices.sort_by_cached_key(|choice| base::plain::fold(&choice.name));
    Ok(QualityPage {
        draws: listed.iter().map(|draw| drawn(op, &view, draw)).collect(),
        services: crate::queue::services(op, &view, &chosen.service),
        people: choices,
        waiting,
        lines,
        fields,
        faults,
        staff,
        view,
    })
}

/// The name of a service; « sans service » when there is none.
fn service_name(op: &Op, view: &View, code: &str) -> String {
    if code.is_empty() { view.t("desk-review-no-service") } else { telling::service_name(op, code, view.lang) }
}

/// The days of a draw: its second end is the midnight after the last one.
fn period(view: &View, draw: &Draw) -> String {
    let (from, to) = draw.asked.period;
    view.t2("desk-from-to", ("from", &view.date(&from)), ("to", &view.date(&to.plus_ms(-1))))
}

fn drawn(op: &Op, view: &View, draw: &Draw) -> Drawn {
    let service = &draw.asked.service_code;
    Drawn {
        link: view.link(&format!("/poste/qualite/tirages/{}", draw.id)),
        at: draw.drawn_at,
        by: draw.drawn_by.1.clone(),
        period: period(view, draw),
        service: if service.is_empty() {
            view.t("desk-filter-all-services")
        } else {
            telling::service_name(op, service, view.lang)
        },
        read: view.t2("desk-review-progress", ("done", &count(view, draw.read)), ("all", &count(view, draw.drawn * 2))),
    }
}

/// Two decimals, as kappas are written.
fn two_decimals(view: &View, number: f64) -> String {
    // A number that rounds to nothing has no sign.
    let written = format!("{:.2}", if number.abs() < 0.005 { 0.0 } else { number });
    match view.lang {
        Lang::Fr => written.replace('.', ",").replace('-', "−"),
        Lang::En => written.replace('-', "−"),
    }
}

/// Agreement on a question: nothing under ten pairs, and no kappa when everybody always gave one answer.
fn line(view: &View, agreed: &Agreed) -> Line {
    let question = view.t(&format!("quality-short-{}", agreed.question.code()));
    let given: u64 = agreed.marks.iter().sum();
    let none = agreed.marks.get(Mark::None.place()).copied().unwrap_or_default();
    let yes = agreed.marks.get(Mark::Yes.place()).copied().unwrap_or_default();
    let yes = Proportion::new(yes, given - none).filter(|it| it.n() >= FEWEST);
    let line = Line {
        question,
        n: count(view, agreed.agreement.as_ref().map_or(0, statistics::Agreement::n)),
        agreed: String::new(),
        kappa: String::new(),
        range: String::new(),
        yes: yes.map_or_else(String::new, |it| percent(view, it.share())),
    };
    let Some(agreement) = agreed.agreement.as_ref().filter(|it| it.n() >= FEWEST) else {
        return Line { kappa: view.t("desk-review-too-few"), ..line };
    };
    let share = Proportion::new(agreement.agreed(), agreement.n());
    let agreed = share.map_or_else(String::new, |it| percent(view, it.share()));
    match agreement.kappa().zip(agreement.interval(LEVEL)) {
        Some((kappa, interval)) => Line {
            agreed,
            kappa: two_decimals(view, kappa),
            range: view.t2(
                "desk-between",
                ("low", &two_decimals(view, interval.low)),
                ("high", &two_decimals(view, interval.high)),
            ),
            ..line
        },
        None => Line { agreed, kappa: view.t("desk-review-one-answer"), ..line },
    }
}
