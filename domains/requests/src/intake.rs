//! Taking a request in: placed, routed, promised, filed, numbered, journaled, acknowledged, all or nothing.

use crate::{
    Channel, Contact, Description, Nature, Place, Promise, Reference, Route, messages,
    store::{self, Filing},
};
use ::store::StoreError;
use base::{Id, Moment, Point, Text};
use catalogue::{Answers, Catalogue, PublicMap, Service};
use routing::{Decision, Doubt, Level, Table};
use standards::{Promised, Standards};
use territory::{Area, Location, Territory, Units};
use web::{Brand, Op};

/// A request as its author is about to send it, each field checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub nature: Nature,
    pub service_code: String,
    pub description: Description,
    pub answers: Answers,
    pub point: Option<Point>,
    /// Where, in words; looked up when there is no point, described when there are no words.
    pub address: String,
    pub channel: Channel,
    pub contact: Contact,
    /// Picture that another system keeps.
    pub media_url: String,
    /// Given to the page that sends the form: the same key twice is the same request.
    pub key: Option<String>,
}

/// What the author keeps.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    pub id: Id,
    pub reference: String,
    /// Whether the same form had been received before.
    pub is_repeat: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    #[error("service `{0}` does not exist")]
    ServiceUnknown(String),
    #[error("service `{0}` needs a place")]
    PlaceMissing(String),
    #[error("the place is outside the city")]
    OutsideCity,
    /// With whom to contact.
    #[error("the place is in a linked town")]
    LinkedTown(Box<Area>),
    /// With the sentence that says who answers for it.
    #[error("an answer ends the report")]
    Stopped(Text),
    #[error("an answer is missing or wrong")]
    Answers(Vec<base::Fault>),
    #[error("the address has more than 300 characters")]
    AddressTooLong,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Longest address kept, in characters.
pub const LONGEST_ADDRESS: usize = 300;

/// Where a draft is, as the territory knows it.
pub fn place(territory: &Territory, point: Option<Point>, address: &str) -> Result<Place, SubmitError> {
    let address = address.trim();
    if address.chars().count() > LONGEST_ADDRESS {
        return Err(SubmitError::AddressTooLong);
    }
    let Some(point) = point.or_else(|| territory.geocode(address).map(|found| found.point)) else {
        return Ok(Place { address: address.to_owned(), ..Place::default() });
    };
    let borough = match territory.locate(point) {
        Location::Ours(area) => area.code.clone(),
        Location::Linked(area) => return Err(SubmitError::LinkedTown(Box::new(area.clone()))),
        Location::Outside => return Err(SubmitError::OutsideCity),
    };
    let address = if address.is_empty() { territory.describe(point).unwrap_or_default() } else { address.to_owned() };
    let street_side = territory.nearest_side(point).map(|(side, _)| side.id);
    Ok(Place { point: Some(point), address, borough: Some(borough), street_side })
}

/// What a table says of a service in a borough.
fn decide(table: &Table, service: &Service, borough: Option<&str>) -> Decision {
    // A table written by hand names services; one learned from history names the categories of that history.
    let by_code = table.decide(&service.code, borough);
    match by_code.rule.level {
        Level::Person(Doubt::UnknownCategory) => table.decide(&service.category, borough),
        Level::Pair | Level::Category | Level::Territory | Level::Person(_) => by_code,
    }
}

/// Code of the unit that takes what was decided: the intake unit when a person must choose.
fn taker(decided: Option<String>, units: &Units) -> String {
    decided.or_else(|| units.intake().map(|unit| unit.code.clone())).unwrap_or_default()
}

/// Code of the unit that a table and units, in force or to come, send a service of a borough to.
pub fn unit_of(table: &Table, units: &Units, service: &Service, borough: Option<&str>) -> String {
    taker(decide(table, service, borough).unit, units)
}

/// Who answers for a service at a place. When nobody is sure, the intake unit does, and a person will choose.
pub fn route(op: &Op, service: &Service, place: &Place) -> Route {
    let (table, units, territory) = (op.part::<Table>(), op.part::<Units>(), op.part::<Territory>());
    let mut decision = decide(&table, service, place.borough.as_deref());
    decision.rule.category.clone_from(&service.name.fr);
    let name = |code: &str| match (units.get(code), territory.area(code)) {
        (Some(unit), _) => unit.name.clone(),
        (None, Some(area)) => area.name.clone(),
        (None, None) => Text::new(code, code),
    };
    let words = decision.explanation(&name);
    let unit = taker(decision.unit, &units);
    let version = table.version();
    Route { unit, rule: format!("{}@{}", decision.rule.level.code(), version.declared), words }
}

/// What is promised for a service at a place, from the instant of `op`.
pub fn promise(op: &Op, service: &Service, place: &Place) -> Option<Promise> {
    let (standards, brand) = (op.part::<Standards>(), op.part::<Brand>());
    let promised = standards.promise(&service.code, place.borough.as_deref(), op.now, &brand.zone)?;
    let Promised { words, due_at, version, share } = promised;
    Some(Promise { words, due_at, version, share })
}

/// Where a draft is, if nothing of it would be refused. Keeps nothing, asks the database nothing.
pub fn check(op: &Op, draft: &Draft) -> Result<Place, SubmitError> {
    let catalogue = op.part::<Catalogue>();
    let Some(service) = catalogue.service(&draft.service_code) else {
        return Err(SubmitError::ServiceUnknown(draft.service_code.clone()));
    };
    // Only work that is asked needs what the crew must know.
    if draft.nature == Nature::Request {
        service.check(&draft.answers).map_err(SubmitError::Answers)?;
    }
    if let Some(stopper) = service.stopper(&draft.answers).filter(|stopper| stopper.ends) {
        return Err(SubmitError::Stopped(stopper.sentence.clone()));
    }
    let place = place(&op.part::<Territory>(), draft.point, &draft.address)?;
    let has_place = place.point.is_some() || !place.address.is_empty();
    if service.needs_place && !has_place && draft.nature == Nature::Request {
        return Err(SubmitError::PlaceMissing(draft.service_code.clone()));
    }
    Ok(place)
}

/// Accepts a draft: files it, gives it a number, journals it. Sent twice with one key, it is filed once.
///
/// Comes first in its operation: what was written before is lost when the same form arrives twice at the same instant.
pub async fn submit(op: &mut Op, draft: Draft) -> Result<Receipt, SubmitError> {
    let place = check(op, &draft)?;
    let catalogue = op.part::<Catalogue>();
    let Some(service) = catalogue.service(&draft.service_code) else {
        return Err(SubmitError::ServiceUnknown(draft.service_code));
    };
    if let Some(receipt) = earlier(op, draft.key.as_deref()).await? {
        return Ok(receipt);
    }
    let route = route(op, service, &place);
    // An answer satisfies a question at once: no delay is promised, and none is measured.
    let promise = if draft.nature == Nature::Information { None } else { promise(op, service, &place) };
    let id = op.id();
    let reference = next_reference(op).await?;
    let filing = Filing { id, reference, draft: &draft, place, route, promise, service, parent: None };
    let receipt = Receipt { id, reference: reference.to_string(), is_repeat: false };
    match store::file(op, &filing).await {
        Ok(()) => {
            messages::acknowledge(op, &filing, &receipt).await?;
            Ok(receipt)
        }
        // The same form, sent twice at the same instant: the other one was kept meanwhile.
        Err(err) if err.is_unique_violation() => {
            op.tx = op.app.database().write();
            earlier(op, draft.key.as_deref()).await?.ok_or(SubmitError::Store(err))
        }
        Err(err) => Err(err.into()),
    }
}

/// The receipt of a form that was already received.
async fn earlier(op: &mut Op, key: Option<&str>) -> Result<Option<Receipt>, StoreError> {
    let Some(key) = key else { return Ok(None) };
    let found = store::find_submission(op, key).await?;
    Ok(found.map(|(id, reference)| Receipt { id, reference, is_repeat: true }))
}

/// Word of the table for who sees a service on the public map.
pub(crate) fn map_code(public_map: PublicMap) -> &'static str {
    match public_map {
        PublicMap::Shown => "shown",
        PublicMap::Counted => "counted",
        PublicMap::Hidden => "hidden",
    }
}

/// The next number of the year, in the city's own time.
pub(crate) async fn next_reference(op: &mut Op) -> Result<Reference, StoreError> {
    let year = year_of(op.now, &op.part::<Brand>());
    let rank = op.tx.next_number(&series(year)).await?;
    Ok(Reference { year, rank: u32::try_from(rank).unwrap_or(u32::MAX) })
}

/// Series of the numbers of a year.
pub(crate) fn series(year: u8) -> String {
    format!("request-{year:02}")
}

fn year_of(now: Moment, brand: &Brand) -> u8 {
    u8::try_from(now.day(&brand.zone).year().rem_euclid(100)).unwrap_or(0)
}
