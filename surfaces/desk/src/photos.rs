//! Photos of a request at the desk: seen by who handles it, added as proof of the work, published on purpose.

use crate::{case, rights::Case};
use askama::Template;
use axum::{
    extract::{FromRequest, Multipart, Path, Query, Request},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use identity::{SignedIn, Staff};
use requests::photos::{self, Cover, MOST_AT_ONCE, MOST_COVERS, Owner, Photo, PhotoError, Showing, Size, When};
use serde::Deserialize;
use web::{Faults, Form, Op, Page, Picture, Refusal, View};

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    taille: String,
    /// Anything: what everybody sees of it.
    #[serde(default)]
    copie: String,
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
    let jpeg = match asked.copie.as_str() {
        "" => photos::read(&op.app, &photo, size).await?,
        _ => photos::read_public(&op.app, &photo, size).await?,
    };
    Ok(Picture { jpeg, is_public: false })
}

/// A line of four numbers: a part to cover, in percents.
struct Line {
    rank: usize,
    numbers: [String; 4],
}

impl Line {
    fn field(&self, side: usize) -> String {
        format!("{}-{}", SIDES.get(side).unwrap_or(&""), self.rank)
    }
}

#[derive(Template)]
#[template(path = "photo_cover.html")]
struct CoverPage {
    view: View,
    staff: Staff,
    faults: Faults,
    reference: String,
    photo: Photo,
    lines: Vec<Line>,
}

impl CoverPage {
    fn link(&self, end: &str) -> String {
        self.view.link(&format!("/poste/demandes/{}{end}", self.reference))
    }

    fn photo_link(&self, end: &str) -> String {
        self.link(&format!("/photos/{}{end}", self.photo.name))
    }

    fn sides(&self) -> impl Iterator<Item = (usize, String)> {
        SIDES.iter().map(|side| self.view.t(&format!("desk-cover-{side}"))).enumerate()
    }
}

/// Fields of a line, in the order of the parts of a [`Cover`].
const SIDES: [&str; 4] = ["gauche", "haut", "largeur", "hauteur"];
/// Lines that are shown.
const LINES: usize = 4;

/// `GET …/photos/{name}/cacher`: the photo, and what is to be covered in what everybody will see.
pub async fn choose(signed_in: SignedIn, Path((reference, name)): Path<(String, String)>) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    let case = Case::load(&mut op, &staff, &reference).await?;
    if !case.publishes_photos() {
        return Err(Refusal::forbidden("desk/act-not-yours"));
    }
    let photo = photos::find(&mut op, Owner::Request(case.request.id), &name).await?;
    let written = |part: u16| format!("{}", f64::from(part) / 10.0);
    let mut lines: Vec<[String; 4]> = photo.covers.iter().map(|cover| cover.parts().map(written)).collect();
    lines.resize_with(lines.len().max(LINES), Default::default);
    let reference = case.request.reference;
    Ok(Page::ok(CoverPage { lines: ranked(lines), faults: Faults::default(), view, staff, reference, photo })
        .into_response())
}

fn ranked(lines: Vec<[String; 4]>) -> Vec<Line> {
    lines.into_iter().enumerate().map(|(rank, numbers)| Line { rank, numbers }).collect()
}

/// The lines of a form, as they were typed.
fn typed(form: &Form) -> Vec<[String; 4]> {
    let line = |rank: usize| SIDES.map(|side| form.text(&format!("{side}-{rank}")).trim().to_owned());
    (0..MOST_COVERS).map(line).collect()
}

/// What is to be covered; an error when a line that is begun is not a part of the picture.
fn covers(lines: &[[String; 4]]) -> Result<Vec<Cover>, PhotoError> {
    let thousandths = |text: &String| {
        let percents: f64 = text.replace(',', ".").parse().ok()?;
        // Between nothing and the whole: it fits.
        (0.0..=100.0).contains(&percents).then(|| (percents * 10.0).round() as u16)
    };
    let cover = |line: &[String; 4]| {
        let parts: Option<Vec<u16>> = line.iter().map(thousandths).collect();
        let [left, top, width, height] = parts?.try_into().ok()?;
        Cover::new(left, top, width, height)
    };
    let begun = lines.iter().filter(|line| line.iter().any(|number| !number.is_empty()));
    begun.map(|line| cover(line).ok_or(PhotoError::CoversWrong)).collect()
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

/// `POST …/photos/{name}/public`: everybody may see it, whole or with parts covered, or no longer.
pub async fn publish(
    signed_in: SignedIn,
    Path((reference, name)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { op, staff, .. } = signed_in;
    // Covering takes its time: nothing is open to writing meanwhile.
    let mut op = Op { tx: op.app.database().read(), ..op };
    let case = Case::load(&mut op, &staff, &reference).await?;
    if !case.publishes_photos() {
        return Err(Refusal::forbidden("desk/act-not-yours"));
    }
    let photo = photos::find(&mut op, Owner::Request(case.request.id), &name).await?;
    let lines = typed(&form);
    let covers = match covers(&lines) {
        Ok(covers) => covers,
        Err(err) => {
            let (faults, reference) = (Faults::one("gauche-0", err.code()), case.request.reference);
            let page = CoverPage { view, staff, faults, reference, photo, lines: ranked(lines) };
            return Ok(Page(StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let covered = match covers.as_slice() {
        [] => None,
        covers => Some(photos::cover(&op.app, op.now, &photo, covers).await?),
    };
    let showing = match (form.is_ticked("public"), &covered) {
        (false, _) => Showing::Nothing,
        (true, Some(covered)) => Showing::Covered(covered),
        (true, None) => Showing::Whole,
    };
    let mut op = Op { tx: op.app.database().write(), ..op };
    photos::publish(&mut op, &case.request, &name, showing).await?;
    let location = view.link(&format!("/poste/demandes/{reference}?fait=oui#photos"));
    op.commit().await?;
    Ok(Redirect::to(&location).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(numbers: [&str; 4]) -> [String; 4] {
        numbers.map(str::to_owned)
    }

    #[test]
    fn a_line_that_is_begun_is_a_part_of_the_picture_or_is_refused() {
        let read = |lines: &[[String; 4]]| {
            covers(lines).map(|covers| covers.into_iter().map(Cover::parts).collect::<Vec<_>>()).ok()
        };
        let blank = line(["", "", "", ""]);
        assert_eq!(read(&[blank.clone(), blank]), Some(vec![]));
        assert_eq!(read(&[line(["10,5", "0", "20.25", "100"])]), Some(vec![[105, 0, 203, 1_000]]));
        for wrong in [
            ["10", "", "5", "5"],
            ["-1", "0", "5", "5"],
            ["101", "0", "5", "5"],
            ["NaN", "0", "5", "5"],
            ["0", "0", "0", "5"],
        ] {
            assert_eq!(read(&[line(wrong)]), None, "{wrong:?}");
        }
    }
}
