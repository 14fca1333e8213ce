//! What people who asked are told by e-mail, booked in the transaction of the act they are told of.
//!
//! Whoever gives an address is told that we received the request; what follows goes to those who want news.
//! A message holds the number, the place, where the request stands, what comes next and one link. Of what people typed
//! it holds a first name at most: an address typed into a form may be somebody else's, and our words are not for hire.

#[cfg(test)]
mod stories;

use crate::{
    Audience, Contact, Place, Promise, Request, Status,
    access::{self, Standing},
    intake::Receipt,
    store::{self, Filing, Line},
    telling,
};
use ::store::StoreError;
use base::{Lang, Moment, moment::DAY_MS};
use notifications::Message;
use std::collections::HashSet;
use territory::Territory;
use web::{Op, View};

/// Longest first name that we write.
const LONGEST_NAME: usize = 30;

/// What is told, besides that a request was received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum News {
    UnitChanged,
    Answered,
    Question,
    Planned,
    OnHold,
    Merged,
    Separated,
    Done,
    Declined,
    Elsewhere,
    Cancelled,
    Removed,
    Reopened,
    /// What was told of it by mistake does not hold.
    Corrected,
    /// It stays closed although its reopening was asked.
    KeptClosed,
}

impl News {
    /// What a move is told as; steps on the way are for the tracker only.
    pub fn of(to: Status) -> Option<Self> {
        Some(match to {
            Status::InformationNeeded => Self::Question,
            Status::Scheduled => Self::Planned,
            Status::OnHold => Self::OnHold,
            Status::Merged => Self::Merged,
            Status::Completed => Self::Done,
            Status::Reopened => Self::Reopened,
            Status::HandledElsewhere => Self::Elsewhere,
            Status::Declined => Self::Declined,
            Status::Cancelled => Self::Cancelled,
            Status::Removed => Self::Removed,
            Status::Received | Status::Accepted | Status::Sent | Status::InHand | Status::Urgent | Status::UnderWay => {
                return None;
            }
        })
    }

    fn kind(self) -> &'static str {
        match self {
            Self::UnitChanged => "requests/unit-changed",
            Self::Answered => "requests/answered",
            Self::Question => "requests/question",
            Self::Planned => "requests/planned",
            Self::OnHold => "requests/on-hold",
            Self::Merged => "requests/merged",
            Self::Separated => "requests/separated",
            Self::Done => "requests/done",
            Self::Declined => "requests/declined",
            Self::Elsewhere => "requests/elsewhere",
            Self::Cancelled => "requests/cancelled",
            Self::Removed => "requests/removed",
            Self::Reopened => "requests/reopened",
            Self::Corrected => "requests/corrected",
            Self::KeptClosed => "requests/kept-closed",
        }
    }

    /// What is new, a paragraph each.
    fn words(self, op: &Op, view: &View, request: &Request, reason: &str) -> Vec<String> {
        let sentence = telling::sentence(op, view.lang, request, reason);
        let because = (!reason.is_empty()).then(|| view.t1("requests-mail-reason", "reason", reason));
        let recourse = || Some(view.t1("requests-mail-recourse", "phone", &view.brand().phone));
        let words = match self {
            Self::Question | Self::OnHold | Self::Merged | Self::Removed => vec![Some(sentence)],
            Self::Planned | Self::Reopened => vec![Some(sentence), because],
            Self::Separated => vec![Some(view.t("requests-mail-separated")), because],
            Self::Answered => vec![Some(view.t1("requests-mail-answered", "answer", reason))],
            Self::UnitChanged => {
                let unit = telling::unit_name(op, &request.route.unit, view.lang);
                vec![Some(view.t1("requests-mail-unit", "unit", unit)), because]
            }
            Self::Done => {
                let note = (!reason.is_empty()).then(|| view.t1("requests-mail-note", "note", reason));
                vec![Some(sentence), note, Some(view.t("requests-mail-say-no"))]
            }
            Self::Declined | Self::Elsewhere => vec![Some(sentence), recourse()],
            Self::Corrected => vec![Some(view.t("requests-mail-corrected")), Some(sentence)],
            Self::Cancelled => vec![Some(view.t("requests-mail-cancelled")), because],
            Self::KeptClosed => vec![Some(view.t("requests-mail-kept-closed")), because, recourse()],
        };
        words.into_iter().flatten().collect()
    }
}

/// What every message says of a request, whatever is new.
struct Case<'a> {
    reference: &'a str,
    service_code: &'a str,
    place: &'a Place,
    promise: Option<&'a Promise>,
    next_action: Option<&'a str>,
}

impl<'a> From<&'a Request> for Case<'a> {
    fn from(request: &'a Request) -> Self {
        Self {
            reference: &request.reference,
            service_code: &request.service_code,
            place: &request.place,
            promise: request.promise.as_ref(),
            next_action: request.next_action.as_deref(),
        }
    }
}

/// A person who reads our messages.
pub(crate) struct Reader {
    pub email: String,
    pub name: Option<String>,
    pub lang: Lang,
    pub standing: Standing,
}

/// Tells the author of a request that it was received. Without an address it costs nothing; with one, two statements.
pub(crate) async fn acknowledge(op: &mut Op, filing: &Filing<'_>, receipt: &Receipt) -> Result<(), StoreError> {
    let Some(reader) = reader(&filing.draft.contact, Standing::Author) else { return Ok(()) };
    let case = Case {
        reference: &receipt.reference,
        service_code: &filing.draft.service_code,
        place: &filing.place,
        promise: filing.promise.as_ref(),
        next_action: Status::Received.next_action(),
    };
    let received = telling::received(op, reader.lang, &filing.route.unit);
    let promise = filing.promise.as_ref().map(|promise| {
        let words = promise.words.get(reader.lang);
        View::new(&op.app, reader.lang, "").t1("requests-mail-promise", "promise", words)
    });
    let news: Vec<String> = [Some(received), promise].into_iter().flatten().collect();
    let keeps_on = filing.draft.contact.wants_news;
    post(op, &case, &reader, "requests/received", news, keeps_on).await
}

/// Tells a person who says « C'est la même chose » which request they joined, and where it stands.
pub(crate) async fn welcome(op: &mut Op, request: &Request, contact: &Contact) -> Result<(), StoreError> {
    let Some(reader) = reader(contact, Standing::Joined) else { return Ok(()) };
    let joined = View::new(&op.app, reader.lang, "").t("requests-mail-joined");
    post(op, &Case::from(request), &reader, "requests/joined", vec![joined], contact.wants_news).await
}

/// Tells those who want news of a request, as it now stands, then those of the requests merged into it, each person
/// once; `reason` is what staff wrote for them.
pub(crate) async fn tell(op: &mut Op, request: &Request, news: News, reason: &str) -> Result<(), StoreError> {
    let mut told = HashSet::new();
    for reader in store::news_readers(op, request.id).await? {
        let view = View::new(&op.app, reader.lang, "");
        let words = news.words(op, &view, request, reason.trim());
        post(op, &Case::from(request), &reader, news.kind(), words, true).await?;
        told.insert(access::plain_email(&reader.email));
    }
    for merged in store::merged_into(op, request.id).await? {
        let case = Case { reference: &merged.reference, place: &merged.place, ..Case::from(request) };
        for reader in store::news_readers(op, merged.id).await? {
            if !told.insert(access::plain_email(&reader.email)) {
                continue;
            }
            let view = View::new(&op.app, reader.lang, "");
            let mut words = vec![view.t1("requests-mail-of-principal", "reference", &request.reference)];
            words.extend(news.words(op, &view, request, reason.trim()));
            post(op, &case, &reader, news.kind(), words, true).await?;
        }
    }
    Ok(())
}

/// Sends the link of a request to whoever asks for it again: what it opens is what they are to it.
pub async fn send_link(op: &mut Op, request: &Request, contact: &Contact) -> Result<(), StoreError> {
    let Some(email) = contact.email.clone().filter(|email| !email.trim().is_empty()) else { return Ok(()) };
    let known = access::standing_of(op, &request.reference, &email).await?;
    let Some(reader) = reader(contact, known.unwrap_or(Standing::Joined)) else { return Ok(()) };
    let view = View::new(&op.app, reader.lang, "");
    let sentence = telling::sentence(op, reader.lang, request, "");
    let news = vec![view.t("requests-mail-link"), sentence];
    post(op, &Case::from(request), &reader, "requests/link", news, contact.wants_news).await
}

/// Notes for staff that somebody could not be reached about a request.
pub async fn note_undelivered(op: &mut Op, reference: &str) -> Result<(), StoreError> {
    let Some(request) = store::find(op, reference).await? else { return Ok(()) };
    store::journal(op, request.id, &Line::of("message-failed", Audience::Staff)).await
}

fn reader(contact: &Contact, standing: Standing) -> Option<Reader> {
    let email = contact.email.clone().filter(|email| !email.trim().is_empty())?;
    Some(Reader { email, name: contact.name.clone(), lang: contact.lang, standing })
}

async fn post(
    op: &mut Op,
    case: &Case<'_>,
    reader: &Reader,
    kind: &'static str,
    news: Vec<String>,
    keeps_on: bool,
) -> Result<(), StoreError> {
    let view = View::new(&op.app, reader.lang, "");
    let subject = view.t1(&format!("{}-subject", kind.replace('/', "-mail-")), "reference", case.reference);
    let start = [greeting(&view, reader.name.as_deref()), about(op, &view, case, reader.standing)];
    let why = if keeps_on { "requests-mail-why-news" } else { "requests-mail-why-received" };
    let end = [link(op, &view, case.reference, reader.standing), view.t(why)];
    let next = next(&view, case, op.now);
    let body: Vec<String> = start.into_iter().chain(news).chain(next).chain(end).collect();
    let message = Message {
        kind,
        to: &reader.email,
        lang: reader.lang,
        subject: &subject,
        body: &body.join("\n\n"),
        about: Some(case.reference),
    };
    notifications::post(op, &message).await
}

fn greeting(view: &View, name: Option<&str>) -> String {
    match name.and_then(first_name) {
        Some(name) => view.t1("requests-mail-hello-name", "name", name),
        None => view.t("requests-mail-hello"),
    }
}

/// The first name of what was typed as a name, when it is one.
fn first_name(name: &str) -> Option<&str> {
    let first = name.split_whitespace().next()?;
    let is_name = first.chars().all(|letter| letter.is_alphabetic() || "-'’".contains(letter));
    (is_name && first.starts_with(char::is_alphabetic) && first.chars().count() <= LONGEST_NAME).then_some(first)
}

/// Number, service, and the place in the city's own words: its street alone for whoever did not write it.
fn about(op: &Op, view: &View, case: &Case<'_>, standing: Standing) -> String {
    let service = telling::service_name(op, case.service_code, view.lang);
    let territory = op.part::<Territory>();
    let borough = || Some(territory.area(case.place.borough.as_deref()?)?.name.get(view.lang).to_owned());
    let place = match standing {
        Standing::Author => case.place.point.and_then(|point| territory.describe(point)).or_else(borough),
        Standing::Joined => Some(case.place.published(&territory).words(view.lang)),
    };
    let place = place.filter(|place| !place.is_empty());
    let what = place.map_or_else(|| service.clone(), |place| format!("{service}, {place}"));
    view.t2("requests-mail-about", ("reference", case.reference), ("what", &what))
}

/// The next step and, while it is to come, the promised date.
fn next(view: &View, case: &Case<'_>, now: Moment) -> Option<String> {
    let step = view.t(&format!("requests-next-{}", case.next_action?));
    let due_at = case.promise.and_then(|promise| promise.due_at).filter(|due_at| now <= *due_at);
    Some(match due_at {
        Some(due_at) => view.t2("requests-mail-next-due", ("step", &step), ("date", &view.date(&due_at))),
        None => view.t1("requests-mail-next", "step", step),
    })
}

/// The link to the tracker: one a day for each request, so that news sent together share it.
fn link(op: &Op, view: &View, reference: &str, standing: Standing) -> String {
    let today = Moment(op.now.0 - op.now.0.rem_euclid(DAY_MS));
    let key = access::follow_key(&op.app, reference, standing, today);
    let path = view.link(&format!("/suivi/{reference}?cle={key}"));
    format!("{}\n{}{path}", view.t("requests-mail-follow"), op.app.settings().public_url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_name_only_a_first_name_is_written() {
        for (typed, expected) in [
            ("Léa Tremblay", Some("Léa")),
            ("Marie-Ève", Some("Marie-Ève")),
            ("  N'Golo Kanté ", Some("N'Golo")),
            ("http://gagnez.test cliquez", None),
            ("GAGNEZ1000$ ici", None),
            ("-- ", None),
            ("", None),
            ("Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", None),
        ] {
            assert_eq!(first_name(typed), expected, "{typed}");
        }
    }
}
