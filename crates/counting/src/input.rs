//! What goes in: people, enrolments and facts, as the database holds them.

use base::{Date, Id};

/// The names of the attributes that people and enrolments carry, in the order in which their values are given.
///
/// A name may stand in one of the two lists only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schema {
    /// Attributes of the person, the same in every programme: "gender", "ethnicity".
    pub person: Vec<String>,
    /// Attributes of the enrolment, which may differ between programmes: "route", "enrolment-partner".
    pub enrolment: Vec<String>,
}

impl Schema {
    /// A schema with these attributes of people and these of enrolments.
    #[must_use]
    pub fn new(person: &[&str], enrolment: &[&str]) -> Self {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Self { person: owned(person), enrolment: owned(enrolment) }
    }
}

/// The value of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// Nothing is recorded. Codes for *not stated* or *prefer not to say* are texts like any other, and so stay apart.
    Missing,
    /// Another record: a partner, an area, a term.
    Id(Id),
    /// A code of a fixed list.
    Text(&'a str),
}

/// What is known of a person apart from any programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Person<'a> {
    /// Date of birth.
    pub born: Option<Date>,
    /// The values of [`Schema::person`], in that order; those left off the end are missing.
    pub attributes: &'a [Value<'a>],
}

/// One person's part in one programme.
///
/// Several enrolments of the same person in the same programme (re-entry) are one participation: the attributes and the
/// start are those of the earliest start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Enrolment<'a> {
    /// The programme.
    pub programme: Id,
    /// When support began; ages are taken on this day unless a question says otherwise.
    pub start: Option<Date>,
    /// The values of [`Schema::enrolment`], in that order; those left off the end are missing.
    pub attributes: &'a [Value<'a>],
}

/// Something countable: one row of the view `fact`, without its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact<'a> {
    /// The programme it belongs to.
    pub programme: Id,
    /// Its kind: "enrolment", "interaction", "outcome".
    pub kind: &'a str,
    /// The term of the kind's vocabulary: which service, which outcome.
    pub term: Option<Id>,
    /// The partner it is credited to.
    pub partner: Option<Id>,
    /// Where it happened, or for which community.
    pub area: Option<Id>,
    /// Who did it.
    pub worker: Option<Id>,
    /// When it happened.
    pub date: Option<Date>,
    /// How it stands: the verification of an outcome, the channel of an interaction.
    pub state: Option<&'a str>,
    /// How much: minutes, pence, heads.
    pub quantity: Option<i64>,
}

impl<'a> Fact<'a> {
    /// A fact of this kind in this programme with nothing else said.
    #[must_use]
    pub fn new(programme: Id, kind: &'a str) -> Self {
        Self {
            programme,
            kind,
            term: None,
            partner: None,
            area: None,
            worker: None,
            date: None,
            state: None,
            quantity: None,
        }
    }
}

/// All that the engine holds on one person, to be put in place of what it held before.
///
/// One without enrolments and facts removes the person. One without an `id` is the dossier of nobody: all the facts
/// without a subject.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dossier<'a> {
    /// The person.
    pub id: Option<Id>,
    /// What is known of them.
    pub person: Person<'a>,
    /// Their enrolments.
    pub enrolments: Vec<Enrolment<'a>>,
    /// Their facts.
    pub facts: Vec<Fact<'a>>,
}
