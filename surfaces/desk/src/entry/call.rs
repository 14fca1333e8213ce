//! The contact around the entries: who calls, what was asked in it so far, how it ends.

use super::{Fields, new_key};
use ::store::StoreError;
use base::Moment;
use identity::{Look, Staff, look};
use interactions::{
    Asked, EndError, Intent, NewCallBack, NewInteraction, book, drop_draft, find_draft, keep, note, save_draft,
};
use jiff::civil::{Date, Time};
use requests::caller::{CallerFile, files_of};
use web::{Brand, Form, Op, Refusal};

/// A contact, as its form tells it.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// Empty for an entry that is part of none.
    pub key: String,
    pub began_at: i64,
    /// The name or the number that the person said: their requests are shown once it matches.
    pub said: String,
}

/// Fields that are kept from an entry to the next one of the same contact: who calls, and how.
const KEPT: [&str; 10] =
    ["appel", "debut", "dit", "canal", "nom", "telephone", "courriel", "langue", "accord_suivi", "accord_sondage"];
/// Fields that a draft does not keep.
const PASSING: [&str; 3] = ["geste", "partie", "proposition"];

impl Call {
    pub fn read(form: &Form) -> Self {
        let key = form.text("appel");
        let is_key = key.len() <= 64 && key.bytes().all(|byte| byte.is_ascii_alphanumeric());
        Self {
            key: if is_key { key.to_owned() } else { String::new() },
            began_at: form.text("debut").parse().unwrap_or_default(),
            said: form.text("dit").trim().chars().take(100).collect(),
        }
    }

    pub fn begin(now: Moment) -> Self {
        Self { key: new_key(), began_at: now.0, said: String::new() }
    }

    pub fn is_call(&self) -> bool {
        !self.key.is_empty()
    }

    fn interaction<'a>(&'a self, staff: &Staff, fields: &'a Fields) -> NewInteraction<'a> {
        NewInteraction {
            key: &self.key,
            staff_id: staff.id,
            channel: fields.channel,
            lang: fields.lang,
            phone: &fields.phone,
            began_at: Moment(self.began_at),
        }
    }

    /// Notes what was asked, when the entry is part of a contact.
    pub async fn note(
        &self,
        op: &mut Op,
        staff: &Staff,
        fields: &Fields,
        (intent, subject): (Intent, &str),
    ) -> Result<(), StoreError> {
        if !self.is_call() {
            return Ok(());
        }
        let id = keep(op, &self.interaction(staff, fields)).await?;
        let asked = Asked { intent, subject: subject.to_owned(), service_code: fields.service.clone() };
        note(op, id, &asked).await
    }

    /// Ends the contact, whatever was recorded in it, and forgets its draft.
    pub async fn end(&self, op: &mut Op, staff: &Staff, fields: &Fields, form: &Form) -> Result<(), EndError> {
        interactions::end(op, &self.interaction(staff, fields), form.text("issue"), form.text("bilan")).await?;
        Ok(drop_draft(op, staff.id, &self.key).await?)
    }

    /// The requests of who calls, once they have said who they are; each is a look that is noted.
    pub async fn files(&self, op: &mut Op, staff: &Staff, fields: &Fields) -> Result<Vec<CallerFile>, Refusal> {
        if self.said.is_empty() {
            return Ok(Vec::new());
        }
        let mut reading = Op { tx: op.app.database().read(), lang: op.lang, ..Op::system(&op.app) };
        let files = files_of(&mut reading, (&fields.phone, &fields.email), &self.said, op.lang).await?;
        for file in &files {
            look(&mut reading, staff, Look::Request, &file.request.reference).await?;
        }
        Ok(files)
    }
}

/// Keeps the form as it stands.
pub async fn keep_draft(op: &mut Op, staff: &Staff, form: &Form) -> Result<(), StoreError> {
    let call = Call::read(form);
    if !call.is_call() {
        return Ok(());
    }
    let fields: Vec<(String, String)> = form
        .pairs()
        .filter(|(name, value)| !PASSING.contains(name) && !value.is_empty())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    save_draft(op, staff.id, &call.key, &fields).await
}

/// After an entry, the draft of its contact keeps who calls alone.
pub async fn keep_caller(op: &mut Op, staff: &Staff, form: &Form) -> Result<(), StoreError> {
    let call = Call::read(form);
    if !call.is_call() {
        return Ok(());
    }
    let fields: Vec<(String, String)> = form
        .pairs()
        .filter(|(name, value)| KEPT.contains(name) && !value.is_empty())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    save_draft(op, staff.id, &call.key, &fields).await
}

/// The form of an unfinished contact.
pub async fn draft_form(op: &mut Op, staff: &Staff, key: &str) -> Result<Option<Form>, StoreError> {
    let Some(draft) = find_draft(op, staff.id, key).await? else { return Ok(None) };
    let mut form = Form::default();
    for (name, value) in draft.fields {
        form.add(name, value);
    }
    Ok(Some(form))
}

/// What a screen pop says of the number: as it is written here, or nothing when it is withheld or makes no sense.
pub fn caller(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_foreign = text.trim_start().starts_with(['+', ' ']) && !digits.starts_with('1');
    match digits.len() {
        11 if digits.starts_with('1') => written(digits.get(1..).unwrap_or_default()),
        10 if !is_foreign => written(&digits),
        8..=15 if is_foreign => format!("+{digits}"),
        _ => String::new(),
    }
}

fn written(digits: &str) -> String {
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    format!("{} {}-{}", part(0, 3), part(3, 6), part(6, 10))
}

/// Books the call that is promised, for who answered or for their unit.
pub async fn promise(
    op: &mut Op,
    staff: &Staff,
    fields: &Fields,
    form: &Form,
) -> Result<(), interactions::CallBackError> {
    let zone = op.part::<Brand>().zone.clone();
    let day: Option<Date> = form.text("rappel_jour").trim().parse().ok();
    let hour: Option<Time> = form.text("rappel_heure").trim().parse().ok();
    let due_at = day
        .map(|day| day.to_datetime(hour.unwrap_or(Time::constant(12, 0, 0, 0))))
        .and_then(|at| at.to_zoned_datetime(zone).ok())
        .map(|at| Moment(at.timestamp().as_millisecond()));
    let reference = Some(form.text("rappel_numero").trim()).filter(|number| !number.is_empty());
    let new = NewCallBack {
        staff_id: staff.id,
        unit: Some(form.text("rappel_unite")).filter(|unit| staff.is_of(unit)),
        reference,
        name: &fields.name,
        phone: &fields.phone,
        words: form.text("rappel_mots"),
        due_at,
    };
    book(op, &new).await.map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_as_people_read_it_and_a_withheld_one_is_none() {
        for (text, expected) in [
            ("+15145550123", "514 555-0123"),
            (" 15145550123", "514 555-0123"),
            ("5145550123", "514 555-0123"),
            ("(514) 555-0123", "514 555-0123"),
            ("tel:+1-514-555-0123", "514 555-0123"),
            ("+33 1 44 55 66 77", "+33144556677"),
            ("anonymous", ""),
            ("", ""),
            ("0", ""),
            ("+", ""),
            ("<script>", ""),
            ("99999999999999999999", ""),
            ("٥١٤٥٥٥٠١٢٣", ""),
        ] {
            assert_eq!(caller(text), expected, "{text}");
        }
    }
}
