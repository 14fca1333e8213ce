//! Which words of a journal made a request be found, when nothing that was filed holds them.

use super::{Readable, stems, telling};
use crate::store;
use ::store::{
    StoreError,
    words::{AnyOf, Pattern},
};
use base::{Id, people::without_people};
use catalogue::Catalogue;
use std::collections::BTreeMap;
use web::Op;

/// Words before and after the one that was found.
const AROUND: usize = 6;

fn is_written_so(word: &str, pattern: &Pattern) -> bool {
    match pattern {
        // A stem keeps the beginning of its word.
        Pattern::Word(wanted) => {
            word == wanted || (word.chars().next() == wanted.chars().next() && stems(word).contains(wanted))
        }
        Pattern::Start(start) => word.starts_with(start.as_str()),
        Pattern::Row(_) => false,
    }
}

/// Where in a row of plain words one of the patterns of a term stands.
fn place(words: &[String], term: &AnyOf) -> Option<usize> {
    (0..words.len()).find(|at| {
        let rest = words.get(*at..).unwrap_or_default();
        term.iter().any(|pattern| match pattern {
            Pattern::Row(row) => rest.starts_with(row),
            Pattern::Word(_) | Pattern::Start(_) => rest.first().is_some_and(|word| is_written_so(word, pattern)),
        })
    })
}

/// A few words of `line` around a term, as they were written, without what says who wrote them; none when it is not there.
fn around(line: &str, term: &AnyOf) -> Option<String> {
    let written: Vec<&str> = line.split_whitespace().collect();
    let plain: Vec<(usize, String)> =
        written.iter().enumerate().flat_map(|(at, word)| telling(word).into_iter().map(move |it| (at, it))).collect();
    let words: Vec<String> = plain.iter().map(|(_, word)| word.clone()).collect();
    let (at, _) = plain.get(place(&words, term)?)?;
    let (from, to) = (at.saturating_sub(AROUND), (at + AROUND + 1).min(written.len()));
    let shown = without_people(written.get(from..to)?.join(" ").trim_start_matches([':', ';', '«', '»', ' ']));
    let [before, after] = [from > 0, to < written.len()].map(|is_cut| if is_cut { "…" } else { "" });
    Some(format!("{before}{shown}{after}"))
}

/// The words that made `request` be found, of the newest line that holds a term which nothing that was filed does.
fn excerpt(request: &Readable, catalogue: &Catalogue, terms: &[AnyOf]) -> Option<String> {
    let filed = request.filed(catalogue);
    let missing = || terms.iter().filter(|term| place(&filed, term).is_none());
    request.said.iter().find_map(|line| missing().find_map(|term| around(line, term)))
}

/// Of these requests, those that a line of their journal made be found, and its words.
pub async fn excerpts(op: &mut Op, terms: &[AnyOf], ids: &[Id]) -> Result<BTreeMap<Id, String>, StoreError> {
    let written = store::said(op, ids).await?;
    let found = store::read_said(op, written).await?;
    let catalogue = op.part::<Catalogue>();
    Ok(found.iter().filter_map(|request| Some((request.id, excerpt(request, &catalogue, terms)?))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::terms;

    #[track_caller]
    fn check(line: &str, words: &str, expected: Option<&str>) {
        let found = terms(words).iter().find_map(|term| around(line, term));
        assert_eq!(found.as_deref(), expected, "{words}");
    }

    #[test]
    fn words_are_shown_as_they_were_written_around_what_was_looked_for() {
        let line = "Appelé l’école ce matin : la directrice dit que les élèves passent par là à 8 h, et que la clôture penche.";
        check(line, "eleves ", Some("…la directrice dit que les élèves passent par là à 8 h,…"));
        check(line, "\"la clôture penche\"", Some("…à 8 h, et que la clôture penche."));
        check(line, "direct", Some("Appelé l’école ce matin : la directrice dit que les élèves passent par…"));
        check(line, "castor ", None);
        check("Écrire à lea@exemple.test svp", "svp ", Some("Écrire à […] svp"));
    }
}
