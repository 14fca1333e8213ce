//! English opens on a statement of the reader, where the city's language regime asks for one: said once a session,
//! believed on their word, kept nowhere else. Reporting and following a request never wait for it.

use askama::Template;
use axum::{
    Router,
    extract::Query,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use base::Lang;
use serde::Deserialize;
use web::{App, Form, Op, Page, View};

pub fn routes() -> Router<App> {
    Router::new().route("/declaration", get(ask).post(receive))
}

#[derive(Template)]
#[template(path = "language.html")]
struct StatementPage {
    view: View,
    /// The page one was going to.
    to: String,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    vers: String,
}

const COOKIE: &str = "declaration=oui";

/// Whether the reader has yet to say that they may be answered in English.
pub fn is_owed(op: &Op, headers: &HeaderMap) -> bool {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    let has_said = cookies.flat_map(|cookies| cookies.split(';')).any(|cookie| cookie.trim() == COOKIE);
    op.lang == Lang::En && op.part::<web::Brand>().english_needs_statement && !has_said
}

/// A page of ours, without its language: anything else leads home.
fn ours(path: &str) -> String {
    let is_ours = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n']);
    if is_ours { web::door::without_language(path).1.to_owned() } else { "/".to_owned() }
}

async fn ask(op: Op, headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    let (view, to) = (op.view(), ours(&asked.vers));
    if is_owed(&op, &headers) {
        return Page::ok(StatementPage { view, to }).into_response();
    }
    Redirect::to(&view.link(&to)).into_response()
}

async fn receive(op: Op, form: Form) -> Response {
    let is_secure = op.app.settings().public_url.starts_with("https:");
    // Without an age, it ends with the session.
    let cookie = if is_secure {
        HeaderValue::from_static("declaration=oui; Path=/; HttpOnly; SameSite=Lax; Secure")
    } else {
        HeaderValue::from_static("declaration=oui; Path=/; HttpOnly; SameSite=Lax")
    };
    let to = op.view().link(&ours(form.text("vers")));
    ([(header::SET_COOKIE, cookie)], Redirect::to(&to)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_led_to_our_own_pages_only() {
        for (asked, expected) in [
            ("/suivi?x=1", "/suivi?x=1"),
            ("/en/carte", "/carte"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("", "/"),
            ("/a\r\nSet-Cookie: b", "/"),
        ] {
            assert_eq!(ours(asked), expected, "{asked}");
        }
    }
}
