//! A form that may bring photos: its texts like those of any form, its files within bounds.

use axum::{
    extract::{FromRequest, Multipart, Request, multipart::Field, multipart::MultipartError},
    http::{StatusCode, header},
};
use base::Fault;
use requests::photos::{self, LARGEST, MOST_AT_ONCE, PhotoError, Shelved};
use web::{Form, Op, Refusal};

/// A form as it was sent, with its photos still as they came.
#[derive(Debug, Default)]
pub struct Upload {
    pub form: Form,
    photos: Vec<Vec<u8>>,
    faults: Vec<Fault>,
}

/// Name of the field of files.
const PHOTOS: &str = "photos";
/// Longest text of a field.
const LONGEST_TEXT: usize = 64 * 1024;
/// Fields of a form are never more.
const MOST_FIELDS: usize = 64;

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
        let mut count = 0;
        while let Some(field) = parts.next_field().await.map_err(cut)? {
            count += 1;
            if count > MOST_FIELDS {
                return Err(unreadable());
            }
            upload.take(field).await?;
        }
        Ok(upload)
    }
}

impl Upload {
    async fn take(&mut self, field: Field<'_>) -> Result<(), Refusal> {
        let name = field.name().unwrap_or_default().to_owned();
        if field.file_name().is_none() {
            let bytes = read(field, LONGEST_TEXT).await?.ok_or_else(unreadable)?;
            let text = String::from_utf8(bytes).map_err(|_| unreadable())?;
            self.form.add(name, text);
            return Ok(());
        }
        match read(field, LARGEST).await? {
            // A field of files that was left empty.
            Some(bytes) if bytes.is_empty() => {}
            Some(_) if name != PHOTOS => {}
            Some(bytes) if self.photos.len() < MOST_AT_ONCE => self.photos.push(bytes),
            Some(_) => self.refuse(&PhotoError::TooMany),
            None => self.refuse(&PhotoError::TooLarge),
        }
        Ok(())
    }

    /// One fault for each thing that is wrong, however many photos have it.
    fn refuse(&mut self, err: &PhotoError) {
        if self.faults.iter().all(|fault| fault.code != err.code()) {
            self.faults.push(Fault::new(PHOTOS, err.code()));
        }
    }

    /// Puts the photos on the shelf: slow, before the first statement. What is wrong with the others is said beside.
    pub async fn shelve(mut self, op: &Op) -> Result<(Form, Vec<Shelved>, Vec<Fault>), Refusal> {
        let mut shelved = Vec::new();
        for bytes in std::mem::take(&mut self.photos) {
            match photos::shelve(&op.app, op.now, bytes).await {
                Ok(photo) => shelved.push(photo),
                Err(err @ (PhotoError::Shelf(_) | PhotoError::Store(_))) => return Err(err.into()),
                Err(err) => self.refuse(&err),
            }
        }
        Ok((self.form, shelved, self.faults))
    }
}
