//! The order of the visits of a day, and the acts of the field that were done already.

use crate::crew::order::{Kept, Way};
use ::store::{StoreError, sql};
use base::{Id, Moment};
use web::Op;

pub(crate) async fn find_order(op: &mut Op, whose: &str, day: &str) -> Result<Option<Kept>, StoreError> {
    let row: Option<(String, String, i64)> =
        sql("select visits, way, changed_at from visit_order where whose = $1 and day = $2")
            .bind(whose)
            .bind(day)
            .fetch_optional(&mut op.tx)
            .await?;
    let broken = |cause: String| StoreError::Inconsistent { table: "visit_order", row: 0, source: cause.into() };
    let kept = |(visits, way, at): (String, String, i64)| {
        let visits = visits.split_whitespace().map(str::to_owned).collect();
        Ok(Kept { visits, way: way.parse().map_err(broken)?, changed_at: Moment(at) })
    };
    row.map(kept).transpose()
}

pub(crate) async fn save_order(
    op: &mut Op,
    (whose, day): (&str, &str),
    visits: &[String],
    way: Way,
) -> Result<(), StoreError> {
    sql("insert into visit_order (whose, day, visits, way, changed_at) values ($1, $2, $3, $4, $5)
         on conflict (whose, day) do update set visits = $3, way = $4, changed_at = $5")
    .bind(whose)
    .bind(day)
    .bind(visits.join(" "))
    .bind(way.code())
    .bind(op.now)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

pub(crate) async fn delete_order(op: &mut Op, whose: &str, day: &str) -> Result<(), StoreError> {
    sql("delete from visit_order where whose = $1 and day = $2").bind(whose).bind(day).execute(&mut op.tx).await?;
    Ok(())
}

pub(crate) async fn sweep_orders(op: &mut Op, before: Moment) -> Result<u64, StoreError> {
    sql("delete from visit_order where changed_at < $1").bind(before).execute(&mut op.tx).await
}

/// Whose act a key is, the mark of what it says, and how its request stood once it was done.
pub(crate) async fn find_act(op: &mut Op, key: &str) -> Result<Option<(Id, String, String)>, StoreError> {
    sql("select staff_id, content, mark from field_act where key = $1").bind(key).fetch_optional(&mut op.tx).await
}

/// Takes a key, before the act itself: the same key waits for it, then finds it done.
pub(crate) async fn insert_act(
    op: &mut Op,
    (key, content): (&str, &str),
    staff_id: Id,
    reference: &str,
) -> Result<(), StoreError> {
    sql("insert into field_act (key, staff_id, reference, content, mark, at) values ($1, $2, $3, $4, '', $5)")
        .bind(key)
        .bind(staff_id)
        .bind(reference)
        .bind(content)
        .bind(op.now)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

pub(crate) async fn save_act(op: &mut Op, key: &str, mark: &str) -> Result<(), StoreError> {
    sql("update field_act set mark = $2 where key = $1").bind(key).bind(mark).execute(&mut op.tx).await?;
    Ok(())
}

pub(crate) async fn sweep_acts(op: &mut Op, before: Moment) -> Result<u64, StoreError> {
    sql("delete from field_act where at < $1").bind(before).execute(&mut op.tx).await
}
