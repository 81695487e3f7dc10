//! Twins, parent and child of one name, and others of one household: alike on paper, and not one person.

use crate::compare::Pattern;
use crate::fields::{Field, birth, family, gender, given, plain, postcode, street};
use crate::form::Side;

/// Years between births from which two people of one name are taken for parent and child.
const GENERATION: u16 = 15;

/// Why two records that agree well may be relatives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kinship {
    /// Family name and birth date agree, given names do not.
    Twins,
    /// The whole name agrees, and the births are a generation apart.
    Generations,
    /// They share a home, telephone or e-mail address; given names and birth dates do not agree.
    Household,
}

impl Kinship {
    /// In words, for the page on which people decide.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Twins => "Same family name and date of birth, but different given names: perhaps twins",
            Self::Generations => "Same name, but born a generation apart: perhaps parent and child",
            Self::Household => {
                "Same home, telephone or e-mail, but different given names and dates of birth: perhaps one household"
            }
        }
    }
}

/// How two people who agree in this way may be related.
pub fn kinship(pattern: Pattern, a: &Side<'_>, b: &Side<'_>) -> Option<Kinship> {
    let level = |field| pattern.level(field);
    let other_given = level(Field::Given) == given::DIFFERENT
        || (level(Field::Given) == given::ALIKE && level(Field::Gender) == gender::DIFFERENT);
    let same_family = (family::SAME..=family::PART).contains(&level(Field::Family));
    if other_given && same_family && level(Field::Birth) == birth::SAME {
        return Some(Kinship::Twins);
    }
    let (x, y) = (a.facts.birth, b.facts.birth);
    let apart = x.year != 0 && y.year != 0 && x.year.abs_diff(y.year) >= GENERATION;
    let same_given = (given::SAME..=given::SHARED).contains(&level(Field::Given));
    // A slip in the year alone leaves day and month; that a child has both of the parent is one chance in 365.
    if apart && same_given && same_family && level(Field::Birth) != birth::SLIP {
        return Some(Kinship::Generations);
    }
    let sibling = other_given || level(Field::Given) == given::ALIKE;
    let other_birth = level(Field::Birth) >= birth::YEAR || level(Field::BirthPart) >= plain::CLOSE;
    let together = level(Field::Postcode) == postcode::SAME
        || level(Field::Phone) == plain::SAME
        || level(Field::Email) == plain::SAME
        || level(Field::Street) == street::SAME;
    (sibling && other_birth && together).then_some(Kinship::Household)
}

/// Whether both names agree, and nothing that stays as it is all one's life differs. Where somebody lives, and their telephone, may well.
pub fn namesakes(pattern: Pattern, a: &Side<'_>, b: &Side<'_>) -> bool {
    let level = |field| pattern.level(field);
    let swapped = level(Field::Given) == given::SWAPPED;
    let given = (given::SAME..=given::ALIKE).contains(&level(Field::Given));
    let family = (family::SAME..=family::ALIKE).contains(&level(Field::Family));
    // Two names that are only similar are others.
    let similar = level(Field::Given) == given::ALIKE && level(Field::Family) >= family::PART;
    let differs = level(Field::Birth) >= birth::YEAR
        || level(Field::BirthPart) == plain::DIFFERENT
        || level(Field::Gender) == gender::DIFFERENT;
    (swapped || given && family && !similar) && !differs && kinship(pattern, a, b).is_none()
}

/// Whether something keeps a pair from being *likely*, however much else agrees: another given name or one that is only
/// similar (siblings' often are), another birth date, or a birth year that is a generation off even if only by one digit; or that nothing
/// but the names agrees, which in a small register would be enough.
pub fn doubtful(pattern: Pattern, a: &Side<'_>, b: &Side<'_>) -> bool {
    let (x, y) = (a.facts.birth, b.facts.birth);
    let apart = x.year != 0 && y.year != 0 && x.year.abs_diff(y.year) >= GENERATION;
    let other_birth = pattern.level(Field::Birth) >= birth::YEAR || pattern.level(Field::BirthPart) == plain::DIFFERENT;
    let other_given = matches!(pattern.level(Field::Given), given::ALIKE | given::DIFFERENT);
    let agrees = |field, worst: u8| (1..=worst).contains(&pattern.level(field));
    let more_than_names = agrees(Field::Birth, birth::TWO_PARTS)
        || agrees(Field::BirthPart, plain::CLOSE)
        || agrees(Field::Postcode, postcode::OUTWARD)
        || agrees(Field::Street, street::PARTLY)
        || [Field::Phone, Field::Email, Field::House, Field::Town].into_iter().any(|field| agrees(field, plain::CLOSE));
    other_given || other_birth || apart || !more_than_names
}
