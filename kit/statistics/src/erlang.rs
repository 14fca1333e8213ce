//! A telephone line whose callers have limited patience: the queue Erlang-A (M/M/n+M).
//!
//! Calls come by chance at one rate, each is handled for a time of the exponential law, whoever waits longer than their
//! patience (exponential too) hangs up, and the first come is the first served.
//! Sources: Garnett, Mandelbaum, Reiman (2002), *Designing a call center with impatient customers*, Manufacturing &
//! Service Operations Management 4; for the law of the wait, Baccelli, Hebuterne (1981) and Zeltyn, Mandelbaum (2005),
//! *Call centers with impatient customers*, Queueing Systems 51. Without end of patience it is Erlang-C, without any
//! Erlang-B.

/// What comes to a line, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Traffic {
    calls_per_s: f64,
    handling_s: f64,
    patience_s: f64,
}

/// What callers meet, in the long run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outlook {
    /// Share of the calls that find nobody free.
    pub waiting: f64,
    /// Share of all calls answered within the time asked.
    pub in_time: f64,
    /// Share of all calls whose caller hangs up first.
    pub abandoned: f64,
    /// Mean wait of all calls, answered or not.
    pub wait_s: f64,
    /// Share of their time that agents spend with callers.
    pub occupancy: f64,
}

/// What is wanted of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Goal {
    /// Share of all calls, at least, to be answered within `within_s` seconds.
    pub in_time: f64,
    pub within_s: f64,
    /// Share of all calls that are given up, at most.
    pub abandoned: f64,
}

/// What was seen of a line in one kind of hour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen {
    pub calls_per_s: f64,
    pub handling_s: f64,
    /// Shares of all calls.
    pub in_time: f64,
    pub abandoned: f64,
    /// How much it counts: its calls.
    pub weight: f64,
}

/// Agents beyond which nobody is asked for more.
pub const MOST_AGENTS: u32 = 2_000;
/// Patience is looked for between these, in seconds.
const PATIENCE_S: (f64, f64) = (5.0, 3_600.0);
/// What weighs less than e^-50 of the most likely wait is left.
const NEGLIGIBLE: f64 = 50.0;
/// Parts of each side of the most likely wait.
const PARTS: u32 = 12;
/// Gauss–Legendre, 16 points: distance to the middle of a part, weight.
const POINTS: [(f64, f64); 8] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_64),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_64),
    (0.458_016_777_657_227_37, 0.169_156_519_395_002_62),
    (0.617_876_244_402_643_8, 0.149_595_988_816_576_7),
    (0.755_404_408_355_003, 0.124_628_971_255_534_07),
    (0.865_631_202_387_831_8, 0.095_158_511_682_492_6),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_46),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_18),
];

/// Areas under the density of the wait that is offered, each divided by its highest point.
#[derive(Default)]
struct Areas {
    all: f64,
    /// Of those who would be answered within the time asked.
    in_time: f64,
    /// Weighted by how long a caller waits of it.
    waited_s: f64,
}

impl Traffic {
    /// None unless calls are a number, handling takes some time, and patience is above zero; it may be infinite.
    pub fn new(calls_per_s: f64, handling_s: f64, patience_s: f64) -> Option<Self> {
        let is_sound = calls_per_s >= 0.0 && calls_per_s.is_finite() && handling_s > 0.0 && handling_s.is_finite();
        (is_sound && patience_s > 0.0).then_some(Self { calls_per_s, handling_s, patience_s })
    }

    /// Agents that would be busy all the time if nobody hung up: the offered load, in erlangs.
    pub fn load(self) -> f64 {
        self.calls_per_s * self.handling_s
    }

    /// What callers meet with `agents`, when they ask to be answered `within_s`. None without agents, and when the queue
    /// would grow without end: callers who never hang up, and too few agents.
    pub fn outlook(self, agents: u32, within_s: f64) -> Option<Outlook> {
        let leave_per_s = f64::from(agents) / self.handling_s;
        if agents == 0 || (self.patience_s.is_infinite() && self.calls_per_s >= leave_per_s) {
            return None;
        }
        if self.calls_per_s <= 0.0 {
            return Some(Outlook { waiting: 0.0, in_time: 1.0, abandoned: 0.0, wait_s: 0.0, occupancy: 0.0 });
        }
        let (areas, highest) = self.areas(leave_per_s, within_s.max(0.0));
        // Both are divided by the density of a wait of nothing, and by its highest point.
        let idle = self.idle_weight(agents) * (-highest).exp();
        let total = idle + self.calls_per_s * areas.all;
        let share = |area: f64| self.calls_per_s * area / total;
        let wait_s = share(areas.waited_s);
        let (waiting, abandoned) = (share(areas.all).min(1.0), (wait_s / self.patience_s).min(1.0));
        Some(Outlook {
            waiting,
            in_time: (1.0 - waiting + share(areas.in_time)).min(1.0 - abandoned),
            abandoned,
            wait_s,
            occupancy: (self.load() * (1.0 - abandoned) / f64::from(agents)).min(1.0),
        })
    }

    /// The fewest agents that reach `goal`; None when [`MOST_AGENTS`] do not.
    pub fn agents_for(self, goal: &Goal) -> Option<u32> {
        let reaches = |agents: u32| {
            let outlook = self.outlook(agents, goal.within_s);
            outlook.is_some_and(|outlook| outlook.in_time >= goal.in_time && outlook.abandoned <= goal.abandoned)
        };
        let (mut few, mut enough) = (0, 1);
        while !reaches(enough) {
            if enough >= MOST_AGENTS {
                return None;
            }
            few = enough;
            enough = (enough * 2).min(MOST_AGENTS);
        }
        while enough - few > 1 {
            let middle = u32::midpoint(few, enough);
            if reaches(middle) { enough = middle } else { few = middle }
        }
        Some(enough)
    }

    /// How often somebody is free, over how often the last of them is about to be taken: the reciprocal of Erlang-B with
    /// one agent fewer. It may be infinite.
    fn idle_weight(self, agents: u32) -> f64 {
        (1..agents).fold(1.0, |weight, agent| 1.0 + weight * f64::from(agent) / self.load())
    }

    /// How long a caller waits of `offered` seconds, on average, before they hang up.
    fn waited(self, offered_s: f64) -> f64 {
        if self.patience_s.is_infinite() {
            return offered_s;
        }
        -self.patience_s * (-offered_s / self.patience_s).exp_m1()
    }

    /// Areas under the density of the wait that is offered, and the logarithm of its highest point. Logarithms keep it
    /// finite for any load; the density has one summit, and nothing of weight lies far from it.
    fn areas(self, leave_per_s: f64, within_s: f64) -> (Areas, f64) {
        let height = |wait_s: f64| self.calls_per_s * self.waited(wait_s) - leave_per_s * wait_s;
        let overload = self.calls_per_s / leave_per_s;
        let summit_s = if overload > 1.0 { self.patience_s * overload.ln() } else { 0.0 };
        let highest = height(summit_s);
        let is_heavy = |wait_s: f64| height(wait_s) > highest - NEGLIGIBLE;
        let mut reach = 1.0 / leave_per_s;
        while is_heavy(summit_s + reach) {
            reach *= 2.0;
        }
        let far_s = border(summit_s, summit_s + reach, is_heavy);
        let near_s = if is_heavy(0.0) { 0.0 } else { border(summit_s, 0.0, is_heavy) };
        let mut areas = Areas::default();
        for part in self.edges((near_s, summit_s, far_s), within_s).windows(2) {
            let &[from, to] = part else { continue };
            let (middle, half) = (f64::midpoint(from, to), (to - from) / 2.0);
            for (distance, weight) in POINTS {
                for wait_s in [middle - half * distance, middle + half * distance] {
                    let area = weight * half * (height(wait_s) - highest).exp();
                    areas.all += area;
                    areas.waited_s += area * self.waited(wait_s);
                    if to <= within_s {
                        areas.in_time += area * (-wait_s / self.patience_s).exp();
                    }
                }
            }
        }
        (areas, highest)
    }

    /// Where the parts to add up begin and end: finer where patience runs out, cut at the time asked.
    fn edges(self, (near_s, summit_s, far_s): (f64, f64, f64), within_s: f64) -> Vec<f64> {
        let side =
            |from: f64, to: f64| (0..=PARTS).map(move |part| from + (to - from) * f64::from(part) / f64::from(PARTS));
        let scale = (-3..=6).map(|power| self.patience_s * 2.0_f64.powi(power));
        let mut edges: Vec<f64> =
            side(near_s, summit_s).chain(side(summit_s, far_s)).chain(scale).chain([within_s]).collect();
        edges.retain(|edge| (near_s..=far_s).contains(edge));
        edges.sort_by(f64::total_cmp);
        edges.dedup();
        edges
    }
}

/// Between `inside`, where `holds`, and `outside`, where it does not: the border, to a thousandth of the way.
fn border(mut inside: f64, mut outside: f64, holds: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..12 {
        let middle = f64::midpoint(inside, outside);
        if holds(middle) { inside = middle } else { outside = middle }
    }
    outside
}

impl Seen {
    fn with(&self, patience_s: f64) -> Option<Traffic> {
        Traffic::new(self.calls_per_s, self.handling_s, patience_s)
    }

    /// The share answered in time that callers of this patience would meet when as many of them hang up as were seen to:
    /// between two numbers of agents, in proportion. None when no number gives it.
    fn in_time_with(&self, patience_s: f64, within_s: f64) -> Option<f64> {
        let traffic = self.with(patience_s)?;
        let goal = Goal { in_time: 0.0, within_s, abandoned: self.abandoned };
        let agents = traffic.agents_for(&goal)?;
        let (more, fewer) = (traffic.outlook(agents, within_s)?, traffic.outlook(agents - 1, within_s));
        let Some(fewer) = fewer.filter(|fewer| fewer.abandoned > more.abandoned) else { return Some(more.in_time) };
        let part = (self.abandoned - more.abandoned) / (fewer.abandoned - more.abandoned);
        Some(more.in_time + part * (fewer.in_time - more.in_time))
    }
}

/// The mean patience of callers, in seconds, when neither it nor the number of agents was counted: the one with which the
/// queue gives, over all that was `seen`, both the share that hung up and the share answered `within_s`.
///
/// The longer the patience, the longer must be the waits that make as many hang up, and the fewer are answered in time:
/// one patience fits. None when what was seen fits none between 5 seconds and an hour, as when nobody hung up.
pub fn patience(seen: &[Seen], within_s: f64) -> Option<f64> {
    let excess = |patience_s: f64| {
        let one = |seen: &Seen| Some(seen.weight * (seen.in_time_with(patience_s, within_s)? - seen.in_time));
        seen.iter().map(one).sum::<Option<f64>>()
    };
    let (mut short, mut long) = PATIENCE_S;
    if seen.is_empty() || excess(short)? <= 0.0 || excess(long)? >= 0.0 {
        return None;
    }
    for _ in 0..12 {
        let middle = (short * long).sqrt();
        if excess(middle)? > 0.0 { short = middle } else { long = middle }
    }
    Some((short * long).sqrt())
}

#[cfg(test)]
mod tests;
