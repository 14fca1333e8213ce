//! `docs/configuration.md` says every key of the settings, as `settings.rs` does: `make bless` writes it again.

use crate::settings::{Settings, VARIABLES};
use notifications::MailSettings;
use std::{collections::HashMap, fs};

/// The settings, and those of a domain that are a table of theirs.
const SOURCES: [&str; 3] = [
    include_str!("../settings.rs"),
    include_str!("../../../../domains/notifications/src/server.rs"),
    include_str!("../../../../domains/identity/src/oidc/settings.rs"),
];

/// Name of a structure → its fields: comment, name, type.
fn structures() -> HashMap<&'static str, Vec<(String, &'static str, &'static str)>> {
    let mut structures = HashMap::new();
    for part in SOURCES.iter().flat_map(|source| source.split("\npub struct ").skip(1)) {
        let Some((name, rest)) = part.split_once(" {\n").filter(|(name, _)| !name.contains('\n')) else { continue };
        let mut fields = Vec::new();
        let mut comment = Vec::new();
        for line in rest.split("\n}").next().unwrap().lines().map(str::trim) {
            if let Some(words) = line.strip_prefix("/// ") {
                comment.push(words);
            } else if let Some((field, kind)) = line.strip_prefix("pub ").and_then(|field| field.split_once(": ")) {
                fields.push((comment.join(" "), field, kind.trim_end_matches(',')));
                comment.clear();
            }
        }
        structures.insert(name, fields);
    }
    structures
}

/// Path of a key → its default, read from how the defaults show themselves.
fn defaults() -> HashMap<String, String> {
    let mut path: Vec<String> = Vec::new();
    let mut defaults: HashMap<String, String> = HashMap::new();
    for line in format!("{:#?}", Settings::default()).lines().skip(1).map(str::trim) {
        match line.split_once(": ") {
            Some((name, value)) if value.ends_with(['{', '(', '[']) => path.push(name.to_owned()),
            Some((name, value)) => {
                let key = path.iter().map(String::as_str).chain([name]).collect::<Vec<_>>().join(".");
                let value = value.trim_end_matches(',').trim_matches('"');
                // A word of a list shows itself with a capital, and is written without.
                let value = if value.starts_with(char::is_uppercase) && value != "None" {
                    value.to_lowercase()
                } else {
                    value.to_owned()
                };
                let value = if matches!(value.as_str(), "None" | "" | "[]" | "…") {
                    String::new()
                } else {
                    format!("`{value}`")
                };
                defaults.insert(key, value);
            }
            None if line.starts_with(['}', ')', ']']) => drop(path.pop()),
            // An item of a list, each on a line of its own.
            None => {
                let default = defaults.entry(path.join(".")).or_default();
                let item = line.trim_end_matches(',').trim_matches('"');
                *default = if default.is_empty() { format!("`{item}`") } else { format!("{default}, `{item}`") };
            }
        }
    }
    defaults
}

fn rows(structure: &str, path: &str, rows_so_far: &mut Vec<String>) {
    let (structures, defaults) = (structures(), defaults());
    for (comment, field, kind) in &structures[structure] {
        let key = format!("{path}{field}");
        if structures.contains_key(kind) {
            rows(kind, &format!("{key}."), rows_so_far);
            continue;
        }
        let variable = format!("RIVERAIN_{}", key.replace('.', "_").to_uppercase());
        let is_mail = key.strip_prefix("mail.").is_some_and(|key| MailSettings::KEYS.contains(&key));
        let is_given = is_mail || VARIABLES.iter().any(|(known, _)| *known == variable);
        let variable = if is_given { format!("`{variable}`") } else { String::new() };
        let default = defaults.get(&key).cloned().unwrap_or_default();
        assert!(!comment.is_empty(), "`{key}` of settings.rs needs a comment: it is its documentation");
        rows_so_far.push(format!("| `{key}` | {variable} | {comment} | {default} |"));
    }
}

#[test]
fn the_document_of_the_configuration_is_that_of_the_settings() {
    let mut written = Vec::new();
    rows("Settings", "", &mut written);
    assert!(written.len() >= 4, "{written:?}");
    let path = std::path::Path::new(super::ROOT).join("docs/configuration.md");
    let text = fs::read_to_string(&path).unwrap();
    let is_row = |line: &&str| line.starts_with("| `");
    let before = text.lines().take_while(|line| !is_row(line)).map(str::to_owned);
    let after = text.lines().skip_while(|line| !is_row(line)).skip_while(is_row).map(str::to_owned);
    let expected = before.chain(written).chain(after).collect::<Vec<_>>().join("\n") + "\n";
    if std::env::var("INSTA_UPDATE").is_ok_and(|mode| mode == "always") {
        fs::write(&path, &expected).unwrap();
    }
    let is_fresh = fs::read_to_string(&path).unwrap() == expected;
    assert!(is_fresh, "docs/configuration.md is stale: `make bless` writes it from the settings");
}
