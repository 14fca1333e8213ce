//! Papers of a request at the desk: joined by whoever may write a note, given back as files, taken away.

use crate::{case, rights::Case};
use axum::{
    extract::{Path, Request},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::Moment;
use identity::{Look, SignedIn, look};
use requests::{
    Audience,
    attachments::{self, Attachment, AttachmentError, LARGEST},
};
use web::{Download, Faults, FileField, FileForm, Form, Op, Page, Refusal, View};

/// The section of papers on the page of a request.
pub struct Papers {
    pub rows: Vec<Paper>,
    pub may_add: bool,
}

/// A paper, in words.
pub struct Paper {
    pub title: String,
    /// Nothing when it is the title.
    pub file_name: String,
    /// Kind and size.
    pub what: String,
    pub at: Moment,
    pub who: String,
    pub is_for_person: bool,
    pub link: String,
    pub may_remove: bool,
}

impl Papers {
    pub async fn load(op: &mut Op, view: &View, case: &Case) -> Result<Self, Refusal> {
        let found = attachments::of(op, case.request.id).await?;
        let reference = &case.request.reference;
        let paper = |it: Attachment| Paper {
            link: view.link(&format!("/poste/demandes/{reference}/pieces/{}", it.name)),
            may_remove: case.removes_attachment(&it),
            what: it.in_words(view),
            is_for_person: it.audience == Audience::Requesters,
            file_name: if it.file_name == it.title { String::new() } else { it.file_name },
            title: it.title,
            at: it.at,
            who: it.actor_name.unwrap_or_else(|| view.t(&format!("desk-actor-{}", it.actor_kind))),
        };
        Ok(Self { rows: found.into_iter().map(paper).collect(), may_add: case.adds_attachments() })
    }
}

/// `GET …/pieces/{name}`: the file, to be saved. Each one is a look that is noted.
pub async fn give(signed_in: SignedIn, Path((reference, name)): Path<(String, String)>) -> Result<Download, Refusal> {
    let SignedIn { mut op, staff, .. } = signed_in;
    let case = Case::load(&mut op, &staff, &reference).await?;
    let attachment = attachments::find(&mut op, case.request.id, &name).await?;
    look(&mut op, &staff, Look::Attachment, &case.request.reference).await?;
    let bytes = attachments::read(&op.app, &attachment).await?;
    Ok(Download { bytes, media_type: attachment.kind.media_type(), file_name: attachment.file_name })
}

/// `POST …/pieces`: one file, with its title and who it is for.
pub async fn receive(
    signed_in: SignedIn,
    Path(reference): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { op, staff, .. } = signed_in;
    // A file takes its time: nothing is open to writing meanwhile.
    let mut op = Op { tx: op.app.database().read(), ..op };
    let case = Case::load(&mut op, &staff, &reference).await?;
    if !case.adds_attachments() {
        return Err(Refusal::forbidden("desk/act-not-yours"));
    }
    let mut sent = Sent::read(request).await?;
    let mut op = Op { tx: op.app.database().write(), ..op };
    match keep(&mut op, &case, &mut sent).await {
        Ok(()) => {
            let location = view.link(&format!("/poste/demandes/{reference}?fait=oui#pieces"));
            op.commit().await?;
            Ok(Redirect::to(&location).into_response())
        }
        Err(Wrong(field, code)) => {
            let mut op = Op { tx: op.app.database().read(), ..op };
            let mut page = case::page(&mut op, view, &staff, case, sent.form).await?;
            page.faults = Faults::one(field, code);
            Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Why no file was kept: its field, and the code of its sentence.
struct Wrong(&'static str, &'static str);

/// Field of the file.
const FILE: &str = "piece";

impl From<AttachmentError> for Wrong {
    fn from(err: AttachmentError) -> Self {
        let code = err.code();
        if let AttachmentError::Store(_) | AttachmentError::Shelf(_) = &err {
            // The log learns the cause; the page says that nothing was kept.
            let _ = Refusal::internal(&err);
        }
        Self(if matches!(err, AttachmentError::TitleTooLong) { "titre" } else { FILE }, code)
    }
}

async fn keep(op: &mut Op, case: &Case, sent: &mut Sent) -> Result<(), Wrong> {
    if sent.is_too_large {
        return Err(AttachmentError::TooLarge.into());
    }
    let Some((name, bytes)) = sent.file.take() else { return Err(Wrong(FILE, "desk/paper-missing")) };
    let shelved = attachments::shelve(&op.app, op.now, &name, bytes).await?;
    let audience = if sent.form.text("pour") == "personne" { Audience::Requesters } else { Audience::Staff };
    Ok(attachments::add(op, &case.request, &shelved, sent.form.text("titre"), audience).await?)
}

/// `POST …/pieces/{name}/retirer`.
pub async fn remove(signed_in: SignedIn, Path((reference, name)): Path<(String, String)>) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    let case = Case::load(&mut op, &staff, &reference).await?;
    let attachment = attachments::find(&mut op, case.request.id, &name).await?;
    if !case.removes_attachment(&attachment) {
        return Err(Refusal::forbidden("desk/act-not-yours"));
    }
    attachments::remove(&mut op, &attachment).await?;
    let location = view.link(&format!("/poste/demandes/{reference}?fait=oui#pieces"));
    op.commit().await?;
    Ok(Redirect::to(&location).into_response())
}

/// The form as it was sent: one file at most, and words.
#[derive(Default)]
struct Sent {
    form: Form,
    /// Name and content.
    file: Option<(String, Vec<u8>)>,
    is_too_large: bool,
}

/// Longest text of a field, in bytes.
const LONGEST_TEXT: usize = 4 * 1024;
/// Fields of a form are never more.
const MOST_FIELDS: usize = 16;

impl Sent {
    async fn read(request: Request) -> Result<Self, Refusal> {
        let mut sent = Self::default();
        if FileForm::is_one(&request) {
            let mut form = FileForm::open(request, MOST_FIELDS).await?;
            while let Some(field) = form.next().await? {
                sent.take(field).await?;
            }
        }
        Ok(sent)
    }

    async fn take(&mut self, field: FileField<'_>) -> Result<(), Refusal> {
        let name = field.name.clone();
        let Some(file_name) = field.file_name.clone() else {
            let text = field.text(LONGEST_TEXT).await?;
            self.form.add(name, text.ok_or(Refusal::bad_request("web/form-unreadable"))?);
            return Ok(());
        };
        match field.bytes(LARGEST).await? {
            // A field of files that was left empty has no name.
            Some(bytes) if bytes.is_empty() && file_name.is_empty() => {}
            Some(bytes) if name == FILE => self.file = Some((file_name, bytes)),
            Some(_) => {}
            None => self.is_too_large = true,
        }
        Ok(())
    }
}
