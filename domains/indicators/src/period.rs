//! The two periods that everything is measured over.

use base::Moment;

/// How far back a figure looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Period {
    /// Close to today; slow services do not end within it.
    #[default]
    Quarter,
    /// Long enough for slow services, and for every season once.
    Year,
}

impl Period {
    pub const ALL: [Self; 2] = [Self::Quarter, Self::Year];

    /// Word of the tables, of the addresses and of the file.
    pub fn code(self) -> &'static str {
        match self {
            Self::Quarter => "90-jours",
            Self::Year => "12-mois",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.code() == code)
    }

    pub fn days(self) -> i64 {
        match self {
            Self::Quarter => 90,
            Self::Year => 365,
        }
    }

    /// When it begins, for a computation at `now`.
    pub fn start(self, now: Moment) -> Moment {
        now.plus_days(-self.days())
    }
}
