//! A form that may bring one file, or a text longer than ordinary forms hold.

use crate::draft::{LARGEST, LARGEST_TEXT};
use axum::extract::{FromRequest, Request};
use web::{FileField, FileForm, Form, Refusal};

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
        if field.file_name.is_some() {
            match field.bytes(LARGEST).await? {
                Some(bytes) => self.file = bytes,
                None => self.is_too_large = true,
            }
            return Ok(());
        }
        // A browser sends two bytes for the end of a line of a text area.
        match field.text(2 * LARGEST_TEXT).await? {
            Some(text) => self.form.add(name, text),
            None => self.is_too_large = true,
        }
        Ok(())
    }
}
