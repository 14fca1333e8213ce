//! The city: sentences first, then every service, then what to improve first, and how it is computed.

use super::{
    Asked,
    parts::{
        Dates, Says, promised_days, says_delay, says_denied, says_on_time, says_satisfied, share_chart, share_row,
        whole,
    },
};
use crate::{
    Board, Improvement, Kind, Measure, Period, State,
    reading::{city_board, improvements, last_run},
    words,
};
use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Response},
};
use catalogue::{Catalogue, Service};
use requests::telling;
use standards::Standards;
use web::{
    Op, Page, Refusal, View,
    chart::{Chart, Row, Scale, Tick},
};

#[derive(Template)]
#[template(path = "city.html")]
struct CityPage {
    view: View,
    dates: Dates,
    says: Vec<Says>,
    groups: Vec<Chart>,
    /// Services of which too little was asked.
    few: Vec<String>,
    information: Vec<Says>,
    opinions: Option<String>,
    improvements: Option<Chart>,
}

impl CityPage {
    fn few_count(&self) -> i64 {
        i64::try_from(self.few.len()).unwrap_or(i64::MAX)
    }
}

/// Nothing was computed, or nothing was there to be.
#[derive(Template)]
#[template(path = "nothing.html")]
pub struct NothingPage {
    pub view: View,
}

pub async fn show_city(mut op: Op, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let period = asked.period();
    let run = last_run(&mut op).await?.filter(|run| run.requests > 0);
    let Some(run) = run else { return Ok(Page::ok(NothingPage { view: op.view() }).into_response()) };
    let board = city_board(&mut op, period).await?;
    let improvements = improvements(&mut op).await?;
    let view = op.view();
    let all = [
        says_delay(&view, &board, Kind::Intervention, "", None),
        says_on_time(&view, &board, ""),
        says_satisfied(&view, &board, Kind::Intervention, ""),
        says_denied(&view, &board, ""),
    ];
    let information =
        [says_delay(&view, &board, Kind::Information, "", None), says_satisfied(&view, &board, Kind::Information, "")];
    let page = CityPage {
        dates: Dates::of(&view, &run, period, "/bilan"),
        says: all.into_iter().flatten().collect(),
        groups: groups(&op, &view, &board, period),
        few: few(&op, &view, &board),
        information: information.into_iter().flatten().collect(),
        opinions: opinions(&view, &board),
        improvements: improvement_chart(&op, &view, &improvements),
        view,
    };
    Ok(Page::ok(page).into_response())
}

/// A chart for each group of services that has something to show.
fn groups(op: &Op, view: &View, board: &Board, period: Period) -> Vec<Chart> {
    let (catalogue, standards) = (op.part::<Catalogue>(), op.part::<Standards>());
    let chart = |(group, services): (&catalogue::Group, Vec<&Service>)| Chart {
        more: view.t("indicators-chart-days"),
        promise: view.t("indicators-legend-target"),
        rows: services.iter().filter_map(|service| service_row(view, board, &standards, service, period)).collect(),
        ..share_chart(view, view.text(&group.name).to_owned(), view.t("indicators-chart-service"))
    };
    catalogue.groups().into_iter().map(chart).filter(|chart| !chart.rows.is_empty()).collect()
}

fn service_row(view: &View, board: &Board, standards: &Standards, service: &Service, period: Period) -> Option<Row> {
    let delay = board.shown(Kind::Intervention, &service.code, "", Measure::Delay80)?;
    let standard = standards.get(&service.code, None);
    let row = share_row(view, board.get(Kind::Intervention, &service.code, "", Measure::OnTime));
    let promised = standard.map(|standard| short_promise(view, standard));
    let days = words::delay(view, Some(delay));
    Some(Row {
        name: view.text(&service.name).to_owned(),
        link: view.link(&format!("/bilan/{}?periode={}", service.code, period.code())),
        promise: standard.map(|standard| f64::from(standard.target_pct)).filter(|_| !row.is_withheld),
        more: match promised {
            Some(promise) => view.t2("indicators-days-promised", ("days", &days), ("promise", &promise)),
            None => days,
        },
        n: view.integer(whole(delay.n)),
        ..row
    })
}

/// The delay of a standard without its share: « 7 jours ».
pub fn short_promise(view: &View, standard: &standards::Standard) -> String {
    let words = standard.words();
    view.text(&words).split(',').next().unwrap_or_default().to_owned()
}

/// Names of the services whose figures are withheld.
fn few(op: &Op, view: &View, board: &Board) -> Vec<String> {
    let catalogue = op.part::<Catalogue>();
    let is_withheld = |service: &&Service| {
        let received = board.get(Kind::Intervention, &service.code, "", Measure::Received);
        received.is_some_and(|figure| figure.state == State::Withheld)
    };
    catalogue.services().iter().filter(is_withheld).map(|service| view.text(&service.name).to_owned()).collect()
}

fn opinions(view: &View, board: &Board) -> Option<String> {
    let received = board.shown(Kind::Opinion, "", "", Measure::Received)?;
    Some(view.many("indicators-opinions", &(received.value? as i64)))
}

/// Services at the head of the list.
const MOST: usize = 10;

fn improvement_chart(op: &Op, view: &View, improvements: &[Improvement]) -> Option<Chart> {
    let first = improvements.get(..MOST.min(improvements.len()))?;
    let top = first.iter().map(|it| it.score).fold(0.0, f64::max);
    let highest = first.iter().map(|it| it.high).fold(0.0, f64::max).min(top * 2.0);
    let scale = Scale::holding(highest);
    let mark = |tick: f64| Tick::new(scale.at(tick), view.integer(tick.round() as i64));
    (!first.is_empty() && top > 0.0).then(|| Chart {
        caption: view.t("indicators-first-caption"),
        head: view.t("indicators-chart-service"),
        drawing: view.t("indicators-first-drawing"),
        figures: view.t("indicators-first-score"),
        more: view.t("indicators-first-rank"),
        ticks: scale.ticks().into_iter().map(mark).collect(),
        rows: first.iter().map(|it| improvement_row(op, view, it, scale)).collect(),
        ..Chart::default()
    })
}

fn improvement_row(op: &Op, view: &View, improvement: &Improvement, scale: Scale) -> Row {
    let requests = view.many("indicators-requests-a-year", &whole(improvement.requests));
    let answers = view.many("indicators-answers-short", &whole(improvement.answers));
    let reason = view.say(
        "indicators-first-reason",
        &[
            ("requests", &requests),
            ("late", &words::percent(view, improvement.late)),
            ("unsatisfied", &words::percent(view, improvement.unsatisfied)),
            ("answers", &answers),
        ],
    );
    let (first, last) = improvement.ranks;
    let rank = if first == last {
        view.t1("indicators-rank", "rank", first)
    } else {
        view.t2("indicators-ranks", ("first", &first.to_string()), ("last", &last.to_string()))
    };
    let tie = if improvement.is_distinct { String::new() } else { view.t("indicators-tied") };
    let round = |score: f64| view.integer(score.round() as i64);
    Row {
        name: telling::service_name(op, &improvement.service, view.lang),
        link: view.link(&format!("/bilan/{}?periode={}", improvement.service, Period::Year.code())),
        note: format!("{reason} {tie}").trim().to_owned(),
        range: Some((scale.at(improvement.low), scale.at(improvement.high))),
        dot: Some(scale.at(improvement.score)),
        strong: round(improvement.score),
        rest: view.t2("indicators-to", ("low", &round(improvement.low)), ("high", &round(improvement.high))),
        more: rank,
        ..Row::default()
    }
}

/// Scale of delays for rows of figures and a promise: wide enough for what was seen, not for every upper end.
pub fn delay_scale<'a>(
    figures: impl Iterator<Item = &'a crate::Figure>,
    standard: Option<&standards::Standard>,
) -> Scale {
    let seen = figures.filter_map(|figure| figure.value.or(figure.low)).fold(0.0, f64::max);
    let promised = standard.and_then(promised_days).unwrap_or_default();
    Scale::holding(seen.max(promised) * 1.25)
}
