//! What a cell means for a field.

mod choice;
mod date;
mod money;
mod text;

use crate::{Cell, SerialDates};
use base::{Choice, Date, Field, Invalid, Kind, Timestamp};
use jiff::tz::TimeZone;
use std::borrow::Cow;

pub(crate) use text::{is_blank, is_formula_like, shortened};

/// What a cell was understood to say.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'r> {
    /// Nothing.
    Empty,
    /// Text, or the words for a term or another record, which are looked up elsewhere.
    Text(Cow<'r, str>),
    /// A date.
    Date(Date),
    /// A moment.
    Moment(Timestamp),
    /// A whole number.
    Whole(i64),
    /// An amount of money, in pence.
    Money(i64),
    /// Yes or no.
    YesNo(bool),
    /// One of the field's choices.
    Choice(&'static Choice),
}

/// How cells are understood: what they mean can depend on the day and on the file.
///
/// - **Empty** is a cell with nothing but spaces. "N/A", "-", "NULL" and "unknown" are not empty: in a field of words
///   they are words (there are people called Null), in every other they are refused with the advice to leave the cell
///   empty.
/// - **Dates** are day first, as in the United Kingdom, or year first, as in ISO 8601; months may be in English words.
///   Month-first dates are refused where they can be told apart. A **two-digit year** is the last such year that is not
///   after this one: in 2026, "26" is 2026 and "27" is 1927. So a date in the future needs its four digits.
/// - **Whole numbers** may have commas between thousands. **Money** is in pounds, with or without the sign, the commas
///   and the pence.
/// - **Choices** are known by key, label or synonym, whatever the case, spaces and punctuation.
/// - **Text** loses the spaces around it and its control characters. In a line of text, line breaks become spaces.
#[derive(Debug, Clone)]
pub struct Reading {
    today: Date,
    dates: SerialDates,
    zone: TimeZone,
}

impl Reading {
    /// Understands cells as on the day `today`, with serial dates as the file counts them.
    #[must_use]
    pub fn new(today: Date, dates: SerialDates) -> Self {
        // Times in spreadsheets are those on the wall where the program is used, in the United Kingdom.
        let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
        Self { today, dates, zone }
    }

    /// What `cell` says for `field`. Whether the field may be empty is not asked here.
    ///
    /// # Errors
    /// When it says nothing that the field can hold, with what stands there, and the reason and what to do.
    pub fn understand<'r>(&self, cell: Cell<'r>, field: &Field) -> Result<Value<'r>, Invalid> {
        let understood = match cell {
            Cell::Empty => return Ok(Value::Empty),
            Cell::Error(shown) => Err(spreadsheet_error(shown)),
            Cell::Text(given) => self.text(given, field),
            Cell::Number(_) | Cell::Date(_) | Cell::Time(_) | Cell::Bool(_) => self.typed(cell, field),
        };
        understood.map_err(|reason| Invalid::new(field.name, shortened(&cell.to_string()), reason))
    }

    fn text<'r>(&self, given: &'r str, field: &Field) -> Result<Value<'r>, String> {
        let text = text::clean(given, field.kind)?;
        if text.is_empty() {
            return Ok(Value::Empty);
        }
        if text.starts_with('#') && text::is_spreadsheet_error(&text) {
            return Err(spreadsheet_error(&text));
        }
        match field.kind {
            Kind::Text | Kind::Term(_) | Kind::Record(_) => {
                text::not_shortened_by_excel(&text)?;
                Ok(Value::Text(text))
            }
            Kind::LongText => Ok(Value::Text(text)),
            Kind::Date => date::understand(&text, self.today, self.dates).map(Value::Date),
            Kind::Timestamp => date::moment(&text, self.today, self.dates, &self.zone).map(Value::Moment),
            Kind::Whole => money::whole(&text).map(Value::Whole),
            Kind::Money => money::pence(&text).map(Value::Money),
            Kind::YesNo => choice::yes_or_no(&text).map(Value::YesNo),
            Kind::Choice(choices) => choice::find(&text, choices).map(Value::Choice),
        }
    }

    /// A cell that the spreadsheet itself gives a type.
    fn typed<'r>(&self, cell: Cell<'_>, field: &Field) -> Result<Value<'r>, String> {
        let as_text = || Ok(Value::Text(Cow::Owned(cell.to_string())));
        match (field.kind, cell) {
            (Kind::Date, Cell::Date(at)) => Ok(Value::Date(at.date())),
            (Kind::Date, Cell::Number(number)) => date::serial(number, self.dates).map(|at| Value::Date(at.date())),
            (Kind::Timestamp, Cell::Date(at)) => date::in_zone(at, &self.zone).map(Value::Moment),
            (Kind::Timestamp, Cell::Number(number)) => {
                date::in_zone(date::serial(number, self.dates)?, &self.zone).map(Value::Moment)
            }
            (Kind::Whole, Cell::Number(number)) => money::whole_number(number).map(Value::Whole),
            (Kind::Money, Cell::Number(number)) => money::pence_of(number).map(Value::Money),
            (Kind::YesNo, Cell::Bool(yes)) => Ok(Value::YesNo(yes)),
            (Kind::YesNo, Cell::Number(0.0)) => Ok(Value::YesNo(false)),
            (Kind::YesNo, Cell::Number(1.0)) => Ok(Value::YesNo(true)),
            (Kind::Text | Kind::LongText, _) => as_text(),
            (Kind::Term(_) | Kind::Record(_), Cell::Number(_)) => as_text(),
            (Kind::Choice(choices), Cell::Number(_) | Cell::Bool(_)) => {
                choice::find(&cell.to_string(), choices).map(Value::Choice)
            }
            (Kind::Choice(_) | Kind::Term(_) | Kind::Record(_), Cell::Date(_)) => {
                Err("has become a date in the spreadsheet: set the cell's format to Text and type the words again"
                    .to_owned())
            }
            (Kind::Whole, Cell::Time(minutes)) => Err(format!(
                "is a time in the spreadsheet: write a number, such as {} for the minutes",
                minutes.round()
            )),
            (kind, _) => Err(format!("is not {}", wanted(kind))),
        }
    }
}

/// What a field of this kind holds, with an example.
fn wanted(kind: Kind) -> &'static str {
    match kind {
        Kind::Date => "a date: write it like 3/9/2021",
        Kind::Timestamp => "a date with a time: write it like 3/9/2021 14:30",
        Kind::Whole => "a whole number: write digits only",
        Kind::Money => "an amount in pounds: write it like 1234.50",
        Kind::YesNo => "yes or no: write one of them",
        Kind::Text | Kind::LongText | Kind::Choice(_) | Kind::Term(_) | Kind::Record(_) => {
            "words: set the cell's format to Text and type them again"
        }
    }
}

fn spreadsheet_error(shown: &str) -> String {
    if shown.starts_with('#') {
        "is an error in the spreadsheet: mend its formula, or type the value in its place".to_owned()
    } else {
        "has not been worked out: open the file in Excel or LibreOffice, save it, and try that".to_owned()
    }
}

/// Refuses words for "nothing known" in a field that holds no words.
fn not_known(text: &str) -> Option<String> {
    const WORDS: [&str; 14] = [
        "na",
        "null",
        "none",
        "nil",
        "nan",
        "unknown",
        "notknown",
        "notapplicable",
        "notrecorded",
        "notstated",
        "tbc",
        "tba",
        "blank",
        "dontknow",
    ];
    let plain = crate::plain(text);
    (plain.is_empty() || WORDS.contains(&plain.as_str()))
        .then(|| "is not a value: leave the cell empty if it is not known".to_owned())
}
