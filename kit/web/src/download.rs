//! A file given to somebody who may have it: saved by their browser, never shown nor run in our pages, kept by no cache.

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// A file as it came, and the name to save it under.
pub struct Download {
    pub bytes: Vec<u8>,
    /// No folder, no control character.
    pub file_name: String,
    pub media_type: &'static str,
}

/// What is not written as it is in a parameter (RFC 8187, 3.2.1).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The name twice (RFC 6266): in plain letters for old programs, then whole.
fn disposition(file_name: &str) -> String {
    let plain = |letter: char| match letter {
        '"' | '\\' | '%' | '/' => '_',
        ' '..='~' => letter,
        _ => '_',
    };
    let old: String = file_name.chars().map(plain).collect();
    format!("attachment; filename=\"{old}\"; filename*=UTF-8''{}", utf8_percent_encode(file_name, ENCODED))
}

impl IntoResponse for Download {
    fn into_response(self) -> Response {
        // Only visible ASCII is left: it fits a header.
        let disposition = HeaderValue::from_str(&disposition(&self.file_name))
            .unwrap_or_else(|_| HeaderValue::from_static("attachment"));
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(self.media_type)),
            (header::CONTENT_DISPOSITION, disposition),
            (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
            (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
            (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex")),
        ];
        (headers, self.bytes).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_said_in_plain_letters_and_whole() {
        for (name, expected) in [
            ("lettre.pdf", "attachment; filename=\"lettre.pdf\"; filename*=UTF-8''lettre.pdf"),
            (
                "Réponse « oui » 1.pdf",
                "attachment; filename=\"R_ponse _ oui _ 1.pdf\"; \
                 filename*=UTF-8''R%C3%A9ponse%20%C2%AB%20oui%20%C2%BB%201.pdf",
            ),
            ("a\";x=\\%0d.csv", "attachment; filename=\"a_;x=__0d.csv\"; filename*=UTF-8''a%22%3Bx%3D%5C%250d.csv"),
        ] {
            assert_eq!(disposition(name), expected);
        }
    }
}
