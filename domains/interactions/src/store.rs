//! All the SQL of contacts, call-backs and unfinished entries; what is counted of contacts is in `figures`.

mod figures;

pub(crate) use figures::{count_came_back, count_settled, list_drawable};

use crate::{Asked, CallBack, Draft, Interaction, NewInteraction, Outcome};
use ::store::{Sql, StoreError, sql};
use base::{Id, Moment};
use web::Op;

pub(crate) async fn insert_interaction(
    op: &mut Op,
    new: &NewInteraction<'_>,
    mark: Option<&str>,
) -> Result<(), StoreError> {
    sql("insert into interaction (id, key, staff_id, channel, lang, caller_mark, began_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (key) do nothing")
    .bind(op.id())
    .bind(new.key)
    .bind(new.staff_id)
    .bind(new.channel.code())
    .bind(new.lang.code())
    .bind(mark)
    .bind(new.began_at)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct InteractionRow {
    id: i64,
    key: String,
    staff_id: i64,
    channel: String,
    lang: String,
    began_at: i64,
    ended_at: Option<i64>,
    outcome: Option<String>,
    is_settled: Option<i64>,
    note: String,
}

impl TryFrom<InteractionRow> for Interaction {
    type Error = StoreError;

    fn try_from(row: InteractionRow) -> Result<Self, StoreError> {
        let broken =
            |cause: String| StoreError::Inconsistent { table: "interaction", row: row.id, source: cause.into() };
        Ok(Self {
            id: row.id,
            outcome: row.outcome.map(|word| word.parse()).transpose().map_err(broken)?,
            lang: row.lang.parse().unwrap_or_default(),
            key: row.key,
            staff_id: row.staff_id,
            channel: row.channel,
            began_at: Moment(row.began_at),
            ended_at: row.ended_at.map(Moment),
            is_settled: row.is_settled.map(|it| it == 1),
            note: row.note,
        })
    }
}

pub(crate) async fn find_interaction(op: &mut Op, key: &str, staff_id: Id) -> Result<Option<Interaction>, StoreError> {
    let row: Option<InteractionRow> = sql("select id, key, staff_id, channel, lang, began_at, ended_at, outcome,
             is_settled, note from interaction where key = $1 and staff_id = $2")
    .bind(key)
    .bind(staff_id)
    .fetch_optional(&mut op.tx)
    .await?;
    row.map(Interaction::try_from).transpose()
}

pub(crate) async fn find_by_id(op: &mut Op, id: Id) -> Result<Option<Interaction>, StoreError> {
    let row: Option<InteractionRow> = sql("select id, key, staff_id, channel, lang, began_at, ended_at, outcome,
             is_settled, note from interaction where id = $1")
    .bind(id)
    .fetch_optional(&mut op.tx)
    .await?;
    row.map(Interaction::try_from).transpose()
}

pub(crate) async fn save_end(
    op: &mut Op,
    id: Id,
    outcome: Outcome,
    (is_settled, note): (bool, &str),
) -> Result<(), StoreError> {
    sql("update interaction set ended_at = $2, outcome = $3, is_settled = $4, note = $5
          where id = $1 and ended_at is null")
    .bind(id)
    .bind(op.now)
    .bind(outcome.code())
    .bind(is_settled)
    .bind(note)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

pub(crate) async fn insert_intent(op: &mut Op, interaction: Id, asked: &Asked) -> Result<(), StoreError> {
    sql("insert into interaction_intent (id, interaction_id, kind, subject, service_code, at)
         values ($1, $2, $3, $4, $5, $6) on conflict (interaction_id, kind, subject) do nothing")
    .bind(op.id())
    .bind(interaction)
    .bind(asked.intent.code())
    .bind(&asked.subject)
    .bind(&asked.service_code)
    .bind(op.now)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

pub(crate) async fn list_intents(op: &mut Op, interaction: Id) -> Result<Vec<Asked>, StoreError> {
    let rows: Vec<(String, String, String)> =
        sql("select kind, subject, service_code from interaction_intent where interaction_id = $1 order by id")
            .bind(interaction)
            .fetch_all(&mut op.tx)
            .await?;
    let asked = |(kind, subject, service_code): (String, String, String)| {
        let broken = |cause: String| StoreError::Inconsistent {
            table: "interaction_intent",
            row: interaction,
            source: cause.into(),
        };
        Ok(Asked { intent: kind.parse().map_err(broken)?, subject, service_code })
    };
    rows.into_iter().map(asked).collect()
}

pub(crate) async fn insert_call_back(op: &mut Op, call: &CallBack) -> Result<(), StoreError> {
    sql("insert into call_back (id, staff_id, unit, reference, name, phone, words, due_at, created_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
    .bind(call.id)
    .bind(call.staff_id)
    .bind(call.unit.clone())
    .bind(call.reference.clone())
    .bind(call.name.clone())
    .bind(call.phone.clone())
    .bind(&call.words)
    .bind(call.due_at)
    .bind(&call.created_by)
    .bind(op.now)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct CallBackRow {
    id: i64,
    staff_id: i64,
    unit: Option<String>,
    reference: Option<String>,
    name: Option<String>,
    phone: Option<String>,
    words: String,
    due_at: i64,
    created_by: String,
    done_at: Option<i64>,
}

impl From<CallBackRow> for CallBack {
    fn from(row: CallBackRow) -> Self {
        Self {
            id: row.id,
            staff_id: row.staff_id,
            unit: row.unit,
            reference: row.reference,
            name: row.name,
            phone: row.phone,
            words: row.words,
            due_at: Moment(row.due_at),
            created_by: row.created_by,
            done_at: row.done_at.map(Moment),
        }
    }
}

fn calls() -> Sql {
    sql("select id, staff_id, unit, reference, name, phone, words, due_at, created_by, done_at from call_back where ")
}

pub(crate) async fn list_call_backs(
    op: &mut Op,
    staff_id: Id,
    units: &[String],
    limit: u32,
) -> Result<Vec<CallBack>, StoreError> {
    let statement = calls().push("done_at is null and (staff_id = ").value(staff_id).push(" or unit in ");
    let statement = statement.list(units.iter().map(String::as_str)).push(") order by due_at, id limit ");
    let rows: Vec<CallBackRow> = statement.value(limit).fetch_all(&mut op.tx).await?;
    Ok(rows.into_iter().map(CallBack::from).collect())
}

pub(crate) async fn find_call_back(op: &mut Op, id: Id) -> Result<Option<CallBack>, StoreError> {
    let row: Option<CallBackRow> =
        calls().push("done_at is null and id = ").value(id).fetch_optional(&mut op.tx).await?;
    Ok(row.map(CallBack::from))
}

pub(crate) async fn save_call_back_done(op: &mut Op, id: Id, words: &str) -> Result<(), StoreError> {
    sql("update call_back set done_at = $2, done_words = $3 where id = $1 and done_at is null")
        .bind(id)
        .bind(op.now)
        .bind(words)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

pub(crate) async fn sweep_call_backs(op: &mut Op, before: Moment) -> Result<u64, StoreError> {
    sql("delete from call_back where done_at is not null and done_at < $1").bind(before).execute(&mut op.tx).await
}

pub(crate) async fn save_draft(op: &mut Op, staff_id: Id, key: &str, fields: &str) -> Result<(), StoreError> {
    sql("insert into entry_draft (staff_id, key, fields, saved_at) values ($1, $2, $3, $4)
         on conflict (staff_id, key) do update set fields = excluded.fields, saved_at = excluded.saved_at")
    .bind(staff_id)
    .bind(key)
    .bind(fields)
    .bind(op.now)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

/// Keeps the latest drafts of somebody.
pub(crate) async fn cut_drafts(op: &mut Op, staff_id: Id, most: u32) -> Result<(), StoreError> {
    sql("delete from entry_draft where staff_id = $1 and key not in
            (select key from entry_draft where staff_id = $1 order by saved_at desc, key limit $2)")
    .bind(staff_id)
    .bind(most)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

pub(crate) async fn list_drafts(op: &mut Op, staff_id: Id, key: Option<&str>) -> Result<Vec<Draft>, StoreError> {
    let mut statement = sql("select key, fields, saved_at from entry_draft where staff_id = ").value(staff_id);
    if let Some(key) = key {
        statement = statement.push(" and key = ").value(key);
    }
    let rows: Vec<(String, String, i64)> = statement.push(" order by saved_at desc, key").fetch_all(&mut op.tx).await?;
    let draft = |(key, fields, saved_at): (String, String, i64)| Draft {
        key,
        // A draft that cannot be read is empty: its form begins again.
        fields: serde_json::from_str(&fields).unwrap_or_default(),
        saved_at: Moment(saved_at),
    };
    Ok(rows.into_iter().map(draft).collect())
}

pub(crate) async fn delete_draft(op: &mut Op, staff_id: Id, key: &str) -> Result<(), StoreError> {
    sql("delete from entry_draft where staff_id = $1 and key = $2")
        .bind(staff_id)
        .bind(key)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

pub(crate) async fn sweep_drafts(op: &mut Op, before: Moment) -> Result<u64, StoreError> {
    sql("delete from entry_draft where saved_at < $1").bind(before).execute(&mut op.tx).await
}
