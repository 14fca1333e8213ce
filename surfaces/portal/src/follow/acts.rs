//! What a requester does with their link: adds words and photos, says that it is not fixed, cancels.

use super::tracker::{self, Returned};
use crate::{
    report::{keep_photos, new_key},
    upload::Upload,
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::Fault;
use requests::{
    ActError, Grounds, Status,
    access::{self, Standing},
    add_detail, ask_reopening, find, move_to,
    photos::{self, Owner, Shelved},
};
use web::{Form, Op, Page, Refusal};

/// Refuses whoever does not hold a link; answers as whom the others act.
fn check(op: &Op, reference: &str, key: &str) -> Result<Standing, Refusal> {
    access::opens(&op.app, reference, key, op.now).ok_or_else(|| Refusal::not_found("requests/unknown"))
}

/// What came with a form, once its photos are on the shelf.
struct Parcel {
    standing: Standing,
    form: Form,
    shelved: Vec<Shelved>,
    faults: Vec<Fault>,
    /// Key under which photos wait while the words are written again.
    key: String,
}

impl Parcel {
    async fn open(op: &Op, reference: &str, upload: Upload) -> Result<Self, Refusal> {
        let standing = check(op, reference, upload.form.text("cle"))?;
        let (form, shelved, faults) = upload.shelve(op).await?;
        let key = Some(form.text("depot")).filter(|key| !key.is_empty()).map_or_else(new_key, str::to_owned);
        Ok(Self { standing, form, shelved, faults, key })
    }

    /// The words, or that there are photos: one may send those alone.
    async fn words(&self, op: &mut Op) -> Result<String, Refusal> {
        let words = self.form.text("mots").trim();
        let has_photos = !self.shelved.is_empty() || !photos::of_draft(op, &self.key).await?.is_empty();
        Ok(if words.is_empty() && has_photos { op.view().t("portal-detail-photo-alone") } else { words.to_owned() })
    }

    /// Keeps the photos with the request when the act was `done`, else with the form that comes back.
    async fn answer(mut self, mut op: Op, reference: &str, done: Result<(), ActError>) -> Result<Response, Refusal> {
        let key = self.form.text("cle").to_owned();
        let fault = match done {
            Ok(()) => None,
            Err(err @ (ActError::WordsMissing | ActError::WordsTooLong)) => Some(Fault::new("mots", err.code())),
            Err(err) => return Err(err.into()),
        };
        let is_done = fault.is_none();
        self.faults.extend(fault);
        if is_done {
            let Some(request) = find(&mut op, reference).await? else { return Err(ActError::Unknown.into()) };
            photos::adopt(&mut op, &self.key, request.id, self.standing).await?;
            keep_photos(&mut op, self.standing.owner(request.id), &self.shelved, &mut self.faults).await?;
        } else {
            keep_photos(&mut op, Owner::Draft(&self.key), &self.shelved, &mut self.faults).await?;
        }
        if self.faults.is_empty() {
            let location = op.view().link(&format!("/suivi/{reference}?cle={key}"));
            op.commit().await?;
            return Ok(Redirect::to(&location).into_response());
        }
        let words = if is_done { String::new() } else { self.form.text("mots").to_owned() };
        let waits = !photos::of_draft(&mut op, &self.key).await?.is_empty();
        let parcel = if waits { self.key } else { String::new() };
        let page =
            tracker::page(&mut op, reference, &key, Returned { faults: self.faults.into(), words, parcel }).await?;
        op.commit().await?;
        Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    }
}

pub async fn receive_detail(mut op: Op, Path(reference): Path<String>, upload: Upload) -> Result<Response, Refusal> {
    let parcel = Parcel::open(&op, &reference, upload).await?;
    let words = parcel.words(&mut op).await?;
    let done = add_detail(&mut op, &reference, &words, parcel.standing).await;
    parcel.answer(op, &reference, done).await
}

pub async fn receive_not_fixed(mut op: Op, Path(reference): Path<String>, upload: Upload) -> Result<Response, Refusal> {
    let parcel = Parcel::open(&op, &reference, upload).await?;
    let done = ask_reopening(&mut op, &reference, parcel.form.text("mots"), parcel.standing).await;
    parcel.answer(op, &reference, done).await
}

pub async fn cancel(mut op: Op, Path(reference): Path<String>, form: Form) -> Result<Response, Refusal> {
    let key = form.text("cle");
    if check(&op, &reference, key)? != Standing::Author {
        return Err(Refusal::not_found("requests/unknown"));
    }
    move_to(&mut op, &reference, Status::Cancelled, &Grounds::default()).await?;
    let location = op.view().link(&format!("/suivi/{reference}?cle={key}"));
    op.commit().await?;
    Ok(Redirect::to(&location).into_response())
}
