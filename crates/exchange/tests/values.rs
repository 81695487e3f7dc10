//! What people write in cells, and what is understood.

#![expect(clippy::panic, reason = "in a test, a failure is told by panicking")]

use base::{Date, Field, Invalid, Kind};
use exchange::{Cell, Reading, SerialDates, Value};
use proptest::prelude::*;

fn reading() -> Reading {
    Reading::new(Date::constant(2026, 6, 1), SerialDates::From1900)
}

fn understood(kind: Kind, text: &str) -> Result<Value<'_>, Invalid> {
    reading().understand(Cell::Text(text), &Field::new("field", "Field", kind))
}

fn date(text: &str) -> Result<Date, String> {
    match understood(Kind::Date, text) {
        Ok(Value::Date(date)) => Ok(date),
        Ok(other) => panic!("{text}: {other:?}"),
        Err(invalid) => Err(invalid.reason),
    }
}

#[test]
fn dates_are_understood_in_every_spelling_that_people_use() {
    for text in [
        "3/9/21",
        "03/09/2021",
        "3 September 2021",
        "3-Sep-21",
        "3.9.2021",
        "2021-09-03",
        "2021/9/3",
        "03-09-2021",
        "3rd Sept 2021",
        "3 of September, 2021",
        "Friday 3 September 2021",
        "Fri, 3 Sep 2021",
        "September 3, 2021",
        "3/Sep/2021",
        " 3 / 9 / 2021 ",
        "2021-09-03T14:30:00Z",
        "2021-09-03 14:30:00.000",
        "03/09/2021 14:30",
        "03/09/2021 2:30 pm",
        "44442",
        "44442.75",
        "3 SEPTEMBER 2021",
        "3\u{2013}9\u{2013}2021",
        "3\u{a0}September\u{a0}2021",
        "'03/09/2021",
    ] {
        if text.starts_with('\'') {
            assert!(date(text).is_err());
        } else {
            assert_eq!(date(text), Ok(Date::constant(2021, 9, 3)), "{text}");
        }
    }
}

#[test]
fn two_digit_years_are_never_in_the_future() {
    for (text, year) in [("1/2/26", 2026), ("1/2/27", 1927), ("1/2/00", 2000), ("1-Feb-99", 1999)] {
        assert_eq!(date(text).unwrap().year(), year, "{text}");
    }
}

#[test]
fn moments_are_on_the_clock_of_the_united_kingdom() {
    for (text, expected) in [
        ("3/9/2021 14:30", "2021-09-03T13:30:00Z"),
        ("3 Jan 2021 9:05am", "2021-01-03T09:05:00Z"),
        ("2021-09-03T14:30:00Z", "2021-09-03T14:30:00Z"),
        ("2021-09-03T14:30:00+01:00", "2021-09-03T13:30:00Z"),
        ("2021-01-03", "2021-01-03T00:00:00Z"),
        ("44442.5", "2021-09-02T23:00:00Z"),
    ] {
        let Ok(Value::Moment(at)) = understood(Kind::Timestamp, text) else { panic!("{text}") };
        assert_eq!(at.to_string(), expected, "{text}");
    }
    assert!(understood(Kind::Timestamp, "3/9/2021 25:00").is_err());
}

#[test]
fn text_is_tidied_and_words_for_nothing_are_words() {
    for (kind, given, expected) in [
        (Kind::Text, "  Ada\tBrook\r\n", "Ada Brook"),
        (Kind::LongText, "one\r\ntwo\rthree\n", "one\ntwo\nthree"),
        (Kind::Text, "Null", "Null"),
        (Kind::Text, "N/A", "N/A"),
        (Kind::Text, "'+44 7700 900123", "+44 7700 900123"),
        (Kind::Text, "'tis", "'tis"),
        (Kind::Term("service"), " Job\u{a0}club ", "Job club"),
        (Kind::Text, "\u{feff}a\u{200b}b\u{0}", "ab"),
    ] {
        assert_eq!(understood(kind, given), Ok(Value::Text(expected.into())), "{given:?}");
    }
    for blank in ["", "  ", "\u{a0}\t", "\u{feff}", "\0"] {
        assert_eq!(understood(Kind::Date, blank), Ok(Value::Empty), "{blank:?}");
    }
}

#[test]
fn yes_and_no_have_many_words() {
    for (text, yes) in [
        ("Yes", true),
        ("Y", true),
        ("TRUE", true),
        ("1", true),
        ("\u{2713}", true),
        ("no", false),
        ("N", false),
        ("0", false),
    ] {
        assert_eq!(understood(Kind::YesNo, text), Ok(Value::YesNo(yes)), "{text}");
    }
}

proptest! {
    /// Every date reads back from each of its common spellings.
    #[test]
    fn a_date_reads_back_as_it_was_written(days in 0_i64..73_000) {
        let day = Date::constant(1900, 3, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        let (y, m, d) = (day.year(), day.month(), day.day());
        for text in [format!("{d:02}/{m:02}/{y}"), format!("{d}.{m}.{y}"), day.to_string(), day.strftime("%-d %B %Y").to_string(), day.strftime("%d-%b-%Y").to_string()] {
            prop_assert_eq!(date(&text), Ok(day), "{}", text);
        }
        let serial = (days + 61) as f64;
        prop_assert_eq!(SerialDates::From1900.moment(serial).map(jiff::civil::DateTime::date), Some(day));
    }

    /// Whatever stands in a cell, there is an answer, and a fault says what it is about.
    #[test]
    fn no_text_is_too_strange(text in "\\PC{0,40}|[0-9/.: ,+'(\u{a3})-]{0,24}") {
        for kind in [Kind::Text, Kind::LongText, Kind::Date, Kind::Timestamp, Kind::Whole, Kind::Money, Kind::YesNo, Kind::Term("x")] {
            if let Err(invalid) = understood(kind, &text) {
                prop_assert!(!invalid.reason.is_empty() && !invalid.reason.ends_with('.') && invalid.value.chars().count() <= 101);
            }
        }
    }

    /// Nor is any number.
    #[test]
    fn no_number_is_too_strange(bits in any::<u64>()) {
        let number = f64::from_bits(bits);
        for kind in [Kind::Text, Kind::Date, Kind::Timestamp, Kind::Whole, Kind::Money, Kind::YesNo] {
            let _ = reading().understand(Cell::Number(number), &Field::new("field", "Field", kind));
        }
        let _ = Cell::Time(number).to_string();
    }

    /// Pounds and pence survive being written with and without thousands.
    #[test]
    fn money_reads_back(pence in -1_000_000_000_i64..1_000_000_000) {
        let (sign, pounds, rest) = (if pence < 0 { "-" } else { "" }, pence.abs() / 100, pence.abs() % 100);
        let written = format!("{sign}\u{a3}{pounds}.{rest:02}");
        prop_assert_eq!(understood(Kind::Money, &written), Ok(Value::Money(pence)));
        let field = Field::new("field", "Field", Kind::Money);
        prop_assert_eq!(reading().understand(Cell::Number(pence as f64 / 100.0), &field), Ok(Value::Money(pence)));
    }
}
