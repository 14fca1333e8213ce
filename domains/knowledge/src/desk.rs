//! The desk: the same pages with the agent's drawer beside them, and the screens of those who write.

pub mod edit;
pub mod manage;
pub mod page;
pub mod versions;

use crate::{
    editing::{may_edit, may_see_misses},
    finding::find,
    notices::notices,
    portal::{Asked, LONGEST_SEARCH, ShownHit, shown_hits},
    reading::{Choice, ShownNotice, Theme, borough, boroughs, shown_notices, themes},
    shelf::shelf,
    usage,
};
use askama::Template;
use axum::{
    Router,
    extract::Query,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base::Lang;
use identity::SignedIn;
use web::{App, Page, Refusal, View};

/// Who may what is tested line by line in the stories.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/poste/aide", get(show_search))
        .route("/poste/aide/suggestions", get(suggest))
        .route("/poste/aide/gestion", get(manage::show_articles))
        .route("/poste/aide/recherches", get(manage::show_misses))
        .route("/poste/aide/taches", get(manage::show_tasks))
        .route("/poste/aide/taches/{id}", post(manage::resolve_task))
        .route("/poste/aide/avis", get(manage::show_notices).post(manage::receive_notice))
        .route("/poste/aide/avis/{id}/retirer", post(manage::withdraw_notice))
        .route("/poste/aide/nouvel-article", get(edit::show_new).post(edit::receive_new))
        .route("/poste/aide/{slug}", get(page::show))
        .route("/poste/aide/{slug}/signaler", post(page::receive_flag))
        .route("/poste/aide/{slug}/envoyer", post(page::send))
        .route("/poste/aide/{slug}/modifier", get(edit::show).post(edit::receive))
        .route("/poste/aide/{slug}/versions", get(versions::show))
        .route("/poste/aide/{slug}/versions/{number}", post(versions::restore))
}

/// What the bar on top of every screen needs.
pub(crate) struct Bar {
    pub name: String,
    pub is_editor: bool,
    pub sees_misses: bool,
}

impl Bar {
    pub fn of(signed_in: &SignedIn) -> Self {
        let staff = &signed_in.staff;
        Self { name: staff.name.clone(), is_editor: may_edit(staff), sees_misses: may_see_misses(staff) }
    }

    /// Whether this screen has its own line in the bar.
    #[expect(clippy::unused_self, reason = "templates call it on the bar that they hold")]
    pub fn is_apart(&self, view: &View) -> bool {
        ["taches", "gestion", "avis", "recherches"].iter().any(|page| view.is_under(&format!("/poste/aide/{page}")))
    }
}

/// Somebody who writes, or a refusal.
pub(crate) fn editor(signed_in: SignedIn) -> Result<SignedIn, Refusal> {
    if may_edit(&signed_in.staff) { Ok(signed_in) } else { Err(Refusal::forbidden("identity/role-missing")) }
}

#[derive(Template)]
#[template(path = "desk/search.html")]
struct SearchPage {
    view: View,
    bar: Bar,
    q: String,
    hits: Vec<ShownHit>,
    notices: Vec<ShownNotice>,
    boroughs: Vec<Choice>,
    themes: Vec<Theme>,
}

async fn show_search(signed_in: SignedIn, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let (view, bar) = (signed_in.view(), Bar::of(&signed_in));
    let mut op = signed_in.op;
    let borough = borough(&op, &asked.arrondissement);
    let q: String = asked.q.trim().chars().take(LONGEST_SEARCH).collect();
    let (mut hits, lang) = (Vec::new(), op.lang);
    if !q.is_empty() {
        hits = find(&mut op, &q, lang, borough.as_deref()).await?;
        if hits.is_empty() {
            usage::count_miss(&op, &q).await?;
        }
    }
    let notices = notices(&mut op, borough.as_deref()).await?;
    let shelf = shelf(&op.app).await?;
    let page = SearchPage {
        hits: shown_hits(&view, hits, "/poste/aide", borough.as_deref()),
        notices: shown_notices(&op, &notices),
        boroughs: boroughs(&op, borough.as_deref()),
        themes: themes(&op, shelf.articles().iter().map(|published| &published.article)),
        view,
        bar,
        q,
    };
    Ok(Page::ok(page).into_response())
}

#[derive(Template)]
#[template(path = "desk/suggestions.html")]
struct Suggestions {
    view: View,
    hits: Vec<ShownHit>,
}

/// `GET /poste/aide/suggestions?q=`: a list for the words typed so far; a search that is not sent is not counted.
async fn suggest(signed_in: SignedIn, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let mut op = signed_in.op;
    let borough = borough(&op, &asked.arrondissement);
    let (q, lang): (String, Lang) = (asked.q.chars().take(LONGEST_SEARCH).collect(), op.lang);
    let hits = if q.trim().is_empty() { Vec::new() } else { find(&mut op, &q, lang, borough.as_deref()).await? };
    let hits = shown_hits(&view, hits, "/poste/aide", borough.as_deref());
    Ok(Page::ok(Suggestions { view, hits }).into_response())
}
