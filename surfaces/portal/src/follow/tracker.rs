//! The page of one request: where it stands in large, what was done above, what comes below.

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Response},
};
use base::Moment;
use catalogue::{Catalogue, Proof};
use requests::{
    Audience, Event, Request, Status,
    access::{self, Standing},
    attachments::{self, Attachment},
    find, followed,
    photos::{self, Owner, Photo, Size, When},
    subrequests_of, telling, timeline,
};
use serde::Deserialize;
use territory::Territory;
use web::{Download, Faults, Op, Page, Picture, Refusal, View};

/// A step of the line of time.
struct Step {
    when: String,
    what: String,
    note: String,
}

/// What one of several teams does.
struct Share {
    service: String,
    unit: String,
    label: String,
    badge: &'static str,
    planned: String,
}

/// A photo as a page shows it.
pub struct Shot {
    pub small: String,
    pub whole: String,
    pub when: When,
    pub width: i64,
    pub height: i64,
}

/// A file that staff joined for the person who made the request.
struct Paper {
    title: String,
    /// Kind and size.
    what: String,
    link: String,
}

#[derive(Template)]
#[template(path = "tracker.html")]
pub struct TrackerPage {
    view: View,
    faults: Faults,
    request: Request,
    service: String,
    unit: String,
    /// As it was written on the private side; the street on the public side.
    place: String,
    label: String,
    badge: &'static str,
    /// 1 received, 2 in hand, 3 work, 4 done.
    stage: u8,
    sentence: String,
    /// Since when it stands so.
    since: String,
    /// What staff said of it.
    word: String,
    past: Vec<Step>,
    shares: Vec<Share>,
    photos: Vec<Shot>,
    papers: Vec<Paper>,
    is_late: bool,
    /// Word of the link that opens the private side; nothing on the public side.
    key: String,
    /// Whether the reader made the request, and sees all of it.
    is_author: bool,
    /// What the person wrote in a form that came back, and the key of the photos sent with it.
    words: String,
    parcel: String,
    /// Where the person says what they thought of it, once it is closed.
    survey: Option<String>,
    /// The page of the request that this one follows.
    principal: Option<String>,
    may: May,
}

/// What the reader may do.
#[derive(Default)]
struct May {
    add: bool,
    cancel: bool,
    /// What who is not satisfied may ask: that it be fixed, or read again. Start of its texts.
    plead: Option<&'static str>,
}

impl TrackerPage {
    /// Where an act of the requester is sent.
    fn act(&self, name: &str) -> String {
        self.view.link(&format!("/suivi/{}/{name}", self.request.reference))
    }

    fn shots(&self, when: When) -> Vec<&Shot> {
        self.photos.iter().filter(|shot| shot.when == when).collect()
    }

    /// The four steps of every request, by their rank.
    fn stages(&self) -> impl Iterator<Item = (u8, String)> {
        (1..=4).map(|rank: u8| (rank, self.view.t(&format!("portal-stage-{rank}"))))
    }

    fn is_refused(&self) -> bool {
        matches!(self.request.status, Status::Declined | Status::HandledElsewhere)
    }

    fn next(&self) -> Option<String> {
        let action = self.request.next_action.as_deref()?;
        Some(self.view.t1("portal-tracker-next", "step", self.view.t(&format!("requests-next-{action}"))))
    }
}

#[derive(Deserialize)]
pub struct Key {
    #[serde(default)]
    pub cle: String,
    #[serde(default)]
    taille: String,
}

/// The request, if the reader may see it, and as whom they do.
async fn load(op: &mut Op, reference: &str, key: &str) -> Result<(Request, Option<Standing>), Refusal> {
    let unknown = || Refusal::not_found("requests/unknown");
    let request = find(op, reference).await?.ok_or_else(unknown)?;
    let standing = access::opens(&op.app, reference, key, op.now);
    let is_seen = standing.is_some() || (request.is_shown && request.status != Status::Removed);
    if is_seen { Ok((request, standing)) } else { Err(unknown()) }
}

/// Addresses of photos for whoever holds `key`.
pub fn shots(view: &View, reference: &str, key: &str, photos: &[Photo]) -> Vec<Shot> {
    let shot = |photo: &Photo| {
        let address = |size| view.link(&format!("/suivi/{reference}/photo/{}?taille={size}&cle={key}", photo.name));
        let (when, width, height) = (photo.when, photo.width, photo.height);
        Shot { small: address("petite"), whole: address("grande"), when, width, height }
    };
    photos.iter().map(shot).collect()
}

/// Whether staff joined it for who made the request.
fn is_theirs(attachment: &Attachment) -> bool {
    attachment.audience == Audience::Requesters
}

fn paper(view: &View, reference: &str, key: &str, attachment: Attachment) -> Paper {
    Paper {
        link: view.link(&format!("/suivi/{reference}/piece/{}?cle={key}", attachment.name)),
        what: attachment.in_words(view),
        title: attachment.title,
    }
}

/// `GET /suivi/{reference}/piece/{name}`: a file for who made the request, and nobody else.
pub async fn give_paper(
    mut op: Op,
    Path((reference, name)): Path<(String, String)>,
    Query(key): Query<Key>,
) -> Result<Download, Refusal> {
    let (request, standing) = load(&mut op, &reference, &key.cle).await?;
    let found = attachments::find(&mut op, request.id, &name).await?;
    if standing != Some(Standing::Author) || !is_theirs(&found) {
        return Err(Refusal::not_found("requests/attachment-unknown"));
    }
    let bytes = attachments::read(&op.app, &found).await?;
    Ok(Download { bytes, media_type: found.kind.media_type(), file_name: found.file_name })
}

/// Whether the sentence of the status holds nothing that was written for the requester.
fn says_nothing_private(catalogue: &Catalogue, request: &Request) -> bool {
    match request.status {
        Status::Received
        | Status::Accepted
        | Status::Sent
        | Status::InHand
        | Status::Urgent
        | Status::Scheduled
        | Status::UnderWay
        | Status::Reopened => true,
        Status::Completed => {
            let result = request.outcome.as_ref().and_then(|outcome| catalogue.closing_result(&outcome.result));
            result.is_some_and(|it| matches!(it.proof, Proof::WorkDay | Proof::VisitDay | Proof::Year))
        }
        Status::InformationNeeded
        | Status::OnHold
        | Status::Merged
        | Status::HandledElsewhere
        | Status::Declined
        | Status::Cancelled
        | Status::Removed => false,
    }
}

/// As it was written, or the street alone.
fn place(op: &Op, view: &View, request: &Request, is_private: bool) -> String {
    if is_private {
        return request.place.address.clone();
    }
    request.place.published(&op.part::<Territory>()).words(view.lang)
}

/// Where it stands, in a sentence.
fn sentence(op: &Op, view: &View, request: &Request, word: &str, is_private: bool) -> String {
    if is_private || says_nothing_private(&op.part(), request) {
        telling::sentence(op, view.lang, request, word)
    } else {
        view.t("portal-tracker-private-reason")
    }
}

/// The number of the request that this one follows, when everybody may see it.
async fn principal(op: &mut Op, request: &Request) -> Result<Option<String>, Refusal> {
    if request.status != Status::Merged {
        return Ok(None);
    }
    let principal = followed(op, request.id).await?;
    Ok(principal.filter(|it| it.is_shown && it.status != Status::Removed).map(|it| it.reference))
}

/// Where the work of each team stands, when several share it. What was given up is no news.
async fn shares(op: &mut Op, request: &Request) -> Result<Vec<Share>, Refusal> {
    let mut parts = subrequests_of(op, request.id).await?;
    parts.retain(|part| !matches!(part.status, Status::Cancelled | Status::Removed));
    let (view, catalogue) = (op.view(), op.part::<Catalogue>());
    let label = |status: Status| catalogue.status(status.code()).map(|it| view.text(&it.label).to_owned());
    let share = |part: Request| Share {
        service: telling::service_name(op, &part.service_code, view.lang),
        unit: telling::unit_name(op, &part.route.unit, view.lang),
        label: label(part.status).unwrap_or_default(),
        badge: part.status.tone(),
        planned: part.planned_for.filter(|_| part.closed_at.is_none()).map(|at| view.date(&at)).unwrap_or_default(),
    };
    Ok(parts.into_iter().map(share).collect())
}

/// What a form that came back brings to the page.
#[derive(Default)]
pub struct Returned {
    pub faults: Faults,
    pub words: String,
    pub parcel: String,
}

pub async fn page(op: &mut Op, reference: &str, key: &str, returned: Returned) -> Result<TrackerPage, Refusal> {
    let (request, standing) = load(op, reference, key).await?;
    let (is_private, is_requester) = (standing == Some(Standing::Author), standing.is_some());
    let audience = if is_private { Audience::Requesters } else { Audience::Everybody };
    let mut events = timeline(op, request.id, audience).await?;
    let mut photos = photos::of(op, request.id).await?;
    photos.retain(|photo| photo.is_seen_by(standing));
    let papers = if is_private { attachments::of(op, request.id).await? } else { Vec::new() };
    let principal = principal(op, &request).await?.filter(|_| is_requester);
    let shares = shares(op, &request).await?;
    let survey = if is_requester { surveys::tracker_link(op, &request).await? } else { None };
    let (view, catalogue) = (op.view(), op.part::<Catalogue>());
    let label = |code: &str| catalogue.status(code).map(|status| view.text(&status.label).to_owned());
    // Where it stands is said in large: the move that led there is not said again above.
    let last = events.iter().rposition(|event| event.to_status.is_some()).map(|place| events.remove(place));
    let what = |event: &Event| match event.to_status.as_deref().filter(|_| event.act == "moved").and_then(label) {
        Some(label) => label,
        None => view.t(&format!("requests-act-{}", event.act)),
    };
    let past = events.iter().map(|event| Step {
        when: view.time(&Moment(event.at)),
        what: what(event),
        note: event.reason.clone().unwrap_or_default(),
    });
    let word = last.as_ref().and_then(|event| event.reason.clone()).unwrap_or_default();
    let may = standing.map_or_else(May::default, |standing| may(&request, standing));
    let key = if is_requester { key } else { "" };
    Ok(TrackerPage {
        service: telling::service_name(op, &request.service_code, view.lang),
        unit: telling::unit_name(op, &request.route.unit, view.lang),
        place: place(op, &view, &request, is_private),
        label: label(request.status.code()).unwrap_or_default(),
        badge: request.status.tone(),
        stage: catalogue.status(request.status.code()).map_or(1, |status| status.step),
        sentence: sentence(op, &view, &request, &word, is_private),
        since: view.time(&last.map_or(request.received_at, |event| Moment(event.at))),
        past: past.collect(),
        shares,
        photos: shots(&view, reference, key, &photos),
        papers: papers.into_iter().filter(is_theirs).map(|it| paper(&view, reference, key, it)).collect(),
        is_late: request.is_late(op.now),
        key: key.to_owned(),
        is_author: is_private,
        faults: returned.faults,
        words: returned.words,
        parcel: returned.parcel,
        survey: survey.map(|path| view.link(&path)),
        principal: principal.map(|reference| view.link(&format!("/suivi/{reference}"))),
        word,
        may,
        view,
        request,
    })
}

fn may(request: &Request, standing: Standing) -> May {
    let plea = match request.status {
        Status::Completed => Some("portal-not-fixed"),
        Status::Declined | Status::HandledElsewhere => Some("portal-review"),
        Status::Received
        | Status::Accepted
        | Status::Sent
        | Status::InHand
        | Status::Urgent
        | Status::InformationNeeded
        | Status::Scheduled
        | Status::UnderWay
        | Status::OnHold
        | Status::Merged
        | Status::Reopened
        | Status::Cancelled
        | Status::Removed => None,
    };
    May {
        add: request.status.is_open(),
        cancel: standing == Standing::Author && request.status.next().contains(&Status::Cancelled),
        plead: plea.filter(|_| request.reopening_asked_at.is_none()),
    }
}

pub async fn show(mut op: Op, Path(reference): Path<String>, Query(key): Query<Key>) -> Result<Response, Refusal> {
    let page = page(&mut op, &reference, &key.cle, Returned::default()).await?;
    Ok(Page::ok(page).into_response())
}

/// `GET /suivi/{reference}/photo/{name}`: a requester sees every photo, everybody those that staff published.
pub async fn show_photo(
    mut op: Op,
    Path((reference, name)): Path<(String, String)>,
    Query(key): Query<Key>,
) -> Result<Picture, Refusal> {
    let (request, standing) = load(&mut op, &reference, &key.cle).await?;
    let photo = photos::find(&mut op, Owner::Request(request.id), &name).await?;
    if !photo.is_seen_by(standing) {
        return Err(Refusal::not_found("requests/photo-unknown"));
    }
    let size = if key.taille == "grande" { Size::Whole } else { Size::Small };
    // Its author sees what they sent; anybody else, what staff publish of it.
    let is_theirs = standing == Some(Standing::Author) && !photo.is_joined;
    let jpeg = if is_theirs {
        photos::read(&op.app, &photo, size).await?
    } else {
        photos::read_public(&op.app, &photo, size).await?
    };
    Ok(Picture { jpeg, is_public: standing.is_none() })
}
