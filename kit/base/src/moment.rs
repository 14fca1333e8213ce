//! Instants, as whole milliseconds since 1970-01-01 UTC.

use jiff::{Timestamp, ZonedDateTime, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
///
/// Kept as an integer in every table, so that it sorts and compares the same on both engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an ISO 8601 instant with a time zone")]
pub struct MomentError(pub String);

/// Milliseconds in a day of 24 hours.
pub const DAY_MS: i64 = 86_400_000;

impl Moment {
    /// The instant `days` days of 24 hours later (earlier when negative).
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(days.saturating_mul(DAY_MS)))
    }

    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Days elapsed since `earlier`, as a fraction.
    pub fn days_since(self, earlier: Self) -> f64 {
        (self.0 - earlier.0) as f64 / DAY_MS as f64
    }

    /// Out-of-range values clamp to the range of the calendar (years -9999 to 9999).
    pub fn to_timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 { Timestamp::MIN } else { Timestamp::MAX })
    }

    pub fn in_zone(self, zone: &TimeZone) -> ZonedDateTime {
        self.to_timestamp().to_zoned_datetime(zone.clone())
    }

    /// The local day in `zone`.
    pub fn day(self, zone: &TimeZone) -> Date {
        self.in_zone(zone).date()
    }

    /// W3C date and time with the offset of `zone`, to the second: `2026-04-05T12:03:37-04:00`.
    pub fn to_w3c(self, zone: &TimeZone) -> String {
        let second = Self(self.0 - self.0.rem_euclid(1_000)).to_timestamp();
        second.display_with_offset(zone.to_offset(second)).to_string()
    }

    /// Reads a local date and time without offset (`2026-04-05T12:03:37`, or with a space) in `zone`.
    pub fn from_local(text: &str, zone: &TimeZone) -> Result<Self, MomentError> {
        let wrong = || MomentError(text.to_owned());
        let local: jiff::civil::DateTime = text.trim().parse().map_err(|_| wrong())?;
        let zoned = local.to_zoned_datetime(zone.clone()).map_err(|_| wrong())?;
        Ok(Self::from(zoned.timestamp()))
    }
}

impl From<Timestamp> for Moment {
    fn from(timestamp: Timestamp) -> Self {
        Self(timestamp.as_millisecond())
    }
}

/// ISO 8601 with `Z` or an offset; a bare date or local time is refused.
impl FromStr for Moment {
    type Err = MomentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A `+` of an offset often arrives as a space through a URL that was not encoded.
        let repaired = text.trim().replace(' ', "+");
        let timestamp: Timestamp = repaired.parse().map_err(|_| MomentError(text.to_owned()))?;
        Ok(Self::from(timestamp))
    }
}

/// UTC, to the second, with `Z`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.to_timestamp().strftime("%Y-%m-%dT%H:%M:%SZ"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_parse(text: &str, expected: Option<&str>) {
        let got = text.parse::<Moment>().ok().map(|moment| moment.to_string());
        assert_eq!(got.as_deref(), expected);
    }

    #[test]
    fn instants_need_a_zone() {
        check_parse("2026-04-05T12:03:37Z", Some("2026-04-05T12:03:37Z"));
        check_parse("2026-04-05T12:03:37-04:00", Some("2026-04-05T16:03:37Z"));
        check_parse("2026-04-05T12:03:37 04:00", Some("2026-04-05T08:03:37Z"));
        check_parse("2026-04-05", None);
        check_parse("2026-13-05T12:03:37Z", None);
        check_parse("", None);
    }

    #[test]
    fn the_offset_follows_the_season() {
        let zone = TimeZone::get("America/Montreal").unwrap();
        let winter: Moment = "2026-01-05T12:00:00Z".parse().unwrap();
        let summer: Moment = "2026-07-05T12:00:00Z".parse().unwrap();
        assert_eq!(winter.to_w3c(&zone), "2026-01-05T07:00:00-05:00");
        assert_eq!(summer.to_w3c(&zone), "2026-07-05T08:00:00-04:00");
        assert_eq!(Moment::from_local("2026-07-05T08:00:00", &zone), Ok(summer));
    }
}
