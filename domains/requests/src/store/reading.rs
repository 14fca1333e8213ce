//! What is read of requests.

use super::{
    cell, cell_number,
    queue::{listed, read_listed},
    rank,
};
use crate::{
    Assignee, Audience, Channel, Contact, Filter, Listed, Order, Outcome, Place, Promise, Request, Route, Status,
    access::{Standing, plain_email},
    messages::Reader,
    visits::LastWords,
};
use ::store::{Sql, StoreError, Value, sql};
use base::{Cursor, Id, Moment, Point, Text};
use catalogue::Answers;
use std::collections::HashSet;
use web::Op;

/// Every column of a [`RequestRow`].
const COLUMNS: &str = "select id, reference, nature, service_code, description, answers, address, lat, lon, borough,
    street_side, status, priority, public_map, unit, assignee_id, assignee_name, next_action, route_rule,
    route_words_fr, route_words_en, channel, promise_words_fr, promise_words_en, promise_version, promise_share,
    due_at, planned_for, received_at, updated_at, closed_at, result, result_proof, reopen_count, reopening_asked_at,
    media_url, misrouted_at, twin_id, parent_id, open_subrequests, n_phone + n_email + n_person + n_mail + n_fax + n_office + n_mobile + n_social + n_web as requesters
    from request where ";

#[derive(sqlx::FromRow)]
struct RequestRow {
    id: i64,
    reference: String,
    nature: String,
    service_code: String,
    description: String,
    answers: String,
    address: String,
    lat: Option<f64>,
    lon: Option<f64>,
    borough: Option<String>,
    street_side: Option<i64>,
    status: String,
    priority: String,
    public_map: String,
    unit: String,
    assignee_id: Option<i64>,
    assignee_name: Option<String>,
    next_action: Option<String>,
    route_rule: String,
    route_words_fr: Option<String>,
    route_words_en: Option<String>,
    channel: String,
    promise_words_fr: Option<String>,
    promise_words_en: Option<String>,
    promise_version: Option<String>,
    promise_share: Option<f64>,
    due_at: Option<i64>,
    planned_for: Option<i64>,
    received_at: i64,
    updated_at: i64,
    closed_at: Option<i64>,
    result: Option<String>,
    result_proof: Option<String>,
    reopen_count: i64,
    reopening_asked_at: Option<i64>,
    media_url: String,
    misrouted_at: Option<i64>,
    twin_id: Option<i64>,
    parent_id: Option<i64>,
    open_subrequests: i64,
    requesters: i64,
}

impl RequestRow {
    fn promise(&self) -> Option<Promise> {
        Some(Promise {
            words: Text::new(self.promise_words_fr.clone()?, self.promise_words_en.clone()?),
            due_at: self.due_at.map(Moment),
            version: self.promise_version.clone().unwrap_or_default(),
            share: self.promise_share.unwrap_or(1.0),
        })
    }
}

impl TryFrom<RequestRow> for Request {
    type Error = StoreError;

    fn try_from(row: RequestRow) -> Result<Self, StoreError> {
        let broken = |cause: String| StoreError::Inconsistent { table: "request", row: row.id, source: cause.into() };
        let point = match (row.lat, row.lon) {
            (Some(lat), Some(lon)) => Some(Point::new(lat, lon).ok_or_else(|| broken("off the globe".into()))?),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return Err(broken("half a place".into())),
        };
        let status: Status = row.status.parse().map_err(broken)?;
        if status.is_open() != row.closed_at.is_none() {
            return Err(broken("the status and the closing disagree".into()));
        }
        let promise = row.promise();
        let words = Text::new(row.route_words_fr.unwrap_or_default(), row.route_words_en.unwrap_or_default());
        let proof = row.result_proof.unwrap_or_default();
        Ok(Self {
            id: row.id,
            nature: row.nature.parse().map_err(broken)?,
            description: row.description.parse().map_err(|err: crate::DescriptionError| broken(err.to_string()))?,
            answers: Answers::from_json(&row.answers).ok_or_else(|| broken("the answers are not JSON".into()))?,
            place: Place { point, address: row.address, borough: row.borough, street_side: row.street_side },
            channel: row.channel.parse().map_err(broken)?,
            reference: row.reference,
            service_code: row.service_code,
            status,
            priority: row.priority,
            assignee: row.assignee_id.zip(row.assignee_name).map(|(id, name)| Assignee { id, name }),
            next_action: row.next_action,
            route: Route { unit: row.unit, rule: row.route_rule, words },
            promise,
            planned_for: row.planned_for.map(Moment),
            received_at: Moment(row.received_at),
            updated_at: Moment(row.updated_at),
            closed_at: row.closed_at.map(Moment),
            outcome: row.result.map(|result| Outcome { result, proof }),
            reopening_asked_at: row.reopening_asked_at.map(Moment),
            media_url: row.media_url,
            is_misrouted: row.misrouted_at.is_some(),
            twin_id: row.twin_id.filter(|id| *id > 0),
            parent_id: row.parent_id,
            open_subrequests: row.open_subrequests,
            is_shown: row.public_map == "shown",
            reopen_count: row.reopen_count,
            requesters: row.requesters,
        })
    }
}

/// The request of a public number.
pub async fn find(op: &mut Op, reference: &str) -> Result<Option<Request>, StoreError> {
    let row: Option<RequestRow> = sql(COLUMNS).push("reference = ").value(reference).fetch_optional(&mut op.tx).await?;
    row.map(Request::try_from).transpose()
}

pub async fn find_by_id(op: &mut Op, id: Id) -> Result<Option<Request>, StoreError> {
    let row: Option<RequestRow> = sql(COLUMNS).push("id = ").value(id).fetch_optional(&mut op.tx).await?;
    row.map(Request::try_from).transpose()
}

/// Requests that the conditions that `wanted` adds let through.
pub(super) async fn requests_where(op: &mut Op, wanted: impl FnOnce(Sql) -> Sql) -> Result<Vec<Request>, StoreError> {
    let rows: Vec<RequestRow> = wanted(sql(COLUMNS)).fetch_all(&mut op.tx).await?;
    rows.into_iter().map(Request::try_from).collect()
}

/// The request that a form of this key became.
pub async fn find_submission(op: &mut Op, key: &str) -> Result<Option<(Id, String)>, StoreError> {
    sql("select request.id, request.reference from submission
           join request on request.id = submission.request_id where submission.key = $1")
    .bind(key)
    .fetch_optional(&mut op.tx)
    .await
}

/// Adds `column in (…)` when something is asked.
pub(super) fn among(mut statement: Sql, words: &'static str, values: &[String]) -> Sql {
    if !values.is_empty() {
        statement = statement.push(words).list(values.iter().map(String::as_str));
    }
    statement
}

pub(super) fn compare(statement: Sql, words: &'static str, value: Option<impl Into<Value>>) -> Sql {
    match value {
        Some(value) => statement.push(words).value(value),
        None => statement,
    }
}

/// Services whose requests are looked for one by one.
pub(super) const NARROW: usize = 3;

/// Adds the conditions of `filter` to a statement that ends with `where `.
pub(super) fn conditions(statement: Sql, filter: &Filter) -> Sql {
    let mut statement = statement.push("1 = 1");
    statement = among(statement, " and reference in ", &filter.references);
    // Of many services, the newest are among the newest of all: sorting all that each of them has would take longer.
    let is_wide = filter.services.len() > NARROW && filter.is_open != Some(true);
    let service = if is_wide { " and coalesce(service_code, '') in " } else { " and service_code in " };
    statement = among(statement, service, &filter.services);
    statement = among(statement, " and unit in ", &filter.units);
    statement = among(statement, " and borough in ", &filter.boroughs);
    let statuses: Vec<String> = filter.statuses.iter().map(|status| status.code().to_owned()).collect();
    statement = among(statement, " and status in ", &statuses);
    statement = match filter.is_open {
        Some(true) => statement.push(" and closed_at is null"),
        Some(false) => statement.push(" and closed_at is not null"),
        None => statement,
    };
    statement = compare(statement, " and nature = ", filter.nature.map(crate::Nature::code));
    statement = compare(statement, " and channel = ", filter.channel.map(Channel::code));
    if !filter.assignees.is_empty() {
        statement = statement.push(" and assignee_id in ").list(filter.assignees.iter().copied());
    }
    statement = compare(statement, " and received_at >= ", filter.received.0);
    statement = compare(statement, " and received_at <= ", filter.received.1);
    statement = compare(statement, " and updated_at >= ", filter.updated.0);
    statement = compare(statement, " and updated_at <= ", filter.updated.1);
    statement = compare(statement, " and closed_at is null and due_at < ", filter.due_before);
    if filter.wants_reopening {
        statement = statement.push(" and reopening_asked_at is not null");
    }
    if filter.is_shown {
        statement = statement.push(" and public_map = 'shown'");
    }
    if let Some([south, west, north, east]) = filter.bounds {
        statement = statement.push(" and lat >= ").value(south).push(" and lat <= ").value(north);
        statement = statement.push(" and lon >= ").value(west).push(" and lon <= ").value(east);
    }
    if let Some(words) = &filter.words {
        let like = format!("%{}%", words.replace(['%', '_'], " "));
        statement = statement.push(" and (reference = ").value(words.as_str()).push(" or address like ");
        statement = statement.value(like).push(")");
    }
    statement
}

/// Requests that `filter` asks for, `limit` at most, after `after` in `order`.
pub async fn list(
    op: &mut Op,
    filter: &Filter,
    order: Order,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Request>, StoreError> {
    let mut statement = conditions(sql(COLUMNS), filter);
    if let Some(after) = after {
        let words = match order {
            Order::Newest => " and (received_at, id) < (",
            Order::Oldest => " and (received_at, id) > (",
        };
        statement = statement.push(words).value(after.key).push(", ").value(after.id).push(")");
    }
    statement = statement.push(match order {
        Order::Newest => " order by received_at desc, id desc limit ",
        Order::Oldest => " order by received_at, id limit ",
    });
    let rows: Vec<RequestRow> = statement.value(limit).fetch_all(&mut op.tx).await?;
    rows.into_iter().map(Request::try_from).collect()
}

/// How many requests `filter` asks for, counted up to `most`.
pub async fn count(op: &mut Op, filter: &Filter, most: u32) -> Result<i64, StoreError> {
    let statement = conditions(sql("select count(*) from (select 1 from request where "), filter);
    statement.push(" limit ").value(most).push(") as counted").fetch_value(&mut op.tx).await
}

/// E-mails and telephones of the requesters of a request, its author first.
pub(crate) async fn contacts_of(
    op: &mut Op,
    reference: &str,
) -> Result<Vec<(Option<String>, Option<String>)>, StoreError> {
    sql("select requester.email, requester.phone from requester
           join request on request.id = requester.request_id where request.reference = $1 order by requester.id")
    .bind(reference)
    .fetch_all(&mut op.tx)
    .await
}

/// Requests of a telephone or an e-mail address, those still open first: id, number, the name that was given.
pub(crate) async fn requests_of_contact(
    op: &mut Op,
    phone: Option<&str>,
    email: &str,
) -> Result<Vec<(Id, String, Option<String>)>, StoreError> {
    const FOUND: &str = "select request.id, request.reference, requester.name from requester
           join request on request.id = requester.request_id where ";
    // What is still to come is asked about first.
    const ORDER: &str = " order by case when request.closed_at is null then 0 else 1 end, requester.id desc limit 100";
    let mut found = Vec::new();
    if let Some(phone) = phone {
        let statement = sql(FOUND).push("requester.phone_key = ").value(phone);
        let rows: Vec<(Id, String, Option<String>)> = statement.push(ORDER).fetch_all(&mut op.tx).await?;
        found.extend(rows);
    }
    if email.contains('@') {
        let statement = sql(FOUND).push("requester.email is not null and lower(requester.email) = ").value(email);
        let rows: Vec<(Id, String, Option<String>)> = statement.push(ORDER).fetch_all(&mut op.tx).await?;
        found.extend(rows);
    }
    Ok(found)
}

/// The people who want news of a request and gave an address, each address once.
pub(crate) async fn news_readers(op: &mut Op, request_id: Id) -> Result<Vec<Reader>, StoreError> {
    let rows: Vec<(String, Option<String>, String, i64)> = sql("select email, name, lang,
                cast(case when id = (select min(other.id) from requester as other where other.request_id = $1) then 1
                     else 0 end as bigint)
           from requester where request_id = $1 and wants_news = 1 and email is not null order by id")
    .bind(request_id)
    .fetch_all(&mut op.tx)
    .await?;
    let mut seen = HashSet::new();
    let readers = rows.into_iter().filter(|(email, ..)| seen.insert(plain_email(email)));
    let reader = |(email, name, lang, is_author): (String, _, String, i64)| Reader {
        email,
        name,
        lang: lang.parse().unwrap_or_default(),
        standing: if is_author == 1 { Standing::Author } else { Standing::Joined },
    };
    Ok(readers.map(reader).collect())
}

#[derive(sqlx::FromRow)]
struct RequesterRow {
    id: i64,
    channel: String,
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    lang: String,
    wants_news: i64,
    wants_survey: i64,
    wants_participation: i64,
}

/// The people who asked, in order: identifier, channel, how to reach them.
pub async fn requesters_of(op: &mut Op, request_id: Id) -> Result<Vec<(Id, Channel, Contact)>, StoreError> {
    let rows: Vec<RequesterRow> = sql("select id, channel, name, email, phone, lang, wants_news, wants_survey,
             wants_participation from requester where request_id = $1 order by id")
    .bind(request_id)
    .fetch_all(&mut op.tx)
    .await?;
    let contact = |row: RequesterRow| {
        let broken = |cause: String| StoreError::Inconsistent { table: "requester", row: row.id, source: cause.into() };
        let channel = row.channel.parse().map_err(broken)?;
        let contact = Contact {
            name: row.name,
            email: row.email,
            phone: row.phone,
            lang: row.lang.parse().unwrap_or_default(),
            wants_news: row.wants_news == 1,
            wants_survey: row.wants_survey == 1,
            wants_participation: row.wants_participation == 1,
        };
        Ok((row.id, channel, contact))
    };
    rows.into_iter().map(contact).collect()
}

/// A line of the journal, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Event {
    pub at: i64,
    pub actor_kind: String,
    pub actor_name: Option<String>,
    pub act: String,
    pub from_status: Option<String>,
    pub to_status: Option<String>,
    pub reason: Option<String>,
    pub unit: Option<String>,
    audience: i64,
}

impl Event {
    /// Whether staff alone read it.
    pub fn is_internal(&self) -> bool {
        self.audience == rank(Audience::Staff)
    }
}

/// The journal of a request, oldest first, as `audience` may read it: everybody sees the steps but neither the words
/// nor the names, which may hold what a person told us.
pub async fn timeline(op: &mut Op, id: Id, audience: Audience) -> Result<Vec<Event>, StoreError> {
    let statement = sql("select at, actor_kind,
                case when $3 = 0 then actor_name end as actor_name, act, from_status, to_status,
                case when $3 < 2 then reason end as reason, unit, audience
           from request_event where request_id = $1 and audience >= $2 order by id");
    statement.bind(id).bind(rank(audience)).bind(rank(audience)).fetch_all(&mut op.tx).await
}

/// The last words that were written about each of them, by whoever; the acts of the field among them.
pub(crate) async fn last_words(op: &mut Op, request_ids: &[Id]) -> Result<Vec<(Id, LastWords)>, StoreError> {
    let statement = sql("select request_id, at, act, actor_kind, actor_name, reason from request_event
          where id in (select max(id) from request_event
                        where reason is not null and act in ('noted', 'detailed', 'moved', 'replanned', 'answered')
                          and request_id in ")
    .list(request_ids.iter().copied())
    .push(" group by request_id)");
    let rows: Vec<(Id, i64, String, String, Option<String>, String)> = statement.fetch_all(&mut op.tx).await?;
    let words = |(id, at, act, actor_kind, actor_name, words)| {
        (id, LastWords { at: Moment(at), act, actor_kind, actor_name, words })
    };
    Ok(rows.into_iter().map(words).collect())
}

/// The number of the last line of the journal of each of them.
pub(crate) async fn last_lines(op: &mut Op, request_ids: &[Id]) -> Result<Vec<(Id, Id)>, StoreError> {
    sql("select request_id, max(id) from request_event where request_id in ")
        .list(request_ids.iter().copied())
        .push(" group by request_id")
        .fetch_all(&mut op.tx)
        .await
}

/// An open request near a place.
#[derive(Debug, Clone, PartialEq)]
pub struct NearbyRequest {
    pub id: Id,
    pub reference: String,
    pub address: String,
    pub status: Status,
    pub received_at: Moment,
    /// People who asked for the same.
    pub requesters: i64,
    /// Whether the public map shows it.
    pub is_shown: bool,
    pub distance_m: f64,
}

#[derive(sqlx::FromRow)]
struct NearbyRow {
    id: i64,
    reference: String,
    address: String,
    status: String,
    received_at: i64,
    requesters: i64,
    public_map: String,
    lat: f64,
    lon: f64,
}

impl NearbyRow {
    fn seen_from(self, place: Point) -> Result<NearbyRequest, StoreError> {
        let broken = |cause: String| StoreError::Inconsistent { table: "request", row: self.id, source: cause.into() };
        Ok(NearbyRequest {
            id: self.id,
            status: self.status.parse().map_err(broken)?,
            reference: self.reference,
            address: self.address,
            received_at: Moment(self.received_at),
            requesters: self.requesters,
            is_shown: self.public_map == "shown",
            distance_m: place.distance_m(Point { lat: self.lat, lon: self.lon }),
        })
    }
}

/// Open requests of a service within `radius_m` (250 m at most), nearest first.
pub async fn nearby(
    op: &mut Op,
    service_code: &str,
    place: Point,
    radius_m: f64,
) -> Result<Vec<NearbyRequest>, StoreError> {
    let radius_m = radius_m.min(250.0);
    let statement = sql("select id, reference, address, status, received_at, public_map, lat, lon,
                n_phone + n_email + n_person + n_mail + n_fax + n_office + n_mobile + n_social + n_web as requesters
           from request where closed_at is null and status <> 'REGROUPEE' and parent_id is null and service_code = ")
    .value(service_code);
    let statement = within(statement, place, radius_m).push(" order by received_at desc limit 200");
    let rows: Vec<NearbyRow> = statement.fetch_all(&mut op.tx).await?;
    let near: Result<Vec<NearbyRequest>, _> = rows.into_iter().map(|row| row.seen_from(place)).collect();
    let mut near = near?;
    near.retain(|request| request.distance_m <= radius_m);
    near.sort_by(|a, b| a.distance_m.total_cmp(&b.distance_m));
    Ok(near)
}

/// Metres around a point that are the same place: the other side of a street is another one.
const SAME_PLACE_M: f64 = 25.0;
/// Metres of a degree of latitude.
const DEGREE_M: f64 = 111_195.0;

/// Adds that a request is in the square of `radius_m` around a point, less than the side of a cell.
fn within(statement: Sql, around: Point, radius_m: f64) -> Sql {
    let (north, east) = (radius_m / DEGREE_M, radius_m / DEGREE_M / around.lat.to_radians().cos().max(0.01));
    let south_west = Point { lat: around.lat - north, lon: around.lon - east };
    let north_east = Point { lat: around.lat + north, lon: around.lon + east };
    let (first, last) = (cell(south_west), cell(north_east));
    let cells = (first.0..=last.0).flat_map(|row| (first.1..=last.1).map(move |column| cell_number((row, column))));
    let statement = statement.push(" and cell in ").list(cells.map(Value::from)).push(" and lat between ");
    let statement = statement.value(south_west.lat).push(" and ").value(north_east.lat).push(" and lon between ");
    statement.value(south_west.lon).push(" and ").value(north_east.lon)
}

/// Requests of every service at the place of `request`, open or not, the latest first.
pub async fn here(op: &mut Op, request: &Request, limit: u32) -> Result<Vec<Listed>, StoreError> {
    let Some(point) = request.place.point else { return Ok(Vec::new()) };
    let statement = listed()
        .push("parent_id is null and id <> ")
        .value(request.id)
        .push(" and status <> ")
        .value(Status::Removed.code());
    let statement = within(statement, point, SAME_PLACE_M).push(" order by received_at desc, id desc limit ");
    read_listed(op, statement.value(limit)).await
}
