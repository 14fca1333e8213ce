//! Open data is downloaded from a server that redirects, refuses, lies, stops short and never answers.

use crate::fetch::{DownloadError, Limits, download};
use base::PackFiles;
use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};
use territory::{FetchError, Manifest, ManifestEntry, manifest::sha256_of};

const BODY: &str = "{\"type\":\"FeatureCollection\",\"features\":[]}";

/// A server of one thread; answers each request by its path, and remembers what it was asked.
struct Server {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = asked.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let seen = seen.clone();
                thread::spawn(move || answer(stream.unwrap(), &seen));
            }
        });
        Self { address, asked }
    }

    fn entry(&self, path: &str, sha256: Option<&str>) -> ManifestEntry {
        let pin = sha256.map(|sum| format!("sha256 = \"{sum}\"\n")).unwrap_or_default();
        let text = format!(
            "[[entry]]\nfile = \"streets.geojson\"\nurl = \"{}{path}\"\n{pin}licence = \"CC0\"\nattribution = \"Essai\"\n",
            self.address
        );
        let mut files = PackFiles::default();
        files.insert("manifest.toml", text);
        Manifest::read(&files).unwrap().entries.remove(0)
    }

    fn asked(&self) -> String {
        self.asked.lock().unwrap().join("\n")
    }
}

fn answer(mut stream: TcpStream, asked: &Mutex<Vec<String>>) {
    let reader = BufReader::new(stream.try_clone().unwrap());
    let head: Vec<String> = reader.lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let head = head.join("\n").to_lowercase();
    asked.lock().unwrap().push(head.clone());
    let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
    let length = BODY.len();
    let whole = format!("HTTP/1.1 200 OK\r\netag: \"v1\"\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
    let said = match path.as_str() {
        "/data" => format!("{whole}{BODY}"),
        "/moved" => {
            "HTTP/1.1 302 Found\r\nlocation: /data\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned()
        }
        "/circle" => {
            "HTTP/1.1 302 Found\r\nlocation: /circle\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned()
        }
        "/forbidden" => "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned(),
        "/large" => "HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\nconnection: close\r\n\r\nx".to_owned(),
        "/endless" => format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{}", "x".repeat(5_000)),
        "/cut" if head.contains("range: bytes=10-") && head.contains("if-range: \"v1\"") => format!(
            "HTTP/1.1 206 Partial Content\r\ncontent-length: {}\r\ncontent-range: bytes 10-{}/{length}\r\nconnection: close\r\n\r\n{}",
            length - 10,
            length - 1,
            &BODY[10..]
        ),
        "/cut" => format!("{whole}{}", &BODY[..10]),
        "/silent" => {
            thread::sleep(Duration::from_secs(5));
            String::new()
        }
        _ => "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned(),
    };
    let _ = stream.write_all(said.as_bytes());
}

const FEW: Limits = Limits { most_bytes: 1_000, wait: Duration::from_millis(400), whole: Duration::from_secs(5) };

fn kept(pack: &Path) -> Option<String> {
    fs::read_to_string(pack.join("geometry/streets.geojson")).ok()
}

#[test]
fn a_file_is_followed_through_redirections_by_somebody_who_has_a_name() {
    let (server, pack) = (Server::start(), tempfile::tempdir().unwrap());
    let sum = sha256_of(BODY.as_bytes());
    let made = download(&server.entry("/moved", Some(&sum)), pack.path(), FEW).unwrap();
    assert_eq!((made.sha256, made.bytes), (sum, BODY.len() as u64));
    assert_eq!(kept(pack.path()).as_deref(), Some(BODY));
    assert!(server.asked().contains("user-agent: riverain/"), "{}", server.asked());
    assert_eq!(fs::read_dir(pack.path().join("geometry")).unwrap().count(), 1, "nothing else is left");
}

#[test]
fn a_download_that_was_cut_goes_on_from_there() {
    let (server, pack) = (Server::start(), tempfile::tempdir().unwrap());
    let entry = server.entry("/cut", Some(&sha256_of(BODY.as_bytes())));
    let cut = download(&entry, pack.path(), FEW).unwrap_err();
    assert!(matches!(cut, DownloadError::Cut { received: 10, .. }), "{cut}");
    assert_eq!(kept(pack.path()), None, "half a file is not a file");
    download(&entry, pack.path(), FEW).unwrap();
    assert_eq!(kept(pack.path()).as_deref(), Some(BODY));
    assert!(server.asked().contains("range: bytes=10-"), "{}", server.asked());
}

#[test]
fn a_wrong_checksum_leaves_what_was_there() {
    let (server, pack) = (Server::start(), tempfile::tempdir().unwrap());
    download(&server.entry("/data", None), pack.path(), FEW).unwrap();
    let wrong = download(&server.entry("/data", Some(&"0".repeat(64))), pack.path(), FEW).unwrap_err();
    assert!(matches!(wrong, DownloadError::Kept(FetchError::Checksum { .. })), "{wrong}");
    assert!(wrong.to_string().contains("the manifest expects 0000"), "{wrong}");
    assert_eq!(kept(pack.path()).as_deref(), Some(BODY));
    assert_eq!(fs::read_dir(pack.path().join("geometry")).unwrap().count(), 1, "the wrong part is gone");
}

#[test]
fn a_server_that_refuses_is_explained() {
    let (server, pack) = (Server::start(), tempfile::tempdir().unwrap());
    let said = |path: &str| download(&server.entry(path, None), pack.path(), FEW).unwrap_err().to_string();
    assert!(said("/forbidden").contains("turned us away (403)"), "{}", said("/forbidden"));
    assert!(said("/nowhere").contains("nothing at this address (404)"));
    assert!(said("/large").contains("more than 1000 bytes"));
    assert!(said("/endless").contains("more than 1000 bytes"));
    assert!(said("/silent").contains("no answer in time"));
    assert!(said("/circle").contains("redirect"), "{}", said("/circle"));
    assert_eq!(kept(pack.path()), None);
}

#[tokio::test]
async fn a_first_download_is_pinned_when_asked() {
    let (server, folder) = (Server::start(), tempfile::tempdir().unwrap());
    let pack = folder.path().join("pack");
    fs::create_dir(&pack).unwrap();
    let manifest = format!(
        "# Ours.\n[[entry]]\nfile = \"streets.geojson\"\nurl = \"{}/data\" # theirs\nlicence = \"CC0\"\nattribution = \"Essai\"\n",
        server.address
    );
    fs::write(pack.join("manifest.toml"), &manifest).unwrap();
    let sum = sha256_of(BODY.as_bytes());
    let said = super::type_in(folder.path(), "city fetch {here}/pack").await.unwrap();
    assert!(said.contains(&sum) && said.contains("--pin") && said.contains("Essai"), "{said}");
    assert_eq!(fs::read_to_string(pack.join("manifest.toml")).unwrap(), manifest, "it was not asked");
    super::type_in(folder.path(), "city fetch {here}/pack --pin").await.unwrap();
    let pinned = fs::read_to_string(pack.join("manifest.toml")).unwrap();
    assert!(pinned.contains(&format!("# theirs\nsha256 = \"{sum}\"\n")), "{pinned}");
    let again = super::type_in(folder.path(), "city fetch {here}/pack").await.unwrap();
    assert!(!again.contains("sha256"), "{again}");
}
