//! Comparing words as people mean them: whatever the case, the spaces and the punctuation.

/// A suggestion must be at least this like the word given (Jaro-Winkler, 0 to 1): "Femal" is, "Mail" for "Male" just
/// is.
const ALIKE: f64 = 0.86;

/// The letters and digits of `text` in lower case. `+`, `<`, `>` and `%` count as letters, since "65+" is not "65"; "&"
/// is "and".
#[must_use]
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    plain.extend(letters(text));
    plain
}

/// Whether two texts are the same when written plainly. Allocates nothing.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    letters(a).eq(letters(b))
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(spelt).flat_map(char::to_lowercase)
}

/// What one character counts for: itself, "and" for an ampersand, or nothing.
fn spelt(letter: char) -> impl Iterator<Item = char> {
    let word: &[char] = match letter {
        '&' => &['a', 'n', 'd'],
        _ => &[],
    };
    let own = (letter.is_alphanumeric() || matches!(letter, '+' | '<' | '>' | '%')).then_some(letter);
    word.iter().copied().chain(own)
}

/// The one of `known` that is most like `given`, if any is like enough to have been meant.
#[must_use]
pub fn suggest<'k>(given: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let given = plain(given);
    if given.is_empty() || given.len() > 100 {
        return None;
    }
    let mut best: Option<(f64, &str)> = None;
    for word in known {
        let candidate = plain(word);
        if candidate.is_empty() || candidate.len() > 100 {
            continue;
        }
        let mut likeness = strsim::jaro_winkler(&given, &candidate);
        // Words that merely begin alike, such as "wombat" and "woman", were not meant for one another.
        if strsim::osa_distance(&given, &candidate) > ((given.chars().count() + 1) / 4).max(1) {
            likeness = 0.0;
        }
        if given.len() > 3 && (candidate.starts_with(&given) || given.starts_with(&candidate)) {
            likeness = likeness.max(0.9);
        }
        if likeness >= ALIKE && best.is_none_or(|(least, _)| likeness > least) {
            best = Some((likeness, word));
        }
    }
    best.map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_spaces_and_punctuation_do_not_matter() {
        assert!(same("D.O.B.", "dob"));
        assert!(same("Date of  birth", "date_of_birth"));
        assert!(same("Skills & training", "Skills and Training"));
        assert!(!same("65+", "65"));
        assert_eq!(plain(" N\u{b0} of \u{201c}Visits\u{201d}: "), "nofvisits");
    }

    #[test]
    fn a_near_miss_is_suggested_and_a_stranger_is_not() {
        assert_eq!(suggest("wombat", ["woman", "man"]), None);
        assert_eq!(suggest("Employ", ["Employment", "Training"]), Some("Employment"));
        let known = ["Female", "Male", "Non-binary"];
        assert_eq!(suggest("femal", known), Some("Female"));
        assert_eq!(suggest("Non binery", known), Some("Non-binary"));
        assert_eq!(suggest("Tuesday", known), None);
        assert_eq!(suggest("", known), None);
    }
}
