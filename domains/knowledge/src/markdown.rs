//! The Markdown of articles: what it may hold, and the only way it becomes HTML.

use base::Lang;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html::push_html};
use web::view::localized;

/// What a section may not hold, and on which of its lines, 1 first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    Html {
        line: usize,
    },
    Image {
        line: usize,
    },
    /// A title of the first level: the page has its own.
    Title {
        line: usize,
    },
    /// A link that is neither `https`, `mailto`, `tel` nor a page of ours.
    Link {
        line: usize,
        to: String,
    },
}

impl Unfit {
    pub fn line(&self) -> usize {
        match self {
            Self::Html { line } | Self::Image { line } | Self::Title { line } | Self::Link { line, .. } => *line,
        }
    }
}

/// HTML that came from checked Markdown, and from nowhere else.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Html(String);

impl Html {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn line_of(text: &str, place: usize) -> usize {
    1 + text.get(..place).unwrap_or_default().matches('\n').count()
}

/// Whether a page may lead there: another site under TLS, an address to write or call, a page of ours.
fn is_safe(link: &str) -> bool {
    let is_ours = link.starts_with('/') && !link.starts_with("//");
    let is_plain = !link.chars().any(|it| it.is_control() || it.is_whitespace() || it == '\\');
    is_plain && (is_ours || ["https://", "mailto:", "tel:"].iter().any(|start| link.starts_with(start)))
}

/// Everything that a section may not hold. A line that begins with one `#` opens a section of a file.
#[expect(clippy::wildcard_enum_match_arm, reason = "the library has many more events, which hold nothing to look at")]
pub fn faults(text: &str) -> Vec<Unfit> {
    let mut found: Vec<Unfit> = Vec::new();
    for (rank, line) in text.lines().enumerate() {
        if line.starts_with('#') && !line.starts_with("##") {
            found.push(Unfit::Title { line: rank + 1 });
        }
    }
    for (event, place) in Parser::new_ext(text, Options::empty()).into_offset_iter() {
        let line = line_of(text, place.start);
        let unfit = match event {
            Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock) => Unfit::Html { line },
            Event::Start(Tag::Image { .. }) => Unfit::Image { line },
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => Unfit::Title { line },
            Event::Start(Tag::Link { dest_url, .. }) if !is_safe(&dest_url) => {
                Unfit::Link { line, to: dest_url.into_string() }
            }
            _ => continue,
        };
        if !found.contains(&unfit) {
            found.push(unfit);
        }
    }
    found.sort_by_key(Unfit::line);
    found
}

/// Names of the articles that a section leads to: `/aide/NAME`.
#[expect(clippy::wildcard_enum_match_arm, reason = "the library has many more events, which hold nothing to look at")]
pub fn articles(text: &str) -> Vec<String> {
    let ends = Parser::new_ext(text, Options::empty()).filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.into_string()),
        _ => None,
    });
    let named = ends.filter_map(|end| Some(end.strip_prefix("/aide/")?.split(['?', '#', '/']).next()?.to_owned()));
    named.filter(|name| !name.is_empty()).collect()
}

/// HTML for a reader of `lang`; titles begin at the third level, under those of the page.
///
/// What [`faults`] refuses is left out here too: a text that was kept before a rule was made says nothing unsafe.
#[expect(clippy::wildcard_enum_match_arm, reason = "the library has many more events, which hold nothing to look at")]
pub fn render(text: &str, lang: Lang) -> Html {
    let mut skipped = 0_usize;
    let events = Parser::new_ext(text, Options::empty()).filter_map(|event| match event {
        Event::Html(_)
        | Event::InlineHtml(_)
        | Event::Start(Tag::HtmlBlock | Tag::Image { .. })
        | Event::End(TagEnd::HtmlBlock | TagEnd::Image) => None,
        Event::Start(Tag::Heading { level, id, classes, attrs }) => {
            Some(Event::Start(Tag::Heading { level: lower(level), id, classes, attrs }))
        }
        Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(lower(level)))),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            if !is_safe(&dest_url) {
                skipped += 1;
                return None;
            }
            let dest_url = if dest_url.starts_with('/') { localized(lang, &dest_url).into() } else { dest_url };
            Some(Event::Start(Tag::Link { link_type, dest_url, title, id }))
        }
        Event::End(TagEnd::Link) if skipped > 0 => {
            skipped -= 1;
            None
        }
        other => Some(other),
    });
    let mut html = String::with_capacity(text.len() * 2);
    push_html(&mut html, events);
    Html(html)
}

fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

/// The words alone, for what cannot show more: a search, a message, another system.
#[expect(clippy::wildcard_enum_match_arm, reason = "the library has many more events, which hold nothing to look at")]
pub fn plain(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for event in Parser::new_ext(text, Options::empty()) {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            Event::SoftBreak => words.push(' '),
            Event::HardBreak | Event::Rule | Event::End(TagEnd::Item | TagEnd::CodeBlock) => words.push('\n'),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::List(_)) => words.push_str("\n\n"),
            Event::Start(Tag::Item) => words.push_str("- "),
            _ => {}
        }
    }
    while words.contains("\n\n\n") {
        words = words.replace("\n\n\n", "\n\n");
    }
    words.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: &[Unfit]) {
        assert_eq!(faults(text), expected, "{text:?}");
    }

    #[test]
    fn a_section_holds_words_lists_and_links_alone() {
        check("## Quand\n\n- **Lundi** : [horaire](/aide/collecte)\n- [écrire](mailto:a@b.ca)", &[]);
        check("Un\n\n<script>x</script>", &[Unfit::Html { line: 3 }]);
        check("a <b>b</b>", &[Unfit::Html { line: 1 }]);
        check("# Titre", &[Unfit::Title { line: 1 }]);
        check("Titre\n=====", &[Unfit::Title { line: 1 }]);
        check("![x](https://a/b.png)", &[Unfit::Image { line: 1 }]);
        for to in
            ["javascript:alert(1)", "//evil.example", "http://a.ca", "data:text/html,x", "aide/x", "/\\evil.example"]
        {
            check(&format!("a\n[x](<{to}>)"), &[Unfit::Link { line: 2, to: to.into() }]);
        }
    }

    #[test]
    fn links_of_ours_follow_the_readers_language() {
        assert_eq!(
            render("[a](/aide/b) [c](https://d.ca)", Lang::En).as_str(),
            "<p><a href=\"/en/aide/b\">a</a> <a href=\"https://d.ca\">c</a></p>\n"
        );
        assert_eq!(render("## Quand", Lang::Fr).as_str(), "<h3>Quand</h3>\n");
        assert_eq!(articles("[a](/aide/b?x#y) [c](/signaler) [d](/aide/e)"), ["b", "e"]);
        assert_eq!(plain("Un *mot*\nici.\n\n- a\n- b\n\nFin"), "Un mot ici.\n\n- a\n- b\n\nFin");
    }

    proptest! {
        #[test]
        fn nothing_unsafe_is_ever_rendered(text in "[ -~\n<>\\[\\]()!#*`é]{0,200}") {
            let html = render(&text, Lang::Fr);
            let html = html.as_str().to_lowercase();
            for unsafe_words in ["<script", "<img", "<iframe", "<style", "href=\"javascript:", "href=\"data:", "href=\"//", " onclick="] {
                let is_text = unsafe_words == " onclick=";
                prop_assert!(is_text || !html.contains(unsafe_words), "{html}");
            }
        }

        #[test]
        fn what_was_found_fit_is_rendered_whole(words in "[a-zé ]{1,40}", to in "[a-z/]{1,20}") {
            let text = format!("## {words}\n\n- [x](/{})", to.trim_start_matches('/'));
            prop_assert_eq!(faults(&text), vec![]);
            prop_assert!(render(&text, Lang::Fr).as_str().contains("<a href=\"/"));
        }
    }
}
