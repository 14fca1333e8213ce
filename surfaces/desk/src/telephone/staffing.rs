//! « Et si » : how many agents a level would ask, half hour by half hour, with all that is taken for granted.

use super::{Asked, Selection};
use crate::{
    queue::Choice,
    supervision::{count, half_hour, length, percent},
};
use askama::Template;
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::Fault;
use identity::{Staff, Supervisor};
use serde::Deserialize;
use statistics::Goal;
use telephony::{
    TARGET, figures,
    staffing::{Plan, PlannedHour, WhatIf, plan as plan_day},
};
use web::{
    Faults, Op, Page, Refusal, View,
    chart::{Chart, Row, Scale, Tick},
};

/// What is supposed, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Supposed {
    /// Day of the week, 1 for Monday.
    jour: String,
    niveau: String,
    abandon: String,
    apres: String,
    patience: String,
    /// `dur` for the hard day.
    charge: String,
}

/// The fields of the form, each with what stands in it.
#[derive(Clone)]
struct Fields {
    niveau: String,
    abandon: String,
    apres: String,
    patience: String,
}

#[derive(Template)]
#[template(path = "telephone_staffing.html")]
struct StaffingPage {
    view: View,
    staff: Staff,
    faults: Faults,
    back: String,
    dates: String,
    length: &'static str,
    to: String,
    boroughs: Vec<Choice>,
    days: Vec<Choice>,
    is_hard: bool,
    fields: Fields,
    chart: Option<Chart>,
    /// What the plan rests on, sentence by sentence.
    grounds: Vec<String>,
}

impl Supposed {
    fn weekday(&self) -> i64 {
        self.jour.parse().ok().filter(|day| (1..=7).contains(day)).unwrap_or(1)
    }

    fn fields(&self) -> Fields {
        let or =
            |text: &str, usual: f64| if text.trim().is_empty() { usual.to_string() } else { text.trim().to_owned() };
        Fields {
            niveau: or(&self.niveau, TARGET.in_time * 100.0),
            abandon: or(&self.abandon, TARGET.abandoned * 100.0),
            apres: or(&self.apres, 0.0),
            patience: self.patience.trim().to_owned(),
        }
    }

    fn check(&self) -> Result<WhatIf, Vec<Fault>> {
        let (fields, mut faults) = (self.fields(), Vec::new());
        let mut number = |field: &str, text: &str, low: f64, high: f64| {
            let number = text.replace(',', ".").parse::<f64>().ok().filter(|number| (low..=high).contains(number));
            if number.is_none() {
                let fault = Fault::new(field, "desk/number-between").with("low", low.to_string());
                faults.push(fault.with("high", high.to_string()));
            }
            number.unwrap_or(low)
        };
        let what_if = WhatIf {
            goal: Goal {
                in_time: number("niveau", &fields.niveau, 1.0, 99.0) / 100.0,
                abandoned: number("abandon", &fields.abandon, 0.0, 100.0) / 100.0,
                ..TARGET
            },
            after_call_s: number("apres", &fields.apres, 0.0, 1_800.0),
            patience_s: (!fields.patience.is_empty()).then(|| number("patience", &fields.patience, 5.0, 3_600.0)),
            is_hard: self.charge == "dur",
        };
        if faults.is_empty() { Ok(what_if) } else { Err(faults) }
    }
}

/// `GET /poste/telephone/effectifs`: reads the form in its own address, so that a plan can be sent to a colleague.
pub async fn plan(
    Supervisor(signed_in): Supervisor,
    Query(asked): Query<Asked>,
    Query(supposed): Query<Supposed>,
) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let (mut op, staff) = (signed_in.op, signed_in.staff);
    let (selection, weekday) = (asked.selection(&op), supposed.weekday());
    let counted = figures::by_half_hour(&mut op, selection.days, (selection.borough.as_deref(), weekday)).await?;
    let (plan, faults) = match supposed.check() {
        Ok(what_if) => (Some((plan_day(&counted, &what_if), what_if)), Faults::default()),
        Err(faults) => (None, faults.into()),
    };
    let page = page(&op, (view, staff), &selection, (&supposed, weekday), (plan, faults));
    let status = if page.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(Page(status, page).into_response())
}

fn page(
    op: &Op,
    (view, staff): (View, Staff),
    selection: &Selection,
    (supposed, weekday): (&Supposed, i64),
    (plan, faults): (Option<(Plan, WhatIf)>, Faults),
) -> StaffingPage {
    let day = |number: i64| Choice {
        value: number.to_string(),
        name: view.t(&format!("desk-weekday-{number}")),
        is_chosen: number == weekday,
    };
    let grounds = plan.as_ref().map(|(plan, what_if)| grounds(&view, plan, what_if)).unwrap_or_default();
    StaffingPage {
        back: selection.link(&view, "/poste/telephone", None),
        dates: selection.dates(&view),
        length: selection.length.0,
        to: if selection.is_today { String::new() } else { selection.days.to.to_string() },
        boroughs: selection.boroughs(op, &view),
        days: (1..=7).map(day).collect(),
        is_hard: supposed.charge == "dur",
        fields: supposed.fields(),
        chart: plan.filter(|(plan, _)| !plan.hours.is_empty()).map(|(plan, what_if)| chart(&view, &plan, &what_if)),
        grounds,
        faults,
        staff,
        view,
    }
}

fn chart(view: &View, plan: &Plan, what_if: &WhatIf) -> Chart {
    let of = |hour: &PlannedHour| [hour.agents, hour.range.0, hour.range.1, hour.seems];
    let most = plan.hours.iter().flat_map(of).flatten().max().unwrap_or(1);
    let scale = Scale::holding(f64::from(most));
    let mark = |tick: f64| Tick::new(scale.at(tick), view.integer(tick.round() as i64));
    Chart {
        caption: view.t1("desk-staffing-caption", "target", percent(view, what_if.goal.in_time)),
        head: view.t("desk-staffing-half-hour"),
        drawing: view.t("desk-staffing-drawing"),
        figures: view.t("desk-staffing-agents"),
        more: view.t("desk-staffing-meets"),
        n: view.t("desk-staffing-calls"),
        ticks: scale.ticks().into_iter().filter(|tick| tick.fract() < 1e-9).map(mark).collect(),
        rows: plan.hours.iter().map(|hour| row(view, hour, scale)).collect(),
        promise: view.t("desk-staffing-legend-seems"),
    }
}

fn row(view: &View, hour: &PlannedHour, scale: Scale) -> Row {
    let at = |agents: u32| scale.at(f64::from(agents));
    let range = hour.range.0.zip(hour.range.1).map(|(one, other)| (one.min(other), one.max(other)));
    let seen = hour.seen.service_level().zip(hour.seen.given_up()).map(|(level, given_up)| {
        view.t2(
            "desk-staffing-seen",
            ("in_time", &percent(view, level.share())),
            ("abandoned", &percent(view, given_up.share())),
        )
    });
    let seems = hour.seems.map(|seems| view.many("desk-staffing-seems", &i64::from(seems)));
    let meets = hour.outlook.map(|outlook| {
        view.say(
            "desk-staffing-outlook",
            &[
                ("in_time", &percent(view, outlook.in_time)),
                ("abandoned", &percent(view, outlook.abandoned)),
                ("occupancy", &percent(view, outlook.occupancy)),
            ],
        )
    });
    Row {
        name: half_hour(view, hour.half_hour),
        note: [seen, seems].into_iter().flatten().collect::<Vec<_>>().join(" "),
        range: range.map(|(few, many)| (at(few), at(many))),
        dot: hour.agents.map(at),
        promise: hour.seems.map(at),
        strong: hour.agents.map_or_else(|| view.t("desk-staffing-none"), |agents| view.integer(agents.into())),
        rest: range.filter(|(few, many)| few != many).map_or_else(String::new, |(few, many)| format!("{few}–{many}")),
        more: meets.unwrap_or_default(),
        n: view.decimal(hour.calls),
        ..Row::default()
    }
}

/// What the figures take for granted, in plain words: the model is a model.
fn grounds(view: &View, plan: &Plan, what_if: &WhatIf) -> Vec<String> {
    let patience = length(view, plan.patience_s);
    let told = match (what_if.patience_s, plan.is_told) {
        (Some(_), _) => "given",
        (None, true) => "told",
        (None, false) => "usual",
    };
    let days = plan.hours.iter().map(|hour| hour.days).max().unwrap_or_default();
    let load = if what_if.is_hard { "desk-staffing-load-hard" } else { "desk-staffing-load-usual" };
    vec![
        view.t1(load, "days", count(view, days as u64)),
        view.t1("desk-staffing-handling", "after", length(view, what_if.after_call_s)),
        view.t1(&format!("desk-staffing-patience-{told}"), "patience", patience),
        view.t("desk-staffing-pool"),
        view.t("desk-staffing-chance"),
        view.t("desk-staffing-present"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_read_or_told_wrong_beside_its_field() {
        let usual = Supposed::default().check().unwrap();
        assert!((usual.goal.in_time - 0.8).abs() < 1e-9 && (usual.goal.abandoned - 0.1).abs() < 1e-9);
        assert!(usual.patience_s.is_none() && !usual.is_hard && usual.after_call_s.abs() < 1e-9);
        let typed = Supposed {
            niveau: "92,5".into(),
            abandon: "5".into(),
            apres: "40".into(),
            patience: "90".into(),
            charge: "dur".into(),
            jour: "8".into(),
        };
        let read = typed.check().unwrap();
        assert!((read.goal.in_time - 0.925).abs() < 1e-9 && read.patience_s == Some(90.0) && read.is_hard);
        assert_eq!(typed.weekday(), 1);
        let wrong = Supposed { niveau: "100".into(), apres: "x".into(), patience: "0".into(), ..typed };
        let fields: Vec<String> = wrong.check().unwrap_err().into_iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["niveau", "apres", "patience"]);
    }
}
