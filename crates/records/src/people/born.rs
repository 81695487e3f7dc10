//! What is known of when somebody was born: a day, a month, a year, or a guess; never more exact than it is known.

use super::Person;
use base::Date;
use std::fmt::{self, Display};

/// How many years a guess may be out.
const DOUBT: i16 = 5;

/// What is known of a date of birth. As text it says so in words: "3 September 1984", "September 1984", "1984 (year only)",
/// "about 1984".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Born {
    /// The day.
    On(Date),
    /// The year and the month (1 to 12).
    Within(i16, i8),
    /// Only the year.
    In(i16),
    /// A guess at the year.
    About(i16),
}

impl Born {
    /// A date as it is stored, known so exactly: a key of [`PRECISION`](super::PRECISION), or none for to the day. What is not known
    /// stands in it as the first month or day.
    pub(crate) fn known(date: Date, precision: Option<&str>) -> Self {
        match precision {
            Some("month") => Self::Within(date.year(), date.month()),
            Some("year") => Self::In(date.year()),
            Some("about") => Self::About(date.year()),
            _ => Self::On(date),
        }
    }

    /// The age on this day in words: "45" where that is certain, else "about 45".
    #[must_use]
    pub fn aged(self, today: Date) -> String {
        let (first, last) = self.span();
        match (super::age_on(last, today), super::age_on(first, today)) {
            (least, most) if least == most && !matches!(self, Self::About(_)) => most.to_string(),
            (_, most) => format!("about {most}"),
        }
    }

    /// The first and the last day that it can be; of a guess, as if the year were right.
    #[must_use]
    pub fn span(self) -> (Date, Date) {
        let first = |year, month| Date::new(year, month, 1).unwrap_or(Date::MIN);
        match self {
            Self::On(day) => (day, day),
            Self::Within(year, month) => (first(year, month), first(year, month).last_of_month()),
            Self::In(year) | Self::About(year) => (first(year, 1), first(year, 1).last_of_year()),
        }
    }

    /// The first day that it can be; a guess may be some years out.
    #[must_use]
    pub fn earliest(self) -> Date {
        match self {
            Self::About(year) => Self::In(year - DOUBT).span().0,
            known => known.span().0,
        }
    }

    /// As much of an ISO 8601 date as is known, for programs: "1984-09-03", "1984-09", "1984".
    #[must_use]
    pub fn iso(self) -> String {
        match self {
            Self::On(day) => day.to_string(),
            Self::Within(year, month) => format!("{year:04}-{month:02}"),
            Self::In(year) | Self::About(year) => format!("{year:04}"),
        }
    }

    /// The same for those who see no names: no more than the year.
    pub(super) fn year_only(self) -> Self {
        match self {
            Self::On(day) => Self::In(day.year()),
            Self::Within(year, _) => Self::In(year),
            year => year,
        }
    }
}

impl Display for Born {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::On(day) => write!(f, "{}", day.strftime("%-d %B %Y")),
            Self::Within(..) => write!(f, "{}", self.span().0.strftime("%B %Y")),
            Self::In(year) => write!(f, "{year} (year only)"),
            Self::About(year) => write!(f, "about {year}"),
        }
    }
}

impl Person {
    /// When they were born, as exactly as it is known.
    #[must_use]
    pub fn born(&self) -> Option<Born> {
        Some(Born::known(self.birth_date?, self.birth_precision.as_deref()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birth_date_is_said_as_exactly_as_it_is_known() {
        let today = Date::constant(2026, 9, 15);
        for (born, words, age) in [
            (Born::On(Date::constant(1984, 9, 3)), "3 September 1984", "42"),
            (Born::On(Date::constant(1984, 9, 16)), "16 September 1984", "41"),
            (Born::Within(1990, 8), "August 1990", "36"),
            (Born::Within(1990, 9), "September 1990", "about 36"),
            (Born::In(1981), "1981 (year only)", "about 45"),
            (Born::About(1984), "about 1984", "about 42"),
        ] {
            assert_eq!((born.to_string().as_str(), born.aged(today).as_str()), (words, age));
        }
    }

    #[test]
    fn programs_are_told_no_more_than_is_known() {
        let known = [Born::On(Date::constant(1984, 9, 3)), Born::Within(1984, 9), Born::In(1984), Born::About(1984)];
        assert_eq!(known.map(Born::iso), ["1984-09-03", "1984-09", "1984", "1984"]);
    }

    #[test]
    fn a_guess_may_be_some_years_out() {
        assert_eq!(Born::In(1981).earliest(), Date::constant(1981, 1, 1));
        assert_eq!(Born::About(1981).earliest(), Date::constant(1976, 1, 1));
        assert_eq!(Born::Within(1981, 2).span().1, Date::constant(1981, 2, 28));
    }
}
