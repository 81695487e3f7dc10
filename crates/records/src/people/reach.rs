//! How to reach people: what can be a telephone number, an e-mail address, a postcode.

use super::Person;
use base::Invalid;

/// The fewest digits of a telephone number that reaches anybody.
const DIGITS: usize = 6;

/// The longest postcode, anywhere, with its spaces.
const LONGEST: usize = 10;

/// What cannot be what it should, of that which was not so `before`.
pub(super) fn misfits(person: &Person, before: Option<&Person>) -> Vec<Invalid> {
    type Rule = (&'static str, fn(&Person) -> Option<&str>, fn(&str) -> bool, &'static str);
    const RULES: [Rule; 3] = [
        (
            "phone",
            |person| person.phone.as_deref(),
            is_phone,
            "is not a telephone number: write its digits, like 0113 496 0000, or with ext. 12 after it",
        ),
        (
            "email",
            |person| person.email.as_deref(),
            crate::users::is_email,
            "is not an e-mail address: write it like name@example.org",
        ),
        (
            "postcode",
            |person| person.postcode.as_deref(),
            is_postcode,
            "is not a postcode: write letters and digits, like LS1 4AP, ten at most",
        ),
    ];
    let new = RULES.iter().filter_map(|(field, of, fits, why)| {
        let text = of(person).filter(|text| before.and_then(of) != Some(text))?;
        Some((field, text.trim(), fits, why))
    });
    new.filter(|(_, text, fits, _)| !text.is_empty() && !fits(text))
        .map(|(field, text, _, why)| Invalid::new(field, text, *why))
        .collect()
}

/// Digits, with what is written between them, and an extension after it.
fn is_phone(text: &str) -> bool {
    let text = text.to_lowercase();
    let (number, extension) = match ["extension", "ext", "x"].iter().find_map(|word| text.split_once(word)) {
        Some((number, extension)) => (number, Some(extension.trim_start_matches(['.', ':', ' ']))),
        None => (text.as_str(), None),
    };
    let is_number = number.chars().all(|c| c.is_ascii_digit() || " +()-.\u{a0}".contains(c));
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let extended = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == ' ');
    is_number && digits >= DIGITS && extension.is_none_or(extended)
}

/// Letters and digits, also of other countries, some of which write a hyphen.
fn is_postcode(text: &str) -> bool {
    text.chars().count() <= LONGEST
        && text.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '-')
        && text.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_number_is_digits() {
        for good in ["0113 496 0000", "+44 (0)113 496-0000", "01632 960001 ext. 12", "01632960001x12", "555 001"] {
            assert!(is_phone(good), "{good}");
        }
        for bad in ["abc", "12345", "0113 496 0000 mum", "ext 12", "01632 960001 ext", "------", "his sister's"] {
            assert!(!is_phone(bad), "{bad}");
        }
    }

    #[test]
    fn a_postcode_is_letters_and_digits_also_elsewhere() {
        for good in ["LS1 4AP", "m11aa", "75008", "00-950", "ZZ99 1AA", "12345-6789"] {
            assert!(is_postcode(good), "{good}");
        }
        for bad in ["!!!!", "-", "LS1 4AP or LS2", "LS1/4AP"] {
            assert!(!is_postcode(bad), "{bad}");
        }
    }
}
