//! The tree of the house as the rules see it: crates, their manifests, their files.

use crate::words::Words;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};
use toml::{Table, Value};

/// Groups of crates, lowest first. A group may use those before it.
pub(crate) const GROUPS: [&str; 4] = ["kit", "domains", "surfaces", "apps"];

/// Domains, lowest first. A domain may use only those before it, so no circle can form.
pub(crate) const ORDER: [&str; 19] = [
    "audit",
    "territory",
    "identity",
    "notifications",
    "catalogue",
    "knowledge",
    "replies",
    "standards",
    "routing",
    "requests",
    "interactions",
    "telephony",
    "quality",
    "surveys",
    "indicators",
    "priorities",
    "snow",
    "participation",
    "open-data",
];

/// Crates that stand: a rule that does not see them all looks at the wrong place.
const STANDING: [&str; 8] = ["base", "store", "web", "statistics", "territory", "catalogue", "requests", "tidy"];

/// Folders with nothing of ours in them.
const FOREIGN: [&str; 6] = ["target", "node_modules", "dist", "var", "geometry", "pictures"];

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// A path as one writes it from the root.
pub(crate) fn short(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|err| panic!("{} cannot be read: {err}", short(path)))
}

/// Every file under `folder` whose name ends with one of `endings`, ours only.
pub(crate) fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !FOREIGN.contains(&name.as_str()) && name != ".git" {
                found.extend(files(&path, endings));
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A crate of the workspace.
pub(crate) struct Crate {
    /// `kit`, `domains`, `surfaces`, `apps`, or nothing for `tidy`.
    pub group: String,
    /// Name of its folder.
    pub name: String,
    pub folder: PathBuf,
    pub manifest: Table,
}

impl Crate {
    fn read(group: &str, folder: PathBuf) -> Self {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let path = folder.join("Cargo.toml");
        let manifest = read(&path).parse().unwrap_or_else(|err| panic!("{}: {err}", short(&path)));
        Self { group: group.to_owned(), name, folder, manifest }
    }

    /// Its place among the groups; `tidy` has none.
    pub fn level(&self) -> Option<usize> {
        GROUPS.iter().position(|group| *group == self.group)
    }

    /// Its place among the domains.
    pub fn rank(&self) -> Option<usize> {
        ORDER.iter().position(|domain| *domain == self.name && self.group == "domains")
    }

    /// Every dependency as it is declared, development and build included.
    pub fn declared(&self) -> BTreeMap<String, Value> {
        let kinds = ["dependencies", "dev-dependencies", "build-dependencies"];
        let tables = kinds.iter().filter_map(|kind| self.manifest.get(*kind)?.as_table());
        tables.flatten().map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    pub fn uses(&self, other: &Self) -> bool {
        self.declared().contains_key(&other.name)
    }

    /// Its Rust files, benches and examples included.
    pub fn sources(&self) -> Vec<Source> {
        let paths = files(&self.folder, &[".rs"]);
        let mut sources: Vec<Source> = paths.into_iter().map(Source::read).collect();
        let tests: BTreeSet<String> =
            sources.iter().flat_map(|source| source.words.test_modules.iter().cloned()).collect();
        for source in &mut sources {
            let is_bench = source.path.strip_prefix(&self.folder).is_ok_and(|path| !path.starts_with("src"));
            source.is_test = is_bench || source.names(&self.folder).any(|name| tests.contains(name));
        }
        sources
    }
}

/// A Rust file.
pub(crate) struct Source {
    pub path: PathBuf,
    pub text: String,
    pub words: Words,
    /// Nothing of it is in the executable.
    pub is_test: bool,
}

impl Source {
    fn read(path: PathBuf) -> Self {
        let text = read(&path);
        let words = Words::of(&text).unwrap_or_else(|err| panic!("{}: {err}", short(&path)));
        Self { path, text, words, is_test: false }
    }

    /// Names of the modules it is in, under `folder`: `store` for `src/store.rs` and `src/store/rows.rs`.
    fn names<'a>(&'a self, folder: &Path) -> impl Iterator<Item = &'a str> + use<'a> {
        let inside = self.path.strip_prefix(folder).unwrap_or(&self.path);
        inside.iter().filter_map(|part| part.to_str()).map(|part| part.strip_suffix(".rs").unwrap_or(part))
    }

    /// Whether it is one of the technical files `names` of its crate, or in a folder of that name.
    pub fn is_in(&self, owner: &Crate, names: &[&str]) -> bool {
        self.names(&owner.folder).any(|name| names.contains(&name))
    }
}

/// Every crate. A folder without `src/lib.rs` nor `src/main.rs` does not compile and is not one yet.
pub(crate) fn crates() -> Vec<Crate> {
    let mut found = vec![Crate::read("", root().join("tidy"))];
    for group in GROUPS {
        let entries = fs::read_dir(root().join(group)).into_iter().flatten();
        let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        folders.retain(|folder| ["lib.rs", "main.rs"].iter().any(|file| folder.join("src").join(file).exists()));
        folders.sort();
        found.extend(folders.into_iter().map(|folder| Crate::read(group, folder)));
    }
    for name in STANDING {
        assert!(found.iter().any(|it| it.name == name), "the crate `{name}` was not found: look at `crates` in tidy");
    }
    found
}

#[test]
fn every_crate_is_in_the_workspace() {
    let manifest: Table = read(&root().join("Cargo.toml")).parse().unwrap();
    let members = manifest.get("workspace").and_then(|it| it.get("members")).and_then(Value::as_array).unwrap();
    let members: BTreeSet<&str> = members.iter().filter_map(Value::as_str).collect();
    for it in crates() {
        let (path, all) = (short(&it.folder), format!("{}/*", it.group));
        let is_member = members.contains(path.as_str()) || members.contains(all.as_str());
        assert!(is_member, "add `{path}` to the members of Cargo.toml");
    }
}
