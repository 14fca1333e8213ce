//! Somebody outside is asked about a request: a company, another body, a neighbouring city. They answer on a page that
//! a signed link opens, without an account; nobody who asked is named there.

use crate::{
    ActError, Audience, Reference, Request, Status,
    access::plain_email,
    handling::{load, words},
    store::{self, Line, partners as rows},
    telling,
};
use ::store::StoreError;
use base::{Id, Lang, Moment};
use notifications::Message;
use web::{Actor, App, Op, View};

/// Days that a link may open.
pub const DAYS: std::ops::RangeInclusive<i64> = 1..=90;
const LONGEST_NAME: usize = 100;
/// Answers that one link may bring.
const MOST_ANSWERS: usize = 5;
const PURPOSE: &str = "partner";

/// A link, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerLink {
    pub id: Id,
    pub request_id: Id,
    /// Name of the organisation.
    pub partner: String,
    pub email: String,
    /// What is asked of them.
    pub words: String,
    /// Whether they read what the resident wrote.
    pub shows_words: bool,
    pub lang: Lang,
    pub created_at: Moment,
    pub created_by: String,
    pub expires_at: Moment,
    pub opened_at: Option<Moment>,
    pub answered_at: Option<Moment>,
    pub withdrawn_at: Option<Moment>,
}

impl PartnerLink {
    /// Whether it opens the page at `now`.
    pub fn is_open(&self, now: Moment) -> bool {
        self.withdrawn_at.is_none() && now < self.expires_at
    }
}

/// What is asked, as it is typed.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    pub partner: &'a str,
    pub email: &'a str,
    pub words: &'a str,
    pub days: i64,
    pub shows_words: bool,
    pub lang: Lang,
}

base::words! {
    /// What a partner says of a request.
    Answer { Done => "done", Planned => "planned", NotOurs => "not-ours", Other => "other" }
}

/// Asks somebody outside: a link is sent to them, and the journal says so to staff.
pub async fn ask_partner(op: &mut Op, reference: &str, asked: &Asked<'_>) -> Result<PartnerLink, ActError> {
    let text = words(asked.words)?;
    let partner = asked.partner.trim();
    if partner.is_empty() || partner.chars().count() > LONGEST_NAME || partner.contains(char::is_control) {
        return Err(ActError::PartnerMissing);
    }
    let email = plain_email(asked.email);
    if !email.contains('@') || !DAYS.contains(&asked.days) {
        return Err(if DAYS.contains(&asked.days) { ActError::PartnerEmailWrong } else { ActError::PartnerDaysWrong });
    }
    let request = load(op, reference).await?;
    let link = PartnerLink {
        id: op.id(),
        request_id: request.id,
        partner: partner.to_owned(),
        email,
        words: text.to_owned(),
        shows_words: asked.shows_words,
        lang: asked.lang,
        created_at: op.now,
        created_by: op.actor.name().unwrap_or_default().to_owned(),
        expires_at: op.now.plus_days(asked.days),
        opened_at: None,
        answered_at: None,
        withdrawn_at: None,
    };
    rows::insert(op, &link).await?;
    note(op, &request, "partner-asked", &format!("{partner} : {text}")).await?;
    write(op, &request, &link).await?;
    Ok(link)
}

/// The word that opens the page of a link.
pub fn key(app: &App, link: &PartnerLink) -> String {
    app.seal().close(PURPOSE, &link.id.to_string(), link.expires_at)
}

async fn write(op: &mut Op, request: &Request, link: &PartnerLink) -> Result<(), StoreError> {
    let view = View::new(&op.app, link.lang, "");
    let service = telling::service_name(op, &request.service_code, link.lang);
    let url =
        format!("{}{}", op.app.settings().public_url, view.link(&format!("/partenaire?cle={}", key(&op.app, link))));
    let what = format!("{service}, {}", request.place.address);
    let until = view.date(&link.expires_at);
    let body = [
        view.t("requests-mail-hello"),
        view.t2("requests-partner-asks", ("partner", &link.partner), ("what", what.trim_end_matches([',', ' ']))),
        link.words.clone(),
        format!("{}\n{url}", view.t("requests-partner-open")),
        view.t1("requests-partner-until", "day", &until),
    ];
    let subject = view.t1("requests-partner-subject", "reference", &request.reference);
    let message = Message {
        kind: "requests/partner",
        to: &link.email,
        lang: link.lang,
        subject: &subject,
        body: &body.join("\n\n"),
        about: Some(&request.reference),
    };
    notifications::post(op, &message).await
}

async fn note(op: &mut Op, request: &Request, act: &'static str, reason: &str) -> Result<(), StoreError> {
    store::journal(op, request.id, &Line { reason: Some(reason), ..Line::of(act, Audience::Staff) }).await
}

/// The link that `key` opens now, and its request; the operation is then the partner's. The first opening is noted.
pub async fn opened(op: &mut Op, key: &str) -> Result<Option<(PartnerLink, Request)>, StoreError> {
    let id = op.app.seal().open(PURPOSE, key, op.now).and_then(|id| id.parse().ok());
    let Some(id) = id else { return Ok(None) };
    let now = op.now;
    let Some(link) = rows::find(op, id).await?.filter(|link| link.is_open(now)) else { return Ok(None) };
    let Some(request) = store::find_by_id(op, link.request_id).await? else { return Ok(None) };
    if request.status == Status::Removed {
        return Ok(None);
    }
    op.actor = Actor::Client(link.partner.clone());
    if link.opened_at.is_none() {
        rows::save_opened(op, link.id).await?;
        note(op, &request, "partner-opened", &link.partner).await?;
    }
    Ok(Some((link, request)))
}

/// What a partner answers. The request stays where it is: whoever answers for it reads and decides.
pub async fn answer_as_partner(op: &mut Op, key: &str, answer: Answer, text: &str) -> Result<Reference, ActError> {
    let (link, request) = opened(op, key).await?.ok_or(ActError::Unknown)?;
    let text = words(text)?;
    let told = store::timeline(op, request.id, Audience::Staff).await?;
    let answers = told.iter().filter(|event| event.act.starts_with("partner-says") && event.at >= link.created_at.0);
    if answers.count() >= MOST_ANSWERS {
        return Err(ActError::PartnerSaidEnough);
    }
    let act = match answer {
        Answer::Done => "partner-says-done",
        Answer::Planned => "partner-says-planned",
        Answer::NotOurs => "partner-says-not-ours",
        Answer::Other => "partner-says",
    };
    note(op, &request, act, text).await?;
    rows::save_answered(op, link.id).await?;
    if request.status.is_open() {
        store::save_next_action(op, request.id, "partner").await?;
    }
    request.reference.parse().map_err(|_| ActError::Unknown)
}

/// The links of a request, the latest first.
pub async fn links_of(op: &mut Op, request_id: Id) -> Result<Vec<PartnerLink>, StoreError> {
    rows::list(op, request_id).await
}

/// The link opens nothing any more.
pub async fn withdraw(op: &mut Op, request: &Request, id: Id) -> Result<(), ActError> {
    let link = rows::find(op, id).await?.filter(|link| link.request_id == request.id).ok_or(ActError::Unknown)?;
    if link.withdrawn_at.is_none() {
        rows::save_withdrawn(op, link.id).await?;
        note(op, request, "partner-withdrawn", &link.partner).await?;
    }
    Ok(())
}
