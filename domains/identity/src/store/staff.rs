//! All the SQL of members of staff, what they are limited to, and what was changed of them.

use crate::{
    Change, Member, Role, Staff,
    roster::Changed,
    session,
    staff::{Crew, Limits},
};
use ::store::{Sql, StoreError, sql};
use base::{Id, Moment};
use std::collections::HashMap;
use web::Op;

#[derive(sqlx::FromRow)]
struct StaffRow {
    id: i64,
    email: String,
    name: String,
    role: String,
    crew: String,
    edits_knowledge: i64,
    disabled_at: Option<i64>,
    seen_at: Option<i64>,
}

const COLUMNS: &str = "select id, email, name, role, crew, edits_knowledge, disabled_at, seen_at from staff";

/// What somebody has several of.
#[derive(Default)]
struct Several {
    units: Vec<String>,
    limits: Limits,
    members: Vec<Id>,
    sessions: i64,
}

impl Several {
    fn put(&mut self, kind: &str, code: String) {
        match kind {
            "unit" => self.units.push(code),
            "borough" => self.limits.boroughs.push(code),
            _ => self.limits.groups.push(code),
        }
    }
}

impl StaffRow {
    fn member(self, several: Several) -> Result<Member, StoreError> {
        let broken = |cause: String| StoreError::Inconsistent { table: "staff", row: self.id, source: cause.into() };
        let role: Role = self.role.parse().map_err(broken)?;
        let staff = Staff {
            id: self.id,
            email: self.email,
            name: self.name,
            role,
            units: several.units,
            limits: several.limits,
            crew: Crew { name: self.crew, members: several.members },
            edits_knowledge: self.edits_knowledge == 1,
        };
        Ok(Member {
            staff,
            disabled_at: self.disabled_at.map(Moment),
            seen_at: self.seen_at.map(Moment),
            sessions: several.sessions,
        })
    }
}

/// Somebody who is not shut out.
pub(crate) async fn find_staff(op: &mut Op, id: Id) -> Result<Option<Staff>, StoreError> {
    let row = sql(COLUMNS).push(" where disabled_at is null and id = ").value(id);
    let Some(row) = row.fetch_optional::<StaffRow>(&mut op.tx).await? else { return Ok(None) };
    let several = several_of(op, &row).await?;
    Ok(Some(row.member(several)?.staff))
}

async fn several_of(op: &mut Op, row: &StaffRow) -> Result<Several, StoreError> {
    let mut several = Several::default();
    let rows: Vec<(String, String)> = sql("select 'unit' as kind, unit as code from staff_unit where staff_id = $1
          union all select kind, code from staff_limit where staff_id = $1
          order by kind, code")
    .bind(row.id)
    .fetch_all(&mut op.tx)
    .await?;
    for (kind, code) in rows {
        several.put(&kind, code);
    }
    if !row.crew.is_empty() {
        // What somebody who left was given is still their crew's to do.
        several.members = sql("select id from staff where crew = $1 and role = $2 order by id")
            .bind(&row.crew)
            .bind(&row.role)
            .fetch_values(&mut op.tx)
            .await?;
    }
    Ok(several)
}

/// Somebody, shut out or not, with how many sessions they have open.
pub(crate) async fn find_member(op: &mut Op, id: Id) -> Result<Option<Member>, StoreError> {
    let row = sql(COLUMNS).push(" where id = ").value(id);
    let Some(row) = row.fetch_optional::<StaffRow>(&mut op.tx).await? else { return Ok(None) };
    let mut several = several_of(op, &row).await?;
    let open = open_sessions("select count(*) from staff_session where ", op.now);
    several.sessions = open.push(" and staff_id = ").value(id).fetch_value(&mut op.tx).await?;
    Ok(Some(row.member(several)?))
}

/// A statement with the condition that a session is open.
fn open_sessions(words: &'static str, now: Moment) -> Sql {
    let (seen, created) = session::open_since(now);
    sql(words).push("seen_at > ").value(seen).push(" and created_at > ").value(created)
}

pub(crate) async fn list_staff(op: &mut Op) -> Result<Vec<Member>, StoreError> {
    let rows: Vec<StaffRow> = sql(COLUMNS).push(" order by name, id").fetch_all(&mut op.tx).await?;
    let mut several: HashMap<Id, Several> = HashMap::new();
    let pairs: Vec<(Id, String, String)> = sql("select staff_id, 'unit' as kind, unit as code from staff_unit
          union all select staff_id, kind, code from staff_limit order by kind, code")
    .fetch_all(&mut op.tx)
    .await?;
    for (id, kind, code) in pairs {
        several.entry(id).or_default().put(&kind, code);
    }
    let open = open_sessions("select staff_id, count(*) from staff_session where ", op.now);
    let open: Vec<(Id, i64)> = open.push(" group by staff_id").fetch_all(&mut op.tx).await?;
    for (id, count) in open {
        several.entry(id).or_default().sessions = count;
    }
    let mut crews: HashMap<(String, String), Vec<Id>> = HashMap::new();
    for row in rows.iter().filter(|row| !row.crew.is_empty()) {
        crews.entry((row.crew.clone(), row.role.clone())).or_default().push(row.id);
    }
    rows.into_iter()
        .map(|row| {
            let mut own = several.remove(&row.id).unwrap_or_default();
            own.members = crews.get(&(row.crew.clone(), row.role.clone())).cloned().unwrap_or_default();
            own.members.sort_unstable();
            row.member(own)
        })
        .collect()
}

pub(crate) async fn insert_staff(op: &mut Op, staff: &Staff, password_hash: &str) -> Result<(), StoreError> {
    sql("insert into staff (id, email, name, role, crew, edits_knowledge, password_hash, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)")
    .bind(staff.id)
    .bind(&staff.email)
    .bind(&staff.name)
    .bind(staff.role.code())
    .bind(&staff.crew.name)
    .bind(i64::from(staff.edits_knowledge))
    .bind(password_hash)
    .bind(op.now)
    .execute(&mut op.tx)
    .await?;
    insert_several(op, staff).await
}

async fn insert_several(op: &mut Op, staff: &Staff) -> Result<(), StoreError> {
    for unit in &staff.units {
        sql("insert into staff_unit (staff_id, unit) values ($1, $2)")
            .bind(staff.id)
            .bind(unit)
            .execute(&mut op.tx)
            .await?;
    }
    let boroughs = staff.limits.boroughs.iter().map(|code| ("borough", code));
    for (kind, code) in boroughs.chain(staff.limits.groups.iter().map(|code| ("group", code))) {
        sql("insert into staff_limit (staff_id, kind, code) values ($1, $2, $3)")
            .bind(staff.id)
            .bind(kind)
            .bind(code)
            .execute(&mut op.tx)
            .await?;
    }
    Ok(())
}

pub(crate) async fn save_staff(op: &mut Op, staff: &Staff) -> Result<(), StoreError> {
    sql("update staff set email = $2, name = $3, role = $4, crew = $5, edits_knowledge = $6 where id = $1")
        .bind(staff.id)
        .bind(&staff.email)
        .bind(&staff.name)
        .bind(staff.role.code())
        .bind(&staff.crew.name)
        .bind(i64::from(staff.edits_knowledge))
        .execute(&mut op.tx)
        .await?;
    sql("delete from staff_unit where staff_id = $1").bind(staff.id).execute(&mut op.tx).await?;
    sql("delete from staff_limit where staff_id = $1").bind(staff.id).execute(&mut op.tx).await?;
    insert_several(op, staff).await
}

pub(crate) async fn save_enabled(op: &mut Op, id: Id) -> Result<(), StoreError> {
    sql("update staff set disabled_at = null where id = $1").bind(id).execute(&mut op.tx).await?;
    Ok(())
}

pub(crate) async fn save_seen(op: &mut Op, id: Id) -> Result<(), StoreError> {
    sql("update staff set seen_at = $2 where id = $1").bind(id).bind(op.now).execute(&mut op.tx).await?;
    Ok(())
}

/// How many administrators there are who are not shut out, but for `id`.
pub(crate) async fn count_admins(op: &mut Op, id: Id) -> Result<i64, StoreError> {
    sql("select count(*) from staff where role = 'admin' and disabled_at is null and id <> $1")
        .bind(id)
        .fetch_value(&mut op.tx)
        .await
}

pub(crate) async fn insert_change(
    op: &mut Op,
    id: Id,
    change: Change,
    (was, became): (&str, &str),
) -> Result<(), StoreError> {
    sql("insert into staff_change (id, staff_id, at, act, actor_kind, actor_name, was, became)
         values ($1, $2, $3, $4, $5, $6, $7, $8)")
    .bind(op.id())
    .bind(id)
    .bind(op.now)
    .bind(change.code())
    .bind(op.actor.kind())
    .bind(op.actor.name())
    .bind(was)
    .bind(became)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct ChangeRow {
    id: i64,
    at: i64,
    staff_id: i64,
    name: String,
    act: String,
    actor_kind: String,
    actor_name: Option<String>,
    was: String,
    became: String,
}

/// The latest changes of somebody, or of anybody.
pub(crate) async fn list_changes(op: &mut Op, of: Option<Id>, limit: u32) -> Result<Vec<Changed>, StoreError> {
    let mut statement = sql("select staff_change.id, at, staff_id, name, act, actor_kind, actor_name, was, became
           from staff_change join staff on staff.id = staff_change.staff_id");
    statement = match of {
        Some(id) => statement.push(" where staff_id = ").value(id).push(" order by staff_change.id desc limit "),
        None => statement.push(" order by at desc, staff_change.id desc limit "),
    };
    let rows: Vec<ChangeRow> = statement.value(limit).fetch_all(&mut op.tx).await?;
    rows.into_iter()
        .map(|row| {
            let broken =
                |cause: String| StoreError::Inconsistent { table: "staff_change", row: row.id, source: cause.into() };
            Ok(Changed {
                at: Moment(row.at),
                staff_id: row.staff_id,
                name: row.name,
                change: row.act.parse().map_err(broken)?,
                actor_kind: row.actor_kind,
                actor_name: row.actor_name,
                was: row.was,
                became: row.became,
            })
        })
        .collect()
}

pub(crate) async fn sweep_changes(op: &mut Op, before: Moment) -> Result<u64, StoreError> {
    sql("delete from staff_change where at < $1").bind(before).execute(&mut op.tx).await
}
