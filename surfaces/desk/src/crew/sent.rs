//! What a telephone sends from the field: the fields of a form, and pictures.

use axum::{
    extract::{FromRequest, Multipart, Request, multipart::MultipartError},
    http::{StatusCode, header},
};
use requests::photos::{self, MOST_AT_ONCE, PhotoError, Shelved};
use web::{Form, Op, Refusal};

/// A form and its pictures, as they came.
#[derive(Debug, Default)]
pub struct Sent {
    pub form: Form,
    pub files: Vec<Vec<u8>>,
}

impl Sent {
    /// Reads a form with files or without. Slow: nothing must be open to writing.
    pub async fn read(request: Request) -> Result<Self, Refusal> {
        let kind = request.headers().get(header::CONTENT_TYPE).map_or(b"".as_slice(), |kind| kind.as_bytes());
        if !kind.starts_with(b"multipart/") {
            return Ok(Self { form: Form::from_request(request, &()).await?, files: Vec::new() });
        }
        let unreadable = |_| Refusal::bad_request("web/form-unreadable");
        let mut parts = Multipart::from_request(request, &()).await.map_err(unreadable)?;
        let mut sent = Self::default();
        while let Some(part) = parts.next_field().await.map_err(|err| too_large(&err))? {
            let name = part.name().unwrap_or_default().to_owned();
            let is_file = part.file_name().is_some();
            let bytes = part.bytes().await.map_err(|err| too_large(&err))?;
            match (is_file, String::from_utf8(bytes.to_vec())) {
                (true, _) if bytes.is_empty() => {}
                (true, _) => sent.files.push(bytes.to_vec()),
                (false, Ok(text)) => sent.form.add(name, text),
                (false, Err(_)) => return Err(Refusal::bad_request("web/form-unreadable")),
            }
        }
        Ok(sent)
    }

    /// Puts the pictures on the shelf. Slow: call it before the first statement of the act.
    pub async fn shelve(&self, op: &Op) -> Result<Vec<Shelved>, PhotoError> {
        if self.files.len() > MOST_AT_ONCE {
            return Err(PhotoError::TooMany);
        }
        let mut shelved = Vec::new();
        for bytes in &self.files {
            shelved.push(photos::shelve(&op.app, op.now, bytes.clone()).await?);
        }
        Ok(shelved)
    }
}

fn too_large(err: &MultipartError) -> Refusal {
    match err.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "web/form-too-large"),
        _ => Refusal::bad_request("web/form-unreadable"),
    }
}
