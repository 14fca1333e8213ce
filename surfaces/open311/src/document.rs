//! An answer written once in either format, without a tree in memory: XML, or JSON by the Spark convention (the root
//! has no name, a container of repeated children is always an array).

use base::Moment;
use jiff::tz::TimeZone;
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Xml,
    Json,
}

impl Format {
    /// The format of the ending of an address.
    pub fn of(ending: &str) -> Option<Self> {
        match ending {
            "xml" => Some(Self::Xml),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    pub fn content_type(self) -> &'static str {
        match self {
            Self::Xml => "text/xml; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }
}

/// An answer being written.
pub struct Document {
    format: Format,
    out: Writer<Vec<u8>>,
    /// Whether a comma is due before the next member.
    has_member: bool,
    is_root: bool,
}

impl Document {
    pub fn new(format: Format) -> Self {
        let mut document =
            Self { format, out: Writer::new(Vec::with_capacity(4_096)), has_member: false, is_root: true };
        if format == Format::Xml {
            document.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        }
        document
    }

    pub fn format(&self) -> Format {
        self.format
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.out.into_inner()
    }

    fn event(&mut self, event: Event<'_>) {
        // Writing to memory cannot fail.
        let _ = self.out.write_event(event);
    }

    fn raw(&mut self, text: &str) {
        self.out.get_mut().extend_from_slice(text.as_bytes());
    }

    /// Opens a member: `<name>`, or a comma if one is due and `"name":`. The root and items of lists have no name in JSON.
    fn open(&mut self, name: &'static str, is_named: bool) {
        match self.format {
            Format::Xml => self.event(Event::Start(BytesStart::new(name))),
            Format::Json => {
                if self.has_member {
                    self.raw(",");
                }
                if is_named && !self.is_root {
                    self.raw("\"");
                    self.raw(name);
                    self.raw("\":");
                }
            }
        }
        self.is_root = false;
    }

    fn close(&mut self, name: &'static str) {
        if self.format == Format::Xml {
            self.event(Event::End(BytesEnd::new(name)));
        }
        self.has_member = true;
    }

    fn around(&mut self, (before, after): (&str, &str), fill: impl FnOnce(&mut Self)) {
        let is_json = self.format == Format::Json;
        if is_json {
            self.raw(before);
        }
        self.has_member = false;
        fill(self);
        if is_json {
            self.raw(after);
        }
    }

    /// A member with members of its own.
    pub fn object(&mut self, name: &'static str, fill: impl FnOnce(&mut Self)) {
        self.open(name, true);
        self.around(("{", "}"), fill);
        self.close(name);
    }

    /// A list of objects, each filled by `fill`.
    pub fn list<T>(
        &mut self,
        name: &'static str,
        item: &'static str,
        all: impl IntoIterator<Item = T>,
        mut fill: impl FnMut(&mut Self, T),
    ) {
        self.open(name, true);
        self.around(("[", "]"), |document| {
            for one in all {
                document.open(item, false);
                document.around(("{", "}"), |document| fill(document, one));
                document.close(item);
            }
        });
        self.close(name);
    }

    /// A list of texts.
    pub fn texts<'a>(&mut self, name: &'static str, item: &'static str, all: impl IntoIterator<Item = &'a str>) {
        self.open(name, true);
        self.around(("[", "]"), |document| {
            for one in all {
                document.open(item, false);
                document.words(one);
                document.close(item);
            }
        });
        self.close(name);
    }

    /// A text; nothing at all is an empty element, or an empty text.
    pub fn text(&mut self, name: &'static str, text: &str) {
        self.open(name, true);
        self.words(text);
        self.close(name);
    }

    /// A text that may be unknown: an empty element, or null.
    pub fn maybe(&mut self, name: &'static str, text: Option<&str>) {
        match text {
            Some(text) if !text.is_empty() => self.text(name, text),
            Some(_) | None => self.plain(name, "null", true),
        }
    }

    pub fn flag(&mut self, name: &'static str, flag: bool) {
        self.plain(name, if flag { "true" } else { "false" }, false);
    }

    pub fn integer(&mut self, name: &'static str, number: i64) {
        self.plain(name, &number.to_string(), false);
    }

    /// Degrees to the millionth, 11 cm; unknown is an empty element, or null.
    pub fn degrees(&mut self, name: &'static str, degrees: Option<f64>) {
        match degrees {
            Some(degrees) => self.plain(name, &format!("{degrees:.6}"), false),
            None => self.plain(name, "null", true),
        }
    }

    /// Date and time with the offset of the city.
    pub fn moment(&mut self, name: &'static str, moment: Option<Moment>, zone: &TimeZone) {
        let written = moment.map(|moment| moment.to_w3c(zone));
        self.maybe(name, written.as_deref());
    }

    /// A word without quotes in JSON; an unknown one is not written in XML.
    fn plain(&mut self, name: &'static str, word: &str, is_unknown: bool) {
        self.open(name, true);
        if !(is_unknown && self.format == Format::Xml) {
            self.raw(word);
        }
        self.close(name);
    }

    fn words(&mut self, text: &str) {
        match self.format {
            Format::Xml if text.chars().all(is_xml) => self.event(Event::Text(BytesText::new(text))),
            Format::Xml => {
                let kept: String = text.chars().filter(|letter| is_xml(*letter)).collect();
                self.event(Event::Text(BytesText::new(&kept)));
            }
            Format::Json => {
                // A text is always JSON, and writing to memory cannot fail.
                let _ = serde_json::to_writer(self.out.get_mut(), text);
            }
        }
    }
}

/// Characters that XML 1.0 may hold (§ 2.2).
fn is_xml(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn both(fill: impl Fn(&mut Document)) -> [String; 2] {
        [Format::Xml, Format::Json].map(|format| {
            let mut document = Document::new(format);
            fill(&mut document);
            String::from_utf8(document.into_bytes()).unwrap()
        })
    }

    #[test]
    fn one_structure_is_written_in_both_formats() {
        let [xml, json] = both(|document| {
            document.list("errors", "error", [1, 2], |document, code| {
                document.integer("code", code);
                document.maybe("note", None);
                document.texts("formats", "format", ["a", "b"]);
            });
        });
        let error = |code| {
            format!(
                "<error><code>{code}</code><note></note><formats><format>a</format><format>b</format></formats></error>"
            )
        };
        let declared = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
        assert_eq!(xml, format!("{declared}<errors>{}{}</errors>", error(1), error(2)));
        assert_eq!(json, r#"[{"code":1,"note":null,"formats":["a","b"]},{"code":2,"note":null,"formats":["a","b"]}]"#);
    }

    #[test]
    fn an_empty_list_is_an_array_and_an_object_has_its_members() {
        let [xml, json] = both(|document| {
            document.object("discovery", |document| {
                document.list("endpoints", "endpoint", [(); 0], |_, ()| {});
                document.flag("x", true);
                document.degrees("lat", Some(45.5));
            });
        });
        assert!(
            xml.ends_with("<discovery><endpoints></endpoints><x>true</x><lat>45.500000</lat></discovery>"),
            "{xml}"
        );
        assert_eq!(json, r#"{"endpoints":[],"x":true,"lat":45.500000}"#);
    }

    proptest! {
        #[test]
        fn any_text_comes_back_from_both_formats(text in any::<String>()) {
            let [xml, json] = both(|document| document.object("a", |document| document.text("b", &text)));
            let read: serde_json::Value = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(read["b"].as_str().unwrap(), &text);
            let inner = xml.split_once("<b>").unwrap().1.strip_suffix("</b></a>").unwrap();
            let expected: String = text.chars().filter(|letter| is_xml(*letter)).collect();
            prop_assert!(!inner.contains('<'));
            prop_assert_eq!(quick_xml::escape::unescape(inner).unwrap().into_owned(), expected);
        }
    }
}
