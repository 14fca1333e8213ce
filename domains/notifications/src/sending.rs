//! What the worker does with a message that was booked.

use crate::store;
use ::store::{
    StoreError,
    jobs::{self, Job},
};
use web::{App, Op};

/// Does a job that [`post`](crate::post) booked.
pub async fn send(app: &App, job: &Job) -> Result<(), StoreError> {
    let mut op = Op::system(app);
    if let Ok(id) = job.payload.parse() {
        store::give_up(&mut op, id, "no mail server is configured").await?;
        tracing::info!(message.id = id, "not sent: no mail server is configured");
    }
    jobs::complete(&mut op.tx, job.id).await?;
    op.tx.commit().await
}
