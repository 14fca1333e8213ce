//! A form as it was sent: names and texts, nothing more is believed.

use crate::Refusal;
use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::StatusCode,
};

/// Fields in the order they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form(Vec<(String, String)>);

/// A form without files is never larger.
const LARGEST: usize = 64 * 1024;

impl Form {
    /// The first value of `name`, or nothing.
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    pub fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(field, _)| field == name).map(|(_, value)| value.clone()).collect()
    }

    /// Every field, in its order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// One more field, of a form that is not read by [`FromRequest`].
    pub fn add(&mut self, name: String, value: String) {
        self.0.push((name, value));
    }

    pub fn is_ticked(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let unreadable = || Refusal::bad_request("web/form-unreadable");
        let body = Bytes::from_request(request, state).await.map_err(|_| unreadable())?;
        if body.len() > LARGEST {
            return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "web/form-too-large"));
        }
        let text = std::str::from_utf8(&body).map_err(|_| unreadable())?;
        serde_urlencoded::from_str(text).map(Self).map_err(|_| unreadable())
    }
}
