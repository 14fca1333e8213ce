//! A form that may bring photos: its texts like those of any form, its files within bounds.

use axum::extract::{FromRequest, Request};
use base::Fault;
use requests::photos::{self, LARGEST, MOST_AT_ONCE, PhotoError, Shelved};
use web::{FileField, FileForm, Form, Op, Refusal};

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

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        if !FileForm::is_one(&request) {
            return Ok(Self { form: Form::from_request(request, state).await?, ..Self::default() });
        }
        let (mut form, mut upload) = (FileForm::open(request, MOST_FIELDS).await?, Self::default());
        while let Some(field) = form.next().await? {
            upload.take(field).await?;
        }
        Ok(upload)
    }
}

impl Upload {
    async fn take(&mut self, field: FileField<'_>) -> Result<(), Refusal> {
        let name = field.name.clone();
        if field.file_name.is_none() {
            let text = field.text(LONGEST_TEXT).await?;
            self.form.add(name, text.ok_or(Refusal::bad_request("web/form-unreadable"))?);
            return Ok(());
        }
        match field.bytes(LARGEST).await? {
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
