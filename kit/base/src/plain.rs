//! Plain letters: accents, case, apostrophes and hyphens forgotten, for comparing names and words.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Lower case, no accents, every run of anything but letters and digits becomes one space.
///
/// `Côte-des-Neiges - Notre-Dame-de-Grâce` → `cote des neiges notre dame de grace`.
pub fn fold(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut is_gap = false;
    for letter in text.nfd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase) {
        let spelled: &str = match letter {
            'œ' => "oe",
            'æ' => "ae",
            _ => "",
        };
        if !letter.is_alphanumeric() {
            is_gap = true;
            continue;
        }
        if is_gap && !plain.is_empty() {
            plain.push(' ');
        }
        is_gap = false;
        if spelled.is_empty() {
            plain.push(letter);
        } else {
            plain.push_str(spelled);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_to_plain_words() {
        assert_eq!(fold("Côte-des-Neiges - Notre-Dame-de-Grâce"), "cote des neiges notre dame de grace");
        assert_eq!(fold("  L’Œuvre,  ÉTÉ "), "l oeuvre ete");
        assert_eq!(fold("!?"), "");
    }
}
