//! All the SQL of the tables of surveys.

use crate::{
    Answer, Comment,
    answering::Given,
    counting::{Counts, Scope},
};
use ::store::{Rows, StoreError, sql};
use base::{Id, Lang, Moment};
use requests::{Nature, Request};
use web::Op;

/// A row of `survey_invitation`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invitation {
    pub id: Id,
    pub request_id: Id,
    pub requester_id: Id,
    pub closed_at: Moment,
    pub nature: Nature,
    pub service_code: String,
    pub borough: Option<String>,
    pub sent_at: Moment,
}

impl Invitation {
    pub fn of(id: Id, requester_id: Id, request: &Request, closed_at: Moment, sent_at: Moment) -> Self {
        Self {
            id,
            request_id: request.id,
            requester_id,
            closed_at,
            nature: request.nature,
            service_code: request.service_code.clone(),
            borough: request.place.borough.clone(),
            sent_at,
        }
    }
}

/// A row of `survey_answer`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AnswerRow {
    pub id: String,
    pub source: &'static str,
    pub nature: Nature,
    pub service_code: String,
    pub borough: Option<String>,
    pub unit: String,
    pub is_solved: bool,
    pub delay_days: i64,
    pub answered_on: Moment,
    pub lang: Lang,
    pub wording: String,
    pub answer: Answer,
}

const INVITATION: [&str; 9] =
    ["id", "request_id", "requester_id", "closed_at", "nature", "service_code", "borough", "sent_at", "is_answered"];

/// Keeps invitations, each with whether it was answered. A person already asked about a closing is not asked again;
/// answers how many were kept.
pub(crate) async fn insert_invitations(op: &mut Op, invitations: &[(Invitation, bool)]) -> Result<u64, StoreError> {
    let rows = Rows::new("insert into survey_invitation", &INVITATION).with_room(invitations.len());
    let mut rows = rows.ending(" on conflict do nothing");
    for (it, is_answered) in invitations {
        rows.add(it.id).add(it.request_id).add(it.requester_id).add(it.closed_at).add(it.nature.code());
        rows.add(&it.service_code).add(it.borough.clone()).add(it.sent_at).add(*is_answered);
    }
    rows.insert(&mut op.tx).await
}

#[derive(sqlx::FromRow)]
struct InvitationRow {
    id: i64,
    request_id: i64,
    requester_id: i64,
    closed_at: i64,
    nature: String,
    service_code: String,
    borough: Option<String>,
    sent_at: i64,
}

fn broken(table: &'static str, row: Id) -> impl Fn(String) -> StoreError {
    move |cause| StoreError::Inconsistent { table, row, source: cause.into() }
}

pub(crate) async fn find_invitation(op: &mut Op, id: Id) -> Result<Option<Invitation>, StoreError> {
    let row: Option<InvitationRow> =
        sql("select id, request_id, requester_id, closed_at, nature, service_code, borough,
            sent_at from survey_invitation where id = $1")
        .bind(id)
        .fetch_optional(&mut op.tx)
        .await?;
    let invitation = |row: InvitationRow| {
        Ok(Invitation {
            id: row.id,
            request_id: row.request_id,
            requester_id: row.requester_id,
            closed_at: Moment(row.closed_at),
            nature: row.nature.parse().map_err(broken("survey_invitation", row.id))?,
            service_code: row.service_code,
            borough: row.borough,
            sent_at: Moment(row.sent_at),
        })
    };
    row.map(invitation).transpose()
}

pub(crate) async fn has_invitation(op: &mut Op, request_id: Id, closed_at: Moment) -> Result<bool, StoreError> {
    let count: i64 = sql("select count(*) from survey_invitation where request_id = $1 and closed_at = $2")
        .bind(request_id)
        .bind(closed_at)
        .fetch_value(&mut op.tx)
        .await?;
    Ok(count > 0)
}

/// Remembers that an invitation was answered, not what was answered.
pub(crate) async fn save_answered(op: &mut Op, id: Id) -> Result<(), StoreError> {
    sql("update survey_invitation set is_answered = 1 where id = $1").bind(id).execute(&mut op.tx).await?;
    Ok(())
}

pub(crate) async fn insert_wording(op: &mut Op, mark: &str, words: &str) -> Result<(), StoreError> {
    sql("insert into survey_wording (id, lang, words, first_used_at) values ($1, $2, $3, $4) on conflict do nothing")
        .bind(mark)
        .bind(op.lang.code())
        .bind(words)
        .bind(op.now)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

const ANSWER: [&str; 15] = [
    "id",
    "source",
    "nature",
    "service_code",
    "borough",
    "unit",
    "is_solved",
    "delay_days",
    "answered_on",
    "lang",
    "wording",
    "fixed",
    "satisfaction",
    "is_delay_acceptable",
    "comment",
];

/// Keeps answers; what the same link had answered before is replaced.
pub(crate) async fn save_answers(op: &mut Op, answers: &[AnswerRow]) -> Result<(), StoreError> {
    let mut rows = Rows::new("insert into survey_answer", &ANSWER).with_room(answers.len()).ending(
        " on conflict (id) do update set lang = excluded.lang, wording = excluded.wording, fixed = excluded.fixed,
            satisfaction = excluded.satisfaction, is_delay_acceptable = excluded.is_delay_acceptable,
            comment = excluded.comment",
    );
    for row in answers {
        let answer = &row.answer;
        rows.add(&row.id).add(row.source).add(row.nature.code()).add(&row.service_code).add(row.borough.clone());
        rows.add(&row.unit).add(row.is_solved).add(row.delay_days).add(row.answered_on).add(row.lang.code());
        rows.add(&row.wording).add(answer.fixed.code()).add(answer.satisfaction.map(i32::from));
        rows.add(answer.is_delay_acceptable).add(&answer.comment);
    }
    rows.insert(&mut op.tx).await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct GivenRow {
    answered_on: i64,
    fixed: String,
    satisfaction: Option<i64>,
    is_delay_acceptable: Option<i64>,
    comment: String,
}

/// The answer that a link gave before.
pub(crate) async fn find_answer(op: &mut Op, id: &str) -> Result<Option<Given>, StoreError> {
    let row: Option<GivenRow> = sql("select answered_on, fixed, satisfaction, is_delay_acceptable, comment
            from survey_answer where id = $1")
    .bind(id)
    .fetch_optional(&mut op.tx)
    .await?;
    let given = |row: GivenRow| {
        Ok(Given {
            answered_on: Moment(row.answered_on),
            answer: Answer {
                fixed: row.fixed.parse().map_err(broken("survey_answer", 0))?,
                satisfaction: row.satisfaction.and_then(|score| u8::try_from(score).ok()),
                is_delay_acceptable: row.is_delay_acceptable.map(|is| is == 1),
                comment: row.comment,
                left_to_do: String::new(),
            },
        })
    };
    row.map(given).transpose()
}

#[derive(sqlx::FromRow)]
struct CountRow {
    nature: String,
    service_code: String,
    borough: Option<String>,
    answers: i64,
    rated: i64,
    satisfied: i64,
    known: i64,
    fixed: i64,
    solved_known: i64,
    solved_denied: i64,
    judged: i64,
    acceptable: i64,
}

fn scope(nature: &str, service_code: String, borough: Option<String>) -> Result<Scope, StoreError> {
    Ok((nature.parse().map_err(broken("survey_answer", 0))?, service_code, borough))
}

fn whole(count: i64) -> u64 {
    u64::try_from(count).unwrap_or_default()
}

/// Answers given on days from `from` up to `to`, which is left out.
pub(crate) async fn count_answers(op: &mut Op, from: Moment, to: Moment) -> Result<Vec<(Scope, Counts)>, StoreError> {
    let rows: Vec<CountRow> = sql("select nature, service_code, borough, count(*) as answers,
            count(satisfaction) as rated,
            count(case when satisfaction >= 4 then 1 end) as satisfied,
            count(case when fixed <> 'unknown' then 1 end) as known,
            count(case when fixed = 'yes' then 1 end) as fixed,
            count(case when is_solved = 1 and fixed <> 'unknown' then 1 end) as solved_known,
            count(case when is_solved = 1 and fixed = 'no' then 1 end) as solved_denied,
            count(is_delay_acceptable) as judged,
            count(case when is_delay_acceptable = 1 then 1 end) as acceptable
       from survey_answer where answered_on >= $1 and answered_on < $2 group by nature, service_code, borough")
    .bind(from)
    .bind(to)
    .fetch_all(&mut op.tx)
    .await?;
    let counts = |row: CountRow| {
        let counts = Counts {
            answers: whole(row.answers),
            rated: whole(row.rated),
            satisfied: whole(row.satisfied),
            known: whole(row.known),
            fixed: whole(row.fixed),
            solved_known: whole(row.solved_known),
            solved_denied: whole(row.solved_denied),
            judged: whole(row.judged),
            acceptable: whole(row.acceptable),
            ..Counts::default()
        };
        Ok((scope(&row.nature, row.service_code, row.borough)?, counts))
    };
    rows.into_iter().map(counts).collect()
}

/// Invitations sent since `from` and before `to`, and those that were answered.
pub(crate) async fn count_invitations(
    op: &mut Op,
    from: Moment,
    to: Moment,
) -> Result<Vec<(Scope, Counts)>, StoreError> {
    type Row = (String, String, Option<String>, i64, i64);
    let rows: Vec<Row> = sql("select nature, service_code, borough, count(*),
            count(case when is_answered = 1 then 1 end)
       from survey_invitation where sent_at >= $1 and sent_at < $2 group by nature, service_code, borough")
    .bind(from)
    .bind(to)
    .fetch_all(&mut op.tx)
    .await?;
    let counts = |(nature, service_code, borough, invited, responded): Row| {
        let counts = Counts { invited: whole(invited), responded: whole(responded), ..Counts::default() };
        Ok((scope(&nature, service_code, borough)?, counts))
    };
    rows.into_iter().map(counts).collect()
}

pub(crate) async fn last_day(op: &mut Op) -> Result<Option<Moment>, StoreError> {
    let day: Option<i64> = sql("select max(answered_on) from survey_answer").fetch_value(&mut op.tx).await?;
    Ok(day.map(Moment))
}

/// In the order of their marks, which are chance.
pub(crate) async fn list_comments(
    op: &mut Op,
    unit: &str,
    (from, to): (Moment, Moment),
    limit: u32,
) -> Result<Vec<Comment>, StoreError> {
    let rows: Vec<(String, String, Option<i64>, String)> = sql("select service_code, fixed, satisfaction, comment
           from survey_answer where unit = $1 and answered_on >= $2 and answered_on < $3 and comment <> ''
          order by id limit $4")
    .bind(unit)
    .bind(from)
    .bind(to)
    .bind(limit)
    .fetch_all(&mut op.tx)
    .await?;
    let comment = |(service_code, fixed, satisfaction, words): (String, String, Option<i64>, String)| {
        Ok(Comment {
            service_code,
            fixed: fixed.parse().map_err(broken("survey_answer", 0))?,
            satisfaction: satisfaction.and_then(|score| u8::try_from(score).ok()),
            words,
        })
    };
    rows.into_iter().map(comment).collect()
}
