//! What the table learns from: requests and the unit that took them, and the policy that came before.

use crate::names::{Names, category_key, live_name};
use base::{PackFault, PackFiles, Sheet};
use std::collections::{BTreeMap, BTreeSet};

/// `count` requests of one category and territory that one unit took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    pub category: String,
    /// Code; empty when the request has no place.
    pub territory: String,
    /// Code of the unit.
    pub unit: String,
    pub count: u64,
}

/// Reads a CSV `category,geo,actual_unit,count`: the good lines, and what is wrong with the others.
pub fn read_history(file: &str, content: Vec<u8>, names: Names<'_>) -> (Vec<Observation>, Vec<PackFault>) {
    let mut faults = Vec::new();
    let sheet = sheet_of(file, content, &["category", "geo", "actual_unit", "count"], &mut faults);
    let mut history = Vec::new();
    for line in sheet.lines() {
        let known = faults.len();
        let category = names.renames.current(line.require("category", &mut faults)).to_owned();
        let (geo, unit) = (line.get("geo"), line.require("actual_unit", &mut faults));
        let count = line.get("count").parse().unwrap_or(0);
        if count == 0 {
            faults
                .push(line.fault(format!("`count` is `{}`; it must be a whole number above zero", line.get("count"))));
        }
        if faults.len() == known {
            let territory = if geo.is_empty() { String::new() } else { (names.spell)(geo) };
            history.push(Observation { category, territory, unit: (names.spell)(unit), count });
        }
    }
    (history, faults)
}

fn sheet_of(file: &str, content: Vec<u8>, required: &[&str], faults: &mut Vec<PackFault>) -> Sheet {
    let mut files = PackFiles::default();
    files.insert(file, content);
    Sheet::read(&files, file, required, faults)
}

/// What a city decided before the history begins: a unit for each fixed category, the territory for the others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    /// By key of the category.
    lines: BTreeMap<String, PolicyLine>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PolicyLine {
    pub(crate) category: String,
    /// None when each territory's own unit takes it.
    pub(crate) unit: Option<String>,
    is_retired: bool,
}

impl Policy {
    /// Reads a CSV `category,mode,unit`, where `mode` is `geo` or `fixed`.
    /// The live name of a category prevails over its retired one; of two live lines that disagree, neither counts.
    pub fn read(file: &str, content: Vec<u8>, names: Names<'_>) -> Result<Self, Vec<PackFault>> {
        let mut faults = Vec::new();
        let sheet = sheet_of(file, content, &["category", "mode", "unit"], &mut faults);
        let (mut policy, mut disputed) = (Self::default(), BTreeSet::new());
        for line in sheet.lines() {
            let category = line.require("category", &mut faults);
            let unit = match line.choose("mode", &[("geo", false), ("fixed", true)], &mut faults) {
                Some(true) => Some((names.spell)(line.require("unit", &mut faults))),
                Some(false) => None,
                None => continue,
            };
            let is_retired = category.starts_with('*');
            let category = live_name(names.renames.current(category)).to_owned();
            let key = category_key(&category);
            match policy.lines.get(&key) {
                Some(known) if known.is_retired == is_retired && known.unit != unit => {
                    disputed.insert(key);
                }
                Some(known) if !known.is_retired => {}
                Some(_) | None => {
                    disputed.remove(&key);
                    policy.lines.insert(key, PolicyLine { category, unit, is_retired });
                }
            }
        }
        policy.lines.retain(|key, _| !disputed.contains(key));
        if faults.is_empty() { Ok(policy) } else { Err(faults) }
    }

    pub(crate) fn lines(&self) -> impl Iterator<Item = (&str, &PolicyLine)> {
        self.lines.iter().map(|(key, line)| (key.as_str(), line))
    }

    /// The unit by policy alone: the fixed one, else the territory's, whose unit bears its code.
    pub fn unit_for<'a>(&'a self, category: &str, territory: &'a str) -> &'a str {
        let line = self.lines.get(&category_key(category));
        line.and_then(|line| line.unit.as_deref()).unwrap_or(territory)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Renames;
    use base::plain::fold;

    fn folded(renames: &Renames) -> Names<'_> {
        Names { spell: &fold, renames }
    }

    #[test]
    fn a_bad_line_of_history_is_named_and_the_others_are_kept() {
        let text = "category,geo,actual_unit,count\nBruit,Verdun,VERDUN,3\nBruit,Verdun,VERDUN,-1\nBruit,,VERDUN,1\nBruit,Ver\n,a,b,c\n";
        let (history, faults) = read_history("h.csv", text.into(), folded(&Renames::default()));
        assert_eq!(history.len(), 2);
        assert_eq!((history[0].unit.as_str(), history[0].count), ("verdun", 3));
        assert_eq!(history[1].territory, "");
        let lines: Vec<u64> = faults.iter().map(|fault| fault.line).collect();
        assert_eq!(lines, [5, 3, 6, 6], "{faults:?}");
    }

    #[test]
    fn the_live_line_of_a_policy_prevails_over_the_retired_one() {
        for text in ["*Eau,geo,\nEau,fixed,SERVICE", "Eau,fixed,SERVICE\n*Eau,geo,"] {
            let policy =
                Policy::read("p.csv", format!("category,mode,unit\n{text}\n").into(), folded(&Renames::default()))
                    .unwrap();
            assert_eq!(policy.unit_for("*eau", "verdun"), "service");
            assert_eq!(policy.unit_for("bruit", "verdun"), "verdun");
        }
        let disputed = "category,mode,unit\nEau,geo,\nEau,fixed,SERVICE\n*Eau,fixed,SERVICE\n";
        let policy = Policy::read("p.csv", disputed.into(), folded(&Renames::default())).unwrap();
        assert_eq!(policy.unit_for("Eau", "verdun"), "verdun");
        let wrong = "category,mode,unit\nA,far,\nB,fixed,\n";
        let faults = Policy::read("p.csv", wrong.into(), folded(&Renames::default())).unwrap_err();
        assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [2, 3]);
    }
}
