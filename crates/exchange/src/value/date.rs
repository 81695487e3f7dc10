//! Dates and times as people write them.

use super::not_known;
use crate::SerialDates;
use base::{Date, MONTHS, Timestamp};
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;

const HOW: &str = "write the date like 3/9/2021";

/// A date, day first or year first. A time after it is passed over.
pub(super) fn understand(text: &str, today: Date, dates: SerialDates) -> Result<Date, String> {
    if let Some(date) = plain(text.as_bytes()) {
        return date;
    }
    if let Some(serial) = serial_text(text) {
        return self::serial(serial, dates).map(DateTime::date);
    }
    let (date, _) = apart(text);
    written(date, today).unwrap_or_else(|| Err(refusal(text)))
}

/// A date with a time, or a date alone for its midnight, on the clock of `zone` unless it says another.
pub(super) fn moment(text: &str, today: Date, dates: SerialDates, zone: &TimeZone) -> Result<Timestamp, String> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let (date, time) = apart(text);
    let date = understand(date, today, dates)?;
    let time = match time {
        None => Time::midnight(),
        Some(time) => {
            clock(time).ok_or_else(|| "has no time that can be understood: write it like 14:30".to_owned())?
        }
    };
    in_zone(date.to_datetime(time), zone)
}

/// The moment when clocks in `zone` show `at`: the earlier of two, and the later side of a gap, as calendars do.
pub(super) fn in_zone(at: DateTime, zone: &TimeZone) -> Result<Timestamp, String> {
    zone.to_timestamp(at).map_err(|_| "is out of the range of dates: check the year".to_owned())
}

/// The day with this serial number in a cell that is not shown as a date.
pub(super) fn serial(number: f64, dates: SerialDates) -> Result<DateTime, String> {
    if number.fract() == 0.0 && (1900.0..2100.0).contains(&number) {
        return Err(format!("is only a year: {HOW}"));
    }
    dates.moment(number).ok_or_else(|| format!("is not a date: {HOW}"))
}

/// The two commonest spellings, dd/mm/yyyy and yyyy-mm-dd, without ceremony; none when it is neither.
fn plain(text: &[u8]) -> Option<Result<Date, String>> {
    let &[a, b, c, d, e, f, g, h, i, j] = text else { return None };
    let number = |digits: &[u8]| {
        digits
            .iter()
            .try_fold(0_i16, |number, byte| byte.is_ascii_digit().then(|| number * 10 + i16::from(byte - b'0')))
    };
    if c == b'/' && f == b'/' {
        Some(day_first(number(&[g, h, i, j])?, number(&[d, e])?, number(&[a, b])?))
    } else if e == b'-' && h == b'-' {
        Some(real(number(&[a, b, c, d])?, number(&[f, g])?, number(&[i, j])?))
    } else {
        None
    }
}

/// Five digits alone can only be a serial number that lost its format: 10000 is in 1927, 99999 in 2173.
fn serial_text(text: &str) -> Option<f64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.len() < 20 && part.bytes().all(|byte| byte.is_ascii_digit());
    (whole.len() == 5 && digits(whole) && digits(part)).then(|| text.parse().ok())?
}

/// The text before and after the gap between a date and a time.
fn apart(text: &str) -> (&str, Option<&str>) {
    let at = text.bytes().position(|byte| byte == b':').and_then(|colon| {
        let before = text.get(..colon)?;
        before.rfind([' ', 'T', ','])
    });
    at.and_then(|at| Some((text.get(..at)?, text.get(at + 1..)?)))
        .map_or((text, None), |(date, time)| (date.trim_end_matches([',', ' ']), Some(time.trim())))
}

/// Hours, minutes, perhaps seconds, perhaps "am" or "pm".
fn clock(text: &str) -> Option<Time> {
    let lower = text.to_ascii_lowercase();
    let (digits, noon) = match lower.strip_suffix("pm") {
        Some(digits) => (digits, Some(12)),
        None => lower.strip_suffix("am").map_or((lower.as_str(), None), |digits| (digits, Some(0))),
    };
    let mut parts = digits.trim().trim_end_matches('z').splitn(3, ':');
    let hour: i8 = parts.next()?.parse().ok()?;
    let minute: i8 = parts.next()?.parse().ok()?;
    let second: i8 = parts.next().map_or(Some(0), |second| second.split('.').next()?.parse().ok())?;
    let hour = match noon {
        Some(noon) if (1..=12).contains(&hour) => hour % 12 + noon,
        Some(_) => return None,
        None => hour,
    };
    Time::new(hour, minute, second, 0).ok()
}

/// A date of three parts; none when it has not the shape of one.
fn written(text: &str, today: Date) -> Option<Result<Date, String>> {
    let mut parts = Parts::of(text)?;
    // "Friday 3 September 2021"
    if parts.count == 4 && weekday(parts.list[0]) {
        parts.list.rotate_left(1);
        parts.count = 3;
    }
    if parts.count != 3 {
        return None;
    }
    let [first, second, third, _] = parts.list;
    if let Some(month) = month(second) {
        let first_is_year = first.len() == 4;
        let (day, year) = if first_is_year { (third, first) } else { (first, third) };
        return Some(real(year_of(year, today)?, month, day_of(day)?));
    }
    if let Some(month) = month(first) {
        // "September 3, 2021": the word says which is the month.
        return Some(real(year_of(third, today)?, month, day_of(second)?));
    }
    if first.len() == 4 {
        return Some(real(number(first)?, number(second)?, number(third)?));
    }
    Some(day_first(year_of(third, today)?, number(second)?, number(first)?))
}

/// The letters and digits of a date, apart at whatever stands between them.
struct Parts<'t> {
    list: [&'t str; 4],
    count: usize,
}

impl<'t> Parts<'t> {
    fn of(text: &'t str) -> Option<Self> {
        let mut parts = Self { list: [""; 4], count: 0 };
        let is_between = |letter: char| matches!(letter, '/' | '-' | '.' | ' ' | ',' | '\u{2010}'..='\u{2014}' | '\\');
        for part in text.split(is_between).filter(|part| !part.is_empty() && !part.eq_ignore_ascii_case("of")) {
            if part.len() > 9 {
                return None;
            }
            *parts.list.get_mut(parts.count)? = part;
            parts.count += 1;
        }
        Some(parts)
    }
}

fn number(part: &str) -> Option<i16> {
    (part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse().ok())?
}

/// A day: "3", "03", "3rd".
fn day_of(part: &str) -> Option<i16> {
    let lower = part.to_ascii_lowercase();
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| lower.strip_suffix(end)).unwrap_or(&lower);
    number(digits).filter(|_| digits.len() <= 2)
}

/// A year of four digits, or of two: then the last such year that is not after this one.
fn year_of(part: &str, today: Date) -> Option<i16> {
    let year = number(part)?;
    match part.len() {
        4 => Some(year),
        2 => {
            let this = today.year();
            let same_century = this - this.rem_euclid(100) + year;
            Some(if same_century > this { same_century - 100 } else { same_century })
        }
        _ => None,
    }
}

/// A month in words: its name, or the first three letters or more of it.
fn month(part: &str) -> Option<i16> {
    if part.len() < 3 || !part.is_ascii() {
        return None;
    }
    let begins = |name: &&str| name.get(..part.len()).is_some_and(|start| start.eq_ignore_ascii_case(part));
    MONTHS.iter().position(begins).map(|place| place as i16 + 1)
}

fn weekday(part: &str) -> bool {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    part.get(..3).is_some_and(|start| DAYS.iter().any(|day| day.eq_ignore_ascii_case(start)))
}

/// The date of numbers with the day first; numbers that only make sense with the month first are told from others.
fn day_first(year: i16, month: i16, day: i16) -> Result<Date, String> {
    if (1..=12).contains(&day) && (13..=31).contains(&month) {
        return Err(format!("has no month {month}: write the day first, as in {month}/{day}/{year}"));
    }
    real(year, month, day)
}

/// The date, if there is such a day; else why there is none.
fn real(year: i16, month: i16, day: i16) -> Result<Date, String> {
    if let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day))
        && let Ok(date) = Date::new(year, month, day)
        && year >= 1000
    {
        return Ok(date);
    }
    if year < 1000 {
        return Err(format!("has no year that can be understood: {HOW}"));
    }
    let Some(name) = usize::try_from(month).ok().and_then(|month| MONTHS.get(month.checked_sub(1)?)) else {
        return Err(format!("has no month {month}: {HOW}"));
    };
    let length = Date::new(year, month as i8, 1).map_or(31, Date::days_in_month);
    if day == 29 && month == 2 {
        return Err(format!("is no date: {year} was not a leap year, so February has 28 days; check the day"));
    }
    Err(format!("is no date: {name} has {length} days; check the day"))
}

fn refusal(text: &str) -> String {
    if let Some(reason) = not_known(text) {
        return reason;
    }
    if text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("is only a year: {HOW}");
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits == 0 || digits > 14 {
        return format!("is not a date: {HOW}");
    }
    format!("cannot be understood as a date: {HOW}, the day first, with the year")
}
