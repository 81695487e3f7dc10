//! The time, asked for in one way so that tests can stop it.

use crate::{Date, Timestamp};
use jiff::tz::TimeZone;

/// Where "now" comes from. Nothing else in the program reads the time.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The machine's own clock.
    #[default]
    System,
    /// Stopped at one moment: for tests, and for demonstrations that must come out the same every time.
    Stopped(Timestamp),
}

impl Clock {
    /// This moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Stopped(at) => *at,
        }
    }

    /// Today's date where the program's users are, in the United Kingdom.
    #[must_use]
    pub fn today(&self) -> Date {
        let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
        self.now().to_zoned(zone).date()
    }
}
