//! The table as people edit it: a CSV file, read with every fault, written in one order.

use crate::{
    names::{category_key, live_name},
    table::{Entry, Scope, Table, Target},
};
use base::{Line, PackFault, PackFiles, Sheet};
use std::fmt::Write as _;

const COLUMNS: [&str; 8] = ["category", "territory", "instead_of", "unit", "guesses", "seen", "agreed", "reason"];
const VERSION_MARK: &str = "# version ";
const BETWEEN_GUESSES: &str = " | ";

impl Table {
    pub const FILE: &str = "routing.csv";
    /// Stands for the territory's own unit.
    pub const OWN: &str = "*";
    /// Stands for a person.
    pub const PERSON: &str = "?";

    /// Reads a table, or every fault of it.
    pub fn from_csv(text: &str) -> Result<Self, Vec<PackFault>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let declared = first.strip_prefix(VERSION_MARK);
        let mut files = PackFiles::default();
        // The line of the version stays, empty, so that faults keep their numbers.
        files.insert(Self::FILE, declared.map_or_else(|| text.to_owned(), |_| format!("\n{rest}")));
        let mut faults = Vec::new();
        let sheet = Sheet::read(&files, Self::FILE, &["category", "territory", "unit"], &mut faults);
        let mut table = Self::default().with_version(declared.unwrap_or(""));
        for line in sheet.lines() {
            table.read_line(&line, &mut faults);
        }
        if faults.is_empty() { Ok(table) } else { Err(faults) }
    }

    fn read_line(&mut self, line: &Line<'_>, faults: &mut Vec<PackFault>) {
        let known = faults.len();
        let scope = scope_of(line).map_err(|message| faults.push(line.fault(message))).ok();
        let target = target_of(line, faults);
        let (seen, agreed) = (number(line, "seen", faults), number(line, "agreed", faults));
        if agreed > seen {
            faults.push(line.fault(format!("`agreed` is {agreed}, more than `seen`, {seen}")));
        }
        let (Some(scope), Some(target), true) = (scope, target, faults.len() == known) else { return };
        if let Err(message) = fits(&scope, &target) {
            faults.push(line.fault(message));
            return;
        }
        if let Scope::Category(key) | Scope::Pair(key, _) = &scope {
            self.categories.entry(key.clone()).or_insert_with(|| live_name(line.get("category")).to_owned());
        }
        let entry = Entry { target, seen, agreed, reason: line.get("reason").to_owned() };
        if self.entries.insert(scope, entry).is_some() {
            faults.push(line.fault("another line says the same category and territory"));
        }
    }

    /// The whole file, lines in the order of what they speak of: what [`Table::from_csv`] reads back.
    pub fn to_csv(&self) -> String {
        let mut text = String::new();
        if !self.declared.is_empty() {
            let _ = writeln!(text, "{VERSION_MARK}{}", self.declared);
        }
        text.push_str(&COLUMNS.join(","));
        text.push('\n');
        for (scope, entry) in &self.entries {
            let (category, territory, instead_of) = match scope {
                Scope::Everything => ("", "", ""),
                Scope::Territory(territory) => ("", territory.as_str(), ""),
                Scope::Kept { territory, instead_of } => ("", territory.as_str(), instead_of.as_str()),
                Scope::Category(key) => (self.name_of(key), "", ""),
                Scope::Pair(key, territory) => (self.name_of(key), territory.as_str(), ""),
            };
            let (unit, guesses) = match &entry.target {
                Target::Own => (Self::OWN, String::new()),
                Target::Unit(unit) => (unit.as_str(), String::new()),
                Target::Person(guesses) => (Self::PERSON, guesses.join(BETWEEN_GUESSES)),
            };
            let (seen, agreed) = (entry.seen.to_string(), entry.agreed.to_string());
            let fields = [category, territory, instead_of, unit, &guesses, &seen, &agreed, &entry.reason];
            push_record(&mut text, fields);
        }
        text
    }

    fn name_of<'a>(&'a self, key: &'a str) -> &'a str {
        self.categories.get(key).map_or(key, String::as_str)
    }
}

fn push_record(text: &mut String, fields: [&str; 8]) {
    for (rank, field) in fields.into_iter().enumerate() {
        if rank > 0 {
            text.push(',');
        }
        if field.contains([',', '"', '\n', '\r']) {
            let _ = write!(text, "\"{}\"", field.replace('"', "\"\""));
        } else {
            text.push_str(field);
        }
    }
    text.push('\n');
}

fn scope_of(line: &Line<'_>) -> Result<Scope, String> {
    let [category, territory, instead_of] = ["category", "territory", "instead_of"].map(|column| line.get(column));
    let key = category_key(category);
    if key.is_empty() && !category.is_empty() {
        return Err(format!("`{category}` is not the name of a category"));
    }
    let territory_code = territory.to_owned();
    match (key.is_empty(), territory.is_empty(), instead_of.is_empty()) {
        (true, true, true) => Ok(Scope::Everything),
        (true, false, true) => Ok(Scope::Territory(territory_code)),
        (true, false, false) => Ok(Scope::Kept { territory: territory_code, instead_of: instead_of.to_owned() }),
        (false, true, true) => Ok(Scope::Category(key)),
        (false, false, true) => Ok(Scope::Pair(key, territory_code)),
        (_, _, false) => Err("`instead_of` goes with a territory and no category".to_owned()),
    }
}

fn target_of(line: &Line<'_>, faults: &mut Vec<PackFault>) -> Option<Target> {
    match line.require("unit", faults) {
        "" => None,
        Table::OWN => Some(Target::Own),
        Table::PERSON => {
            let guesses = line.get("guesses").split('|').map(str::trim).filter(|guess| !guess.is_empty());
            Some(Target::Person(guesses.map(str::to_owned).collect()))
        }
        unit => Some(Target::Unit(unit.to_owned())),
    }
}

/// Lines that speak of a territory name its unit; the line of everything else sends to the territory.
fn fits(scope: &Scope, target: &Target) -> Result<(), &'static str> {
    match (scope, target) {
        (Scope::Territory(_) | Scope::Kept { .. }, Target::Own | Target::Person(_)) => {
            Err("a line of a territory must name its unit")
        }
        (Scope::Everything, Target::Unit(_)) => Err("a line without category or territory sends to `*` or `?`"),
        (Scope::Everything, Target::Own | Target::Person(_))
        | (Scope::Territory(_) | Scope::Kept { .. }, Target::Unit(_))
        | (Scope::Category(_) | Scope::Pair(..), Target::Own | Target::Unit(_) | Target::Person(_)) => Ok(()),
    }
}

fn number(line: &Line<'_>, column: &str, faults: &mut Vec<PackFault>) -> u64 {
    let words = line.get(column);
    if words.is_empty() {
        return 0;
    }
    words.parse().unwrap_or_else(|_| {
        faults.push(line.fault(format!("`{column}` is `{words}`; it must be a whole number")));
        0
    })
}
