//! One history of tables for both engines, and one owner for each table.

use crate::{
    tree::{Crate, crates, files, read, short},
    words::is_sql,
};
use std::{collections::BTreeMap, path::PathBuf};

/// Words after which a statement names a table.
const BEFORE_A_TABLE: [&str; 5] = ["from", "join", "into", "update", "references"];

/// Name of a migration, its file, its owner.
fn history() -> BTreeMap<String, (PathBuf, String)> {
    let mut found = BTreeMap::new();
    for it in crates() {
        for path in files(&it.folder.join("migrations"), &[".sql"]) {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let other = found.insert(name.clone(), (path.clone(), it.name.clone()));
            assert!(other.is_none(), "two migrations are called `{name}`: give {} another rank", short(&path));
        }
    }
    assert!(found.len() >= 2, "{} migrations were found: the rule looks at nothing", found.len());
    found
}

/// Table → the crate that owns it.
fn owners() -> BTreeMap<String, String> {
    let mut owners = BTreeMap::new();
    for (path, owner) in history().into_values() {
        let text = read(&path).to_lowercase();
        for rest in text.split("create table ").skip(1) {
            let rest = rest.strip_prefix("if not exists ").unwrap_or(rest);
            let table: String = rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
            let other = owners.insert(table.clone(), owner.clone());
            assert!(other.is_none_or(|other| other == owner), "`{table}` has two owners; the second is `{owner}`");
        }
    }
    assert!(owners.len() >= 6, "{} tables were found: the rule looks at nothing", owners.len());
    owners
}

/// Tables that a statement names.
fn named(statement: &str) -> Vec<String> {
    let statement = statement.to_lowercase();
    let words: Vec<&str> = statement
        .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .filter(|it| !it.is_empty())
        .collect();
    let pairs = words.windows(2).filter_map(|pair| match pair {
        [before, table] if BEFORE_A_TABLE.contains(before) => Some((*table).to_owned()),
        _ => None,
    });
    pairs.collect()
}

#[test]
fn migrations_are_named_by_their_day_and_rank() {
    for (name, (path, _)) in history() {
        let parts: Vec<&str> = name.splitn(3, '_').collect();
        let is_digits = |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        let is_dated = matches!(parts.as_slice(), [day, rank, words]
            if is_digits(day, 8) && is_digits(rank, 2) && !words.is_empty());
        assert!(is_dated, "{}: call it day_rank_words, as in 20261124_40_request.sql", short(&path));
    }
}

#[test]
fn every_migration_is_run_once_and_in_order() {
    let history = history();
    for it in crates() {
        let texts: Vec<String> = it.sources().into_iter().flat_map(|source| source.words.texts).collect();
        let run: Vec<&str> =
            texts.iter().filter_map(|text| text.split_once("migrations/")?.1.strip_suffix(".sql")).collect();
        let ours: Vec<&str> =
            history.iter().filter(|(_, (_, owner))| *owner == it.name).map(|(name, _)| name.as_str()).collect();
        assert_eq!(run, ours, "`{}`: list in MIGRATIONS the files of migrations/, oldest first", it.name);
        for name in ours {
            let is_named = texts.iter().any(|text| text == name);
            assert!(is_named, "`{}`: the migration of {name}.sql must bear the name of its file", it.name);
        }
    }
}

#[test]
fn a_table_is_read_and_written_by_its_owner_only() {
    let owners = owners();
    let is_domain = |it: &&Crate| ["kit", "domains", "surfaces"].contains(&it.group.as_str());
    let mut seen = 0;
    for it in crates().iter().filter(is_domain) {
        for source in it.sources().iter().filter(|source| !source.is_test) {
            for statement in source.words.texts.iter().filter(|text| is_sql(text)) {
                for (table, owner) in named(statement).iter().filter_map(|table| owners.get_key_value(table)) {
                    seen += 1;
                    let is_ours = *owner == it.name;
                    assert!(
                        is_ours,
                        "{} names `{table}`, which `{owner}` owns: call its functions or read a `shared_` view",
                        short(&source.path)
                    );
                }
            }
        }
    }
    assert!(seen >= 10, "{seen} names of tables were found: the rule looks at nothing");
}

#[test]
fn tables_are_found_in_a_statement() {
    assert_eq!(named("select 1 from request r join unit on true where x = $1"), ["request", "unit"]);
    assert_eq!(named("insert into note (id) values (1) on conflict do update set id = 2"), ["note", "set"]);
}
