//! Who may follow a request closely: whoever knows its number and is one of its requesters, or holds our link.

use crate::store;
use ::store::StoreError;
use base::Moment;
use web::{App, Op};

const PURPOSE: &str = "follow";
/// How long a link to a request opens it.
const LINK_DAYS: i64 = 400;

/// A word of a link that opens the private side of a request.
pub fn follow_key(app: &App, reference: &str, now: Moment) -> String {
    app.seal().close(PURPOSE, reference, now.plus_days(LINK_DAYS))
}

/// Whether `key` opens `reference` now.
pub fn opens(app: &App, reference: &str, key: &str, now: Moment) -> bool {
    app.seal().open(PURPOSE, key, now).as_deref() == Some(reference)
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

/// Whether `contact` is the e-mail or telephone of somebody who asked for `reference`.
pub async fn is_requester(op: &mut Op, reference: &str, contact: &str) -> Result<bool, StoreError> {
    let (email, phone) = (plain_email(contact), plain_phone(contact));
    let known = store::contacts_of(op, reference).await?;
    Ok(known.into_iter().any(|(known_email, known_phone)| {
        let is_email = email.contains('@') && known_email.is_some_and(|known| plain_email(&known) == email);
        let is_phone = phone.len() == 10 && known_phone.is_some_and(|known| plain_phone(&known) == phone);
        is_email || is_phone
    }))
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
