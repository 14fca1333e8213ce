//! How to reach the person, if they wish: nothing is required, and each consent is asked apart.

use super::{Fields, Report, Step, steps::Consent};
use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::Fault;
use catalogue::{Catalogue, PublicMap};
use requests::access::plain_phone;
use web::{Faults, Form, Page, Refusal, View};

#[derive(Template)]
#[template(path = "report/you.html")]
struct YouPage {
    view: View,
    faults: Faults,
    action: String,
    back: String,
    fields: Fields,
    /// Whether this service cannot be given to somebody we cannot reach.
    needs_contact: bool,
    /// Whether the public side of the request opens with its number alone.
    is_shown: bool,
}

/// Name, code of the text.
const CONSENTS: [(&str, Consent); 3] =
    [("suivi", Consent::News), ("sondage", Consent::Survey), ("participer", Consent::Participation)];
const LONGEST: usize = 200;

impl YouPage {
    /// « (facultatif) » only where it is.
    fn label(&self, field: &str) -> String {
        let kind = if self.needs_contact { "-needed" } else { "" };
        self.view.t(&format!("portal-you-{field}{kind}"))
    }

    fn consents(&self) -> impl Iterator<Item = (&'static str, bool)> {
        CONSENTS.iter().map(|(name, consent)| (*name, self.fields.consents.contains(consent)))
    }
}

fn page(report: &Report, faults: Faults) -> YouPage {
    let view = report.view();
    let action = view.link(&report.path(&Step::You));
    let (back, fields) = (report.back(&Step::You), report.fields.clone());
    let catalogue = report.op.part::<Catalogue>();
    let is_shown = catalogue.service(&fields.service).is_some_and(|it| it.public_map == PublicMap::Shown);
    YouPage { view, faults, action, back, fields, needs_contact: needs_contact(report), is_shown }
}

/// One more person on an open request is counted without being reached.
fn needs_contact(report: &Report) -> bool {
    let catalogue = report.op.part::<Catalogue>();
    let service = catalogue.service(&report.fields.service);
    report.fields.same_as.is_none() && service.is_some_and(|service| service.needs_contact)
}

pub async fn show(report: Report) -> Response {
    Page::ok(page(&report, Faults::default())).into_response()
}

pub async fn receive(mut report: Report, form: Form) -> Result<Response, Refusal> {
    let field = |name: &str| form.text(name).trim().to_owned();
    report.fields.name = field("nom");
    report.fields.email = field("courriel");
    report.fields.phone = field("telephone");
    let given = CONSENTS.iter().filter(|(name, _)| form.is_ticked(&format!("accord_{name}")));
    report.fields.consents = given.map(|(_, consent)| *consent).collect();
    let faults = check(&report.fields, needs_contact(&report));
    if !faults.is_empty() {
        return Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page(&report, faults.into())).into_response());
    }
    report.fields.has_contact = true;
    report.go_on().await
}

/// What is wrong with the contact.
fn check(fields: &Fields, needs_contact: bool) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (name, value) in [("nom", &fields.name), ("courriel", &fields.email), ("telephone", &fields.phone)] {
        if value.chars().count() > LONGEST || value.chars().any(char::is_control) {
            faults.push(Fault::new(name, "portal/contact-too-long"));
        }
    }
    if !fields.email.is_empty() && !is_email(&fields.email) {
        faults.push(Fault::new("courriel", "portal/email-wrong"));
    }
    if !fields.phone.is_empty() && plain_phone(&fields.phone).len() < 10 {
        faults.push(Fault::new("telephone", "portal/phone-wrong"));
    }
    if needs_contact && fields.email.is_empty() && fields.phone.is_empty() {
        faults.push(Fault::new("courriel", "portal/contact-needed"));
    } else if !fields.consents.is_empty() && fields.email.is_empty() {
        faults.push(Fault::new("courriel", "portal/email-for-consents"));
    }
    faults
}

/// Something before one `@`, a dot after it, no blank: the message itself is the true test.
fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let is_host = host.split('.').count() > 1 && host.split('.').all(|part| !part.is_empty());
    !name.is_empty() && is_host && !text.contains(char::is_whitespace) && !host.contains(['@', ',', ';', '<', '>'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_could_not_receive_are_refused() {
        for right in ["a@b.ca", "léa.roy+311@ville.qc.ca"] {
            assert!(is_email(right), "{right}");
        }
        for wrong in ["", "a", "a@b", "@b.ca", "a b@c.ca", "a@b..ca", "a@b@c.ca", "a@b.ca,c@d.ca"] {
            assert!(!is_email(wrong), "{wrong}");
        }
    }
}
