//! What is written to people: a page that an agent sends, what became of a flag.

use crate::{article::Article, flags::Flag};
use ::store::StoreError;
use base::Lang;
use notifications::{Message, post};
use web::{Op, View, view::localized};

fn address(op: &Op, lang: Lang, slug: &str) -> String {
    format!("{}{}", op.app.settings().public_url, localized(lang, &format!("/aide/{slug}")))
}

/// Sends a page to the person on the line: its title, what the agent read aloud, where it stands. Nothing for staff.
pub async fn send_page(op: &mut Op, article: &Article, to: &str, lang: Lang) -> Result<(), StoreError> {
    let view = View::new(&op.app, lang, "");
    let page = article.public(lang, None);
    let link = address(op, lang, page.slug.as_str());
    let subject = page.title.clone();
    let body = format!(
        "{}\n\n{}\n\n{}\n{link}",
        view.t("knowledge-mail-opening"),
        page.summary,
        view.t("knowledge-mail-link")
    );
    let message = Message { kind: "knowledge/page", to, lang, subject: &subject, body: &body, about: None };
    post(op, &message).await
}

/// Tells a resident what became of the page that they flagged.
pub(crate) async fn tell_flagger(
    op: &mut Op,
    flag: &Flag,
    words: &str,
    (to, lang): (&str, Lang),
) -> Result<(), StoreError> {
    let view = View::new(&op.app, lang, "");
    let subject = view.t1("knowledge-mail-flag-subject", "title", &flag.title);
    let link = address(op, lang, &flag.slug);
    let opening = view.t1("knowledge-mail-flag-opening", "title", &flag.title);
    let body = format!("{opening}\n\n{words}\n\n{}\n{link}", view.t("knowledge-mail-link"));
    post(op, &Message { kind: "knowledge/flag", to, lang, subject: &subject, body: &body, about: None }).await
}
