//! An article as a page shows it: in the reader's language or in French, for a borough, its Markdown made HTML.

use crate::{
    article::{Article, Passage, PublicArticle},
    markdown::{Html, render},
    notices::Notice,
};
use base::{Lang, Moment};
use catalogue::Catalogue;
use jiff::civil::Date;
use territory::{AreaKind, Territory};
use web::{Brand, Op, View, view::localized};

/// A section, ready for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub lang: Lang,
    pub html: Html,
}

/// What residents and staff read alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub slug: String,
    pub lang: Lang,
    pub title: String,
    pub summary: String,
    pub general: Option<Shown>,
    pub procedure: Option<Shown>,
    /// Some of it is in French for a reader of English.
    pub is_french: bool,
    /// Name of each service, and where one reports it.
    pub services: Vec<(String, String)>,
    pub updated: String,
}

/// A section for a reader of `reader`: its links stay in their language.
pub fn shown(passage: Option<Passage>, reader: Lang) -> Option<Shown> {
    passage.map(|passage| Shown { html: render(&passage.words, reader), lang: passage.lang })
}

impl Reading {
    pub fn new(op: &Op, article: &PublicArticle, at: Moment) -> Self {
        let (view, catalogue) = (op.view(), op.part::<Catalogue>());
        let services = article.services.iter().filter_map(|code| {
            let service = catalogue.service(code)?;
            // The report begins with words: the name of the service proposes it first.
            let name = view.text(&service.name);
            let query: String = name.split_whitespace().collect::<Vec<_>>().join("+");
            Some((name.to_owned(), localized(op.lang, &format!("/signaler?q={query}"))))
        });
        Self {
            slug: article.slug.to_string(),
            lang: article.lang,
            title: article.title.clone(),
            summary: article.summary.clone(),
            general: shown(article.general.clone(), op.lang),
            procedure: shown(article.procedure.clone(), op.lang),
            is_french: article.is_french_for(op.lang),
            services: services.collect(),
            updated: view.date(&at),
        }
    }
}

/// A notice as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownNotice {
    /// Name of the borough; empty for the whole city.
    pub borough: String,
    pub words: String,
    pub lang: Lang,
}

pub fn shown_notices(op: &Op, notices: &[Notice]) -> Vec<ShownNotice> {
    let shown = |notice: &Notice| ShownNotice {
        borough: notice.borough.as_deref().map(|code| borough_name(op, code)).unwrap_or_default(),
        words: notice.text.get(op.lang).to_owned(),
        lang: if notice.text.en.is_empty() { Lang::Fr } else { op.lang },
    };
    notices.iter().map(shown).collect()
}

/// A choice of a list: value, name, whether it is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub name: String,
    pub is_chosen: bool,
}

/// The boroughs of the city, one of them perhaps chosen.
pub fn boroughs(op: &Op, chosen: Option<&str>) -> Vec<Choice> {
    let territory = op.part::<Territory>();
    let ours = territory.areas().iter().filter(|area| area.kind == AreaKind::Borough);
    let choices = ours.map(|area| Choice {
        value: area.code.clone(),
        name: area.name.get(op.lang).to_owned(),
        is_chosen: chosen == Some(area.code.as_str()),
    });
    choices.collect()
}

/// The borough of an address, if it is one of ours.
pub fn borough(op: &Op, asked: &str) -> Option<String> {
    let territory = op.part::<Territory>();
    let area = territory.area(asked).filter(|area| area.kind == AreaKind::Borough);
    area.map(|area| area.code.clone())
}

pub fn borough_name(op: &Op, code: &str) -> String {
    let territory = op.part::<Territory>();
    territory.area(code).map_or_else(|| code.to_owned(), |area| area.name.get(op.lang).to_owned())
}

/// The day in the city.
pub fn today(op: &Op) -> Date {
    op.now.day(&op.part::<Brand>().zone)
}

/// A day as people write it.
pub fn day_in_words(view: &View, day: Date) -> String {
    let noon = day.at(12, 0, 0, 0).to_zoned_datetime(view.brand().zone.clone());
    noon.map_or_else(|_| day.to_string(), |zoned| view.date(&Moment::from(zoned.timestamp())))
}

/// A theme and its articles.
pub struct Theme {
    pub name: String,
    pub articles: Vec<Title>,
}

/// An article of a list.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub struct Title {
    pub title: String,
    pub slug: String,
    pub lang: Lang,
}

/// Articles by theme, in the order of the catalogue; in a theme by their titles.
pub fn themes<'a>(op: &Op, articles: impl Iterator<Item = &'a Article>) -> Vec<Theme> {
    let (catalogue, all) = (op.part::<Catalogue>(), articles.collect::<Vec<_>>());
    let themes = catalogue.groups().into_iter().map(|(group, _)| {
        let of_it = all.iter().filter(|article| article.theme == group.code);
        let mut articles: Vec<Title> = of_it
            .map(|article| {
                let (lang, words) = article.told(op.lang);
                Title { title: words.title.clone(), slug: article.slug.to_string(), lang }
            })
            .collect();
        articles.sort();
        Theme { name: group.name.get(op.lang).to_owned(), articles }
    });
    themes.filter(|theme| !theme.articles.is_empty()).collect()
}
