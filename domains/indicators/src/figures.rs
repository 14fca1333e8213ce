//! From what was counted to what may be published.

use crate::{
    About, Figure, Group, Kind, Measure, Period, State,
    cell::{Cell, HOURS_A_DAY},
    gathering::{Cells, Gathered, NO_PLACE},
};
use requests::Nature;
use statistics::{Band, LEVEL, Method, Proportion, Survival, is_withheld, withheld_cells};
use std::collections::{BTreeMap, BTreeSet};
use surveys::Counts;

/// Answers over one period, by what they are about.
pub type Answers = Vec<(surveys::counting::Scope, Counts)>;

/// What is known of one place of the table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Body {
    pub cell: Cell,
    pub counts: Counts,
}

impl Body {
    fn merge(&mut self, other: &Self) {
        self.cell.merge(&other.cell);
        self.counts.merge(&other.counts);
    }

    /// How many cases the figures of a group rest on.
    pub fn n(&self, group: Group) -> u64 {
        match group {
            Group::Watched => self.cell.watched(),
            Group::Timed => self.cell.timed,
            Group::Promised => self.cell.promises.n(),
            Group::Invited => self.counts.invited,
            Group::Rated => self.counts.rated,
            Group::Known => self.counts.known,
            Group::Solved => self.counts.solved_known,
            Group::Judged => self.counts.judged,
        }
    }
}

/// Interventions of one period: a row for each service and one for all, a column for each borough and one for the city.
pub(crate) struct Grid {
    pub services: Vec<String>,
    pub boroughs: Vec<String>,
    rows: Vec<Vec<Body>>,
    /// For each group, what stays unpublished.
    hidden: BTreeMap<Group, Vec<Vec<bool>>>,
}

impl Grid {
    pub fn of(gathered: &Gathered, answers: &Answers, period: Period) -> Self {
        let answers: Vec<_> = answers.iter().filter(|((nature, ..), _)| *nature == Nature::Request).collect();
        let asked = answers.iter().map(|((_, service, _), _)| service.as_str());
        let services: BTreeSet<&str> = gathered.interventions.keys().map(String::as_str).chain(asked).collect();
        let places = answers.iter().map(|((_, _, borough), _)| borough.as_deref().unwrap_or(NO_PLACE));
        let boroughs: BTreeSet<&str> = gathered.boroughs().into_iter().chain(places).collect();
        let mut bodies: BTreeMap<(&str, &str), Counts> = BTreeMap::new();
        for ((_, service, borough), counts) in answers {
            bodies.entry((service, borough.as_deref().unwrap_or(NO_PLACE))).or_default().merge(counts);
        }
        let body = |service: &str, borough: &str| Body {
            cell: gathered
                .interventions
                .get(service)
                .and_then(|boroughs| boroughs.get(borough))
                .map(|cells| of_period(cells, period).clone())
                .unwrap_or_default(),
            counts: bodies.get(&(service, borough)).copied().unwrap_or_default(),
        };
        let rows = services.iter().map(|service| boroughs.iter().map(|borough| body(service, borough)).collect());
        let rows = with_totals(rows.collect(), boroughs.len());
        let hidden = Group::ALL.into_iter().map(|group| (group, hidden(&rows, group))).collect();
        let own = |names: BTreeSet<&str>| names.into_iter().map(str::to_owned).collect();
        Self { services: own(services), boroughs: own(boroughs), rows, hidden }
    }

    fn is_hidden(&self, group: Group, row: usize, column: usize) -> bool {
        let cells = self.hidden.get(&group).and_then(|cells| cells.get(row));
        cells.and_then(|row| row.get(column)).copied().unwrap_or(true)
    }

    /// The services over the whole city, with what may be said of them.
    pub fn by_service(&self) -> impl Iterator<Item = (&str, &Body, impl Fn(Group) -> bool)> {
        let city = self.boroughs.len();
        self.services.iter().enumerate().filter_map(move |(row, service)| {
            let body = self.rows.get(row)?.get(city)?;
            Some((service.as_str(), body, move |group| self.is_hidden(group, row, city)))
        })
    }

    /// Every figure of every place that has one.
    pub fn figures(&self, period: Period, out: &mut Vec<(About, Figure)>) {
        let services = self.services.iter().map(String::as_str).chain([""]);
        for ((row, bodies), service) in self.rows.iter().enumerate().zip(services) {
            let boroughs = self.boroughs.iter().map(String::as_str).chain([""]);
            for ((column, body), borough) in bodies.iter().enumerate().zip(boroughs) {
                let about = About {
                    period,
                    borough: borough.to_owned(),
                    service: service.to_owned(),
                    kind: Kind::Intervention,
                };
                let figures = of_body(body, |group| self.is_hidden(group, row, column));
                out.extend(figures.into_iter().map(|figure| (about.clone(), figure)));
            }
        }
    }
}

/// The cell of a period.
pub(crate) fn of_period(cells: &Cells, period: Period) -> &Cell {
    let [quarter, year] = cells;
    match period {
        Period::Quarter => quarter,
        Period::Year => year,
    }
}

/// Adds the column of the city and the row of all services.
fn with_totals(mut rows: Vec<Vec<Body>>, width: usize) -> Vec<Vec<Body>> {
    let mut totals = vec![Body::default(); width + 1];
    for row in &mut rows {
        let mut city = Body::default();
        for body in row.iter() {
            city.merge(body);
        }
        row.push(city);
        for (total, body) in totals.iter_mut().zip(row.iter()) {
            total.merge(body);
        }
    }
    rows.push(totals);
    rows
}

/// Which places of the table say nothing of `group`, totals included.
fn hidden(rows: &[Vec<Body>], group: Group) -> Vec<Vec<bool>> {
    let inner = rows.split_last().map_or(&[][..], |(_, inner)| inner);
    let counts = inner.iter().map(|row| {
        let parts = row.split_last().map_or(&[][..], |(_, parts)| parts);
        parts.iter().map(|body| body.n(group)).collect()
    });
    withheld_cells(&counts.collect::<Vec<Vec<u64>>>())
}

/// Figures of a kind that is only counted for the whole city.
pub(crate) fn of_city(kind: Kind, cell: &Cell, answers: &Answers, period: Period, out: &mut Vec<(About, Figure)>) {
    let is_of_kind = |nature: Nature| match kind {
        Kind::Intervention => nature == Nature::Request,
        Kind::Information => nature == Nature::Information,
        Kind::Opinion => matches!(nature, Nature::Comment | Nature::Complaint),
    };
    let mut body = Body { cell: cell.clone(), ..Body::default() };
    for (_, counts) in answers.iter().filter(|((nature, ..), _)| is_of_kind(*nature)) {
        body.counts.merge(counts);
    }
    let about = About { period, borough: String::new(), service: String::new(), kind };
    let figures = of_body(&body, |group| is_withheld(body.n(group)));
    out.extend(figures.into_iter().map(|figure| (about.clone(), figure)));
}

/// The figures of one place. What nobody asked or answered has none at all.
fn of_body(body: &Body, is_hidden: impl Fn(Group) -> bool) -> Vec<Figure> {
    let mut figures = operations(&body.cell);
    figures.extend(kept(&body.cell));
    let counts = &body.counts;
    let shares = [
        (Measure::Response, counts.responded, counts.invited),
        (Measure::Satisfied, counts.satisfied, counts.rated),
        (Measure::Fixed, counts.fixed, counts.known),
        (Measure::Denied, counts.solved_denied, counts.solved_known),
        (Measure::Acceptable, counts.acceptable, counts.judged),
    ];
    figures.extend(shares.into_iter().filter_map(|(measure, hits, n)| share(measure, hits, n)));
    for figure in &mut figures {
        if is_hidden(figure.measure.group()) {
            *figure = Figure::withheld(figure.measure);
        }
    }
    figures
}

fn share(measure: Measure, hits: u64, n: u64) -> Option<Figure> {
    let proportion = Proportion::new(hits, n)?;
    let interval = proportion.interval(Method::Wilson, LEVEL);
    let (low, high) = (Some(interval.low), Some(interval.high));
    Some(Figure { measure, n, value: Some(proportion.share()), low, high, state: State::Shown })
}

/// Counts and delays.
fn operations(cell: &Cell) -> Vec<Figure> {
    let n = cell.watched();
    if n == 0 {
        return Vec::new();
    }
    let count = |measure, count: u64| {
        let value = Some(count as f64);
        Figure { measure, n, value, low: None, high: None, state: State::Shown }
    };
    let mut figures = vec![
        count(Measure::Received, cell.received),
        count(Measure::Carried, cell.carried),
        count(Measure::Open, cell.open),
        count(Measure::Reopened, cell.reopened),
        count(Measure::Merged, cell.merged),
    ];
    if cell.timed == 0 {
        return figures;
    }
    let curve = cell.delays.curve(HOURS_A_DAY);
    let delays = [
        (Measure::Delay50, Measure::Closed50, 0.5),
        (Measure::Delay80, Measure::Closed80, 0.8),
        (Measure::Delay90, Measure::Closed90, 0.9),
    ];
    for (measure, naive, p) in delays {
        figures.push(delay(measure, &curve, p));
        if let Some(hours) = cell.delays.closed_quantile(p) {
            let value = Some(hours / HOURS_A_DAY);
            figures.push(Figure {
                measure: naive,
                n: curve.events(),
                value,
                low: None,
                high: None,
                state: State::Shown,
            });
        }
    }
    figures
}

fn delay(measure: Measure, curve: &Survival, p: f64) -> Figure {
    let (low, high) = curve.quantile_interval(p, Band::LogLog, LEVEL);
    let value = curve.quantile(p);
    let state = if value.is_some() { State::Shown } else { State::NotReached };
    Figure { measure, n: curve.n(), value, low, high, state }
}

/// How promises were kept.
fn kept(cell: &Cell) -> Vec<Figure> {
    let Some((kept, _)) = cell.promises.kept(LEVEL) else { return Vec::new() };
    let figure = |measure, n, value, low, high| Figure { measure, n, value, low, high, state: State::Shown };
    let (low, high) = (Some(kept.interval.low), Some(kept.interval.high));
    let mut figures = vec![
        figure(Measure::OnTime, kept.n, Some(kept.share), low, high),
        figure(Measure::OnTimeBounds, kept.n, None, Some(kept.worst), Some(kept.best)),
    ];
    figures.extend(
        kept.closed_only.map(|share| figure(Measure::OnTimeClosed, kept.n - kept.open, Some(share), None, None)),
    );
    figures
}
