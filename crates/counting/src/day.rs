//! Days as small numbers, and ages.

use base::Date;

/// A day's code: 0 for no date, 1 for 1 January 1900 and so on, which keeps the days of two centuries in two bytes. Earlier days
/// are counted backwards from here.
const BEFORE_1900: u32 = 1 << 23;

pub(crate) fn code(date: Option<Date>) -> u64 {
    let Some(date) = date else { return 0 };
    code_of(day_of(i32::from(date.year()), i32::from(date.month()), i32::from(date.day())))
}

/// The code of a day that is so many days from 1 January 1900.
pub(crate) fn code_of(day: i32) -> u64 {
    u64::from(if day >= 0 { day.unsigned_abs() + 1 } else { BEFORE_1900 + day.unsigned_abs() })
}

/// Days from 1 January 1900.
fn day_of(year: i32, month: i32, day: i32) -> i32 {
    const BEFORE_MONTH: [i32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let leap_day = i32::from(month > 2 && is_leap(year));
    start_of_year(year) + BEFORE_MONTH[(month - 1).rem_euclid(12) as usize] + leap_day + day - 1
}

fn start_of_year(year: i32) -> i32 {
    let leap_days_before = |year: i32| {
        let last = year - 1;
        last.div_euclid(4) - last.div_euclid(100) + last.div_euclid(400)
    };
    365 * (year - 1900) + leap_days_before(year) - leap_days_before(1900)
}

fn is_leap(year: i32) -> bool {
    year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0)
}

/// The day of this code, as days from 1 January 1900; none for no date. Unlike the codes, these are in the order of the days.
pub(crate) fn number(code: u64) -> Option<i32> {
    let code = i32::try_from(code).ok()?;
    match code {
        0 => None,
        _ if code <= BEFORE_1900.cast_signed() => Some(code - 1),
        _ => Some(BEFORE_1900.cast_signed() - code),
    }
}

/// Year, month and day packed so that their difference, shifted down, is the number of whole years between.
fn packed(day: i32) -> i32 {
    let mut year = 1900 + (i64::from(day) * 400).div_euclid(146_097) as i32;
    if start_of_year(year + 1) <= day {
        year += 1;
    } else if start_of_year(year) > day {
        year -= 1;
    }
    let within = day - start_of_year(year);
    // No month starts later than this guess of it, nor more than a month earlier.
    let mut month = within / 32 + 1;
    if month < 12 && day_of(year, month + 1, 1) <= day {
        month += 1;
    }
    pack(year, month, day - day_of(year, month, 1) + 1)
}

const YEAR_BITS: i32 = 9;

fn pack(year: i32, month: i32, day: i32) -> i32 {
    (year << YEAR_BITS) | (month << 5) | day
}

/// The earlier of two days.
pub(crate) fn earlier(a: u64, b: u64) -> u64 {
    if number(a) <= number(b) { a } else { b }
}

/// The later of two days.
pub(crate) fn later(a: u64, b: u64) -> u64 {
    if number(a) <= number(b) { b } else { a }
}

/// The first and last day of two spans, each its first and last day, or 0 and 0 if there is none.
pub(crate) fn spanning(one: (u64, u64), other: (u64, u64)) -> (u64, u64) {
    match (one.0, other.0) {
        (0, _) => other,
        (_, 0) => one,
        _ => (earlier(one.0, other.0), later(one.1, other.1)),
    }
}

/// The date of a day's code.
pub(crate) fn date(code: u64) -> Option<Date> {
    let packed = packed(number(code)?);
    let year = i16::try_from(packed >> YEAR_BITS).ok()?;
    let (month, day) = (i8::try_from((packed >> 5) & 15).ok()?, i8::try_from(packed & 31).ok()?);
    Date::new(year, month, day).ok()
}

/// A day made ready for many ages to be taken on it, or at it.
pub(crate) fn ready(code: u64) -> Option<i32> {
    number(code).map(packed)
}

/// One more than the age in whole years on `day` of someone born on `born`, both [`ready`]; 0 if either is not known or the age
/// makes no sense. Ages beyond 254 are 254.
pub(crate) fn age(born: Option<i32>, day: Option<i32>) -> u64 {
    match (born, day) {
        (Some(born), Some(day)) if born <= day => u64::from(((day - born) >> YEAR_BITS).unsigned_abs().min(254)) + 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_has_its_code_and_comes_back() {
        let mut day = Date::constant(1583, 1, 1);
        let mut last: Option<i32> = None;
        while day.year() < 2210 {
            let code = code(Some(day));
            assert_eq!(date(code), Some(day));
            let number = number(code).unwrap();
            assert!(last.is_none_or(|last| last + 1 == number));
            last = Some(number);
            day = day.tomorrow().unwrap();
        }
        for extreme in [Date::MIN, Date::MAX, Date::constant(0, 2, 29)] {
            assert_eq!(date(code(Some(extreme))), Some(extreme));
        }
        assert_eq!(code(Some(Date::constant(1900, 1, 1))), 1);
        assert_eq!((code(None), date(0)), (0, None));
    }

    #[test]
    fn a_birthday_makes_one_a_year_older() {
        let age_on = |born: &str, on: &str| {
            let at = |text: &str| ready(code(Some(text.parse().unwrap())));
            age(at(born), at(on)).checked_sub(1)
        };
        assert_eq!(age_on("1990-06-15", "2020-06-14"), Some(29));
        assert_eq!(age_on("1990-06-15", "2020-06-15"), Some(30));
        assert_eq!(age_on("2004-02-29", "2021-02-28"), Some(16));
        assert_eq!(age_on("2004-02-29", "2021-03-01"), Some(17));
        assert_eq!(age_on("2021-03-02", "2021-03-01"), None);
        assert_eq!(age_on("1000-01-01", "2021-03-01"), Some(254));
        assert_eq!(age(None, ready(1)), 0);
    }
}
