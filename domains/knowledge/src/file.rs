//! An article as two files of Markdown, `SLUG.fr.md` and `SLUG.en.md`: TOML between `+++`, then sections under their
//! codes. What is kept in the database is these same texts: to write what was read gives the same bytes.

use crate::{
    article::{Article, Kind, PublicSection, Sections, Slug, StaffSection, Status, Words, clean, one_line},
    checking::{Flaw, Names, Part, Wrong, flaws},
    markdown::Unfit,
};
use base::{Lang, PackFault};
use jiff::civil::Date;
use serde::Deserialize;
use std::{fmt::Write, ops::Range};

/// Opens and closes the front matter.
const FENCE: &str = "+++";

/// The files of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    pub fr: String,
    pub en: Option<String>,
}

impl Texts {
    pub fn get(&self, lang: Lang) -> Option<&str> {
        match lang {
            Lang::Fr => Some(&self.fr),
            Lang::En => self.en.as_deref(),
        }
    }
}

/// `nids-de-poule.fr.md`.
pub fn name(slug: &str, lang: Lang) -> String {
    format!("{slug}.{lang}.md")
}

/// The front matter of French holds what is true in any language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrenchMatter {
    title: String,
    summary: String,
    #[serde(default)]
    keywords: Vec<String>,
    theme: String,
    #[serde(default)]
    services: Vec<String>,
    owner: String,
    status: String,
    review_on: String,
    expires_on: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EnglishMatter {
    title: String,
    summary: String,
    #[serde(default)]
    keywords: Vec<String>,
}

/// A line of a file and what is wrong there.
type LineFault = (usize, String);

/// A file cut in two: its front matter and where it begins, then its body and its first line.
struct Cut<'a> {
    matter: &'a str,
    body: &'a str,
    body_line: usize,
}

fn cut(text: &str) -> Result<Cut<'_>, LineFault> {
    let opened = text.strip_prefix("+++\n").ok_or_else(|| (1, format!("the file must begin with a line `{FENCE}`")))?;
    let end = if opened.starts_with("+++\n") || opened == FENCE { Some(0) } else { None };
    let close = end.or_else(|| opened.find("\n+++\n").map(|place| place + 1));
    let close = close.or_else(|| opened.strip_suffix("\n+++").map(|matter| matter.len() + 1));
    let close = close.ok_or_else(|| (1, format!("no line `{FENCE}` closes the front matter")))?;
    let (matter, rest) = opened.split_at(close);
    let body = rest.strip_prefix("+++\n").unwrap_or("");
    Ok(Cut { matter, body, body_line: 3 + matter.matches('\n').count() })
}

/// Reads a front matter; a fault is on its line of the file.
fn matter<T: for<'a> Deserialize<'a>>(cut: &Cut<'_>) -> Result<T, LineFault> {
    toml::from_str(cut.matter).map_err(|err| {
        let start = err.span().map_or(0, |span: Range<usize>| span.start);
        (2 + cut.matter.get(..start).unwrap_or("").matches('\n').count(), err.message().to_owned())
    })
}

/// The line of a key of the front matter.
fn line_of_key(text: &str, key: &str) -> usize {
    let is_key = |line: &str| line.split('=').next().is_some_and(|name| name.trim() == key);
    1 + text.lines().position(is_key).unwrap_or(0)
}

fn date(text: &str, file: &str, key: &str) -> Result<Date, LineFault> {
    text.parse().map_err(|_| (line_of_key(file, key), format!("`{key}` must be a day, as in 2027-06-30")))
}

/// Where each section of a file begins.
type Places = Vec<(String, Option<String>, usize)>;

/// Kind and borough of a heading: `# general`, `# procedure @plateau`.
fn heading(line: &str) -> Option<(&str, Option<&str>)> {
    let words = line.strip_prefix('#').filter(|rest| !rest.starts_with('#'))?.trim();
    Some(match words.split_once('@') {
        Some((code, borough)) => (code.trim(), Some(borough.trim())),
        None => (words, None),
    })
}

fn kind<K: Kind>(code: &str) -> Option<K> {
    K::ALL.iter().copied().find(|kind| kind.code() == code)
}

/// Puts the sections of a body in `words`; answers where each begins.
fn sections(body: &str, first: usize, words: &mut Words) -> Result<Places, LineFault> {
    let mut places = Places::new();
    let mut open: Option<(&str, Option<&str>, String)> = None;
    for (rank, line) in body.lines().enumerate() {
        let number = first + rank;
        let Some((code, borough)) = heading(line) else {
            match &mut open {
                Some((.., text)) => {
                    text.push_str(line);
                    text.push('\n');
                }
                None if line.trim().is_empty() => {}
                None => return Err((number, "these words are in no section: begin with `# general`".to_owned())),
            }
            continue;
        };
        if let Some((code, borough, text)) = open.take() {
            keep(code, borough, &text, words);
        }
        if kind::<PublicSection>(code).is_none() && kind::<StaffSection>(code).is_none() {
            let known = "general, procedure, internal, questions, contacts";
            return Err((number, format!("the section `{code}` is none of: {known}")));
        }
        if borough == Some("") {
            return Err((number, "the code of a borough must follow `@`".to_owned()));
        }
        if places.iter().any(|(it, of, _)| it == code && of.as_deref() == borough) {
            return Err((number, format!("the section `{code}` stands twice")));
        }
        places.push((code.to_owned(), borough.map(str::to_owned), number));
        open = Some((code, borough, String::new()));
    }
    if let Some((code, borough, text)) = open {
        keep(code, borough, &text, words);
    }
    Ok(places)
}

fn keep(code: &str, borough: Option<&str>, text: &str, words: &mut Words) {
    if let Some(kind) = kind(code) {
        words.public.set(kind, borough, text);
    }
    if let Some(kind) = kind(code) {
        words.staff.set(kind, borough, text);
    }
}

fn keywords(given: &[String]) -> Vec<String> {
    given.iter().map(|word| one_line(word)).filter(|word| !word.is_empty()).collect()
}

/// An article as its files say it, with where each section begins.
struct Read {
    article: Article,
    fr: Places,
    en: Places,
}

fn read_french(slug: Slug, text: &str) -> Result<(Article, Places), LineFault> {
    let cut = cut(text)?;
    let given: FrenchMatter = matter(&cut)?;
    let status = Status::ALL.into_iter().find(|status| status.code() == given.status);
    let wrong = || (line_of_key(text, "status"), "`status` must be one of: draft, published, withdrawn".to_owned());
    let mut fr = Words {
        title: one_line(&given.title),
        summary: one_line(&given.summary),
        keywords: keywords(&given.keywords),
        ..Words::default()
    };
    let places = sections(cut.body, cut.body_line, &mut fr)?;
    let article = Article {
        slug,
        status: status.ok_or_else(wrong)?,
        theme: one_line(&given.theme),
        services: keywords(&given.services),
        owner: one_line(&given.owner),
        review_on: date(&given.review_on, text, "review_on")?,
        expires_on: given.expires_on.map(|day| date(&day, text, "expires_on")).transpose()?,
        fr,
        en: None,
    };
    Ok((article, places))
}

fn read_english(text: &str) -> Result<(Words, Places), LineFault> {
    let cut = cut(text)?;
    let given: EnglishMatter = matter(&cut)?;
    let mut words = Words {
        title: one_line(&given.title),
        summary: one_line(&given.summary),
        keywords: keywords(&given.keywords),
        ..Words::default()
    };
    let places = sections(cut.body, cut.body_line, &mut words)?;
    Ok((words, places))
}

fn read_texts(slug: &Slug, texts: &Texts) -> Result<Read, (Lang, LineFault)> {
    let fr = texts.fr.replace("\r\n", "\n");
    let (mut article, places) = read_french(slug.clone(), &fr).map_err(|fault| (Lang::Fr, fault))?;
    let mut english_places = Places::new();
    if let Some(en) = &texts.en {
        let (words, found) = read_english(&en.replace("\r\n", "\n")).map_err(|fault| (Lang::En, fault))?;
        (article.en, english_places) = (Some(words), found);
    }
    Ok(Read { article, fr: places, en: english_places })
}

/// Reads the files of an article, each fault with its file and line.
pub fn read(slug: &Slug, texts: &Texts) -> Result<Article, PackFault> {
    let fault = |(lang, (line, message))| PackFault::new(name(slug.as_str(), lang), line as u64, message);
    read_texts(slug, texts).map(|read| read.article).map_err(fault)
}

/// Reads and checks the files of an article.
pub fn read_checked(slug: &Slug, texts: &Texts, names: &Names<'_>) -> Result<Article, Vec<PackFault>> {
    let fault = |(lang, (line, message))| vec![PackFault::new(name(slug.as_str(), lang), line as u64, message)];
    let read = read_texts(slug, texts).map_err(fault)?;
    let found: Vec<PackFault> = flaws(&read.article, names).iter().map(|flaw| told(&read, texts, flaw)).collect();
    if found.is_empty() { Ok(read.article) } else { Err(found) }
}

/// A flaw as a fault of a file.
fn told(read: &Read, texts: &Texts, flaw: &Flaw) -> PackFault {
    let text = texts.get(flaw.lang).unwrap_or_default();
    let places = if flaw.lang == Lang::Fr { &read.fr } else { &read.en };
    let (line, what) = match &flaw.part {
        Part::Title => (line_of_key(text, "title"), "`title`".to_owned()),
        Part::Summary => (line_of_key(text, "summary"), "`summary`".to_owned()),
        Part::Keywords => (line_of_key(text, "keywords"), "`keywords`".to_owned()),
        Part::Theme => (line_of_key(text, "theme"), "`theme`".to_owned()),
        Part::Services => (line_of_key(text, "services"), "`services`".to_owned()),
        Part::Owner => (line_of_key(text, "owner"), "`owner`".to_owned()),
        Part::Section(code, borough) => {
            let place = places.iter().find(|(it, of, _)| it == code && of == borough);
            (place.map_or(0, |(.., line)| *line), format!("the section `{code}`"))
        }
    };
    let (inner, message) = match &flaw.wrong {
        Wrong::Blank => (0, "is empty".to_owned()),
        Wrong::TooLong { most } => (0, format!("is too long: {most} at most")),
        Wrong::SentenceLong { sentence } => (0, format!("has a sentence too long to be read aloud: `{sentence}…`")),
        Wrong::Unknown { code } => (0, format!("names `{code}`, which the city does not know")),
        Wrong::ArticleUnknown { slug } => (0, format!("leads to the article `{slug}`, which is not there")),
        Wrong::NoBase => (0, "is written for a borough and not for the whole city".to_owned()),
        Wrong::Unfit(unfit) => (unfit.line() + blank_lines_after(text, line), unfit_words(unfit)),
    };
    PackFault::new(name(read.article.slug.as_str(), flaw.lang), (line + inner) as u64, format!("{what} {message}"))
}

/// Blank lines between the heading on `line` and its words, which are counted from the first that is not blank.
fn blank_lines_after(text: &str, line: usize) -> usize {
    text.lines().skip(line).take_while(|line| line.trim().is_empty()).count()
}

fn unfit_words(unfit: &Unfit) -> String {
    match unfit {
        Unfit::Html { .. } => "holds HTML: write Markdown".to_owned(),
        Unfit::Image { .. } => "holds a picture: say it in words".to_owned(),
        Unfit::Title { .. } => "holds a title with one `#`: begin with `##`".to_owned(),
        Unfit::Link { to, .. } => {
            format!("leads to `{to}`: a link begins with `https://`, `mailto:`, `tel:` or `/`")
        }
    }
}

/// The files of an article.
pub fn write(article: &Article) -> Texts {
    let mut fr = matter_of(&article.fr);
    line(&mut fr, "theme", &quoted(&article.theme));
    line(&mut fr, "services", &listed(&article.services));
    line(&mut fr, "owner", &quoted(&article.owner));
    line(&mut fr, "status", &quoted(article.status.code()));
    line(&mut fr, "review_on", &quoted(&article.review_on.to_string()));
    if let Some(day) = article.expires_on {
        line(&mut fr, "expires_on", &quoted(&day.to_string()));
    }
    Texts { fr: fr + &body(&article.fr), en: article.en.as_ref().map(|words| matter_of(words) + &body(words)) }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn listed(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
}

fn line(text: &mut String, key: &str, value: &str) {
    // Writing to a `String` cannot fail.
    let _ = writeln!(text, "{key} = {value}");
}

fn matter_of(words: &Words) -> String {
    let mut text = format!("{FENCE}\n");
    line(&mut text, "title", &quoted(&words.title));
    line(&mut text, "summary", &quoted(&words.summary));
    line(&mut text, "keywords", &listed(&words.keywords));
    text
}

fn body(words: &Words) -> String {
    let mut text = format!("{FENCE}\n");
    add(&mut text, &words.public);
    add(&mut text, &words.staff);
    text
}

fn add<K: Kind>(text: &mut String, sections: &Sections<K>) {
    for (kind, borough, words) in sections.iter() {
        let of = borough.map_or_else(String::new, |code| format!(" @{code}"));
        // Writing to a `String` cannot fail.
        let _ = write!(text, "\n# {}{of}\n\n{}\n", kind.code(), clean(words));
    }
}

#[cfg(test)]
pub(crate) mod tests;
