//! A request as everybody may see it: its service, its street, its state and its age; no door, no words, no people.

use super::board::class;
use base::Moment;
use jiff::Unit;
use requests::{Request, telling};
use territory::Territory;
use web::{Op, View};

/// What a card says.
pub struct Card {
    pub reference: String,
    pub service: String,
    /// Street and borough, as far as they are known.
    pub place: String,
    /// How far it is, when one asked from somewhere.
    pub away: String,
    pub age: String,
    pub people: i64,
    pub label: String,
    pub badge: &'static str,
}

impl Card {
    pub fn of(op: &Op, view: &View, request: &Request) -> Self {
        let catalogue = op.part::<catalogue::Catalogue>();
        let label = catalogue.status(request.status.code()).map(|status| view.text(&status.label).to_owned());
        Self {
            service: telling::service_name(op, &request.service_code, view.lang),
            place: request.place.published(&op.part::<Territory>()).words(view.lang),
            away: String::new(),
            age: age(view, request.received_at, op.now),
            people: request.requesters,
            label: label.unwrap_or_default(),
            badge: request.status.tone(),
            reference: request.reference.clone(),
        }
    }

    /// Whether several people asked for it.
    pub fn is_shared(&self) -> bool {
        self.people > 1
    }

    /// Whether it is still being dealt with.
    pub fn is_open(request: &Request) -> bool {
        class(request.status) < 3
    }
}

/// « aujourd’hui », « il y a 3 jours », then the date itself.
fn age(view: &View, received_at: Moment, now: Moment) -> String {
    let zone = &view.brand().zone;
    let days = received_at.day(zone).until((Unit::Day, now.day(zone))).map_or(0, |span| i64::from(span.get_days()));
    match days {
        ..=0 => view.t("portal-map-today"),
        1..=30 => view.many("portal-map-days-ago", &days),
        _ => view.t1("portal-map-received-on", "date", view.date(&received_at)),
    }
}
