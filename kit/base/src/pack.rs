//! The files of a folder of configuration, in memory, and what is wrong with them.

use std::{collections::BTreeMap, fmt, fs, io, path::Path};

/// A fault of a pack, with its place. Written for the person who edits the pack.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PackFault {
    /// File inside the pack.
    pub file: String,
    /// Line, 1 first; 0 when the fault is of the whole file.
    pub line: u64,
    pub message: String,
}

impl PackFault {
    pub fn new(file: impl Into<String>, line: u64, message: impl Into<String>) -> Self {
        Self { file: file.into(), line, message: message.into() }
    }
}

impl fmt::Display for PackFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.message),
            line => write!(f, "{}:{line}: {}", self.file, self.message),
        }
    }
}

/// Every file of a pack by its path inside it, `/` between folders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackFiles {
    files: BTreeMap<String, Vec<u8>>,
}

/// No file of a city is larger; one that is was put there by mistake.
const LARGEST: u64 = 1 << 30;

impl PackFiles {
    /// Reads every file under `folder`. Files of its `geometry/` folder, which is fetched and never
    /// committed, take their place beside the others: `geometry/streets.geojson` is `streets.geojson`.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        gather(folder, "", &mut files)?;
        Ok(Self { files })
    }

    pub fn insert(&mut self, name: impl Into<String>, content: impl Into<Vec<u8>>) {
        self.files.insert(name.into(), content.into());
    }

    pub fn remove(&mut self, name: &str) -> Option<Vec<u8>> {
        self.files.remove(name)
    }

    pub fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(Vec::as_slice)
    }

    /// The text of a file that must be there, UTF-8, without its byte order mark.
    pub fn text(&self, name: &str) -> Result<&str, PackFault> {
        let bytes = self.bytes(name).ok_or_else(|| PackFault::new(name, 0, "the file is missing"))?;
        let text = std::str::from_utf8(bytes).map_err(|err| {
            let valid = bytes.get(..err.valid_up_to()).unwrap_or_default();
            let line = 1 + valid.iter().filter(|byte| **byte == b'\n').count() as u64;
            PackFault::new(name, line, "the text is not UTF-8")
        })?;
        Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(name, content)| (name.as_str(), content.as_slice()))
    }
}

fn gather(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        if entry.file_type()?.is_dir() {
            let inner = if name == "geometry" { String::new() } else { format!("{prefix}{name}/") };
            gather(&entry.path(), &inner, files)?;
        } else {
            let (path, name) = (entry.path(), format!("{prefix}{name}"));
            let length = fs::metadata(&path)?.len();
            if length > LARGEST {
                let message = format!("{name} has {} MiB, {} at most", length >> 20, LARGEST >> 20);
                return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
            }
            files.insert(name, fs::read(path)?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_too_large_for_a_city_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        fs::File::create(folder.path().join("streets.geojson")).unwrap().set_len(LARGEST + 1).unwrap();
        let refused = PackFiles::read(folder.path()).unwrap_err();
        assert_eq!(refused.to_string(), "streets.geojson has 1024 MiB, 1024 at most");
    }

    #[test]
    fn a_file_that_is_not_utf8_is_named_with_its_line() {
        let mut files = PackFiles::default();
        files.insert("units.csv", b"code,name\nA,\xff\n".as_slice());
        assert_eq!(files.text("units.csv").unwrap_err().to_string(), "units.csv:2: the text is not UTF-8");
        assert_eq!(files.text("city.toml").unwrap_err().to_string(), "city.toml: the file is missing");
    }
}
