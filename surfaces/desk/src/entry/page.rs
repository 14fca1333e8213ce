//! The page of an entry: what was typed, and what follows from it.

use super::{Fields, call::Call, promised};
use crate::queue::{self, Choice};
use askama::Template;
use catalogue::{Catalogue, Datatype, Question, Recogniser};
use identity::{Role, Staff};
use interactions::{Asked as Asking, Draft, Intent, Outcome, drafts, intents};
use knowledge::Hit;
use requests::{Channel, Nature, NearbyRequest, caller::CallerFile, nearby, telling};
use territory::{Location, Territory};
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
    call: Call,
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
    /// What really happened of late.
    real_delay: Option<String>,
    /// Pages that may answer: where, title, what can be read aloud.
    pages: Vec<(String, String, String)>,
    /// What was asked in this contact so far: in words, its subject.
    asked: Vec<(String, String)>,
    /// Requests of who calls, once they said who they are.
    files: Vec<File>,
    /// Unfinished contacts: key, when, who.
    drafts: Vec<(String, String, String)>,
    outcomes: Vec<Choice>,
    own_units: Vec<Choice>,
    /// What was just done, in words.
    done: String,
    today: String,
    tomorrow: String,
}

/// A request of who calls, as it is read aloud.
struct File {
    reference: String,
    service: String,
    place: String,
    label: String,
    tone: &'static str,
    sentence: String,
    last: Option<(String, String)>,
    due: String,
    is_open: bool,
}

impl EntryPage {
    fn may_enter(&self) -> bool {
        crate::rights::enters(&self.staff)
    }

    fn may_audit(&self) -> bool {
        self.staff.role == Role::Admin
    }

    /// Says what was just done.
    pub fn tell(&mut self, what: &str, reference: &str) {
        let code = match what {
            "recue" => "desk-done-received",
            "jointe" => "desk-done-joined",
            "rappel" => "desk-done-call-back",
            "lien" => "desk-done-link",
            "terminee" => "desk-done-call",
            _ => return,
        };
        let number: String =
            reference.chars().filter(|letter| letter.is_ascii_digit() || *letter == '-').take(20).collect();
        self.done = self.view.t1(code, "reference", number);
    }

    fn file_link(&self, reference: &str) -> String {
        self.view.link(&format!("/poste/demandes/{reference}"))
    }

    fn draft_link(&self, key: &str) -> String {
        self.view.link(&format!("/poste/saisie?appel={key}"))
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
    (fields, call): (Fields, Call),
    faults: Faults,
    stop: Option<String>,
) -> Result<EntryPage, Refusal> {
    let mut files: Vec<File> =
        call.files(op, &staff, &fields).await?.into_iter().map(|it| file(op, &view, it)).collect();
    // What is still to come is asked about first.
    files.sort_by_key(|file| !file.is_open);
    let in_this_call = said(op, &view, &staff, &call).await?;
    let drafts = unfinished(op, &view, &staff, &call).await?;
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
    let borough = fields.point.and_then(|point| match territory.locate(point) {
        Location::Ours(area) => Some(area.code.clone()),
        Location::Linked(_) | Location::Outside => None,
    });
    let real_delay = match service {
        Some(service) => indicators::real_delay(op, &service.code, borough.as_deref()).await?,
        None => None,
    };
    let pages = pages(op, &view, &fields, borough.as_deref()).await?;
    let zone = view.brand().zone.clone();
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
        outcomes: named(Outcome::ALL.iter().map(|it| it.code()), "", &view, "interactions-outcome"),
        own_units: queue::units(op, &view, "", |code| staff.is_of(code)),
        today: op.now.day(&zone).to_string(),
        tomorrow: op.now.plus_days(1).day(&zone).to_string(),
        done: String::new(),
        real_delay,
        pages,
        asked: in_this_call,
        files,
        drafts,
        call,
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

/// Pages of the knowledge base that the words of the person ask for.
async fn pages(
    op: &mut Op,
    view: &View,
    fields: &Fields,
    borough: Option<&str>,
) -> Result<Vec<(String, String, String)>, Refusal> {
    if fields.words.chars().count() < 4 {
        return Ok(Vec::new());
    }
    let words: String = fields.words.chars().take(300).collect();
    let hits = knowledge::find(op, &words, view.lang, borough).await?;
    let page = |hit: Hit| match hit {
        Hit::Article { slug, title, summary, .. } => {
            Some((view.link(&format!("/poste/aide/{}", slug.as_str())), title, summary))
        }
        Hit::Service { .. } => None,
    };
    Ok(hits.into_iter().filter_map(page).take(3).collect())
}

/// A request of who calls, in words.
fn file(op: &Op, view: &View, found: CallerFile) -> File {
    let request = found.request;
    File {
        service: telling::service_name(op, &request.service_code, view.lang),
        place: request.place.address.clone(),
        label: queue::label(op, view, request.status),
        tone: request.status.tone(),
        sentence: found.sentence,
        last: found.last_words.map(|(at, words)| (view.date(&at), words)),
        due: request.due_at().filter(|_| request.closed_at.is_none()).map(|at| view.date(&at)).unwrap_or_default(),
        is_open: request.status.is_open(),
        reference: request.reference,
    }
}

/// What was asked in the contact so far.
async fn said(op: &mut Op, view: &View, staff: &Staff, call: &Call) -> Result<Vec<(String, String)>, Refusal> {
    if !call.is_call() {
        return Ok(Vec::new());
    }
    let asked = intents(op, &call.key, staff.id).await?;
    let words = |it: Asking| (view.t(&format!("interactions-intent-{}", it.intent.code())), shown(&it));
    Ok(asked.into_iter().map(words).collect())
}

/// The subject of what was asked, when people can read it.
fn shown(asked: &Asking) -> String {
    match asked.intent {
        Intent::CallBack => String::new(),
        Intent::Filed | Intent::Joined | Intent::Answered | Intent::Followed | Intent::Read | Intent::Flagged => {
            asked.subject.clone()
        }
    }
}

/// Other contacts of the same person that were not ended.
async fn unfinished(
    op: &mut Op,
    view: &View,
    staff: &Staff,
    call: &Call,
) -> Result<Vec<(String, String, String)>, Refusal> {
    let found = drafts(op, staff.id).await?;
    let others = found.into_iter().filter(|draft| draft.key != call.key);
    let of = |draft: &Draft, name: &str| {
        draft.fields.iter().find(|(field, _)| field == name).map_or(String::new(), |(_, value)| value.clone())
    };
    let who = |draft: &Draft| {
        [of(draft, "nom"), of(draft, "telephone"), of(draft, "mots")].into_iter().find(|it| !it.is_empty())
    };
    Ok(others
        .take(5)
        .map(|draft| {
            (draft.key.clone(), view.time(&draft.saved_at), who(&draft).unwrap_or_default().chars().take(60).collect())
        })
        .collect())
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
