//! Who works in the fictional city, and what there is to try.

use crate::{command::Failure, settings::Settings, store::DemoLoad};
use identity::{NewStaff, Password, Role};
use std::fmt::Write;
use web::{App, Op};

/// Name, who signs in, what for, in which units. None of them exists.
const STAFF: [(&str, &str, Role, &[&str]); 5] = [
    ("Agathe Rivoire-Brume", "agente@valrive.exemple.test", Role::Agent, &["centre-311"]),
    ("Théo Grandpré-Larive", "agent@valrive.exemple.test", Role::Agent, &["centre-311"]),
    (
        "Rosalie Quaidor",
        "superviseure@valrive.exemple.test",
        Role::Supervisor,
        &["centre-311", "le-vieux-port", "service-de-l-eau"],
    ),
    ("Samir Hautegrève", "equipe@valrive.exemple.test", Role::Unit, &["le-vieux-port", "service-de-l-eau"]),
    ("Flora Passerive", "admin@valrive.exemple.test", Role::Admin, &[]),
];
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
        let added = identity::add_or_replace(&mut op, new).await;
        added.map_err(|err| Failure::Asked(format!("the staff of the demo: {err}")))?;
        op.tx.commit().await?;
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
