//! The pages of administrators: versions, draft, trial, publication.

mod files;
mod misrouting;
mod publish;
mod rebase;
mod rows;
mod versions;

use axum::{
    Router, middleware,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use identity::SignedIn;
use knowledge::difference::{self, Line};
use web::{App, Op, Refusal, View};

use crate::{draft::LARGEST_TEXT, publishing::PublishError};

/// Every page of administrators. Who may what is tested line by line in the stories.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/poste/ville", get(versions::index))
        .route("/poste/ville/versions/{id}", get(versions::show))
        .route("/poste/ville/versions/{id}/remettre", post(versions::put_back))
        .route("/poste/ville/versions/{id}/renoncer", post(versions::give_up))
        .route("/poste/ville/brouillon", get(files::index))
        .route("/poste/ville/brouillon/abandonner", post(files::discard))
        .route("/poste/ville/brouillon/fichier", get(files::show).post(files::receive))
        .route("/poste/ville/brouillon/telecharger", get(files::download))
        .route("/poste/ville/brouillon/ligne", get(rows::show).post(rows::receive))
        .route("/poste/ville/brouillon/reprendre", get(rebase::show).post(rebase::receive))
        .route("/poste/ville/brouillon/essai", get(publish::show).post(publish::receive))
        .route("/poste/ville/acheminement", get(misrouting::index))
        .route("/poste/ville/acheminement/corriger", post(misrouting::prepare))
        .layer(middleware::from_fn(identity::desk::keep))
}

/// What every page of the city shows above itself.
struct Bar {
    name: String,
}

/// The parts of a signed-in administrator that a handler works with: words, bar, operation, their id.
fn parts(signed_in: SignedIn) -> (View, Bar, Op, base::Id) {
    let view = signed_in.view();
    (view, Bar { name: signed_in.staff.name }, signed_in.op, signed_in.staff.id)
}

/// Keeps what was done, and leads to a page of the city.
async fn to(op: Op, view: &View, path: &str) -> Result<Response, Refusal> {
    op.commit().await?;
    Ok(Redirect::to(&view.link(path)).into_response())
}

/// The address of a page about a file.
fn about(page: &str, name: &str, more: &[(&str, String)]) -> String {
    let mut pairs = vec![("nom", name.to_owned())];
    pairs.extend(more.iter().cloned());
    // Texts are always written.
    format!("/poste/ville/brouillon/{page}?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
}

/// A size in words.
fn size(view: &View, bytes: i64) -> String {
    view.t1("city-size", "size", view.integer((bytes + 999) / 1_000))
}

/// What changed in a file.
struct Difference {
    name: String,
    added: usize,
    removed: usize,
    /// Empty when the file is not one of words, or too long to compare.
    lines: Vec<Line>,
    is_cut: bool,
}

/// Lines of a comparison that are shown.
const LINES: usize = 300;

impl Difference {
    fn of(name: String, before: Option<&[u8]>, after: Option<&[u8]>) -> Self {
        let text = |content: Option<&[u8]>| {
            let content = content.unwrap_or_default();
            let is_short = content.len() <= LARGEST_TEXT;
            std::str::from_utf8(content).ok().filter(|_| is_short).map(str::to_owned)
        };
        let mut lines = match (text(before), text(after)) {
            (Some(before), Some(after)) if crate::draft::kind(&name).is_some() => difference::lines(&before, &after),
            _ => Vec::new(),
        };
        let count = |change| lines.iter().filter(|line| line.change == change).count();
        let (added, removed) = (count(difference::Change::Added), count(difference::Change::Removed));
        let is_cut = lines.len() > LINES;
        lines.truncate(LINES);
        Self { name, added, removed, lines, is_cut }
    }

    fn counts(&self, view: &View) -> String {
        if self.lines.is_empty() {
            return view.t("city-changed-whole");
        }
        let (added, removed) = (self.added.to_string(), self.removed.to_string());
        view.t2("city-changed-lines", ("added", &added), ("removed", &removed))
    }
}

impl From<PublishError> for Refusal {
    fn from(err: PublishError) -> Self {
        match err {
            PublishError::WhyMissing => Self::unprocessable("city/why-missing"),
            PublishError::WhyTooLong => Self::unprocessable("city/why-too-long"),
            PublishError::Past => Self::unprocessable("city/date-past"),
            PublishError::Unchanged => Self::unprocessable("city/unchanged"),
            PublishError::Refused => Self::conflict("city/refused"),
            PublishError::Behind(_) => Self::conflict("city/behind"),
            PublishError::Covered(_) => Self::conflict("city/covered"),
            PublishError::Moved => Self::conflict("city/moved"),
            PublishError::Unknown => Self::not_found("city/version-unknown"),
            PublishError::Store(err) => err.into(),
        }
    }
}
