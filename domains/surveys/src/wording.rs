//! The questions as they were asked: their words, and the mark of these words kept with each answer.
//!
//! Figures of two wordings are never put in one series: the mark tells them apart.

use requests::Nature;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use web::View;

/// Code of the first question: work is fixed, a question is answered.
pub fn first_question(nature: Nature) -> &'static str {
    match nature {
        Nature::Request => "surveys-fixed-work",
        Nature::Information | Nature::Comment | Nature::Complaint => "surveys-fixed-answer",
    }
}

/// Every sentence that may change an answer, in its order on the page.
const SENTENCES: [&str; 16] = [
    "surveys-fixed-yes",
    "surveys-fixed-partly",
    "surveys-fixed-no",
    "surveys-fixed-unknown",
    "surveys-satisfaction",
    "surveys-satisfaction-1",
    "surveys-satisfaction-2",
    "surveys-satisfaction-3",
    "surveys-satisfaction-4",
    "surveys-satisfaction-5",
    "surveys-satisfaction-0",
    "surveys-delay",
    "surveys-delay-yes",
    "surveys-delay-no",
    "surveys-delay-unknown",
    "surveys-comment",
];

/// The words, one sentence a line, and their mark.
pub fn wording(view: &View, nature: Nature) -> (String, String) {
    let codes = std::iter::once(first_question(nature)).chain(SENTENCES);
    let sentences: Vec<String> = codes.map(|code| view.t(code)).collect();
    let words = sentences.join("\n");
    let mark = Sha256::digest(words.as_bytes()).iter().take(8).fold(String::new(), |mut hex, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    (mark, words)
}
