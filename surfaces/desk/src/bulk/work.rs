//! The work of a batch, a request a transaction: killed in the middle, it goes on where it was.

use crate::{
    acts::perform,
    rights::{Act, Case},
};
use ::store::{
    StoreError,
    jobs::{self, Job},
};
use base::Id;
use identity::Staff;
use requests::{
    ActError,
    batch::{self, Batch, BatchState},
};
use web::{Actor, App, Form, Op};

/// Requests done by one turn of the worker: others wait behind it.
const TURN: u32 = 100;

/// Does the job of a batch: some of its requests, then what else waits, then the rest.
pub async fn work(app: &App, job: &Job) -> Result<(), String> {
    let said = |err: StoreError| err.to_string();
    let id: Id = job.payload.parse().map_err(|_| format!("`{}` is not the id of a batch", job.payload))?;
    let mut op = Op::system(app);
    let found = batch::find_by_id(&mut op, id).await.map_err(said)?;
    let Some(batch) = found.filter(|batch| batch.state.is_moving()) else {
        jobs::complete(&mut op.tx, job.id).await.map_err(said)?;
        return op.tx.commit().await.map_err(said);
    };
    let waiting = batch::waiting(&mut op, &batch, TURN).await.map_err(said)?;
    let staff = identity::find(&mut op, batch.staff_id).await.map_err(said)?;
    drop(op);
    for (id, reference) in &waiting {
        let one = Op { actor: Actor::Staff { id: batch.staff_id, name: batch.staff_name.clone() }, ..Op::system(app) };
        match batch.state {
            BatchState::Undoing => undo_one(one, &batch, *id).await.map_err(said)?,
            BatchState::Doing | BatchState::Done | BatchState::Undone => {
                do_one(one, &batch, staff.as_ref(), (*id, reference)).await.map_err(said)?;
            }
        }
    }
    let mut op = Op::system(app);
    if (waiting.len() as u32) < TURN {
        batch::end(&mut op, &batch).await.map_err(said)?;
        jobs::complete(&mut op.tx, job.id).await.map_err(said)?;
    } else {
        let now = op.now;
        jobs::again(&mut op.tx, job.id, now).await.map_err(said)?;
    }
    op.tx.commit().await.map_err(said)
}

async fn undo_one(mut op: Op, batch: &Batch, id: Id) -> Result<(), StoreError> {
    batch::undo_one(&mut op, batch, id).await?;
    op.tx.commit().await
}

/// Does the act to one request, or keeps why it was refused: nothing half-done is kept.
async fn do_one(
    mut op: Op,
    batch: &Batch,
    staff: Option<&Staff>,
    (id, reference): (Id, &str),
) -> Result<(), StoreError> {
    let app = op.app.clone();
    let problem = match try_one(&mut op, batch, staff, (id, reference)).await? {
        Ok(before) => {
            batch::done(&mut op, batch, (id, reference), &before).await?;
            return op.tx.commit().await;
        }
        Err(problem) => problem,
    };
    drop(op);
    let mut op = Op::system(&app);
    batch::refused(&mut op, batch, id, &problem).await?;
    op.tx.commit().await
}

/// How the request stood before the act, or the code of what stops it.
async fn try_one(
    op: &mut Op,
    batch: &Batch,
    staff: Option<&Staff>,
    (id, reference): (Id, &str),
) -> Result<Result<String, String>, StoreError> {
    let Some(staff) = staff else { return Ok(Err("identity/role-missing".to_owned())) };
    let Ok(act) = batch.act.parse::<Act>() else { return Ok(Err("web/not-found".to_owned())) };
    let mut form = Form::default();
    for (name, value) in &batch.fields {
        form.add(name.clone(), value.clone());
    }
    let before = batch::snapshot(op, id).await?;
    // Rights are read again for each: they may have been taken away since.
    let case = match Case::load(op, staff, reference).await {
        Ok(case) => case,
        Err(refusal) => return Ok(Err(refusal.code.to_owned())),
    };
    let permit = match case.permit(act) {
        Ok(permit) => permit,
        Err(refusal) => return Ok(Err(refusal.code.to_owned())),
    };
    match perform(op, &permit, &form).await {
        Ok(()) => Ok(Ok(before)),
        Err(ActError::Store(err)) => Err(err),
        Err(err) => Ok(Err(err.code().to_owned())),
    }
}
