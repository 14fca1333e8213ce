//! What holds a pack together: every name that one file borrows from another, and somebody who answers for everything.

use crate::pack::City;
use base::{PackFault, PackFiles, Sheet};
use catalogue::Service;
use routing::{Doubt, Level, Table};
use std::collections::BTreeSet;
use territory::AreaKind;

/// Names that lead nowhere, boroughs without a unit, services that nobody answers for.
pub fn faults(city: &City, files: &PackFiles) -> Vec<PackFault> {
    let mut faults = unit_faults(city, files);
    faults.extend(routing_faults(city, files));
    faults.extend(standard_faults(city, files));
    faults.extend(holes(city));
    faults
}

/// The lines of a table that was read before, without its faults.
fn sheet(files: &PackFiles, name: &str) -> Sheet {
    Sheet::read(files, name, &[], &mut Vec::new())
}

fn is_borough(city: &City, code: &str) -> bool {
    city.territory.area(code).is_some_and(|area| area.kind == AreaKind::Borough)
}

fn unit_faults(city: &City, files: &PackFiles) -> Vec<PackFault> {
    let sheet = sheet(files, "units.csv");
    let unknown =
        sheet.lines().filter(|line| !line.get("territory").is_empty() && !is_borough(city, line.get("territory")));
    unknown.map(|line| line.fault(format!("`{}` is no borough of territory.geojson", line.get("territory")))).collect()
}

/// The table keeps a first line for its version: its own reader numbers the others.
fn routing_faults(city: &City, files: &PackFiles) -> Vec<PackFault> {
    let text = files.text(Table::FILE).unwrap_or("");
    let line_of = |code: &str| {
        let is_named = |line: &str| line.split([',', '|', '"']).any(|cell| cell.trim() == code);
        text.lines().position(is_named).map_or(0, |place| 1 + place as u64)
    };
    let units: BTreeSet<&str> = city.routing.units().filter(|unit| city.units.get(unit).is_none()).collect();
    units
        .into_iter()
        .map(|unit| PackFault::new(Table::FILE, line_of(unit), format!("the unit `{unit}` is not in units.csv")))
        .collect()
}

fn standard_faults(city: &City, files: &PackFiles) -> Vec<PackFault> {
    let mut faults = Vec::new();
    for line in sheet(files, "standards.csv").lines() {
        let (service, territory) = (line.get("service"), line.get("territory"));
        if city.catalogue.service(service).is_none() {
            faults.push(line.fault(format!("the service `{service}` is not in services.csv")));
        }
        if !territory.is_empty() && !is_borough(city, territory) {
            faults.push(line.fault(format!("`{territory}` is no borough of territory.geojson")));
        }
    }
    faults
}

/// Services that the table sends to nobody in some borough. To send one to a person is to have thought of it.
fn holes(city: &City) -> Vec<PackFault> {
    let boroughs = || city.territory.areas().iter().filter(|area| area.kind == AreaKind::Borough);
    let mut faults = Vec::new();
    for service in city.catalogue.services() {
        let holes: Vec<&str> =
            boroughs().filter(|area| is_hole(city, service, &area.code)).map(|area| area.code.as_str()).collect();
        let place = match holes.len() {
            0 => continue,
            count if count == boroughs().count() => "anywhere".to_owned(),
            _ => format!("in {}", holes.join(", ")),
        };
        faults.push(PackFault::new(Table::FILE, 0, format!("nobody answers for `{}` {place}", service.code)));
    }
    faults
}

fn is_hole(city: &City, service: &Service, borough: &str) -> bool {
    let decide = |category: &str| city.routing.decide(category, Some(borough)).rule.level;
    let is_hole = |level: Level| matches!(level, Level::Person(Doubt::UnknownCategory | Doubt::UnknownTerritory));
    is_hole(decide(&service.code)) && is_hole(decide(&service.category))
}
