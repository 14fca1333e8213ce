//! Services as the making of requests sees them: how often, when in the year, how long, and in what words.

use base::{PackFault, PackFiles, Sheet, Text};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

/// A service and its habits.
#[derive(Debug)]
pub(crate) struct Service {
    pub code: Arc<str>,
    pub name: Text,
    pub category: Arc<str>,
    pub kind: Kind,
    /// First kind of place it asks for: `adresse`, `troncon`, `intersection`, `equipement`, `aucun`, `point`.
    pub place: String,
    pub is_urgent: bool,
    pub habits: Habits,
    pub questions: Vec<Ask>,
    /// French and English sentences.
    pub sentences: Vec<(Arc<str>, Arc<str>)>,
}

/// What its closing results look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Work,
    Inspection,
    Answer,
}

/// A line of `profiles.csv`. Figures a year are those of a city of two million.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Habits {
    pub code: String,
    pub yearly: f64,
    pub information: f64,
    pub season: String,
    pub median_days: f64,
    pub spread: f64,
}

/// A question, and what may be answered: a choice, a day or a few words.
#[derive(Debug)]
pub(crate) struct Ask {
    pub code: Arc<str>,
    pub is_required: bool,
    pub form: Form,
}

#[derive(Debug)]
pub(crate) enum Form {
    /// Codes of the choices, without those that end the report.
    Choices(Vec<Arc<str>>),
    Day,
    Words,
}

const PROFILES: &str = include_str!("profiles.csv");
const SENTENCES: &str = include_str!("sentences.csv");

/// The habits of a service that our table does not know.
fn plain_habits(code: &str) -> Habits {
    Habits {
        code: code.to_owned(),
        yearly: 800.0,
        information: 200.0,
        season: "flat".to_owned(),
        median_days: 5.0,
        spread: 1.0,
    }
}

/// Rows of one of our own tables.
pub(crate) fn rows<T: for<'a> Deserialize<'a>>(text: &str) -> Vec<T> {
    csv::Reader::from_reader(text.as_bytes()).into_deserialize().filter_map(Result::ok).collect()
}

/// The services of a pack, each with its habits.
pub(crate) fn read(files: &PackFiles) -> Result<Vec<Service>, Vec<PackFault>> {
    let mut faults = Vec::new();
    let columns = ["code", "nom_fr", "nom_en", "groupe", "type_lieu", "acti_nom_montreal", "priorite"];
    let sheet = Sheet::read(files, "services.csv", &columns, &mut faults);
    let habits: HashMap<String, Habits> =
        rows::<Habits>(PROFILES).into_iter().map(|habits| (habits.code.clone(), habits)).collect();
    let mut asks = questions(files, &mut faults);
    let sentences = sentences();
    let services = sheet.lines().map(|line| {
        let code = line.get("code");
        let own = sentences.get(code).or_else(|| sentences.get("*")).cloned();
        Service {
            code: code.into(),
            name: Text::new(line.get("nom_fr"), line.get("nom_en")),
            category: line.get("acti_nom_montreal").into(),
            kind: kind(line.get("groupe")),
            place: line.get("type_lieu").split('|').next().unwrap_or("").to_owned(),
            is_urgent: line.get("priorite") == "urgente",
            habits: habits.get(code).cloned().unwrap_or_else(|| plain_habits(code)),
            questions: asks.remove(code).unwrap_or_default(),
            sentences: own.unwrap_or_default(),
        }
    });
    let services = services.collect();
    if faults.is_empty() { Ok(services) } else { Err(faults) }
}

fn kind(group: &str) -> Kind {
    match group {
        "Permis" | "Taxes et finances" | "Information, plaintes et suggestions" => Kind::Answer,
        "Logement et bâtiments" | "Nuisances et cohabitation" => Kind::Inspection,
        _ => Kind::Work,
    }
}

#[derive(Deserialize)]
struct SentenceRow {
    code: String,
    #[serde(flatten)]
    text: Text,
}

type Sentences = HashMap<String, Vec<(Arc<str>, Arc<str>)>>;

fn sentences() -> Sentences {
    let mut sentences = Sentences::new();
    for row in rows::<SentenceRow>(SENTENCES) {
        sentences.entry(row.code).or_default().push((row.text.fr.into(), row.text.en.into()));
    }
    sentences
}

#[derive(Deserialize)]
struct ServiceQuestions {
    service_code: String,
    attributes: Vec<Attribute>,
}

#[derive(Deserialize)]
struct Attribute {
    code: String,
    datatype: String,
    required: bool,
    #[serde(default)]
    values: Vec<Value>,
}

#[derive(Deserialize)]
struct Value {
    key: String,
}

/// The questions of each service, without the choices that end the report.
fn questions(files: &PackFiles, faults: &mut Vec<PackFault>) -> BTreeMap<String, Vec<Ask>> {
    let columns = ["service_code", "question", "answer"];
    let stoppers = Sheet::read(files, "stoppers.csv", &columns, faults);
    let stopping: HashSet<(&str, &str)> =
        stoppers.lines().map(|line| (line.get("question"), line.get("answer"))).collect();
    let text = files.text("questions.json").unwrap_or("[]");
    let read: Vec<ServiceQuestions> = serde_json::from_str(text).unwrap_or_else(|err| {
        faults.push(PackFault::new("questions.json", err.line() as u64, err.to_string()));
        Vec::new()
    });
    let ask = |attribute: Attribute| {
        let keys = attribute.values.iter().map(|value| value.key.as_str());
        let choices = keys.filter(|key| !stopping.contains(&(attribute.code.as_str(), key))).map(Arc::from);
        let form = match attribute.datatype.as_str() {
            "singlevaluelist" | "multivaluelist" => Form::Choices(choices.collect()),
            "datetime" => Form::Day,
            _ => Form::Words,
        };
        Ask { code: attribute.code.into(), is_required: attribute.required, form }
    };
    let of_service = |one: ServiceQuestions| (one.service_code, one.attributes.into_iter().map(ask).collect());
    read.into_iter().map(of_service).collect()
}
