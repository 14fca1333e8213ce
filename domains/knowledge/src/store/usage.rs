//! All the SQL of what is read and what is not found.

use crate::usage::Audience;
use ::store::{StoreError, sql};
use base::Id;
use jiff::civil::Date;
use web::Op;

pub(crate) async fn add_views(
    op: &mut Op,
    article: Id,
    day: Date,
    audience: Audience,
    views: i64,
) -> Result<(), StoreError> {
    sql("insert into article_view (article_id, day, audience, views) values ($1, $2, $3, $4)
         on conflict (article_id, day, audience) do update set views = article_view.views + $4")
    .bind(article)
    .bind(day.to_string())
    .bind(audience.code())
    .bind(views)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

pub(crate) async fn add_misses(
    op: &mut Op,
    words: &str,
    day: Date,
    audience: Audience,
    misses: i64,
) -> Result<(), StoreError> {
    sql("insert into search_miss (day, words, audience, misses) values ($1, $2, $3, $4)
         on conflict (day, words, audience) do update set misses = search_miss.misses + $4")
    .bind(day.to_string())
    .bind(words)
    .bind(audience.code())
    .bind(misses)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

/// Views of each article since a day: article, by residents, by staff.
pub(crate) async fn views_since(op: &mut Op, day: Date) -> Result<Vec<(Id, i64, i64)>, StoreError> {
    sql("select article_id,
            cast(sum(case when audience = 'public' then views else cast(0 as bigint) end) as bigint),
            cast(sum(case when audience = 'staff' then views else cast(0 as bigint) end) as bigint)
           from article_view where day >= $1 group by article_id")
    .bind(day.to_string())
    .fetch_all(&mut op.tx)
    .await
}

/// Words that found nothing since a day, the most frequent first: words, by residents, by staff.
pub(crate) async fn misses_since(op: &mut Op, day: Date, most: u32) -> Result<Vec<(String, i64, i64)>, StoreError> {
    sql("select words,
            cast(sum(case when audience = 'public' then misses else cast(0 as bigint) end) as bigint),
            cast(sum(case when audience = 'staff' then misses else cast(0 as bigint) end) as bigint)
           from search_miss where day >= $1 group by words order by sum(misses) desc, words limit $2")
    .bind(day.to_string())
    .bind(most)
    .fetch_all(&mut op.tx)
    .await
}

pub(crate) async fn sweep(op: &mut Op, misses_before: Date, views_before: Date) -> Result<u64, StoreError> {
    let misses =
        sql("delete from search_miss where day < $1").bind(misses_before.to_string()).execute(&mut op.tx).await?;
    let views =
        sql("delete from article_view where day < $1").bind(views_before.to_string()).execute(&mut op.tx).await?;
    Ok(misses + views)
}
