//! Numbers and amounts of money.

use super::not_known;

/// Beyond this a number in a spreadsheet is not exact, and no count or amount here is as great.
const GREATEST: f64 = 1e15;

/// A whole number: digits, with commas or spaces between thousands if anything, and ".0" at the end at most.
pub(super) fn whole(text: &str) -> Result<i64, String> {
    match Amount::parse(text) {
        Some(Amount { sign, whole, fraction }) if fraction.bytes().all(|byte| byte == b'0') => Ok(sign * whole),
        Some(_) => Err("is not a whole number: round it".to_owned()),
        None => Err(not_known(text).unwrap_or_else(|| "is not a whole number: write digits only".to_owned())),
    }
}

/// Pence, from an amount in pounds such as "£1,234.50".
pub(super) fn pence(text: &str) -> Result<i64, String> {
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let amount = inner.unwrap_or(text);
    let (before, after) =
        amount.split_once('\u{a3}').map_or(("", amount), |(before, after)| (before.trim(), after.trim()));
    let negative = inner.is_some() || before == "-";
    let Some(Amount { sign, whole, fraction }) = Amount::parse(after).filter(|_| matches!(before, "" | "-")) else {
        return Err(not_known(text).unwrap_or_else(|| "is not an amount in pounds: write it like 1234.50".to_owned()));
    };
    let pence = match fraction.len() {
        0 => 0,
        1 => i64::from(fraction.as_bytes()[0] - b'0') * 10,
        2 => fraction.parse().unwrap_or(0),
        _ => return Err("has more than two digits of pence: round it".to_owned()),
    };
    let sign = if negative { -sign } else { sign };
    Ok(sign * (whole * 100 + pence))
}

/// A whole number from a cell that holds a number.
pub(super) fn whole_number(number: f64) -> Result<i64, String> {
    if number.abs() >= GREATEST || number.is_nan() {
        return Err("is too great a number: check it".to_owned());
    }
    if number.fract() != 0.0 {
        return Err("is not a whole number: round it".to_owned());
    }
    Ok(number as i64)
}

/// Pence from a cell that holds pounds.
pub(super) fn pence_of(pounds: f64) -> Result<i64, String> {
    let pence = pounds * 100.0;
    if pence.abs() >= GREATEST || pence.is_nan() {
        return Err("is too great an amount: check it".to_owned());
    }
    // Binary fractions: 19.99 pounds times 100 is not quite 1999.
    if (pence - pence.round()).abs() > 1e-4 {
        return Err("has more than two digits of pence: round it".to_owned());
    }
    Ok(pence.round() as i64)
}

/// A decimal number as written.
struct Amount<'t> {
    sign: i64,
    whole: i64,
    fraction: &'t str,
}

impl<'t> Amount<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        let (sign, digits) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (-1, rest.trim_start()),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_fraction = fraction.len() <= 20 && fraction.bytes().all(|byte| byte.is_ascii_digit());
        is_fraction.then_some(())?;
        if whole.is_empty() && !fraction.is_empty() {
            return Some(Self { sign, whole: 0, fraction });
        }
        Some(Self { sign, whole: thousands(whole)?, fraction })
    }
}

/// Digits, either plain or in groups of three after the first.
fn thousands(text: &str) -> Option<i64> {
    let mut number: i64 = 0;
    let mut group = 0;
    let mut groups = 0;
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => {
                group += 1;
                number = number.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
            }
            b',' | b' ' if (groups == 0 && (1..=3).contains(&group)) || (groups > 0 && group == 3) => {
                groups += 1;
                group = 0;
            }
            _ => return None,
        }
    }
    let ends_well = if groups == 0 { group > 0 } else { group == 3 };
    (ends_well && (number as f64) < GREATEST).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_with_and_without_thousands() {
        for (text, number) in [
            ("45", 45),
            ("1,234", 1234),
            ("12,345,678", 12_345_678),
            ("12.0", 12),
            ("-3", -3),
            ("1 234", 1234),
            ("007", 7),
        ] {
            assert_eq!(whole(text), Ok(number), "{text}");
        }
        for text in [
            "",
            "1,23",
            "12,34",
            ",123",
            "1,",
            "12.5",
            "45 mins",
            "forty",
            "1e3",
            "0x10",
            "--1",
            "99999999999999999999",
        ] {
            assert!(whole(text).is_err(), "{text}");
        }
    }

    #[test]
    fn pounds_become_pence() {
        for (text, expected) in [
            ("\u{a3}1,234.50", 123_450),
            ("1234.5", 123_450),
            ("1234", 123_400),
            (".99", 99),
            ("-\u{a3}5.00", -500),
            ("\u{a3}-5", -500),
            ("(5.00)", -500),
        ] {
            assert_eq!(pence(text), Ok(expected), "{text}");
        }
        for text in ["1.234,50", "12.345", "\u{20ac}5", "five", "", "\u{a3}", "5p", "()", "(", "1\u{a3}2"] {
            assert!(pence(text).is_err(), "{text}");
        }
        assert_eq!(pence_of(19.99), Ok(1999));
        assert_eq!(pence_of(-0.1), Ok(-10));
        assert!(pence_of(0.001).is_err() && pence_of(f64::NAN).is_err() && pence_of(1e300).is_err());
    }
}
