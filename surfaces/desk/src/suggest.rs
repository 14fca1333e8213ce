//! What may follow in the one box: keys, then the values of a key; services, units and streets that the last word
//! begins.

use crate::{
    lexicon::{Entry, Lexicon},
    query::{KEYS, Key},
};
use axum::{
    Json,
    extract::Query,
    http::header,
    response::{IntoResponse, Response},
};
use base::{Lang, plain::fold};
use identity::SignedIn;
use serde::{Deserialize, Serialize};
use territory::Territory;
use web::View;

/// Suggestions that are made.
const MOST: usize = 8;
/// Streets among them.
const STREETS: usize = 3;
/// Letters from which names are proposed.
const SHORTEST: usize = 2;

/// A way to go on: the whole text of the box, and what it adds in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    pub text: String,
    pub label: String,
    pub kind: String,
}

#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    q: String,
}

/// Values that are words of ours, not names: French, English.
const STATES: [(&str, &str); 7] = [
    ("ouverte", "open"),
    ("fermée", "closed"),
    ("toutes", "all"),
    ("contestée", "contested"),
    ("mal-acheminée", "misrouted"),
    ("doublon", "duplicate"),
    ("rouverte", "reopened"),
];
const DUES: [(&str, &str); 3] = [("retard", "late"), ("risque", "risk"), ("aujourd’hui", "today")];
const WHOSE: [(&str, &str); 2] = [("moi", "me"), ("personne", "nobody")];

/// `GET /poste/suggestions?q=`.
pub async fn show(signed_in: SignedIn, Query(typed): Query<Typed>) -> Response {
    let view = signed_in.view();
    let op = &signed_in.op;
    let text: String = typed.q.chars().take(200).collect();
    let lexicon = Lexicon::of(&op.app);
    let mut found = suggest(&text, &lexicon, &view);
    found.extend(streets(&text, &op.part::<Territory>(), &view));
    found.truncate(MOST);
    ([(header::CACHE_CONTROL, "private, max-age=60")], Json(found)).into_response()
}

/// What was typed before the last piece, and the last piece.
fn cut(text: &str) -> (&str, &str) {
    let is_open = text.matches('"').count() % 2 == 1;
    let at = if is_open {
        text.rfind('"').and_then(|at| text.get(..at)?.rfind(char::is_whitespace).map(|at| at + 1))
    } else {
        None
    };
    let at = at.or_else(|| if is_open { Some(0) } else { text.rfind(char::is_whitespace).map(|at| at + 1) });
    text.split_at(at.unwrap_or(0))
}

/// Quotes around a value that needs them.
fn quoted(value: &str) -> String {
    if value.contains(char::is_whitespace) { format!("\"{value}\"") } else { value.to_owned() }
}

fn key_word(key: Key, lang: Lang) -> &'static str {
    let names = KEYS.iter().find(|(known, _)| *known == key).map_or(&[][..], |(_, names)| names);
    let rank = usize::from(lang == Lang::En);
    names.get(rank).copied().unwrap_or_default()
}

fn suggest(text: &str, lexicon: &Lexicon, view: &View) -> Vec<Suggestion> {
    let (before, last) = cut(text);
    let whole = |piece: String| format!("{before}{piece}");
    if let Some((word, value)) = last.split_once(':') {
        let plain = fold(word);
        let key = KEYS.iter().find(|(_, names)| names.iter().any(|name| fold(name) == plain)).map(|(key, _)| *key);
        let Some(key) = key else { return Vec::new() };
        let values = values(key, value.trim_matches('"'), lexicon, view.lang);
        let suggestion = |(value, label): (String, String)| Suggestion {
            text: whole(format!("{word}:{} ", quoted(&value))),
            label,
            kind: view.t(&format!("desk-key-{}", key_word(key, Lang::En))),
        };
        return values.into_iter().map(suggestion).take(MOST).collect();
    }
    let plain = fold(last);
    let keys = KEYS.iter().map(|(key, _)| key_word(*key, view.lang)).filter(|word| fold(word).starts_with(&plain));
    let mut found: Vec<Suggestion> = keys
        .filter(|_| !plain.is_empty())
        .map(|word| Suggestion { text: whole(format!("{word}:")), label: format!("{word}:"), kind: view.t("desk-key") })
        .collect();
    if plain.chars().count() >= SHORTEST {
        for (key, entries) in
            [(Key::Service, &lexicon.services), (Key::Unit, &lexicon.units), (Key::Borough, &lexicon.boroughs)]
        {
            let word = key_word(key, view.lang);
            found.extend(entries.iter().filter(|entry| entry.begins(&plain)).map(|entry| Suggestion {
                text: whole(format!("{word}:{} ", quoted(entry.name(view.lang)))),
                label: entry.name(view.lang).to_owned(),
                kind: view.t(&format!("desk-key-{}", key_word(key, Lang::En))),
            }));
        }
    }
    found
}

/// Values of a key that begin so: what is written, what is shown.
fn values(key: Key, value: &str, lexicon: &Lexicon, lang: Lang) -> Vec<(String, String)> {
    let plain = fold(value);
    let named = |entries: &[Entry]| -> Vec<(String, String)> {
        let begun = entries.iter().filter(|entry| entry.begins(&plain));
        begun.map(|entry| (entry.name(lang).to_owned(), entry.name(lang).to_owned())).collect()
    };
    let said = |words: &[(&str, &str)]| -> Vec<(String, String)> {
        let words = words.iter().map(|(fr, en)| if lang == Lang::Fr { *fr } else { *en });
        words.filter(|word| fold(word).starts_with(&plain)).map(|word| (word.to_owned(), word.to_owned())).collect()
    };
    match key {
        Key::Unit => named(&lexicon.units),
        Key::Service => named(&lexicon.services),
        Key::Borough => named(&lexicon.boroughs),
        Key::Channel => named(&lexicon.channels),
        Key::Nature => named(&lexicon.natures),
        Key::Priority => named(&lexicon.priorities),
        Key::State => [said(&STATES), named(&lexicon.statuses)].concat(),
        Key::Due => said(&DUES),
        Key::Whose => said(&WHOSE),
        Key::Reopened => said(&[("oui", "yes")]),
        Key::Age | Key::Received | Key::Closed => Vec::new(),
    }
}

/// Streets that the last words begin.
fn streets(text: &str, territory: &Territory, view: &View) -> Vec<Suggestion> {
    let (before, last) = cut(text);
    if last.contains([':', '<', '>']) || last.trim_matches('"').chars().count() < 3 {
        return Vec::new();
    }
    let found = territory.suggest(last.trim_matches('"'), STREETS, None);
    let suggestion =
        |label: String| Suggestion { text: format!("{before}\"{label}\" "), label, kind: view.t("desk-key-street") };
    found.into_iter().map(|it| suggestion(it.label)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_piece_is_what_is_being_typed() {
        assert_eq!(cut("état:ouverte rue"), ("état:ouverte ", "rue"));
        assert_eq!(cut("a unité:\"ser ea"), ("a ", "unité:\"ser ea"));
        assert_eq!(cut("\"rue Ra"), ("", "\"rue Ra"));
        assert_eq!(cut("rue"), ("", "rue"));
        assert_eq!(cut("rue "), ("rue ", ""));
    }

    #[test]
    fn a_value_that_holds_a_space_is_quoted() {
        assert_eq!((quoted("eau"), quoted("Service de l’eau")), ("eau".into(), "\"Service de l’eau\"".into()));
    }
}
