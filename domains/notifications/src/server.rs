//! The mail server of the installation, as its settings tell it.

use crate::{letter::Sender, message::address};
use serde::Deserialize;
use std::{fmt, net::IpAddr, path::PathBuf};

/// How the way to the mail server is kept from others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Protection {
    /// In clear first, then TLS, or nothing is sent.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// In clear: a server on the same machine, or on a network of the city's own.
    None,
}

/// Never shown.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Password(String);

impl Password {
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// The settings `[mail]`. Without a host, nothing is sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailSettings {
    /// Name or address of the mail server (SMTP); without it, messages are kept and not sent.
    pub host: String,
    /// 587 with STARTTLS, 465 with TLS, 25 in clear, when it is not given.
    pub port: Option<u16>,
    /// `starttls`, `tls` from the first byte, or `none`.
    pub tls: Protection,
    /// Authority of the server's certificate, in PEM, besides those of the public web.
    pub ca_file: Option<PathBuf>,
    /// Name to sign in with; never sent in clear to another machine.
    pub user: String,
    /// Its password.
    pub password: Password,
    /// Address the city writes from.
    pub from: String,
    /// Name beside it, instead of the city's.
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailSettingsError {
    #[error("`mail.host` is `{0}`; it must be the name or the address of a mail server, nothing more")]
    Host(String),
    #[error("`mail.port` is `{0}`; it must be a number from 1 to 65535")]
    Port(String),
    #[error("`mail.tls` is `{0}`; it must be starttls, tls or none")]
    Tls(String),
    #[error("`mail.from` is `{0}`; it must be the e-mail address the city writes from")]
    From(String),
    #[error("`mail.name` must be one line")]
    Name,
    #[error("`mail.user` and `mail.password` go together")]
    Credentials,
    #[error("`mail.password` would cross the network in clear: set `mail.tls` to starttls or tls")]
    PasswordInClear,
    #[error("`mail.host` is missing, and other settings of mail are given")]
    HostMissing,
    #[error("`mail.ca_file` ({file}): {reason}")]
    Authority { file: String, reason: String },
}

impl MailSettings {
    /// Keys that the environment may give, each as `RIVERAIN_MAIL_` and its name.
    pub const KEYS: [&'static str; 8] = ["host", "port", "tls", "ca_file", "user", "password", "from", "name"];

    /// Takes the value of a key, as text.
    pub fn put(&mut self, key: &str, value: String) -> Result<(), MailSettingsError> {
        match key {
            "host" => self.host = value,
            "port" => self.port = Some(value.parse().map_err(|_| MailSettingsError::Port(value))?),
            "tls" => {
                self.tls = match value.as_str() {
                    "starttls" => Protection::Starttls,
                    "tls" => Protection::Tls,
                    "none" => Protection::None,
                    _ => return Err(MailSettingsError::Tls(value)),
                }
            }
            "ca_file" => self.ca_file = Some(value.into()),
            "user" => self.user = value,
            "password" => self.password = Password(value),
            "from" => self.from = value,
            _ => self.name = value,
        }
        Ok(())
    }

    /// Says what is wrong with them, by the name of the key.
    pub fn check(&self) -> Result<(), MailSettingsError> {
        if self.host.is_empty() {
            let is_empty = *self == Self { tls: self.tls, port: self.port, ..Self::default() };
            return if is_empty { Ok(()) } else { Err(MailSettingsError::HostMissing) };
        }
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || ".-:".contains(letter);
        if !self.host.chars().all(is_name) || (self.host.contains(':') && self.host.parse::<IpAddr>().is_err()) {
            return Err(MailSettingsError::Host(self.host.clone()));
        }
        if self.port == Some(0) {
            return Err(MailSettingsError::Port("0".to_owned()));
        }
        self.sender()?;
        if self.user.is_empty() != self.password.reveal().is_empty() {
            return Err(MailSettingsError::Credentials);
        }
        let is_here = self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|host| host.is_loopback());
        if self.tls == Protection::None && !self.user.is_empty() && !is_here {
            return Err(MailSettingsError::PasswordInClear);
        }
        Ok(())
    }

    pub(crate) fn port(&self) -> u16 {
        let usual = match self.tls {
            Protection::Starttls => 587,
            Protection::Tls => 465,
            Protection::None => 25,
        };
        self.port.unwrap_or(usual)
    }

    pub(crate) fn sender(&self) -> Result<Sender, MailSettingsError> {
        let address = address(&self.from).ok_or_else(|| MailSettingsError::From(self.from.clone()))?;
        if self.name.contains(char::is_control) {
            return Err(MailSettingsError::Name);
        }
        Ok(Sender { address, name: Some(self.name.clone()).filter(|name| !name.is_empty()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(changes: &[(&str, &str)]) -> Result<MailSettings, String> {
        let mut settings = MailSettings::default();
        for (key, value) in [("host", "smtp.ville.example"), ("from", "311@ville.example")].iter().chain(changes) {
            settings.put(key, (*value).to_owned()).map_err(|err| err.to_string())?;
        }
        settings.check().map_err(|err| err.to_string())?;
        Ok(settings)
    }

    #[test]
    fn a_wrong_setting_is_named() {
        for (changes, key) in [
            (&[("host", "smtp://ville.example")][..], "`mail.host`"),
            (&[("host", "ville.example:25")], "`mail.host`"),
            (&[("host", "")], "`mail.host` is missing"),
            (&[("port", "vingt-cinq")], "`mail.port` is `vingt-cinq`"),
            (&[("port", "0")], "`mail.port`"),
            (&[("port", "70000")], "`mail.port`"),
            (&[("tls", "ssl")], "`mail.tls` is `ssl`"),
            (&[("from", "311")], "`mail.from` is `311`"),
            (&[("from", "311@ville.example\r\nBcc: x@y.z")], "`mail.from`"),
            (&[("name", "Ville\r\nBcc: x@y.z")], "`mail.name`"),
            (&[("user", "riverain")], "`mail.user` and `mail.password`"),
            (&[("user", "riverain"), ("password", "secret"), ("tls", "none")], "`mail.password` would cross"),
        ] {
            let said = settings(changes).unwrap_err();
            assert!(said.contains(key) && !said.contains("secret"), "{said}");
        }
        MailSettings::default().check().unwrap();
        let full = settings(&[("user", "riverain"), ("password", "secret"), ("name", "Ville d’essai")]).unwrap();
        assert!(!format!("{full:?}").contains("secret"));
    }

    #[test]
    fn the_port_follows_the_protection() {
        let port = |tls| settings(&[("tls", tls)]).unwrap().port();
        assert_eq!((port("starttls"), port("tls"), port("none")), (587, 465, 25));
        assert_eq!(settings(&[("port", "2525")]).unwrap().port(), 2525);
        assert_eq!(settings(&[("host", "::1"), ("tls", "none")]).unwrap().host, "::1");
    }
}
