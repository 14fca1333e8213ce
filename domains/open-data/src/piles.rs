//! What a whole file shows and no line of it says: closings of a pile at once, requests cancelled and made again.
//!
//! Looked for once, when the last line is in: two readings of the table that hold no writer up, then the flags, a commit
//! every few thousand.

use ::store::StoreError;
use base::Id;
use requests::bulk::{self, Flag, Flagged};
use web::{App, Op};

/// Requests that one unit closes in one second, from which nobody closed them one by one. A few may well be reports of
/// one hole, closed when it was filled.
const LEAST_AT_ONCE: u32 = 10;
/// Flags of one commit.
const FLAGS_AT_ONCE: usize = 5_000;

/// How many requests of a file bear each flag.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags {
    pub closed_at_once: u64,
    pub made_again: u64,
}

/// Flags what the requests brought so far show of one another; counts those of `import`.
pub async fn flag(app: &App, import: Id) -> Result<Flags, StoreError> {
    let mut op = Op::system(app);
    op.tx = app.database().read();
    let at_once = bulk::closed_at_once(&mut op, LEAST_AT_ONCE).await?;
    let again = bulk::made_again(&mut op).await?;
    drop(op);
    let count = |found: &[Flagged]| found.iter().filter(|it| it.import_batch == Some(import)).count() as u64;
    let flags = Flags { closed_at_once: count(&at_once), made_again: count(&again) };
    keep(app, &at_once, Flag::ClosedAtOnce).await?;
    keep(app, &again, Flag::MadeAgain).await?;
    Ok(flags)
}

async fn keep(app: &App, found: &[Flagged], flag: Flag) -> Result<(), StoreError> {
    let new: Vec<Id> = found.iter().filter(|it| it.is_new).map(|it| it.id).collect();
    for ids in new.chunks(FLAGS_AT_ONCE) {
        let mut op = Op::system(app);
        bulk::flag(&mut op, ids, flag).await?;
        op.tx.commit().await?;
    }
    Ok(())
}
