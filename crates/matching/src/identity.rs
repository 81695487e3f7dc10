//! What a person is compared by, as somebody wrote it down.

use base::Date;
use std::fmt;

/// What is known of a person that tells them from others. Anything may be missing, and what is missing says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// First names, in the order they are written: `"Mary Ann"`, `"Elizabeth (Liz)"`.
    pub given_names: Option<String>,
    /// Family name; both parts of a double one.
    pub family_name: Option<String>,
    /// Birth date, or the parts of it that are known.
    pub birth_date: Option<BirthDate>,
    /// Gender, where the answer is one of the two that tell people apart; leave it out otherwise.
    pub gender: Option<Gender>,
    /// Postcode of the home.
    pub postcode: Option<String>,
    /// Telephone number, written in any way.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// House number or name, street and locality of the home, in any order, without town and postcode.
    pub address: Vec<String>,
    /// Town of the home.
    pub town: Option<String>,
}

/// A woman or a man. Other answers are not compared, and neither is an answer with none: a difference here is weighed
/// like any other, for answers change and are mistyped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    /// Woman or girl.
    Woman,
    /// Man or boy.
    Man,
}

/// A birth date as written down, perhaps only in part. It need not be a day of the calendar: a typing error in a
/// date that nobody checked is still to be recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BirthDate {
    /// Year, as in 1985.
    pub year: Option<u16>,
    /// Month; 1 to 12 in the calendar.
    pub month: Option<u8>,
    /// Day of the month; 1 to 31 in the calendar.
    pub day: Option<u8>,
}

impl BirthDate {
    /// All three parts.
    #[must_use]
    pub const fn new(year: u16, month: u8, day: u8) -> Self {
        Self { year: Some(year), month: Some(month), day: Some(day) }
    }

    /// Somebody who only knows, or says, the year.
    #[must_use]
    pub const fn year(year: u16) -> Self {
        Self { year: Some(year), month: None, day: None }
    }
}

impl From<Date> for BirthDate {
    fn from(date: Date) -> Self {
        Self {
            year: u16::try_from(date.year()).ok(),
            month: u8::try_from(date.month()).ok(),
            day: u8::try_from(date.day()).ok(),
        }
    }
}

impl fmt::Display for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (day, month) = (self.day.map(|day| format!("{day}/")), self.month.map(|month| format!("{month}/")));
        let year = self.year.map_or_else(|| "?".to_owned(), |year| year.to_string());
        write!(f, "{}{}{year}", day.unwrap_or_default(), month.unwrap_or_default())
    }
}
