//! The points of the public map, in memory: loaded once, then kept as the requests change.

use super::CityMap;
use ::store::StoreError;
use base::{Cursor, Id, Moment, identifier};
use catalogue::Catalogue;
use jiff::{civil::Date, tz::TimeZone};
use requests::{Reference, Sight, Status, sights_changed, sights_kept};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard},
    time::Duration,
};
use territory::Territory;
use tiles::{Filter, Mark, Points, Spot, TileId, Traits};
use tokio::sync::{Notify, watch};
use web::{App, Brand, Op};

/// The states of the map and its list, in the order of their class: the classes of the badges.
pub(super) const STATES: [&str; 5] = ["received", "active", "waiting", "done", "closed"];

/// Zooms that have tiles; nearer ones show the last larger.
pub(super) const ZOOMS: std::ops::RangeInclusive<u8> = 8..=16;

/// How the catalogue and the territory are numbered in the points: services in the order of their groups.
pub(super) struct Numbering {
    kinds: HashMap<String, u16>,
    areas: HashMap<String, u8>,
    zone: TimeZone,
}

impl Numbering {
    fn new(catalogue: &Catalogue, territory: &Territory, brand: &Brand) -> Self {
        let services = catalogue.groups().into_iter().flat_map(|(_, services)| services);
        Self {
            kinds: services.map(|service| service.code.clone()).zip(0..).collect(),
            areas: territory.areas().iter().map(|area| area.code.clone()).zip(0..).collect(),
            zone: brand.zone.clone(),
        }
    }

    pub fn kind(&self, service: &str) -> u16 {
        self.kinds.get(service).copied().unwrap_or(u16::MAX)
    }

    pub fn area(&self, borough: &str) -> u8 {
        self.areas.get(borough).copied().unwrap_or(u8::MAX)
    }

    /// Days from 1970 to the local day of an instant.
    pub fn day(&self, moment: Moment) -> u16 {
        let origin = Date::constant(1970, 1, 1);
        let days = moment.day(&self.zone).duration_since(origin).as_hours() / 24;
        u16::try_from(days).unwrap_or_default()
    }
}

/// The class of a status on the map.
pub(super) fn class(status: Status) -> u8 {
    STATES.iter().zip(0..).find(|(state, _)| **state == status.tone()).map_or(0, |(_, class)| class)
}

/// The number of a point is the reference of its request.
pub(super) fn number_of(reference: Reference) -> u64 {
    u64::from(reference.year) << 32 | u64::from(reference.rank)
}

pub(super) fn reference_of(number: u64) -> Option<Reference> {
    let year = u8::try_from(number >> 32).ok().filter(|year| *year < 100)?;
    Some(Reference { year, rank: u32::try_from(number & u64::from(u32::MAX)).ok()? })
}

/// Where the reading of requests has come to.
struct Followed {
    changed: Cursor,
    kept: Id,
}

/// A tile already written, for each filter.
type Written = HashMap<TileId, Vec<(Filter, Vec<u8>)>>;

pub(super) struct Board {
    pub numbering: Numbering,
    points: RwLock<Points>,
    written: Mutex<Written>,
    /// `None` until everything was loaded once.
    followed: tokio::sync::Mutex<Option<Followed>>,
    is_loaded: watch::Sender<bool>,
    asked: Notify,
}

/// Tiles kept written, at most.
const MOST_WRITTEN: usize = 2_048;
/// Requests read at once.
const PAGE: u32 = 5_000;
/// Pages read before what they hold is shown.
const PAGES: usize = 20;
/// Between two looks at the requests.
const PAUSE: Duration = Duration::from_millis(if cfg!(test) { 30 } else { 3_000 });
/// What a reader waits for the first reading of the requests.
const LONGEST_WAIT: Duration = Duration::from_millis(if cfg!(test) { 200 } else { 5_000 });
/// An operation may commit this long after its instant: what is newer is read again.
const LATEST_COMMIT_MS: i64 = 35_000;

impl Board {
    pub fn new(catalogue: &Catalogue, territory: &Territory, brand: &Brand) -> Self {
        Self {
            numbering: Numbering::new(catalogue, territory, brand),
            points: RwLock::default(),
            written: Mutex::default(),
            followed: tokio::sync::Mutex::default(),
            is_loaded: watch::Sender::default(),
            asked: Notify::new(),
        }
    }

    /// Waits a while for the requests to be read once: a map without its points would say that there are none.
    pub async fn loaded(&self) {
        let mut is_loaded = self.is_loaded.subscribe();
        // Past that time, an empty map is better than none.
        let _ = tokio::time::timeout(LONGEST_WAIT, is_loaded.wait_for(|is_loaded| *is_loaded)).await;
    }

    /// The points as they are known now; the requests will be looked at again.
    pub fn points(&self) -> RwLockReadGuard<'_, Points> {
        self.asked.notify_one();
        // A panic while points were put leaves whole points all the same.
        self.points.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn written(&self) -> MutexGuard<'_, Written> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The tile for a filter, written by `write` unless it was already and nothing changed in it.
    pub fn tile<E>(
        &self,
        tile: TileId,
        filter: &Filter,
        write: impl FnOnce(&Points) -> Result<Vec<u8>, E>,
    ) -> Result<Vec<u8>, E> {
        // Held to the end: nothing changes between the drawing and the keeping.
        let points = self.points();
        let known = |written: &Written| {
            written.get(&tile)?.iter().find(|(known, _)| known == filter).map(|(_, bytes)| bytes.clone())
        };
        if let Some(bytes) = known(&self.written()) {
            return Ok(bytes);
        }
        let bytes = write(&points)?;
        let mut written = self.written();
        if written.len() >= MOST_WRITTEN {
            written.clear();
        }
        let of_tile = written.entry(tile).or_default();
        of_tile.truncate(15);
        of_tile.push((*filter, bytes.clone()));
        Ok(bytes)
    }

    fn forget_around(&self, spots: &[Spot]) {
        let mut written = self.written();
        for spot in spots {
            for z in ZOOMS {
                let shift = 32 - u32::from(z);
                written.remove(&TileId { z, x: spot.x >> shift, y: spot.y >> shift });
            }
        }
    }

    /// The point of a request, at the place where it is published; nothing when the public may not see it.
    fn mark(&self, territory: &Territory, sight: &Sight) -> Option<Mark> {
        let place = territory.published_place(sight.point?)?;
        let traits = Traits {
            kind: self.numbering.kind(&sight.service_code),
            day: self.numbering.day(sight.received_at),
            class: class(sight.status),
            area: sight.borough.as_deref().map_or(u8::MAX, |borough| self.numbering.area(borough)),
        };
        Some(Mark { number: number_of(sight.reference?), spot: Spot::of(place), traits })
    }

    fn put(&self, territory: &Territory, sights: &[Sight]) {
        let (mut marks, mut left) = (Vec::new(), Vec::new());
        for sight in sights {
            match self.mark(territory, sight) {
                Some(mark) => marks.push(mark),
                None => left.extend(sight.reference.map(number_of)),
            }
        }
        let mut points = self.points.write().unwrap_or_else(PoisonError::into_inner);
        let mut touched = points.put(marks);
        touched.extend(left.into_iter().filter_map(|number| points.remove(number)));
        self.forget_around(&touched);
    }

    /// Reads every request there is.
    async fn load(&self, op: &mut Op, territory: &Territory) -> Result<(), StoreError> {
        let (mut marks, mut last) = (Vec::new(), 0);
        loop {
            let page = sights_kept(op, last, PAGE).await?;
            marks.extend(page.iter().filter_map(|sight| self.mark(territory, sight)));
            match page.last() {
                Some(sight) => last = sight.id,
                None => break,
            }
        }
        *self.points.write().unwrap_or_else(PoisonError::into_inner) = Points::of(marks);
        self.written().clear();
        Ok(())
    }
}

/// Brings the points to what the requests are now.
pub async fn follow(app: &App) -> Result<(), StoreError> {
    let (map, territory) = (app.part::<CityMap>(), app.part::<Territory>());
    let board = &map.board;
    let mut op = Op { tx: app.database().read(), ..Op::system(app) };
    let horizon = op.now.plus_ms(-LATEST_COMMIT_MS);
    let settled = Followed { changed: Cursor { key: horizon.0, id: 0 }, kept: identifier::floor_of(horizon) };
    let mut followed = board.followed.lock().await;
    let Some(known) = followed.as_mut() else {
        board.load(&mut op, &territory).await?;
        *followed = Some(settled);
        board.is_loaded.send_replace(true);
        return Ok(());
    };
    let mut sights = Vec::new();
    for _ in 0..PAGES {
        let changed = sights_changed(&mut op, known.changed, PAGE).await?;
        let kept = sights_kept(&mut op, known.kept, PAGE).await?;
        if let Some(sight) = changed.last() {
            known.changed = Cursor { key: sight.updated_at.0, id: sight.id };
        }
        known.kept = kept.last().map_or(known.kept, |sight| sight.id);
        let is_all = changed.is_empty() && kept.is_empty();
        sights.extend(changed.into_iter().chain(kept));
        if is_all {
            *followed = Some(settled);
            break;
        }
    }
    board.put(&territory, &sights);
    Ok(())
}

/// Keeps the map as long as the process lives: everything at first and when the city is renewed, then what changed each
/// time somebody looked.
pub async fn keep(app: App) {
    loop {
        let map = app.part::<CityMap>();
        map.ground.prepare(&app.part::<Territory>());
        while Arc::ptr_eq(&map, &app.part()) {
            if let Err(err) = follow(&app).await {
                tracing::error!(error.chain = %err, "the map could not follow the requests");
            }
            tokio::time::sleep(PAUSE).await;
            while Arc::ptr_eq(&map, &app.part())
                && tokio::time::timeout(PAUSE, map.board.asked.notified()).await.is_err()
            {}
        }
    }
}
