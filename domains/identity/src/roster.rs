//! The roster: what each member of staff may do. Every change of it is kept, with who made it and what was before.

use crate::{
    Role, Staff, StaffError,
    staff::{Crew, Limits, is_email, plain_email},
    store,
};
use ::store::StoreError;
use base::{Id, Moment};
use std::str::FromStr;
use web::Op;

/// How long a change is kept.
pub const KEPT_DAYS: i64 = 1_095;

/// What is decided of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    pub name: String,
    pub email: String,
    pub role: Role,
    pub units: Vec<String>,
    pub limits: Limits,
    /// Their crew or company; empty for who works alone.
    pub crew: String,
    pub edits_knowledge: bool,
}

/// What was done to somebody's account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Added,
    Changed,
    Disabled,
    Enabled,
    Password,
    SessionsClosed,
    EmergencyLink,
    EmergencyEntry,
    PasskeyAdded,
    PasskeyRemoved,
    /// Codes are asked after the password.
    CodesOn,
    CodesOff,
    RecoveryMade,
    RecoveryUsed,
    /// Codes and passkeys forgotten on the server, for who lost them.
    FactorsReset,
    /// By its owner, from another one.
    SessionClosed,
}

impl Change {
    const ALL: [Self; 16] = [
        Self::Added,
        Self::Changed,
        Self::Disabled,
        Self::Enabled,
        Self::Password,
        Self::SessionsClosed,
        Self::EmergencyLink,
        Self::EmergencyEntry,
        Self::PasskeyAdded,
        Self::PasskeyRemoved,
        Self::CodesOn,
        Self::CodesOff,
        Self::RecoveryMade,
        Self::RecoveryUsed,
        Self::FactorsReset,
        Self::SessionClosed,
    ];

    /// Word kept in the table.
    pub fn code(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Disabled => "disabled",
            Self::Enabled => "enabled",
            Self::Password => "password",
            Self::SessionsClosed => "sessions-closed",
            Self::EmergencyLink => "emergency-link",
            Self::EmergencyEntry => "emergency-entry",
            Self::PasskeyAdded => "passkey-added",
            Self::PasskeyRemoved => "passkey-removed",
            Self::CodesOn => "codes-on",
            Self::CodesOff => "codes-off",
            Self::RecoveryMade => "recovery-made",
            Self::RecoveryUsed => "recovery-used",
            Self::FactorsReset => "factors-reset",
            Self::SessionClosed => "session-closed",
        }
    }

    /// Whether it went around the ordinary door.
    pub fn is_emergency(self) -> bool {
        matches!(self, Self::EmergencyLink | Self::EmergencyEntry)
    }
}

impl FromStr for Change {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|change| change.code() == word).ok_or_else(|| word.to_owned())
    }
}

/// A line of the journal of the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub at: Moment,
    /// Whose account.
    pub staff_id: Id,
    pub name: String,
    pub change: Change,
    pub actor_kind: String,
    pub actor_name: Option<String>,
    /// The profile before and after, or the name of what was added or removed, as fields of a form; never a secret.
    pub was: String,
    pub became: String,
}

impl Changed {
    /// What differs: the field, its value before, its value after.
    pub fn differences(&self) -> Vec<(String, String, String)> {
        differences(&self.was, &self.became)
    }
}

fn differences(was: &str, became: &str) -> Vec<(String, String, String)> {
    let read = |text: &str| serde_urlencoded::from_str::<Vec<(String, String)>>(text).unwrap_or_default();
    let (was, became) = (read(was), read(became));
    let before = |field: &str| was.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value).to_owned();
    became
        .into_iter()
        .map(|(field, value)| (before(&field), field, value))
        .filter(|(before, _, after)| before != after)
        .map(|(before, field, after)| (field, before, after))
        .collect()
}

/// One field of a line of the journal.
pub(crate) fn words(field: &str, value: &str) -> String {
    // A pair of texts is always written.
    serde_urlencoded::to_string([(field, value)]).unwrap_or_default()
}

const LONGEST_NAME: usize = 100;

fn is_line(text: &str) -> bool {
    text.chars().count() <= LONGEST_NAME && !text.chars().any(char::is_control)
}

impl Profile {
    pub fn of(staff: &Staff) -> Self {
        Self {
            name: staff.name.clone(),
            email: staff.email.clone(),
            role: staff.role,
            units: staff.units.clone(),
            limits: staff.limits.clone(),
            crew: staff.crew.name.clone(),
            edits_knowledge: staff.edits_knowledge,
        }
    }

    /// The profile as it is kept, or what is wrong with it.
    pub fn check(mut self) -> Result<Self, StaffError> {
        self.name = self.name.trim().to_owned();
        self.crew = self.crew.trim().to_owned();
        self.email = plain_email(&self.email);
        if self.name.is_empty() || !is_line(&self.name) {
            return Err(StaffError::NameWrong);
        }
        if !is_email(&self.email) {
            return Err(StaffError::EmailWrong(self.email));
        }
        for codes in [&mut self.units, &mut self.limits.boroughs, &mut self.limits.groups] {
            codes.sort();
            codes.dedup();
        }
        if self.role.needs_units() && self.units.is_empty() {
            return Err(StaffError::UnitMissing);
        }
        if self.role == Role::Admin && !self.limits.is_none() {
            return Err(StaffError::AdminLimited);
        }
        if !is_line(&self.crew) || (!self.crew.is_empty() && !self.role.is_field()) {
            return Err(StaffError::CrewWrong);
        }
        Ok(self)
    }

    fn staff(self, id: Id) -> Staff {
        Staff {
            id,
            email: self.email,
            name: self.name,
            role: self.role,
            units: self.units,
            limits: self.limits,
            crew: Crew { name: self.crew, members: Vec::new() },
            edits_knowledge: self.edits_knowledge,
        }
    }

    /// What `became` has of another value: the field, its value here, its value there.
    pub fn differences(&self, became: &Self) -> Vec<(String, String, String)> {
        differences(&self.words(), &became.words())
    }

    /// As fields of a form, for the journal.
    fn words(&self) -> String {
        let fields = [
            ("name", self.name.clone()),
            ("email", self.email.clone()),
            ("role", self.role.code().to_owned()),
            ("units", self.units.join(", ")),
            ("boroughs", self.limits.boroughs.join(", ")),
            ("groups", self.limits.groups.join(", ")),
            ("crew", self.crew.clone()),
            ("editor", if self.edits_knowledge { "1" } else { "" }.to_owned()),
        ];
        // Pairs of texts are always written.
        serde_urlencoded::to_string(fields).unwrap_or_default()
    }
}

/// Adds somebody who has no password: they come by the account of the city, or are given one later.
pub async fn enrol(op: &mut Op, profile: Profile) -> Result<Staff, StaffError> {
    insert(op, profile, "").await
}

/// Adds somebody with what is kept of their password.
pub(crate) async fn insert(op: &mut Op, profile: Profile, password_hash: &str) -> Result<Staff, StaffError> {
    let profile = profile.check()?;
    if store::find_by_email(op, &profile.email).await?.is_some() {
        return Err(StaffError::EmailTaken(profile.email));
    }
    let words = profile.words();
    let staff = profile.staff(op.id());
    store::insert_staff(op, &staff, password_hash).await?;
    store::insert_change(op, staff.id, Change::Added, ("", &words)).await?;
    Ok(staff)
}

/// Makes somebody be as `profile` says, from their next page on. It is no change when they already are.
pub async fn amend(op: &mut Op, id: Id, profile: Profile) -> Result<(), StaffError> {
    let profile = profile.check()?;
    let member = load(op, id).await?;
    let was = Profile::of(&member.staff);
    if was == profile {
        return Ok(());
    }
    if was.email != profile.email && store::find_by_email(op, &profile.email).await?.is_some() {
        return Err(StaffError::EmailTaken(profile.email));
    }
    if profile.role != Role::Admin {
        keep_an_admin(op, &member).await?;
    }
    let (before, after) = (was.words(), profile.words());
    store::save_staff(op, &profile.staff(id)).await?;
    Ok(store::insert_change(op, id, Change::Changed, (&before, &after)).await?)
}

/// Shuts somebody out, now: their sessions end with it. What they did keeps their name.
pub async fn shut_out(op: &mut Op, id: Id) -> Result<(), StaffError> {
    let member = load(op, id).await?;
    if member.disabled_at.is_some() {
        return Ok(());
    }
    keep_an_admin(op, &member).await?;
    store::save_disabled(op, id).await?;
    store::delete_sessions(op, id, None).await?;
    Ok(store::insert_change(op, id, Change::Disabled, ("", "")).await?)
}

/// Lets somebody in again, as they were.
pub async fn let_back(op: &mut Op, id: Id) -> Result<(), StaffError> {
    if load(op, id).await?.disabled_at.is_none() {
        return Ok(());
    }
    store::save_enabled(op, id).await?;
    Ok(store::insert_change(op, id, Change::Enabled, ("", "")).await?)
}

/// Ends one session of `staff`, who is in another.
pub async fn close_session(op: &mut Op, staff: &Staff, session_id: Id) -> Result<(), StoreError> {
    let Some(device) = store::delete_session(op, staff.id, session_id).await? else { return Ok(()) };
    let (was, became) = (words("device", &device), words("device", ""));
    store::insert_change(op, staff.id, Change::SessionClosed, (&was, &became)).await
}

/// Ends every session of somebody, who may begin another.
pub async fn close_sessions(op: &mut Op, id: Id) -> Result<(), StaffError> {
    load(op, id).await?;
    store::delete_sessions(op, id, None).await?;
    Ok(store::insert_change(op, id, Change::SessionsClosed, ("", "")).await?)
}

/// Refuses to leave the desk without an administrator.
async fn keep_an_admin(op: &mut Op, member: &crate::Member) -> Result<(), StaffError> {
    let is_one = member.staff.role == Role::Admin && member.disabled_at.is_none();
    if is_one && store::count_admins(op, member.staff.id).await? == 0 {
        return Err(StaffError::LastAdmin);
    }
    Ok(())
}

async fn load(op: &mut Op, id: Id) -> Result<crate::Member, StaffError> {
    store::find_member(op, id).await?.ok_or_else(|| StaffError::Unknown(id.to_string()))
}

/// Somebody, shut out or not.
pub async fn find_member(op: &mut Op, id: Id) -> Result<Option<crate::Member>, StoreError> {
    store::find_member(op, id).await
}

/// The latest changes of somebody, or of anybody.
pub async fn changes(op: &mut Op, of: Option<Id>, limit: u32) -> Result<Vec<Changed>, StoreError> {
    store::list_changes(op, of, limit).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(role: Role) -> Profile {
        Profile {
            name: " Zoé ".into(),
            email: "Zoe@Ville.test".into(),
            role,
            units: vec!["voirie".into(), "eau".into(), "voirie".into()],
            limits: Limits::default(),
            crew: String::new(),
            edits_knowledge: false,
        }
    }

    #[test]
    fn a_profile_is_kept_in_one_form_or_refused() {
        let kept = profile(Role::Supervisor).check().unwrap();
        assert_eq!((kept.name.as_str(), kept.email.as_str(), kept.units.len()), ("Zoé", "zoe@ville.test", 2));
        assert_eq!(kept.clone().check().unwrap(), kept);
        let limits = || Limits { boroughs: vec!["anjou".into()], groups: Vec::new() };
        let wrong = [
            (Profile { name: "a\nb".into(), ..profile(Role::Agent) }, "a name"),
            (Profile { email: "zoe".into(), ..profile(Role::Agent) }, "`zoe` is not"),
            (Profile { units: Vec::new(), ..profile(Role::Supervisor) }, "acts for one unit"),
            (Profile { limits: limits(), ..profile(Role::Admin) }, "an administrator"),
            (Profile { crew: "Équipe 4".into(), ..profile(Role::Agent) }, "a crew"),
            (Profile { crew: "x".repeat(101), ..profile(Role::Crew) }, "a crew"),
        ];
        for (profile, words) in wrong {
            let said = profile.check().unwrap_err().to_string();
            assert!(said.contains(words), "{said}");
        }
        assert!(Profile { limits: limits(), units: Vec::new(), ..profile(Role::Crew) }.check().is_ok());
    }

    #[test]
    fn a_change_says_what_differs_and_nothing_else() {
        let was = profile(Role::Agent).check().unwrap();
        let became = Profile { role: Role::Unit, units: vec!["eau".into()], ..was.clone() };
        let line = |was: String, became: String| Changed {
            at: Moment(0),
            staff_id: 1,
            name: String::new(),
            change: Change::Changed,
            actor_kind: "staff".into(),
            actor_name: None,
            was,
            became,
        };
        let said = line(was.words(), became.words()).differences();
        let expected = [("role", "agent", "unit"), ("units", "eau, voirie", "eau")];
        let expected = expected.map(|(field, was, became)| (field.to_owned(), was.to_owned(), became.to_owned()));
        assert_eq!(said, expected);
        assert!(line(String::new(), String::new()).differences().is_empty());
        for change in Change::ALL {
            assert_eq!(change.code().parse(), Ok(change));
        }
    }
}
