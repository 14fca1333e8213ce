//! An act of the field is settled once: done and kept with its key, or stopped with what happened meanwhile.
//!
//! It may come hours after it was made. It says upon which state of the request it was made, and a sealed ticket says
//! who had the request in hand then: whoever had it may still leave what they saw as a note when it is no longer theirs.

use super::{
    deed::{Deed, as_note, perform},
    sent::Sent,
};
use crate::{
    case::{self, Step, mark},
    rights::{Act, Case, may},
    store,
};
use ::store::StoreError;
use axum::http::StatusCode;
use base::Id;
use identity::Staff;
use requests::{
    ActError, Audience, Event, Request, StatusError, find, note,
    photos::{self, Owner, PhotoError, Shelved},
    timeline,
};
use web::{Op, Refusal};

/// A ticket is believed for so long after the page that gave it.
const TICKET_DAYS: i64 = 14;
const TICKET: &str = "crew-visit";
/// Letters of a key.
const KEY: std::ops::RangeInclusive<usize> = 16..=64;

/// An act as it was made.
pub struct Made {
    pub reference: String,
    pub deed: Deed,
    pub sent: Sent,
    /// Whether it is only to be kept as a note.
    pub is_note: bool,
}

/// What became of it.
pub enum Settled {
    Done {
        /// How the request stands now.
        mark: String,
    },
    /// Somebody else acted meanwhile: nothing was done.
    Conflict {
        since: Vec<Step>,
        /// How the request stands now, when the act is still possible.
        again: Option<String>,
        /// Whether the request is still theirs to see.
        is_theirs: bool,
    },
    /// Nothing was done: the code of why, the field that it is about, and whether it may be kept as a note.
    Refused { code: &'static str, field: Option<&'static str>, may_note: bool },
}

impl Settled {
    fn refused(code: &'static str) -> Self {
        Self::Refused { code, field: None, may_note: false }
    }
}

/// Says who had a request in hand when a page was shown, in words that only we could have written.
pub fn ticket(op: &Op, staff: &Staff, request: &Request) -> String {
    let holder = request.assignee.as_ref().map_or(0, |assignee| assignee.id);
    let words = format!("{} {} {holder}", staff.id, request.reference);
    op.app.seal().close(TICKET, &words, op.now.plus_days(TICKET_DAYS))
}

/// Who had the request in hand, when `staff` was given this ticket for it.
fn holder(op: &Op, staff: &Staff, made: &Made) -> Option<Id> {
    let words = op.app.seal().open(TICKET, made.sent.form.text("billet"), op.now)?;
    words.strip_prefix(&format!("{} {} ", staff.id, made.reference))?.parse().ok()
}

/// The same operation, that reads; what it had begun is given up here and now.
fn reading(op: Op) -> Op {
    Op { tx: op.app.database().read(), ..op }
}

/// The same operation, that writes; another one that wrote has left its turn before.
fn writing(op: Op) -> Op {
    Op { tx: op.app.database().write(), ..op }
}

/// What stops an act on its way.
enum Stop {
    Act(ActError),
    Photo(PhotoError),
    Said(Settled),
    /// The same key is there already.
    Twice,
    House(Refusal),
}

impl From<StoreError> for Stop {
    fn from(err: StoreError) -> Self {
        Self::House(err.into())
    }
}

impl From<ActError> for Stop {
    fn from(err: ActError) -> Self {
        Self::Act(err)
    }
}

impl From<PhotoError> for Stop {
    fn from(err: PhotoError) -> Self {
        Self::Photo(err)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::House(refusal)
    }
}

/// Does it once and keeps it, or says what stops it; answers an operation that reads.
pub async fn settle(op: Op, staff: &Staff, made: &Made) -> Result<(Settled, Op), Refusal> {
    let mut op = reading(op);
    let Some(key) = Key::of(&op, made) else { return Ok((Settled::refused("desk/crew-key-wrong"), op)) };
    if let Some(settled) = earlier(&mut op, staff, &key).await? {
        return Ok((settled, op));
    }
    // What is not theirs to do is refused before its pictures are looked at.
    let acted = match stand(&mut op, staff, made).await {
        Ok(_) => match made.sent.shelve(&op).await {
            Ok(photos) => {
                op = writing(op);
                act(&mut op, staff, (made, &key), &photos).await
            }
            Err(err) => Err(err.into()),
        },
        Err(stop) => Err(stop),
    };
    match acted {
        Ok(mark) => Ok((Settled::Done { mark }, kept(op).await?)),
        Err(Stop::Twice) => after_its_twin(writing(op), staff, &key).await,
        Err(stop) => {
            // Whatever it had begun is given up before the request is read again.
            let mut op = reading(op);
            let settled = explain(&mut op, staff, made, stop).await?;
            Ok((settled, op))
        }
    }
}

/// The key of an act, and the mark of what it says: one key says one thing.
struct Key {
    word: String,
    content: String,
}

impl Key {
    fn of(op: &Op, made: &Made) -> Option<Self> {
        let word = made.sent.form.text("cle");
        let is_plain = word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if !KEY.contains(&word.len()) || !is_plain {
            return None;
        }
        let form = &made.sent.form;
        let said = ["mots", "resultat", "raison", "jour"].map(|name| form.text(name).trim());
        let content = format!("{} {} {}", made.reference, made.deed.code(), said.join("\n"));
        Some(Self { word: word.to_owned(), content: op.app.seal().mark("field-act", &content) })
    }
}

/// What became of the same key before.
async fn earlier(op: &mut Op, staff: &Staff, key: &Key) -> Result<Option<Settled>, Refusal> {
    Ok(store::find_act(op, &key.word).await?.map(|(staff_id, content, mark)| {
        let is_same = staff_id == staff.id && content == key.content;
        if is_same { Settled::Done { mark } } else { Settled::refused("desk/crew-key-wrong") }
    }))
}

/// What became of the same key at the same instant: its twin may still wait for its commit, which this one shares.
async fn after_its_twin(mut op: Op, staff: &Staff, key: &Key) -> Result<(Settled, Op), Refusal> {
    let settled = earlier(&mut op, staff, key).await?;
    // It was given up: whoever sent this one sends it again.
    let settled = settled.ok_or(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "web/busy"))?;
    Ok((settled, kept(op).await?))
}

/// Keeps what was done; answers an operation that reads.
async fn kept(op: Op) -> Result<Op, Refusal> {
    let Op { tx, now, lang, actor, app, path } = op;
    tx.commit().await?;
    Ok(Op { tx: app.database().read(), now, lang, actor, app, path })
}

/// The request as somebody may act upon it.
enum Stand {
    Theirs(Box<Case>),
    /// It left their hands since; they may leave a note.
    Left(Id),
}

async fn stand(op: &mut Op, staff: &Staff, made: &Made) -> Result<Stand, Stop> {
    let case = match Case::load(op, staff, &made.reference).await {
        Ok(case) => case,
        Err(refusal) if refusal.status == StatusCode::NOT_FOUND => return left(op, staff, made).await,
        Err(refusal) => return Err(refusal.into()),
    };
    let act = if made.is_note { Some(Act::Note) } else { made.deed.act(&made.sent.form) };
    let Some(act) = act else { return Err(Stop::Said(missing_reason(&case))) };
    if let Err(refusal) = case.permit(act) {
        return Err(Stop::Said(Settled::refused(refusal.code)));
    }
    Ok(Stand::Theirs(Box::new(case)))
}

fn missing_reason(case: &Case) -> Settled {
    let may_note = case.permit(Act::Note).is_ok();
    Settled::Refused { code: "desk/crew-reason-missing", field: Some("raison"), may_note }
}

/// It is not theirs to see: it changed hands since they had it, or their rights changed, or it never was.
async fn left(op: &mut Op, staff: &Staff, made: &Made) -> Result<Stand, Stop> {
    let said = |code| Err(Stop::Said(Settled::refused(code)));
    let Some(request) = find(op, &made.reference).await? else { return said("requests/unknown") };
    let Some(had_by) = holder(op, staff, made) else { return said("requests/unknown") };
    let has_moved = request.assignee.as_ref().map_or(0, |assignee| assignee.id) != had_by;
    if !has_moved || !may(staff, &request.route.unit, Act::Note) {
        return said("desk/crew-rights-gone");
    }
    if made.is_note {
        return Ok(Stand::Left(request.id));
    }
    let mut news = news(op, staff, made, request.id).await?;
    // To whom it went is theirs to know; what is said of it since is not.
    news.iter_mut().filter(|event| event.act != "given").for_each(|event| event.reason = None);
    let since = steps(op, news);
    Err(Stop::Said(Settled::Conflict { since, again: None, is_theirs: false }))
}

/// Does it in the transaction of `op`; answers how the request stands then.
async fn act(op: &mut Op, staff: &Staff, (made, key): (&Made, &Key), photos: &[Shelved]) -> Result<String, Stop> {
    match store::insert_act(op, (&key.word, &key.content), staff.id, &made.reference).await {
        Ok(()) => {}
        Err(err) if err.is_unique_violation() => return Err(Stop::Twice),
        Err(err) => return Err(err.into()),
    }
    let id = match stand(op, staff, made).await? {
        Stand::Left(id) => leave_note(op, made, id).await?,
        Stand::Theirs(case) if made.is_note => leave_note(op, made, case.request.id).await?,
        Stand::Theirs(case) => {
            let form = &made.sent.form;
            if !made.deed.is_harmless() && form.text("vu") != mark(&case.request) {
                return Err(ActError::Changed.into());
            }
            perform(op, &case, made.deed, &made.sent).await?;
            case.request.id
        }
    };
    for photo in photos {
        photos::add(op, Owner::Request(id), made.deed.when(), photo).await?;
    }
    let now = find(op, &made.reference).await?.map(|request| mark(&request)).unwrap_or_default();
    store::save_act(op, &key.word, &now).await?;
    Ok(now)
}

async fn leave_note(op: &mut Op, made: &Made, id: Id) -> Result<Id, Stop> {
    let words = as_note(op, made.deed, &made.sent.form);
    if !words.is_empty() || made.sent.files.is_empty() {
        note(op, &made.reference, &words).await?;
    }
    Ok(id)
}

/// What happened to the request since the page was shown, but for what they did themselves.
async fn news(op: &mut Op, staff: &Staff, made: &Made, id: Id) -> Result<Vec<Event>, StoreError> {
    let shown_at: i64 = made.sent.form.text("lu_a").parse().unwrap_or(op.now.0);
    let mut events = timeline(op, id, Audience::Staff).await?;
    events.retain(|event| event.at > shown_at && event.actor_name.as_deref() != Some(staff.name.as_str()));
    Ok(events)
}

fn steps(op: &Op, events: Vec<Event>) -> Vec<Step> {
    let view = op.view();
    events.into_iter().map(|event| case::step(op, &view, event)).collect()
}

/// What stopped the act, for whoever made it.
async fn explain(op: &mut Op, staff: &Staff, made: &Made, stop: Stop) -> Result<Settled, Refusal> {
    match stop {
        Stop::House(refusal) => Err(refusal),
        Stop::Said(settled) => Ok(settled),
        Stop::Twice => Err(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "web/busy")),
        Stop::Photo(err @ (PhotoError::Store(_) | PhotoError::Shelf(_))) => Err(err.into()),
        Stop::Photo(err) => Ok(Settled::Refused { code: err.code(), field: Some("photos"), may_note: false }),
        Stop::Act(ActError::Store(err)) => Err(err.into()),
        Stop::Act(ActError::Changed | ActError::Status(StatusError::Impossible { .. })) => {
            let case = Case::load(op, staff, &made.reference).await?;
            let act = made.deed.act(&made.sent.form);
            let again = act.is_some_and(|act| case.offers().contains(&act)).then(|| mark(&case.request));
            let news = news(op, staff, made, case.request.id).await?;
            let since = steps(op, news);
            Ok(Settled::Conflict { since, again, is_theirs: true })
        }
        Stop::Act(err) => Ok(Settled::Refused { code: err.code(), field: field(&err), may_note: !made.is_note }),
    }
}

/// The field of a form of the field that an error is about.
fn field(err: &ActError) -> Option<&'static str> {
    match err {
        ActError::Status(StatusError::ReasonMissing(_))
        | ActError::WordsMissing
        | ActError::WordsTooLong
        | ActError::WordsUnfinished => Some("mots"),
        ActError::Status(StatusError::ResultMissing) | ActError::ResultUnknown(_) => Some("resultat"),
        ActError::ProofWrong(_) | ActError::PastDate => Some("jour"),
        ActError::Unknown
        | ActError::Status(StatusError::Impossible { .. })
        | ActError::UnitUnknown(_)
        | ActError::PersonMayNot
        | ActError::PartnerMissing
        | ActError::PartnerEmailWrong
        | ActError::PartnerDaysWrong
        | ActError::PartnerSaidEnough
        | ActError::Merge(_)
        | ActError::Subrequest(_)
        | ActError::Changed
        | ActError::Store(_) => None,
    }
}
