//! Holidays by rule, so that a calendar serves any year.

use jiff::{
    Span,
    civil::{Date, Weekday, date},
};

/// When a holiday falls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    rule: Rule,
    observed: Observed,
}

/// When the next Monday stands for a day that nobody works anyway.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Observed {
    #[default]
    Never,
    Sunday,
    Weekend,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Rule {
    /// Month, day.
    Fixed(i8, i8),
    /// Days after Easter Sunday.
    Easter(i32),
    /// The last such weekday strictly before the month and day.
    Before(Weekday, i8, i8),
    /// The nth such weekday of a month.
    Nth(i8, Weekday, i8),
}

/// Names of the days in a calendar.
pub(crate) const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

pub(crate) fn weekday(name: &str) -> Option<Weekday> {
    WEEKDAYS.iter().find(|(word, _)| *word == name).map(|(_, day)| *day)
}

/// `05-25`, a day that every year has.
fn month_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    Date::new(2023, month, day).ok().map(|_| (month, day))
}

impl Holiday {
    /// Reads `06-24`, `easter-2`, `monday before 05-25`, `1 monday 09`.
    pub fn parse(text: &str, observed: Observed) -> Option<Self> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let rule = match words.as_slice() {
            [day] if day.starts_with("easter") => {
                let days: i32 = day.trim_start_matches("easter").parse().ok()?;
                (-60..=60).contains(&days).then_some(Rule::Easter(days))?
            }
            [day] => month_day(day).map(|(month, day)| Rule::Fixed(month, day))?,
            [name, "before", day] => {
                month_day(day).and_then(|(month, day)| weekday(name).map(|name| Rule::Before(name, month, day)))?
            }
            [rank, name, month] => {
                let (rank, month) = (rank.parse().ok()?, month.parse().ok()?);
                let is_possible = (1..=4).contains(&rank) && (1..=12).contains(&month);
                weekday(name).filter(|_| is_possible).map(|name| Rule::Nth(rank, name, month))?
            }
            _ => return None,
        };
        Some(Self { rule, observed })
    }

    /// The day of `year`, and the Monday that stands for it.
    pub fn days(&self, year: i16) -> impl Iterator<Item = Date> {
        let day = self.day(year);
        let monday = |day: Date, days: i32| day.checked_add(Span::new().days(days)).ok();
        let observed = day.and_then(|day| match (self.observed, day.weekday()) {
            (Observed::Sunday | Observed::Weekend, Weekday::Sunday) => monday(day, 1),
            (Observed::Weekend, Weekday::Saturday) => monday(day, 2),
            _ => None,
        });
        day.into_iter().chain(observed)
    }

    fn day(&self, year: i16) -> Option<Date> {
        match self.rule {
            Rule::Fixed(month, day) => Date::new(year, month, day).ok(),
            Rule::Easter(days) => easter(year).checked_add(Span::new().days(days)).ok(),
            Rule::Before(name, month, day) => Date::new(year, month, day).ok()?.nth_weekday(-1, name).ok(),
            Rule::Nth(rank, name, month) => Date::new(year, month, 1).ok()?.nth_weekday_of_month(rank, name).ok(),
        }
    }
}

/// Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher; Nature, 20 April 1876).
pub fn easter(year: i16) -> Date {
    let year = i32::from(year);
    let (golden, century, rest) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let skipped = century - century / 4 - (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * golden + skipped + 15).rem_euclid(30);
    let week = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4).rem_euclid(7);
    let late = (golden + 11 * moon + 22 * week) / 451;
    let days = moon + week - 7 * late + 114;
    let (month, day) = (i8::try_from(days / 31).unwrap_or(4), i8::try_from(days % 31 + 1).unwrap_or(1));
    Date::new(i16::try_from(year).unwrap_or(2000), month, day).unwrap_or(date(2000, 4, 23))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rule: &str, year: i16, expected: &[&str]) {
        let days: Vec<String> =
            Holiday::parse(rule, Observed::Weekend).unwrap().days(year).map(|day| day.to_string()).collect();
        assert_eq!(days, expected, "{rule} {year}");
    }

    #[test]
    fn rules_fall_where_the_calendar_says() {
        check("easter-2", 2026, &["2026-04-03"]);
        check("easter+1", 2028, &["2028-04-17"]);
        check("monday before 05-25", 2026, &["2026-05-18"]);
        check("monday before 05-25", 2015, &["2015-05-18"]);
        check("1 monday 09", 2026, &["2026-09-07"]);
        check("12-25", 2027, &["2027-12-25", "2027-12-27"]);
        check("07-01", 2029, &["2029-07-01", "2029-07-02"]);
    }

    #[test]
    fn what_is_not_a_rule_is_refused() {
        for wrong in ["", "13-01", "02-30", "easter", "easter+99", "5 monday 09", "1 lundi 09", "monday after 05-25"] {
            assert_eq!(Holiday::parse(wrong, Observed::Never), None, "{wrong}");
        }
    }
}
