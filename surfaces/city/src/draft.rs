//! What an administrator is changing of the city, beside the version in force: nobody else sees it until it is published.

use crate::{
    pack::{COMPILED, GEOMETRIES},
    store::{self, draft as kept},
    table::from_spreadsheet,
};
use ::store::{StoreError, Tx};
use base::{Id, Moment, PackFiles};
use knowledge::folder::IN_A_PACK;
use std::collections::{BTreeMap, BTreeSet};

/// What a draft does to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edited {
    /// Its size, in bytes.
    Changed(i64),
    Removed,
}

/// A draft, without what its files say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub staff: Id,
    /// The version that it changes.
    pub began_on: Id,
    pub changed_at: Moment,
    pub files: BTreeMap<String, Edited>,
}

impl Draft {
    /// How many files differ.
    pub fn count(&self) -> i64 {
        i64::try_from(self.files.len()).unwrap_or(i64::MAX)
    }
}

/// How a file is edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Row by row, or as a text.
    Csv,
    Text,
    /// Downloaded and replaced only.
    Geometry,
}

impl Kind {
    pub fn code(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Text => "text",
            Self::Geometry => "geometry",
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    #[error("the name is not one of a file of a city")]
    NameWrong,
    #[error("the file is larger than {LARGEST} bytes, or its text than {LARGEST_TEXT}")]
    TooLarge,
    #[error("a file of words is not UTF-8")]
    NotText,
    #[error("the file changed since it was shown")]
    Moved,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A text that is edited in a page, in bytes.
pub const LARGEST_TEXT: usize = 500_000;
/// A file that is brought in, in bytes: a little less than the door lets through.
pub const LARGEST: usize = 30_000_000;
/// Characters of the name of a file, its folder included.
const LONGEST_NAME: usize = 80;
const KINDS: [(&str, Kind); 5] = [
    (".csv", Kind::Csv),
    (".toml", Kind::Text),
    (".json", Kind::Text),
    (".ftl", Kind::Text),
    (".geojson", Kind::Geometry),
];

/// How a file is edited here; none when it is not: another name, the compiled territory, articles, which have their page.
pub fn kind(name: &str) -> Option<Kind> {
    let is_part = |part: &str| {
        let is_plain = part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
        is_plain && part.starts_with(|letter: char| letter.is_ascii_alphanumeric()) && !part.contains("..")
    };
    let is_ours = name.len() <= LONGEST_NAME
        && name.split('/').count() <= 2
        && name.split('/').all(is_part)
        && !name.starts_with(IN_A_PACK);
    KINDS.iter().find(|(ending, _)| is_ours && name.ends_with(ending)).map(|(_, kind)| *kind)
}

/// Somebody's draft, or an empty one upon the version in force.
pub(crate) async fn open(tx: &mut Tx, staff: Id, now: Moment) -> Result<Draft, StoreError> {
    if let Some(draft) = kept::find(tx, staff).await? {
        return Ok(draft);
    }
    let began_on = store::find_version(tx, now).await?.map_or(0, |version| version.id);
    Ok(Draft { staff, began_on, changed_at: now, files: BTreeMap::new() })
}

/// What a file says in a draft; none when it has no such file.
pub(crate) async fn load_file(tx: &mut Tx, draft: &Draft, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    match draft.files.get(name) {
        Some(Edited::Changed(_)) => kept::load_file(tx, draft.staff, name).await,
        Some(Edited::Removed) => Ok(None),
        None => store::load_file(tx, draft.began_on, name).await,
    }
}

/// Keeps what a file says. What is again as in the version is no change.
pub(crate) async fn keep(
    tx: &mut Tx,
    draft: &Draft,
    name: &str,
    content: &[u8],
    now: Moment,
) -> Result<(), DraftError> {
    let kind = kind(name).ok_or(DraftError::NameWrong)?;
    let is_text = kind != Kind::Geometry;
    if content.len() > if is_text { LARGEST_TEXT } else { LARGEST } {
        return Err(DraftError::TooLarge);
    }
    let text = std::str::from_utf8(content).ok().filter(|text| !text.contains('\0'));
    let text = text.ok_or(DraftError::NotText)?;
    kept::touch(tx, draft.staff, draft.began_on, now).await?;
    if store::load_file(tx, draft.began_on, name).await?.as_deref() == Some(content) {
        kept::forget_file(tx, draft.staff, name).await?;
    } else {
        kept::save_file(tx, draft.staff, name, Some(text.as_bytes())).await?;
    }
    Ok(())
}

/// A file that comes from somebody's disk: what a spreadsheet was protected from is taken away again.
pub fn received(name: &str, content: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(content) {
        Ok(text) if kind(name) == Some(Kind::Csv) => from_spreadsheet(&text).into_bytes(),
        Ok(text) => text.into_bytes(),
        Err(err) => err.into_bytes(),
    }
}

/// The city without a file.
pub(crate) async fn remove(tx: &mut Tx, draft: &Draft, name: &str, now: Moment) -> Result<(), DraftError> {
    kind(name).ok_or(DraftError::NameWrong)?;
    kept::touch(tx, draft.staff, draft.began_on, now).await?;
    if store::load_file(tx, draft.began_on, name).await?.is_some() {
        kept::save_file(tx, draft.staff, name, None).await?;
    } else {
        kept::forget_file(tx, draft.staff, name).await?;
    }
    Ok(())
}

/// A file as in the version again.
pub(crate) async fn reset(tx: &mut Tx, draft: &Draft, name: &str, now: Moment) -> Result<(), StoreError> {
    kept::touch(tx, draft.staff, draft.began_on, now).await?;
    kept::forget_file(tx, draft.staff, name).await
}

/// Every file of the city as the draft has it. New geometry takes the place of the compiled territory.
pub(crate) async fn load_files(tx: &mut Tx, draft: &Draft) -> Result<PackFiles, StoreError> {
    let mut files = store::load_files(tx, draft.began_on).await?;
    for (name, edited) in &draft.files {
        match edited {
            Edited::Removed => {
                files.remove(name);
            }
            Edited::Changed(_) => {
                let content = kept::load_file(tx, draft.staff, name).await?.unwrap_or_default();
                files.insert(name.clone(), content);
            }
        }
    }
    if GEOMETRIES.iter().any(|name| draft.files.contains_key(*name)) {
        files.remove(COMPILED);
    }
    Ok(files)
}

/// Files that are not the same in two versions.
pub(crate) async fn changed(tx: &mut Tx, from: Id, to: Id) -> Result<BTreeSet<String>, StoreError> {
    let (before, after) = (store::holders(tx, from).await?, store::holders(tx, to).await?);
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut changed = BTreeSet::new();
    for name in names {
        let is_held = before.get(name).is_some_and(|holder| after.get(name) == Some(holder));
        if !is_held && store::load_file(tx, from, name).await? != store::load_file(tx, to, name).await? {
            changed.insert(name.clone());
        }
    }
    Ok(changed)
}

/// Files that both a draft and a version changed, since the version that the draft began on.
pub(crate) async fn conflicts(tx: &mut Tx, draft: &Draft, version: Id) -> Result<Vec<String>, StoreError> {
    let theirs = changed(tx, draft.began_on, version).await?;
    let mut conflicts = Vec::new();
    for name in draft.files.keys().filter(|name| theirs.contains(*name)) {
        // The same change, made twice, is no conflict.
        if load_file(tx, draft, name).await? != store::load_file(tx, version, name).await? {
            conflicts.push(name.clone());
        }
    }
    Ok(conflicts)
}

/// Puts a draft upon another version: files of `given_up` are as in that version, the others stay as they are.
pub(crate) async fn rebase(
    tx: &mut Tx,
    draft: &Draft,
    version: Id,
    given_up: &[String],
    now: Moment,
) -> Result<(), StoreError> {
    kept::touch(tx, draft.staff, version, now).await?;
    for name in draft.files.keys() {
        let is_same = load_file(tx, draft, name).await? == store::load_file(tx, version, name).await?;
        if is_same || given_up.contains(name) {
            kept::forget_file(tx, draft.staff, name).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: Option<Kind>) {
        assert_eq!(kind(name), expected, "{name}");
    }

    #[test]
    fn only_the_files_of_a_city_are_edited() {
        check("units.csv", Some(Kind::Csv));
        check("texts/fr.ftl", Some(Kind::Text));
        check("territory.geojson", Some(Kind::Geometry));
        for name in [
            "../units.csv",
            "texts/../units.csv",
            "/etc/units.csv",
            "a/b/c.csv",
            ".csv",
            "texts/.fr.ftl",
            "a..csv",
            "units.exe",
            "units\\x.csv",
            "unités.csv",
            "territory.compiled",
            "",
        ] {
            check(name, None);
        }
        check(&format!("{IN_A_PACK}a.toml"), None);
    }
}
