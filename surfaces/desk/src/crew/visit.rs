//! The page of one visit: what was asked, what is said of it, and what one does there.

use super::{
    day::{Card, card, mark as whose_mark, shot, whose},
    deed::{Deed, Reason, results},
    sent::Sent,
    settling::{Made, Settled, settle, ticket},
};
use crate::{
    case::{self, Step, mark},
    queue::Choice,
    rights::Case,
};
use askama::Template;
use axum::{
    extract::{Path, Query, Request},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::Moment;
use catalogue::Catalogue;
use identity::{Look, SignedIn, Staff, look};
use requests::{
    Audience,
    photos::{Photo, When},
    timeline,
    visits::around,
};
use serde::Deserialize;
use web::{Brand, Faults, Form, Op, Page, Refusal, View};

/// Lines of the journal that are shown, the latest.
const STEPS: usize = 8;

#[derive(Template)]
#[template(path = "crew_visit.html")]
struct VisitPage {
    view: View,
    faults: Faults,
    whose: String,
    card: Card,
    /// Photos of what was reported, of the work: address, words.
    before: Vec<(String, String)>,
    after: Vec<(String, String)>,
    /// The latest first.
    steps: Vec<Step>,
    deeds: Vec<Deed>,
    results: Vec<Choice>,
    /// Why it could not be done, and what then becomes of it.
    reasons: Vec<(Choice, String)>,
    /// The form that came back, with what was typed.
    open: Option<Deed>,
    form: Form,
    /// What happened since the form was shown, when somebody else acted.
    meanwhile: Option<Vec<Step>>,
    is_done: bool,
    vu: String,
    ticket: String,
    now: Moment,
    today: String,
    tomorrow: String,
}

impl VisitPage {
    fn has(&self, word: &str) -> bool {
        self.deeds.iter().any(|deed| deed.code() == word)
    }

    fn is_open(&self, word: &str) -> bool {
        self.open.is_some_and(|deed| deed.code() == word)
    }

    /// What was typed in a field of the form of a deed.
    fn typed(&self, word: &str, field: &str) -> &str {
        if self.is_open(word) { self.form.text(field) } else { "" }
    }

    fn day(&self, word: &str) -> &str {
        match self.typed(word, "jour") {
            "" if word == Deed::Done.code() => &self.today,
            "" => &self.tomorrow,
            typed => typed,
        }
    }

    fn is_wrong(&self, word: &str, field: &str) -> bool {
        self.faults.of(&field_id(word, field)).is_some()
    }

    fn action(&self, word: &str) -> String {
        self.view.link(&format!("/equipe/demandes/{}/{word}", self.card.reference))
    }

    fn deed_text(&self, word: &str, part: &str) -> String {
        self.view.t(&format!("desk-crew-deed-{word}{part}"))
    }
}

/// Name of a field on the page, where each deed has its own.
pub fn field_id(deed: &str, field: &str) -> String {
    format!("{deed}-{field}")
}

/// A key for one act: sent twice, it is done once.
pub fn new_key() -> String {
    format!("{:032x}", rand::random::<u128>())
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    fait: String,
}

/// `GET /equipe/demandes/{reference}`: the look is noted.
pub async fn show(
    signed_in: SignedIn,
    Path(reference): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    let case = Case::load(&mut op, &staff, &reference).await?;
    look(&mut op, &staff, Look::Request, &case.request.reference).await?;
    let page =
        VisitPage { is_done: !asked.fait.is_empty(), ..page(&mut op, view, &staff, case, Form::default()).await? };
    Ok(answer(StatusCode::OK, page))
}

fn answer(status: StatusCode, page: VisitPage) -> Response {
    let (mark, version) = (page.whose.clone(), page.card.version.to_string());
    whose(&mark, &version, Page(status, page).into_response())
}

async fn page(op: &mut Op, view: View, staff: &Staff, case: Case, form: Form) -> Result<VisitPage, Refusal> {
    let request = &case.request;
    let mut around = around(op, &[request.id]).await?;
    let events = timeline(op, request.id, Audience::Staff).await?;
    let photos: Vec<Photo> = around.photos.remove(&request.id).unwrap_or_default();
    let shots = |when: When| {
        let shown = photos.iter().filter(|photo| photo.when == when);
        shown.map(|photo| shot(&view, &request.reference, photo)).collect()
    };
    let today = op.now.day(&op.part::<Brand>().zone);
    Ok(VisitPage {
        whose: whose_mark(op, staff),
        card: card(op, &view, request, &around),
        before: shots(When::Before),
        after: shots(When::After),
        steps: events.into_iter().rev().take(STEPS).map(|event| case::step(op, &view, event)).collect(),
        deeds: Deed::possible(&case),
        results: result_choices(op, &view, &case, &form),
        reasons: reason_choices(&view, &case, &form),
        open: None,
        meanwhile: None,
        is_done: false,
        vu: mark(request),
        ticket: ticket(op, staff, request),
        now: op.now,
        today: today.to_string(),
        tomorrow: today.tomorrow().unwrap_or(today).to_string(),
        faults: Faults::default(),
        form,
        view,
    })
}

fn result_choices(op: &Op, view: &View, case: &Case, form: &Form) -> Vec<Choice> {
    let choice = |result: &catalogue::ClosingResult| Choice {
        value: result.code.clone(),
        name: view.text(&result.name).to_owned(),
        is_chosen: form.text("resultat") == result.code,
    };
    results(case, &op.part::<Catalogue>()).into_iter().map(choice).collect()
}

fn reason_choices(view: &View, case: &Case, form: &Form) -> Vec<(Choice, String)> {
    let choice = |reason: Reason| {
        let name = view.t(&format!("desk-crew-reason-{}", reason.code()));
        let choice = Choice { is_chosen: form.text("raison") == reason.code(), value: reason.code().to_owned(), name };
        let sequel = reason.sequel();
        let code = if sequel.wants_day() { "day" } else { "back" };
        (choice, view.t(&format!("desk-crew-sequel-{code}")))
    };
    Reason::possible(case).into_iter().map(choice).collect()
}

/// What is shown of an act when its request is no longer theirs: what was typed is kept, and may be left as a note.
#[derive(Template)]
#[template(path = "crew_left.html")]
struct LeftPage {
    view: View,
    reference: String,
    deed: Deed,
    since: Vec<Step>,
    /// What was typed, name and value.
    fields: Vec<(String, String)>,
    words: String,
    has_files: bool,
}

impl LeftPage {
    fn action(&self) -> String {
        self.view.link(&format!("/equipe/demandes/{}/{}", self.reference, self.deed.code()))
    }
}

/// `POST /equipe/demandes/{reference}/{act}`: a form without script.
pub async fn receive(
    signed_in: SignedIn,
    Path((reference, word)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Refusal> {
    let deed: Deed = word.parse().map_err(|_| Refusal::not_found("web/not-found"))?;
    let view = signed_in.view();
    let SignedIn { op, staff, .. } = signed_in;
    let sent = Sent::read(request).await?;
    let made = Made { reference, deed, is_note: sent.form.is_ticked("garder"), sent };
    let (settled, op) = settle(op, &staff, &made).await?;
    match settled {
        Settled::Done { .. } => {
            // What is begun or noted goes on; the rest is behind.
            let is_there = matches!(deed, Deed::Start | Deed::Found) && !made.is_note;
            let path = if is_there {
                format!("/equipe/demandes/{}?fait=oui", made.reference)
            } else {
                format!("/equipe?fait={}", made.reference)
            };
            Ok(Redirect::to(&view.link(&path)).into_response())
        }
        Settled::Conflict { since, is_theirs: true, .. } => {
            come_back(op, view, &staff, made, (StatusCode::CONFLICT, None, Some(since))).await
        }
        Settled::Conflict { since, is_theirs: false, .. } => Ok(left(&op, view, made, since)),
        Settled::Refused { code, field: Some(field), .. } => {
            come_back(op, view, &staff, made, (StatusCode::UNPROCESSABLE_ENTITY, Some((field, code)), None)).await
        }
        Settled::Refused { code, field: None, .. } => Err(refusal(code)),
    }
}

/// The status that goes with what is refused whole.
pub fn refusal(code: &'static str) -> Refusal {
    match code {
        "requests/unknown" => Refusal::not_found(code),
        "desk/crew-key-wrong" => Refusal::unprocessable(code),
        _ => Refusal::forbidden(code),
    }
}

/// A field and the code of what is wrong with it.
type Wrong = (&'static str, &'static str);

/// The page again, with the form as it was typed.
async fn come_back(
    mut op: Op,
    view: View,
    staff: &Staff,
    made: Made,
    (status, wrong, meanwhile): (StatusCode, Option<Wrong>, Option<Vec<Step>>),
) -> Result<Response, Refusal> {
    let case = Case::load(&mut op, staff, &made.reference).await?;
    let page = page(&mut op, view, staff, case, made.sent.form).await?;
    let faults =
        wrong.map_or_else(Faults::default, |(field, code)| Faults::one(&field_id(made.deed.code(), field), code));
    Ok(answer(status, VisitPage { open: Some(made.deed), faults, meanwhile, ..page }))
}

fn left(op: &Op, view: View, made: Made, since: Vec<Step>) -> Response {
    let words = super::deed::as_note(op, made.deed, &made.sent.form);
    let kept = ["billet", "lu_a", "mots", "resultat", "raison", "jour"];
    let fields = made.sent.form.pairs().filter(|(name, _)| kept.contains(name));
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let (reference, deed, has_files) = (made.reference, made.deed, !made.sent.files.is_empty());
    let page = LeftPage { view, reference, deed, since, fields, words, has_files };
    Page(StatusCode::CONFLICT, page).into_response()
}
