//! Units: who answers for a request.

use crate::names::Spellings;
use base::{PackFault, PackFiles, Sheet, Text};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitKind {
    /// Serves its own borough.
    Borough,
    /// Serves the whole city.
    Central,
    /// Takes what nobody was found for: the desk.
    Intake,
    /// Another body.
    External,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    pub code: String,
    pub name: Text,
    pub kind: UnitKind,
    /// Code of the borough it serves.
    pub territory: Option<String>,
    pub phone: String,
    pub email: String,
}

/// The units of a city and their spellings.
#[derive(Debug, Clone)]
pub struct Units {
    units: Vec<Unit>,
    spellings: Spellings,
}

const KINDS: [(&str, UnitKind); 4] = [
    ("borough", UnitKind::Borough),
    ("central", UnitKind::Central),
    ("intake", UnitKind::Intake),
    ("external", UnitKind::External),
];

impl Units {
    /// `units.csv` and the lines of `spellings.csv` about units. A city has exactly one intake unit.
    pub fn read(files: &PackFiles) -> Result<Self, Vec<PackFault>> {
        let mut faults = Vec::new();
        let columns = ["code", "name_fr", "name_en", "kind", "territory", "phone", "email"];
        let sheet = Sheet::read(files, "units.csv", &columns, &mut faults);
        let (mut units, mut lines): (Vec<Unit>, Vec<u64>) = (Vec::new(), Vec::new());
        for line in sheet.lines() {
            let code = line.require("code", &mut faults);
            if units.iter().any(|unit| unit.code == code) {
                faults.push(line.fault(format!("the code `{code}` stands twice")));
            }
            let Some(kind) = line.choose("kind", &KINDS, &mut faults) else { continue };
            let territory = line.get("territory");
            if (kind == UnitKind::Borough) == territory.is_empty() {
                faults.push(line.fault("`territory` names the borough of a borough unit, and of no other"));
            }
            lines.push(line.number());
            units.push(Unit {
                code: code.to_owned(),
                name: Text::new(line.require("name_fr", &mut faults), line.require("name_en", &mut faults)),
                kind,
                territory: (!territory.is_empty()).then(|| territory.to_owned()),
                phone: line.get("phone").to_owned(),
                email: line.get("email").to_owned(),
            });
        }
        if units.iter().filter(|unit| unit.kind == UnitKind::Intake).count() != 1 {
            faults.push(PackFault::new("units.csv", 0, "exactly one unit must be of kind `intake`"));
        }
        let sheet = Sheet::read(files, "spellings.csv", &["spelling", "kind", "code"], &mut faults);
        let is_known = |code: &str| units.iter().any(|unit| unit.code == code);
        let mut spellings = Spellings::read(&sheet, "unit", is_known, &mut faults);
        for (unit, line) in units.iter().zip(&lines) {
            for spelling in [&unit.name.fr, &unit.name.en, &unit.code] {
                if let Err(other) = spellings.add(spelling, &unit.code) {
                    faults.push(PackFault::new("units.csv", *line, format!("`{spelling}` also stands for `{other}`")));
                }
            }
        }
        let kinds = [("unit", ()), ("territory", ())];
        for line in sheet.lines() {
            line.choose("kind", &kinds, &mut faults);
        }
        if faults.is_empty() { Ok(Self { units, spellings }) } else { Err(faults) }
    }

    pub fn all(&self) -> &[Unit] {
        &self.units
    }

    pub fn get(&self, code: &str) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.code == code)
    }

    /// The unit that a spelling stands for.
    pub fn code_of(&self, spelling: &str) -> Option<&str> {
        self.spellings.code_of(spelling)
    }

    /// Where requests wait for a person when nobody was found.
    pub fn intake(&self) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.kind == UnitKind::Intake)
    }

    /// The unit of a borough.
    pub fn of_territory(&self, territory: &str) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.territory.as_deref() == Some(territory))
    }
}
