//! Who answers for a request and by when, as the pack's own routing and standards say.

use crate::{made::MadePromise, made::MadeRoute, places::Places, services::Service};
use base::{Moment, PackFault, PackFiles, Text};
use jiff::tz::TimeZone;
use routing::{Decision, Doubt, Level, Table};
use standards::{Measure, Promised, Standards};
use std::{collections::HashMap, sync::Arc};
use territory::{Unit, Units};

/// By service, then by borough, then without a place: the unit, and the rule that gives it.
#[derive(Debug)]
pub(crate) struct Routes(Vec<Vec<Arc<MadeRoute>>>);

impl Routes {
    pub(crate) fn read(files: &PackFiles, services: &[Service], places: &Places) -> Result<Self, Vec<PackFault>> {
        let (table, units) = (Table::read(files)?, Units::read(files)?);
        let version = table.version().declared;
        let route = |service: &Service, area: Option<&str>| {
            let mut decision = decide(&table, service, area);
            decision.rule.category.clone_from(&service.listed.name.fr);
            let named = |code: &str| units.get(code).map(|unit| unit.name.clone());
            let area_name = |code: &str| {
                let area = places.areas.iter().find(|area| area.code == code);
                area.map_or_else(|| Text::new(code, code), |area| Text::new(area.name.clone(), area.name.clone()))
            };
            let words = decision.explanation(&|code| named(code).unwrap_or_else(|| area_name(code)));
            let unit = decision.unit.as_deref().and_then(|code| units.get(code)).or_else(|| units.intake());
            Arc::new(MadeRoute {
                unit: unit.map_or_else(|| "".into(), |unit| unit.code.as_str().into()),
                published: unit.map(published).unwrap_or_default().into(),
                rule: format!("{}@{version}", decision.rule.level.code()),
                words,
            })
        };
        let of_service = |service: &Service| {
            let areas = places.areas.iter().map(|area| Some(area.code.as_str())).chain([None]);
            areas.map(|area| route(service, area)).collect()
        };
        Ok(Self(services.iter().map(of_service).collect()))
    }

    /// `area` is the rank of a borough.
    pub(crate) fn of(&self, service: usize, area: Option<usize>) -> Option<Arc<MadeRoute>> {
        let routes = self.0.get(service)?;
        routes.get(area.unwrap_or(routes.len() - 1)).cloned()
    }
}

/// A table written by hand names services; one learned from history names categories.
fn decide(table: &Table, service: &Service, area: Option<&str>) -> Decision {
    let by_code = table.decide(&service.code, area);
    match by_code.rule.level {
        Level::Person(Doubt::UnknownCategory) => table.decide(&service.category, area),
        Level::Pair | Level::Category | Level::Territory | Level::Person(_) => by_code,
    }
}

/// Published names have neither « Arrondissement » nor apostrophes.
fn published(unit: &Unit) -> String {
    let links = ["de la ", "de l'", "de l’", "du ", "des ", "de ", "d'", "d’"];
    let name =
        unit.name.fr.strip_prefix("Arrondissement ").map_or(unit.name.fr.as_str(), |name| {
            links.iter().find_map(|link| name.strip_prefix(link)).unwrap_or(name)
        });
    name.to_uppercase().replace(['\'', '’'], " ")
}

/// What is promised. A date counted in days is the same for a whole day of receipt, and is counted once.
#[derive(Debug)]
pub(crate) struct Promises {
    standards: Standards,
    zone: TimeZone,
    day: usize,
    today: HashMap<(usize, Option<usize>), Option<MadePromise>>,
}

impl Promises {
    pub(crate) fn new(standards: Standards, zone: TimeZone) -> Self {
        Self { standards, zone, day: 0, today: HashMap::new() }
    }

    /// The promise made at `received`, on the day of rank `day`, for a service in a borough: rank and code of both.
    pub(crate) fn of(
        &mut self,
        service: (usize, &str),
        area: Option<(usize, &str)>,
        (day, received): (usize, Moment),
    ) -> Option<MadePromise> {
        if day != self.day {
            self.today.clear();
            self.day = day;
        }
        let (code, territory) = (service.1, area.map(|(_, code)| code));
        let is_by_the_hour =
            self.standards.get(code, territory).is_some_and(|standard| standard.measure == Measure::Hours);
        let (standards, zone) = (&self.standards, &self.zone);
        let promise = || standards.promise(code, territory, received, zone).map(MadePromise::from);
        if is_by_the_hour {
            return promise();
        }
        self.today.entry((service.0, area.map(|(rank, _)| rank))).or_insert_with(promise).clone()
    }
}

impl From<Promised> for MadePromise {
    fn from(Promised { words, due_at, version, share }: Promised) -> Self {
        Self { words: Arc::new(words), due_at, version: version.into(), share }
    }
}
