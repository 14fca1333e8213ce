//! Inquiry v1, read only: services and questions as the published articles answer them. What we read of the
//! specification, which says much of one city alone, is in docs/open311.md.

use crate::{call::Call, document::Document, refused::Refused};
use base::{Moment, plain::fold};
use catalogue::{Catalogue, Group, Service};
use jiff::civil::Date;
use knowledge::{
    PublicArticle, Published,
    markdown::{plain, render},
    shelf,
};
use std::sync::Arc;
use web::{Brand, Op, view::localized};

/// Lists of everything: no list of ours is picked by hand.
const ALL: [&str; 3] = ["all", "web", "mobile"];

/// What is answered: the catalogue, and the articles that are published and have not expired.
struct Sources {
    catalogue: Arc<Catalogue>,
    shelf: Arc<knowledge::Shelf>,
    today: Date,
}

impl Sources {
    fn current(&self) -> impl Iterator<Item = &Published> {
        self.shelf.articles().iter().filter(|published| !published.article.is_expired(self.today))
    }

    /// The article of a service: the one that names it first, or any that names it.
    fn of_service(&self, code: &str) -> Option<&Published> {
        let names_first = |it: &&Published| it.article.services.first().is_some_and(|first| first == code);
        let names = |it: &&Published| it.article.services.iter().any(|own| own == code);
        self.current().find(names_first).or_else(|| self.current().find(names))
    }

    fn services(&self) -> impl Iterator<Item = (&Service, &Published)> {
        self.catalogue.services().iter().filter_map(|service| Some((service, self.of_service(&service.code)?)))
    }

    /// The group that a category names: its code, or its name in either language.
    fn group(&self, category: &str) -> Option<&Group> {
        let asked = fold(category);
        let is_it =
            |group: &Group| [&group.code, &group.name.fr, &group.name.en].iter().any(|name| fold(name) == asked);
        self.catalogue.groups().into_iter().map(|(group, _)| group).find(|group| is_it(group))
    }
}

/// `GET inquiry/v1/services/…`, `…/web_faqs/…` (also `faqs`): a list, all or of one category, or one record.
pub async fn read(op: &Op, call: &Call, path: &[&str]) -> Result<Document, Refused> {
    call.check_jurisdiction(op)?;
    let today = op.now.day(&op.part::<Brand>().zone);
    let sources = Sources { catalogue: op.part(), shelf: shelf(&op.app).await?, today };
    match path {
        ["services", asked] => services(op, call, &sources, asked),
        ["web_faqs" | "faqs", asked] => questions(op, call, &sources, asked),
        _ => Err(Refused::unknown("open311/resource-unknown")),
    }
}

fn services(op: &Op, call: &Call, sources: &Sources, asked: &str) -> Result<Document, Refused> {
    let mut document = Document::new(call.format);
    let group = sources.group(asked);
    if ALL.contains(&asked) || group.is_some() {
        let listed = sources.services().filter(|(service, _)| group.is_none_or(|group| service.group == *group));
        document.list("services", "service", listed, |document, (service, published)| {
            service_head(op, document, service, published);
            document.text("brief_description", &published.article.public(op.lang, None).summary);
        });
        return Ok(document);
    }
    let found = sources.services().find(|(service, _)| service.code == asked);
    let (service, published) = found.ok_or_else(|| Refused::unknown("open311/resource-unknown"))?;
    let article = published.article.public(op.lang, None);
    document.list("services", "service", [()], |document, ()| {
        service_head(op, document, service, published);
        categories(document, service.group.name.get(op.lang));
        document.text("url", &address(op, &article));
        document.text("brief_description", &article.summary);
        let (words, html) = body(op, &article);
        document.text("description", &words);
        document.text("description_html", &html);
        document.list("web_actions", "web_action", ["Service Request", "Link"], |document, kind| {
            let (label, path) = match kind {
                "Link" => (article.title.clone(), format!("/aide/{}", article.slug)),
                _ => (service.name.get(op.lang).to_owned(), "/signaler".to_owned()),
            };
            document.text("type", kind);
            document.text("label", &label);
            document.text("url", &format!("{}{}", op.app.settings().public_url, localized(op.lang, &path)));
        });
    });
    Ok(document)
}

fn questions(op: &Op, call: &Call, sources: &Sources, asked: &str) -> Result<Document, Refused> {
    let mut document = Document::new(call.format);
    let group = sources.group(asked);
    if ALL.contains(&asked) || group.is_some() {
        let listed = sources.current().filter(|it| group.is_none_or(|group| it.article.theme == group.code));
        document.list("faqs", "faq", listed, |document, published| question_head(op, document, published));
        return Ok(document);
    }
    let found = sources.current().find(|published| published.article.slug.as_str() == asked);
    let published = found.ok_or_else(|| Refused::unknown("open311/resource-unknown"))?;
    let article = published.article.public(op.lang, None);
    document.list("faqs", "faq", [()], |document, ()| {
        question_head(op, document, published);
        let theme = sources.group(&article.theme).map_or("", |group| group.name.get(op.lang));
        categories(document, theme);
        document.text("url", &address(op, &article));
        let (words, html) = body(op, &article);
        document.text("answer", &format!("{}\n\n{words}", article.summary));
        document.text("answer_html", &html);
        let of_it = article.services.iter().filter_map(|code| sources.catalogue.service(code));
        document.list("services", "service", of_it, |document, service| {
            service_head(op, document, service, published);
        });
    });
    Ok(document)
}

fn service_head(op: &Op, document: &mut Document, service: &Service, published: &Published) {
    document.text("id", &service.code);
    document.text("service_name", service.name.get(op.lang));
    expiration(op, document, published.article.expires_on);
}

fn question_head(op: &Op, document: &mut Document, published: &Published) {
    document.text("id", published.article.slug.as_str());
    document.text("question", &published.article.public(op.lang, None).title);
    expiration(op, document, published.article.expires_on);
}

/// The first instant at which a record no longer holds.
fn expiration(op: &Op, document: &mut Document, last: Option<Date>) {
    let zone = op.part::<Brand>().zone.clone();
    let next = last.and_then(|day| day.tomorrow().ok());
    let starts = next.and_then(|day| day.at(0, 0, 0, 0).to_zoned_datetime(zone.clone()).ok());
    document.moment("expiration", starts.map(|zoned| Moment::from(zoned.timestamp())), &zone);
}

fn categories(document: &mut Document, name: &str) {
    document.list("categories", "category", [name], |document, name| document.text("category_name", name));
}

fn address(op: &Op, article: &PublicArticle) -> String {
    format!("{}{}", op.app.settings().public_url, localized(op.lang, &format!("/aide/{}", article.slug)))
}

/// What everybody reads of an article, in plain words and in HTML.
fn body(op: &Op, article: &PublicArticle) -> (String, String) {
    let passages = [&article.procedure, &article.general].into_iter().flatten();
    let (words, html): (Vec<String>, Vec<String>) =
        passages.map(|it| (plain(&it.words), render(&it.words, op.lang).as_str().to_owned())).unzip();
    (words.join("\n\n"), html.concat())
}
