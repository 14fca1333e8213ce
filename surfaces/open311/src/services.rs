//! What may be asked, and by which questions: discovery, services, one service.

use crate::{
    call::{Call, Endpoint, jurisdiction},
    document::{Document, Format},
    refused::Refused,
};
use axum::http::StatusCode;
use base::{Fault, Lang, Moment, Point};
use catalogue::{Catalogue, Question, Service};
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
        document.flag("metadata", !service.questions.is_empty());
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
    let last = service.questions.iter().map(|question| question.order).max().unwrap_or(0);
    let mut document = Document::new(format);
    document.object("service_definition", |document| {
        document.text("service_code", &service.code);
        let questions = service.questions.iter().map(Attribute::Question);
        let notices = service.stoppers.iter().zip(last + 1..).map(|(stopper, order)| Attribute::Notice(stopper, order));
        document.list("attributes", "attribute", questions.chain(notices), |document, attribute| {
            attribute.write(view, document);
        });
    });
    document
}

enum Attribute<'a> {
    Question(&'a Question),
    /// A sentence to show, and its rank.
    Notice(&'a catalogue::Stopper, u32),
}

impl Attribute<'_> {
    fn write(&self, view: &View, document: &mut Document) {
        match self {
            Self::Question(question) => {
                let kind = question.datatype.code();
                document.flag("variable", question.is_variable);
                document.text("code", &question.code);
                document.text("datatype", kind);
                document.flag("required", question.is_required);
                document.text("datatype_description", &view.t(&format!("open311-datatype-{kind}")));
                document.integer("order", i64::from(question.order));
                document.text("description", view.text(&question.text));
                document.list("values", "value", &question.choices, |document, choice| {
                    document.text("key", &choice.key);
                    document.text("name", view.text(&choice.name));
                });
            }
            Self::Notice(stopper, order) => {
                document.flag("variable", false);
                document.text("code", &format!("{}_{}", stopper.question, stopper.answer));
                document.text("datatype", "string");
                document.flag("required", false);
                document.text("datatype_description", &view.t("open311-datatype-notice"));
                document.integer("order", i64::from(*order));
                document.text("description", view.text(&stopper.sentence));
                document.list("values", "value", [(); 0], |_, ()| {});
            }
        }
    }
}
