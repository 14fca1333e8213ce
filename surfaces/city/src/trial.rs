//! What publishing a draft would do, before it is done: faults, changes in words, requests that would go elsewhere.

use crate::{
    City,
    draft::{self, Draft},
    pack::{COMPILED, GEOMETRIES},
    store,
};
use ::store::StoreError;
use base::{PackFault, PackFiles, Text};
use catalogue::Catalogue;
use requests::{Filter, Order, intake::unit_of};
use routing::Table;
use standards::Standards;
use std::collections::BTreeMap;
use territory::{Territory, Units};
use web::{App, Op, texts::Source};

/// Sentences of the process, that a city may say in its own words.
#[derive(Debug, Clone, Copy)]
pub struct Sentences(pub &'static [Source]);

/// Requests that are routed again.
pub const REPLAYED: u32 = 2_000;
/// Numbers of requests that are shown of each move.
const EXAMPLES: usize = 3;
/// Counting stops there.
const MOST: u32 = 100_000;

/// A change of what the city offers, in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    ServiceAdded(Text),
    /// A service, and its open requests.
    ServiceRemoved(Text, i64),
    ServiceRenamed(Text, Text),
    /// The service, its borough or the whole city, what was promised, what will be.
    PromiseChanged(Text, Option<Text>, Option<Text>, Option<Text>),
    UnitAdded(Text),
    /// A unit, and the open requests that it holds: publishing waits until it holds none.
    UnitRemoved(Text, i64),
    UnitRenamed(Text, Text),
}

impl Change {
    /// Whether it cannot be done yet.
    pub fn is_refused(&self) -> bool {
        matches!(self, Self::UnitRemoved(_, 1..))
    }
}

/// Requests that would have gone to another unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    pub from: Text,
    pub to: Text,
    pub count: i64,
    /// Numbers of requests.
    pub examples: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replay {
    pub read: i64,
    pub moved: Vec<Moved>,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trial {
    pub faults: Vec<PackFault>,
    pub changes: Vec<Change>,
    pub replay: Replay,
}

impl Trial {
    pub fn may_publish(&self) -> bool {
        self.faults.is_empty() && !self.changes.iter().any(Change::is_refused)
    }
}

/// The parts of the city in force that a trial compares with.
struct Before {
    catalogue: std::sync::Arc<Catalogue>,
    units: std::sync::Arc<Units>,
    standards: std::sync::Arc<Standards>,
    routing: std::sync::Arc<Table>,
    territory: std::sync::Arc<Territory>,
}

/// Reads a city beside the pages, which it would hold up.
pub async fn read(app: &App, files: PackFiles) -> Result<(PackFiles, Result<City, Vec<PackFault>>), StoreError> {
    let sources = app.part::<Sentences>().0;
    let work = move || {
        let city = City::read(&files, sources);
        (files, city)
    };
    tokio::task::spawn_blocking(work).await.map_err(|_| StoreError::GivenUp)
}

/// The files of a draft, and its city or what is wrong with it.
pub async fn city_of(app: &App, draft: &Draft) -> Result<(PackFiles, Result<City, Vec<PackFault>>), StoreError> {
    let mut tx = app.database().read();
    let files = draft::load_files(&mut tx, draft).await?;
    let mut unread = Vec::new();
    if files.bytes(COMPILED).is_some() {
        for name in ["territory.toml", "spellings.csv"].into_iter().filter(|name| draft.files.contains_key(*name)) {
            let before = store::load_file(&mut tx, draft.began_on, name).await?.unwrap_or_default();
            if of_territory(name, &before) != of_territory(name, files.bytes(name).unwrap_or_default()) {
                let [areas, streets] = GEOMETRIES;
                let message = format!("the territory was compiled with what it said: bring {areas} and {streets} too");
                unread.push(PackFault::new(name, 0, message));
            }
        }
    }
    drop(tx);
    let (files, city) = read(app, files).await?;
    let city = match city {
        Ok(_) if !unread.is_empty() => Err(unread),
        Err(faults) => Err([faults, unread].concat()),
        Ok(city) => Ok(city),
    };
    Ok((files, city))
}

/// What of a file the compiled territory holds.
fn of_territory(name: &str, content: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(content);
    let lines = text.lines().filter(|line| name != "spellings.csv" || line.contains(",territory,"));
    lines.map(str::to_owned).collect()
}

/// Tries a draft.
pub async fn run(op: &mut Op, draft: &Draft) -> Result<Trial, StoreError> {
    let (_, city) = city_of(&op.app.clone(), draft).await?;
    match city {
        Ok(city) => compare(op, &city).await,
        Err(faults) => Ok(Trial { faults, ..Trial::default() }),
    }
}

/// What a city without fault would change.
pub async fn compare(op: &mut Op, city: &City) -> Result<Trial, StoreError> {
    let before = Before {
        catalogue: op.part(),
        units: op.part(),
        standards: op.part(),
        routing: op.part(),
        territory: op.part(),
    };
    let mut changes = services(op, &before, city).await?;
    changes.extend(promises(&before, city));
    changes.extend(units(op, &before, city).await?);
    let replay = replay(op, &before, city).await?;
    Ok(Trial { faults: Vec::new(), changes, replay })
}

async fn open_requests(op: &mut Op, filter: Filter) -> Result<i64, StoreError> {
    requests::count(op, &Filter { is_open: Some(true), ..filter }, MOST).await
}

async fn services(op: &mut Op, before: &Before, city: &City) -> Result<Vec<Change>, StoreError> {
    let mut changes = Vec::new();
    for service in city.catalogue.services() {
        match before.catalogue.service(&service.code) {
            None => changes.push(Change::ServiceAdded(service.name.clone())),
            Some(was) if was.name != service.name => {
                changes.push(Change::ServiceRenamed(was.name.clone(), service.name.clone()));
            }
            Some(_) => {}
        }
    }
    for service in before.catalogue.services().iter().filter(|it| city.catalogue.service(&it.code).is_none()) {
        let filter = Filter { services: vec![service.code.clone()], ..Filter::default() };
        changes.push(Change::ServiceRemoved(service.name.clone(), open_requests(op, filter).await?));
    }
    Ok(changes)
}

/// Promises of services that stay, where they change: in the whole city, then in the boroughs that differ from it.
fn promises(before: &Before, city: &City) -> Vec<Change> {
    let mut changes = Vec::new();
    for service in city.catalogue.services().iter().filter(|it| before.catalogue.service(&it.code).is_some()) {
        let pair = |borough: Option<&str>| {
            let words = |standards: &Standards| standards.get(&service.code, borough).map(standards::Standard::words);
            (words(&before.standards), words(&city.standards))
        };
        let everywhere = pair(None);
        if everywhere.0 != everywhere.1 {
            let (was, becomes) = everywhere.clone();
            changes.push(Change::PromiseChanged(service.name.clone(), None, was, becomes));
        }
        for area in before.territory.areas() {
            let here = pair(Some(&area.code));
            if here.0 != here.1 && here != everywhere {
                let name = Some(area.name.clone());
                changes.push(Change::PromiseChanged(service.name.clone(), name, here.0, here.1));
            }
        }
    }
    changes
}

async fn units(op: &mut Op, before: &Before, city: &City) -> Result<Vec<Change>, StoreError> {
    let mut changes = Vec::new();
    for unit in city.units.all() {
        match before.units.get(&unit.code) {
            None => changes.push(Change::UnitAdded(unit.name.clone())),
            Some(was) if was.name != unit.name => {
                changes.push(Change::UnitRenamed(was.name.clone(), unit.name.clone()));
            }
            Some(_) => {}
        }
    }
    for unit in before.units.all().iter().filter(|it| city.units.get(&it.code).is_none()) {
        let filter = Filter { units: vec![unit.code.clone()], ..Filter::default() };
        changes.push(Change::UnitRemoved(unit.name.clone(), open_requests(op, filter).await?));
    }
    Ok(changes)
}

/// The last requests, routed by what is in force and by what would be.
async fn replay(op: &mut Op, before: &Before, city: &City) -> Result<Replay, StoreError> {
    let last = requests::list(op, &Filter::default(), Order::Newest, None, REPLAYED).await?;
    let mut replay = Replay::default();
    let mut moved: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for request in last {
        let (code, borough) = (&request.service_code, request.place.borough.as_deref());
        let (Some(was), Some(is)) = (before.catalogue.service(code), city.catalogue.service(code)) else { continue };
        replay.read += 1;
        let from = unit_of(&before.routing, &before.units, was, borough);
        let to = unit_of(&city.routing, &city.units, is, borough);
        if from != to {
            moved.entry((from, to)).or_default().push(request.reference);
        }
    }
    let name = |code: &str| {
        let unit = city.units.get(code).or_else(|| before.units.get(code));
        unit.map_or_else(|| Text::new(code, code), |unit| unit.name.clone())
    };
    let row = |((from, to), mut examples): ((String, String), Vec<String>)| {
        let count = i64::try_from(examples.len()).unwrap_or(i64::MAX);
        examples.truncate(EXAMPLES);
        Moved { from: name(&from), to: name(&to), count, examples }
    };
    replay.moved = moved.into_iter().map(row).collect();
    replay.moved.sort_by_key(|moved| std::cmp::Reverse(moved.count));
    Ok(replay)
}
