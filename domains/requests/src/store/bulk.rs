//! Rows that come by the thousand.

use super::{cell, cell_number, rank};
use crate::{BulkEvent, BulkRequest, BulkRequester, Channel, Status, intake::map_code};
use ::store::{Rows, StoreError, sql};
use base::{Id, Lang};
use serde::Deserialize;
use std::{collections::HashMap, sync::Arc};
use web::Op;

const COLUMNS: &[&str] = &[
    "id",
    "reference",
    "nature",
    "service_code",
    "category",
    "description",
    "answers",
    "address",
    "lat",
    "lon",
    "cell",
    "borough",
    "street_side",
    "status",
    "priority",
    "public_map",
    "unit",
    "next_action",
    "route_rule",
    "route_words_fr",
    "route_words_en",
    "channel",
    "n_phone",
    "n_email",
    "n_person",
    "n_mail",
    "n_fax",
    "n_office",
    "n_mobile",
    "n_social",
    "n_web",
    "promise_words_fr",
    "promise_words_en",
    "promise_version",
    "promise_share",
    "due_at",
    "planned_for",
    "received_at",
    "updated_at",
    "closed_at",
    "is_end_known",
    "result",
    "result_proof",
    "reopen_count",
    "reopening_asked_at",
    "principal_id",
    "import_batch",
];

/// Words of ours, each made once for all the rows.
#[derive(Default)]
struct Words(HashMap<&'static str, Arc<str>>);

impl Words {
    fn get(&mut self, word: &'static str) -> Arc<str> {
        Arc::clone(self.0.entry(word).or_insert_with(|| word.into()))
    }
}

/// Adds a row, in the order of [`COLUMNS`].
fn add(rows: &mut Rows, words: &mut Words, request: &BulkRequest) {
    let answers = if request.answers.is_empty() { words.get("{}") } else { request.answers.to_json().into() };
    rows.add(request.id)
        .add(&request.reference)
        .add(words.get(request.nature.code()))
        .add(&request.service_code)
        .add(&request.category)
        .add(&request.description)
        .add(answers)
        .add(&request.address)
        .add(request.point.map(|point| point.lat))
        .add(request.point.map(|point| point.lon))
        .add(request.point.map(|point| cell_number(cell(point))))
        .add(request.borough.clone())
        .add(request.street_side)
        .add(words.get(request.status.code()))
        .add(words.get(request.priority.code()))
        .add(words.get(map_code(request.public_map)))
        .add(&request.unit)
        .add(request.status.next_action().map(|action| words.get(action)))
        .add(&request.route_rule)
        .add(request.route_words.as_ref().map(|words| words.get(Lang::Fr).to_owned()))
        .add(request.route_words.as_ref().map(|words| words.get(Lang::En).to_owned()))
        .add(words.get(request.channel.code()));
    for count in request.requesters {
        rows.add(count);
    }
    let promise = request.promise.as_ref();
    rows.add(promise.map(|promise| promise.words.fr.clone()))
        .add(promise.map(|promise| promise.words.en.clone()))
        .add(promise.map(|promise| Arc::clone(&promise.version)))
        .add(promise.map(|promise| promise.share))
        .add(promise.and_then(|promise| promise.due_at))
        .add(request.planned_for)
        .add(request.received_at)
        .add(request.updated_at)
        .add(request.closed_at)
        .add(request.is_end_known)
        .add(request.outcome.as_ref().map(|(result, _)| Arc::clone(result)))
        .add(request.outcome.as_ref().map(|(_, proof)| Arc::clone(proof)))
        .add(request.reopen_count)
        .add(request.reopening_asked_at)
        .add(request.principal)
        .add(request.import_batch);
}

/// Inserts the rows; `ending` says what becomes of those whose number is taken.
pub(crate) async fn insert_bulk(
    op: &mut Op,
    requests: &[BulkRequest],
    ending: &'static str,
) -> Result<u64, StoreError> {
    let mut rows = Rows::new("insert into request", COLUMNS).ending(ending).with_room(requests.len());
    let mut words = Words::default();
    for request in requests {
        add(&mut rows, &mut words, request);
    }
    rows.insert(&mut op.tx).await
}

pub(crate) async fn insert_bulk_events(op: &mut Op, events: &[BulkEvent]) -> Result<(), StoreError> {
    const COLUMNS: &[&str] = &[
        "id",
        "request_id",
        "at",
        "actor_kind",
        "actor_name",
        "act",
        "from_status",
        "to_status",
        "reason",
        "unit",
        "from_unit",
        "audience",
    ];
    let mut rows = Rows::new("insert into request_event", COLUMNS).with_room(events.len());
    let mut words = Words::default();
    for event in events {
        rows.add(op.id())
            .add(event.request_id)
            .add(event.at)
            .add(words.get(event.actor_kind))
            .add(event.actor_name.clone())
            .add(words.get(event.act))
            .add(event.from.map(|status| words.get(status.code())))
            .add(event.to.map(|status| words.get(status.code())))
            .add(event.reason.clone())
            .add(event.unit.clone())
            .add(event.from_unit.clone())
            .add(rank(event.audience));
    }
    rows.insert(&mut op.tx).await.map(|_| ())
}

pub(crate) async fn insert_bulk_requesters(op: &mut Op, requesters: &[BulkRequester]) -> Result<(), StoreError> {
    const COLUMNS: &[&str] = &[
        "id",
        "request_id",
        "channel",
        "name",
        "email",
        "phone",
        "lang",
        "wants_news",
        "wants_survey",
        "wants_participation",
        "created_at",
    ];
    let mut rows = Rows::new("insert into requester", COLUMNS).with_room(requesters.len());
    let mut words = Words::default();
    for requester in requesters {
        let contact = &requester.contact;
        rows.add(requester.id)
            .add(requester.request_id)
            .add(words.get(requester.channel.code()))
            .add(contact.name.clone())
            .add(contact.email.clone())
            .add(contact.phone.clone())
            .add(words.get(contact.lang.code()))
            .add(contact.wants_news)
            .add(contact.wants_survey)
            .add(contact.wants_participation)
            .add(requester.at);
    }
    rows.insert(&mut op.tx).await.map(|_| ())
}

/// What an import must know of a request that is already there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownRequest {
    pub id: Id,
    pub reference: String,
    pub status: Status,
    pub updated_at: base::Moment,
    pub is_end_known: bool,
    /// None for a request that was made here.
    pub import_batch: Option<Id>,
    /// Whether others follow it.
    pub gathers: bool,
}

#[derive(sqlx::FromRow)]
struct KnownRow {
    id: i64,
    reference: String,
    status: String,
    updated_at: i64,
    is_end_known: i64,
    import_batch: Option<i64>,
    gathers: i64,
}

impl TryFrom<KnownRow> for KnownRequest {
    type Error = StoreError;

    fn try_from(row: KnownRow) -> Result<Self, StoreError> {
        let broken = |cause: String| StoreError::Inconsistent { table: "request", row: row.id, source: cause.into() };
        Ok(Self {
            id: row.id,
            status: row.status.parse().map_err(broken)?,
            reference: row.reference,
            updated_at: base::Moment(row.updated_at),
            is_end_known: row.is_end_known == 1,
            import_batch: row.import_batch,
            gathers: row.gathers == 1,
        })
    }
}

/// The requests of these numbers that are already there.
pub async fn known(op: &mut Op, references: impl IntoIterator<Item = &str>) -> Result<Vec<KnownRequest>, StoreError> {
    let rows: Vec<KnownRow> = sql("select id, reference, status, updated_at, is_end_known, import_batch,
                case when exists (select 1 from request as follower where follower.principal_id = request.id)
                     then cast(1 as bigint) else 0 end as gathers
           from request where reference in ")
    .list(references)
    .fetch_all(&mut op.tx)
    .await?;
    rows.into_iter().map(KnownRequest::try_from).collect()
}

/// Brings a row to a later state: what a published file says of it, and nothing of what only we know. One that follows
/// another here follows it, whatever the file says.
pub(crate) async fn save_bulk(op: &mut Op, id: Id, request: &BulkRequest) -> Result<bool, StoreError> {
    let mut statement = sql("update request set nature = $1, service_code = $2, category = $3, address = $4, lat = $5,
                lon = $6, cell = $7, borough = $8, status = $9, priority = $10, public_map = $11, unit = $12,
                next_action = $13, channel = $14, updated_at = $15, closed_at = $16, is_end_known = $17,
                reopen_count = case when reopen_count < $18 then $18 else reopen_count end, import_batch = $19, import_flag = null,
                n_phone = $20, n_email = $21, n_person = $22, n_mail = $23, n_fax = $24, n_office = $25,
                n_mobile = $26, n_social = $27, n_web = $28
          where id = $29 and principal_id is null and (updated_at < $15 or (updated_at = $15 and is_end_known < $17))")
    .bind(request.nature.code())
    .bind(&request.service_code)
    .bind(&request.category)
    .bind(&request.address)
    .bind(request.point.map(|point| point.lat))
    .bind(request.point.map(|point| point.lon))
    .bind(request.point.map(|point| cell_number(cell(point))))
    .bind(request.borough.clone())
    .bind(request.status.code())
    .bind(request.priority.code())
    .bind(map_code(request.public_map))
    .bind(&request.unit)
    .bind(request.status.next_action())
    .bind(request.channel.code())
    .bind(request.updated_at)
    .bind(request.closed_at)
    .bind(request.is_end_known)
    .bind(request.reopen_count)
    .bind(request.import_batch);
    for (count, _) in request.requesters.into_iter().zip(Channel::ALL) {
        statement = statement.bind(count);
    }
    Ok(statement.bind(id).execute(&mut op.tx).await? == 1)
}

/// What may be published of a request: neither its words nor its people. Nothing of it when it was removed, or when
/// its service is hidden from the public, unless it came from what the city had published itself.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct PublishableRequest {
    pub id: Id,
    pub reference: String,
    pub nature: String,
    pub service_code: String,
    pub category: String,
    /// As it is known to us: its door is not for publication.
    pub address: String,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub borough: Option<String>,
    pub street_side: Option<Id>,
    pub status: String,
    /// `shown`, or another word: then its place is not for publication.
    pub public_map: String,
    pub unit: String,
    pub channel: String,
    pub n_phone: i64,
    pub n_email: i64,
    pub n_person: i64,
    pub n_mail: i64,
    pub n_fax: i64,
    pub n_office: i64,
    pub n_mobile: i64,
    pub n_social: i64,
    pub n_web: i64,
    /// Milliseconds.
    pub received_at: i64,
    pub updated_at: i64,
    pub closed_at: Option<i64>,
    pub is_end_known: i64,
    pub import_batch: Option<Id>,
}

/// The columns of a [`PublishableRequest`], in its order.
const PUBLISHABLE: &str = "id, reference, nature, service_code, category, address, lat, lon, borough, street_side,
    status, public_map, unit, channel, n_phone, n_email, n_person, n_mail, n_fax, n_office, n_mobile, n_social, n_web,
    received_at, updated_at, closed_at, is_end_known, import_batch";

/// The requests after `after` that may be published, in the order they were entered, `limit` at most.
pub async fn publishable(op: &mut Op, after: Id, limit: u32) -> Result<Vec<PublishableRequest>, StoreError> {
    let statement = sql("select ").push(PUBLISHABLE).push(" from request where id > ").value(after);
    let statement =
        statement.push(" and status <> 'SUPPRIMEE' and (public_map <> 'hidden' or import_batch is not null)");
    statement.push(" order by id limit ").value(limit).fetch_packed(PUBLISHABLE, &mut op.tx).await
}
