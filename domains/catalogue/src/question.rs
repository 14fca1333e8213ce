//! Questions, typed as Open311 types them, and their answers.

use base::{Fault, PackFault, PackFiles, Text};
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};

/// Type of an answer (GeoReport v2, service definition).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Datatype {
    /// One line.
    String,
    /// Several lines.
    Text,
    Number,
    /// ISO 8601: a day, or a day and time.
    Datetime,
    SingleValueList,
    MultiValueList,
}

impl Datatype {
    const ALL: [(&str, Self); 6] = [
        ("string", Self::String),
        ("text", Self::Text),
        ("number", Self::Number),
        ("datetime", Self::Datetime),
        ("singlevaluelist", Self::SingleValueList),
        ("multivaluelist", Self::MultiValueList),
    ];

    /// The word of Open311.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(_, datatype)| *datatype == self).map_or("string", |(code, _)| code)
    }

    pub fn is_list(self) -> bool {
        matches!(self, Self::SingleValueList | Self::MultiValueList)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub key: String,
    pub name: Text,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub code: String,
    pub order: u32,
    /// False when it is only a text shown to the person.
    pub is_variable: bool,
    pub datatype: Datatype,
    pub is_required: bool,
    pub text: Text,
    pub choices: Vec<Choice>,
}

impl Question {
    pub const LONGEST_STRING: usize = 500;
    pub const LONGEST_TEXT: usize = 4_000;

    /// What is wrong with `values`, if anything.
    pub fn check(&self, values: &[String]) -> Option<Fault> {
        let fault = |code| Some(Fault::new(&self.code, code).with("question", &self.text.fr));
        if values.iter().all(|value| value.trim().is_empty()) {
            return if self.is_required && self.is_variable { fault("catalogue/answer-required") } else { None };
        }
        let longest = if self.datatype == Datatype::Text { Self::LONGEST_TEXT } else { Self::LONGEST_STRING };
        if values.iter().any(|value| value.chars().count() > longest) {
            return fault("catalogue/answer-too-long");
        }
        if values.len() > 1 && self.datatype != Datatype::MultiValueList {
            return fault("catalogue/answer-only-one");
        }
        let all = |is_right: fn(&str) -> bool| values.iter().all(|value| is_right(value.trim()));
        match self.datatype {
            Datatype::String | Datatype::Text => None,
            Datatype::Number if all(is_number) => None,
            Datatype::Number => fault("catalogue/answer-not-a-number"),
            Datatype::Datetime if all(is_date) => None,
            Datatype::Datetime => fault("catalogue/answer-not-a-date"),
            Datatype::SingleValueList | Datatype::MultiValueList => {
                if values.iter().all(|value| offers(self, value)) {
                    None
                } else {
                    fault("catalogue/answer-not-offered")
                }
            }
        }
    }

    /// The words of an answer as people read them.
    pub fn words(&self, value: &str, lang: base::Lang) -> String {
        let choice = self.choices.iter().find(|choice| choice.key == value);
        choice.map_or(value, |choice| choice.name.get(lang)).to_owned()
    }
}

pub(crate) fn offers(question: &Question, value: &str) -> bool {
    question.choices.iter().any(|choice| choice.key == value)
}

fn is_number(text: &str) -> bool {
    text.replace(',', ".").parse::<f64>().is_ok_and(f64::is_finite)
}

/// `2026-04-05`, `2026-04-05T12:03`, with or without seconds and zone.
fn is_date(text: &str) -> bool {
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00"));
    let numbers: Vec<Option<u32>> = day.split('-').map(|part| part.parse().ok()).collect();
    let is_day = match numbers.as_slice() {
        [Some(year), Some(month), Some(day)] => {
            (1900..=2200).contains(year) && (1..=12).contains(month) && (1..=days_of(*year, *month)).contains(day)
        }
        _ => false,
    };
    let mut clock = time.split(':');
    let part = |part: Option<&str>| part.and_then(|part| part.get(..2)).and_then(|part| part.parse::<u32>().ok());
    is_day && part(clock.next()).is_some_and(|hour| hour < 24) && part(clock.next()).is_some_and(|minute| minute < 60)
}

fn days_of(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

/// What was answered, by code of question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers(BTreeMap<String, Vec<String>>);

impl Answers {
    /// Adds a value; blank ones are nothing.
    pub fn add(&mut self, code: &str, value: &str) {
        if !value.trim().is_empty() {
            self.0.entry(code.to_owned()).or_default().push(value.trim().to_owned());
        }
    }

    pub fn get(&self, code: &str) -> &[String] {
        self.0.get(code).map_or(&[], Vec::as_slice)
    }

    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn to_json(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// Reads what [`Answers::to_json`] wrote.
    pub fn from_json(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().map(Self)
    }
}

#[derive(Deserialize)]
struct ServiceWire {
    service_code: String,
    attributes: Vec<QuestionWire>,
}

#[derive(Deserialize)]
struct QuestionWire {
    order: u32,
    variable: bool,
    code: String,
    datatype: String,
    required: bool,
    fr: String,
    en: String,
    #[serde(default)]
    values: Vec<ChoiceWire>,
}

#[derive(Deserialize)]
struct ChoiceWire {
    key: String,
    fr: String,
    en: String,
}

const FILE: &str = "questions.json";

/// The questions of `questions.json`, by service, in their order.
pub(crate) fn read(files: &PackFiles, faults: &mut Vec<PackFault>) -> Vec<(String, u64, Vec<Question>)> {
    let text = match files.text(FILE) {
        Ok(text) => text,
        Err(fault) => {
            faults.push(fault);
            return Vec::new();
        }
    };
    let services: Vec<ServiceWire> = match serde_json::from_str(text) {
        Ok(services) => services,
        Err(err) => {
            faults.push(PackFault::new(FILE, err.line() as u64, err.to_string()));
            return Vec::new();
        }
    };
    let mut read = Vec::new();
    for service in services {
        let start = text.find(&format!("\"{}\"", service.service_code)).unwrap_or(0);
        let mut fault = |question: &str, message| {
            let after = text.get(start..).unwrap_or("");
            let place = start + after.find(&format!("\"{question}\"")).unwrap_or(0);
            faults.push(PackFault::new(FILE, line_at(text, place), message));
        };
        let questions = read_questions(service.attributes, &mut fault);
        read.push((service.service_code, line_at(text, start), questions));
    }
    read
}

fn line_at(text: &str, place: usize) -> u64 {
    1 + text.get(..place).unwrap_or("").matches('\n').count() as u64
}

fn read_questions(wires: Vec<QuestionWire>, fault: &mut impl FnMut(&str, String)) -> Vec<Question> {
    let (mut codes, mut orders) = (HashSet::new(), HashSet::new());
    let mut questions = Vec::new();
    for wire in wires {
        let code = wire.code;
        if !codes.insert(code.clone()) {
            fault(&code, format!("the question `{code}` stands twice"));
        }
        if wire.order == 0 || !orders.insert(wire.order) {
            fault(
                &code,
                format!("the question `{code}` has the order {}, which must be 1 or more and its own", wire.order),
            );
        }
        let Some((_, datatype)) = Datatype::ALL.iter().find(|(word, _)| *word == wire.datatype) else {
            fault(&code, format!("the question `{code}` has the unknown datatype `{}`", wire.datatype));
            continue;
        };
        if datatype.is_list() == wire.values.is_empty() {
            fault(&code, format!("the question `{code}` must have values if it is a list, and only then"));
        }
        if wire.fr.is_empty() || wire.en.is_empty() {
            fault(&code, format!("the question `{code}` must be asked in both languages"));
        }
        for value in wire.values.iter().filter(|value| value.fr.is_empty() || value.en.is_empty()) {
            fault(&code, format!("the choice `{}` of `{code}` must be written in both languages", value.key));
        }
        let choices =
            wire.values.into_iter().map(|value| Choice { key: value.key, name: Text::new(value.fr, value.en) });
        questions.push(Question {
            order: wire.order,
            is_variable: wire.variable,
            datatype: *datatype,
            is_required: wire.required,
            text: Text::new(wire.fr, wire.en),
            choices: choices.collect(),
            code,
        });
    }
    questions.sort_by_key(|question| question.order);
    questions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(datatype: Datatype, is_required: bool, values: &[&str], expected: Option<&str>) {
        let choices = ["oui", "non"].map(|key| Choice { key: key.into(), name: Text::new(key, key) });
        let question = Question {
            code: "q".into(),
            order: 1,
            is_variable: true,
            datatype,
            is_required,
            text: Text::new("Question?", "Question?"),
            choices: choices.into(),
        };
        let values: Vec<String> = values.iter().map(ToString::to_string).collect();
        assert_eq!(question.check(&values).map(|fault| fault.code), expected, "{values:?}");
    }

    #[test]
    fn answers_are_checked_by_their_type() {
        check(Datatype::String, true, &[], Some("catalogue/answer-required"));
        check(Datatype::String, true, &["  "], Some("catalogue/answer-required"));
        check(Datatype::String, false, &[], None);
        check(Datatype::Number, true, &["3,5"], None);
        check(Datatype::Number, true, &["NaN"], Some("catalogue/answer-not-a-number"));
        check(Datatype::Datetime, true, &["2026-02-28"], None);
        check(Datatype::Datetime, true, &["2026-02-30"], Some("catalogue/answer-not-a-date"));
        check(Datatype::Datetime, true, &["2026-02-28T25:00"], Some("catalogue/answer-not-a-date"));
        check(Datatype::SingleValueList, true, &["oui"], None);
        check(Datatype::SingleValueList, true, &["oui", "non"], Some("catalogue/answer-only-one"));
        check(Datatype::MultiValueList, true, &["oui", "non"], None);
        check(Datatype::MultiValueList, true, &["oui", "<b>"], Some("catalogue/answer-not-offered"));
        check(Datatype::Text, true, &[&"é".repeat(4_000)], None);
        check(Datatype::Text, true, &[&"é".repeat(4_001)], Some("catalogue/answer-too-long"));
        check(Datatype::String, true, &[&"é".repeat(501)], Some("catalogue/answer-too-long"));
    }

    #[test]
    fn answers_survive_storage() {
        let mut answers = Answers::default();
        answers.add("taille", "grand");
        answers.add("vide", "  ");
        answers.add("objets", "a\"<b>");
        answers.add("objets", "b");
        assert_eq!(Answers::from_json(&answers.to_json()), Some(answers.clone()));
        assert_eq!(answers.codes().collect::<Vec<_>>(), ["objets", "taille"]);
        assert_eq!(Answers::from_json("not json"), None);
    }
}
