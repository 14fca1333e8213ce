//! What became of requests: `GET requests`, `GET requests/ID`. What may be read there is decided by ADR 006.

use crate::{
    call::Call,
    document::Document,
    place::PublicPlace,
    refused::Refused,
    wanted::{self, Area, Wanted},
};
use base::{Cursor, Id, Moment};
use catalogue::{Catalogue, Question};
use jiff::tz::TimeZone;
use requests::{Filter, PublicRequest, PublicStep, list_public, steps_of};
use std::{collections::HashMap, sync::Arc};
use territory::{Territory, Units};
use web::{Brand, Op, View, view::localized};

/// Requests looked at together when a place is asked: some of them are published elsewhere.
const CANDIDATES: u32 = if cfg!(test) { 3 } else { 5_000 };

/// `GET requests`.
pub async fn list(op: &mut Op, call: &Call) -> Result<Document, Refused> {
    call.check_jurisdiction(op)?;
    let wanted = wanted::read(&call.fields, op.now)?;
    let found = find(op, &wanted).await?;
    write(op, call, &wanted, &found).await
}

/// `GET requests/ID`.
pub async fn show(op: &mut Op, call: &Call, id: &str) -> Result<Document, Refused> {
    call.check_jurisdiction(op)?;
    let filter = Filter { references: vec![wanted::number(id)], ..Filter::default() };
    let has_extensions = call.fields.text("extensions") == "true";
    let wanted = Wanted { filter, area: None, skip: 0, limit: 1, has_extensions };
    let found = find(op, &wanted).await?;
    if found.is_empty() {
        return Err(Refused::unknown("open311/request-unknown"));
    }
    write(op, call, &wanted, &found).await
}

type Found = Vec<(PublicRequest, PublicPlace)>;

async fn find(op: &mut Op, wanted: &Wanted) -> Result<Found, Refused> {
    if let Some(area) = wanted.area {
        return find_inside(op, wanted, area).await;
    }
    let rows = list_public(op, &wanted.filter, None, wanted.skip, wanted.limit).await?;
    Ok(placed(op, rows))
}

fn placed(op: &Op, rows: Vec<PublicRequest>) -> Found {
    let (territory, lang) = (op.part::<Territory>(), op.lang);
    let place = |request: PublicRequest| {
        let place = PublicPlace::of(&territory, &request, lang);
        (request, place)
    };
    rows.into_iter().map(place).collect()
}

/// Requests published inside `area`: those around it are read, the newest first, until enough of them are inside.
async fn find_inside(op: &mut Op, wanted: &Wanted, area: Area) -> Result<Found, Refused> {
    let (skip, limit) = (wanted.skip as usize, wanted.limit as usize);
    let asks_changes = wanted.filter.updated != (None, None);
    let (mut found, mut after) = (Found::new(), None);
    while found.len() < skip + limit {
        let rows = list_public(op, &wanted.filter, after, 0, CANDIDATES).await?;
        let is_last = rows.len() < CANDIDATES as usize;
        after = rows.last().map(|row| {
            let at = if asks_changes { row.updated_at } else { row.received_at };
            Cursor { key: at.0, id: row.id }
        });
        let inside = placed(op, rows).into_iter().filter(|(_, it)| it.point.is_some_and(|point| area.holds(point)));
        found.extend(inside);
        if is_last {
            break;
        }
    }
    Ok(found.into_iter().skip(skip).take(limit).collect())
}

async fn write(op: &mut Op, call: &Call, wanted: &Wanted, found: &Found) -> Result<Document, Refused> {
    let mut steps: HashMap<Id, Vec<PublicStep>> = HashMap::new();
    if wanted.has_extensions {
        let ids: Vec<Id> = found.iter().map(|(request, _)| request.id).collect();
        for step in steps_of(op, &ids).await? {
            steps.entry(step.request_id).or_default().push(step);
        }
    }
    let words = Words::of(op);
    let mut document = Document::new(call.format);
    document.list("service_requests", "request", found, |document, (request, place)| {
        let pictures = words.pictures(request);
        words.write(document, request, place);
        document.maybe("media_url", pictures.first().map(String::as_str));
        if wanted.has_extensions {
            let steps = steps.get(&request.id).map_or(&[][..], Vec::as_slice);
            words.write_extensions(document, request, steps);
            document.texts("media_urls", "media_url", pictures.iter().map(String::as_str));
        }
    });
    Ok(document)
}

/// `open` or `closed`.
fn status_of(request: &PublicRequest) -> &'static str {
    if request.closed_at.is_none() { "open" } else { "closed" }
}

/// What names the parts of a request in the reader's language.
pub struct Words {
    view: View,
    catalogue: Arc<Catalogue>,
    units: Arc<Units>,
    zone: TimeZone,
    public_url: String,
}

impl Words {
    pub fn of(op: &Op) -> Self {
        let zone = op.part::<Brand>().zone.clone();
        let public_url = op.app.settings().public_url.clone();
        Self { view: op.view(), catalogue: op.part(), units: op.part(), zone, public_url }
    }

    /// Addresses of the photos that staff published, at the page of the request.
    fn pictures(&self, request: &PublicRequest) -> Vec<String> {
        let address = |name: &String| {
            let path = localized(self.view.lang, &format!("/suivi/{}/photo/{name}", request.reference));
            format!("{}{path}", self.public_url)
        };
        request.photos.iter().map(address).collect()
    }

    pub fn moment(&self, document: &mut Document, name: &'static str, moment: Moment) {
        document.moment(name, Some(moment), &self.zone);
    }

    /// Where it stands, as the tracker says it, and what became of it.
    fn status_notes(&self, request: &PublicRequest) -> String {
        let status = self.catalogue.status(request.status.code());
        let label = status.map_or("", |status| self.view.text(&status.label));
        let result = request.result.as_deref().and_then(|code| self.catalogue.closing_result(code));
        match result {
            Some(result) => {
                self.view.t2("open311-closed-with", ("status", label), ("result", self.view.text(&result.name)))
            }
            None => label.to_owned(),
        }
    }

    /// The label of a status.
    pub fn label(&self, code: &str) -> &str {
        self.catalogue.status(code).map_or("", |status| self.view.text(&status.label))
    }

    /// The questions of the service whose answers were chosen in a list of the city's: those hold nobody's words.
    fn chosen<'a>(&'a self, request: &'a PublicRequest) -> impl Iterator<Item = (&'a Question, Vec<&'a str>)> {
        let questions = self.catalogue.service(&request.service_code).map_or(&[][..], |it| it.questions.as_slice());
        questions.iter().filter(|question| question.datatype.is_list()).filter_map(|question| {
            let given = request.answers.get(&question.code);
            let offered = question.choices.iter().map(|choice| choice.key.as_str());
            let chosen: Vec<&str> = offered.filter(|key| given.iter().any(|value| value == key)).collect();
            (!chosen.is_empty()).then_some((question, chosen))
        })
    }

    fn description(&self, request: &PublicRequest) -> String {
        let lines = self.chosen(request).map(|(question, keys)| {
            let words: Vec<String> = keys.iter().map(|key| question.words(key, self.view.lang)).collect();
            format!("{} {}", self.view.text(&question.text), words.join(", "))
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn write(&self, document: &mut Document, request: &PublicRequest, place: &PublicPlace) {
        let service = self.catalogue.service(&request.service_code);
        let unit = self.units.get(&request.unit).map_or(request.unit.as_str(), |unit| self.view.text(&unit.name));
        let changed_at = request.closed_at.unwrap_or(request.updated_at);
        document.text("service_request_id", &request.reference);
        document.text("status", status_of(request));
        document.maybe("status_notes", Some(&self.status_notes(request)));
        document.text("service_name", service.map_or(&request.service_code, |it| self.view.text(&it.name)));
        document.text("service_code", &request.service_code);
        document.maybe("description", Some(&self.description(request)));
        document.maybe("agency_responsible", Some(unit));
        document.maybe("service_notice", None);
        document.moment("requested_datetime", Some(request.received_at), &self.zone);
        document.moment("updated_datetime", Some(changed_at), &self.zone);
        document.moment("expected_datetime", request.due_at, &self.zone);
        document.maybe("address", Some(&place.address));
        document.maybe("address_id", None);
        document.maybe("zipcode", None);
        document.degrees("lat", place.point.map(|point| point.lat));
        document.degrees("long", place.point.map(|point| point.lon));
    }

    /// What other servers add behind `extensions=true`.
    fn write_extensions(&self, document: &mut Document, request: &PublicRequest, steps: &[PublicStep]) {
        document.object("extended_attributes", |document| {
            document.text("status_code", request.status.code());
            document.maybe("borough", request.borough.as_deref());
            document.integer("requesters", request.requesters);
        });
        document.list("attributes", "attribute", self.chosen(request), |document, (question, keys)| {
            document.text("code", &question.code);
            document.text("description", self.view.text(&question.text));
            document.list("values", "value", keys, |document, key| {
                document.text("key", key);
                document.text("name", &question.words(key, self.view.lang));
            });
        });
        document.list("notes", "note", steps, |document, step| {
            self.moment(document, "datetime", step.at);
            document.text("description", self.label(step.status.code()));
            document.text("type", step.status.code());
        });
    }
}
