//! The first page: one question, three doors, and an honest line on yesterday.

use crate::language;
use askama::Template;
use axum::{
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use requests::{Filter, Status, count};
use web::{Op, Page, Refusal, View};

#[derive(Template)]
#[template(path = "home.html")]
pub struct HomePage {
    view: View,
    /// Name, figure, icon.
    figures: Vec<(String, String, &'static str)>,
}

/// Beyond it, a count would cost more than it tells.
const MOST: u32 = 100_000;

pub async fn show(mut op: Op, headers: HeaderMap) -> Result<Response, Refusal> {
    if language::is_owed(&op, &headers) {
        return Ok(Redirect::to(&op.view().link("/declaration?vers=/")).into_response());
    }
    let view = op.view();
    let week = op.now.plus_days(-7);
    let asked = [
        ("received", "received", Filter { received: (Some(week), None), ..Filter::default() }),
        (
            "solved",
            "done",
            Filter {
                statuses: vec![Status::Completed],
                is_open: Some(false),
                updated: (Some(week), None),
                ..Filter::default()
            },
        ),
        ("late", "late", Filter { due_before: Some(op.now), ..Filter::default() }),
    ];
    let mut figures = Vec::new();
    for (name, icon, filter) in asked {
        let n = count(&mut op, &filter, MOST).await?;
        let written = if n < i64::from(MOST) { view.integer(n) } else { view.t("portal-home-many") };
        figures.push((view.t(&format!("portal-home-{name}")), written, icon));
    }
    let satisfied = indicators::yesterday(&mut op).await?.and_then(|day| day.satisfied);
    if let Some((figure, of)) = satisfied.and_then(|figure| indicators::satisfied(&view, &figure)) {
        figures.push((of, figure, "speech"));
    }
    Ok(Page::ok(HomePage { view, figures }).into_response())
}
