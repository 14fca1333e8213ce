//! All the SQL of the tables of requests: what is written here, what is read in `reading`, what anybody may read in
//! `public`, queues of the desk in `queue`, those that people keep in `saved`, words to be found in `search`, photos in `photos`, papers in `attachments`, what comes by the thousand in `bulk`, what is done to many in `batch`, what published lines say of one another in `flags`, what measures read
//! in `measure`, what follows another request in `merging`, its sub-requests in `subrequests`, what is counted of a unit in `figures`, of first transfers in `misrouting`, what the public map follows in `sight`, what is forgotten in `retention`.

pub(crate) mod attachments;
pub(crate) mod batch;
mod bulk;
mod figures;
pub(crate) mod flags;
mod measure;
pub(crate) mod merging;
pub(crate) mod misrouting;
pub(crate) mod partners;
pub(crate) mod photos;
mod public;
mod queue;
mod reading;
pub(crate) mod retention;
mod saved;
mod search;
mod sight;
pub(crate) mod subrequests;

pub use bulk::{KnownRequest, PublishableRequest, known, publishable};
pub(crate) use bulk::{insert_bulk, insert_bulk_events, insert_bulk_requesters, save_bulk};
pub use figures::{Transfer, count_held, count_whole, oldest_open, transfers};
pub use measure::{Watched, last_change, watched};
pub use merging::merged_into;
pub use public::{PublicRequest, PublicStep, list_public, steps_between, steps_of};
pub use queue::{count_queue, list_found, list_queue};
pub use reading::{
    Event, NearbyRequest, count, find, find_by_id, find_submission, here, list, nearby, requesters_of, timeline,
};
pub(crate) use reading::{contacts_of, last_lines, last_words, news_readers, requests_of_contact};
pub(crate) use saved::{delete_saved, find_saved, insert_saved, list_saved};
pub(crate) use search::{read_said, said, save_words, take_unread, unread};
pub use sight::{Sight, sights_changed, sights_kept};

use crate::{
    Audience, Channel, Contact, Draft, Place, Promise, Reference, Request, Route, Status, intake::map_code,
    lifecycle::Grounds, subrequests::next_action,
};
use ::store::{Sql, StoreError, sql, together};
use base::{Id, Lang, Moment, Point};
use catalogue::Service;
use web::{Actor, Op};

/// Side of a square of the map of open requests, in thousandths of a degree of latitude: about 250 m.
const CELL: f64 = 0.00225;
/// Squares in a row, from pole to pole and more.
const CELLS_IN_ROW: i64 = 200_000;

/// The square a point is in. Squares are as wide as high at 45° of latitude.
pub(crate) fn cell(point: Point) -> (i64, i64) {
    ((point.lat / CELL).floor() as i64, (point.lon / CELL * 0.707).floor() as i64)
}

pub(crate) fn cell_number((row, column): (i64, i64)) -> i64 {
    row * CELLS_IN_ROW + column
}

/// A new row of `request`.
pub(crate) struct Filing<'a> {
    pub id: Id,
    pub reference: Reference,
    pub draft: &'a Draft,
    pub place: Place,
    pub route: Route,
    pub promise: Option<Promise>,
    pub service: &'a Service,
    /// The request that it is a sub-request of.
    pub parent: Option<Id>,
}

/// Writes a new sub-request with the first line of its journal.
pub(crate) async fn file_subrequest(op: &mut Op, filing: &Filing<'_>) -> Result<(), StoreError> {
    let line = Line { to: Some(Status::Received), ..Line::of("received", Audience::Staff) };
    let statements = vec![insert(op, filing), insertion_of_line(op, filing.id, &line)];
    together(&mut op.tx, statements).await
}

/// Writes a new request with its first requester, the first line of its journal and its key, in one trip.
pub(crate) async fn file(op: &mut Op, filing: &Filing<'_>) -> Result<(), StoreError> {
    let draft = filing.draft;
    let line = Line { to: Some(Status::Received), ..Line::of("received", Audience::Everybody) };
    let mut statements = vec![
        insert(op, filing),
        insertion_of_requester(op, filing.id, draft.channel, &draft.contact),
        insertion_of_line(op, filing.id, &line),
    ];
    if let Some(key) = &draft.key {
        statements.push(insertion_of_key(op, key, filing.id));
    }
    together(&mut op.tx, statements).await
}

fn insert(op: &Op, filing: &Filing<'_>) -> Sql {
    let Filing { draft, place, route, .. } = filing;
    // Nobody outside asked for a sub-request, and nobody outside sees it.
    let asks = |channel: &Channel| i64::from(filing.parent.is_none() && *channel == draft.channel);
    let public_map = if filing.parent.is_some() { "hidden" } else { map_code(filing.service.public_map) };
    let promise = filing.promise.as_ref();
    let mut statement =
        sql("insert into request (id, reference, nature, service_code, category, description, answers, address, lat,
             lon, cell, borough, street_side, status, priority, public_map, unit, next_action, route_rule,
             route_words_fr, route_words_en, channel, promise_words_fr, promise_words_en, promise_version,
             promise_share, due_at, media_url, parent_id, received_at, updated_at,
             n_phone, n_email, n_person, n_mail, n_fax, n_office, n_mobile, n_social, n_web)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
             $23, $24, $25, $26, $27, $28, $29, $30, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39)")
        .bind(filing.id)
        .bind(filing.reference.to_string())
        .bind(draft.nature.code())
        .bind(&draft.service_code)
        .bind(&filing.service.category)
        .bind(draft.description.as_str())
        .bind(draft.answers.to_json())
        .bind(&place.address)
        .bind(place.point.map(|point| point.lat))
        .bind(place.point.map(|point| point.lon))
        .bind(place.point.map(|point| cell_number(cell(point))))
        .bind(place.borough.clone())
        .bind(place.street_side)
        .bind(Status::Received.code())
        .bind(filing.service.priority_for(&draft.answers).code())
        .bind(public_map)
        .bind(&route.unit)
        .bind(Status::Received.next_action())
        .bind(&route.rule)
        .bind(route.words.get(Lang::Fr))
        .bind(route.words.get(Lang::En))
        .bind(draft.channel.code())
        .bind(promise.map(|promise| promise.words.fr.clone()))
        .bind(promise.map(|promise| promise.words.en.clone()))
        .bind(promise.map(|promise| promise.version.clone()))
        .bind(promise.map(|promise| promise.share))
        .bind(promise.and_then(|promise| promise.due_at))
        .bind(&draft.media_url)
        .bind(filing.parent)
        .bind(op.now);
    for count in Channel::ALL.iter().map(asks) {
        statement = statement.bind(count);
    }
    statement
}

pub(crate) async fn insert_requester(
    op: &mut Op,
    request_id: Id,
    channel: Channel,
    contact: &Contact,
) -> Result<(), StoreError> {
    insertion_of_requester(op, request_id, channel, contact).execute(&mut op.tx).await?;
    Ok(())
}

fn insertion_of_requester(op: &Op, request_id: Id, channel: Channel, contact: &Contact) -> Sql {
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

pub(crate) async fn insert_submission(op: &mut Op, key: &str, request_id: Id) -> Result<(), StoreError> {
    insertion_of_key(op, key, request_id).execute(&mut op.tx).await?;
    Ok(())
}

fn insertion_of_key(op: &Op, key: &str, request_id: Id) -> Sql {
    let insertion = sql("insert into submission (key, request_id, at) values ($1, $2, $3)");
    insertion.bind(key).bind(request_id).bind(op.now)
}

/// A line of the journal.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    pub act: &'static str,
    pub from: Option<Status>,
    pub to: Option<Status>,
    pub reason: Option<&'a str>,
    /// Unit it went to.
    pub unit: Option<&'a str>,
    /// Unit it left, when that is another one.
    pub from_unit: Option<&'a str>,
    pub audience: Audience,
}

impl Line<'_> {
    pub fn of(act: &'static str, audience: Audience) -> Self {
        Self { act, from: None, to: None, reason: None, unit: None, from_unit: None, audience }
    }
}

/// Order of the table: who may read a line may read those of a wider audience.
fn rank(audience: Audience) -> i64 {
    match audience {
        Audience::Staff => 0,
        Audience::Requesters => 1,
        Audience::Everybody => 2,
    }
}

pub(crate) async fn journal(op: &mut Op, request_id: Id, line: &Line<'_>) -> Result<(), StoreError> {
    insertion_of_line(op, request_id, line).execute(&mut op.tx).await?;
    Ok(())
}

/// Whether whoever acts wrote the same line since an instant.
pub(crate) async fn is_journaled(
    op: &mut Op,
    request_id: Id,
    line: &Line<'_>,
    since: Moment,
) -> Result<bool, StoreError> {
    let found: Option<(Id,)> = sql("select id from request_event where request_id = $1 and act = $2 and reason = $3
            and at >= $4 and actor_kind = $5 and coalesce(actor_name, '') = $6 limit 1")
    .bind(request_id)
    .bind(line.act)
    .bind(line.reason)
    .bind(since)
    .bind(op.actor.kind())
    .bind(op.actor.name().unwrap_or_default())
    .fetch_optional(&mut op.tx)
    .await?;
    Ok(found.is_some())
}

fn insertion_of_line(op: &Op, request_id: Id, line: &Line<'_>) -> Sql {
    let actor_id = match &op.actor {
        Actor::Staff { id, .. } => Some(*id),
        Actor::Resident | Actor::Client(_) | Actor::System => None,
    };
    sql("insert into request_event (id, request_id, at, actor_kind, actor_id, actor_name, act,
             from_status, to_status, reason, unit, from_unit, audience)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)")
    .bind(op.id())
    .bind(request_id)
    .bind(op.now)
    .bind(op.actor.kind())
    .bind(actor_id)
    .bind(op.actor.name())
    .bind(line.act)
    .bind(line.from.map(Status::code))
    .bind(line.to.map(Status::code))
    .bind(line.reason)
    .bind(line.unit)
    .bind(line.from_unit)
    .bind(rank(line.audience))
}

/// Writes a move, unless the request moved since it was read.
pub(crate) async fn save_status(
    op: &mut Op,
    request: &Request,
    to: Status,
    grounds: &Grounds,
) -> Result<bool, StoreError> {
    let closed_at: Option<Moment> = (!to.is_open()).then_some(op.now);
    let outcome = grounds.outcome.as_ref();
    let changed = sql("update request set status = $3, next_action = $4, updated_at = $5, closed_at = $6, result = $7,
                result_proof = $8, reopen_count = reopen_count + $9,
                reopening_asked_at = case when $9 = 1 then null else reopening_asked_at end
          where id = $1 and status = $2")
    .bind(request.id)
    .bind(request.status.code())
    .bind(to.code())
    .bind(next_action(request, to))
    .bind(op.now)
    .bind(closed_at)
    .bind(outcome.map(|outcome| outcome.result.clone()))
    .bind(outcome.map(|outcome| outcome.proof.clone()))
    .bind(i64::from(to == Status::Reopened))
    .execute(&mut op.tx)
    .await?;
    Ok(changed == 1)
}

/// Somebody has it: it is nobody's to route any more.
pub(crate) async fn save_assignee(
    op: &mut Op,
    id: Id,
    (staff_id, name): (Id, &str),
    next_action: Option<&str>,
) -> Result<(), StoreError> {
    sql("update request set assignee_id = $2, assignee_name = $3, next_action = $4, misrouted_at = null,
             updated_at = $5 where id = $1")
    .bind(id)
    .bind(staff_id)
    .bind(name)
    .bind(next_action)
    .bind(op.now)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

/// Whoever had it has it no more: the unit takes it again.
pub(crate) async fn save_freed(op: &mut Op, id: Id) -> Result<(), StoreError> {
    sql("update request set assignee_id = null, assignee_name = null, next_action = 'take', updated_at = $2
          where id = $1")
    .bind(id)
    .bind(op.now)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

/// The unit changes; whoever had taken it has it no more.
pub(crate) async fn save_unit(
    op: &mut Op,
    id: Id,
    (unit, next_action): (&str, Option<&str>),
) -> Result<(), StoreError> {
    sql("update request set transfer_count = transfer_count + case when unit = $2 then 0 else 1 end, misrouted_at = null,
             unit = $2, assignee_id = null, assignee_name = null, updated_at = $3,
             next_action = $4 where id = $1")
        .bind(id)
        .bind(unit)
        .bind(op.now)
        .bind(next_action)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

/// Whoever had it has it no more; who routes decides.
pub(crate) async fn save_misrouted(op: &mut Op, id: Id) -> Result<(), StoreError> {
    sql("update request set misrouted_at = $2, next_action = 'send', assignee_id = null, assignee_name = null,
             updated_at = $2 where id = $1")
    .bind(id)
    .bind(op.now)
    .execute(&mut op.tx)
    .await?;
    Ok(())
}

pub(crate) async fn save_twin(op: &mut Op, id: Id, twin: Id) -> Result<(), StoreError> {
    sql("update request set twin_id = $2 where id = $1").bind(id).bind(twin).execute(&mut op.tx).await?;
    Ok(())
}

/// What is next of an open request, without moving it.
pub(crate) async fn save_next_action(op: &mut Op, id: Id, next_action: &'static str) -> Result<(), StoreError> {
    sql("update request set next_action = $2, updated_at = $3 where id = $1 and closed_at is null")
        .bind(id)
        .bind(next_action)
        .bind(op.now)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}

pub(crate) async fn save_plan(op: &mut Op, id: Id, planned_for: Moment) -> Result<(), StoreError> {
    sql("update request set planned_for = $2 where id = $1").bind(id).bind(planned_for).execute(&mut op.tx).await?;
    Ok(())
}

pub(crate) async fn save_reopening_asked(op: &mut Op, id: Id, at: Option<Moment>) -> Result<(), StoreError> {
    sql("update request set reopening_asked_at = $2, updated_at = $3 where id = $1")
        .bind(id)
        .bind(at)
        .bind(op.now)
        .execute(&mut op.tx)
        .await?;
    Ok(())
}
