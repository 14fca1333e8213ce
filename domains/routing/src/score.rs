//! How well a table tells where requests really went.

use crate::{history::Observation, table::Table};
use statistics::{Interval, Method, Proportion};
use std::collections::BTreeMap;

/// The decisions of a table against the truth, in requests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Score {
    pub right: u64,
    pub wrong: u64,
    /// Left to a person: never counted as right.
    pub refused: u64,
    misses: BTreeMap<(String, String, Option<String>, String), u64>,
}

/// Requests of one category and territory that went elsewhere than decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion {
    pub category: String,
    pub territory: String,
    /// None when the table refused.
    pub decided: Option<String>,
    pub actual: String,
    pub count: u64,
}

impl Score {
    pub(crate) fn add(&mut self, observation: &Observation, decided: Option<String>) {
        let count = observation.count;
        match &decided {
            Some(unit) if *unit == observation.unit => {
                self.right += count;
                return;
            }
            Some(_) => self.wrong += count,
            None => self.refused += count,
        }
        let Observation { category, territory, unit, .. } = observation.clone();
        *self.misses.entry((category, territory, decided, unit)).or_default() += count;
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.refused += other.refused;
        for (miss, count) in other.misses {
            *self.misses.entry(miss).or_default() += count;
        }
    }

    pub fn total(&self) -> u64 {
        self.right + self.wrong + self.refused
    }

    /// Right among all, refusals included; none without requests.
    pub fn accuracy(&self) -> Option<Proportion> {
        Proportion::new(self.right, self.total())
    }

    /// Right among those that the table decided.
    pub fn accuracy_when_decided(&self) -> Option<Proportion> {
        Proportion::new(self.right, self.right + self.wrong)
    }

    pub fn refused_share(&self) -> Option<Proportion> {
        Proportion::new(self.refused, self.total())
    }

    /// Wilson's interval of [`Score::accuracy`] at 95 %.
    pub fn interval(&self) -> Option<Interval> {
        self.accuracy().map(|accuracy| accuracy.interval(Method::Wilson, 0.95))
    }

    /// What went elsewhere than decided, most requests first.
    pub fn confusions(&self) -> Vec<Confusion> {
        let mut confusions: Vec<Confusion> = self
            .misses
            .iter()
            .map(|((category, territory, decided, actual), count)| Confusion {
                category: category.clone(),
                territory: territory.clone(),
                decided: decided.clone(),
                actual: actual.clone(),
                count: *count,
            })
            .collect();
        confusions.sort_by_key(|confusion| std::cmp::Reverse(confusion.count));
        confusions
    }
}

/// Tries `table` on requests whose unit is known.
pub fn score<'a>(table: &Table, truth: impl IntoIterator<Item = &'a Observation>) -> Score {
    let mut score = Score::default();
    for observation in truth {
        let territory = Some(observation.territory.as_str()).filter(|territory| !territory.is_empty());
        score.add(observation, table.decide(&observation.category, territory).unit);
    }
    score
}
