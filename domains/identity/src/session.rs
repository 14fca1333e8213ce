//! Sessions: a random word in a cookie, of which only a mark is kept; they end by themselves, and can be closed.

use crate::{Staff, second::Means, store};
use ::store::StoreError;
use base::{Id, Moment};
use std::fmt::Write;
use web::{App, Op};

/// A session ends when nobody used it for so long: a lunch, not a night.
const IDLE_MS: i64 = 4 * 3_600_000;
/// However much it is used: a long shift.
const LONGEST_MS: i64 = 12 * 3_600_000;
/// What protects an account is changed by who proved who they are since then.
pub(crate) const FRESH_MS: i64 = 10 * 60_000;
/// Its last use is written this often.
const NOTED_MS: i64 = 5 * 60_000;

/// An open session, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: Id,
    /// `Firefox, Linux`.
    pub device: String,
    pub created_at: Moment,
    pub seen_at: Moment,
    /// When its owner last proved who they are.
    pub proved_at: Moment,
    pub means: Means,
}

impl Session {
    /// Whether the city's provider of accounts vouches for it.
    pub fn is_vouched(&self) -> bool {
        self.means == Means::Provider
    }

    /// Whether its owner proved who they are a moment ago.
    pub fn is_fresh(&self, now: Moment) -> bool {
        now < self.proved_at.plus_ms(FRESH_MS)
    }

    pub fn is_open(&self, now: Moment) -> bool {
        now < self.seen_at.plus_ms(IDLE_MS) && now < self.created_at.plus_ms(LONGEST_MS)
    }
}

/// A session that is over is remembered for a day more: a form sent under it is given back to its owner.
const REMEMBERED_MS: i64 = 24 * 3_600_000;

/// Sessions begun before this instant are forgotten.
pub fn oldest(now: Moment) -> Moment {
    now.plus_ms(-LONGEST_MS - REMEMBERED_MS)
}

/// An open session was used after the first instant, and begun after the second one.
pub(crate) fn open_since(now: Moment) -> (Moment, Moment) {
    (now.plus_ms(-IDLE_MS), now.plus_ms(-LONGEST_MS))
}

/// What is kept of the word in a cookie.
fn mark(app: &App, token: &str) -> String {
    app.seal().mark("session", token)
}

/// A word of 256 random bits.
pub(crate) fn random_word() -> String {
    rand::random::<[u8; 32]>().iter().fold(String::new(), |mut text, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Begins a session; answers which one, and the word of its cookie.
pub(crate) async fn begin(op: &mut Op, staff_id: Id, device: &str) -> Result<(Id, String), StoreError> {
    let token = random_word();
    let mark = mark(&op.app, &token);
    let id = store::insert_session(op, staff_id, &mark, device).await?;
    Ok((id, token))
}

/// Begins a session opened by `means`; answers which one, and the word of its cookie.
pub(crate) async fn begin_by(
    op: &mut Op,
    staff_id: Id,
    device: &str,
    means: Means,
) -> Result<(Id, String), StoreError> {
    let (id, token) = begin(op, staff_id, device).await?;
    let mark = mark(&op.app, &token);
    store::save_means(op, &mark, means).await?;
    Ok((id, token))
}

/// The open session of a cookie, and whose it is. Its use is noted.
pub async fn find(app: &App, token: &str) -> Result<Option<(Session, Staff)>, StoreError> {
    let mut reading = Op { tx: app.database().read(), ..Op::system(app) };
    let Some((session, staff_id)) = store::find_session(&mut reading, &mark(app, token)).await? else {
        return Ok(None);
    };
    if !session.is_open(reading.now) {
        return Ok(None);
    }
    let Some(staff) = store::find_staff(&mut reading, staff_id).await? else { return Ok(None) };
    if reading.now >= session.seen_at.plus_ms(NOTED_MS) {
        let mut op = Op::system(app);
        store::save_session_seen(&mut op, session.id).await?;
        store::save_seen(&mut op, staff_id).await?;
        op.tx.commit().await?;
    }
    Ok(Some((session, staff)))
}

/// Ends the session of a cookie, which another takes the place of.
pub(crate) async fn replace(op: &mut Op, token: &str) -> Result<(), StoreError> {
    let mark = mark(&op.app, token);
    store::delete_session_of(op, &mark).await
}

/// Whose session a cookie was, over or not.
pub(crate) async fn owner(app: &App, token: &str) -> Result<Option<Id>, StoreError> {
    let mut reading = Op { tx: app.database().read(), ..Op::system(app) };
    Ok(store::find_session(&mut reading, &mark(app, token)).await?.map(|(_, staff_id)| staff_id))
}

/// Browser and system of a `User-Agent`, as people name them; nothing else of it is kept.
pub fn device(user_agent: &str) -> String {
    let named = |names: &[(&str, &'static str)]| {
        names.iter().find(|(sign, _)| user_agent.contains(sign)).map(|(_, name)| *name)
    };
    let browser = named(&[("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari")]);
    let system = named(&[
        ("Android", "Android"),
        ("iPhone", "iOS"),
        ("iPad", "iOS"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    [browser, system].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_when_it_is_not_used_and_after_a_shift() {
        let noon = Moment(1_795_000_000_000);
        let session = |created: i64, seen: i64| Session {
            id: 1,
            device: String::new(),
            created_at: noon.plus_ms(-created * 60_000),
            seen_at: noon.plus_ms(-seen * 60_000),
            proved_at: noon.plus_ms(-created * 60_000),
            means: Means::Password,
        };
        for (created, seen, expected) in
            [(0, 0, true), (239, 239, true), (240, 240, false), (719, 1, true), (720, 1, false)]
        {
            assert_eq!(session(created, seen).is_open(noon), expected, "{created} {seen}");
        }
        for (minutes, expected) in [(0, true), (9, true), (10, false)] {
            assert_eq!(session(minutes, 0).is_fresh(noon), expected, "{minutes}");
        }
    }

    #[test]
    fn a_device_is_named_as_people_do() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        assert_eq!(device(firefox), "Firefox, Linux");
        assert_eq!(device("curl/8"), "");
    }
}
