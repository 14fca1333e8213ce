//! One request, all of it: what is next and who answers for it on top, then the story, and the context beside.

mod story;

pub use story::{Step, step};

use crate::{
    attachments::Papers,
    giving::takers,
    grouping::Group,
    letter::Letter,
    queue::{self, Choice},
    replies::inserting,
    rights::{Act, Case},
    sharing::Shared,
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Response},
};
use base::Moment;
use catalogue::{Catalogue, Proof};
use identity::{Look, Looked, Role, SignedIn, Staff, look, looks_at};
use requests::{
    Audience, Channel, Contact, Listed, NearbyRequest, Request,
    caller::others_of,
    giving::Work,
    here, nearby,
    partners::{PartnerLink, links_of},
    photos::{self, Photo},
    requesters_of, telling, timeline,
};
use serde::Deserialize;
use std::collections::BTreeSet;
use territory::Territory;
use web::{Faults, Form, Op, Page, Refusal, View};

/// Nearby requests that are shown.
const NEAR: usize = 8;
/// Requests of one place that are shown.
const HERE: u32 = 8;
/// Looks that are shown to who answers for the desk.
const LOOKS: u32 = 20;

/// A standard reply, as it would read.
pub struct Proposed {
    pub button: String,
    pub title: String,
    pub words: String,
}

/// Somebody who asked, and what else they asked.
pub struct Person {
    channel: Channel,
    contact: Contact,
    others: Vec<Other>,
}

/// Another request, in one line.
pub struct Other {
    reference: String,
    service: String,
    label: String,
    received_at: Moment,
}

/// An act that is offered.
pub struct Offer {
    pub act: Act,
    pub name: String,
    /// Where its form is, or where it is sent when it asks for nothing.
    pub link: String,
    pub is_open: bool,
}

/// A result one may close with, and the field that proves it.
pub struct Ending {
    pub code: String,
    pub name: String,
    pub field: String,
    pub label: String,
    /// `date`, `text`, or `area`.
    pub kind: &'static str,
    pub typed: String,
    pub is_chosen: bool,
}

#[derive(Template)]
#[template(path = "case.html")]
pub struct CasePage {
    pub view: View,
    pub faults: Faults,
    staff: Staff,
    request: Request,
    service: String,
    group: String,
    unit: String,
    borough: String,
    label: String,
    tone: &'static str,
    next_action: String,
    left: String,
    /// `late`, `at-risk`, or nothing.
    press: &'static str,
    outcome: String,
    /// Question, answers.
    answers: Vec<(String, String)>,
    steps: Vec<Step>,
    near: Vec<NearbyRequest>,
    /// Everything that was asked at this place, over the years.
    here: Vec<Other>,
    group_of: Group,
    shared: Shared,
    photos: Vec<Photo>,
    adds_photos: bool,
    publishes_photos: bool,
    papers: Papers,
    meets_people: bool,
    /// Once asked for.
    people: Option<Vec<Person>>,
    offers: Vec<Offer>,
    /// The act whose form is open.
    act: Option<Act>,
    /// Standard replies that the open form may say.
    replies: Vec<Proposed>,
    form: Form,
    units: Vec<Choice>,
    /// Who may be given it, once asked for.
    takers: Vec<Choice>,
    results: Vec<Ending>,
    /// What people would read of the open form.
    pub letters: Option<Vec<Letter>>,
    /// What happened since the form was shown, when somebody else acted.
    pub meanwhile: Option<Vec<Step>>,
    /// What was asked of others, the latest first.
    links: Vec<PartnerLink>,
    looks: Vec<Looked>,
    pub done: &'static str,
    mark: String,
    now: Moment,
    today: String,
}

impl CasePage {
    /// Opens the form of `act`.
    pub async fn open(&mut self, op: &mut Op, act: Act) -> Result<(), Refusal> {
        if act == Act::Give {
            let works = BTreeSet::from([Work::of(&self.request)]);
            self.takers = takers(op, &self.view, self.form.text("personne"), works).await?;
        }
        if act == Act::OpenSubrequest {
            let typed = self.typed("service");
            let chosen = if typed.is_empty() { &self.request.service_code } else { typed };
            self.shared.services = queue::services(op, &self.view, chosen);
            self.units = queue::units(op, &self.view, self.typed("unite"), |_| true);
        }
        self.replies = inserting::proposed(op, &self.view, &self.request, act).await?;
        self.act = Some(act);
        Ok(())
    }

    fn typed(&self, field: &str) -> &str {
        self.form.text(field)
    }

    /// The number of the principal: what was typed, or the one that was found to be alike.
    fn number_typed(&self) -> &str {
        let is_blank = self.typed("numero").is_empty() && self.typed("principale").is_empty();
        let twin =
            self.group_of.twin.as_ref().filter(|twin| {
                is_blank && !self.group_of.proposals.iter().any(|other| other.reference == twin.reference)
            });
        twin.map_or(self.typed("numero"), |twin| &twin.reference)
    }

    /// Whether the proposal is chosen: the one that was found alike stands ready.
    fn is_chosen(&self, reference: &str) -> bool {
        let typed = self.typed("principale");
        let is_alike = || self.group_of.twin.as_ref().is_some_and(|twin| twin.reference == reference);
        if typed.is_empty() && self.typed("numero").is_empty() { is_alike() } else { typed == reference }
    }

    fn replies_in_words(&self) -> String {
        self.view.many("desk-replies-for", &i64::try_from(self.replies.len()).unwrap_or(i64::MAX))
    }

    fn days_typed(&self) -> &str {
        let typed = self.typed("jours");
        if typed.is_empty() { "14" } else { typed }
    }

    /// Whether somebody outside may read what the open form says.
    fn is_read(&self) -> bool {
        !matches!(self.act, Some(Act::Note | Act::SendBack | Act::OpenSubrequest))
    }

    fn is_wrong(&self, field: &str) -> bool {
        self.faults.of(field).is_some()
    }

    /// Where a link of a partner stands: `answered`, `opened`, `withdrawn`, `over`, `sent`.
    fn standing_of(&self, link: &PartnerLink) -> String {
        let word = match link {
            _ if link.withdrawn_at.is_some() => "withdrawn",
            _ if link.answered_at.is_some() => "answered",
            _ if !link.is_open(self.now) => "over",
            _ if link.opened_at.is_some() => "opened",
            _ => "sent",
        };
        self.view.t(&format!("desk-partner-{word}"))
    }

    fn may_withdraw(&self, link: &PartnerLink) -> bool {
        link.is_open(self.now) && self.offers.iter().any(|offer| offer.act == Act::AskPartner)
    }

    /// A page of this request.
    fn link(&self, end: &str) -> String {
        self.view.link(&format!("/poste/demandes/{}{end}", self.request.reference))
    }

    /// The page of another request.
    fn link_to(&self, reference: &str) -> String {
        self.view.link(&format!("/poste/demandes/{reference}"))
    }

    /// Where the open form is sent.
    fn act_link(&self) -> String {
        self.link(&format!("/actes/{}", self.act.map_or("", Act::word)))
    }

    fn photo_link(&self, name: &str, end: &str) -> String {
        self.link(&format!("/photos/{name}{end}"))
    }

    /// The copy that everybody sees: another address each time that it is made again.
    fn copy_link(&self, photo: &Photo) -> String {
        let made = photo.copied_at().map_or(0, |at| at.0);
        self.photo_link(&photo.name, &format!("?taille=entiere&copie={made}"))
    }

    fn photo_text(&self, photo: &Photo) -> String {
        self.view.t(&format!("desk-photo-{}", photo.when.code()))
    }

    fn nature(&self) -> String {
        self.view.t(&format!("requests-nature-{}", self.request.nature.code()))
    }

    fn priority(&self) -> String {
        self.view.t(&format!("desk-priority-{}", self.request.priority))
    }

    fn act_text(&self, part: &str) -> String {
        self.view.t(&format!("desk-act-{}{part}", self.act.map_or("", Act::word)))
    }

    /// Whether the act of the open form can still be done.
    fn is_offered(&self) -> bool {
        self.offers.iter().any(|offer| Some(offer.act) == self.act)
    }

    /// What somebody wrote in a form that can no longer be sent.
    fn kept(&self) -> Vec<&str> {
        let fields =
            ["mots", "numero"].into_iter().map(str::to_owned).chain(self.results.iter().map(|it| it.field.clone()));
        fields.map(|field| self.form.text(&field)).filter(|text| !text.is_empty()).collect()
    }

    fn may_follow(&self) -> bool {
        crate::rights::enters(&self.staff)
    }

    fn channel(&self) -> String {
        self.view.t(&format!("requests-channel-{}", self.request.channel.code()))
    }
}

/// What a form was written upon: when it differs, somebody moved the request meanwhile.
pub fn mark(request: &Request) -> String {
    let assignee = request.assignee.as_ref().map_or(0, |assignee| assignee.id);
    let planned = request.planned_for.map_or(0, |at| at.0);
    let asked = request.reopening_asked_at.map_or(0, |at| at.0);
    let unit = &request.route.unit;
    let (status, reopened, shared) = (request.status.code(), request.reopen_count, request.open_subrequests);
    format!("{status}.{unit}.{assignee}.{planned}.{asked}.{reopened}.{shared}")
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    acte: String,
    #[serde(default)]
    fait: String,
}

/// `GET /poste/demandes/{reference}`: the look is noted.
pub async fn show(
    signed_in: SignedIn,
    Path(reference): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { mut op, staff, .. } = signed_in;
    let case = Case::load(&mut op, &staff, &reference).await?;
    look(&mut op, &staff, Look::Request, &case.request.reference).await?;
    let act = asked.acte.parse().ok().filter(|act| case.offers().contains(act));
    let mut page = page(&mut op, view, &staff, case, Form::default()).await?;
    if let Some(act) = act {
        page.open(&mut op, act).await?;
    }
    page.done = match asked.fait.as_str() {
        "recue" => "desk-done-received",
        "jointe" => "desk-done-joined",
        "" => "",
        _ => "desk-done",
    };
    Ok(Page::ok(page).into_response())
}

/// `POST …/personnes`: who asked and how to reach them, shown on purpose and noted each time.
pub async fn show_people(signed_in: SignedIn, Path(reference): Path<String>) -> Result<Response, Refusal> {
    let view = signed_in.view();
    let SignedIn { op, staff, .. } = signed_in;
    // The look is a write of its own: reading must not hold it up.
    let mut op = Op { tx: op.app.database().read(), ..op };
    let case = Case::load(&mut op, &staff, &reference).await?;
    if !case.meets_people() {
        return Err(Refusal::forbidden("desk/people-not-yours"));
    }
    look(&mut op, &staff, Look::Contact, &case.request.reference).await?;
    let mut people = Vec::new();
    for (_, channel, contact) in requesters_of(&mut op, case.request.id).await? {
        let others = others_of(&mut op, &contact, case.request.id).await?;
        let others = others.into_iter().filter(|other| case.sees(other)).map(|other| Other {
            service: telling::service_name(&op, &other.service_code, view.lang),
            label: queue::label(&op, &view, other.status),
            reference: other.reference,
            received_at: other.received_at,
        });
        people.push(Person { others: others.collect(), channel, contact });
    }
    let mut page = page(&mut op, view, &staff, case, Form::default()).await?;
    page.people = Some(people);
    Ok(Page::ok(page).into_response())
}

/// The page of a request, with what was typed in a form of it.
pub async fn page(op: &mut Op, view: View, staff: &Staff, case: Case, form: Form) -> Result<CasePage, Refusal> {
    let events = timeline(op, case.request.id, Audience::Staff).await?;
    let near = if case.sees_around() { near(op, &case.request).await? } else { Vec::new() };
    let here = if case.sees_around() { here(op, &case.request, HERE).await? } else { Vec::new() };
    let group_of = Group::load(op, &case, &near).await?;
    let shared = Shared::load(op, &view, &case).await?;
    let photos = photos::of(op, case.request.id).await?;
    let publishes_photos = case.publishes_photos() && photos::may_be_public(op, &case.request);
    let papers = Papers::load(op, &view, &case).await?;
    let links = if case.sees_around() { links_of(op, case.request.id).await? } else { Vec::new() };
    let looks = match staff.role {
        Role::Admin => looks_at(op, Some(&case.request.reference), LOOKS).await?,
        Role::Agent | Role::Unit | Role::Supervisor | Role::Crew | Role::Contractor => Vec::new(),
    };
    let (catalogue, territory) = (op.part::<Catalogue>(), op.part::<Territory>());
    let request = &case.request;
    let service = catalogue.service(&request.service_code);
    let press = match () {
        () if request.is_late(op.now) => "late",
        () if request.is_at_risk(op.now) => "at-risk",
        () => "",
    };
    let borough = request.place.borough.as_deref();
    let due_at = request.due_at().filter(|_| request.closed_at.is_none());
    Ok(CasePage {
        service: telling::service_name(op, &request.service_code, view.lang),
        group: service.map(|service| view.text(&service.group.name).to_owned()).unwrap_or_default(),
        unit: telling::unit_name(op, &request.route.unit, view.lang),
        borough: borough
            .map(|code| territory.area(code).map_or(code, |area| view.text(&area.name)).to_owned())
            .unwrap_or_default(),
        label: queue::label(op, &view, request.status),
        tone: request.status.tone(),
        next_action: request.next_action.as_ref().map(|code| view.t(&format!("desk-next-{code}"))).unwrap_or_default(),
        left: due_at.map(|due_at| queue::left(&view, due_at, op.now)).unwrap_or_default(),
        press,
        outcome: outcome(op, &view, request),
        answers: telling::answers(op, view.lang, request),
        steps: events.into_iter().map(|event| step(op, &view, event)).collect(),
        near,
        here: here.into_iter().map(|listed| other(op, &view, listed)).collect(),
        group_of,
        shared,
        photos,
        adds_photos: case.adds_photos(),
        publishes_photos,
        papers,
        meets_people: case.meets_people(),
        people: None,
        offers: offers(&view, &case),
        act: None,
        replies: Vec::new(),
        units: queue::units(op, &view, form.text("unite"), |code| code != request.route.unit),
        takers: Vec::new(),
        results: results(&catalogue, &view, &case, &form),
        meanwhile: None,
        letters: None,
        links,
        looks,
        done: "",
        mark: mark(request),
        now: op.now,
        today: op.now.day(&view.brand().zone).to_string(),
        faults: Faults::default(),
        staff: staff.clone(),
        request: case.request,
        form,
        view,
    })
}

async fn near(op: &mut Op, request: &Request) -> Result<Vec<NearbyRequest>, Refusal> {
    let radius_m = op.part::<Catalogue>().service(&request.service_code).map(|service| service.radius_m);
    let (Some(point), Some(radius_m)) = (request.place.point, radius_m) else { return Ok(Vec::new()) };
    let mut near = nearby(op, &request.service_code, point, radius_m.max(150.0)).await?;
    near.retain(|other| other.reference != request.reference);
    near.truncate(NEAR);
    Ok(near)
}

fn other(op: &Op, view: &View, listed: Listed) -> Other {
    Other {
        service: telling::service_name(op, &listed.service_code, view.lang),
        label: queue::label(op, view, listed.status),
        reference: listed.reference,
        received_at: listed.received_at,
    }
}

fn outcome(op: &Op, view: &View, request: &Request) -> String {
    let Some(outcome) = &request.outcome else { return String::new() };
    let catalogue = op.part::<Catalogue>();
    let name = catalogue.closing_result(&outcome.result).map_or("", |result| view.text(&result.name));
    format!("{name}. {}", telling::outcome(op, view.lang, request))
}

fn offers(view: &View, case: &Case) -> Vec<Offer> {
    let path = format!("/poste/demandes/{}", case.request.reference);
    let offer = |act: Act| {
        let link =
            if act.is_plain() { format!("{path}/actes/{}", act.word()) } else { format!("{path}?acte={}", act.word()) };
        Offer { act, name: view.t(&format!("desk-act-{}", act.word())), link: view.link(&link), is_open: false }
    };
    case.offers().into_iter().map(offer).collect()
}

pub fn results(catalogue: &Catalogue, view: &View, case: &Case, form: &Form) -> Vec<Ending> {
    let result = |result: &catalogue::ClosingResult| {
        let field = format!("preuve_{}", result.code);
        let (kind, code) = match result.proof {
            Proof::WorkDay => ("date", "desk-proof-work-day"),
            Proof::VisitDay => ("date", "desk-proof-visit-day"),
            Proof::TwoReminders => ("date", "desk-proof-question-day"),
            Proof::LinkedRequest => ("text", "desk-proof-linked"),
            Proof::Year => ("text", "desk-proof-year"),
            Proof::Answer => ("area", "desk-proof-answer"),
            Proof::Criterion => ("area", "desk-proof-criterion"),
            Proof::OtherBody => ("area", "desk-proof-other-body"),
        };
        Ending {
            name: view.text(&result.name).to_owned(),
            label: view.t(code),
            kind,
            typed: form.text(&field).to_owned(),
            is_chosen: form.text("resultat") == result.code,
            code: result.code.clone(),
            field,
        }
    };
    case.results(catalogue).into_iter().map(result).collect()
}
