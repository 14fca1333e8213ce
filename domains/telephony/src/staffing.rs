//! How many agents a level would ask, half hour by half hour: a « what if », with what it takes for granted.
//!
//! The model is Erlang-A ([`statistics::erlang`]): calls come by chance at the rate that was counted, one pool of agents
//! answers all the calls of the selection in their order, and callers hang up by chance after a mean patience. It knows
//! neither breaks nor absences: agents are those who sit at the telephone.

use crate::Calls;
use statistics::{Definition, Goal, Outlook, Seen, Traffic, erlang, percentile};
use std::collections::BTreeMap;

/// Patience when what was counted tells none, in seconds.
pub const USUAL_PATIENCE_S: f64 = 120.0;
const SLOT_S: f64 = 1_800.0;
/// Half hours whose calls tell the patience: those with the most calls.
const TELLING: usize = 12;
/// Calls under which a half hour tells nothing of patience, and of its own conversations.
const FEWEST_CALLS: u64 = 50;
/// The day of ten that is harder than nine.
const HARD: f64 = 0.9;

/// What is supposed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WhatIf {
    pub goal: Goal,
    /// Work after each call, in seconds: the telephone system counts conversations alone.
    pub after_call_s: f64,
    /// Mean patience, in seconds; what was counted tells it otherwise.
    pub patience_s: Option<f64>,
    /// For a hard day, one in ten, rather than a usual one.
    pub is_hard: bool,
}

/// A half hour of the plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlannedHour {
    /// 0 for midnight, 47 for half past eleven at night.
    pub half_hour: i64,
    /// All that was counted, over `days` days.
    pub seen: Calls,
    pub days: usize,
    /// Calls of the half hour that are planned for.
    pub calls: f64,
    pub handling_s: f64,
    /// Agents who seem to have been there, from how many hung up. None when nobody did.
    pub seems: Option<u32>,
    /// Agents for the goal; none when no number reaches it.
    pub agents: Option<u32>,
    /// The same with half the patience, and with twice.
    pub range: (Option<u32>, Option<u32>),
    /// What callers would meet with `agents`.
    pub outlook: Option<Outlook>,
}

/// A day planned half hour by half hour.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub patience_s: f64,
    /// Whether what was counted told it.
    pub is_told: bool,
    pub hours: Vec<PlannedHour>,
}

/// Calls of one half hour, day by day.
#[derive(Default)]
struct Gathered {
    all: Calls,
    by_day: Vec<f64>,
}

/// Plans a day from what was counted of such days: half hour, calls of it on one day.
pub fn plan(counted: &[(i64, Calls)], what_if: &WhatIf) -> Plan {
    let mut gathered: BTreeMap<i64, Gathered> = BTreeMap::new();
    let mut all = Calls::default();
    for (half_hour, calls) in counted {
        let hour = gathered.entry(*half_hour).or_default();
        hour.all.add(calls);
        hour.by_day.push(calls.offered as f64);
        all.add(calls);
    }
    let usual_talk_s = all.talk_mean_s().unwrap_or_default();
    let handling_s = |hour: &Gathered| {
        let own = hour.all.talk_mean_s().filter(|_| hour.all.answered >= FEWEST_CALLS);
        own.unwrap_or(usual_talk_s) + what_if.after_call_s
    };
    let told = patience(&gathered, handling_s, what_if);
    let patience_s = what_if.patience_s.or(told).unwrap_or(USUAL_PATIENCE_S);
    let hours =
        gathered.iter().map(|(half_hour, hour)| planned(*half_hour, hour, handling_s(hour), (patience_s, what_if)));
    Plan { patience_s, is_told: what_if.patience_s.is_none() && told.is_some(), hours: hours.collect() }
}

fn seen(hour: &Gathered, handling_s: f64) -> Option<Seen> {
    let (in_time, abandoned) = (hour.all.service_level()?.share(), hour.all.given_up()?.share());
    let calls_per_s = hour.all.offered as f64 / (hour.by_day.len() as f64 * SLOT_S);
    Some(Seen { calls_per_s, handling_s, in_time, abandoned, weight: hour.all.offered as f64 })
}

fn patience(hours: &BTreeMap<i64, Gathered>, handling_s: impl Fn(&Gathered) -> f64, what_if: &WhatIf) -> Option<f64> {
    let mut telling: Vec<&Gathered> =
        hours.values().filter(|hour| hour.all.offered >= FEWEST_CALLS && hour.all.abandoned > 0).collect();
    telling.sort_by_key(|hour| std::cmp::Reverse(hour.all.offered));
    let seen: Vec<Seen> = telling.into_iter().take(TELLING).filter_map(|hour| seen(hour, handling_s(hour))).collect();
    erlang::patience(&seen, what_if.goal.within_s)
}

fn planned(half_hour: i64, hour: &Gathered, handling_s: f64, (patience_s, what_if): (f64, &WhatIf)) -> PlannedHour {
    let mut by_day = hour.by_day.clone();
    by_day.sort_by(f64::total_cmp);
    let usual = by_day.iter().sum::<f64>() / by_day.len() as f64;
    let hard = percentile::quantile(&by_day, HARD, Definition::Linear).unwrap_or(usual);
    let calls = if what_if.is_hard { hard } else { usual };
    let traffic = |patience_s: f64| Traffic::new(calls / SLOT_S, handling_s, patience_s);
    let agents = |patience_s: f64| traffic(patience_s)?.agents_for(&what_if.goal);
    let seems = seen(hour, handling_s).filter(|seen| seen.abandoned > 0.0).and_then(|seen| {
        let traffic = Traffic::new(seen.calls_per_s, handling_s, patience_s)?;
        traffic.agents_for(&Goal { in_time: 0.0, abandoned: seen.abandoned, ..what_if.goal })
    });
    let needed = agents(patience_s);
    PlannedHour {
        half_hour,
        seen: hour.all,
        days: by_day.len(),
        calls,
        handling_s,
        seems,
        agents: needed,
        range: (agents(patience_s / 2.0), agents(patience_s * 2.0)),
        outlook: needed.and_then(|agents| traffic(patience_s)?.outlook(agents, what_if.goal.within_s)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TARGET;

    const ASKED: WhatIf = WhatIf { goal: TARGET, after_call_s: 0.0, patience_s: None, is_hard: false };

    /// Four days of a half hour of `calls`, answered by `agents` whose callers have 150 seconds of patience.
    fn counted(half_hour: i64, calls: f64, agents: u32) -> Vec<(i64, Calls)> {
        let outlook = Traffic::new(calls / SLOT_S, 280.0, 150.0).unwrap().outlook(agents, 100.0).unwrap();
        let whole = |share: f64| (share * calls).round() as u64;
        let answered = whole(1.0 - outlook.abandoned);
        let (in_time, abandoned) = (whole(outlook.in_time), whole(outlook.abandoned));
        vec![(half_hour, Calls { offered: whole(1.0), answered, in_time, abandoned, talk_s: answered * 280 }); 4]
    }

    #[test]
    fn what_was_counted_tells_patience_and_who_was_there() {
        let counted = [counted(18, 70.0, 9), counted(19, 60.0, 9)].concat();
        let plan = plan(&counted, &ASKED);
        assert!(plan.is_told && (100.0..220.0).contains(&plan.patience_s), "{plan:?}");
        for hour in &plan.hours {
            assert!(hour.seems.is_some_and(|seems| (8..=10).contains(&seems)), "{hour:?}");
            let (outlook, (few, many)) = (hour.outlook.unwrap(), hour.range);
            assert!(outlook.in_time >= 0.8 && outlook.abandoned <= 0.1, "{hour:?}");
            assert!(few.is_some() && many.is_some() && hour.agents > hour.seems, "{hour:?}");
        }
    }

    #[test]
    fn a_hard_day_and_work_after_calls_ask_for_more() {
        let calls =
            |offered: u64| Calls { offered, answered: offered, in_time: offered, abandoned: 0, talk_s: 250 * offered };
        let counted: Vec<(i64, Calls)> = [20, 22, 24, 26, 80].into_iter().map(|offered| (17, calls(offered))).collect();
        let agents = |what_if: &WhatIf| plan(&counted, what_if).hours.first().and_then(|hour| hour.agents).unwrap();
        let usual = agents(&ASKED);
        assert!(agents(&WhatIf { is_hard: true, ..ASKED }) > usual);
        assert!(agents(&WhatIf { after_call_s: 120.0, ..ASKED }) > usual);
        let given = plan(&counted, &WhatIf { patience_s: Some(60.0), ..ASKED });
        assert!(!given.is_told && (given.patience_s - 60.0).abs() < 1e-9);
        // Nobody hung up: nothing tells how long they would have waited.
        let plan = plan(&counted, &ASKED);
        assert!(!plan.is_told && (plan.patience_s - USUAL_PATIENCE_S).abs() < 1e-9);
        assert_eq!(plan.hours.first().and_then(|hour| hour.seems), None);
    }

    #[test]
    fn nothing_counted_is_no_plan() {
        assert!(plan(&[], &ASKED).hours.is_empty());
        let none = plan(&[(16, Calls::default())], &WhatIf { after_call_s: 60.0, ..ASKED });
        assert_eq!(none.hours.first().and_then(|hour| hour.agents), Some(1));
        // No conversation at all: how long a call takes is not known.
        assert_eq!(plan(&[(16, Calls::default())], &ASKED).hours.first().and_then(|hour| hour.agents), None);
    }
}
