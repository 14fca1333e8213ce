//! The door of the city: language of the path, limits, headers, and refusals said in the reader's words.

use crate::{App, Page, Refusal, View};
use askama::Template;
use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, OriginalUri, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, Uri, header, uri::PathAndQuery},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use base::Lang;
use std::time::Duration;
use tower::Layer;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    csrf::{CsrfLayer, ProtectionError},
    limit::RequestBodyLimitLayer,
};

/// Largest body of a request: three photos of 10 MB and the words around them.
pub const LARGEST_BODY: usize = 32 * 1024 * 1024;
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// Photos come over a telephone's line.
const LONGEST_UPLOAD: Duration = Duration::from_mins(4);

/// A page that explains why something cannot be done, with ways on.
#[derive(Template)]
#[template(path = "refusal.html")]
struct RefusalPage {
    view: View,
    title: String,
    sentence: String,
}

/// Puts the door before `routes`. What comes back takes requests as they arrive.
pub fn door(routes: Router<App>, app: &App) -> Router {
    let routes = routes
        .route("/assets/{*name}", get(crate::assets::show_asset))
        .fallback(async || Refusal::not_found("web/not-found"))
        .method_not_allowed_fallback(async || Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "web/method-not-allowed"))
        .layer(CatchPanicLayer::custom(say_panic))
        .layer(middleware::from_fn(keep_time))
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(CsrfLayer::new().with_rejection_response(refuse_foreign_form))
        .layer(middleware::from_fn_with_state(app.clone(), explain))
        .layer(middleware::map_response(add_headers))
        .layer(CompressionLayer::new())
        .with_state(app.clone());
    // The language leaves the path before the router looks at it.
    Router::new().fallback_service(middleware::map_request(read_language).layer(routes))
}

/// Splits `/en/suivi` into English and `/suivi`. French has no prefix.
pub fn without_language(path: &str) -> (Lang, &str) {
    match path.strip_prefix("/en") {
        Some("") => (Lang::En, "/"),
        Some(rest) if rest.starts_with('/') => (Lang::En, rest),
        Some(rest) if rest.starts_with('?') => (Lang::En, path),
        Some(_) | None => (Lang::Fr, path),
    }
}

async fn read_language(mut request: Request) -> Request {
    let original = request.uri().clone();
    let (lang, path) = without_language(original.path());
    if lang == Lang::En {
        let inner = original.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
        if let Ok(inner) = inner.parse::<PathAndQuery>() {
            *request.uri_mut() = Uri::from(inner);
        }
    }
    request.extensions_mut().insert(lang);
    request.extensions_mut().insert(OriginalUri(original));
    request
}

/// Turns a [`Refusal`] into a page, when the reader takes pages and nobody has written it yet.
async fn explain(State(app): State<App>, request: Request, next: Next) -> Response {
    let lang = request.extensions().get::<Lang>().copied().unwrap_or_default();
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    let said = response.extensions().get::<Refusal>().cloned();
    let Some(refusal) = said.or_else(|| refusal_of_a_layer(&response)) else { return response };
    let view = View::new(&app, lang, &path);
    let code = refusal.text_code();
    let title = view.t(&format!("web-status-{}", refusal.status.as_u16()));
    let page = RefusalPage { sentence: view.t(&code), title, view };
    let mut page = Page(refusal.status, page).into_response();
    page.extensions_mut().insert(refusal);
    page
}

/// Gives up what takes longer than anybody waits.
async fn keep_time(request: Request, next: Next) -> Response {
    let kind = request.headers().get(header::CONTENT_TYPE).map_or(b"".as_slice(), HeaderValue::as_bytes);
    let longest = if kind.starts_with(b"multipart/") { LONGEST_UPLOAD } else { LONGEST_WAIT };
    let busy = |_| StatusCode::SERVICE_UNAVAILABLE.into_response();
    tokio::time::timeout(longest, next.run(request)).await.unwrap_or_else(busy)
}

/// Layers answer with a bare status, and paths that are not text with a word of the library.
fn refusal_of_a_layer(response: &Response) -> Option<Refusal> {
    let is_plain =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    let status = response.status();
    match status {
        StatusCode::BAD_REQUEST if is_plain => Some(Refusal::bad_request("web/form-unreadable")),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Refusal::new(status, "web/form-too-large")),
        StatusCode::SERVICE_UNAVAILABLE => Some(Refusal::new(status, "web/busy")),
        _ => None,
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the layer that catches panics calls it so")]
fn say_panic(cause: Box<dyn std::any::Any + Send>) -> Response<Body> {
    let words = cause.downcast_ref::<String>().map(String::as_str).or(cause.downcast_ref::<&str>().copied());
    tracing::error!(error.panic = words.unwrap_or("unknown"), "panic");
    Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "web/internal").into_response()
}

/// A form that another site sent in the reader's name.
fn refuse_foreign_form(_: ProtectionError) -> Response<Body> {
    Refusal::forbidden("web/cross-origin").into_response()
}

/// No script, style or frame from elsewhere; no script inside pages.
const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; \
     base-uri 'self'; frame-ancestors 'none'; form-action 'self'";

async fn add_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("permissions-policy"), "geolocation=(self), camera=(), microphone=()"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_is_a_prefix_and_french_is_not() {
        assert_eq!(without_language("/en"), (Lang::En, "/"));
        assert_eq!(without_language("/en/suivi"), (Lang::En, "/suivi"));
        assert_eq!(without_language("/enquete"), (Lang::Fr, "/enquete"));
        assert_eq!(without_language("/"), (Lang::Fr, "/"));
    }
}
