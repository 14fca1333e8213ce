//! Closing results: what became of a request, and what must be shown for it.

use base::{PackFault, Sheet, Text};

/// What a closing result must prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Day of the work; a photo where the service wants one.
    WorkDay,
    /// A linked request that is planned.
    LinkedRequest,
    /// Day of the visit.
    VisitDay,
    /// The answer given.
    Answer,
    /// The criterion that is not met.
    Criterion,
    /// The year whose programme leaves it out.
    Year,
    /// The other body and how to reach it.
    OtherBody,
    /// Two reminders without an answer.
    TwoReminders,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosingResult {
    pub code: String,
    pub name: Text,
    /// With `{placeholders}`.
    pub sentence: Text,
    /// Whether the problem counts as solved in the figures.
    pub is_solved: bool,
    pub proof: Proof,
}

/// What each result must prove follows from the placeholder of its sentence.
fn proof(sentence: &str) -> Option<Proof> {
    let wanted = [
        ("{date_travail}", Proof::WorkDay),
        ("{periode}", Proof::LinkedRequest),
        ("{date_visite}", Proof::VisitDay),
        ("{reponse}", Proof::Answer),
        ("{critere}", Proof::Criterion),
        ("{annee}", Proof::Year),
        ("{organisme}", Proof::OtherBody),
        ("{date_question}", Proof::TwoReminders),
    ];
    wanted.iter().find(|(placeholder, _)| sentence.contains(placeholder)).map(|(_, proof)| *proof)
}

/// The results of `closing_results.csv`.
pub(crate) fn read(sheet: &Sheet, faults: &mut Vec<PackFault>) -> Vec<ClosingResult> {
    let mut results: Vec<ClosingResult> = Vec::new();
    for line in sheet.lines() {
        let sentence = Text::new(line.require("phrase_citoyen_fr", faults), line.require("phrase_citoyen_en", faults));
        let Some(proof) = proof(&sentence.fr) else {
            faults.push(line.fault("the French sentence names nothing that proves the result"));
            continue;
        };
        let code = line.require("code", faults);
        if results.iter().any(|result| result.code == code) {
            faults.push(line.fault(format!("the code `{code}` stands twice")));
        }
        results.push(ClosingResult {
            code: code.to_owned(),
            name: Text::new(line.require("fr", faults), line.require("en", faults)),
            sentence,
            is_solved: line.get("compte_comme_regle") == "oui",
            proof,
        });
    }
    results
}
