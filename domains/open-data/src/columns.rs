//! The 29 columns of Montréal's 311 file, and where a file has them.

use crate::cells::Cells;

/// Names of the columns, in their published order of 2026. Files of before have the first 27.
pub const COLUMNS: [&str; 29] = [
    "ID_UNIQUE",
    "NATURE",
    "ACTI_NOM",
    "TYPE_LIEU_INTERV",
    "RUE",
    "RUE_INTERSECTION1",
    "RUE_INTERSECTION2",
    "LOC_ERREUR_GDT",
    "ARRONDISSEMENT",
    "ARRONDISSEMENT_GEO",
    "LIN_CODE_POSTAL",
    "DDS_DATE_CREATION",
    "PROVENANCE_ORIGINALE",
    "PROVENANCE_TELEPHONE",
    "PROVENANCE_COURRIEL",
    "PROVENANCE_PERSONNE",
    "PROVENANCE_COURRIER",
    "PROVENANCE_TELECOPIEUR",
    "PROVENANCE_INSTANCE",
    "PROVENANCE_MOBILE",
    "PROVENANCE_MEDIASOCIAUX",
    "PROVENANCE_SITEINTERNET",
    "UNITE_RESP_PARENT",
    "LOC_LONG",
    "LOC_LAT",
    "LOC_X",
    "LOC_Y",
    "DERNIER_STATUT",
    "DATE_DERNIER_STATUT",
];

/// Place of a column in [`COLUMNS`].
pub type Column = usize;
pub const ID: Column = 0;
pub const NATURE: Column = 1;
pub const CATEGORY: Column = 2;
pub const PLACE_KIND: Column = 3;
pub const STREET: Column = 4;
pub const CORNER: Column = 5;
pub const OTHER_CORNER: Column = 6;
/// 1 when the place is the borough's office, for want of a better one.
pub const IS_DEFAULT_PLACE: Column = 7;
pub const BOROUGH: Column = 8;
pub const AREA: Column = 9;
pub const POSTAL_CODE: Column = 10;
pub const RECEIVED: Column = 11;
pub const CHANNEL: Column = 12;
pub const FIRST_COUNT: Column = 13;
pub const UNIT: Column = 22;
pub const LON: Column = 23;
pub const LAT: Column = 24;
pub const X: Column = 25;
pub const Y: Column = 26;
pub const STATUS: Column = 27;
pub const STATUS_AT: Column = 28;

/// Without these a line says nothing of a request.
const REQUIRED: [Column; 5] = [NATURE, CATEGORY, RECEIVED, CHANNEL, UNIT];

/// Where a file has its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    places: [Option<usize>; 29],
    /// Cells of a line.
    pub width: usize,
    /// Columns that are not of this format, left aside.
    pub strangers: Vec<String>,
}

impl Header {
    /// Reads the first line; answers the columns that are missing when it is not of this format.
    pub fn read(cells: &Cells) -> Result<Self, Vec<&'static str>> {
        let mut header = Self { places: [None; 29], width: cells.len(), strangers: Vec::new() };
        for (place, name) in cells.iter().map(|cell| cell.trim().to_uppercase()).enumerate() {
            let known = COLUMNS.iter().position(|column| *column == name);
            match known.and_then(|column| header.places.get_mut(column)) {
                Some(known @ None) => *known = Some(place),
                Some(Some(_)) | None => header.strangers.push(name),
            }
        }
        let is_missing = |column: &Column| header.places.get(*column).copied().flatten().is_none();
        let missing: Vec<&str> =
            REQUIRED.into_iter().filter(is_missing).filter_map(|column| COLUMNS.get(column).copied()).collect();
        if missing.is_empty() { Ok(header) } else { Err(missing) }
    }

    /// The words of a column, without the spaces around; empty when the file does not have it.
    pub fn get<'a>(&self, cells: &'a Cells, column: Column) -> &'a str {
        self.places.get(column).copied().flatten().map_or("", |place| cells.get(place).trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Header, Vec<&'static str>> {
        let mut cells = Cells::default();
        cells.read(line);
        Header::read(&cells)
    }

    #[test]
    fn the_files_of_every_year_are_known_by_the_names_of_their_columns() {
        assert_eq!(read(&COLUMNS.join(",")).unwrap().width, 29);
        assert_eq!(read(&COLUMNS[..27].join(",")).unwrap().width, 27);
        let odd =
            read("nature, Acti_Nom ,DDS_DATE_CREATION,PROVENANCE_ORIGINALE,UNITE_RESP_PARENT,NOTE,NATURE").unwrap();
        assert_eq!(odd.strangers, ["NOTE", "NATURE"]);
    }

    #[test]
    fn a_file_of_another_format_is_refused_with_what_it_lacks() {
        let missing = read("row,month,weekday,hour,nature,activity,status").unwrap_err();
        assert_eq!(missing, ["ACTI_NOM", "DDS_DATE_CREATION", "PROVENANCE_ORIGINALE", "UNITE_RESP_PARENT"]);
    }
}
