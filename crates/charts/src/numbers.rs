//! How numbers are written, everywhere: on pages, in charts and in text.

/// A whole number with its thousands separated: `1,234`.
#[must_use]
pub fn number(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}", thousands(&value.unsigned_abs().to_string()))
}

/// A number with so many places after the point, halves rounded away from zero: `1,234.5`. What is no number is "no data".
#[must_use]
pub fn decimal(value: f64, places: usize) -> String {
    if !value.is_finite() {
        return "no data".to_owned();
    }
    let scale = 10_f64.powi(i32::try_from(places.min(9)).unwrap_or(0));
    let scaled = (value.abs() * scale).round() / scale;
    let text = format!("{scaled:.*}", places.min(9));
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let sign = if value < 0.0 && scaled > 0.0 { "-" } else { "" };
    format!("{sign}{}{rest}", thousands(whole))
}

/// A number as short as it can be said: whole if it is whole, else to one place.
#[must_use]
pub fn value(value: f64) -> String {
    decimal(value, usize::from(value.fract() != 0.0))
}

/// `part` as a percentage of `base` to one place, halves rounded away from zero: `67.2%`. None when there is no base to speak of.
#[must_use]
pub fn percent(part: i64, base: i64) -> Option<String> {
    let tenths = share(part, base, 1000)?;
    let sign = if tenths < 0 { "-" } else { "" };
    let tenths = tenths.unsigned_abs();
    Some(format!("{sign}{}.{}%", thousands(&(tenths / 10).to_string()), tenths % 10))
}

/// `part` as a whole percentage of `base`, for what has been reached of a target: `107%`. None when there is no base to speak of.
#[must_use]
pub fn whole_percent(part: i64, base: i64) -> Option<String> {
    let percent = share(part, base, 100)?;
    let sign = if percent < 0 { "-" } else { "" };
    Some(format!("{sign}{}%", thousands(&percent.unsigned_abs().to_string())))
}

/// `part` of `base` in units of one `scale`-th, halves rounded away from zero.
fn share(part: i64, base: i64, scale: i128) -> Option<i128> {
    if base <= 0 {
        return None;
    }
    let (part, base) = (i128::from(part) * scale, i128::from(base));
    let rounded = (part.abs() * 2 + base) / (base * 2);
    Some(if part < 0 { -rounded } else { rounded })
}

fn thousands(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        let written: Vec<String> = [0, 7, 999, 1000, 12_345, 1_234_567, -1000].into_iter().map(number).collect();
        assert_eq!(written, ["0", "7", "999", "1,000", "12,345", "1,234,567", "-1,000"]);
        assert_eq!(number(i64::MIN), "-9,223,372,036,854,775,808");
    }

    #[test]
    fn the_published_targets_come_out_as_published() {
        assert_eq!(whole_percent(858, 800).as_deref(), Some("107%"));
        assert_eq!(whole_percent(809, 889).as_deref(), Some("91%"));
        assert_eq!(percent(577, 858).as_deref(), Some("67.2%"));
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        assert_eq!(whole_percent(1, 200).as_deref(), Some("1%"));
        assert_eq!(percent(1, 2000).as_deref(), Some("0.1%"));
        assert_eq!(percent(-1, 2000).as_deref(), Some("-0.1%"));
        assert_eq!(decimal(2.5, 0), "3");
        assert_eq!(decimal(-2.5, 0), "-3");
        assert_eq!(decimal(1234.25, 1), "1,234.3");
    }

    #[test]
    fn a_percentage_never_stands_without_its_base() {
        assert_eq!(percent(3, 0), None);
        assert_eq!(whole_percent(3, -1), None);
    }

    #[test]
    fn a_mean_has_one_place_and_a_count_none() {
        assert_eq!(value(4.0), "4");
        assert_eq!(value(4.04), "4.0");
        assert_eq!(value(f64::NAN), "no data");
        assert_eq!(decimal(-0.01, 1), "0.0");
    }
}
