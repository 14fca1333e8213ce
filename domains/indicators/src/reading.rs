//! What pages read of the last computation.

use crate::{Figure, Improvement, Kind, Measure, Period, State, store};
use ::store::StoreError;
use base::Moment;
use std::collections::BTreeMap;
use web::Op;

/// The last computation, and the whole day before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    pub computed_at: Moment,
    pub took_ms: i64,
    /// Last change of a request that it saw.
    pub seen_at: Option<Moment>,
    pub requests: u64,
    /// Start of the day before.
    pub day: Moment,
    pub received: u64,
    pub solved: u64,
    pub late: u64,
}

/// The honest strip of the first page.
#[derive(Debug, Clone, PartialEq)]
pub struct Yesterday {
    /// Start of the day.
    pub day: Moment,
    pub received: u64,
    pub solved: u64,
    /// Open beyond their promise, when it was computed.
    pub late: u64,
    /// Share satisfied of those who answered in the last 90 days, with its interval and their number.
    pub satisfied: Option<Figure>,
}

/// Figures of one period, by what they are about.
#[derive(Debug, Clone, Default)]
pub struct Board {
    places: BTreeMap<(Kind, String, String), Vec<Figure>>,
}

impl Board {
    pub(crate) fn add(&mut self, kind: Kind, service: String, borough: String, figure: Figure) {
        self.places.entry((kind, service, borough)).or_default().push(figure);
    }

    /// A figure of a service (empty: all) in a borough (empty: the city).
    pub fn get(&self, kind: Kind, service: &str, borough: &str, measure: Measure) -> Option<&Figure> {
        let figures = self.places.get(&(kind, service.to_owned(), borough.to_owned()))?;
        figures.iter().find(|figure| figure.measure == measure)
    }

    /// A figure that may be read.
    pub fn shown(&self, kind: Kind, service: &str, borough: &str, measure: Measure) -> Option<&Figure> {
        self.get(kind, service, borough, measure).filter(|figure| figure.state != State::Withheld)
    }

    /// Boroughs where something was measured of `service`.
    pub fn boroughs(&self, service: &str) -> impl Iterator<Item = &str> {
        let of_service = self.places.keys().filter(move |(kind, of, _)| *kind == Kind::Intervention && of == service);
        of_service.map(|(_, _, borough)| borough.as_str()).filter(|borough| !borough.is_empty())
    }

    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
}

/// The last computation; nothing before the first.
pub async fn last_run(op: &mut Op) -> Result<Option<Run>, StoreError> {
    store::find_run(op).await
}

/// Yesterday, as the last computation saw it. Two small reads.
pub async fn yesterday(op: &mut Op) -> Result<Option<Yesterday>, StoreError> {
    let Some(run) = store::find_run(op).await? else { return Ok(None) };
    let satisfied = figure(op, Period::Quarter, "", "", Measure::Satisfied).await?;
    let Run { day, received, solved, late, .. } = run;
    Ok(Some(Yesterday { day, received, solved, late, satisfied }))
}

/// One figure of interventions that may be read: of a service (empty: all) in a borough (empty: the city).
pub async fn figure(
    op: &mut Op,
    period: Period,
    service: &str,
    borough: &str,
    measure: Measure,
) -> Result<Option<Figure>, StoreError> {
    let figure = store::find_figure(op, period, (service, borough), measure).await?;
    Ok(figure.filter(|figure| figure.state != State::Withheld))
}

/// Every service over the whole city.
pub(crate) async fn city_board(op: &mut Op, period: Period) -> Result<Board, StoreError> {
    store::load_board(op, period, store::Side::City).await
}

/// One service in every borough.
pub(crate) async fn service_board(op: &mut Op, period: Period, service: &str) -> Result<Board, StoreError> {
    store::load_board(op, period, store::Side::Service(service)).await
}

/// What to improve first, the most pressing first.
pub async fn improvements(op: &mut Op) -> Result<Vec<Improvement>, StoreError> {
    store::list_improvements(op).await
}
