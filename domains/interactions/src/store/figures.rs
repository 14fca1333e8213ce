//! The SQL of what is counted of contacts.

use crate::{
    Outcome,
    figures::{Drawable, Resolution, SAME_MATTER_MS},
};
use ::store::{StoreError, sql};
use base::{Id, Moment};
use web::Op;

fn whole(count: i64) -> u64 {
    u64::try_from(count).unwrap_or_default()
}

/// A range of one index for each person.
pub(crate) async fn count_settled(
    op: &mut Op,
    staff: &[Id],
    (from, to): (Moment, Moment),
) -> Result<Resolution, StoreError> {
    let statement =
        sql("select count(*), count(case when is_settled = 1 then 1 end) from interaction where staff_id in ");
    let statement = statement.list(staff.iter().copied()).push(" and began_at >= ").value(from);
    let statement = statement.push(" and began_at < ").value(to).push(" and ended_at is not null and outcome <> ");
    let (ended, settled): (i64, i64) =
        statement.value(Outcome::Cut.code()).fetch_optional(&mut op.tx).await?.unwrap_or_default();
    Ok(Resolution { ended: whole(ended), settled: whole(settled) })
}

/// The same range, then one look in the index of callers for each contact that was settled.
pub(crate) async fn count_came_back(
    op: &mut Op,
    staff: &[Id],
    (from, to): (Moment, Moment),
) -> Result<(u64, u64), StoreError> {
    let statement = sql("select count(*), count(case when exists (select 1 from interaction as again
                where again.caller_mark = first.caller_mark and again.began_at > first.ended_at
                  and again.began_at <= first.ended_at + ");
    let statement =
        statement.value(SAME_MATTER_MS).push(") then 1 end) from interaction as first where first.staff_id in ");
    let statement = statement.list(staff.iter().copied()).push(" and first.began_at >= ").value(from);
    let statement = statement.push(" and first.began_at < ").value(to);
    let statement = statement.push(" and first.is_settled = 1 and first.caller_mark is not null");
    let (settled, again): (i64, i64) = statement.fetch_optional(&mut op.tx).await?.unwrap_or_default();
    Ok((whole(settled), whole(again)))
}

pub(crate) async fn list_drawable(
    op: &mut Op,
    staff: &[Id],
    (from, to): (Moment, Moment),
) -> Result<Vec<Drawable>, StoreError> {
    let statement = sql("select distinct contact.id, contact.staff_id, coalesce(asked.service_code, '')
        from interaction as contact left join interaction_intent as asked
          on asked.interaction_id = contact.id and asked.service_code <> ''
       where contact.ended_at is not null and contact.outcome <> ");
    let statement = statement.value(Outcome::Cut.code()).push(" and contact.staff_id in ").list(staff.iter().copied());
    let statement = statement.push(" and contact.began_at >= ").value(from).push(" and contact.began_at < ").value(to);
    let rows: Vec<(i64, i64, String)> = statement.fetch_all(&mut op.tx).await?;
    let drawable = |(id, staff_id, service_code)| Drawable { id, staff_id, service_code };
    let mut found: Vec<Drawable> = rows.into_iter().map(drawable).collect();
    found.sort();
    Ok(found)
}
