//! Answering for the knowledge base: every article, the tasks of owners, notices, searches that found nothing.

use super::{Bar, editor};
use crate::{
    editing::may_see_misses,
    flags::{self, Flag, ResolveError, Voice},
    notices::{self, Draft, Notice},
    reading::{Choice, borough, borough_name, boroughs, day_in_words, today},
    store::{self, Entry},
    usage,
};
use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{Id, Lang};
use identity::SignedIn;
use std::collections::HashMap;
use territory::Units;
use web::{Brand, Faults, Form, Op, Page, Refusal, View};

/// Days of readings that the list of articles shows.
const VIEWS_DAYS: i64 = 30;
/// Days of searches that are listed.
const WEEK: i64 = 7;
const MOST_MISSES: u32 = 200;

/// A line of the list of articles.
struct Row {
    title: String,
    slug: String,
    owner: String,
    /// Code of the word that says where it stands.
    state: &'static str,
    review: String,
    is_review_due: bool,
    views: String,
    staff_views: String,
    flags: usize,
}

#[derive(Template)]
#[template(path = "desk/articles.html")]
struct ArticlesPage {
    view: View,
    bar: Bar,
    rows: Vec<Row>,
}

fn unit_name(op: &Op, code: &str) -> String {
    op.part::<Units>().get(code).map_or_else(|| code.to_owned(), |unit| unit.name.get(op.lang).to_owned())
}

fn state(entry: &Entry, today: jiff::civil::Date) -> &'static str {
    let is_expired = entry.expires_on.is_some_and(|last| last < today);
    match (entry.status.code(), entry.published_number) {
        (_, Some(_)) if is_expired => "expired",
        ("draft", Some(_)) => "draft-over",
        (_, Some(_)) => "published",
        ("withdrawn", None) => "withdrawn",
        (_, None) => "draft",
    }
}

/// `GET /poste/aide/gestion`.
pub async fn show_articles(signed_in: SignedIn) -> Result<Response, Refusal> {
    let signed_in = editor(signed_in)?;
    let (view, bar, staff) = (signed_in.view(), Bar::of(&signed_in), signed_in.staff.clone());
    let mut op = signed_in.op;
    usage::settle(&op.app.clone()).await?;
    let (today, zone) = (today(&op), op.part::<Brand>().zone.clone());
    let since = op.now.plus_days(-VIEWS_DAYS).day(&zone);
    let views: HashMap<Id, (i64, i64)> = store::usage::views_since(&mut op, since)
        .await?
        .into_iter()
        .map(|(article, public, staff)| (article, (public, staff)))
        .collect();
    let tasks = flags::open_tasks(&mut op, &staff).await?;
    let rows = store::list_entries(&mut op).await?.into_iter().map(|entry| {
        let (views, staff_views) = views.get(&entry.id).copied().unwrap_or_default();
        Row {
            state: state(&entry, today),
            owner: unit_name(&op, &entry.owner),
            review: day_in_words(&view, entry.review_on),
            is_review_due: entry.review_on <= today,
            flags: tasks.iter().filter(|(flag, _)| flag.article == entry.id).map(|(_, voices)| voices.len()).sum(),
            title: if op.lang == Lang::En && !entry.title_en.is_empty() { entry.title_en } else { entry.title_fr },
            slug: entry.slug.to_string(),
            views: view.integer(views),
            staff_views: view.integer(staff_views),
        }
    });
    let rows = rows.collect();
    Ok(Page::ok(ArticlesPage { view, bar, rows }).into_response())
}

#[derive(Template)]
#[template(path = "desk/misses.html")]
struct MissesPage {
    view: View,
    bar: Bar,
    /// Words, by residents, by staff.
    misses: Vec<(String, String, String)>,
}

/// `GET /poste/aide/recherches`: what nobody found this week, without who looked for it.
pub async fn show_misses(signed_in: SignedIn) -> Result<Response, Refusal> {
    if !may_see_misses(&signed_in.staff) {
        return Err(Refusal::forbidden("identity/role-missing"));
    }
    let (view, bar) = (signed_in.view(), Bar::of(&signed_in));
    let mut op = signed_in.op;
    usage::settle(&op.app.clone()).await?;
    let since = op.now.plus_days(-WEEK).day(&op.part::<Brand>().zone);
    let misses = store::usage::misses_since(&mut op, since, MOST_MISSES).await?;
    let written = |(words, public, staff)| (words, view.integer(public), view.integer(staff));
    let misses = misses.into_iter().map(written).collect();
    Ok(Page::ok(MissesPage { view, bar, misses }).into_response())
}

/// A task as a page shows it.
struct Task {
    flag: Flag,
    voices: Vec<Voice>,
    owner: String,
    due: String,
    is_late: bool,
}

#[derive(Template)]
#[template(path = "desk/tasks.html")]
struct TasksPage {
    view: View,
    bar: Bar,
    faults: Faults,
    tasks: Vec<Task>,
    /// What became of the pages that the reader flagged.
    own: Vec<Flag>,
    /// The task whose words were refused, and these words.
    refused: (Id, String),
}

async fn tasks_page(mut signed_in: SignedIn, faults: Faults, refused: (Id, String)) -> Result<TasksPage, Refusal> {
    let (view, bar) = (signed_in.view(), Bar::of(&signed_in));
    let op = &mut signed_in.op;
    let today = today(op);
    let tasks = flags::open_tasks(op, &signed_in.staff).await?;
    let own = flags::flagged_by(op, signed_in.staff.id).await?;
    let tasks = tasks.into_iter().map(|(flag, voices)| Task {
        owner: unit_name(op, &flag.owner),
        due: day_in_words(&view, flag.due_on),
        is_late: flag.due_on < today,
        flag,
        voices,
    });
    Ok(TasksPage { tasks: tasks.collect(), view, bar, faults, own, refused })
}

/// `GET /poste/aide/taches`: tasks of the reader's units, and the pages that they flagged.
pub async fn show_tasks(signed_in: SignedIn) -> Result<Response, Refusal> {
    Ok(Page::ok(tasks_page(signed_in, Faults::default(), (0, String::new())).await?).into_response())
}

impl From<ResolveError> for Refusal {
    fn from(err: ResolveError) -> Self {
        match err {
            ResolveError::Unknown => Self::not_found("knowledge/task-unknown"),
            ResolveError::NotYours => Self::forbidden("knowledge/task-not-yours"),
            ResolveError::WordsWrong => Self::unprocessable("knowledge/resolution-wrong"),
            ResolveError::Store(err) => err.into(),
        }
    }
}

/// `POST /poste/aide/taches/{id}`.
pub async fn resolve_task(mut signed_in: SignedIn, Path(id): Path<Id>, form: Form) -> Result<Response, Refusal> {
    let words = form.text("mots");
    let staff = signed_in.staff.clone();
    match flags::resolve(&mut signed_in.op, &staff, id, words).await {
        Ok(()) => {
            let location = signed_in.op.view().link("/poste/aide/taches");
            signed_in.op.commit().await?;
            Ok(Redirect::to(&location).into_response())
        }
        Err(ResolveError::WordsWrong) => {
            let faults = Faults::one("mots", "knowledge/resolution-wrong");
            let page = tasks_page(signed_in, faults, (id, words.to_owned())).await?;
            Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(err) => Err(err.into()),
    }
}

/// A notice of the list: its words, where, when.
struct Line {
    notice: Notice,
    place: String,
    days: String,
}

#[derive(Template)]
#[template(path = "desk/notices.html")]
struct NoticesPage {
    view: View,
    bar: Bar,
    faults: Faults,
    draft: Draft,
    boroughs: Vec<Choice>,
    lines: Vec<Line>,
}

async fn notices_page(mut signed_in: SignedIn, draft: Draft, faults: Faults) -> Result<NoticesPage, Refusal> {
    let (view, bar) = (signed_in.view(), Bar::of(&signed_in));
    let op = &mut signed_in.op;
    let all = notices::to_come(op).await?;
    let lines = all.into_iter().map(|notice| Line {
        place: notice.borough.as_deref().map(|code| borough_name(op, code)).unwrap_or_default(),
        // It ends as the next day begins.
        days: view.t2(
            "knowledge-notice-days",
            ("from", &view.date(&notice.begins_at)),
            ("until", &view.date(&notice.ends_at.plus_ms(-1))),
        ),
        notice,
    });
    let lines = lines.collect();
    Ok(NoticesPage { boroughs: boroughs(op, Some(&draft.borough)), view, bar, faults, draft, lines })
}

/// `GET /poste/aide/avis`.
pub async fn show_notices(signed_in: SignedIn) -> Result<Response, Refusal> {
    let signed_in = editor(signed_in)?;
    let day = today(&signed_in.op).to_string();
    let draft = Draft { from: day.clone(), until: day, ..Draft::default() };
    Ok(Page::ok(notices_page(signed_in, draft, Faults::default()).await?).into_response())
}

/// `POST /poste/aide/avis`.
pub async fn receive_notice(signed_in: SignedIn, form: Form) -> Result<Response, Refusal> {
    let mut signed_in = editor(signed_in)?;
    let text = |name: &str| form.text(name).to_owned();
    let draft = Draft {
        borough: text("arrondissement"),
        fr: text("fr"),
        en: text("en"),
        from: text("debut"),
        until: text("fin"),
    };
    let zone = signed_in.op.part::<Brand>().zone.clone();
    match draft.check(&zone, |code| borough(&signed_in.op, code).is_some()) {
        Ok(checked) => {
            notices::publish(&mut signed_in.op, &checked, &signed_in.staff.name).await?;
            let location = signed_in.op.view().link("/poste/aide/avis");
            signed_in.op.commit().await?;
            Ok(Redirect::to(&location).into_response())
        }
        Err(faults) => {
            let page = notices_page(signed_in, draft, faults.into()).await?;
            Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `POST /poste/aide/avis/{id}/retirer`.
pub async fn withdraw_notice(signed_in: SignedIn, Path(id): Path<Id>) -> Result<Response, Refusal> {
    let mut signed_in = editor(signed_in)?;
    notices::withdraw(&mut signed_in.op, id).await?;
    let location = signed_in.op.view().link("/poste/aide/avis");
    signed_in.op.commit().await?;
    Ok(Redirect::to(&location).into_response())
}
