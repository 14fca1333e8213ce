//! `riverain admin staff`: who signs in at the desk.

use crate::{
    command::Failure,
    settings::Settings,
    staff_import::{self, Import},
    wiring,
};
use clap::{
    Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use console::Term;
use identity::{Member, NewStaff, Password, Role, StaffError};
use std::io::{self, IsTerminal, Write};
use territory::Units;
use web::{App, Op};

#[derive(Debug, Subcommand)]
pub enum StaffCommand {
    /// Let somebody in. The password is asked without being shown, or made and printed once.
    Add {
        name: String,
        /// What they sign in with.
        #[arg(long)]
        email: String,
        /// `agent` answers residents, `unit` does the work of its units, `supervisor` answers for them, `crew` and
        /// `contractor` work in the field, `admin` answers for the desk.
        #[arg(long, value_parser = PossibleValuesParser::new(Role::ALL.iter().map(|role| role.code())).try_map(|word| word.parse::<Role>()))]
        role: Role,
        /// Codes of the units they act for.
        #[arg(long, num_args = 1..)]
        unit: Vec<String>,
        /// Make a password and print it once, instead of asking for one.
        #[arg(long)]
        generate: bool,
    },
    /// Say what a file of staff would change, or change it: see docs/rights.md for its columns.
    Import(Import),
    /// Everybody, with role, units, and what they are limited to.
    List,
    /// Shut somebody out, now.
    Disable { email: String },
    /// Give somebody a new password; their sessions end.
    Password {
        email: String,
        /// Make a password and print it once, instead of asking for one.
        #[arg(long)]
        generate: bool,
    },
    /// Forget the codes and the passkeys of somebody who lost them; their sessions end.
    SecondFactor { email: String },
}

pub async fn run(command: StaffCommand, settings: &Settings, out: &mut impl Write) -> Result<(), Failure> {
    let app = wiring::start(settings).await?;
    match command {
        StaffCommand::Add { name, email, role, unit, generate } => {
            check_units(&app, &unit)?;
            let password = password(generate)?;
            let new = NewStaff { name, email, role, units: unit, password: password.clone() };
            let mut op = Op::system(&app);
            let staff = identity::add(&mut op, new).await.map_err(asked)?;
            op.tx.commit().await?;
            writeln!(out, "{} may sign in with {}", staff.name, staff.email)?;
            show(&password, generate, out)?;
        }
        StaffCommand::List => {
            for member in identity::list(&mut Op::system(&app)).await? {
                writeln!(out, "{}", line(&member))?;
            }
        }
        StaffCommand::Import(command) => staff_import::run(&command, &app, out).await?,
        StaffCommand::Disable { email } => {
            let mut op = Op::system(&app);
            identity::disable(&mut op, &email).await.map_err(asked)?;
            op.tx.commit().await?;
            writeln!(out, "{email} is shut out")?;
        }
        StaffCommand::Password { email, generate } => {
            let password = password(generate)?;
            let mut op = Op::system(&app);
            identity::change_password(&mut op, &email, password.clone(), None).await.map_err(asked)?;
            op.tx.commit().await?;
            writeln!(out, "{email} has a new password; their sessions ended")?;
            show(&password, generate, out)?;
        }
        StaffCommand::SecondFactor { email } => {
            let mut op = Op::system(&app);
            let had_any = identity::second::reset(&mut op, &email).await.map_err(asked)?;
            op.tx.commit().await?;
            let what = if had_any { "their codes and passkeys are forgotten" } else { "they had no code nor passkey" };
            writeln!(out, "{email} signs in with their password alone; {what}")?;
        }
    }
    Ok(app.database().close().await?)
}

/// Somebody on a line: what they do not have is left out.
fn line(member: &Member) -> String {
    let staff = &member.staff;
    let mut line = format!("{}\t{}\t{}\t{}", staff.email, staff.name, staff.role.code(), staff.units.join(","));
    let (boroughs, groups) = (staff.limits.boroughs.join(","), staff.limits.groups.join(","));
    for (name, value) in [("boroughs", &boroughs), ("groups", &groups), ("crew", &staff.crew.name)] {
        if !value.is_empty() {
            line = format!("{line}\t{name}={value}");
        }
    }
    let marks = [(staff.edits_knowledge, "editor"), (member.disabled_at.is_some(), "disabled")];
    marks.into_iter().filter(|(is_so, _)| *is_so).fold(line, |line, (_, mark)| format!("{line}\t{mark}"))
}

fn asked(err: StaffError) -> Failure {
    match err {
        StaffError::Store(err) => err.into(),
        err @ (StaffError::NameWrong
        | StaffError::EmailWrong(_)
        | StaffError::EmailTaken(_)
        | StaffError::UnitMissing
        | StaffError::AdminLimited
        | StaffError::CrewWrong
        | StaffError::LastAdmin
        | StaffError::Unknown(_)
        | StaffError::Hash(_)) => Failure::Asked(err.to_string()),
    }
}

fn check_units(app: &App, codes: &[String]) -> Result<(), Failure> {
    let units = app.part::<Units>();
    match codes.iter().find(|code| units.get(code).is_none()) {
        Some(unknown) => {
            let known: Vec<&str> = units.all().iter().map(|unit| unit.code.as_str()).collect();
            Err(Failure::Asked(format!("the unit `{unknown}` does not exist; the city has: {}", known.join(", "))))
        }
        None => Ok(()),
    }
}

/// Made, or asked for twice without being shown.
fn password(is_made: bool) -> Result<Password, Failure> {
    if is_made {
        return Ok(Password::generate());
    }
    if !io::stdin().is_terminal() {
        return Err(Failure::Asked("a password is typed on a terminal; elsewhere, use --generate".to_owned()));
    }
    let term = Term::stderr();
    let ask = |words: &str| -> io::Result<String> {
        term.write_str(words)?;
        term.read_secure_line()
    };
    let (first, second) = (ask("Password: ")?, ask("Again: ")?);
    if first != second {
        return Err(Failure::Asked("the two passwords are not the same".to_owned()));
    }
    first.parse().map_err(|err: identity::password::PasswordError| Failure::Asked(err.to_string()))
}

/// What was made is shown this once; what was typed is known already.
fn show(password: &Password, is_made: bool, out: &mut impl Write) -> io::Result<()> {
    if is_made { writeln!(out, "password: {}", password.reveal()) } else { Ok(()) }
}
