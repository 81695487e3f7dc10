//! The keys by which a person is found: numbers in whose order like things stand together, so that what is being typed is a stretch
//! of the one table `person_key`, however many people there are.
//!
//! A key says in its first bits what it is of. Names are kept in pairs, each word with each other in either order, six letters of each: so a name
//! in whatever order is found in one place, and a common family name with the beginning of a given name too. A word of several, "de la Cruz" or
//! "O'Neill", is kept whole and by each of its ends. Telephone numbers and references are kept from both ends: people remember either.
//!
//! Whoever changes what the keys of a person are adds a migration that empties `person_key`: they are made anew when the workspace is opened.

use super::Person;
use crate::{Result, Workspace};
use base::{Actor, Date};
use matching::words;

/// Letters kept of each word of a name.
const LETTERS: usize = 6;
/// Parts of a name that are told apart, and how many of them are of the given names if the family name has as many too.
const PARTS: (usize, usize) = (6, 3);
/// Forms of one part that are kept.
const FORMS: usize = 4;
/// Digits kept of a telephone number.
const DIGITS: usize = 10;
/// Signs kept of a reference.
const SIGNS: usize = 10;

/// A stretch of keys, both ends included.
pub(crate) type Stretch = (i64, i64);

/// What a key is of.
#[derive(Debug, Clone, Copy)]
#[repr(u8)]
enum Of {
    Name,
    Sound,
    Birth,
    Phone,
    Postcode,
    Reference,
    ReferenceEnd,
    Email,
}

/// Signs packed from the first on, `bits` to each; those that are missing are zeros, so that shorter stands before longer.
#[derive(Debug, Clone, Copy)]
struct Packed {
    value: i64,
    /// How many bits after the last sign there are.
    free: u32,
}

fn packed(signs: impl Iterator<Item = i64>, most: usize, bits: u32, room: u32) -> Packed {
    let mut packed = Packed { value: 0, free: room };
    for sign in signs.take(most) {
        packed.free -= bits;
        packed.value |= sign << packed.free;
    }
    packed
}

impl Packed {
    /// Everything that begins so.
    const fn beginning(self) -> Stretch {
        (self.value, self.value | ((1 << self.free) - 1))
    }
}

const fn key(of: Of, value: i64) -> i64 {
    (of as i64) << 60 | value
}

fn stretch(of: Of, (from, to): Stretch) -> Stretch {
    (key(of, from), key(of, to))
}

/// A word of a name: a to z as 1 to 26, any other letter as one of five.
fn letters(word: &str) -> Packed {
    let sign = |letter: char| match letter {
        'a'..='z' => i64::from(letter as u8 - b'a') + 1,
        other => 27 + i64::from(u32::from(other) % 5),
    };
    packed(word.chars().map(sign), LETTERS, 5, 30)
}

/// Letters and digits, as many as there is room for.
fn signs(text: impl Iterator<Item = char>, most: usize) -> Packed {
    packed(text.filter_map(|c| c.to_digit(36)).map(|digit| i64::from(digit) + 1), most, 6, 60)
}

fn digits(some: impl Iterator<Item = char>) -> Packed {
    packed(some.filter_map(|c| c.to_digit(10)).map(|digit| i64::from(digit) + 1), DIGITS, 4, 40)
}

/// The parts that somebody's names are made of, each in the forms in which it may be typed; each form once.
fn name_parts(person: &Person) -> Vec<Vec<String>> {
    let parts = |name: &Option<String>| name.as_deref().map(words::parts).unwrap_or_default();
    let mut given = parts(&person.known_as);
    given.extend(parts(&person.given_name));
    let mut family = parts(&person.family_name);
    // Of many given names the first are kept, and the last words of the family name.
    given.truncate(PARTS.0.saturating_sub(family.len()).max(PARTS.1));
    family.drain(..(given.len() + family.len()).saturating_sub(PARTS.0).min(family.len()));
    let mut met: Vec<String> = Vec::new();
    let fresh = |mut forms: Vec<String>| {
        forms.truncate(FORMS);
        forms.retain(|form| !met.contains(form));
        met.extend(forms.iter().cloned());
        forms
    };
    given.into_iter().chain(family).map(fresh).filter(|forms| !forms.is_empty()).collect()
}

/// The words that somebody's names are made of, folded, each once.
#[must_use]
pub(crate) fn name_words(person: &Person) -> Vec<String> {
    name_parts(person).concat()
}

/// All keys of a person, each once.
pub(super) fn of(person: &Person) -> Vec<i64> {
    let mut keys = Vec::with_capacity(12);
    let parts = name_parts(person);
    let alone = [vec![String::new()]];
    for (at, forms) in parts.iter().enumerate() {
        let others = parts.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, forms)| forms);
        let others: Vec<&String> =
            if parts.len() == 1 { alone.iter().flatten().collect() } else { others.flatten().collect() };
        for one in forms {
            for other in &others {
                keys.push(key(Of::Name, letters(one).value << 30 | letters(other).value));
                if words::sound(one) != 0 {
                    keys.push(key(Of::Sound, i64::from(words::sound(one)) << 30 | i64::from(words::sound(other))));
                }
            }
        }
    }
    keys.extend(person.birth_date.map(|born| birth(born).0));
    let whole = |text: &Option<String>, key: fn(&str) -> Option<i64>| text.as_deref().and_then(key);
    keys.extend(whole(&person.phone, |text| phone(text).map(|(from, _)| from)));
    keys.extend(whole(&person.phone, |text| phone_beginning(text).map(|(from, _)| from)));
    keys.extend(whole(&person.postcode, |text| postcode(text).map(|(from, _)| from)));
    keys.extend(whole(&person.email, email));
    let reference = words::squeezed(&person.reference);
    keys.push(key(Of::Reference, signs(reference.chars(), SIGNS).value));
    keys.push(key(Of::ReferenceEnd, signs(reference.chars().rev(), SIGNS).value));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Everybody with these two words in their name, the second perhaps only begun.
pub(crate) fn name_pair(one: &str, begun: &str) -> Stretch {
    let one = letters(one).value << 30;
    let (from, to) = letters(begun).beginning();
    stretch(Of::Name, (one | from, one | to))
}

/// Everybody with a word in their name that begins so.
pub(crate) fn name_beginning(word: &str) -> Stretch {
    let (from, to) = letters(word).beginning();
    stretch(Of::Name, (from << 30, to << 30 | ((1 << 30) - 1)))
}

/// Everybody with this word in their name, as far as its first letters tell.
pub(crate) fn name_word(word: &str) -> Stretch {
    let word = letters(word).value;
    stretch(Of::Name, (word << 30, word << 30 | ((1 << 30) - 1)))
}

/// The first letters of the word that a key of a name begins with, and the first key after all those that begin with it.
pub(crate) fn first_word(key: i64) -> (String, i64) {
    let word = key >> 30 & ((1 << 30) - 1);
    let letter = |at: i64| word >> (25 - 5 * at) & 31;
    let text = (0..6).map(letter).take_while(|letter| *letter > 0);
    // What is none of our letters is a sign that is no letter at all: it is like nothing that is typed.
    let text = text.map(|letter| if letter <= 26 { char::from(b'a' + (letter - 1) as u8) } else { '*' });
    (text.collect(), ((key >> 30) + 1) << 30)
}

/// Everybody whose name has these two words by their sound; with one word, that one and any other.
pub(crate) fn sounds(one: &str, other: Option<&str>) -> Option<Stretch> {
    let sound = |word| Some(i64::from(words::sound(word))).filter(|sound| *sound != 0);
    let one = sound(one)? << 30;
    let (from, to) = match other {
        Some(other) => (sound(other)?, sound(other)?),
        None => (0, (1 << 30) - 1),
    };
    Some(stretch(Of::Sound, (one | from, one | to)))
}

/// Everybody born on this day.
pub(crate) fn birth(born: Date) -> Stretch {
    let day = i64::from(born.year()) * 10_000 + i64::from(born.month()) * 100 + i64::from(born.day());
    (key(Of::Birth, day), key(Of::Birth, day))
}

/// Everybody born in a year, or in a month of it.
pub(crate) fn birth_within(year: i16, month: Option<i8>) -> Stretch {
    let year = i64::from(year) * 10_000;
    match month.map(i64::from) {
        Some(month) => stretch(Of::Birth, (year + month * 100, year + month * 100 + 99)),
        None => stretch(Of::Birth, (year, year + 9_999)),
    }
}

/// Everybody whose telephone number ends so; none for fewer than three digits.
pub(crate) fn phone(text: &str) -> Option<Stretch> {
    let digits = digits(text.chars().rev());
    (digits.free <= 28).then(|| stretch(Of::Phone, digits.beginning()))
}

/// Everybody whose telephone number begins so; none for fewer than four digits.
pub(crate) fn phone_beginning(text: &str) -> Option<Stretch> {
    // They stand after all those by their ends, which have no such bit.
    const BEGINNING: i64 = 1 << 40;
    let digits = digits(national(text).chars());
    let (from, to) = digits.beginning();
    (text.chars().filter(char::is_ascii_digit).count() >= 4 && digits.free <= 28)
        .then(|| stretch(Of::Phone, (BEGINNING | from, BEGINNING | to)))
}

/// The digits of a telephone number, or of the beginning of one, as they follow the nought that is dialled within the country.
pub(crate) fn national(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let abroad = ["0044", "44"].into_iter().find_map(|code| digits.strip_prefix(code));
    abroad.unwrap_or(&digits).trim_start_matches('0').to_owned()
}

/// Everybody whose postcode begins so.
pub(crate) fn postcode(text: &str) -> Option<Stretch> {
    let signs = signs(text.chars(), 8);
    (signs.free < 60).then(|| stretch(Of::Postcode, signs.beginning()))
}

/// Everybody whose reference begins or ends so; none for fewer than three signs.
pub(crate) fn reference(text: &str) -> Vec<Stretch> {
    let (from, back) = (signs(text.chars(), SIGNS), signs(text.chars().rev(), SIGNS));
    if from.free > 42 {
        return Vec::new();
    }
    vec![stretch(Of::Reference, from.beginning()), stretch(Of::ReferenceEnd, back.beginning())]
}

/// The key of an e-mail address: its letters mixed into one number (FNV-1a).
pub(crate) fn email(text: &str) -> Option<i64> {
    let text = text.trim().to_lowercase();
    let mixed = text
        .bytes()
        .fold(0xCBF2_9CE4_8422_2325_u64, |mixed, byte| (mixed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3));
    text.contains('@').then(|| key(Of::Email, (mixed >> 4) as i64))
}

/// Makes the keys of a workspace whose people have none, because they were registered before there were any.
pub(crate) fn complete(workspace: &Workspace) -> Result<()> {
    let any = |table: &str| {
        let sql = format!("SELECT 1 FROM {table} LIMIT 1");
        workspace.read(|reader| Ok(reader.optional(&sql, &[], |_| Ok(()))?.is_some()))
    };
    if any("person")? && !any("person_key")? {
        workspace.write(&Actor::program("keys"), |tx| Ok(tx.key_all::<Person>()?))?;
    }
    Ok(())
}

/// Checks that everybody has the keys by which they are found, and none else; if not, they are made anew. Says what was found.
///
/// # Errors
/// When the database fails.
pub fn mend(workspace: &Workspace) -> Result<String> {
    let (due, there, hold) = workspace.read(|reader| Ok(reader.keys_hold::<Person>()?))?;
    if hold {
        return Ok(format!("{there} keys are those of the people"));
    }
    let made = workspace.write(&Actor::program("keys"), |tx| Ok(tx.key_all::<Person>()?))?;
    Ok(format!("of {due} keys there were {there}, not all of them right; {made} were made anew"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Id;

    fn person(given: &str, family: &str) -> Person {
        let id = Id::from_number(1);
        Person {
            given_name: Some(given.into()),
            family_name: Some(family.into()),
            ..Person::new(id, id, "W-12AB-34CD")
        }
    }

    fn finds(person: &Person, (from, to): Stretch) -> bool {
        of(person).iter().any(|key| (from..=to).contains(key))
    }

    #[test]
    fn a_name_is_found_by_either_word_begun_and_by_both_in_either_order() {
        let person = person("Mary-Ann", "O\u{2019}Neill");
        for word in ["m", "mary", "ann", "maryann", "on", "oneill", "nei", "neill"] {
            assert!(finds(&person, name_beginning(word)), "{word}");
        }
        assert!(finds(&person, name_pair("ann", "one")) && finds(&person, name_pair("oneill", "ma")));
        assert!(finds(&person, name_pair("neill", "mary")) && finds(&person, name_pair("maryann", "neil")));
        assert!(!finds(&person, name_beginning("eill")) && !finds(&person, name_pair("ann", "smith")));
        assert!(finds(&person, sounds("onyle", Some("an")).unwrap()));
    }

    #[test]
    fn of_many_names_the_first_given_ones_and_the_last_of_the_family_are_kept() {
        let all = Person {
            known_as: Some("Shiv".into()),
            ..person("S\u{ed}ofra M\u{e1}ire \u{d3}rla", "O\u{2019}D\u{f3}nnell-Bry\u{304}n")
        };
        for word in ["shiv", "siofra", "maire", "orla", "odonnell", "donnell", "bryn"] {
            assert!(finds(&all, name_beginning(word)), "{word}");
        }
        let long = vec!["de la Cruz-O\u{2019}Neill McAllister"; 20].join(" ");
        assert!(of(&person(&long, &long)).len() < 200);
        assert!(finds(&person(&long, &format!("{long} Smith")), name_beginning("mcalli")));
    }

    #[test]
    fn a_number_is_found_by_its_end_and_a_reference_by_either() {
        let person = Person {
            phone: Some("+44 161 555 0123".into()),
            postcode: Some("ls1 4ap".into()),
            email: Some("A@Example.org".into()),
            birth_date: Some("1984-09-03".parse().unwrap()),
            ..person("Ada", "Example")
        };
        assert!(finds(&person, phone("0161 5550123").unwrap()) && finds(&person, phone("0123").unwrap()));
        assert!(!finds(&person, phone("0161").unwrap()) && phone("12").is_none());
        for begun in ["0161", "0161 55", "+44 161 5", "0044161555", "1615", "0161 5550123"] {
            assert!(finds(&person, phone_beginning(begun).unwrap()), "{begun}");
        }
        assert!(!finds(&person, phone_beginning("0123").unwrap()) && phone_beginning("016").is_none());
        assert!(finds(&person, postcode("LS1").unwrap()) && finds(&person, postcode("LS14AP").unwrap()));
        assert!(reference("w-12").into_iter().any(|one| finds(&person, one)));
        assert!(reference("34cd").into_iter().any(|one| finds(&person, one)));
        let email = email("a@example.org ").unwrap();
        assert!(finds(&person, (email, email)));
        assert!(finds(&person, birth_within(1984, Some(9))) && !finds(&person, birth_within(1984, Some(8))));
    }

    #[test]
    fn the_word_of_a_key_is_read_back_and_the_next_word_begins_after_it() {
        let (from, to) = name_word("smith");
        assert_eq!(first_word(from), ("smith".to_owned(), to + 1));
    }
}
