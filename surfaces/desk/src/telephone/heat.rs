//! Hour of the day by day of the week: a table of figures, darker where it is worse, that reads the same without colour.

use crate::supervision::{half_hour, percent};
use std::collections::BTreeMap;
use telephony::{Calls, Grouped, Slot, TARGET};
use web::View;

/// Calls under which a cell shows its figure and is not judged.
const FEWEST: u64 = 10;

/// A cell: what is read, how dark it is (0, on target, to 4), and what is said of it.
pub struct Cell {
    pub words: String,
    pub level: u8,
    pub title: String,
}

pub struct Heat {
    pub id: &'static str,
    pub caption: String,
    pub explanation: String,
    /// Short and whole names of the days.
    pub heads: Vec<(String, String)>,
    pub rows: Vec<(String, Vec<Cell>)>,
}

/// How far from the target: 0 on it, then by fifths of all calls, or by tenths for those given up.
fn level(calls: &Calls, is_in_time: bool) -> Option<(f64, u8)> {
    let (share, short, step) = if is_in_time {
        let share = calls.service_level()?.share();
        (share, TARGET.in_time - share, 0.2)
    } else {
        let share = calls.given_up()?.share();
        (share, share - TARGET.abandoned, 0.1)
    };
    // A share on the very target is on it, whatever its rounding.
    let level = if short <= 1e-9 { 0 } else { (short / step - 1e-9).ceil().min(4.0) as u8 };
    Some((share, if calls.offered < FEWEST { 0 } else { level }))
}

fn cell(view: &View, calls: &Calls, is_in_time: bool) -> Cell {
    let Some((share, level)) = level(calls, is_in_time) else {
        return Cell { words: String::new(), level: 0, title: view.t("desk-nothing-counted") };
    };
    let counted = view.many("desk-phone-of-calls", &i64::try_from(calls.offered).unwrap_or(i64::MAX));
    Cell { words: view.integer((share * 100.0).round() as i64), level, title: counted }
}

fn heat(view: &View, hours: &BTreeMap<i64, [Calls; 7]>, is_in_time: bool) -> Heat {
    let code = if is_in_time { "in-time" } else { "abandoned" };
    let target = if is_in_time { TARGET.in_time } else { TARGET.abandoned };
    let head = |day: i64| (view.t(&format!("desk-weekday-short-{day}")), view.t(&format!("desk-weekday-{day}")));
    let row = |(hour, days): (&i64, &[Calls; 7])| {
        (half_hour(view, hour * 2), days.iter().map(|calls| cell(view, calls, is_in_time)).collect())
    };
    Heat {
        id: if is_in_time { "heures-reponse" } else { "heures-abandon" },
        caption: view.t(&format!("desk-phone-heat-{code}")),
        explanation: view.t1(&format!("desk-phone-heat-{code}-text"), "target", percent(view, target)),
        heads: (1..=7).map(head).collect(),
        rows: hours.iter().map(row).collect(),
    }
}

/// Answered in time, and given up.
pub fn heats(view: &View, slots: &BTreeMap<Slot, Grouped>) -> Vec<Heat> {
    let mut hours: BTreeMap<i64, [Calls; 7]> = BTreeMap::new();
    for (slot, grouped) in slots {
        let days = hours.entry(slot.half_hour / 2).or_default();
        if let Some(calls) = usize::try_from(slot.weekday - 1).ok().and_then(|place| days.get_mut(place)) {
            calls.add(&grouped.calls);
        }
    }
    if hours.is_empty() { Vec::new() } else { vec![heat(view, &hours, true), heat(view, &hours, false)] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(offered: u64, in_time: u64, abandoned: u64, expected: (u8, u8)) {
        let calls = Calls { offered, answered: offered - abandoned, in_time, abandoned, talk_s: 0 };
        let got = |is_in_time| level(&calls, is_in_time).map_or(9, |(_, level)| level);
        assert_eq!((got(true), got(false)), expected, "{calls:?}");
    }

    #[test]
    fn a_cell_is_darker_the_farther_it_is_from_the_target() {
        check(100, 80, 10, (0, 0));
        check(100, 79, 11, (1, 1));
        check(100, 60, 20, (1, 1));
        check(100, 50, 25, (2, 2));
        check(100, 16, 36, (4, 3));
        check(100, 0, 100, (4, 4));
        // Few calls are shown, not judged; no call is nothing.
        check(9, 0, 9, (0, 0));
        check(0, 0, 0, (9, 9));
    }
}
