//! What was sent with a call: names and texts, read strictly. What is not UTF-8 is refused, not repaired.

use axum::{
    body::{Body, to_bytes},
    extract::{FromRequest, Multipart, Request},
    http::{header, request::Parts},
};
use catalogue::Answers;
use requests::photos::MOST_AT_ONCE;

/// A form without files is never larger: 4,000 characters of four bytes, each written in three, and as much again.
pub const LARGEST_FORM: usize = 256 * 1024;
/// Names in one form.
pub const MOST_FIELDS: usize = 500;

/// Fields in the order they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

/// Why a form cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    #[error("the text is not UTF-8")]
    NotUtf8,
    #[error("the text holds control characters")]
    Control,
    #[error("there are more than {MOST_FIELDS} fields")]
    TooManyFields,
    #[error("the form is larger than {LARGEST_FORM} bytes")]
    TooLarge,
    #[error("the body is neither a form nor a form with files")]
    OtherType,
    #[error("the form with files is cut or malformed")]
    Broken,
}

impl FormError {
    /// Problem code, whose sentence is in the texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotUtf8 => "open311/not-utf8",
            Self::Control => "open311/control-characters",
            Self::TooManyFields => "open311/too-many-fields",
            Self::TooLarge => "open311/form-too-large",
            Self::OtherType => "open311/form-type",
            Self::Broken => "open311/form-broken",
        }
    }
}

impl Fields {
    /// The first value of `name` that says something, without blanks around it: an empty field is an absent one.
    pub fn text(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or("")
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let named = self.0.iter().filter(move |(field, _)| field == name);
        named.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The words of a list separated by commas, wherever the name stands.
    pub fn list(&self, name: &str) -> Vec<&str> {
        self.all(name).flat_map(|value| value.split(',')).map(str::trim).filter(|word| !word.is_empty()).collect()
    }

    /// The answers of `attribute[code]` and `attribute[code][]`.
    pub fn answers(&self) -> Answers {
        let mut answers = Answers::default();
        for (name, value) in &self.0 {
            if let Some(code) = attribute(name) {
                answers.add(code, value);
            }
        }
        answers
    }

    /// Adds the fields of another reading after these.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    fn push(&mut self, name: String, value: String) -> Result<(), FormError> {
        let is_odd = |text: &str| text.chars().any(|letter| letter.is_control() && !"\n\r\t".contains(letter));
        if is_odd(&name) || is_odd(&value) {
            return Err(FormError::Control);
        }
        if self.0.len() >= MOST_FIELDS {
            return Err(FormError::TooManyFields);
        }
        self.0.push((name, value));
        Ok(())
    }
}

/// The code in `attribute[code]` or `attribute[code][]`.
fn attribute(name: &str) -> Option<&str> {
    let code = name.strip_prefix("attribute[")?;
    let code = code.strip_suffix("][]").or_else(|| code.strip_suffix(']'))?;
    (!code.is_empty() && !code.contains(['[', ']'])).then_some(code)
}

/// Undoes `%41` and, in forms, `+`. A `%` that begins nothing stands for itself.
pub fn decode(text: &[u8], is_form: bool) -> Result<String, FormError> {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match (byte, digit(after.first()), digit(after.get(1))) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
                rest = after.get(2..).unwrap_or_default();
            }
            (b'+', _, _) if is_form => bytes.push(b' '),
            _ => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).map_err(|_| FormError::NotUtf8)
}

/// Reads `name=value&name=value`.
pub fn read(text: &[u8]) -> Result<Fields, FormError> {
    let mut fields = Fields::default();
    for pair in text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let cut = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        let (name, value) = pair.split_at(cut);
        fields.push(decode(name, true)?, decode(value.get(1..).unwrap_or_default(), true)?)?;
    }
    Ok(fields)
}

/// A picture as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload(pub Vec<u8>);

/// Reads the body of a POST: its fields, and the pictures beside them.
pub async fn receive(parts: &Parts, body: Body) -> Result<(Fields, Vec<Upload>), FormError> {
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.to_ascii_lowercase();
    if kind.starts_with("multipart/form-data") {
        return receive_files(Request::from_parts(parts.clone(), body)).await;
    }
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(FormError::OtherType);
    }
    let bytes = to_bytes(body, LARGEST_FORM).await.map_err(|_| FormError::TooLarge)?;
    Ok((read(&bytes)?, Vec::new()))
}

async fn receive_files(request: Request) -> Result<(Fields, Vec<Upload>), FormError> {
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| FormError::Broken)?;
    let (mut fields, mut uploads, mut length) = (Fields::default(), Vec::new(), 0);
    while let Some(part) = parts.next_field().await.map_err(|_| FormError::Broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        let is_file = part.file_name().is_some() && matches!(name.as_str(), "media" | "media[]");
        let bytes = part.bytes().await.map_err(|_| FormError::Broken)?;
        if is_file {
            if uploads.len() >= MOST_AT_ONCE {
                return Err(FormError::TooLarge);
            }
            uploads.push(Upload(bytes.to_vec()));
            continue;
        }
        length += bytes.len();
        if length > LARGEST_FORM {
            return Err(FormError::TooLarge);
        }
        fields.push(name, String::from_utf8(bytes.to_vec()).map_err(|_| FormError::NotUtf8)?)?;
    }
    Ok((fields, uploads))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::fmt::Write;

    fn encode(text: &str) -> String {
        text.bytes().fold(String::new(), |mut encoded, byte| {
            let _ = write!(encoded, "%{byte:02x}");
            encoded
        })
    }

    #[test]
    fn an_empty_field_is_an_absent_one() {
        let fields = read(b"a=&a=+&a=+x+&b&c=1,,+2&c=3").unwrap();
        assert_eq!((fields.text("a"), fields.text("b"), fields.text("z")), ("x", "", ""));
        assert_eq!(fields.list("c"), ["1", "2", "3"]);
    }

    #[test]
    fn what_is_not_text_is_refused() {
        assert_eq!(read(b"a=%ff"), Err(FormError::NotUtf8));
        assert_eq!(read(b"a=\xc3"), Err(FormError::NotUtf8));
        assert_eq!(read(b"a=%00"), Err(FormError::Control));
        assert_eq!(read("a=1&".repeat(MOST_FIELDS + 1).as_bytes()), Err(FormError::TooManyFields));
        assert_eq!(read(b"a=100%&b=%zz").unwrap().text("a"), "100%");
    }

    #[test]
    fn names_of_attributes_are_read_whole() {
        for (name, expected) in [
            ("attribute[A]", Some("A")),
            ("attribute[A][]", Some("A")),
            ("attribute[A_1-é]", Some("A_1-é")),
            ("attribute[]", None),
            ("attribute[][]", None),
            ("attribute[A", None),
            ("attribute[A]x", None),
            ("attribute[A][B]", None),
            ("attribute", None),
            ("Attribute[A]", None),
        ] {
            assert_eq!(attribute(name), expected, "{name}");
        }
    }

    proptest! {
        #[test]
        fn every_form_comes_back_as_it_was_written(pairs in prop::collection::vec(("[^\\p{Cc}]{1,8}", "[^\\p{Cc}]{0,40}"), 0..20)) {
            let form: Vec<String> = pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
            prop_assert_eq!(read(form.join("&").as_bytes()).unwrap().0, pairs);
        }

        #[test]
        fn no_bytes_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(&bytes);
        }

        #[test]
        fn an_attribute_keeps_its_code(code in "[^\\[\\]\\p{Cc}]{1,20}") {
            let (one, many) = (format!("attribute[{code}]"), format!("attribute[{code}][]"));
            prop_assert_eq!(attribute(&one), Some(code.as_str()));
            prop_assert_eq!(attribute(&many), Some(code.as_str()));
        }
    }
}
