//! One normaliser of names: whether two spellings are the same place.
//!
//! The same borough is `Mercier - Hochelaga-Maisonneuve`, `Mercier-Hochelaga-Maisonneuve` and
//! `MERCIER - HOCHELAGA-MAISONNEUVE` in three files of the same city; `ST-LAURENT` is `Saint-Laurent`.

use base::{PackFault, Sheet, plain::fold};
use std::collections::HashMap;

/// Words that change from one file to the next and tell no place from another.
const LOST_WORDS: [&str; 9] = ["le", "la", "les", "l", "de", "du", "des", "d", "arrondissement"];

/// What two spellings of one name share: `ARRONDISSEMENT DE VERDUN` and `Verdun` are `verdun`.
pub fn key(name: &str) -> String {
    let plain = fold(name);
    let words = plain.split(' ').filter(|word| !LOST_WORDS.contains(word)).map(full_word);
    words.collect::<Vec<_>>().join(" ")
}

/// A stable code made of a name: `Côte-Saint-Luc` → `cote-saint-luc`.
pub fn code(name: &str) -> String {
    fold(name).replace(' ', "-")
}

fn full_word(word: &str) -> &str {
    match word {
        "st" => "saint",
        "ste" => "sainte",
        "mt" => "mont",
        "ser" => "service",
        other => other,
    }
}

/// Spellings of the names of one kind, each with the code it stands for.
#[derive(Debug, Clone, Default)]
pub struct Spellings {
    codes: HashMap<String, String>,
}

impl Spellings {
    /// The lines of `spellings.csv` of this kind; codes that `is_known` does not know are faults.
    pub fn read(sheet: &Sheet, kind: &str, is_known: impl Fn(&str) -> bool, faults: &mut Vec<PackFault>) -> Self {
        let mut spellings = Self::default();
        for line in sheet.lines().filter(|line| line.get("kind") == kind) {
            let code = line.require("code", faults);
            if !is_known(code) {
                faults.push(line.fault(format!("the code `{code}` is unknown")));
            }
            if let Err(other) = spellings.add(line.require("spelling", faults), code) {
                faults.push(line.fault(format!("`{}` already stands for `{other}`", line.get("spelling"))));
            }
        }
        spellings
    }

    /// Adds a spelling; answers the other code when it already stands for one.
    pub fn add(&mut self, spelling: &str, code: &str) -> Result<(), String> {
        match self.codes.insert(key(spelling), code.to_owned()) {
            Some(other) if other != code => Err(other),
            Some(_) | None => Ok(()),
        }
    }

    pub fn code_of(&self, spelling: &str) -> Option<&str> {
        self.codes.get(&key(spelling)).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_share_their_key() {
        for (a, b) in [
            ("Mercier - Hochelaga-Maisonneuve", "MERCIER - HOCHELAGA-MAISONNEUVE"),
            ("ST-LAURENT", "Saint-Laurent"),
            ("L ÎLE BIZARD - STE-GENEVIÈVE", "L'Île-Bizard-Sainte-Geneviève"),
            ("ARRONDISSEMENT DE VERDUN", "Verdun"),
            ("PLATEAU-MONT-ROYAL", "Le Plateau-Mont-Royal"),
            ("SUD-OUEST", "Le Sud-Ouest"),
            ("SERVICE DE L EAU", "Service de l’eau"),
        ] {
            assert_eq!(key(a), key(b));
        }
        assert_ne!(key("Montréal-Nord"), key("Montréal-Est"));
        assert_eq!(code("L'Île-Bizard-Sainte-Geneviève"), "l-ile-bizard-sainte-genevieve");
    }
}
