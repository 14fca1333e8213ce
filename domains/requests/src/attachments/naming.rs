//! Names from outside, made harmless: no folder, no sign that nobody sees or that turns the others around.

use super::{Kind, LONGEST};
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// One line of signs that one sees. Emoji stay; what joins them, and what turns the direction of words, goes.
pub(super) fn line(text: &str) -> String {
    let seen = |letter: &char| {
        letter.is_whitespace()
            || !matches!(
                letter.general_category(),
                GeneralCategory::Control
                    | GeneralCategory::Format
                    | GeneralCategory::Surrogate
                    | GeneralCategory::PrivateUse
                    | GeneralCategory::Unassigned
            )
    };
    let kept: String = text.nfc().filter(seen).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands after the last folder of a name, in signs that one sees.
pub(super) fn last_part(sent: &str) -> String {
    line(sent.rsplit(['/', '\\']).next().unwrap_or_default())
}

/// The name that a file of `kind` is shown and given back under: its ending says what it is.
pub(super) fn file_name(last_part: &str, kind: Kind) -> String {
    let bare = last_part.trim_matches(['.', ' ']);
    let (stem, ending) = match bare.rsplit_once('.') {
        Some((stem, ending)) if kind.is_ending(&ending.to_lowercase()) => (stem, ending),
        _ => (bare, kind.code()),
    };
    let room = LONGEST - 1 - ending.chars().count();
    let stem: String = stem.chars().take(room).collect();
    let stem = stem.trim_matches(['.', ' ']);
    format!("{}.{ending}", if stem.is_empty() { "document" } else { stem })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sent: &str, kind: Kind, expected: &str) {
        let name = file_name(&last_part(sent), kind);
        assert_eq!(name, expected);
        assert!((1..=LONGEST).contains(&name.chars().count()));
    }

    #[test]
    fn a_name_loses_its_folders_and_what_hides_in_it() {
        check("Lettre de Mme Roy.PDF", Kind::Pdf, "Lettre de Mme Roy.PDF");
        check("../../etc/passwd", Kind::Pdf, "passwd.pdf");
        check("C:\\Users\\Zoé\\plan.tif", Kind::Tiff, "plan.tif");
        check("facture\u{202e}fdp.exe", Kind::Pdf, "facturefdp.exe.pdf");
        check("a\u{200b}b\u{feff}\u{2066}c\u{0}\r\nd.txt", Kind::Text, "abc d.txt");
        check("nid 🕳️ de poule 🚧.csv", Kind::Csv, "nid 🕳\u{fe0f} de poule 🚧.csv");
        check("e\u{301}te\u{301}.odt", Kind::Odt, "été.odt");
        check(".htaccess", Kind::Text, "htaccess.txt");
        for nothing in ["", "...", "/", " . ", "\u{202e}"] {
            check(nothing, Kind::Docx, "document.docx");
        }
        check(&"é".repeat(500), Kind::Jpeg, &format!("{}.jpg", "é".repeat(116)));
        check(&format!("{}.jpeg", "é".repeat(500)), Kind::Jpeg, &format!("{}.jpeg", "é".repeat(115)));
    }

    #[test]
    fn a_title_is_one_line() {
        assert_eq!(line("  Réponse\r\n du\tpropriétaire\u{2028}\u{202e} "), "Réponse du propriétaire");
        assert_eq!(line("\u{200d}\u{7}"), "");
    }
}
