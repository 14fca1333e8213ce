//! Full-text search of requests: what is kept of a request's words, and how words typed by staff are looked for.
//!
//! A word is kept as it is written, and under its French and its English stem, for nobody says in which language a
//! person writes. Facets are kept as words too, so that « trou » among the open requests of a unit is one look.

pub mod excerpt;

use crate::{Status, store, triage};
use ::store::{
    StoreError,
    words::{AnyOf, Pattern},
};
use base::{Lang, plain::fold};
use catalogue::Catalogue;
use rust_stemmers::{Algorithm, Stemmer};
use std::collections::HashSet;
use web::{App, Op};

/// The table of words.
pub(crate) const TABLE: &str = "request_text";
/// Requests whose words are read in one transaction: others wait for it.
const BATCH: u32 = 400;
/// Lines of the journal that are read of a request, and words that are kept of them, the newest first: somebody who writes
/// a thousand notes does not make the index grow.
pub(crate) const MOST_LINES: u32 = 40;
const MOST_SAID: usize = 600;
/// Acts whose lines hold what staff noted, what people added, what partners answered. Words of other acts go with what
/// they do, and one bulk act would put the same ones everywhere.
pub(crate) const SAID: [&str; 9] = [
    "noted",
    "detailed",
    "answered",
    "reopening-asked",
    "sent-back",
    "partner-says",
    "partner-says-done",
    "partner-says-planned",
    "partner-says-not-ours",
];
/// Words that are looked for; the rest of a long text narrows nothing more.
const MOST_TERMS: usize = 12;
/// Letters from which a word that is being typed is completed.
const SHORTEST_START: usize = 3;

/// Words that say nothing of a request: articles, prepositions, kinds of streets.
const SILENT: [&str; 62] = [
    "a",
    "and",
    "as",
    "at",
    "au",
    "aux",
    "av",
    "avec",
    "avenue",
    "boul",
    "boulevard",
    "by",
    "ce",
    "cette",
    "d",
    "dans",
    "de",
    "des",
    "devant",
    "du",
    "en",
    "est",
    "et",
    "for",
    "from",
    "il",
    "in",
    "is",
    "it",
    "je",
    "l",
    "la",
    "le",
    "les",
    "mon",
    "my",
    "n",
    "near",
    "ne",
    "of",
    "on",
    "or",
    "ou",
    "par",
    "pas",
    "pour",
    "pres",
    "qu",
    "que",
    "rue",
    "s",
    "st",
    "street",
    "sur",
    "the",
    "there",
    "to",
    "un",
    "une",
    "with",
    "y",
    "chez",
];

/// A facet of requests that the search knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facet {
    /// `1` or `0`.
    Open,
    Unit,
    Borough,
    Service,
    Status,
}

impl Facet {
    /// The word kept for one of its values: no text holds such a word by itself.
    pub(crate) fn word(self, code: &str) -> String {
        let letter = match self {
            Self::Open => 'o',
            Self::Unit => 'u',
            Self::Borough => 'b',
            Self::Service => 's',
            Self::Status => 'e',
        };
        let code: String = fold(code).chars().filter(|letter| *letter != ' ').collect();
        format!("zq{letter}{code}")
    }
}

/// The plain words of a text that say something, in their order.
fn telling(text: &str) -> Vec<String> {
    let plain = fold(text);
    plain.split(' ').filter(|word| !word.is_empty() && !SILENT.contains(word)).map(str::to_owned).collect()
}

fn stems(word: &str) -> [String; 2] {
    // Making a stemmer is choosing a function.
    [Algorithm::French, Algorithm::English].map(|language| Stemmer::create(language).stem(word).into_owned())
}

/// What of a request can be found by its words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Readable {
    pub id: base::Id,
    pub service_code: String,
    pub description: String,
    /// Values of the answers, as they are kept.
    pub answers: String,
    pub address: String,
    /// Words of its journal, the newest line first.
    pub said: Vec<String>,
    pub status: Status,
    pub unit: String,
    pub borough: Option<String>,
    pub point: Option<base::Point>,
    pub received_at: base::Moment,
    /// Whether it is a sub-request.
    pub is_subrequest: bool,
    /// What it was compared with: 0 once somebody judged.
    pub twin_id: Option<base::Id>,
}

impl Readable {
    /// The words of what was filed: its texts in their order, then the names of the service.
    fn filed(&self, catalogue: &Catalogue) -> Vec<String> {
        let service = catalogue.service(&self.service_code);
        let names = service.map(|service| [service.name.get(Lang::Fr), service.name.get(Lang::En)]);
        let texts = [self.address.as_str(), &self.description, &self.answers];
        texts.into_iter().chain(names.into_iter().flatten()).flat_map(telling).collect()
    }

    /// The words kept for it: of what was filed, then of its journal, then stems, then facets.
    fn words(&self, catalogue: &Catalogue) -> String {
        let mut words = self.filed(catalogue);
        words.extend(self.said.iter().flat_map(|line| telling(line)).take(MOST_SAID));
        let written: HashSet<String> = words.iter().cloned().collect();
        let stems: HashSet<String> = words.iter().flat_map(|word| stems(word)).collect();
        let mut stems: Vec<String> = stems.into_iter().filter(|stem| !written.contains(stem)).collect();
        stems.sort_unstable();
        words.extend(stems);
        let open = if self.status.is_open() { "1" } else { "0" };
        words.extend([
            Facet::Open.word(open),
            Facet::Unit.word(&self.unit),
            Facet::Service.word(&self.service_code),
            Facet::Status.word(self.status.code()),
        ]);
        words.extend(self.borough.as_deref().map(|code| Facet::Borough.word(code)));
        words.join(" ")
    }
}

/// Terms of words as they are typed: `trou "rue Saint-Denis" lampad`. Words between quotes stand in a row; a last word
/// without a space after it may still be growing.
pub fn terms(text: &str) -> Vec<AnyOf> {
    let mut terms: Vec<AnyOf> = Vec::new();
    for (rank, part) in text.split('"').enumerate() {
        let is_quoted = rank % 2 == 1;
        let words = telling(part);
        if is_quoted && words.len() > 1 {
            terms.push(vec![Pattern::Row(words)]);
            continue;
        }
        let is_growing = !is_quoted
            && part.len() == text.len() - text.rfind('"').map_or(0, |at| at + 1)
            && text.ends_with(|letter: char| letter.is_alphanumeric());
        let last = words.len().saturating_sub(1);
        let grows = |word: &str, at: usize| is_growing && at == last && word.chars().count() >= SHORTEST_START;
        terms.extend(words.iter().enumerate().map(|(at, word)| term(word, grows(word, at), is_quoted)));
    }
    terms.truncate(MOST_TERMS);
    terms
}

fn term(word: &str, is_growing: bool, is_exact: bool) -> AnyOf {
    if is_exact {
        return vec![Pattern::Word(word.to_owned())];
    }
    let first = if is_growing { Pattern::Start(word.to_owned()) } else { Pattern::Word(word.to_owned()) };
    let [french, english] = stems(word);
    let mut any = vec![first];
    for stem in [french, english] {
        let pattern = Pattern::Word(stem);
        if !any.contains(&pattern) {
            any.push(pattern);
        }
    }
    any
}

/// One of `codes`.
pub(crate) fn facet(facet: Facet, codes: &[String]) -> Option<AnyOf> {
    (!codes.is_empty()).then(|| codes.iter().map(|code| Pattern::Word(facet.word(code))).collect())
}

/// Reads the words of requests that were filed or changed, the newest first, a batch a transaction; answers how many
/// were read. What is filed now is found before a history that was just imported.
pub async fn read_words(app: &App) -> Result<usize, StoreError> {
    let mut reading = Op { tx: app.database().read(), ..Op::system(app) };
    let is_idle = store::unread(&mut reading).await? == 0;
    drop(reading);
    if is_idle {
        return Ok(0);
    }
    let catalogue = app.part::<Catalogue>();
    let mut op = Op::system(app);
    let read = store::take_unread(&mut op, BATCH).await?;
    let rows: Vec<_> = read.iter().map(|request| (request.id, request.words(&catalogue))).collect();
    store::save_words(&mut op, &rows).await?;
    for request in &read {
        triage::compare(&mut op, request).await?;
    }
    op.tx.commit().await?;
    Ok(read.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Pattern {
        Pattern::Word(text.into())
    }

    #[test]
    fn a_long_journal_keeps_its_newest_words() {
        let said = (0..80).map(|rank| format!("note{rank} ").repeat(20)).collect();
        let request = Readable {
            id: 1,
            service_code: String::new(),
            description: "trou".into(),
            answers: "{}".into(),
            address: String::new(),
            said,
            status: Status::Received,
            unit: "voirie".into(),
            borough: None,
            point: None,
            received_at: base::Moment(0),
            is_subrequest: false,
            twin_id: None,
        };
        let kept = request.words(&Catalogue::read(&testkit::city::pack()).unwrap());
        assert!(kept.starts_with("trou note0 ") && kept.contains(" note29 ") && !kept.contains("note30"), "{kept}");
    }

    #[test]
    fn words_are_looked_for_as_written_and_by_their_stems() {
        assert_eq!(terms("Lampadaires ")[0][..2], [word("lampadaires"), word("lampadair")]);
        assert!(terms("lampadaire ")[0].contains(&word("lampadair")));
        assert_eq!(terms("\"rue Saint-Denis\""), [vec![Pattern::Row(vec!["saint".into(), "denis".into()])]]);
        assert_eq!(terms("la rue de l’ "), Vec::<AnyOf>::new());
        assert_eq!(terms("\"Rachel\""), [vec![word("rachel")]]);
        // A word that is being typed is completed from its third letter on.
        assert!(terms("lampad")[0].contains(&Pattern::Start("lampad".into())));
        assert!(!terms("la lampad ")[0].contains(&Pattern::Start("lampad".into())));
        assert_eq!(terms("tr")[0][0], word("tr"));
        assert_eq!(terms("x \"y")[0][0], word("x"));
        assert_eq!(terms(&"mot ".repeat(50)).len(), MOST_TERMS);
    }
}
