//! Values on their way into the database.

use crate::row::DAYS_TO_2000;
use crate::{Error, Result};
use base::{Date, Id, Timestamp};
use jiff::tz::Offset;
use postgres::types::{IsNull, ToSql, Type};
use rusqlite::types::ValueRef;

/// A value of one of the eight column types that both databases know, or a NULL of that type.
///
/// The type is kept with the NULL because PostgreSQL must know it: an untyped NULL cannot be compared with a date.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// BIGINT: whole numbers, ids, money in pence.
    BigInt(Option<i64>),
    /// TEXT.
    Text(Option<String>),
    /// BOOLEAN.
    Bool(Option<bool>),
    /// DATE; years 1 to 9999.
    Date(Option<Date>),
    /// TIMESTAMPTZ; kept to the microsecond, in UTC.
    Timestamp(Option<Timestamp>),
    /// JSON, as its text, which comes back character for character.
    Json(Option<String>),
    /// Bytes.
    Bytes(Option<Vec<u8>>),
    /// DOUBLE PRECISION; never for money.
    Double(Option<f64>),
}

impl Value {
    /// Whether it is a NULL.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(
            self,
            Self::BigInt(None)
                | Self::Text(None)
                | Self::Bool(None)
                | Self::Date(None)
                | Self::Timestamp(None)
                | Self::Json(None)
                | Self::Bytes(None)
                | Self::Double(None)
        )
    }
}

impl Value {
    /// As SQLite keeps it. Dates and moments are written into `buffer` as text that sorts as they do.
    pub(crate) fn for_sqlite<'v>(&'v self, buffer: &'v mut [u8; 27]) -> Result<ValueRef<'v>> {
        Ok(match self {
            Self::BigInt(Some(number)) => ValueRef::Integer(*number),
            Self::Text(Some(text)) | Self::Json(Some(text)) => ValueRef::Text(clean(text)?),
            Self::Bool(Some(yes)) => ValueRef::Integer(i64::from(*yes)),
            Self::Date(Some(date)) => {
                write_date(*date, buffer)?;
                ValueRef::Text(&buffer[..10])
            }
            Self::Timestamp(Some(at)) => {
                let at = Offset::UTC.to_datetime(*at);
                write_date(at.date(), buffer)?;
                for (place, mark) in [(10, b'T'), (13, b':'), (16, b':'), (19, b'.'), (26, b'Z')] {
                    buffer[place] = mark;
                }
                write_digits(i32::from(at.hour()), &mut buffer[11..13]);
                write_digits(i32::from(at.minute()), &mut buffer[14..16]);
                write_digits(i32::from(at.second()), &mut buffer[17..19]);
                write_digits(at.subsec_nanosecond() / 1000, &mut buffer[20..26]);
                ValueRef::Text(&buffer[..])
            }
            Self::Bytes(Some(bytes)) => ValueRef::Blob(bytes),
            Self::Double(Some(number)) => ValueRef::Real(a_number(*number)?),
            _ => ValueRef::Null,
        })
    }

    /// PostgreSQL's type for it.
    pub(crate) fn postgres_type(&self) -> Type {
        match self {
            Self::BigInt(_) => Type::INT8,
            Self::Text(_) => Type::TEXT,
            Self::Bool(_) => Type::BOOL,
            Self::Date(_) => Type::DATE,
            Self::Timestamp(_) => Type::TIMESTAMPTZ,
            Self::Json(_) => Type::JSON,
            Self::Bytes(_) => Type::BYTEA,
            Self::Double(_) => Type::FLOAT8,
        }
    }

    /// Its bytes in PostgreSQL's binary format, written into `buffer` if it does not hold them itself; none for NULL.
    pub(crate) fn for_postgres<'v>(&'v self, buffer: &'v mut [u8; 8]) -> Result<Option<&'v [u8]>> {
        Ok(Some(match self {
            Self::BigInt(Some(number)) => {
                *buffer = number.to_be_bytes();
                buffer
            }
            Self::Text(Some(text)) | Self::Json(Some(text)) => clean(text)?,
            Self::Bool(Some(yes)) => {
                buffer[0] = u8::from(*yes);
                &buffer[..1]
            }
            Self::Date(Some(date)) => {
                let days = days(*date)?;
                buffer[..4].copy_from_slice(&days.to_be_bytes());
                &buffer[..4]
            }
            Self::Timestamp(Some(at)) => {
                let micros = at.as_nanosecond().div_euclid(1000) - i128::from(DAYS_TO_2000) * 86_400_000_000;
                let micros = i64::try_from(micros).map_err(|_| Error::Value(format!("the moment {at}")))?;
                *buffer = micros.to_be_bytes();
                buffer
            }
            Self::Bytes(Some(bytes)) => bytes,
            Self::Double(Some(number)) => {
                *buffer = a_number(*number)?.to_be_bytes();
                buffer
            }
            _ => return Ok(None),
        }))
    }
}

/// The bytes of a text without the zero character, which PostgreSQL cannot keep.
fn clean(text: &str) -> Result<&[u8]> {
    if text.as_bytes().contains(&0) {
        return Err(Error::Value("text with a zero character in it".to_owned()));
    }
    Ok(text.as_bytes())
}

/// What is not a number would be NULL in SQLite and greater than all others in PostgreSQL.
fn a_number(number: f64) -> Result<f64> {
    if number.is_nan() { Err(Error::Value("what is not a number".to_owned())) } else { Ok(number) }
}

/// Days from 1 January 2000.
fn days(date: Date) -> Result<i32> {
    check_year(date)?;
    let hours = date.duration_since(Date::constant(2000, 1, 1)).as_hours();
    i32::try_from(hours / 24).map_err(|_| Error::Value(format!("the date {date}")))
}

fn check_year(date: Date) -> Result<()> {
    if date.year() < 1 { Err(Error::Value(format!("the date {date}"))) } else { Ok(()) }
}

/// Writes `YYYY-MM-DD` at the buffer's beginning.
pub(crate) fn write_date(date: Date, buffer: &mut [u8]) -> Result<()> {
    check_year(date)?;
    write_digits(i32::from(date.year()), &mut buffer[..4]);
    buffer[4] = b'-';
    write_digits(i32::from(date.month()), &mut buffer[5..7]);
    buffer[7] = b'-';
    write_digits(i32::from(date.day()), &mut buffer[8..10]);
    Ok(())
}

/// Writes a number in as many decimal digits as there is room for.
fn write_digits(mut number: i32, room: &mut [u8]) {
    for place in room.iter_mut().rev() {
        *place = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        _: &Type,
        out: &mut postgres::types::private::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        Ok(match self.for_postgres(&mut [0; 8])? {
            Some(bytes) => {
                out.extend_from_slice(bytes);
                IsNull::No
            }
            None => IsNull::Yes,
        })
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    postgres::types::to_sql_checked!();
}

/// `From<T>` and `From<Option<T>>` for a type that a variant holds as it is.
macro_rules! from {
    ($($variant:ident <- $type:ty as $given:ident => $made:expr;)*) => {$(
        impl From<$type> for Value {
            fn from($given: $type) -> Self {
                Self::$variant(Some($made))
            }
        }
        impl From<Option<$type>> for Value {
            fn from(given: Option<$type>) -> Self {
                Self::$variant(given.map(|$given| $made))
            }
        }
    )*};
}

from! {
    BigInt <- i64 as given => given;
    BigInt <- i32 as given => i64::from(given);
    BigInt <- u32 as given => i64::from(given);
    BigInt <- Id as given => given.number();
    Text <- String as given => given;
    Text <- &str as given => given.to_owned();
    Text <- &String as given => given.clone();
    Bool <- bool as given => given;
    Date <- Date as given => given;
    Timestamp <- Timestamp as given => given;
    Bytes <- Vec<u8> as given => given;
    Bytes <- &[u8] as given => given.to_vec();
    Double <- f64 as given => given;
}
