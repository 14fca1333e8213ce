//! Answers counted by service and borough: what the measures read.

use crate::store;
use ::store::StoreError;
use base::Moment;
use requests::Nature;
use web::Op;

/// Answers and invitations of one nature, service and borough.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Invitations sent by e-mail, and those among them that were answered.
    pub invited: u64,
    pub responded: u64,
    /// Answers, however the person came.
    pub answers: u64,
    /// With an opinion, and satisfied or very satisfied among them.
    pub rated: u64,
    pub satisfied: u64,
    /// Who knows whether it is fixed; of them, who says so.
    pub known: u64,
    pub fixed: u64,
    /// Of those whose request the city calls solved: who knows, and who says that it is not fixed.
    pub solved_known: u64,
    pub solved_denied: u64,
    /// With an opinion on the delay, and who find it acceptable.
    pub judged: u64,
    pub acceptable: u64,
}

impl Counts {
    /// Adds what `other` counted.
    pub fn merge(&mut self, other: &Self) {
        self.invited += other.invited;
        self.responded += other.responded;
        self.answers += other.answers;
        self.rated += other.rated;
        self.satisfied += other.satisfied;
        self.known += other.known;
        self.fixed += other.fixed;
        self.solved_known += other.solved_known;
        self.solved_denied += other.solved_denied;
        self.judged += other.judged;
        self.acceptable += other.acceptable;
    }
}

/// What is counted together.
pub type Scope = (Nature, String, Option<String>);

/// Answers given on days from `from` up to the day of `to`, that day left out, and invitations sent in that time.
/// Whole days only: figures computed twice in a day do not tell what one more person said.
pub async fn count(op: &mut Op, from: Moment, to: Moment) -> Result<Vec<(Scope, Counts)>, StoreError> {
    let mut counted = store::count_answers(op, from, to).await?;
    counted.extend(store::count_invitations(op, from, to).await?);
    Ok(counted)
}

/// The last day on which somebody answered; nothing when nobody did.
pub async fn last_day(op: &mut Op) -> Result<Option<Moment>, StoreError> {
    store::last_day(op).await
}
