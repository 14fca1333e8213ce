//! Names of categories: retired ones, renamed ones, and the same one spelled twice.

use base::{PackFault, PackFiles, Sheet, plain::fold};
use std::collections::BTreeMap;

/// What two spellings of a category share. A retired name (`*` before it) is the same category.
pub(crate) fn category_key(name: &str) -> String {
    fold(live_name(name))
}

/// Whether two spellings are one category: a line of one speaks of the other.
pub fn is_same_category(one: &str, other: &str) -> bool {
    category_key(one) == category_key(other)
}

/// A category's name without the mark of retirement.
pub(crate) fn live_name(name: &str) -> &str {
    name.trim().trim_start_matches('*').trim()
}

/// How the names of a file become ours.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// Turns a spelling of a unit or of a territory into its code.
    pub spell: &'a dyn Fn(&str) -> String,
    pub renames: &'a Renames,
}

/// Old names of categories and what they are called now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renames {
    /// Key of the old name → new name.
    new_names: BTreeMap<String, String>,
}

impl Renames {
    const FILE: &str = "categories.csv";

    /// Reads `categories.csv` (`old,new`); a city without the file has renamed nothing.
    pub fn read(files: &PackFiles) -> Result<Self, Vec<PackFault>> {
        let mut renames = Self::default();
        if files.bytes(Self::FILE).is_none() {
            return Ok(renames);
        }
        let mut faults = Vec::new();
        let sheet = Sheet::read(files, Self::FILE, &["old", "new"], &mut faults);
        for line in sheet.lines() {
            let (old, new) = (line.require("old", &mut faults), line.require("new", &mut faults));
            if renames.add(old, new).is_some_and(|other| category_key(&other) != category_key(new)) {
                faults.push(line.fault(format!("`{old}` has two new names")));
            }
        }
        for line in sheet.lines() {
            let last = renames.current(line.get("old"));
            if renames.new_names.contains_key(&category_key(last)) {
                faults.push(line.fault(format!("the new names of `{}` lead back to it", line.get("old"))));
            }
        }
        if faults.is_empty() { Ok(renames) } else { Err(faults) }
    }

    /// Records that `old` is now called `new`; answers what it was said to be called before.
    /// A name that only lost its star or its accents is the same name, not a new one.
    pub fn add(&mut self, old: &str, new: &str) -> Option<String> {
        let key = category_key(old);
        if key == category_key(new) {
            return None;
        }
        self.new_names.insert(key, live_name(new).to_owned())
    }

    /// What `name` is called now, through every renaming since.
    pub fn current<'a>(&'a self, name: &'a str) -> &'a str {
        let mut current = name;
        // A circle would turn for ever: there are never more steps than names.
        for _ in 0..self.new_names.len() {
            match self.new_names.get(&category_key(current)) {
                Some(newer) => current = newer,
                None => break,
            }
        }
        current
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Renames, Vec<String>> {
        let mut files = PackFiles::default();
        files.insert(Renames::FILE, text);
        Renames::read(&files).map_err(|faults| faults.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_retired_name_is_the_same_category() {
        assert_eq!(category_key("*Réclamation"), category_key("Réclamation"));
        assert!(is_same_category("NID_POULE", "*nid poule") && !is_same_category("NID_POULE", "NID"));
        assert_eq!(category_key("Signalisation écrite -  Entretien"), category_key("signalisation ecrite - entretien"));
    }

    #[test]
    fn a_name_is_followed_through_every_renaming() {
        let renames = read("old,new\nTrou,Crevasse\nCrevasse,Nid-de-poule\nNids,*Trou\n").unwrap();
        assert_eq!(renames.current("*trou"), "Nid-de-poule");
        assert_eq!(renames.current("Nids"), "Nid-de-poule");
        assert_eq!(renames.current("Bruit"), "Bruit");
        assert_eq!(Renames::read(&PackFiles::default()), Ok(Renames::default()));
    }

    #[test]
    fn circles_and_double_names_are_faults_with_their_line() {
        let faults = read("old,new\nA,B\nB,A\nC,D\nC,E\n,F\n").unwrap_err();
        assert!(faults.contains(&"categories.csv:5: `C` has two new names".to_owned()), "{faults:?}");
        assert!(faults.contains(&"categories.csv:6: `old` is empty".to_owned()), "{faults:?}");
        assert!(faults.iter().any(|fault| fault.starts_with("categories.csv:2: the new names")), "{faults:?}");
    }
}
