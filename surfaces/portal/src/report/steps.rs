//! What was answered so far, and what is asked next.

use base::Point;
use catalogue::{Answers, Catalogue, Service};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A page of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Place,
    Service,
    Nearby,
    /// Code of the question.
    Question(String),
    Photo,
    You,
    Check,
}

impl Step {
    pub fn path(&self) -> String {
        match self {
            Self::Place => "ou".to_owned(),
            Self::Service => "quoi".to_owned(),
            Self::Nearby => "deja".to_owned(),
            Self::Question(code) => format!("question/{code}"),
            Self::Photo => "photo".to_owned(),
            Self::You => "vous".to_owned(),
            Self::Check => "verifier".to_owned(),
        }
    }

    /// Its place among the six parts of a report, as they are counted to the person.
    pub fn part(&self) -> u8 {
        match self {
            Self::Place => 1,
            Self::Service | Self::Nearby => 2,
            Self::Question(_) => 3,
            Self::Photo => 4,
            Self::You => 5,
            Self::Check => 6,
        }
    }
}

/// Everything a person answered, as they wrote it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each page that may be passed empty has its own mark")]
pub struct Fields {
    /// In their own words.
    pub words: String,
    pub address: String,
    pub point: Option<Point>,
    /// Whether the place was answered: it may stay in words alone.
    pub is_placed: bool,
    pub service: String,
    pub has_seen_nearby: bool,
    /// Request of which this is one more.
    pub same_as: Option<String>,
    /// Question → answers. A question that was passed has an empty list.
    pub answers: BTreeMap<String, Vec<String>>,
    /// Whether the page of photos was passed; the photos themselves are kept by the requests.
    pub has_passed_photos: bool,
    pub has_contact: bool,
    pub name: String,
    pub email: String,
    pub phone: String,
    /// Consents given.
    pub consents: BTreeSet<Consent>,
}

/// What a person lets us do with their address, each apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Consent {
    News,
    Survey,
    Participation,
}

impl Fields {
    /// What cannot be read is as if nothing was answered: the person sees the first page.
    pub fn from_json(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What is kept of the answers once they are sent: whether the person can be written to, and whom they joined.
    pub(super) fn rest(&self) -> Self {
        Self { has_contact: !self.email.is_empty(), same_as: self.same_as.clone(), ..Self::default() }
    }

    fn given(&self) -> Answers {
        let mut answers = Answers::default();
        for (code, values) in &self.answers {
            for value in values {
                answers.add(code, value);
            }
        }
        answers
    }

    /// Codes of the questions that the answers so far call for.
    pub fn asked(&self, service: &Service) -> Vec<String> {
        let asked = service.asked(&self.given()).into_iter().filter(|question| question.is_variable);
        asked.map(|question| question.code.clone()).collect()
    }

    /// The answers to what is asked: one given before another made it pointless is left out.
    pub fn answers(&self, service: &Service) -> Answers {
        let (given, mut answers) = (self.given(), Answers::default());
        for code in self.asked(service) {
            for value in given.get(&code) {
                answers.add(&code, value);
            }
        }
        answers
    }

    /// Every page this report goes through, in order.
    fn way(&self, catalogue: &Catalogue) -> Vec<Step> {
        let mut way = vec![Step::Place, Step::Service];
        let service = catalogue.service(&self.service);
        if self.point.is_some() {
            way.push(Step::Nearby);
        }
        if self.same_as.is_none() {
            way.extend(service.into_iter().flat_map(|service| self.asked(service)).map(Step::Question));
        }
        way.extend([Step::Photo, Step::You, Step::Check]);
        way
    }

    fn is_answered(&self, step: &Step) -> bool {
        match step {
            Step::Place => self.is_placed,
            Step::Service => !self.service.is_empty(),
            Step::Nearby => self.has_seen_nearby,
            Step::Question(code) => self.answers.contains_key(code),
            Step::Photo => self.has_passed_photos,
            Step::You => self.has_contact,
            Step::Check => false,
        }
    }

    /// The first page that is not answered.
    pub fn next(&self, catalogue: &Catalogue) -> Step {
        self.way(catalogue).into_iter().find(|step| !self.is_answered(step)).unwrap_or(Step::Check)
    }

    /// The page before `step`.
    pub fn before(&self, step: &Step, catalogue: &Catalogue) -> Option<Step> {
        let way = self.way(catalogue);
        let place = way.iter().position(|other| other == step)?;
        // A page of nearby requests is passed over when there was nothing on it.
        way.into_iter().take(place).rfind(|step| *step != Step::Nearby)
    }

    /// Another service: its questions are others, and so are the requests nearby.
    pub fn choose(&mut self, service: &str) {
        if self.service != service {
            service.clone_into(&mut self.service);
            self.answers.clear();
            self.has_seen_nearby = false;
            self.same_as = None;
        }
    }
}
