//! Pages of words alone: what is done with personal information, and who can use the site.

use askama::Template;
use axum::{Router, routing::get};
use web::{App, Op, Page, View};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/confidentialite", get(async |op: Op| words(&op, "privacy", &PRIVACY)))
        .route("/accessibilite", get(async |op: Op| words(&op, "access", &ACCESS)))
}

const PRIVACY: [&str; 9] = ["who", "what", "why", "seen", "photos", "position", "kept", "machine", "rights"];
const ACCESS: [&str; 4] = ["aim", "tested", "limits", "tell"];

#[derive(Template)]
#[template(path = "words.html")]
struct WordsPage {
    view: View,
    title: String,
    opening: String,
    /// Heading, text.
    parts: Vec<(String, String)>,
}

fn words(op: &Op, page: &str, parts: &[&str]) -> Page<WordsPage> {
    let view = op.view();
    let say =
        |part: &str| view.t2(&format!("portal-{page}-{part}"), ("city", view.city()), ("phone", &view.brand().phone));
    let parts = parts.iter().map(|part| (say(&format!("{part}-title")), say(part))).collect();
    Page::ok(WordsPage { title: say("title"), opening: say("opening"), parts, view: view.clone() })
}
