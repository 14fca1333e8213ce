//! Notices: what people must know for a while, on top of the pages of the whole city or of one borough.

use crate::{
    article::{clean, one_line},
    store::notices as store,
};
use ::store::StoreError;
use base::{Fault, Id, Moment, Text};
use jiff::{civil::Date, tz::TimeZone};
use web::Op;

/// Characters of a notice.
pub const LONGEST: usize = 300;

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub id: Id,
    /// None for the whole city.
    pub borough: Option<String>,
    pub text: Text,
    pub begins_at: Moment,
    pub ends_at: Moment,
    pub author: String,
}

impl Notice {
    pub fn is_shown(&self, now: Moment) -> bool {
        self.begins_at <= now && now < self.ends_at
    }
}

/// What is typed of a notice: days are those of the city, the last one included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    pub borough: String,
    pub fr: String,
    pub en: String,
    pub from: String,
    pub until: String,
}

/// A notice that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub borough: Option<String>,
    pub text: Text,
    pub begins_at: Moment,
    pub ends_at: Moment,
}

impl Draft {
    /// Checks what was typed; `is_borough` knows the boroughs of the city.
    pub fn check(&self, zone: &TimeZone, is_borough: impl Fn(&str) -> bool) -> Result<Checked, Vec<Fault>> {
        let mut faults = Vec::new();
        let (fr, en) = (clean(&self.fr).trim().to_owned(), clean(&self.en).trim().to_owned());
        if fr.is_empty() {
            faults.push(Fault::new("fr", "knowledge/notice-blank"));
        }
        for (field, text) in [("fr", &fr), ("en", &en)] {
            if text.chars().count() > LONGEST {
                faults.push(Fault::new(field, "knowledge/notice-long"));
            }
        }
        let borough = one_line(&self.borough);
        if !borough.is_empty() && !is_borough(&borough) {
            faults.push(Fault::new("arrondissement", "knowledge/borough-unknown"));
        }
        let mut day = |field, text: &str| {
            let day = text.trim().parse::<Date>().ok();
            if day.is_none() {
                faults.push(Fault::new(field, "knowledge/day-wrong"));
            }
            day
        };
        let (from, until) = (day("debut", &self.from), day("fin", &self.until));
        let (Some(from), Some(until)) = (from, until) else { return Err(faults) };
        if until < from {
            faults.push(Fault::new("fin", "knowledge/notice-order"));
        }
        let starts = |day: Date| {
            let zoned = day.at(0, 0, 0, 0).to_zoned_datetime(zone.clone()).ok();
            zoned.map(|zoned| Moment::from(zoned.timestamp()))
        };
        let (begins_at, ends_at) = (starts(from), until.tomorrow().ok().and_then(starts));
        match (begins_at, ends_at, faults.is_empty()) {
            (Some(begins_at), Some(ends_at), true) => {
                let borough = Some(borough).filter(|code| !code.is_empty());
                Ok(Checked { borough, text: Text::new(fr, en), begins_at, ends_at })
            }
            (None, ..) | (_, None, _) => Err(vec![Fault::new("fin", "knowledge/day-wrong")]),
            (Some(_), Some(_), false) => Err(faults),
        }
    }
}

/// Notices shown now: those of the whole city, and those of `borough`.
pub async fn notices(op: &mut Op, borough: Option<&str>) -> Result<Vec<Notice>, StoreError> {
    let mut all = store::list_current(op).await?;
    all.retain(|notice| notice.is_shown(op.now) && (notice.borough.is_none() || notice.borough.as_deref() == borough));
    Ok(all)
}

/// Notices that are shown or will be.
pub async fn to_come(op: &mut Op) -> Result<Vec<Notice>, StoreError> {
    store::list_current(op).await
}

pub async fn publish(op: &mut Op, notice: &Checked, author: &str) -> Result<(), StoreError> {
    store::insert(op, notice, author).await
}

/// Takes a notice away at once; one that is gone already stays so.
pub async fn withdraw(op: &mut Op, id: Id) -> Result<(), StoreError> {
    store::save_withdrawn(op, id).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(fr: &str, from: &str, until: &str, expected: &[(&str, &str)]) {
        let draft = Draft { fr: fr.into(), from: from.into(), until: until.into(), ..Draft::default() };
        let zone = TimeZone::get("America/Montreal").unwrap();
        let faults = draft.check(&zone, |_| false).err().unwrap_or_default();
        let faults: Vec<(&str, &str)> = faults.iter().map(|fault| (fault.field.as_str(), fault.code)).collect();
        assert_eq!(faults, expected);
    }

    #[test]
    fn a_notice_has_french_words_and_a_last_day() {
        check("Avis d’ébullition", "2026-11-18", "2026-11-18", &[]);
        check(" ", "2026-11-18", "2026-11-19", &[("fr", "knowledge/notice-blank")]);
        check("a", "2026-11-18", "2026-11-17", &[("fin", "knowledge/notice-order")]);
        check("a", "hier", "", &[("debut", "knowledge/day-wrong"), ("fin", "knowledge/day-wrong")]);
        check(&"a".repeat(301), "2026-11-18", "2026-11-18", &[("fr", "knowledge/notice-long")]);
    }

    #[test]
    fn the_last_day_is_whole_even_when_the_clock_changes() {
        let draft = Draft { fr: "a".into(), from: "2026-11-01".into(), until: "2026-11-01".into(), ..Draft::default() };
        let checked = draft.check(&TimeZone::get("America/Montreal").unwrap(), |_| true).unwrap();
        assert_eq!(checked.ends_at.0 - checked.begins_at.0, 25 * 3_600_000);
    }
}
