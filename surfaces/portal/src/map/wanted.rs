//! Which requests one wants to see, as the address of the page says it; what is unknown asks nothing.

use super::board::{Numbering, STATES, class};
use axum::extract::RawQuery;
use base::Moment;
use catalogue::{Catalogue, PublicMap, Service};
use requests::Status;
use tiles::Filter;
use web::Brand;

/// The query of the page, of its list and of its tiles: the first value of each name.
#[derive(Debug, Clone, Default)]
pub struct Query {
    pub service: String,
    pub state: String,
    pub borough: String,
    pub period: String,
    /// Where the page before ended.
    pub after: String,
    /// West, south, east, north.
    pub bbox: String,
    /// One point of the map.
    pub point: String,
}

impl Query {
    /// What cannot be read asks nothing.
    pub fn read(query: RawQuery) -> Self {
        let pairs: Vec<(String, String)> =
            query.0.and_then(|query| serde_urlencoded::from_str(&query).ok()).unwrap_or_default();
        let value = |name: &str| pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        let text = |name: &str| value(name).unwrap_or_default();
        Self {
            service: text("service"),
            state: text("etat"),
            borough: text("arrondissement"),
            period: text("periode"),
            after: text("apres"),
            bbox: text("bbox"),
            point: text("point"),
        }
    }
}

/// Words of the states one chooses among, and the classes they stand for.
pub(super) const CHOICES: [(&str, (u8, u8)); 6] = [
    ("ouvertes", (0, 2)),
    ("recues", (0, 0)),
    ("en-cours", (1, 1)),
    ("en-attente", (2, 2)),
    ("terminees", (3, 3)),
    ("fermees", (4, 4)),
];

/// Days one chooses among; the first one holds when nothing is chosen.
pub(super) const PERIODS: [u16; 4] = [90, 7, 30, 365];
/// The word for no limit of time.
pub(super) const EVER: &str = "toutes";

/// What is asked, each part known to exist.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Code of a group or of a service.
    pub service: String,
    /// Services that are meant; none stands for all.
    services: Vec<String>,
    /// A word of [`CHOICES`], or nothing.
    pub state: String,
    pub borough: String,
    /// Nothing for ever.
    pub days: Option<u16>,
}

/// Whether the public map shows this service.
pub(super) fn is_shown(service: &Service) -> bool {
    service.public_map == PublicMap::Shown
}

impl Wanted {
    pub fn read(query: &Query, catalogue: &Catalogue, numbering: &Numbering) -> Self {
        let mut wanted = Self { days: period(&query.period), ..Self::default() };
        for (group, services) in catalogue.groups() {
            let meant = services.iter().filter(|service| is_shown(service));
            let meant = meant.filter(|service| group.code == query.service || service.code == query.service);
            wanted.services.extend(meant.map(|service| service.code.clone()));
        }
        if !wanted.services.is_empty() {
            wanted.service.clone_from(&query.service);
        }
        if CHOICES.iter().any(|(word, _)| *word == query.state) {
            wanted.state.clone_from(&query.state);
        }
        if numbering.area(&query.borough) < u8::MAX {
            wanted.borough.clone_from(&query.borough);
        }
        wanted
    }

    fn classes(&self) -> (u8, u8) {
        let all = (0, STATES.len() as u8 - 1);
        CHOICES.iter().find(|(word, _)| *word == self.state).map_or(all, |(_, classes)| *classes)
    }

    /// As the points of the map are filtered.
    pub fn filter(&self, numbering: &Numbering, now: Moment) -> Filter {
        let kinds = self.services.iter().map(|service| numbering.kind(service));
        let kinds = kinds.fold(None, |span: Option<(u16, u16)>, kind| {
            Some(span.map_or((kind, kind), |(first, last)| (first.min(kind), last.max(kind))))
        });
        let areas = match self.borough.as_str() {
            "" => (0, u8::MAX),
            borough => (numbering.area(borough), numbering.area(borough)),
        };
        Filter {
            kinds: kinds.unwrap_or((0, u16::MAX)),
            classes: self.classes(),
            areas,
            days: (self.days.map_or(0, |days| numbering.day(now).saturating_sub(days)), u16::MAX),
        }
    }

    /// As the requests are listed.
    pub fn list_filter(&self, brand: &Brand, now: Moment) -> requests::Filter {
        let (first, last) = self.classes();
        let is_wanted = |status: &&Status| {
            let class = class(**status);
            **status != Status::Removed && first <= class && class <= last
        };
        let since = self.days.map(|days| midnight(brand, now.plus_days(-i64::from(days))));
        requests::Filter {
            services: self.services.clone(),
            boroughs: Some(self.borough.clone()).filter(|borough| !borough.is_empty()).into_iter().collect(),
            statuses: Status::ALL.iter().filter(is_wanted).copied().collect(),
            received: (since, None),
            is_shown: true,
            ..requests::Filter::default()
        }
    }

    /// The query that asks the same.
    pub fn query(&self) -> String {
        let days = self.days.map_or_else(|| EVER.to_owned(), |days| days.to_string());
        let parts =
            [("service", &self.service), ("etat", &self.state), ("arrondissement", &self.borough), ("periode", &days)];
        let given: Vec<(&str, &String)> = parts.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        serde_urlencoded::to_string(given).unwrap_or_default()
    }
}

fn period(word: &str) -> Option<u16> {
    let usual = PERIODS.first().copied();
    match word {
        EVER => None,
        word => word.parse().ok().filter(|days| PERIODS.contains(days)).or(usual),
    }
}

/// The start of the local day of an instant.
fn midnight(brand: &Brand, moment: Moment) -> Moment {
    let start = moment.in_zone(&brand.zone).start_of_day();
    start.map_or(moment, |start| Moment::from(start.timestamp()))
}
