//! Documents that hold: each crate has its charter, each word its line, each link its end.

use crate::tree::{crates, files, read, root, short};
use std::collections::BTreeSet;

const FEWEST_WORDS: usize = 90;
const LONGEST_CHARTER: usize = 8;

/// The lines of the glossary: word, mot, meaning.
fn glossary() -> Vec<[String; 3]> {
    let text = read(&root().join("GLOSSARY.md"));
    let rows = text.lines().filter(|line| line.starts_with('|')).skip(2);
    let words: Vec<[String; 3]> = rows
        .map(|row| {
            let cells: Vec<String> = row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
            let is_whole = cells.iter().all(|cell| !cell.is_empty());
            <[String; 3]>::try_from(cells).ok().filter(|_| is_whole).unwrap_or_else(|| panic!("three cells: {row}"))
        })
        .collect();
    assert!(words.len() >= FEWEST_WORDS, "the glossary has {} words", words.len());
    words
}

/// Whether the glossary holds `code` between back quotes.
fn has_code(words: &[[String; 3]], code: &str) -> bool {
    let code = format!("`{code}`");
    words.iter().flatten().any(|cell| cell.contains(&code))
}

#[test]
fn every_crate_says_what_it_is_for() {
    for it in crates() {
        let charter = it.folder.join("README.md");
        assert!(charter.exists(), "`{}` has no README.md: five lines that say what it is for", it.name);
        let lines = read(&charter).lines().filter(|line| !line.is_empty()).count();
        let is_app = it.group == "apps";
        assert!(
            lines > 0 && (is_app || lines <= LONGEST_CHARTER),
            "{} has {lines} lines: a charter has five",
            short(&charter)
        );
        let file =
            ["lib.rs", "main.rs"].map(|file| it.folder.join("src").join(file)).into_iter().find(|path| path.exists());
        let text = read(&file.unwrap());
        assert!(text.contains("include_str!(\"../README.md\")"), "`{}` does not include its README", it.name);
    }
}

#[test]
fn every_crate_is_a_word_of_the_glossary() {
    let words = glossary();
    for it in crates() {
        assert!(has_code(&words, &it.name), "`{}` is not in GLOSSARY.md: add it between back quotes", it.name);
    }
}

#[test]
fn every_status_and_closing_result_is_a_word_of_the_glossary() {
    let words = glossary();
    for (file, fewest) in [("statuses.csv", 16), ("closing_results.csv", 10)] {
        let text = read(&root().join("packs/montreal").join(file));
        let codes: Vec<&str> = text.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
        assert!(codes.len() >= fewest, "{file} has {} lines", codes.len());
        for code in codes {
            assert!(has_code(&words, code), "`{code}` of {file} is not in GLOSSARY.md");
        }
    }
}

#[test]
fn the_glossary_is_sorted_and_has_each_word_once() {
    let words: Vec<String> = glossary().into_iter().map(|[word, ..]| word.to_lowercase()).collect();
    for pair in words.windows(2) {
        assert!(pair.first() < pair.last(), "in GLOSSARY.md {pair:?} are not in order, or are the same");
    }
}

/// Ends of the links and pictures of a text in Markdown, outside blocks of code.
fn links(text: &str) -> Vec<&str> {
    let prose = text.split("```").step_by(2);
    let ends = prose.flat_map(|part| part.split("](").skip(1)).filter_map(|rest| rest.split([')', ' ']).next());
    ends.collect()
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut count = 0;
    for path in files(&root(), &[".md"]) {
        let text = read(&path);
        for link in links(&text) {
            // What begins with `/` is an address of our own pages.
            let is_outside = ["http://", "https://", "mailto:", "#", "/"].iter().any(|start| link.starts_with(start));
            let file = link.split('#').next().unwrap_or_default();
            if !is_outside {
                count += 1;
                assert!(path.with_file_name(file).exists(), "{} links to {link}, which is not there", short(&path));
            }
        }
    }
    assert!(count >= 10, "only {count} links were found: the rule looks at nothing");
}

#[test]
fn decisions_are_numbered_without_a_gap() {
    let numbers: BTreeSet<usize> = files(&root().join("docs/adr"), &[".md"])
        .iter()
        .map(|path| path.file_name().unwrap().to_string_lossy().split('-').next().unwrap().parse().unwrap())
        .collect();
    let expected: BTreeSet<usize> = (1..=numbers.len()).collect();
    assert_eq!(numbers, expected, "docs/adr: name them NNN-title.md, one after the other");
    for path in files(&root().join("docs/adr"), &[".md"]) {
        let text = read(&path);
        for part in ["## Situation", "## Choice", "## Refused", "## What would reverse it"] {
            assert!(text.contains(part), "{} lacks `{part}`", short(&path));
        }
    }
}
