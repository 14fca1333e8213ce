//! How a table is learned: counts of history, smoothed towards what is known of wider scopes.
//!
//! A narrow line is written only when it beats the wide one: the wide one counts as [`BACK_OFF`] more requests of
//! the pair, in proportion to how often it is right. So one stray request never overturns a rule that holds, and
//! the table stays short enough to be read.

use crate::{
    history::{Observation, Policy, PolicyLine},
    names::{category_key, live_name},
    table::{Asked, Entry, Scope, Table, Target},
};
use std::collections::BTreeMap;

/// Requests that the policy is worth beside the history, for a category.
const PRIOR: u64 = 3;
/// A category is decided from this many requests (the policy's included).
const FEWEST: u64 = 3;
/// A territory's own unit is known from this many requests.
const FEWEST_OF_TERRITORY: u64 = 10;
/// Requests that the wider line is worth beside those of a pair.
const BACK_OFF: f64 = 2.0;
/// Below this share of the evidence, a person chooses.
const SUREST: f64 = 0.5;
/// Guesses offered to that person.
const GUESSES: usize = 3;

/// Unit → requests.
type Units = BTreeMap<String, u64>;
/// Territory → unit → requests.
type Territories = BTreeMap<String, Units>;

/// The history, counted: so the order in which it came is forgotten.
#[derive(Default)]
struct Tally {
    by_category: BTreeMap<String, Territories>,
    names: BTreeMap<String, String>,
}

impl Tally {
    fn add(&mut self, observation: &Observation) {
        let key = category_key(&observation.category);
        let (territory, unit) = (observation.territory.trim(), observation.unit.trim());
        let is_code = !unit.is_empty() && ![Table::OWN, Table::PERSON].contains(&unit) && !unit.contains('|');
        if key.is_empty() || !is_code || observation.count == 0 {
            return;
        }
        self.name(&key, live_name(&observation.category));
        let units = self.by_category.entry(key).or_default().entry(territory.to_owned()).or_default();
        *units.entry(unit.to_owned()).or_default() += observation.count;
    }

    /// Of several spellings of a name, the first in the order of letters is kept.
    fn name(&mut self, key: &str, name: &str) {
        let kept = self.names.entry(key.to_owned()).or_insert_with(|| name.to_owned());
        if name < kept.as_str() {
            name.clone_into(kept);
        }
    }

    fn by_territory(&self) -> Territories {
        let mut territories = Territories::new();
        for (territory, units) in self.by_category.values().flatten().filter(|(territory, _)| !territory.is_empty()) {
            let sum = territories.entry(territory.clone()).or_default();
            for (unit, count) in units {
                *sum.entry(unit.clone()).or_default() += count;
            }
        }
        territories
    }
}

impl Table {
    /// Learns a table from `history` and from the policy that was in force before it.
    pub fn learn(history: impl IntoIterator<Item = Observation>, prior: Option<&Policy>) -> Self {
        let mut tally = Tally::default();
        for observation in history {
            tally.add(&observation);
        }
        let policy: BTreeMap<&str, &PolicyLine> = prior.into_iter().flat_map(Policy::lines).collect();
        for (key, line) in policy.iter().filter(|(key, _)| !key.is_empty()) {
            tally.name(key, &line.category);
            tally.by_category.entry((*key).to_owned()).or_default();
        }
        let mut table = Self { categories: tally.names.clone(), ..Self::default() };
        table.learn_territories(&tally);
        for (key, territories) in &tally.by_category {
            let entry = table.category_entry(territories, policy.get(key.as_str()).copied());
            table.entries.insert(Scope::Category(key.clone()), entry);
        }
        table.learn_kept(&tally);
        for (key, territories) in &tally.by_category {
            for (territory, units) in territories.iter().filter(|(territory, _)| !territory.is_empty()) {
                if let Some(entry) = table.pair_entry(key, territory, units) {
                    table.entries.insert(Scope::Pair(key.clone(), territory.clone()), entry);
                }
            }
        }
        table
    }

    /// The own unit of a territory is the one that takes more than half of what happens there.
    fn learn_territories(&mut self, tally: &Tally) {
        for (territory, units) in tally.by_territory() {
            let seen: u64 = units.values().sum();
            if let Some((unit, agreed)) =
                most(&units).filter(|(_, most)| seen >= FEWEST_OF_TERRITORY && most * 2 > seen)
            {
                let target = Target::Unit(unit.to_owned());
                let entry = Entry { target, seen, agreed, reason: String::new() };
                self.entries.insert(Scope::Territory(territory), entry);
            }
        }
    }

    /// The candidate that explains most requests: the territory's own unit, or one unit for all.
    fn category_entry(&self, territories: &Territories, policy: Option<&PolicyLine>) -> Entry {
        let mut agreed: BTreeMap<Target, u64> = BTreeMap::new();
        let mut seen = 0;
        for (territory, units) in territories {
            for (unit, count) in units {
                seen += count;
                *agreed.entry(Target::Unit(unit.clone())).or_default() += count;
                if self.own_code(territory) == Some(unit) {
                    *agreed.entry(Target::Own).or_default() += count;
                }
            }
        }
        let advised = policy.map(|line| line.unit.clone().map_or(Target::Own, Target::Unit));
        if let Some(target) = &advised {
            agreed.entry(target.clone()).or_default();
        }
        let weigh = |target: &Target, count: u64| count + if advised.as_ref() == Some(target) { PRIOR } else { 0 };
        let all = seen + if advised.is_some() { PRIOR } else { 0 };
        let mut ranked: Vec<(u64, &Target)> =
            agreed.iter().map(|(target, count)| (weigh(target, *count), target)).collect();
        // Stable: of equals, the own unit comes first, then the order of letters.
        ranked.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        let sure = ranked.first().filter(|(weight, _)| all >= FEWEST && *weight as f64 >= SUREST * all as f64);
        let reason = if seen == 0 { POLICY_ALONE } else { "" }.to_owned();
        if let Some((_, target)) = sure {
            Entry { target: (*target).clone(), seen, agreed: agreed.get(target).copied().unwrap_or(0), reason }
        } else {
            let units = ranked.iter().filter_map(|(_, target)| match target {
                Target::Unit(unit) => Some(unit.clone()),
                Target::Own | Target::Person(_) => None,
            });
            Entry { target: Target::Person(units.take(GUESSES).collect()), seen, agreed: 0, reason }
        }
    }

    fn own_code(&self, territory: &str) -> Option<&String> {
        match &self.entries.get(&Scope::Territory(territory.to_owned()))?.target {
            Target::Unit(unit) => Some(unit),
            Target::Own | Target::Person(_) => None,
        }
    }

    /// Some territories do themselves, in every category, what others give to one unit.
    fn learn_kept(&mut self, tally: &Tally) {
        let mut kept: BTreeMap<(String, String), (String, u64, u64)> = BTreeMap::new();
        for (key, territories) in &tally.by_category {
            let entry = self.entries.get(&Scope::Category(key.clone()));
            let Some(Target::Unit(fixed)) = entry.map(|entry| &entry.target) else { continue };
            for (territory, units) in territories {
                let Some(own) = self.own_code(territory).filter(|own| *own != fixed) else { continue };
                let sum = kept.entry((territory.clone(), fixed.clone())).or_insert_with(|| (own.clone(), 0, 0));
                sum.1 += units.get(own).copied().unwrap_or(0);
                sum.2 += units.get(fixed).copied().unwrap_or(0);
            }
        }
        for ((territory, instead_of), (own, here, there)) in kept {
            if here > there && here + there >= FEWEST {
                let (target, seen, reason) = (Target::Unit(own), here + there, String::new());
                self.entries
                    .insert(Scope::Kept { territory, instead_of }, Entry { target, seen, agreed: here, reason });
            }
        }
    }

    /// A line for the pair, when it says something else than the wider ones.
    fn pair_entry(&self, key: &str, territory: &str, units: &Units) -> Option<Entry> {
        let asked = Asked { category: key, territory: Some(territory), key: key.to_owned() };
        let wider = self.back_off(&asked);
        let mut weights: BTreeMap<&str, f64> =
            units.iter().map(|(unit, count)| (unit.as_str(), *count as f64)).collect();
        if let Some(unit) = &wider.unit {
            *weights.entry(unit).or_default() += BACK_OFF * wider.rule.share().unwrap_or(1.0);
        }
        let mut ranked: Vec<(&str, f64)> = weights.into_iter().collect();
        ranked.sort_by(|one, other| other.1.total_cmp(&one.1));
        let seen: u64 = units.values().sum();
        let &(best, weight) = ranked.first()?;
        let is_sure = weight >= SUREST * (seen as f64 + BACK_OFF);
        if is_sure && wider.unit.as_deref() == Some(best) {
            return None;
        }
        let (target, agreed) = if is_sure {
            (Target::Unit(best.to_owned()), units.get(best).copied().unwrap_or(0))
        } else {
            (Target::Person(ranked.iter().take(GUESSES).map(|(unit, _)| (*unit).to_owned()).collect()), 0)
        };
        Some(Entry { target, seen, agreed, reason: String::new() })
    }
}

/// Beside lines that no request of the history has tried, in the words of the table's readers.
const POLICY_ALONE: &str = "politique antérieure";

fn most(units: &Units) -> Option<(&str, u64)> {
    let best = units.iter().max_by(|one, other| one.1.cmp(other.1).then(other.0.cmp(one.0)))?;
    Some((best.0, *best.1))
}
