//! The ground under the requests: land, water, parks, limits and streets, fewer of them from afar.

use base::Point;
use flate2::{Compression, write::GzEncoder};
use std::{
    collections::{HashMap, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
    io::{self, Write},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};
use territory::{Scenery, Surface, Territory};
use tiles::{Drawing, DrawingError, Frame, Layer, Spot, Tag, TileId};

/// Why a tile of the ground cannot be given.
#[derive(Debug, thiserror::Error)]
pub enum GroundError {
    #[error(transparent)]
    Drawing(#[from] DrawingError),
    #[error("a tile cannot be packed")]
    Packing(#[from] io::Error),
}

/// Something drawn, and where it is.
struct Shape<T> {
    frame: Frame,
    rings: Vec<Vec<Spot>>,
    about: T,
}

/// A street, or a lane without a name.
struct Street {
    name: String,
    rank: u8,
}

/// Everything, ready to be cut into tiles.
struct Drawn {
    /// Ground of each area, and its kind.
    land: Vec<Shape<&'static str>>,
    water: Vec<Shape<()>>,
    parks: Vec<Shape<()>>,
    limits: Vec<Shape<()>>,
    names: Vec<(Spot, String)>,
    streets: Vec<Shape<Street>>,
}

/// Tiles kept, packed, the oldest forgotten first.
#[derive(Default)]
struct Kept {
    tiles: HashMap<TileId, Arc<[u8]>>,
    order: VecDeque<TileId>,
    bytes: usize,
}

/// Bytes of tiles kept at most: a city of half a million streets' sides, seen from everywhere, passes it and no more.
const MOST_BYTES: usize = 12 * 1024 * 1024;
/// Lengths of a whole street that give it the ranks 1, 2 and 3, in metres.
const RANKS_M: [f64; 3] = [3_500.0, 1_600.0, 600.0];
/// Rank of a street whose length gives none, and of a lane without a name.
const SMALL: u8 = 4;
const LANE: u8 = 5;

pub(super) struct Ground {
    version: String,
    scenery: Scenery,
    drawn: OnceLock<Drawn>,
    kept: Mutex<Kept>,
}

impl Ground {
    pub fn new(territory: &Territory, scenery: Scenery) -> Self {
        let mut hasher = DefaultHasher::new();
        // Grows with each change of what is drawn from the same pack.
        1_u8.hash(&mut hasher);
        territory.to_bytes().hash(&mut hasher);
        for surface in scenery.water.iter().chain(&scenery.parks).flatten().flatten() {
            (surface.lat.to_bits(), surface.lon.to_bits()).hash(&mut hasher);
        }
        let version = format!("{:012x}", hasher.finish() >> 16);
        Self { version, scenery, drawn: OnceLock::new(), kept: Mutex::default() }
    }

    /// Another for each ground.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Works out what tiles are cut from, unless it was already.
    pub fn prepare(&self, territory: &Territory) {
        self.drawn(territory);
    }

    fn drawn(&self, territory: &Territory) -> &Drawn {
        self.drawn.get_or_init(|| Drawn::new(territory, &self.scenery))
    }

    /// A tile, packed with gzip; empty when nothing is there.
    pub fn tile(&self, territory: &Territory, tile: TileId) -> Result<Arc<[u8]>, GroundError> {
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(packed) = kept().tiles.get(&tile) {
            return Ok(packed.clone());
        }
        let bytes = self.drawn(territory).tile(tile)?;
        if bytes.is_empty() {
            return Ok(Arc::from(Vec::new()));
        }
        let mut packer = GzEncoder::new(Vec::new(), Compression::default());
        packer.write_all(&bytes)?;
        let packed: Arc<[u8]> = packer.finish()?.into();
        kept().keep(tile, packed.clone());
        Ok(packed)
    }
}

impl Kept {
    fn keep(&mut self, tile: TileId, packed: Arc<[u8]>) {
        self.bytes += packed.len();
        if self.tiles.insert(tile, packed).is_none() {
            self.order.push_back(tile);
        }
        while self.bytes > MOST_BYTES
            && let Some(oldest) = self.order.pop_front()
        {
            self.bytes -= self.tiles.remove(&oldest).map_or(0, |packed| packed.len());
        }
    }
}

fn shape<T>(rings: &[Vec<Point>], about: T) -> Option<Shape<T>> {
    let rings: Vec<Vec<Spot>> = rings.iter().map(|ring| ring.iter().map(|point| Spot::of(*point)).collect()).collect();
    Some(Shape { frame: Frame::around(rings.iter().flatten().copied())?, rings, about })
}

fn rank(name: &str, street_m: f64) -> u8 {
    if name.is_empty() {
        return LANE;
    }
    RANKS_M.iter().zip(1..).find(|(least, _)| street_m >= **least).map_or(SMALL, |(_, rank)| rank)
}

/// The lowest rank that a zoom draws.
fn least_rank(z: u8) -> u8 {
    match z {
        0..=9 => 0,
        10 => 1,
        11 => 2,
        12 => 3,
        13 => SMALL,
        _ => LANE,
    }
}

impl Drawn {
    fn new(territory: &Territory, scenery: &Scenery) -> Self {
        let surfaces = |all: &[Surface]| all.iter().filter_map(|rings| shape(rings, ())).collect();
        let land = territory.grounds().flat_map(|(area, grounds)| {
            grounds.into_iter().filter_map(|rings| shape(&rings, area.kind.code())).collect::<Vec<_>>()
        });
        let mut streets: Vec<Shape<Street>> = territory
            .drawn_streets()
            .into_iter()
            .filter_map(|street| {
                let about = Street { name: street.name.to_owned(), rank: rank(street.name, street.street_m) };
                shape(&[street.line], about)
            })
            .collect();
        // The longest are drawn last, above the others.
        streets.sort_by_key(|street| std::cmp::Reverse(street.about.rank));
        let names = territory.name_places().map(|(area, place)| (Spot::of(place), area.name.fr.clone()));
        Self {
            land: land.collect(),
            water: surfaces(&scenery.water),
            parks: surfaces(&scenery.parks),
            limits: territory.limits().into_iter().filter_map(|line| shape(&[line], ())).collect(),
            names: names.collect(),
            streets,
        }
    }

    fn tile(&self, tile: TileId) -> Result<Vec<u8>, DrawingError> {
        let mut drawing = Drawing::new(tile);
        let (frame, own) = (tile.reach(), tile.frame());
        let land = on(&self.land, &frame).try_fold(drawing.layer("land"), |layer, shape| {
            layer.surface(&shape.rings, &[("kind", Tag::Text(shape.about))])
        })?;
        let water = surfaces(drawing.layer("water"), &self.water, &frame)?;
        let parks = surfaces(drawing.layer("parks"), &self.parks, &frame)?;
        let areas = lines(drawing.layer("areas"), &self.limits, &frame)?;
        let names = self.names.iter().filter(|(spot, _)| own.holds(*spot));
        let areas = names
            .into_iter()
            .try_fold(areas, |layer, (spot, name)| layer.point(*spot, None, &[("name", Tag::Text(name))]))?;
        let least = least_rank(tile.z);
        let streets = on(&self.streets, &frame).filter(|street| street.about.rank <= least);
        let streets = streets.into_iter().try_fold(drawing.layer("streets"), |layer, street| {
            let Street { name, rank } = &street.about;
            let tags = [("rank", Tag::Number(u64::from(*rank))), ("name", Tag::Text(name))];
            let tags = if name.is_empty() { &tags[..1] } else { &tags[..] };
            street.rings.iter().try_fold(layer, |layer, line| layer.line(line, tags))
        })?;
        for layer in [land, water, parks, areas, streets] {
            drawing.add(layer)?;
        }
        drawing.finish()
    }
}

/// The shapes that touch a frame.
fn on<'a, T>(shapes: &'a [Shape<T>], frame: &'a Frame) -> impl Iterator<Item = &'a Shape<T>> {
    shapes.iter().filter(move |shape| shape.frame.meets(frame))
}

fn surfaces(layer: Layer, shapes: &[Shape<()>], frame: &Frame) -> Result<Layer, DrawingError> {
    on(shapes, frame).try_fold(layer, |layer, shape| layer.surface(&shape.rings, &[]))
}

fn lines(layer: Layer, shapes: &[Shape<()>], frame: &Frame) -> Result<Layer, DrawingError> {
    let lines = on(shapes, frame).flat_map(|shape| &shape.rings);
    lines.into_iter().try_fold(layer, |layer, line| layer.line(line, &[]))
}
