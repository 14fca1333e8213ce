//! What to improve first: how many requests a year come late and leave people unsatisfied, service by service.
//!
//! `requests × share late × share not satisfied`, over twelve months. If being late and leaving unsatisfied had nothing
//! to do with one another, this would be the number of requests that do both; it is an order of importance, not a
//! count of people. Its uncertainty is that of the three factors, on the scale of logarithms (delta method).

use crate::{
    Group, Measure,
    figures::{Body, Grid},
};
use statistics::{LEVEL, Uncertain, rank_ranges};

/// A service in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Improvement {
    pub service: String,
    pub requests: u64,
    /// Share of the promises not kept, and of the answers that are not satisfied: 0 to 1.
    pub late: f64,
    pub unsatisfied: f64,
    pub answers: u64,
    pub score: f64,
    pub low: f64,
    pub high: f64,
    /// Between which ranks chance may put it.
    pub ranks: (u64, u64),
    /// Whether it differs from the next one by more than chance explains.
    pub is_distinct: bool,
}

/// The services of a year that have enough promises and answers, the most pressing first.
pub(crate) fn rank(grid: &Grid) -> Vec<Improvement> {
    let mut found: Vec<(Improvement, Uncertain)> = grid
        .by_service()
        .filter(|(_, _, is_hidden)| ![Group::Watched, Group::Promised, Group::Rated].into_iter().any(is_hidden))
        .filter_map(|(service, body, _)| weigh(service, body))
        .collect();
    found.sort_by(|(one, _), (other, _)| {
        other.score.total_cmp(&one.score).then_with(|| one.service.cmp(&other.service))
    });
    let scores: Vec<Uncertain> = found.iter().map(|(_, score)| *score).collect();
    let ranges = rank_ranges(&scores, LEVEL);
    let nexts = scores.iter().skip(1).map(Some).chain([None]);
    let found = found.into_iter().zip(ranges).zip(nexts);
    found
        .map(|(((improvement, score), (low, high)), next)| Improvement {
            ranks: (low as u64, high as u64),
            is_distinct: next.is_none_or(|next| score.is_distinct(*next, LEVEL)),
            ..improvement
        })
        .collect()
}

fn weigh(service: &str, body: &Body) -> Option<(Improvement, Uncertain)> {
    let (kept, relative_variance) = body.cell.promises.kept(LEVEL)?;
    let (requests, answers) = (body.cell.received, body.n(Measure::Satisfied.group()));
    let (late, unsatisfied) = (1.0 - kept.share, share_not(body.counts.satisfied, answers)?);
    // A logarithm wants no zero: where nobody was late or unsatisfied, half a case was.
    let half_a_case = |n: u64| 0.5 / (n + 1) as f64;
    let (late_log, late_variance) = if late > 0.0 && relative_variance.is_finite() {
        (late, relative_variance)
    } else {
        let p = half_a_case(kept.n);
        (p, (1.0 - p) / (kept.n as f64 * p))
    };
    let not_log = unsatisfied.max(half_a_case(answers));
    let variance = 1.0 / requests.max(1) as f64 + late_variance + (1.0 - not_log) / (answers as f64 * not_log);
    let value = (requests as f64).max(0.5).ln() + late_log.ln() + not_log.ln();
    let log = Uncertain { value, std_error: variance.sqrt() };
    let (low, high) = log.range(LEVEL);
    let score = requests as f64 * late * unsatisfied;
    let improvement = Improvement {
        service: service.to_owned(),
        requests,
        late,
        unsatisfied,
        answers,
        score,
        low: low.exp().min(score),
        high: high.exp().max(score),
        ranks: (1, 1),
        is_distinct: true,
    };
    Some((improvement, log))
}

fn share_not(hits: u64, n: u64) -> Option<f64> {
    (n > 0).then(|| (n - hits.min(n)) as f64 / n as f64)
}
