//! Which service a resident means, from their own words, in French or English.
//!
//! BM25 over stemmed, accent-free words, with the name of a service worth more than its keywords
//! and its questions. Eighty short texts do not need an inverted index on disk: every service
//! is weighed for every search, in microseconds.

use crate::{Catalogue, Service};
use base::{Lang, PackFault, PackFiles, Sheet, plain::fold};
use rust_stemmers::{Algorithm, Stemmer};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A service that the words may mean. Proposed, never chosen for the person.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    pub service_code: String,
    /// Higher is nearer; comparable within one search only.
    pub score: f64,
}

/// How many services are proposed.
pub const PROPOSALS: usize = 5;
/// Longest text that is looked at, in characters: a report may have 4,000, its start says enough.
const LONGEST: usize = 600;

/// BM25 (Robertson and Zaragoza 2009): saturation of repeated words and weight of the length.
const K1: f64 = 1.2;
const B: f64 = 0.4;

const NAME_WEIGHT: f64 = 3.0;
const SYNONYM_WEIGHT: f64 = 2.5;
const KEYWORD_WEIGHT: f64 = 2.0;
const QUESTION_WEIGHT: f64 = 0.3;
/// What a word worth guessing (one letter off) is worth beside an exact one.
const TYPO_WEIGHT: f64 = 0.6;
/// A language that does not look like the reader's still counts, for people mix them.
const OTHER_LANGUAGE_WEIGHT: f64 = 0.8;

/// Finds services from words.
pub struct Recogniser {
    services: Vec<String>,
    french: Index,
    english: Index,
}

struct Index {
    stemmer: Stemmer,
    stops: HashSet<&'static str>,
    /// Stem → weight in each service that has it.
    postings: BTreeMap<String, Vec<(usize, f64)>>,
    lengths: Vec<f64>,
}

const STOPS_FR: &str = "a ai au aux avec c ca ce ces cet cette d dans de depuis des devant du elle en est et fait il ils \
     j je l la le les leur lui m ma mais me mes mon n ne nos notre nous on ont ou par pas plus pour qu que qui s sa se \
     ses son sont sur t tres tout toute trop un une va vers vos votre vous y chez moi toujours encore jamais bien";
const STOPS_EN: &str = "a an and are as at be been but by for from has have he her his i in is it its me my no not of on \
     or our she so some that the their them there they this to too very was we were with you your s t m";

impl Index {
    fn new(algorithm: Algorithm, stops: &'static str, services: usize) -> Self {
        Self {
            stemmer: Stemmer::create(algorithm),
            stops: stops.split_whitespace().collect(),
            postings: BTreeMap::new(),
            lengths: vec![0.0; services],
        }
    }

    /// The stems of `text`, stop words left out.
    fn stems(&self, text: &str) -> Vec<String> {
        let plain = fold(text);
        let words = plain.split(' ').filter(|word| !word.is_empty() && !self.stops.contains(word));
        words.map(|word| self.stemmer.stem(word).into_owned()).collect()
    }

    fn add(&mut self, service: usize, text: &str, weight: f64) {
        for stem in self.stems(text) {
            if let Some(length) = self.lengths.get_mut(service) {
                *length += weight;
            }
            let posting = self.postings.entry(stem).or_default();
            match posting.iter_mut().find(|(place, _)| *place == service) {
                Some((_, sum)) => *sum += weight,
                None => posting.push((service, weight)),
            }
        }
    }

    /// Adds the score of `text` to `scores`, each stem once.
    fn weigh(&self, text: &str, weight: f64, scores: &mut [f64]) {
        let count = self.lengths.len() as f64;
        let mean = self.lengths.iter().sum::<f64>() / count.max(1.0);
        let stems: HashSet<String> = self.stems(text).into_iter().collect();
        for stem in stems {
            for (posting, nearness) in self.near(&stem) {
                let rarity = (1.0 + (count - posting.len() as f64 + 0.5) / (posting.len() as f64 + 0.5)).ln();
                for (service, frequency) in posting {
                    let length = self.lengths.get(*service).copied().unwrap_or(mean);
                    let saturated = frequency * (K1 + 1.0) / (frequency + K1 * (1.0 - B + B * length / mean));
                    if let Some(score) = scores.get_mut(*service) {
                        *score += weight * nearness * rarity * saturated;
                    }
                }
            }
        }
    }

    /// The postings of a stem; when there are none, those of stems one letter away.
    fn near(&self, stem: &str) -> Vec<(&Vec<(usize, f64)>, f64)> {
        if let Some(posting) = self.postings.get(stem) {
            return vec![(posting, 1.0)];
        }
        if stem.len() < 5 {
            return Vec::new();
        }
        let close = self.postings.iter().filter(|(other, _)| is_one_letter_off(stem, other));
        close.map(|(_, posting)| (posting, TYPO_WEIGHT)).collect()
    }
}

/// Whether one letter changed, added, missing, or two swapped, turns `a` into `b`.
fn is_one_letter_off(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (rest_a, rest_b) = (a.len() - start.min(a.len()), b.len() - start.min(b.len()));
    let middle = (rest_a.saturating_sub(end), rest_b.saturating_sub(end));
    let is_swap = match (a.get(start..start + 2), b.get(start..start + 2)) {
        (Some([x, y]), Some([z, w])) => x == w && y == z && middle == (2, 2),
        _ => false,
    };
    matches!(middle, (0 | 1, 0 | 1)) || is_swap
}

impl Recogniser {
    /// `synonyms.csv` of the pack gives, by service, words of residents that its name does not hold.
    pub fn new(catalogue: &Catalogue, files: &PackFiles) -> Result<Self, Vec<PackFault>> {
        let mut faults = Vec::new();
        let services: Vec<String> = catalogue.services().iter().map(|service| service.code.clone()).collect();
        let mut french = Index::new(Algorithm::French, STOPS_FR, services.len());
        let mut english = Index::new(Algorithm::English, STOPS_EN, services.len());
        for (place, service) in catalogue.services().iter().enumerate() {
            add_service(&mut french, place, service, Lang::Fr);
            add_service(&mut english, place, service, Lang::En);
        }
        let places: HashMap<&str, usize> =
            services.iter().enumerate().map(|(place, code)| (code.as_str(), place)).collect();
        let sheet = Sheet::read(files, "synonyms.csv", &["service_code", "fr", "en"], &mut faults);
        for line in sheet.lines() {
            let code = line.require("service_code", &mut faults);
            match places.get(code) {
                Some(place) => {
                    french.add(*place, line.get("fr"), SYNONYM_WEIGHT);
                    english.add(*place, line.get("en"), SYNONYM_WEIGHT);
                }
                None => faults.push(line.fault(format!("the service `{code}` is unknown"))),
            }
        }
        if faults.is_empty() { Ok(Self { services, french, english }) } else { Err(faults) }
    }

    /// At most [`PROPOSALS`] services, the likeliest first; none when no word is known.
    pub fn propose(&self, words: &str, lang: Lang) -> Vec<Proposal> {
        let end = words.char_indices().nth(LONGEST).map_or(words.len(), |(place, _)| place);
        let words = words.get(..end).unwrap_or(words);
        let mut scores = vec![0.0; self.services.len()];
        let (french, english) = match lang {
            Lang::Fr => (1.0, OTHER_LANGUAGE_WEIGHT),
            Lang::En => (OTHER_LANGUAGE_WEIGHT, 1.0),
        };
        self.french.weigh(words, french, &mut scores);
        self.english.weigh(words, english, &mut scores);
        let mut found: Vec<Proposal> = self
            .services
            .iter()
            .zip(scores)
            .filter(|(_, score)| *score > 0.0)
            .map(|(code, score)| Proposal { service_code: code.clone(), score })
            .collect();
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.service_code.cmp(&b.service_code)));
        found.truncate(PROPOSALS);
        found
    }
}

fn add_service(index: &mut Index, place: usize, service: &Service, lang: Lang) {
    index.add(place, service.name.get(lang), NAME_WEIGHT);
    let keywords = match lang {
        Lang::Fr => &service.keywords_fr,
        Lang::En => &service.keywords_en,
    };
    for keyword in keywords {
        index.add(place, keyword, KEYWORD_WEIGHT);
    }
    for question in service.questions.iter().filter(|question| question.choices.len() > 3) {
        for choice in &question.choices {
            index.add(place, choice.name.get(lang), QUESTION_WEIGHT);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::tests::montreal;
    use proptest::prelude::*;

    /// Sentences as people say them, each with the service meant. Even lines served to write the
    /// synonyms; odd lines were only ever used to count.
    const CASES: &str = include_str!("recognition_cases.csv");

    fn recogniser() -> Recogniser {
        let files = montreal();
        Recogniser::new(&Catalogue::read(&files).unwrap(), &files).unwrap()
    }

    fn lang_of(word: &str) -> Lang {
        word.parse().unwrap()
    }

    #[test]
    fn residents_words_find_their_service() {
        let recogniser = recogniser();
        let held_out: Vec<(Lang, &str, &str)> = CASES
            .lines()
            .skip(1)
            .enumerate()
            .filter(|(number, _)| number % 2 == 1)
            .map(|(_, line)| {
                let mut parts = line.splitn(3, ';');
                (lang_of(parts.next().unwrap()), parts.next().unwrap(), parts.next().unwrap())
            })
            .collect();
        let (mut first, mut among_five) = (0, 0);
        for (lang, code, words) in &held_out {
            let found = recogniser.propose(words, *lang);
            let rank = found.iter().position(|proposal| proposal.service_code == *code);
            first += usize::from(rank == Some(0));
            among_five += usize::from(rank.is_some());
            if rank != Some(0) {
                let codes: Vec<&str> = found.iter().map(|proposal| proposal.service_code.as_str()).collect();
                println!("{words} → {codes:?}, meant {code}");
            }
        }
        let count = held_out.len();
        println!("{count} held-out sentences: first {first}, among five {among_five}");
        assert!(count >= 40, "{count}");
        assert!(among_five * 100 >= count * 90, "{among_five} of {count}");
        assert!(first * 100 >= count * 70, "{first} of {count}");
    }

    #[test]
    fn every_name_finds_its_own_service_first() {
        let files = montreal();
        let catalogue = Catalogue::read(&files).unwrap();
        let recogniser = recogniser();
        for service in catalogue.services() {
            for lang in Lang::ALL {
                let found = recogniser.propose(service.name.get(lang), lang);
                let place = found.iter().position(|proposal| proposal.service_code == service.code);
                assert!(place.is_some_and(|place| place < 3), "{} {lang}: {found:?}", service.code);
            }
        }
    }

    #[test]
    fn one_letter_off_is_close_and_two_are_not() {
        for (a, b, expected) in [
            ("lampadair", "lampadair", true),
            ("lampdair", "lampadair", true),
            ("lapmadair", "lampadair", true),
            ("lampadeir", "lampadair", true),
            ("lampad", "lampadair", false),
            ("trottoir", "tiroir", false),
        ] {
            assert_eq!(is_one_letter_off(a, b), expected, "{a} {b}");
            assert_eq!(is_one_letter_off(b, a), expected, "{b} {a}");
        }
    }

    #[test]
    fn any_words_are_answered() {
        let recogniser = recogniser();
        proptest!(|(words in ".{0,200}")| {
            let found = recogniser.propose(&words, Lang::Fr);
            prop_assert!(found.len() <= PROPOSALS);
            prop_assert!(found.windows(2).all(|pair| pair[0].score >= pair[1].score));
        });
    }
}
