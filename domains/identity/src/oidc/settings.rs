//! The provider of the installation, as its settings tell it, and what its groups may do here.

use crate::Role;
use serde::{Deserialize, Deserializer, de};
use std::{fmt, fs, io, path::PathBuf};

/// Never shown.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// The settings `[oidc]`. Without an issuer, people sign in with local accounts alone.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OidcSettings {
    /// Address of the city's provider of accounts (OpenID Connect), as it writes it itself; without it, people
    /// sign in with local accounts alone.
    pub issuer: String,
    /// Name of this application at the provider.
    pub client_id: String,
    /// Its secret there; the file below is better.
    pub client_secret: Secret,
    /// File that holds the secret, and nobody else may read.
    pub client_secret_file: Option<PathBuf>,
    /// What is asked for; `offline_access` where the provider needs it to let us check that an account still lives.
    pub scopes: Vec<String>,
    /// Claim that names the groups of a person.
    pub groups_claim: String,
    /// Minutes between two checks that an account still lives.
    pub check_minutes: u32,
    /// What the groups of the provider may do here (below).
    pub rights: Vec<GroupRight>,
}

/// What the members of a group may do.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupRight {
    pub group: String,
    #[serde(deserialize_with = "role")]
    pub role: Role,
    #[serde(default)]
    pub units: Vec<String>,
}

fn role<'de, D: Deserializer<'de>>(from: D) -> Result<Role, D::Error> {
    let word = String::deserialize(from)?;
    word.parse().map_err(|_| {
        let all: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
        de::Error::custom(format!("`{word}` is not a role; the roles are {}", all.join(", ")))
    })
}

impl Default for OidcSettings {
    fn default() -> Self {
        Self {
            issuer: String::new(),
            client_id: String::new(),
            client_secret: Secret::default(),
            client_secret_file: None,
            scopes: ["openid", "profile", "email", "offline_access"].map(str::to_owned).into(),
            groups_claim: "groups".to_owned(),
            check_minutes: 15,
            rights: Vec::new(),
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum OidcSettingsError {
    #[error("`oidc.issuer` is `{0}`; it must be an https address (http on the machine itself)")]
    Issuer(String),
    #[error("`oidc.client_id` is missing")]
    ClientMissing,
    #[error("`oidc.client_secret_file` is missing, and the environment gives no secret")]
    SecretMissing,
    #[error("`oidc.client_secret_file` ({file}): {source}")]
    SecretFile { file: String, source: io::Error },
    #[error("`oidc.rights` is missing: nobody could sign in through the provider")]
    RightsMissing,
    #[error("`oidc.rights`: the group `{0}` has the role `unit` and no unit")]
    UnitMissing(String),
    #[error("`oidc.check_minutes` is 0; it must be 1 or more")]
    CheckMinutes,
    #[error("`oidc`: {0}")]
    Client(String),
}

impl OidcSettings {
    /// Says what is wrong with them, by the name of the key; answers the secret, or nothing when no provider is set.
    pub fn check(&self) -> Result<Option<String>, OidcSettingsError> {
        if self.issuer.is_empty() {
            return Ok(None);
        }
        let is_local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
        if !self.issuer.starts_with("https://") && !is_local.iter().any(|start| self.issuer.starts_with(start)) {
            return Err(OidcSettingsError::Issuer(self.issuer.clone()));
        }
        if self.client_id.is_empty() {
            return Err(OidcSettingsError::ClientMissing);
        }
        if self.rights.is_empty() {
            return Err(OidcSettingsError::RightsMissing);
        }
        if self.check_minutes == 0 {
            return Err(OidcSettingsError::CheckMinutes);
        }
        if let Some(right) = self
            .rights
            .iter()
            .find(|right| matches!(right.role, Role::Unit | Role::Supervisor) && right.units.is_empty())
        {
            return Err(OidcSettingsError::UnitMissing(right.group.clone()));
        }
        self.secret().map(Some)
    }

    fn secret(&self) -> Result<String, OidcSettingsError> {
        if !self.client_secret.0.is_empty() {
            return Ok(self.client_secret.0.clone());
        }
        let Some(path) = &self.client_secret_file else { return Err(OidcSettingsError::SecretMissing) };
        let text = fs::read_to_string(path)
            .map_err(|source| OidcSettingsError::SecretFile { file: path.display().to_string(), source })?;
        Ok(text.trim().to_owned())
    }

    /// The role of the first line that names one of `groups`, and the units of all the lines that do.
    pub fn right(&self, groups: &[String]) -> Option<(Role, Vec<String>)> {
        let theirs = || self.rights.iter().filter(|right| groups.contains(&right.group));
        let role = theirs().next()?.role;
        let mut units: Vec<String> = theirs().flat_map(|right| right.units.iter().cloned()).collect();
        units.sort();
        units.dedup();
        Some((role, units))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn right(group: &str, role: Role, units: &[&str]) -> GroupRight {
        GroupRight { group: group.into(), role, units: units.iter().map(|unit| (*unit).to_owned()).collect() }
    }

    fn settings() -> OidcSettings {
        OidcSettings {
            issuer: "https://comptes.ville.test/v2.0".into(),
            client_id: "riverain".into(),
            client_secret: "secret".to_owned().into(),
            rights: vec![
                right("chefs", Role::Admin, &[]),
                right("agents", Role::Agent, &["accueil"]),
                right("voirie", Role::Unit, &["voirie", "accueil"]),
            ],
            ..OidcSettings::default()
        }
    }

    #[test]
    fn the_first_line_gives_the_role_and_every_line_its_units() {
        let check = |groups: &[&str], expected: Option<(Role, &[&str])>| {
            let groups: Vec<String> = groups.iter().map(|group| (*group).to_owned()).collect();
            let expected = expected.map(|(role, units)| (role, units.iter().map(|unit| (*unit).to_owned()).collect()));
            assert_eq!(settings().right(&groups), expected, "{groups:?}");
        };
        check(&[], None);
        check(&["tous"], None);
        check(&["Agents"], None);
        check(&["agents"], Some((Role::Agent, &["accueil"])));
        check(&["voirie", "agents"], Some((Role::Agent, &["accueil", "voirie"])));
        check(&["tous", "voirie"], Some((Role::Unit, &["accueil", "voirie"])));
        check(&["voirie", "chefs"], Some((Role::Admin, &["accueil", "voirie"])));
    }

    #[test]
    fn what_is_missing_is_named_and_the_secret_is_never_shown() {
        let said = |change: fn(&mut OidcSettings)| {
            let mut settings = settings();
            change(&mut settings);
            settings.check().map(drop).map_err(|err| err.to_string()).unwrap_err()
        };
        assert!(said(|it| it.issuer = "http://comptes.ville.test".into()).contains("`oidc.issuer`"));
        assert!(said(|it| it.client_id.clear()).contains("`oidc.client_id`"));
        assert!(said(|it| it.client_secret = Secret::default()).contains("`oidc.client_secret_file`"));
        assert!(said(|it| it.rights.clear()).contains("`oidc.rights`"));
        assert!(said(|it| it.check_minutes = 0).contains("`oidc.check_minutes`"));
        assert!(said(|it| it.rights[2].units.clear()).contains("`voirie`"));
        assert_eq!(settings().check().unwrap().as_deref(), Some("secret"));
        assert_eq!(OidcSettings::default().check().unwrap(), None);
        assert!(!format!("{:?}", settings()).contains("secret\""));
    }
}
