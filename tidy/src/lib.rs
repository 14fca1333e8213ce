#![doc = include_str!("../README.md")]

#[cfg(test)]
mod tests {
    use std::{
        fs,
        path::{Path, PathBuf},
    };

    /// Domains, lowest first. A domain may use only those before it, so no circle can form.
    const ORDER: [&str; 15] = [
        "audit",
        "territory",
        "identity",
        "notifications",
        "catalogue",
        "knowledge",
        "standards",
        "routing",
        "requests",
        "surveys",
        "indicators",
        "priorities",
        "snow",
        "participation",
        "open-data",
    ];
    const LONGEST_FILE: usize = 500;

    fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
    }

    /// Folders of the crates of a group: `kit`, `domains`.
    fn crates(group: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(root().join(group)).into_iter().flatten();
        let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        folders.retain(|folder| folder.join("Cargo.toml").exists());
        folders.sort();
        folders
    }

    fn sources(folder: &Path) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.extend(sources(&path));
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
        found
    }

    fn all_sources() -> Vec<PathBuf> {
        let folders = ["kit", "domains"].into_iter().flat_map(crates);
        let found: Vec<PathBuf> = folders.flat_map(|folder| sources(&folder)).collect();
        assert!(found.len() > 30, "only {} sources were found: the rules look at nothing", found.len());
        found
    }

    fn uses(manifest: &str, name: &str) -> bool {
        manifest.lines().any(|line| line.split(['.', ' ', '=']).next() == Some(name))
    }

    #[test]
    fn domains_lean_on_earlier_domains_only() {
        let domains = crates("domains");
        assert!(domains.len() >= 3);
        for folder in domains {
            let name = folder.file_name().unwrap().to_string_lossy().into_owned();
            let rank = ORDER.iter().position(|domain| *domain == name);
            let rank =
                rank.unwrap_or_else(|| panic!("`{name}` has no place in ORDER: a new domain is a decision record"));
            let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
            for used in ORDER.iter().skip(rank + 1) {
                assert!(!uses(&manifest, used), "`{name}` must not use `{used}`: see ORDER");
            }
        }
    }

    #[test]
    fn the_ground_knows_no_domain() {
        for folder in crates("kit") {
            let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
            for domain in ORDER {
                assert!(!uses(&manifest, domain), "{} must not use `{domain}`", folder.display());
            }
        }
    }

    #[test]
    fn every_crate_says_what_it_is_for() {
        for folder in ["kit", "domains"].into_iter().flat_map(crates) {
            assert!(folder.join("README.md").exists(), "{} has no README.md", folder.display());
            let lib = fs::read_to_string(folder.join("src/lib.rs")).unwrap();
            assert!(lib.contains("include_str!(\"../README.md\")"), "{} does not include its README", folder.display());
        }
    }

    #[test]
    fn every_file_opens_with_what_it_is_for() {
        for path in all_sources() {
            let text = fs::read_to_string(&path).unwrap();
            let opens = text.starts_with("//!") || text.starts_with("#![doc");
            assert!(opens, "{} must open with `//!` and one sentence", path.display());
        }
    }

    #[test]
    fn no_file_is_longer_than_the_wall() {
        for path in all_sources().into_iter().filter(|path| !path.ends_with("stories.rs")) {
            let text = fs::read_to_string(&path).unwrap();
            let rules = text.split("#[cfg(test)]").next().unwrap_or("").lines().count();
            assert!(rules <= LONGEST_FILE, "{} has {rules} lines: make it a folder", path.display());
        }
    }

    #[test]
    fn sql_stays_in_the_stores() {
        let words = ["\"select ", "\"insert into ", "\"update ", "\"delete from "];
        let kit_store = root().join("kit/store");
        for path in all_sources() {
            if path.ends_with("store.rs") || path.ends_with("stories.rs") || path.starts_with(&kit_store) {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            assert!(!words.iter().any(|word| text.contains(word)), "{} holds SQL: move it to store.rs", path.display());
        }
    }

    #[test]
    fn every_crate_is_a_word_of_the_glossary() {
        let glossary = fs::read_to_string(root().join("GLOSSARY.md")).unwrap();
        for folder in ["kit", "domains"].into_iter().flat_map(crates) {
            let name = folder.file_name().unwrap().to_string_lossy().into_owned();
            assert!(glossary.contains(&format!("`{name}`")), "`{name}` is not in GLOSSARY.md");
        }
    }
}
