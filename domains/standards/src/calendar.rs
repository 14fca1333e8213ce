//! Days on which the city works.

use crate::holiday::{Holiday, Observed, weekday};
use base::{PackFault, PackFiles};
use jiff::civil::{Date, Weekday};
use serde::Deserialize;
use toml::Spanned;

const FILE: &str = "calendar.toml";

/// Working days and holidays of a city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    working: Vec<Weekday>,
    holidays: Vec<Holiday>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CalendarFile {
    working_days: Vec<Spanned<String>>,
    #[serde(default)]
    holiday: Vec<HolidayFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HolidayFile {
    rule: Spanned<String>,
    #[serde(default)]
    observed: Observed,
    #[expect(dead_code, reason = "names are for whoever reads the file, and checked to be there")]
    fr: String,
    #[expect(dead_code, reason = "names are for whoever reads the file, and checked to be there")]
    en: String,
}

impl Calendar {
    /// Reads `calendar.toml`.
    pub fn read(files: &PackFiles) -> Result<Self, Vec<PackFault>> {
        let text = files.text(FILE).map_err(|fault| vec![fault])?;
        let line_of = |start: usize| 1 + text.get(..start).unwrap_or("").matches('\n').count() as u64;
        let file: CalendarFile = toml::from_str(text).map_err(|err| {
            vec![PackFault::new(FILE, line_of(err.span().map_or(0, |span| span.start)), err.message().to_owned())]
        })?;
        let fault =
            |words: &Spanned<String>, message: String| PackFault::new(FILE, line_of(words.span().start), message);
        let mut faults = Vec::new();
        let mut calendar = Self { working: Vec::new(), holidays: Vec::new() };
        for name in &file.working_days {
            match weekday(name.get_ref()) {
                Some(day) => calendar.working.push(day),
                None => faults.push(fault(name, format!("`{}` is not a day of the week", name.get_ref()))),
            }
        }
        if file.working_days.is_empty() {
            faults.push(PackFault::new(FILE, 0, "no day is worked"));
        }
        for holiday in &file.holiday {
            let rule = holiday.rule.get_ref();
            match Holiday::parse(rule, holiday.observed) {
                Some(holiday) => calendar.holidays.push(holiday),
                None => faults.push(fault(&holiday.rule, format!("`{rule}` is not a rule of a holiday"))),
            }
        }
        if faults.is_empty() { Ok(calendar) } else { Err(faults) }
    }

    pub fn is_working(&self, day: Date) -> bool {
        // The Monday that stands for a New Year's Day is in the same year; so are all the others.
        self.working.contains(&day.weekday())
            && !self.holidays.iter().any(|holiday| holiday.days(day.year()).any(|other| other == day))
    }

    /// The `count`th working day after `day`, which is not counted itself.
    pub fn add_working_days(&self, day: Date, count: u32) -> Date {
        let mut last = day;
        let mut left = count;
        // A year without any working day would never end: nobody writes such a calendar, but a file may hold one.
        let mut idle = 0;
        while left > 0 && idle < 366 {
            let Ok(next) = last.tomorrow() else { break };
            last = next;
            if self.is_working(last) {
                left -= 1;
                idle = 0;
            } else {
                idle += 1;
            }
        }
        last
    }
}
