//! Somebody comes in through the provider: sent there, taken back once, given the role of their groups, checked since.

use super::{
    Asks, Person, Provider, ProviderError, Way,
    leaving::EARLIEST_MS,
    safe,
    store::{self, Flow, Grant},
};
use crate::{
    Crew, Limits, Staff,
    second::Means,
    session,
    staff::{is_email, plain_email},
    store as rows,
};
use ::store::StoreError;
use base::{Id, Moment};
use web::{App, Op};

/// Time to sign in at the provider.
const FLOW_MS: i64 = 10 * 60_000;
/// Checks of one round.
const CHECKS: u32 = 200;
/// Longest name kept, in characters.
const LONGEST_NAME: usize = 100;

#[derive(Debug, thiserror::Error)]
pub enum ComeInError {
    /// Not asked for by this browser, or too long ago, or already used.
    #[error("nobody here is on the way with this state")]
    Strange,
    #[error(transparent)]
    Provider(#[from] ProviderError),
    #[error("the groups of this person give no role")]
    NoRole,
    #[error("the provider gives no e-mail address")]
    EmailMissing,
    #[error("the address is that of somebody else of the provider")]
    EmailTaken,
    #[error("the account is shut out here")]
    ShutOut,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the browser brings back.
pub(crate) struct Back {
    pub state: String,
    pub code: String,
    /// The word that we gave the browser when it left.
    pub browser: String,
    pub device: String,
    /// The session that it had, which the new one takes the place of.
    pub token: Option<String>,
}

fn marks(app: &App, state: &str, browser: &str) -> (String, String) {
    (app.seal().mark("oidc-state", state), app.seal().mark("oidc-browser", browser))
}

/// Sends somebody to the provider; answers its address and the word that their browser keeps meanwhile.
pub(crate) async fn leave_for_provider(
    app: &App,
    destination: &str,
    asks: Asks,
) -> Result<(String, String), ComeInError> {
    let way = app.part::<Provider>().way(app.now(), asks).await?;
    let browser = session::random_word();
    let mut op = Op::system(app);
    let (state, mark) = marks(app, &way.state, &browser);
    let began_at = op.now.0;
    let flow = Flow { nonce: way.nonce, verifier: way.verifier, destination: destination.to_owned(), began_at };
    store::insert_flow(&mut op, (&state, &mark), &flow).await?;
    op.tx.commit().await?;
    Ok((way.url, browser))
}

/// Opens a session for who comes back; answers the word of its cookie, and where they were going.
///
/// The provider is asked between two short transactions: nobody waits behind it.
pub(crate) async fn come_in(app: &App, back: Back) -> Result<(String, String), ComeInError> {
    let flow = take(app, &back.state, &back.browser).await?;
    let way = Way { url: String::new(), state: String::new(), nonce: flow.nonce, verifier: flow.verifier };
    let provider = app.part::<Provider>();
    let given = provider.exchange(app.now(), &back.code, &way).await?;
    let person = given.person.ok_or_else(|| ProviderError::Untrue("nobody".to_owned()))?;

    let mut op = Op::system(app);
    let staff_id = admit(&mut op, &provider, &person).await?;
    let (session_id, token) = session::begin_by(&mut op, staff_id, &back.device, Means::Provider).await?;
    if let Some(token) = &back.token {
        session::replace(&mut op, token).await?;
    }
    // What the provider did not say, or says of a time to come, is not known.
    let proved_at = person.proved_at.filter(|at| *at <= op.now.plus_ms(EARLIEST_MS)).unwrap_or(Moment(0));
    rows::save_proved(&mut op, session_id, proved_at).await?;
    let grant = Grant {
        session_id,
        issuer: provider.settings()?.issuer.clone(),
        subject: person.subject,
        sid: person.sid,
        refresh: safe::close(app.seal(), session_id, &given.refresh),
        checked_at: op.now.0,
    };
    store::insert_grant(&mut op, &grant).await?;
    op.tx.commit().await?;
    Ok((token, flow.destination))
}

/// Takes back what we sent with a browser, so that it serves once, whatever comes of it.
pub(super) async fn take(app: &App, state: &str, browser: &str) -> Result<Flow, ComeInError> {
    let (state, browser) = marks(app, state, browser);
    let mut op = Op::system(app);
    let flow = store::take_flow(&mut op, (&state, &browser)).await?;
    let now = op.now;
    op.tx.commit().await?;
    flow.filter(|flow| now < Moment(flow.began_at).plus_ms(FLOW_MS)).ok_or(ComeInError::Strange)
}

/// The account of somebody, made or brought up to date: name, address, role and units are the provider's to say.
async fn admit(op: &mut Op, provider: &Provider, person: &Person) -> Result<Id, ComeInError> {
    let settings = provider.settings()?;
    let email = person.email.as_deref().map(plain_email).filter(|email| is_email(email));
    let email = email.ok_or(ComeInError::EmailMissing)?;
    let (role, units) = settings.right(person.groups.as_deref().unwrap_or_default()).ok_or(ComeInError::NoRole)?;
    let staff = Staff {
        id: 0,
        name: written_name(person, &email),
        email,
        role,
        units,
        limits: Limits::default(),
        crew: Crew::default(),
        edits_knowledge: false,
    };
    let Some(id) = store::find_subject(op, &settings.issuer, &person.subject).await? else {
        return join(op, &settings.issuer, &person.subject, staff).await;
    };
    let known = rows::find_staff(op, id).await?.ok_or(ComeInError::ShutOut)?;
    store::save_email(op, id, &staff.email).await?;
    rows::save_staff(op, &kept(known, staff)).await?;
    Ok(id)
}

/// Limits, crew and what they may edit are ours to say: the provider does not take them away.
fn kept(known: Staff, said: Staff) -> Staff {
    let (id, limits, crew, edits_knowledge) = (known.id, known.limits, known.crew, known.edits_knowledge);
    Staff { id, limits, crew, edits_knowledge, ..said }
}

/// The first time: the account that has the address here, or a new one, which has no password.
async fn join(op: &mut Op, issuer: &str, subject: &str, staff: Staff) -> Result<Id, ComeInError> {
    let id = match rows::find_by_email(op, &staff.email).await? {
        // An address given to a newcomer must not open the account of who left.
        Some(id) if store::has_subject(op, issuer, id).await? => return Err(ComeInError::EmailTaken),
        Some(id) => {
            let known = rows::find_staff(op, id).await?.ok_or(ComeInError::ShutOut)?;
            rows::save_staff(op, &kept(known, staff)).await?;
            id
        }
        None => {
            let id = op.id();
            rows::insert_staff(op, &Staff { id, ..staff }, "").await?;
            id
        }
    };
    store::insert_subject(op, issuer, subject, id).await?;
    Ok(id)
}

/// A name that may be kept: the address when the provider gives none.
fn written_name(person: &Person, email: &str) -> String {
    let name = person.name.as_deref().unwrap_or_default();
    let name: String = name.chars().filter(|letter| !letter.is_control()).take(LONGEST_NAME).collect();
    let name = name.trim();
    if name.is_empty() { email.chars().take(LONGEST_NAME).collect() } else { name.to_owned() }
}

/// Asks the provider whether the accounts of open sessions still live; answers how many sessions ended.
///
/// A provider that does not answer ends nothing: sessions then last until their own end.
pub async fn check(app: &App) -> Result<u64, StoreError> {
    let provider = app.part::<Provider>();
    let Ok(settings) = provider.settings() else { return Ok(0) };
    let mut reading = Op { tx: app.database().read(), ..Op::system(app) };
    let since = reading.now.plus_ms(-i64::from(settings.check_minutes) * 60_000);
    let due = store::list_due(&mut reading, since, CHECKS).await?;
    drop(reading);
    let mut ended = 0;
    for grant in due {
        match check_one(app, &provider, &grant).await {
            Ok(has_ended) => ended += u64::from(has_ended),
            Err(ComeInError::Store(err)) => return Err(err),
            Err(err) => {
                tracing::warn!(session.id = grant.session_id, error.chain = %err, "an account could not be checked");
                if matches!(err, ComeInError::Provider(ProviderError::Unreachable(_))) {
                    return Ok(ended);
                }
            }
        }
    }
    Ok(ended)
}

/// Checks one account; answers whether its session ended.
async fn check_one(app: &App, provider: &Provider, grant: &Grant) -> Result<bool, ComeInError> {
    let mut op = Op::system(app);
    let is_ours = store::claim_grant(&mut op, grant).await?;
    op.tx.commit().await?;
    let Some(token) = safe::open(app.seal(), grant.session_id, &grant.refresh).filter(|_| is_ours) else {
        return Ok(false);
    };
    let answer = provider.refresh(app.now(), &token).await;
    let mut op = Op::system(app);
    let has_ended = match answer {
        Ok(given) => {
            if !given.refresh.is_empty() {
                let sealed = safe::close(app.seal(), grant.session_id, &given.refresh);
                store::save_refresh(&mut op, grant.session_id, &sealed).await?;
            }
            !follow(&mut op, provider, given.person).await?
        }
        Err(ProviderError::Refused(problem)) if problem == "invalid_grant" => true,
        Err(err) => return Err(err.into()),
    };
    if has_ended {
        store::delete_session(&mut op, grant.session_id).await?;
    }
    op.tx.commit().await?;
    Ok(has_ended)
}

/// Brings the account up to date with what the provider says now; false when it has no right here any more.
async fn follow(op: &mut Op, provider: &Provider, person: Option<Person>) -> Result<bool, ComeInError> {
    let Some(person) = person.filter(|person| person.groups.is_some()) else { return Ok(true) };
    match admit(op, provider, &person).await {
        Ok(_) => Ok(true),
        Err(ComeInError::NoRole | ComeInError::ShutOut) => Ok(false),
        Err(err) => Err(err),
    }
}

/// Forgets ways that nobody came back from, and words too old to be said again; answers how many.
pub async fn sweep(op: &mut Op) -> Result<u64, StoreError> {
    let flows = store::sweep_flows(op, op.now.plus_ms(-FLOW_MS)).await?;
    let heard = store::sweep_heard(op, op.now.plus_ms(-super::leaving::MEMORY_MS)).await?;
    Ok(flows + heard)
}
