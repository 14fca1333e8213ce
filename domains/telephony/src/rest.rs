//! `POST /api/v1/phone-intervals`: intervals sent by the telephone system itself, with its key.
//!
//! Refusals are problems of RFC 9457, in English: programs read them, and those who write programs.

use crate::{
    PhoneInterval, Wrong,
    intake::{Received, known, receive},
    keys,
};
use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Value, json};
use std::{borrow::Cow, collections::BTreeSet};
use web::{App, Op};

/// Largest call, in bytes: some days of every line.
const LARGEST: usize = 4 * 1024 * 1024;
/// Intervals of a call.
const MOST: usize = 20_000;
/// Faults that are told.
const TOLD: usize = 100;

pub fn routes() -> Router<App> {
    Router::new().route("/api/v1/phone-intervals", post(receive_intervals))
}

/// A fault of the interval at a place of the list.
type PlacedFault = (usize, Wrong);

enum Problem {
    KeyWrong,
    Unreadable(&'static str),
    TooLarge,
    Wrong(Vec<PlacedFault>),
    Internal,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, code, detail) = match &self {
            Self::KeyWrong => (StatusCode::UNAUTHORIZED, "key-wrong", "the key is missing, unknown or revoked"),
            Self::Unreadable(detail) => (StatusCode::BAD_REQUEST, "unreadable", *detail),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too-large", "send fewer intervals at once"),
            Self::Wrong(_) => (StatusCode::UNPROCESSABLE_ENTITY, "intervals-wrong", "nothing of it was kept"),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal", "nothing of it was kept"),
        };
        let mut problem = json!({ "type": format!("/problems/telephony/{code}"), "title": code, "status": status.as_u16(), "detail": detail });
        if let Self::Wrong(faults) = &self {
            let told = faults.iter().take(TOLD).map(|(place, wrong)| {
                json!({ "pointer": format!("/intervals/{place}/{}", wrong.column), "detail": wrong.message })
            });
            if let Some(fields) = problem.as_object_mut() {
                fields.insert("faults".to_owned(), told.collect());
                fields.insert("faults_count".to_owned(), faults.len().into());
            }
        }
        let mut response = (status, problem.to_string()).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// The house is broken: logged, and said in no more words.
fn internal(err: &(dyn std::error::Error + 'static)) -> Problem {
    web::Refusal::internal(err);
    Problem::Internal
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::trim)
}

/// A field as the words of a column: numbers and texts read alike, as in a file.
fn words(value: Option<&Value>) -> Cow<'_, str> {
    match value {
        None | Some(Value::Null) => Cow::Borrowed(""),
        Some(Value::String(text)) => Cow::Borrowed(text),
        Some(other) => Cow::Owned(other.to_string()),
    }
}

/// The intervals of a call: all of them, or every fault with its place.
fn read(op: &Op, body: &[u8]) -> Result<Vec<PhoneInterval>, Problem> {
    if body.len() > LARGEST {
        return Err(Problem::TooLarge);
    }
    let document: Value = serde_json::from_slice(body).map_err(|_| Problem::Unreadable("the body is not JSON"))?;
    let list = document.get("intervals").and_then(Value::as_array);
    let list = list.ok_or(Problem::Unreadable("`intervals` must be a list"))?;
    if list.len() > MOST {
        return Err(Problem::TooLarge);
    }
    let (known, mut seen, mut faults, mut intervals) = (known(op), BTreeSet::new(), Vec::new(), Vec::new());
    for (place, one) in list.iter().enumerate() {
        match known.check(|column| words(one.get(column))) {
            Ok(interval) => {
                if seen.insert((interval.line.clone(), interval.borough.clone(), interval.start)) {
                    intervals.push(interval);
                } else {
                    let message = "the same interval stands earlier in the list".to_owned();
                    faults.push((place, Wrong { column: "start", message }));
                }
            }
            Err(wrong) => faults.extend(wrong.into_iter().map(|wrong| (place, wrong))),
        }
    }
    if faults.is_empty() { Ok(intervals) } else { Err(Problem::Wrong(faults)) }
}

async fn receive_intervals(mut op: Op, headers: HeaderMap, body: Bytes) -> Result<Response, Problem> {
    let key = bearer(&headers).ok_or(Problem::KeyWrong)?;
    let name = keys::find(&mut op.app.database().read(), key).await.map_err(|err| internal(&err))?;
    let name = name.ok_or(Problem::KeyWrong)?;
    let intervals = read(&op, &body)?;
    let Received { added, changed, unchanged } = receive(&mut op, &intervals).await.map_err(|err| internal(&err))?;
    op.tx.commit().await.map_err(|err| internal(&err))?;
    tracing::info!(phone.key = name, added, changed, unchanged, "intervals of the telephone");
    let body = json!({ "added": added, "changed": changed, "unchanged": unchanged }).to_string();
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}
