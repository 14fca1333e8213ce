//! Cross-validation: each request is decided by a table that was learned without it.

use crate::{
    history::{Observation, Policy},
    names::category_key,
    score::{Score, score},
    table::Table,
};
use std::collections::BTreeMap;

/// What is held out together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// Single requests: how the table does in the weeks that follow.
    Requests,
    /// Whole pairs of category and territory: how it does where it has never seen the pair.
    Pairs,
}

/// Holds out each of `folds` parts in turn, learns from the others and `prior`, and decides the part held out.
/// The same `seed` always draws the same parts; what is learned never sees what is scored.
pub fn cross_validate(history: &[Observation], prior: Option<&Policy>, split: Split, folds: usize, seed: u64) -> Score {
    let folds = folds.max(2);
    let fold_of = draw(history, split, folds, seed);
    let mut total = Score::default();
    for fold in 0..folds {
        let part = |is_held_out: bool| {
            history.iter().zip(&fold_of).filter_map(move |(observation, folds)| {
                let count = folds.iter().filter(|drawn| (**drawn == fold) == is_held_out).count() as u64;
                (count > 0).then(|| Observation { count, ..observation.clone() })
            })
        };
        let table = Table::learn(part(false), prior);
        total.merge(score(&table, &part(true).collect::<Vec<_>>()));
    }
    total
}

/// The fold of every single request of every observation.
fn draw(history: &[Observation], split: Split, folds: usize, seed: u64) -> Vec<Vec<usize>> {
    let mut group_of = BTreeMap::new();
    let mut next = 0;
    let mut groups: Vec<Vec<usize>> = Vec::with_capacity(history.len());
    for observation in history {
        let requests = (0..observation.count).map(|_| match split {
            Split::Requests => {
                next += 1;
                next - 1
            }
            Split::Pairs => {
                let fresh = group_of.len();
                let pair = (category_key(&observation.category), observation.territory.as_str());
                *group_of.entry(pair).or_insert(fresh)
            }
        });
        groups.push(requests.collect());
    }
    let mut order: Vec<usize> = (0..next.max(group_of.len())).collect();
    shuffle(&mut order, seed);
    let fold = |group: usize| order.get(group).map_or(0, |place| place % folds);
    groups.into_iter().map(|requests| requests.into_iter().map(fold).collect()).collect()
}

/// Fisher–Yates over `SplitMix64`: the same order on every machine and in every version.
fn shuffle(order: &mut [usize], seed: u64) {
    let mut state = seed;
    for last in (1..order.len()).rev() {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        let other = usize::try_from(mixed % (last as u64 + 1)).unwrap_or(0);
        order.swap(last, other);
    }
}
