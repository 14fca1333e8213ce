//! In which order the visits of a day are made: the most pressing first, until somebody asks for the shortest way or
//! moves one by hand. What was chosen is kept for the crew and the day.

use super::{day::Day, route::shortest};
use crate::store;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Moment, Point};
use catalogue::Priority;
use identity::{SignedIn, Staff};
use requests::{Request, Status};
use web::{Brand, Form, Op, Refusal};

base::words! {
    /// How an order came.
    Way { Hand => "hand", Shortest => "shortest" }
}

/// An order that was chosen: numbers of requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub visits: Vec<String>,
    pub way: Way,
    pub changed_at: Moment,
}

/// An order is forgotten after so many days.
pub const KEPT_DAYS: i64 = 30;

/// Whose order it is: a crew's, or one's own.
pub fn whose(staff: &Staff) -> String {
    if staff.crew.name.is_empty() {
        format!("staff {}", staff.id)
    } else {
        format!("{} {}", staff.role.code(), staff.crew.name)
    }
}

/// The day of an operation, as it is kept.
pub fn day(op: &Op) -> String {
    op.now.day(&op.part::<Brand>().zone).to_string()
}

/// Puts visits in the order that was chosen; what came since follows, the most pressing first.
pub fn arrange(visits: &mut [Request], kept: &[String]) {
    let place = |request: &Request| kept.iter().position(|reference| *reference == request.reference);
    visits.sort_by_key(|request| {
        let due_at = request.due_at().map_or(i64::MAX, |at| at.0);
        let is_calm = request.status != Status::Urgent && request.priority != Priority::Urgent.code();
        (place(request).unwrap_or(usize::MAX), is_calm, due_at, request.received_at.0, request.id)
    });
}

/// `visits` with one of them a place higher or lower.
pub fn moved(mut visits: Vec<String>, reference: &str, is_up: bool) -> Vec<String> {
    let Some(place) = visits.iter().position(|it| it == reference) else { return visits };
    let other = if is_up { place.checked_sub(1) } else { Some(place + 1).filter(|other| *other < visits.len()) };
    if let Some(other) = other {
        visits.swap(place, other);
    }
    visits
}

/// `POST /equipe/ordre`: moves a visit (`geste` is `monter` or `descendre`), asks for the shortest way (`court`, from
/// `lat` and `lon` or from the first visit), or leaves the order to the due dates (`echeance`).
pub async fn receive(signed_in: SignedIn, form: Form) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { op, staff, .. } = signed_in;
    let mut op = Op { tx: op.app.database().read(), ..op };
    let Day { visits, .. } = Day::load(&mut op, &staff).await?;
    let references: Vec<String> = visits.iter().map(|request| request.reference.clone()).collect();
    let reference = form.text("demande");
    let chosen = match form.text("geste") {
        word @ ("monter" | "descendre") => Some((moved(references, reference, word == "monter"), Way::Hand)),
        "court" => Some((short(&visits, here(&form)).await?, Way::Shortest)),
        "echeance" => None,
        _ => return Err(Refusal::unprocessable("desk/crew-order-unknown")),
    };
    let (whose, day) = (whose(&staff), day(&op));
    let mut op = Op { tx: op.app.database().write(), ..op };
    match chosen {
        Some((visits, way)) => store::save_order(&mut op, (&whose, &day), &visits, way).await?,
        None => store::delete_order(&mut op, &whose, &day).await?,
    }
    op.commit().await?;
    let anchor = if visits.iter().any(|request| request.reference == reference) {
        format!("#v-{reference}")
    } else {
        "#visites".to_owned()
    };
    Ok(Redirect::to(&format!("{}{anchor}", view.link("/equipe"))).into_response())
}

/// Where somebody says that they are.
fn here(form: &Form) -> Option<Point> {
    let number = |name: &str| form.text(name).trim().parse::<f64>().ok();
    Point::new(number("lat")?, number("lon")?)
}

/// The numbers of visits in a short order; those without a place come last.
async fn short(visits: &[Request], here: Option<Point>) -> Result<Vec<String>, Refusal> {
    let placed = visits.iter().filter_map(|request| Some((request.place.point?, request)));
    let (mut points, placed): (Vec<Point>, Vec<&Request>) = placed.unzip();
    let is_from_first = here.is_none();
    let Some(start) = here.or(points.first().copied()) else {
        return Ok(visits.iter().map(|request| request.reference.clone()).collect());
    };
    if is_from_first {
        points.remove(0);
    }
    let work = tokio::task::spawn_blocking(move || shortest(start, &points));
    let found = work.await.map_err(|err| Refusal::internal(&err))?.map_err(|err| Refusal::internal(&err))?;
    let first = is_from_first.then_some(0).into_iter();
    let order: Vec<usize> = first.chain(found.into_iter().map(|place| place + usize::from(is_from_first))).collect();
    let in_order = order.iter().filter_map(|place| placed.get(*place)).map(|request| request.reference.clone());
    let mut references: Vec<String> = in_order.collect();
    let rest: Vec<String> =
        visits.iter().map(|it| it.reference.clone()).filter(|it| !references.contains(it)).collect();
    references.extend(rest);
    Ok(references)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(reference: &str, is_up: bool, expected: [&str; 3]) {
        let visits = ["a", "b", "c"].map(str::to_owned).to_vec();
        assert_eq!(moved(visits, reference, is_up), expected, "{reference} {is_up}");
    }

    #[test]
    fn a_visit_moves_by_one_place_and_stops_at_the_ends() {
        check("b", true, ["b", "a", "c"]);
        check("b", false, ["a", "c", "b"]);
        check("a", true, ["a", "b", "c"]);
        check("c", false, ["a", "b", "c"]);
        check("d", true, ["a", "b", "c"]);
    }
}
