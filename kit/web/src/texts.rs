//! Sentences by code, in Fluent files: French first, English complete.

use base::{Lang, PackFault, PackFiles};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// The sentences of a slice: French, English.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    pub fr: &'static str,
    pub en: &'static str,
}

/// Sentences of the pages that every slice shares.
pub const SOURCE: Source = Source { fr: include_str!("../texts/fr.ftl"), en: include_str!("../texts/en.ftl") };

/// Every sentence of the process.
#[derive(Clone)]
pub struct Texts {
    fr: Arc<FluentBundle<FluentResource>>,
    en: Arc<FluentBundle<FluentResource>>,
}

impl Texts {
    /// Gathers the sentences of `sources`; those of `overrides` (French, English), from the city's
    /// pack, take the place of ours. Answers what is wrong when a file cannot be read.
    pub fn new(sources: &[Source], overrides: (&str, &str)) -> Result<Self, String> {
        let french = sources.iter().map(|source| source.fr);
        let english = sources.iter().map(|source| source.en);
        Ok(Self {
            fr: Arc::new(bundle("fr-CA", std::iter::once(SOURCE.fr).chain(french), overrides.0)?),
            en: Arc::new(bundle("en-CA", std::iter::once(SOURCE.en).chain(english), overrides.1)?),
        })
    }

    fn bundle(&self, lang: Lang) -> &FluentBundle<FluentResource> {
        match lang {
            Lang::Fr => &self.fr,
            Lang::En => &self.en,
        }
    }

    pub fn has(&self, lang: Lang, code: &str) -> bool {
        self.bundle(lang).has_message(code)
    }

    /// The sentence of `code`. A sentence that is missing shows its code: visible, never blank.
    pub fn say(&self, lang: Lang, code: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        let bundle = self.bundle(lang);
        let Some(pattern) = bundle.get_message(code).and_then(|message| message.value()) else {
            tracing::error!(text.code = code, text.lang = lang.code(), "missing text");
            return code.to_owned();
        };
        let args: FluentArgs = args.iter().map(|(name, value)| (*name, value.clone())).collect();
        let mut errors = Vec::new();
        let sentence = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::error!(text.code = code, text.lang = lang.code(), ?errors, "text with a fault");
        }
        sentence
    }
}

/// Codes of the sentences of a file, each with its line.
fn codes(text: &str) -> impl Iterator<Item = (&str, u64)> {
    let code = |line| match str::split_once(line, '=') {
        Some((code, _)) if code.starts_with(|letter: char| letter.is_ascii_alphabetic()) => Some(code.trim_end()),
        Some(_) | None => None,
    };
    text.lines().zip(1..).filter_map(move |(line, number)| Some((code(line)?, number)))
}

/// A sentence of a file, as it is written there.
struct Sentence<'a> {
    code: &'a str,
    line: u64,
    words: &'a str,
}

impl<'a> Sentence<'a> {
    /// The values that it shows, `$name`, each with its line.
    fn values(&self) -> impl Iterator<Item = (&'a str, u64)> {
        let lines = self.words.lines().zip(self.line..);
        lines.flat_map(|(words, line)| {
            words.split('$').skip(1).filter_map(move |rest| {
                let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && !"-_".contains(letter));
                let name = rest.get(..end.unwrap_or(rest.len()))?;
                name.starts_with(|letter: char| letter.is_ascii_alphabetic()).then_some((name, line))
            })
        })
    }
}

/// The sentences of a file.
fn sentences(text: &str) -> Vec<Sentence<'_>> {
    let mut starts: Vec<(usize, &str, u64)> = Vec::new();
    let (mut place, mut found) = (0, codes(text).peekable());
    for (line, number) in text.split_inclusive('\n').zip(1..) {
        if let Some((code, _)) = found.next_if(|(_, at)| *at == number) {
            starts.push((place, code, number));
        }
        place += line.len();
    }
    let ends = starts.iter().skip(1).map(|(place, ..)| *place).chain([text.len()]);
    let spans = starts.iter().zip(ends);
    spans
        .map(|((start, code, line), end)| Sentence { code, line: *line, words: text.get(*start..end).unwrap_or("") })
        .collect()
}

/// The values that a sentence is given, in words.
fn offered(given: &HashSet<&str>) -> String {
    let mut names: Vec<String> = given.iter().map(|name| format!("`${name}`")).collect();
    names.sort();
    if names.is_empty() { "it is given none".to_owned() } else { format!("it is given {}", names.join(", ")) }
}

/// What is wrong with the sentences of a city (French, English): each is read, known and written in both languages.
pub fn faults(sources: &[Source], files: &PackFiles) -> Vec<PackFault> {
    let named = ["texts/fr.ftl", "texts/en.ftl"];
    let mut faults = Vec::new();
    let texts = named.map(|file| match files.bytes(file) {
        None => "",
        Some(_) => files.text(file).unwrap_or_else(|fault| {
            faults.push(fault);
            ""
        }),
    });
    let ours = sources.iter().map(|source| source.fr).chain([SOURCE.fr]);
    let known: HashMap<&str, HashSet<&str>> = ours
        .flat_map(sentences)
        .map(|sentence| (sentence.code, sentence.values().map(|(name, _)| name).collect()))
        .collect();
    for ((file, text), other) in named.iter().zip(texts).zip(texts.iter().rev()) {
        if let Err((_, errors)) = FluentResource::try_new(text.to_owned()) {
            let line = |at: usize| 1 + text.get(..at).unwrap_or("").matches('\n').count() as u64;
            faults.extend(errors.iter().map(|err| PackFault::new(*file, line(err.pos.start), err.to_string())));
        }
        for sentence in sentences(text) {
            let (code, line) = (sentence.code, sentence.line);
            let Some(given) = known.get(code) else {
                faults.push(PackFault::new(*file, line, format!("no sentence has the code `{code}`")));
                continue;
            };
            if !codes(other).any(|(it, _)| it == code) {
                faults.push(PackFault::new(*file, line, format!("`{code}` is written in one language only")));
            }
            let unknown = sentence.values().filter(|(name, _)| !given.contains(name));
            faults.extend(unknown.map(|(name, line)| {
                PackFault::new(*file, line, format!("`{code}` is not given `${name}`: {}", offered(given)))
            }));
        }
    }
    faults
}

fn bundle<'a>(
    locale: &str,
    sources: impl Iterator<Item = &'a str>,
    overrides: &str,
) -> Result<FluentBundle<FluentResource>, String> {
    let locale = locale.parse().map_err(|err| format!("{locale}: {err}"))?;
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // Isolation marks would show in plain-text messages; pages isolate with `dir` and `bdi`.
    bundle.set_use_isolating(false);
    for source in sources {
        let resource = FluentResource::try_new(source.to_owned()).map_err(|(_, errors)| format!("{errors:?}"))?;
        bundle.add_resource(resource).map_err(|errors| format!("{errors:?}"))?;
    }
    let resource = FluentResource::try_new(overrides.to_owned()).map_err(|(_, errors)| format!("{errors:?}"))?;
    bundle.add_resource_overriding(resource);
    Ok(bundle)
}

const DAYS_FR: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
const MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// `mardi 3 février 2026` (1er for the first) / `Tuesday, February 3, 2026`.
pub(crate) fn date(lang: Lang, zoned: &jiff::ZonedDateTime) -> String {
    match lang {
        Lang::En => zoned.strftime("%A, %B %-d, %Y").to_string(),
        Lang::Fr => {
            let day = DAYS_FR.get(usize::from(zoned.weekday().to_monday_zero_offset().unsigned_abs())).unwrap_or(&"");
            let month = MONTHS_FR.get(usize::from(zoned.month().unsigned_abs()) - 1).unwrap_or(&"");
            let ordinal = if zoned.day() == 1 { "er" } else { "" };
            format!("{day} {}{ordinal} {month} {}", zoned.day(), zoned.year())
        }
    }
}

/// `13 h 30`, `9 h` / `1:30 p.m.`
pub(crate) fn hour(lang: Lang, zoned: &jiff::ZonedDateTime) -> String {
    match (lang, zoned.minute()) {
        (Lang::Fr, 0) => format!("{}\u{a0}h", zoned.hour()),
        (Lang::Fr, minute) => format!("{}\u{a0}h\u{a0}{minute:02}", zoned.hour()),
        (Lang::En, _) => {
            let half = if zoned.hour() < 12 { "a.m." } else { "p.m." };
            format!("{}\u{a0}{half}", zoned.strftime("%-I:%M"))
        }
    }
}

/// Thousands apart: a narrow no-break space in French, a comma in English.
pub(crate) fn integer(lang: Lang, number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let gap = match lang {
        Lang::Fr => '\u{202f}',
        Lang::En => ',',
    };
    let mut written = if number < 0 { "-".to_owned() } else { String::new() };
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            written.push(gap);
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Moment;
    use jiff::tz::TimeZone;

    #[track_caller]
    fn check(instant: &str, french: &str, english: &str) {
        let zone = TimeZone::get("America/Montreal").unwrap();
        let zoned = instant.parse::<Moment>().unwrap().in_zone(&zone);
        let written = |lang| format!("{} {}", date(lang, &zoned), hour(lang, &zoned)).replace('\u{a0}', " ");
        assert_eq!((written(Lang::Fr).as_str(), written(Lang::En).as_str()), (french, english));
    }

    #[test]
    fn dates_are_written_in_full() {
        check("2026-02-03T18:30:00Z", "mardi 3 février 2026 13 h 30", "Tuesday, February 3, 2026 1:30 p.m.");
        check("2026-08-01T13:00:00Z", "samedi 1er août 2026 9 h", "Saturday, August 1, 2026 9:00 a.m.");
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(integer(Lang::Fr, 3_034_731), "3\u{202f}034\u{202f}731");
        assert_eq!(integer(Lang::En, -1_234), "-1,234");
        assert_eq!(integer(Lang::En, 999), "999");
    }

    #[track_caller]
    fn check_faults(fr: &str, en: &str, expected: &[&str]) {
        let mut files = PackFiles::default();
        files.insert("texts/fr.ftl", fr);
        files.insert("texts/en.ftl", en);
        let said: Vec<String> =
            faults(&[Source { fr: "hello = Bonjour", en: "" }], &files).iter().map(ToString::to_string).collect();
        assert!(said.len() == expected.len(), "{said:?}");
        assert!(said.iter().zip(expected).all(|(said, start)| said.starts_with(start)), "{said:?}");
    }

    #[test]
    fn the_sentences_of_a_city_are_checked_in_both_languages() {
        check_faults("", "", &[]);
        check_faults("# Ours.\nhello = Salut", "hello = Hi", &[]);
        check_faults("hello = Salut", "", &["texts/fr.ftl:1: `hello` is written in one language only"]);
        check_faults("\nhelo = Salut", "helo = Hi", &["texts/fr.ftl:2: no sentence", "texts/en.ftl:1: no sentence"]);
        check_faults("hello = {", "hello = Hi", &["texts/fr.ftl:1: "]);
        let unknown = "texts/fr.ftl:3: `hello` is not given `$nom`: it is given none";
        check_faults("\nhello =\n    Salut { $nom }", "hello = Hi", &[unknown]);
    }

    #[test]
    fn the_shared_sentences_exist_in_both_languages() {
        let codes = |source| codes(source).map(|(code, _)| code).collect::<Vec<_>>();
        assert_eq!(codes(SOURCE.fr), codes(SOURCE.en));
        Texts::new(&[], ("", "")).unwrap();
    }
}
