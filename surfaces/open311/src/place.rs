//! Where a request is published: as on the public map, the middle of its stretch of street, so that no door is shown.

use base::{Lang, Point};
use requests::PublicRequest;
use territory::Territory;

/// A place as anybody may know it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PublicPlace {
    pub point: Option<Point>,
    /// Street and borough, never what a person typed.
    pub address: String,
}

impl PublicPlace {
    pub fn of(territory: &Territory, request: &PublicRequest, lang: Lang) -> Self {
        // The side is known since the request was received: looking for it again costs more.
        let side = request.street_side.and_then(|side| territory.side(side));
        let middle = side.and_then(|side| territory.published_middle(side));
        let point = middle.or_else(|| territory.published_place(request.point?));
        let street = match (middle, side) {
            (Some(_), Some(side)) => Some(side),
            (Some(_) | None, _) => point.and_then(|point| territory.nearest_side(point)).map(|(side, _)| side),
        };
        let borough = request.borough.as_deref().and_then(|code| territory.area(code));
        let words = [street.map(|side| territory.street_name(side)), borough.map(|area| area.name.get(lang))];
        let words: Vec<&str> = words.into_iter().flatten().filter(|words| !words.is_empty()).collect();
        Self { point, address: words.join(", ") }
    }
}
