//! `riverain admin`: what those who run the city look at and set right.

use crate::{
    admin_keys, admin_staff,
    command::Failure,
    serve,
    settings::{Retention, Settings},
    wiring,
};
use base::Moment;
use clap::{Args, Subcommand};
use identity::emergency::EmergencyError;
use requests::retention::{Forgotten, Series, count_due, list_disposals};
use std::{io::Write, path::Path};
use web::{App, Brand, Op};

/// Lines of the register that are shown.
const REGISTER_LINES: u32 = 12;

#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Who signs in at the desk.
    #[command(subcommand)]
    Staff(admin_staff::StaffCommand),
    /// Keys of the systems that use Open311.
    #[command(subcommand)]
    Key(admin_keys::KeyCommand),
    /// When nobody can sign in: print a link that opens one session of an administrator, once, within 15 minutes.
    BreakGlass { email: String },
    /// Messages that did not reach their person, newest first, without what they say nor to whom.
    Messages(Messages),
    /// Send a trial message to an address, and say what the mail server answers.
    Mail(Mail),
    /// Say what the retention of the settings is about to forget, series by series, or forget it.
    Retention(Forgetting),
}

#[derive(Debug, Args)]
pub struct Messages {
    /// Send those of the last seven days again.
    #[arg(long)]
    retry: bool,
}

#[derive(Debug, Args)]
pub struct Forgetting {
    /// Forget it for good.
    #[arg(long)]
    apply: bool,
}

#[derive(Debug, Args)]
pub struct Mail {
    address: String,
}

async fn messages(app: &App, command: &Messages, out: &mut impl Write) -> Result<(), Failure> {
    let mut op = Op::system(app);
    if command.retry {
        let count = notifications::retry(&mut op).await?;
        op.tx.commit().await?;
        return Ok(writeln!(out, "{count} will be sent again")?);
    }
    let unsent = notifications::unsent(&mut op, None).await?;
    let zone = &app.part::<Brand>().zone;
    for message in &unsent {
        let posted_at = message.posted_at.in_zone(zone).strftime("%Y-%m-%d %H:%M").to_string();
        let about = message.about.as_deref().unwrap_or("-");
        let state = if message.is_final { "not sent" } else { "to be tried again" };
        writeln!(out, "{posted_at}  {about}  {}  {state}: {}", message.kind, message.reason())?;
    }
    Ok(writeln!(out, "{} shown", unsent.len())?)
}

async fn mail(app: &App, command: &Mail, out: &mut impl Write) -> Result<(), Failure> {
    let mailer = app.part::<notifications::Mailer>();
    match notifications::try_out(app, &mailer, &command.address).await {
        Ok(()) => Ok(writeln!(out, "the mail server took the message")?),
        Err(reason) => Err(Failure::Asked(format!("not sent: {reason}"))),
    }
}

async fn retention(app: &App, command: &Forgetting, rules: Retention, out: &mut impl Write) -> Result<(), Failure> {
    if Series::ALL.iter().all(|series| rules.days(*series).is_none()) {
        let keys: Vec<&str> = Series::ALL.iter().map(|series| series.setting()).collect();
        let missing = format!("none of {} is set: nothing is forgotten without a rule of the city", keys.join(", "));
        return Err(Failure::Asked(missing));
    }
    for series in Series::ALL.iter().copied() {
        let (name, setting) = (series.code(), series.setting());
        let Some(days) = rules.days(series) else {
            writeln!(out, "{name}: kept, `{setting}` is not set")?;
            continue;
        };
        let count = count_due(&mut Op::system(app), series, days).await?;
        writeln!(out, "{name}: {count} of requests closed more than {days} days ago ({})", series.what())?;
        if command.apply {
            let Forgotten { requests, items } = serve::forget(app, series, days).await?;
            writeln!(out, "{name}: {items} forgotten, for good, of {requests} requests")?;
        }
    }
    register(app, out).await
}

async fn break_glass(app: &App, email: &str, out: &mut impl Write) -> Result<(), Failure> {
    let mut op = Op::system(app);
    let word = identity::emergency::break_glass(&mut op, email).await.map_err(|err| match err {
        EmergencyError::Store(err) => err.into(),
        err @ (EmergencyError::Unknown(_) | EmergencyError::NotAdmin(_)) => Failure::Asked(err.to_string()),
    })?;
    op.tx.commit().await?;
    tracing::warn!("break-glass: a link that opens a session of an administrator was made");
    let minutes = identity::emergency::LASTS_MIN;
    writeln!(out, "{}/poste/secours?mot={word}", app.settings().public_url)?;
    Ok(writeln!(out, "it opens one session of {email}, once, within {minutes} minutes; the staff page says so")?)
}

/// The last lines of the register.
async fn register(app: &App, out: &mut impl Write) -> Result<(), Failure> {
    let zone = &app.part::<Brand>().zone;
    for line in list_disposals(&mut Op::system(app), REGISTER_LINES).await? {
        let day = line.last_at.day(zone);
        let (name, days) = (line.series.code(), line.kept_days);
        writeln!(out, "{day}  {name}  {} of {} requests, kept {days} days", line.items, line.requests)?;
    }
    Ok(())
}

pub async fn run(command: AdminCommand, settings: &Path, now: Moment, out: &mut impl Write) -> Result<(), Failure> {
    match command {
        AdminCommand::Staff(command) => admin_staff::run(command, &Settings::read(settings)?, out).await,
        AdminCommand::Key(command) => admin_keys::run(command, settings, now, out).await,
        AdminCommand::BreakGlass { email } => {
            let app = wiring::start(&Settings::read(settings)?).await?;
            break_glass(&app, &email, out).await?;
            Ok(app.database().close().await?)
        }
        AdminCommand::Messages(command) => {
            let app = wiring::start(&Settings::read(settings)?).await?;
            messages(&app, &command, out).await?;
            Ok(app.database().close().await?)
        }
        AdminCommand::Mail(command) => {
            let app = wiring::start(&Settings::read(settings)?).await?;
            mail(&app, &command, out).await?;
            Ok(app.database().close().await?)
        }
        AdminCommand::Retention(command) => {
            let settings = Settings::read(settings)?;
            let app = wiring::start(&settings).await?;
            retention(&app, &command, settings.retention, out).await?;
            Ok(app.database().close().await?)
        }
    }
}
