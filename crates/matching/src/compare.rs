//! Two people compared, field by field, into the level at which each field agrees.

use crate::alike::{likeness, one_slip};
use crate::fields::{FIELDS, Field, birth, family, gender, given, plain, postcode, street};
use crate::fold;
use crate::form::{Birth, Home, Side, UNKNOWN};
use crate::lexicon::Word;
use crate::nicknames::same_person;

/// From this likeness on, names are almost the same: one typing error in a name of six letters or more.
const CLOSE: f64 = 0.92;
/// From this likeness on, names are similar.
const ALIKE: f64 = 0.82;
/// From this share of the shorter address's letter groups on, it is the same, almost the same, partly the same.
const STREET: (f64, f64, f64) = (0.9, 0.6, 0.3);

/// The level of each field; four bits to a field, 0 where it was not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Pattern(u64);

impl Pattern {
    /// The level of a field.
    pub const fn level(self, field: Field) -> u8 {
        (self.0 >> (4 * field as u32) & 15) as u8
    }

    /// With another level of a field.
    #[must_use]
    pub const fn with(self, field: Field, level: u8) -> Self {
        let at = 4 * field as u32;
        Self(self.0 & !(15 << at) | (level as u64 & 15) << at)
    }

    /// Without some fields, as if they were not known.
    #[must_use]
    pub fn without(self, fields: &[Field]) -> Self {
        fields.iter().fold(self, |pattern, field| pattern.with(*field, 0))
    }

    /// The levels in the order of [`Field::ALL`].
    pub fn levels(self) -> [u8; FIELDS] {
        Field::ALL.map(|field| self.level(field))
    }
}

/// How two people agree.
pub fn compare(a: &Side<'_>, b: &Side<'_>) -> Pattern {
    let (given, family) = names(a, b);
    let (x, y) = (a.facts, b.facts);
    let postcode = postcodes(x.postcode, y.postcode);
    let mut pattern = Pattern::default()
        .with(Field::Given, given)
        .with(Field::Family, family)
        .with(Field::Postcode, postcode)
        .with(Field::Phone, phones(x.phone, y.phone))
        .with(Field::Email, emails(x.email.as_deref(), y.email.as_deref()));
    // Addresses are made from names: where those agree already, nearly the same address says nothing more.
    if pattern.level(Field::Email) == plain::CLOSE
        && (1..=given::CLOSE).contains(&given)
        && (1..=family::CLOSE).contains(&family)
    {
        pattern = pattern.with(Field::Email, 0);
    }
    pattern = if x.birth.whole() && y.birth.whole() {
        pattern.with(Field::Birth, births(x.birth, y.birth))
    } else {
        pattern.with(Field::BirthPart, parts_of_births(x.birth, y.birth))
    };
    if let (Some(one), Some(other)) = (x.gender, y.gender) {
        pattern = pattern.with(Field::Gender, if one == other { gender::SAME } else { gender::DIFFERENT });
    }
    if let (Some(one), Some(other)) = (&x.home, &y.home) {
        pattern = homes(pattern, one, other);
    }
    pattern
}

/// The levels of given and family name. Names in each other's place are told once, by the given name's level.
fn names(a: &Side<'_>, b: &Side<'_>) -> (u8, u8) {
    let (given, family) = (given_names(a.given, b.given), family_names(a.family, b.family));
    let unlike =
        given >= given::ALIKE && (family == 0 || family >= family::ALIKE) || given == 0 && family >= family::ALIKE;
    if unlike && crossed(a, b) { (given::SWAPPED, 0) } else { (given, family) }
}

/// Whether one's given name is the other's family name, and the other way round if both are known.
fn crossed(a: &Side<'_>, b: &Side<'_>) -> bool {
    let like = |given: Option<&Word>, family: Option<&Word>| {
        Some(given?.text == family?.text || likeness(&given?.text, &family?.text) >= CLOSE)
    };
    match (like(a.given, b.family), like(b.given, a.family)) {
        (Some(one), Some(other)) => one && other,
        _ => false,
    }
}

fn given_names(a: Option<&Word>, b: Option<&Word>) -> u8 {
    let (Some(a), Some(b)) = (a, b) else { return 0 };
    let (first, other) = (a.first(), b.first());
    if a.text == b.text || first == other && (first.len() == a.text.len() || other.len() == b.text.len()) {
        return given::SAME;
    }
    if first == other {
        return given::CLOSE;
    }
    let initial = |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
    let several = first.len() < a.text.len() || other.len() < b.text.len();
    let shared = || a.text.split(' ').any(|part| part.len() > 1 && b.text.split(' ').any(|there| there == part));
    let near = likeness(first, other);
    if near >= CLOSE || several && likeness(&a.text, &b.text) >= CLOSE {
        given::CLOSE
    } else if same_person(a.nicknames, b.nicknames) {
        given::NICKNAME
    } else if initial(first, other) || initial(other, first) || several && shared() {
        given::SHARED
    } else if near >= ALIKE || a.sound == b.sound && a.sound != 0 {
        given::ALIKE
    } else {
        given::DIFFERENT
    }
}

fn family_names(a: Option<&Word>, b: Option<&Word>) -> u8 {
    let (Some(a), Some(b)) = (a, b) else { return 0 };
    if a.text == b.text {
        return family::SAME;
    }
    let near = likeness(&a.text, &b.text);
    let double = a.text.contains(' ') || b.text.contains(' ');
    let part = || a.text.split(' ').any(|part| part.len() > 2 && b.text.split(' ').any(|there| there == part));
    if double && part() {
        family::PART
    } else if near >= CLOSE {
        family::CLOSE
    } else if near >= ALIKE || a.sound == b.sound && a.sound != 0 {
        family::ALIKE
    } else {
        family::DIFFERENT
    }
}

/// Two birth dates known to the day.
fn births(a: Birth, b: Birth) -> u8 {
    if a == b {
        return birth::SAME;
    }
    if a.year == b.year && a.month == b.day && a.day == b.month {
        return birth::SWAPPED;
    }
    let parts = [a.year == b.year, a.month == b.month, a.day == b.day];
    if one_slip(&a.digits(), &b.digits()) {
        birth::SLIP
    } else if parts.iter().filter(|same| **same).count() == 2 {
        birth::TWO_PARTS
    } else if a.year == b.year {
        birth::YEAR
    } else {
        birth::DIFFERENT
    }
}

/// Two birth dates of which one is known in part: as far as both are.
fn parts_of_births(a: Birth, b: Birth) -> u8 {
    if a.year == 0 || b.year == 0 {
        return 0;
    }
    let same = |one: u8, other: u8| one == UNKNOWN || other == UNKNOWN || one == other;
    let whole = same(a.month, b.month) && same(a.day, b.day);
    match a.year.abs_diff(b.year) {
        0 if whole => plain::SAME,
        0 | 1 => plain::CLOSE,
        _ => plain::DIFFERENT,
    }
}

fn postcodes(a: u64, b: u64) -> u8 {
    if a == 0 || b == 0 {
        return 0;
    }
    if a == b {
        return postcode::SAME;
    }
    let ((x, long), (y, wide)) = (fold::unpacked(a), fold::unpacked(b));
    let (x, y) = (x.get(..long).unwrap_or_default(), y.get(..wide).unwrap_or_default());
    if one_slip(x, y) {
        postcode::SLIP
    } else if outward(x) == outward(y) {
        postcode::OUTWARD
    } else {
        postcode::DIFFERENT
    }
}

/// What comes before the last three characters of a British postcode; the first half of any other.
pub fn outward(postcode: &[u8]) -> &[u8] {
    postcode.get(..if postcode.len() > 4 { postcode.len() - 3 } else { postcode.len() / 2 }).unwrap_or_default()
}

fn phones(a: u64, b: u64) -> u8 {
    if a == 0 || b == 0 {
        return 0;
    }
    let digits = |number: u64| -> [u8; 10] { std::array::from_fn(|at| (number / 10_u64.pow(at as u32) % 10) as u8) };
    match a == b {
        true => plain::SAME,
        false if one_slip(&digits(a), &digits(b)) => plain::CLOSE,
        false => plain::DIFFERENT,
    }
}

fn emails(a: Option<&str>, b: Option<&str>) -> u8 {
    let (Some(a), Some(b)) = (a, b) else { return 0 };
    if a == b {
        return plain::SAME;
    }
    let name = |address: &str| address.split('@').next().unwrap_or_default().len();
    let same_name = name(a) >= 6 && a.get(..name(a)) == b.get(..name(b));
    if same_name || one_slip(a.as_bytes(), b.as_bytes()) { plain::CLOSE } else { plain::DIFFERENT }
}

fn homes(pattern: Pattern, a: &Home, b: &Home) -> Pattern {
    let mut pattern = pattern;
    if !a.house.is_empty() && !b.house.is_empty() {
        let shared = || a.house.split(' ').any(|number| b.house.split(' ').any(|other| number == other));
        let level = if a.house == b.house {
            plain::SAME
        } else if one_slip(a.house.as_bytes(), b.house.as_bytes()) && a.house.len() + b.house.len() > 2 || shared() {
            plain::CLOSE
        } else {
            plain::DIFFERENT
        };
        pattern = pattern.with(Field::House, level);
    }
    if !a.street.is_empty() && !b.street.is_empty() {
        let level = match shared(&a.street, &b.street) {
            share if share >= STREET.0 => street::SAME,
            share if share >= STREET.1 => street::CLOSE,
            share if share >= STREET.2 => street::PARTLY,
            _ => street::DIFFERENT,
        };
        pattern = pattern.with(Field::Street, level);
    }
    if !a.town.is_empty() && !b.town.is_empty() && pattern.level(Field::Postcode) != postcode::SAME {
        let level = if a.town == b.town {
            plain::SAME
        } else if likeness(&a.town, &b.town) >= CLOSE {
            plain::CLOSE
        } else {
            plain::DIFFERENT
        };
        pattern = pattern.with(Field::Town, level);
    }
    pattern
}

/// The share of the shorter list's numbers that the longer has too. Both are in order.
fn shared(a: &[u16], b: &[u16]) -> f64 {
    let (mut at, mut there, mut common) = (0, 0, 0_u32);
    while let (Some(x), Some(y)) = (a.get(at), b.get(there)) {
        common += u32::from(x == y);
        at += usize::from(x <= y);
        there += usize::from(y <= x);
    }
    f64::from(common) / a.len().min(b.len()).max(1) as f64
}
