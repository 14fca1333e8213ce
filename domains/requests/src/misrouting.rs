//! What transfers say of the routing table: where a rule sends requests, and where they end.
//!
//! A request counts once, by its first transfer, as long as it is not back where the rule had sent it. What was imported
//! was routed by somebody else, and what a person routed says nothing of a rule: neither counts.

use crate::store::misrouting as rows;
use ::store::StoreError;
use base::{Moment, Text};
use std::collections::BTreeMap;
use web::Op;

/// Days over which transfers are looked at.
pub const DAYS: i64 = 90;
/// Last transfers whose reasons are read, and reasons that are kept: the same words say no more the second time.
pub(crate) const READ: u32 = 20;
const REASONS: usize = 3;

/// Requests of one service and borough that one rule sent to one unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ruled {
    pub service_code: String,
    /// Code of the borough.
    pub borough: String,
    /// Level and version of the rule: `category@2026-08`.
    pub rule: String,
    /// The unit that it gave.
    pub unit: String,
}

impl Ruled {
    /// The version of the table, as its authors declare it.
    pub fn version(&self) -> &str {
        self.rule.split_once('@').map_or("", |(_, version)| version)
    }
}

/// Some of which went elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misrouted {
    pub ruled: Ruled,
    /// The rule in words, as it was told of the last of them.
    pub words: Text,
    /// Requests that it sent there.
    pub sent: u64,
    /// Where those that were transferred are now, the most first.
    pub ended: Vec<(String, u64)>,
    /// Why, of the last ones, in the words of staff: they may name people.
    pub reasons: Vec<String>,
}

impl Misrouted {
    /// Requests that were transferred.
    pub fn wrong(&self) -> u64 {
        self.ended.iter().map(|(_, count)| count).sum()
    }
}

/// What was counted: ruled requests by the unit that has them now; of those that were transferred, by the rule and by
/// the unit that has them now.
pub(crate) type Held = BTreeMap<Ruled, u64>;
pub(crate) type Moved = BTreeMap<Ruled, Vec<(String, u64)>>;

/// How many requests each rule sent to each unit that some left: those that the unit has, without those that came to it
/// from elsewhere, with those that left.
fn sent(held: &Held, moved: &Moved) -> BTreeMap<Ruled, u64> {
    let mut came = Held::new();
    for (ruled, ended) in moved {
        for (unit, count) in ended {
            *came.entry(Ruled { unit: unit.clone(), ..ruled.clone() }).or_default() += count;
        }
    }
    let of = |counts: &Held, ruled: &Ruled| counts.get(ruled).copied().unwrap_or(0);
    let one = |(ruled, ended): (&Ruled, &Vec<(String, u64)>)| {
        let left: u64 = ended.iter().map(|(_, count)| count).sum();
        (ruled.clone(), (of(held, ruled) + left).saturating_sub(of(&came, ruled)))
    };
    moved.iter().map(one).collect()
}

/// What the table did with the requests of some days.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Routed {
    /// Requests that rules sent, of boroughs.
    pub sent: u64,
    /// Those that were transferred.
    pub wrong: u64,
    /// The lines that were wrong, the most wrong first.
    pub lines: Vec<Misrouted>,
}

/// What became of the requests received since `since` that a rule routed; lines of which `fewest` were sent or more,
/// `most` at most.
pub async fn routed(op: &mut Op, since: Moment, (fewest, most): (u64, usize)) -> Result<Routed, StoreError> {
    let moved = rows::moved(op, since).await?;
    let held = rows::held(op, since).await?;
    let sent = sent(&held, &moved);
    let mut lines: Vec<Misrouted> = moved
        .into_iter()
        .map(|(ruled, ended)| Misrouted {
            sent: sent.get(&ruled).copied().unwrap_or(0),
            ruled,
            words: Text::default(),
            ended,
            reasons: Vec::new(),
        })
        .collect();
    let (sent, wrong) = (held.values().sum(), lines.iter().map(Misrouted::wrong).sum());
    lines.retain(|line| line.sent >= fewest);
    lines.sort_by(|one, other| other.wrong().cmp(&one.wrong()).then_with(|| one.ruled.cmp(&other.ruled)));
    lines.truncate(most);
    for line in &mut lines {
        let (words, reasons) = rows::said(op, since, &line.ruled).await?;
        line.words = words;
        for reason in reasons {
            if line.reasons.len() < REASONS && !line.reasons.contains(&reason) {
                line.reasons.push(reason);
            }
        }
    }
    Ok(Routed { sent, wrong, lines })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ruled(unit: &str) -> Ruled {
        let (service_code, borough) = ("NID_POULE".to_owned(), "anjou".to_owned());
        Ruled { service_code, borough, rule: "category@1".into(), unit: unit.to_owned() }
    }

    #[test]
    fn a_rule_sent_what_it_has_without_what_came_and_with_what_left() {
        // Of 12 sent to voirie, 5 went to eau and 1 to parcs; of 4 sent to eau by another line of the same level, 2 came.
        let moved: Moved = [
            (ruled("voirie"), vec![("eau".to_owned(), 5), ("parcs".to_owned(), 1)]),
            (ruled("eau"), vec![("voirie".to_owned(), 2)]),
            (Ruled { borough: "lachine".into(), ..ruled("eau") }, vec![("voirie".to_owned(), 9)]),
        ]
        .into();
        let held: Held = [(ruled("voirie"), 8), (ruled("eau"), 7), (ruled("parcs"), 1)].into();
        let sent = sent(&held, &moved);
        assert_eq!((sent[&ruled("voirie")], sent[&ruled("eau")]), (12, 4));
        assert_eq!(ruled("voirie").version(), "1");
    }
}
