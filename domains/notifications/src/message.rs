//! A message to a person, and its booking.

use crate::{
    sending::UNDELIVERED,
    store::{self, Unsent},
};
use ::store::StoreError;
use base::Lang;
use lettre::Address;
use web::Op;

/// A message, in the words of the domain that speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<'a> {
    /// Of what sort: `requests/received`. Kept, counted, logged.
    pub kind: &'static str,
    /// E-mail address of the person.
    pub to: &'a str,
    pub lang: Lang,
    pub subject: &'a str,
    /// Plain text: paragraphs with a blank line between them. A paragraph of two lines, words then an address that
    /// begins with `http`, becomes a link that bears these words.
    pub body: &'a str,
    /// What it is about: messages about one thing that follow closely reach a person as one.
    pub about: Option<&'a str>,
}

/// The job that sends a message; its payload is the id of the message.
pub const SEND: &str = "notifications/send";

/// Longest address of the standard (RFC 5321, 4.5.3.1.3), without its brackets.
const LONGEST_ADDRESS: usize = 254;

/// Books a message, if the operation is kept. An address that no mail server would take is told to staff at once.
pub async fn post(op: &mut Op, message: &Message<'_>) -> Result<(), StoreError> {
    let id = op.id();
    let to = message.to.trim();
    let (subject, body) = (one_line(message.subject), plain(message.body));
    let message = Message { to, subject: &subject, body: &body, ..*message };
    let failure = if address(to).is_some() { None } else { Some("address") };
    store::insert(op, id, &message, failure).await?;
    match (failure, message.about) {
        (None, _) => op.post_job(SEND, &id.to_string(), op.now).await,
        (Some(_), Some(about)) => op.post_job(UNDELIVERED, about, op.now).await,
        (Some(_), None) => Ok(()),
    }
}

/// Messages that did not reach their person, newest first; all, or those about one thing.
pub async fn unsent(op: &mut Op, about: Option<&str>) -> Result<Vec<Unsent>, StoreError> {
    store::list_unsent(op, about).await
}

/// An address that a mail server may be given: in ASCII, without a line break, quote or space.
pub(crate) fn address(text: &str) -> Option<Address> {
    let is_plain = text.len() <= LONGEST_ADDRESS && text.chars().all(|letter| letter.is_ascii_graphic());
    let is_quoted = text.contains(['"', '<', '>', '(', ')', ',', ';', ':', '\\']);
    text.parse().ok().filter(|_| is_plain && !is_quoted)
}

/// A subject holds on one line: whatever would break it becomes a space.
fn one_line(text: &str) -> String {
    let spaced: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A body has line breaks, and no other control character.
fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.trim().chars().filter(|letter| *letter == '\n' || !letter.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_one_person_and_nothing_else() {
        for right in ["lea@exemple.test", "jean.tremblay+311@ville.example.org", "o'neil@exemple.ca"] {
            assert!(address(right).is_some(), "{right}");
        }
        let long = format!("{}@exemple.test", "a".repeat(250));
        for wrong in [
            "",
            "lea",
            "lea@",
            "@exemple.test",
            "lea@exemple.test\r\nBcc: tous@exemple.test",
            "lea@exemple.test\nDATA",
            "lea@exemple.test,autre@exemple.test",
            "<lea@exemple.test>",
            "Léa <lea@exemple.test>",
            "\"lea\r\n\"@exemple.test",
            "léa@exemple.test",
            "lea @exemple.test",
            &long,
        ] {
            assert!(address(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_subject_and_a_body_carry_no_command() {
        assert_eq!(one_line(" Reçue\r\nBcc: tous@exemple.test\0 "), "Reçue Bcc: tous@exemple.test");
        assert_eq!(plain(" Bonjour\r\n\r\n.\r\rQUIT\u{7}\t "), "Bonjour\n\n.\n\nQUIT");
    }
}
