//! Surveys of the past, many at once: a register brought from elsewhere, the demonstration.

use crate::{
    Answer, Fixed,
    answering::{day_of, delay_class},
    link::Link,
    store::{self, AnswerRow, Invitation},
};
use ::store::StoreError;
use base::{Id, Lang, Moment};
use requests::Nature;
use web::Op;

/// A survey that was sent, and what came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastSurvey {
    pub request_id: Id,
    pub requester_id: Id,
    pub nature: Nature,
    pub service_code: String,
    pub borough: Option<String>,
    pub unit: String,
    pub received_at: Moment,
    pub closed_at: Moment,
    /// Whether the closing result counts as solved.
    pub is_solved: bool,
    pub sent_at: Moment,
    pub lang: Lang,
    pub answer: Option<PastAnswer>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastAnswer {
    pub at: Moment,
    /// 1 to 5.
    pub satisfaction: Option<u8>,
    pub fixed: Fixed,
    pub is_delay_acceptable: Option<bool>,
    pub comment: String,
}

/// The mark of questions whose words we do not have.
const UNKNOWN_WORDING: &str = "import";

/// Keeps `surveys` with few statements.
pub async fn insert(op: &mut Op, surveys: &[PastSurvey]) -> Result<(), StoreError> {
    let mut invitations = Vec::with_capacity(surveys.len());
    let mut answers = Vec::new();
    for survey in surveys {
        let id = op.id();
        invitations.push((invitation(id, survey), survey.answer.is_some()));
        if let Some(answer) = &survey.answer {
            let mut row = answer_row(survey, answer);
            row.id = Link::Invitation(id).answer_id(&op.app);
            row.answered_on = day_of(op, answer.at);
            answers.push(row);
        }
    }
    store::insert_invitations(op, &invitations).await?;
    store::save_answers(op, &answers).await
}

fn invitation(id: Id, survey: &PastSurvey) -> Invitation {
    Invitation {
        id,
        request_id: survey.request_id,
        requester_id: survey.requester_id,
        closed_at: survey.closed_at,
        nature: survey.nature,
        service_code: survey.service_code.clone(),
        borough: survey.borough.clone(),
        sent_at: survey.sent_at,
    }
}

fn answer_row(survey: &PastSurvey, answer: &PastAnswer) -> AnswerRow {
    AnswerRow {
        id: String::new(),
        source: "import",
        nature: survey.nature,
        service_code: survey.service_code.clone(),
        borough: survey.borough.clone(),
        unit: survey.unit.clone(),
        is_solved: survey.is_solved,
        delay_days: delay_class(survey.closed_at.days_since(survey.received_at)),
        answered_on: answer.at,
        lang: survey.lang,
        wording: UNKNOWN_WORDING.to_owned(),
        answer: Answer {
            fixed: answer.fixed,
            satisfaction: answer.satisfaction,
            is_delay_acceptable: answer.is_delay_acceptable,
            comment: answer.comment.clone(),
            left_to_do: String::new(),
        },
    }
}
