//! `/carte`: the filters, the list, and the map beside it; `/carte/liste`: the list of what the map shows.

use super::{
    CityMap,
    board::{STATES, reference_of},
    card::Card,
    extent,
    wanted::{CHOICES, EVER, PERIODS, Query, Wanted, is_shown},
};
use ::store::StoreError;
use askama::Template;
use axum::extract::RawQuery;
use base::{Cursor, Point};
use catalogue::Catalogue;
use requests::{Filter, Order, list};
use territory::{AreaKind, Territory};
use tiles::Frame;
use web::{Brand, Op, Page, Refusal, View};

/// Requests of a page of the list.
const PAGE: usize = 20;

/// A value one chooses, in a list.
struct Choice {
    value: String,
    words: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "map.html")]
pub struct MapPage {
    view: View,
    wanted: Wanted,
    /// Groups with their services, the group itself first.
    services: Vec<(String, Vec<Choice>)>,
    states: Vec<Choice>,
    boroughs: Vec<Choice>,
    periods: Vec<Choice>,
    /// State of the legend, its words.
    legend: [(&'static str, String); 5],
    cards: Vec<Card>,
    /// How many there are in all, once the map knows.
    count: Option<i64>,
    newer: Option<String>,
    older: Option<String>,
    centre: String,
    bounds: String,
    ground: String,
}

/// The fragment of the list for a part of the map.
#[derive(Template)]
#[template(path = "map/list.html")]
pub struct ListPart {
    view: View,
    cards: Vec<Card>,
    count: i64,
    /// Whether it is one point, and not a part of the map.
    is_point: bool,
}

impl ListPart {
    /// Whether there are others than those shown.
    fn has_more(&self) -> bool {
        i64::try_from(self.cards.len()).is_ok_and(|shown| shown < self.count)
    }
}

fn choices<'a>(all: impl Iterator<Item = (&'a str, String)>, chosen: &str) -> Vec<Choice> {
    all.map(|(value, words)| Choice { value: value.to_owned(), words, is_chosen: value == chosen }).collect()
}

fn services(catalogue: &Catalogue, view: &View, chosen: &str) -> Vec<(String, Vec<Choice>)> {
    let groups = catalogue.groups().into_iter().filter_map(|(group, services)| {
        let shown: Vec<_> = services.into_iter().filter(|service| is_shown(service)).collect();
        let name = view.text(&group.name).to_owned();
        let whole = (group.code.as_str(), view.t1("portal-map-whole-group", "group", &name));
        let each = shown.iter().map(|service| (service.code.as_str(), view.text(&service.name).to_owned()));
        (!shown.is_empty()).then(|| (name, choices(std::iter::once(whole).chain(each), chosen)))
    });
    groups.collect()
}

pub async fn show(mut op: Op, query: RawQuery) -> Result<Page<MapPage>, Refusal> {
    let query = Query::read(query);
    let (map, catalogue, territory) = (op.part::<CityMap>(), op.part::<Catalogue>(), op.part::<Territory>());
    let (view, numbering) = (op.view(), &map.board.numbering);
    let wanted = Wanted::read(&query, &catalogue, numbering);
    let after: Option<Cursor> = query.after.parse().ok();
    let filter = wanted.list_filter(&op.part::<Brand>(), op.now);
    let mut found = list(&mut op, &filter, Order::Newest, after, PAGE as u32 + 1).await?;
    let is_more = found.len() > PAGE;
    found.truncate(PAGE);
    let address = |rest: &str| view.link(&format!("/carte?{}{rest}", wanted.query()));
    let older = found.last().filter(|_| is_more).map(|last| Cursor { key: last.received_at.0, id: last.id });
    let count = map.board.points().count(&wanted.filter(numbering, op.now));
    let boroughs = territory.areas().iter().filter(|area| area.kind == AreaKind::Borough);
    let days: Vec<String> = PERIODS.iter().map(ToString::to_string).collect();
    let periods = days.iter().map(|days| (days.as_str(), view.t1("portal-map-last-days", "days", days)));
    let periods = periods.chain([(EVER, view.t("portal-map-ever"))]);
    let (centre, bounds) = extent(&territory);
    Ok(Page::ok(MapPage {
        services: services(&catalogue, &view, &wanted.service),
        states: choices(CHOICES.iter().map(|(word, _)| (*word, view.t(&format!("portal-map-{word}")))), &wanted.state),
        boroughs: choices(boroughs.map(|area| (area.code.as_str(), view.text(&area.name).to_owned())), &wanted.borough),
        periods: choices(periods, &wanted.days.map_or_else(|| EVER.to_owned(), |days| days.to_string())),
        legend: STATES.map(|state| (state, view.t(&format!("portal-map-state-{state}")))),
        cards: found.iter().map(|request| Card::of(&op, &view, request)).collect(),
        count: Some(count).filter(|count| *count >= found.len()).and_then(|count| i64::try_from(count).ok()),
        newer: after.map(|_| address("")),
        older: older.map(|cursor| address(&format!("&apres={cursor}"))),
        ground: map.ground.version().to_owned(),
        centre,
        bounds,
        wanted,
        view,
    }))
}

/// West, south, east, north.
fn read_box(text: &str) -> Option<Frame> {
    let numbers: Vec<f64> = text.split(',').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [west, south, east, north] = numbers.as_slice() else { return None };
    Some(Frame::between(Point::new(*south, *west)?, Point::new(*north, *east)?))
}

/// The requests of some points, the newest first.
pub(super) async fn load(op: &mut Op, numbers: &[u64]) -> Result<Vec<requests::Request>, StoreError> {
    let references: Vec<String> =
        numbers.iter().filter_map(|number| reference_of(*number)).map(|reference| reference.to_string()).collect();
    if references.is_empty() {
        return Ok(Vec::new());
    }
    let filter = Filter { references, is_shown: true, ..Filter::default() };
    let mut found = list(op, &filter, Order::Newest, None, numbers.len() as u32).await?;
    // What left since the points were read.
    found.retain(|request| request.status != requests::Status::Removed);
    Ok(found)
}

pub async fn show_list(mut op: Op, query: RawQuery) -> Result<Page<ListPart>, Refusal> {
    let query = Query::read(query);
    let (map, catalogue, view) = (op.part::<CityMap>(), op.part::<Catalogue>(), op.view());
    let numbering = &map.board.numbering;
    let filter = Wanted::read(&query, &catalogue, numbering).filter(numbering, op.now);
    map.board.loaded().await;
    let point: Option<u64> = query.point.parse().ok();
    let (count, numbers) = match (point, read_box(&query.bbox)) {
        // A request that left the map is not shown because somebody kept its number.
        (Some(number), _) => (1, map.board.points().find(number).map(|mark| mark.number).into_iter().collect()),
        (None, Some(frame)) => map.board.points().newest(&frame, &filter, PAGE),
        (None, None) => (0, Vec::new()),
    };
    let found = load(&mut op, &numbers).await?;
    let cards = found.iter().map(|request| Card::of(&op, &view, request)).collect();
    Ok(Page::ok(ListPart { view, cards, count: i64::try_from(count).unwrap_or(i64::MAX), is_point: point.is_some() }))
}
