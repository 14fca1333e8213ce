//! A message to a person, and its booking.

use crate::store::{self, Unsent};
use ::store::StoreError;
use base::Lang;
use web::Op;

/// A message, in the words of the domain that speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<'a> {
    /// Of what sort: `requests/received`. Kept, counted, logged.
    pub kind: &'static str,
    /// E-mail address of the person.
    pub to: &'a str,
    pub lang: Lang,
    pub subject: &'a str,
    /// Plain text: paragraphs with a blank line between them.
    pub body: &'a str,
    /// What it is about: messages about one thing that follow closely reach a person as one.
    pub about: Option<&'a str>,
}

/// The job that sends a message; its payload is the id of the message.
pub const SEND: &str = "notifications/send";

/// Books a message, if the operation is kept.
pub async fn post(op: &mut Op, message: &Message<'_>) -> Result<(), StoreError> {
    let id = op.id();
    store::insert(op, id, message).await?;
    op.post_job(SEND, &id.to_string(), op.now).await
}

/// Messages that did not reach their person, newest first; all, or those about one thing.
pub async fn unsent(op: &mut Op, about: Option<&str>) -> Result<Vec<Unsent>, StoreError> {
    store::list_unsent(op, about).await
}
