//! What everybody may know of a place: the middle of its stretch of street, and words that hold no door.
//!
//! The map, the lists, Open311 and the open data all ask here, so that comparing them teaches nothing.

use crate::{Area, Location, Territory};
use base::{Lang, Point};

/// What the city knows of a place. What is given is not looked for again, which would cost more.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct KnownPlace<'a> {
    pub point: Option<Point>,
    /// Identifier of the street side.
    pub side: Option<i64>,
    /// Code of the borough or town.
    pub area: Option<&'a str>,
}

/// A place as it is published: nothing in it was typed by a person.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PublishedPlace<'a> {
    pub point: Option<Point>,
    /// Full name of its street; empty when there is none.
    pub street: &'a str,
    pub area: Option<&'a Area>,
}

impl PublishedPlace<'_> {
    /// `rue Gareau, Ville-Marie`; what is not known is left out.
    pub fn words(&self, lang: Lang) -> String {
        let area = self.area.map_or("", |area| area.name.get(lang));
        let words = [self.street, area].into_iter().filter(|words| !words.is_empty());
        words.collect::<Vec<_>>().join(", ")
    }
}

impl Territory {
    /// What is published of a place: its point as [`Territory::published_place`] moves it, and its street there.
    pub fn publish(&self, known: KnownPlace<'_>) -> PublishedPlace<'_> {
        let side = known.side.and_then(|side| self.side(side));
        let on_side = side.and_then(|side| Some((self.published_middle(side)?, side)));
        let (point, side) = if let Some((middle, side)) = on_side {
            (Some(middle), Some(side))
        } else {
            let point = known.point.and_then(|point| self.published_place(point));
            (point, point.and_then(|point| self.nearest_side(point)).map(|(side, _)| side))
        };
        let area = known.area.and_then(|code| self.area(code));
        PublishedPlace {
            point,
            street: side.map(|side| self.street_name(side)).unwrap_or_default(),
            area: area.or_else(|| match self.locate(point?) {
                Location::Ours(area) | Location::Linked(area) => Some(area),
                Location::Outside => None,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stories::pack;

    /// Two boroughs side by side; in the western one a long street and a stretch too short to hide a door.
    fn territory() -> Territory {
        let mut files = pack();
        files.insert("spellings.csv", "spelling,kind,code\n");
        let collection = |features: &[String]| format!(r#"{{"features":[{}]}}"#, features.join(",\n"));
        let area = |name: &str, west: f64| {
            let east = west + 0.01;
            format!(
                r#"{{"properties":{{"NOM":"{name}","TYPE":"Arrondissement"}},"geometry":{{"type":"Polygon",
                "coordinates":[[[{west},0],[{east},0],[{east},0.01],[{west},0.01],[{west},0]]]}}}}"#
            )
            .replace('\n', "")
        };
        let side = |id: i64, name: &str, (west, east): (f64, f64)| {
            format!(
                r#"{{"properties":{{"COTE_RUE_ID":{id},"ID_TRC":{id},"NOM_VOIE":"{name}"}},"geometry":
                {{"type":"LineString","coordinates":[[{west},0.005],[{east},0.005]]}}}}"#
            )
            .replace('\n', "")
        };
        files.insert("territory.geojson", collection(&[area("Ouest", 0.0), area("Est", 0.01)]));
        let sides =
            [side(1, "Longue", (0.001, 0.003)), side(2, "Courte", (0.003, 0.0033)), side(3, "Autre", (0.012, 0.014))];
        files.insert("streets.geojson", collection(&sides));
        Territory::read(&files).unwrap_or_else(|faults| panic!("{faults:?}"))
    }

    #[test]
    fn a_place_is_published_in_the_middle_of_its_stretch_with_its_street_and_its_borough() {
        let territory = territory();
        let at = |lon: f64| Some(Point { lat: 0.005, lon });
        let check = |known: KnownPlace<'_>, lon: Option<f64>, words: &str| {
            let place = territory.publish(known);
            assert_eq!(place.words(Lang::Fr), words, "{known:?}");
            assert_eq!(place.point.map(|point| (point.lon * 1e6).round() / 1e6), lon, "{known:?}");
        };
        let place = |point, side, area| KnownPlace { point, side, area };
        check(place(at(0.0011), None, None), Some(0.002), "Longue, Ouest");
        check(place(None, Some(1), None), Some(0.002), "Longue, Ouest");
        check(place(at(0.0031), None, None), Some(0.002), "Longue, Ouest");
        check(place(at(0.0031), Some(2), None), Some(0.002), "Longue, Ouest");
        check(place(None, Some(2), None), None, "");
        check(place(at(0.0121), Some(99), None), Some(0.013), "Autre, Est");
        check(place(at(0.0121), Some(3), Some("ouest")), Some(0.013), "Autre, Ouest");
        check(place(at(0.0121), Some(3), Some("lune")), Some(0.013), "Autre, Est");
        check(place(None, None, Some("est")), None, "Est");
        check(KnownPlace::default(), None, "");
    }
}
