//! A figure: what was measured, on how many cases, between which limits, and whether it may be shown.

use crate::Period;

macro_rules! measures {
    ($($variant:ident => $word:literal, $group:ident, $unit:ident;)+) => {
        /// What is measured.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Measure { $($variant),+ }

        impl Measure {
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Word of the tables and of the file.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Figures that rest on the same cases, and are withheld together.
            pub fn group(self) -> Group {
                match self { $(Self::$variant => Group::$group),+ }
            }

            pub fn unit(self) -> Unit {
                match self { $(Self::$variant => Unit::$unit),+ }
            }

            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|measure| measure.code() == code)
            }
        }
    };
}

measures! {
    Received => "received", Watched, Count;
    Carried => "carried", Watched, Count;
    Open => "open", Watched, Count;
    Reopened => "reopened", Watched, Count;
    Merged => "merged", Watched, Count;
    Delay50 => "delay-50", Timed, Days;
    Delay80 => "delay-80", Timed, Days;
    Delay90 => "delay-90", Timed, Days;
    Closed50 => "closed-only-50", Timed, Days;
    Closed80 => "closed-only-80", Timed, Days;
    Closed90 => "closed-only-90", Timed, Days;
    OnTime => "on-time", Promised, Share;
    OnTimeBounds => "on-time-bounds", Promised, Share;
    OnTimeClosed => "on-time-closed-only", Promised, Share;
    Response => "response", Invited, Share;
    Satisfied => "satisfied", Rated, Share;
    Fixed => "fixed", Known, Share;
    Denied => "denied", Solved, Share;
    Acceptable => "delay-acceptable", Judged, Share;
}

/// On whom a figure rests: requests seen, those whose delay is known or runs, promises with a date, people invited, people who gave each answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    Watched,
    Timed,
    Promised,
    Invited,
    Rated,
    Known,
    Solved,
    Judged,
}

impl Group {
    pub const ALL: [Self; 8] = [
        Self::Watched,
        Self::Timed,
        Self::Promised,
        Self::Invited,
        Self::Rated,
        Self::Known,
        Self::Solved,
        Self::Judged,
    ];
}

/// In what a figure is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Count,
    Days,
    /// 0 to 1.
    Share,
}

impl Unit {
    pub fn code(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Days => "days",
            Self::Share => "share",
        }
    }
}

/// Whether a figure is there to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Shown,
    /// It rests on too few cases, or would give such a one back.
    Withheld,
    /// So much is still open that the percentile is not known; it is above `low`, if there is one.
    NotReached,
}

impl State {
    pub const ALL: [Self; 3] = [Self::Shown, Self::Withheld, Self::NotReached];

    pub fn code(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Withheld => "withheld",
            Self::NotReached => "not-reached",
        }
    }
}

/// What kind of asking: an intervention, information, or an opinion. Never added together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Intervention,
    Information,
    Opinion,
}

impl Kind {
    pub fn code(self) -> &'static str {
        match self {
            Self::Intervention => "request",
            Self::Information => "information",
            Self::Opinion => "opinion",
        }
    }
}

/// What a figure is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct About {
    pub period: Period,
    /// Empty: the whole city; `-`: the place is not known.
    pub borough: String,
    /// Empty: every service.
    pub service: String,
    pub kind: Kind,
}

/// One measure. Withheld, it holds no number at all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    pub measure: Measure,
    pub n: u64,
    pub value: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub state: State,
}

impl Figure {
    pub(crate) fn withheld(measure: Measure) -> Self {
        Self { measure, n: 0, value: None, low: None, high: None, state: State::Withheld }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_measure_has_its_own_word() {
        for measure in Measure::ALL {
            assert_eq!(Measure::from_code(measure.code()), Some(*measure));
        }
        assert_eq!(Measure::from_code("luck"), None);
    }
}
