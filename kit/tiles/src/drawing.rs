//! A vector tile (Mapbox Vector Tile 2) as it is written.

use crate::{
    Spot, TileId,
    shape::{EXTENT, at, clip_line, clip_ring, simplify, turn},
};
use mvt::{GeomEncoder, GeomType};

#[derive(Debug, thiserror::Error)]
#[error("a tile cannot be written")]
pub struct DrawingError(#[from] mvt::Error);

/// A property of what is drawn.
#[derive(Debug, Clone, Copy)]
pub enum Tag<'a> {
    Text(&'a str),
    Number(u64),
}

/// A tile under way.
pub struct Drawing {
    tile: TileId,
    wire: mvt::Tile,
}

/// One layer of it.
pub struct Layer {
    tile: TileId,
    wire: mvt::Layer,
}

/// Half a pixel of a tile shown on 512.
const TOLERANCE: f64 = 4.0;
/// Twice the surface that shows, in square units: two pixels or so.
const SMALLEST: f64 = 256.0;

impl Drawing {
    pub fn new(tile: TileId) -> Self {
        Self { tile, wire: mvt::Tile::new(EXTENT) }
    }

    pub fn layer(&self, name: &str) -> Layer {
        Layer { tile: self.tile, wire: self.wire.create_layer(name) }
    }

    /// Adds a layer, unless nothing is in it.
    pub fn add(&mut self, layer: Layer) -> Result<(), DrawingError> {
        if layer.wire.num_features() > 0 {
            self.wire.add_layer(layer.wire)?;
        }
        Ok(())
    }

    pub fn finish(self) -> Result<Vec<u8>, DrawingError> {
        Ok(self.wire.to_bytes()?)
    }
}

impl Layer {
    fn with(self, geometry: mvt::GeomData, id: Option<u64>, tags: &[(&str, Tag<'_>)]) -> Self {
        let mut feature = self.wire.into_feature(geometry);
        if let Some(id) = id {
            feature.set_id(id);
        }
        for (name, tag) in tags {
            match tag {
                Tag::Text(text) => feature.add_tag_string(name, text),
                Tag::Number(number) => feature.add_tag_uint(name, *number),
            }
        }
        Self { tile: self.tile, wire: feature.into_layer() }
    }

    /// A point, with its number when it has one. One outside the tile is kept: a label may reach in.
    pub fn point(self, spot: Spot, id: Option<u64>, tags: &[(&str, Tag<'_>)]) -> Result<Self, DrawingError> {
        let [x, y] = at(self.tile, spot);
        let geometry = GeomEncoder::new(GeomType::Point).point(x, y)?.encode()?;
        Ok(self.with(geometry, id, tags))
    }

    /// The part of a line that is on the tile, if any.
    pub fn line(self, line: &[Spot], tags: &[(&str, Tag<'_>)]) -> Result<Self, DrawingError> {
        let on_tile: Vec<_> = line.iter().map(|spot| at(self.tile, *spot)).collect();
        let parts = clip_line(&simplify(&on_tile, TOLERANCE));
        if parts.is_empty() {
            return Ok(self);
        }
        let mut geometry = GeomEncoder::new(GeomType::Linestring);
        for part in parts {
            for [x, y] in part {
                geometry.add_point(x, y)?;
            }
            geometry.complete_geom()?;
        }
        Ok(self.with(geometry.encode()?, None, tags))
    }

    /// The part of a surface that is on the tile, if any: its outer ring first, then its holes, each closed or not.
    pub fn surface(self, rings: &[Vec<Spot>], tags: &[(&str, Tag<'_>)]) -> Result<Self, DrawingError> {
        let mut geometry = GeomEncoder::new(GeomType::Polygon);
        for (ring, rank) in rings.iter().zip(0..) {
            let on_tile: Vec<_> = ring.iter().map(|spot| at(self.tile, *spot)).collect();
            let mut ring = simplify(&on_tile, TOLERANCE);
            ring.pop();
            let mut ring = clip_ring(&ring);
            let surface = turn(&ring);
            if ring.len() < 3 || surface.abs() < SMALLEST {
                // Without its outer ring, nothing of a surface is left.
                if rank == 0 {
                    return Ok(self);
                }
                continue;
            }
            if (surface > 0.0) != (rank == 0) {
                ring.reverse();
            }
            for [x, y] in ring {
                geometry.add_point(x, y)?;
            }
            geometry.complete_geom()?;
        }
        Ok(self.with(geometry.encode()?, None, tags))
    }
}
