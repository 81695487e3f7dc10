//! What is said of two records: how probable it is that they are one person, in which class that puts them, and why.

use crate::fields::Field;
use crate::relatives::Kinship;
use base::Id;

/// From this probability on, two records are *likely* one person.
pub const LIKELY: f64 = 0.95;

/// From this probability on, they are *possibly* one person. Below, nothing is said. Low, because somebody
/// looks at each: a pair too many costs a minute, a double that is missed costs two half-known people.
pub const POSSIBLE: f64 = 0.2;

/// In which words a pair is put before somebody. None of them merges anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// As good as certain: a probability of at least [`LIKELY`].
    Likely,
    /// Worth looking at: a probability of at least [`POSSIBLE`].
    Possible,
    /// Would be one of the others, but relatives agree in just this way.
    Relatives(Kinship),
}

/// What one field says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contribution {
    /// Which field.
    pub field: Field,
    /// How it agrees: "same date of birth".
    pub words: &'static str,
    /// What that weighs, in bits: each doubles the odds of one person, or halves them where it is below zero.
    pub bits: f64,
}

/// Two records compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// What stands against it before anything is compared, in bits: there are so many people.
    pub before: f64,
    /// What each field says that is known of both, in the order of the fields.
    pub contributions: Vec<Contribution>,
    /// The sum of all, in bits: the logarithm to base 2 of the odds that they are one person.
    pub bits: f64,
    /// The same as a probability.
    pub probability: f64,
    /// The class; none where the probability is below [`POSSIBLE`].
    pub class: Option<Class>,
    /// How they may be related instead, whatever the probability.
    pub kinship: Option<Kinship>,
    /// Whether both names agree, be it as a short form or misspelt, and neither birth date, gender nor kinship speaks against it.
    pub namesakes: bool,
}

/// Somebody in the register who may be the person asked about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Suggestion {
    /// Who.
    pub id: Id,
    /// How probable it is that they are one person.
    pub probability: f64,
    /// The same in bits.
    pub bits: f64,
    /// In which class that is.
    pub class: Class,
}

/// Two people of the register who may be one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The smaller id.
    pub one: Id,
    /// The larger id.
    pub other: Id,
    /// How probable it is that they are one person.
    pub probability: f64,
    /// The same in bits.
    pub bits: f64,
    /// In which class that is.
    pub class: Class,
}

/// What a register compared with itself has to show.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Review {
    /// The pairs worth looking at, the most probable first.
    pub pairs: Vec<Pair>,
    /// How many groups of people were too large to be compared with each other for the one value that they share, such as an
    /// office's telephone. Their members were still found by everything else.
    pub too_large: usize,
}
