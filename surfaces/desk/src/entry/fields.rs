//! What an agent typed for somebody, read from the form as it came.

use base::{Fault, Lang, Point};
use catalogue::{Answers, Catalogue};
use identity::staff::is_email;
use requests::{Channel, Contact, Description, Draft, Nature, access::plain_phone};
use std::collections::BTreeMap;
use territory::Territory;
use web::{Form, Op};

/// Everything of the form.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "three consents, each given apart, and what the service needs")]
pub struct Fields {
    pub key: String,
    pub channel: Channel,
    pub nature: Nature,
    pub words: String,
    pub address: String,
    pub point: Option<Point>,
    pub service: String,
    /// Whether the service cannot be done without reaching the person.
    pub needs_contact: bool,
    /// Request of which this is one more.
    pub same_as: Option<String>,
    /// Question → answers.
    pub answers: BTreeMap<String, Vec<String>>,
    /// The answer that was given to a question.
    pub given: String,
    pub name: String,
    pub email: String,
    pub phone: String,
    pub lang: Lang,
    pub wants_news: bool,
    pub wants_survey: bool,
    pub wants_participation: bool,
}

impl Default for Fields {
    fn default() -> Self {
        Self {
            key: String::new(),
            channel: Channel::Phone,
            nature: Nature::Request,
            words: String::new(),
            address: String::new(),
            point: None,
            service: String::new(),
            needs_contact: false,
            same_as: None,
            answers: BTreeMap::new(),
            given: String::new(),
            name: String::new(),
            email: String::new(),
            phone: String::new(),
            lang: Lang::Fr,
            wants_news: false,
            wants_survey: false,
            wants_participation: false,
        }
    }
}

const LONGEST_CONTACT: usize = 200;

impl Fields {
    pub fn read(op: &Op, form: &Form) -> Self {
        let line = |name: &str| form.text(name).trim().to_owned();
        let chosen = line("proposition");
        let address = if chosen.is_empty() { line("adresse") } else { chosen };
        let typed = Point::parse(form.text("lat"), form.text("lon"));
        let shown = Point::parse(form.text("vu_lat"), form.text("vu_lon"));
        // A point that was shown for another address is not the point of this one.
        let is_kept = address == form.text("lieu") || typed != shown;
        let mut fields = Self {
            key: line("cle").chars().take(64).collect(),
            channel: form.text("canal").parse().unwrap_or(Channel::Phone),
            nature: form.text("nature").parse().unwrap_or(Nature::Request),
            words: line("mots"),
            address,
            point: typed.filter(|_| is_kept),
            service: line("service"),
            same_as: Some(line("meme")).filter(|reference| !reference.is_empty()),
            given: line("reponse"),
            name: line("nom"),
            email: line("courriel"),
            phone: line("telephone"),
            lang: form.text("langue").parse().unwrap_or(op.lang),
            wants_news: form.is_ticked("accord_suivi"),
            wants_survey: form.is_ticked("accord_sondage"),
            wants_participation: form.is_ticked("accord_participer"),
            ..Self::default()
        };
        fields.place(&op.part::<Territory>());
        if let Some(service) = op.part::<Catalogue>().service(&fields.service) {
            fields.needs_contact = service.needs_contact && fields.nature == Nature::Request;
            for question in service.questions.iter().filter(|question| question.is_variable) {
                fields.answers.insert(question.code.clone(), form.all(&format!("q_{}", question.code)));
            }
        }
        fields
    }

    /// The address as the city writes it, and where it is.
    fn place(&mut self, territory: &Territory) {
        if self.point.is_some() || self.address.chars().count() > requests::intake::LONGEST_ADDRESS {
            return;
        }
        if let Some(found) = territory.geocode(&self.address) {
            (self.address, self.point) = (found.label, Some(found.point));
        }
    }

    pub fn answers(&self) -> Answers {
        let mut answers = Answers::default();
        for (code, values) in &self.answers {
            for value in values {
                answers.add(code, value);
            }
        }
        answers
    }

    /// What is wrong before anything is asked of the requests.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if let Err(err) = self.words.parse::<Description>() {
            faults.push(Fault::new("mots", err.code()));
        }
        if self.service.is_empty() {
            faults.push(Fault::new("service", "requests/service-unknown"));
        }
        if self.nature == Nature::Information && self.given.is_empty() && self.same_as.is_none() {
            faults.push(Fault::new("reponse", "requests/words-missing"));
        }
        for (name, value) in [("nom", &self.name), ("courriel", &self.email), ("telephone", &self.phone)] {
            if value.chars().count() > LONGEST_CONTACT || value.chars().any(char::is_control) {
                faults.push(Fault::new(name, "desk/contact-long"));
            }
        }
        if !self.email.is_empty() && !is_email(&self.email) {
            faults.push(Fault::new("courriel", "identity/email-wrong"));
        }
        if !self.phone.is_empty() && plain_phone(&self.phone).len() < 10 {
            faults.push(Fault::new("telephone", "desk/phone-wrong"));
        }
        if self.needs_contact && self.same_as.is_none() && self.email.is_empty() && self.phone.is_empty() {
            faults.push(Fault::new("telephone", "desk/contact-needed"));
        }
        let has_consent = self.wants_news || self.wants_survey || self.wants_participation;
        if has_consent && self.email.is_empty() {
            faults.push(Fault::new("courriel", "desk/email-for-consents"));
        }
        faults
    }

    pub fn contact(&self) -> Contact {
        let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        Contact {
            name: given(&self.name),
            email: given(&self.email),
            phone: given(&self.phone),
            lang: self.lang,
            wants_news: self.wants_news,
            wants_survey: self.wants_survey,
            wants_participation: self.wants_participation,
        }
    }

    pub fn draft(&self, key: String) -> Draft {
        Draft {
            nature: self.nature,
            service_code: self.service.clone(),
            description: self.words.parse().unwrap_or_default(),
            answers: self.answers(),
            point: self.point,
            address: self.address.clone(),
            channel: self.channel,
            contact: self.contact(),
            media_url: String::new(),
            key: Some(key),
        }
    }
}
