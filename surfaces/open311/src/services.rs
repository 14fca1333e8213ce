//! What may be asked, and by which questions: discovery, services, one service.

use crate::{
    call::{Call, Endpoint, jurisdiction},
    document::{Document, Format},
    refused::Refused,
};
use axum::http::StatusCode;
use base::{Fault, Lang, Moment, Point};
use catalogue::{Catalogue, Question, Service, Stopper};
use standards::Standards;
use territory::{Location, Territory};
use web::{Brand, Op, View, view::localized};

/// Since when the services and their questions are what they are: the changeset of discovery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition(pub Moment);

const SPECIFICATION: &str = "http://wiki.open311.org/GeoReport_v2";
const FORMATS: [&str; 2] = ["text/xml", "application/json"];

/// `GET discovery`.
pub fn discover(op: &Op, call: &Call) -> Document {
    let (view, brand) = (op.view(), op.part::<Brand>());
    let changeset = op.part::<Edition>().0.to_w3c(&brand.zone);
    let contact = view.t2("open311-contact", ("phone", &brand.phone), ("url", &brand.url));
    let mut document = Document::new(call.format);
    document.object("discovery", |document| {
        document.text("changeset", &changeset);
        document.text("contact", &format!("{}. {contact}", view.city()));
        document.text("key_service", &view.t2("open311-key-service", ("phone", &brand.phone), ("url", &brand.url)));
        document.list("endpoints", "endpoint", [Endpoint::Production, Endpoint::Test], |document, endpoint| {
            document.text("specification", SPECIFICATION);
            let path = localized(op.lang, endpoint.path());
            document.text("url", &format!("{}{path}", op.app.settings().public_url));
            document.text("changeset", &changeset);
            document.text("type", endpoint.code());
            document.texts("formats", "format", FORMATS);
        });
        document.text("jurisdiction_id", &jurisdiction(&brand.url));
    });
    document
}

/// `GET services`.
pub fn list(op: &Op, call: &Call) -> Result<Document, Refused> {
    call.check_jurisdiction(op)?;
    check_place(op, call)?;
    let (view, catalogue, standards) = (op.view(), op.part::<Catalogue>(), op.part::<Standards>());
    let mut document = Document::new(call.format);
    document.list("services", "service", catalogue.services(), |document, service| {
        let standard = standards.get(&service.code, None);
        let description = match standard {
            Some(standard) => view.t1("open311-service-promise", "promise", view.text(&standard.words())),
            None => view.t("open311-service-no-promise"),
        };
        let keywords = match op.lang {
            Lang::Fr => &service.keywords_fr,
            Lang::En => &service.keywords_en,
        };
        document.text("service_code", &service.code);
        document.text("service_name", view.text(&service.name));
        document.text("description", &description);
        document.flag("metadata", !attributes(service).is_empty());
        document.text("type", "realtime");
        document.text("keywords", &keywords.join(","));
        document.text("group", view.text(&service.group.name));
    });
    Ok(document)
}

/// Services are the same everywhere in the city; elsewhere there are none, and we say who has some.
fn check_place(op: &Op, call: &Call) -> Result<(), Refused> {
    let (lat, lon) = (call.fields.text("lat"), call.fields.text("long"));
    if lat.is_empty() && lon.is_empty() {
        return Ok(());
    }
    let point = Point::parse(lat, lon).ok_or_else(|| Refused::wrong("open311/place-unreadable"))?;
    match op.part::<Territory>().locate(point) {
        Location::Ours(_) => Ok(()),
        Location::Linked(town) => Err(vec![linked_town(town, op.lang)].into()),
        Location::Outside => Err(Refused::wrong("open311/outside-city")),
    }
}

/// The place is a neighbour's, with whom to contact.
pub fn linked_town(town: &territory::Area, lang: Lang) -> Fault {
    let contact = [town.contact.get(lang), &town.phone, &town.url];
    let contact: Vec<&str> = contact.into_iter().filter(|words| !words.is_empty()).collect();
    Fault::new("address_string", "open311/linked-town")
        .with("town", town.name.get(lang))
        .with("contact", contact.join(", "))
}

/// `GET services/CODE`: the questions, then what is said to a person whose answer calls for it.
pub fn define(op: &Op, call: &Call, code: &str) -> Result<Document, Refused> {
    call.check_jurisdiction(op)?;
    let (view, catalogue) = (op.view(), op.part::<Catalogue>());
    let unknown = || Refused::one(StatusCode::NOT_FOUND, "open311/service-unknown");
    let service = catalogue.service(code).ok_or_else(unknown)?;
    Ok(write_definition(&view, call.format, service))
}

fn write_definition(view: &View, format: Format, service: &Service) -> Document {
    let mut document = Document::new(format);
    document.object("service_definition", |document| {
        document.text("service_code", &service.code);
        document.list("attributes", "attribute", attributes(service), |document, attribute| {
            attribute.write(view, service, document);
        });
    });
    document
}

enum Attribute<'a> {
    Question(&'a Question),
    /// A sentence to show when an answer calls for it, and its rank.
    Warning(&'a Stopper, u32),
    /// The person must be reached; its rank.
    Contact(u32),
}

/// The questions, then what is said.
fn attributes(service: &Service) -> Vec<Attribute<'_>> {
    let last = service.questions.iter().map(|question| question.order).max().unwrap_or(0);
    let mut ranks = last + 1..;
    let mut attributes: Vec<Attribute<'_>> = service.questions.iter().map(Attribute::Question).collect();
    attributes.extend(service.stoppers.iter().zip(&mut ranks).map(|(stopper, rank)| Attribute::Warning(stopper, rank)));
    attributes.extend(ranks.next().filter(|_| service.needs_contact).map(Attribute::Contact));
    attributes
}

impl Attribute<'_> {
    fn write(&self, view: &View, service: &Service, document: &mut Document) {
        match self {
            Self::Question(question) => {
                let kind = question.datatype.code();
                document.flag("variable", question.is_variable);
                document.text("code", &question.code);
                document.text("datatype", kind);
                // The standard knows no conditions: what is asked only sometimes is not said to be always due.
                document.flag("required", question.is_required && question.only_if.is_none());
                let kind = view.t(&format!("open311-datatype-{kind}"));
                document.text("datatype_description", [kind, condition(view, service, question)].join(" ").trim());
                document.integer("order", i64::from(question.order));
                document.text("description", view.text(&question.text));
                document.list("values", "value", &question.choices, |document, choice| {
                    document.text("key", &choice.key);
                    document.text("name", view.text(&choice.name));
                });
            }
            Self::Warning(stopper, rank) => {
                let code = format!("{}_{}", stopper.question, stopper.answer);
                write_notice(view, document, (&code, *rank), view.text(&stopper.sentence));
            }
            Self::Contact(rank) => {
                write_notice(view, document, ("contact", *rank), &view.t("open311-contact-missing"));
            }
        }
    }
}

/// When a question is asked, in words; nothing when it always is.
fn condition(view: &View, service: &Service, question: &Question) -> String {
    let Some(condition) = &question.only_if else { return String::new() };
    let Some(earlier) = service.question(&condition.question) else { return String::new() };
    let answers: Vec<String> = condition.answers.iter().map(|key| earlier.words(key, view.lang)).collect();
    view.t2("open311-only-if", ("question", view.text(&earlier.text)), ("answers", &answers.join(", ")))
}

fn write_notice(view: &View, document: &mut Document, (code, rank): (&str, u32), sentence: &str) {
    document.flag("variable", false);
    document.text("code", code);
    document.text("datatype", "string");
    document.flag("required", false);
    document.text("datatype_description", &view.t("open311-datatype-notice"));
    document.integer("order", i64::from(rank));
    document.text("description", sentence);
    document.list("values", "value", [(); 0], |_, ()| {});
}
