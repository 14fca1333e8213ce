//! Who works in the fictional city, and what there is to try.

use crate::{command::Failure, settings::Settings, store::DemoLoad};
use base::Moment;
use identity::{NewStaff, Password, Profile, Role};
use requests::{ActError, Filter, Listed, Nature, NewSubrequest, Queue, QueueOrder, Status};
use std::fmt::Write;
use web::{Actor, App, Op};

/// Name, who signs in, what for, in which units. None of them exists.
const STAFF: [(&str, &str, Role, &[&str]); 7] = [
    ("Agathe Rivoire-Brume", "agente@valrive.exemple.test", Role::Agent, &["centre-311"]),
    ("Théo Grandpré-Larive", "agent@valrive.exemple.test", Role::Agent, &["centre-311"]),
    (
        "Rosalie Quaidor",
        "superviseure@valrive.exemple.test",
        Role::Supervisor,
        &["centre-311", "le-vieux-port", "service-de-l-eau"],
    ),
    ("Samir Hautegrève", "equipe@valrive.exemple.test", Role::Unit, &["le-vieux-port", "service-de-l-eau"]),
    ("Marek Ondemare", "terrain@valrive.exemple.test", Role::Crew, &["le-vieux-port"]),
    ("Inès Sablenoir", "terrain2@valrive.exemple.test", Role::Crew, &["le-vieux-port"]),
    ("Flora Passerive", "admin@valrive.exemple.test", Role::Admin, &[]),
];
/// Those of the field work together.
const CREW: &str = "Équipe 4";
/// Visits of their day, the first of them late by so many days at most.
const VISITS: usize = 9;
const LATE_DAYS: i64 = 12;
/// Known to everybody: it opens a city that exists nowhere, and no other.
const PASSWORD: &str = "valrive-demo-8311";
const NOTICE_DAYS: i64 = 30;

/// Adds the staff; done again, it changes nothing.
pub(super) async fn add_staff(app: &App) -> Result<(), Failure> {
    for (name, email, role, units) in STAFF {
        let password: Password =
            PASSWORD.parse().map_err(|err| Failure::Asked(format!("the password of the demo: {err}")))?;
        let units = units.iter().map(|unit| (*unit).to_owned()).collect();
        let new = NewStaff { name: name.to_owned(), email: email.to_owned(), role, units, password };
        let mut op = Op::system(app);
        let said = |err| Failure::Asked(format!("the staff of the demo: {err}"));
        let staff = identity::add_or_replace(&mut op, new).await.map_err(said)?;
        if role.is_field() {
            let profile = Profile { crew: CREW.to_owned(), ..Profile::of(&staff) };
            identity::amend(&mut op, staff.id, profile).await.map_err(said)?;
        }
        op.tx.commit().await?;
    }
    Ok(())
}

/// Gives the crew its day: what presses most in its unit, with a word from whoever gave it.
pub(super) async fn give_day(app: &App, now: Moment) -> Result<(), Failure> {
    let said = |err: ActError| Failure::Asked(format!("the day of the crew of the demo: {err}"));
    let mut op = Op { now, ..Op::system(app) };
    let members = identity::list(&mut op).await?;
    let by = |role: Role| members.iter().map(|member| &member.staff).find(|staff| staff.role == role);
    let (Some(crew), Some(unit)) = (by(Role::Crew), by(Role::Unit)) else { return Ok(()) };
    let filter = Filter {
        units: crew.units.clone(),
        statuses: vec![Status::Accepted, Status::Sent, Status::InHand],
        is_open: Some(true),
        nature: Some(Nature::Request),
        ..Filter::default()
    };
    let queue = Queue { filter, ..Queue::default() };
    let mut listed = requests::list_queue(&mut op, &queue, QueueOrder::Due, None, 1_000).await?;
    listed.retain(|listed| listed.point.is_some());
    // A day like another: what was forgotten for years comes last.
    let oldest = op.now.plus_days(-LATE_DAYS);
    listed.sort_by_key(|listed| listed.due_at.is_none_or(|due_at| due_at < oldest));
    op.actor = Actor::Staff { id: unit.id, name: unit.name.clone() };
    for (rank, listed) in listed.iter().take(VISITS).enumerate() {
        requests::give(&mut op, &listed.reference, crew).await.map_err(said)?;
        if rank == 0 {
            requests::note(&mut op, &listed.reference, "Passez avant 10 h : l’école ouvre ensuite.")
                .await
                .map_err(said)?;
        }
    }
    if let Some(listed) = listed.get(VISITS) {
        share(&mut op, listed, &unit.units).await.map_err(said)?;
    }
    Ok(op.tx.commit().await?)
}

/// A request that two units do together, the first of which has planned its day.
async fn share(op: &mut Op, listed: &Listed, units: &[String]) -> Result<(), ActError> {
    let words =
        ["Fermez la vanne avant que la chaussée soit ouverte.", "Refermez la chaussée après le Service de l’eau."];
    let day = op.now.plus_days(2).day(&op.part::<web::Brand>().zone);
    for (rank, (unit, words)) in units.iter().rev().zip(words).enumerate() {
        let part = NewSubrequest { service_code: &listed.service_code, unit, words };
        let reference = requests::open_subrequest(op, &listed.reference, &part).await?;
        if rank == 0 {
            requests::plan(op, &reference, day, "Équipe de la vanne").await?;
        }
    }
    Ok(())
}

/// Adds a notice of the season, unless one is there.
pub(super) async fn add_notice(app: &App) -> Result<(), Failure> {
    let mut op = Op::system(app);
    if !knowledge::notices::to_come(&mut op).await?.is_empty() {
        return Ok(());
    }
    let text = base::Text::new(
        "Le rinçage des conduites d’eau se fait de nuit ces jours-ci. L’eau peut être jaunie une heure : laissez-la couler.",
        "Water mains are being flushed at night these days. Water may look yellow for an hour: let it run.",
    );
    let notice =
        knowledge::notices::Checked { borough: None, text, begins_at: op.now, ends_at: op.now.plus_days(NOTICE_DAYS) };
    knowledge::notices::publish(&mut op, &notice, "Flora Passerive").await?;
    Ok(op.tx.commit().await?)
}

/// What there is to try once `riverain serve` runs.
pub(super) fn addresses(settings: &Settings, load: &DemoLoad) -> String {
    let url = &settings.public_url;
    let followed = match (&load.example_reference, &load.example_email) {
        (Some(reference), Some(email)) => format!("{reference}, {email}"),
        (_, _) => String::new(),
    };
    let pages = [
        ("Report", "/", "also in English: /en"),
        ("Follow", "/suivi", followed.as_str()),
        ("Map", "/carte", ""),
        ("Help", "/aide", ""),
        ("Figures", "/bilan", ""),
        ("Desk", "/poste", "sign in with one of these; the password is the same"),
        ("Field", "/equipe", "the day of a crew, made for a telephone"),
        ("Open311", "/open311/discovery.json", ""),
    ];
    let mut text = String::new();
    for (what, path, with) in pages {
        let line = format!("  {what:<9}{:<46}{with}", format!("{url}{path}"));
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{}", line.trim_end());
        if what == "Desk" {
            for (_, email, role, _) in STAFF {
                let _ = writeln!(text, "  {:<9}{email:<36}{PASSWORD:<20}{}", "", role.code());
            }
        }
    }
    text
}
