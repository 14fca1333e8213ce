//! The pages of a batch: what it would do, how far it is, those of before.

use super::{Chosen, effect, fields};
use crate::{
    acts::{field, perform},
    case::{Ending, results},
    giving::takers,
    letter::{Letter, posted},
    queue::{self, Choice},
    rights::{Act, Case},
};
use askama::Template;
use axum::{
    extract::{Path, RawQuery},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use identity::{Role, SignedIn, Staff};
use requests::{
    ActError, Listed,
    batch::{self as batches, Batch, BatchState, MOST, NewBatch, Problem, Progress},
    giving::Work,
    telling,
};
use web::{Faults, Form, Op, Page, Refusal, View};

/// Requests that the page shows of those it would change.
const SHOWN: usize = 10;

/// A request that would change, as it is shown.
struct Row {
    reference: String,
    service: String,
    address: String,
    state: String,
    unit: String,
}

#[derive(Template)]
#[template(path = "batch_new.html")]
struct NewPage {
    view: View,
    staff: Staff,
    faults: Faults,
    acts: Vec<Choice>,
    act: Option<Act>,
    form: Form,
    /// The filters, and what is ticked among what they show.
    query: String,
    ticked: Vec<String>,
    total: i64,
    is_too_much: bool,
    count: i64,
    refused: Vec<(String, i64)>,
    leaving: Vec<(String, i64)>,
    shown: Vec<Row>,
    readers: i64,
    letters: Vec<Letter>,
    units: Vec<Choice>,
    /// Who may be given one of them.
    takers: Vec<Choice>,
    results: Vec<Ending>,
    today: String,
}

impl NewPage {
    fn typed(&self, field: &str) -> &str {
        self.form.text(field)
    }

    fn is_wrong(&self, field: &str) -> bool {
        self.faults.of(field).is_some()
    }

    fn act_text(&self, part: &str) -> String {
        self.view.t(&format!("desk-act-{}{part}", self.act.map_or("", Act::word)))
    }

    fn list_link(&self) -> String {
        self.view.link(&format!("/poste?{}", self.query))
    }
}

/// `GET /poste/lots/nouveau?filtres=…&demande=…&acte=…`: what the act would do.
pub async fn show(signed_in: SignedIn, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&query.unwrap_or_default()).unwrap_or_default();
    let mut form = Form::default();
    for (name, value) in pairs {
        form.add(name, value);
    }
    let view = signed_in.view();
    let SignedIn { op, staff, .. } = signed_in;
    let page = new_page(op, view, staff, (Chosen::read(&form), form)).await?;
    Ok(Page::ok(page).into_response())
}

async fn new_page(mut op: Op, view: View, staff: Staff, (chosen, form): (Chosen, Form)) -> Result<NewPage, Refusal> {
    let act = form.text("acte").parse().ok().filter(|act: &Act| act.is_for_many());
    let listed = chosen.load(&mut op, &staff).await?;
    let is_too_much = listed.len() > MOST;
    let total = i64::try_from(listed.len().min(MOST)).unwrap_or(i64::MAX);
    let effect = act.map(|act| effect(&op, &view, &staff, act, listed));
    let (possible, refused, leaving) =
        effect.map_or((Vec::new(), Vec::new(), Vec::new()), |it| (it.possible, it.refused, it.leaving));
    let readers = batches::readers(&mut op, &possible).await?;
    let first = possible.first().map(|listed| listed.reference.clone());
    let results = match &first {
        Some(reference) if act == Some(Act::Close) => {
            let case = Case::load(&mut op, &staff, reference).await?;
            results(&op.part(), &view, &case, &form)
        }
        _ => Vec::new(),
    };
    let takers = match act {
        Some(Act::Give) => {
            let works = possible.iter().map(work).collect();
            takers(&mut op, &view, form.text("personne"), works).await?
        }
        _ => Vec::new(),
    };
    Ok(NewPage {
        takers,
        acts: acts(&view, act),
        query: chosen.query(),
        ticked: chosen.ticked,
        count: i64::try_from(possible.len()).unwrap_or(i64::MAX),
        shown: possible.iter().take(SHOWN).map(|listed| row(&op, &view, listed)).collect(),
        units: queue::units(&op, &view, form.text("unite"), |_| true),
        today: op.now.day(&view.brand().zone).to_string(),
        faults: Faults::default(),
        letters: Vec::new(),
        results,
        is_too_much,
        total,
        refused,
        leaving,
        readers,
        act,
        form,
        staff,
        view,
    })
}

fn work(listed: &Listed) -> Work<'_> {
    let borough = listed.borough.as_deref().unwrap_or_default();
    Work { unit: &listed.unit, borough, service_code: &listed.service_code }
}

fn row(op: &Op, view: &View, listed: &Listed) -> Row {
    Row {
        reference: listed.reference.clone(),
        service: telling::service_name(op, &listed.service_code, view.lang),
        address: listed.address.clone(),
        state: queue::label(op, view, listed.status),
        unit: telling::unit_name(op, &listed.unit, view.lang),
    }
}

fn acts(view: &View, chosen: Option<Act>) -> Vec<Choice> {
    let choice = |act: Act| Choice {
        value: act.word().to_owned(),
        name: view.t(&format!("desk-act-{}", act.word())),
        is_chosen: chosen == Some(act),
    };
    Act::all().filter(|act| act.is_for_many()).map(choice).collect()
}

/// `POST /poste/lots`: looks at what people would read, or begins.
pub async fn begin(signed_in: SignedIn, form: Form) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { op, staff, .. } = signed_in;
    // The trial writes: nothing else may be held meanwhile.
    let (app, lang, path, actor) = (op.app.clone(), op.lang, op.path.clone(), op.actor.clone());
    let mut op = Op { tx: app.database().read(), ..op };
    let chosen = Chosen::read(&form);
    let act: Act = form.text("acte").parse().map_err(|()| Refusal::unprocessable("desk/batch-act-missing"))?;
    if !act.is_for_many() {
        return Err(Refusal::unprocessable("desk/batch-act-missing"));
    }
    let listed = chosen.load(&mut op, &staff).await?;
    let possible = effect(&op, &view, &staff, act, listed).possible;
    // Tried on one of them first: what is wrong in the form is wrong for all, and what people would read is seen.
    let tried = try_out(&op, &staff, (act, &form), &possible).await?;
    let is_look = form.text("geste") == "voir";
    if is_look || tried.is_err() {
        let mut page = new_page(op, view, staff, (chosen, form)).await?;
        let status = match tried {
            Ok(letters) => {
                page.letters = letters;
                StatusCode::OK
            }
            Err(faults) => {
                page.faults = faults;
                StatusCode::UNPROCESSABLE_ENTITY
            }
        };
        return Ok(Page(status, page).into_response());
    }
    let new = NewBatch {
        staff_id: staff.id,
        staff_name: &staff.name,
        act: act.word(),
        fields: fields(&form),
        filters: &chosen.query(),
        requests: possible.iter().map(|listed| listed.id).collect(),
    };
    let mut op = Op { tx: app.database().write(), now: op.now, lang, actor, app, path };
    let reference = batches::begin(&mut op, new).await?;
    op.commit().await?;
    Ok(Redirect::to(&view.link(&format!("/poste/lots/{reference}"))).into_response())
}

/// What people would read of the act, done to one request that has readers and then given up; or what is wrong.
async fn try_out(
    op: &Op,
    staff: &Staff,
    (act, form): (Act, &Form),
    possible: &[Listed],
) -> Result<Result<Vec<Letter>, Faults>, Refusal> {
    let mut letters = Vec::new();
    for listed in possible.iter().take(SHOWN) {
        // Never committed: whatever the trial writes is given up with it.
        let mut trial =
            Op { tx: op.app.database().write(), lang: op.lang, actor: op.actor.clone(), ..Op::system(&op.app) };
        let case = Case::load(&mut trial, staff, &listed.reference).await?;
        match perform(&mut trial, &case.permit(act)?, form).await {
            Ok(()) => {}
            Err(ActError::Store(err)) => return Err(err.into()),
            Err(err) => match field(&err, form) {
                Some(field) => return Ok(Err(Faults::one(&field, err.code()))),
                // It is about that request alone: the next one may do.
                None => continue,
            },
        }
        letters = posted(&mut trial, &listed.reference).await?;
        if !letters.is_empty() {
            break;
        }
    }
    Ok(Ok(letters))
}

#[derive(Template)]
#[template(path = "batch.html")]
struct BatchPage {
    view: View,
    staff: Staff,
    batch: Batch,
    act: String,
    progress: Progress,
    /// Number, sentence.
    problems: Vec<Problem>,
    may_undo: bool,
    is_moving: bool,
    /// How far it is, of its total.
    reached: i64,
}

impl BatchPage {
    fn state(&self) -> String {
        self.view.t(&format!("desk-batch-{}", self.batch.state.code()))
    }

    fn own_link(&self) -> String {
        self.view.link(&format!("/poste/lots/{}", self.batch.reference))
    }

    fn undo_link(&self) -> String {
        self.view.link(&format!("/poste/lots/{}/defaire", self.batch.reference))
    }

    fn list_link(&self) -> String {
        self.view.link(&format!("/poste?{}", self.batch.filters))
    }

    fn said(&self) -> String {
        let (reached, total) = (self.view.integer(self.reached), self.view.integer(self.batch.total));
        self.view.t2("desk-batch-reached", ("reached", &reached), ("total", &total))
    }
}

/// A batch that is theirs to see.
async fn load(op: &mut Op, staff: &Staff, reference: &str) -> Result<Batch, Refusal> {
    let found = batches::find(op, reference).await?;
    let own = found.filter(|batch| batch.staff_id == staff.id || staff.role == Role::Admin);
    own.ok_or(Refusal::not_found("desk/batch-unknown"))
}

/// `GET /poste/lots/{reference}`.
pub async fn show_one(signed_in: SignedIn, Path(reference): Path<String>) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    let batch = load(&mut op, &staff, &reference).await?;
    let progress = batches::progress(&mut op, batch.id).await?;
    let problems = batches::problems(&mut op, batch.id).await?;
    let said = |(reference, code): Problem| (reference, view.t(&code.replace('/', "-")));
    let reached = match batch.state {
        BatchState::Doing | BatchState::Done => batch.total - progress.waiting,
        BatchState::Undoing | BatchState::Undone => progress.undone + progress.kept,
    };
    let page = BatchPage {
        problems: problems.into_iter().map(said).collect(),
        act: view.t(&format!("desk-act-{}", batch.act)),
        may_undo: batch.may_be_undone(op.now) && progress.done > 0,
        is_moving: batch.state.is_moving(),
        progress,
        reached,
        batch,
        staff,
        view,
    };
    Ok(Page::ok(page).into_response())
}

/// `POST /poste/lots/{reference}/defaire`.
pub async fn undo(signed_in: SignedIn, Path(reference): Path<String>) -> Result<Response, Refusal> {
    let SignedIn { mut op, staff, .. } = signed_in;
    let batch = load(&mut op, &staff, &reference).await?;
    batches::undo(&mut op, &batch).await?;
    let location = op.view().link(&format!("/poste/lots/{reference}"));
    op.commit().await?;
    Ok(Redirect::to(&location).into_response())
}

#[derive(Template)]
#[template(path = "batches.html")]
struct ListPage {
    view: View,
    staff: Staff,
    /// The batch, its act in words.
    batches: Vec<(Batch, String)>,
}

impl ListPage {
    fn state(&self, batch: &Batch) -> String {
        self.view.t(&format!("desk-batch-{}", batch.state.code()))
    }
}

/// `GET /poste/lots`: one's own, or everybody's for whoever answers for the desk.
pub async fn list(signed_in: SignedIn) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    let whose = (staff.role != Role::Admin).then_some(staff.id);
    let found = batches::list(&mut op, whose).await?;
    let batches = found.into_iter().map(|batch| {
        let act = view.t(&format!("desk-act-{}", batch.act));
        (batch, act)
    });
    let page = ListPage { batches: batches.collect(), staff, view: view.clone() };
    Ok(Page::ok(page).into_response())
}
