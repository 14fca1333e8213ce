//! Services as the making of requests sees them: how often, when in the year, how long, and in what words.

use crate::{chance::Chance, made::MadePlace};
use base::{PackFault, PackFiles, Sheet, Text};
use catalogue::{Answers, Catalogue, Datatype, Priority, Question};
use jiff::civil::Date;
use serde::Deserialize;
use std::{collections::HashMap, sync::Arc};

/// A service and its habits.
#[derive(Debug)]
pub(crate) struct Service {
    /// As the catalogue has it.
    pub listed: catalogue::Service,
    pub code: Arc<str>,
    pub category: Arc<str>,
    pub kind: Kind,
    /// First kind of place it asks for: `adresse`, `troncon`, `intersection`, `equipement`, `aucun`, `point`.
    pub place: String,
    pub is_urgent: bool,
    pub habits: Habits,
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
    let catalogue = Catalogue::read(files)?;
    let mut faults = Vec::new();
    let sheet = Sheet::read(files, "services.csv", &["code", "groupe", "type_lieu"], &mut faults);
    let habits: HashMap<String, Habits> =
        rows::<Habits>(PROFILES).into_iter().map(|habits| (habits.code.clone(), habits)).collect();
    let sentences = sentences();
    let services = sheet.lines().filter_map(|line| {
        let code = line.get("code");
        let listed = catalogue.service(code)?.clone();
        let own = sentences.get(code).or_else(|| sentences.get("*")).cloned();
        Some(Service {
            code: code.into(),
            category: listed.category.as_str().into(),
            kind: kind(line.get("groupe")),
            place: line.get("type_lieu").split('|').next().unwrap_or("").to_owned(),
            is_urgent: listed.priority == Priority::Urgent,
            habits: habits.get(code).cloned().unwrap_or_else(|| plain_habits(code)),
            sentences: own.unwrap_or_default(),
            listed,
        })
    });
    let services = services.collect();
    if faults.is_empty() { Ok(services) } else { Err(faults) }
}

impl Service {
    /// What somebody answers on a day: all that is required, some of the rest, nothing that ends the report.
    pub(crate) fn answers(&self, day: Date, place: Option<&MadePlace>, chance: &mut Chance) -> Answers {
        let mut answers = Answers::default();
        for question in &self.listed.questions {
            let is_asked = self.listed.asked(&answers).iter().any(|asked| asked.code == question.code);
            if is_asked && (question.is_required || chance.happens(0.4)) {
                answers.add(&question.code, &self.answer(question, day, place, chance));
            }
        }
        answers
    }

    /// Empty when the person skips the question.
    fn answer(&self, question: &Question, day: Date, place: Option<&MadePlace>, chance: &mut Chance) -> String {
        match question.datatype {
            Datatype::SingleValueList | Datatype::MultiValueList => {
                let stops = |key: &str| {
                    let mut stoppers = self.listed.stoppers.iter();
                    stoppers.any(|stopper| stopper.question == question.code && stopper.answer == key)
                };
                let keys: Vec<&str> =
                    question.choices.iter().map(|it| it.key.as_str()).filter(|it| !stops(it)).collect();
                chance.pick(&keys).map_or_else(String::new, |key| (*key).to_owned())
            }
            Datatype::Datetime => day.to_string(),
            Datatype::String | Datatype::Text | Datatype::Number if question.is_required => {
                match place.filter(|place| question.code == "equipement" && place.side.is_none()) {
                    Some(park) => park.address.clone(),
                    None => format!("{:04}", chance.below(10_000)),
                }
            }
            Datatype::String | Datatype::Text | Datatype::Number => String::new(),
        }
    }
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
