//! How well a person fits what was typed, by what the asker sees of them.

use super::wanted::Wanted;
use crate::people::{Seen, keys};
use base::Privacy;
use matching::words;

/// From this likeness on, a word may be meant by another.
const ALIKE: f64 = 0.82;

/// How well, the better the more; none if anything that was typed does not fit.
pub(super) fn fit(wanted: &Wanted, seen: &Seen) -> Option<f64> {
    let person = seen.whole();
    let (names, sensitive) = (seen.reads(Privacy::Identifying), seen.reads(Privacy::Sensitive));
    let reference = if names { words::squeezed(&person.reference) } else { String::new() };
    let referred = |code: &str| code.len() >= 3 && names && (reference.starts_with(code) || reference.ends_with(code));
    if wanted.reference.as_deref().is_some_and(referred) {
        return Some(2.0);
    }
    let mut score = 0.0;
    if !wanted.names.is_empty() {
        let known = if names { keys::name_words(person) } else { Vec::new() };
        for word in &wanted.names {
            score += known.iter().filter_map(|known| word_fits(word, known)).max_by(f64::total_cmp)?;
        }
        score /= wanted.names.len() as f64;
    }
    for birth in &wanted.births {
        person.birth_date.filter(|born| names && birth.is(*born))?;
        score += 1.0;
    }
    for code in &wanted.codes {
        let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
        let number = code.bytes().all(|byte| byte.is_ascii_digit());
        let phone = person.phone.as_deref().map(digits).unwrap_or_default();
        let last = |text: &str| text.get(text.len().saturating_sub(10)..).unwrap_or_default().to_owned();
        let begun = code.len() >= 4 && keys::national(&phone).starts_with(&keys::national(code));
        let called = number && !phone.is_empty() && (code.len() >= 3 && last(&phone).ends_with(&last(code)) || begun);
        let postcode = person.postcode.as_deref().map(words::squeezed).unwrap_or_default();
        let year = person.birth_date.filter(|_| names).map(|born| born.year().to_string());
        let fits = referred(code)
            || sensitive && (called || postcode.starts_with(code.as_str()))
            || year.as_deref() == Some(code.as_str());
        fits.then_some(())?;
        score += 1.0;
    }
    for email in &wanted.emails {
        let known = person.email.as_deref().map(|known| known.trim().to_lowercase());
        (sensitive && known.as_deref() == Some(email)).then_some(())?;
        score += 1.0;
    }
    Some(score)
}

/// How well a word that was typed fits one of the name.
fn word_fits(typed: &str, known: &str) -> Option<f64> {
    if typed == known {
        return Some(1.0);
    }
    if known.starts_with(typed) {
        return Some(0.9);
    }
    if words::same_person(typed, known) {
        return Some(0.8);
    }
    let likeness = words::likeness(typed, known);
    if likeness >= ALIKE || words::one_slip(typed, known) {
        return Some(0.7 * likeness);
    }
    let sound = words::sound(typed);
    (sound != 0 && sound == words::sound(known)).then_some(0.5)
}
