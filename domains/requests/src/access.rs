//! Who may follow a request closely: whoever knows its number and is one of its requesters, or holds our link.

use crate::{photos::Owner, store};
use ::store::StoreError;
use base::{Id, Moment};
use web::{App, Op};

/// What a requester may see of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Made it: sees all that was written and sent with it.
    Author,
    /// Asked for the same later: sees what everybody sees, and may say more of it.
    Joined,
}

impl Standing {
    /// What a key is made for: one kind does not open as the other.
    fn purpose(self) -> &'static str {
        match self {
            Self::Author => "follow",
            Self::Joined => "follow-joined",
        }
    }

    /// Whose photos sent by them are.
    pub fn owner(self, request_id: Id) -> Owner<'static> {
        match self {
            Self::Author => Owner::Request(request_id),
            Self::Joined => Owner::Joined(request_id),
        }
    }
}

/// How long a link to a request opens it.
const LINK_DAYS: i64 = 400;

/// A word of a link that opens a request as one of its requesters.
pub fn follow_key(app: &App, reference: &str, standing: Standing, now: Moment) -> String {
    app.seal().close(standing.purpose(), reference, now.plus_days(LINK_DAYS))
}

/// As whom `key` opens `reference` now.
pub fn opens(app: &App, reference: &str, key: &str, now: Moment) -> Option<Standing> {
    let is_for = |standing: &Standing| app.seal().open(standing.purpose(), key, now).as_deref() == Some(reference);
    [Standing::Author, Standing::Joined].into_iter().find(is_for)
}

/// An e-mail address as it is compared: letter case and spaces do not count.
pub fn plain_email(text: &str) -> String {
    text.trim().to_lowercase()
}

/// The last ten digits of a telephone number: `+1 (514) 555-0123` is `5145550123`.
pub fn plain_phone(text: &str) -> String {
    let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    digits.get(digits.len().saturating_sub(10)..).unwrap_or_default().iter().collect()
}

/// An e-mail address or a telephone number as it is compared.
pub fn plain_contact(text: &str) -> String {
    if text.contains('@') { plain_email(text) } else { plain_phone(text) }
}

/// As whom the person of this e-mail or telephone asked for `reference`, if they did.
pub async fn standing_of(op: &mut Op, reference: &str, contact: &str) -> Result<Option<Standing>, StoreError> {
    let (email, phone) = (plain_email(contact), plain_phone(contact));
    let known = store::contacts_of(op, reference).await?;
    let place = known.into_iter().position(|(known_email, known_phone)| {
        let is_email = email.contains('@') && known_email.is_some_and(|known| plain_email(&known) == email);
        let is_phone = phone.len() == 10 && known_phone.is_some_and(|known| plain_phone(&known) == phone);
        is_email || is_phone
    });
    Ok(place.map(|place| if place == 0 { Standing::Author } else { Standing::Joined }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephones_are_compared_by_their_digits() {
        for written in ["514 555-0123", "+1 (514) 555-0123", "5145550123", "1-514-555-0123"] {
            assert_eq!(plain_phone(written), "5145550123", "{written}");
        }
        assert_eq!(plain_phone("0123"), "0123");
    }
}
