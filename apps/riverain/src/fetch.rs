//! Downloads the open data that a manifest names: whole or not at all, known by its checksum, resumed when it was cut.

use crate::progress::{Progress, Unit};
use sha2::{Digest, Sha256};
use std::{
    fmt::Write as _,
    fs::{self, File},
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
    time::Duration,
};
use territory::{FetchError, ManifestEntry};
use ureq::{Body, http::Response};

/// What a download may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub most_bytes: u64,
    /// For a connection, then for the first answer.
    pub wait: Duration,
    /// For the whole body.
    pub whole: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { most_bytes: 1 << 30, wait: Duration::from_secs(30), whole: Duration::from_hours(1) }
    }
}

/// Some servers turn away programs that do not say who they are.
const USER_AGENT: &str =
    concat!("Riverain/", env!("CARGO_PKG_VERSION"), " (city fetch; +https://github.com/riverain/riverain)");
const MOST_REDIRECTS: u32 = 10;

#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    #[error("{url}: the server turned us away (403): open the address in a browser, or take the file with --from")]
    TurnedAway { url: String },
    #[error("{url}: there is nothing at this address ({status}): correct `url` in manifest.toml")]
    Gone { url: String, status: u16 },
    #[error("{url}: the server answered {status}: try again later")]
    Status { url: String, status: u16 },
    #[error("{url}: no answer in time: try again later")]
    Timeout { url: String },
    #[error("{url}: {source}")]
    Unreachable { url: String, source: Box<ureq::Error> },
    #[error("{url}: cut after {received} bytes of {expected}: run the command again, it goes on from there")]
    Cut { url: String, received: u64, expected: u64 },
    #[error("{url}: more than {most} bytes, which no file of a city has")]
    TooLarge { url: String, most: u64 },
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Kept(#[from] FetchError),
}

/// What was downloaded.
#[derive(Debug)]
pub struct Downloaded {
    pub path: PathBuf,
    pub bytes: u64,
    pub sha256: String,
}

/// Downloads a file of the manifest into the pack.
pub fn download(entry: &ManifestEntry, pack: &Path, limits: Limits) -> Result<Downloaded, DownloadError> {
    let part_path = entry.part_path(pack);
    let mut part = Part::open(&part_path)?;
    let answer = match ask(entry, &part, limits) {
        // Nothing is left to send: what is here may be whole, or of another file.
        Err(DownloadError::Status { status: 416, .. }) if part.length > 0 => {
            part.forget()?;
            ask(entry, &part, limits)?
        }
        answer => answer?,
    };
    let is_rest = answer.status().as_u16() == 206;
    if !is_rest {
        part.start_again(tag(&answer))?;
    }
    let expected = number(&answer, "content-length").map(|rest| rest + part.length);
    let too_large = || DownloadError::TooLarge { url: entry.url.clone(), most: limits.most_bytes };
    if expected.is_some_and(|expected| expected > limits.most_bytes) {
        return Err(too_large());
    }
    let mut progress = Progress::new(&entry.file, Unit::Bytes, expected.unwrap_or(0));
    progress.add(part.length);
    let mut body = answer.into_body().into_reader();
    let mut buffer = vec![0; 1 << 16];
    // Whatever ends it, an error or not, what came is counted after.
    while let Ok(count @ 1..) = body.read(&mut buffer) {
        part.add(buffer.get(..count).unwrap_or_default())?;
        progress.add(count as u64);
        if part.length > limits.most_bytes {
            part.forget()?;
            return Err(too_large());
        }
    }
    drop(progress);
    match expected {
        Some(expected) if part.length < expected => {
            return Err(DownloadError::Cut { url: entry.url.clone(), received: part.length, expected });
        }
        Some(_) | None => {}
    }
    let (bytes, sha256) = (part.length, part.close()?);
    Ok(Downloaded { path: entry.keep_download(&sha256, pack)?, bytes, sha256 })
}

/// Asks for the file, or for the rest of it when a part is here and the server can tell that it is the same file.
fn ask(entry: &ManifestEntry, part: &Part, limits: Limits) -> Result<Response<Body>, DownloadError> {
    let config = ureq::Agent::config_builder()
        .user_agent(USER_AGENT)
        .max_redirects(MOST_REDIRECTS)
        // What begins in the safe ends in the safe.
        .https_only(entry.url.starts_with("https://"))
        .timeout_connect(Some(limits.wait))
        .timeout_recv_response(Some(limits.wait))
        .timeout_recv_body(Some(limits.whole))
        .build();
    let mut request = ureq::Agent::new_with_config(config).get(&entry.url);
    if let (Some(tag), true) = (&part.tag, part.length > 0) {
        request = request.header("range", format!("bytes={}-", part.length)).header("if-range", tag);
    }
    request.call().map_err(|err| {
        let url = entry.url.clone();
        if let ureq::Error::StatusCode(status) = err {
            return match status {
                401 | 403 => DownloadError::TurnedAway { url },
                404 | 410 => DownloadError::Gone { url, status },
                _ => DownloadError::Status { url, status },
            };
        }
        if matches!(err, ureq::Error::Timeout(_)) {
            return DownloadError::Timeout { url };
        }
        DownloadError::Unreachable { url, source: Box::new(err) }
    })
}

fn header<'a>(answer: &'a Response<Body>, name: &str) -> Option<&'a str> {
    answer.headers().get(name).and_then(|value| value.to_str().ok())
}

fn number(answer: &Response<Body>, name: &str) -> Option<u64> {
    header(answer, name)?.parse().ok()
}

/// What tells this version of the file from another; a weak mark does not.
fn tag(answer: &Response<Body>) -> Option<String> {
    header(answer, "etag").filter(|tag| !tag.starts_with("W/")).map(str::to_owned)
}

/// A file being downloaded, and the mark of the version it is of, kept beside it.
struct Part {
    path: PathBuf,
    file: File,
    length: u64,
    tag: Option<String>,
}

impl Part {
    fn open(path: &Path) -> Result<Self, DownloadError> {
        let failed = |source| DownloadError::File { path: path.to_owned(), source };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let file = File::options().read(true).append(true).create(true).open(path).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        let tag = fs::read_to_string(tag_path(path)).ok();
        Ok(Self { path: path.to_owned(), file, length, tag })
    }

    fn failed(&self, source: io::Error) -> DownloadError {
        DownloadError::File { path: self.path.clone(), source }
    }

    fn start_again(&mut self, tag: Option<String>) -> Result<(), DownloadError> {
        self.forget()?;
        if let Some(tag) = tag {
            fs::write(tag_path(&self.path), tag).map_err(|source| self.failed(source))?;
        }
        Ok(())
    }

    fn forget(&mut self) -> Result<(), DownloadError> {
        self.file.set_len(0).map_err(|source| self.failed(source))?;
        self.length = 0;
        match fs::remove_file(tag_path(&self.path)) {
            Err(err) if err.kind() != io::ErrorKind::NotFound => Err(self.failed(err)),
            Err(_) | Ok(()) => Ok(()),
        }
    }

    fn add(&mut self, bytes: &[u8]) -> Result<(), DownloadError> {
        self.file.write_all(bytes).map_err(|source| self.failed(source))?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Everything on the disk; answers its checksum.
    fn close(mut self) -> Result<String, DownloadError> {
        let mut digest = Sha256::new();
        let read = self.file.sync_all().and_then(|()| self.file.rewind());
        read.and_then(|()| io::copy(&mut self.file, &mut HashWriter(&mut digest)))
            .map_err(|source| self.failed(source))?;
        // Kept or refused, this part is over.
        let _ = fs::remove_file(tag_path(&self.path));
        Ok(digest.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
            // Writing to a text cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        }))
    }
}

fn tag_path(part: &Path) -> PathBuf {
    part.with_extension("tag")
}

struct HashWriter<'a>(&'a mut Sha256);

impl Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
