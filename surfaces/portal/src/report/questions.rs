//! The questions of a service, one a page: asked only when they change the route, the priority or the crew's work.

use super::{Report, Step};
use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use catalogue::{Catalogue, Datatype, Question};
use std::collections::HashMap;
use web::{Faults, Form, Page, Refusal, View};

#[derive(Template)]
#[template(path = "report/question.html")]
struct QuestionPage {
    view: View,
    faults: Faults,
    action: String,
    back: String,
    /// Name of the service.
    service: String,
    question: Question,
    /// What was answered.
    values: Vec<String>,
    /// Which question this is, of how many.
    rank: usize,
    count: usize,
}

#[derive(Template)]
#[template(path = "report/stop.html")]
struct StopPage {
    view: View,
    back: String,
    sentence: String,
    /// Where one goes on, when the report may go on.
    onward: Option<String>,
}

impl QuestionPage {
    fn has(&self, value: &str) -> bool {
        self.values.iter().any(|answered| answered == value)
    }

    fn value(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    fn progress(&self) -> String {
        let (rank, count) = (self.rank.to_string(), self.count.to_string());
        self.view.t2("portal-question-rank", ("rank", &rank), ("count", &count))
    }

    fn is_list(&self) -> bool {
        self.question.datatype.is_list()
    }

    fn is_many(&self) -> bool {
        self.question.datatype == Datatype::MultiValueList
    }

    fn is_long(&self) -> bool {
        self.question.datatype == Datatype::Text
    }

    /// Kind of the field of a short answer.
    fn kind(&self) -> &'static str {
        if self.question.datatype == Datatype::Datetime { "date" } else { "text" }
    }
}

/// The question `code` of the chosen service, with the page that asks it.
fn page(report: &Report, code: &str, faults: Faults, values: Vec<String>) -> Result<QuestionPage, Refusal> {
    let catalogue = report.op.part::<Catalogue>();
    let unknown = || Refusal::not_found("web/not-found");
    let service = catalogue.service(&report.fields.service).ok_or_else(unknown)?;
    let asked = report.fields.asked(service);
    let rank = asked.iter().position(|asked| asked == code).ok_or_else(unknown)? + 1;
    let question = service.question(code).ok_or_else(unknown)?.clone();
    let (view, step) = (report.view(), Step::Question(code.to_owned()));
    Ok(QuestionPage {
        faults,
        action: view.link(&report.path(&step)),
        back: report.back(&step),
        service: view.text(&service.name).to_owned(),
        view,
        question,
        values,
        rank,
        count: asked.len(),
    })
}

fn code_of(path: &HashMap<String, String>) -> String {
    path.get("code").cloned().unwrap_or_default()
}

pub async fn show(report: Report, Path(path): Path<HashMap<String, String>>) -> Result<Response, Refusal> {
    let code = code_of(&path);
    let values = report.fields.answers.get(&code).cloned().unwrap_or_default();
    Ok(Page::ok(page(&report, &code, Faults::default(), values)?).into_response())
}

pub async fn receive(
    mut report: Report,
    Path(path): Path<HashMap<String, String>>,
    form: Form,
) -> Result<Response, Refusal> {
    let code = code_of(&path);
    let values = form.all("reponse");
    let asked = page(&report, &code, Faults::default(), values.clone())?;
    if let Some(mut fault) = asked.question.check(&values) {
        "reponse".clone_into(&mut fault.field);
        let page = page(&report, &code, vec![fault].into(), values)?;
        return Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    report.fields.answers.insert(code.clone(), values);
    let catalogue = report.op.part::<Catalogue>();
    let stopper = catalogue
        .service(&report.fields.service)
        .and_then(|service| service.stopper(&report.fields.answers(service)).cloned())
        .filter(|stopper| stopper.question == code);
    let Some(stopper) = stopper else { return report.go_on().await };
    let view = report.view();
    let step = Step::Question(code);
    let onward = (!stopper.ends).then(|| view.link(&report.path(&report.fields.next(&catalogue))));
    let page = StopPage { back: report.path(&step), sentence: view.text(&stopper.sentence).to_owned(), onward, view };
    super::save(&mut report.op, &report.key, &report.fields).await?;
    report.op.commit().await?;
    Ok(Page::ok(page).into_response())
}
