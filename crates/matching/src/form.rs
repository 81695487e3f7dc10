//! An identity in the compact form in which it is compared.

use crate::lexicon::{Lexicon, NONE, Word, WordId};
use crate::{BirthDate, Gender, Identity, fold};

/// A part of a birth date that is not known.
pub const UNKNOWN: u8 = u8::MAX;

/// A birth date in digits; year 0, month and day [`UNKNOWN`] where they are not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Birth {
    pub year: u16,
    pub month: u8,
    pub day: u8,
}

impl Birth {
    pub fn of(date: Option<BirthDate>) -> Self {
        let date = date.unwrap_or_default();
        Self { year: date.year.unwrap_or(0), month: date.month.unwrap_or(UNKNOWN), day: date.day.unwrap_or(UNKNOWN) }
    }

    /// All three parts are known.
    pub fn whole(self) -> bool {
        self.year != 0 && self.month != UNKNOWN && self.day != UNKNOWN
    }

    /// Written as eight digits.
    pub fn digits(self) -> [u8; 8] {
        let mut digits = [0; 8];
        let mut rest = u32::from(self.year % 10000) * 10000 + u32::from(self.month) * 100 + u32::from(self.day);
        for place in digits.iter_mut().rev() {
            *place = (rest % 10) as u8;
            rest /= 10;
        }
        digits
    }
}

/// Where somebody lives, but for the postcode.
#[derive(Debug, Clone, Default)]
pub struct Home {
    /// Numbers of house and flat, with a space between.
    pub house: Box<str>,
    /// Groups of three letters in the lines of the address, as numbers, each once and in order.
    pub street: Box<[u16]>,
    /// The town without spaces.
    pub town: Box<str>,
}

impl Home {
    fn of(identity: &Identity) -> Option<Box<Self>> {
        let home = Self {
            house: fold::house(&identity.address).into(),
            street: trigrams(&fold::lines(&identity.address)),
            town: identity.town.as_deref().map(fold::words).unwrap_or_default().replace(' ', "").into(),
        };
        let known = !home.house.is_empty() || !home.street.is_empty() || !home.town.is_empty();
        known.then(|| Box::new(home))
    }
}

/// The groups of three neighbouring letters of each line, beginning and end included.
fn trigrams(lines: &[String]) -> Box<[u16]> {
    let mut groups = Vec::new();
    for line in lines {
        let letters: Vec<char> = std::iter::once(' ').chain(line.chars()).chain([' ']).collect();
        groups.extend(letters.windows(3).map(|three| {
            let mixed = three.iter().fold(0_u32, |mixed, letter| mixed.wrapping_mul(0x9E37_79B1) ^ u32::from(*letter));
            (mixed.wrapping_mul(0x85EB_CA6B) >> 16) as u16
        }));
    }
    groups.sort_unstable();
    groups.dedup();
    groups.into()
}

/// What is compared besides the names.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub birth: Birth,
    pub gender: Option<Gender>,
    /// Packed letters and digits; 0 for none.
    pub postcode: u64,
    /// The last ten digits; 0 for none.
    pub phone: u64,
    pub email: Option<Box<str>>,
    pub home: Option<Box<Home>>,
}

impl Facts {
    pub fn of(identity: &Identity) -> Self {
        Self {
            birth: Birth::of(identity.birth_date),
            gender: identity.gender,
            postcode: identity.postcode.as_deref().map_or(0, fold::postcode),
            phone: identity.phone.as_deref().map_or(0, fold::phone),
            email: identity.email.as_deref().and_then(fold::email),
            home: Home::of(identity),
        }
    }
}

/// One person of a register.
#[derive(Debug, Clone)]
pub struct Form {
    pub given: WordId,
    pub family: WordId,
    pub facts: Facts,
}

/// The given names of an identity, if it has any letters.
pub fn given(identity: &Identity) -> Option<Word> {
    let folded = identity.given_names.as_deref().map(fold::given).unwrap_or_default();
    (!folded.is_empty()).then(|| Word::given(folded))
}

/// The family name of an identity, if it has any letters.
pub fn family(identity: &Identity) -> Option<Word> {
    let folded = identity.family_name.as_deref().map(fold::family).unwrap_or_default();
    (!folded.is_empty()).then(|| Word::family(folded))
}

/// The names of everybody in a register.
#[derive(Debug, Default)]
pub struct Names {
    pub given: Lexicon,
    pub family: Lexicon,
}

impl Names {
    /// Takes an identity's names in, and gives its form.
    pub fn form(&mut self, identity: &Identity) -> Form {
        Form {
            given: given(identity).map_or(NONE, |word| self.given.add(word)),
            family: family(identity).map_or(NONE, |word| self.family.add(word)),
            facts: Facts::of(identity),
        }
    }

    /// A person leaves.
    pub fn remove(&mut self, form: &Form) {
        self.given.remove(form.given);
        self.family.remove(form.family);
    }

    /// A person of the register, to be compared.
    pub fn side<'a>(&'a self, form: &'a Form) -> Side<'a> {
        Side { given: self.given.word(form.given), family: self.family.word(form.family), facts: &form.facts }
    }
}

/// Somebody to be compared who is not in the register.
#[derive(Debug)]
pub struct Stranger {
    given: Option<Word>,
    family: Option<Word>,
    facts: Facts,
}

impl Stranger {
    /// As seen by a register with these names.
    pub fn new(identity: &Identity, names: &Names) -> Self {
        let counted =
            |word: Option<Word>, lexicon: &Lexicon| word.map(|word| Word { count: lexicon.count(&word.text), ..word });
        Self {
            given: counted(given(identity), &names.given),
            family: counted(family(identity), &names.family),
            facts: Facts::of(identity),
        }
    }

    /// To be compared.
    pub fn side(&self) -> Side<'_> {
        Side { given: self.given.as_ref(), family: self.family.as_ref(), facts: &self.facts }
    }
}

/// One side of a comparison.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    pub given: Option<&'a Word>,
    pub family: Option<&'a Word>,
    pub facts: &'a Facts,
}
