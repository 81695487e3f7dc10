//! Periods: months, quarters, UK financial years and calendar years, and any span between two dates.

use crate::Date;
use jiff::ToSpan;
use std::fmt;
use std::str::FromStr;

/// A length by which time is cut up in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grain {
    /// Calendar month.
    Month,
    /// Calendar quarter; these are also the quarters of the UK financial year.
    Quarter,
    /// UK financial year, 1 April to 31 March.
    FinancialYear,
    /// Calendar year.
    CalendarYear,
}

impl Grain {
    /// All of them, shortest first.
    pub const ALL: [Self; 4] = [Self::Month, Self::Quarter, Self::FinancialYear, Self::CalendarYear];

    /// The word for it in addresses, on the command line and in definitions.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::FinancialYear => "financial-year",
            Self::CalendarYear => "calendar-year",
        }
    }

    /// The grain with this [`key`](Self::key); "year" means the calendar year.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        if key == "year" {
            return Some(Self::CalendarYear);
        }
        Self::ALL.into_iter().find(|grain| grain.key() == key)
    }

    /// The number of the period that `date` falls in: consecutive periods have consecutive numbers.
    #[must_use]
    pub fn number(self, date: Date) -> i32 {
        let year = i32::from(date.year());
        let month = i32::from(date.month()) - 1;
        match self {
            Self::Month => year * 12 + month,
            Self::Quarter => year * 4 + month / 3,
            Self::FinancialYear => (year * 12 + month - 3).div_euclid(12),
            Self::CalendarYear => year,
        }
    }

    /// The period with this [`number`](Self::number), or none outside the years that dates can have.
    #[must_use]
    pub fn period(self, number: i32) -> Option<Period> {
        let (first_month, months) = match self {
            Self::Month => (number, 1),
            Self::Quarter => (number * 3, 3),
            Self::FinancialYear => (number * 12 + 3, 12),
            Self::CalendarYear => (number * 12, 12),
        };
        let year = i16::try_from(first_month.div_euclid(12)).ok()?;
        let month = i8::try_from(first_month.rem_euclid(12) + 1).ok()?;
        let start = Date::new(year, month, 1).ok()?;
        let end = start.checked_add(months.months()).ok()?.yesterday().ok()?;
        Some(Period { start, end })
    }

    /// How the period with this number is written in addresses and files, as [`Period`] reads it: `2021-06`, `2021-Q2`,
    /// `2021/22`, `2021`.
    #[must_use]
    pub fn written(self, number: i32) -> String {
        match (self, self.period(number)) {
            (_, None) => number.to_string(),
            (Self::Month, Some(period)) => period.start.strftime("%Y-%m").to_string(),
            (Self::Quarter, Some(period)) => format!("{}-Q{}", period.start.year(), period.start.month() / 3 + 1),
            (Self::FinancialYear | Self::CalendarYear, Some(_)) => self.label(number),
        }
    }

    /// What people call the period with this number: "June 2021", "Apr to Jun 2021", "2021/22", "2021".
    #[must_use]
    pub fn label(self, number: i32) -> String {
        let Some(period) = self.period(number) else { return number.to_string() };
        match self {
            Self::Month => format!("{} {}", month_name(period.start.month()), period.start.year()),
            Self::Quarter => {
                let (from, to) = (short_month(period.start.month()), short_month(period.end.month()));
                format!("{from} to {to} {}", period.end.year())
            }
            Self::FinancialYear => {
                format!("{}/{:02}", period.start.year(), period.end.year().rem_euclid(100))
            }
            Self::CalendarYear => period.start.year().to_string(),
        }
    }
}

/// The English names of the months, January first.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The English name of a month, 1 to 12.
fn month_name(month: i8) -> &'static str {
    MONTHS[(month - 1).rem_euclid(12) as usize]
}

fn short_month(month: i8) -> &'static str {
    &month_name(month)[..3]
}

/// A span of days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    /// The first day.
    pub start: Date,
    /// The last day.
    pub end: Date,
}

impl Period {
    /// Whether it begins with the first day of a month and ends with the last of one.
    #[must_use]
    pub fn is_of_whole_months(self) -> bool {
        self.start == self.start.first_of_month() && self.end == self.end.last_of_month()
    }

    /// Whether `date` lies in it.
    #[must_use]
    pub fn contains(&self, date: Date) -> bool {
        self.start <= date && date <= self.end
    }

    /// What people call it: the name of a whole period if it is one, else its two dates.
    #[must_use]
    pub fn label(&self) -> String {
        Grain::ALL.into_iter().find(|grain| grain.period(grain.number(self.start)) == Some(*self)).map_or_else(
            || format!("{} to {}", day(self.start), day(self.end)),
            |grain| grain.label(grain.number(self.start)),
        )
    }
}

/// A date as people in the United Kingdom read it: "3 September 2021".
fn day(date: Date) -> String {
    format!("{} {} {}", date.day(), month_name(date.month()), date.year())
}

impl fmt::Display for Period {
    /// As it stands in addresses and on the command line: `2021-06-01..2021-06-30`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// The text is not a period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\u{201c}{0}\u{201d} is not a period: write a month (2021-06), a quarter (2021-Q2), a financial year (2021/22), a year \
     (2021), or two dates (2021-06-01..2022-03-31)"
)]
pub struct NotAPeriod(String);

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        parse(text.trim()).ok_or_else(|| NotAPeriod(text.chars().take(60).collect()))
    }
}

fn parse(text: &str) -> Option<Period> {
    if let Some((start, end)) = text.split_once("..") {
        let (start, end): (Date, Date) = (start.parse().ok()?, end.parse().ok()?);
        return (start <= end).then_some(Period { start, end });
    }
    let (year, rest) = text.split_at_checked(4)?;
    let year: i16 = year.parse().ok()?;
    let first = |month| Date::new(year, month, 1).ok();
    let (grain, start) = if rest.is_empty() {
        (Grain::CalendarYear, first(1)?)
    } else if let Some(second) = rest.strip_prefix('/') {
        let follows = second.len() == 2 && second.parse::<i16>().ok()? == (year + 1).rem_euclid(100);
        (Grain::FinancialYear, follows.then(|| first(4)).flatten()?)
    } else if let Some(quarter) = rest.strip_prefix("-Q").or_else(|| rest.strip_prefix("-q")) {
        let quarter: i8 = quarter.parse().ok().filter(|q| (1..=4).contains(q))?;
        (Grain::Quarter, first((quarter - 1) * 3 + 1)?)
    } else {
        let month = rest.strip_prefix('-').filter(|m| m.len() == 2)?;
        (Grain::Month, first(month.parse().ok()?)?)
    };
    grain.period(grain.number(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn every_way_of_writing_a_period_is_read() {
        for (text, start, end, label) in [
            ("2021-06", "2021-06-01", "2021-06-30", "June 2021"),
            ("2021-Q2", "2021-04-01", "2021-06-30", "Apr to Jun 2021"),
            ("2021/22", "2021-04-01", "2022-03-31", "2021/22"),
            ("2021", "2021-01-01", "2021-12-31", "2021"),
            ("2021-06-03..2022-03-31", "2021-06-03", "2022-03-31", "3 June 2021 to 31 March 2022"),
        ] {
            let period: Period = text.parse().unwrap();
            assert_eq!((period.start, period.end), (date(start), date(end)), "{text}");
            assert_eq!(period.label(), label);
        }
    }

    #[test]
    fn what_is_not_a_period_is_refused() {
        for wrong in [
            "",
            "21",
            "2021-13",
            "2021-Q5",
            "2021/23",
            "2022-01-01..2021-01-01",
            "2021-02-30..2021-03-01",
            "soon\u{e9}",
        ] {
            assert!(wrong.parse::<Period>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_financial_year_starts_in_april() {
        assert_eq!(Grain::FinancialYear.label(Grain::FinancialYear.number(date("2022-03-31"))), "2021/22");
        assert_eq!(Grain::FinancialYear.label(Grain::FinancialYear.number(date("2022-04-01"))), "2022/23");
    }

    #[test]
    fn periods_of_each_grain_follow_one_another_without_gap() {
        for grain in Grain::ALL {
            let mut number = grain.number(date("2016-02-29"));
            let mut last = grain.period(number).unwrap();
            for _ in 0..60 {
                number += 1;
                let next = grain.period(number).unwrap();
                assert_eq!(next.start, last.end.tomorrow().unwrap());
                assert_eq!(grain.number(next.start), number);
                assert_eq!(grain.number(next.end), number);
                assert_eq!(grain.written(number).parse(), Ok(next));
                last = next;
            }
        }
    }
}
