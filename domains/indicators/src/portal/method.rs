//! How it is computed, in words that a resident can hold the city to.

use askama::Template;
use web::{Op, Page, Refusal, View};

#[derive(Template)]
#[template(path = "method.html")]
pub struct MethodPage {
    view: View,
    parts: Vec<Part>,
}

struct Part {
    /// Where links lead.
    name: &'static str,
    title: String,
    paragraphs: Vec<String>,
}

/// Part, number of paragraphs.
const PARTS: [(&str, u8); 9] = [
    ("what", 4),
    ("delay", 5),
    ("promise", 3),
    ("people", 4),
    ("interval", 2),
    ("few", 3),
    ("first", 4),
    ("limits", 4),
    ("file", 2),
];

pub async fn show_method(op: Op) -> Result<Page<MethodPage>, Refusal> {
    let view = op.view();
    let part = |(name, count): (&'static str, u8)| {
        let paragraphs = (1..=count).map(|rank| view.t(&format!("indicators-method-{name}-{rank}")));
        Part { name, title: view.t(&format!("indicators-method-{name}")), paragraphs: paragraphs.collect() }
    };
    Ok(Page::ok(MethodPage { parts: PARTS.into_iter().map(part).collect(), view }))
}
