//! Requests written as Montréal publishes them: the 29 columns of 2026.

use crate::made::{MadePlace, MadeRequest, PlaceKind};
use base::Moment;
use jiff::tz::TimeZone;
use open_data::columns::COLUMNS;
use std::{
    fmt::Write as _,
    io::{self, Write},
};
use territory::projection::to_mtm8;

/// Writes the file: CRLF, local times of `zone`, published places; information has neither number nor place.
///
/// Answers how many lines were written, the header not counted.
pub fn write_montreal_311(
    writer: impl Write,
    requests: impl Iterator<Item = MadeRequest>,
    zone: &TimeZone,
) -> io::Result<u64> {
    let mut sheet = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(writer);
    sheet.write_record(COLUMNS)?;
    let mut line = Line::default();
    let mut count = 0;
    for request in requests {
        line.fill(&request, zone);
        for column in 0..COLUMNS.len() {
            sheet.write_field(line.cell(column))?;
        }
        sheet.write_record(None::<&[u8]>)?;
        count += 1;
    }
    sheet.flush()?;
    Ok(count)
}

/// A line being written: one text, and where each cell ends in it.
#[derive(Default)]
struct Line {
    text: String,
    ends: Vec<usize>,
}

impl Line {
    fn cell(&self, column: usize) -> &str {
        let start = column.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(column).copied().unwrap_or(start);
        self.text.get(start..end).unwrap_or("")
    }

    fn put(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    fn number(&mut self, number: f64, decimals: usize) {
        let _ = write!(self.text, "{number:.decimals$}");
        self.ends.push(self.text.len());
    }

    fn time(&mut self, moment: Moment, zone: &TimeZone) {
        let local = zone.to_datetime(moment.to_timestamp());
        let (date, time) = (local.date(), local.time());
        let _ = write!(
            self.text,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            date.year(),
            date.month(),
            date.day(),
            time.hour(),
            time.minute(),
            time.second()
        );
        self.ends.push(self.text.len());
    }

    fn fill(&mut self, request: &MadeRequest, zone: &TimeZone) {
        self.text.clear();
        self.ends.clear();
        let is_information = request.nature == "information";
        if !is_information {
            let _ = write!(self.text, "{}", request.reference());
        }
        self.ends.push(self.text.len());
        self.put(nature(request.nature));
        self.put(&request.category);
        self.place(request.place.as_ref());
        self.time(request.received_at, zone);
        self.put(channel(request.channel));
        for count in request.requesters {
            let _ = write!(self.text, "{count}");
            self.ends.push(self.text.len());
        }
        self.put(&request.route.published);
        match &request.place {
            Some(place) => {
                self.number(place.published.lon, 7);
                self.number(place.published.lat, 7);
                let (x, y) = to_mtm8(place.published).unwrap_or((0.0, 0.0));
                self.number(x, 2);
                self.number(y, 2);
            }
            None => (0..4).for_each(|_| self.put("")),
        }
        self.put(published_status(request.status()));
        self.time(request.updated_at, zone);
    }

    /// From the kind of place to the postal code.
    fn place(&mut self, place: Option<&MadePlace>) {
        let Some(place) = place else {
            (0..8).for_each(|_| self.put(""));
            return;
        };
        let (kind, street) = match place.kind {
            PlaceKind::Address => ("Adresse", &*place.street),
            PlaceKind::Intersection => ("Intersection", ""),
            PlaceKind::Stretch => ("Troncon", &*place.street),
            PlaceKind::Facility => ("Installation", &*place.street),
        };
        self.put(kind);
        self.put(street);
        let [one, other] = place.corners.as_ref().map_or(["", ""], |[one, other]| [one, other]);
        self.put(one);
        self.put(other);
        self.put(if place.is_default { "1" } else { "0" });
        self.put(&place.area.name);
        self.put(&place.area.name);
        self.put(&place.postal_code);
    }
}

fn nature(code: &str) -> &'static str {
    match code {
        "information" => "Information",
        "comment" => "Commentaire",
        "complaint" => "Plainte",
        _ => "Requete",
    }
}

fn channel(code: &str) -> &'static str {
    match code {
        "email" => "Courriel",
        "person" => "Personne",
        "mail" => "Courrier",
        "fax" => "Télécopieur",
        "office" => "Instance",
        "mobile" => "Mobile",
        "social" => "Médias sociaux",
        "web" => "Internet",
        _ => "Téléphone",
    }
}

/// The nine statuses of the open data, from our sixteen.
pub fn published_status(code: &str) -> &'static str {
    match code {
        "TRANSMISE" => "Transmise pour traitement",
        "PRISE_EN_CHARGE" | "INFO_REQUISE" | "PLANIFIEE" | "EN_COURS" | "SUSPENDUE" => "Prise en charge",
        "URGENTE" => "Urgente",
        "TERMINEE" => "Terminée",
        "REACTIVEE" => "Réactivée",
        "REORIENTEE" | "REFUSEE" => "Refusée",
        "ANNULEE" => "Annulée",
        "SUPPRIMEE" => "Supprimée",
        _ => "Acceptée",
    }
}
