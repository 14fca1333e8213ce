//! All the SQL of draws, readings and notes.

use crate::{Contact, Draw, Grid, NewDraw, Note, Review};
use ::store::{Rows, StoreError, sql};
use base::{Id, Moment};
use interactions::Drawable;
use std::collections::BTreeMap;
use web::Op;

fn int(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

pub(crate) async fn insert_draw(op: &mut Op, draw: &Draw) -> Result<(), StoreError> {
    let staff: Vec<String> = draw.asked.staff.iter().map(Id::to_string).collect();
    sql("insert into review_draw (id, seed, from_at, to_at, staff_ids, service_code, per_group, most, population, checksum,
             drawn_by, drawn_by_name, drawn_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)")
    .bind(draw.id)
    .bind(draw.asked.seed)
    .bind(draw.asked.period.0)
    .bind(draw.asked.period.1)
    .bind(staff.join(","))
    .bind(&draw.asked.service_code)
    .bind(draw.asked.per_group)
    .bind(draw.asked.most)
    .bind(int(draw.population))
    .bind(&draw.checksum)
    .bind(draw.drawn_by.0)
    .bind(&draw.drawn_by.1)
    .bind(draw.drawn_at)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

pub(crate) async fn insert_contacts(op: &mut Op, draw: &Draw, drawn: &[Drawable]) -> Result<(), StoreError> {
    const COLUMNS: &[&str] = &["id", "draw_id", "interaction_id", "staff_id", "service_code", "drawn_at"];
    let mut rows = Rows::new("insert into review_contact", COLUMNS).with_room(drawn.len());
    for contact in drawn {
        rows.add(op.id()).add(draw.id).add(contact.id).add(contact.staff_id).add(&contact.service_code).add(op.now);
    }
    rows.insert(&mut op.tx).await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct DrawRow {
    id: i64,
    seed: i64,
    from_at: i64,
    to_at: i64,
    staff_ids: String,
    service_code: String,
    per_group: i64,
    most: i64,
    population: i64,
    checksum: String,
    drawn_by: i64,
    drawn_by_name: String,
    drawn_at: i64,
    drawn: i64,
    read: i64,
}

impl From<DrawRow> for Draw {
    fn from(row: DrawRow) -> Self {
        let whole = |count: i64| u64::try_from(count).unwrap_or_default();
        let small = |count: i64| u32::try_from(count).unwrap_or_default();
        Self {
            id: row.id,
            asked: NewDraw {
                seed: row.seed,
                period: (Moment(row.from_at), Moment(row.to_at)),
                staff: row.staff_ids.split(',').filter_map(|id| id.parse().ok()).collect(),
                service_code: row.service_code,
                per_group: small(row.per_group),
                most: small(row.most),
            },
            population: whole(row.population),
            checksum: row.checksum,
            drawn_by: (row.drawn_by, row.drawn_by_name),
            drawn_at: Moment(row.drawn_at),
            drawn: whole(row.drawn),
            read: whole(row.read),
        }
    }
}

/// The latest draws, or the one of a number.
pub(crate) async fn list_draws(op: &mut Op, id: Option<Id>, limit: u32) -> Result<Vec<Draw>, StoreError> {
    let mut statement =
        sql("select id, seed, from_at, to_at, staff_ids, service_code, per_group, most, population, checksum,
            drawn_by, drawn_by_name, drawn_at,
            (select count(*) from review_contact where draw_id = review_draw.id) as drawn,
            (select count(*) from review join review_contact on review_contact.id = review.contact_id
              where review_contact.draw_id = review_draw.id) as read
       from review_draw ");
    if let Some(id) = id {
        statement = statement.push("where id = ").value(id);
    }
    let rows: Vec<DrawRow> =
        statement.push(" order by drawn_at desc, id desc limit ").value(limit).fetch_all(&mut op.tx).await?;
    Ok(rows.into_iter().map(Draw::from).collect())
}

/// The contacts that a draw gave.
pub(crate) async fn list_drawn(op: &mut Op, draw_id: Id) -> Result<Vec<Id>, StoreError> {
    let rows: Vec<(Id,)> =
        sql("select interaction_id from review_contact where draw_id = $1").bind(draw_id).fetch_all(&mut op.tx).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Which contacts are wanted.
pub(crate) enum Wanted<'a> {
    One(Id),
    Draw(Id),
    /// Those of some people that a reviewer may have to read.
    Waiting(&'a [Id], Id),
    /// Those of one person, the latest first.
    Person(Id),
}

#[derive(sqlx::FromRow)]
struct ContactRow {
    id: i64,
    draw_id: i64,
    interaction_id: i64,
    staff_id: i64,
    service_code: String,
    drawn_at: i64,
}

pub(crate) async fn list_contacts(op: &mut Op, wanted: Wanted<'_>, limit: u32) -> Result<Vec<Contact>, StoreError> {
    let statement =
        sql("select id, draw_id, interaction_id, staff_id, service_code, drawn_at from review_contact where ");
    let statement = match wanted {
        Wanted::One(id) => statement.push("id = ").value(id),
        Wanted::Draw(id) => statement.push("draw_id = ").value(id).push(" order by id"),
        Wanted::Waiting(staff, reviewer) => {
            let statement = statement.push("staff_id in ").list(staff.iter().copied());
            let statement = statement.push(" and staff_id <> ").value(reviewer);
            let statement = statement.push(
                " and not exists (select 1 from review where review.contact_id = review_contact.id
                     and (place = 2 or reviewer_id = ",
            );
            statement.value(reviewer).push(")) order by id")
        }
        Wanted::Person(id) => statement.push("staff_id = ").value(id).push(" order by id desc"),
    };
    let rows: Vec<ContactRow> = statement.push(" limit ").value(limit).fetch_all(&mut op.tx).await?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let (mut reviews, mut notes) = (list_reviews(op, &ids).await?, list_notes(op, &ids).await?);
    let contact = |row: ContactRow| Contact {
        id: row.id,
        draw_id: row.draw_id,
        interaction_id: row.interaction_id,
        staff_id: row.staff_id,
        service_code: row.service_code,
        drawn_at: Moment(row.drawn_at),
        reviews: reviews.remove(&row.id).unwrap_or_default(),
        notes: notes.remove(&row.id).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(contact).collect())
}

fn grid(contact_id: Id, marks: &str) -> Result<Grid, StoreError> {
    let broken = |cause: String| StoreError::Inconsistent { table: "review", row: contact_id, source: cause.into() };
    marks.parse().map_err(broken)
}

async fn list_reviews(op: &mut Op, contacts: &[Id]) -> Result<BTreeMap<Id, Vec<Review>>, StoreError> {
    let statement =
        sql("select contact_id, reviewer_id, reviewer_name, marks, done_at from review where contact_id in ");
    let statement = statement.list(contacts.iter().copied()).push(" order by contact_id, place");
    let rows: Vec<(Id, Id, String, String, i64)> = statement.fetch_all(&mut op.tx).await?;
    let mut found: BTreeMap<Id, Vec<Review>> = BTreeMap::new();
    for (contact_id, reviewer_id, reviewer_name, marks, done_at) in rows {
        let grid = grid(contact_id, &marks)?;
        let review = Review { reviewer_id, reviewer_name, grid, done_at: Moment(done_at) };
        found.entry(contact_id).or_default().push(review);
    }
    Ok(found)
}

async fn list_notes(op: &mut Op, contacts: &[Id]) -> Result<BTreeMap<Id, Vec<Note>>, StoreError> {
    let statement = sql("select contact_id, author_id, author_name, words, at from review_note where contact_id in ");
    let statement = statement.list(contacts.iter().copied()).push(" order by id");
    let rows: Vec<(Id, Id, String, String, i64)> = statement.fetch_all(&mut op.tx).await?;
    let mut found: BTreeMap<Id, Vec<Note>> = BTreeMap::new();
    for (contact_id, author_id, author_name, words, at) in rows {
        found.entry(contact_id).or_default().push(Note { author_id, author_name, words, at: Moment(at) });
    }
    Ok(found)
}

/// Keeps a reading in the first place that is free; answers whether there was one.
pub(crate) async fn insert_review(op: &mut Op, contact_id: Id, review: &Review) -> Result<bool, StoreError> {
    let inserted = sql("insert into review (contact_id, place, reviewer_id, reviewer_name, marks, done_at)
         select $1, count(*) + 1, $2, $3, $4, $5 from review where contact_id = $1 having count(*) < 2")
    .bind(contact_id)
    .bind(review.reviewer_id)
    .bind(&review.reviewer_name)
    .bind(review.grid.written())
    .bind(review.done_at)
    .execute(&mut op.tx)
    .await?;
    Ok(inserted == 1)
}

pub(crate) async fn insert_note(
    op: &mut Op,
    contact_id: Id,
    (author_id, author_name): (Id, &str),
    words: &str,
) -> Result<(), StoreError> {
    sql("insert into review_note (id, contact_id, author_id, author_name, words, at) values ($1, $2, $3, $4, $5, $6)")
        .bind(op.id())
        .bind(contact_id)
        .bind(author_id)
        .bind(author_name)
        .bind(words)
        .bind(op.now)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

/// Both readings of the contacts of some people that were drawn since an instant.
pub(crate) async fn list_pairs(op: &mut Op, staff: &[Id], since: Moment) -> Result<Vec<(Grid, Grid)>, StoreError> {
    let statement = sql("select contact.id, first.marks, second.marks from review_contact as contact
        join review as first on first.contact_id = contact.id and first.place = 1
        join review as second on second.contact_id = contact.id and second.place = 2
       where contact.staff_id in ");
    let statement = statement.list(staff.iter().copied()).push(" and contact.drawn_at >= ").value(since);
    let rows: Vec<(Id, String, String)> = statement.push(" order by contact.id").fetch_all(&mut op.tx).await?;
    rows.into_iter().map(|(id, first, second)| Ok((grid(id, &first)?, grid(id, &second)?))).collect()
}

/// Readings and notes of contacts drawn before an instant, then those contacts.
pub(crate) async fn sweep_contacts(op: &mut Op, before: Moment) -> Result<u64, StoreError> {
    let mut forgotten = 0;
    for statement in [
        "delete from review_note where contact_id in (select id from review_contact where drawn_at < $1)",
        "delete from review where contact_id in (select id from review_contact where drawn_at < $1)",
        "delete from review_contact where drawn_at < $1",
    ] {
        forgotten += sql(statement).bind(before).execute(&mut op.tx).await?;
    }
    Ok(forgotten)
}

pub(crate) async fn sweep_draws(op: &mut Op, before: Moment) -> Result<u64, StoreError> {
    sql("delete from review_draw where drawn_at < $1").bind(before).execute(&mut op.tx).await
}
