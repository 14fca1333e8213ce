//! What a pack fetches and never commits: where the open data is, its licence, and the checksums that pin it.

use base::{PackFault, PackFiles};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::{
    fmt::Write,
    fs, io,
    path::{Component, Path, PathBuf},
};
use toml::Spanned;

const FILE: &str = "manifest.toml";
/// Folder of a pack that holds what was fetched.
const FOLDER: &str = "geometry";

/// The files a pack fetches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    pub entries: Vec<ManifestEntry>,
}

/// A file to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestEntry {
    /// Name inside the pack: `streets.geojson`.
    pub file: String,
    pub url: String,
    /// SHA-256 of what `url` gives, in hexadecimal; absent until a first download was read and accepted.
    pub sha256: Option<String>,
    /// Place in a local copy of the open data, and the SHA-256 of that copy.
    pub from: Option<String>,
    pub from_sha256: Option<String>,
    pub licence: String,
    /// Shown on every map and in every publication that draws from the file.
    pub attribution: String,
}

#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error("`{0}` has no local copy: the manifest gives no `from`")]
    NoLocalCopy(String),
    #[error("`{path}` cannot be read or written")]
    Files { path: PathBuf, source: io::Error },
    #[error("`{file}` has the checksum {found}, the manifest expects {expected}")]
    Checksum { file: String, found: String, expected: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ManifestWire {
    #[serde(default)]
    entry: Vec<EntryWire>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryWire {
    file: Spanned<String>,
    url: Spanned<String>,
    sha256: Option<Spanned<String>>,
    from: Option<Spanned<String>>,
    from_sha256: Option<Spanned<String>>,
    licence: Spanned<String>,
    attribution: Spanned<String>,
}

impl Manifest {
    pub fn read(files: &PackFiles) -> Result<Self, Vec<PackFault>> {
        let text = files.text(FILE).map_err(|fault| vec![fault])?;
        let fault_at = |start: usize, message: String| {
            let before = text.get(..start).unwrap_or("");
            PackFault::new(FILE, 1 + before.matches('\n').count() as u64, message)
        };
        let wire: ManifestWire = toml::from_str(text)
            .map_err(|err| vec![fault_at(err.span().map_or(0, |span| span.start), err.message().to_owned())])?;
        let mut faults = Vec::new();
        let mut entries: Vec<ManifestEntry> = Vec::new();
        for entry in wire.entry {
            let wrongs = entry.wrongs();
            faults.extend(wrongs.into_iter().map(|(start, message)| fault_at(start, message)));
            if entries.iter().any(|other| other.file == *entry.file.get_ref()) {
                faults.push(fault_at(entry.file.span().start, format!("`{}` stands twice", entry.file.get_ref())));
            }
            entries.push(entry.into());
        }
        if faults.is_empty() { Ok(Self { entries }) } else { Err(faults) }
    }

    /// The text of a manifest with the checksum of `file` below its address; none when it has one, or no such file.
    pub fn pinned(text: &str, file: &str, sha256: &str) -> Option<String> {
        let wire: ManifestWire = toml::from_str(text).ok()?;
        let entry = wire.entry.iter().find(|entry| entry.file.get_ref() == file && entry.sha256.is_none())?;
        let after = entry.url.span().end;
        let rest = text.get(after..)?;
        let line_end = after + rest.find('\n').unwrap_or(rest.len());
        let (before, rest) = (text.get(..line_end)?, text.get(line_end..)?);
        Some(format!("{before}\nsha256 = \"{sha256}\"{rest}"))
    }

    /// Copies every file from a local copy of the open data into the pack. Answers the files written.
    /// Everything is checked before anything is written.
    pub fn fetch_from(&self, local_dir: &Path, pack_dir: &Path) -> Result<Vec<PathBuf>, FetchError> {
        let mut read = Vec::new();
        for entry in &self.entries {
            let from = entry.from.as_ref().ok_or_else(|| FetchError::NoLocalCopy(entry.file.clone()))?;
            let path = local_dir.join(from);
            let content = fs::read(&path).map_err(|source| FetchError::Files { path, source })?;
            check(&entry.file, &sha256_of(&content), entry.from_sha256.as_deref())?;
            read.push((entry, content));
        }
        read.into_iter().map(|(entry, content)| entry.write(&content, pack_dir)).collect()
    }
}

impl ManifestEntry {
    /// Where the file stands in the pack once it is whole.
    pub fn path(&self, pack_dir: &Path) -> PathBuf {
        pack_dir.join(FOLDER).join(&self.file)
    }

    /// Where it is written meanwhile: what a pack reads never holds half a file.
    pub fn part_path(&self, pack_dir: &Path) -> PathBuf {
        pack_dir.join(FOLDER).join(format!(".{}.part", self.file))
    }

    /// Puts what was downloaded in place, once its checksum is right; a wrong part is removed.
    pub fn keep_download(&self, sha256: &str, pack_dir: &Path) -> Result<PathBuf, FetchError> {
        let (part, path) = (self.part_path(pack_dir), self.path(pack_dir));
        let failed = |source| FetchError::Files { path: part.clone(), source };
        if let Err(wrong) = check(&self.file, sha256, self.sha256.as_deref()) {
            fs::remove_file(&part).map_err(failed)?;
            return Err(wrong);
        }
        fs::rename(&part, &path).map_err(failed)?;
        Ok(path)
    }

    fn write(&self, content: &[u8], pack_dir: &Path) -> Result<PathBuf, FetchError> {
        let (part, path) = (self.part_path(pack_dir), self.path(pack_dir));
        let written = fs::create_dir_all(pack_dir.join(FOLDER)).and_then(|()| fs::write(&part, content));
        written
            .and_then(|()| fs::rename(&part, &path))
            .map_err(|source| FetchError::Files { path: path.clone(), source })?;
        Ok(path)
    }
}

/// SHA-256 in lower-case hexadecimal, to pin a file in a manifest.
pub fn sha256_of(content: &[u8]) -> String {
    Sha256::digest(content).iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn check(file: &str, found: &str, expected: Option<&str>) -> Result<(), FetchError> {
    match expected {
        Some(expected) if !expected.eq_ignore_ascii_case(found) => {
            Err(FetchError::Checksum { file: file.to_owned(), found: found.to_owned(), expected: expected.to_owned() })
        }
        Some(_) | None => Ok(()),
    }
}

/// A mirror on the machine itself needs no certificate.
fn is_safe(url: &str) -> bool {
    let own = ["http://127.0.0.1:", "http://localhost:"];
    url.starts_with("https://") || own.iter().any(|start| url.starts_with(start))
}

impl EntryWire {
    /// What is wrong, each with its place in the text.
    fn wrongs(&self) -> Vec<(usize, String)> {
        let mut wrongs = Vec::new();
        let mut expect = |is_right: bool, value: &Spanned<String>, message: &str| {
            if !is_right {
                wrongs.push((value.span().start, format!("`{}` {message}", value.get_ref())));
            }
        };
        let is_name = |name: &str| !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\']);
        expect(is_name(self.file.get_ref()), &self.file, "must be the name of a file, without folders");
        expect(is_safe(self.url.get_ref()), &self.url, "must be an address that starts with https://");
        if let Some(from) = &self.from {
            let is_inside = Path::new(from.get_ref()).components().all(|part| matches!(part, Component::Normal(_)));
            expect(is_inside && !from.get_ref().is_empty(), from, "must be a path inside the local copy");
        }
        for checksum in [&self.sha256, &self.from_sha256].into_iter().flatten() {
            let text = checksum.get_ref();
            let is_checksum = text.len() == 64 && text.chars().all(|digit| digit.is_ascii_hexdigit());
            expect(is_checksum, checksum, "must be 64 hexadecimal digits");
        }
        for words in [&self.licence, &self.attribution] {
            expect(!words.get_ref().trim().is_empty(), words, "must not be blank: the data is only lent");
        }
        wrongs
    }
}

impl From<EntryWire> for ManifestEntry {
    fn from(entry: EntryWire) -> Self {
        Self {
            file: entry.file.into_inner(),
            url: entry.url.into_inner(),
            sha256: entry.sha256.map(Spanned::into_inner),
            from: entry.from.map(Spanned::into_inner),
            from_sha256: entry.from_sha256.map(Spanned::into_inner),
            licence: entry.licence.into_inner(),
            attribution: entry.attribution.into_inner(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = "[[entry]]\nfile = \"a.json\"\nurl = \"https://a.example/a\"\nfrom = \"geo/a.json\"\nlicence = \"CC BY 4.0\"\nattribution = \"A\"\n";

    fn read(text: &str) -> Result<Manifest, Vec<String>> {
        let mut files = PackFiles::default();
        files.insert(FILE, text);
        Manifest::read(&files).map_err(|faults| faults.iter().map(ToString::to_string).collect())
    }

    #[track_caller]
    fn check_fault(before: &str, after: &str, expected: &str) {
        let faults = read(&ENTRY.replace(before, after)).unwrap_err();
        assert!(faults.iter().any(|fault| fault.starts_with(expected)), "{faults:?}");
    }

    #[test]
    fn faults_have_their_line() {
        assert_eq!(read(ENTRY).unwrap().entries.len(), 1);
        check_fault("a.json\"\nurl", "../a.json\"\nurl", "manifest.toml:2: `../a.json` must be the name");
        check_fault("https:", "ftp:", "manifest.toml:3: ");
        check_fault("geo/a.json", "../../etc/passwd", "manifest.toml:4: ");
        check_fault("geo/a.json", "/etc/passwd", "manifest.toml:4: ");
        check_fault("CC BY 4.0", " ", "manifest.toml:5: ");
        check_fault("url =", "sha256 = \"12\"\nurl =", "manifest.toml:3: `12` must be 64 hexadecimal digits");
        check_fault("url =", "uri =", "manifest.toml:3: ");
        let twice = read(&format!("{ENTRY}{ENTRY}")).unwrap_err();
        assert_eq!(twice, ["manifest.toml:8: `a.json` stands twice"]);
    }

    #[test]
    fn a_copy_with_another_checksum_is_refused_and_nothing_is_written() {
        let (local, pack) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::create_dir(local.path().join("geo")).unwrap();
        fs::write(local.path().join("geo/a.json"), "{}").unwrap();
        let mut manifest = read(ENTRY).unwrap();
        manifest.entries[0].from_sha256 = Some("0".repeat(64));
        let refused = manifest.fetch_from(local.path(), pack.path());
        assert!(matches!(refused, Err(FetchError::Checksum { .. })), "{refused:?}");
        assert_eq!(fs::read_dir(pack.path()).unwrap().count(), 0);
        manifest.entries[0].from_sha256 = Some(sha256_of(b"{}").to_uppercase());
        let written = manifest.fetch_from(local.path(), pack.path()).unwrap();
        assert_eq!(written, [pack.path().join("geometry/a.json")]);
        assert_eq!(PackFiles::read(pack.path()).unwrap().bytes("a.json"), Some(b"{}".as_slice()));
    }

    #[test]
    fn a_checksum_is_pinned_below_its_address_and_only_once() {
        let text = format!("# Ours.\n{ENTRY}");
        let sum = sha256_of(b"{}");
        let pinned = Manifest::pinned(&text, "a.json", &sum).unwrap();
        assert_eq!(pinned.lines().nth(4), Some(format!("sha256 = \"{sum}\"").as_str()));
        assert_eq!(read(&pinned).unwrap().entries[0].sha256.as_deref(), Some(sum.as_str()));
        assert!(pinned.starts_with("# Ours.\n") && pinned.lines().count() == text.lines().count() + 1);
        assert_eq!(Manifest::pinned(&pinned, "a.json", &sum), None);
        assert_eq!(Manifest::pinned(&text, "b.json", &sum), None);
    }
}
