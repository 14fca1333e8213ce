//! The visits of a day: what somebody or their crew has in hand, in its order, and what waits for another day.

use super::order::{self, Kept, Way, arrange};
use crate::{queue::label, rights::Scope, store};
use ::store::StoreError;
use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Response},
};
use base::Id;
use catalogue::Catalogue;
use identity::{SignedIn, Staff};
use requests::{
    Filter, Order, Request, Status, list,
    photos::{Photo, When},
    telling,
    visits::{Around, around},
};
use serde::Deserialize;
use territory::Territory;
use web::{Brand, Op, Page, Refusal, View};

/// Requests in the hands of one crew that a page shows: the oldest.
const MOST: usize = 150;
/// Photos of a card.
const PHOTOS: usize = 3;

/// What somebody has in hand.
pub struct Day {
    /// To be visited today, in order.
    pub visits: Vec<Request>,
    /// Planned for a later day, on hold, or waiting for an answer.
    pub later: Vec<Request>,
    pub kept: Option<Kept>,
    /// Whether they have more than a page shows.
    pub is_cut: bool,
}

impl Day {
    pub async fn load(op: &mut Op, staff: &Staff) -> Result<Self, StoreError> {
        let scope = Scope::of(&op.part::<Catalogue>(), staff);
        let filter = Filter { assignees: crate::rights::hands(staff), is_open: Some(true), ..Filter::default() };
        let mut found = list(op, &filter, Order::Oldest, None, MOST as u32 + 1).await?;
        let is_cut = found.len() > MOST;
        found.truncate(MOST);
        found.retain(|request| request.status != Status::Merged && scope.holds(request));
        let (mut visits, mut later): (Vec<_>, Vec<_>) = found.into_iter().partition(|request| is_today(op, request));
        let kept = store::find_order(op, &order::whose(staff), &order::day(op)).await?;
        arrange(&mut visits, kept.as_ref().map_or(&[], |kept| kept.visits.as_slice()));
        later.sort_by_key(|request| (request.planned_for.map_or(i64::MAX, |at| at.0), request.id));
        Ok(Self { visits, later, kept, is_cut })
    }
}

/// Whether it is to be visited today: nobody waits for anything, and its day is not a later one.
fn is_today(op: &Op, request: &Request) -> bool {
    let zone = op.part::<Brand>().zone.clone();
    let today = op.now.day(&zone);
    let is_due = request.planned_for.is_some_and(|at| at.day(&zone) <= today);
    match request.status {
        // Without a day, nobody knows when it resumes.
        Status::OnHold => is_due,
        Status::Scheduled => is_due || request.planned_for.is_none(),
        Status::Received
        | Status::Accepted
        | Status::Sent
        | Status::InHand
        | Status::Urgent
        | Status::UnderWay
        | Status::Reopened => true,
        Status::InformationNeeded
        | Status::Merged
        | Status::Completed
        | Status::HandledElsewhere
        | Status::Declined
        | Status::Cancelled
        | Status::Removed => false,
    }
}

/// A visit, as its card shows it.
pub struct Card {
    pub reference: String,
    pub service: String,
    pub address: String,
    pub label: String,
    pub tone: &'static str,
    /// `late`, `at-risk`, or nothing.
    pub press: &'static str,
    pub left: String,
    /// Promised date, in words.
    pub due: String,
    /// Day it is planned for, in words.
    pub planned: String,
    /// What was asked, in the words of who asked.
    pub words: String,
    /// Question, answers.
    pub answers: Vec<(String, String)>,
    /// The last words of the journal, with who wrote them.
    pub note: Option<(String, String)>,
    /// Address, words.
    pub photos: Vec<(String, String)>,
    /// Degrees.
    pub place: Option<(f64, f64)>,
    /// Changes whenever something happens to the request.
    pub version: Id,
}

#[derive(Template)]
#[template(path = "crew_day.html")]
struct DayPage {
    view: View,
    staff: Staff,
    mark: String,
    today: String,
    count: i64,
    cards: Vec<Card>,
    later: Vec<Card>,
    kept: Option<Kept>,
    is_cut: bool,
    done: String,
    centre: String,
    bounds: String,
    attribution: String,
}

impl DayPage {
    /// How the order came, in a sentence.
    fn order_words(&self) -> String {
        match &self.kept {
            None => self.view.t("desk-crew-order-due"),
            Some(kept) => {
                let code = if kept.way == Way::Hand { "desk-crew-order-hand" } else { "desk-crew-order-shortest" };
                self.view.t1(code, "when", self.view.time(&kept.changed_at))
            }
        }
    }
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    fait: String,
}

/// `GET /equipe`.
pub async fn show(signed_in: SignedIn, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    let Day { visits, later, kept, is_cut } = Day::load(&mut op, &staff).await?;
    let ids: Vec<Id> = visits.iter().chain(&later).map(|request| request.id).collect();
    let around = around(&mut op, &ids).await?;
    let cards = |requests: &[Request]| requests.iter().map(|it| card(&op, &view, it, &around)).collect();
    let (territory, brand) = (op.part::<Territory>(), op.part::<Brand>());
    let degrees = |values: &[f64]| values.iter().map(|value| format!("{value:.5}")).collect::<Vec<_>>().join(",");
    let limits = territory.bounds();
    let page = DayPage {
        count: i64::try_from(visits.len()).unwrap_or(i64::MAX),
        cards: cards(&visits),
        later: cards(&later),
        mark: mark(&op, &staff),
        today: view.date(&op.now),
        done: asked.fait.chars().take(20).collect(),
        centre: limits.map_or(String::new(), |(min, max)| {
            degrees(&[f64::midpoint(min.lat, max.lat), f64::midpoint(min.lon, max.lon)])
        }),
        bounds: limits.map_or(String::new(), |(min, max)| degrees(&[min.lon, min.lat, max.lon, max.lat])),
        attribution: view.text(&brand.attribution).to_owned(),
        kept,
        is_cut,
        staff,
        view: view.clone(),
    };
    Ok(whose(&page.mark.clone(), "", Page::ok(page).into_response()))
}

/// What tells a telephone whose pages it keeps, and nothing else of them.
pub fn mark(op: &Op, staff: &Staff) -> String {
    op.app.seal().mark("crew-day", &staff.id.to_string()).chars().take(16).collect()
}

/// Says in the headers of a page whose it is and which version, for who keeps it.
pub fn whose(mark: &str, version: &str, mut response: Response) -> Response {
    for (name, value) in [("riverain-whose", mark), ("riverain-version", version)] {
        if let Ok(value) = value.parse() {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// A request as a card shows it.
pub fn card(op: &Op, view: &View, request: &Request, around: &Around) -> Card {
    let due_at = request.due_at();
    let left = due_at.map(|due_at| crate::queue::left(view, due_at, op.now)).unwrap_or_default();
    let who =
        |actor: &Option<String>, kind: &str| actor.clone().unwrap_or_else(|| view.t(&format!("desk-actor-{kind}")));
    let note = around.words.get(&request.id).map(|note| {
        let said = format!("{}, {}", who(&note.actor_name, &note.actor_kind), view.time(&note.at));
        (note.words.clone(), said)
    });
    let photos = around.photos.get(&request.id).map_or(&[][..], Vec::as_slice);
    let before = photos.iter().filter(|photo| photo.when == When::Before).take(PHOTOS);
    Card {
        service: telling::service_name(op, &request.service_code, view.lang),
        address: request.place.address.clone(),
        label: label(op, view, request.status),
        tone: request.status.tone(),
        press: match () {
            () if request.is_late(op.now) => "late",
            () if request.is_at_risk(op.now) => "at-risk",
            () => "",
        },
        left,
        due: due_at.map(|at| view.date(&at)).unwrap_or_default(),
        planned: request.planned_for.map(|at| view.date(&at)).unwrap_or_default(),
        words: request.description.as_str().to_owned(),
        answers: telling::answers(op, view.lang, request),
        note,
        photos: before.map(|photo| shot(view, &request.reference, photo)).collect(),
        place: request.place.point.map(|point| (point.lat, point.lon)),
        version: around.last_line.get(&request.id).copied().unwrap_or_default(),
        reference: request.reference.clone(),
    }
}

/// Address of a small photo, and its words.
pub fn shot(view: &View, reference: &str, photo: &Photo) -> (String, String) {
    let words = view.t(&format!("desk-photo-{}", photo.when.code()));
    (view.link(&format!("/poste/demandes/{reference}/photos/{}", photo.name)), words)
}
