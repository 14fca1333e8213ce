//! All the SQL of the tables of requests.

use crate::{Channel, Contact, Draft, Place, Promise, Reference, Request, Route, Status, lifecycle::Grounds};
use ::store::{StoreError, Value, sql};
use base::{Id, Moment, Point, Text};
use catalogue::Answers;
use web::{Actor, Op};

/// Side of a square of the map of open requests, in thousandths of a degree of latitude: about 250 m.
const CELL: f64 = 0.00225;
/// Squares in a row, from pole to pole and more.
const CELLS_IN_ROW: i64 = 200_000;

/// The square a point is in. Squares are as wide as high at 45° of latitude.
fn cell(point: Point) -> (i64, i64) {
    ((point.lat / CELL).floor() as i64, (point.lon / CELL * 0.707).floor() as i64)
}

fn cell_number((row, column): (i64, i64)) -> i64 {
    row * CELLS_IN_ROW + column
}

/// A new row of `request`.
pub(crate) struct Filing<'a> {
    pub id: Id,
    pub reference: Reference,
    pub draft: &'a Draft,
    pub route: &'a Route,
    pub promise: Option<Promise>,
    pub map: &'static str,
    pub priority: &'static str,
}

pub(crate) async fn insert(op: &mut Op, filing: &Filing<'_>) -> Result<(), StoreError> {
    let draft = filing.draft;
    let counts = Channel::ALL.iter().map(|channel| i64::from(*channel == draft.channel));
    let place = &draft.place;
    let words = |lang| filing.promise.as_ref().map(|promise| promise.words.get(lang));
    let mut statement =
        sql("insert into request (id, reference, nature, service_code, description, answers, address, lat, lon, cell,
             borough, street_side, status, priority, public_map, unit, next_action, route_rule, channel,
             promise_words_fr, promise_words_en, due_at, received_at, updated_at,
             n_phone, n_email, n_person, n_mail, n_fax, n_office, n_mobile, n_social, n_web)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
             $20, $21, $22, $23, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)")
        .bind(filing.id)
        .bind(filing.reference.to_string())
        .bind(draft.nature.code())
        .bind(&draft.service_code)
        .bind(draft.description.as_str())
        .bind(draft.answers.to_json())
        .bind(&place.address)
        .bind(place.point.map(|point| point.lat))
        .bind(place.point.map(|point| point.lon))
        .bind(place.point.map(|point| cell_number(cell(point))))
        .bind(place.borough.clone())
        .bind(place.street_side)
        .bind(Status::Received.code())
        .bind(filing.priority)
        .bind(filing.map)
        .bind(&filing.route.unit)
        .bind(Status::Received.next_action())
        .bind(&filing.route.rule)
        .bind(draft.channel.code())
        .bind(words(base::Lang::Fr))
        .bind(words(base::Lang::En))
        .bind(filing.promise.as_ref().and_then(|promise| promise.due_at))
        .bind(op.now);
    for count in counts {
        statement = statement.bind(count);
    }
    statement.execute(&mut op.tx).await?;
    Ok(())
}

pub(crate) async fn insert_requester(
    op: &mut Op,
    request_id: Id,
    channel: Channel,
    contact: &Contact,
) -> Result<(), StoreError> {
    sql("insert into requester (id, request_id, channel, name, email, phone, lang,
             wants_news, wants_survey, wants_participation, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
    .bind(op.id())
    .bind(request_id)
    .bind(channel.code())
    .bind(contact.name.clone())
    .bind(contact.email.clone())
    .bind(contact.phone.clone())
    .bind(contact.lang.code())
    .bind(contact.wants_news)
    .bind(contact.wants_survey)
    .bind(contact.wants_participation)
    .bind(op.now)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

pub(crate) async fn count_requester(op: &mut Op, id: Id, channel: Channel) -> Result<(), StoreError> {
    let statement = match channel {
        Channel::Phone => "update request set n_phone = n_phone + 1, updated_at = $2 where id = $1",
        Channel::Email => "update request set n_email = n_email + 1, updated_at = $2 where id = $1",
        Channel::Person => "update request set n_person = n_person + 1, updated_at = $2 where id = $1",
        Channel::Mail => "update request set n_mail = n_mail + 1, updated_at = $2 where id = $1",
        Channel::Fax => "update request set n_fax = n_fax + 1, updated_at = $2 where id = $1",
        Channel::Office => "update request set n_office = n_office + 1, updated_at = $2 where id = $1",
        Channel::Mobile => "update request set n_mobile = n_mobile + 1, updated_at = $2 where id = $1",
        Channel::Social => "update request set n_social = n_social + 1, updated_at = $2 where id = $1",
        Channel::Web => "update request set n_web = n_web + 1, updated_at = $2 where id = $1",
    };
    sql(statement).bind(id).bind(op.now).execute(&mut op.tx).await?;
    Ok(())
}

pub(crate) async fn find_submission(op: &mut Op, key: &str) -> Result<Option<(Id, String)>, StoreError> {
    sql("select request.id, request.reference from submission
           join request on request.id = submission.request_id where submission.key = $1")
    .bind(key)
    .fetch_optional(&mut op.tx)
    .await
}

pub(crate) async fn insert_submission(op: &mut Op, key: &str, request_id: Id) -> Result<(), StoreError> {
    sql("insert into submission (key, request_id, at) values ($1, $2, $3)")
        .bind(key)
        .bind(request_id)
        .bind(op.now)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

/// A line of the journal.
pub(crate) struct Moved<'a> {
    pub act: &'static str,
    pub from: Option<Status>,
    pub to: Option<Status>,
    pub reason: Option<&'a str>,
    pub is_public: bool,
}

pub(crate) async fn journal(op: &mut Op, request_id: Id, moved: &Moved<'_>) -> Result<(), StoreError> {
    let actor_id = match &op.actor {
        Actor::Staff { id, .. } => Some(*id),
        Actor::Resident | Actor::Client(_) | Actor::System => None,
    };
    sql("insert into request_event (id, request_id, at, actor_kind, actor_id, actor_name, act,
             from_status, to_status, reason, is_public)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
    .bind(op.id())
    .bind(request_id)
    .bind(op.now)
    .bind(op.actor.kind())
    .bind(actor_id)
    .bind(op.actor.name())
    .bind(moved.act)
    .bind(moved.from.map(Status::code))
    .bind(moved.to.map(Status::code))
    .bind(moved.reason)
    .bind(moved.is_public)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

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
    unit: String,
    next_action: Option<String>,
    route_rule: String,
    channel: String,
    promise_words_fr: Option<String>,
    promise_words_en: Option<String>,
    due_at: Option<i64>,
    received_at: i64,
    updated_at: i64,
    closed_at: Option<i64>,
    result: Option<String>,
    reopen_count: i64,
    requesters: i64,
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
        let promise = row.promise_words_fr.zip(row.promise_words_en).map(|(fr, en)| Text::new(fr, en));
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
            unit: row.unit,
            next_action: row.next_action,
            route_rule: row.route_rule,
            promise,
            due_at: row.due_at.map(Moment),
            received_at: Moment(row.received_at),
            updated_at: Moment(row.updated_at),
            closed_at: row.closed_at.map(Moment),
            result: row.result,
            reopen_count: row.reopen_count,
            requesters: row.requesters,
        })
    }
}

/// The request of a public number.
pub async fn find(op: &mut Op, reference: &str) -> Result<Option<Request>, StoreError> {
    let row: Option<RequestRow> = sql("select id, reference, nature, service_code, description, answers, address, lat,
                lon, borough, street_side, status, unit, next_action, route_rule, channel, promise_words_fr,
                promise_words_en, due_at, received_at, updated_at, closed_at, result, reopen_count,
                n_phone + n_email + n_person + n_mail + n_fax + n_office + n_mobile + n_social + n_web as requesters
           from request where reference = $1")
    .bind(reference)
    .fetch_optional(&mut op.tx)
    .await?;
    row.map(Request::try_from).transpose()
}

/// Writes a move, unless the request moved since it was read.
pub(crate) async fn save_status(
    op: &mut Op,
    request: &Request,
    to: Status,
    grounds: &Grounds,
) -> Result<bool, StoreError> {
    let closed_at: Option<Moment> = (!to.is_open()).then_some(op.now);
    let changed = sql("update request set status = $3, next_action = $4, updated_at = $5, closed_at = $6, result = $7,
                reopen_count = reopen_count + $8 where id = $1 and status = $2")
    .bind(request.id)
    .bind(request.status.code())
    .bind(to.code())
    .bind(to.next_action())
    .bind(op.now)
    .bind(closed_at)
    .bind(grounds.result.clone())
    .bind(to == Status::Reopened)
    .execute(&mut op.tx)
    .await?;
    Ok(changed == 1)
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
}

/// The journal of a request, oldest first; all of it, or what the public may see.
pub async fn timeline(op: &mut Op, id: Id, is_public: bool) -> Result<Vec<Event>, StoreError> {
    sql("select at, actor_kind, actor_name, act, from_status, to_status, reason from request_event
          where request_id = $1 and is_public >= $2 order by id")
    .bind(id)
    .bind(is_public)
    .fetch_all(&mut op.tx)
    .await
}

/// An open request near a place.
#[derive(Debug, Clone, PartialEq)]
pub struct NearbyRequest {
    pub reference: String,
    pub address: String,
    pub received_at: Moment,
    pub distance_m: f64,
}

/// Open requests of a service within `radius_m` (250 m at most), nearest first.
pub async fn nearby(
    op: &mut Op,
    service_code: &str,
    place: Point,
    radius_m: f64,
) -> Result<Vec<NearbyRequest>, StoreError> {
    let (row, column) = cell(place);
    let around = (-1..=1).flat_map(|down| (-1..=1).map(move |right| cell_number((row + down, column + right))));
    let rows: Vec<(String, String, i64, f64, f64)> = sql("select reference, address, received_at, lat, lon
           from request where closed_at is null and service_code = ")
    .value(service_code)
    .push(" and cell in ")
    .list(around.map(Value::from))
    .push(" order by received_at desc limit 200")
    .fetch_all(&mut op.tx)
    .await?;
    let mut near: Vec<NearbyRequest> = rows
        .into_iter()
        .map(|(reference, address, received_at, lat, lon)| NearbyRequest {
            reference,
            address,
            received_at: Moment(received_at),
            distance_m: place.distance_m(Point { lat, lon }),
        })
        .filter(|request| request.distance_m <= radius_m.min(250.0))
        .collect();
    near.sort_by(|a, b| a.distance_m.total_cmp(&b.distance_m));
    Ok(near)
}
