//! Single values: keys, numbers and dates.

use base::Date;
use toml::de::DeValue;

/// What sort of value it is, in words.
pub(super) fn kind_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with decimals",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// Whether it is small letters, digits and single hyphens, as in `job-search`.
pub(super) fn is_kebab(text: &str) -> bool {
    text.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

/// The nearest text that could be a key.
pub(super) fn kebab(text: &str) -> String {
    let parts: Vec<String> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    parts.join("-")
}

/// A whole number.
pub(super) fn whole(value: &DeValue<'_>) -> Option<i64> {
    let DeValue::Integer(number) = value else { return None };
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

/// A number with no more than three decimals, times 1,000, worked out on the digits so that it is exact.
pub(super) fn thousandths(value: &DeValue<'_>) -> Option<i64> {
    let text = match value {
        DeValue::Integer(_) => return whole(value)?.checked_mul(1000),
        DeValue::Float(number) => number.as_str(),
        _ => return None,
    };
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (units, decimals) = digits.trim_start_matches('+').split_once('.')?;
    if decimals.len() > 3 || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let decimals: i64 = format!("{decimals:0<3}").parse().ok()?;
    units.parse::<i64>().ok()?.checked_mul(1000)?.checked_add(decimals)?.checked_mul(sign)
}

/// A day: a TOML date, or text in one of the two usual orders.
///
/// # Errors
///
/// What is wrong with it, and the mend.
pub(super) fn date(value: &DeValue<'_>) -> Result<Date, (String, String)> {
    const HOW: &str = "Write a date as year-month-day: 2019-09-30.";
    match value {
        DeValue::Datetime(moment) if moment.time.is_none() && moment.offset.is_none() => {
            let Some(day) = moment.date else { return Err(("this is not a date".to_owned(), HOW.to_owned())) };
            civil(i64::from(day.year), i64::from(day.month), i64::from(day.day))
        }
        DeValue::String(text) => match numbers_of_date(text) {
            Some((year, month, day)) => civil(year, month, day),
            None => Err((format!("\u{201c}{text}\u{201d} is not a date"), HOW.to_owned())),
        },
        DeValue::Datetime(_) => Err(("this is a moment, not a day".to_owned(), HOW.to_owned())),
        other => Err((format!("this should be a date, and is {}", kind_name(other)), HOW.to_owned())),
    }
}

/// Year, month and day of `2019-09-30` or `30/09/2019`, whether or not there is such a day.
fn numbers_of_date(text: &str) -> Option<(i64, i64, i64)> {
    let text = text.trim();
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let [first, month, last] = parts.as_slice() else { return None };
    let number = |text: &str| (text.len() <= 4).then(|| text.parse::<u16>().ok()).flatten().map(i64::from);
    match (first.len(), last.len()) {
        (4, 1..=2) => Some((number(first)?, number(month)?, number(last)?)),
        (1..=2, 4) => Some((number(last)?, number(month)?, number(first)?)),
        _ => None,
    }
}

fn civil(year: i64, month: i64, day: i64) -> Result<Date, (String, String)> {
    let parts = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
    if let (Ok(year), Ok(month), Ok(day)) = parts
        && let Ok(date) = Date::new(year, month, day)
    {
        return Ok(date);
    }
    let last = i16::try_from(year).ok().zip(i8::try_from(month).ok()).and_then(|(y, m)| Date::new(y, m, 1).ok());
    match last {
        Some(first) => Err((
            format!("there is no such day as {year:04}-{month:02}-{day:02}"),
            format!("That month ends on {}; write the day that was meant.", first.last_of_month()),
        )),
        None => Err((
            format!("there is no such day as {year:04}-{month:02}-{day:02}"),
            "Write a date as year-month-day: 2019-09-30.".to_owned(),
        )),
    }
}

/// What to say if a line that is not TOML holds a date that cannot be.
pub(super) fn impossible_date_in(line: &str) -> Option<String> {
    let words = line.split(|c: char| !(c.is_ascii_digit() || c == '-' || c == '/'));
    words.filter(|word| word.len() >= 8).find_map(|word| {
        let (year, month, day) = numbers_of_date(word)?;
        let (message, mend) = civil(year, month, day).err()?;
        Some(format!("Perhaps because {message}. {mend}"))
    })
}

/// Whether a line holds something like 30/09/2019.
pub(super) fn looks_like_uk_date(line: &str) -> bool {
    line.split(|c: char| !(c.is_ascii_digit() || c == '/'))
        .any(|word| word.matches('/').count() == 2 && numbers_of_date(word).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_does_not_exist_is_named_with_the_last_that_does() {
        let (message, mend) = date(&DeValue::String("31/09/2019".into())).unwrap_err();
        assert!(message.contains("2019-09-31"), "{message}");
        assert!(mend.contains("2019-09-30"), "{mend}");
        assert!(date(&DeValue::String("30/09/2019".into())).is_ok());
    }

    #[test]
    fn a_label_is_turned_into_a_key() {
        assert_eq!(kebab("Job Search & Applications"), "job-search-applications");
        assert!(is_kebab("job-search-2"));
        assert!(!is_kebab("job--search") && !is_kebab("-job") && !is_kebab(""));
    }
}
