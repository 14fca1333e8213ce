//! Requests that follow another one, and the people they bring to it.

use super::list;
use crate::{
    Channel, Filter, Order, Request, Status,
    access::{plain_email, plain_phone},
};
use ::store::{StoreError, sql};
use base::Id;
use std::collections::HashSet;
use web::Op;

/// The request that a request follows, if it follows one.
pub async fn principal_of(op: &mut Op, id: Id) -> Result<Option<Id>, StoreError> {
    sql("select principal_id from request where id = $1").bind(id).fetch_value(&mut op.tx).await
}

/// Requests merged into the one of `id`, and those that closed with it, oldest first.
pub async fn merged_into(op: &mut Op, id: Id) -> Result<Vec<Request>, StoreError> {
    let references: Vec<String> =
        sql("select reference from request where principal_id = $1").bind(id).fetch_values(&mut op.tx).await?;
    if references.is_empty() {
        return Ok(Vec::new());
    }
    let limit = u32::try_from(references.len()).unwrap_or(u32::MAX);
    list(op, &Filter { references, ..Filter::default() }, Order::Oldest, None, limit).await
}

/// Holds two rows until the operation ends, in one order whoever comes first: those who merge the same requests at
/// the same time wait for one another, and neither is undone.
pub(crate) async fn hold(op: &mut Op, one: Id, other: Id) -> Result<(), StoreError> {
    for id in [one.min(other), one.max(other)] {
        sql("update request set principal_id = principal_id where id = $1").bind(id).execute(&mut op.tx).await?;
    }
    Ok(())
}

pub(crate) async fn save_principal(op: &mut Op, id: Id, principal: Option<Id>) -> Result<(), StoreError> {
    sql("update request set principal_id = $2 where id = $1").bind(id).bind(principal).execute(&mut op.tx).await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct CountsRow {
    n_phone: i64,
    n_email: i64,
    n_person: i64,
    n_mail: i64,
    n_fax: i64,
    n_office: i64,
    n_mobile: i64,
    n_social: i64,
    n_web: i64,
}

/// People in the order of [`Channel::ALL`].
type Counts = [i64; 9];

fn count(counts: &mut Counts, channel: &str, by: i64) {
    let found = counts.iter_mut().zip(Channel::ALL).find(|(_, known)| known.code() == channel);
    if let Some((count, _)) = found {
        *count = (*count + by).max(0);
    }
}

/// How somebody may be known again: their address, their telephone.
fn contacts(email: Option<&str>, phone: Option<&str>) -> impl Iterator<Item = String> {
    let email = email.map(plain_email).filter(|email| !email.is_empty());
    email.into_iter().chain(phone.map(plain_phone).filter(|phone| phone.len() == 10))
}

/// The people that `id` brings to `principal`: who is there already, by themselves or by another merged request, is
/// not counted twice. With them, those who asked for the principal itself, who are counted whatever leaves it.
async fn brought(op: &mut Op, id: Id, principal: Id) -> Result<(Counts, Counts), StoreError> {
    let row: CountsRow = sql("select n_phone, n_email, n_person, n_mail, n_fax, n_office, n_mobile, n_social, n_web
               from request where id = $1")
    .bind(id)
    .fetch_one(&mut op.tx)
    .await?;
    let CountsRow { n_phone, n_email, n_person, n_mail, n_fax, n_office, n_mobile, n_social, n_web } = row;
    let mut counts = [n_phone, n_email, n_person, n_mail, n_fax, n_office, n_mobile, n_social, n_web];
    let people: Vec<(Id, String, Option<String>, Option<String>)> =
        sql("select requester.request_id, requester.channel, requester.email, requester.phone
               from requester join request on request.id = requester.request_id
              where request.id = $1 or request.id = $2 or request.principal_id = $2")
        .bind(id)
        .bind(principal)
        .fetch_all(&mut op.tx)
        .await?;
    let (theirs, others): (Vec<_>, Vec<_>) = people.into_iter().partition(|(request_id, ..)| *request_id == id);
    let mut own = Counts::default();
    for (_, channel, ..) in others.iter().filter(|(request_id, ..)| *request_id == principal) {
        count(&mut own, channel, 1);
    }
    let known = others.iter().flat_map(|(_, _, email, phone)| contacts(email.as_deref(), phone.as_deref()));
    let known: HashSet<String> = known.collect();
    for (_, channel, email, phone) in &theirs {
        if contacts(email.as_deref(), phone.as_deref()).any(|contact| known.contains(&contact)) {
            count(&mut counts, channel, -1);
        }
    }
    Ok((counts, own))
}

/// Counts on `principal` the people of `id`, or counts them there no more.
pub(crate) async fn count_people(op: &mut Op, id: Id, principal: Id, is_joining: bool) -> Result<(), StoreError> {
    let (brought, own) = brought(op, id, principal).await?;
    let mut statement = sql("update request set updated_at = $2,
            n_phone = case when n_phone + $3 < $12 then $12 else n_phone + $3 end,
            n_email = case when n_email + $4 < $13 then $13 else n_email + $4 end,
            n_person = case when n_person + $5 < $14 then $14 else n_person + $5 end,
            n_mail = case when n_mail + $6 < $15 then $15 else n_mail + $6 end,
            n_fax = case when n_fax + $7 < $16 then $16 else n_fax + $7 end,
            n_office = case when n_office + $8 < $17 then $17 else n_office + $8 end,
            n_mobile = case when n_mobile + $9 < $18 then $18 else n_mobile + $9 end,
            n_social = case when n_social + $10 < $19 then $19 else n_social + $10 end,
            n_web = case when n_web + $11 < $20 then $20 else n_web + $11 end
          where id = $1")
    .bind(principal)
    .bind(op.now);
    for count in brought {
        statement = statement.bind(if is_joining { count } else { -count });
    }
    for count in own {
        statement = statement.bind(count);
    }
    statement.execute(&mut op.tx).await?;
    Ok(())
}

/// Whether a request is followed by others.
pub(crate) async fn gathers(op: &mut Op, id: Id) -> Result<bool, StoreError> {
    let found: Option<(Id,)> = sql("select id from request where principal_id = $1 and status = $2 limit 1")
        .bind(id)
        .bind(Status::Merged.code())
        .fetch_optional(&mut op.tx)
        .await?;
    Ok(found.is_some())
}
