//! A message as a mail server takes it: both forms of its text, and headers that say what it is.

use crate::{holding::join, message::address, store::Waiting};
use base::{Id, Lang, Moment};
use lettre::{
    Address,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use std::{
    fmt::Write,
    time::{Duration, UNIX_EPOCH},
};
use web::{App, View};

const PAGE: &str = include_str!("../templates/mail.html");

/// Who writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sender {
    pub address: Address,
    /// The city's own name when there is none.
    pub name: Option<String>,
}

/// What is written, before a mail server needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Letter {
    pub lang: Lang,
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// One letter out of the messages that wait for a person, oldest first; in the words of the last for its subject.
pub(crate) fn write(app: &App, messages: &[Waiting]) -> Option<Letter> {
    let last = messages.last()?;
    let view = View::new(app, last.lang, "");
    let bodies: Vec<&str> = messages.iter().map(|message| message.body.as_str()).collect();
    let body = join(&bodies, &view.t("notifications-several"));
    let brand = view.brand();
    let footer = [
        view.t1("notifications-from", "city", view.city()),
        view.t2("notifications-reach", ("phone", &brand.phone), ("url", &brand.url)),
        view.t("notifications-automatic"),
    ];
    let footer_html: String = footer.iter().map(|line| paragraph(line)).collect();
    let html = fill(&[
        ("{lang}", last.lang.code()),
        ("{subject}", &escape(&last.subject)),
        ("{city}", &escape(view.city())),
        ("{body}", &body.split("\n\n").map(paragraph).collect::<String>()),
        ("{footer}", &footer_html),
    ]);
    let text = format!("{body}\n\n-- \n{}\n", footer.join("\n"));
    Some(Letter { lang: last.lang, subject: last.subject.clone(), text, html })
}

/// Fills the page in one pass: what a value holds is never taken for a place to fill.
fn fill(values: &[(&str, &str)]) -> String {
    let mut rest = PAGE;
    let mut filled = String::with_capacity(PAGE.len() * 2);
    while let Some((place, name, value)) =
        values.iter().filter_map(|(name, value)| Some((rest.find(name)?, *name, *value))).min()
    {
        let (before, after) = rest.split_at(place);
        filled.push_str(before);
        filled.push_str(value);
        rest = after.get(name.len()..).unwrap_or_default();
    }
    filled + rest
}

fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, letter| {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
        escaped
    })
}

/// A paragraph; words above an address become a link.
fn paragraph(text: &str) -> String {
    let is_address = |line: &str| line.starts_with("https://") || line.starts_with("http://");
    let inside = match text.split_once('\n') {
        Some((words, link)) if is_address(link) && !link.contains(char::is_whitespace) => {
            let words = words.trim_end_matches([' ', '\u{a0}', ':']);
            format!("<a style=\"color:#0b5563;font-weight:bold\" href=\"{}\">{}</a>", escape(link), escape(words))
        }
        Some(_) | None => escape(text).replace('\n', "<br>\n"),
    };
    let mut paragraph = String::new();
    // Writing to a `String` cannot fail.
    let _ = writeln!(paragraph, "<p style=\"margin:0 0 16px\">{inside}</p>");
    paragraph
}

/// The same messages always get the same name, so that one sent twice is known to be one.
fn name(messages: &[Id], sender: &Address) -> String {
    let first = messages.first().copied().unwrap_or_default();
    let last = messages.last().copied().unwrap_or_default();
    format!("<{first}.{last}.{}@{}>", messages.len(), sender.domain())
}

/// The letter in its envelope; none when the address of the person is no longer one.
pub(crate) fn seal(
    letter: Letter,
    to: &str,
    ids: &[Id],
    sender: &Sender,
    city: &str,
    now: Moment,
) -> Option<lettre::Message> {
    let from = Mailbox::new(Some(sender.name.clone().unwrap_or_else(|| city.to_owned())), sender.address.clone());
    let date = UNIX_EPOCH + Duration::from_millis(now.0.try_into().unwrap_or_default());
    let header = |name: &str, value: &str| {
        Some(HeaderValue::new(HeaderName::new_from_ascii(name.to_owned()).ok()?, value.to_owned()))
    };
    lettre::Message::builder()
        .from(from)
        .to(Mailbox::new(None, address(to)?))
        .subject(letter.subject)
        .date(date)
        .message_id(Some(name(ids, &sender.address)))
        // RFC 3834: nobody's holiday answers us.
        .raw_header(header("Auto-Submitted", "auto-generated")?)
        .raw_header(header("Content-Language", letter.lang.code())?)
        .multipart(MultiPart::alternative_plain_html(letter.text, letter.html))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_words_in_a_page() {
        assert_eq!(
            paragraph("a <b> & 'c'\nd"),
            "<p style=\"margin:0 0 16px\">a &lt;b&gt; &amp; &#39;c&#39;<br>\nd</p>\n"
        );
        let link = paragraph("Suivre votre demande :\nhttps://311.example/suivi/1?a=\"b\"&c=d");
        assert!(
            link.contains("href=\"https://311.example/suivi/1?a=&quot;b&quot;&amp;c=d\">Suivre votre demande</a>"),
            "{link}"
        );
        for not_a_link in ["Voir\njavascript:alert(1)", "Voir\nhttps://a b", "https://exemple.test"] {
            assert!(!paragraph(not_a_link).contains("<a "), "{not_a_link}");
        }
    }

    #[test]
    fn a_value_is_never_taken_for_a_place_to_fill() {
        let page = fill(&[
            ("{lang}", "fr"),
            ("{subject}", "{body}"),
            ("{city}", "{footer}"),
            ("{body}", "B"),
            ("{footer}", "F"),
        ]);
        assert!(
            page.contains("<title>{body}</title>") && page.contains(">{footer}</p>") && page.contains("\nB\n"),
            "{page}"
        );
        assert!(!page.contains("{lang}") && page.ends_with("</html>\n"));
    }
}
