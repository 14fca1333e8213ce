//! `riverain admin`: what those who run the city look at and set right.

use crate::{admin_keys, admin_staff, command::Failure, serve, settings::Settings, wiring};
use base::Moment;
use clap::{Args, Subcommand};
use std::{io::Write, path::Path};
use web::{App, Brand, Op};

#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Who signs in at the desk.
    #[command(subcommand)]
    Staff(admin_staff::StaffCommand),
    /// Keys of the systems that use Open311.
    #[command(subcommand)]
    Key(admin_keys::KeyCommand),
    /// Messages that did not reach their person, newest first, without what they say nor to whom.
    Messages(Messages),
    /// Send a trial message to an address, and say what the mail server answers.
    Mail(Mail),
    /// Say how many people are to be forgotten by the retention of the settings, or forget them.
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
    /// Forget them for good.
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

async fn retention(app: &App, command: &Forgetting, days: Option<u32>, out: &mut impl Write) -> Result<(), Failure> {
    let Some(days) = days else {
        let missing = "`retention.requesters_days` is not set: nobody is forgotten without a rule of the city";
        return Err(Failure::Asked(missing.to_owned()));
    };
    let count = requests::retention::count_due(&mut Op::system(app), days).await?;
    writeln!(out, "{count} people of requests closed more than {days} days ago are known")?;
    if command.apply {
        let count = serve::forget_people(app, days).await?;
        writeln!(out, "forgotten, for good: the people of {count} requests")?;
    }
    Ok(())
}

pub async fn run(command: AdminCommand, settings: &Path, now: Moment, out: &mut impl Write) -> Result<(), Failure> {
    match command {
        AdminCommand::Staff(command) => admin_staff::run(command, &Settings::read(settings)?, out).await,
        AdminCommand::Key(command) => admin_keys::run(command, settings, now, out).await,
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
            retention(&app, &command, settings.retention.requesters_days, out).await?;
            Ok(app.database().close().await?)
        }
    }
}
