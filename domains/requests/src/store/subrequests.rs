//! Sub-requests of a request: found from it, counted on it.

use super::reading::requests_where;
use crate::{Request, Status};
use ::store::{StoreError, sql};
use base::Id;
use web::Op;

/// Holds the row of a request until the operation ends: its last two sub-requests, closed at once, see one another.
pub(crate) async fn hold(op: &mut Op, id: Id) -> Result<(), StoreError> {
    sql("update request set open_subrequests = open_subrequests where id = $1").bind(id).execute(&mut op.tx).await?;
    Ok(())
}

/// The sub-requests of a request, oldest first.
pub(crate) async fn subrequests_of(op: &mut Op, parent: Id) -> Result<Vec<Request>, StoreError> {
    requests_where(op, |statement| statement.push("parent_id = ").value(parent).push(" order by id")).await
}

/// Counts on a request its sub-requests that are open. It is held: see [`hold`].
pub(crate) async fn count_open(op: &mut Op, parent: Id) -> Result<(), StoreError> {
    sql("update request set open_subrequests =
            (select count(*) from request as child where child.parent_id = $1 and child.closed_at is null) where id = $1")
    .bind(parent)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

/// What was written when a request last came to stand at `status`.
pub(crate) async fn last_reason(op: &mut Op, id: Id, status: Status) -> Result<Option<String>, StoreError> {
    let found: Option<(Option<String>,)> =
        sql("select reason from request_event where request_id = $1 and to_status = $2 order by id desc limit 1")
            .bind(id)
            .bind(status.code())
            .fetch_optional(&mut op.tx)
            .await?;
    Ok(found.and_then(|(reason,)| reason))
}
