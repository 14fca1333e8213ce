//! An answer that says no: the status, and the code of the sentence that explains it.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use store::StoreError;

/// What the caller is told when an act is refused. The sentence is found by the code in the texts
/// and written in the reader's language and format at the door ([`crate::door`]).
#[derive(Debug, Clone)]
pub struct Refusal {
    pub status: StatusCode,
    /// Problem code, domain / what is wrong; public and stable.
    pub code: &'static str,
}

impl Refusal {
    pub fn new(status: StatusCode, code: &'static str) -> Self {
        Self { status, code }
    }

    pub fn bad_request(code: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code)
    }

    pub fn unauthorized(code: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code)
    }

    pub fn forbidden(code: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, code)
    }

    pub fn not_found(code: &'static str) -> Self {
        Self::new(StatusCode::NOT_FOUND, code)
    }

    pub fn conflict(code: &'static str) -> Self {
        Self::new(StatusCode::CONFLICT, code)
    }

    pub fn unprocessable(code: &'static str) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code)
    }

    pub fn too_many(code: &'static str) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, code)
    }

    /// The house is broken: logged here, once, with its chain; the caller gets a constant sentence.
    pub fn internal(err: &(dyn std::error::Error + 'static)) -> Self {
        let mut chain = err.to_string();
        let mut cause = err.source();
        while let Some(err) = cause {
            chain.push_str(": ");
            chain.push_str(&err.to_string());
            cause = err.source();
        }
        tracing::error!(error.chain = chain, "internal error");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "web/internal")
    }

    /// Key of the sentence in the texts: `requests/outside-city` is `requests-outside-city`.
    pub fn text_code(&self) -> String {
        self.code.replace('/', "-")
    }
}

impl From<StoreError> for Refusal {
    fn from(err: StoreError) -> Self {
        Self::internal(&err)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
