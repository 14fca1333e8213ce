//! The page of an entry: what was typed, and what follows from it.

use super::{Fields, promised};
use crate::queue::{self, Choice};
use askama::Template;
use catalogue::{Catalogue, Datatype, Question, Recogniser};
use identity::{Role, Staff};
use requests::{Channel, Nature, NearbyRequest, nearby};
use territory::Territory;
use web::{Faults, Op, Refusal, View};

/// A question of the service, as its field is drawn.
struct Asked {
    field: String,
    text: String,
    /// `select`, `checks`, `area`, or the type of an input.
    kind: &'static str,
    is_required: bool,
    choices: Vec<Choice>,
    value: String,
}

#[derive(Template)]
#[template(path = "entry.html")]
pub struct EntryPage {
    view: View,
    staff: Staff,
    faults: Faults,
    fields: Fields,
    channels: Vec<Choice>,
    natures: Vec<Choice>,
    proposals: Vec<Choice>,
    services: Vec<(String, Vec<Choice>)>,
    questions: Vec<Asked>,
    near: Vec<NearbyRequest>,
    /// Addresses that may be meant.
    suggestions: Vec<String>,
    /// What to say to the person before anything else.
    stop: Option<String>,
    service_name: String,
    unit: String,
    promise: String,
}

impl EntryPage {
    fn may_enter(&self) -> bool {
        crate::rights::enters(&self.staff)
    }

    fn may_audit(&self) -> bool {
        self.staff.role == Role::Admin
    }

    fn is_information(&self) -> bool {
        self.fields.nature == Nature::Information
    }

    fn is_wrong(&self, field: &str) -> bool {
        self.faults.of(field).is_some()
    }

    fn is_same(&self, reference: &str) -> bool {
        self.fields.same_as.as_deref() == Some(reference)
    }

    fn consents(&self) -> [(&'static str, bool); 3] {
        let fields = &self.fields;
        [("suivi", fields.wants_news), ("sondage", fields.wants_survey), ("participer", fields.wants_participation)]
    }
}

/// Everything that follows from what was typed. `stop` prevails over the warnings of the service.
pub async fn page(
    op: &mut Op,
    view: View,
    staff: Staff,
    fields: Fields,
    faults: Faults,
    stop: Option<String>,
) -> Result<EntryPage, Refusal> {
    let (catalogue, territory) = (op.part::<Catalogue>(), op.part::<Territory>());
    let service = catalogue.service(&fields.service);
    let mut near = match (service, fields.point) {
        (Some(service), Some(point)) => nearby(op, &service.code, point, service.radius_m).await?,
        (Some(_) | None, _) => Vec::new(),
    };
    near.truncate(6);
    let warning = service.and_then(|service| service.stopper(&fields.answers()));
    let stop = stop.or_else(|| warning.map(|stopper| view.text(&stopper.sentence).to_owned()));
    let is_lost = fields.point.is_none() && !fields.address.is_empty();
    let suggestions = if is_lost { territory.suggest(&fields.address, 5, None) } else { Vec::new() };
    let (unit, promise) = promised(op, &view, &fields);
    let is_asked = fields.nature == Nature::Request && fields.same_as.is_none();
    let questions = service.filter(|_| is_asked).map(|service| service.questions.as_slice()).unwrap_or_default();
    Ok(EntryPage {
        channels: named(Channel::ALL.iter().map(|it| it.code()), fields.channel.code(), &view, "requests-channel"),
        natures: named(Nature::ALL.iter().map(|it| it.code()), fields.nature.code(), &view, "requests-nature"),
        proposals: proposals(op, &view, &fields),
        services: queue::services(op, &view, &fields.service),
        questions: questions.iter().filter(|it| it.is_variable).map(|it| asked(it, &fields, &view)).collect(),
        suggestions: suggestions.into_iter().map(|suggestion| suggestion.label).collect(),
        service_name: service.map(|service| view.text(&service.name).to_owned()).unwrap_or_default(),
        near,
        stop,
        unit,
        promise,
        view,
        staff,
        faults,
        fields,
    })
}

fn named<'a>(codes: impl Iterator<Item = &'a str>, chosen: &str, view: &View, text: &str) -> Vec<Choice> {
    let choice = |code: &str| Choice {
        value: code.to_owned(),
        name: view.t(&format!("{text}-{code}")),
        is_chosen: code == chosen,
    };
    codes.map(choice).collect()
}

/// Services that the words may mean, in the language of the person.
fn proposals(op: &Op, view: &View, fields: &Fields) -> Vec<Choice> {
    let catalogue = op.part::<Catalogue>();
    let found = op.part::<Recogniser>().propose(&fields.words, fields.lang);
    let choice = |code: &str| {
        catalogue.service(code).map(|service| Choice {
            value: code.to_owned(),
            name: view.text(&service.name).to_owned(),
            is_chosen: false,
        })
    };
    found.iter().filter_map(|proposal| choice(&proposal.service_code)).collect()
}

fn asked(question: &Question, fields: &Fields, view: &View) -> Asked {
    let given = fields.answers.get(&question.code).map(Vec::as_slice).unwrap_or_default();
    let choices = question.choices.iter().map(|choice| Choice {
        value: choice.key.clone(),
        name: view.text(&choice.name).to_owned(),
        is_chosen: given.contains(&choice.key),
    });
    Asked {
        field: format!("q_{}", question.code),
        text: view.text(&question.text).to_owned(),
        kind: match question.datatype {
            Datatype::SingleValueList => "select",
            Datatype::MultiValueList => "checks",
            Datatype::Text => "area",
            Datatype::Datetime => "date",
            Datatype::Number | Datatype::String => "text",
        },
        is_required: question.is_required,
        choices: choices.collect(),
        value: given.first().cloned().unwrap_or_default(),
    }
}
