//! The way to the mail server: one connection, kept from one message to the next.
//!
//! The connection is taken out of its place to send and put back only when all went well: one left in the middle of a
//! conversation, by a failure or a delay, is never used again.

use crate::{
    MailSettings,
    letter::Sender,
    server::{MailSettingsError, Protection},
};
use base::Moment;
use lettre::transport::smtp::{
    Error,
    authentication::{Credentials, DEFAULT_MECHANISMS},
    client::{AsyncSmtpConnection, Certificate, TlsParameters},
    extension::ClientId,
};
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use tokio::{sync::Mutex, time::timeout};

const LONGEST_CONNECTION: Duration = Duration::from_secs(10);
const LONGEST_SEND: Duration = Duration::from_mins(1);
/// A server that does not answer is left alone this long, so that messages that wait do not each wait for it.
const REST_MS: i64 = 30_000;

/// The mail server of the installation, or none. Cheap to clone.
#[derive(Clone, Default)]
pub struct Mailer {
    inner: Option<Arc<Inner>>,
}

struct Inner {
    settings: MailSettings,
    tls: Option<TlsParameters>,
    sender: Sender,
    place: Mutex<Option<AsyncSmtpConnection>>,
    rests_until: AtomicI64,
}

/// Why a message did not leave, in a word or a code that names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It may leave later.
    Later(String),
    /// The server will never take it.
    Never(String),
}

impl Mailer {
    /// The server of the settings; none without a host.
    pub fn new(settings: &MailSettings) -> Result<Self, MailSettingsError> {
        settings.check()?;
        if settings.host.is_empty() {
            return Ok(Self::default());
        }
        let tls = match settings.tls {
            Protection::None => None,
            Protection::Starttls | Protection::Tls => Some(parameters(settings)?),
        };
        let sender = settings.sender()?;
        let (place, rests_until) = (Mutex::default(), AtomicI64::new(i64::MIN));
        Ok(Self { inner: Some(Arc::new(Inner { settings: settings.clone(), tls, sender, place, rests_until })) })
    }

    pub(crate) fn sender(&self) -> Option<&Sender> {
        self.inner.as_ref().map(|inner| &inner.sender)
    }

    /// Until when the server is left alone, if it is.
    pub(crate) fn rests_until(&self, now: Moment) -> Option<Moment> {
        let until = Moment(self.inner.as_ref()?.rests_until.load(Ordering::Relaxed));
        (now < until).then_some(until)
    }

    pub(crate) async fn send(&self, letter: &lettre::Message, now: Moment) -> Result<(), Failure> {
        let Some(inner) = &self.inner else { return Err(Failure::Later("no server".to_owned())) };
        let mut place = inner.place.lock().await;
        let kept = place.take();
        let connected = timeout(LONGEST_CONNECTION, inner.connect(kept)).await;
        let mut connection = match connected {
            Ok(Ok(connection)) => connection,
            Ok(Err(err)) => return Err(inner.rest(word(&err), now)),
            Err(_) => return Err(inner.rest("no answer".to_owned(), now)),
        };
        match timeout(LONGEST_SEND, connection.send(letter.envelope(), &letter.formatted())).await {
            Ok(Ok(_)) => {
                *place = Some(connection);
                Ok(())
            }
            Ok(Err(err)) if err.is_permanent() => Err(Failure::Never(word(&err))),
            Ok(Err(err)) if err.is_transient() => Err(Failure::Later(word(&err))),
            Ok(Err(err)) => Err(inner.rest(word(&err), now)),
            Err(_) => Err(inner.rest("no answer".to_owned(), now)),
        }
    }
}

impl Inner {
    /// The connection that was kept, if it still answers; or a new one.
    async fn connect(&self, kept: Option<AsyncSmtpConnection>) -> Result<AsyncSmtpConnection, Error> {
        if let Some(mut connection) = kept
            && connection.test_connected().await
        {
            return Ok(connection);
        }
        let (server, us) = ((self.settings.host.as_str(), self.settings.port()), ClientId::default());
        let from_the_first_byte = self.tls.clone().filter(|_| self.settings.tls == Protection::Tls);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(LONGEST_CONNECTION), &us, from_the_first_byte, None)
                .await?;
        if let (Protection::Starttls, Some(tls)) = (self.settings.tls, self.tls.clone()) {
            connection.starttls(tls, &us).await?;
        }
        if !self.settings.user.is_empty() {
            let password = self.settings.password.reveal().to_owned();
            connection.auth(DEFAULT_MECHANISMS, &Credentials::new(self.settings.user.clone(), password)).await?;
        }
        Ok(connection)
    }

    /// Leaves the server alone for a while: what is wrong is not this message.
    fn rest(&self, word: String, now: Moment) -> Failure {
        self.rests_until.store(now.plus_ms(REST_MS).0, Ordering::Relaxed);
        tracing::warn!(mail.failure = word, "the mail server cannot be used");
        Failure::Later(word)
    }
}

fn parameters(settings: &MailSettings) -> Result<TlsParameters, MailSettingsError> {
    let wrong = |reason: &dyn ToString| MailSettingsError::Authority {
        file: settings.ca_file.as_ref().map(|file| file.display().to_string()).unwrap_or_default(),
        reason: reason.to_string(),
    };
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(file) = &settings.ca_file {
        let pem = std::fs::read(file).map_err(|err| wrong(&err))?;
        builder = builder.add_root_certificate(Certificate::from_pem(&pem).map_err(|err| wrong(&err))?);
    }
    builder.build().map_err(|err| wrong(&err))
}

/// The code of the server's answer, or a word for what happened. Never the server's sentence: it may name the person.
fn word(err: &Error) -> String {
    match err.status() {
        Some(code) => code.to_string(),
        None if err.is_tls() || is_mistrust(err) => "tls".to_owned(),
        None if err.is_client() => "not offered".to_owned(),
        None => "no connection".to_owned(),
    }
}

/// Whether the other side's certificate, or its TLS, was not what it must be.
fn is_mistrust(err: &Error) -> bool {
    std::iter::successors(std::error::Error::source(err), |cause| cause.source())
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::InvalidData)
}
