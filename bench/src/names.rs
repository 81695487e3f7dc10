//! Names as common and as rare as names are: a few that one in a hundred bears, and thousands that hardly anybody does. Made of
//! syllables, but for the commonest.

use fastrand::Rng;

const FAMILIES: [&str; 12] = [
    "Smith", "Jones", "Taylor", "Brown", "Williams", "Wilson", "Johnson", "Davies", "Patel", "Robinson", "Khan",
    "Wright",
];
const GIVEN: [&str; 12] = [
    "John",
    "Margaret",
    "David",
    "Susan",
    "Mohammed",
    "Elizabeth",
    "Michael",
    "Catherine",
    "William",
    "Aisha",
    "Robert",
    "Mary",
];
const BEGINNINGS: [&str; 24] = [
    "Ald", "Bar", "Ches", "Dun", "Ed", "Fair", "Gor", "Hal", "Ing", "Kel", "Lang", "Mar", "Nor", "Old", "Pem", "Rad",
    "Sher", "Thor", "Ul", "Vin", "Wal", "Yar", "Stan", "Crom",
];
const MIDDLES: [&str; 16] =
    ["", "a", "ber", "ca", "ders", "en", "fi", "ga", "ing", "ker", "li", "mer", "o", "ri", "ste", "wen"];
const ENDINGS: [&str; 16] = [
    "ley", "ton", "ham", "worth", "field", "by", "wood", "son", "man", "well", "more", "ford", "dale", "stone", "er",
    "ane",
];

/// How many names of each kind there are.
const FAMILY_NAMES: f64 = 6144.0;
const GIVEN_NAMES: f64 = 2000.0;

/// A given and a family name.
pub fn name(random: &mut Rng) -> (String, String) {
    (made(random, &GIVEN, GIVEN_NAMES), made(random, &FAMILIES, FAMILY_NAMES))
}

/// One of `most` names, the earlier the commoner: the twentieth half as common as the first.
fn made(random: &mut Rng, common: &[&str], most: f64) -> String {
    const EVEN: f64 = 18.0;
    let place = EVEN * (((1.0 + most / EVEN).ln() * random.f64()).exp() - 1.0);
    let place = place as usize;
    if let Some(name) = common.get(place) {
        return (*name).to_owned();
    }
    // Spread, so that names of one beginning are not all of one commonness.
    let mixed = place.wrapping_mul(2_654_435_761) >> 4;
    let part = |list: &[&'static str], by: usize| list.get(mixed / by % list.len()).copied().unwrap_or_default();
    format!("{}{}{}", part(&BEGINNINGS, 1), part(&MIDDLES, 24), part(&ENDINGS, 384))
}

/// A telephone number and a postcode, of which several share one.
pub fn reach(random: &mut Rng) -> (String, String) {
    let letter = |random: &mut Rng| char::from(random.u8(b'A'..=b'Z'));
    let postcode = format!("M{} {}{}{}", random.u8(1..100), random.u8(1..10), letter(random), letter(random));
    (format!("07{:09}", random.u32(0..1_000_000_000)), postcode)
}
