//! Photos of a request at the desk: seen by who handles it, added as proof of the work, published on purpose.

use crate::{case, rights::Case};
use axum::{
    extract::{FromRequest, Multipart, Path, Query, Request},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use identity::SignedIn;
use requests::photos::{self, MOST_AT_ONCE, Owner, PhotoError, Size, When};
use serde::Deserialize;
use web::{Faults, Form, Op, Page, Picture, Refusal};

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    taille: String,
}

/// `GET …/photos/{name}`: small, or whole with `?taille=entiere`.
pub async fn show(
    signed_in: SignedIn,
    Path((reference, name)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Picture, Refusal> {
    let SignedIn { mut op, staff, .. } = signed_in;
    let case = Case::load(&mut op, &staff, &reference).await?;
    let photo = photos::find(&mut op, Owner::Request(case.request.id), &name).await?;
    let size = if asked.taille == "entiere" { Size::Whole } else { Size::Small };
    Ok(Picture { jpeg: photos::read(&op.app, &photo, size).await?, is_public: false })
}

/// `POST …/photos`: up to three at once, of the work.
pub async fn receive(
    signed_in: SignedIn,
    Path(reference): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { op, staff, .. } = signed_in;
    // Pictures take their time: nothing is open to writing meanwhile.
    let mut op = Op { tx: op.app.database().read(), ..op };
    let case = Case::load(&mut op, &staff, &reference).await?;
    if !case.adds_photos() {
        return Err(Refusal::forbidden("desk/act-not-yours"));
    }
    let mut op = Op { tx: op.app.database().write(), ..op };
    match add(&mut op, &case, request).await {
        Ok(()) => {
            let location = view.link(&format!("/poste/demandes/{reference}?fait=oui#photos"));
            op.commit().await?;
            Ok(Redirect::to(&location).into_response())
        }
        Err(Wrong(code)) => {
            let mut op = Op { tx: op.app.database().read(), ..op };
            let mut page = case::page(&mut op, view, &staff, case, Form::default()).await?;
            page.faults = Faults::one("photos-ajout", code);
            Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Why no photo was kept: the code of its sentence.
struct Wrong(&'static str);

impl From<PhotoError> for Wrong {
    fn from(err: PhotoError) -> Self {
        let code = err.code();
        if let PhotoError::Store(_) | PhotoError::Shelf(_) = &err {
            // The log learns the cause; the page says that nothing was kept.
            let _ = Refusal::internal(&err);
        }
        Self(code)
    }
}

async fn add(op: &mut Op, case: &Case, request: Request) -> Result<(), Wrong> {
    let unreadable = |_| Wrong("desk/photo-missing");
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| Wrong("desk/photo-missing"))?;
    let mut shelved = Vec::new();
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        let bytes = field.bytes().await.map_err(unreadable)?;
        if bytes.is_empty() {
            continue;
        }
        if shelved.len() == MOST_AT_ONCE {
            return Err(PhotoError::TooMany.into());
        }
        shelved.push(photos::shelve(&op.app, op.now, bytes.to_vec()).await?);
    }
    if shelved.is_empty() {
        return Err(Wrong("desk/photo-missing"));
    }
    for photo in &shelved {
        photos::add(op, Owner::Request(case.request.id), When::After, photo).await?;
    }
    Ok(())
}

/// `POST …/photos/{name}/public`: everybody may see it, or no longer.
pub async fn publish(
    signed_in: SignedIn,
    Path((reference, name)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    let case = Case::load(&mut op, &staff, &reference).await?;
    if !case.publishes_photos() {
        return Err(Refusal::forbidden("desk/act-not-yours"));
    }
    photos::publish(&mut op, &case.request, &name, form.is_ticked("public")).await?;
    let location = view.link(&format!("/poste/demandes/{reference}?fait=oui#photos"));
    op.commit().await?;
    Ok(Redirect::to(&location).into_response())
}
