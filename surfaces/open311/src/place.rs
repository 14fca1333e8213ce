//! Where a request is published: the middle of its segment, so that no door is shown. See ADR 010.

use base::{Id, Point};
use requests::PublicRequest;
use territory::Territory;

/// A place as anybody may know it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PublicPlace {
    pub point: Option<Point>,
    /// Street and numbers of the segment, never what a person typed.
    pub address: String,
    /// Side of the segment, as `address_id`.
    pub side: Option<Id>,
}

impl PublicPlace {
    pub fn of(territory: &Territory, request: &PublicRequest) -> Self {
        let known = request.street_side.and_then(|side| territory.side(side));
        let middle = known.and_then(|side| territory.published_middle(side));
        let point = middle.or_else(|| territory.published_place(request.point?));
        // The words are those of the place that is published, not of the one that is hidden.
        let side = match (middle, known) {
            (Some(_), known) => known,
            (None, _) => point.and_then(|point| territory.nearest_side(point)).map(|(side, _)| side),
        };
        let address = side.map(|side| {
            let name = territory.street_name(side);
            if side.to > 0 { format!("{name} ({}–{})", side.from, side.to) } else { name.to_owned() }
        });
        Self { point, address: address.unwrap_or_default(), side: side.map(|side| side.id) }
    }
}
