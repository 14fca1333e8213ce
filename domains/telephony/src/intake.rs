//! Intervals taken in: all of them or none, and the same interval is one row however often it comes.

use crate::{PhoneInterval, interval::Known, store};
use ::store::StoreError;
use std::collections::HashMap;
use territory::{AreaKind, Territory};
use web::{Brand, Op};

/// What became of the intervals that came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Received {
    pub added: usize,
    /// Counted otherwise than before: the later count stands.
    pub changed: usize,
    pub unchanged: usize,
}

/// What the city holds intervals against, now.
pub fn known(op: &Op) -> Known {
    let territory = op.part::<Territory>();
    let ours = territory.areas().iter().filter(|area| area.kind == AreaKind::Borough);
    Known { boroughs: ours.map(|area| area.code.clone()).collect(), zone: op.part::<Brand>().zone.clone(), now: op.now }
}

/// Keeps intervals that were checked, each of them once in `intervals`.
pub async fn receive(op: &mut Op, intervals: &[PhoneInterval]) -> Result<Received, StoreError> {
    let mut received = Received::default();
    let Some((first, last)) = intervals.iter().map(|it| it.start).min().zip(intervals.iter().map(|it| it.start).max())
    else {
        return Ok(received);
    };
    let kept: HashMap<_, _> = store::list_between(op, first, last)
        .await?
        .into_iter()
        .map(|it| ((it.line, it.borough, it.start), it.calls))
        .collect();
    let mut news = Vec::new();
    for interval in intervals {
        match kept.get(&(interval.line.clone(), interval.borough.clone(), interval.start)) {
            Some(calls) if *calls == interval.calls => received.unchanged += 1,
            before => {
                if before.is_some() {
                    received.changed += 1;
                } else {
                    received.added += 1;
                }
                news.push(interval);
            }
        }
    }
    store::save(op, &news).await?;
    Ok(received)
}
