//! What is wrong with an article, and where: the same rules for a form, a file and a pack.

use crate::{
    article::{Article, Kind, Sections, Words},
    markdown::{self, Unfit},
};
use base::Lang;
use catalogue::Catalogue;
use std::collections::HashSet;
use territory::{AreaKind, Territory, Units};

pub const LONGEST_TITLE: usize = 100;
/// Words that an agent reads in one breath.
pub const LONGEST_SUMMARY: usize = 60;
pub const LONGEST_SENTENCE: usize = 25;
/// Characters of a section.
pub const LONGEST_SECTION: usize = 6_000;
pub const MOST_KEYWORDS: usize = 40;

/// A part of an article that somebody fills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Title,
    Summary,
    Keywords,
    /// Code of its kind, borough.
    Section(&'static str, Option<String>),
    Theme,
    Services,
    Owner,
}

/// What is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    Blank,
    TooLong {
        most: usize,
    },
    /// A sentence of the summary is too long to be read aloud.
    SentenceLong {
        sentence: String,
    },
    Unfit(Unfit),
    Unknown {
        code: String,
    },
    /// A link to an article that is not there.
    ArticleUnknown {
        slug: String,
    },
    /// Words for a borough where the whole city has none: everybody else would read nothing.
    NoBase,
}

/// A fault of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    pub lang: Lang,
    pub part: Part,
    pub wrong: Wrong,
}

/// What an article may name.
pub struct Names<'a> {
    pub catalogue: &'a Catalogue,
    pub units: &'a Units,
    pub territory: &'a Territory,
    /// Articles that are there, itself included.
    pub slugs: &'a HashSet<String>,
}

/// Everything that is wrong with an article.
pub fn flaws(article: &Article, names: &Names<'_>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut add = |part, code: &str| {
        flaws.push(Flaw { lang: Lang::Fr, part, wrong: Wrong::Unknown { code: code.to_owned() } });
    };
    if !names.catalogue.groups().iter().any(|(group, _)| group.code == article.theme) {
        add(Part::Theme, &article.theme);
    }
    for code in article.services.iter().filter(|code| names.catalogue.service(code).is_none()) {
        add(Part::Services, code);
    }
    if names.units.get(&article.owner).is_none() {
        add(Part::Owner, &article.owner);
    }
    for lang in Lang::ALL {
        let Some(words) = article.words(lang) else { continue };
        words_flaws(words, lang, &mut flaws);
        section_flaws(&words.public, lang, names, &mut flaws);
        section_flaws(&words.staff, lang, names, &mut flaws);
    }
    flaws
}

fn words_flaws(words: &Words, lang: Lang, flaws: &mut Vec<Flaw>) {
    let mut add = |part, wrong| flaws.push(Flaw { lang, part, wrong });
    if words.title.is_empty() {
        add(Part::Title, Wrong::Blank);
    }
    if words.title.chars().count() > LONGEST_TITLE {
        add(Part::Title, Wrong::TooLong { most: LONGEST_TITLE });
    }
    if words.keywords.len() > MOST_KEYWORDS {
        add(Part::Keywords, Wrong::TooLong { most: MOST_KEYWORDS });
    }
    if let Some(wrong) = summary_flaw(&words.summary) {
        add(Part::Summary, wrong);
    }
}

/// A summary is a few short sentences that can be read aloud in one breath each.
fn summary_flaw(summary: &str) -> Option<Wrong> {
    if summary.is_empty() {
        return Some(Wrong::Blank);
    }
    if word_count(summary) > LONGEST_SUMMARY {
        return Some(Wrong::TooLong { most: LONGEST_SUMMARY });
    }
    let mut sentences = summary.split_inclusive(['.', '!', '?', ';']).map(str::trim);
    let long = sentences.find(|sentence| word_count(sentence) > LONGEST_SENTENCE)?;
    Some(Wrong::SentenceLong { sentence: long.chars().take(60).collect() })
}

/// Words of a text: what stands between spaces and holds a letter or a digit.
fn word_count(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

fn section_flaws<K: Kind>(sections: &Sections<K>, lang: Lang, names: &Names<'_>, flaws: &mut Vec<Flaw>) {
    for (kind, borough, words) in sections.iter() {
        let part = || Part::Section(kind.code(), borough.map(str::to_owned));
        let mut add = |wrong| flaws.push(Flaw { lang, part: part(), wrong });
        if words.chars().count() > LONGEST_SECTION {
            add(Wrong::TooLong { most: LONGEST_SECTION });
        }
        for unfit in markdown::faults(words) {
            add(Wrong::Unfit(unfit));
        }
        for slug in markdown::articles(words).into_iter().filter(|slug| !names.slugs.contains(slug)) {
            add(Wrong::ArticleUnknown { slug });
        }
        if let Some(code) = borough {
            let is_ours = names.territory.area(code).is_some_and(|area| area.kind == AreaKind::Borough);
            if !is_ours {
                add(Wrong::Unknown { code: code.to_owned() });
            }
            if lang == Lang::Fr && sections.own(kind, None).is_empty() {
                add(Wrong::NoBase);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(summary: &str, expected: Option<&Wrong>) {
        assert_eq!(summary_flaw(summary).as_ref(), expected, "{summary}");
    }

    #[test]
    fn a_summary_is_read_aloud_in_short_breaths() {
        check("Signalez le trou en ligne ou au 311. Nous le réparons en 7 jours.", None);
        check("", Some(&Wrong::Blank));
        check(&"Un mot de plus. ".repeat(16), Some(&Wrong::TooLong { most: 60 }));
        let long = format!("Oui. {}fin.", "mot ".repeat(30));
        let said: String = long.trim_start_matches("Oui. ").chars().take(60).collect();
        check(&long, Some(&Wrong::SentenceLong { sentence: said }));
        assert_eq!(word_count("L’eau : 24 h — vite !"), 4);
    }
}
