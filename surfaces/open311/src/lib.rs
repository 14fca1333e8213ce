#![doc = include_str!("../README.md")]
//!
//! Reading order: [`call`], [`form`], [`document`], [`refused`], [`services`], [`inquiry`], [`intake`], [`wanted`], [`listing`],
//! [`updates`], [`keys`], then `store`.

pub mod call;
pub mod document;
pub mod form;
pub mod inquiry;
pub mod intake;
pub mod keys;
pub mod listing;
pub mod place;
pub mod refused;
pub mod services;
mod store;
#[cfg(test)]
mod stories;
pub mod updates;
pub mod wanted;

pub use keys::{Keyring, NewKey};
pub use services::Edition;

use ::store::Migration;
use axum::{
    Extension, Router,
    body::Body,
    extract::{FromRequestParts, Request, State},
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::any,
};
use call::Call;
use document::Document;
use keys::{Key, KeyError};
use refused::Refused;
use std::sync::Arc;
use web::{App, Brand, Op, Refusal, View, door::without_language};

pub const MIGRATIONS: &[Migration] =
    &[Migration { name: "20261125_75_open311", sql: include_str!("../migrations/20261125_75_open311.sql") }];

pub const TEXTS: web::texts::Source =
    web::texts::Source { fr: include_str!("../texts/fr.ftl"), en: include_str!("../texts/en.ftl") };

const ROOT: &str = "/open311/";

/// One address holds everything: the ending of the last part of a path is its format, which a router cannot cut off.
pub fn routes() -> Router<App> {
    Router::new().route("/open311/{*path}", any(receive)).layer(Extension(Arc::new(Keyring::default())))
}

/// Puts before the door what says its refusals (too large, too slow, broken) in the words of the standard.
pub fn before(door: Router, app: &App) -> Router {
    door.layer(middleware::from_fn_with_state(app.clone(), translate))
}

async fn translate(State(app): State<App>, request: Request, next: Next) -> Response {
    let (lang, path) = without_language(request.uri().path());
    if !path.starts_with(ROOT) {
        return next.run(request).await;
    }
    let format = call::format_of(path);
    let view = View::new(&app, lang, path);
    let response = next.run(request).await;
    let Some(refusal) = response.extensions().get::<Refusal>().cloned() else { return response };
    let (mut head, _) = response.into_parts();
    for name in [header::CONTENT_ENCODING, header::CONTENT_LENGTH, header::TRANSFER_ENCODING] {
        head.headers.remove(name);
    }
    head.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.content_type()));
    let document = Refused::from(refusal).write(&view, format);
    Response::from_parts(head, Body::from(document.into_bytes()))
}

/// Every call.
async fn receive(State(app): State<App>, Extension(keyring): Extension<Arc<Keyring>>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let Ok(op) = Op::from_request_parts(&mut parts, &app).await;
    let view = op.view();
    let format = call::format_of(parts.uri.path());
    let answered = match parts.method {
        Method::GET | Method::HEAD => read(op, &parts).await,
        Method::POST => write(op, &keyring, &parts, body).await,
        _ => Err(Refused::one(StatusCode::METHOD_NOT_ALLOWED, "open311/method-wrong")),
    };
    let mut response = match answered {
        Ok((document, caching)) => respond(StatusCode::OK, document, caching),
        Err(refused) => {
            let mut response = respond(refused.status, refused.write(&view, format), "no-store");
            if let Some(wait_s) = refused.wait_s {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait_s));
            }
            response
        }
    };
    // What is public may be read by a page of anybody's.
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

fn respond(status: StatusCode, document: Document, caching: &'static str) -> Response {
    let headers = [(header::CONTENT_TYPE, document.format().content_type()), (header::CACHE_CONTROL, caching)];
    (status, headers, document.into_bytes()).into_response()
}

/// Services change with the city's pack, requests at any time.
const SLOW: &str = "public, max-age=300";
const LIVE: &str = "no-cache";

async fn read(mut op: Op, parts: &Parts) -> Result<(Document, &'static str), Refused> {
    let call = Call::read(&parts.uri)?;
    let path: Vec<&str> = call.path.iter().map(String::as_str).collect();
    Ok(match path.as_slice() {
        ["discovery"] => (services::discover(&op, &call), SLOW),
        ["services"] if is_cut(parts) => return Err(Refused::wrong("open311/service-missing")),
        ["requests"] if is_cut(parts) => return Err(Refused::wrong("open311/request-missing")),
        ["services"] => (services::list(&op, &call)?, SLOW),
        ["services", code] => (services::define(&op, &call, code)?, SLOW),
        ["inquiry", "v1", rest @ ..] => (inquiry::read(&op, &call, rest).await?, SLOW),
        ["tokens"] => return Err(Refused::wrong("open311/token-missing")),
        ["tokens", token] => (intake::resolve(&mut op, &call, token).await?, LIVE),
        ["requests"] => (listing::list(&mut op, &call).await?, LIVE),
        ["requests", id] => (listing::show(&mut op, &call, id).await?, LIVE),
        ["servicerequestupdates"] => (updates::list(&mut op, &call).await?, LIVE),
        _ => return Err(Refused::unknown("open311/resource-unknown")),
    })
}

/// Whether an address stops where a number or a code was due: `/services/.xml`.
fn is_cut(parts: &Parts) -> bool {
    parts.uri.path().contains("/.")
}

async fn write(op: Op, keyring: &Keyring, parts: &Parts, body: Body) -> Result<(Document, &'static str), Refused> {
    let mut call = Call::read(&parts.uri)?;
    let (fields, uploads) = form::receive(parts, body).await?;
    call.fields.extend(fields);
    call.uploads = uploads;
    let path = call.path.clone();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let document = match path.as_slice() {
        ["requests"] => {
            let key = admit(&op, keyring, &call).await?;
            intake::receive(op, call, &parts.headers, &key).await?
        }
        ["servicerequestupdates"] => {
            let key = admit(&op, keyring, &call).await?;
            updates::receive(op, &call, &key).await?
        }
        ["discovery" | "services" | "tokens" | "inquiry", ..] | ["requests", _] => {
            return Err(Refused::one(StatusCode::METHOD_NOT_ALLOWED, "open311/method-wrong"));
        }
        _ => return Err(Refused::unknown("open311/resource-unknown")),
    };
    Ok((document, "no-store"))
}

/// The key of a call that writes, counted as used.
async fn admit(op: &Op, keyring: &Keyring, call: &Call) -> Result<Key, Refused> {
    let zone = op.part::<Brand>().zone.clone();
    let day = keys::day_of(op.now, &zone);
    let written = call.fields.text("api_key");
    let admitted = keyring.admit(op.tx.database(), written, call.endpoint, (op.now, day)).await;
    admitted.map_err(|err| match err {
        KeyError::Missing => Refused::forbidden("open311/key-missing"),
        KeyError::Wrong => Refused::forbidden("open311/key-wrong"),
        KeyError::Spent => Refused {
            wait_s: Some(keys::seconds_to_midnight(op.now, &zone)),
            ..Refused::forbidden("open311/key-spent")
        },
        KeyError::Store(err) => err.into(),
    })
}
