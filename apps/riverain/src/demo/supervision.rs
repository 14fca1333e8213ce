//! What supervisors of the fictional city look at: how its telephone was answered.

use crate::{command::Failure, store::DemoLoad};
use demo::MadeInterval;
use telephony::{Calls, PhoneInterval, intake::known, receive};
use web::{App, Op};

/// Intervals of one transaction.
const TOGETHER: usize = 10_000;

/// Adds every half hour of the telephone; done again, it changes nothing.
pub(super) async fn add_calls(app: &App, load: &DemoLoad) -> Result<(), Failure> {
    let known = known(&Op::system(app));
    let made = demo::phone(load.seed.cast_unsigned(), &known.boroughs, load.end(), &known.zone);
    for some in made.chunks(TOGETHER) {
        let intervals: Vec<PhoneInterval> = some.iter().map(interval).collect();
        let mut op = Op::system(app);
        receive(&mut op, &intervals).await?;
        op.tx.commit().await?;
    }
    Ok(())
}

fn interval(made: &MadeInterval) -> PhoneInterval {
    PhoneInterval {
        line: made.line.to_owned(),
        borough: made.borough.clone(),
        start: made.start,
        calls: Calls {
            offered: made.offered,
            answered: made.answered,
            in_time: made.in_time,
            abandoned: made.abandoned,
            talk_s: made.talk_s,
        },
    }
}
