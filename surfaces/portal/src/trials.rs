//! Trials to open a request by its number and an address: counted for the number and for the address, each by a mark
//! that says neither, and slowed a little more after each failure.

use crate::store;
use ::store::StoreError;
use base::{Moment, moment::DAY_MS};
use web::Op;

/// Mistakes that cost nothing.
const FREE: i64 = 5;
const FIRST_WAIT_MS: i64 = 30_000;
const LONGEST_WAIT_MS: i64 = 3_600_000;

/// The marks of one trial, held until its operation ends.
pub struct Trial {
    marks: [(String, i64); 2],
}

/// When one may try again after `failures`, the last of them at `last_at`.
fn open_at(failures: i64, last_at: Moment) -> Moment {
    match failures - FREE {
        ..0 => last_at,
        beyond => last_at.plus_ms((FIRST_WAIT_MS << beyond.min(20)).min(LONGEST_WAIT_MS)),
    }
}

impl Trial {
    /// Begins a trial, or answers when one may try again.
    pub async fn begin(op: &mut Op, reference: &str, contact: &str) -> Result<Result<Self, Moment>, StoreError> {
        let seal = op.app.seal();
        let names = [seal.mark("follow-reference", reference), seal.mark("follow-contact", contact)];
        let (mut marks, mut wait_until) = ([(String::new(), 0), (String::new(), 0)], op.now);
        for (mark, name) in marks.iter_mut().zip(names) {
            let (failures, last_at) = store::hold_trials(op, &name).await?;
            // A day without a failure forgives the others.
            let failures = if last_at.plus_days(1) < op.now { 0 } else { failures };
            wait_until = wait_until.max(open_at(failures, last_at));
            *mark = (name, failures);
        }
        Ok(if wait_until > op.now { Err(wait_until) } else { Ok(Self { marks }) })
    }

    pub async fn end(self, op: &mut Op, is_right: bool) -> Result<(), StoreError> {
        for (mark, failures) in self.marks {
            store::save_trials(op, &mark, if is_right { 0 } else { failures + 1 }).await?;
        }
        Ok(())
    }
}

pub async fn sweep(op: &mut Op) -> Result<u64, StoreError> {
    let before = op.now.plus_ms(-DAY_MS);
    store::sweep_trials(op, before).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(failures: i64, expected_wait_s: i64) {
        assert_eq!(open_at(failures, Moment(0)), Moment(expected_wait_s * 1_000), "{failures}");
    }

    #[test]
    fn each_failure_beyond_the_first_five_doubles_the_wait_up_to_an_hour() {
        for (failures, wait_s) in [(0, 0), (4, 0), (5, 30), (6, 60), (9, 480), (12, 3_600), (i64::MAX, 3_600)] {
            check(failures, wait_s);
        }
    }
}
