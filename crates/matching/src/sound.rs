//! How a name sounds in English, roughly: names that are spelt differently and said alike have one key.
//!
//! In the manner of Soundex (Russell 1918), NYSIIS (Taft 1970) and Metaphone (Philips 1990): silent letters go, letters of
//! one sound become one, vowels count only at the beginning, and only that there is one. Our own rules, so that
//! the key is one number and nothing is allocated.

/// The key of a folded name: up to six sounds of five bits; zero for a name with no Latin letters.
pub fn sound(name: &str) -> u32 {
    let mut letters = [0_u8; 24];
    let mut length = 0;
    for (place, letter) in letters.iter_mut().zip(name.bytes().filter(u8::is_ascii_lowercase)) {
        *place = letter;
        length += 1;
    }
    let mut rest = beginning(letters.get(..length).unwrap_or_default());
    let (mut key, mut sounds, mut last, mut first) = (0_u32, 0, 0_u8, true);
    while let [letter, after @ ..] = rest {
        let (sound, used) = next(*letter, after, first);
        if sound != 0 && sound != last {
            key = key << 5 | u32::from(sound);
            sounds += 1;
        }
        // Two like consonants with a vowel between are two; with an h or w between they are one.
        if sound != 0 || is_vowel(*letter) {
            last = sound;
        }
        first = false;
        rest = after.get(used - 1..).unwrap_or_default();
        if sounds == 6 {
            break;
        }
    }
    key
}

/// A name without the silent letter that it begins with.
fn beginning(name: &[u8]) -> &[u8] {
    match name {
        [b'k' | b'g' | b'p', b'n', ..] | [b'w', b'r', ..] | [b'p', b's', ..] => name.get(1..).unwrap_or_default(),
        _ => name,
    }
}

/// The sound at the head of what remains, 0 for none, and how many letters it took.
fn next(letter: u8, after: &[u8], first: bool) -> (u8, usize) {
    const VOWEL: u8 = 1;
    const LABIAL: u8 = 2;
    const F: u8 = 3;
    const K: u8 = 4;
    const S: u8 = 5;
    const SH: u8 = 6;
    const D: u8 = 7;
    const L: u8 = 8;
    const M: u8 = 9;
    const N: u8 = 10;
    const R: u8 = 11;
    const J: u8 = 12;
    match (letter, after) {
        (b'p', [b'h', ..]) => (F, 2),
        (b's', [b'c', b'h', ..]) => (S, 3),
        (b's' | b'c', [b'h', ..]) => (SH, 2),
        (b't', [b'c', b'h', ..]) => (SH, 3),
        (b't', [b'h', ..]) | (b'd', [b't', ..]) => (D, 2),
        (b'g', [b'h', ..]) => (if first { K } else { 0 }, 2),
        (b'c', [b'k', ..]) => (K, 2),
        (b'd', [b'g', b'e' | b'i' | b'y', ..]) => (J, 2),
        (b'c', [b'e' | b'i' | b'y', ..]) => (S, 1),
        (b'g', [b'e' | b'i' | b'y', ..]) | (b'j', _) => (J, 1),
        (b'a' | b'e' | b'i' | b'o' | b'u', _) => (if first { VOWEL } else { 0 }, 1),
        (b'y', _) => (if first { J } else { 0 }, 1),
        (b'b' | b'p', _) => (LABIAL, 1),
        (b'f' | b'v', _) => (F, 1),
        (b'c' | b'g' | b'k' | b'q', _) => (K, 1),
        (b's' | b'z' | b'x', _) => (S, 1),
        (b'd' | b't', _) => (D, 1),
        (b'l', _) => (L, 1),
        (b'm', _) => (M, 1),
        (b'n', _) => (N, 1),
        (b'r', _) => (R, 1),
        // h and w, and whatever has no sound of its own.
        _ => (0, 1),
    }
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_said_alike_have_one_key() {
        for (a, b) in [
            ("smith", "smyth"),
            ("philips", "fillips"),
            ("catherine", "kathryn"),
            ("shaun", "shawn"),
            ("wright", "rite"),
            ("knight", "night"),
            ("thompson", "tompson"),
            ("clark", "clarke"),
            ("reece", "rees"),
        ] {
            assert_eq!(sound(a), sound(b), "{a} {b}");
        }
        assert_ne!(sound("smith"), sound("jones"));
        assert_ne!(sound("brown"), sound("green"));
        assert_eq!(sound("\u{5d0}\u{5d1}"), 0);
    }
}
