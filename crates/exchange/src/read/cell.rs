//! One row of a spreadsheet, and what one cell of it holds.

use base::Date;
use jiff::ToSpan;
use jiff::civil::{DateTime, Time};
use std::fmt;
use std::ops::Range;

/// What one cell holds, as far as the file itself says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'r> {
    /// Nothing.
    Empty,
    /// Text. A CSV file knows nothing else.
    Text(&'r str),
    /// A number that the spreadsheet does not show as a date.
    Number(f64),
    /// A date, or a date with a time.
    Date(DateTime),
    /// A time of day or a length of time, in minutes.
    Time(f64),
    /// True or false.
    Bool(bool),
    /// An error that the spreadsheet shows ("#REF!"), or a formula that it has not worked out.
    Error(&'r str),
}

impl fmt::Display for Cell<'_> {
    /// As it would be written in a CSV file: dates in ISO order, numbers without separators.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Text(text) | Self::Error(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
            Self::Date(at) if at.time() == Time::midnight() => write!(f, "{}", at.date()),
            Self::Date(at) => write!(f, "{} {:02}:{:02}", at.date(), at.hour(), at.minute()),
            Self::Time(minutes) => {
                let minutes = minutes.round() as i64;
                write!(f, "{:02}:{:02}", minutes.div_euclid(60), minutes.rem_euclid(60))
            }
            Self::Bool(yes) => f.write_str(if *yes { "TRUE" } else { "FALSE" }),
        }
    }
}

/// One row, borrowed from its reader until the next is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Row<'r> {
    pub(super) number: u64,
    pub(super) line: Option<u64>,
    pub(super) text: &'r str,
    pub(super) cells: &'r [Held],
}

impl<'r> Row<'r> {
    /// Its number as a person sees it beside the row when the file is open in a spreadsheet, from 1.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The line of a CSV file on which it starts, from 1. It differs from the row's number once a cell holds a line
    /// break.
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        self.line
    }

    /// How many cells it has. Rows of one sheet may differ.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether it has no cells. A reader leaves out rows whose cells are all empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The cell in this column, counted from 0; empty beyond the last.
    #[must_use]
    pub fn cell(&self, column: usize) -> Cell<'r> {
        self.cells.get(column).map_or(Cell::Empty, |held| held.shown(self.text))
    }

    /// The cell in this column, or empty when the file has no such column.
    #[must_use]
    pub fn at(&self, column: Option<usize>) -> Cell<'r> {
        column.map_or(Cell::Empty, |column| self.cell(column))
    }

    /// All its cells, from the left.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'r>> + use<'r> {
        let text = self.text;
        self.cells.iter().map(move |held| held.shown(text))
    }
}

/// A cell as a reader holds it: text is a part of the row's one text.
#[derive(Debug, Clone)]
pub(super) enum Held {
    Empty,
    Text(Range<u32>),
    Number(f64),
    Date(DateTime),
    Time(f64),
    Bool(bool),
    Error(Range<u32>),
}

impl Held {
    fn shown<'r>(&self, text: &'r str) -> Cell<'r> {
        let part = |range: &Range<u32>| text.get(range.start as usize..range.end as usize).unwrap_or_default();
        match self {
            Self::Empty => Cell::Empty,
            Self::Text(range) => Cell::Text(part(range)),
            Self::Number(number) => Cell::Number(*number),
            Self::Date(at) => Cell::Date(*at),
            Self::Time(minutes) => Cell::Time(*minutes),
            Self::Bool(yes) => Cell::Bool(*yes),
            Self::Error(range) => Cell::Error(part(range)),
        }
    }
}

/// From which day a workbook counts its dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SerialDates {
    /// 1 January 1900 is day 1, and 1900 is wrongly a leap year, so that 1 March 1900 is day 61. Nearly every workbook.
    #[default]
    From1900,
    /// 1 January 1904 is day 0: workbooks begun in old versions of Excel for the Mac.
    From1904,
}

impl SerialDates {
    /// The day and time with this serial number, or none when there is no such day: before the first, 29 February 1900
    /// (day 60 of the first system), or after the year 9999.
    #[must_use]
    pub fn moment(self, serial: f64) -> Option<DateTime> {
        if !(0.0..2_958_466.0).contains(&serial) {
            return None;
        }
        let day = serial.floor();
        let days = day as i64;
        let first = match self {
            Self::From1904 => Date::constant(1904, 1, 1),
            Self::From1900 if days == 0 || days == 60 => return None,
            Self::From1900 if days < 60 => Date::constant(1899, 12, 31),
            Self::From1900 => Date::constant(1899, 12, 30),
        };
        // Excel keeps times to the millisecond at best; whole seconds are what people see.
        let seconds = ((serial - day) * 86_400.0).round() as i64;
        first.to_datetime(Time::midnight()).checked_add(days.days()).ok()?.checked_add(seconds.seconds()).ok()
    }

    /// The cell for a number that the spreadsheet shows as a date or a time.
    pub(super) fn held(self, serial: f64, is_length_of_time: bool) -> Held {
        if is_length_of_time || (0.0..1.0).contains(&serial) {
            return Held::Time(serial * 24.0 * 60.0);
        }
        self.moment(serial).map_or(Held::Number(serial), Held::Date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_of_both_systems_are_the_days_that_excel_shows() {
        let from_1900 = |serial| SerialDates::From1900.moment(serial).map(|at| at.to_string());
        assert_eq!(from_1900(1.0).as_deref(), Some("1900-01-01T00:00:00"));
        assert_eq!(from_1900(59.0).as_deref(), Some("1900-02-28T00:00:00"));
        assert_eq!(from_1900(60.0), None);
        assert_eq!(from_1900(61.0).as_deref(), Some("1900-03-01T00:00:00"));
        assert_eq!(from_1900(44442.0).as_deref(), Some("2021-09-03T00:00:00"));
        assert_eq!(from_1900(44442.75).as_deref(), Some("2021-09-03T18:00:00"));
        assert_eq!(from_1900(2_958_465.0).as_deref(), Some("9999-12-31T00:00:00"));
        for none in [-1.0, 0.0, 2_958_466.0, f64::NAN, f64::INFINITY] {
            assert_eq!(from_1900(none), None, "{none}");
        }
        let from_1904 = |serial| SerialDates::From1904.moment(serial).map(|at| at.to_string());
        assert_eq!(from_1904(0.0).as_deref(), Some("1904-01-01T00:00:00"));
        assert_eq!(from_1904(42980.0).as_deref(), Some("2021-09-03T00:00:00"));
    }
}
