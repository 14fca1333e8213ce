//! What a file of Rust may hold: one purpose, a bounded length, SQL and pages where they belong.

use crate::{
    tree::{Crate, Source, crates, files, read, root, short},
    words::is_sql,
};

/// Lines of a file, its tests apart.
const LONGEST_FILE: usize = 500;

/// Every file of every crate but `tidy`.
fn each_source(mut check: impl FnMut(&Crate, &Source)) {
    let mut count = 0;
    for it in crates().iter().filter(|it| !it.group.is_empty()) {
        for source in it.sources() {
            count += 1;
            check(it, &source);
        }
    }
    assert!(count >= 60, "only {count} files were found: the rule looks at nothing");
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    each_source(|_, source| {
        let opens = source.text.starts_with("//!") || source.text.starts_with("#![doc = include_str!(");
        assert!(opens, "{} must open with `//!` and one sentence", short(&source.path));
    });
}

#[test]
fn no_file_is_longer_than_the_wall() {
    each_source(|_, source| {
        let lines = source.text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().lines().count();
        let is_short = lines <= LONGEST_FILE || source.is_test;
        assert!(
            is_short,
            "{} has {lines} lines, {LONGEST_FILE} at most: make it a folder of that name",
            short(&source.path)
        );
    });
}

#[test]
fn sql_stays_in_the_stores() {
    let mut seen = 0;
    each_source(|owner, source| {
        let found = source.words.texts.iter().find(|text| is_sql(text));
        seen += usize::from(found.is_some());
        // Applications measure the driver beside us; tests look at the rows.
        let may = owner.name == "store" || owner.group == "apps" || source.is_test || source.is_in(owner, &["store"]);
        assert!(may || found.is_none(), "{} holds SQL: move it to store.rs: {found:?}", short(&source.path));
        let is_driver = source.words.names.contains("sqlx");
        assert!(may || !is_driver, "{} names sqlx: rows belong to store.rs", short(&source.path));
    });
    assert!(seen >= 3, "SQL was found in {seen} files only: the rule looks at nothing");
}

#[test]
fn domains_speak_http_and_html_at_their_faces_only() {
    each_source(|owner, source| {
        let is_face = source.is_test || source.is_in(owner, &["portal", "desk", "rest", "lib", "stories"]);
        let foreign = ["axum", "askama"].iter().find(|name| source.words.names.contains(**name));
        let may = owner.group != "domains" || is_face;
        assert!(
            may || foreign.is_none(),
            "{} names {foreign:?}: move it to portal.rs, desk.rs or rest.rs",
            short(&source.path)
        );
    });
}

#[test]
fn what_is_left_to_do_has_a_number() {
    let endings = [".rs", ".html", ".ftl", ".md", ".js", ".mjs", ".scss", ".css", ".sql", ".toml", ".csv"];
    let todo = concat!("TO", "DO");
    let mut count = 0;
    for path in files(&root(), &endings) {
        count += 1;
        for (rank, line) in read(&path).lines().enumerate() {
            let is_numbered = |rest: &str| rest.trim_start_matches(['(', ' ']).starts_with('#');
            let is_word = |before: &str| before.chars().next_back().is_none_or(|letter| !letter.is_alphabetic());
            let bare = line.match_indices(todo).any(|(at, _)| {
                is_word(line.get(..at).unwrap_or_default())
                    && !is_numbered(line.get(at + todo.len()..).unwrap_or_default())
            });
            assert!(!bare, "{}:{} has a {todo} without the number of its issue", short(&path), rank + 1);
        }
    }
    assert!(count >= 150, "only {count} files were found: the rule looks at nothing");
}

#[test]
fn every_snapshot_has_its_test() {
    for path in files(&root(), &[".snap"]) {
        let text = read(&path);
        let source = text.lines().find_map(|line| line.strip_prefix("source: ")).unwrap_or_default();
        let source = root().join(source.trim_matches('"'));
        assert!(source.exists(), "{} comes from {}, which is gone: delete it", short(&path), short(&source));
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let name =
            stem.rsplit("__").next().unwrap_or_default().trim_end_matches(|letter: char| letter.is_ascii_digit());
        let name = name.trim_end_matches('-');
        assert!(read(&source).contains(name), "{} belongs to no test of {}: delete it", short(&path), short(&source));
    }
}
