//! Local dates and times as the files write them: `2026-04-05T12:03:37`.

use base::Moment;
use jiff::{
    civil::DateTime,
    tz::{AmbiguousOffset, TimeZone},
};
use std::fmt::Write;

/// Years that a file may speak of.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// Reads a local time. Answers whether [`write_local`] writes it back the same: not when it is written another way,
/// nor when it is in the hour that summer time leaves out. An hour that comes twice is taken the first time.
pub fn read_local(words: &str, zone: &TimeZone) -> Option<(Moment, bool)> {
    let (local, is_usual) = match usual(words.as_bytes()) {
        Some(local) => (local, true),
        None => (words.parse::<DateTime>().ok()?, false),
    };
    if !YEARS.contains(&local.year()) {
        return None;
    }
    let ambiguous = zone.to_ambiguous_timestamp(local);
    let is_gap = matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. });
    Some((Moment::from(ambiguous.compatible().ok()?), is_usual && !is_gap))
}

/// The time of exactly 19 digits and signs; jiff reads the other forms.
fn usual(words: &[u8]) -> Option<DateTime> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2] = words else {
        return None;
    };
    let digit = |byte: u8| byte.is_ascii_digit().then(|| i16::from(byte - b'0'));
    let two = |tens: u8, ones: u8| Some(i8::try_from(digit(tens)? * 10 + digit(ones)?).unwrap_or_default());
    let year = i16::from(two(y1, y2)?) * 100 + i16::from(two(y3, y4)?);
    DateTime::new(year, two(m1, m2)?, two(d1, d2)?, two(h1, h2)?, two(n1, n2)?, two(s1, s2)?, 0).ok()
}

/// Writes an instant in the local time of `zone`, to the second.
pub fn write_local(out: &mut String, moment: Moment, zone: &TimeZone) {
    let local = zone.to_datetime(moment.to_timestamp());
    // Writing to a `String` cannot fail.
    let _ = write!(
        out,
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
        local.year(),
        local.month(),
        local.day(),
        local.hour(),
        local.minute(),
        local.second()
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn zone() -> TimeZone {
        TimeZone::get("America/Montreal").unwrap()
    }

    #[track_caller]
    fn check(words: &str, expected: Option<(&str, bool)>) {
        let read = read_local(words, &zone()).map(|(moment, is_usual)| (moment.to_string(), is_usual));
        assert_eq!(read, expected.map(|(moment, is_usual)| (moment.to_owned(), is_usual)), "{words}");
    }

    #[test]
    fn local_times_are_read_in_summer_in_winter_and_between() {
        check("2026-04-05T12:03:37", Some(("2026-04-05T16:03:37Z", true)));
        check("2026-01-05T12:03:37", Some(("2026-01-05T17:03:37Z", true)));
        check("2026-04-05 12:03:37", Some(("2026-04-05T16:03:37Z", false)));
        // One o'clock comes twice on the first Sunday of November, two o'clock never comes in March.
        check("2026-11-01T01:30:00", Some(("2026-11-01T05:30:00Z", true)));
        check("2026-03-08T02:30:00", Some(("2026-03-08T07:30:00Z", false)));
        for wrong in ["", "2026-13-05T12:03:37", "2026-02-30T12:03:37", "26-01-05T12:03:37", "1066-01-05T12:03:37", "x"]
        {
            check(wrong, None);
        }
    }

    proptest! {
        #[test]
        fn a_usual_time_is_written_back_the_same(seconds in 800_000_000_i64..4_000_000_000) {
            let mut words = String::new();
            write_local(&mut words, Moment(seconds * 1_000), &zone());
            let (moment, is_usual) = read_local(&words, &zone()).unwrap();
            let mut again = String::new();
            write_local(&mut again, moment, &zone());
            prop_assert!(is_usual);
            prop_assert_eq!(words, again);
        }
    }
}
