//! Reporting a problem: one question a page, answers kept on our side until they are sent.
//!
//! The address of each page holds the draft's key, which cannot be guessed; going back, forward or refreshing is
//! harmless, and the draft sent twice is one request.

mod ending;
mod nearby;
mod photo;
mod place;
mod questions;
mod service;
mod steps;
mod you;

pub use photo::keep as keep_photos;
pub use steps::{Fields, Step};

use crate::store;
use ::store::StoreError;
use axum::{
    Router,
    extract::{FromRef, FromRequestParts, Path},
    http::request::Parts,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use catalogue::Catalogue;
use std::collections::HashMap;
use web::{App, Op, Refusal, View};

/// How long a draft is kept after its last step.
pub const DRAFT_HOURS: i64 = 4;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/signaler", get(place::begin).post(place::receive_first))
        .route("/signaler/{draft}/ou", get(place::show).post(place::receive))
        .route("/signaler/{draft}/quoi", get(service::show).post(service::receive))
        .route("/signaler/{draft}/deja", get(nearby::show).post(nearby::receive))
        .route("/signaler/{draft}/question/{code}", get(questions::show).post(questions::receive))
        .route("/signaler/{draft}/photo", get(photo::show).post(photo::receive))
        .route("/signaler/{draft}/photo/{name}", get(photo::show_one))
        .route("/signaler/{draft}/vous", get(you::show).post(you::receive))
        .route("/signaler/{draft}/verifier", get(ending::show).post(ending::send))
        .route("/signaler/{draft}/recu", get(ending::show_receipt).post(ending::add_photos))
}

/// A draft found by the key of the page.
pub struct Report {
    pub op: Op,
    pub key: String,
    pub fields: Fields,
    /// Number of the request, once sent.
    pub reference: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Report
where
    App: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let Ok(mut op) = Op::from_request_parts(parts, state).await;
        let lost = || Refusal::not_found("portal/draft-unknown").into_response();
        let Ok(Path(path)) = Path::<HashMap<String, String>>::from_request_parts(parts, state).await else {
            return Err(lost());
        };
        let key = path.get("draft").cloned().unwrap_or_default();
        // A draft is read outside the operation, so that slow work may come before the first statement that writes.
        let mut reading = Op { tx: op.app.database().read(), ..op };
        let found = store::find_draft(&mut reading, &key).await.map_err(|err| Refusal::from(err).into_response())?;
        let is_read = parts.method.is_safe();
        let tx = if is_read { reading.app.database().read() } else { reading.app.database().write() };
        op = Op { tx, ..reading };
        let Some((fields, reference)) = found else { return Err(lost()) };
        let is_ending = parts.uri.path().ends_with("/recu");
        if reference.is_some() && !is_ending {
            return Err(Redirect::to(&op.view().link(&format!("/signaler/{key}/recu"))).into_response());
        }
        let fields = Fields::from_json(&fields);
        Ok(Self { op, key, fields, reference })
    }
}

impl Report {
    pub fn view(&self) -> View {
        self.op.view()
    }

    /// Address of a page of this draft.
    pub fn path(&self, step: &Step) -> String {
        format!("/signaler/{}/{}", self.key, step.path())
    }

    /// Where the page before `step` is.
    pub fn back(&self, step: &Step) -> String {
        self.fields.before(step, &self.op.part::<Catalogue>()).map_or_else(|| "/".to_owned(), |step| self.path(&step))
    }

    /// Keeps the answers and leads to what is asked next. `is_change` is when one came from the last page.
    pub async fn go_on(mut self) -> Result<Response, Refusal> {
        save(&mut self.op, &self.key, &self.fields).await?;
        let step = self.fields.next(&self.op.part::<Catalogue>());
        let location = self.view().link(&self.path(&step));
        self.op.commit().await?;
        Ok(Redirect::to(&location).into_response())
    }
}

async fn save(op: &mut Op, key: &str, fields: &Fields) -> Result<(), StoreError> {
    store::save_draft(op, key, &fields.to_json()).await
}

/// A key of 128 random bits.
pub fn new_key() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>())
}
