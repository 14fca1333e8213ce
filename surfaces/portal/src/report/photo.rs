//! Photos, if the person has some: kept with the draft as they arrive, whatever else is wrong.

use super::{Report, Step};
use crate::upload::Upload;
use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::Fault;
use requests::photos::{self, MOST_AT_ONCE, Owner, Photo, PhotoError, Shelved, Size, When};
use std::collections::HashMap;
use web::{Faults, Op, Page, Picture, Refusal, View};

#[derive(Template)]
#[template(path = "report/photo.html")]
struct PhotoPage {
    view: View,
    faults: Faults,
    action: String,
    back: String,
    photos: Vec<Photo>,
}

impl PhotoPage {
    /// How many more there may be.
    fn room(&self) -> i64 {
        room(self.photos.len())
    }
}

pub(super) fn room(kept: usize) -> i64 {
    MOST_AT_ONCE.saturating_sub(kept).try_into().unwrap_or(0)
}

fn page(report: &Report, photos: Vec<Photo>, faults: Faults) -> PhotoPage {
    let view = report.view();
    PhotoPage { action: view.link(&report.path(&Step::Photo)), back: report.back(&Step::Photo), view, faults, photos }
}

pub async fn show(mut report: Report) -> Result<Response, Refusal> {
    let photos = photos::of_draft(&mut report.op, &report.key).await?;
    Ok(Page::ok(page(&report, photos, Faults::default())).into_response())
}

/// Keeps with `owner` what is on the shelf; what there is no room for becomes a fault.
pub async fn keep(op: &mut Op, owner: Owner<'_>, shelved: &[Shelved], faults: &mut Vec<Fault>) -> Result<(), Refusal> {
    for photo in shelved {
        match photos::add(op, owner, When::Before, photo).await {
            Ok(()) => {}
            Err(err @ PhotoError::TooMany) => {
                faults.push(Fault::new("photos", err.code()));
                break;
            }
            Err(err) => return Err(err.into()),
        }
    }
    Ok(())
}

pub async fn receive(mut report: Report, upload: Upload) -> Result<Response, Refusal> {
    let (form, shelved, mut faults) = upload.shelve(&report.op).await?;
    let unwanted = form.text("retirer");
    if !unwanted.is_empty() {
        return remove(report, unwanted).await;
    }
    keep(&mut report.op, Owner::Draft(&report.key), &shelved, &mut faults).await?;
    report.fields.has_passed_photos = faults.is_empty();
    if faults.is_empty() {
        return report.go_on().await;
    }
    let photos = photos::of_draft(&mut report.op, &report.key).await?;
    let page = page(&report, photos, faults.into());
    super::save(&mut report.op, &report.key, &report.fields).await?;
    report.op.commit().await?;
    Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// A photo that is gone already is as the person wants it.
async fn remove(mut report: Report, name: &str) -> Result<Response, Refusal> {
    match photos::find(&mut report.op, Owner::Draft(&report.key), name).await {
        Ok(photo) => photos::remove(&mut report.op, &photo).await?,
        Err(PhotoError::Unknown) => {}
        Err(err) => return Err(err.into()),
    }
    let location = report.view().link(&report.path(&Step::Photo));
    report.op.commit().await?;
    Ok(Redirect::to(&location).into_response())
}

/// `GET /signaler/{draft}/photo/{name}`: for whoever holds the key of the draft.
pub async fn show_one(mut report: Report, Path(path): Path<HashMap<String, String>>) -> Result<Picture, Refusal> {
    let name = path.get("name").map_or("", String::as_str);
    let photo = photos::find(&mut report.op, Owner::Draft(&report.key), name).await?;
    let jpeg = photos::read(&report.op.app, &photo, Size::Small).await?;
    Ok(Picture { jpeg, is_public: false })
}
