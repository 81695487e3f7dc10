//! Who is worth comparing with whom: people who share at least one key.

use crate::compare::outward;
use crate::fields::Field;
use crate::fold;
use crate::form::{Side, UNKNOWN};
use crate::lexicon::Word;
use std::collections::BTreeSet;

/// Where a person stands in the register.
pub type Slot = u32;

/// A reason to compare two people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Rule {
    /// The sound of the family name and the year of birth.
    FamilyYear,
    /// The whole birth date.
    Birth,
    /// Postcode.
    Postcode,
    /// Telephone number.
    Phone,
    /// E-mail address.
    Email,
    /// Both names by sound or short form, in either order.
    Names,
    /// The sound of the given name, month and day of birth in either order.
    GivenDay,
    /// The house number, and the sound of the town or the first half of the postcode.
    House,
}

impl Rule {
    pub const ALL: [Self; 8] = [
        Self::FamilyYear,
        Self::Birth,
        Self::Postcode,
        Self::Phone,
        Self::Email,
        Self::Names,
        Self::GivenDay,
        Self::House,
    ];

    /// The fields that people found by this rule agree on for that very reason, so that nothing about them is learnt there.
    pub const fn tied(self) -> &'static [Field] {
        match self {
            Self::FamilyYear => &[Field::Family, Field::Birth, Field::BirthPart],
            Self::Birth => &[Field::Birth, Field::BirthPart],
            Self::Postcode => &[Field::Postcode, Field::Town],
            Self::Phone => &[Field::Phone],
            Self::Email => &[Field::Email],
            Self::Names => &[Field::Given, Field::Family],
            Self::GivenDay => &[Field::Given, Field::Birth, Field::BirthPart],
            Self::House => &[Field::House, Field::Town, Field::Postcode],
        }
    }

    /// The key of this rule for these values: the rule in the top four bits, the values mixed into the others. Two
    /// values in 268 million have one key by accident, which costs a comparison and nothing else.
    fn key(self, values: [u64; 2]) -> u32 {
        let mixed = values.iter().fold(0x9E37_79B9_7F4A_7C15_u64, |mixed, value| {
            let mixed = (mixed ^ value).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed ^ mixed >> 29
        });
        (self as u32) << 28 | (mixed.wrapping_mul(0x94D0_49BB_1331_11EB) >> 36) as u32
    }
}

/// All keys of a person, each once.
pub fn keys(side: &Side<'_>, keys: &mut Vec<u32>) {
    keys.clear();
    let facts = side.facts;
    let birth = facts.birth;
    let sound = |word: Option<&Word>| word.map(|word| u64::from(word.sound)).filter(|sound| *sound != 0);
    let (given, family) = (sound(side.given), sound(side.family));
    if let (Some(family), true) = (family, birth.year != 0) {
        keys.push(Rule::FamilyYear.key([family, birth.year.into()]));
    }
    keys.extend(own_key(Rule::Birth, side));
    keys.extend([Rule::Postcode, Rule::Phone, Rule::Email].into_iter().filter_map(|rule| own_key(rule, side)));
    if let (Some(given), Some(family)) = (given, family) {
        let short = side.given.into_iter().flat_map(|word| word.nicknames).filter(|line| *line != 0).take(3);
        // Lines of the table of short forms are told from sounds by a bit that no sound has.
        for name in short.map(|line| u64::from(line) | 1 << 40).chain([given]) {
            keys.push(Rule::Names.key([name.min(family), name.max(family)]));
        }
    }
    if let (Some(given), true) = (given, birth.month != UNKNOWN && birth.day != UNKNOWN) {
        let (month, day) = (u64::from(birth.month), u64::from(birth.day));
        keys.push(Rule::GivenDay.key([given, month.min(day) << 8 | month.max(day)]));
    }
    if let Some(home) = &facts.home
        && !home.house.is_empty()
    {
        let (postcode, length) = fold::unpacked(facts.postcode);
        let outward = outward(postcode.get(..length).unwrap_or_default());
        let town = crate::sound::sound(&home.town);
        if town != 0 {
            keys.push(Rule::House.key([text(&home.house), town.into()]));
        }
        if length > 0 {
            let outward = outward.iter().fold(1 << 40, |mixed, letter| mixed * 37 + u64::from(*letter));
            keys.push(Rule::House.key([text(&home.house), outward]));
        }
    }
    keys.sort_unstable();
    keys.dedup();
}

/// The key of a rule that takes one whole value, none for the other rules and where the value is not known.
pub fn own_key(rule: Rule, side: &Side<'_>) -> Option<u32> {
    let facts = side.facts;
    let value = match rule {
        Rule::Birth if facts.birth.whole() => {
            facts.birth.digits().iter().fold(0, |number, digit| number * 10 + u64::from(*digit))
        }
        Rule::Postcode if facts.postcode != 0 => facts.postcode,
        Rule::Phone if facts.phone != 0 => facts.phone,
        Rule::Email => text(facts.email.as_deref()?),
        _ => return None,
    };
    Some(rule.key([value, 0]))
}

/// A text as one number (FNV-1a).
fn text(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |mixed, byte| (mixed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

/// Everybody's keys: a long list in order, and beside it what was added since it was put in order. A person who has left
/// stays in the list until then; the register knows who is there.
#[derive(Debug, Default)]
pub struct Blocks {
    /// Key in the upper half, slot in the lower.
    ordered: Vec<u64>,
    recent: BTreeSet<u64>,
}

impl Blocks {
    /// Adds a person's keys.
    pub fn add(&mut self, slot: Slot, keys: &[u32]) {
        self.recent.extend(keys.iter().map(|key| entry(*key, slot)));
    }

    /// Whether so much was added that the list should be put in order anew.
    pub fn untidy(&self) -> bool {
        self.recent.len() > 4096 + self.ordered.len() / 16
    }

    /// Puts the list in order, without those who have left.
    pub fn tidy(&mut self, mut there: impl FnMut(Slot) -> bool) {
        self.ordered.extend(std::mem::take(&mut self.recent));
        self.ordered.retain(|entry| there(*entry as Slot));
        // Two lists that are each in order: the stable sort sees that and merges them.
        self.ordered.sort();
    }

    /// All keys and slots in order.
    pub fn all(&self) -> Vec<u64> {
        let mut all = self.ordered.clone();
        all.extend(&self.recent);
        all.sort();
        all
    }

    /// How many entries a key has, and who they are.
    pub fn block(&self, key: u32) -> (usize, impl Iterator<Item = Slot>) {
        let from = self.ordered.partition_point(|entry| *entry >> 32 < u64::from(key));
        let rest = self.ordered.get(from..).unwrap_or_default();
        let length = rest.partition_point(|entry| *entry >> 32 == u64::from(key));
        let ordered = rest.get(..length).unwrap_or_default();
        let recent = self.recent.range(entry(key, 0)..=entry(key, Slot::MAX));
        let count = length + recent.clone().count();
        (count, ordered.iter().chain(recent).map(|entry| *entry as u32))
    }
}

fn entry(key: u32, slot: Slot) -> u64 {
    u64::from(key) << 32 | u64::from(slot)
}

/// The rule of a key.
pub fn rule(key: u32) -> Option<Rule> {
    Rule::ALL.get((key >> 28) as usize).copied()
}
