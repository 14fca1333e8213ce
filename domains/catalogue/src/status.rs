//! Statuses of a request, in the city's words. The moves themselves are typed by the requests.

use base::{PackFault, Sheet, Text};

/// What the clock of the promise does in a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    Runs,
    Paused,
    /// Paused by declared weather only.
    ByReason,
    /// As the request it was merged into.
    FollowsPrincipal,
    Restarts,
    Stopped,
}

#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "they are the columns of the table, each its own fact")]
pub struct Status {
    pub code: String,
    /// `DERNIER_STATUT` of the open data.
    pub montreal: String,
    pub name: Text,
    /// Step of the tracker: 1 received, 2 in hand, 3 work, 4 done; 0 is never shown.
    pub step: u8,
    pub label: Text,
    /// With `{placeholders}`.
    pub sentence: Text,
    pub is_open: bool,
    pub is_final: bool,
    pub clock: Clock,
    pub needs_reason: bool,
    pub notifies: bool,
    /// Codes of the statuses that may follow.
    pub next: Vec<String>,
}

fn clock(words: &str) -> Option<Clock> {
    let kinds = [
        ("court", Clock::Runs),
        ("selon motif", Clock::ByReason),
        ("suspendue", Clock::Paused),
        ("suit", Clock::FollowsPrincipal),
        ("repart", Clock::Restarts),
        ("arrêtée", Clock::Stopped),
        ("annulée", Clock::Stopped),
    ];
    kinds.iter().find(|(start, _)| words.starts_with(start)).map(|(_, clock)| *clock)
}

/// The statuses of `statuses.csv`.
pub(crate) fn read(sheet: &Sheet, faults: &mut Vec<PackFault>) -> Vec<Status> {
    let mut statuses: Vec<Status> = Vec::new();
    let mut lines = Vec::new();
    for line in sheet.lines() {
        let Some(clock) = clock(line.get("horloge")) else {
            faults.push(line.fault(format!("the clock `{}` is unknown", line.get("horloge"))));
            continue;
        };
        let step = line.get("etape_suivi").parse().unwrap_or(9);
        if step > 4 {
            faults.push(line.fault("`etape_suivi` must be 0 to 4"));
        }
        // Words beside a code say when the move may be made: « RECUE (séparée) ».
        let is_code = |word: &&str| word.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_');
        let next = line.get("suivants").split([' ', ';']).filter(|word| word.len() > 2).filter(is_code);
        lines.push(line);
        statuses.push(Status {
            code: line.require("code", faults).to_owned(),
            montreal: line.require("dernier_statut_montreal", faults).to_owned(),
            name: Text::new(line.require("fr", faults), line.require("en", faults)),
            step,
            label: Text::new(line.require("libelle_citoyen_fr", faults), line.require("libelle_citoyen_en", faults)),
            sentence: Text::new(line.require("phrase_citoyen_fr", faults), line.require("phrase_citoyen_en", faults)),
            is_open: !line.get("open311_status").starts_with("closed"),
            is_final: line.get("final") == "oui",
            clock,
            needs_reason: line.get("motif_obligatoire").starts_with("oui"),
            notifies: line.get("avis_citoyen").starts_with("oui"),
            next: next.map(str::to_owned).collect(),
        });
    }
    for (place, (status, line)) in statuses.iter().zip(lines).enumerate() {
        if statuses.iter().take(place).any(|other| other.code == status.code) {
            faults.push(line.fault(format!("the code `{}` stands twice", status.code)));
        }
        for next in status.next.iter().filter(|next| !statuses.iter().any(|other| other.code == **next)) {
            faults.push(line.fault(format!("`{}` leads to `{next}`, which is unknown", status.code)));
        }
        if status.next.is_empty() {
            faults.push(line.fault(format!("nothing may follow `{}`", status.code)));
        }
    }
    statuses
}
