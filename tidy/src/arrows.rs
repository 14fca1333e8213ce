//! Who may use whom: `apps → surfaces → domains → kit`, domains in one total order, versions written once.

use crate::tree::{Crate, crates, read, root};
use std::collections::BTreeSet;
use toml::{Table, Value};

/// Every pair of our crates where the first uses the second.
fn each_arrow(mut check: impl FnMut(&Crate, &Crate)) {
    let crates = crates();
    let mut count = 0;
    for user in &crates {
        for used in crates.iter().filter(|used| user.uses(used)) {
            count += 1;
            check(user, used);
        }
    }
    assert!(count >= 10, "only {count} arrows between our crates were found: the rule looks at nothing");
}

#[test]
fn arrows_between_groups_go_down() {
    each_arrow(|user, used| {
        let is_down = user.level() >= used.level();
        assert!(
            is_down,
            "`{}` ({}) must not use `{}` ({}): move what it needs down",
            user.name, user.group, used.name, used.group
        );
    });
}

#[test]
fn domains_use_earlier_domains_only() {
    for domain in crates().iter().filter(|it| it.group == "domains") {
        assert!(domain.rank().is_some(), "`{}` has no place in ORDER: a new domain is a decision record", domain.name);
    }
    each_arrow(|user, used| {
        if let (Some(user_rank), Some(used_rank)) = (user.rank(), used.rank()) {
            assert!(
                used_rank < user_rank,
                "`{}` must not use `{}`: see ORDER; upward needs travel as facts",
                user.name,
                used.name
            );
        }
    });
}

#[test]
fn surfaces_do_not_use_each_other() {
    each_arrow(|user, used| {
        let are_surfaces = user.group == "surfaces" && used.group == "surfaces";
        assert!(!are_surfaces, "`{}` must not use `{}`: what both need belongs to a domain", user.name, used.name);
    });
}

#[test]
fn a_crate_bears_the_name_of_its_folder() {
    for it in crates().iter().filter(|it| it.group != "apps") {
        let name = it.manifest.get("package").and_then(|package| package.get("name")).and_then(Value::as_str);
        assert_eq!(name, Some(it.name.as_str()), "rename the package or its folder");
    }
}

#[test]
fn every_version_is_written_once() {
    let manifest: Table = read(&root().join("Cargo.toml")).parse().unwrap();
    let shared = manifest.get("workspace").and_then(|it| it.get("dependencies")).and_then(Value::as_table).unwrap();
    for it in crates() {
        for (name, value) in it.declared() {
            let is_shared = value.get("workspace").and_then(Value::as_bool) == Some(true);
            assert!(is_shared, "`{}`: write `{name}.workspace = true` and its version in the root Cargo.toml", it.name);
            assert!(shared.contains_key(&name), "`{name}` is not in the root Cargo.toml");
        }
        for key in ["version", "edition", "rust-version", "license", "publish"] {
            let value = it.manifest.get("package").and_then(|package| package.get(key));
            assert!(value.is_some_and(Value::is_table), "`{}`: write `{key}.workspace = true`", it.name);
        }
    }
}

#[test]
fn the_lints_of_the_house_reach_every_crate() {
    let manifest: Table = read(&root().join("Cargo.toml")).parse().unwrap();
    let lints = manifest.get("workspace").and_then(|it| it.get("lints")).and_then(|it| it.get("clippy"));
    let lints: BTreeSet<&str> = lints.and_then(Value::as_table).unwrap().keys().map(String::as_str).collect();
    for lint in ["unwrap_used", "expect_used", "indexing_slicing", "allow_attributes", "wildcard_enum_match_arm"] {
        assert!(lints.contains(lint), "`{lint}` left the lints of the workspace: that is a decision record");
    }
    for it in crates() {
        let inherits = it.manifest.get("lints").and_then(|lints| lints.get("workspace")).and_then(Value::as_bool);
        assert_eq!(inherits, Some(true), "`{}`: add `[lints] workspace = true`", it.name);
    }
}

#[test]
fn examples_in_comments_are_not_compiled() {
    for it in crates().iter().filter(|it| it.folder.join("src/lib.rs").exists()) {
        let doctest = it.manifest.get("lib").and_then(|lib| lib.get("doctest")).and_then(Value::as_bool);
        assert_eq!(doctest, Some(false), "`{}`: add `[lib] doctest = false`: each one is a link of its own", it.name);
    }
}
