//! What an installation decides: one TOML file, then the environment; a wrong key is named.

use serde::Deserialize;
use std::{fs, io, path::Path};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// `sqlite:path/of/file.db`, made if missing, or `postgres://…`.
    pub database: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self { database: "sqlite:var/riverain.db".to_owned() }
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
}

impl Settings {
    /// Reads `path` when it exists, then `RIVERAIN_DATABASE`.
    pub fn read(path: &Path) -> Result<Self, SettingsError> {
        let file = path.display().to_string();
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(err) if err.kind() == io::ErrorKind::NotFound => String::new(),
            Err(source) => return Err(SettingsError::Unreadable { file, source }),
        };
        Self::parse(&file, &text, std::env::var("RIVERAIN_DATABASE").ok())
    }

    fn parse(file: &str, text: &str, database: Option<String>) -> Result<Self, SettingsError> {
        let mut settings: Self = toml::from_str(text)
            .map_err(|source| SettingsError::Wrong { file: file.to_owned(), source: Box::new(source) })?;
        if let Some(database) = database {
            settings.database = database;
        }
        let known = ["sqlite:", "postgres://", "postgresql://"];
        if known.iter().any(|start| settings.database.starts_with(start)) {
            return Ok(settings);
        }
        // An address may hold a password: only its start is shown.
        let start = settings.database.split_once(':').map_or("", |(start, _)| start);
        Err(SettingsError::Database(format!("{start}…")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_prevails_over_the_file_and_the_file_over_the_default() {
        let read = |text, database: Option<&str>| {
            Settings::parse("riverain.toml", text, database.map(str::to_owned)).map(|settings| settings.database)
        };
        assert_eq!(read("", None).unwrap(), "sqlite:var/riverain.db");
        assert_eq!(read("database = \"sqlite:a.db\"", None).unwrap(), "sqlite:a.db");
        assert_eq!(read("database = \"sqlite:a.db\"", Some("postgres://b")).unwrap(), "postgres://b");
    }

    #[test]
    fn a_wrong_key_is_named_and_a_password_is_not_shown() {
        let said = |text| Settings::parse("riverain.toml", text, None).unwrap_err().to_string();
        assert!(said("databse = \"sqlite:a.db\"").contains("databse"));
        let wrong = said("database = \"mysql://root:secret@host\"");
        assert!(wrong.contains("`mysql…`") && !wrong.contains("secret"), "{wrong}");
    }
}
