//! The folder of a city, read whole: every domain's part, or every fault.

use crate::ties;
use base::{PackFault, PackFiles, Text};
use catalogue::{Catalogue, Recogniser};
use jiff::tz::TimeZone;
use knowledge::folder::IN_A_PACK;
use routing::Table;
use serde::Deserialize;
use standards::Standards;
use territory::{Scenery, Territory, Units};
use web::{Brand, texts::Source};

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
    #[serde(default)]
    language_regime: LanguageRegime,
    zone: String,
}

/// Which language the city speaks to whom (Charter of the French language).
#[derive(Deserialize, Default, PartialEq)]
#[serde(rename_all = "snake_case")]
enum LanguageRegime {
    /// French alone, but for the exceptions of the Charter: a reader says that they belong to one.
    FrancaisExemplaire,
    /// A body recognised under section 29.1: another language may stand beside French.
    #[default]
    #[serde(rename = "reconnue_29_1")]
    Recognised,
}

const BRAND: &str = "city.toml";
/// The territory as [`Territory::to_bytes`] compiled it; stands for the two geometries.
pub const COMPILED: &str = "territory.compiled";
pub const GEOMETRIES: [&str; 2] = ["territory.geojson", "streets.geojson"];

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
    let both = [(&file.name_fr, "name_fr"), (&file.name_en, "name_en"), (&file.attribution_fr, "attribution_fr")];
    let both = both.into_iter().chain([(&file.attribution_en, "attribution_en")]);
    let blank = both.filter(|(words, _)| words.trim().is_empty()).map(|(_, key)| {
        PackFault::new(
            BRAND,
            line_of(text.find(key).unwrap_or(0)),
            format!("`{key}` is blank: people read both languages"),
        )
    });
    let blank: Vec<PackFault> = blank.collect();
    if !blank.is_empty() {
        return Err(blank);
    }
    Ok(Brand {
        name: Text::new(file.name_fr, file.name_en),
        phone: file.phone,
        emergency_phone: file.emergency_phone,
        url: file.url,
        attribution: Text::new(file.attribution_fr, file.attribution_en),
        english_needs_statement: file.language_regime == LanguageRegime::FrancaisExemplaire,
        zone,
    })
}

impl City {
    /// Reads a pack, its geometries included, or what [`City::files_to_keep`] gave. `sources` are the sentences that its
    /// own may replace.
    pub fn read(files: &PackFiles, sources: &[Source]) -> Result<Self, Vec<PackFault>> {
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
        let mut loose = web::texts::faults(sources, files);
        loose.extend(Scenery::read(files).err().into_iter().flatten());
        let mut faults = match (brand, territory, units, routing, standards, catalogue) {
            (Ok(brand), Ok(territory), Ok(units), Ok(routing), Ok(standards), Ok(catalogue)) => {
                let city = Self { brand, territory, units, catalogue, routing, standards };
                let mut untied = ties::faults(&city, files);
                let known = (&city.catalogue, &city.units, &city.territory);
                untied.extend(knowledge::folder::read(files, IN_A_PACK, known, &[]).err().unwrap_or_default());
                if untied.is_empty() && loose.is_empty() {
                    return Ok(city);
                }
                untied
            }
            (brand, territory, units, routing, standards, catalogue) => {
                let faults =
                    [brand.err(), territory.err(), units.err(), routing.err(), standards.err(), catalogue.err()];
                faults.into_iter().flatten().flatten().collect()
            }
        };
        faults.extend(loose);
        // Two domains read the table of spellings, and say the same of it.
        faults.sort();
        faults.dedup();
        Err(faults)
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
