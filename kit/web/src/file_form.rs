//! A form that brings files, read field by field, each within its bounds.

use crate::Refusal;
use axum::{
    extract::{FromRequest, Multipart, Request, multipart::Field, multipart::MultipartError},
    http::{StatusCode, header},
};

/// The fields of a form that brings files, in the order they came.
pub struct FileForm {
    fields: Multipart,
    /// How many more may come.
    left: usize,
}

/// A field whose content is still to be read.
pub struct FileField<'a> {
    pub name: String,
    /// None for an ordinary field; empty where no file was chosen.
    pub file_name: Option<String>,
    field: Field<'a>,
}

fn unreadable() -> Refusal {
    Refusal::bad_request("web/form-unreadable")
}

#[expect(clippy::needless_pass_by_value, reason = "errors are mapped so")]
fn cut(err: MultipartError) -> Refusal {
    match err.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "web/form-too-large"),
        _ => unreadable(),
    }
}

impl FileForm {
    /// Whether `request` is one; [`Form`](crate::Form) reads the others.
    pub fn is_one(request: &Request) -> bool {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
        kind.starts_with("multipart/")
    }

    /// Begins to read a form of `most` fields at most.
    pub async fn open(request: Request, most: usize) -> Result<Self, Refusal> {
        let fields = Multipart::from_request(request, &()).await.map_err(|_| unreadable())?;
        Ok(Self { fields, left: most })
    }

    pub async fn next(&mut self) -> Result<Option<FileField<'_>>, Refusal> {
        let Some(field) = self.fields.next_field().await.map_err(cut)? else { return Ok(None) };
        self.left = self.left.checked_sub(1).ok_or_else(unreadable)?;
        let name = field.name().unwrap_or_default().to_owned();
        Ok(Some(FileField { name, file_name: field.file_name().map(str::to_owned), field }))
    }
}

impl FileField<'_> {
    /// Its content, when it has `most` bytes at most; what is beyond is passed over, so that the rest of the form is
    /// read.
    pub async fn bytes(mut self, most: usize) -> Result<Option<Vec<u8>>, Refusal> {
        let (mut bytes, mut is_whole) = (Vec::new(), true);
        while let Some(chunk) = self.field.chunk().await.map_err(cut)? {
            is_whole = is_whole && bytes.len() + chunk.len() <= most;
            if is_whole {
                bytes.extend_from_slice(&chunk);
            }
        }
        Ok(is_whole.then_some(bytes))
    }

    /// The same, of an ordinary field.
    pub async fn text(self, most: usize) -> Result<Option<String>, Refusal> {
        let bytes = self.bytes(most).await?;
        bytes.map(|bytes| String::from_utf8(bytes).map_err(|_| unreadable())).transpose()
    }
}
