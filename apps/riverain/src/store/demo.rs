//! How far the fictional city is loaded.

use ::store::{StoreError, Tx, sql};
use base::Moment;

/// What is being loaded, and how much of it is kept.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DemoLoad {
    pub seed: i64,
    /// Word of `demo.toml`.
    pub size: String,
    pub requests: i64,
    /// Instant at which the story ends, in milliseconds.
    pub ends_at: i64,
    pub kept: i64,
    /// A request that somebody follows, and their address: to try the tracker with.
    pub example_reference: Option<String>,
    pub example_email: Option<String>,
}

impl DemoLoad {
    pub fn end(&self) -> Moment {
        Moment(self.ends_at)
    }

    pub fn is_whole(&self) -> bool {
        self.kept >= self.requests
    }
}

pub async fn find_demo(tx: &mut Tx) -> Result<Option<DemoLoad>, StoreError> {
    sql("select seed, size, requests, ends_at, kept, example_reference, example_email from demo_load")
        .fetch_optional(tx)
        .await
}

/// Keeps the present state of a load.
pub async fn save_demo(tx: &mut Tx, load: &DemoLoad) -> Result<(), StoreError> {
    sql("insert into demo_load (id, seed, size, requests, ends_at, kept, example_reference, example_email)
         values (1, $1, $2, $3, $4, $5, $6, $7)
         on conflict (id) do update set kept = $5, example_reference = $6, example_email = $7")
    .bind(load.seed)
    .bind(&load.size)
    .bind(load.requests)
    .bind(load.ends_at)
    .bind(load.kept)
    .bind(load.example_reference.clone())
    .bind(load.example_email.clone())
    .execute(tx)
    .await?;
    Ok(())
}
