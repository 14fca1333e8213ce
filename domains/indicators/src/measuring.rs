//! Computing everything again: one walk over the requests, one count of the answers, one replacement of the tables.
//!
//! The walk reads beside the writers and holds none of them up; only the replacement writes.

use crate::{
    Figure, Kind, Period, Run,
    figure::About,
    figures::{Answers, Grid, of_city, of_period},
    gathering::{Gathered, When},
    improvement::{self, Improvement},
    store,
};
use ::store::StoreError;
use base::Moment;
use requests::{last_change, watched};
use web::{App, Brand, Op};

/// The job that computes everything; it has no payload.
pub const MEASURE: &str = "indicators/measure";

/// Requests in one page of the walk.
const PAGE: u32 = 20_000;

/// What a computation found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    pub requests: u64,
    pub figures: usize,
    pub took_ms: i64,
}

/// An operation that only reads.
fn reading(app: &App) -> Op {
    Op { tx: app.database().read(), ..Op::system(app) }
}

/// Computes every figure again.
pub async fn measure(app: &App) -> Result<Summary, StoreError> {
    let mut op = reading(app);
    let now = op.now;
    let zone = op.part::<Brand>().zone.clone();
    let midnight = |at: Moment| at.in_zone(&zone).start_of_day().map_or(at, |zoned| Moment::from(zoned.timestamp()));
    let today = midnight(now);
    let when = When { now, day: (midnight(today.plus_ms(-1)), today) };
    let seen_at = last_change(&mut op).await?;
    let gathered = gather(&mut op, &when).await?;
    let mut answers = Vec::new();
    for period in Period::ALL {
        answers.push((period, surveys::count(&mut op, today.plus_days(-period.days()), today).await?));
    }
    drop(op);
    let (figures, improvements) = compute(&gathered, &answers);
    let mut op = Op::system(app);
    let took_ms = app.now().0 - now.0;
    let run = Run {
        computed_at: now,
        took_ms,
        seen_at,
        requests: gathered.requests,
        day: when.day.0,
        received: gathered.day.received,
        solved: gathered.day.solved,
        late: gathered.day.late,
    };
    store::replace(&mut op, &run, &figures, &improvements).await?;
    op.tx.commit().await?;
    Ok(Summary { requests: gathered.requests, figures: figures.len(), took_ms })
}

async fn gather(op: &mut Op, when: &When) -> Result<Gathered, StoreError> {
    let since = Period::Year.start(when.now).min(when.day.0);
    let mut gathered = Gathered::default();
    let mut after = 0;
    loop {
        let page = watched(op, since, after, PAGE).await?;
        for request in &page {
            gathered.add(request, when);
            after = request.id;
        }
        if page.len() < PAGE as usize {
            return Ok(gathered);
        }
    }
}

fn compute(gathered: &Gathered, answers: &[(Period, Answers)]) -> (Vec<(About, Figure)>, Vec<Improvement>) {
    let (mut figures, mut improvements) = (Vec::new(), Vec::new());
    for (period, answers) in answers {
        let grid = Grid::of(gathered, answers, *period);
        grid.figures(*period, &mut figures);
        for (kind, cells) in [(Kind::Information, &gathered.information), (Kind::Opinion, &gathered.opinions)] {
            of_city(kind, of_period(cells, *period), answers, *period, &mut figures);
        }
        if *period == Period::Year {
            improvements = improvement::rank(&grid);
        }
    }
    (figures, improvements)
}

/// At least this long between two computations.
const SHORTEST_MS: i64 = 10 * 60_000;
/// And so many times what the last one took: measuring is never more than a twentieth of the work.
const TIMES_AS_LONG: i64 = 20;

/// Whether the figures of `run` are to be computed again: something changed, or a day passed, and not too soon.
fn is_due(run: Option<&Run>, seen_at: Option<Moment>, today: Moment, now: Moment) -> bool {
    let Some(run) = run else { return true };
    let is_rested = now.0 - run.computed_at.0 >= SHORTEST_MS.max(run.took_ms * TIMES_AS_LONG);
    is_rested && (seen_at != run.seen_at || run.computed_at < today)
}

/// Computes again if it is time to; the worker asks at each of its rounds.
pub async fn measure_if_due(app: &App) -> Result<Option<Summary>, StoreError> {
    let mut op = reading(app);
    let zone = op.part::<Brand>().zone.clone();
    let today = op.now.in_zone(&zone).start_of_day().map_or(op.now, |zoned| Moment::from(zoned.timestamp()));
    let (run, seen_at) = (store::find_run(&mut op).await?, last_change(&mut op).await?);
    let is_due = is_due(run.as_ref(), seen_at, today, op.now);
    drop(op);
    if is_due { measure(app).await.map(Some) } else { Ok(None) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_computed_again_when_something_changed_and_not_too_soon() {
        const MINUTE: i64 = 60_000;
        let at = |minutes: i64| Moment(1_790_000_000_000 + minutes * MINUTE);
        let run = |took_ms| Run {
            computed_at: at(0),
            took_ms,
            seen_at: Some(at(-5)),
            requests: 1,
            day: at(-2_000),
            received: 0,
            solved: 0,
            late: 0,
        };
        let check = |took_ms, seen: i64, today: i64, now: i64, expected: bool| {
            assert_eq!(is_due(Some(&run(took_ms)), Some(at(seen)), at(today), at(now)), expected);
        };
        assert!(is_due(None, None, at(0), at(0)));
        check(10, 3, -500, 5, false);
        check(10, 3, -500, 10, true);
        check(10, -5, -500, 600, false);
        check(10, -5, 599, 600, true);
        check(MINUTE, 3, -500, 19, false);
        check(MINUTE, 3, -500, 20, true);
    }
}
