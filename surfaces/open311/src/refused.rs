//! An answer that says no, in the standard's own form: every fault with its code and a sentence for the person.

use crate::document::{Document, Format};
use ::store::StoreError;
use axum::http::StatusCode;
use base::Fault;
use web::{Refusal, View};

/// What is wrong, and the status that stands above all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub status: StatusCode,
    pub faults: Vec<Fault>,
    /// Seconds after which it is worth trying again.
    pub wait_s: Option<i64>,
}

impl Refused {
    pub fn new(status: StatusCode, faults: Vec<Fault>) -> Self {
        Self { status, faults, wait_s: None }
    }

    pub fn one(status: StatusCode, code: &'static str) -> Self {
        Self::new(status, vec![Fault::new("", code)])
    }

    pub fn wrong(code: &'static str) -> Self {
        Self::one(StatusCode::BAD_REQUEST, code)
    }

    pub fn unknown(code: &'static str) -> Self {
        Self::one(StatusCode::NOT_FOUND, code)
    }

    pub fn forbidden(code: &'static str) -> Self {
        Self::one(StatusCode::FORBIDDEN, code)
    }

    /// The body: a list of errors.
    pub fn write(&self, view: &View, format: Format) -> Document {
        let mut document = Document::new(format);
        // A used quota is refused as a key is; its finer code tells it apart (RFC 6585, § 4).
        let code = i64::from(if self.wait_s.is_some() { 429 } else { self.status.as_u16() });
        document.list("errors", "error", &self.faults, |document, fault| {
            document.integer("code", code);
            document.text("description", &view.fault(fault));
        });
        document
    }
}

impl From<Vec<Fault>> for Refused {
    fn from(faults: Vec<Fault>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, faults)
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self::one(refusal.status, refusal.code)
    }
}

impl From<StoreError> for Refused {
    fn from(err: StoreError) -> Self {
        Refusal::from(err).into()
    }
}
