//! The folder of a city, read whole: every domain's part, or every fault.

use base::{PackFault, PackFiles, Text};
use catalogue::{Catalogue, Recogniser};
use jiff::tz::TimeZone;
use routing::Table;
use serde::Deserialize;
use standards::Standards;
use territory::{Scenery, Territory, Units};
use web::Brand;

/// What the process keeps in memory of a city.
pub struct City {
    pub brand: Brand,
    pub territory: Territory,
    pub units: Units,
    pub catalogue: Catalogue,
    pub routing: Table,
    pub standards: Standards,
}

/// `city.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BrandFile {
    name_fr: String,
    name_en: String,
    phone: String,
    emergency_phone: String,
    url: String,
    attribution_fr: String,
    attribution_en: String,
    zone: String,
}

const BRAND: &str = "city.toml";
/// The territory as [`Territory::to_bytes`] compiled it; stands for the two geometries.
pub const COMPILED: &str = "territory.compiled";
const GEOMETRIES: [&str; 2] = ["territory.geojson", "streets.geojson"];

fn read_brand(files: &PackFiles) -> Result<Brand, Vec<PackFault>> {
    let text = files.text(BRAND).map_err(|fault| vec![fault])?;
    let line_of = |start: usize| 1 + text.get(..start).unwrap_or("").matches('\n').count() as u64;
    let file: BrandFile = toml::from_str(text).map_err(|err| {
        vec![PackFault::new(BRAND, line_of(err.span().map_or(0, |span| span.start)), err.message().to_owned())]
    })?;
    let zone = TimeZone::get(&file.zone).map_err(|_| {
        let line = line_of(text.find("zone").unwrap_or(0));
        vec![PackFault::new(BRAND, line, format!("the time zone `{}` is unknown", file.zone))]
    })?;
    Ok(Brand {
        name: Text::new(file.name_fr, file.name_en),
        phone: file.phone,
        emergency_phone: file.emergency_phone,
        url: file.url,
        attribution: Text::new(file.attribution_fr, file.attribution_en),
        zone,
    })
}

/// Units that the routing table names and that the city does not have.
fn strangers(routing: &Table, units: &Units) -> Vec<PackFault> {
    let unknown = routing.units().filter(|unit| units.get(unit).is_none());
    unknown.map(|unit| PackFault::new("routing.csv", 0, format!("the unit `{unit}` is not in units.csv"))).collect()
}

/// Services that the standards name and that the catalogue does not have.
fn promised_strangers(standards: &Standards, catalogue: &Catalogue) -> Vec<PackFault> {
    let unknown = standards.services().filter(|service| catalogue.service(service).is_none());
    unknown.map(|it| PackFault::new("standards.csv", 0, format!("the service `{it}` is not in services.csv"))).collect()
}

impl City {
    /// Reads a pack, its geometries included, or what [`City::files_to_keep`] gave.
    pub fn read(files: &PackFiles) -> Result<Self, Vec<PackFault>> {
        let territory = match files.bytes(COMPILED) {
            None => Territory::read(files),
            Some(bytes) => {
                Territory::from_bytes(bytes).map_err(|err| vec![PackFault::new(COMPILED, 0, err.to_string())])
            }
        };
        let (brand, units) = (read_brand(files), Units::read(files));
        let (routing, standards) = (Table::read(files), Standards::read(files));
        // The words of residents are checked too; whoever serves the pages builds the recogniser again.
        let catalogue =
            Catalogue::read(files).and_then(|catalogue| Recogniser::new(&catalogue, files).map(|_| catalogue));
        let catalogue = catalogue.and_then(|catalogue| Scenery::read(files).map(|_| catalogue));
        match (brand, territory, units, routing, standards, catalogue) {
            (Ok(brand), Ok(territory), Ok(units), Ok(routing), Ok(standards), Ok(catalogue)) => {
                let mut strangers = strangers(&routing, &units);
                strangers.extend(promised_strangers(&standards, &catalogue));
                if strangers.is_empty() {
                    Ok(Self { brand, territory, units, catalogue, routing, standards })
                } else {
                    Err(strangers)
                }
            }
            (brand, territory, units, routing, standards, catalogue) => {
                let faults =
                    [brand.err(), territory.err(), units.err(), routing.err(), standards.err(), catalogue.err()];
                Err(faults.into_iter().flatten().flatten().collect())
            }
        }
    }

    /// The files to keep in the database: the territory compiled instead of its geometries.
    pub fn files_to_keep(&self, mut files: PackFiles) -> PackFiles {
        for name in GEOMETRIES {
            files.remove(name);
        }
        files.insert(COMPILED, self.territory.to_bytes());
        files
    }

    /// What the city holds, in one line.
    pub fn summary(&self) -> String {
        format!(
            "{}: {} areas, {} street sides, {} units, {} services, {} lines of routing",
            self.brand.name.fr,
            self.territory.areas().len(),
            self.territory.side_count(),
            self.units.all().len(),
            self.catalogue.services().len(),
            self.routing.len()
        )
    }
}
