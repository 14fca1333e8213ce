//! One service: what was promised beside what happened, then each borough, then every figure.

use super::{
    Asked,
    city::{NothingPage, delay_scale, short_promise},
    parts::{
        Dates, Says, borough_name, delay_row, promised_days, says_delay, says_denied, says_on_time, says_satisfied,
        share_chart, share_row, whole,
    },
};
use crate::{
    Board, Kind, Measure, Period, State,
    reading::{last_run, service_board},
    words,
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Response},
};
use catalogue::{Catalogue, Service};
use standards::{Standard, Standards};
use territory::Territory;
use web::{
    Op, Page, Refusal, View,
    chart::{Chart, Row, Scale, Tick},
};

#[derive(Template)]
#[template(path = "service.html")]
struct ServicePage {
    view: View,
    dates: Dates,
    service: String,
    /// Delay and share of the promise; none when nothing is promised.
    promise: Option<(String, String)>,
    real: Option<Real>,
    says: Vec<Says>,
    charts: Vec<Chart>,
    heads: Vec<String>,
    /// Borough, then its figures in the order of the heads.
    table: Vec<(String, Vec<String>)>,
}

/// What happened, beside the promise.
struct Real {
    period: String,
    days: String,
    proof: String,
}

/// Columns of the table of every figure.
const COLUMNS: [Measure; 13] = [
    Measure::Received,
    Measure::Open,
    Measure::Reopened,
    Measure::Merged,
    Measure::Delay50,
    Measure::Delay80,
    Measure::Delay90,
    Measure::Closed80,
    Measure::OnTime,
    Measure::Response,
    Measure::Satisfied,
    Measure::Fixed,
    Measure::Acceptable,
];

/// A borough that has something to show.
struct Place {
    code: String,
    name: String,
}

pub async fn show_service(
    mut op: Op,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let period = asked.period();
    let catalogue = op.part::<Catalogue>();
    let service = catalogue.service(&code).ok_or_else(|| Refusal::not_found("indicators/service-unknown"))?;
    let run = last_run(&mut op).await?.filter(|run| run.requests > 0);
    let Some(run) = run else { return Ok(Page::ok(NothingPage { view: op.view() }).into_response()) };
    let board = service_board(&mut op, period, &service.code).await?;
    let view = op.view();
    let dates = Dates::of(&view, &run, period, &format!("/bilan/{}", service.code));
    Ok(Page::ok(page(&op, view, dates, service, &board)).into_response())
}

fn page(op: &Op, view: View, dates: Dates, service: &Service, board: &Board) -> ServicePage {
    let (standards, territory) = (op.part::<Standards>(), op.part::<Territory>());
    let standard = standards.get(&service.code, None);
    let mut places: Vec<Place> = board
        .boroughs(&service.code)
        .map(|code| Place { code: code.to_owned(), name: borough_name(&view, &territory, code) })
        .collect();
    // By name: a borough is not ranked.
    places.sort_by(|one, other| one.name.cmp(&other.name));
    let promised = standard.map(|standard| short_promise(&view, standard));
    let says = [
        says_delay(&view, board, Kind::Intervention, &service.code, promised.as_deref()),
        says_on_time(&view, board, &service.code),
        says_satisfied(&view, board, Kind::Intervention, &service.code),
        says_denied(&view, board, &service.code),
    ];
    ServicePage {
        service: view.text(&service.name).to_owned(),
        promise: standard.map(|standard| promise(&view, standard)),
        real: real(&view, board, service, dates.period),
        says: says.into_iter().flatten().collect(),
        charts: charts(&view, board, &standards, service, &places),
        heads: COLUMNS.iter().map(|measure| view.t(&format!("indicators-measure-{}", measure.code()))).collect(),
        table: table(&view, board, service, &places),
        dates,
        view,
    }
}

/// « 7 jours » and « dans 8 cas sur 10 ».
fn promise(view: &View, standard: &Standard) -> (String, String) {
    let words = standard.words();
    let rest = view.text(&words).split_once(',').map_or("", |(_, rest)| rest);
    (short_promise(view, standard), rest.trim().to_owned())
}

fn real(view: &View, board: &Board, service: &Service, period: Period) -> Option<Real> {
    let figure = board.shown(Kind::Intervention, &service.code, "", Measure::Delay80)?;
    let count = view.many("indicators-requests", &whole(figure.n));
    let range = figure.value.and(words::days_range(view, figure));
    Some(Real {
        period: view.t(&format!("indicators-real-{}", period.code())),
        days: words::delay(view, Some(figure)),
        proof: range.map_or_else(|| count.clone(), |range| format!("{count}; {range}")),
    })
}

fn charts(view: &View, board: &Board, standards: &Standards, service: &Service, places: &[Place]) -> Vec<Chart> {
    let get = |place: &Place, measure| board.get(Kind::Intervention, &service.code, &place.code, measure);
    let standard = standards.get(&service.code, None);
    let seen = places.iter().filter_map(|place| get(place, Measure::Delay80));
    let scale = delay_scale(seen, standard);
    let named = |place: &Place, row: Row| Row { name: place.name.clone(), ..row };
    let promise_of = |place: &Place| standards.get(&service.code, Some(&place.code));
    let delays = places.iter().map(|place| {
        let row = delay_row(view, get(place, Measure::Delay80), scale);
        let promise = promise_of(place).and_then(promised_days).filter(|_| !row.is_withheld);
        named(place, Row { promise: promise.map(|days| scale.at(days)), ..row })
    });
    let on_time = places.iter().map(|place| {
        let row = share_row(view, get(place, Measure::OnTime));
        let target = promise_of(place).map(|standard| f64::from(standard.target_pct)).filter(|_| !row.is_withheld);
        named(place, Row { promise: target, ..row })
    });
    let satisfied = places.iter().map(|place| named(place, share_row(view, get(place, Measure::Satisfied))));
    let head = || view.t("indicators-chart-borough");
    let charts = [
        Chart { rows: delays.collect(), ..delay_chart(view, scale, standard) },
        Chart {
            rows: on_time.collect(),
            promise: standard.map(|_| view.t("indicators-legend-target")).unwrap_or_default(),
            ..share_chart(view, view.t("indicators-chart-on-time"), head())
        },
        Chart {
            rows: satisfied.collect(),
            n: view.t("indicators-chart-answers"),
            ..share_chart(view, view.t("indicators-chart-satisfied"), head())
        },
    ];
    let has_a_dot = |chart: &Chart| chart.rows.iter().any(|row| !row.is_withheld);
    charts.into_iter().filter(has_a_dot).collect()
}

fn delay_chart(view: &View, scale: Scale, standard: Option<&Standard>) -> Chart {
    let promised = standard.filter(|standard| promised_days(standard).is_some());
    Chart {
        caption: view.t("indicators-chart-delay"),
        head: view.t("indicators-chart-borough"),
        drawing: view.t("indicators-chart-delay-drawing"),
        figures: view.t("indicators-chart-delay-interval"),
        n: view.t("indicators-chart-n"),
        ticks: scale.ticks().into_iter().map(|tick| Tick::new(scale.at(tick), short(view, tick))).collect(),
        promise: promised
            .map(|standard| view.t1("indicators-legend-promise", "promise", short_promise(view, standard)))
            .unwrap_or_default(),
        ..Chart::default()
    }
}

/// A whole number is written without its decimal.
fn short(view: &View, number: f64) -> String {
    if number.fract().abs() < 1e-9 { view.integer(number as i64) } else { view.decimal(number) }
}

/// Every figure in words: the twin of the drawings, for the city first, then each borough.
fn table(view: &View, board: &Board, service: &Service, places: &[Place]) -> Vec<(String, Vec<String>)> {
    let city = Place { code: String::new(), name: view.t("indicators-whole-city") };
    let row = |place: &Place| {
        let cells = COLUMNS.iter().map(|measure| cell(view, board, service, place, *measure));
        (place.name.clone(), cells.collect())
    };
    std::iter::once(&city).chain(places).map(row).collect()
}

fn cell(view: &View, board: &Board, service: &Service, place: &Place, measure: Measure) -> String {
    let figure = board.get(Kind::Intervention, &service.code, &place.code, measure);
    match measure.unit() {
        crate::Unit::Days => words::delay(view, figure),
        crate::Unit::Share => match figure.filter(|figure| figure.state == State::Shown) {
            Some(figure) => format!("{} ({})", words::share(view, Some(figure)), view.integer(whole(figure.n))),
            None => words::share(view, figure),
        },
        crate::Unit::Count => match figure {
            Some(figure) if figure.state == State::Withheld => view.t("indicators-too-few"),
            Some(figure) => view.integer(figure.value.unwrap_or_default() as i64),
            None => view.t("indicators-nothing"),
        },
    }
}
