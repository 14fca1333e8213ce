//! A service: what a resident may ask, in plain words.

use crate::{Answers, Question, question};
use base::{Fault, Line, PackFault, Sheet, Text};
use std::collections::HashMap;

/// A family of services, as residents look for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub code: String,
    pub name: Text,
}

/// Who serves: the borough of the place, a borough for others too, or a central unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Borough,
    Shared,
    Central,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    Planned,
    Normal,
    High,
    Urgent,
}

impl Priority {
    /// Word kept with a request.
    pub fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Normal => "normal",
            Self::High => "high",
            Self::Urgent => "urgent",
        }
    }
}

/// What the public map shows of a request of this service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicMap {
    /// Its place and its status.
    Shown,
    /// Only counts by area.
    Counted,
    Hidden,
}

/// An answer after which we first warn, or end: danger, another road owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopper {
    pub question: String,
    pub answer: String,
    /// Whether the report cannot go on with us.
    pub ends: bool,
    pub sentence: Text,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    pub code: String,
    pub name: Text,
    pub group: Group,
    pub keywords_fr: Vec<String>,
    pub keywords_en: Vec<String>,
    pub level: Level,
    pub priority: Priority,
    pub public_map: PublicMap,
    /// Whether a request must have a place.
    pub needs_place: bool,
    /// Whether nothing can be done without reaching the person: an appointment, an account, an answer in writing.
    pub needs_contact: bool,
    /// How far another open request may be and still be the same problem, in metres.
    pub radius_m: f64,
    /// Name of this service in the City's open data (`ACTI_NOM`).
    pub category: String,
    pub questions: Vec<Question>,
    pub stoppers: Vec<Stopper>,
}

impl Service {
    /// The questions that `answers` call for, in their order: those without condition, and those that an earlier
    /// answer makes matter.
    pub fn asked(&self, answers: &Answers) -> Vec<&Question> {
        question::asked(&self.questions, answers)
    }

    /// Checks what was answered: required answers to what is asked, offered choices, numbers and dates.
    /// An answer to a question of the service that is not asked is no fault: programs send them all.
    pub fn check(&self, answers: &Answers) -> Result<(), Vec<Fault>> {
        let asked: Vec<&str> = self.asked(answers).into_iter().map(|question| question.code.as_str()).collect();
        let is_read = |it: &&Question| asked.contains(&it.code.as_str()) || !answers.get(&it.code).is_empty();
        let read = self.questions.iter().filter(is_read);
        let mut faults: Vec<Fault> = read.filter_map(|question| question.check(answers.get(&question.code))).collect();
        let unknown = answers.codes().filter(|code| self.question(code).is_none());
        faults.extend(unknown.map(|code| Fault::new(code, "catalogue/question-unknown").with("code", code)));
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    pub fn question(&self, code: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.code == code)
    }

    /// How soon a crew must look: the service's own, or sooner when an answer says so.
    pub fn priority_for(&self, answers: &Answers) -> Priority {
        let given = self.asked(answers).into_iter().flat_map(|question| {
            let values = answers.get(&question.code);
            question.choices.iter().filter(|choice| values.contains(&choice.key)).filter_map(|choice| choice.priority)
        });
        given.fold(self.priority, Priority::max)
    }

    /// What to warn of, given the answers: an end first.
    pub fn stopper(&self, answers: &Answers) -> Option<&Stopper> {
        let asked = self.asked(answers);
        let applies = |stopper: &&Stopper| {
            asked.iter().any(|question| question.code == stopper.question)
                && answers.get(&stopper.question).contains(&stopper.answer)
        };
        let mut applying: Vec<&Stopper> = self.stoppers.iter().filter(applies).collect();
        applying.sort_by_key(|stopper| !stopper.ends);
        applying.first().copied()
    }
}

/// Metres within which two reports are likely the same problem, by kind of place.
///
/// A point is seen from the same spot; a stretch of street is as long as a block; an address is one lot.
fn radius_m(place_kind: &str) -> f64 {
    match place_kind.split('|').next() {
        Some("troncon") => 100.0,
        Some("intersection") => 50.0,
        Some("adresse") => 25.0,
        Some("equipement") => 150.0,
        Some(_) | None => 40.0,
    }
}

const LEVELS: [(&str, Level); 3] =
    [("arrondissement", Level::Borough), ("partage", Level::Shared), ("central", Level::Central)];
pub(crate) const PRIORITIES: [(&str, Priority); 4] = [
    ("planifiee", Priority::Planned),
    ("normale", Priority::Normal),
    ("elevee", Priority::High),
    ("urgente", Priority::Urgent),
];
const MAPS: [(&str, PublicMap); 3] =
    [("oui", PublicMap::Shown), ("agregee", PublicMap::Counted), ("non", PublicMap::Hidden)];
const CONTACTS: [(&str, bool); 2] = [("facultatif", false), ("requis", true)];

/// The groups of `groups.csv`, by their name in `services.csv`.
pub(crate) fn read_groups(sheet: &Sheet, faults: &mut Vec<PackFault>) -> HashMap<String, Group> {
    let mut groups = HashMap::new();
    for line in sheet.lines() {
        let group = Group {
            code: line.require("code", faults).to_owned(),
            name: Text::new(line.require("fr", faults), line.require("en", faults)),
        };
        if groups.insert(line.get("name").to_owned(), group).is_some() {
            faults.push(line.fault(format!("the group `{}` stands twice", line.get("name"))));
        }
    }
    groups
}

/// A line of `services.csv`; its questions and stoppers come from their own files.
pub(crate) fn read_service(
    line: &Line<'_>,
    groups: &HashMap<String, Group>,
    faults: &mut Vec<PackFault>,
) -> Option<Service> {
    let group = groups.get(line.get("groupe")).cloned();
    if group.is_none() {
        faults.push(line.fault(format!("the group `{}` is not in groups.csv", line.get("groupe"))));
    }
    let words = |column| line.get(column).split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty());
    Some(Service {
        code: line.require("code", faults).to_owned(),
        name: Text::new(line.require("nom_fr", faults), line.require("nom_en", faults)),
        keywords_fr: words("mots_cles_fr").collect(),
        keywords_en: words("mots_cles_en").collect(),
        level: line.choose("niveau", &LEVELS, faults)?,
        priority: line.choose("priorite", &PRIORITIES, faults)?,
        public_map: line.choose("carte_publique", &MAPS, faults)?,
        needs_place: !line.get("type_lieu").split('|').any(|kind| kind == "aucun"),
        needs_contact: line.choose("contact", &CONTACTS, faults)?,
        radius_m: radius_m(line.get("type_lieu")),
        category: line.get("acti_nom_montreal").to_owned(),
        group: group?,
        questions: Vec::new(),
        stoppers: Vec::new(),
    })
}

/// The stoppers of `stoppers.csv` that concern `service`; `*` stands for every service that asks the question.
pub(crate) fn read_stoppers(sheet: &Sheet, services: &mut [Service], faults: &mut Vec<PackFault>) {
    for line in sheet.lines() {
        let wanted = line.require("service_code", faults);
        let ends = line.choose("ends", &[("oui", true), ("non", false)], faults) == Some(true);
        let stopper = Stopper {
            question: line.require("question", faults).to_owned(),
            answer: line.require("answer", faults).to_owned(),
            ends,
            sentence: Text::new(line.require("fr", faults), line.require("en", faults)),
        };
        let mut is_used = false;
        for service in services.iter_mut().filter(|service| wanted == "*" || service.code == wanted) {
            if service.question(&stopper.question).is_some_and(|asked| question::offers(asked, &stopper.answer)) {
                service.stoppers.push(stopper.clone());
                is_used = true;
            }
        }
        if !is_used {
            let message = format!("no service `{wanted}` offers `{}` to `{}`", stopper.answer, stopper.question);
            faults.push(line.fault(message));
        }
    }
}
