//! What the worker does with a message that was booked: wait, join, send, try again, give up; and forget in the end.
//!
//! A message is taken in one transaction, handed to the mail server outside of any, and marked in another. Between the
//! last two a process may die: then the same message leaves again, under the same name.

use crate::{
    holding::{HOUR_MS, leaves_at, tries_again_at},
    letter,
    mailer::{Failure, Mailer},
    message::SEND,
    store::{self, Fate, Waiting},
};
use ::store::{
    StoreError,
    jobs::{self, Job},
};
use base::{Id, Lang, Moment, identifier::floor_of};
use web::{App, Brand, Op};

/// The job that says that somebody could not be reached; its payload is what the message was about.
pub const UNDELIVERED: &str = "notifications/undelivered";

/// A worker that takes a message has it this long.
const LEASE_MS: i64 = 5 * 60_000;
/// News older than this are no longer news: [`retry`] leaves them.
const NEWS_DAYS: i64 = 7;
/// How long messages are kept: staff may be asked what was written.
pub const KEPT_DAYS: i64 = 90;

/// Does a job that [`post`](crate::post) booked. `mailer` is the way out.
pub async fn send(app: &App, mailer: &Mailer, job: &Job) -> Result<(), StoreError> {
    let mut op = Op::system(app);
    let taken = match take(&mut op, mailer, job).await? {
        Next::Send(taken) => taken,
        Next::Done => {
            jobs::complete(&mut op.tx, job.id).await?;
            return op.tx.commit().await;
        }
        Next::Wait(until) => {
            jobs::again(&mut op.tx, job.id, until).await?;
            return op.tx.commit().await;
        }
    };
    op.tx.commit().await?;
    let sent = deliver(app, mailer, &taken).await;
    let mut op = Op::system(app);
    settle(&mut op, job, &taken, sent).await?;
    op.tx.commit().await
}

enum Next {
    Send(Vec<Waiting>),
    Wait(Moment),
    Done,
}

/// What is to be done with the message of a job; when it is to be sent, it is ours for a while.
async fn take(op: &mut Op, mailer: &Mailer, job: &Job) -> Result<Next, StoreError> {
    let id: Id = job.payload.parse().unwrap_or_default();
    let Some(message) = store::find_waiting(op, id).await? else { return Ok(Next::Done) };
    if mailer.sender().is_none() {
        tracing::info!(message.id = id, message.kind, "not sent: no mail server is configured");
        store::save_failure(op, &[id], Fate::Unsent, "no server").await?;
        return Ok(Next::Done);
    }
    if let Some(until) = mailer.rests_until(op.now) {
        return Ok(Next::Wait(until));
    }
    let past = store::past_of(op, &message, op.now.plus_ms(-HOUR_MS)).await?;
    let leaves_at = leaves_at(message.posted_at, past, op.now);
    if op.now < leaves_at {
        return Ok(Next::Wait(leaves_at));
    }
    let until = op.now.plus_ms(LEASE_MS);
    let taken = store::take(op, &message, until).await?;
    let is_ours = taken.iter().any(|message| message.id == id);
    Ok(if is_ours { Next::Send(taken) } else { Next::Wait(until) })
}

/// Hands messages to the mail server, as one.
async fn deliver(app: &App, mailer: &Mailer, taken: &[Waiting]) -> Result<(), Failure> {
    let now = app.now();
    let brand = app.part::<Brand>();
    let ids: Vec<Id> = taken.iter().map(|message| message.id).collect();
    if mailer.sender().is_none() {
        return Err(Failure::Later("no server".to_owned()));
    }
    let sealed = mailer.sender().zip(taken.last()).and_then(|(sender, last)| {
        let letter = letter::write(app, taken)?;
        letter::seal(letter, &last.recipient, &ids, sender, brand.name.get(last.lang), now)
    });
    match sealed {
        Some(sealed) => mailer.send(&sealed, now).await,
        None => Err(Failure::Never("address".to_owned())),
    }
}

/// Keeps what became of messages, and of the job that sent them.
async fn settle(op: &mut Op, job: &Job, taken: &[Waiting], sent: Result<(), Failure>) -> Result<(), StoreError> {
    let ids: Vec<Id> = taken.iter().map(|message| message.id).collect();
    let failure = match sent {
        Ok(()) => {
            store::save_sent(op, &ids).await?;
            return jobs::complete(&mut op.tx, job.id).await;
        }
        Err(failure) => failure,
    };
    let attempts = taken.iter().map(|message| message.attempts).max().unwrap_or(1);
    let (word, again_at) = match failure {
        Failure::Later(word) => (word, tries_again_at(attempts, op.now)),
        Failure::Never(word) => (word, None),
    };
    for message in taken {
        let is_dead = again_at.is_none();
        tracing::warn!(message.id, message.kind, attempts, mail.failure = word, is_dead, "a message was not sent");
    }
    if let Some(again_at) = again_at {
        store::save_failure(op, &ids, Fate::Waiting, &word).await?;
        return jobs::again(&mut op.tx, job.id, again_at).await;
    }
    store::save_failure(op, &ids, Fate::Dead, &word).await?;
    if let Some(about) = taken.iter().find_map(|message| message.about.as_deref()) {
        op.post_job(UNDELIVERED, about, op.now).await?;
    }
    jobs::complete(&mut op.tx, job.id).await
}

/// Sends a trial message; the error says in English what went wrong.
pub async fn try_out(app: &App, mailer: &Mailer, to: &str) -> Result<(), String> {
    let say = |code| app.texts().say(Lang::Fr, code, &[]);
    let trial = Waiting {
        id: app.ids().make(app.now()),
        kind: "notifications/trial".to_owned(),
        recipient: to.to_owned(),
        lang: Lang::Fr,
        subject: say("notifications-trial-subject"),
        body: say("notifications-trial-body"),
        about: None,
        posted_at: app.now(),
        attempts: 0,
    };
    deliver(app, mailer, &[trial]).await.map_err(|failure| match failure {
        Failure::Later(word) | Failure::Never(word) => in_words(&word),
    })
}

/// Why something was not sent, for those who run the city.
pub(crate) fn in_words(failure: &str) -> String {
    match failure {
        "no server" => "no mail server is configured".to_owned(),
        "no connection" => "the mail server cannot be reached, or cut the connection".to_owned(),
        "no answer" => "the mail server does not answer".to_owned(),
        "not offered" => "the mail server does not offer what the settings ask (STARTTLS, sign-in)".to_owned(),
        "tls" => "the certificate of the mail server is not trusted: see `mail.ca_file`".to_owned(),
        "address" => "the address of the person is not one".to_owned(),
        code => format!("the mail server answered {code}"),
    }
}

/// Sends again the messages of the last days that could not be; answers how many wait now.
pub async fn retry(op: &mut Op) -> Result<usize, StoreError> {
    let revived = store::revive(op, op.now.plus_days(-NEWS_DAYS)).await?;
    for id in &revived {
        op.post_job(SEND, &id.to_string(), op.now).await?;
    }
    Ok(revived.len())
}

/// Forgets the messages that were kept long enough; answers how many.
pub async fn sweep(op: &mut Op) -> Result<u64, StoreError> {
    store::forget(op, floor_of(op.now.plus_days(-KEPT_DAYS))).await
}
