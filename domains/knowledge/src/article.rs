//! An article: what the city says about one thing, in French and perhaps in English, for residents and for staff.

use base::Lang;
use jiff::civil::Date;
use std::{collections::BTreeMap, fmt};

/// A kind of section, either of those that everybody reads or of those for staff.
pub trait Kind: Copy + Ord + 'static {
    /// In the order of the page.
    const ALL: &'static [Self];

    /// Word of files, forms and texts.
    fn code(self) -> &'static str;
}

/// What residents and staff read alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PublicSection {
    General,
    /// What the resident does, step by step.
    Procedure,
}

/// What only staff read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StaffSection {
    Internal,
    /// What to ask the person on the line.
    Questions,
    /// Whom colleagues reach. Never told to residents.
    Contacts,
}

impl Kind for PublicSection {
    const ALL: &'static [Self] = &[Self::General, Self::Procedure];

    fn code(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Procedure => "procedure",
        }
    }
}

impl Kind for StaffSection {
    const ALL: &'static [Self] = &[Self::Internal, Self::Questions, Self::Contacts];

    fn code(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Questions => "questions",
            Self::Contacts => "contacts",
        }
    }
}

/// Markdown by kind, for the whole city or for one borough in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sections<K: Ord>(BTreeMap<(K, Option<String>), String>);

impl<K: Ord> Default for Sections<K> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Kind> Sections<K> {
    /// The words of exactly this place; empty when there are none.
    pub fn own(&self, kind: K, borough: Option<&str>) -> &str {
        self.0.get(&(kind, borough.map(str::to_owned))).map_or("", String::as_str)
    }

    /// What is read in a borough: its own words, or those of the whole city.
    pub fn get(&self, kind: K, borough: Option<&str>) -> &str {
        match self.own(kind, borough) {
            "" => self.own(kind, None),
            own => own,
        }
    }

    /// Puts words in their place; blank ones leave it.
    pub fn set(&mut self, kind: K, borough: Option<&str>, words: &str) {
        let (key, words) = ((kind, borough.map(str::to_owned)), clean(words));
        if words.is_empty() {
            self.0.remove(&key);
        } else {
            self.0.insert(key, words);
        }
    }

    /// Kind, borough, words; in the order of the page.
    pub fn iter(&self) -> impl Iterator<Item = (K, Option<&str>, &str)> {
        self.0.iter().map(|((kind, borough), words)| (*kind, borough.as_deref(), words.as_str()))
    }
}

/// What an article says in one language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    pub title: String,
    /// What an agent reads aloud: short plain sentences.
    pub summary: String,
    /// What people call it that the title does not say.
    pub keywords: Vec<String>,
    pub public: Sections<PublicSection>,
    pub staff: Sections<StaffSection>,
}

/// Where a version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Being written: what was published before stays public.
    Draft,
    Published,
    /// Nothing of it is public any more.
    Withdrawn,
}

impl Status {
    pub const ALL: [Self; 3] = [Self::Draft, Self::Published, Self::Withdrawn];

    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// An article, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Its name in addresses and files.
    pub slug: Slug,
    pub status: Status,
    /// Code of a group of the catalogue.
    pub theme: String,
    /// Codes of services of the catalogue.
    pub services: Vec<String>,
    /// Code of the unit that answers for what it says.
    pub owner: String,
    pub review_on: Date,
    /// The last day it may be believed.
    pub expires_on: Option<Date>,
    pub fr: Words,
    pub en: Option<Words>,
}

/// Words of a section, in the language that there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    pub lang: Lang,
    /// Markdown, checked.
    pub words: String,
}

/// What everybody may read of an article, in one language and borough. It has no place for what is for staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicArticle {
    pub slug: Slug,
    pub theme: String,
    pub services: Vec<String>,
    pub expires_on: Option<Date>,
    /// The language of the title and of the summary.
    pub lang: Lang,
    pub title: String,
    pub summary: String,
    pub general: Option<Passage>,
    pub procedure: Option<Passage>,
}

impl PublicArticle {
    /// Whether some of it is in French for a reader of English.
    pub fn is_french_for(&self, reader: Lang) -> bool {
        let passages = [&self.general, &self.procedure].into_iter().flatten().map(|passage| passage.lang);
        reader != Lang::Fr && std::iter::once(self.lang).chain(passages).any(|lang| lang == Lang::Fr)
    }
}

/// What staff read beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffArticle {
    pub internal: Option<Passage>,
    pub questions: Option<Passage>,
    pub contacts: Option<Passage>,
}

impl Article {
    pub fn words(&self, lang: Lang) -> Option<&Words> {
        match lang {
            Lang::Fr => Some(&self.fr),
            Lang::En => self.en.as_ref(),
        }
    }

    /// The words in `lang`, or the French ones.
    pub fn told(&self, lang: Lang) -> (Lang, &Words) {
        self.words(lang).map_or((Lang::Fr, &self.fr), |words| (lang, words))
    }

    /// A section for a reader in a borough: in their language, or in French.
    fn passage<K: Kind>(
        &self,
        (lang, borough): (Lang, Option<&str>),
        sections: fn(&Words) -> &Sections<K>,
        kind: K,
    ) -> Option<Passage> {
        // What French says of the borough is truer there than what English says of the whole city.
        let places = [(lang, borough), (Lang::Fr, borough), (lang, None), (Lang::Fr, None)];
        places.into_iter().find_map(|(lang, borough)| {
            let words = sections(self.words(lang)?).own(kind, borough);
            (!words.is_empty()).then(|| Passage { lang, words: words.to_owned() })
        })
    }

    pub fn public(&self, lang: Lang, borough: Option<&str>) -> PublicArticle {
        let (told, words) = self.told(lang);
        let passage = |kind| self.passage((lang, borough), |words| &words.public, kind);
        PublicArticle {
            slug: self.slug.clone(),
            theme: self.theme.clone(),
            services: self.services.clone(),
            expires_on: self.expires_on,
            lang: told,
            title: words.title.clone(),
            summary: words.summary.clone(),
            general: passage(PublicSection::General),
            procedure: passage(PublicSection::Procedure),
        }
    }

    pub fn for_staff(&self, lang: Lang, borough: Option<&str>) -> StaffArticle {
        let passage = |kind| self.passage((lang, borough), |words| &words.staff, kind);
        StaffArticle {
            internal: passage(StaffSection::Internal),
            questions: passage(StaffSection::Questions),
            contacts: passage(StaffSection::Contacts),
        }
    }

    /// Boroughs that say something of their own.
    pub fn boroughs(&self) -> Vec<&str> {
        let words = [Some(&self.fr), self.en.as_ref()].into_iter().flatten();
        let mut found: Vec<&str> = words
            .flat_map(|words| {
                let public = words.public.0.keys().filter_map(|(_, borough)| borough.as_deref());
                public.chain(words.staff.0.keys().filter_map(|(_, borough)| borough.as_deref()))
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether its time has passed on `day`.
    pub fn is_expired(&self, day: Date) -> bool {
        self.expires_on.is_some_and(|last| last < day)
    }

    pub fn is_review_due(&self, day: Date) -> bool {
        self.review_on <= day
    }
}

/// The name of an article in addresses: small letters, digits, single hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

impl Slug {
    pub const LONGEST: usize = 60;
    /// Addresses of the desk that an article cannot take.
    const TAKEN: [&str; 6] = ["avis", "gestion", "nouvel-article", "recherches", "suggestions", "taches"];

    pub fn new(text: &str) -> Option<Self> {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        let is_whole = text.split('-').all(|part| !part.is_empty());
        let is_free = !Self::TAKEN.contains(&text) && text.len() <= Self::LONGEST;
        (is_plain && is_whole && is_free).then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Letters that turn the direction of a text, by which it could seem to say something else.
fn turns(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Text as it is kept: plain line ends, no control letters, no blank lines around. To clean twice changes nothing.
pub fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', "    ");
    let kept: String = text.chars().filter(|it| *it == '\n' || !(it.is_control() || turns(*it))).collect();
    let lines: Vec<&str> = kept.split('\n').map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// A text of one line.
pub fn one_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_slug_is_plain_and_no_page_of_the_desk() {
        for right in ["nids-de-poule", "311", "a"] {
            assert!(Slug::new(right).is_some(), "{right}");
        }
        for wrong in ["", "-a", "a--b", "A", "é", "a/b", "taches", "a b", &"a".repeat(61)] {
            assert!(Slug::new(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_borough_says_it_in_the_place_of_the_city() {
        let mut sections = Sections::default();
        sections.set(PublicSection::General, None, "Partout.");
        sections.set(PublicSection::General, Some("plateau"), "Ici.");
        sections.set(PublicSection::Procedure, Some("plateau"), " \n ");
        assert_eq!(sections.get(PublicSection::General, Some("plateau")), "Ici.");
        assert_eq!(sections.get(PublicSection::General, Some("verdun")), "Partout.");
        assert_eq!(sections.get(PublicSection::Procedure, Some("plateau")), "");
        assert_eq!(sections.iter().count(), 2);
    }

    proptest! {
        #[test]
        fn to_clean_twice_changes_nothing(text in any::<String>()) {
            let once = clean(&text);
            prop_assert_eq!(clean(&once), once.clone());
            let has_odd_letters = once.contains(['\r', '\t', '\u{202e}']);
            prop_assert!(!has_odd_letters);
        }
    }
}
