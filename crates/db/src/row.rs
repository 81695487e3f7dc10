//! Rows on their way out of the database.

use crate::{Error, Record, Result, Value};
use base::{Date, Id, Timestamp};
use jiff::tz::Offset;
use postgres::types::{FromSql, Type};
use rusqlite::types::ValueRef;

/// One row of an answer. Columns are read by position, from 0.
pub struct Row<'r>(pub(crate) Source<'r>);

pub(crate) enum Source<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r postgres::Row),
    /// A row of PostgreSQL's binary copy stream: the columns' types, where in the bytes each value lies, the bytes.
    Copied(&'r [Type], &'r [Option<(usize, usize)>], &'r [u8]),
    /// Values that come from no database, as SQLite would keep them.
    Made(&'r [ValueRef<'r>]),
}

/// The record with this id and these values, in the order of its table's fields, as if it had been read.
///
/// # Errors
/// When a value is not what its field holds.
pub fn made_of<R: Record>(id: Id, values: &[Value]) -> Result<R> {
    let id = Value::from(id);
    let mut buffers = vec![[0; 27]; values.len() + 1];
    let values = std::iter::once(&id).chain(values).zip(&mut buffers);
    let values = values.map(|(value, buffer)| value.for_sqlite(buffer)).collect::<Result<Vec<_>>>()?;
    R::read(&Row(Source::Made(&values)))
}

impl Row<'_> {
    /// The value of column `index`: an [`i64`], [`bool`], [`f64`], [`&str`](str), [`String`], [`Date`], [`Timestamp`], [`Id`],
    /// `Vec<u8>` or `&[u8]`, or an [`Option`] of one of them. Text and bytes can be borrowed from the row, at no cost. JSON is
    /// read as text.
    ///
    /// # Errors
    /// [`Error::Column`] when the column holds something else, NULL included.
    #[inline(always)] // An engine is loaded from some hundred million columns: here a call is a third of the work.
    pub fn get<'s, T: Cell<'s>>(&'s self, index: usize) -> Result<T> {
        let read = match &self.0 {
            Source::Sqlite(row) => match row.get_ref(index) {
                Ok(value) => T::from_sqlite(value),
                Err(_) => None,
            },
            Source::Made(values) => values.get(index).copied().and_then(T::from_sqlite),
            Source::Postgres(_) | Source::Copied(..) => {
                self.postgres(index).and_then(|(kind, bytes)| T::from_postgres(kind, bytes))
            }
        };
        read.ok_or_else(|| self.fault(index, T::NAME))
    }

    /// The type and the bytes of a column of PostgreSQL's, if there is one.
    #[inline(never)]
    fn postgres(&self, index: usize) -> Option<(&Type, Option<&[u8]>)> {
        match &self.0 {
            Source::Postgres(row) => {
                let Raw(bytes) = row.try_get(index).ok()?;
                Some((row.columns().get(index)?.type_(), bytes))
            }
            Source::Copied(types, places, bytes) => {
                Some((types.get(index)?, places.get(index)?.and_then(|(from, to)| bytes.get(from..to))))
            }
            Source::Sqlite(_) | Source::Made(_) => None,
        }
    }

    /// That a column holds something else than was wanted of it.
    #[cold]
    fn fault(&self, index: usize, wanted: &'static str) -> Error {
        let value = match &self.0 {
            Source::Sqlite(row) => row.get_ref(index).ok(),
            Source::Made(values) => values.get(index).copied(),
            Source::Postgres(_) | Source::Copied(..) => None,
        };
        let found = match value {
            Some(value) => value.data_type().to_string(),
            None => self.postgres(index).map_or("nothing".to_owned(), |(kind, bytes)| describe(kind, bytes)),
        };
        Error::Column { index, wanted, found }
    }
}

fn describe(kind: &Type, bytes: Option<&[u8]>) -> String {
    if bytes.is_none() { "NULL".to_owned() } else { kind.name().to_owned() }
}

/// A value of PostgreSQL's before it is understood.
struct Raw<'r>(Option<&'r [u8]>);

impl<'r> FromSql<'r> for Raw<'r> {
    fn from_sql(_: &Type, raw: &'r [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(Some(raw)))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(None))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// What a column can be read as. Only this crate says what can.
pub trait Cell<'r>: Sized + sealed::Sealed {
    #[doc(hidden)]
    const NAME: &'static str;
    #[doc(hidden)]
    fn from_sqlite(value: ValueRef<'r>) -> Option<Self>;
    #[doc(hidden)]
    fn from_postgres(kind: &Type, bytes: Option<&'r [u8]>) -> Option<Self>;
}

mod sealed {
    pub trait Sealed {}

    impl<T: Sealed> Sealed for Option<T> {}
    impl Sealed for i64 {}
    impl Sealed for bool {}
    impl Sealed for f64 {}
    impl Sealed for &str {}
    impl Sealed for String {}
    impl Sealed for &[u8] {}
    impl Sealed for Vec<u8> {}
    impl Sealed for base::Id {}
    impl Sealed for base::Date {}
    impl Sealed for base::Timestamp {}
}

impl<'r, T: Cell<'r>> Cell<'r> for Option<T> {
    const NAME: &'static str = T::NAME;

    #[inline]
    fn from_sqlite(value: ValueRef<'r>) -> Option<Self> {
        if matches!(value, ValueRef::Null) { Some(None) } else { T::from_sqlite(value).map(Some) }
    }

    fn from_postgres(kind: &Type, bytes: Option<&'r [u8]>) -> Option<Self> {
        if bytes.is_none() { Some(None) } else { T::from_postgres(kind, bytes).map(Some) }
    }
}

/// [`Cell`] for a type: how it reads from a value of SQLite's, and from type and bytes of PostgreSQL's.
macro_rules! cell {
    ($r:lifetime, $type:ty, $name:literal, |$value:ident| $sqlite:expr, |$kind:ident, $bytes:ident| $postgres:expr) => {
        impl<$r> Cell<$r> for $type {
            const NAME: &'static str = $name;

            #[inline]
            fn from_sqlite($value: ValueRef<$r>) -> Option<Self> {
                $sqlite
            }

            #[inline]
            fn from_postgres($kind: &Type, bytes: Option<&$r [u8]>) -> Option<Self> {
                let $bytes = bytes?;
                $postgres
            }
        }
    };
}

cell!('r, i64, "a whole number", |value| value.as_i64().ok(), |kind, bytes| whole(kind, bytes));
cell!('r, Id, "an id", |value| value.as_i64().ok().map(Id::from_number), |kind, bytes| whole(kind, bytes)
    .map(Id::from_number));
cell!('r, bool, "yes or no", |value| truth(value), |kind, bytes| (*kind == Type::BOOL).then(|| bytes == [1]));
cell!('r, f64,
    "a number",
    |value| match value {
        ValueRef::Real(number) => Some(number),
        ValueRef::Integer(number) => Some(number as f64),
        ValueRef::Null | ValueRef::Text(_) | ValueRef::Blob(_) => None,
    },
    |kind, bytes| match *kind {
        Type::FLOAT8 => bytes.try_into().ok().map(f64::from_be_bytes),
        Type::FLOAT4 => bytes.try_into().ok().map(f32::from_be_bytes).map(f64::from),
        _ => whole(kind, bytes).map(|number| number as f64),
    }
);
cell!('r, &'r str, "text", |value| value.as_str().ok(), |kind, bytes| text(kind, bytes));
cell!('r, String, "text", |value| value.as_str().ok().map(str::to_owned), |kind, bytes| {
    text(kind, bytes).map(str::to_owned)
});
cell!('r, &'r [u8], "bytes", |value| value.as_blob().ok(), |kind, bytes| (*kind == Type::BYTEA).then_some(bytes));
cell!('r, Vec<u8>, "bytes", |value| value.as_blob().ok().map(<[u8]>::to_vec), |kind, bytes| (*kind == Type::BYTEA)
    .then(|| bytes.to_vec()));
cell!('r, Date, "a date", |value| match value {
    ValueRef::Text(text) => date_from_text(text),
    _ => None,
}, |kind, bytes| {
    if *kind != Type::DATE {
        return None;
    }
    date_from_days(i32::from_be_bytes(bytes.try_into().ok()?))
});
cell!('r, Timestamp, "a moment", |value| timestamp_from_text(value.as_str().ok()?), |kind, bytes| {
    if *kind != Type::TIMESTAMPTZ {
        return None;
    }
    let micros = i64::from_be_bytes(bytes.try_into().ok()?);
    Timestamp::from_microsecond(micros.checked_add(DAYS_TO_2000 * 86_400_000_000)?).ok()
});

/// PostgreSQL counts days and microseconds from 1 January 2000; this many days after the Unix epoch.
pub(crate) const DAYS_TO_2000: i64 = 10_957;

fn truth(value: ValueRef<'_>) -> Option<bool> {
    match value {
        ValueRef::Integer(0) => Some(false),
        ValueRef::Integer(1) => Some(true),
        _ => None,
    }
}

fn whole(kind: &Type, bytes: &[u8]) -> Option<i64> {
    match *kind {
        Type::INT8 => bytes.try_into().ok().map(i64::from_be_bytes),
        Type::INT4 => bytes.try_into().ok().map(i32::from_be_bytes).map(i64::from),
        Type::INT2 => bytes.try_into().ok().map(i16::from_be_bytes).map(i64::from),
        _ => None,
    }
}

fn text<'r>(kind: &Type, bytes: &'r [u8]) -> Option<&'r str> {
    let textual = matches!(*kind, Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN | Type::JSON);
    if textual { std::str::from_utf8(bytes).ok() } else { None }
}

/// The number that these digits write.
fn digits(bytes: &[u8]) -> Option<i32> {
    bytes.iter().try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + i32::from(byte - b'0')))
}

/// The date of a text `YYYY-MM-DD`, as SQLite keeps it.
pub(crate) fn date_from_text(text: &[u8]) -> Option<Date> {
    let [y @ .., b'-', m1, m2, b'-', d1, d2] = text else { return None };
    if y.len() != 4 {
        return None;
    }
    let (year, month, day) = (digits(y)?, digits(&[*m1, *m2])?, digits(&[*d1, *d2])?);
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The date that lies so many days after 1 January 2000.
fn date_from_days(days: i32) -> Option<Date> {
    match Timestamp::from_second((i64::from(days) + DAYS_TO_2000) * 86_400) {
        Ok(midnight) => Some(Offset::UTC.to_datetime(midnight).date()),
        // The very last days that a date can have are none that a moment can.
        Err(_) => Date::constant(2000, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok(),
    }
}

/// The moment of a text `YYYY-MM-DDTHH:MM:SS.ffffffZ`, as SQLite keeps it.
fn timestamp_from_text(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_dates_are_dates() {
        assert_eq!(date_from_text(b"2019-09-30"), Date::new(2019, 9, 30).ok());
        for wrong in ["2019-09-31", "2019-9-3", "2019-09-301", "", "20190930", "201x-09-30", "-019-09-30"] {
            assert_eq!(date_from_text(wrong.as_bytes()), None, "{wrong}");
        }
    }
}
