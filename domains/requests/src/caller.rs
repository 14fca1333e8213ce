//! The requests of somebody on the telephone. A number reveals nothing: who calls says their name, or the number of a
//! request, and only what is theirs is shown.

use crate::{Audience, Contact, Reference, Request, access::plain_phone, store, telling};
use ::store::StoreError;
use base::{Id, Lang, Moment, plain::fold};
use web::Op;

/// Requests that are shown of one person, the latest first.
const MOST: usize = 12;

/// A request of who calls, and its last news, as it can be read aloud.
#[derive(Debug, Clone, PartialEq)]
pub struct CallerFile {
    pub request: Request,
    /// Where it stands, in the words of the tracker.
    pub sentence: String,
    /// The last words that whoever does the work wrote for the person.
    pub last_words: Option<(Moment, String)>,
}

/// Whether the name that was said is the one that was kept: each of its words begins a word of it.
fn is_same_name(said: &str, kept: &str) -> bool {
    let (said, kept) = (fold(said), fold(kept));
    let words: Vec<&str> = kept.split(' ').collect();
    let mut said = said.split(' ').filter(|word| !word.is_empty()).peekable();
    said.peek().is_some() && said.all(|word| word.chars().count() >= 2 && words.iter().any(|it| it.starts_with(word)))
}

/// What is theirs, once they have said who they are: a name kept with this number or address, or the number of one of
/// their requests. Nothing when nothing matches, and nothing says whether the number is known.
pub async fn files_of(
    op: &mut Op,
    (phone, email): (&str, &str),
    said: &str,
    lang: Lang,
) -> Result<Vec<CallerFile>, StoreError> {
    let (phone, email) = (plain_phone(phone), email.trim().to_lowercase());
    let known = store::requests_of_contact(op, (phone.len() == 10).then_some(phone.as_str()), &email).await?;
    let number = said.trim().parse::<Reference>().map(|reference| reference.to_string()).ok();
    let told = number.and_then(|number| known.iter().find(|(_, reference, _)| *reference == number)).cloned();
    let is_theirs = |name: &Option<String>| match (&told, name) {
        // Who knows the number of a request is whoever made it: the others of the same name are theirs too.
        (Some((_, _, own)), name) => own == name,
        (None, Some(name)) => is_same_name(said, name),
        (None, None) => false,
    };
    let mut files: Vec<CallerFile> = Vec::new();
    for (id, _, name) in &known {
        if files.len() == MOST || !is_theirs(name) || files.iter().any(|file| file.request.id == *id) {
            continue;
        }
        if let Some(request) = store::find_by_id(op, *id).await? {
            files.push(file(op, request, lang).await?);
        }
    }
    Ok(files)
}

/// Other requests made with the telephone or the address of `contact`, those still open first.
pub async fn others_of(op: &mut Op, contact: &Contact, except: Id) -> Result<Vec<Request>, StoreError> {
    let phone = contact.phone.as_deref().map(plain_phone).filter(|phone| phone.len() == 10);
    let email = contact.email.as_deref().unwrap_or_default().trim().to_lowercase();
    let known = store::requests_of_contact(op, phone.as_deref(), &email).await?;
    let mut found: Vec<Request> = Vec::new();
    for (id, ..) in known {
        if found.len() == MOST || id == except || found.iter().any(|request| request.id == id) {
            continue;
        }
        found.extend(store::find_by_id(op, id).await?);
    }
    Ok(found)
}

async fn file(op: &mut Op, request: Request, lang: Lang) -> Result<CallerFile, StoreError> {
    let events = store::timeline(op, request.id, Audience::Requesters).await?;
    let is_staff = |event: &&store::Event| event.actor_kind == "staff" && event.act != "reopening-asked";
    let last = events.iter().rev().filter(is_staff).find_map(|event| Some((Moment(event.at), event.reason.clone()?)));
    let reason = last.as_ref().map_or("", |(_, words)| words.as_str());
    let sentence = telling::sentence(op, lang, &request, reason);
    Ok(CallerFile { sentence, last_words: last, request })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_recognised_as_people_say_it() {
        for said in ["Léa Ouellet", "ouellet", "lea", "OUELLET Léa", "oue"] {
            assert!(is_same_name(said, "Léa Ouellet"), "{said}");
        }
        for said in ["", " ", "l", "Tremblay", "Léa Tremblay", "llet", "%", "é"] {
            assert!(!is_same_name(said, "Léa Ouellet"), "{said}");
        }
        assert!(is_same_name("marie", "Marie-Ève Roy") && is_same_name("eve roy", "Marie-Ève Roy"));
    }
}
