//! A form that may bring one file, or a text longer than ordinary forms hold.

use crate::draft::{LARGEST, LARGEST_TEXT};
use axum::{
    extract::{FromRequest, Multipart, Request, multipart::Field, multipart::MultipartError},
    http::{StatusCode, header},
};
use web::{Form, Refusal};

/// A form as it was sent, and its file.
#[derive(Debug, Default)]
pub struct Upload {
    pub form: Form,
    /// What the file says; empty when none was chosen.
    pub file: Vec<u8>,
    /// Whether something was larger than it may be, and was left.
    pub is_too_large: bool,
}

/// Fields of a form are never more.
const MOST_FIELDS: usize = 64;

fn unreadable() -> Refusal {
    Refusal::bad_request("web/form-unreadable")
}

#[expect(clippy::needless_pass_by_value, reason = "errors are mapped so")]
fn cut(err: MultipartError) -> Refusal {
    match err.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "city/too-large"),
        _ => unreadable(),
    }
}

/// Reads a field up to `most` bytes; what is beyond is passed over, and gives `None`.
async fn read(mut field: Field<'_>, most: usize) -> Result<Option<Vec<u8>>, Refusal> {
    let (mut bytes, mut is_whole) = (Vec::new(), true);
    while let Some(chunk) = field.chunk().await.map_err(cut)? {
        is_whole = is_whole && bytes.len() + chunk.len() <= most;
        if is_whole {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(is_whole.then_some(bytes))
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
        if !kind.starts_with("multipart/") {
            return Ok(Self { form: Form::from_request(request, state).await?, ..Self::default() });
        }
        let mut parts = Multipart::from_request(request, state).await.map_err(|_| unreadable())?;
        let mut upload = Self::default();
        for _ in 0..MOST_FIELDS {
            let Some(field) = parts.next_field().await.map_err(cut)? else { return Ok(upload) };
            upload.take(field).await?;
        }
        Err(unreadable())
    }
}

impl Upload {
    async fn take(&mut self, field: Field<'_>) -> Result<(), Refusal> {
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = field.file_name().is_some();
        // A browser sends two bytes for the end of a line of a text area.
        match read(field, if is_file { LARGEST } else { 2 * LARGEST_TEXT }).await? {
            None => self.is_too_large = true,
            Some(bytes) if is_file => self.file = bytes,
            Some(bytes) => self.form.add(name, String::from_utf8(bytes).map_err(|_| unreadable())?),
        }
        Ok(())
    }
}
