//! The table: its lines, and how it decides.

use crate::{
    decision::{Decision, Doubt, Level, Rule},
    names::{Renames, category_key},
};
use base::{PackFault, PackFiles};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What a line speaks of, from the widest to the narrowest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scope {
    /// Categories that have no line.
    Everything,
    /// The own unit of a territory.
    Territory(String),
    /// A territory that keeps what others give to the unit `instead_of`.
    Kept { territory: String, instead_of: String },
    /// Key of a category.
    Category(String),
    /// Key of a category, code of a territory.
    Pair(String, String),
}

/// Where a line sends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    /// The territory's own unit.
    Own,
    Unit(String),
    /// To a person, with the units seen, likeliest first.
    Person(Vec<String>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) target: Target,
    /// Requests of the history under this line.
    pub(crate) seen: u64,
    /// Those that went where it says.
    pub(crate) agreed: u64,
    pub(crate) reason: String,
}

/// Which unit takes what. Immutable while the city runs; to change it is to load a new version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    pub(crate) declared: String,
    pub(crate) entries: BTreeMap<Scope, Entry>,
    /// Key of a category → its name as people write it.
    pub(crate) categories: BTreeMap<String, String>,
    pub(crate) renames: Renames,
}

/// Which table decided: the version its authors declare, and a fingerprint of its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub declared: String,
    /// Sixteen hexadecimal digits.
    pub hash: String,
}

impl Table {
    /// The table of a pack: `routing.csv`, and the old names of `categories.csv` when there are some.
    pub fn read(files: &PackFiles) -> Result<Self, Vec<PackFault>> {
        let table = files.text(Self::FILE).map_err(|fault| vec![fault]).and_then(Self::from_csv);
        match (table, Renames::read(files)) {
            (Ok(table), Ok(renames)) => Ok(table.with_renames(renames)),
            (table, renames) => Err([table.err(), renames.err()].into_iter().flatten().flatten().collect()),
        }
    }

    /// Understands the old names of categories too.
    #[must_use]
    pub fn with_renames(mut self, renames: Renames) -> Self {
        self.renames = renames;
        self
    }

    /// Declares a version, on one line.
    #[must_use]
    pub fn with_version(mut self, declared: &str) -> Self {
        declared.lines().next().unwrap_or("").trim().clone_into(&mut self.declared);
        self
    }

    pub fn version(&self) -> Version {
        let digest = Sha256::digest(self.to_csv().as_bytes());
        let number = digest.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let hash = format!("{number:016x}");
        Version { declared: self.declared.clone(), hash }
    }

    /// Number of lines.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Codes of the units that lines name, guesses included: a pack must know them all.
    pub fn units(&self) -> impl Iterator<Item = &str> {
        self.entries
            .values()
            .flat_map(|entry| match &entry.target {
                Target::Own => &[],
                Target::Unit(unit) => std::slice::from_ref(unit),
                Target::Person(guesses) => guesses.as_slice(),
            })
            .map(String::as_str)
    }

    /// Categories that have a line, as people write them.
    pub fn categories(&self) -> impl Iterator<Item = &str> {
        self.categories.values().map(String::as_str)
    }

    /// The unit for a request of `category` in `territory`, and the line that says so.
    pub fn decide(&self, category: &str, territory: Option<&str>) -> Decision {
        let key = category_key(self.renames.current(category));
        let asked = Asked { category, territory, key };
        let Some(code) = territory else {
            return self.back_off(&asked);
        };
        match self.entries.get(&Scope::Pair(asked.key.clone(), code.to_owned())) {
            Some(entry) => self.follow(&asked, entry, Level::Pair),
            None => self.back_off(&asked),
        }
    }

    /// The decision when nothing is said of the pair: the category's line, else the widest one.
    pub(crate) fn back_off(&self, asked: &Asked<'_>) -> Decision {
        let category = self.entries.get(&Scope::Category(asked.key.clone()));
        if let Some(entry) = category.or_else(|| self.entries.get(&Scope::Everything)) {
            self.follow(asked, entry, Level::Category)
        } else {
            let guesses = asked.territory.and_then(|territory| self.own(territory)).map(|(unit, _)| unit.to_owned());
            asked.refuse(Doubt::UnknownCategory, guesses.into_iter().collect(), None)
        }
    }

    fn follow(&self, asked: &Asked<'_>, entry: &Entry, level: Level) -> Decision {
        match &entry.target {
            Target::Unit(unit) => match self.kept(asked.territory, unit).filter(|_| level == Level::Category) {
                Some((own, kept)) => {
                    let rule = Rule { instead_of: Some(unit.clone()), ..asked.rule(Level::Territory, kept) };
                    Decision { unit: Some(own.to_owned()), guesses: Vec::new(), rule }
                }
                None => Decision { unit: Some(unit.clone()), guesses: Vec::new(), rule: asked.rule(level, entry) },
            },
            Target::Own => match asked.territory.and_then(|territory| self.own(territory)) {
                Some((own, _)) => {
                    let rule = asked.rule(Level::Territory, entry);
                    Decision { unit: Some(own.to_owned()), guesses: Vec::new(), rule }
                }
                None => asked.refuse(Doubt::UnknownTerritory, Vec::new(), Some(entry)),
            },
            Target::Person(guesses) => asked.refuse(Doubt::Unsure, guesses.clone(), Some(entry)),
        }
    }

    /// A territory's own unit.
    fn own(&self, territory: &str) -> Option<(&str, &Entry)> {
        self.unit_at(&Scope::Territory(territory.to_owned()))
    }

    /// Where a territory sends what others give to `unit`, if elsewhere.
    fn kept(&self, territory: Option<&str>, unit: &str) -> Option<(&str, &Entry)> {
        let territory = territory?.to_owned();
        self.unit_at(&Scope::Kept { territory, instead_of: unit.to_owned() })
    }

    fn unit_at(&self, scope: &Scope) -> Option<(&str, &Entry)> {
        let entry = self.entries.get(scope)?;
        match &entry.target {
            Target::Unit(unit) => Some((unit, entry)),
            Target::Own | Target::Person(_) => None,
        }
    }
}

/// What the table is asked.
pub(crate) struct Asked<'a> {
    pub(crate) category: &'a str,
    pub(crate) territory: Option<&'a str>,
    pub(crate) key: String,
}

impl Asked<'_> {
    fn rule(&self, level: Level, entry: &Entry) -> Rule {
        Rule {
            level,
            category: self.category.to_owned(),
            territory: self.territory.map(str::to_owned),
            instead_of: None,
            seen: entry.seen,
            agreed: entry.agreed,
            reason: entry.reason.clone(),
        }
    }

    fn refuse(&self, doubt: Doubt, guesses: Vec<String>, entry: Option<&Entry>) -> Decision {
        let nothing = Entry { target: Target::Own, seen: 0, agreed: 0, reason: String::new() };
        Decision { unit: None, guesses, rule: self.rule(Level::Person(doubt), entry.unwrap_or(&nothing)) }
    }
}
