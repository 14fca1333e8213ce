//! Answering: the answer is kept without its author; « ce n'est pas réglé » goes to the request apart from it.

use crate::{
    Answer, Fixed,
    link::{CORRECTION_DAYS, Link},
    store::{self, AnswerRow, Invitation},
    wording,
};
use ::store::StoreError;
use base::Moment;
use catalogue::Catalogue;
use requests::{ActError, Request, Status, access::Standing, ask_reopening, find_by_id};
use web::{Brand, Op, Refusal, View};

#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// The link is not ours, its time has passed, or what it is about is gone.
    #[error("the link opens nothing")]
    Unknown,
    #[error("the answer can no longer be corrected")]
    TooLate,
    #[error(transparent)]
    Act(#[from] ActError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<AnswerError> for Refusal {
    fn from(err: AnswerError) -> Self {
        match err {
            AnswerError::Unknown => Self::not_found("surveys/link-unknown"),
            AnswerError::TooLate => Self::conflict("surveys/too-late"),
            AnswerError::Act(err) => err.into(),
            AnswerError::Store(err) => err.into(),
        }
    }
}

/// What a link is about, with the answer it gave before.
pub struct Asked {
    pub request: Request,
    pub(crate) link: Link,
    pub(crate) invitation: Invitation,
    pub given: Option<Given>,
}

/// An answer already given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub answer: Answer,
    pub answered_on: Moment,
}

impl Given {
    /// Last day to correct it.
    pub fn until(&self) -> Moment {
        self.answered_on.plus_days(CORRECTION_DAYS)
    }

    pub fn may_change(&self, now: Moment) -> bool {
        now < self.until().plus_days(1)
    }
}

impl Asked {
    pub fn closed_at(&self) -> Moment {
        self.invitation.closed_at
    }
}

/// What `key` asks about.
pub async fn open(op: &mut Op, key: &str) -> Result<Asked, AnswerError> {
    let link = Link::open(&op.app, key, op.now).ok_or(AnswerError::Unknown)?;
    let invitation = match link {
        Link::Invitation(id) => store::find_invitation(op, id).await?,
        Link::Closing { request_id, closed_at } => {
            let request = find_by_id(op, request_id).await?;
            request.map(|request| Invitation::of(0, 0, &request, closed_at, op.now))
        }
    };
    let invitation = invitation.ok_or(AnswerError::Unknown)?;
    let request = find_by_id(op, invitation.request_id).await?;
    let request = request.filter(|request| request.status != Status::Removed).ok_or(AnswerError::Unknown)?;
    let given = store::find_answer(op, &link.answer_id(&op.app)).await?;
    Ok(Asked { request, link, invitation, given })
}

/// Delays are kept as the class they fall in, so that an answer does not point at its request.
const CLASSES: [i64; 8] = [1, 3, 7, 14, 30, 60, 90, 180];

/// The class of a delay: the first of `CLASSES` that holds it, 365 beyond.
pub fn delay_class(days: f64) -> i64 {
    CLASSES.into_iter().find(|class| days <= *class as f64).unwrap_or(365)
}

/// Midnight before `at`, where the city is.
pub(crate) fn day_of(op: &Op, at: Moment) -> Moment {
    let zone = op.part::<Brand>().zone.clone();
    at.in_zone(&zone).start_of_day().map_or(at, |midnight| Moment::from(midnight.timestamp()))
}

/// Keeps an answer, in place of the one this link gave before. Sent twice, it is the same answer.
pub async fn answer(op: &mut Op, asked: &Asked, answer: &Answer) -> Result<(), AnswerError> {
    if asked.given.as_ref().is_some_and(|given| !given.may_change(op.now)) {
        return Err(AnswerError::TooLate);
    }
    let (request, invitation) = (&asked.request, &asked.invitation);
    let (mark, words) = wording::wording(&View::new(&op.app, op.lang, ""), invitation.nature);
    store::insert_wording(op, &mark, &words).await?;
    let result = request.outcome.as_ref().map(|outcome| outcome.result.as_str()).unwrap_or_default();
    let row = AnswerRow {
        id: asked.link.answer_id(&op.app),
        source: asked.link.source(),
        nature: invitation.nature,
        service_code: invitation.service_code.clone(),
        borough: invitation.borough.clone(),
        unit: request.route.unit.clone(),
        is_solved: op.part::<Catalogue>().closing_result(result).is_some_and(|result| result.is_solved),
        delay_days: delay_class(invitation.closed_at.days_since(request.received_at)),
        answered_on: asked.given.as_ref().map_or_else(|| day_of(op, op.now), |given| given.answered_on),
        lang: op.lang,
        wording: mark,
        answer: answer.clone(),
    };
    store::save_answers(op, &[row]).await?;
    if let Link::Invitation(id) = asked.link {
        store::save_answered(op, id).await?;
    }
    let was_said = asked.given.as_ref().is_some_and(|given| given.answer.fixed == Fixed::No);
    if answer.fixed == Fixed::No && !was_said && may_be_asked(request) {
        let words = Some(answer.left_to_do.clone()).filter(|words| !words.is_empty());
        let words = words.unwrap_or_else(|| View::new(&op.app, op.lang, "").t("surveys-not-fixed-words"));
        // Whoever answers may have joined the request: their words are not for its author.
        ask_reopening(op, &request.reference, &words, Standing::Joined).await?;
    }
    Ok(())
}

/// Whether a reopening may still be asked, and nobody has.
fn may_be_asked(request: &Request) -> bool {
    let is_closed = matches!(request.status, Status::Completed | Status::Declined | Status::HandledElsewhere);
    is_closed && request.reopening_asked_at.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_are_kept_as_classes() {
        for (days, expected) in [(0.0, 1), (1.0, 1), (1.1, 3), (7.0, 7), (45.0, 60), (180.0, 180), (900.0, 365)] {
            assert_eq!(delay_class(days), expected, "{days}");
        }
    }
}
