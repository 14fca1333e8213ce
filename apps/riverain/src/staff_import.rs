//! `riverain admin staff import`: a file of staff, as a directory gives it. Its columns are in docs/rights.md.

use crate::command::Failure;
use base::{
    PackFault, PackFiles,
    sheet::{Line, Sheet},
};
use catalogue::Catalogue;
use clap::Args;
use identity::{Limits, Member, Profile, Role, StaffError};
use std::{collections::HashMap, fs, io::Write, path::PathBuf};
use territory::{Territory, Units};
use web::{App, Op};

#[derive(Debug, Args)]
pub struct Import {
    /// CSV file: userName, name, role, units, boroughs, groups, active, and perhaps crew and editor.
    file: PathBuf,
    /// Do it, all or nothing; else it is only said.
    #[arg(long)]
    apply: bool,
}

const COLUMNS: [&str; 7] = ["userName", "name", "role", "units", "boroughs", "groups", "active"];

/// Somebody of the file.
struct Entry {
    fault: PackFault,
    profile: Profile,
    is_active: bool,
}

/// Codes that the city knows.
struct Known {
    units: Vec<String>,
    boroughs: Vec<String>,
    groups: Vec<String>,
}

impl Known {
    fn of(app: &App) -> Self {
        let (units, territory, catalogue) = (app.part::<Units>(), app.part::<Territory>(), app.part::<Catalogue>());
        Self {
            units: units.all().iter().map(|unit| unit.code.clone()).collect(),
            boroughs: territory.areas().iter().map(|area| area.code.clone()).collect(),
            groups: catalogue.groups().into_iter().map(|(group, _)| group.code.clone()).collect(),
        }
    }
}

/// Codes of a cell, with spaces or semicolons between.
fn codes(line: &Line<'_>, column: &str, known: &[String], faults: &mut Vec<PackFault>) -> Vec<String> {
    let codes = line.get(column).split(|letter: char| letter == ';' || letter.is_whitespace());
    let codes: Vec<String> = codes.filter(|code| !code.is_empty()).map(str::to_owned).collect();
    let unknown = codes.iter().filter(|code| !known.contains(code));
    faults.extend(unknown.map(|code| line.fault(format!("`{code}` of `{column}` does not exist in the city"))));
    codes
}

fn entry(line: &Line<'_>, known: &Known, faults: &mut Vec<PackFault>) -> Option<Entry> {
    let roles: Vec<(&str, Role)> = Role::ALL.iter().map(|role| (role.code(), *role)).collect();
    let truths = [("true", true), ("false", false)];
    let (role, is_active) = (line.choose("role", &roles, faults), line.choose("active", &truths, faults));
    let is_editor = if line.get("editor").is_empty() { Some(false) } else { line.choose("editor", &truths, faults) };
    let profile = Profile {
        name: line.get("name").to_owned(),
        email: line.get("userName").to_owned(),
        role: role?,
        units: codes(line, "units", &known.units, faults),
        limits: Limits {
            boroughs: codes(line, "boroughs", &known.boroughs, faults),
            groups: codes(line, "groups", &known.groups, faults),
        },
        crew: line.get("crew").to_owned(),
        edits_knowledge: is_editor?,
    };
    match profile.check() {
        Ok(profile) => Some(Entry { fault: line.fault(""), profile, is_active: is_active? }),
        Err(err) => {
            faults.push(line.fault(err.to_string()));
            None
        }
    }
}

fn read(command: &Import, app: &App) -> Result<Vec<Entry>, Failure> {
    let bytes = fs::read(&command.file).map_err(|source| Failure::File { path: command.file.clone(), source })?;
    let (mut files, name, mut faults) = (PackFiles::default(), command.file.display().to_string(), Vec::new());
    files.insert(name.clone(), bytes);
    let sheet = Sheet::read(&files, &name, &COLUMNS, &mut faults);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let known = Known::of(app);
    let mut lines: HashMap<String, u64> = HashMap::new();
    let mut entries = Vec::new();
    for line in sheet.lines() {
        let Some(entry) = entry(&line, &known, &mut faults) else { continue };
        match lines.insert(entry.profile.email.clone(), line.number()) {
            Some(first) => faults.push(line.fault(format!("`{}` stands on line {first} too", entry.profile.email))),
            None => entries.push(entry),
        }
    }
    if faults.is_empty() { Ok(entries) } else { Err(faults.into()) }
}

/// Makes one person be as the file says; answers what changed, on a line each.
async fn put(op: &mut Op, entry: &Entry, member: Option<&Member>) -> Result<Vec<String>, StaffError> {
    let (email, profile) = (&entry.profile.email, entry.profile.clone());
    let Some(member) = member else {
        // Who left before they came has nothing to be shut out of.
        if !entry.is_active {
            return Ok(Vec::new());
        }
        identity::enrol(op, profile).await?;
        return Ok(vec![format!("+ {email}\t{}\t{}", entry.profile.name, entry.profile.role.code())]);
    };
    let (id, is_open) = (member.staff.id, member.disabled_at.is_none());
    let mut said: Vec<String> = Profile::of(&member.staff)
        .differences(&profile)
        .into_iter()
        .map(|(field, was, became)| format!("~ {email}\t{field}: {was} -> {became}"))
        .collect();
    identity::amend(op, id, profile).await?;
    match (is_open, entry.is_active) {
        (true, false) => {
            identity::shut_out(op, id).await?;
            said.push(format!("- {email}\tshut out"));
        }
        (false, true) => {
            identity::let_back(op, id).await?;
            said.push(format!("+ {email}\tlet in again"));
        }
        (true, true) | (false, false) => {}
    }
    Ok(said)
}

/// Does the whole file in one operation, which is kept only when that is asked: what is said is what was tried.
pub async fn run(command: &Import, app: &App, out: &mut impl Write) -> Result<(), Failure> {
    let mut entries = read(command, app)?;
    // Whoever will administer the desk comes before who no longer does.
    entries.sort_by_key(|entry| !(entry.profile.role == Role::Admin && entry.is_active));
    let mut op = Op::system(app);
    let members: HashMap<String, Member> =
        identity::list(&mut op).await?.into_iter().map(|member| (member.staff.email.clone(), member)).collect();
    let (mut said, mut faults) = (Vec::new(), Vec::new());
    for entry in &entries {
        match put(&mut op, entry, members.get(&entry.profile.email)).await {
            Ok(lines) => said.extend(lines),
            Err(StaffError::Store(err)) => return Err(err.into()),
            Err(err) => faults.push(PackFault { message: err.to_string(), ..entry.fault.clone() }),
        }
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    for line in &said {
        writeln!(out, "{line}")?;
    }
    let end = match (said.is_empty(), command.apply) {
        (true, _) => "nothing changes",
        (false, true) => "done",
        (false, false) => "nothing is done yet: add --apply",
    };
    if command.apply {
        op.tx.commit().await?;
    }
    Ok(writeln!(out, "{} in the file; {end}", entries.len())?)
}
