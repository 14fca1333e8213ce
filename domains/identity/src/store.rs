//! All the SQL of staff, their sessions, trials at the door, and looks.

mod emergency;
mod passkeys;
mod second;
mod staff;

pub(crate) use emergency::{insert_emergency, sweep_emergencies, use_emergency};
pub(crate) use passkeys::*;
pub(crate) use second::*;
pub(crate) use staff::{
    count_admins, find_member, find_staff, insert_change, insert_staff, list_changes, list_staff, save_enabled,
    save_seen, save_staff, sweep_changes,
};

use crate::{Look, Looked, session::Session};
use ::store::{StoreError, sql};
use base::{Id, Moment};
use web::Op;

pub(crate) async fn find_by_email(op: &mut Op, email: &str) -> Result<Option<Id>, StoreError> {
    let row: Option<(Id,)> =
        sql("select id from staff where email = $1").bind(email).fetch_optional(&mut op.tx).await?;
    Ok(row.map(|(id,)| id))
}

/// What is kept of the password of somebody who has one and is not shut out.
pub(crate) async fn find_credentials(op: &mut Op, email: &str) -> Result<Option<(Id, String)>, StoreError> {
    sql("select id, password_hash from staff where email = $1 and disabled_at is null and password_hash <> ''")
        .bind(email)
        .fetch_optional(&mut op.tx)
        .await
}

pub(crate) async fn save_password(op: &mut Op, id: Id, password_hash: &str) -> Result<(), StoreError> {
    sql("update staff set password_hash = $2 where id = $1").bind(id).bind(password_hash).execute(&mut op.tx).await?;
    Ok(())
}

pub(crate) async fn save_disabled(op: &mut Op, id: Id) -> Result<(), StoreError> {
    sql("update staff set disabled_at = $2 where id = $1 and disabled_at is null")
        .bind(id)
        .bind(op.now)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    id: i64,
    staff_id: i64,
    device: String,
    created_at: i64,
    seen_at: i64,
    proved_at: i64,
    means: String,
}

impl TryFrom<SessionRow> for (Session, Id) {
    type Error = StoreError;

    fn try_from(row: SessionRow) -> Result<Self, StoreError> {
        let broken =
            |word: String| StoreError::Inconsistent { table: "staff_session", row: row.id, source: word.into() };
        let (created_at, seen_at, proved_at) = (Moment(row.created_at), Moment(row.seen_at), Moment(row.proved_at));
        let means = row.means.parse().map_err(broken)?;
        Ok((Session { id: row.id, device: row.device, created_at, seen_at, proved_at, means }, row.staff_id))
    }
}

pub(crate) async fn insert_session(op: &mut Op, staff_id: Id, mark: &str, device: &str) -> Result<Id, StoreError> {
    let id = op.id();
    sql("insert into staff_session (id, staff_id, token_mark, device, created_at, seen_at, proved_at)
         values ($1, $2, $3, $4, $5, $5, $5)")
    .bind(id)
    .bind(staff_id)
    .bind(mark)
    .bind(device)
    .bind(op.now)
    .execute(&mut op.tx)
    .await?;
    save_seen(op, staff_id).await?;
    Ok(id)
}

pub(crate) async fn find_session(op: &mut Op, mark: &str) -> Result<Option<(Session, Id)>, StoreError> {
    let row: Option<SessionRow> = sql(
        "select id, staff_id, device, created_at, seen_at, proved_at, means from staff_session where token_mark = $1",
    )
    .bind(mark)
    .fetch_optional(&mut op.tx)
    .await?;
    row.map(TryInto::try_into).transpose()
}

/// Sessions of somebody, the latest used first.
pub(crate) async fn list_sessions(op: &mut Op, staff_id: Id) -> Result<Vec<Session>, StoreError> {
    let rows: Vec<SessionRow> =
        sql("select id, staff_id, device, created_at, seen_at, proved_at, means from staff_session
          where staff_id = $1 order by seen_at desc, id desc limit 100")
        .bind(staff_id)
        .fetch_all(&mut op.tx)
        .await?;
    rows.into_iter().map(|row| <(Session, Id)>::try_from(row).map(|(session, _)| session)).collect()
}

pub(crate) async fn save_session_seen(op: &mut Op, id: Id) -> Result<(), StoreError> {
    sql("update staff_session set seen_at = $2 where id = $1 and seen_at < $2")
        .bind(id)
        .bind(op.now)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

/// Notes when the owner of a session proved who they are.
pub(crate) async fn save_proved(op: &mut Op, id: Id, at: Moment) -> Result<(), StoreError> {
    sql("update staff_session set proved_at = $2 where id = $1").bind(id).bind(at).execute(&mut op.tx).await?;
    Ok(())
}

/// Ends one session of somebody; answers its device, when it was there.
pub(crate) async fn delete_session(op: &mut Op, staff_id: Id, id: Id) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> = sql("delete from staff_session where id = $1 and staff_id = $2 returning device")
        .bind(id)
        .bind(staff_id)
        .fetch_optional(&mut op.tx)
        .await?;
    Ok(row.map(|(device,)| device))
}

/// Ends the session of a mark.
pub(crate) async fn delete_session_of(op: &mut Op, mark: &str) -> Result<(), StoreError> {
    sql("delete from staff_session where token_mark = $1").bind(mark).execute(&mut op.tx).await?;
    Ok(())
}

/// Ends every session of somebody, but for `kept`.
pub(crate) async fn delete_sessions(op: &mut Op, staff_id: Id, kept: Option<Id>) -> Result<(), StoreError> {
    sql("delete from staff_session where staff_id = $1 and id <> $2")
        .bind(staff_id)
        .bind(kept.unwrap_or(0))
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

pub(crate) async fn sweep_sessions(op: &mut Op, before: Moment) -> Result<u64, StoreError> {
    sql("delete from staff_session where created_at < $1").bind(before).execute(&mut op.tx).await
}

/// Counts a trial of `mark`, unless it must still wait; answers how many there were since it was `forgotten`.
pub(crate) async fn count_trial(op: &mut Op, mark: &str, forgotten: Moment) -> Result<Option<i64>, StoreError> {
    let row: Option<(i64,)> = sql("insert into sign_in_trial (mark, trials, last_at, next_at) values ($1, 1, $2, $2)
         on conflict (mark) do update set last_at = $2,
             trials = case when sign_in_trial.last_at < $3 then 1 else sign_in_trial.trials + 1 end
          where sign_in_trial.next_at <= $2
      returning trials")
    .bind(mark)
    .bind(op.now)
    .bind(forgotten)
    .fetch_optional(&mut op.tx)
    .await?;
    Ok(row.map(|(trials,)| trials))
}

pub(crate) async fn save_next_trial(op: &mut Op, mark: &str, next_at: Moment) -> Result<(), StoreError> {
    sql("update sign_in_trial set next_at = $2 where mark = $1").bind(mark).bind(next_at).execute(&mut op.tx).await?;
    Ok(())
}

pub(crate) async fn find_next_trial(op: &mut Op, mark: &str) -> Result<Moment, StoreError> {
    let next_at: Option<(i64,)> =
        sql("select next_at from sign_in_trial where mark = $1").bind(mark).fetch_optional(&mut op.tx).await?;
    Ok(next_at.map_or(op.now, |(next_at,)| Moment(next_at)))
}

pub(crate) async fn forget_trials(op: &mut Op, mark: &str) -> Result<(), StoreError> {
    sql("delete from sign_in_trial where mark = $1").bind(mark).execute(&mut op.tx).await?;
    Ok(())
}

/// A trial that succeeded does not count against its address; those before it do.
pub(crate) async fn forgive_trial(op: &mut Op, mark: &str) -> Result<(), StoreError> {
    sql("update sign_in_trial set trials = trials - 1, next_at = $2 where mark = $1 and trials > 0")
        .bind(mark)
        .bind(op.now)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

pub(crate) async fn sweep_trials(op: &mut Op, before: Moment) -> Result<u64, StoreError> {
    sql("delete from sign_in_trial where last_at < $1").bind(before).execute(&mut op.tx).await
}

pub(crate) async fn insert_look(op: &mut Op, staff_id: Id, what: Look, subject: &str) -> Result<(), StoreError> {
    sql("insert into staff_look (id, staff_id, at, what, subject) values ($1, $2, $3, $4, $5)")
        .bind(op.id())
        .bind(staff_id)
        .bind(op.now)
        .bind(what.code())
        .bind(subject)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

/// Whether this look was already noted since then.
pub(crate) async fn has_looked(
    op: &mut Op,
    staff_id: Id,
    what: Look,
    subject: &str,
    since: Moment,
) -> Result<bool, StoreError> {
    let count: i64 = sql("select count(*) from (select 1 from staff_look where subject = $1 and staff_id = $2
             and what = $3 and at > $4 limit 1) as noted")
    .bind(subject)
    .bind(staff_id)
    .bind(what.code())
    .bind(since)
    .fetch_value(&mut op.tx)
    .await?;
    Ok(count > 0)
}

pub(crate) async fn list_looks(op: &mut Op, subject: Option<&str>, limit: u32) -> Result<Vec<Looked>, StoreError> {
    let mut statement = sql("select staff_look.id, staff_look.at, staff.name, staff_look.what, staff_look.subject
           from staff_look join staff on staff.id = staff_look.staff_id");
    statement = match subject {
        Some(subject) => {
            statement.push(" where staff_look.subject = ").value(subject).push(" order by staff_look.id desc limit ")
        }
        None => statement.push(" order by staff_look.at desc, staff_look.id desc limit "),
    };
    let rows: Vec<(i64, i64, String, String, String)> = statement.value(limit).fetch_all(&mut op.tx).await?;
    let looked = |(id, at, staff, what, subject): (i64, i64, String, String, String)| {
        let broken = |cause: String| StoreError::Inconsistent { table: "staff_look", row: id, source: cause.into() };
        Ok(Looked { at: Moment(at), staff, what: what.parse().map_err(broken)?, subject })
    };
    rows.into_iter().map(looked).collect()
}

pub(crate) async fn sweep_looks(op: &mut Op, before: Moment) -> Result<u64, StoreError> {
    sql("delete from staff_look where at < $1").bind(before).execute(&mut op.tx).await
}
