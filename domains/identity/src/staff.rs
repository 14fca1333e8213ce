//! A member of staff: who they are, what they are here for, which units they act for.

use base::Id;
use std::str::FromStr;

/// What somebody may do at the desk. Residents have no row here: theirs is the role of everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Answers residents, on every request of the city.
    Agent,
    /// Does the work of their units.
    Unit,
    /// Answers for their units: their people, their queues.
    Supervisor,
    /// Does in the field what their crew is given.
    Crew,
    /// Does in the field what their company is given, and is told nobody's name.
    Contractor,
    /// Answers for the desk itself.
    Admin,
}

impl Role {
    pub const ALL: &[Self] = &[Self::Agent, Self::Unit, Self::Supervisor, Self::Crew, Self::Contractor, Self::Admin];

    /// Word kept in the table.
    pub fn code(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Unit => "unit",
            Self::Supervisor => "supervisor",
            Self::Crew => "crew",
            Self::Contractor => "contractor",
            Self::Admin => "admin",
        }
    }

    /// Whether they work where the problem is, on what they are given.
    pub fn is_field(self) -> bool {
        matches!(self, Self::Crew | Self::Contractor)
    }

    /// Whether all they may do, they may do for their units: without one, they would see nothing.
    pub fn needs_units(self) -> bool {
        matches!(self, Self::Unit | Self::Supervisor)
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL.iter().copied().find(|role| role.code() == word).ok_or_else(|| word.to_owned())
    }
}

/// Somebody who signs in at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    pub id: Id,
    pub email: String,
    pub name: String,
    pub role: Role,
    /// Codes of the units they act for.
    pub units: Vec<String>,
    pub limits: Limits,
    pub crew: Crew,
    /// Whether they write articles of the knowledge base.
    pub edits_knowledge: bool,
}

/// What somebody is limited to, whatever their role gives; empty is no limit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    /// Codes of boroughs and linked towns.
    pub boroughs: Vec<String>,
    /// Codes of groups of services.
    pub groups: Vec<String>,
}

impl Limits {
    pub fn is_none(&self) -> bool {
        self.boroughs.is_empty() && self.groups.is_empty()
    }
}

/// Those who share what any of them is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Crew {
    /// Of the crew, or of the company; empty for who works alone.
    pub name: String,
    /// Everybody of this name and the same role, themselves included. It is empty when the name is.
    pub members: Vec<Id>,
}

impl Staff {
    pub fn is_of(&self, unit: &str) -> bool {
        self.units.iter().any(|own| own == unit)
    }
}

/// The address one signs in with, as it is kept: letter case and spaces around do not count.
pub fn plain_email(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Longest address, in characters.
pub const LONGEST_EMAIL: usize = 200;

/// Whether a text has the shape of an e-mail address; only a message proves that it lives.
pub fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let is_host = host.contains('.') && host.split('.').all(|part| !part.is_empty()) && !host.contains('@');
    let is_plain = !text.chars().any(|letter| letter.is_whitespace() || letter.is_control());
    !name.is_empty() && is_host && is_plain && text.chars().count() <= LONGEST_EMAIL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_name_and_a_host() {
        for right in ["a@b.ca", "aïcha.roy@ville.qc.ca"] {
            assert!(is_email(right), "{right}");
        }
        for wrong in ["", "a", "a@b", "@b.ca", "a b@c.ca", "a@b..ca", "a@b@c.ca", "a@b.ca\n"] {
            assert!(!is_email(wrong), "{wrong}");
        }
        assert_eq!(plain_email(" Aicha@Ville.CA "), "aicha@ville.ca");
    }
}
