//! What an installation decides: one TOML file, then the environment; a wrong key is named.

use identity::{OidcSettings, OidcSettingsError, Role, second::Demands};
use notifications::{MailSettings, MailSettingsError};
use requests::{photos::Shelf, retention::Series};
use serde::Deserialize;
use std::{
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// `sqlite:path/of/file.db`, made if missing, or `postgres://…`.
    pub database: String,
    /// Where the pages are served.
    pub listen: String,
    /// Address people reach us at, without a final slash.
    pub public_url: String,
    /// File of the secret that signs links and cookies, made if missing.
    pub secret_file: PathBuf,
    /// Whether a proxy of ours stands before us and says from where each request comes (`X-Forwarded-For`).
    pub behind_proxy: bool,
    pub photos: Photos,
    /// Without a host, messages are kept and not sent.
    pub mail: MailSettings,
    pub oidc: OidcSettings,
    pub retention: Retention,
    pub second_factor: SecondFactor,
}

/// Who signs in with more than a password.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SecondFactor {
    /// Roles that open nothing with a password alone: `["admin"]`.
    pub roles: Vec<String>,
}

impl SecondFactor {
    /// What is demanded of each role.
    pub fn demands(&self) -> Result<Demands, SettingsError> {
        let roles = self.roles.iter().map(|word| word.parse::<Role>().map_err(SettingsError::SecondFactor));
        roles.collect::<Result<_, _>>().map(Demands)
    }
}

/// How long each series is kept; without its rule, for ever.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Days after the closing of a request when who asked, and what they wrote, are forgotten: 60 at least. Never when
    /// it is not given.
    pub requesters_days: Option<u32>,
    /// Days after the closing when the words of a request are forgotten, whoever wrote them: description, typed
    /// answers, proofs in words, journal, attachments. 60 at least. Never when it is not given.
    pub words_days: Option<u32>,
    /// Days after the closing when the photos of a request are removed: 60 at least. Never when it is not given.
    pub photos_days: Option<u32>,
}

impl Retention {
    pub fn days(self, series: Series) -> Option<u32> {
        match series {
            Series::People => self.requesters_days,
            Series::Words => self.words_days,
            Series::Photos => self.photos_days,
        }
    }
}

/// A request may be reopened, then reviewed, 30 days each.
const FEWEST_DAYS: u32 = 60;

/// Where the photos of requests stand.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Photos {
    /// Where the photos and the attachments of requests stand, made if missing.
    pub folder: PathBuf,
    /// A bucket of a server that speaks S3, instead of the folder (below).
    pub bucket: Option<Bucket>,
}

impl Default for Photos {
    fn default() -> Self {
        Self { folder: PathBuf::from("var/photos"), bucket: None }
    }
}

/// A bucket of a server that speaks S3.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bucket {
    pub endpoint: String,
    pub name: String,
    pub region: String,
    pub access_key: String,
    /// File that holds the secret key, and nobody else may read.
    pub secret_key_file: PathBuf,
}

impl Photos {
    /// Where the photos of the installation stand.
    pub fn shelf(&self) -> Result<Shelf, SettingsError> {
        let key = |key: &'static str| move |source: io::Error| SettingsError::Photos { key, source };
        let Some(bucket) = &self.bucket else {
            return Shelf::in_folder(&self.folder).map_err(key("folder"));
        };
        let secret_key = fs::read_to_string(&bucket.secret_key_file).map_err(key("bucket.secret_key_file"))?;
        let bucket = requests::photos::Bucket {
            endpoint: bucket.endpoint.clone(),
            name: bucket.name.clone(),
            region: bucket.region.clone(),
            access_key: bucket.access_key.clone(),
            secret_key: secret_key.trim().to_owned(),
        };
        Shelf::in_bucket(&bucket).map_err(io::Error::other).map_err(key("bucket"))
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            database: "sqlite:var/riverain.db".to_owned(),
            listen: "127.0.0.1:8311".to_owned(),
            public_url: "http://127.0.0.1:8311".to_owned(),
            secret_file: PathBuf::from("var/secret"),
            behind_proxy: false,
            photos: Photos::default(),
            mail: MailSettings::default(),
            oidc: OidcSettings::default(),
            retention: Retention::default(),
            second_factor: SecondFactor::default(),
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error("{file}: {source}")]
    Unreadable { file: String, source: io::Error },
    #[error("{file}: {source}")]
    Wrong { file: String, source: Box<toml::de::Error> },
    #[error("`database` is `{0}`; it must begin with sqlite:, postgres:// or postgresql://")]
    Database(String),
    #[error("`listen` is `{0}`; it must be an address and a port, like 127.0.0.1:8311")]
    Listen(String),
    #[error("`photos.{key}`: {source}")]
    Photos { key: &'static str, source: io::Error },
    #[error("`public_url` is `{0}`; it must begin with http:// or https:// and end without a slash")]
    PublicUrl(String),
    #[error(transparent)]
    Mail(MailSettingsError),
    #[error(transparent)]
    Oidc(OidcSettingsError),
    #[error("`{0}` is {1}; it must be {FEWEST_DAYS} or more")]
    Retention(&'static str, u32),
    #[error("`second_factor.roles` holds `{0}`, which is no role")]
    SecondFactor(String),
    #[error("`secret_file` ({file}): {source}")]
    Secret { file: String, source: io::Error },
    #[error("`secret_file` ({0}) must hold 32 bytes, and nobody else may read it; remove it to have a new one made")]
    SecretWrong(String),
}

type Put = fn(&mut Settings, String);

/// Settings that the environment gives, and their keys.
pub(crate) const VARIABLES: [(&str, Put); 9] = [
    ("RIVERAIN_DATABASE", |settings, value| settings.database = value),
    ("RIVERAIN_LISTEN", |settings, value| settings.listen = value),
    ("RIVERAIN_PUBLIC_URL", |settings, value| settings.public_url = value),
    ("RIVERAIN_SECRET_FILE", |settings, value| settings.secret_file = value.into()),
    ("RIVERAIN_BEHIND_PROXY", |settings, value| settings.behind_proxy = value == "true"),
    ("RIVERAIN_OIDC_ISSUER", |settings, value| settings.oidc.issuer = value),
    ("RIVERAIN_OIDC_CLIENT_ID", |settings, value| settings.oidc.client_id = value),
    ("RIVERAIN_OIDC_CLIENT_SECRET", |settings, value| settings.oidc.client_secret = value.into()),
    ("RIVERAIN_PHOTOS_FOLDER", |settings, value| settings.photos.folder = value.into()),
];

impl Settings {
    /// Reads `path` when it exists, then the environment.
    pub fn read(path: &Path) -> Result<Self, SettingsError> {
        let file = path.display().to_string();
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(err) if err.kind() == io::ErrorKind::NotFound => String::new(),
            Err(source) => return Err(SettingsError::Unreadable { file, source }),
        };
        Self::parse(&file, &text, |name| std::env::var(name).ok())
    }

    fn parse(file: &str, text: &str, environment: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        let mut settings: Self = toml::from_str(text)
            .map_err(|source| SettingsError::Wrong { file: file.to_owned(), source: Box::new(source) })?;
        for (name, put) in VARIABLES {
            if let Some(value) = environment(name) {
                put(&mut settings, value);
            }
        }
        for key in MailSettings::KEYS {
            if let Some(value) = environment(&format!("RIVERAIN_MAIL_{}", key.to_uppercase())) {
                settings.mail.put(key, value).map_err(SettingsError::Mail)?;
            }
        }
        settings.mail.check().map_err(SettingsError::Mail)?;
        settings.check()
    }

    fn check(self) -> Result<Self, SettingsError> {
        let known = ["sqlite:", "postgres://", "postgresql://"];
        if !known.iter().any(|start| self.database.starts_with(start)) {
            // An address may hold a password: only its start is shown.
            let start = self.database.split_once(':').map_or("", |(start, _)| start);
            return Err(SettingsError::Database(format!("{start}…")));
        }
        if self.listen.parse::<SocketAddr>().is_err() {
            return Err(SettingsError::Listen(self.listen));
        }
        let is_web = self.public_url.starts_with("http://") || self.public_url.starts_with("https://");
        if !is_web || self.public_url.ends_with('/') {
            return Err(SettingsError::PublicUrl(self.public_url));
        }
        for series in Series::ALL {
            if let Some(days) = self.retention.days(*series).filter(|days| *days < FEWEST_DAYS) {
                return Err(SettingsError::Retention(series.setting(), days));
            }
        }
        self.second_factor.demands()?;
        Ok(self)
    }

    /// The secret of the installation, made the first time.
    pub fn secret(&self) -> Result<[u8; 32], SettingsError> {
        let file = self.secret_file.display().to_string();
        let failed = |source| SettingsError::Secret { file: file.clone(), source };
        if let Some(bytes) = read_if_present(&self.secret_file).map_err(failed)? {
            return bytes.try_into().map_err(|_| SettingsError::SecretWrong(file.clone()));
        }
        let secret: [u8; 32] = rand::random();
        if let Some(folder) = self.secret_file.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        write_for_us_alone(&self.secret_file, &secret).map_err(failed)?;
        Ok(secret)
    }
}

fn read_if_present(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(err) if err.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(err) => Err(err),
    }
}

#[cfg(unix)]
fn write_for_us_alone(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?.write_all(bytes)
}

#[cfg(not(unix))]
fn write_for_us_alone(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::write(path, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str, variables: &[(&str, &str)]) -> Result<Settings, String> {
        let find = |name: &str| variables.iter().find(|(it, _)| *it == name).map(|(_, value)| (*value).to_owned());
        Settings::parse("riverain.toml", text, find).map_err(|err| err.to_string())
    }

    #[test]
    fn the_environment_prevails_over_the_file_and_the_file_over_the_default() {
        let read = |text, variables: &[(&str, &str)]| parse(text, variables).unwrap().database;
        assert_eq!(read("", &[]), "sqlite:var/riverain.db");
        assert_eq!(read("database = \"sqlite:a.db\"", &[]), "sqlite:a.db");
        assert_eq!(read("database = \"sqlite:a.db\"", &[("RIVERAIN_DATABASE", "postgres://b")]), "postgres://b");
    }

    #[test]
    fn a_wrong_key_is_named_and_a_password_is_not_shown() {
        let said = |text: &str| parse(text, &[]).unwrap_err();
        assert!(said("databse = \"sqlite:a.db\"").contains("databse"));
        let wrong = said("database = \"mysql://root:secret@host\"");
        assert!(wrong.contains("`mysql…`") && !wrong.contains("secret"), "{wrong}");
        assert!(said("[photos.bucket]\nendpoint = \"https://objects.example\"").contains("name"));
        assert!(said("listen = \"8311\"").contains("`listen`"));
        assert!(said("public_url = \"https://311.example/\"").contains("`public_url`"));
        for key in ["requesters_days", "words_days", "photos_days"] {
            assert!(said(&format!("[retention]\n{key} = 7")).contains(&format!("`retention.{key}` is 7")), "{key}");
        }
        assert!(said("[mail]\nhost = \"smtp.ville.example\"").contains("`mail.from`"));
        assert!(said("[second_factor]\nroles = [\"maire\"]").contains("`maire`"));
        assert!(said("[mail]\nhots = \"smtp.ville.example\"").contains("hots"));
    }

    #[test]
    fn mail_is_set_by_the_file_and_by_the_environment() {
        let file = "[mail]\nhost = \"smtp.ville.example\"\nfrom = \"311@ville.example\"\ntls = \"tls\"";
        let given = [("RIVERAIN_MAIL_PORT", "2465"), ("RIVERAIN_MAIL_TLS", "starttls")];
        let mail = parse(file, &given).unwrap().mail;
        assert_eq!((mail.host.as_str(), mail.port), ("smtp.ville.example", Some(2465)));
        assert_eq!(mail.tls, notifications::server::Protection::Starttls);
        assert!(parse(file, &[("RIVERAIN_MAIL_PORT", "x")]).unwrap_err().contains("`mail.port` is `x`"));
        assert!(parse("", &[("RIVERAIN_MAIL_USER", "x")]).unwrap_err().contains("`mail.host` is missing"));
    }

    #[test]
    fn the_secret_is_made_once_and_kept_from_others() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings { secret_file: folder.path().join("var/secret"), ..Settings::default() };
        let secret = settings.secret().unwrap();
        assert_eq!(settings.secret().unwrap(), secret);
        fs::write(&settings.secret_file, "short").unwrap();
        assert!(settings.secret().unwrap_err().to_string().contains("32 bytes"));
    }
}
