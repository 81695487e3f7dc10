//! Dates of birth as people type them.

use crate::people::keys::{self, Stretch};
use base::Date;

/// A date of birth, or what is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Birth {
    On(Date),
    In(i16, i8),
}

impl Birth {
    pub fn day(self) -> Option<Date> {
        match self {
            Self::On(day) => Some(day),
            Self::In(..) => None,
        }
    }

    pub fn stretch(self) -> Stretch {
        match self {
            Self::On(day) => keys::birth(day),
            Self::In(year, month) => keys::birth_within(year, Some(month)),
        }
    }

    pub fn is(self, born: Date) -> bool {
        match self {
            Self::On(day) => day == born,
            Self::In(year, month) => (year, month) == (born.year(), born.month()),
        }
    }
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The date that these words begin with, and how many of them it takes: `3/9/84`, `1984-09-03`, `3 Sept 1984`, `9/1984`.
pub(super) fn birth(words: &[&str]) -> Option<(Birth, usize)> {
    if let [day, month, year, ..] = words
        && let Some(month) = named(month)
    {
        let ordinal = day.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        return Some((on(year, month, ordinal.parse().ok()?)?, 3));
    }
    if let [month, year, ..] = words
        && let Some(month) = named(month)
    {
        return Some((Birth::In(whole(year)?, month), 2));
    }
    let parts: Vec<&str> = words.first()?.split(['/', '-', '.']).collect();
    let number = |part: &str| part.parse::<i8>().ok();
    let birth = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => on(year, number(month)?, number(day)?)?,
        [day, month, year] => on(year, number(month)?, number(day)?)?,
        [month, year] if year.len() == 4 => {
            Birth::In(whole(year)?, number(month).filter(|month| (1..=12).contains(month))?)
        }
        _ => return None,
    };
    Some((birth, 1))
}

fn on(year: &str, month: i8, day: i8) -> Option<Birth> {
    Date::new(whole(year)?, month, day).ok().map(Birth::On)
}

/// A month by its name or the beginning of it.
fn named(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    let letters = word.trim_end_matches(['.', ',']);
    if letters.len() < 3 || !letters.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let at = MONTHS.iter().position(|month| letters.starts_with(month))?;
    let full = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    full.get(at)?.starts_with(letters).then_some(())?;
    i8::try_from(at + 1).ok()
}

/// A year of two digits or four: of two, one of the hundred years up to 2029.
fn whole(year: &str) -> Option<i16> {
    let number: i16 = year.trim_end_matches([',', '.']).parse().ok()?;
    match (year.len(), number) {
        (2, 0..=29) => Some(2000 + number),
        (2, 30..=99) => Some(1900 + number),
        (4.., 1880..=2100) => Some(number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_of_birth_is_understood_as_it_is_said() {
        let on = |text: &str| Birth::On(text.parse().unwrap());
        for (text, birth_date, words) in [
            ("3/9/84", on("1984-09-03"), 1),
            ("03.09.1984", on("1984-09-03"), 1),
            ("1984-09-03", on("1984-09-03"), 1),
            ("3-9-1984", on("1984-09-03"), 1),
            ("3rd September 1984 smith", on("1984-09-03"), 3),
            ("3 sept 05", on("2005-09-03"), 3),
            ("9/1984", Birth::In(1984, 9), 1),
            ("Sept 1984", Birth::In(1984, 9), 2),
        ] {
            let parts: Vec<&str> = text.split(' ').collect();
            assert_eq!(birth(&parts), Some((birth_date, words)), "{text}");
        }
        for text in ["31/9/1984", "may smith", "1984", "smith", "12/13", "a-b-c", "marching on 84"] {
            assert_eq!(birth(&text.split(' ').collect::<Vec<_>>()), None, "{text}");
        }
    }
}
