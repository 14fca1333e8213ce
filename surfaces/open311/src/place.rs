//! Where a request is published, as the document writes it: the same place as on the public map and in the open data.

use base::{Lang, Point};
use requests::PublicRequest;
use territory::{KnownPlace, Territory};

/// A place as anybody may know it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PublicPlace {
    pub point: Option<Point>,
    /// Street and borough, never what a person typed.
    pub address: String,
}

impl PublicPlace {
    pub fn of(territory: &Territory, request: &PublicRequest, lang: Lang) -> Self {
        let (point, side, area) = (request.point, request.street_side, request.borough.as_deref());
        let place = territory.publish(KnownPlace { point, side, area });
        Self { point: place.point, address: place.words(lang) }
    }
}
