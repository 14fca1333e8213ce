//! What a page needs to speak: language, sentences, dates and numbers as people write them, links.

use crate::{App, Brand, assets};
use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use base::{Fault, Lang, Moment, Text};
use fluent_bundle::FluentValue;
use std::{fmt::Display, sync::Arc};

/// Held by every page as its field `view`.
#[derive(Clone)]
pub struct View {
    app: App,
    brand: Arc<Brand>,
    pub lang: Lang,
    /// Path of this page without its language.
    pub path: String,
    /// Name of the signed-in member of staff, shown in the masthead.
    pub staff: Option<String>,
}

impl View {
    pub fn new(app: &App, lang: Lang, path: &str) -> Self {
        Self { app: app.clone(), brand: app.part(), lang, path: path.to_owned(), staff: None }
    }

    pub fn brand(&self) -> &Brand {
        &self.brand
    }

    pub fn city(&self) -> &str {
        self.brand.name.get(self.lang)
    }

    /// The sentence of `code`.
    pub fn t(&self, code: &str) -> String {
        self.app.texts().say(self.lang, code, &[])
    }

    /// The sentence of `code` with one value.
    pub fn t1(&self, code: &str, name: &str, value: impl Display) -> String {
        self.app.texts().say(self.lang, code, &[(name, FluentValue::from(value.to_string()))])
    }

    /// The sentence of `code` with two values.
    pub fn t2(&self, code: &str, first: (&str, &str), second: (&str, &str)) -> String {
        let args = [(first.0, FluentValue::from(first.1)), (second.0, FluentValue::from(second.1))];
        self.app.texts().say(self.lang, code, &args)
    }

    /// The sentence of `code` with any number of values.
    pub fn say(&self, code: &str, values: &[(&str, &str)]) -> String {
        let args: Vec<_> = values.iter().map(|(name, value)| (*name, FluentValue::from(*value))).collect();
        self.app.texts().say(self.lang, code, &args)
    }

    /// The sentence of `code` that agrees with the number `count`, given as `$count`.
    pub fn many(&self, code: &str, count: &i64) -> String {
        let count = *count;
        let args = [("count", FluentValue::from(count)), ("written", FluentValue::from(self.integer(count)))];
        self.app.texts().say(self.lang, code, &args)
    }

    /// The sentence of a fault of a form.
    pub fn fault(&self, fault: &Fault) -> String {
        let args: Vec<_> = fault.args.iter().map(|(name, value)| (*name, FluentValue::from(value.as_str()))).collect();
        self.app.texts().say(self.lang, &fault.code.replace('/', "-"), &args)
    }

    /// [`View::integer`] of a field of a page.
    pub fn number(&self, number: &i64) -> String {
        self.integer(*number)
    }

    pub fn text<'a>(&self, text: &'a Text) -> &'a str {
        text.get(self.lang)
    }

    /// `path` in the reader's language: English pages live under `/en`.
    pub fn link(&self, path: &str) -> String {
        localized(self.lang, path)
    }

    /// Pages of the masthead: path, code of the text.
    pub fn menu(&self) -> [(&'static str, &'static str); 5] {
        [
            ("/signaler", "web-menu-report"),
            ("/suivi", "web-menu-follow"),
            ("/aide", "web-menu-help"),
            ("/carte", "web-menu-map"),
            ("/bilan", "web-menu-measure"),
        ]
    }

    /// Whether this page is `path` or stands under it.
    pub fn is_under(&self, path: &str) -> bool {
        self.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    }

    /// This page in the other language.
    pub fn twin(&self) -> String {
        localized(self.lang.other(), &self.path)
    }

    /// Where one changes language: the same page, or first the statement that the city asks for before English.
    /// Reporting and following never wait for it.
    pub fn switch(&self) -> String {
        let is_free = ["/signaler", "/suivi"].iter().any(|path| self.is_under(path));
        if self.lang == Lang::Fr && self.brand.english_needs_statement && !is_free {
            let page = self.path.replace('%', "%25").replace('&', "%26").replace('#', "%23").replace('+', "%2B");
            return format!("/en/declaration?vers={page}");
        }
        self.twin()
    }

    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// `mardi 3 février 2026` / `Tuesday, February 3, 2026`.
    pub fn date(&self, moment: &Moment) -> String {
        crate::texts::date(self.lang, &moment.in_zone(&self.brand.zone))
    }

    /// The date, then `13 h 30` / `1:30 p.m.`.
    pub fn time(&self, moment: &Moment) -> String {
        let zoned = moment.in_zone(&self.brand.zone);
        format!("{}, {}", crate::texts::date(self.lang, &zoned), crate::texts::hour(self.lang, &zoned))
    }

    /// `13 h 30` / `1:30 p.m.`.
    pub fn hour(&self, moment: &Moment) -> String {
        crate::texts::hour(self.lang, &moment.in_zone(&self.brand.zone))
    }

    /// `12 345` / `12,345`.
    pub fn integer(&self, number: i64) -> String {
        crate::texts::integer(self.lang, number)
    }

    /// A share between 0 and 1 as `83,4 %` / `83.4%`.
    pub fn percent(&self, share: f64) -> String {
        let written = format!("{:.1}", share * 100.0);
        match self.lang {
            Lang::Fr => format!("{}\u{a0}%", written.replace('.', ",")),
            Lang::En => format!("{written}%"),
        }
    }

    /// A measure with one decimal.
    pub fn decimal(&self, number: f64) -> String {
        let written = format!("{number:.1}");
        match self.lang {
            Lang::Fr => written.replace('.', ","),
            Lang::En => written,
        }
    }
}

/// `path` under the prefix of `lang`.
pub fn localized(lang: Lang, path: &str) -> String {
    match lang {
        Lang::Fr => path.to_owned(),
        Lang::En if path == "/" => "/en".to_owned(),
        Lang::En => format!("/en{path}"),
    }
}

/// A page and its status.
pub struct Page<T>(pub StatusCode, pub T);

impl<T: Template> Page<T> {
    pub fn ok(page: T) -> Self {
        Self(StatusCode::OK, page)
    }
}

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.1.render() {
            Ok(html) => {
                let caching = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
                (self.0, caching, Html(html)).into_response()
            }
            Err(err) => crate::Refusal::internal(&err).into_response(),
        }
    }
}
