//! Bringing in records from files: parse, resolve, validate, preview, commit.
//!
//! Everything happens inside one transaction, as the rows stream by. It is kept if every row is good (or the good ones
//! were asked for), and rolled back otherwise; a dry run is the same transaction, rolled back. So what a preview promises
//! is what a commit does, and whatever is wrong with a file, the database is untouched.

mod interactions;
mod outcomes;
mod people;
mod resolve;
mod row;
mod run;
mod saver;
mod seen;

pub use run::{FileSummary, ImportFault, Options, Progress, Summary, run};

use base::{Field, Kind as FieldKind};
use db::Record;
use records::enrolments::Enrolment;
use records::interactions::Interaction;
use records::outcomes::Outcome;
use records::people::Person;

/// The kinds of record that can be brought in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// People, with their enrolment in the programme: a row to a person.
    People,
    /// One-to-one support given: a row to an interaction.
    Interactions,
    /// Improvements achieved: a row to an outcome.
    Outcomes,
}

/// The reference of the person whom a row is about.
const PERSON: Field = Field::new("reference", "Reference", FieldKind::Text)
    .required()
    .help("The reference of the person, as in the file of people.")
    .synonyms(&[
        "ref",
        "person",
        "person reference",
        "person id",
        "participant",
        "participant id",
        "participant reference",
        "client id",
        "client ref",
        "learner id",
        "id",
        "urn",
        "unique id",
    ]);

/// A row's own reference, by which it is known again when the file comes again with corrections.
const RECORD: Field = Field::new("source_key", "Record reference", FieldKind::Text)
    .help("Your own number for this row, if there is one: then a corrected row replaces the earlier one.")
    .synonyms(&["record id", "row id", "record number", "interaction id", "outcome id", "entry id"]);

impl Kind {
    /// All of them, in the order in which they are brought in: people first.
    pub const ALL: [Self; 3] = [Self::People, Self::Interactions, Self::Outcomes];

    /// The word for it on the command line and in addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Interactions => "interactions",
            Self::Outcomes => "outcomes",
        }
    }

    /// The kind with this [`key`](Self::key).
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// What people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::People => "People and enrolments",
            Self::Interactions => "Interactions",
            Self::Outcomes => "Outcomes",
        }
    }

    /// The columns that a file of this kind may have, from the records' own field descriptions.
    #[must_use]
    pub fn fields(self) -> Vec<Field> {
        let described = |fields: &'static [Field]| {
            let filled_in = ["register_id", "person_id", "programme_id", "source_key"];
            fields.iter().filter(move |field| !filled_in.contains(&field.name)).copied()
        };
        match self {
            Self::People => described(Person::TABLE.fields).chain(described(Enrolment::TABLE.fields)).collect(),
            Self::Interactions => {
                std::iter::once(PERSON).chain(described(Interaction::TABLE.fields)).chain([RECORD]).collect()
            }
            Self::Outcomes => std::iter::once(PERSON).chain(described(Outcome::TABLE.fields)).chain([RECORD]).collect(),
        }
    }

    /// The sheet of a workbook that holds this kind: the one named so, or the first.
    fn sheet(self, sheets: &[String]) -> usize {
        let names: &[&str] = match self {
            Self::People => &["people", "participants", "learners", "clients", "enrolments", "registrations"],
            Self::Interactions => &["interactions", "support", "services", "outputs", "activity", "activities"],
            Self::Outcomes => &["outcomes", "results", "achievements"],
        };
        sheets.iter().position(|sheet| names.iter().any(|name| crate::same(sheet, name))).unwrap_or(0)
    }
}
