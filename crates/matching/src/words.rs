//! Single words of names, for finding people by them: folded, how they sound, what else their bearers are called.

use crate::{alike, fold, nicknames, sound};

pub use fold::{family, given, parts, words as plain};

/// The letters and digits of a text, small, in order: a postcode or reference however it is written.
#[must_use]
pub fn squeezed(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The last ten digits of a telephone number as a number; 0 for what has fewer than six and is none.
#[must_use]
pub fn phone(text: &str) -> u64 {
    fold::phone(text)
}

/// The key of how a folded word sounds, of 30 bits; 0 for one without Latin letters.
#[must_use]
pub fn sound(word: &str) -> u32 {
    sound::sound(word)
}

/// What else somebody who bears this folded given name may be called, this name left out.
#[must_use]
pub fn other_forms(word: &str) -> Vec<&'static str> {
    nicknames::others(word)
}

/// Whether two folded given names can be what one person is called.
#[must_use]
pub fn same_person(one: &str, other: &str) -> bool {
    nicknames::same_person(nicknames::lines(one), nicknames::lines(other))
}

/// How like two folded words are to the eye: from 0 to 1, which is the same.
#[must_use]
pub fn likeness(one: &str, other: &str) -> f64 {
    alike::likeness(one, other)
}

/// Whether two folded words differ by one slip of a finger.
#[must_use]
pub fn one_slip(one: &str, other: &str) -> bool {
    alike::one_slip(one.as_bytes(), other.as_bytes())
}
