//! What somebody typed who looks for a person, taken apart: words of a name, dates, and whatever has digits in it.

use super::born::{Birth, birth};
use crate::people::keys::{self, Stretch};
use base::Id;
use matching::words;

/// Longer than anybody types to find somebody; whatever comes after is left out.
const LONGEST: usize = 120;

/// What is remembered of a person. All of it must fit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Wanted {
    /// A person's id, as it stands in an address.
    pub id: Option<Id>,
    /// Words of the name, folded.
    pub names: Vec<String>,
    /// Dates of birth, or parts of them.
    pub births: Vec<Birth>,
    /// Telephone number, postcode or reference, whole or in part: squeezed.
    pub codes: Vec<String>,
    /// E-mail addresses, in small letters.
    pub emails: Vec<String>,
    /// All of it as one reference, where it is one word.
    pub reference: Option<String>,
}

impl Wanted {
    pub fn read(text: &str) -> Self {
        let text: String = text.chars().take(LONGEST).collect();
        let mut wanted =
            Self { id: text.split_whitespace().last().and_then(|word| word.parse().ok()), ..Self::default() };
        let mut tokens: Vec<&str> = text.split_whitespace().collect();
        if let [one] = tokens.as_slice() {
            wanted.reference = Some(words::squeezed(one)).filter(|reference| reference.len() >= 3);
        }
        let mut named = Vec::new();
        while let Some(first) = tokens.first().copied() {
            let used = if let Some((birth, used)) = birth(&tokens) {
                wanted.births.push(birth);
                used
            } else if first.contains('@') {
                wanted.emails.push(first.to_lowercase());
                1
            } else if first.contains(|c: char| c.is_ascii_digit()) {
                let used = same_number(&tokens);
                let code = words::squeezed(&tokens.get(..used).unwrap_or_default().concat());
                wanted.codes.extend(Some(code).filter(|code| !code.is_empty()));
                used
            } else {
                named.push(first);
                1
            };
            tokens.drain(..used);
        }
        let folded = words::plain(&named.join(" "));
        wanted.names = folded.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        wanted
    }

    /// With small words of the name joined to what follows them, as they are kept: "van der berg"; none if there are none such.
    pub fn joined(&self) -> Option<Self> {
        let folded = words::family(&self.names.join(" "));
        let names: Vec<String> = folded.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        (names != self.names).then(|| Self { names, ..self.clone() })
    }

    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// Where to look by whatever says most; none if only a name is known.
    pub fn surest(&self) -> Option<Vec<Stretch>> {
        let email = self.emails.iter().filter_map(|email| keys::email(email)).map(|key| vec![(key, key)]).next();
        let whole = self.births.iter().find_map(|birth| birth.day()).map(|day| vec![keys::birth(day)]);
        let mut codes: Vec<&String> = self.codes.iter().collect();
        codes.sort_by_key(|code| std::cmp::Reverse(code.len()));
        let (long, short): (Vec<&String>, Vec<&String>) = codes.into_iter().partition(|code| code.len() >= 5);
        let code = |codes: &[&String]| codes.first().map(|code| stretches_of_code(code));
        let several = self.names.len() >= 2;
        email.or(whole).or_else(|| code(&long)).or_else(|| {
            // Two words of a name say more than a few digits or a year.
            let few = code(&short).or_else(|| self.births.first().map(|birth| vec![birth.stretch()]));
            few.filter(|_| !several && self.names.is_empty())
        })
    }
}

/// How many tokens belong to one number or postcode that was written with spaces: "0161 555 0123", "LS1 4AP".
fn same_number(tokens: &[&str]) -> usize {
    let digits = |token: &str| token.chars().all(|c| c.is_ascii_digit() || "+()-".contains(c));
    let inward = |token: &str| {
        let letters: Vec<char> = token.chars().collect();
        matches!(letters.as_slice(), [a, b, c] if a.is_ascii_digit() && b.is_ascii_alphabetic() && c.is_ascii_alphabetic())
    };
    match tokens {
        [first, second, ..] if !digits(first) && first.len() <= 4 && inward(second) => 2,
        [first, ..] if digits(first) => tokens.iter().take_while(|token| digits(token)).count(),
        _ => 1,
    }
}

fn stretches_of_code(code: &str) -> Vec<Stretch> {
    let mut stretches = keys::reference(code);
    stretches.extend(keys::postcode(code));
    if code.bytes().all(|byte| byte.is_ascii_digit()) {
        stretches.extend(keys::phone(code));
        stretches.extend(keys::phone_beginning(code));
        let year = code.parse().ok().filter(|year| (1900..2100).contains(year));
        stretches.extend(year.map(|year| keys::birth_within(year, None)));
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, usize, String) {
        let wanted = Wanted::read(text);
        (wanted.names.join(" "), wanted.births.len(), wanted.codes.join(" "))
    }

    #[test]
    fn what_is_typed_is_taken_apart() {
        for (text, names, births, codes) in [
            ("Ada Example", "ada example", 0, ""),
            ("  \u{c9}lise O\u{2019}Neill ", "elise oneill", 0, ""),
            ("smith 3/9/84", "smith", 1, ""),
            ("3 Sept 1984 smith", "smith", 1, ""),
            ("1984-09-03", "", 1, ""),
            ("0161 555 0123", "", 0, "01615550123"),
            ("smith ls1 4ap", "smith", 0, "ls14ap"),
            ("W-12AB-34CD", "", 0, "w12ab34cd"),
            ("", "", 0, ""),
        ] {
            assert_eq!(read(text), (names.to_owned(), births, codes.to_owned()), "{text}");
        }
        assert_eq!(Wanted::read("van der berg").joined().unwrap().names, ["vanderberg"]);
        assert!(Wanted::read("ada").joined().is_none() && Wanted::read(" ").is_nothing());
    }
}
