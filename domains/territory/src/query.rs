//! What a person typed where an address is asked: a civic number, words of a street, perhaps a second street.

use base::plain::fold;

/// Words of addresses and what each may be written for. `st` is Saint-Denis in one language and a street in the other.
const FULL_WORDS: [(&str, &str); 38] = [
    ("all", "allee"),
    ("aut", "autoroute"),
    ("av", "avenue"),
    ("ave", "avenue"),
    ("bd", "boulevard"),
    ("blvd", "boulevard"),
    ("boul", "boulevard"),
    ("ch", "chemin"),
    ("crois", "croissant"),
    ("dr", "docteur"),
    ("e", "est"),
    ("east", "est"),
    ("gr", "grand"),
    ("hwy", "autoroute"),
    ("lane", "ruelle"),
    ("mgr", "monseigneur"),
    ("mt", "mont"),
    ("mtee", "montee"),
    ("n", "nord"),
    ("north", "nord"),
    ("o", "ouest"),
    ("pl", "place"),
    ("prom", "promenade"),
    ("r", "rue"),
    ("rd", "chemin"),
    ("road", "chemin"),
    ("s", "sud"),
    ("south", "sud"),
    ("sq", "square"),
    ("st", "rue"),
    ("st", "saint"),
    ("ste", "sainte"),
    ("str", "rue"),
    ("street", "rue"),
    ("terr", "terrasse"),
    ("w", "ouest"),
    ("west", "ouest"),
    ("1st", "1re"),
];

/// Words that may be left out, or be wrong at a price, without meaning another street.
const LIGHT_WORDS: [(&str, u32); 33] = [
    ("a", 1),
    ("au", 1),
    ("d", 1),
    ("de", 1),
    ("des", 1),
    ("du", 1),
    ("l", 1),
    ("la", 1),
    ("le", 1),
    ("les", 1),
    ("the", 1),
    ("allee", 12),
    ("autoroute", 12),
    ("avenue", 12),
    ("boulevard", 12),
    ("chemin", 12),
    ("circuit", 12),
    ("cours", 12),
    ("croissant", 12),
    ("impasse", 12),
    ("montee", 12),
    ("place", 12),
    ("pont", 12),
    ("promenade", 12),
    ("rue", 12),
    ("ruelle", 12),
    ("square", 12),
    ("terrasse", 12),
    ("voie", 12),
    ("est", 12),
    ("nord", 12),
    ("ouest", 12),
    ("sud", 12),
];

/// Signs and words between the two streets of a corner, spaces included.
const MEETINGS: [&str; 7] = ["/", "&", " et ", " and ", " angle ", " coin ", " at "];
/// Words before the first street of a corner.
const OPENINGS: [&str; 8] =
    ["coin de ", "coin ", "angle de ", "angle ", "intersection de ", "intersection ", "corner of ", "au coin de "];
/// Longer texts are no address.
const LONGEST: usize = 120;

/// A word as typed, with what it may be written for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub typed: String,
    pub written_for: Vec<&'static str>,
    /// What it costs to match nothing; `None` when it must match.
    pub may_miss: Option<u32>,
}

/// What was typed, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Query {
    pub civic: Option<u32>,
    pub street: Vec<Word>,
    /// The second street of a corner; empty when only the first was typed yet.
    pub across: Option<Vec<Word>>,
    /// What follows the street after a comma: a borough, a city, a postal code.
    pub rest: Vec<String>,
}

impl Query {
    pub(crate) fn read(text: &str) -> Self {
        let text: String = text.to_lowercase().chars().take(LONGEST).collect();
        if let Some((first, second)) = split_corner(&text) {
            let (_, first) = split_number(first);
            let second = second.split(',').next().unwrap_or_default();
            return Self { street: words(first), across: Some(words(second)), ..Self::default() };
        }
        let mut query = Self::default();
        for part in text.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
            let (civic, name) = split_number(part);
            match civic {
                Some(_) if query.civic.is_none() && (query.street.is_empty() || name.is_empty()) => query.civic = civic,
                Some(_) | None if !query.street.is_empty() => {
                    query.rest.push(part.to_owned());
                    continue;
                }
                Some(_) | None => {}
            }
            if query.street.is_empty() {
                query.street = words(name);
            }
        }
        query
    }
}

/// `coin X et Y`, `X / Y`, `X & Y` → X and Y. `1571/1573 rue Gareau` is no corner.
fn split_corner(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let opening = OPENINGS.iter().find_map(|opening| text.strip_prefix(opening));
    let text = opening.unwrap_or(text);
    let (first, second) = MEETINGS.iter().find_map(|mark| text.split_once(mark))?;
    first.chars().any(char::is_alphabetic).then_some((first, second))
}

/// A civic number in front, then the rest. `1571-B`, `1571A` and `1571-1573` are 1571; `25e` is an avenue.
fn split_number(part: &str) -> (Option<u32>, &str) {
    let part = part.trim();
    let (first, rest) = part.split_once(char::is_whitespace).unwrap_or((part, ""));
    let digits = first.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(first.len());
    let (digits, suffix) = first.split_at(digits);
    let is_door = suffix.is_empty()
        || suffix.starts_with(['-', '–', '/', '½'])
        || (suffix.chars().count() == 1 && suffix != "e" && suffix.chars().all(char::is_alphabetic));
    match digits.parse() {
        Ok(number) if is_door && (1..100_000).contains(&number) => (Some(number), rest.trim()),
        Ok(_) | Err(_) => (None, part),
    }
}

/// The words of a street as typed.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> =
        fold(text).split(' ').filter(|word| !word.is_empty()).map(|word| Word::new(word.to_owned())).collect();
    // `Le Boulevard`, `Place`, `rue de la`: nothing but light words, so they carry the name.
    if words.iter().all(|word| word.may_miss.is_some()) {
        for word in &mut words {
            word.may_miss = None;
        }
    }
    words
}

/// The words of the name of a street, those that carry it counted.
pub(crate) fn words_of_name(name: &str) -> (Vec<String>, usize) {
    let words: Vec<String> = fold(name).split(' ').map(str::to_owned).collect();
    let heavy = words.iter().filter(|word| price_of_missing(word).is_none()).count();
    (words, heavy.max(1))
}

fn price_of_missing(word: &str) -> Option<u32> {
    LIGHT_WORDS.iter().find(|(light, _)| *light == word).map(|(_, price)| *price)
}

impl Word {
    fn new(typed: String) -> Self {
        let written_for: Vec<&str> =
            FULL_WORDS.iter().filter(|(short, _)| *short == typed).map(|(_, full)| *full).collect();
        let is_name = written_for.iter().any(|full| price_of_missing(full).is_none());
        let may_miss = price_of_missing(&typed)
            .or_else(|| written_for.iter().find_map(|full| price_of_missing(full)).filter(|_| !is_name));
        Self { typed, written_for, may_miss }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(words: &[Word]) -> String {
        words.iter().map(|word| word.typed.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    fn check(text: &str, civic: Option<u32>, street: &str, rest: &[&str]) {
        let query = Query::read(text);
        assert_eq!((query.civic, typed(&query.street).as_str(), query.across.is_none()), (civic, street, true));
        assert_eq!(query.rest, rest);
    }

    #[test]
    fn a_civic_number_stands_before_the_street_or_after_a_comma() {
        check("1571 rue Gareau", Some(1571), "rue gareau", &[]);
        check("1571, rue Gareau", Some(1571), "rue gareau", &[]);
        check("rue Gareau, 1571", Some(1571), "rue gareau", &[]);
        check("1571-B rue Gareau", Some(1571), "rue gareau", &[]);
        check("1571A rue Gareau", Some(1571), "rue gareau", &[]);
        check("1571/1573 rue Gareau", Some(1571), "rue gareau", &[]);
        check(
            "1571 rue Gareau, app. 3, Montréal, QC H2L 3V5",
            Some(1571),
            "rue gareau",
            &["app. 3", "montréal", "qc h2l 3v5"],
        );
        check("25e avenue", None, "25e avenue", &[]);
        check("1234 25e avenue", Some(1234), "25e avenue", &[]);
        check("rue du 24-Juin", None, "rue du 24 juin", &[]);
        check("1571", Some(1571), "", &[]);
        check("100000 rue Gareau", None, "100000 rue gareau", &[]);
        check("", None, "", &[]);
    }

    #[test]
    fn a_corner_has_two_streets() {
        for text in ["rue X / rue Y", "coin rue X et rue Y", "Rue X & rue Y", "rue x and rue y", "angle rue X et rue Y"]
        {
            let query = Query::read(text);
            assert_eq!(
                (typed(&query.street), query.across.map(|words| typed(&words))),
                ("rue x".into(), Some("rue y".into()))
            );
        }
        assert_eq!(Query::read("rue X /").across, Some(Vec::new()));
        assert_eq!(Query::read("rue Saint-Pierre-et-Miquelon").across, None);
    }

    #[test]
    fn light_words_may_miss_unless_they_are_all_there_is() {
        let may_miss = |text: &str| words(text).iter().map(|word| word.may_miss.is_some()).collect::<Vec<_>>();
        assert_eq!(may_miss("boul. de la Concorde"), [true, true, true, false]);
        assert_eq!(may_miss("Le Boulevard"), [false, false]);
        assert_eq!(may_miss("st denis e"), [false, false, true]);
    }
}
